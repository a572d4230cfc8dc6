"""The release that runs: `anze --version`; what pages look like depends on it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def release() -> str:
    """Version of the installed distribution, "0" when run from a checkout that is not installed."""
    try:
        return version("anze")
    except PackageNotFoundError:
        return "0"
