"""What a report cannot speak for: manifests that are not valid, and hosts that do not answer.

Why it exists: that nothing differs is no news about what could not be read. Used where a text says so. Pure.
"""

from reconciler.published import Report
from reconciler.text.values import counted
from state.diagnostics import Severity


def doubts(told: Report) -> list[str]:
    """`2 errors in the manifests`, `host kvm02 does not answer`; nothing where all could be read."""
    return [*faults(told), *(silence(host) for host in silent(told))]


def faults(told: Report) -> list[str]:
    """How many errors the manifests have, in words; nothing where they have none."""
    errors = sum(found.severity is Severity.ERROR for found in told.diagnostics)
    return [f"{counted(errors, 'error')} in the manifests"] if errors else []


def silent(told: Report) -> dict[str, str]:
    """The hosts that do not answer, and why."""
    return {host.name: host.error for host in told.hosts if not host.up}


def silence(host: str) -> str:
    """That a host does not answer."""
    return f"host {host} does not answer"
