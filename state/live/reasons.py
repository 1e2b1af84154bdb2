"""Why a machine does not run, in words: libvirt gives two numbers. Used by `state.live.listing`."""

import libvirt

# virDomainState, and virDomainShutoffReason and virDomainPausedReason by their numbers.
_PAUSED = (
    "unknown", "user", "migration", "save", "dump", "I/O error", "watchdog", "from snapshot", "shutting down",
    "snapshot", "crashed", "starting up", "post-copy", "post-copy failed", "api error",
)  # fmt: skip
_SHUT_OFF = (
    "unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon",
)  # fmt: skip


def reason(state: int, why: int) -> str:
    """Why a domain does not run: `shutdown`, `destroyed`, `crashed`, `failed`, `paused: user`, …; or ''."""
    match state:
        case libvirt.VIR_DOMAIN_SHUTOFF:
            return _word(_SHUT_OFF, why)
        case libvirt.VIR_DOMAIN_PAUSED:
            return f"paused: {_word(_PAUSED, why)}"
        case libvirt.VIR_DOMAIN_CRASHED:
            return "crashed"
        case libvirt.VIR_DOMAIN_PMSUSPENDED:
            return "suspended by its guest"
        case _:
            return ""


def _word(words: tuple[str, ...], number: int) -> str:
    return words[number] if number < len(words) else str(number)
