"""Which terms and concepts were released, and since when: the promise that they stay."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def released() -> dict[str, tuple[str, str]]:
    """Released terms (path under the base IRI) with the version that brought them, and their
    Chinese label at that time ("" for terms of the ontology)."""
    text = files("ontology").joinpath("released.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:] if line)
    return {term: (since, label) for term, since, label in rows}
