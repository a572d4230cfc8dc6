"""Rows counted in the bytes are the rows of the result, whatever stands in the terms."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from service.sparql.counting import CountingFile, LimitReached
from service.sparql.formats import RESULTS
from service.sparql.xml import sayable

NASTY = [
    "}}",
    '{"a":{}}',
    ",{",
    "[{",
    ',{"p":{"type"',
    '[{"',
    "<result>",
    "a\nb",
    "a\r\nb",
    'quo"te',
    "\\",
    '\\"',
    "x\\",
    "",
    "安}}全\t",
    "\u2028",
]


def store(count: int) -> ox.Store:
    filled = ox.Store()
    for number in range(count):
        text = NASTY[number % len(NASTY)]
        numbered = (text + str(number), str(number) + text)[number // len(NASTY) % 2]
        value = ox.Literal(numbered, language=("zh", None)[number % 2])
        filled.add(ox.Quad(ox.NamedNode(f"http://s/{number}"), ox.NamedNode("http://p"), value))
    return filled


@pytest.mark.parametrize("name", [each.name for each in RESULTS])
@pytest.mark.parametrize("count", [0, 1, 2, 500])
@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_rows_are_exact(name: str, count: int, piece: int) -> None:
    engine = next(each.engine for each in RESULTS if each.name == name)
    assert isinstance(engine, ox.QueryResultsFormat)
    answer = store(count).query("SELECT * { ?s ?p ?o OPTIONAL { ?s <http://none> ?x } }")
    assert isinstance(answer, ox.QuerySolutions)
    content = answer.serialize(format=engine)
    assert content is not None
    whole = sayable(content) if name == "xml" else content
    received: list[bytes] = []
    file = CountingFile(received.append, name, count, len(whole))
    for start in range(0, len(content), piece):
        file.write(content[start : start + piece])
    assert (file.rows, file.bytes, b"".join(received)) == (count, len(whole), whole)


@pytest.mark.parametrize("name", [each.name for each in RESULTS])
@pytest.mark.parametrize("piece", [1, 2, 7, 100_000])
def test_rows_that_bind_nothing_count(name: str, piece: int) -> None:
    engine = next(each.engine for each in RESULTS if each.name == name)
    assert isinstance(engine, ox.QueryResultsFormat)
    texts = ["{}", ",{},", '\\"{}', "\\", '"{}"', "[{}]\\\\"]
    values = " ".join(f"{ox.Literal(text)} UNDEF" for text in texts)
    pairs = " ".join(f"({ox.Literal(text)} UNDEF) (UNDEF UNDEF)" for text in texts)
    for query, count in (
        ("SELECT ?x { VALUES ?y { 1 2 3 } }", 3),
        ("SELECT (1/0 AS ?x) {}", 1),
        ("SELECT * {}", 1),
        (f"SELECT ?x {{ VALUES ?x {{ {values} }} }}", 2 * len(texts)),
        (f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {pairs} }} }}", 2 * len(texts)),
    ):
        answer = ox.Store().query(query)
        assert isinstance(answer, ox.QuerySolutions)
        content = answer.serialize(format=engine)
        assert content is not None
        file = CountingFile(lambda _: None, name, count, len(content))
        for start in range(0, len(content), piece):
            file.write(content[start : start + piece])
        assert file.rows == count, query


@pytest.mark.parametrize("name", [each.name for each in RESULTS])
def test_one_row_or_byte_too_many_is_noticed(name: str) -> None:
    engine = next(each.engine for each in RESULTS if each.name == name)
    assert isinstance(engine, ox.QueryResultsFormat)
    for rows, size in ((9, 10**6), (10, 40)):
        answer = store(10).query("SELECT * { ?s ?p ?o }")
        assert isinstance(answer, ox.QuerySolutions)
        content = answer.serialize(format=engine)
        assert content is not None
        file = CountingFile(lambda _: None, name, rows, size)
        with pytest.raises(LimitReached):
            file.write(content)
