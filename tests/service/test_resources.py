"""IRIs under the service's own host, the service description."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ontology import ids
from ontology.load import version
from ontology.turtle import ALIGNMENT_MODULE, MODULES
from service.store.build import build
from service.store.layout import DataDir
from tests.service.conftest import DATA, FEW, SOURCES, XIAOYI, Server

pytestmark = pytest.mark.usefixtures("at_hand")

UNIT = "/id/unit/141181/emergency-management"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_format_that_an_address_has_not_is_refused(server: Server) -> None:
    release = version()
    for path in (UNIT, "/store?default", "/graph/codes", f"/ontology/{release}/evidence"):
        mark = "&" if "?" in path else "?"
        for asked in ("csv", "nonsense", *(["html"] if path != UNIT else [])):
            answer = server.http.get(f"{path}{mark}format={asked}")
            assert answer.status_code == 406, (path, asked)
            assert f"“{asked}”" in answer.json()["detail"]


def test_a_page_for_browsers_and_rdf_for_programs(server: Server) -> None:
    page = server.http.get(UNIT, headers={"Accept": BROWSER})
    assert page.headers["content-type"].startswith("text/html")
    assert "孝义市应急局" in page.text
    assert "燃气隐患排查" in page.text
    turtle = server.http.get(UNIT)
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert len(list(ox.parse(turtle.content, ox.RdfFormat.TURTLE))) >= 5
    assert server.http.get(UNIT + "?format=jsonld").headers["content-type"] == "application/ld+json"


def test_every_kind_of_iri_answers(server: Server) -> None:
    for path in (
        XIAOYI.removeprefix("https://w3id.org/anze"),
        "/code/sector/mine",
        "/graph/codes",
        "/ontology/Task",
    ):
        assert server.http.get(path, headers={"Accept": "text/turtle"}).status_code == 200, path
    assert server.http.get("/id/none").status_code == 404
    assert (
        server.http.get("/ontology").status_code == 404
    )  # no ontology graph among the test's data


def test_modules_and_versions_answer_as_their_iris_say(server: Server) -> None:
    """What the head imports resolves, under the module's own IRI and under its version's."""
    turtle = {"Accept": "text/turtle"}
    names = {*MODULES, ALIGNMENT_MODULE} - {"anze"}
    assert len(names) >= 11
    for name in names:
        for path in (f"/ontology/{name}", f"/ontology/{version()}/{name}"):
            answer = server.http.get(path, headers=turtle)
            assert answer.status_code == 200, path
            header = ox.NamedNode(f"{ids.BASE}ontology/{name}")
            triples = {q.triple for q in ox.parse(answer.content, ox.RdfFormat.TURTLE)}
            assert any(t.subject == header and "Ontology" in str(t.object) for t in triples)
    assert server.http.get(f"/ontology/{version()}", headers=turtle).status_code in (200, 404)
    old = server.http.get("/ontology/0.0.9/task", headers=turtle)
    assert old.status_code == 404
    assert version() in old.text


def test_a_property_with_the_name_of_a_module_has_its_page(server: Server) -> None:
    page = server.http.get("/ontology/Task", headers={"Accept": BROWSER})
    assert page.headers["content-type"].startswith("text/html")
    json_ld = server.http.get("/ontology/evidence?format=jsonld")
    assert json_ld.headers["content-type"] == "application/ld+json"


def test_words_of_notices_cannot_become_markup(tmp_path: Path) -> None:
    notice = tmp_path / "notice.ttl"
    text = (DATA / "xiaoyi.ttl").read_text("utf-8").replace("坚持思想政治引领", "<b>坚持</b>")
    notice.write_text(text, "utf-8")
    build(DataDir(tmp_path / "data"), [notice], SOURCES)
    server = Server(tmp_path / "data", **FEW).wait()
    try:
        page = server.http.get(XIAOYI.removeprefix(ids.BASE[:-1]), headers={"Accept": BROWSER})
        assert "<b>坚持" not in page.text
        assert "&lt;b&gt;坚持" in page.text
    finally:
        server.stop()


def test_service_description(server: Server) -> None:
    answer = server.http.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    text = answer.text
    store = ox.Store()
    store.bulk_extend(ox.parse(answer.content, ox.RdfFormat.TURTLE))
    ask = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>
    ASK { ?s a sd:Service ; sd:endpoint ?e ; sd:feature sd:UnionDefaultGraph ; sd:defaultDataset ?d .
    ?d sd:namedGraph [ sd:name ?n ; sd:graph [ void:triples ?t ] ] ; sd:defaultGraph ?g .
    ?g void:classPartition [ void:class ?c ; void:entities ?x ] ; void:propertyPartition [ void:property ?p ] }"""
    assert bool(store.query(ask))
    assert "SPARQL_Results_JSON" in text
    assert server.http.get("/sparql", headers={"Accept": BROWSER}).headers["location"] == "/query"


def test_the_ontology_is_its_reference_page_to_a_browser(server: Server) -> None:
    page = server.http.get("/ontology", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert 'id="Task"' in page.text
    assert "<svg" in page.text


def test_the_json_ld_context_is_served(server: Server) -> None:
    answer = server.http.get("/context.jsonld")
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert answer.json()["@context"]["az"] == "https://w3id.org/anze/ontology#"
