"""`run`: what a service or a timer of systemd starts. It never asks, and policy alone says what is done."""

from dataclasses import replace
from pathlib import Path

import click

from reconciler.cli.failure import Trouble
from reconciler.cli.options import PREFIX, Verb, common_options
from reconciler.cli.workplace import Workplace, workplace


@click.command(cls=Verb)
@click.option(
    "--source",
    metavar="DIR",
    type=click.Path(path_type=Path),
    envvar=f"{PREFIX}SOURCE",
    help="The folder of manifests to keep to.",
)
@click.option(
    "--interval",
    metavar="TIME",
    envvar=f"{PREFIX}INTERVAL",
    help="Time between two full looks: 60s, 5m.",
)
@click.option(
    "--listen",
    metavar="ADDRESS",
    envvar=f"{PREFIX}LISTEN",
    help="Where metrics, page and API are: 127.0.0.1:9817.",
)
@click.option("--once", is_flag=True, help="Do one cycle and leave with its exit code.")
@common_options
@click.pass_context
def run(
    context: click.Context,
    /,
    source: Path | None,
    interval: str | None,
    **others: str | bool | None,
) -> int:
    """Keep the hosts as the manifests say, without asking."""
    place = workplace(context)
    folder = source or place.settings.source
    if folder is None:
        raise Trouble("no manifests to keep to", "name them with --source, or as `source` in the settings")
    _ensure_there(folder, "--source" if source else "`source` in the settings")
    listen, settings = others["listen"], place.settings
    settings = replace(
        settings,
        source=folder,
        listen=_address(listen) if isinstance(listen, str) else settings.listen,
        interval=settings.interval if interval is None else _seconds(interval),
    )
    place = replace(place, settings=settings)
    return _once(place, folder) if others["once"] else _for_ever(place, folder)


def _ensure_there(source: Path, said_by: str) -> None:
    """Trouble where there is no source: one that is mistyped would be waited for, and never come."""
    try:
        source.stat()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Trouble(f"the source {source} cannot be read: {why}", f"check {said_by}") from error


def _address(listen: str) -> str:
    from reconciler.settings import parse_address

    try:
        return parse_address(listen)
    except ValueError as error:
        raise click.UsageError(f"--listen: {error}") from error


def _seconds(interval: str) -> float:
    from reconciler.settings import parse_duration

    try:
        return max(1.0, parse_duration(interval))
    except ValueError as error:
        raise click.UsageError(f"--interval: {error}") from error


def _for_ever(place: Workplace, source: Path) -> int:
    from reconciler.cli.manifests import uri
    from reconciler.daemon.service import Commission, serve
    from reconciler.log import Style, configure
    from state.desired import Defaults

    settings = place.settings
    log = configure(Style(settings.log.format, settings.log.level, settings.color))
    return serve(Commission(source, Defaults(uri(settings), settings.default_policy), settings, log))


def _once(place: Workplace, source: Path) -> int:
    from reconciler.cli.application import Application
    from reconciler.cli.look import Intent
    from reconciler.cli.verbs.applying import Consent

    return Application(place, Intent(source)).run(Consent(place, agreed=True))
