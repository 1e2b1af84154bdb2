"""Which of libvirt's events we register for, and what each tells. Used by `state.live.events` alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import libvirt

from schemas.facts import Ref
from schemas.secret.naming import SECRET, name


@dataclass(frozen=True, slots=True)
class Wakeup:
    """Something happened on a host: to one object, or (ref None) to something that is no object of ours.

    what: for people and the counters, such as `lifecycle started`. lost: the connection itself is gone.
    """

    host: str
    ref: Ref | None
    what: str
    lost: bool = False


Tell: TypeAlias = Callable[[Wakeup], None]
Unregister: TypeAlias = Callable[[], object]
_Named: TypeAlias = libvirt.virDomain | libvirt.virNetwork | libvirt.virStoragePool

_DOMAIN_LIFE = (
    "defined", "undefined", "started", "suspended", "resumed", "stopped", "shutdown", "pmsuspended",
    "crashed",
)  # fmt: skip
_NETWORK_LIFE = ("defined", "undefined", "started", "stopped")
_POOL_LIFE = ("defined", "undefined", "started", "stopped", "created", "deleted")
_SECRET_LIFE = ("defined", "undefined")
_CLOSED = ("error", "end of file", "keepalive", "client")  # VIR_CONNECT_CLOSE_REASON_*
# Left out, since they change no document and come often: clock, graphics, guest agent, migration iterations.
_DOMAIN_EVENTS = (
    (libvirt.VIR_DOMAIN_EVENT_ID_TUNABLE, "tunable"),
    (libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, "device added"),
    (libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, "device removed"),
    (libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED, "device kept by the guest"),
    (libvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, "metadata"),
    (libvirt.VIR_DOMAIN_EVENT_ID_DISK_CHANGE, "media"),
    (libvirt.VIR_DOMAIN_EVENT_ID_TRAY_CHANGE, "tray"),
    (libvirt.VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, "balloon"),
    (libvirt.VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE, "memory device"),
    (libvirt.VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, "block job"),
    (libvirt.VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, "job completed"),
    (libvirt.VIR_DOMAIN_EVENT_ID_IO_ERROR, "I/O error"),
    (libvirt.VIR_DOMAIN_EVENT_ID_WATCHDOG, "watchdog"),
    (libvirt.VIR_DOMAIN_EVENT_ID_CONTROL_ERROR, "control error"),
)


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Turns the callbacks of one host into wake-ups. No method raises or waits."""

    host: str
    tell: Tell

    def life(self, kind: str, words: tuple[str, ...]) -> "Callable[[libvirt.virConnect, _Named, int], None]":
        """For lifecycle events, whose first detail says what happened."""

        def told(_connection: libvirt.virConnect, found: _Named, event: int, *_details: object) -> None:
            word = words[event] if event < len(words) else str(event)
            self.tell(Wakeup(self.host, Ref(kind, self.host, found.name()), f"lifecycle {word}"))

        return told

    def plain(self, kind: str, what: str) -> "Callable[[libvirt.virConnect, _Named], None]":
        """For every other event of an object; what else libvirt says of it is not looked at."""

        def told(_connection: libvirt.virConnect, found: _Named, *_details: object) -> None:
            self.tell(Wakeup(self.host, Ref(kind, self.host, found.name()), what))

        return told

    def secret_life(
        self, _connection: libvirt.virConnect, found: libvirt.virSecret, event: int, *_details: object
    ) -> None:
        """For a secret that came or went."""
        word = _SECRET_LIFE[event] if event < len(_SECRET_LIFE) else str(event)
        self._secret(found, f"lifecycle {word}")

    def secret_value(
        self, _connection: libvirt.virConnect, found: libvirt.virSecret, *_details: object
    ) -> None:
        """For a secret that has another value."""
        self._secret(found, "value")

    def _secret(self, found: libvirt.virSecret, what: str) -> None:
        called = name(found.UUIDString(), found.usageID())
        self.tell(Wakeup(self.host, Ref(SECRET, self.host, called), what))

    def closed(self, _connection: libvirt.virConnect, reason: int, _context: None) -> None:
        """For the end of the connection."""
        word = _CLOSED[reason] if reason < len(_CLOSED) else str(reason)
        self.tell(Wakeup(self.host, None, f"connection closed: {word}", lost=True))


def registrations(handle: libvirt.virConnect, host: str, tell: Tell) -> Iterator[Callable[[], Unregister]]:
    """What to register on a connection, each as a call that does it and gives the call that takes it back."""
    report = _Reporter(host, tell)
    yield partial(_on_close, handle, report)
    life = report.life("VirtualMachine", _DOMAIN_LIFE)
    yield partial(_on_domain, handle, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, life)
    for event, what in _DOMAIN_EVENTS:
        yield partial(_on_domain, handle, event, report.plain("VirtualMachine", what))
    yield partial(_on_network, handle, report.life("Network", _NETWORK_LIFE))
    life = report.life("StoragePool", _POOL_LIFE)
    yield partial(_on_pool, handle, libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, life)
    refreshed = report.plain("StoragePool", "refreshed")
    yield partial(_on_pool, handle, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH, refreshed)
    yield partial(_on_secret, handle, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE, report.secret_life)
    yield partial(_on_secret, handle, libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED, report.secret_value)


def _on_close(handle: libvirt.virConnect, report: _Reporter) -> Unregister:
    handle.registerCloseCallback(report.closed, None)
    return handle.unregisterCloseCallback


def _on_domain(handle: libvirt.virConnect, event: int, told: Callable[..., None]) -> Unregister:
    number = handle.domainEventRegisterAny(None, event, told, None)
    return partial(handle.domainEventDeregisterAny, number)


def _on_network(handle: libvirt.virConnect, told: Callable[..., None]) -> Unregister:
    number = handle.networkEventRegisterAny(None, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE, told, None)
    return partial(handle.networkEventDeregisterAny, number)


def _on_pool(handle: libvirt.virConnect, event: int, told: Callable[..., None]) -> Unregister:
    number = handle.storagePoolEventRegisterAny(None, event, told, None)
    return partial(handle.storagePoolEventDeregisterAny, number)


def _on_secret(handle: libvirt.virConnect, event: int, told: Callable[..., None]) -> Unregister:
    number = handle.secretEventRegisterAny(None, event, told, None)
    return partial(handle.secretEventDeregisterAny, number)
