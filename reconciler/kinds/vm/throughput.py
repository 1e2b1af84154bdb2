"""What a running machine may read, write, send and receive. Called by `reconciler.kinds.vm.live`."""

from collections.abc import Mapping

import libvirt
from pydantic.alias_generators import to_snake

from reconciler.kinds.vm.machine import Machine, key_of, last
from schemas import xml
from schemas.facts import owner, under
from state.live.errors import Terminal

_LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
_GROUP = "group_name"
SHARES = ("weight", "readIopsSec", "writeIopsSec", "readBytesSec", "writeBytesSec")  # of a host's device


def disk(machine: Machine, paths: tuple[str, ...]) -> None:
    """Bound one disk. libvirt takes related bounds as a whole, so what stays is sent along."""
    name = _device_name(machine, owner(paths[0]))
    changes = {to_snake(last(path)): machine.task.wanted[path] for path in paths}
    machine.domain.setBlockIoTune(name, bounds(machine.domain.blockIoTune(name, _LIVE), changes), _LIVE)


def bounds(now: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, int | str]:
    """All bounds as they are to be: one of the total takes those of reads and writes away, or they it.

    The name of a group is sent only where it changes.
    """
    after: dict[str, int | str] = {name: int(str(each)) for name, each in now.items() if name != _GROUP}
    for name, value in changes.items():
        after |= dict.fromkeys(gone_with(name) if value else bursts(name), 0)
    return after | {name: str(each) if name == _GROUP else int(str(each)) for name, each in changes.items()}


def gone_with(name: str) -> tuple[str, ...]:
    """Which bounds cannot stand beside this one: `total_iops_sec` excludes `read_iops_sec` and its bursts."""
    way, _, rest = name.partition("_")
    others = ("read", "write") if way == "total" else ("total",) if way in {"read", "write"} else ()
    return tuple(each for other in others for each in (f"{other}_{rest}", *bursts(f"{other}_{rest}")))


def bursts(name: str) -> tuple[str, ...]:
    """Which bounds mean nothing without this one."""
    if name.endswith("_sec"):
        return f"{name}_max", f"{name}_max_length"
    return (f"{name}_length",) if name.endswith("_max") else ()


def interface(machine: Machine, paths: tuple[str, ...]) -> None:
    """Bound the traffic of one network card. A direction is set as a whole, so what stays is sent along."""
    name = _device_name(machine, owner(paths[0]))
    now = machine.domain.interfaceParameters(name, _LIVE)
    changed = {_parameter(path): machine.number(path) for path in paths}
    directions = {parameter.partition(".")[0] for parameter in changed}
    kept = {each: int(str(value)) for each, value in now.items() if each.partition(".")[0] in directions}
    machine.domain.setInterfaceParameters(name, kept | changed, _LIVE)


def _parameter(path: str) -> str:
    """`interfaces[lan].bandwidth.inbound.peak` is `inbound.peak`."""
    return ".".join(path.rsplit(".", 2)[1:])


def _device_name(machine: Machine, path: str) -> str:
    """What the running machine calls a disk (vda) or a network card (vnet3)."""
    device = machine.item(machine.running(), path)
    target = None if device is None else device.find("target")
    name = None if target is None else target.get("dev")
    if name is None:
        raise Terminal(
            f"{machine.ref} runs without {path}, so it has no bounds to set", "restart the machine"
        )
    return name


def host_devices(machine: Machine, paths: tuple[str, ...]) -> None:
    """Share one block device of the host; a device that nobody wants any more has no bounds."""
    path = owner(paths[0])
    wanted, now = machine.task.wanted, xml.read(machine.task.spec, machine.running())
    fields = {last(inner) for facts in (wanted, now) for inner, _ in under(facts, path) if inner != path}
    values = {f"device_{to_snake(field)}": wanted.get(f"{path}.{field}", 0) for field in fields}
    shares = {parameter: f"{key_of(path)},{value}" for parameter, value in values.items()}
    machine.domain.setBlkioParameters(shares, _LIVE)


def weight(machine: Machine, paths: tuple[str, ...]) -> None:
    """Its weight at the host's block devices beside other machines."""
    machine.domain.setBlkioParameters({"weight": machine.number(paths[0])}, _LIVE)
