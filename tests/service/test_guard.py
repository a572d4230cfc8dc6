"""Calls to the network are found however they are hidden, and nothing else is."""

from __future__ import annotations

import re

import pytest

from service.errors import Forbidden
from service.sparql.inspection import inspect, refuse_calls, without_silent_loads
from tests.service.conftest import ROOT

CALLS = [
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://x/>{ ?s ?p ?o } }",
    "select * { service ?where { ?s ?p ?o } }",
    "PREFIX x: <http://x/> SELECT * { SERVICE x:y { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://x/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://x/>{ ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <http://x/> { } } } }",
    "SELECT * { ?s ?p 'it''s' . SERVICE <http://x/> { } }",
    'SELECT * { ?s ?p "\\"" . SERVICE <http://x/> { } # "\n }',
    "SELECT * { FILTER EXISTS { SERVICE <http://x/> { } } }",
    "LOAD <http://x/>",
    "LOAD SILENT <http://x/> INTO GRAPH <http://g/>",
    "SELECT * { ?x ?p ?y FILTER(?x<'>'){ SERVICE <http://x/> { ?s ?p ?o } } FILTER(?a='') }",
    "SELECT * { ?x ?p ?y FILTER(?x<?y)SERVICE#>\n<http://x/> { ?s ?p ?o } }",
    "SELECT * { ?x ?p ?y FILTER(?x<?y#>'''\n) SERVICE <http://x/> { } #'''\n }",
    "CLEAR ALL ; LOAD <file:///etc/passwd>",
    "SELECT * { ?x ?p ?y FILTER(?x<?a#>'''\n ?b <?c#>\n) SERVICE <http://x/> { } #'''\n }",
]
#: What hides a call from a reader of tokens that is not quite the engine's.
HIDDEN = [
    # an operator that looks like an IRI, behind a declaration that is none, a language, a direction
    "PREFIX x:<http://x/> SELECT * { ?x ?p ?y FILTER(?x<'>'&&#'PREFIX\nx:a<'>')SERVICE<http://x/>{ ?a ?b ?c }} #'",
    "PREFIX x:<http://x/> INSERT { ?x ?p ?y } WHERE { ?x ?p ?y FILTER(?x<'>'&&#'PREFIX\nx:a<'>')SERVICE<http://x/>{ }} #'",
    "SELECT * { ?x ?p ?y FILTER(\"a\"@en<'>')SERVICE<http://x/>{ ?a ?b ?c }} #'",
    "SELECT * { ?x ?p ?y FILTER('a'@en--ltr<'>')SERVICE<http://x/>{ ?a ?b ?c }} #'",
    # an operator and an IRI that look like <<
    "BASE <http://x/> SELECT * { ?x ?p ?y FILTER(?x<<'>)SERVICE<http://x/>{ ?a ?b ?c }} #'",
    "BASE <http://x/> SELECT * { ?x ?p ?y FILTER(?x<<#>)SERVICE<http://x/>{ ?a ?b ?c }}",
    "BASE <http://x/> SELECT * { ?x ?p ?y FILTER(?x<<('>)SERVICE<http://x/>{ ?a ?b ?c }} #'",
    # a name that begins with the word
    "PREFIX x:<http://x/> SELECT * { SERVICEx:a { ?s ?p ?o } }",
    "PREFIX :<http://x/> SELECT * { ?s ?p ?o SERVICESILENT:{ ?a ?b ?c } }",
    "PREFIX x:<http://x/> PREFIX servicex:<http://x/> SELECT * { servicex:a { ?s ?p ?o } }",
    "PREFIX x:<http://x/> LOADx:a",
    "PREFIX x:<http://x/> CLEAR ALL ; LOADSILENTx:a",
    # a name that makes no IRI with its prefix, which then stands alone
    "PREFIX x:<http://h:80> SELECT * { ?s x:trueSERVICE<http://x/>{ ?a ?b ?c } }",
    "PREFIX x:<http:\\u002F\\u002Fh:80> SELECT * { ?s x:trueSERVICE<http://x/>{ ?a ?b ?c } }",
    # a string in three quotes that is none, as an escape in it is none
    'SELECT * { VALUES ?x { """ "#\\x\n} SERVICE<http://x/>{ ?a ?b ?c } #"""\n}',
    'SELECT * { VALUES ?x { """ "#\\uD800\n} SERVICE<http://x/>{ ?a ?b ?c } #"""\n}',
    # an IRI with an escape
    "SELECT * { ?s ?p <http://x/\\u0041'> SERVICE<http://x/>{ ?a ?b ?c } #'\n}",
]
#: IRIs that may each be read as an operator and a comment, more than the strict grammar reads.
_MANY = "\n".join(f"<http://x/n{n}#t>" for n in range(2_000))
HARMLESS = [
    "SELECT * { ?s <http://x#p> ?o . ?service ?p <http://x/load#it> }",
    "SELECT * { ?s ?p ?SERVICE }",
    "SELECT * { ?s ?p 'SERVICE <http://x/> { }' }",
    "SELECT * { ?s <http://x/SERVICE> '''LOAD\n<http://x>''' }",
    "PREFIX x: <http://x/> SELECT * { ?s x:SERVICE x:LOAD }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://x/>",
    "SELECT * { ?s ?p 'x'@en-SERVICE . _:SERVICE ?p $LOAD }",
    "PREFIX service: <http://x/> SELECT * { GRAPH service:g { ?s service:load load:a } }",
    "SELECT * { ?s ?p <http://x/\\u0041> . ?s ?p 'SERVICE\\n\\u0041\\U0001F600' }",
    "PREFIX x:<http://h:80/> SELECT * { ?s x:SERVICE ?o }",
    "SELECT * { VALUES ?x { <http://h> <http://x/n#t> } ?x ?p 'SERVICE' }",
    f"PREFIX sd: <http://x/sparql-service#> SELECT * {{ VALUES ?x {{ {_MANY} }} }}",
    f"SELECT * {{ VALUES ?x {{ {_MANY} }} ?x ?p 'SERVICE' }}",
    f"SELECT * {{ VALUES ?x {{ {' '.join(_MANY.split())} }} ?x ?p 'SERVICE' }}",
]


