"""Several notices side by side in words and plain rows: for JSON, for a sheet, for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from alignment.comparison import DROPPED, ONLY_HERE
from alignment.export import difference, difference_words, side_json
from alignment.grid import Cell, Grid
from alignment.records import Side
from alignment.telling import label, listed, one_sided, shortened

Json = dict[str, Any]
_SHOWN = 3


def grid_json(grid: Grid) -> Json:
    """The grid as JSON: its notices, three sentences in each language, outcomes by notice, and the rows."""
    return {
        "kind": grid.kind,
        "relation": grid.relation,
        "notices": [side_json(side) for side in grid.sides],
        "summary": list(sentences(grid)),
        "summary_en": list(sentences(grid, "en")),
        "outcomes": [_outcome(step.counts) for step in grid.steps],
        "items": [_row(row, grid.relation) for row in grid.rows],
    }


def _outcome(counts: Any) -> Json:
    return {name: count for name, count in counts.items() if count}


def _row(row: Sequence[Cell | None], relation: str) -> Json:
    first = next(cell for cell in row if cell)
    return {
        "article": first.duty.article,
        "text": first.duty.text,
        "cells": [_cell(cell, relation, grew=cell is first) for cell in row],
    }


def _cell(cell: Cell | None, relation: str, grew: bool) -> Json | None:
    if cell is None:
        return None
    return {
        "verdict": None if grew else cell.verdict,
        "verdict_label": None if grew else label("uptake", cell.verdict, relation=relation),
        "id": cell.duty.iri,
        "article": cell.duty.article,
        "text": cell.duty.text,
        "differences": [difference(each, relation) for each in cell.aligned.differences]
        if cell.aligned
        else [],
    }


def grid_rows(grid: Grid) -> list[Json]:
    """The rows as a sheet has them: a column for each notice, in a cell what became of the duty, the words
    and each difference; over the years the words ahead of them, which those of a superior's notice are themselves."""
    names = _names(grid.sides)
    ahead = ("article",) if grid.kind == "subordinates" else ("article", "text")
    return [
        {name: row[name] for name in ahead}
        | {name: _told(each) for name, each in zip(names, row["cells"], strict=True)}
        for row in (_row(each, grid.relation) for each in grid.rows)
    ]


def _told(cell: Json | None) -> str:
    if cell is None:
        return ""
    parts = [*map(difference_words, cell["differences"]), cell["text"]]
    return "\n".join(
        [f"【{cell['verdict_label']}】", *parts] if cell["verdict"] else [cell["text"]]
    )


def _names(sides: Sequence[Side]) -> list[str]:
    """The titles, told apart where two are alike."""
    seen = Counter(side.title for side in sides)
    return [
        side.title if seen[side.title] == 1 else f"{side.title}（{side.iri.rsplit('/', 1)[-1]}）"
        for side in sides
    ]


def sentences(grid: Grid, lang: str = "zh") -> tuple[str, str, str]:
    """How much was taken up or went on; by whom most and least, or in which year; what most differ in."""
    return _subordinates(grid, lang) if grid.kind == "subordinates" else _years(grid, lang)


def _subordinates(grid: Grid, lang: str) -> tuple[str, str, str]:
    superior, *others = grid.sides
    total, count = len(grid.rows), len(others)
    taken = [sum(cell is not None for cell in row[1:]) for row in grid.rows]
    every, none = sum(each == count for each in taken), sum(not each for each in taken)
    shares = sorted(
        (
            (total - step.counts[DROPPED], side)
            for step, side in zip(grid.steps, others, strict=True)
        ),
        key=lambda each: (-each[0], each[1].title),
    )
    by_side = listed((f"《{side.title}》{had}/{total}" for had, side in _ends(shares)), lang, "；")
    if lang == "zh":
        return (
            f"《{superior.title}》的 {total} 项职责，{count} 份下级通知都有对应的 {every} 项，"
            f"都未找到对应的 {none} 项，部分有的 {total - every - none} 项。",
            f"有对应的职责数：{by_side}。" if shares else "没有下级的通知可对照。",
            _differing(grid, lang),
        )
    return (
        f"Of {total} duties of 《{superior.title}》 {every} have a counterpart in all {count} notices below, {none} in "
        f"none that was found, {total - every - none} in some.",
        f"Duties with a counterpart: {by_side}."
        if shares
        else "There is no notice below to compare.",
        _differing(grid, lang),
    )


