"""A client of a running service: lookups and queries as rows or frames, page by page, patient.

::

    from service.client import Client

    anze = Client("http://127.0.0.1:8377")
    anze.frame("tasks", jurisdiction="孝义市", year=2026)      # pandas or polars, where installed
    anze.query_frame("SELECT ?title { ?n a az:Notice ; dcterms:title ?title }")
"""

from __future__ import annotations

import csv
import importlib
import io
import re
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import httpx

from service.lookup.columns import Cell, Column, columns_of
from service.sparql.formats import PREFIXES
from service.sparql.inspection import inspect

Row = dict[str, Any]

PAGE = 1000
#: Routes that give a list page by page; others give what there is.
PAGED = frozenset({
    "tasks", "notices", "articles", "units", "instruments", "mechanisms", "sectors", "hazards", "functions", "measures",
    "calendar",
})  # fmt: skip
#: Statuses after which the same request may succeed: too often, busy, restarting.
AGAIN = (429, 502, 503)
_XSD = PREFIXES["xsd"]
_TYPES: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "decimal": Decimal,
    "double": float,
    "float": float,
    "boolean": "true".__eq__,
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
}


class Refused(Exception):
    """The service refused a request: its ``status`` and ``problem`` (RFC 9457)."""

    def __init__(self, status: int, problem: Row) -> None:
        super().__init__(problem.get("detail") or f"HTTP {status}")
        self.status, self.problem = status, problem


class Unreachable(ConnectionError):
    """No service answers at ``base``."""

    def __init__(self, base: str, reason: str) -> None:
        super().__init__(
            f"{base} 的服务没有应答（{reason}）。请先启动服务（make run 或 anze serve），"
            '或给出它的地址：Client("http://主机:端口")。 '
            f"No service answers at {base} ({reason}). Start one (make run, or anze serve), "
            'or give its address: Client("http://host:port").'
        )
        self.base = base


class Changed(RuntimeError):
    """The graph changed between two pages of a list, so that rows may be missing or stand twice."""

    def __init__(self, route: str) -> None:
        super().__init__(
            f"翻页取 /{route} 时图谱有更新，取到的行可能有漏有重；请重新取（frame() 和 table() 会自己重取）。 "
            f"The graph changed while the pages of /{route} were fetched: rows may be missing or stand twice. Fetch them "
            "anew (frame() and table() do so themselves)."
        )


class Unfit(ValueError):
    """What was asked cannot be had in this way, or what came is no answer of the service."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a SELECT query (``rows``) or an ASK (``truth``), and what the service finds odd in the query
    (a term that is not in the graph, …), in Chinese and English."""

    rows: list[Row]
    truth: bool | None
    hint: str = ""
    hint_en: str = ""


