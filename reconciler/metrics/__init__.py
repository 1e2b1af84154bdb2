"""What Prometheus is told. Gauges are computed from the board's snapshot when somebody scrapes, counters from
each turn when it has ended; nothing is measured along the way and no scrape asks libvirt.

`Metrics` is made by the daemon, told of each turn, and rendered by `reconciler.web`.
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, disable_created_metrics
from prometheus_client.exposition import choose_encoder

from reconciler.daemon.board import Snapshot, Turn
from reconciler.metrics.counters import Counters
from reconciler.metrics.gauges import Gauges

__all__ = ["Metrics"]


class Metrics:
    """All metrics of one daemon. libvirt: the version of the client library, for people who compare."""

    def __init__(self, snapshot: Callable[[], Snapshot], libvirt: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client leaves it so
        self._registry = CollectorRegistry()
        self._registry.register(Gauges(snapshot, libvirt))
        self._counters = Counters(self._registry)

    def introduce(self, host: str) -> None:
        """Start all counters of a host at 0, so that their first rise is seen as one."""
        self._counters.introduce(host)

    def count(self, turn: Turn) -> None:
        """Add what one cycle saw and did."""
        self._counters.count(turn)

    def count_reading(self, seconds: float) -> None:
        """Add one reading of the manifests."""
        self._counters.count_reading(seconds)

    def exposed(self, accept: str) -> tuple[bytes, str]:
        """The text that a scraper which accepts this gets, and its media type."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type
