"""Notices of real length and structure, any number of them: those of ``data/notices`` that
name their city alone, under other places and years, each without a tenth of its sentences, so that no
two say the same.

Same number, same bytes: ``python -m benchmarks.service.notices 1000 FOLDER``."""

from __future__ import annotations

import csv
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: File name of each notice with the place and the year that others take the place of.
SEEDS = {
    "xiaoyi-2026": ("孝义", 2026),
    "datong-2026": ("大同", 2026),
    "lvliang-2025": ("吕梁", 2025),
    "gaoping-2024": ("高平", 2024),
}
YEARS = range(2026, 1996, -1)
#: Its notice of a year is set beside its own of the year before and those of ten sister cities, which any archive of a hundred notices or
#: more has.
COMING = "石家庄市"
LEFT_OUT = 0.1
_SENTENCE = re.compile(r"[^。\n（）〔〕]{12,120}。")


@cache
def cities() -> dict[str, str]:
    """Names of cities that no other place has, with their codes, in the order of these."""
    with (ROOT / "ontology/codes/divisions.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    times = Counter(row["name"] for row in rows)
    return {
        row["name"]: row["code"]
        for row in rows
        if row["name"].endswith("市") and times[row["name"]] == 1 and len(row["name"]) in (3, 4)
    }


def texts(most: int | None = None) -> Iterator[str]:
    """Notices year by year, in each one of every city; of each ``most`` characters, in whole paragraphs."""
    return (_text(*each, most) for each in product(YEARS, enumerate(cities())))


def coming(most: int | None = None) -> str:
    """The notice that comes to them next, of the year after all others and of ``COMING``, of ``most`` characters."""
    return _text(YEARS[0] + 1, (list(cities()).index(COMING), COMING), most)


def _text(year: int, city: tuple[int, str], most: int | None) -> str:
    number, name = city
    text, place, its_year = _seeds()[(number + year) % len(SEEDS)]
    told = text.replace(place, name[:-1]).replace(str(its_year), str(year))
    chance = random.Random(f"{year} {name}")
    whole = _SENTENCE.sub(lambda m: _kept(m[0], chance), told)
    return whole if most is None else whole[: whole.index("\n", most) + 1]


@cache
def _seeds() -> list[tuple[str, str, int]]:
    """Text, place and year of each."""
    return [
        ((ROOT / f"data/notices/{name}.txt").read_text("utf-8"), place, year)
        for name, (place, year) in SEEDS.items()
    ]


def _kept(sentence: str, chance: random.Random) -> str:
    return "" if chance.random() < LEFT_OUT else sentence


def write_notices(count: int, folder: Path, most: int | None = None) -> list[Path]:
    """The files of ``count`` notices, written where they are not there yet; of each ``most`` characters."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, text in enumerate(islice(texts(most), count)):
        path = folder / f"n{number:05d}.txt"
        if not path.exists():
            path.write_text(text, "utf-8")
        written.append(path)
    assert len(written) == count, f"there are {len(written)} notices only"
    return written


if __name__ == "__main__":
    write_notices(int(sys.argv[1]), Path(sys.argv[2]))
