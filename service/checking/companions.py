"""A notice beside those of the built graph that it goes with: its superior's of the same year and its place's last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.checking.corpus import Kept, kept_of, previous_graph, superior_graph
from service.checking.notice_file import NoticeFile, kept, report_on
from service.checking.previous import above_of, place_and_year, place_name
from service.store.layout import Snapshot
from shapes.check import Options
from shapes.index import Triple
from shapes.records import Report
from shapes.rulebook import Words


def report_beside(
    paper: NoticeFile,
    options: Options,
    snapshot: Snapshot | None,
    superior: NoticeFile | None = None,
    previous: NoticeFile | None = None,
    how: Words = Words("", ""),  # noqa: B008
) -> Report:
    """The report on one paper beside the notices given, else those of the snapshot; where there is no superior's, it
    says which one was wanted, and ``how`` to give one. Nothing is said of what a graph lacks where there is none."""
    report = report_on(
        paper,
        options,
        superior or kept(superior_graph(snapshot, paper.graph)),
        previous or kept(previous_graph(snapshot, paper.graph)),
    )
    if report.superior is not None or snapshot is None:
        return report
    return replace(report, notes=(*report.notes, *_superior_wanted(snapshot, paper.graph, how)))


def superior_at_hand(snapshot: Snapshot | None, notice: Sequence[Triple]) -> Kept | None:
    """The superior's notice of the nearest plan year in the snapshot, the later of two as near."""
    _, year = place_and_year(notice)
    return _nearest(snapshot, above_of(notice), year)


def _nearest(snapshot: Snapshot | None, above: str, year: str) -> Kept | None:
    found = kept_of(snapshot, above) if above and year.isdecimal() else []
    return min(found, key=lambda each: (abs(each.year - int(year)), -each.year), default=None)


def _superior_wanted(snapshot: Snapshot, notice: Sequence[Triple], how: Words) -> Iterator[Words]:
    """Which notice of the superior’s would have been compared, and which there is instead; nothing where the place has
    no superior or the notice no plan year."""
    _, year = place_and_year(notice)
    above = above_of(notice)
    if not above or not year.isdecimal():
        return
    name, nearest = place_name(above), _nearest(snapshot, above, year)
    instead = _instead(nearest) if nearest else Words("", "")
    yield Words(
        f"没有与上级的通知对照：图谱里没有{name} {year} 年度的通知{instead.zh}。{how.zh}",
        f"Not compared with a superior’s notice: the graph has none of {name} for {year}{instead.en}.{how.en}",
    )


def _instead(other: Kept) -> Words:
    file = f"（{other.file}）" if other.file else ""
    return Words(
        f"；有 {other.year} 年度的《{other.title}》{file}",
        f"; it has that for {other.year} ({other.file or other.title})",
    )