@pytest.mark.parametrize("text", [*CALLS, *HIDDEN])
def test_calls_are_refused(text: str) -> None:
    with pytest.raises(Forbidden):
        refuse_calls(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_words_in_names_and_strings_are_not_calls(text: str) -> None:
    assert refuse_calls(text).calls == ()


def test_an_allowed_endpoint_is_allowed_and_no_other() -> None:
    text = "SELECT * { SERVICE <http://good/sparql> { ?s ?p ?o } }"
    assert refuse_calls(text, ("http://good/sparql",)).calls
    with pytest.raises(Forbidden):
        refuse_calls(text, ("http://good/",))
    for hidden in HIDDEN:
        with pytest.raises(Forbidden):
            refuse_calls(
                hidden.replace("{", "{ SERVICE <http://good/sparql> { }", 1),
                ("http://good/sparql",),
            )


QUIET = {
    "LOAD SILENT <x:a>": "{<x:a>}",
    "CLEAR ALL;load silent <x:a> into graph <x:g> ; DROP ALL": "CLEAR ALL;{<x:a> <x:g>} ; DROP ALL",
    "PREFIX x: <x:> LOAD SILENT x:a ; LOAD <x:b>": "PREFIX x: <x:> {x:a} ; LOAD <x:b>",
    "LOAD SILENT <http://good/a> ; LOAD SILENT <a>": "LOAD SILENT <http://good/a> ; {<a>}",
    "INSERT DATA { <a> <b> 'LOAD SILENT <x:a>' }": "INSERT DATA { <a> <b> 'LOAD SILENT <x:a>' }",
    "LOAD SILENT": "LOAD SILENT",
}


@pytest.mark.parametrize("text", QUIET)
def test_silent_loads_are_left_out(text: str) -> None:
    left = without_silent_loads(text, ("http://good/",))
    assert re.sub(r"INSERT {} WHERE { VALUES \?_ { (.*?) } }", r"{\1}", left) == QUIET[text]


FORMS = {
    "PREFIX a: <b> BASE <c> SELECT * {}": "SELECT",
    "# select\nask {}": "ASK",
    "CONSTRUCT WHERE { ?s ?p ?o }": "CONSTRUCT",
    "DESCRIBE <x>": "DESCRIBE",
    "INSERT DATA { <a> <b> <c> }": "",
    "": "",
    "PREFIX": "",
}


@pytest.mark.parametrize("text", FORMS)
def test_form(text: str) -> None:
    assert inspect(text).form == FORMS[text]


def test_data_set_clauses_are_those_before_the_pattern() -> None:
    found = inspect(
        "PREFIX g: <http://g/> CONSTRUCT { ?s ?p 1 } FROM <a> FROM g:b FROM NAMED <c> "
        "WHERE { ?s ?p ?FROM . { SELECT * { } } }"
    )
    assert found.from_default == ("<a>", "g:b")
    assert found.from_named == ("<c>",)
    assert found.prologue == "PREFIX g: <http://g/> "


def test_a_brace_in_an_expression_opens_no_pattern() -> None:
    found = inspect(
        "SELECT ?s (EXISTS { ?s ?p 2 } AS ?e) FROM <a> FROM <b> { ?s ?p ?o FILTER(?o FROM <c>) }"
    )
    assert found.from_default == ("<a>", "<b>")


def test_the_short_way_finds_what_the_long_way_finds() -> None:
    queries = [path.read_text("utf-8") for path in sorted((ROOT / "data/queries").glob("*.rq"))]
    texts = [*HARMLESS, *FORMS, *queries, "PREFIX a:<b>select(1 AS ?x){}", "SELECTION * {}"]
    assert len(texts) > 60
    for text in texts:
        found, by_tokens = inspect(text), inspect(text + "\n# \\")
        assert (found.form, found.calls) == (by_tokens.form, by_tokens.calls), text
        assert found.prologue.strip() == by_tokens.prologue.partition("\n# \\")[0].strip(), text
