"""Vendored files are the ones that their README names; what the pages' scripts work out."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from importlib.resources import files

import pytest

from service.commands.query import in_order


def test_digests_of_vendored_files() -> None:
    folder = files("service") / "web" / "static" / "vendor"
    table = (folder / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+/\S+) \|.*\| ([0-9a-f]{64}) \|$", table, re.MULTILINE)
    assert len(rows) == 2
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
    assert addresses == ["/ontology#due", "https://example.org/x"]


@pytest.mark.needs("node")
def test_csv_excel_download_of_the_editor_has_its_mark() -> None:
    """Without it Excel takes the Chinese for the code page of the machine."""
    static = files("service") / "web" / "static"
    script = (static / "results.js").read_text("utf-8")
    script += """
    const found = { contentType: "text/csv", filename: "a.csv", getData: () => "甲,乙" };
    const other = { contentType: "image/png", getData: () => "x" };
    const named = [forSpreadsheets(found), forSpreadsheets(other), forSpreadsheets(undefined)];
    console.log(JSON.stringify(named.map((each) => each && [each.filename, each.getData()])));"""
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["a.csv", "\ufeff甲,乙"], [None, "x"], None]
    assert "forSpreadsheets(download.call(this, name))" in (static / "editor.js").read_text("utf-8")
    vendored = (static / "vendor" / "yasgui" / "yasgui.min.js").read_text("utf-8")
    assert re.search(r"registerPlugin\(`table`,", vendored)
    assert re.search(r"download\(e\)\{return\{getData:\(\)=>this\.yasr\.results\?\.asCsv", vendored)
