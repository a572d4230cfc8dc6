"""What is told of a query that is no error and yet hardly means what it says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """``name`` is a slug, ``text`` says in English what to write instead, ``zh`` in Chinese."""

    name: str
    text: str
    zh: str
