"""Writing over HTTP: tokens, updates, graph store, publishing; and that kill -9 loses nothing."""

from __future__ import annotations

import os
import random
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from html import unescape
from pathlib import Path

import httpx
import pytest

from service.store.build import build
from service.store.figures import FIGURE
from service.store.layout import DataDir
from service.store.manifest import open_rows
from service.tokens import TokenFile
from tests.service.conftest import FEW, NOTICES, ROOT, SOURCES, XIAOYI, Server, small
from tests.shared import own_copy, own_five_notices

pytestmark = pytest.mark.usefixtures("at_hand")

AZ = "https://w3id.org/anze/ontology#"
G = "http://example.org/g"
AUTH = "Authorization"
NOTICE = ROOT / "data" / "notices" / "xiaoyi-2026.txt"
DISTRICT = NOTICE.with_name("jincheng-chengqu-2023.txt")
_LAST = "（二十三）深化科技赋能。"
BLANK_OWNER = NOTICE.read_text("utf-8").replace(
    _LAST, f"{_LAST}组织开展应急演练，2026年6月底前完成。（责任单位：        ）"
)


class Writable(Server):
    """A server with a store of its own and tokens for it."""

    def __init__(self, root: Path, **settings: object) -> None:
        tokens = TokenFile(root)
        self.admin = {AUTH: "Bearer " + tokens.create("admin", "admin")}
        self.publisher = {AUTH: "Bearer " + tokens.create("publisher", "publish")}
        self.reader = {AUTH: "Bearer " + tokens.create("reader", "read")}
        super().__init__(root, client_rate=0, **settings)

    def update(self, text: str, **more: str) -> httpx.Response:
        return self.http.post("/sparql", data={"update": text, **more}, headers=self.admin)

    def count(self, pattern: str = "?s ?p ?o") -> int:
        """Triples that fit, but for the number of triples, which an update by hand takes away."""
        kept = f"FILTER(!BOUND(?p) || ?p != <{FIGURE}triples>)"
        return int(self.rows(f"SELECT (COUNT(*) AS ?n) {{ {pattern} {kept} }}")[0]["n"])


def writable(
    factory: pytest.TempPathFactory, root: Path | None = None, **settings: object
) -> Iterator[Writable]:
    """A server over a copy of the small store, or over the store at ``root``, until its tests are done."""
    running = Writable(root or own_copy(factory, small(factory)), **FEW, **settings)
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    yield from writable(tmp_path_factory)


