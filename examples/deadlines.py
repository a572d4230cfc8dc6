"""What falls due in a month, as CSV: ``.venv/bin/python examples/deadlines.py 2026-10``.

A sentence may set several days for several offices: its duties tell which day is whose, the task only all of them.

Asks a running service (``anze serve``) through SPARQLWrapper; another address may follow the month."""

from __future__ import annotations

import csv
import re
import sys
from urllib.error import URLError

from SPARQLWrapper import JSON, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

QUERY = """
PREFIX az: <https://w3id.org/anze/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?due ?place (GROUP_CONCAT(DISTINCT ?name; separator="、") AS ?owners)
       (GROUP_CONCAT(DISTINCT ?by; separator="、") AS ?named_by) ?text
WHERE {
  ?task a az:Task ; az:hasDuty ?duty ; az:text ?sentence ;
        az:notice/az:jurisdiction/skos:prefLabel ?place .
  ?duty az:due ?due .
  OPTIONAL { ?duty az:owner/skos:prefLabel ?name FILTER(LANG(?name) = "zh") }
  OPTIONAL { ?duty az:answeredBy/az:basis/skos:prefLabel ?by FILTER(LANG(?by) = "zh") }
  OPTIONAL { ?duty az:text ?clause }
  BIND(COALESCE(?clause, ?sentence) AS ?text)
  FILTER(STRSTARTS(STR(?due), "MONTH") && LANG(?place) = "zh")
}
GROUP BY ?due ?place ?text
ORDER BY ?due ?place ?text
"""


def deadlines(endpoint: str, month: str) -> list[dict[str, str]]:
    """One row a clause that falls due in ``month`` (YYYY-MM): who has to act in it, and by what they are named."""
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(QUERY.replace("MONTH", month))
    wrapper.setReturnFormat(JSON)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    return [
        {name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]
    ]


def main(month: str = "", endpoint: str = "http://127.0.0.1:8377/sparql") -> None:
    if not re.fullmatch(r"\d{4}-\d{2}", month):
        sys.exit(
            "用法 Usage: .venv/bin/python examples/deadlines.py 2026-10 [http://127.0.0.1:8377/sparql]"
        )
    try:
        found = deadlines(endpoint, month)
    except (URLError, ValueError, SPARQLWrapperException) as error:
        why = str(error).splitlines()[0]
        sys.exit(
            f"{endpoint} 没有应答 does not answer: {why}\n"
            "请先运行 anze serve，或把 SPARQL 端点的地址写在月份之后。\n"
            "Run `anze serve` first, or give the address of the SPARQL endpoint after the month."
        )
    writer = csv.DictWriter(sys.stdout, ["due", "place", "owners", "named_by", "text"])
    writer.writeheader()
    writer.writerows(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
