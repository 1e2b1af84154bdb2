"""The parts of a running network that change while guests stay connected, by virNetworkUpdate.

Called by `reconciler.kinds.network` for attach, detach and update alike: what is to be done to an entry
follows from the running document and the manifest, so that doing it twice is as good as doing it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import libvirt
from lxml.etree import _Element

from reconciler import edit
from reconciler.kinds.task import Task
from schemas import xml
from schemas.facts import pattern
from state.live.errors import Terminal

_SECTIONS = (
    ("addresses[].dhcp.ranges[]", libvirt.VIR_NETWORK_SECTION_IP_DHCP_RANGE),
    ("addresses[].dhcp.hosts[]", libvirt.VIR_NETWORK_SECTION_IP_DHCP_HOST),
    ("forward.interfaces[]", libvirt.VIR_NETWORK_SECTION_FORWARD_INTERFACE),
    ("portGroups[]", libvirt.VIR_NETWORK_SECTION_PORTGROUP),
    ("dns.hosts[]", libvirt.VIR_NETWORK_SECTION_DNS_HOST),
    ("dns.srv[]", libvirt.VIR_NETWORK_SECTION_DNS_SRV),
    ("dns.txt[]", libvirt.VIR_NETWORK_SECTION_DNS_TXT),
)
_ADD, _DELETE, _MODIFY = (
    libvirt.VIR_NETWORK_UPDATE_COMMAND_ADD_LAST,
    libvirt.VIR_NETWORK_UPDATE_COMMAND_DELETE,
    libvirt.VIR_NETWORK_UPDATE_COMMAND_MODIFY,
)
_UNIQUE = ("mac", "id", "name")
_LIVE = libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section: its path, libvirt's number of the section, the index of its <ip> element."""

    path: str
    section: int
    parent: int


def change(network: libvirt.virNetwork, paths: Iterable[str], task: Task) -> None:
    """Make the entries that the paths name (or lie in) as the manifest has them, or take them out.

    Terminal where the network is down, or a path lies in no section that can change live.
    """
    for path, section in dict.fromkeys(_entry(path) for path in paths):
        if not network.isActive():
            raise Terminal(f"network {network.name()} is not up any more, so there is nothing to change live")
        running = xml.parse(network.XMLDesc(0))
        _change(network, Entry(path, section, _parent(path, running, task)), running, task)


def _entry(path: str) -> tuple[str, int]:
    """The path of the entry that a path lies in, with its section."""
    for end in (index + 1 for index, letter in enumerate(path) if letter == "]"):
        for known, section in _SECTIONS:
            if pattern(path[:end]) == known:
                return path[:end], section
    raise Terminal(
        f"{path} does not change while the network is up", "set policy.restart to let it be restarted"
    )


def _parent(path: str, running: _Element, task: Task) -> int:
    """Which <ip> element an entry belongs to, counted from 0; -1 where it belongs to none."""
    address, inside, _ = path.partition("].dhcp.")
    if not inside:
        return -1
    element = xml.locate(task.spec, running, f"{address}]")
    if element is None:
        raise Terminal(f"{address}] is not on the running network", "it comes with a restart of the network")
    return running.findall("ip").index(element)


def _change(network: libvirt.virNetwork, entry: Entry, running: _Element, task: Task) -> None:
    before = _text(xml.locate(task.spec, running, entry.path))
    for rival in _rivals(running, entry, task):
        _update(network, _DELETE, entry, _text(rival))
    edit.edited(task.spec, running, [entry.path], task.wanted)
    after = _text(xml.locate(task.spec, running, entry.path))
    if before == after:
        return
    if before and after and entry.section == libvirt.VIR_NETWORK_SECTION_PORTGROUP:
        _update(network, _MODIFY, entry, after)
        return
    _replace(network, entry, before, after)


def _replace(network: libvirt.virNetwork, entry: Entry, before: str, after: str) -> None:
    """Delete the old entry and add the new one (libvirt modifies hardly any), or the old one again."""
    if before:
        _update(network, _DELETE, entry, before)
    if not after:
        return
    try:
        _update(network, _ADD, entry, after)
    except libvirt.libvirtError:
        if before:
            _update(network, _ADD, entry, before)
        raise


def _rivals(running: _Element, entry: Entry, task: Task) -> list[_Element]:
    """Other reservations of the MAC or the name that this one is to have: libvirt refuses a second one."""
    if entry.section != libvirt.VIR_NETWORK_SECTION_IP_DHCP_HOST or entry.path not in task.wanted:
        return []
    mine = xml.locate(task.spec, running, entry.path)
    others = [
        other for other in running.findall("ip")[entry.parent].iterfind("dhcp/host") if other is not mine
    ]
    return [other for other in others if any(_clashes(other, entry, name, task) for name in _UNIQUE)]


def _clashes(other: _Element, entry: Entry, name: str, task: Task) -> bool:
    value = task.wanted.get(f"{entry.path}.{name}")
    return value is not None and (other.get(name) or "").lower() == str(value).lower()


def _text(element: _Element | None) -> str:
    return "" if element is None else xml.text_of(element)


def _update(network: libvirt.virNetwork, command: int, entry: Entry, text: str) -> None:
    network.update(command, entry.section, entry.parent, text, _LIVE)
