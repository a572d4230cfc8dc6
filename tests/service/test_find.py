"""Tasks and times are found by the index as by asking the graph: each filter, order and page; and after each change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import TypeVar

import pytest

from ontology import ids
from service.engine.api import Lister
from service.engine.local import LocalEngine
from service.lookup import calendar, concepts, find, notices
from service.lookup.ask import Asker, Row
from service.lookup.tasks import TaskWriter, names_in, tasks_told
from service.lookup.wanted import TaskFilter
from service.settings import Settings
from service.store import finding
from service.store.build import build
from service.store.conditions import Conditions
from service.store.draft import change
from service.store.layout import DataDir
from service.store.updates import run_update
from tests.service.conftest import LVLIANG, NOTICES, SOURCES, XIAOYI
from tests.shared import PATIENT, five_notices

pytestmark = pytest.mark.usefixtures("at_hand")

Answer = TypeVar("Answer")
BASE = "https://w3id.org/anze/"
SORTS = ("notice", "-notice", "due", "-due", "text", "-text")


class Bare(LocalEngine):
    """The same graph without the index, as another engine would hold it."""

    def lister(self) -> Lister | None:
        return None


class Counting(Bare):
    """One that keeps no figures either."""

    keeps_figures = False


Question = Callable[[Asker], Awaitable[Answer]]


class Engines:
    """Engines over the graph at ``root``, each begun with the first question to it."""

    def __init__(self, root: Path) -> None:
        self._settings = Settings(data_dir=root, **PATIENT)
        self._running: dict[type[LocalEngine], LocalEngine] = {}
        self._runner = asyncio.Runner()

    def asked(self, question: Question[Answer], kind: type[LocalEngine] = LocalEngine) -> Answer:
        return self._runner.run(self._asked(question, kind))

    def both(self, question: Question[Answer]) -> tuple[Answer, Answer]:
        """The answers by the index and by the graph."""
        return self.asked(question), self.asked(question, Bare)

    async def _asked(self, question: Question[Answer], kind: type[LocalEngine]) -> Answer:
        if kind not in self._running:
            self._running[kind] = kind(self._settings)
            await self._running[kind].start()
        engine = self._running[kind]
        assert (engine.lister() is None) == issubclass(kind, Bare)
        return await question(Asker(engine, self._settings))

    async def _stop(self) -> None:
        await asyncio.gather(*(engine.stop() for engine in self._running.values()))

    def __enter__(self) -> Engines:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._stop())
        self._runner.close()


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with Engines(five_notices(tmp_path_factory)) as engines:
        yield engines


def code(path: str) -> tuple[str, ...]:
    return (f"{BASE}code/{path}",)


def unit(path: str) -> str:
    return f"{BASE}id/unit/{path}"


FILTERS = (
    TaskFilter(),
    TaskFilter(notice=(XIAOYI,)),
    TaskFilter(section=(f"{XIAOYI}/part/1",)),
    TaskFilter(section=(f"{XIAOYI}/article/2",)),
    TaskFilter(unit=(unit("141181/emergency-management"),)),
    TaskFilter(unit=(unit("141181/emergency-management"), unit("141181/people-government"))),
    TaskFilter(unit=(unit("141181/emergency-management"),), role="lead"),
    TaskFilter(unit=(unit("nowhere"),)),
    TaskFilter(
        unit=(
            unit("141181/emergency-management"),
            unit("141181/people-government"),
            *(unit(f"nowhere-{n}") for n in range(30)),
        )
    ),
    TaskFilter(function=code("function/emergency-management")),
    TaskFilter(function=code("function/township-governments"), role="responsible"),
    TaskFilter(function=code("function/emergency-management"), unit=(unit("141181/school-body"),)),
    TaskFilter(role="assist"),
    TaskFilter(role="responsible", due_from=date(2026, 1, 1)),
    TaskFilter(jurisdiction=(f"{BASE}id/jurisdiction/140000",)),
    TaskFilter(jurisdiction=(f"{BASE}id/jurisdiction/141100",)),
    TaskFilter(jurisdiction=(f"{BASE}id/jurisdiction/141181",), year=2026),
    TaskFilter(year=2025),
    TaskFilter(year=1999),
    TaskFilter(sector=code("sector/mine")),
    TaskFilter(sector=code("sector/mine"), hazard=code("hazard/flood")),
    TaskFilter(hazard=code("hazard/flood")),
    TaskFilter(mechanism=code("mechanism/sanguan-sanbixu")),
    TaskFilter(mechanism=(*code("mechanism/sanguan-sanbixu"), *code("mechanism/ankangbei"))),
    TaskFilter(due_from=date(2026, 6, 1), due_to=date(2026, 12, 31)),
    TaskFilter(due_from=date(2026, 10, 1)),
    TaskFilter(due_to=date(2025, 12, 31)),
    TaskFilter(recurrence="quarterly"),
    TaskFilter(recurrence="P1M", unit=(unit("141181/emergency-management"),)),
    TaskFilter(recurrence="P12M"),
    TaskFilter(recurrence="P1W"),
    TaskFilter(recurrence="any"),
    TaskFilter(has_owner=True),
    TaskFilter(has_owner=False),
    TaskFilter(nobody=True),
    TaskFilter(nobody=True, notice=(XIAOYI,)),
    TaskFilter(
        nobody=True,
        notice=(XIAOYI, f"{BASE}id/notice/140502-2023-chengzhengfa-1"),
        sector=code("sector/mine"),
    ),
    TaskFilter(notice=(XIAOYI,), sector=code("sector/mine"), hazard=code("hazard/flood")),
    TaskFilter(measure=code("measure/train")),
    TaskFilter(measure=code("measure/train"), sector=code("sector/mine")),
    TaskFilter(has_deadline=True),
    TaskFilter(has_deadline=False, sector=code("sector/mine")),
    TaskFilter(text="燃气"),
    TaskFilter(text="安全 隐患"),
    TaskFilter(text="，"),
    TaskFilter(text="没有的词"),
    *(TaskFilter(text=text) for text in ("患。", "APP", "（")),
)


def test_tasks_of_each_filter_in_each_order(five: Engines) -> None:
    async def pages(ask: Asker) -> list[find.Page]:
        return [
            await find.find_page(ask, wanted, sort, None, 0)
            for wanted, sort in product(FILTERS, SORTS)
        ]

    by_index, by_graph = five.both(pages)
    assert len(by_index) == len(FILTERS) * len(SORTS)
    for wanted, one, other in zip(product(FILTERS, SORTS), by_index, by_graph, strict=True):
        assert one == other, wanted
    found = {page.total for page in by_index}
    assert len(found) > 20, "filters find different numbers of tasks"
    assert sum(page.total == 0 for page in by_index) < len(by_index) / 5


def test_a_page_is_the_same_whether_what_is_chosen_is_sorted_or_met_in_order(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = finding.Index(DataDir(five_notices(tmp_path_factory)).require_current().index)
    wanted = [
        Conditions(facets={"sector": code("sector/fire")}),
        Conditions(facets={"sector": code("sector/fire"), "hazard": code("hazard/fire")}),
        Conditions(facets={"year": ["2026"], "sector": code("sector/fire")}),
        Conditions(role=code("role/lead")[0]),
        Conditions(recurrence="any", has_owner=True),
    ]
    asked = list(product(wanted, SORTS, (0, 3)))
    pages = {}
    for most in (0, 1 << 20):
        monkeypatch.setattr(finding, "_MANY", most)
        pages[most] = [index.tasks(each, sort, 5, offset) for each, sort, offset in asked]
    index.close()
    assert len(asked) == 60
    assert pages[0] == pages[1 << 20]
    assert all(page.total for page in pages[0])


def test_pages_together_are_the_whole_list(five: Engines) -> None:
    async def pages(ask: Asker) -> list[list[find.Page]]:
        found = []
        for wanted, sort in product((TaskFilter(), TaskFilter(sector=code("sector/mine"))), SORTS):
            whole = await find.find_page(ask, wanted, sort, None, 0)
            size = max(1, whole.total // 4)
            starts = range(0, whole.total + size, size)
            parts = [await find.find_page(ask, wanted, sort, size, at) for at in starts]
            found.append([whole, *parts])
        return found

    by_index, by_graph = five.both(pages)
    assert by_index == by_graph
    assert len(by_index) == 2 * len(SORTS)
    for whole, *parts in by_index:
        assert len(parts) > 4
        assert [task for page in parts for task in page.tasks] == whole.tasks
        assert {page.total for page in parts} == {len(whole.tasks)}


MONTHS = ("2026-10", "2025-12", "2026-07", "2026-01", "2027-02", "2030-01")
SPANS = (
    None,
    *map(calendar.of_month, MONTHS),
    *(
        calendar.of_state(state, on, on.year)
        for state in ("overdue", "quarter", "coming", "standing", "season")
        for on in (date(2026, 8, 15), date(2025, 12, 31))
    ),
)


def test_nobody_is_found_alike_with_and_without_a_notice(five: Engines) -> None:
    """The way of a few notices and that of all of them."""

    async def told(ask: Asker) -> tuple[list[str], list[str]]:
        everything = (await find.find_page(ask, TaskFilter(nobody=True), "notice", None, 0)).tasks
        of = [
            (await find.find_page(ask, TaskFilter(nobody=True, notice=(each,)), "notice", None, 0))
            for each in await notices.find_notices(ask, notices.NoticeFilter())
        ]
        return sorted(everything), sorted(task for page in of for task in page.tasks)

    whole, one_by_one = five.asked(told)
    assert whole == one_by_one != []


def test_times_of_each_filter_in_each_span(five: Engines) -> None:
    asked = list(product(FILTERS, SPANS, (None, date(2026, 7, 1))))

    async def entries(ask: Asker) -> list[calendar.Entries]:
        return [await calendar.find_entries(ask, *each) for each in asked]

    by_index, by_graph = five.both(entries)
    for what, one, other in zip(asked, by_index, by_graph, strict=True):
        assert (list(one.page), one.total) == (list(other.page), other.total), what
    kinds = {entry.kind for each in by_index for entry in each.page}
    assert kinds == {"due", "recurrence", "season"}
    assert sum(each.total > 0 for each in by_index) > 100
    assert any(entry.owners for entry in by_index[0].page)


def test_times_are_counted_as_they_are_listed(five: Engines) -> None:
    spans = [span for span in SPANS if span is not None]

    async def counts(ask: Asker) -> list[list[int]]:
        return [await calendar.count_entries(ask, wanted, spans) for wanted in FILTERS]

    async def totals(ask: Asker) -> list[list[int]]:
        return [
            [(await calendar.find_entries(ask, wanted, span)).total for span in spans]
            for wanted in FILTERS
        ]

    by_index, by_graph = five.both(counts)
    assert by_index == by_graph == five.asked(totals)
    assert len({count for each in by_index for count in each}) > 10


def test_pages_of_times_and_months(five: Engines) -> None:
    async def told(ask: Asker) -> tuple[object, ...]:
        pages = [
            list((await calendar.find_entries(ask, TaskFilter(), None, since, 7, at)).page)
            for since, at in product((None, date(2026, 1, 1)), range(0, 30, 7))
        ]
        return pages, [await calendar.months_due(ask, wanted) for wanted in FILTERS]

    by_index, by_graph = five.both(told)
    assert by_index == by_graph


def test_what_falls_due_next_is_what_the_list_of_tasks_says(five: Engines) -> None:
    first, days = date(2025, 6, 1), 330
    wanted = TaskFilter(due_from=first, due_to=first + timedelta(days=days))

    async def told(ask: Asker) -> tuple[list[calendar.Entry], list[str]]:
        tasks = (await find.find_page(ask, wanted, "due", 5, 0)).tasks
        return await calendar.soon(ask, first, days, 5), tasks

    by_index, by_graph = five.both(told)
    assert by_index == by_graph
    entries, tasks = by_index
    assert len(tasks) == 5
    assert {each.task for each in entries} <= set(tasks)
    assert [each.due for each in entries] == sorted(each.due for each in entries if each.due)


def test_units_page_by_page_are_those_counted(five: Engines) -> None:
    async def pages(ask: Asker) -> list[list[Row]]:
        whole = await concepts.find_units(ask, concepts.UnitFilter())
        starts = range(0, len(whole) + 40, 40)
        parts = [await concepts.find_units(ask, concepts.UnitFilter(), 40, at) for at in starts]
        return [whole, *parts]

    whole, *parts = five.asked(pages)
    assert [row for part in parts for row in part] == whole
    tasks = [int(row.get("tasks", 0)) for row in whole]
    assert tasks == sorted(tasks, reverse=True)
    assert tasks[0] > 20
    assert tasks[-1] == 0, "units that no task names are told, too"

    async def counted(ask: Asker) -> tuple[int, list[Row]]:
        among = concepts.UnitFilter(units=[row["unit"] for row in whole[::7]])
        everything = concepts.UnitFilter()
        return await concepts.count_units(ask, everything), await concepts.find_units(ask, among)

    number, some = five.asked(counted)
    assert number == len(whole)
    assert some == whole[::7], "as where units are asked for one by one"


UNITS = (
    *(concepts.UnitFilter(used=used) for used in (True, False)),
    *(concepts.UnitFilter(text="应急", used=used) for used in (None, True, False)),
    *(concepts.UnitFilter(units=(unit("141181/emergency-management"), unit("nowhere")), used=used) for used in (None, True, False)),
    *(concepts.UnitFilter(function=code("function/people-government"), used=used) for used in (True, False)),
    concepts.UnitFilter(jurisdiction=(f"{BASE}id/jurisdiction/141181",), used=True),
)  # fmt: skip


@pytest.mark.parametrize("wanted", UNITS, ids=str)
def test_units_with_and_without_tasks_are_those_that_counting_gives(
    wanted: concepts.UnitFilter, five: Engines
) -> None:
    async def told(ask: Asker) -> tuple[int, list[tuple[str, int]]]:
        rows = await concepts.find_units(ask, wanted)
        number = await concepts.count_units(ask, wanted)
        return number, [(row["unit"], int(row.get("tasks", 0))) for row in rows]

    number, rows = five.asked(told)
    assert (number, rows) == five.asked(told, Counting)
    assert number == len(rows)
    assert {bool(tasks) for _, tasks in rows} <= ({wanted.used} - {None} or {True, False})


def test_instruments_page_by_page_are_those_that_counting_gives(five: Engines) -> None:
    async def told(ask: Asker) -> list[tuple[list[str], list[concepts.Json]]]:
        found = [
            await concepts.find_instruments(ask, (), text) for text in ("", "安全生产", "nowhere")
        ]
        return [(each, await concepts.tell_instruments(ask, each[3:9], "")) for each in found]

    by_figures = five.asked(told)
    assert by_figures == five.asked(told, Counting)
    (every, some), (named, told_of), (none, _) = by_figures
    assert len(every) > 40 > len(named) > 4
    assert none == []
    assert len(some) == len(told_of) == 6
    assert all("安全生产" in str(each["title"]) for each in told_of)
    uses = [int(str(each["tasks"])) for each in some]
    assert uses == sorted(uses, reverse=True)
    assert uses[0]


def test_notices_of_each_place_and_year_in_each_order(five: Engines) -> None:
    places = ((), *((f"{ids.BASE}id/jurisdiction/{each}",) for each in (140000, 141100, 110000)))
    wanted = [
        notices.NoticeFilter(place, year) for place, year in product(places, (None, 2026, 1999))
    ]
    pages = [(limit, start) for limit in (None, 2) for start in (0, 1, 4)]

    async def told(ask: Asker) -> list[tuple[object, ...]]:
        return [
            (
                await notices.count_notices(ask, each),
                [await notices.find_notices(ask, each, *page, newest) for page in pages],
            )
            for each, newest in product(wanted, (False, True))
        ]

    by_index, by_graph = five.both(told)
    assert len(by_index) == 24
    assert by_index == by_graph
    assert {count for count, _ in by_index} >= {0, 1, 5}
    assert by_index[0] != by_index[1], "the newest first is another order"


def in_step(root: Path) -> int:
    """Number of tasks, by the index as by the graph."""

    async def pages(ask: Asker) -> tuple[list[find.Page], calendar.Entries, list[str]]:
        tasks = await find.find_pages(ask, IN_STEP, "notice", None, 0)
        listed = await notices.find_notices(ask, notices.NoticeFilter())
        return tasks, await calendar.find_entries(ask, TaskFilter()), listed

    with Engines(root) as engines:
        by_index, by_graph = engines.both(pages)
    assert by_index == by_graph
    return by_index[0][0].total


#: Filters of which some tasks are left after each change.
IN_STEP = (
    TaskFilter(),
    TaskFilter(year=2026),
    TaskFilter(unit=(unit("141181/emergency-management"),)),
    TaskFilter(sector=code("sector/mine")),
    TaskFilter(has_owner=True),
    TaskFilter(has_owner=False),
    TaskFilter(nobody=True),
)


def test_the_index_follows_every_change(root: Path) -> None:
    whole = in_step(root)
    assert whole > 3
    with change(DataDir(root)) as draft:
        draft.drop_notice(LVLIANG)
    assert 0 < in_step(root) < whole
    build(DataDir(root), NOTICES, SOURCES)
    assert in_step(root) == whole
    with change(DataDir(root)) as draft:
        run_update(draft, f"COPY <{XIAOYI}> TO <x:copy>", union=True)
    assert in_step(root) == whole, "a task that two graphs have is one"
    with change(DataDir(root)) as draft:
        text = f"WITH <{LVLIANG}> DELETE {{ ?t ?p ?o }} WHERE {{ ?t a ?kind ; ?p ?o }}"
        run_update(draft, text, union=True)
    assert in_step(root) < whole


def test_what_an_update_has_in_place_of_an_iri_is_shown_as_it_stands(root: Path) -> None:
    odd = f"""PREFIX az: <{ids.ONTOLOGY}> WITH <{XIAOYI}>
        INSERT {{ ?t az:sector "消防", "http://a b", _:b ; az:due "soon" }} WHERE {{ ?t a az:Task }}"""
    with change(DataDir(root)) as draft:
        run_update(draft, odd, union=True)

    async def told(ask: Asker) -> list[list[str]]:
        page = await find.find_page(ask, TaskFilter(notice=(XIAOYI,)), "notice", None, 0)
        values = await tasks_told(ask, page.tasks)
        writer = TaskWriter(values, await names_in(ask, values), "")
        return [[each["id"] for each in writer.task(task)["sectors"]] for task in page.tasks]

    with Engines(root) as engines:
        by_index, by_graph = engines.both(told)
    assert by_index == by_graph
    assert by_index
    assert all({"消防", "http://a b"} <= set(sectors) for sectors in by_index)


def test_days_of_what_recurs_are_those_of_the_graph(root: Path) -> None:
    time = f"<{XIAOYI}/article/3/task/1/time/1>"
    season = f"<{XIAOYI}/article/3/task/3/time/1>"
    with change(DataDir(root)) as draft:
        text = f"""PREFIX az: <https://w3id.org/anze/ontology#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        INSERT DATA {{ GRAPH <{XIAOYI}> {{ {time} az:byMonth 12 , 3 ; az:byMonthDay -1 , 20 ; az:byDay "FR" , "x" .
        {season} az:fromDay "--06-15"^^xsd:gMonthDay ; az:toDay "--09-20"^^xsd:gMonthDay }} }}"""
        run_update(draft, text, union=True)
    assert in_step(root) > 3

    async def told(ask: Asker) -> list[calendar.Entry]:
        return list((await calendar.find_entries(ask, TaskFilter())).page)

    with Engines(root) as engines:
        entries = {each.time.rpartition("/notice/")[2]: each for each in engines.asked(told)}
    recurs, dry = (entries[each.strip("<>").rpartition("/notice/")[2]] for each in (time, season))
    assert recurs.days == "BYMONTH=3,12;BYMONTHDAY=20,-1;BYDAY=FR"
    assert (dry.first_month, dry.first_day, dry.last_month, dry.last_day) == (6, 15, 9, 20)


def test_a_snapshot_of_an_earlier_version_is_asked_by_its_graph(root: Path) -> None:
    folder = DataDir(root).require_current().index
    folder.rename(folder.with_name("words"))
    assert LocalEngine(Settings(data_dir=root)).lister() is None
    with change(DataDir(root)) as draft:
        draft.drop_notice(LVLIANG)
    assert in_step(root) > 0


def test_functions_of_a_large_archive_are_listed_without_counts(
    five: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listed(ask: Asker) -> list[dict[str, object]]:
        return await concepts.find_concepts(ask, BASE, "function", used=True)

    counted = five.asked(listed)
    assert all(isinstance(each["tasks"], int) for each in counted)
    monkeypatch.setattr(concepts, "COUNTED", 0)
    large = five.asked(listed)
    assert {each["id"] for each in counted} <= {each["id"] for each in large}
    assert len(counted) > 20
    assert {(each["tasks"], each["notices"]) for each in large} == {(None, None)}
    assert [each["tasks_url"] for each in large if each["notation"] == "education"]


def test_pages_of_several_filters_are_those_of_each(five: Engines) -> None:
    async def question(ask: Asker) -> tuple[list[find.Page], list[find.Page]]:
        alone = [await find.find_page(ask, each, "notice", 5, 1) for each in FILTERS]
        return await find.find_pages(ask, FILTERS, "notice", 5, 1), alone

    (several, each), (asked, one) = five.both(question)
    assert several == each == asked == one
    assert len(several) == len(FILTERS) > 30
    assert sum(bool(page.tasks) for page in several) > 20
