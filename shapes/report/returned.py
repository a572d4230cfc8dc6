"""What people wrote into a report that went round: the states of the workbook's rows, the comments that were
resolved in Word, with who did it and what was said."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import dropwhile

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from shapes.errors import ReturnedError
from shapes.records import WHOLE, Finding, Remark, Report
from shapes.report.labels import aside, pick
from shapes.report.sheet import COLUMNS, STATES
from shapes.rulebook import Words
from shapes.waivers import LIKE, Waiver, likeness

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
#: Column heads of the workbook that are read, in both languages, to what they hold.
_READ = {
    "状态": "state",
    "承办人": "by",
    "整改情况": "note",
    "规则编号": "rule",
    "问题编号": "id",
    "各句编号": "parts",
    "原句（红字为所指）": "sentence",
}
_HEADS = {head: _READ[zh] for zh, en, *_ in COLUMNS if zh in _READ for head in (zh, en)}
#: The end of a comment: the code of its rule and the ids of its findings.
_NAMED = re.compile(r"（([a-z0-9-]+) · ((?: ?[0-9a-f]{10}(?:-\d+)?)+)）$")
#: Behind the reason of what was acknowledged before: since when it is so.
_SINCE = re.compile(r"（(\d{4}-\d\d-\d\d)）(?:（\d{4}-\d\d-\d\d）)*$")
#: A member of a Word file of more bytes is no list of comments.
LARGEST = 32 << 20


@dataclass(frozen=True, slots=True)
class Returned:
    """Of the remarks ``told``, so many are on findings that are ``gone``, ``still`` there (of which so
    many were said to be ``done``), or ``waived``."""

    told: int
    gone: int
    still: int
    done: int
    waived: int


def read_returned(content: bytes, name: str) -> tuple[Remark, ...]:
    """The remarks of a report that comes back, as XLSX or as DOCX.

    Raises ReturnedError where the file is neither, or has no finding of a report."""
    try:
        members = zipfile.ZipFile(BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        members = []
    word = "word/document.xml" in members
    if not word and not any(each.startswith("xl/") for each in members):
        raise _unfit(name)
    found = tuple(_of_word(content) if word else _of_workbook(content))
    if not found:
        raise _unfit(name)
    return found


def _unfit(name: str) -> ReturnedError:
    return ReturnedError(
        f"“{name}”不是带回的检查报告：要本页下载的 Excel 问题清单（填了“状态”），或 Word 批注稿。 / "
        f"{name} is no report that comes back: give the workbook or the Word file that was taken from here."
    )


def _of_workbook(content: bytes) -> Iterator[Remark]:
    """The rows of every sheet that lists problems."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except CalamineError:
        return
    for name, rows in sheets:
        yield from _of_sheet(name, rows)


def _of_sheet(name: str, rows: Sequence[Sequence[object]]) -> Iterator[Remark]:
    numbered = enumerate(rows, start=1)
    table = dropwhile(lambda row: not {"问题编号", "Id"} & {str(c) for c in row[1]}, numbered)
    heads = [_HEADS.get(str(cell), "") for cell in next(table, (0, []))[1]]
    for row, cells in table:
        told = {head: str(cell).strip() for head, cell in zip(heads, cells, strict=False) if head}
        if told.get("id"):
            known = told["state"] in STATES
            yield Remark(
                told["id"], told["rule"], told["state"] if known else STATES[0], told["by"], told["note"],
                tuple(told.get("parts", "").split()), row, "" if known else told["state"], told.get("sentence", ""), name,
            )  # fmt: skip


def _of_word(content: bytes) -> Iterator[Remark]:
    """Our comments: the last line ends with rule and finding; one that is resolved is done, a reply to it says
    by whom and what (ISO/IEC 29500-1, 17.13.4; commentsExtended of [MS-DOCX] 2.5)."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        comments = _xml(file, "word/comments.xml")
        threads = {
            each.get(f"{_W15}paraId", ""): each
            for each in _xml(file, "word/commentsExtended.xml").iter(f"{_W15}commentEx")
        }
    replies = dict(_replies(comments, threads))
    for comment in comments.iter(f"{_W}comment"):
        lines = _lines(comment)
        named = _NAMED.search(lines[-1]) if lines else None
        if named is None:
            continue
        rule, ids = named[1], named[2].split()
        thread = threads.get(_key(comment))
        done = thread is not None and thread.get(f"{_W15}done") in ("1", "true")
        by, note = replies.get(_key(comment), ("", ""))
        yield Remark(
            ids[0], rule, STATES[2 if done else 0], by, note, tuple(ids) if len(ids) > 1 else ()
        )


def _replies(
    comments: etree._Element, threads: Mapping[str, etree._Element]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """By the comment that is replied to: author and words; the last reply counts."""
    for comment in comments.iter(f"{_W}comment"):
        thread = threads.get(_key(comment))
        parent = thread.get(f"{_W15}paraIdParent") if thread is not None else None
        if parent:
            yield parent, (comment.get(f"{_W}author", ""), "".join(_lines(comment)))


def _key(comment: etree._Element) -> str:
    """What a comment is called by: its last paragraph."""
    paragraphs = comment.findall(f"{_W}p")
    return paragraphs[-1].get(f"{_W14}paraId", "") if paragraphs else ""


def _lines(comment: etree._Element) -> list[str]:
    texts = ["".join(p.itertext(f"{_W}t")).strip() for p in comment.findall(f"{_W}p")]
    return [text for text in texts if text]


def _xml(file: zipfile.ZipFile, member: str) -> etree._Element:
    """The root of a member; an empty element where there is none, or it is unfit."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        if file.getinfo(member).file_size > LARGEST:
            return etree.Element("none")
        return etree.fromstring(file.read(member), parser)
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile):
        return etree.Element("none")


