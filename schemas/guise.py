"""What libvirt shows in another guise than it was defined in. Called by `schemas.xml` for every document.

A running interface of a network that is a host bridge, macvtap or a pool of devices is shown as what it has
become (`type='bridge'` and so on), with its network as one more attribute of the source. Taken by that name
it would be drift for ever, and a change of it would take it out of its network. A subnet of a network has
two spellings, which would be two subnets where it is named by its prefix.
"""

from ipaddress import IPv4Network

from lxml.etree import _Element

_KEPT = ("network", "portgroup", "portid")


def unmask(root: _Element) -> None:
    """Give every such interface the form in which it was defined, and every subnet one spelling."""
    if root.tag == "network":
        for subnet in root.iter("ip", "route"):
            _as_prefix(subnet)
    for interface in root.iterfind("devices/interface"):
        source = interface.find("source")
        if source is not None and source.get("network") and interface.get("type") != "network":
            _as_defined(interface, source)


def _as_prefix(subnet: _Element) -> None:
    """libvirt keeps a netmask as it was written, and takes a prefix for the same."""
    netmask = subnet.attrib.pop("netmask", None)
    if netmask is not None:
        subnet.set("prefix", str(IPv4Network(f"0.0.0.0/{netmask!s}").prefixlen))
    if subnet.get("family") == "ipv4":
        subnet.attrib.pop("family")


def _as_defined(interface: _Element, source: _Element) -> None:
    interface.set("type", "network")
    interface.attrib.pop("managed", None)
    for name in set(source.attrib) - set(_KEPT):
        source.attrib.pop(name)
    for part in list(source):
        source.remove(part)
