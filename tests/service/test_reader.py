"""A notice to read: every task is a sentence of the text, with the words by which it has what it has."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path

from ingest.pipeline import read_notice
from service.lookup.ask import Asker
from service.lookup.reader import Mark, Source, _apart, blocks_of, source_of
from service.store.draft import change
from service.store.layout import DataDir
from service.store.updates import run_update
from tests.service.conftest import LVLIANG, XIAOYI, Server
from tests.service.test_find import Engines
from tests.shared import ROOT

NOTICES = ROOT / "data" / "notices"
PAGE = {"Accept": "text/html"}
PREFIXES = (
    "PREFIX az: <https://w3id.org/anze/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>"
)


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def test_every_task_is_a_sentence_of_its_section(five: Server) -> None:
    notices = five.http.get("/notices").json()["items"]
    assert len(notices) == 5
    for notice in notices:
        name = notice["id"].rsplit("/", 1)[-1]
        page = five.http.get(f"/notices/{name}", headers=PAGE).text
        tasks = five.http.get(f"/tasks?notice={name}&limit=1000").json()["items"]
        found = dict(re.findall(r'<span class="sentence" id="([^"]+)">(.*?)<a class="at"', page))
        said = {f"char={t['evidence']['start']},{t['evidence']['end']}": t["text"] for t in tasks}
        assert {anchor: plain(words) for anchor, words in found.items()} == said
        assert len(said) > 90


def test_a_section_of_several_lines_is_told_once(five: Server) -> None:
    rows = five.sparql(
        f"{PREFIXES} SELECT ?s ?text {{ ?s a ?type ; az:text ?text FILTER(?type IN (az:Article, az:Item, az:Part)) }}"
    ).json()["results"]["bindings"]
    written = {row["s"]["value"]: row["text"]["value"] for row in rows}
    told = {}
    for notice in five.http.get("/notices").json()["items"]:
        name = notice["id"].rsplit("/", 1)[-1]
        sections = five.http.get(f"/notices/{name}").json()["sections"]
        told |= {section["id"]: section["text"] for section in sections}
    several = [node for node, text in written.items() if "\n" in text]
    assert len(several) >= 2
    assert {node: told[node] for node in written} == written


def test_addressees_stand_in_the_order_of_the_notice(five: Server) -> None:
    read = {path.stem: read_notice(path.read_bytes(), path.name) for path in NOTICES.glob("*.txt")}
    assert len(read) == 5
    changed = 0
    for notice in read.values():
        told = five.http.get(f"/notices/{notice.iri.rsplit('/', 1)[-1]}").json()["addressees"]
        assert told == list(dict.fromkeys(notice.addressees))
        changed += told != sorted(told)
    assert changed >= 2


def test_whom_it_is_addressed_to_and_the_preamble_stand_ahead_of_the_articles(five: Server) -> None:
    notices = five.http.get("/notices").json()["items"]
    addressed = begun = 0
    for notice in notices:
        name = notice["id"].rsplit("/", 1)[-1]
        told = five.http.get(f"/notices/{name}").json()
        page = plain(five.http.get(f"/notices/{name}", headers=PAGE).text)
        at = -1
        if told["addressees"]:
            at = page.index("主送：")
            assert "、".join(told["addressees"]) in page[at:]
            addressed += 1
        kinds = [each["kind"] for each in told["sections"]]
        assert "Preamble" not in kinds[1:]
        if kinds[0] == "Preamble":
            assert at < page.index(html.escape(told["sections"][0]["text"][:20]), at)
            begun += 1
    assert (addressed, begun) == (5, 5)


def test_a_card_says_by_its_first_line_that_its_owner_is_inferred(five: Server) -> None:
    notice = "141181-2026-xiaozhengfa-1"
    page = five.http.get(f"/notices/{notice}", headers=PAGE).text
    tasks = five.http.get(f"/tasks?notice={notice}&limit=1000").json()["items"]
    heads = re.findall(r'<details class="finding"><summary>(.*?)</summary>', page)
    bases = [{each["basis"] for each in task["owners"]} for task in tasks]
    assert len(heads) == len(tasks)
    assert sum("据上文" in head for head in heads) == sum("carried" in each for each in bases) > 5
    assert any("安委办<" in head and "每半年至少组织1次" in head for head in map(str, heads))


def test_words_say_why_they_are_marked(five: Server) -> None:
    page = five.http.get("/notices/140200-2026-tongzhengfa-1", headers=PAGE).text
    marks = re.findall(
        r'<a class="mark (\w+)" href="([^"]+)" title="([^"]+)"[^>]*>([^<]+)</a>', page
    )
    kinds = {kind for kind, *_ in marks}
    assert kinds == {"owner", "time", "number", "term"}
    assert any(
        kind == "owner" and words == "各县（区）人民政府" and "括注写明" in why
        for kind, _, why, words in marks
    )
    assert any(
        kind == "term" and words == "三同时" and why.startswith("机制：")
        for kind, _, why, words in marks
    )
    assert (
        five.http.get(next(href for kind, href, *_ in marks if kind == "owner")).status_code == 200
    )
    assert "其他通知里的同一件事" in page


def test_every_link_to_a_text_leads_to_a_place_in_it(five: Server) -> None:
    task = five.http.get("/tasks?notice=140200-2026-tongzhengfa-1&limit=1").json()["items"][0]
    pages = (
        "/", "/notices", "/tasks?limit=40", "/notices/140200-2026-tongzhengfa-1", task["id"].removeprefix("https://w3id.org/anze"),
        task["evidence"]["url"].removeprefix(five.url), "/mine?place=高平市&office=township-government&year=2024",
    )  # fmt: skip
    texts: dict[str, str] = {}
    places: Counter[str] = Counter()
    for path in pages:
        page = html.unescape(five.http.get(path, headers=PAGE).text)
        found = set(re.findall(r'href="(?:http://[^/]+)?(/notices/[\w-]+)#?([^"]*)"', page))
        assert found, path
        for address, place in found:
            if address not in texts:
                texts[address] = five.http.get(address, headers=PAGE).text
            held = re.fullmatch(r"char=(\d+),(\d+)", place)
            anchors = re.findall(r'(?:id="char|data-read)="?(\d+),(\d+)"', texts[address])
            if held is None:
                assert not place or f'id="{place}"' in texts[address], (path, address, place)
            else:
                assert any(int(a) < int(held[2]) and int(held[1]) < int(b) for a, b in anchors), (
                    place
                )
            places[place.partition("=")[0] or "whole"] += 1
    assert len(texts) == 5
    assert places["whole"] >= 5
    assert places["char"] > 40
    assert places.total() > 100


def head(server: Server, notice: str) -> str:
    page = server.http.get(f"/notices/{notice}", headers=PAGE).text
    return page.partition('<section class="hero">')[2].partition("</section>")[0]


def test_the_head_leads_to_the_superiors_notice(five: Server) -> None:
    """The one that is taken up most; none where no place above has any."""
    of = {n["jurisdiction"]["label"]: n["id"].rpartition("/")[2] for n in five.http.get("/notices").json()["items"]
          if n["jurisdiction"]}  # fmt: skip
    above, below = of["吕梁市"], of["孝义市"]
    told = head(five, below)
    assert "上级通知：" in told
    taken = re.search(r"采纳其中 (\d+) 项职责，写进本通知 (\d+) 项任务", told)
    assert taken is not None
    counts = five.http.get(f"/compare?first={above}&second={below}").json()["counts"]
    alike = sum(n for verdict, n in counts.items() if verdict not in ("dropped", "only-here"))
    assert int(taken[1]) == alike > 0
    assert f'href="/notices/{above}"' in told
    compare = f"/compare?first={above}&second={below}"
    assert compare.replace("&", "&amp;") in told
    assert five.http.get(compare, headers=PAGE).status_code == 200
    rows = five.sparql(
        f"""PREFIX az: <https://w3id.org/anze/ontology#> SELECT (COUNT(DISTINCT ?task) AS ?n) {{
        ?a az:alignedTo/^az:hasDuty ?task ; az:alignedFrom/^az:hasDuty/az:notice <https://w3id.org/anze/id/notice/{above}> .
        ?task az:notice <https://w3id.org/anze/id/notice/{below}> }}"""
    ).json()["results"]["bindings"]
    assert taken[2] == rows[0]["n"]["value"] != "0"
    assert "上级通知" not in head(five, above)


