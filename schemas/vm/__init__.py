"""The kind VirtualMachine: one file for each family of fields; `machine.py` holds the spec."""
