"""What is written without the engine is what the engine writes."""

from __future__ import annotations

import sys

import pyoxigraph as ox
import pytest

from ontology.statements import in_chinese, iri, lexical, parsed, stated, text, triple, whole

CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def test_every_character_is_written_as_the_engine_writes_it() -> None:
    said = "a".join(CHARACTERS)
    assert text(said) == str(ox.Literal(said))
    assert lexical(text(said)) == said
    wrong = [each for each in CHARACTERS if text(each) != str(ox.Literal(each))]
    assert len(CHARACTERS) > 1_100_000
    assert not wrong


def test_what_is_stated_is_what_was_parsed() -> None:
    values = (iri("x:o"), text('“1”\n"2"'), in_chinese("安"), whole(7), "_:b")
    statements = [triple("x:s", iri("x:p"), value) for value in values]
    assert [stated(each) for each in parsed(statements)] == statements
    assert [lexical(value) for value in values] == ["x:o", '“1”\n"2"', "安", "7", "b"]


@pytest.mark.parametrize("wrong", ["no scheme", "x:a b", "x:<a>", "x:a\n"])
def test_what_is_no_iri_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        iri(wrong)
