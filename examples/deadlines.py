"""What falls due in a month, as CSV: ``python examples/deadlines.py 2026-10``.

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

SELECT ?due ?place (GROUP_CONCAT(DISTINCT ?name; separator="、") AS ?owners) ?text
WHERE {
  ?task a az:Task ; az:due ?due ; az:text ?text ;
        az:notice/az:jurisdiction/skos:prefLabel ?place .
  OPTIONAL { ?task az:owner/skos:prefLabel ?name FILTER(LANG(?name) = "zh") }
  FILTER(STRSTARTS(STR(?due), "MONTH") && LANG(?place) = "zh")
}
GROUP BY ?due ?place ?text
ORDER BY ?due ?place ?text
"""


def deadlines(endpoint: str, month: str) -> list[dict[str, str]]:
    """One row a task that falls due in ``month`` (YYYY-MM)."""
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
        sys.exit("用法 Usage: python examples/deadlines.py 2026-10 [http://127.0.0.1:8377/sparql]")
    try:
        found = deadlines(endpoint, month)
    except (URLError, ValueError, SPARQLWrapperException) as error:
        why = str(error).splitlines()[0]
        sys.exit(
            f"{endpoint} 没有应答 does not answer: {why}\n"
            "请先运行 anze serve，或把 SPARQL 端点的地址写在月份之后。\n"
            "Run `anze serve` first, or give the address of the SPARQL endpoint after the month."
        )
    writer = csv.DictWriter(sys.stdout, ["due", "place", "owners", "text"])
    writer.writeheader()
    writer.writerows(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