def waivers_of(remarks: Iterable[Remark]) -> tuple[Waiver, ...]:
    """The waivers that a workbook's rows of state 已豁免 stand for, each of the day that its row tells or of today."""
    today = date.today().isoformat()
    return tuple(
        Waiver(
            id=one, rule=each.rule, sentence="" if at else each.sentence, reason=reason, by=each.by, date=since or today
        )
        for each in remarks if each.state == STATES[3]
        for reason, since in (_reason(each.note),)
        for at, one in enumerate(each.ids)
    )  # fmt: skip


def _reason(note: str) -> tuple[str, str]:
    """The reason and since when it is so, "" where the note does not say.

    >>> _reason("上级未定（2026-03-01）"), _reason("上级未定")
    (('上级未定', '2026-03-01'), ('上级未定', ''))
    """
    since = _SINCE.search(note)
    return (note[: since.start()], since[1]) if since else (note, "")


def told_of(findings: Sequence[Finding], remarks: Sequence[Remark]) -> Returned:
    """What became of the findings that a returned report tells of."""
    open_now = {one.id: finding.waived is None for finding in findings for one in finding.each}
    still = [each for each in remarks if any(one in open_now for one in each.ids)]
    waived = [each for each in still if not any(open_now.get(one) for one in each.ids)]
    done = [each for each in still if each.state == STATES[2] and each not in waived]
    return Returned(
        len(remarks), len(remarks) - len(still), len(still) - len(waived), len(done), len(waived)
    )


def found_again(findings: Sequence[Finding], remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The remarks; one of a finding that is no longer there is of the likest of its rule that nothing was written of,
    where that is the same sentence edited but little."""
    free = {one.id: one for finding in findings for one in finding.each}
    lost = [each for each in remarks if not free.keys() & set(each.ids)]
    for each in remarks:
        for one in each.ids:
            free.pop(one, None)
    again: dict[str, str] = {}
    for each in lost:
        alike = [
            (score, one.id)
            for one in free.values()
            if one.rule == each.rule and (score := likeness(one.sentence, each.sentence)) >= LIKE
        ]
        if alike:
            again[each.finding] = max(alike)[1]
            del free[again[each.finding]]
    return tuple(
        replace(each, finding=again[each.finding], parts=()) if each.finding in again else each
        for each in remarks
    )


def with_remarks(report: Report, remarks: tuple[Remark, ...]) -> Report:
    """The report with what was written of its findings, and what became of them, in its notes."""
    if not remarks:
        return report
    remarks = found_again(report.findings, remarks)
    notes = (_became(told_of(report.findings, remarks)), *_no_states(remarks))
    return replace(report, remarks=remarks, notes=(*report.notes, *notes))


def _became(back: Returned) -> Words:
    return Words(
        f"读回 {back.told} 条：{back.gone} 条已不再有，{back.still} 条仍在（其中 {back.done} 条记为已整改，请核对），{back.waived} 条已豁免。",
        f"Of {back.told} findings in the list that came back {back.gone} are gone, {back.still} are still here ({back.done} of "
        f"them said to be done), {back.waived} are waived.",
    )


def to_verify(report: Report) -> tuple[Finding, ...]:
    """Open findings that somebody said were done."""
    done = {one for each in report.remarks if each.state == STATES[2] for one in each.ids}
    return tuple(finding for finding in report.open if any(one.id in done for one in finding.each))


def with_names(report: Report) -> Report:
    """The report with a note that names what was said to be done and is still here, if anything is."""
    found = to_verify(report)
    if not found:
        return report
    rules = {rule.id: rule.label for rule in report.rules}
    zh, en = ([_where(each, rules, lang) for each in found] for lang in ("zh", "en"))
    note = Words(
        f"记为已整改而仍在的：{'；'.join(zh)}。",
        f"Said to be done and still here: {'; '.join(en)}.",
    )
    return replace(report, notes=(*report.notes, note))


def _where(finding: Finding, rules: Mapping[str, Words], lang: str) -> str:
    """The name of the problem and the section that it is in."""
    section = finding.where.section
    return pick(rules[finding.rule], lang) + ("" if section == WHOLE else aside(section, lang))


def _no_states(remarks: Iterable[Remark]) -> Iterator[Words]:
    """Which rows have a word for a state that is none."""
    rows: dict[tuple[str, str], list[str]] = {}
    for each in remarks:
        if each.word:
            rows.setdefault((each.sheet, each.word), []).append(str(each.row))
    if rows:
        zh = "；".join(
            f"“{word}”（{sheet}第 {'、'.join(at)} 行）" for (sheet, word), at in rows.items()
        )
        en = "; ".join(
            f"“{word}” ({sheet}, row {', '.join(at)})" for (sheet, word), at in rows.items()
        )
        yield Words(
            f"清单“状态”栏里这些词不是状态，按“{STATES[0]}”算：{zh}。可填：{'、'.join(STATES)}。",
            f"Words in the column of states that are none count as {STATES[0]}: {en}. States are {', '.join(STATES)}.",
        )
