"""Documents that are derived and kept: `python -m tests.reconciler.golden --write` derives them again.

`--print NAME` derives one in a process of its own: click remembers how a command was last called.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from inspect import cleandoc
from pathlib import Path

import click
from pydantic import BaseModel

from reconciler.cli.keeping import report_schema
from reconciler.cli.program import NAME, program
from reconciler.settingsfile import SettingsFile

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCHEMA = REFERENCE / "report.schema.json"
_NOTE = "<!-- Made from the program by `python -m tests.reconciler.golden --write`. -->"


def schema_text() -> str:
    return json.dumps(report_schema(), indent=2) + "\n"


def commands_text() -> str:
    """Every verb's help, as the program prints it."""
    parts = [_NOTE, "# Command line", _help(program, NAME)]
    whole = click.Context(program, info_name=NAME)
    for name, verb in program.commands.items():
        parts += [f"## {name}", _help(verb, name, whole)]
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, name: str, parent: click.Context | None = None) -> str:
    context = click.Context(
        command, parent, name, max_content_width=100, terminal_width=100, **program.context_settings
    )
    own = command.get_help(context).split("\n\nCommon options:")[0]
    return f"```text\n{own}\n```"


def settings_text() -> str:
    """Every key of the settings file."""
    head = cleandoc("""
        # Settings file

        `/etc/virt-reconcile/config.yaml`, or the one that `--config` names: YAML, unknown keys are errors. An
        option beats the environment, the environment this file. `virt-reconcile schema settings` is its JSON
        Schema.

        | key | default | |
        |---|---|---|
        """)
    return (
        f"{_NOTE}\n\n{head}\n"
        + "".join(_rows(SettingsFile, ""))
        + "\nDurations: `30s`, `5m`, `1h`, or seconds.\n"
    )


def _rows(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key, kind = f"{prefix}{field.alias or name}", field.annotation
        ours = isinstance(kind, type) and kind.__module__ == SettingsFile.__module__
        if ours and isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _rows(kind, f"{key}.")
        else:
            default = "" if field.default_factory else json.dumps(field.default)
            yield f"| `{key}` | {f'`{default}`' if default else ''} | {field.description} |\n"


KEPT: Mapping[Path, Callable[[], str]] = {
    SCHEMA: schema_text,
    REFERENCE / "command-line.md": commands_text,
    REFERENCE / "settings.md": settings_text,
}

if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    for path, text in KEPT.items():
        path.write_text(text(), "utf-8")
if __name__ == "__main__" and sys.argv[1:2] == ["--print"]:
    sys.stdout.write(next(text for path, text in KEPT.items() if path.name == sys.argv[2])())
