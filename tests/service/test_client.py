"""The client: all pages, values with their types, patience, refusals in words, frames where there are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import httpx
import pytest

from service import client as module
from service.client import Changed, Client, Refused, Unfit, Unreachable, frame
from tests.service.conftest import Server
from tests.shapes.test_command import GOOD


@pytest.fixture
def anze(server: Server) -> Iterator[Client]:
    with Client(server.url) as found:
        yield found


def test_every_page_is_fetched(anze: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    found = [row["id"] for row in anze.rows("tasks", sort="due")]
    assert len(found) == len(set(found)) == 4
    assert [row["year"] for row in anze.rows("notices")] == [2025, 2026]
    assert len(list(anze.rows("tasks", unit="孝义市应急局", role=None))) >= 1


def test_values_have_their_types(anze: Client) -> None:
    (row,) = anze.query(
        """SELECT (1 AS ?a) (1.5 AS ?b) (1e0 AS ?c) (true AS ?d) ("2026-06-30"^^xsd:date AS ?e)
        ("x" AS ?f) (az:Task AS ?g) ?h ("some"^^xsd:integer AS ?i)
        { OPTIONAL { az:Task az:due ?h } }"""
    )
    assert row == {
        "a": 1, "b": Decimal("1.5"), "c": 1.0, "d": True, "e": date(2026, 6, 30), "f": "x",
        "g": "https://w3id.org/anze/ontology#Task", "h": None, "i": "some",
    }  # fmt: skip


def test_refusals_say_why(anze: Client) -> None:
    with pytest.raises(Refused, match="没有") as refused:
        list(anze.rows("tasks", unit="不存在的单位"))
    assert refused.value.status == 404
    with pytest.raises(Refused, match=r"第 2 行第 3 列.*语法错误") as refused:
        anze.query("SELECT * {\n  )")
    assert refused.value.problem["line"] == 2
    with pytest.raises(Refused) as refused:
        anze.query("SELECT * {?s")
    told = refused.value.problem
    assert ("第 1 行" in told["detail"], "line 1," in told["detail_en"]) == (True, True)
    with pytest.raises(Refused) as refused:
        anze.query("SELECT * { ?s nothing:known ?o }")
    assert refused.value.problem["detail_en"].startswith("Line 1, ")


def test_what_is_odd_in_a_query_is_told(anze: Client) -> None:
    with pytest.warns(UserWarning, match="az:deadline"):
        assert anze.query("SELECT * { ?t az:deadline ?d }") == []


def test_long_queries_are_answered(anze: Client) -> None:
    """Longer than the strict grammar reads, with IRIs that could be comparisons, the word SERVICE in a prefix and a string."""
    many = " ".join(f"<http://x/n{n}#t>" for n in range(2_000))
    used = "?n a az:Notice . FILTER(?n != sd:Service)"
    rows = anze.query(
        f"SELECT ?n {{ {used} FILTER(?n NOT IN ('SERVICE')) }} VALUES ?x {{ {many} }}"
    )
    assert len(rows) == 2 * 2_000


def test_truth_and_rows_are_told_apart(anze: Client) -> None:
    assert anze.ask("ASK { ?t a az:Task }") is True
    assert anze.ask('ASK { ?t az:due ?d FILTER(?d > "2100-01-01"^^xsd:date) }') is False
    with pytest.raises(ValueError, match=r"ask\(\)"):
        anze.query("ASK {}")
    with pytest.raises(ValueError, match=r"query\(\)"):
        anze.ask("SELECT * {}")


def test_limit_is_how_many_rows_there_are_in_all(
    anze: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [row["id"] for row in anze.rows("tasks")]
    assert len(whole) == 4
    monkeypatch.setattr(module, "PAGE", 2)
    for limit in (1, 2, 3, 9):
        assert [row["id"] for row in anze.rows("tasks", limit=limit)] == whole[:limit]
    assert len(anze.frame("tasks", limit=3)) == 3
    assert list(anze.rows("tasks", limit=0)) == []


def test_routes_that_are_no_lists_say_how_they_are_had(five: Server) -> None:
    office = {"place": "孝义市", "office": "emergency-management"}
    with Client(five.url) as anze:
        for route, filters in (("statistics", {}), ("mine", office)):
            with pytest.raises(Unfit, match=rf"get\('{route}'"):
                list(anze.rows(route, **filters))
        assert anze.get("statistics")["counts"]["notices"] == 5
        assert anze.get("mine", **office)["owed"]
        assert {"state", "way"} < set(anze.table("mine", **office)[0])
        assert [row["tasks"] for row in anze.table("statistics", limit=2)] == ["96", "134"]
        assert len(list(anze.rows("queries"))) > 5
        assert len(list(anze.rows("functions"))) > 20
        assert len(list(anze.rows("calendar", limit=3))) == 3


def test_format_is_the_clients_and_another_answer_is_told(anze: Client) -> None:
    for ask in (anze.rows, anze.frame, anze.get, anze.table):
        with pytest.raises(Unfit, match="table"):
            list(ask("tasks", format="csv"))
    page = httpx.Response(200, html="<html>login</html>")
    for ask_what in (
        lambda proxied: list(proxied.rows("tasks")),
        lambda proxied: proxied.query("SELECT * {}"),
    ):
        proxied, _ = answering(page)
        with pytest.raises(Unfit, match=r"http://b/.*text/html"):
            ask_what(proxied)


def test_triples_are_no_rows(anze: Client) -> None:
    for text in ("CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE az:Task"):
        with pytest.raises(Unfit, match="SELECT"):
            anze.query(text)


def test_days_of_a_frame_are_days(anze: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    days = [row["due"] for row in anze.frame("tasks")]
    assert [type(day) for day in days if day is not None] == [date] * 2
    issued = [row["issued"] for row in anze.frame("notices") if row["issued"]]
    assert [type(day) for day in issued] == [date]
    times = anze.frame("calendar", year=2026)
    assert [list(row) for row in times[:1]] == [list(row) for row in anze.table("calendar")[:1]]
    assert [type(row["due"]) for row in times if row["kind"] == "期限"] == [date]


def test_notice_is_validated(anze: Client) -> None:
    assert anze.validate(GOOD.encode(), "a.txt", "issued")["conforms"] is True


def answering(*answers: httpx.Response) -> tuple[Client, list[float]]:
    """A client of a service that gives these answers, and the seconds that it waited."""
    waited: list[float] = []
    left = iter(answers)
    transport = httpx.MockTransport(lambda _: next(left))
    return Client("http://b", transport=transport, sleep=waited.append, tries=3), waited


def test_busy_service_is_asked_again_after_what_it_says() -> None:
    found = httpx.Response(200, json={"items": [{"id": 1}]})
    busy = httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(503)
    anze, waited = answering(*busy, found)
    assert list(anze.rows("units")) == [{"id": 1}]
    assert waited == [7, 1]


def test_pages_of_two_states_of_the_graph_are_told_and_a_frame_is_fetched_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)

    def page(snapshot: str, row: int, last: bool = False) -> httpx.Response:
        told = {"items": [{"id": row}], **({} if last else {"next": "http://b/units?offset=1"})}
        return httpx.Response(200, json=told, headers={"X-Snapshot": snapshot})

    anze, _ = answering(page("1", 1), page("2", 3, last=True))
    with pytest.raises(Changed, match="The graph changed while the pages of /units"):
        list(anze.rows("units"))
    pages = [page("1", 1), page("2", 3, last=True), page("2", 2), page("2", 3, last=True)]
    anze, _ = answering(*pages)
    assert [row["id"] for row in anze.frame("units")] == [2, 3]


def test_patience_ends() -> None:
    anze, waited = answering(*(httpx.Response(503, json={"detail": "繁忙"}) for _ in range(3)))
    with pytest.raises(Refused, match="繁忙"):
        list(anze.rows("units"))
    assert len(waited) == 2


def test_service_that_is_not_there_is_told_with_its_address_and_what_to_do() -> None:
    with Client("http://127.0.0.1:1") as nowhere:
        for ask in (
            lambda: list(nowhere.rows("tasks")),
            lambda: nowhere.query("SELECT * {}"),
            lambda: nowhere.validate(b"x", "a.txt"),
        ):
            with pytest.raises(Unreachable) as told:
                ask()
            assert told.value.base == "http://127.0.0.1:1"
            for words in (
                "http://127.0.0.1:1 的服务没有应答",
                "No service answers at",
                "anze serve",
            ):
                assert words in str(told.value)


@pytest.mark.parametrize(
    ("there", "expected"),
    [(("pandas", "polars"), "pandas"), (("polars",), "polars"), ((), "list")],
)
def test_frames_of_what_is_installed(
    there: tuple[str, ...], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pandas", "polars"):
        stand_in = SimpleNamespace(DataFrame=lambda rows, name=name: (name, rows))
        monkeypatch.setitem(sys.modules, name, stand_in if name in there else None)
    found = frame(iter([{"a": 1}]))
    assert found == ([{"a": 1}] if expected == "list" else (expected, [{"a": 1}]))


def test_lookup_as_a_frame_has_the_columns_of_its_csv(
    anze: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    rows = anze.frame("tasks", unit="孝义市应急局")
    assert any(
        row["responsible"] == "孝义市应急局" or row["lead"] == "孝义市应急局" for row in rows
    )
    assert anze.query_frame("SELECT (1 AS ?n) {}") == [{"n": 1}]
