"""What people type to name an object: `VirtualMachine/web-1`, `vm/web-1`, `volume/default/root`.

Used by `adopt`, `suspend`, `resume`, `forget` and `history`; the host is told from where the object is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.keeping import kept_report
from schemas import HOST, KINDS
from schemas.facts import Ref
from schemas.kind import Kind

if TYPE_CHECKING:
    from reconciler.cli.workplace import Workplace
    from state.recorded.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Named:
    """An object as typed; `pool` for a volume, `host` where `--host` says it."""

    kind: Kind
    name: str
    pool: str = ""
    host: str | None = None

    def among(self, known: Iterable[Ref]) -> Ref:
        """The one known object of this name. Usage errors where there is none, or one on several hosts."""
        found = sorted(ref for ref in known if self._means(ref))
        match found:
            case [one]:
                return one
            case []:
                raise click.UsageError(f"nothing is known of {self}; `virt-reconcile status` lists what is")
            case _:
                hosts = ", ".join(ref.host for ref in found)
                raise click.UsageError(f"{self} is on several hosts ({hosts}): say which one with --host")

    def on(self, host: str) -> Ref:
        """The object of this name on a host."""
        return Ref(self.kind.name, host, self.name, self.pool)

    def __str__(self) -> str:
        return str(self.on(""))

    def _means(self, ref: Ref) -> bool:
        same = (ref.kind, ref.name, ref.scope) == (self.kind.name, self.name, self.pool)
        return same and self.host in (None, ref.host)

    @property
    def is_host(self) -> bool:
        """Whether it names a hypervisor and not an object on one."""
        return self.kind is HOST


def known_to(ledger: "Ledger") -> frozenset[Ref]:
    """Every object that the ledger or the last report speaks of."""
    report = kept_report(ledger)
    seen = (Ref(one.kind, one.host, one.name, one.pool) for one in report.objects) if report else ()
    return frozenset((*ledger.records(), *seen))


def ensure_known(host: str, place: "Workplace", ledger: "Ledger") -> None:
    """A usage error where neither the ledger nor the last report nor the manifests speak of a host."""
    report = kept_report(ledger)
    reported = (one.name for one in report.hosts) if report else ()
    known = {*reported, *(ref.host for ref in ledger.records())}
    if host not in known:
        from reconciler.cli.manifests import resolution

        known |= resolution(place.settings.source or Path(), place.settings).hosts.keys()
    if host not in known:
        others = f"; one of: {', '.join(sorted(known))}" if known else ""
        raise click.UsageError(f"there is no host {host}{others}")


def named(typed: str, host: str | None = None) -> Named:
    """What was typed, taken apart. Usage errors say what was expected."""
    kind_word, _, rest = typed.partition("/")
    kind = kind_typed(kind_word)
    if not rest:
        raise click.UsageError(f"`{typed}` names no object; write KIND/NAME, for example vm/web-1")
    if kind.name != "Volume":
        return Named(kind, rest, host=host)
    pool, slash, name = rest.partition("/")
    if not slash:
        raise click.UsageError(f"`{typed}` names no volume; write volume/POOL/NAME")
    return Named(kind, name, pool, host)


def kind_typed(word: str, beside: tuple[str, ...] = ()) -> Kind:
    """The kind that a person means: its name or its short word, in any case. A usage error for no kind names
    all of them, and what else may be said there.
    """
    for kind in KINDS:
        if word.lower() in (kind.name.lower(), kind.short):
            return kind
    words = ", ".join((*(kind.short for kind in KINDS), *beside))
    raise click.UsageError(f"`{word}` is no kind; one of: {words}")
