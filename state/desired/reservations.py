"""Fixed addresses of machines, as reservations of the network that deals them out.

Why it exists: a machine says `address:` at its interface; what keeps the address is an entry in the DHCP
server of the network, which is another object. Called by `state.desired.resolve`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface
from itertools import groupby

from schemas.facts import Facts, Ref, Value, item, join
from state.desired.document import Problem
from state.desired.excerpt import Fault
from state.desired.identity import Identified
from state.desired.placement import Objection


@dataclass(frozen=True, slots=True, eq=False)
class Reservations:
    """What each network's facts gain, and which addresses cannot be kept."""

    facts: Mapping[Ref, Facts]
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """One interface's wish for an address of a network."""

    owner: Identified
    interface: str
    network: Ref
    address: str

    def reservation(self, block: str) -> dict[str, Value]:
        """The entry in the block's DHCP server. DHCPv6 knows no MACs: there it goes by the machine's name."""
        place = item(join(block, "dhcp.hosts"), self.address)
        mac = {} if ":" in self.address else {join(place, "mac"): self.owner.facts[self._path("mac")]}
        return {place: True, **mac, join(place, "name"): self.owner.ref.name}

    def refused(self, message: str, remedy: str, *others: Ref) -> Objection:
        """The objection to it; `others` are left alone too."""
        manifest = self.owner.placed.manifest
        path = manifest.document.path_of(type(manifest.spec), self._path("address"))
        return Objection(manifest, Problem(path, Fault(message, remedy)), (self.owner.ref, *others))

    def _path(self, field: str) -> str:
        return join(item("interfaces", self.interface), field)


def reserve(objects: Iterable[Identified]) -> Reservations:
    """Every reservation that machines ask for, on networks whose manifests are valid."""
    known = sorted(objects, key=lambda each: (each.ref, each.placed.manifest.document.where))
    networks = {each.ref: each.facts for each in known if each.ref.kind == "Network"}
    wishes = sorted(
        (wish for each in known for wish in _wishes(each)), key=lambda wish: (wish.network, wish.address)
    )
    gained: dict[Ref, dict[str, Value]] = {}
    objections: list[Objection] = []
    for (network, _), group in groupby(wishes, key=lambda wish: (wish.network, wish.address)):
        first, *others = group
        objections += [_contested(first, other) for other in others]
        if others or network not in networks:
            continue  # that there is no such network is reported as such
        answer = _answer(first, networks[network])
        if isinstance(answer, Objection):
            objections.append(answer)
        else:
            gained.setdefault(network, {}).update(answer)
    return Reservations(gained, tuple(objections))


def _wishes(each: Identified) -> Iterator[_Wish]:
    for interface in getattr(each.placed.manifest.spec, "interfaces", ()):
        address, network = getattr(interface, "address", None), getattr(interface, "network", None)
        if address and network:
            yield _Wish(each, interface.name, Ref("Network", each.ref.host, network), str(address))


def _contested(first: _Wish, other: _Wish) -> Objection:
    where = first.owner.placed.manifest.document.where
    message = f"{other.address} is also the address of {first.owner.ref} at {where}"
    return other.refused(message, "give one of the two another address", first.owner.ref)


def _answer(wish: _Wish, facts: Facts) -> dict[str, Value] | Objection:
    """The facts that keep the address, or why it cannot be kept."""
    wanted = ip_address(wish.address)
    blocks = _blocks(facts)
    block = next((path for path, own in blocks.items() if wanted in own.network), None)
    if block is None:
        subnets = ", ".join(str(own.network) for own in blocks.values()) or "none"
        return wish.refused(f"{wish.address} is in no subnet of {wish.network}", f"its subnets: {subnets}")
    if wanted == blocks[block].ip:
        return wish.refused(
            f"{wish.address} is the host's own address on {wish.network}", "choose another one"
        )
    entry = wish.reservation(block)
    rival = _rival(entry, facts)
    if rival is not None:
        return wish.refused(f"{wish.network} reserves {wish.address} for {rival}", "choose another address")
    return {path: value for path, value in entry.items() if path not in facts}


def _rival(entry: Facts, facts: Facts) -> Value | None:
    """For whom the network's manifest reserves the address, if another: by the MAC, else the name."""
    decisive = next((path for path, value in entry.items() if value is not True and path in facts), None)
    return None if decisive is None or facts[decisive] == entry[decisive] else facts[decisive]


def _blocks(facts: Facts) -> dict[str, IPv4Interface | IPv6Interface]:
    """The host's own addresses on a network, by their paths: `addresses[192.0.2.1]`."""
    prefixes = {
        path.removesuffix(".prefix"): value for path, value in facts.items() if path.endswith("].prefix")
    }
    return {
        path: ip_interface(f"{path.removeprefix('addresses[').removesuffix(']')}/{prefix}")
        for path, prefix in prefixes.items()
        if path.startswith("addresses[")
    }
