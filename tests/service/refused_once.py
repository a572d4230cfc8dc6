"""What a fork server loads that is refused its first process."""

from __future__ import annotations

import os


def load() -> None:
    fork = os.fork

    def refused() -> int:
        os.fork = fork
        raise BlockingIOError(11, "Resource temporarily unavailable")

    os.fork = refused
