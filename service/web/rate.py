"""How many requests a client may make: a bucket of tokens for each, refilled at a steady rate."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


class Buckets:
    """``rate`` tokens a second up to ``burst``; the least recently seen clients are forgotten."""

    def __init__(
        self,
        rate: float,
        burst: int,
        clients: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = rate
        self._burst = max(burst, 1)
        self._most = clients
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """0 if the client may go on, otherwise the seconds until it may."""
        if self._rate <= 0:
            return 0.0
        now = self._clock()
        left, seen = self._known.pop(client, (float(self._burst), now))
        left = min(self._burst, left + (now - seen) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._known[client] = (left - 1 if left >= 1 else left, now)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return wait
