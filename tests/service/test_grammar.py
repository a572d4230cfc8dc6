"""Where a query goes wrong is told to the token; a right one has no fault."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from lark import Lark
from lark.exceptions import UnexpectedInput

from service.sparql import grammar
from service.sparql.fault import syntax_error
from service.sparql.formats import PREFIXES
from service.sparql.grammar import UPDATES, find_fault
from service.sparql.misuse import find_misuse

FAULTS = [
    ("SELECT * { ?s ?p }", (1, 18, "}")),
    ("SELECT * WHERE {\n  ?s ?p ?o FILTR(?o) }", (2, 12, "FILTR")),
    ("SELEC * {}", (1, 1, "SELEC")),
    ("SELECT ?x FROM <a> {} LIMIT x", (1, 29, "x")),
    ("SELECT * {?s ?p ?o", (1, 19, "")),
    ("SELECT * { ?s ?p ?o }}", (1, 22, "}")),
    ("", (1, 1, "")),
    ("ASK { 中文 }", (1, 7, "中")),
]
RIGHT = [
    "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?s <p>/^<q>*|!(a|^<r>) ?z . FILTER(?a < ?b && ?c >= -1 || !BOUND(?x)) }",
    "SELECT * { ?s ?p 1 . ?s ?p -1.5, +2 ; a [], (1 2), [ <p> true ] }",
    "PREFIX a: <x> BASE <y> CONSTRUCT WHERE { a:b.c a:1%20 'x'@zh-Hans, 'y'^^a:t }",
    "SELECT * { { SELECT ?x (GROUP_CONCAT(?y; SEPARATOR=',') AS ?l) { ?x ?p ?y } GROUP BY ?x HAVING(COUNT(*) > 2) ORDER BY DESC(?x) LIMIT 1 OFFSET 2 } }",
    "ASK { ?x ?p ?y MINUS { ?x a ?z } OPTIONAL { GRAPH ?g { } } BIND(IF(?x IN (1, 2), 'a', STRLANG('b', 'c')) AS ?q) VALUES (?a ?b) { (UNDEF 1) } }",
    "DESCRIBE <x> ?y { FILTER NOT EXISTS { ?y ?y ?y } } VALUES ?y { <z> }",
    "SELECT * { ?s ?p '''it's''' , \"\"\"a\"b\"\"\" }",
]


@pytest.mark.parametrize(("text", "where"), FAULTS)
def test_fault(text: str, where: tuple[int, int, str]) -> None:
    fault = find_fault(text)
    assert fault is not None
    assert (fault.line, fault.column, fault.token) == where
    assert fault.expected


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("SELECT * { ?s ?p ?o ORDER BY ?s", "}"),
        ("SELECT (COUNT(?s AS ?n) { ?s ?p ?o }", ")"),
        ("SELECT * { ?s ?p [ ?q ?r }", "]"),
        ("SELECT * { ?s ?p ?o ?t ?q ?r }", "."),
        ("ASK { ?s ?p '}{'", "}"),
    ],
)
def test_what_is_missing_comes_first(text: str, missing: str) -> None:
    fault = find_fault(text)
    assert fault is not None
    likely = [each for each in fault.expected[:2] if each == missing]
    assert likely == [missing]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("SELECT * { ?s ?p ?o ORDER BY ?s", "}"),
        ("SELECT (COUNT(?s AS ?n) { ?s ?p ?o }", ")"),
        ('SELECT * { ?s ?p ?o FILTER(CONTAINS(?o, "a") }', ")"),
        ("SELECT * { ?s ?p ?o", "}"),
        ("SELECT * { ?s ?p ?o ?t ?q ?r }", "."),
        ("SELECT * { ?s ?p }", "value"),
        ("SELECT * WHERE ?s ?p ?o }", "{"),
        ("SELECT * { ?s ?p ?o } ORDER ?s", "BY"),
        ("SELEC * { ?s ?p ?o }", ""),
        ("SELECT * { ?s ?p ?o FILTR(?o) }", ""),
        ("SELECT * { ?s ?p ?o } LIMIT x", ""),
        ("ASK { 中文 }", ""),
    ],
)
def test_the_one_thing_that_is_missing(text: str, missing: str) -> None:
    fault = find_fault(text)
    assert fault is not None
    assert fault.missing == missing
    told = syntax_error("", text)
    assert ("少了" in told.zh) == bool(missing)
    assert told.zh.count("、") <= 4


@pytest.mark.parametrize(
    ("text", "token", "words"),
    [
        ("SELECT ?t (COUNT(?d) AS ?n) { ?t ?p ?d }", "?t", "在最后的 } 之后加 GROUP BY ?t"),
        ("SELECT ?u (COUNT(?d) AS ?n) { ?t ?u ?d } GROUP BY ?t", "?u", "在 GROUP BY 里加上 ?u"),
        ("SELECT (?d AS ?x) (COUNT(*) AS ?n) { ?t ?p ?d } GROUP BY ?t", "?d", "GROUP BY"),
        ("SELECT (STR(?d) AS ?x) { ?t ?p ?d } GROUP BY (STR(?d))", "?d", "请在那里用 AS 起名"),
        ("SELECT ?d { ?t ?p ?d } GROUP BY STR(?d)", "?d", "请在那里用 AS 起名"),
        ("SELECT ?d { ?t ?p ?d } GROUP BY (- ?d)", "?d", "请在那里用 AS 起名"),
        ("SELECT ?d { ?t ?p ?d } GROUP BY (STR(?d) AS ?k)", "?d", "SELECT 里只写 ?k"),
        ("SELECT ?p ?d { ?t ?p ?d } GROUP BY (?p)", "?d", "在 GROUP BY 里加上 ?d"),
        ("SELECT * { ?t ?p ?d } GROUP BY ?t", "SELECT", "请写出要的变量"),
        ("SELECT ?t { ?t ?p ?d FILTER(COUNT(?d) > 1) }", "COUNT", "HAVING"),
        ("SELECT ?t (?p AS ?t) { ?t ?p ?d }", "?t", "换一个没用过的变量名"),
        ("SELECT ?t { ?t ?p ?d BIND(?t AS ?d) }", "?d", "换一个没用过的变量名"),
        ("SELECT ?t { ?t ?p ?d FILTER(CONTAINS(?d)) }", "CONTAINS", "要 2 个值，这里有 1 个"),
        ("SELECT ?t { ?t ?p ?d FILTER(REGEX(?d)) }", "REGEX", "要 2 或 3 个值"),
        ("SELECT ?t { <rel> ?p ?t }", "<rel>", "不是完整的 IRI"),
    ],
)
def test_what_is_against_a_rule_is_told_where_it_stands(text: str, token: str, words: str) -> None:
    assert find_fault(text) is None
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(text)
    told = syntax_error(str(refused.value), text)
    assert told.extra["token"] == token
    behind_as = text.find(f"AS {token}") + 3
    assert told.extra["column"] == 1 + (behind_as if behind_as > 2 else text.index(token))
    assert words in told.zh
    assert not re.search("[a-z]{4}", told.zh.replace("https", "")), "in Chinese alone"


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_against_no_rule(text: str) -> None:
    found = find_misuse(text)
    assert found is None or "IRI" in found.en, "the examples have short IRIs"


def test_deep_texts_are_judged_no_longer_than_others() -> None:
    for deep in (
        "SELECT * " + "{" * 9000 + "}" * 9000,
        f"SELECT * {{ FILTER{'(' * 9000}1{')' * 9000} }}",
    ):
        assert find_misuse(deep) is None


def test_what_the_engine_says_is_told_as_its_words() -> None:
    said = 'error at 1:9: expected one of "$", IF, Blank nodes are not allowed here, TZ, [_]'
    told = syntax_error(said, "ASK { }")
    assert told.zh.endswith("，引擎说：Blank nodes are not allowed here。")
    assert "TZ" not in told.en
    assert syntax_error("error at 1:9: expected TZ", "ASK { }").zh.endswith("写法不合 SPARQL。")


@pytest.mark.parametrize("word", sorted(UPDATES))
def test_an_update_is_no_query(word: str) -> None:
    for text in (f"{word} DATA {{ }}", f"PREFIX a: <b> {word.lower()} x"):
        told = syntax_error("", text)
        assert f"{word} 要改数据，这里只查询" in told.zh
    typo = syntax_error("", "PREFIX a: <b> SELEC ?t { }")
    assert typo.extra["expected"] == ["SELECT", "ASK", "BASE", "CONSTRUCT", "DESCRIBE", "PREFIX"]


@pytest.mark.parametrize("text", RIGHT)
def test_no_fault(text: str) -> None:
    assert find_fault(text) is None


UPDATES = [
    "INSERT DATA { GRAPH <g> { <a> <b> 1 } } ; CLEAR SILENT GRAPH <g> ;",
    "WITH <g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING NAMED <h> WHERE { ?s ?p ?o }",
    "MOVE DEFAULT TO <x>; LOAD <y> INTO GRAPH <z>",
]


@pytest.mark.parametrize("text", UPDATES)
def test_updates(text: str) -> None:
    assert find_fault(text, update=True) is None


def test_an_undeclared_prefix_is_named() -> None:
    error = syntax_error(
        "error at 2:15: expected one of Prefix not found, ['%']", "ASK {\n  ?s foaf:name ?n }"
    )
    assert (error.extra["line"], error.extra["column"], error.extra["token"]) == (2, 6, "foaf:name")
    assert "foaf" in error.zh
    known = syntax_error(
        "error at 1:17: expected one of Prefix not found, ['%']", "ASK { ?s az:text ?n }"
    )
    assert "PREFIX az: <https://w3id.org/anze/ontology#>" in known.zh


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?t a ?k ; foo:bar ?x . OPTIONAL { ?t ?p ?d } }",
        "SELECT (foo:f(?x) AS ?y) { ?x ?p ?o }",
        "SELECT * { ?x ?p ?o FILTER(?x = foo:a) }",
    ],
)
def test_an_undeclared_prefix_is_told_whatever_the_engine_says(text: str) -> None:
    told = syntax_error("error at 1:20: expected OPTIONAL", text)
    assert "前缀“foo:”没有声明" in told.zh
    assert "OPTIONAL" not in told.zh
    assert told.extra["column"] == text.index("foo:") + 1


def test_all_usual_prefixes_that_a_query_lacks_are_told_at_once() -> None:
    text = 'SELECT ?t { ?t a az:Task ; az:due ?d FILTER(?d > "2026-10-01"^^xsd:date) }'
    told = syntax_error("error at 1:1: expected x", text)
    lines = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("az", "xsd")]
    assert "“az:”没有声明" in told.zh
    assert f"请在查询开头加 {' '.join(lines)}。" in told.zh
    assert f"Put {' '.join(lines)} at the start" in told.en
    assert find_fault(" ".join([*lines, text])) is None


@pytest.mark.parametrize(
    ("text", "token", "words"),
    [
        ("SELECT ?t (COUNT(?u) AS ?n) { ?t az:owner ?u }", "?t", "加 GROUP BY ?t"),
        ("SELECT ?t { ?t az:owner ?u ; foaf:name ?n }", "foaf:name", "前缀“foaf:”没有声明"),
        ("SELECT ?t { ?t az:owner ?u ; az:role role:lead }", "role:lead", "加 PREFIX role: <"),
        (
            "SELECT (DATATYPE(?v) AS ?k) { ?t az:due ?v } GROUP BY (DATATYPE(?v))",
            "?v",
            "用 AS 起名",
        ),
    ],
)
def test_usual_prefixes_that_are_given_are_not_missed(text: str, token: str, words: str) -> None:
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(text, prefixes=PREFIXES)
    told = syntax_error(str(refused.value), text, with_prefixes=True)
    assert (told.extra["token"], told.extra["column"]) == (token, text.index(token) + 1)
    assert words in told.zh
    assert "az:”没有" not in told.zh
    assert "“az:”没有声明" in syntax_error("", text).zh, "over HTTP, where nothing is given"


def test_a_list_of_codes_has_a_prefix_that_is_told() -> None:
    told = syntax_error("", "SELECT * { ?a ?p role:lead }")
    assert "PREFIX role: <https://w3id.org/anze/code/role/>" in told.zh


def test_a_word_like_one_that_is_expected_is_told_first() -> None:
    for text, meant in (("SELEC * {}", "SELECT"), ("SELECT * { FILTR(?x > 1) }", "FILTER")):
        fault = find_fault(text)
        assert fault is not None
        assert fault.expected[0] == meant


def test_a_parser_that_was_kept_finds_what_one_that_is_made_finds(tmp_path: Path) -> None:
    path = tmp_path / "sparql.lark"
    grammar.keep(path)
    kept, made = grammar.read_kept(path), grammar._made(grammar._grammar())
    assert kept is not None
    texts = [
        "SELECT * { ?s ?p ",
        "SELECT (COUNT(*) AS ?n) { ?s a ?k }",
        "ASK { ?s ?p ?o FILTER(?o > 1 }",
        "",
        "安",
    ]
    for text in texts:
        assert told(kept, text) == told(made, text)
    assert {each.name for each in kept.terminals} == {each.name for each in made.terminals}


def told(parser: Lark, text: str) -> str:
    try:
        return parser.parse(text, start="query").pretty()
    except UnexpectedInput as error:
        return "\n".join(sorted(str(error).splitlines()))  # what is expected comes in any order


def test_a_parser_that_is_damaged_or_of_another_grammar_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sparql.lark"
    assert grammar.read_kept(path) is None
    grammar.keep(path)
    whole = path.read_bytes()
    for spoilt in (b"", whole[:-1], whole[:40] + b"x" + whole[41:]):
        path.write_bytes(spoilt)
        assert grammar.read_kept(path) is None
    path.write_bytes(whole)
    monkeypatch.setattr(grammar, "_grammar", lambda: "query: /x/")
    assert grammar.read_kept(path) is None
