"""Where a step becomes libvirt calls: one module for each kind, of the same name as in `schemas`."""

from collections.abc import Callable, Mapping

from reconciler.kinds import network, nwfilter, pool, secret, vm, volume
from reconciler.kinds.task import Task
from reconciler.steps import Step

_PERFORM: Mapping[str, Callable[[Step, Task], None]] = {
    "Secret": secret.perform,
    "NetworkFilter": nwfilter.perform,
    "Network": network.perform,
    "StoragePool": pool.perform,
    "Volume": volume.perform,
    "VirtualMachine": vm.perform,
}


def perform(step: Step, task: Task) -> None:
    """Carry out one step; returns when it is so. Failure (Transient or Terminal) where it is not."""
    _PERFORM[step.ref.kind](step, task)