WRITES = [
    ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}),
    ("PUT", f"/store?graph={G}", {"content": b""}),
    ("POST", "/store", {"content": b""}),
    ("DELETE", f"/store?graph={G}", {}),
    ("POST", "/notices", {"content": b"x"}),
    ("PUT", "/notices/x", {"content": b"x"}),
    ("DELETE", "/notices/x", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nothing_is_written_without_the_right_token(
    own: Writable, method: str, path: str, body: dict[str, object]
) -> None:
    before = own.count()
    none = own.http.request(method, path, **body)  # type: ignore[arg-type]
    wrong = own.http.request(method, path, headers={AUTH: "Bearer nonsense"}, **body)  # type: ignore[arg-type]
    weak = own.http.request(method, path, headers=own.reader, **body)  # type: ignore[arg-type]
    assert [each.status_code for each in (none, wrong, weak)] == [401, 401, 403]
    assert "www-authenticate" in none.headers
    assert own.count() == before


def test_updates_that_may_write_to_the_default_graph(tmp_path: Path) -> None:
    build(DataDir(tmp_path), NOTICES, SOURCES)
    loose = Writable(tmp_path, union_default="no", **FEW)
    loose.wait()
    try:
        whole = loose.count()
        assert loose.count(f"<{XIAOYI}> a <{AZ}Notice>") == 1, "the build fills it all the same"
        assert loose.http.get("/tasks").json()["total"] == 4
        assert loose.update("INSERT DATA { <x:only> <x:in> <x:default> }").status_code == 204
        put = f"INSERT DATA {{ GRAPH <{G}> {{ <x:only> <x:in> <x:named> }} }}"
        assert loose.update(put).status_code == 204
        assert loose.count() == whole + 1
        assert loose.count(f"GRAPH <{G}> {{ ?s ?p ?o }}") == 1
        told = loose.http.get("/sparql", headers={"Accept": "text/turtle"}).text
        assert "UnionDefaultGraph" not in told
    finally:
        loose.stop()
    build(DataDir(tmp_path), NOTICES, SOURCES)
    strict = Server(tmp_path, **FEW).wait()
    try:
        both = strict.rows("SELECT * { <x:only> <x:in> ?g } ORDER BY ?g")
        assert both == [{"g": "x:default"}, {"g": "x:named"}], (
            "a build adds what is in named graphs"
        )
        wrong, right = (
            strict.http.post("/sparql", data={"update": text}, headers=loose.admin)
            for text in ("INSERT DATA { <x:a> <x:b> <x:c> }", put)
        )
        assert (wrong.status_code, right.status_code) == (409, 204)
        assert strict.rows("SELECT * { <x:only> <x:in> ?g }") == [{"g": "x:named"}]
    finally:
        strict.stop()


def test_update_and_union(own: Writable) -> None:
    before = own.count()
    text = f"INSERT DATA {{ GRAPH <{G}> {{ <x:a> <x:b> 1, 2 . <{XIAOYI}> a <x:Extra> }} }}"
    assert own.update(text).status_code == 204
    assert own.count() == before + 3
    assert own.update(text).status_code == 204
    assert own.count() == before + 3
    assert own.update(f"WITH <{G}> DELETE {{ ?s ?p 1 }} WHERE {{ ?s ?p 1 }}").status_code == 204
    assert own.count() == before + 2
    assert own.update(f"DROP GRAPH <{G}>").status_code == 204
    assert own.count() == before


REFUSED = [
    ("INSERT DATA { <x:a> <x:b> 1 }", 409),
    ("DELETE WHERE { ?s ?p ?o }", 409),
    ("DELETE { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", 409),
    ("CLEAR DEFAULT", 409),
    (f"COPY <{G}> TO DEFAULT", 409),
    ("LOAD <http://127.0.0.1/x>", 403),
    ("LOAD SILENT <x:a> ; LOAD <x:b>", 403),
    ("LOAD SILENT x:a", 400),
    ("LOAD ;", 400),
    ("CREATE GRAPH <x:g> ;; LOAD <x:b> INTO GRAPH <x:g>", 400),
    ("INSERT { GRAPH <x:g> { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403),
    ("INSERT DATA {", 400),
    ("SELECT * {}", 400),
]


@pytest.mark.parametrize(("text", "status"), REFUSED)
def test_refused_updates_change_nothing(own: Writable, text: str, status: int) -> None:
    before = own.http.get("/ready").json()["snapshot"]
    answer = own.update(text)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert own.http.get("/ready").json()["snapshot"] == before


def test_a_load_that_may_not_be_is_passed_over_where_it_says_silent(own: Writable) -> None:
    before = own.count()
    text = f"""LOAD SILENT <http://127.0.0.1/x> ;
    INSERT DATA {{ GRAPH <{G}> {{ <x:s> <x:p> "LOAD SILENT <x:b>" }} }} ;
    load silent <x:y> into graph <x:z>"""
    assert own.update(text).status_code == 204
    assert own.count() == before + 1
    assert own.count(f'GRAPH <{G}> {{ <x:s> <x:p> "LOAD SILENT <x:b>" }}') == 1
    assert own.update(f"DROP GRAPH <{G}>").status_code == 204


def test_using_graph_uri_parameters(own: Writable) -> None:
    text = f"INSERT {{ GRAPH <{G}> {{ ?s a <x:Copied> }} }} WHERE {{ ?s a ?t }}"
    assert own.update(text, **{"using-graph-uri": XIAOYI}).status_code == 204
    assert own.count(f"GRAPH <{G}> {{ ?s ?p ?o }}") == own.count(f"GRAPH <{XIAOYI}> {{ ?s a ?t }}")
    clash = own.update(f"WITH <{G}> {text}", **{"using-graph-uri": XIAOYI})
    assert clash.status_code == 400
    own.update(f"DROP GRAPH <{G}>")


@pytest.mark.parametrize("direct", [False, True])
def test_graph_store(own: Writable, direct: bool) -> None:
    path = "/store/some/graph" if direct else f"/store?graph={G}"
    ttl = {**own.admin, "Content-Type": "text/turtle"}
    assert own.http.get(path).status_code == 404
    assert own.http.put(path, content="<#a> <x:b> [] .", headers=ttl).status_code == 201
    assert own.http.put(path, content="<#a> <x:b> 1 .", headers=ttl).status_code == 204
    assert own.http.post(path, content="<#a> <x:b> 2 .", headers=ttl).status_code == 204
    form = {
        "one": ("a.ttl", "<#a> <x:b> 3 .", "text/turtle"),
        "two": ("b.nt", "<x:a> <x:b> <x:c> .", "application/n-triples"),
    }
    assert own.http.post(path, files=form, headers=own.admin).status_code == 204
    got = own.http.get(path, headers={"Accept": "application/n-triples"})
    assert got.text.count("\n") == 4
    head = own.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    bad = own.http.put(path, content="<#a> <x:b", headers=ttl)
    assert bad.status_code == 400
    odd = own.http.put(path, content="x", headers={**own.admin, "Content-Type": "text/x"})
    assert odd.status_code == 415
    assert own.http.delete(path, headers=own.admin).status_code == 204
    assert own.http.delete(path, headers=own.admin).status_code == 404


def test_a_form_is_written_wholly_or_not_at_all(own: Writable) -> None:
    path = f"/store?graph={G}"
    good = ("a.ttl", "<x:a> <x:b> 1, [] .", "text/turtle")
    form = {"one": good, "two": ("b.ttl", "<x:a> <x:b> 2, [] .", "text/turtle")}
    assert own.http.put(path, files=form, headers=own.admin).status_code == 201
    before = own.http.get("/ready").json()["snapshot"]
    for method in ("PUT", "POST"):
        for bad in (
            {"one": good, "two": ("b.ttl", "<x:a> <x:b", "text/turtle")},
            {"one": (None, "<x:a> <x:b> 3 .", "text/turtle")},
        ):
            answer = own.http.request(method, path, files=bad, headers=own.admin)
            assert answer.status_code == 400, answer.text
    assert own.http.get("/ready").json()["snapshot"] == before
    assert own.count(f"GRAPH <{G}> {{ ?s ?p ?o }}") == 4
    assert own.http.delete(path, headers=own.admin).status_code == 204


def test_graph_store_keeps_off_notices_and_the_union(own: Writable) -> None:
    ttl = {**own.admin, "Content-Type": "text/turtle"}
    assert own.http.put("/store?default", content="", headers=ttl).status_code == 409
    assert own.http.put(f"/store?graph={XIAOYI}", content="", headers=ttl).status_code == 409
    assert own.http.get(f"/store?graph={XIAOYI}").status_code == 200
    assert own.http.get("/store?default").status_code == 200
    assert own.http.get("/store").status_code == 400


def test_a_posted_graph_gets_an_address(own: Writable) -> None:
    made = own.http.post(
        "/store", content="<x:a> <x:b> 1 .", headers={**own.admin, "Content-Type": "text/turtle"}
    )
    assert made.status_code == 201
    assert own.http.get(made.headers["location"]).status_code == 200
    own.http.delete(made.headers["location"], headers=own.admin)


def test_a_graph_may_begin_with_a_byte_order_mark(own: Writable) -> None:
    headers = {**own.admin, "Content-Type": "text/turtle"}
    sent = own.http.put(
        "/store?graph=http://e/bom", content="\ufeff<x:a> <x:b> 1 .", headers=headers
    )
    assert sent.is_success
    assert "<x:a>" in own.http.get("/store?graph=http://e/bom").text
    own.http.delete("/store?graph=http://e/bom", headers=own.admin)


def test_publish_replace_withdraw(own: Writable) -> None:
    notices = "GRAPH ?g { ?s ?p ?o } FILTER(!STRENDS(STR(?g), '/graph/history'))"
    before = own.count(notices)
    content = BLANK_OWNER.encode()
    where = "/notices/141181-2026-xiaozhengfa-1"
    own.http.delete(where, headers=own.publisher)
    refused = own.http.post(
        "/notices", files={"file": (NOTICE.name, content)}, headers=own.publisher
    )
    assert refused.status_code == 422
    assert [each["rule"] for each in refused.json()["violations"]] == ["owner-blank"]
    assert "POST /validate" in refused.json()["detail"]
    assert "force=" in refused.json()["detail"]
    assert own.http.get(where).status_code == 410
    forced = own.http.post(
        "/notices",
        params={"force": "试发布"},
        files={"file": (NOTICE.name, content)},
        headers=own.publisher,
    )
    assert forced.status_code == 201
    assert forced.json()["notice"]["tasks"] > 50
    again = own.http.post("/notices", params={"force": "x"}, content=content, headers=own.publisher)
    assert again.status_code == 409
    other = own.http.put(
        "/notices/141100-2025-x", params={"force": "x"}, content=content, headers=own.publisher
    )
    assert other.status_code == 409
    changed = content.replace("工科、应急、能源".encode(), "工科、能源".encode())
    put = own.http.put(
        where, params={"force": "重发", "name": NOTICE.name}, content=changed, headers=own.publisher
    )
    assert put.status_code == 200
    assert own.http.get(where).json()["tasks"] > 50
    own_nodes = ["/id" + where.replace("notices", "notice")]
    own_nodes += [
        each["id"].removeprefix("https://w3id.org/anze")
        for each in own.http.get(f"/tasks?notice={where.rpartition('/')[2]}&limit=3").json()[
            "items"
        ]
    ]
    assert [own.http.get(each).status_code for each in own_nodes] == [200] * 4
    assert own.http.delete(where, params={"reason": "撤"}, headers=own.publisher).status_code == 200
    assert own.http.delete(where, headers=own.publisher).status_code == 410
    asked = f"/tasks?notice={where.rpartition('/')[2]}"
    for each in [*own_nodes, where, asked, f"/tasks?notice={XIAOYI}"]:
        accept = "text/turtle" if each in own_nodes else "application/json"
        gone = own.http.get(each, headers={"Accept": accept})
        assert gone.status_code == 410
        assert gone.headers["content-type"] == "application/problem+json"
        told = gone.json()
        assert told["reason"] == "撤"
        assert told["withdrawn_at"][:10] in told["detail"]
        assert "理由：撤" in told["detail"]
        page = own.http.get(each, headers={"Accept": "text/html"})
        assert page.status_code == 410
        assert "理由：撤" in page.text
    assert own.http.get(f"{where}<>").status_code == 404
    history = own.rows(
        "SELECT ?kind ?who ?why { GRAPH <https://w3id.org/anze/graph/history> { ?x <http://purl.org/dc/terms/type> ?kind ;"
        " <http://www.w3.org/ns/prov#wasAssociatedWith>/<http://www.w3.org/2000/01/rdf-schema#label> ?who ;"
        " <http://www.w3.org/ns/prov#endedAtTime> ?when"
        " OPTIONAL { ?x <http://www.w3.org/2000/01/rdf-schema#comment> ?why } } } ORDER BY ?when"
    )
    assert [row["kind"] for row in history] == ["withdrawn", "published", "replaced", "withdrawn"]
    assert {row["who"] for row in history} == {"publisher"}
    assert history[1]["why"] == "试发布"
    assert own.count(notices) < before
    build(DataDir(own.root), NOTICES, SOURCES)
    time.sleep(0.3)
    assert own.count(notices) == before
    assert [own.http.get(each).status_code for each in own_nodes] == [200] * 4


#: Notices that are put, with how many violations they have: what the text alone shows is one as issued, none in a draft.
VERDICTS = {
    "clean": (NOTICE.read_text("utf-8") + "\n", 0),
    "clean, of a district": (DISTRICT.read_text("utf-8") + "\n", 0),
    "nobody named": (BLANK_OWNER, 1),
    "draft": (BLANK_OWNER.replace("孝政发〔2026〕1号", "孝政发〔2026〕　号"), 0),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_publishing_judges_as_validating_does(own: Writable, case: str) -> None:
    text, violations = VERDICTS[case]
    report = own.http.post("/validate?name=a.txt", content=text.encode()).json()
    told = {each["rule"] for each in report["findings"] if each["severity"] == "violation"}
    assert len(told) == violations
    sent = own.http.post("/notices?name=a.txt", content=text.encode(), headers=own.publisher)
    if sent.status_code == 409:  # one that is there
        graph = sent.json()["notice"].rpartition("/")[2]
        put = f"/notices/{graph}?name=a.txt"
        sent = own.http.put(put, content=text.encode(), headers=own.publisher)
    assert sent.is_success == (violations == 0), sent.text
    assert {each["rule"] for each in sent.json()["violations"]} == told


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02binary", "一篇小说的第一章。".encode()])
def test_what_is_no_notice_is_refused_without_a_trace(own: Writable, content: bytes) -> None:
    before = own.http.get("/ready").json()["snapshot"]
    answer = own.http.post("/notices", content=content, headers=own.publisher)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert own.http.get("/ready").json()["snapshot"] == before


def test_an_empty_file_is_told_by_its_name_and_nothing_as_nothing(own: Writable) -> None:
    empty = {"file": ("空的.docx", b"")}
    for asked in (
        own.http.post("/notices", files=empty, headers=own.publisher),
        own.http.post("/notices?name=空的.docx", headers=own.publisher),
        own.http.post("/validate", files=empty),
        own.http.post("/validate?name=空的.docx"),
    ):
        assert asked.status_code in (400, 422)
        assert "空的.docx：文件为空" in asked.json()["detail"]
    for asked in (
        own.http.post("/notices", headers=own.publisher),
        own.http.post("/validate"),
        own.http.post("/validate", data={"text": ""}),
    ):
        assert asked.status_code == 400
        assert asked.json()["detail"].startswith("没有通知：")


def test_readers_see_a_new_snapshot_as_soon_as_the_write_is_answered(own: Writable) -> None:
    own.update(f"INSERT DATA {{ GRAPH <{G}> {{ <x:new> <x:b> 1 }} }}")
    assert own.count("<x:new> ?p ?o") == 1
    own.update(f"DROP GRAPH <{G}>")


def test_no_request_is_lost_while_snapshots_change(own: Writable) -> None:
    statuses: list[int] = []
    stop = threading.Event()

    def read() -> None:
        with httpx.Client(base_url=own.url, timeout=30) as client:
            while not stop.is_set():
                answer = client.get(
                    "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
                )
                statuses.append(answer.status_code)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(8):
        assert (
            own.update(f"INSERT DATA {{ GRAPH <{G}> {{ <x:n> <x:b> {number} }} }}").status_code
            == 204
        )
    stop.set()
    for reader in readers:
        reader.join()
    own.update(f"DROP GRAPH <{G}>")
    assert len(statuses) > 20
    assert set(statuses) == {200}


def test_kill_9_at_any_moment_loses_nothing_committed(tmp_path: Path) -> None:
    """The writer's process is killed at random moments; what was acknowledged must be there, and
    the store must be a whole one: the union right, no half graph."""
    root = tmp_path / "store"
    build(DataDir(root), NOTICES, SOURCES)
    server = Writable(root, **FEW)
    server.wait()
    chance = random.Random(6)
    acknowledged: set[int] = set()
    kills = 0
    for number in range(15):
        killer = threading.Timer(chance.uniform(0, 0.25), _kill_writer, [server])
        killer.start()
        # each graph has 50 triples: a half graph would show
        body = " ".join(f"<x:s{number}> <x:p{each}> {each} ." for each in range(50))
        answer = server.update(f"INSERT DATA {{ GRAPH <x:g{number}> {{ {body} }} }}")
        killer.join()
        if answer.status_code == 204:
            acknowledged.add(number)
        else:
            assert answer.status_code == 502
            kills += 1
    counts = {
        int(row["g"].removeprefix("x:g")): int(row["n"])
        for row in server.rows(
            "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'x:g')) } GROUP BY ?g"
        )
    }
    assert kills > 3
    assert acknowledged <= set(counts)
    assert set(counts.values()) <= {50}
    distinct = "{ SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
    assert server.count() == server.count(distinct)
    server.stop()
    with closing(open_rows(DataDir(root).require_current())) as rows:
        assert len(rows) == 2


def _kill_writer(server: Server) -> None:
    for pid in server.processes("write"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    yield from writable(tmp_path_factory, own_five_notices(tmp_path_factory))


def test_places_with_two_notices_are_named_for_one_that_has_one(alone: Writable) -> None:
    """The years of a place want two of its notices; the page leads to places that have them, by names that are theirs alone."""
    content, district = NOTICE.read_text("utf-8"), DISTRICT.read_text("utf-8")
    papers = {
        "2027.txt": content.replace("2026年", "2027年").replace("〔2026〕1号", "〔2027〕1号"),
        "2024.txt": district.replace("2023年", "2024年").replace("〔2023〕1号", "〔2024〕1号"),
    }
    for name, paper in papers.items():
        sent = alone.http.post(
            "/notices",
            params={"force": "试", "name": name},
            content=paper.encode(),
            headers=alone.publisher,
        )
        assert sent.status_code == 201, sent.text
    told = alone.http.get("/compare/years?place=141100", headers={"Accept": "application/json"})
    assert told.status_code == 400
    assert "吕梁市的通知只有 2025 年的一份" in told.json()["detail"]
    assert "有两份以上的地方（2 个）：晋城市城区、孝义市。" in told.json()["detail"]
    named = "places with two or more (2): Chengqu District of Jincheng City, Xiaoyi City."
    assert named in told.json()["detail_en"]
    page = alone.http.get("/compare/years?place=141100", headers={"Accept": "text/html"}).text
    chips = re.findall(r'class="chip" href="([^"]+)"', page)
    assert len(chips) == 2
    for chip in chips:
        assert alone.http.get(unescape(chip)).status_code == 200, chip
