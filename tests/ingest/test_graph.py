"""The graph of a notice: the same bytes each time, only terms of the ontology, evidence that cuts."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from ingest.graph import notice_graph, notice_quads, notice_triples
from ingest.pipeline import read_notice
from ingest.records import Notice
from ontology.ids import ONTOLOGY, span_of
from ontology.terms import CLASSES, PREFIXES, PROPERTIES
from tests.ingest.promises import alike, check_names, check_offsets, check_text, within
from tests.ingest.scoring import GOLDEN, golden_files

DATA = Path(__file__).parents[2] / "data" / "notices"
NOTICES = {
    **{p.stem: p for p in sorted(DATA.glob("*.txt"))},
    **golden_files(GOLDEN),
    **golden_files(GOLDEN / "heldout"),
    **golden_files(GOLDEN / "heldout2"),
}
TYPE = PREFIXES["rdf"] + "type"


@cache
def read(slug: str) -> Notice:
    return read_notice(NOTICES[slug], NOTICES[slug].name)


def lines(quads: Iterable[Quad]) -> list[str]:
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert data is not None
    return sorted(data.decode().splitlines())


def test_every_notice_is_here() -> None:
    assert len(NOTICES) == 5 + 21


@pytest.mark.parametrize("slug", NOTICES)
def test_building_twice_gives_the_same_bytes(slug: str) -> None:
    again = read_notice(NOTICES[slug].read_bytes(), NOTICES[slug].name)
    first = lines(notice_quads(read(slug)))
    assert first == lines(notice_quads(again))
    assert len(first) == len(set(first)) > 500


@pytest.mark.parametrize("slug", NOTICES)
def test_only_terms_of_the_ontology(slug: str) -> None:
    used = 0
    for t in notice_triples(read(slug)):
        names = [t.predicate.value]
        if t.predicate.value == TYPE:
            assert isinstance(t.object, NamedNode)
            names.append(t.object.value)
        for name in (n for n in names if n.startswith(ONTOLOGY)):
            assert name.removeprefix(ONTOLOGY) in CLASSES | PROPERTIES
            used += 1
    assert used > 300


@pytest.mark.parametrize("slug", NOTICES)
def test_evidence_cuts_its_own_words(slug: str) -> None:
    notice = read(slug)
    assert check_offsets(notice) > 80
    furniture = "".join(c for c in notice.document.text if c in "—-·\n0123456789 #*|")
    for t in notice.tasks:
        cut = alike(notice.document.text[t.start : t.end])
        assert within(alike(t.text), cut)
        assert len(cut) - len(alike(t.text)) <= max(40, len(furniture) // 50), (t.text, cut)


@pytest.mark.parametrize("slug", NOTICES)
def test_text_is_whole_and_names_are_unique(slug: str) -> None:
    check_text(read(slug).document)
    check_names(read(slug))


@pytest.mark.parametrize("slug", NOTICES)
def test_every_node_is_described(slug: str) -> None:
    """A node that the notice's graph makes up has a class there; a span of the file needs none."""
    triples = list(notice_triples(read(slug)))
    typed = {t.subject for t in triples if t.predicate.value == TYPE}
    untyped = {str(t.subject.value) for t in triples if t.subject not in typed}
    assert all(span_of(iri) for iri in untyped)
    assert untyped


def test_literals_are_valid() -> None:
    for slug in NOTICES:
        graph = notice_graph(read(slug))
        assert len(graph) == len(list(notice_triples(read(slug))))
        assert not [o for o in graph.objects() if getattr(o, "ill_typed", False)]


def test_quoted_text_has_no_language() -> None:
    name = ONTOLOGY + "text"
    found = [t.object for t in notice_triples(read("yangquan-2024")) if t.predicate.value == name]
    assert len(found) > 23
    assert all(isinstance(o, Literal) and o.language is None for o in found)


