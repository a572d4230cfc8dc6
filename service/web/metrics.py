"""Prometheus metrics of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

GAUGES = ("running", "waiting", "processes")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Requests by route, method and status; their duration; and what the pools report."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, pools: Callable[[], Mapping[str, int]]) -> None:
        self._registry = CollectorRegistry()
        self._pools = pools
        self._requests = Counter(
            "anze_requests_total",
            "Requests by route, method and status",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "anze_request_seconds",
            "Duration of requests by route",
            ["route"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._registry.register(self)

    def note(self, route: str, method: str, status: int, seconds: float) -> None:
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def collect(self) -> Iterator[Metric]:
        """The pools' own numbers, read when asked for."""
        for name, value in self._pools().items():
            if name.endswith(GAUGES):
                yield GaugeMetricFamily(f"anze_jobs_{name}", f"Jobs: {name}", value)
            else:
                yield CounterMetricFamily(f"anze_jobs_{name}", f"Jobs: {name}", value)

    def text(self) -> bytes:
        return generate_latest(self._registry)
