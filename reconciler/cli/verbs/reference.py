"""What can be said in manifests: `schema` for editors, `explain` for people; and `completion` for shells."""

from typing import Literal

import click

from reconciler.cli.options import common_options

_COMPLETE = "_VIRT_RECONCILE_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@common_options
@click.pass_context
def completion(context: click.Context, shell: Literal["bash", "zsh", "fish"]) -> None:
    """Print the completion script of a shell.

    For this shell: source <(virt-reconcile completion bash)
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"there is no completion for {shell}")
    root = context.find_root()
    click.echo(found(root.command, {}, root.info_name or "", _COMPLETE).source())
