"""The verbs, in the order in which `--help` lists them. Each is named here and nowhere else."""

from typing import Final

import click

from reconciler.cli.verbs.acknowledging import acknowledge
from reconciler.cli.verbs.adopting import adopt
from reconciler.cli.verbs.applying import apply
from reconciler.cli.verbs.daemon import run
from reconciler.cli.verbs.ledger import forget, history, status
from reconciler.cli.verbs.pause import resume, suspend
from reconciler.cli.verbs.reading import drift, plan, validate
from reconciler.cli.verbs.reference import completion, explain, schema

VERBS: Final[tuple[click.Command, ...]] = (
    *(validate, plan, apply, drift, run, adopt),
    *(status, history, suspend, resume, acknowledge, forget),
    *(schema, explain, completion),
)
