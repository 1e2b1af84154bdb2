"""What a Network manifest may not say, and how network XML of any origin is read."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from schemas import xml
from schemas.network.definition import NetworkSpec

V4 = {"address": "192.168.1.1", "prefix": 24}
V6 = {"address": "fd00::1", "prefix": 64}
MAC = "52:54:00:00:00:01"
SRV = "<srv service='ldap' protocol='tcp' target='dc' port='389' weight='5'/>"


def dhcp(**served: object) -> dict[str, object]:
    return {"addresses": [V4 | {"dhcp": served}]}


WRONG: Mapping[str, dict[str, object]] = {
    "DHCP address 192.168.2.5 is not in the subnet 192.168.1.0/24": dhcp(
        ranges=[{"start": "192.168.1.5", "end": "192.168.2.5"}]
    ),
    "from its lower to its upper address": dhcp(ranges=[{"start": "192.168.1.9", "end": "192.168.1.5"}]),
    "give `mac`, `id` or `name`": dhcp(hosts=[{"ip": "192.168.1.9"}]),
    "`id` is for IPv6": dhcp(hosts=[{"ip": "192.168.1.9", "id": "0:1"}]),
    "DHCPv6 knows no MAC": {"addresses": [V6 | {"dhcp": {"hosts": [{"ip": "fd00::2", "mac": MAC}]}}]},
    "'localhost' is not an IP address": {"addresses": [{"address": "localhost", "prefix": 8}]},
    "at most 32 bits, not 64": {"addresses": [{"address": "10.0.0.1", "prefix": 64}]},
    "only one IPv4 address can have `dhcp`": {
        "addresses": [V4 | {"dhcp": {}}, {"address": "10.0.0.1", "prefix": 24, "dhcp": {}}]
    },
    "forwards nothing": {"forward": {"mode": "isolated", "dev": "eth0"}},
    "`nat` describes mode nat, not route": {"forward": {"mode": "route", "nat": {"ipv6": True}}},
    "needs a host interface": {"forward": {"mode": "vepa"}},
    "mode bridge needs `bridge.name`": {"forward": {"mode": "bridge"}},
    "the host has no address on such a network": {
        "forward": {"mode": "bridge"}, "bridge": {"name": "br0"}, "addresses": [V4]
    },
    "only one port group can be the default": {
        "portGroups": [{"name": "a", "default": True}, {"name": "b", "default": True}]
    },
    "from its lower to its upper port": {"forward": {"nat": {"ports": {"start": 9, "end": 5}}}},
    "without `target`": {"dns": {"srv": [{"service": "a", "protocol": "tcp", "port": 5}]}},
    "a forwarder needs": {"dns": {"forwarders": [{}]}},
    "`id` is derived (10.0.0.0/8); leave it out": {
        "routes": [{"id": "mine", "address": "10.0.0.0", "prefix": 8, "gateway": "192.168.1.2"}]
    },
}  # fmt: skip


@pytest.mark.parametrize("complaint", WRONG)
def test_what_libvirt_would_refuse_is_refused_with_a_sentence(complaint: str) -> None:
    """Before any host is asked, and in words of the manifest."""
    with pytest.raises(ValidationError) as refused:
        NetworkSpec.model_validate(WRONG[complaint])
    assert complaint in str(refused.value)


READ: Mapping[str, tuple[str, dict[str, object]]] = {
    "a netmask is a prefix": (
        "<network><ip address='10.1.2.3' netmask='255.255.240.0'/></network>",
        {"addresses[10.1.2.3].prefix": 20},
    ),
    "no forward element is an isolated network": ("<network/>", {"forward.mode": "isolated"}),
    "a forward element without a mode is NAT": ("<network><forward/></network>", {"forward.mode": "nat"}),
    "a service record is named by all that tells it from others": (
        f"<network><dns>{SRV}</dns></network>",
        {"dns.srv[ldap/tcp/dc/389].weight": 5},
    ),
    "a route's netmask is a prefix in its name too": (
        "<network><route address='10.0.0.0' netmask='255.0.0.0' gateway='192.168.1.2'/></network>",
        {"routes[10.0.0.0/8].gateway": "192.168.1.2", "routes[10.0.0.0/8].prefix": 8},
    ),
    "an IPv6 address has one spelling": (
        "<network><ip family='ipv6' address='2001:DB8:0:0::1' prefix='64'/></network>",
        {"addresses[2001:db8::1].prefix": 64},
    ),
}  # fmt: skip


@pytest.mark.parametrize("promise", READ)
def test_what_others_wrote_is_understood(promise: str) -> None:
    """Each way in which libvirt's documents say one thing is read as that one thing."""
    text, expected = READ[promise]
    have = xml.read(NetworkSpec, xml.parse(text))
    assert {path: have.get(path) for path in expected} == expected


def test_writing_a_prefix_takes_the_netmask_away() -> None:
    """libvirt refuses both at once."""
    document = xml.parse("<network><ip address='10.1.2.3' netmask='255.255.240.0'/></network>")
    xml.write(NetworkSpec, document, {"addresses[10.1.2.3]": True, "addresses[10.1.2.3].prefix": 24})
    element = document.find("ip")
    assert element is not None
    assert dict(element.attrib) == {"address": "10.1.2.3", "prefix": "24"}


def test_writing_ipv6_says_so() -> None:
    """libvirt takes an IPv6 address only where its family is stated."""
    document = xml.parse("<network/>")
    xml.write(NetworkSpec, document, {"addresses[fd00::1]": True, "addresses[fd00::1].prefix": 64})
    element = document.find("ip")
    assert element is not None
    assert element.get("family") == "ipv6"
