"""The root of all errors this distribution raises on purpose."""

from __future__ import annotations


class AnzeError(Exception):
    """Something a user can act on: the message says what was read, where, what was expected
    and what to do. Each package derives its own in its ``errors`` module."""
