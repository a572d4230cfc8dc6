"""The checks of a whole archive: next to none for the five notices, a row for each planted fault."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

CHECKS = Path(__file__).parents[2] / "data" / "queries" / "checks"
NAMES = sorted(path.stem for path in CHECKS.glob("*.rq"))

HEAD = """@prefix az: <https://w3id.org/anze/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://example.org/> .
e:a a az:Notice ; dcterms:title "关于做好2026年安全生产工作的通知" ; az:jurisdiction e:city ; az:year 2026 ;
  az:docNumber "甲政发〔2026〕1号" ; az:signed "2026-03-01"^^xsd:date ; az:source e:file .
e:t az:notice e:a ; az:hasDuty e:d . e:d az:hasTime e:time .
e:town az:superiorJurisdiction e:city .
"""
PLANTED = {
    "dates-before-issue": 'e:time az:by "2026-01-31"^^xsd:date .',
    "duplicate-notices": "e:b a az:Notice ; az:source e:file .",
    "empty-notices": "e:b a az:Notice .",
    "issued-outside-year": 'e:b a az:Notice ; dcterms:title "关于做好2020年工作的通知" ; az:year 2020 ; az:signed "2026-03-01"^^xsd:date .',
    "same-number-twice": 'e:b a az:Notice ; az:docNumber "甲政发〔2026〕1号" .',
    "superior-missing": "e:b a az:Notice ; az:jurisdiction e:town ; az:year 2025 .",
    "unit-under-two-names": 'e:u a az:Unit ; az:jurisdiction e:city ; skos:prefLabel "市应急局"@zh .\n'
    'e:v a az:Unit ; az:jurisdiction e:city ; skos:prefLabel "市应急管理局"@zh ; skos:altLabel "市应急局"@zh .',
}


def rows(store: ox.Store, name: str) -> list[str]:
    query = (CHECKS / f"{name}.rq").read_text(encoding="utf-8")
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [str(row) for row in found]


def test_every_check_has_a_planted_fault() -> None:
    assert set(PLANTED) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_planted_fault_is_a_row(name: str) -> None:
    sound, faulty = ox.Store(), ox.Store()
    sound.load(HEAD.encode(), format=ox.RdfFormat.TURTLE)
    faulty.load((HEAD + PLANTED[name]).encode(), format=ox.RdfFormat.TURTLE)
    assert rows(sound, name) == []
    assert rows(faulty, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_five_notices_are_sound(store: ox.Store, name: str) -> None:
    """But for one: the superior of 孝义 has a notice of 2025, none of 2026."""
    found = rows(store, name)
    assert len(found) == (name == "superior-missing")
    assert all("141181-2026" in row for row in found)
