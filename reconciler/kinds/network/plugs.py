"""Running machines' interfaces put back onto a network that was down. Called by `reconciler.kinds.network`.

libvirt makes a network's bridge anew with each start and leaves the machines' taps on none. It plugs a tap in
when it changes the bridge of an interface, and compares no names across a change of the interface's type:
so the interface is made one on the bridge itself and then one of the network again. The guest sees nothing of
it, not even its cable, and it works on a remote host too.
"""

from collections.abc import Callable, Container, Iterator
from copy import deepcopy

import libvirt
from lxml.etree import _Element

from schemas import xml
from state.live.errors import Terminal

_BRIDGED = ("nat", "route", "open")  # and none at all: where libvirt makes the bridge itself
_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE


def replug(
    connection: libvirt.virConnect, network: libvirt.virNetwork, progress: Callable[[str], None]
) -> None:
    """Plug in every running machine's interface that the network has lost; Terminal names those that fail."""
    if not _makes_bridge(network):
        return
    name, bridge, plugged = network.name(), network.bridgeName(), _ports(network)
    if plugged is None:
        return
    failed: list[str] = []
    for domain in connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
        for interface in _interfaces(domain, name, plugged):
            try:
                _plug(domain, interface, bridge)
                progress(f"plugged {domain.name()} in again")
            except libvirt.libvirtError as error:
                failed.append(f"{domain.name()} ({error})")
    if failed:
        raise Terminal(
            f"network {name} is up, and not plugged into it are: {', '.join(failed)}",
            "detach and attach these interfaces, or restart the machines",
        )


def _ports(network: libvirt.virNetwork) -> frozenset[str] | None:
    """The UUIDs of the ports that the network knows; None where there are none (libvirt's test driver)."""
    try:
        return frozenset(port.UUIDString() for port in network.listAllPorts())
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        return None


def _makes_bridge(network: libvirt.virNetwork) -> bool:
    forward = xml.parse(network.XMLDesc(0)).find("forward")
    return forward is None or forward.get("mode", "nat") in _BRIDGED


def _interfaces(domain: libvirt.virDomain, network: str, plugged: Container[str]) -> Iterator[_Element]:
    """The machine's interfaces whose ports the network does not know: it forgets all when it goes down."""
    try:
        document = xml.parse(domain.XMLDesc(0))
    except libvirt.libvirtError as error:
        if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
            return  # it ended meanwhile
        raise
    for interface in document.iterfind("devices/interface[@type='network']"):
        source = interface.find("source")
        if source is None or source.get("network") != network:
            continue
        if source.get("portid", "") not in plugged:
            yield interface


def _plug(domain: libvirt.virDomain, interface: _Element, bridge: str) -> None:
    home, away = deepcopy(interface), deepcopy(interface)
    for source in home.iterfind("source"):
        for runtime in ("portid", "bridge"):
            source.attrib.pop(runtime, None)
    away.set("type", "bridge")
    for source in away.iterfind("source"):
        source.attrib.clear()
        source.set("bridge", bridge)
    try:
        domain.updateDeviceFlags(xml.text_of(away), _LIVE)
    finally:  # whatever happened, it is to be the network's
        domain.updateDeviceFlags(xml.text_of(home), _LIVE)
