"""Rules between the parts of a machine. Called by its spec; each raises ValueError for a person to read."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from schemas.choice import no_two_alike
from schemas.vm.module import Module
from schemas.vm.processor import Cpu
from schemas.vm.tuning import CpuTune

_PC = ("x86_64", "i686")


class Bootable(Protocol):
    """A device that can have a turn at booting."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def boot_order(self) -> int | None: ...  # noqa: D102


def with_platform(written: object) -> object:
    """The manifest with ACPI and APIC on where it says nothing of them and the machine is a PC."""
    if not isinstance(written, Mapping) or written.get("architecture", "x86_64") not in _PC:
        return written
    features = written.get("features") or {}
    if not isinstance(features, Mapping):
        return written
    return {**written, "features": {"acpi": True, "apic": True, **features}}


def check_processors(vcpus: int, current: int | None, cpu: Cpu | None) -> None:
    """Processors that are plugged in are some of all; a topology and NUMA cells hold all of them."""
    if current is not None and current > vcpus:
        raise ValueError(f"currentVcpus {current} is more than vcpus {vcpus}, which is its maximum")
    shape = cpu.topology if cpu else None
    if shape is not None:
        product = shape.sockets * (shape.dies or 1) * shape.cores * shape.threads
        if product != vcpus:
            raise ValueError(f"cpu.topology makes {product} processors, but vcpus is {vcpus}")
    placed = [number for cell in (cpu.cells if cpu else ()) for number in cell.cpus or ()]
    no_two_alike("cpu.cells with processor", placed)
    if placed and max(placed) >= vcpus:
        raise ValueError(f"cpu.cells has processor {max(placed)}, but vcpus is {vcpus} and counts from 0")


def check_memory(memory: int, current: int | None, cpu: Cpu | None, plugged: Sequence[Module]) -> None:
    """The balloon gives some of all; NUMA cells and modules are all of the memory."""
    if current is not None and current > memory:
        raise ValueError(f"currentMemory {current} is more than memory {memory}, which is its maximum")
    cells = cpu.cells if cpu else ()
    no_two_alike("cpu.cells with id", (cell.id for cell in cells))
    modules = sum(module.size for module in plugged)
    if cells and (total := sum(cell.memory for cell in cells) + modules) != memory:
        parts = "cpu.cells and dimms together" if modules else "cpu.cells"
        raise ValueError(f"{parts} have {total} bytes, but memory is {memory}; libvirt takes the sum")
    if modules >= memory:
        raise ValueError(f"dimms have {modules} bytes, which memory ({memory}) must count in and exceed")


def check_boot(kinds: Sequence[str] | None, devices: Sequence[Bootable]) -> None:
    """Booting is ordered by kinds of devices or by devices, and no two have one turn."""
    ordered = [device for device in devices if device.boot_order is not None]
    if kinds and ordered:
        raise ValueError(
            f"boot orders kinds of devices, and {ordered[0].name} has a bootOrder; keep one of the two"
        )
    no_two_alike("boot orders", (device.boot_order for device in ordered))


def check_pins(vcpus: int, iothreads: int | None, tune: CpuTune | None) -> None:
    """Pins are of processors and threads that exist."""
    if tune is None:
        return
    no_two_alike("vcpupins of", (pin.vcpu for pin in tune.vcpupin))
    no_two_alike("iothreadpins of", (pin.iothread for pin in tune.iothreadpin))
    if tune.vcpupin and (highest := max(pin.vcpu for pin in tune.vcpupin)) >= vcpus:
        raise ValueError(f"cputune.vcpupin has processor {highest}, but vcpus is {vcpus} and counts from 0")
    if tune.iothreadpin and (highest := max(pin.iothread for pin in tune.iothreadpin)) > (iothreads or 0):
        raise ValueError(f"cputune.iothreadpin has thread {highest}, but iothreads is {iothreads or 0}")