def _ends(shares: Sequence[tuple[int, Side]]) -> Sequence[tuple[int, Side]]:
    """The most and the least."""
    return shares if len(shares) <= 2 * _SHOWN else [*shares[:_SHOWN], *shares[-_SHOWN:]]


def _differing(grid: Grid, lang: str) -> str:
    """The duties in which most of the notices ask another number, time, owner, scope or strictness."""
    found = []
    for row in grid.rows:
        changed = [cell for cell in row if cell and cell.aligned and cell.aligned.differences]
        if changed and row[0]:
            found.append((len(changed), row[0].duty.text))
    found.sort(key=lambda each: -each[0])
    if lang == "zh":
        told = "；".join(f"{shortened(text)}（{count} 份不同）" for count, text in found[:_SHOWN])
        return f"差异最多的职责：{told}。" if told else "各份对应的职责没有差异。"
    told = "; ".join(f"{shortened(text)} (in {count})" for count, text in found[:_SHOWN])
    return f"Duties that differ in most notices: {told}." if told else "No duty differs."


def _years(grid: Grid, lang: str) -> tuple[str, str, str]:
    names = [str(side.year or "?") for side in grid.sides]
    lasting = sum(all(row) for row in grid.rows)
    steps = listed(
        (_step(grid, at, pair, lang) for at, pair in enumerate(pairwise(names))), lang, "；"
    )
    moved = [
        f"{shortened(cell.duty.text)}（{names[at]}{'年' if lang == 'zh' else ' '}{label('uptake', cell.verdict, lang, grid.relation)}）"
        for row in grid.rows
        for at, cell in enumerate(row)
        if cell and cell.verdict in ("raised", "lowered", "moved", "mixed", "opposed")
    ]
    changed = listed(moved[:_SHOWN], lang, "；")
    alone = any(
        one_sided(cell.aligned) for row in grid.rows for cell in row if cell and cell.aligned
    )
    if lang == "zh":
        same = "双方都写明的没有变化；只有一方写明的，见各行。" if alone else "没有变化。"
        return (
            f"{len(grid.sides)} 份通知（{'、'.join(names)}年）共 {len(grid.rows)} 项职责，每年都有的 {lasting} 项。",
            f"逐年：{steps}。" if grid.steps else "只有一份通知，没有可比的年份。",
            f"要求有变化的 {len(moved)} 处：{changed}。" if moved else f"延续的职责，要求{same}",
        )
    return (
        f"{len(grid.sides)} notices ({', '.join(names)}) have {len(grid.rows)} duties, {lasting} of them every year.",
        f"Year by year: {steps}."
        if grid.steps
        else "With one notice there are no years to compare.",
        f"Demands that changed, {len(moved)} times: {changed}."
        if moved
        else f"Duties that go on ask the same{' where both state it; for the rest see the rows' if alone else ''}.",
    )


def _step(grid: Grid, at: int, years: tuple[str, str], lang: str) -> str:
    """What went on, ended and began between two notices."""
    pairs = [(row[at], row[at + 1]) for row in grid.rows]
    on = sum(bool(before and after) for before, after in pairs)
    gone = sum(bool(before) and not after for before, after in pairs)
    new = sum(after is not None and after.verdict == ONLY_HERE for _, after in pairs)
    step = "→".join(years)
    if lang == "zh":
        return f"{step} 延续 {on} 项、未找到对应（可能换了说法） {gone} 项、新提 {new} 项"
    return f"{step} {on} go on, {gone} without a counterpart that was found, {new} new"
