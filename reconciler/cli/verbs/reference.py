"""What can be said in manifests: `schema` for editors, `explain` for people; and `completion` for shells."""

import json
from collections.abc import Mapping
from typing import Literal

import click
from click.shell_completion import get_completion_class

from reconciler.cli.options import Verb, common_options
from reconciler.cli.workplace import workplace

_COMPLETE = "_VIRT_RECONCILE_COMPLETE"
_REPORT = "report"
_SETTINGS = "settings"


def _kinds(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """The words that `schema` takes, for a shell that completes one."""
    from schemas import KINDS

    words = (*(kind.short for kind in KINDS), _REPORT, _SETTINGS)
    return [word for word in words if word.startswith(begun)]


def _fields(_context: click.Context, _option: click.Parameter, begun: str) -> list[str]:
    """The fields that `explain` knows below what was typed, for a shell that completes one."""
    from schemas import KINDS
    from schemas.export import entries

    paths = (f"{kind.short}.{entry.path.replace('[]', '')}" for kind in KINDS for entry in entries(kind))
    return [path for path in paths if path.startswith(begun)]


@click.command(cls=Verb)
@click.argument("kind", required=False, metavar="[KIND]", shell_complete=_kinds)
@common_options
@click.pass_context
def schema(context: click.Context, kind: str | None) -> None:
    """Print the JSON Schema of manifests, for editors.

    KIND is one kind, `report` for what `-o json` prints, or `settings` for the settings file; left out, a
    schema of manifests of all kinds.
    """
    console = workplace(context).console
    found = _schema(kind)
    if console.for_people:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        console.document(found)


def _schema(kind: str | None) -> Mapping[str, object]:
    from reconciler.cli.keeping import report_schema
    from reconciler.cli.targets import kind_typed
    from reconciler.settingsfile import SettingsFile
    from schemas.export import json_schema

    match kind:
        case "report":
            return report_schema()
        case "settings":
            return SettingsFile.model_json_schema()
        case None:
            return json_schema()
        case _:
            return json_schema(kind_typed(kind, (_REPORT, _SETTINGS)))


@click.command(cls=Verb)
@click.argument("field", metavar="KIND.FIELD", shell_complete=_fields)
@common_options
@click.pass_context
def explain(context: click.Context, field: str) -> None:
    """Explain a field: what it means, looks like and costs.

    For example: vm, vm.spec.memory, network.spec.forward.mode, policy.restart
    """
    from schemas.export import UnknownFieldError
    from schemas.export import explain as explanation

    console = workplace(context).console
    try:
        text = explanation(field)
    except UnknownFieldError as error:
        raise click.UsageError(str(error)) from None
    if console.for_people:
        console.show(text if text.endswith("\n") else f"{text}\n")
    else:
        console.document({"field": field, "text": text})


@click.command(cls=Verb)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@common_options
@click.pass_context
def completion(context: click.Context, shell: Literal["bash", "zsh", "fish"]) -> None:
    """Print the completion script of a shell.

    For this shell: source <(virt-reconcile completion bash)
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"there is no completion for {shell}")
    root = context.find_root()
    click.echo(found(root.command, {}, root.info_name or "", _COMPLETE).source())