def test_who_and_when_of_one_sentence_are_pairs() -> None:
    text = (
        "关于做好2026年安全生产工作的通知\n孝义市人民政府\n一、重点任务\n（一）排查。市住建局6月底前完成燃气隐患排查，"
        "市教育局9月底前完成校园燃气演练，各乡镇12月底前完成自建房排查。\n"
    )
    graph = notice_graph(read_notice(text.encode(), "x.txt"))
    pairs = """SELECT ?name ?due { ?duty a az:Duty ; az:due ?due ; az:answeredBy/az:hasAssignment ?a .
        ?a az:asWritten ?name } ORDER BY ?due"""
    assert [(str(n), str(d)) for n, d in graph.query(pairs, initNs={"az": ONTOLOGY})] == [
        ("市住建局", "2026-06-30"),
        ("市教育局", "2026-09-30"),
        ("各乡镇", "2026-12-31"),
    ]


def test_a_note_is_one_node_however_many_sentences_it_covers() -> None:
    text = (
        "关于做好2026年安全生产工作的通知\n孝义市人民政府\n一、重点任务\n（一）排查。开展排查。建立台账。落实整改。"
        "（责任单位：市应急局、市住建局）\n"
    )
    triples = list(notice_triples(read_notice(text.encode(), "x.txt")))
    count = {n: sum(t.object.value == ONTOLOGY + n for t in triples if t.predicate.value == TYPE)
             for n in ("Task", "Responsibility", "Assignment")}  # fmt: skip
    assert count == {"Task": 3, "Responsibility": 1, "Assignment": 2}


def test_names_of_two_sentences_do_not_stand_together() -> None:
    """A compilation has a clause for all tasks in each of its parts: what answers by it is told in the words of one."""
    clauses = (
        "以上各项任务均由各乡镇人民政府负责落实。",
        "以上各项任务均由各乡镇人民政府、各街道办事处负责落实。",
    )
    text = (
        "关于做好2026年安全生产工作的通知\n孝义市人民政府\n一、重点任务\n"
        f"（一）排查。开展燃气隐患排查。\n{clauses[0]}\n（二）演练。开展应急演练。\n{clauses[1]}\n"
    )
    notice = read_notice(text.encode(), "x.txt")
    owners = [[(o.name, o.mention.start) for o in task.owners] for task in notice.tasks]
    first, second = text.index("各乡镇"), text.index("各街道")
    assert owners == [[("各乡镇人民政府", first), ("各街道办事处", second)]] * 2
    written = {
        t.object.value
        for t in notice_triples(notice)
        if isinstance(t.object, Literal) and "/responsibility/" in str(t.subject)
    }
    assert written == {"各乡镇人民政府", "各街道办事处"}


def test_what_is_left_to_the_query() -> None:
    """No inverses, no inherited dates, nothing said of evidence but its page."""
    used = {
        t.predicate.value.removeprefix(ONTOLOGY)
        for slug in NOTICES
        for t in notice_triples(read(slug))
    }
    left_out = {
        "hasTask",
        "ownerOf",
        "ownerOrMember",
        "statesTask",
        "exact",
        "start",
        "end",
        "rule",
    }
    assert not used & (left_out | {PREFIXES["dcterms"] + "hasPart"})


def test_a_mechanism_by_the_short_name_of_an_instrument_cites_it() -> None:
    cases = {
        "落细落实安全生产十五条硬措施。": ["guowuyuananweihuianquanshengchanshiwutiaoyingcuoshi"],
        "落细落实“十五条硬措施”。": ["guowuyuananweihuianquanshengchanshiwutiaoyingcuoshi"],
        "落实矿山安全八条硬措施。": ["guanyufangfanezhikuangshanlingyuzhongtedashengchananquanshigudeyingcuoshi"],
        "开展治本攻坚三年行动。": [],
    }  # fmt: skip
    for sentence, cited in cases.items():
        words = f"关于做好2026年安全生产工作的通知\n孝义市人民政府\n一、重点任务\n（一）工作。{sentence}\n"
        notice = read_notice(words.encode(), "x.txt")
        found = {
            t.object.value
            for t in notice_triples(notice)
            if t.predicate.value == f"{ONTOLOGY}cites"
        }
        assert sorted(found) == [f"https://w3id.org/anze/id/instrument/{each}" for each in cited], (
            sentence
        )
    assert len(cases) == 4
