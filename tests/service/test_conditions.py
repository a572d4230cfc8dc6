"""Writes on a condition (RFC 9110, 13.1): of two that start from the same state one alone goes on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import pytest

from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources
from tests.service.conftest import FEW
from tests.service.test_writes import NOTICE, Writable, writable

pytestmark = pytest.mark.usefixtures("at_hand")

ADDRESS = "/notices/141181-2026-xiaozhengfa-1"
GRAPH = "/store?graph=http://example.org/conditions"
TEXT = NOTICE.read_text("utf-8")
TITLE = "孝义市人民政府关于做好2026年安全生产工作的通知"
OWNERS = "工科、应急、能源"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    yield from writable(tmp_path_factory, keep_snapshots=50)


def heads(**told: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in told.items()}


def put(own: Writable, text: str, **more: str) -> httpx.Response:
    headers = {**own.publisher, **heads(**more)}
    return own.http.put(f"{ADDRESS}?force=x", content=text.encode(), headers=headers)


def delete(own: Writable, **more: str) -> httpx.Response:
    return own.http.delete(ADDRESS, headers={**own.publisher, **heads(**more)})


def store(own: Writable, method: str, body: str, **more: str) -> httpx.Response:
    headers = {**heads(**more), **own.admin, "Content-Type": "text/turtle"}
    return own.http.request(method, GRAPH, content=body, headers=headers)


def snapshot(own: Writable) -> str:
    return str(own.http.get("/ready").json()["snapshot"])


def tag(own: Writable, path: str = ADDRESS, accept: str = "application/json") -> str:
    return own.http.get(path, headers={"Accept": accept, "Accept-Encoding": "identity"}).headers[
        "etag"
    ]


def feed(own: Writable) -> list[str]:
    return own.http.get("/calendar.ics").text.splitlines()


def test_a_notice_is_changed_on_the_condition_that_it_is_as_it_was_read(own: Writable) -> None:
    first = put(own, TEXT)
    assert first.headers["etag"] == first.json()["etag"] == tag(own)
    assert first.headers["etag"].startswith('"')
    mark, before = tag(own), snapshot(own)
    refused = [
        put(own, TEXT.replace(OWNERS, "气象"), if_match=match)
        for match in ('"nope"', f"W/{mark}", "nope", f"{mark[:-8]}", '"a", W/"b"')
    ]
    refused += [
        put(own, TEXT.replace(OWNERS, "气象"), if_none_match=match)
        for match in ("*", mark, f"W/{mark}")
    ]
    refused += [delete(own, if_match='"zzz"'), delete(own, if_none_match="*")]
    assert [each.status_code for each in refused] == [412] * 10
    for each in refused:
        assert each.headers["content-type"] == "application/problem+json"
        assert each.json()["type"].endswith("/precondition-failed")
    assert (tag(own), snapshot(own)) == (mark, before)
    changed = put(own, TEXT.replace(OWNERS, "气象、应急"), if_match=f'"other", {mark}')
    assert changed.status_code == 200
    assert changed.headers["etag"] == tag(own) != mark
    assert delete(own, if_match=mark).status_code == 412
    assert delete(own, if_match="*").status_code == 200
    assert delete(own, if_match=mark).status_code == 410, "without a condition it would be 410, too"
    assert put(own, TEXT, if_match="*").status_code == 412
    assert put(own, TEXT, if_none_match="*").status_code == 201


def test_a_notice_is_written_by_whatever_names_it(own: Writable) -> None:
    put(own, TEXT)
    number = "/notices/孝政发〔2026〕1号"
    assert own.http.get(number).json()["id"].endswith("141181-2026-xiaozhengfa-1")
    again = own.http.put(f"{number}?force=x", content=TEXT.encode(), headers=own.publisher)
    assert (again.status_code, again.json()["unchanged"]) == (200, True)
    assert own.http.delete(number, headers=own.publisher).status_code == 200
    names = [number, number.translate(str.maketrans("〔〕", "[]")), ADDRESS, f"/notices/{TITLE}"]
    for name in names:
        gone = own.http.delete(name, headers=own.publisher), own.http.get(name)
        assert [each.status_code for each in gone] == [410] * 2, name
        assert gone[0].json()["notice"] == gone[1].json()["notice"]
    assert put(own, TEXT).status_code == 201
    assert own.http.get(number).status_code == 200


def test_each_page_of_a_list_tells_the_snapshot_that_it_is_of(own: Writable) -> None:
    written = put(own, TEXT.replace(OWNERS, "气象、水利")).json()["snapshot"]
    lists = ("/tasks?limit=1", "/notices", "/calendar?limit=1", "/statistics", "/units?format=csv")
    for each in lists:
        assert own.http.get(each).headers["x-snapshot"] == written, each
    changed = put(own, TEXT.replace(OWNERS, "气象、林业")).json()["snapshot"]
    assert own.http.get("/tasks?limit=1&offset=1").headers["x-snapshot"] == changed != written


def test_of_two_writers_one_alone_wins(own: Writable) -> None:
    put(own, TEXT)
    for turn in range(2):
        mark = tag(own)
        texts = [TEXT.replace(OWNERS, f"气象、{name}、{turn}局") for name in ("水利", "林业")]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(partial(put, own, if_match=mark), texts))
        assert sorted(each.status_code for each in answers) == [200, 412]
        won = next(each for each in answers if each.status_code == 200)
        assert tag(own) == won.headers["etag"]


def test_the_tag_of_a_notice_changes_with_the_notice_alone(own: Writable) -> None:
    put(own, TEXT)
    mark, page = tag(own), tag(own, accept="text/html")
    assert own.update("INSERT DATA { GRAPH <x:other> { <x:a> <x:b> 1 } }").status_code == 204
    assert tag(own) == mark
    assert page.startswith("W/")
    assert tag(own, accept="text/html") != page, "a page shows what other notices say"
    heads = {"If-None-Match": f"W/{mark}", "Accept": "application/json"}
    assert own.http.get(ADDRESS, headers=heads).status_code == 304
    said = f"INSERT DATA {{ GRAPH <https://w3id.org/anze/id{ADDRESS.replace('notices', 'notice')}> {{ <x:a> <x:b> 1 }} }}"
    assert own.update(said).status_code == 204
    assert tag(own) != mark
    assert own.update(said.replace("INSERT", "DELETE")).status_code == 204
    assert tag(own) == mark


def test_a_graph_of_the_store_is_changed_on_condition(own: Writable) -> None:
    made = store(own, "PUT", "<#a> <x:b> 1, [ <x:c> 0.50 ] .", if_none_match="*")
    assert (made.status_code, made.headers["etag"]) == (201, tag(own, GRAPH, "text/turtle"))
    tags = {kind: tag(own, GRAPH, kind) for kind in ("text/turtle", "application/n-triples")}
    assert len(set(tags.values())) == 2
    own.update("INSERT DATA { GRAPH <x:other> { <x:a> <x:b> 2 } }")
    assert tag(own, GRAPH, "text/turtle") == tags["text/turtle"]
    for method in ("PUT", "POST", "DELETE"):
        assert store(own, method, "<#a> <x:b> 3 .", if_match='"nope"').status_code == 412
        assert store(own, method, "<#a> <x:b> 3 .", if_none_match="*").status_code == 412
    assert tag(own, GRAPH, "text/turtle") == tags["text/turtle"]
    merged = store(own, "POST", "<#a> <x:b> 3 .", if_match=tags["application/n-triples"])
    assert (merged.status_code, merged.headers["etag"]) == (204, tag(own, GRAPH, "text/turtle"))
    assert store(own, "DELETE", "", if_match=tags["text/turtle"]).status_code == 412
    assert store(own, "DELETE", "", if_match=merged.headers["etag"]).status_code == 204
    assert store(own, "PUT", "", if_match="*").status_code == 412


def test_a_file_that_says_what_is_there_changes_nothing(own: Writable) -> None:
    put(own, TEXT)
    history = "GRAPH <https://w3id.org/anze/graph/history> { ?s ?p ?o }"
    before = snapshot(own), own.count(history), feed(own)
    kept = sorted(each.name for each in (own.root / "snapshots").iterdir())
    for text in (TEXT, TEXT):
        again = put(own, text)
        assert (again.status_code, again.json()["unchanged"]) == (200, True)
        assert again.headers["etag"] == tag(own)
    assert feed(own) == before[2]
    assert (snapshot(own), own.count(history)) == before[:2]
    assert sorted(each.name for each in (own.root / "snapshots").iterdir()) == kept
    other = put(own, TEXT.replace(OWNERS, "气象"))
    assert (other.status_code, other.json()["unchanged"]) == (200, False)
    assert own.count(history) > before[1]


def test_a_notice_of_a_folder_is_put_again_in_quiet(tmp_path: Path) -> None:
    file = tmp_path / "xiaoyi-2026.txt"
    file.write_text(TEXT, "utf-8")
    root = tmp_path / "store"
    build(DataDir(root), [file], real_sources())
    own = Writable(root, **FEW)
    own.wait()
    try:
        name = {"name": file.name, "force": "x"}
        before = snapshot(own), feed(own)
        send = {"params": name, "headers": own.publisher}
        again = own.http.put(ADDRESS, content=TEXT.encode(), **send)  # type: ignore[arg-type]
        assert again.json()["unchanged"]
        assert (snapshot(own), feed(own)) == before
        text = TEXT.replace(OWNERS, f"{OWNERS}、气象")
        own.http.put(ADDRESS, content=text.encode(), **send)  # type: ignore[arg-type]
        stamps = [line for line in feed(own) if line.startswith("DTSTAMP")]
        former = {line for line in before[1] if line.startswith("DTSTAMP")}
        moved = [line for line in stamps if line not in former]
        assert 1 <= len(moved) < len(stamps) / 2, "those alone that the new version changes"
    finally:
        own.stop()