class Client:
    """``base`` is the address of the service, ``token`` what a closed one asks for; a request that
    the service cannot answer now is sent again after its Retry-After, up to ``tries`` times."""

    def __init__(
        self,
        base: str = "http://127.0.0.1:8377",
        token: str = "",
        *,
        tries: int = 5,
        timeout_seconds: float = 120.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=base, headers=headers, timeout=timeout_seconds, transport=transport
        )
        self._tries = tries
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._http.close()

    def rows(self, route: str, /, *, limit: int | None = None, **filters: object) -> Iterator[Row]:
        """Every row of a lookup (``tasks``, ``notices``, ``units`` …), or the first ``limit`` of them, page by page, as its JSON.

        Raises:
            Changed: the graph changed in between.
        """
        return islice(self._rows(route, limit, filters), limit)

    def _rows(self, route: str, limit: int | None, filters: Row) -> Iterator[Row]:
        given = _given(filters)
        if route in PAGED:
            given["limit"] = PAGE if limit is None else min(limit, PAGE)
        page: str | None = f"/{route}"
        asked: Row | None = given
        snapshots = set[str]()
        while page:
            answer = self._answer(page, asked)
            snapshots.add(answer.headers.get("x-snapshot", ""))
            if len(snapshots) > 1:
                raise Changed(route)
            found = answer.json()
            if not isinstance(found, dict):  # a list without pages
                found = {"items": found}
            if "items" not in found:
                raise Unfit(
                    f"/{route} 不是列表；它的 JSON 用 get({route!r}, …) 取，CSV 用 table({route!r}, …)。 "
                    f"/{route} is no list: get({route!r}, …) gives its JSON, table({route!r}, …) its CSV."
                )
            yield from found["items"]
            page, asked = found.get("next"), None  # the address has them

    def get(self, route: str, /, **filters: object) -> Any:
        """The JSON of a route that is no list, such as ``statistics`` or ``mine``."""
        return self._answer(f"/{route}", _given(filters)).json()

    def table(self, route: str, /, **filters: object) -> list[dict[str, str]]:
        """The rows of the CSV of a route, as text."""
        asked = _given(filters) | {"format": "csv"}
        answer = self._expected(self._send("GET", f"/{route}", params=asked), "text/csv")
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def _answer(self, path: str, asked: Row | None) -> httpx.Response:
        accept = {"Accept": "application/json"}
        answer = self._send("GET", path, params=asked, headers=accept)
        return self._expected(answer, "application/json")

    def _expected(self, answer: httpx.Response, media: str) -> httpx.Response:
        """The answer, if it is of that media type."""
        given = answer.headers.get("content-type", "").partition(";")[0]
        if given != media:
            raise Unfit(
                f"{answer.url} 的应答是 {given or '没有类型的内容'}，不是 {media}：那里不是 anze 服务，或中间有代理代答。 "
                f"{answer.url} answered with {given or 'no media type'}, not {media}: no anze service, or a proxy in between."
            )
        return answer

    def query(self, text: str) -> list[Row]:
        """The rows of a SELECT query, values as Python has them; prefixes of the service are known. What the
        service finds odd in the query (a term that is not in the graph, …) is a ``UserWarning``."""
        answer = self.answer(text)
        if answer.truth is not None:
            raise Unfit("ASK 的答案是真或假，请用 ask()。 An ASK is true or false: use ask().")
        _warn(answer)
        return answer.rows

    def ask(self, text: str) -> bool:
        """Whether the pattern of an ASK query has a solution."""
        answer = self.answer(text)
        if answer.truth is None:
            raise Unfit("SELECT 的答案是行，请用 query()。 A SELECT has rows: use query().")
        _warn(answer)
        return answer.truth

    def answer(self, text: str) -> Answer:
        """The answer to a SELECT or ASK query; faults are told at their line in ``text``."""
        if (form := inspect(text).form) in ("CONSTRUCT", "DESCRIBE"):
            raise Unfit(
                f"{form} 的答案是三元组，不是行；请改用 SELECT，或向 /sparql 取 Turtle（Accept: text/turtle）。 "
                f"{form} has triples, not rows: use SELECT, or ask /sparql for Turtle (Accept: text/turtle)."
            )
        known = " ".join(
            f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" in text
        )
        media = "application/sparql-results+json"
        try:
            sent = self._send(
                "POST", "/sparql", data={"query": f"{known}\n{text}"}, headers={"Accept": media}
            )
        except Refused as refused:
            raise Refused(refused.status, _without_first_line(refused.problem)) from None
        found = self._expected(sent, media).json()
        names = found["head"].get("vars", ())
        solutions = found.get("results", {}).get("bindings", ())
        rows = [{name: _value(row.get(name)) for name in names} for row in solutions]
        hints = (unquote(sent.headers.get(name, "")) for name in ("x-hint-zh", "x-hint"))
        return Answer(rows, found.get("boolean"), *hints)

    def validate(self, content: bytes, name: str, profile: str = "") -> Row:
        """The JSON report on a notice, the file ``name`` with that content."""
        params = {"profile": profile} if profile else {}
        return dict(
            self._send("POST", "/validate", params=params, files={"file": (name, content)}).json()
        )

    def frame(self, route: str, /, *, limit: int | None = None, **filters: object) -> Any:
        """A lookup as a frame, in the columns of its CSV; days are ``date``."""
        found = self._whole(route, limit, filters)
        columns = columns_of(found)
        return frame([{each.name: _cell(each, row) for each in columns} for row in found])

    def _whole(self, route: str, limit: int | None, filters: Row) -> list[Row]:
        """The rows, all of one state of the graph: fetched anew where it changes in between."""
        for _ in range(self._tries - 1):
            with suppress(Changed):
                return list(self.rows(route, limit=limit, **filters))
        return list(self.rows(route, limit=limit, **filters))

    def query_frame(self, text: str) -> Any:
        """A SELECT query as a frame."""
        return frame(self.query(text))

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        for left in range(self._tries - 1, -1, -1):
            try:
                answer = self._http.request(method, path, **request)
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
                raise Unreachable(str(self._http.base_url), reason) from error
            if answer.status_code not in AGAIN or not left:
                break
            self._sleep(_wait(answer))
        if answer.is_success:
            return answer
        told = "json" in answer.headers.get("content-type", "")
        raise Refused(answer.status_code, answer.json() if told else {})


