"""The questions that are timed: one task and all that is said of it, and those of ``data/queries``."""

from __future__ import annotations

import random
from collections.abc import Sequence

from benchmarks.service.notices import ROOT

#: Questions of ``data/queries`` that a dashboard would ask time and again.
LIGHT = ("cq15", "cq20a", "cq44", "cq49")


def questions() -> dict[str, str]:
    """The questions of ``data/queries`` by name."""
    files = sorted((ROOT / "data/queries").glob("*.rq"))
    return {file.stem: file.read_text("utf-8") for file in files}


def lookup(chance: random.Random, tasks: Sequence[str]) -> str:
    """One of the tasks (IRIs) and all that is said of it."""
    return f"SELECT ?p ?o WHERE {{ <{chance.choice(tasks)}> ?p ?o }}"


def mixed(chance: random.Random, tasks: Sequence[str]) -> str:
    """Nine lookups of one task to one of the lighter questions."""
    if chance.random() < 0.9:
        return lookup(chance, tasks)
    light = [text for name, text in questions().items() if name.startswith(LIGHT)]
    return chance.choice(light)
