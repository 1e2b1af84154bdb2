"""The kind Network: one file for each family of fields; `definition.py` holds the spec."""
