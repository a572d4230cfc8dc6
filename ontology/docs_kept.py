"""The reference page as it was made once: the graphs that it is made of take a second of a processor and 45 MB, which a
process that shows it need not have."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import ontology
from ontology import kept

#: Where the markup of a site goes.
_TOP = "<!-- top -->"


@cache
def kept_page(top: str = "") -> str:
    """``ontology.docs.reference_page``; where it is not kept a process of its own makes and keeps it, if Python keeps compiled
    modules."""
    path = kept_in()
    found = read_kept(path)
    if found is None and kept.may_keep(path):
        kept.make(__name__)
        found = read_kept(path)
    if found is None:
        from ontology.docs import reference_page

        return reference_page(top)
    return found.replace(_TOP, top, 1)


def kept_in() -> Path:
    return kept.beside(__file__, "reference")


def keep(path: Path) -> None:
    """Write the page to ``path``."""
    from ontology.docs import reference_page

    edition = _edition()  # of a file that is saved meanwhile the page does not hold
    kept.write_sealed(path, reference_page(_TOP).encode(), edition)


def read_kept(path: Path) -> str | None:
    """The page that ``path`` keeps; None where it was not made of these sources, or is damaged."""
    with suppress(UnicodeDecodeError):
        found = kept.read_sealed(path, _edition())
        return found.decode() if found is not None else None
    return None


def _edition() -> bytes:
    """What a kept page holds for: Python, and the age and size of every file that it is made of and by."""
    return repr([sys.version, kept.stamps(kept.files_of(ontology.__path__))]).encode()


if __name__ == "__main__":
    keep(kept_in())