def frame(rows: Iterable[Row]) -> Any:
    """Rows as a frame of pandas, or of polars where that alone is installed, or else as a list."""
    found = list(rows)
    for name in ("pandas", "polars"):
        try:
            return importlib.import_module(name).DataFrame(found)
        except ImportError:
            continue
    return found


def _given(filters: Row) -> Row:
    """The parameters of a request; which format it has the client decides."""
    if "format" in filters:
        raise Unfit(
            "格式由客户端定：rows() 为 JSON，table() 为 CSV，frame() 为数据框。 "
            "The client decides on the format: rows() are JSON, table() is CSV, frame() a frame."
        )
    return {name: value for name, value in filters.items() if value is not None}


def _warn(answer: Answer) -> None:
    if answer.hint_en:
        warnings.warn(f"{answer.hint} {answer.hint_en}".strip(), stacklevel=3)


def _cell(column: Column, row: Row) -> Cell | date:
    """The cell of a row, as in the CSV, a day as such."""
    value = column.value(row)
    day = column.is_day and isinstance(value, str) and _DAY.fullmatch(value)
    return date.fromisoformat(str(value)) if day else value


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _without_first_line(problem: Row) -> Row:
    """The problem with its place in a text as that text is without its first line."""
    line = problem.get("line")
    if not isinstance(line, int):
        return problem
    told: Row = {
        name: _moved(str(problem[name]), line)
        for name in ("detail", "detail_en")
        if name in problem
    }
    return {**problem, "line": line - 1, **told}


def _moved(words: str, line: int) -> str:
    """
    >>> _moved("第 2 行第 1 列", 2), _moved("Line 2, column 2", 2), _moved("error at line 2, column 1", 2)
    ('第 1 行第 1 列', 'Line 1, column 2', 'error at line 1, column 1')
    """
    return re.sub(rf"(第 |[Ll]ine ){line}( 行|,)", rf"\g<1>{line - 1}\g<2>", words)


def _wait(answer: httpx.Response) -> float:
    """Seconds that an answer asks to wait; 1 where it does not say."""
    asked = answer.headers.get("retry-after", "")
    return float(asked) if asked.isdecimal() else 1.0


def _value(term: Row | None) -> Any:
    """A term of the results as a Python value; text where its type has none or it is ill-formed."""
    if term is None:
        return None
    name = term.get("datatype", "").removeprefix(_XSD)
    try:
        return _TYPES.get(name, str)(term["value"])
    except (ValueError, ArithmeticError):
        return term["value"]
