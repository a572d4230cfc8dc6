"""Where graphs come from: reading of notices and the vocabulary, as two functions, so that the
store knows neither."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache

import pyoxigraph as ox

from ingest.records import Notice
from ontology.statements import Statement, az, parsed
from service.jobs.sandbox import give_way
from service.store.rows import NoticeRow
from service.store.vocabulary import Vocabulary, shipped

#: Manifest row of the notice in a file, by its bytes and name, and what its graph says, each once and without blank nodes.
ReadNotice = Callable[[bytes, str], tuple[NoticeRow, list[Statement]]]


@dataclass(frozen=True, slots=True)
class Sources:
    """``vocabulary``: graph IRI and triples."""

    read: ReadNotice
    vocabulary: Callable[[], Iterable[tuple[str, Vocabulary]]]


def facts_of(notice: Notice, statements: Sequence[Statement]) -> NoticeRow:
    """The manifest row of a notice whose graph says so; the seconds of reading are not known yet."""
    from service.store.standing import rates_read

    stands, invokes = rates_read(notice), az("invokes")
    return NoticeRow(
        graph=notice.iri,
        title=notice.title,
        file=notice.document.file_name,
        sha256=notice.document.sha256,
        tasks=stands.tasks,
        with_owner=stands.explicit_owner.part,
        with_deadline=stands.own_date.part,
        mechanisms=len({value for _, name, value in statements if name == invokes}),
        quads=len(statements),
        rates=asdict(stands),
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice as it was read from a file: its ``row``, what its graph says, and the ``text`` that it was read from."""

    row: NoticeRow
    statements: list[Statement]
    text: str


def read_paper(content: bytes, name: str) -> Paper:
    """The notice in a file, by ``ingest``."""
    from ingest.graph import notice_statements
    from ingest.pipeline import read_notice

    start = time.perf_counter()
    notice = read_notice(content, name)
    statements = notice_statements(notice)
    row = facts_of(notice, statements)
    row = replace(row, seconds=round(time.perf_counter() - start, 3))
    return Paper(row, statements, notice.document.text)


def read_notice_file(content: bytes, name: str) -> tuple[NoticeRow, list[Statement]]:
    """Manifest row and statements of the notice in a file, by ``ingest``."""
    paper = read_paper(content, name)
    return paper.row, paper.statements


#: A notice that has some of everything.
SPECIMEN = """信息标题：关于做好2026年安全生产工作的通知
发文字号：某安委〔2026〕1号
发布日期：2026-03-01

关于做好2026年安全生产工作的通知

各县（市、区）人民政府，市安委会各成员单位：

一、工作目标
（一）加强燃气安全。2026年6月底前，市住建局要完成全部管网排查，每季度组织一次演练。（责任单位：市应急局）
（二）压实责任。市教育局牵头，建阳区人民政府配合，事故起数同比下降10%以上。

附件：重点任务分工表
（联系人：张三，联系电话：0123-4567890）

某市人民政府办公室
2026年3月1日

序号\t任务\t责任单位\t完成时限
1\t排查隐患\t市应急局\t6月底前
"""


@cache
def specimen() -> list[Statement]:
    """What a notice says that has some of everything: who has read it has the rules of reading at hand."""
    return read_notice_file(SPECIMEN.encode(), "specimen.txt")[1]


@cache
def warm() -> None:
    """Have the rules of reading and checking at hand: the first notice takes a second less."""
    from shapes.check import check
    from shapes.oxigraph import from_oxigraph

    check(list(from_oxigraph(parsed(specimen()))), source=SPECIMEN)


def load() -> None:
    """What processes that write and check share, loaded beside what is asked meanwhile."""
    give_way()
    warm()


def real_sources() -> Sources:
    """Reading by ``ingest``, vocabulary by ``ontology``."""
    return Sources(read_notice_file, _vocabulary)


def _vocabulary() -> Iterable[tuple[str, Vocabulary]]:
    return shipped().items()


def violations_of(text: str, triples: Sequence[ox.Triple]) -> list[dict[str, object]]:
    """The open violations that ``shapes`` finds in a notice, by its triples and the ``text`` of its file: those of the report
    that ``/validate`` gives of the file, by the profile that fits the notice."""
    from shapes.check import check
    from shapes.oxigraph import from_oxigraph

    report = check(list(from_oxigraph(triples)), source=text)
    return [
        {
            "rule": finding.rule,
            "section": finding.where.section,
            "sentence": finding.sentence,
            "what": finding.what.zh,
            "what_en": finding.what.en,
            "count": finding.count,
        }
        for finding in report.open
        if finding.severity == "violation"
    ]
