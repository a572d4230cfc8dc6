"""The Turtle files of the ontology."""

from __future__ import annotations

from importlib.resources import files

MODULES = (
    "anze",
    "notice",
    "task",
    "duty",
    "time",
    "quantity",
    "goal",
    "unit",
    "concept",
    "mechanism",
    "evidence",
)
ALIGNMENT_MODULE = "alignment"


def module_text(name: str) -> str:
    """Turtle of one module of the ontology."""
    return files("ontology").joinpath("modules", f"{name}.ttl").read_text(encoding="utf-8")
