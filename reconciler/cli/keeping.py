"""Reports as JSON: kept in the ledger for `status`, read back, and their schema."""

import json
from typing import TYPE_CHECKING

from reconciler.published import Report, as_document

if TYPE_CHECKING:
    from state.recorded.ledger import Ledger


def keep_report(ledger: "Ledger", told: Report) -> None:
    """Keep a report in place of the one before it."""
    ledger.save_report(json.dumps(as_document(told), ensure_ascii=False))


def kept_report(ledger: "Ledger") -> Report | None:
    """The report that was kept last; None where there is none that we can read."""
    text = ledger.last_report()
    return None if text is None else report_from(text)


def report_from(text: str) -> Report | None:
    """A report from its published JSON; None where it is none."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Report).validate_json(text)
    except ValidationError:
        return None


def report_schema() -> dict[str, object]:
    """The JSON Schema of the published report; `docs/reference/report.schema.json` is this."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(Report).json_schema()
    for entry in (schema, *schema["$defs"].values()):
        if "properties" in entry:  # every key is always there, but for a pool, which only volumes have
            entry["required"] = [name for name in entry["properties"] if name != "pool"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
