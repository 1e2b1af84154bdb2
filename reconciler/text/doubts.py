"""What a report cannot speak for: manifests that are not valid, and hosts that do not answer.

Why it exists: that nothing differs is no news about what could not be read. Used where a text says so. Pure.
"""

from reconciler.published import HostEntry, Report
from reconciler.text.values import counted
from state.diagnostics import Severity


def doubts(told: Report) -> list[str]:
    """`2 errors in the manifests`, `host kvm02 does not answer`; nothing where all could be read."""
    errors = sum(found.severity is Severity.ERROR for found in told.diagnostics)
    faults = [f"{counted(errors, 'error')} in the manifests"] if errors else []
    return [*faults, *(silence(host) for host in silent(told))]


def silent(told: Report) -> list[HostEntry]:
    """The hosts that do not answer."""
    return [host for host in told.hosts if not host.up]


def silence(host: HostEntry) -> str:
    """That a host does not answer."""
    return f"host {host.name} does not answer"
