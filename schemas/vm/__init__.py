"""The kind VirtualMachine: one file for each family of fields; `machine.py` holds the spec."""

from schemas.vm.machine import VirtualMachineSpec

__all__ = ["VirtualMachineSpec"]
