"""Many files: read, check and write one after the other, or in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from service.checking.companions import report_beside
from service.checking.corpus import stored_peers
from service.checking.notice_file import (
    NoticeFile,
    Unread,
    material,
    rates_of,
    try_file,
)
from service.store.layout import DataDir, Snapshot
from shapes.check import Options
from shapes.peers import peers
from shapes.policy import SEVERITIES
from shapes.rates import Share
from shapes.records import Report
from shapes.report.forms import BY_NAME
from shapes.rulebook import Words

_HOW = Words("手头有的，用 --against 给出。", " If you have one, give it by --against.")
SIDE_BY_SIDE = 12  # up to so many notices stand beside each other in their reports


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with every file. ``form``: name of the report's form, None for no bytes;
    ``above``: the superior's notice for all; ``last``: the place's last notice; ``data``: the directory of the built
    graph, for rates, superiors and last notices."""

    options: Options
    form: str | None = None
    lang: str = "zh"
    above: NoticeFile | None = None
    last: NoticeFile | None = None
    data: Path | None = None
    keep: bool = False  # keep the report itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """One checked file; ``report`` only where the order keeps it."""

    path: Path
    counts: dict[str, int]
    waived: int
    tasks: int
    owner: Share
    time: Share
    body: bytes | None
    report: Report | None


def check_files(
    files: Sequence[Path], order: Order, seen: Callable[[NoticeFile], None], jobs: int = 1
) -> Iterator[Outcome | Unread]:
    """The outcomes in the order of the files. A few files are read first, so that each report has
    the rates of the others, and ``seen`` is called with each; many stream through."""
    if len(files) <= SIDE_BY_SIDE:
        yield from _beside(files, order, seen)
    elif jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            yield from pool.map(partial(_one, order=_with_stored(order)), files, chunksize=4)
    else:
        yield from map(partial(_one, order=_with_stored(order)), files)


def _with_stored(order: Order) -> Order:
    known = stored_peers(_snapshot(order.data))
    return replace(order, options=replace(order.options, others=known))


def _beside(
    files: Sequence[Path], order: Order, seen: Callable[[NoticeFile], None]
) -> Iterator[Outcome | Unread]:
    read = [(path, try_file(path)) for path in files]
    papers = [paper for _, paper in read if isinstance(paper, NoticeFile)]
    for each in papers:
        seen(each)
    own = map(asdict, rates_of(papers))
    known = stored_peers(_snapshot(order.data)).told.values()
    order = replace(order, options=replace(order.options, others=peers([*known, *own])))
    for path, paper in read:
        yield paper if isinstance(paper, Unread) else _outcome(path, paper, order)


def _one(path: Path, order: Order) -> Outcome | Unread:
    paper = try_file(path)
    return paper if isinstance(paper, Unread) else _outcome(path, paper, order)


def _outcome(path: Path, paper: NoticeFile, order: Order) -> Outcome:
    snapshot = _snapshot(order.data)
    report = report_beside(paper, order.options, snapshot, order.above, order.last, _HOW)
    if order.data is not None and snapshot is None:
        report = replace(report, notes=(*report.notes, _no_graph(order.data)))
    form = BY_NAME[order.form] if order.form else None
    return Outcome(
        path=path,
        counts={severity: report.count(severity) for severity in SEVERITIES},
        waived=len(report.findings) - len(report.open),
        tasks=report.rates.tasks,
        owner=report.rates.any_owner,
        time=report.rates.own_deadline,
        body=form.make(report, material(paper, order.lang)) if form else None,
        report=report if order.keep else None,
    )


def _no_graph(data: Path) -> Words:
    """That there is no built graph to stand beside, where it was looked for, and how to name another."""
    return Words(
        f"这里没有图谱，没有和别的通知（上级的、上一年的）相比：找的是数据目录 {data.absolute()}。图谱建在别处的，用 --data "
        "指明它的数据目录（也可设 ANZE_DATA）；还没有建的，先运行 anze build。手头有上级的、上一年的通知，用 --against、--previous 给出。",
        f"There is no graph here, so nothing was compared with other notices: looked in the data directory {data.absolute()}. "
        "Name that of a graph elsewhere by --data or ANZE_DATA, or run `anze build` first; a superior’s or last notice can be given "
        "by --against and --previous.",
    )


def _snapshot(data: Path | None) -> Snapshot | None:
    """The current one of the directory of the built graph."""
    return DataDir(data).current() if data is not None else None
