"""Vendored files are the ones that their README names; what the pages' scripts work out."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from importlib.resources import files

import pytest

from service.sparql.columns import in_order


def test_digests_of_vendored_files() -> None:
    folder = files("service") / "web" / "static" / "vendor"
    table = (folder / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+/\S+) \|.*\| ([0-9a-f]{64}) \|$", table, re.MULTILINE)
    shipped = {each.name for each in (folder / "codemirror").iterdir()} - {"LICENSE"}
    assert {name.partition("/")[2] for name, _ in rows} == shipped
    for name, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


ORDERS = [
    ("SELECT * { ?task az:text ?text OPTIONAL { ?task az:due ?due } }", ["task", "text", "due"]),
    (
        "# ?due\nselect distinct * { ?task <http://x/#?due> '?due', ?text, ?due }",
        ["task", "text", "due"],
    ),
    ("SELECT ?due ?text ?task { ?task ?text ?due }", ["due", "task", "text"]),
    ("SELECT * { ?taskless a ?due . ?text a ?task }", ["due", "text", "task"]),
    ("SELECT * { $text a $task, ?due }", ["text", "task", "due"]),
]


@pytest.mark.parametrize(("query", "wanted"), ORDERS)
def test_columns_of_a_table_stand_as_the_query_names_them(query: str, wanted: list[str]) -> None:
    assert in_order(["due", "task", "text"], query) == wanted


@pytest.mark.needs("node")
def test_pages_order_columns_and_link_as_they_should() -> None:
    script = (files("service") / "web" / "static" / "results.js").read_text("utf-8")
    asked = json.dumps([query for query, _ in ORDERS])
    script += f"""
    const orders = {asked}.map((query) => inOrder(["due", "task", "text"], query));
    const iris = ["https://w3id.org/anze/ontology#due", "https://example.org/x"].map(here);
    console.log(JSON.stringify([orders, iris]));"""
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    orders, addresses = json.loads(done.stdout)
    assert orders == [wanted for _, wanted in ORDERS]
    assert addresses == ["/ontology/due", "https://example.org/x"]


def node(script: str) -> object:
    """What an expression over results.js comes to."""
    own = (files("service") / "web" / "static" / "results.js").read_text("utf-8")
    whole = f"{own}\nconsole.log(JSON.stringify({script}));"
    done = subprocess.run(["node", "-e", whole], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.needs("node")
def test_a_table_to_take_along_opens_in_a_spreadsheet() -> None:
    """Without the mark Excel takes the Chinese for the code page of the machine."""
    rows = [{"a": {"value": '甲"乙,'}, "b": {"value": "=1+1"}}, {"b": {"value": "-5"}}]
    assert node(f'csvOf(["a", "b"], {json.dumps(rows)})') == (
        '\ufeffa,b\r\n"甲""乙,",\'=1+1\r\n,-5\r\n'
    )


LIMITS = [
    ("SELECT * { ?s ?p ?o }", True),
    ("SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 5 } } ORDER BY ?s", True),
    ("SELECT * { ?s ?p ?o } # LIMIT 5", True),
    ("select * { ?s ?p ?o } limit 5", False),
    ("SELECT * { ?s ?p ?o } VALUES ?s { <http://x/> }", False),
    ("CONSTRUCT { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }", False),
    ("PREFIX az: <http://x/> ASK { ?s ?p ?o }", False),
]


@pytest.mark.needs("node")
@pytest.mark.parametrize(("query", "open_ended"), LIMITS)
def test_rows_without_a_limit_are_limited(query: str, open_ended: bool) -> None:
    expected = f"{query}\nLIMIT 9" if open_ended else query
    assert node(f"limited({json.dumps(query)}, 9)") == expected


@pytest.mark.needs("node")
def test_prefixes_that_a_query_uses_are_declared_for_it() -> None:
    query = "PREFIX skos: <x> SELECT * { ?t az:due ?d ; skos:note 'dcterms:no', <http://prov:8/> , _:b FILTER(xsd:date(?d)) }"
    known = {name: f"http://{name}/" for name in ("az", "skos", "dcterms", "prov", "xsd")}
    found = node(f"missingPrefixes({json.dumps(query)}, {json.dumps(known)})")
    assert found == {"az": "http://az/", "xsd": "http://xsd/"}


@pytest.mark.needs("node")
def test_values_are_shown_as_people_write_them() -> None:
    integer = {
        "type": "literal",
        "value": "195",
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    truth = {
        "type": "literal",
        "value": "true",
        "datatype": "http://www.w3.org/2001/XMLSchema#boolean",
    }
    mean = {
        **integer,
        "value": "3.71282051282051282",
        "datatype": integer["datatype"].replace("integer", "decimal"),
    }
    assert node(f"{json.dumps([integer, truth, mean])}.map(written)") == ["195", "是", "3.7128"]
