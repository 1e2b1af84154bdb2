"""Runs commands of virt-reconcile in forks of itself and kills a fork (SIGKILL) before its n-th libvirt call.

Requests and answers are lines of JSON on standard input and output: {"arguments": […], "crash": n, "output":
FILE} is answered by {"code": exit code, or -9}. n = 0 kills nothing. Forking a process that has everything
imported makes a run cost what its libvirt calls cost, so that every single call can be tried.
"""

import itertools
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import wraps

import libvirtmod  # type: ignore[import-not-found]  # the C module under libvirt-python

import reconciler.__main__
import reconciler.acting
import reconciler.kinds
import reconciler.loop
from schemas import KINDS
from schemas.form import slots


def arm(crash: int) -> None:
    """Count every call into libvirt's C bindings; the one with this number is not made."""
    counter = itertools.count(1)
    for name in dir(libvirtmod):
        function = getattr(libvirtmod, name)
        if callable(function) and name.startswith("vir") and not name.startswith(("virEvent", "virRegister")):
            setattr(libvirtmod, name, counted(function, counter, crash))


def counted(function: Callable[..., object], counter: Iterator[int], crash: int) -> Callable[..., object]:
    """The function, dying instead of being called when its turn comes."""

    @wraps(function)
    def call(*arguments: object, **named: object) -> object:
        if next(counter) == crash:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)

    return call


def run(request: dict[str, object]) -> int:
    """One command in a fork; its exit code, negative where a signal ended it."""
    child = os.fork()
    if child == 0:
        os._exit(_child(request))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _child(request: dict[str, object]) -> int:
    output = os.open(str(request["output"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    arm(int(str(request["crash"])))
    arguments = request["arguments"]
    assert isinstance(arguments, list)
    sys.argv = ["virt-reconcile", *map(str, arguments)]
    try:
        reconciler.__main__.main()
    except SystemExit as done:
        sys.stdout.flush()
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    sys.stdout.flush()
    return 0


def warm_up() -> None:
    """Have made what a command makes at its start, so that forks need not."""
    for kind in KINDS:
        kind.model.model_rebuild(force=False)
        slots(kind.spec)


def main() -> None:
    """Serve requests until standard input ends."""
    warm_up()
    for line in sys.stdin:
        sys.stdout.write(json.dumps({"code": run(json.loads(line))}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
