"""The figures that the embedded store keeps (``service.store.figures``), for what is shown of them."""

from __future__ import annotations

import asyncio
from functools import partial
from operator import itemgetter

from ontology import ids
from service.lookup.ask import Asker
from service.lookup.terms import iri
from service.store.figures import LAYERED, MONTH, UNITS_WITH, YEAR
from service.store.graphs import FIGURES_GRAPH

#: How a kind is called in ``/statistics``, and the figure of the whole archive.
_COUNTED = ("notices", "articles", "tasks")
#: Those that an archive of an earlier version does not keep, or an update by hand changes unseen.
_IF_KEPT = ("units", "instruments", "triples")
_SCHEMES = {"mechanisms_used": "mechanism", "sectors_used": "sector", "hazards_used": "hazard"}


def used(scheme: str) -> tuple[str, str]:
    """The figures that tell how many tasks and notices use a concept: as far as there are narrower ones, these too."""
    within = "-within" if scheme in LAYERED else ""
    return f"tasks{within}", f"notices{within}"


async def whole(ask: Asker) -> dict[str, int]:
    """What is kept of the whole archive: notices, articles, tasks, units, of them those that have tasks (``owners``),
    instruments, triples (not after an update by hand), and how many concepts are in use; nothing where the engine keeps
    no figures."""
    return await ask.once("figures", _whole) if ask.engine.keeps_figures else {}


async def _whole(ask: Asker) -> dict[str, int]:
    concepts = " ".join(
        f"{{ SELECT (COUNT(DISTINCT ?x) AS ?{name}) WHERE {{ "
        f"?x skos:inScheme {iri(ids.scheme_iri(scheme))} ; figure:{used(scheme)[0]} ?n }} }}"
        for name, scheme in _SCHEMES.items()
    )
    rows, (counts,), groups = await asyncio.gather(
        ask.select(f"SELECT ?p ?n {{ <{FIGURES_GRAPH}> ?p ?n }}"),
        ask.select(f"SELECT * WHERE {{ {concepts} }}"),
        units_by_tasks(ask),
    )
    said = {row["p"].rsplit("#", 1)[-1]: int(row["n"]) for row in rows}
    kept = {name: said.get(name, 0) for name in _COUNTED}
    others = {name: said[name] for name in _IF_KEPT if name in said}
    if groups:
        others["owners"] = sum(units for _, units in groups)
    return {**kept, **others, **{name: int(count) for name, count in counts.items()}}


async def deadlines(ask: Asker) -> list[tuple[int, int, int]]:
    """Year, month and number of deadlines of each month in which there are any."""
    found = [(x.removeprefix(MONTH).split("-"), n) for x, n in (await _all(ask, "due")).items()]
    return [(int(year), int(month), number) for (year, month), number in found]


async def by_place(ask: Asker) -> dict[str, int]:
    """How many notices the places (IRIs) have that have any; nothing where it is not kept."""
    return await _all(ask, "of-place")


async def by_year(ask: Asker) -> dict[str, int]:
    """How many notices are for a year."""
    return {each.removeprefix(YEAR): n for each, n in (await _all(ask, "of-year")).items()}


async def units_by_tasks(ask: Asker) -> list[tuple[str, int]]:
    """How many units have a number of tasks, by that number, the greatest first."""
    numbers = {
        int(x.removeprefix(UNITS_WITH)): n for x, n in (await _all(ask, "units-with")).items()
    }
    return [(str(tasks), units) for tasks, units in sorted(numbers.items(), reverse=True)]


async def _all(ask: Asker, name: str) -> dict[str, int]:
    if not ask.engine.keeps_figures:
        return {}
    return await ask.once(f"figures {name}", partial(_read, name=name))


async def _read(ask: Asker, name: str) -> dict[str, int]:
    # Sorted here: the engine takes a hundred times as long for it.
    rows = await ask.select(f"SELECT ?x ?n {{ ?x figure:{name} ?n }}")
    return {row["x"]: int(row["n"]) for row in sorted(rows, key=itemgetter("x"))}
