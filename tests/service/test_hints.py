"""A query that asks what nothing can answer is told so."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib

from service.sparql.formats import PREFIXES
from service.sparql.hints import DAYS, hint_of, usually
from service.sparql.lexer import tokens
from tests.service.conftest import ROOT, Server

AZ = "PREFIX az: <https://w3id.org/anze/ontology#> "
SECTOR = "PREFIX sector: <https://w3id.org/anze/code/sector/> "
TOLD = [
    ('SELECT ?t { ?t text:contains "燃气" }', "search-outside"),
    ('SELECT ?t { ?t a az:Task ; text:contains "燃气" }', "search-outside"),
    ('SELECT ?t { SERVICE text:index { ?t a az:Task ; text:contains "燃气" } }', "search-outside"),
    ("SELECT ?n { ?n az:planYear ?y FILTER(?y < 2026) }", "year-number"),
    ("SELECT ?n { ?n az:planYear ?y FILTER(2024 <= ?y) }", "year-number"),
    ("SELECT ?n { ?n az:planYear 2026 }", "year-number"),
    ('SELECT ?n { ?n az:planYear "2026" }', "year-number"),
    ("SELECT ?n { ?n az:year '2026' }", "text-for-number"),
    ('SELECT ?n { ?n az:year ?y FILTER(?y >= "2025") }', "text-for-number"),
    ("SELECT ?t { ?t az:text '瓦斯' }", "words-for-sentence"),
    ('SELECT ?t { ?t az:text ?x FILTER(?x = "挂牌督办") }', "words-for-sentence"),
    ("SELECT ?n { ?n az:docNumber '孝政发[2026]1号' }", "number-brackets"),
    ('SELECT ?n { ?n az:docNumber ?x FILTER(?x = "孝政发（2026）1号") }', "number-brackets"),
    ("SELECT ?c { ?c skos:prefLabel '煤矿' }", "label-language"),
    ("SELECT ?c { ?c skos:prefLabel '''煤\"矿''' }", "label-language"),
    ("SELECT ?t { ?t az:due ?d FILTER(?d >= '2026-10-01') }", "day-string"),
    ("SELECT ?t { ?t az:due ?d FILTER(?d >= 2026-10-01) }", "day-string"),
    ("SELECT ?t { ?t az:due ?d FILTER(?d > now()) }", "day-string"),
    ('SELECT ?t { ?t az:due ?d FILTER(?d = "2026-10"^^xsd:gYearMonth) }', "day-string"),
    ('SELECT ?t { ?t az:due ?d FILTER(?d > "2026-02-30"^^xsd:date) }', "no-day"),
    ("SELECT ?t { ?t az:due ?d FILTER(?d > xsd:date('2026-10-1')) }", "no-day"),
    ("SELECT ?t { ?t az:due ?d FILTER(NOW() > ?d) }", "day-string"),
    (
        "SELECT ?d { { ?t az:due ?d } UNION { ?t az:by ?d } FILTER(?d > '2026-10-01') }",
        "day-string",
    ),
    ('SELECT ?n { ?n az:docNumber ?x FILTER(?x IN ("孝政发(2026)1号")) }', "number-brackets"),
    ("SELECT ?n { ?n az:jurisdiction '吕梁市' }", "text-for-node"),
    ("SELECT ?n { ?n az:planYear ?y FILTER(?y IN (2025, 2026)) }", "year-number"),
    ('SELECT ?c { ?c skos:prefLabel "煤矿" }', "label-language"),
    ('SELECT ?c { ?c skos:prefLabel ?l FILTER(?l = "煤矿") }', "label-language"),
    ('SELECT ?t { ?t az:text "开展排查。"@zh }', "text-without-language"),
    ('SELECT ?n { ?n dcterms:title ?t FILTER(?t = "通知"@zh) }', "text-without-language"),
    (SECTOR + "SELECT ?t { ?t az:sector sector:hazardous-chemicals }", "unknown-code"),
    ("SELECT ?t { ?t az:sector <https://w3id.org/anze/code/sector/none> }", "unknown-code"),
    ("PREFIX az: <http://w3id.org/anze/ontology#> SELECT ?t { ?t a az:Task }", "other-namespace"),
    ("PREFIX a: <https://w3id.org/anze/ontology/> SELECT ?t { ?t a a:Task }", "other-namespace"),
    (
        "PREFIX dcterms: <http://purl.org/dc/elements/1.1/> SELECT * { ?n dcterms:title ?t }",
        "other-namespace",
    ),
    ("SELECT ?t { ?t a az:Taks }", "unknown-term"),
    (AZ.replace("az:", "a:") + "SELECT ?t { ?t a a:Taks }", "unknown-term"),
    ("SELECT ?t { ?t a <https://w3id.org/anze/ontology#Taks> }", "unknown-term"),
    ('SELECT ?t { ?t az:place/skos:prefLabel "孝义市"@zh }', "former-term"),
    (AZ.replace("az:", "a:") + "SELECT ?t { ?t a:takesUp ?of }", "former-term"),
    ("SELECT ?t { ?t az:within ?old }", "former-term"),
    ("SELECT (COUNT(*) AS ?n) { ?x a az:Alignment }", "class-by-property"),
    ("SELECT ?x { ?x az:sharedText ?words ; a az:Passage }", "class-by-property"),
    ("SELECT ?task ?titel { ?task az:text ?title }", "unbound-variable"),
    ("SELECT ?t { ?t az:due ?d FILTER(?due > NOW()) }", "unbound-variable"),
    ("SELECT ?t { ?t az:due ?d } ORDER BY DESC(?due)", "unbound-variable"),
    (
        "SELECT ?t (COUNT(?dty) AS ?n) { ?t az:hasDuty ?duty } GROUP BY ?t HAVING(COUNT(?duty) > 1)",
        "unbound-variable",
    ),
    ("SELECT ?t { ?t az:due ?d FILTER regex(?text, 'x') } LIMIT 3", "unbound-variable"),
    ("SELECT ?c { ?c skos:prefLable ?l }", "unknown-term"),
    ("SELECT ?c { ?c skos:broader+/rdfs:lable ?l }", "unknown-term"),
    ("SELECT ?n { ?n <http://purl.org/dc/terms/tite> ?l }", "unknown-term"),
    ("PREFIX dct: <http://purl.org/dc/terms/> SELECT ?n { ?n dct:isue ?d }", "unknown-term"),
    ("SELECT ?a { ?a a prov:Activty }", "unknown-term"),
    ('SELECT ?t { ?t az:due ?d FILTER(?d = "2026-10-01"^^xsd:dat) }', "unknown-term"),
    (
        "SELECT ?n (COUNT(?t) AS ?c) { ?t az:notice ?n } GROUP BY ?n HAVING(?c > 100)",
        "having-alias",
    ),
    (
        "SELECT ?n { { SELECT ?n (MAX(?t) AS ?c) { ?t az:notice ?n } GROUP BY ?n HAVING(?c > 1 || ?n = 1) } }",
        "having-alias",
    ),
    ("SELECT (SUM(?y) AS ?n) { { ?t az:position ?y } UNION { ?t az:value ?v } }", "sum-of-unbound"),
    (
        "SELECT ?t (AVG(DISTINCT ?y) AS ?n) { ?t a az:Task OPTIONAL { ?t az:position ?y } } GROUP BY ?t",
        "sum-of-unbound",
    ),
    (r'SELECT ?t { ?t az:text ?x FILTER(REGEX(?x, "(.)\\1", "s")) }', "back-reference"),
    ('SELECT (REPLACE(?x, " *", "") AS ?y) { ?t az:text ?x }', "empty-match"),
    ('SELECT ?t { ?t az:due ?d FILTER(?d >= "2026-10-01") }', "day-string"),
    ('SELECT ?t { ?t az:hasDuty/az:due ?d FILTER("2026-10-01" <= ?d) }', "day-string"),
    ('SELECT ?n { ?n dcterms:issued "2026-03-01" }', "day-string"),
    ("SELECT ?t { ?t az:任务 ?x }", "unknown-term"),
    (
        "PREFIX role: <https://w3id.org/anze/code/role/> SELECT * { ?a az:role role:leader }",
        "unknown-code",
    ),
    (
        "PREFIX role: <https://w3id.org/anze/role/> SELECT * { ?a az:role role:lead }",
        "other-namespace",
    ),
    ('SELECT ?n { ?n az:jurisdiction "吕梁市" }', "text-for-node"),
    ("SELECT ?t { ?t a az:Task ; az:role ?r }", "property-of-another"),
    ("SELECT ?t { ?n a az:Notice . ?n az:title ?x ; az:due ?d . ?t az:notice ?n }", "unknown-term"),
    ("SELECT ?n { ?n a az:Notice . OPTIONAL { ?n az:due ?d } }", "property-of-another"),
    ("SELECT ?n { ?n a az:Notice ; az:hasDuty/az:due ?d }", "property-of-another"),
    ('SELECT ?n { ?n az:jurisdiction ?j FILTER(?j = "吕梁市"@zh) }', "text-for-node"),
    ("SELECT ?t { ?t az:value ?v FILTER(?v > 0.0017748622025346439) }", "number-too-long"),
    ("SELECT DISTINCT ?x WHERE { ?t az:text ?y { SELECT ?y { ?y ?p ?o } } }", "unbound-variable"),
]
#: The same by another prefix, and by none.
USED = {prefix: iri for prefix, iri in PREFIXES.items() if prefix != "rdf"}


def by_other_prefixes(query: str) -> str:
    names = [
        p for p in USED if re.search(rf"(?<![\w:?]){p}:\w", query) and f"PREFIX {p}:" not in query
    ]
    for name in names:
        query = re.sub(rf"(?<![\w:?<]){name}:(?=\w)", f"x{name}:", query)
    return " ".join(f"PREFIX x{name}: <{USED[name]}>" for name in names) + " " + query


def by_no_prefix(query: str) -> str:
    for name, iri in USED.items():
        if f"PREFIX {name}:" not in query:
            query = re.sub(rf"(?<![\w:?<]){name}:(\w+)", rf"<{iri}\1>", query)
    return query


SILENT = [
    'SELECT ?t { SERVICE text:index { ?t text:contains "燃气" } ?t a az:Task }',
    'SELECT ?t { ?t az:text "text:contains" }',
    'SELECT ?n { ?n az:planYear "2026"^^xsd:gYear }',
    "SELECT ?n { ?n az:year 2026 }",
    "SELECT ?n { ?n az:docNumber '孝政发〔2026〕1号' }",
    "SELECT ?t { ?t az:text '开展排查。' }",
    'SELECT ?t { ?t az:text ?x FILTER(CONTAINS(?x, "瓦斯")) }',
    "SELECT ?t { ?t az:due ?d FILTER(?d > xsd:date(NOW())) }",
    'SELECT ?t { ?t az:due ?d FILTER(?d > "2026-02-28+08:00"^^xsd:date) }',
    'SELECT ?t { ?t az:due ?d FILTER(STR(?d) > "2026-02-30") }',
    'SELECT ?t { ?t az:due ?d FILTER(?d > "-0044-03-15"^^xsd:date) }',
    "SELECT ?t { ?t az:due ?d FILTER(xsd:date(NOW()) > ?d) }",
    'SELECT ?t { ?t az:text ?x FILTER(?x != "无") }',
    "SELECT ?t { ?t az:text ?x FILTER('无' != ?x) }",
    'SELECT ?t { ?t az:text ?x FILTER(?x NOT IN ("无", "略")) }',
    'SELECT ?c { ?c skos:prefLabel ?l FILTER(?l != "煤矿") }',
    'SELECT ?n { ?n az:docNumber ?x FILTER(?x = "孝政发(2026)1号" || ?x = "孝政发〔2026〕1号") }',
    'SELECT ?n { ?n az:docNumber ?x FILTER(?x IN ("孝政发(2026)1号", "孝政发〔2026〕1号")) }',
    'SELECT ?d { { ?t az:due ?d } UNION { ?n dcterms:title ?d FILTER(?d = "通知") } }',
    'SELECT ?v { { ?t az:year ?v } UNION { ?n dcterms:title ?v FILTER(?v = "通知") } }',
    'SELECT ?n { ?n az:planYear ?y FILTER(?y < "2026"^^xsd:gYear) }',
    'SELECT ?n { ?n az:planYear ?y FILTER(STR(?y) = "2026") }',
    "SELECT ?n { ?n az:year ?y FILTER(?y < 2026) }",
    'SELECT ?c { ?c skos:prefLabel "煤矿"@zh }',
    'SELECT ?c { ?c skos:prefLabel ?l FILTER(LANG(?l) = "zh" && STR(?l) = "煤矿") }',
    'SELECT ?t { ?t az:text ?x FILTER(CONTAINS(?x, "排查")) }',
    '# skos:prefLabel "煤矿"\nSELECT ?t { ?t az:text ?x }',
    SECTOR + "SELECT ?t { ?t az:sector sector:hazchem }",
    "SELECT (COUNT(?t) AS ?n) { ?t a az:Task }",
    "SELECT ?n ($t AS ?u) { $t az:text ?n }",
    "PREFIX other: <http://example.org/az:Taks#> ASK { ?s a other:Taks }",
    "SELECT ?t { ?t az:comparator az:between ; az:value ?old }",
    'SELECT ?t { ?t az:text "az:Taks ?x" }',
    'SELECT ?t { ?t az:due ?d FILTER(?d >= "2026-10-01"^^xsd:date) }',
    'SELECT ?t { ?t az:due ?d FILTER(STR(?d) >= "2026-10") }',
    "SELECT ?t { ?t a ?k FILTER NOT EXISTS { ?t az:due ?d } }",
    "SELECT ?t { ?t a ?k FILTER(EXISTS { ?t az:due ?d FILTER(?d > xsd:date(NOW())) } || ?k = az:Task) }",
    "SELECT ?y (COUNT(?t) AS ?n) { ?t az:due ?d } GROUP BY (YEAR(?d) AS ?y) ORDER BY ?y DESC(?n)",
    "SELECT ?t ?k { VALUES ?k { az:Task } ?t a ?k }",
    "SELECT ?t { ?t a ?k } ORDER BY ?k VALUES ?k { az:Task }",
    "SELECT ?y { ?t az:due ?d BIND(IF(?d > xsd:date(NOW()), ?nothing, ?d) AS ?y) FILTER(BOUND(?y)) }",
    "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY STR(?p)",
    "SELECT ?t { ?t (az:hasDuty|az:hasTerm)/rdf:type ?k ; skos:note ?n FILTER(?n != ?k) }",
    "SELECT ?x { { SELECT ?x (MAX(?y) AS ?z) { ?x az:position ?y } GROUP BY ?x HAVING(MAX(?y) > 1) } FILTER(?z > 2) }",
    "DESCRIBE ?t { ?t a az:Task } ORDER BY ?t LIMIT 1",
    "SELECT ?x { ?x rdf:_1 ?y . ?y a owl:Class , prov:Activity , org:Organization , odrl:Duty }",
    "SELECT ?t { ?t a <https://w3id.org/anze/ontology#Task> }",
    "SELECT ?t { ?t a az:Task ; az:hasDuty/az:answeredBy/az:hasAssignment [ az:role ?r ] }",
    "SELECT ?t { ?t a az:Task ; az:answeredBy ?r ; az:due ?d ; az:text ?x }",
    "SELECT ?n { ?n a az:Section ; az:number ?x . ?o a az:Article ; az:number ?y }",
    "SELECT ?x { { ?x a az:Task } UNION { ?x a az:Assignment ; az:role ?r } }",
    "SELECT ?x { { ?x a az:Task } UNION { ?x az:role ?r } }",
    'SELECT ?n { ?n az:jurisdiction/skos:prefLabel "吕梁市"@zh }',
    'SELECT ?n { ?n az:jurisdiction ?j FILTER(STRENDS(STR(?j), "141100")) }',
    'SELECT ?p ?w { VALUES (?p ?w) { (az:cites "引用") ( az:owner "责任" ) } ?t ?p ?o }',
    'SELECT ?n { ?n az:docNumber "吕政发〔2025〕1号" }',
    "PREFIX role: <https://w3id.org/anze/code/role/> SELECT * { ?a az:role role:lead }",
    "SELECT ?n (COUNT(?t) AS ?c) { ?t az:notice ?n } GROUP BY ?n HAVING(COUNT(?t) > 100) ORDER BY ?c",
    "SELECT ?y (COUNT(?t) AS ?c) { ?t az:due ?d } GROUP BY (YEAR(?d) AS ?y) HAVING(?y > 2025)",
    "SELECT (SUM(?y) AS ?n) { { ?t az:position ?y } UNION { ?t az:value ?y } }",
    "SELECT (SUM(?y) AS ?n) { { SELECT ?t (COUNT(?d) AS ?y) { ?t az:hasDuty ?d } GROUP BY ?t } OPTIONAL { ?t az:due ?e } }",
    "SELECT (COUNT(?y) AS ?n) (SUM(COALESCE(?y, 0)) AS ?m) { ?t a az:Task OPTIONAL { ?t az:position ?y } }",
    "SELECT (SUM(?y) AS ?n) { VALUES (?y ?z) { (1 2) } BIND(?y + 1 AS ?w) }",
    "SELECT (SUM(?y) AS ?n) { ?t a az:Task OPTIONAL { ?t az:position ?y } FILTER(BOUND(?y)) }",
    "SELECT (SUM(?y) AS ?n) { { ?t az:position ?y } UNION { ?t a az:Task } FILTER(?y > 3) }",
    "SELECT ?n (COUNT(?t) AS ?c) { ?t az:notice ?n } GROUP BY ?n HAVING(EXISTS { SELECT (COUNT(?x) AS ?c) { ?x a az:Task } })",
    'SELECT (REPLACE(?x, "-*", "a", "q") AS ?y) { ?t az:text ?x }',
    r'SELECT ?t { ?t az:text ?x FILTER(REGEX(?x, "(a)\\1", "q")) }',
    'SELECT (REPLACE(?x, "a{99999999999}", "") AS ?y) { ?t az:text ?x }',
    'SELECT (REPLACE(?x, "[[a]", "") AS ?y) { ?t az:text ?x }',
    f'SELECT (REPLACE(?x, "{"(" * 600}a{")" * 600}", "") AS ?y) {{ ?t az:text ?x }}',
    r'SELECT ?t { ?t az:text ?x FILTER(REGEX(?x, "第\\d+条")) }',
    r'SELECT (REPLACE(?x, "(第)(\\d+)", "$2$1") AS ?y) { ?t az:text ?x }',
]
#: Whether the engine compares a number, of as many digits as it may have, and of one more.
NUMBERS = [
    ("9223372036854775807", True),
    ("9223372036854775808", False),
    ("99999999999999999999", False),
    ("000000000000000000000000000000000000000000001", True),
    ("1" * 5_000, False),
    ("0.123456789012345678", True),
    ("0.1234567890123456789", False),
    (".0000000000000000001", False),
    ("0.50000000000000000000000000", True),
    ("170141183460469231731.687303715884105727", True),
    ("170141183460469231731.687303715884105728", False),
    ("99999999999999999999.5", True),
    ("1" * 5_000 + ".0", False),
    ("99999999999999999999e0", True),
    ("0.1234567890123456789E0", True),
]


@pytest.mark.parametrize(("number", "compared"), NUMBERS)
def test_a_number_that_the_engine_compares_with_nothing_is_told(
    number: str, compared: bool
) -> None:
    query = f"ASK {{ FILTER({number} < 5 || {number} >= 5) }}"
    assert bool(ox.Store().query(query)) == compared
    hint = hint_of(query)
    assert (hint.name if hint else "") == ("" if compared else "number-too-long")


@pytest.mark.parametrize(("query", "name"), TOLD)
def test_told(query: str, name: str) -> None:
    hint = hint_of(query)
    assert hint is not None
    assert hint.name == name


@pytest.mark.parametrize(
    ("word", "near"),
    [("Tsk", ["az:Task"]), ("hasTaget", ["az:hasTarget"]), ("xyz", [])],
)
def test_a_misspelt_term_is_told_what_is_like_it(word: str, near: list[str]) -> None:
    hint = hint_of(f"SELECT ?x {{ ?x ?p az:{word} }}")
    assert hint is not None
    assert hint.text.partition("near it are ")[2].split(", ")[:1] == (near or [""])


def test_a_term_by_its_chinese_name_is_told_by_its_own(server: Server) -> None:
    query = "PREFIX az: <https://w3id.org/anze/ontology#> SELECT ?t { ?t a az:任务 }"
    header = server.sparql(query).headers["X-Hint"]
    assert header.isascii()
    assert unquote(header).startswith(
        "unknown-term; no term az:任务 in the ontology: near it are az:Task"
    )


def test_a_misspelt_variable_is_told_what_is_like_it() -> None:
    hint = hint_of("SELECT ?text { ?t az:text ?text FILTER(STRLEN(?txt) > 3) } ORDER BY ?txt")
    assert hint is not None
    assert hint.text == "nothing binds ?txt: it stands in FILTER, ORDER BY alone; near it is ?text"


def test_days_are_those_of_the_ontology() -> None:
    graph = rdflib.Graph()
    for module in (ROOT / "ontology" / "modules").glob("*.ttl"):
        graph.parse(module)
    days = graph.subjects(rdflib.SDO.rangeIncludes, rdflib.XSD.date)
    own = {str(each).replace(PREFIXES["az"], "az:") for each in days}
    assert len(own) >= 3
    assert own <= set(DAYS)


def test_what_the_graph_says_is_in_the_vocabularies(five: Server) -> None:
    """No hint for a property or class that there is."""
    rows = five.rows("SELECT DISTINCT ?x { { ?s ?x ?o } UNION { ?s a ?x } }")
    assert len(rows) > 100
    told = {row["x"]: hint_of(f"ASK {{ ?s <{row['x']}> ?o }}") for row in rows}
    assert {name: hint.text for name, hint in told.items() if hint} == {}
    assert sum(not name.startswith(PREFIXES["az"]) for name in told) > 20


def test_what_the_graph_says_of_a_class_has_no_hint(five: Server) -> None:
    rows = five.rows(
        AZ
        + "SELECT DISTINCT ?c ?p { ?x a ?c ; ?p ?y FILTER(CONTAINS(STR(?c), STR(az:)) && CONTAINS(STR(?p), STR(az:))) }"
    )
    pairs = {tuple(row[name].rpartition("#")[2] for name in ("c", "p")) for row in rows}
    assert len(pairs) > 250
    told = {pair: hint_of("SELECT * {{ ?x a az:{} ; az:{} ?y }}".format(*pair)) for pair in pairs}
    assert {pair: hint.text for pair, hint in told.items() if hint} == {}


def test_the_questions_of_the_repository_have_no_hint() -> None:
    files = sorted((ROOT / "data" / "queries").glob("*.rq"))
    assert len(files) > 70
    told = {file.name: hint_of(file.read_text("utf-8")) for file in files}
    assert {name: hint.text for name, hint in told.items() if hint} == {}


@pytest.mark.parametrize("query", SILENT)
def test_silent(query: str) -> None:
    assert hint_of(query) is None


def test_the_answer_bears_the_hint(server: Server) -> None:
    wrong = server.http.get("/sparql", params={"query": AZ + "SELECT ?n { ?n az:planYear 2026 }"})
    assert wrong.headers["x-hint"].startswith("year-number; ")
    assert unquote(wrong.headers["x-hint-zh"]).startswith("az:planYear 是 gYear，不等于任何整数")
    right = server.http.get("/sparql", params={"query": AZ + "SELECT ?n { ?n az:year 2026 }"})
    assert "x-hint" not in right.headers
    assert int(right.headers["x-result-rows"]) == 1


@pytest.mark.parametrize(
    "written", [r"""'a\\"'""", r"'it\'s'", r"'b\''", r"""'''a\"'''""", r'"a\\"']
)
def test_a_string_that_is_written_as_usual_ends_where_it_did(written: str) -> None:
    found = [*tokens(usually(f"ASK {{ ?n dcterms:title {written} ; dcterms:description 'x' }}"))]
    assert [each.kind for each in found].count("string") == 2
    assert [each.text for each in found][-2:] == ['"x"', "}"]


def test_a_hint_does_not_depend_on_how_names_are_written() -> None:
    tried = 0
    for query, name in TOLD:
        for other in (by_other_prefixes(query), by_no_prefix(query)):
            hint = hint_of(other)
            assert (hint.name if hint else None) == name, other
            tried += other.strip() != query
    for query in (each for each in SILENT if "http://example.org/az:" not in each):
        for other in (by_other_prefixes(query), by_no_prefix(query)):
            assert hint_of(other) is None, other
            tried += other.strip() != query
    assert tried > 80
