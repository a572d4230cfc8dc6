"""What a fork server loads that takes a minute."""

from __future__ import annotations

import time


def load() -> None:
    time.sleep(60)
