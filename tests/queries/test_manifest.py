"""The manifest of the notices says what the files hold and what is read from them."""

from __future__ import annotations

import csv
import hashlib

import pyoxigraph as ox

from tests.queries.questions import NOTICES
from tests.queries.test_expected import answer

FACTS = """
PREFIX az: <https://w3id.org/anze/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?file ?title ?issuer ?doc_number ?plan_year ?jurisdiction ?status ?signed ?issued ?sha256
WHERE {
  ?notice a az:Notice ; dcterms:title ?title ; az:planYear ?year ;
    az:issuedBy/skos:prefLabel ?issuer ; az:jurisdiction/az:code ?jurisdiction ;
    az:status/skos:notation ?status ; az:source ?source .
  ?source az:fileName ?file ; az:sha256 ?sha256 .
  OPTIONAL { ?notice az:docNumber ?doc_number }
  OPTIONAL { ?notice az:signed ?signed }
  OPTIONAL { ?notice dcterms:issued ?issued }
  FILTER(LANG(?issuer) = "zh")
  BIND(STR(?year) AS ?plan_year)
}
ORDER BY ?file
"""


def manifest() -> list[dict[str, str]]:
    with (NOTICES / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_files() -> None:
    rows = manifest()
    assert [row["file"] for row in rows] == sorted(p.name for p in NOTICES.glob("*.txt"))
    assert len(rows) == 5
    for row in rows:
        content = (NOTICES / row["file"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert (row["marked_public"] == "yes") == ("此件公开发布" in content.decode("utf-8"))


def test_facts(store: ox.Store) -> None:
    columns, rows = answer(store, FACTS)
    assert [dict(zip(columns, row, strict=True)) for row in rows] == [
        {column: row[column] for column in columns} for row in manifest()
    ]
