"""A client of a running service: lookups and queries as rows or frames, page by page, patient.

::

    from service.client import Client

    anze = Client("http://127.0.0.1:8377")
    anze.frame("tasks", jurisdiction="孝义市", year=2026)      # pandas or polars, where installed
    anze.query_frame("SELECT ?title { ?n a az:Notice ; dcterms:title ?title }")
"""

from __future__ import annotations

import importlib
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import httpx

from service.lookup.columns import columns_of
from service.sparql.formats import PREFIXES

Row = dict[str, Any]

PAGE = 1000
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

    def rows(self, route: str, **filters: object) -> Iterator[Row]:
        """Every row of a lookup (``tasks``, ``notices``, ``units`` …), page by page, as its JSON."""
        given = {name: value for name, value in filters.items() if value is not None}
        page: str | None = f"/{route}"
        asked: Row | None = given if route == "notices" else {"limit": PAGE, **given}
        while page:
            found = self._send("GET", page, params=asked).json()
            yield from found["items"]
            page, asked = found.get("next"), None  # the address has them

    def query(self, text: str) -> list[Row]:
        """The rows of a SELECT query, values as Python has them; prefixes of the service are known. What the
        service finds odd in the query (a term that is not in the graph, …) is a ``UserWarning``."""
        answer = self._asked(text)
        if "results" not in answer:
            raise ValueError("ASK 的答案是真或假，请用 ask()。 An ASK is true or false: use ask().")
        names = answer["head"]["vars"]
        solutions = answer["results"]["bindings"]
        return [{name: _value(row.get(name)) for name in names} for row in solutions]

    def ask(self, text: str) -> bool:
        """Whether the pattern of an ASK query has a solution."""
        answer = self._asked(text)
        if "boolean" not in answer:
            raise ValueError("SELECT 的答案是行，请用 query()。 A SELECT has rows: use query().")
        return bool(answer["boolean"])

    def _asked(self, text: str) -> Row:
        """The answer in the JSON of the protocol; faults are told at their line in ``text``."""
        known = " ".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
        try:
            answer = self._send(
                "POST",
                "/sparql",
                data={"query": f"{known}\n{text}"},
                headers={"Accept": "application/sparql-results+json"},
            )
        except Refused as refused:
            raise Refused(refused.status, _without_first_line(refused.problem)) from None
        if hint := unquote(answer.headers.get("x-hint", "")):
            warnings.warn(hint, stacklevel=3)
        return dict(answer.json())

    def validate(self, content: bytes, name: str, profile: str = "") -> Row:
        """The JSON report on a notice, the file ``name`` with that content."""
        params = {"profile": profile} if profile else {}
        return dict(
            self._send("POST", "/validate", params=params, files={"file": (name, content)}).json()
        )

    def frame(self, route: str, **filters: object) -> Any:
        """A lookup as a frame, in the columns of its CSV."""
        found = list(self.rows(route, **filters))
        columns = columns_of(found)
        return frame([{each.name: each.value(row) for each in columns} for row in found])

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


def _without_first_line(problem: Row) -> Row:
    """The problem with its place in a text as that text is without its first line."""
    line = problem.get("line")
    if not isinstance(line, int):
        return problem
    words = str(problem["detail"])
    for form in ("第 {} 行", "line {},"):
        words = words.replace(form.format(line), form.format(line - 1))
    return {**problem, "line": line - 1, "detail": words}


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
