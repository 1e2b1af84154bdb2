"""A ledger that an older version wrote names fields that there are no more: it costs nobody a cycle."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from reconciler.plan import plan
from reconciler.session import Seals
from reconciler.steps import State
from schemas import kind_named, xml
from schemas.facts import Facts, Ref
from schemas.policy import Policy
from schemas.whole import Whole, pack
from state.diagnostics import Where
from state.recorded.ledger import Ledger
from state.world import Desired, Host, HostView, Live, Record, World
from tests.laws.worlds import HOST, MARK, circumstances
from tests.reconciler.cli.conftest import URI, Shell

WEB = Ref("VirtualMachine", HOST, "web")
MACHINE = kind_named("VirtualMachine").spec
CARD = "<interface type='network'><mac address='52:54:00:00:00:02'/><source network='default'/></interface>"
LAN: Facts = {"interfaces[lan]": True, "interfaces[lan].network": "default"}
GONE: Facts = {"interfaces[lan].gone": False, "gone": 1, "gone[x]": True, "gone[x].part": "y"}


def world(record: Record) -> World:
    """A machine with a card that has no name any more, and whose entry is gone."""
    text = f"<domain><name>web</name><devices>{CARD}</devices></domain>"
    live = Live(WEB, "u-1", xml.read(MACHINE, xml.parse(text)), mark=MARK, whole=Whole(pack(text)))
    views = {HOST: HostView(HOST, URI, up=True, objects={WEB: live})}
    desired = Desired(WEB, "u-1", {}, Policy(), Where("web.yaml"))
    return World({HOST: Host(HOST, URI)}, {WEB: desired}, {WEB: record}, views)


def test_a_fact_of_a_field_that_is_no_more_was_never_recorded() -> None:
    """The plan is the one of a ledger without it: the card is recognised by the rest, and is to go."""
    record = Record(WEB, "u-1", {**LAN, "active": False, "xml:devices/x@y": "z"})
    (older,) = Seals(b"").of_recorded({WEB: replace(record, facts={**GONE, **record.facts})}).values()
    found, expected = (plan(world(one), circumstances()).verdicts[WEB] for one in (older, record))
    assert older.facts == record.facts
    assert found == expected
    assert (found.state, [change.path for change in found.changes]) == (State.EDITED, ["interfaces[lan]"])


@pytest.mark.parametrize("more", [{}, GONE])
def test_a_record_stays_the_same_one_while_the_ledger_does(more: Mapping[str, bool | int | str]) -> None:
    """Whatever was compared with it need not be compared again."""
    seals, record = Seals(b""), Record(WEB, "u-1", {**LAN, **more})
    first, second = (seals.of_recorded({WEB: record})[WEB] for _ in range(2))
    assert first is second
    assert (first is record) is (more == {})


def test_a_ledger_of_older_fields_is_worked_with(shell: Shell) -> None:
    """Another hand has put another card in place of ours: it is held against what was recorded of ours."""
    manifest = shell.machine("web")
    alone = manifest.read_text("utf-8") + "  runStrategy: Halted\n"
    manifest.write_text(f"{alone}  interfaces: [{{name: lan, bridge: br0}}]\n", "utf-8")
    assert shell("apply", "--yes").code == 0
    with Ledger.open(shell.state) as ledger:
        ((ref, record),) = ledger.records().items()
        ledger.settle(replace(record, facts={**GONE, **record.facts}))
    ours = shell.host.lookupByName("web").XMLDesc()
    other = re.sub("<mac address='[^']*'/>", "<mac address='52:54:00:00:00:02'/>", ours)
    shell.host.defineXML(other.replace("<alias name='ua-lan'/>", ""))
    manifest.write_text(f"{alone}  title: alone\n", "utf-8")
    applied = shell("apply", "--yes")
    assert "done  define VirtualMachine/web" in applied.err
    assert "foreign: keep" in applied.out
    with Ledger.open(shell.state) as ledger:
        assert not ledger.records()[ref].facts.keys() & GONE.keys()
