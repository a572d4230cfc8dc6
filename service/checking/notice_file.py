"""A file as the checks need it: its graph, its text, and itself if it is DOCX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.graph import notice_triples
from ingest.pipeline import notice_of
from ingest.read import SUFFIXES, read_document
from ingest.read.problems import both
from ingest.records import Issue
from ontology.errors import AnzeError
from service.checking.lengths import require_short
from service.checking.previous import beside_previous, is_previous, place_and_year, place_name
from service.store.files import inside
from shapes.blanks import Blank, find_blanks
from shapes.check import Options, check
from shapes.index import Index, Triple
from shapes.oxigraph import from_oxigraph
from shapes.rates import Rates, rates
from shapes.rdf_file import is_graph, read_graph
from shapes.records import Report
from shapes.report.forms import Material
from shapes.rulebook import Words
from shapes.view import the_notice


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A notice that was read. ``source``: the text of the file, None of a graph; ``docx``: the file's
    bytes if it is DOCX; ``notes``: what a reader of the report should know of how it was read; ``blanks``: what the
    file leaves open, persons whose names are hidden aside."""

    name: str
    graph: Sequence[Triple]
    source: str | None
    docx: bytes | None
    notes: tuple[Words, ...] = ()
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why."""

    name: str
    reason: str


def read_file(content: bytes, name: str, most: int | None = None) -> NoticeFile:
    """The notice in a file's bytes, be it a document or a graph; raises what ``ingest`` raises,
    ``NoNoticeError`` of a graph that has none or several, and ``TooLarge`` of a text of more than ``most`` characters."""
    if is_graph(name):
        triples = read_graph(content, name)
        the_notice(Index(triples))
        return NoticeFile(name, triples, None, None)
    original = read_document(content, name)
    if most is not None:
        require_short(original.text, name, most)
    notice = notice_of(original)
    document = notice.document
    docx = content if document.media_type.endswith("wordprocessingml.document") else None
    graph = list(from_oxigraph(notice_triples(notice)))
    blanks = find_blanks(original.text, dated=bool(notice.signed or notice.issued))
    return NoticeFile(name, graph, document.text, docx, tuple(_notes(notice.issues)), blanks)


def _notes(issues: Iterable[Issue]) -> Iterator[Words]:
    """That persons were hidden, if any were, and what of the file could not be read."""
    for each in issues:
        if each.code == "privacy.hidden":
            yield Words(
                f"{each.message}；报告里显示为 ×，你的文件不改。",
                "Persons’ names, telephone numbers and the like are shown as × in the report; your file is not changed.",
            )
        elif each.code == "document.left-out":
            zh, en = both(each.message)
            yield Words(zh, f"Not read: {en}")


def try_file(path: Path) -> NoticeFile | Unread:
    """The notice in a file, or why there is none."""
    try:
        return read_file(path.read_bytes(), path.name)
    except AnzeError as error:
        return Unread(str(path), str(error))
    except OSError as error:
        return Unread(
            str(path), f"{error.strerror or error}：请检查路径和权限。/ Check path and permissions."
        )


def find_notice_files(paths: Iterable[Path]) -> tuple[list[Path], list[Unread]]:
    """The files, and those in the directories that may be notices, in order; and the folders that cannot be listed."""
    found: list[Path] = []
    unlisted: list[Unread] = []
    for path in paths:
        if path.is_dir():
            there, closed = inside(path)
            found += filter(_may_be_notice, there)
            unlisted += [Unread(str(each.path), each.reason) for each in closed]
        else:
            found.append(path)
    return found, unlisted


def _may_be_notice(path: Path) -> bool:
    known = path.suffix.lower() in SUFFIXES or is_graph(path.name)
    return known and not path.name.lower().startswith((".", "~", "readme"))


def kept(graph: Sequence[Triple] | None) -> NoticeFile | None:
    """A notice that the built graph keeps, as one that was read."""
    return NoticeFile("", graph, "", None) if graph is not None else None


def report_on(
    paper: NoticeFile,
    options: Options,
    superior: NoticeFile | None = None,
    previous: NoticeFile | None = None,
) -> Report:
    """The report on one paper. A ``superior`` that is the same place's notice of an earlier year is taken for
    the ``previous`` one."""
    above = superior.graph if superior and superior.graph is not paper.graph else None
    if above is not None and is_previous(paper.graph, above):
        above, previous = None, previous or superior
    report = check(paper.graph, source=paper.source, superior=above, options=options)
    name = report.file_name or paper.name  # a graph names none
    other_year = _other_year(paper.graph, above) if above is not None else ()
    notes = (*report.notes, *paper.notes, *other_year)
    report = replace(report, file_name=name, notes=notes, blanks=paper.blanks)
    if previous is None:
        return report
    notes = (*report.notes, *_no_last_notice(paper, previous))
    return replace(report, notes=notes, previous=beside_previous(paper.graph, previous.graph))


def _other_year(notice: Sequence[Triple], above: Sequence[Triple]) -> Iterator[Words]:
    """That the superior's notice is of another plan year."""
    (_, own), (_, theirs) = place_and_year(notice), place_and_year(above)
    if own and theirs and own != theirs:
        yield Words(
            f"对照的上级通知是 {theirs} 年度的，这份是 {own} 年度的：“没有承接”的上级任务里会有已经办完的或那一年才有的，只作参考。",
            f"The superior’s notice is of {theirs}, this one of {own}: some of its tasks that are not taken up are done by now "
            "or were of that year alone.",
        )


def _no_last_notice(paper: NoticeFile, previous: NoticeFile) -> Iterator[Words]:
    """That what was given as the last year’s notice is none: of another place, or not of an earlier plan year."""
    (place, own), (elsewhere, theirs) = (place_and_year(each.graph) for each in (paper, previous))
    if place and elsewhere and elsewhere != place:
        here, there = place_name(place), place_name(elsewhere)
        yield Words(
            f"作为本地上一年的通知给的文件是{there}的，这份是{here}的：请核对是不是选错了文件。",
            f"The file given as the place’s last notice is of {there}, this one of {here}: check that it is the right file.",
        )
    if own and theirs >= own:
        yield Words(
            f"作为上一年的通知给的文件是 {theirs} 年的，不早于这份（{own} 年）：请核对是不是选错了文件。",
            f"The file given as last year’s notice is of {theirs}, not before this one ({own}): check that it is the right file.",
        )


def material(paper: NoticeFile, lang: str = "zh") -> Material:
    """What the forms of the report need of the paper."""
    return Material(paper.source, paper.docx, lang)


def rates_of(papers: Iterable[NoticeFile]) -> tuple[Rates, ...]:
    """The rates of the papers, to stand beside each other."""
    return tuple(rates(paper.graph) for paper in papers)
