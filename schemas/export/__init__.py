"""What is derived from the declared fields for people and editors: JSON Schema, field reference, `explain`.

Called by the command line and by the tests that keep `docs/reference` up to date.
"""

from schemas.export.catalogue import Entry, entries
from schemas.export.explanation import UnknownFieldError, explain
from schemas.export.page import page, pages
from schemas.export.schema import json_schema

__all__ = ["Entry", "UnknownFieldError", "entries", "explain", "json_schema", "page", "pages"]
