"""Names for the devices of a machine that nobody has named, given to them in the document itself.

Why it exists: items are matched by name, and a device's name is libvirt's alias; a device that was made by
another hand has none. With the aliases in the document every other step reads it as if it were ours.
Called by `schemas.adoption`.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lxml import etree
from lxml.etree import _Element

from schemas.adoption.bare import Seen
from schemas.codecs import ALIAS
from schemas.form import Form, Items

LONGEST = 48  # letters of a `schemas.manifest.DeviceName`
_VALID = re.compile(r"[A-Za-z0-9_-]{1,48}")
_FOREIGN = re.compile(r"[^A-Za-z0-9_-]+")
_PREFIX = "ua-"
# Ports that everybody has, by the names that everybody uses for them.
_PORTS: Mapping[str, str] = MappingProxyType(
    {
        "org.qemu.guest_agent.0": "agent",
        "com.redhat.spice.0": "spice",
    }
)


def name_devices(form: Form, seen: Seen) -> None:
    """Give every device that a person would write, and that has no valid name, one of its own."""
    nameless: list[tuple[_Element, str]] = []
    taken: set[str] = set()
    for element, position in _nameable(form, seen.bare):
        name = given_name(element)
        if name is not None and name not in taken:
            taken.add(name)
        else:
            nameless.append((element, _wished(element, position)))
    taken.update(name for element in seen.full.iterfind("devices/*") if (name := given_name(element)))
    for element, wish in nameless:
        name = free(wish, taken)
        taken.add(name)
        for twin in (element, seen.twins[element]):
            _name(twin, name)


def given_name(element: _Element) -> str | None:
    """The name of ours that a device carries, if it is one that a manifest can state."""
    alias = element.find("alias")
    text = "" if alias is None else alias.get("name", "")
    name = text.removeprefix(_PREFIX)
    return name if text.startswith(_PREFIX) and _VALID.fullmatch(name) else None


def free(wish: str, taken: set[str]) -> str:
    """The wish as a valid name that is not taken: `root`, else `root-2`, `root-3` and so on."""
    base = _FOREIGN.sub("-", wish).strip("-")[:LONGEST] or "device"
    name, count = base, 1
    while name in taken:
        count += 1
        ending = f"-{count}"
        name = base[: LONGEST - len(ending)] + ending
    return name


def _nameable(form: Form, root: _Element) -> Iterator[tuple[_Element, int]]:
    """Every device whose name is an alias, with its place among its like."""
    for slot in form.slots:
        if isinstance(slot, Items) and slot.key.codec is ALIAS:
            for position, element in enumerate(root.iterfind(slot.marker.path)):
                yield element, position


def _wished(element: _Element, position: int) -> str:
    tag = str(element.tag)
    target = element.find("target")
    if tag == "disk" and target is not None and target.get("dev"):
        return target.get("dev", "")
    if tag == "channel" and target is not None and target.get("name"):
        return _port(target.get("name", ""))
    return f"nic{position}" if tag == "interface" else f"{tag}{position}"


def _port(target: str) -> str:
    """The last part of a port's name that says something: `agent.1` is not called `1`."""
    parts = [part for part in target.split(".") if part and not part.isdigit()]
    return _PORTS.get(target) or (parts[-1] if parts else target)


def _name(element: _Element, name: str) -> None:
    alias = element.find("alias")
    place = etree.SubElement(element, "alias") if alias is None else alias
    place.set("name", f"{_PREFIX}{name}")
