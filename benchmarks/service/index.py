"""What lists and calendars cost in the index of many years: that of an archive, written again under earlier years.
``python -m benchmarks.service.index DATA FOLDER --years 33`` writes it below FOLDER, or takes the one that is there, and
prints the milliseconds of a processor (least of three) of each look and how much it finds."""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ontology import ids
from service.lookup.calendar import of_month, of_state
from service.store.conditions import Conditions, Span
from service.store.finding import Found, Index
from service.store.index import read_live, renew
from service.store.layout import DataDir
from service.store.part import read_part
from service.store.sheets import Written

#: Years that are written as one change.
TOGETHER = 11
ON = date(2026, 11, 15)


def write_years(source: Path, target: Path, years: int) -> None:
    """The index at ``source``, which is of 2026, for that year and those before it, in steps."""
    live = read_live(source)
    sheets = {
        graph: sheet for part in source.glob("*.sqlite") for graph, sheet in read_part(part, set(live)).items()
    }  # fmt: skip
    before = None
    for start in range(0, years, TOGETHER):
        changed = {
            graph.replace("2026", str(2026 - back)): _of_year(sheet, str(2026 - back).encode())
            for back in range(start, min(start + TOGETHER, years))
            for graph, sheet in sheets.items()
        }  # fmt: skip
        after = target / f"{start + TOGETHER}"
        renew(before, after, changed)
        before = after


def _of_year(sheet: Written, year: bytes) -> Written:
    return zlib.compress(zlib.decompress(sheet).replace(b"2026", year), 1)


def looks(index: Index) -> Iterator[tuple[str, Callable[[], Found]]]:
    """What is asked, by name."""

    def tasks(**wanted: object) -> Callable[[], Found]:
        return lambda: index.tasks(Conditions(**wanted), "notice", 50, 0)  # type: ignore[arg-type]

    def times(span: Span | None, *years: str) -> Callable[[], Found]:
        wanted = Conditions(facets={"year": years} if years else {})
        within = None if span is None else asdict(span)
        return lambda: index.times(wanted, within, ON.isoformat(), 500, 0)

    few = index.notices(Conditions(), True, 2, 0).items
    yield "notices, the newest", lambda: index.notices(Conditions(), True, 24, 0)
    yield "times of a month", times(of_month(f"{ON:%Y-%m}"))
    yield "times of all", times(None)
    for state in ("overdue", "quarter", "standing"):
        yield f"times, {state}", times(of_state(state, ON, ON.year), str(ON.year))
    yield "tasks", tasks()
    yield "tasks of a year", tasks(facets={"year": ["2026"]})
    yield "tasks of a sector", tasks(facets={"sector": [ids.code_iri("sector", "mine")]})
    yield "tasks without stated owner", tasks(has_owner=False)
    yield "tasks that recur", tasks(recurrence="P3M")
    yield "tasks with 安全", tasks(text="安全")
    yield "sections with 安全", lambda: index.sections(Conditions(text="安全"), "", 100, 0)
    yield (
        "units with 应急",
        lambda: index.units(Conditions(text="应急"), 100, 0, others=(), used=None),
    )
    yield "tasks of nobody", tasks(nobody=True)
    yield "tasks of nobody in two notices", tasks(nobody=True, notices=few)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "data", type=Path, help="of an archive of 2026, as benchmarks.service.archive writes it"
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--years", type=int, default=33)
    given = parser.parse_args()  # fmt: skip
    if not given.folder.exists():
        given.folder.mkdir(parents=True)
        source = DataDir(given.data).require_current().path / "index"
        write_years(source, given.folder, given.years)
    last = max(given.folder.iterdir(), key=lambda each: int(each.name))
    index = Index(last)
    print("| | found | processor ms |\n|---|---|---|")
    for name, look in looks(index):
        taken = []
        for _ in range(3):
            start = time.process_time()
            found = look()
            taken.append(time.process_time() - start)
        print(f"| {name} | {found.total:,} | {min(taken) * 1000:.1f} |", flush=True)
    index.close()


if __name__ == "__main__":
    main()