def test_passages_of_other_notices_are_told_apart(five: Server) -> None:
    """Each by its own clause and by where it stands: one item of the superior's stands in three of its duties."""
    page = five.http.get("/notices/141181-2026-xiaozhengfa-1", headers=PAGE).text
    lists = re.findall(r'<ul class="quotes">(.*?)</ul>', page, re.DOTALL)
    assert len(lists) > 15
    several = 0
    for each in lists:
        told = [re.sub("<[^>]+>", "", one) for one in re.findall("<li>(.*?)</li>", each, re.DOTALL)]
        assert len(told) == len(set(told)), told
        several += len(told) > 1
    assert several == 2
    assert '附表</span><span class="t-en" lang="en">Annex </span>18' in page


def test_a_notice_that_is_cited_stands_in_the_head(root: Path) -> None:
    """By its number or title, where nothing of a superior's is taken up."""

    async def told(ask: Asker) -> Source | None:
        return await source_of(ask, XIAOYI, await blocks_of(ask, XIAOYI, ""))

    def source() -> Source | None:
        with Engines(root) as engines:
            return engines.asked(told)

    def update(text: str) -> None:
        with change(DataDir(root)) as draft:
            run_update(draft, f"{PREFIXES} {text}", union=True)

    title = "吕梁市人民政府关于做好2025年安全生产工作的通知（征求意见稿）"
    assert source() == Source(LVLIANG, title, 1, 1)
    update("DELETE WHERE { GRAPH ?g { ?a az:alignedFrom ?duty } }")
    assert source() is None
    cites = f"<{XIAOYI}/article/3/task/1> az:cites <x:cited> . <x:cited>"
    for key in ('az:docNumber "吕政发〔2024〕9号"', f'dcterms:title "{title}"'):
        update(f"INSERT DATA {{ GRAPH <{XIAOYI}> {{ {cites} {key} }} }}")
        assert source() == (Source(LVLIANG, title, 0, 0) if "title" in key else None)


def test_marks_do_not_overlap() -> None:
    spans = [(0, 2), (0, 4), (3, 6), (4, 5), (4, 6)]
    kept = _apart(Mark(start, end, "", "", "") for start, end in spans)
    assert [(mark.start, mark.end) for mark in kept] == [(0, 4), (4, 6)]
