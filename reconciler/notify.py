"""What systemd is told of the daemon: ready, reloading, stopping, one line of status, and that it is alive.

The protocol is the API (sd_notify(3)): datagrams to the socket in NOTIFY_SOCKET. Used by the daemon's main
thread only; where no service manager listens, everything here is silent.
"""

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """The service manager that started us. address: of its socket, empty where there is none. watchdog:
    seconds between two signs of life at most, 0 where none are asked for.
    """

    address: str = ""
    watchdog: float = 0.0

    @classmethod
    def of(cls, environment: Mapping[str, str], pid: int) -> Self:
        """As the environment of process `pid` says; a watchdog that is meant for another process is none."""
        meant = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
        watchdog = int(environment.get("WATCHDOG_USEC", "0")) / _MICRO if meant else 0.0
        return cls(environment.get("NOTIFY_SOCKET", ""), watchdog)

    def ready(self, status: str) -> None:
        """Everything is up, or a reload is over."""
        self._send("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """A reload begins; systemd wants the time (CLOCK_MONOTONIC) to tell it from older ones."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={int(time.monotonic() * _MICRO)}")

    def stopping(self, status: str) -> None:
        """The end begins."""
        self._send("STOPPING=1", f"STATUS={status}")

    def status(self, sentence: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={sentence}")

    def alive(self) -> None:
        """The sign of life that the watchdog waits for."""
        self._send("WATCHDOG=1")

    def _send(self, *lines: str) -> None:
        if not self.address:
            return
        name = self.address.replace("@", "\0", 1) if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            try:
                channel.connect(name)
                channel.sendall(os.fsencode("\n".join(lines)))
            except OSError:
                return  # a service manager that does not listen must not end what it asked for
