"""The composition: file → document → paragraphs → outline → tasks → notice. Read this first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ingest.admission import require_notice, require_orders, require_simplified
from ingest.annex import Beyond, annex_rows, annex_sentences, whole_text
from ingest.body import read_body
from ingest.carried import carried
from ingest.clean import paragraphs
from ingest.concepts import other_number
from ingest.contents import without_contents
from ingest.coverage import coverage, unread_issues
from ingest.deadlines import Calendar
from ingest.duties import completed
from ingest.first_leads import order_of_leads
from ingest.frames import unframed
from ingest.goals import find_goals
from ingest.masthead import Masthead, preamble, read_masthead
from ingest.places import parent_of, place_of, place_of_township, place_of_zone, place_within
from ingest.privacy import hidden_issue, mask, masked_document
from ingest.read import read_document
from ingest.records import Citation, Document, Due, Issue, Mention, Notice, Task
from ingest.sections import preamble_section
from ingest.several import further_notices
from ingest.structure import outline
from ingest.task_tables import repeats, runs, task_rows
from ingest.units import Issuer, Register, unit_of
from ontology.codes import Division
from ontology.ids import notice_iri

_SERIAL = re.compile(r"^[（(]?\d{1,3}[）)]?[\-_.、\s]+")
_NAMES_TASKS = re.compile("任务|分工|清单|要点|安排|计划|方案|台账")
"""The name of a file that says what its table is."""


def read_notice(source: Path | bytes, file_name: str) -> Notice:
    """The notice in a file: its masthead, sections and tasks.

    Raises:
        UnreadableDocument: no reader understands the bytes.
        NotANotice: the text is no notice with orders in it.
    """
    document = read_document(source, file_name)
    return notice_of(document)


def notice_of(document: Document) -> Notice:
    """The notice that a document holds."""
    content = paragraphs(document)
    require_simplified(document, content)
    masked = mask(content)
    document = masked_document(document, masked.content)
    plan = outline(unframed(without_contents(masked.content)))
    head = read_masthead(plan.front, plan.end, plan.tables)
    tables = [rows for t in plan.tables if (rows := task_rows(t))]
    head = _named_by_file(head, document.file_name) if tables else head
    require_notice(document, plan, head, bool(tables))
    division = _division(head, document.text)
    iri = notice_iri(
        division.code if division else None, head.plan_year, head.doc_number, head.title
    )
    issuer = Issuer(division, document.text)
    preface = preamble(plan.front) or (plan.lead.own if plan.lead else ())
    rooms = (*plan.rooms, *plan.annex_rooms)
    body = runs("".join(whole_text(r) for r in rooms)) if tables else frozenset()
    again = [repeats(rows, body) for rows in tables]
    lists = [rows for rows, there in zip(tables, again, strict=True) if not there]
    repeated = [r for rows, there in zip(tables, again, strict=True) if there for r in rows]
    when = Calendar(head.plan_year or _first_year(document.text), head.signed or head.issued)
    articles = [a for r in rooms for a in ([r] if r.kind == "article" else r.rooms)]
    annex = annex_rows(iri, repeated, articles)
    again_said = annex_sentences(repeated, annex)
    beyond = Beyond(body, annex, issuer, when.year)
    sections, sentences = read_body(iri, plan, lists, again_said, beyond, when)
    require_orders(document, plan, sentences, bool(tables))
    tasks = tuple(completed(t) for t in carried(sentences))
    read_rows = [r for rows in tables for r in rows]
    found = coverage(document.text, plan, sentences, read_rows, repeated, plan.tables)
    if ranked := order_of_leads(document.text):
        tasks = tuple(t._replace(owners=ranked(t.owners)) for t in tasks)
        annex = tuple(replace(a, owners=ranked(a.owners)) for a in annex)
    register = Register(issuer)
    tasks = tuple(
        t._replace(owners=register.linked(t.owners), due=_bounded(t, when.year)) for t in tasks
    )
    annex = tuple(replace(a, owners=register.linked(a.owners)) for a in annex)
    issuing = unit_of(head.issuer, issuer) if head.issuer else None
    if issuing:
        register.units.setdefault(issuing.iri, issuing)
    superior = parent_of(division.code) if division else None
    return Notice(
        iri=iri,
        title=head.title,
        doc_number=head.doc_number,
        doc_number_written=_written(document, head),
        issuer=head.issuer,
        issuer_unit=issuing.iri if issuing else None,
        jurisdiction=division.code if division else None,
        superior=superior.code if superior else None,
        plan_year=head.plan_year,
        plan_period=head.plan_period,
        signed=head.signed,
        issued=head.issued,
        status=head.status,
        addressees=head.addressees,
        copied_to=head.copied_to,
        document=document,
        sections=(*preamble_section(iri, preface), *sections),
        tasks=tasks,
        annex=annex,
        goals=tuple(g for p in preface for g in find_goals(p)),
        units=tuple(sorted(register.units.values(), key=lambda u: u.iri)),
        issues=(
            *_issues(head, division is not None, tasks),
            *hidden_issue(masked.hidden),
            *(
                Issue("warning", "document.left-out", f"未读：{why}", 0, 0)
                for why in document.left_out
            ),
            *further_notices(masked.content, head),
            *unread_issues(document.text, found),
        ),
        coverage=found,
    )


def _named_by_file(head: Masthead, file_name: str) -> Masthead:
    """The masthead with the name of the file for its title, where a table of tasks has none of its own (某县2026年重点任务分工表.csv)."""
    name = _SERIAL.sub("", Path(file_name).stem)
    if head.title or head.doc_number or not _NAMES_TASKS.search(name):
        return head
    return replace(head, title=name, plan_year=head.plan_year or _first_year(name))


def _division(head: Masthead, context: str) -> Division | None:
    """The division of the issuer: by its name, else by the title (a township's names its county)."""
    for words in (head.issuer or "", head.title):
        found = place_of_zone(words, context) or place_of(words, context)
        if found:
            return found
    return place_within(head.title, context) or place_of_township(head.issuer or "", context)


def _written(document: Document, head: Masthead) -> str | None:
    """The document number as the file prints it, widths and brackets as they are."""
    return (
        document.text[head.number_span.start : head.number_span.end] if head.number_span else None
    )


def _first_year(text: str) -> int | None:
    """The first year in words, for dates without one where the masthead gives no year: 至2025年10月底."""
    m = re.search(r"(?<![\d〔《（(])(20[0-4]\d)年", text)
    return int(m[1]) if m else None


def _bounded(task: Task, year: int | None) -> tuple[Due, ...]:
    """When a task is due; one with no time of its own is bounded by the end of the plan year."""
    if (
        year is None
        or task.when in ("immediate", "done")
        or task.due
        or task.recurrences
        or task.windows
        or task.response
    ):
        return task.due
    mention = Mention("", task.start, task.start, "due.inherited")
    return (Due(date(year, 12, 31), "inherited", mention),)


def _issues(head: Masthead, placed: bool, tasks: Sequence[Task]) -> tuple[Issue, ...]:
    found = (
        (not head.title, "warning", "masthead.no-title", "未识别出标题（关于……的通知）"),
        (
            not head.doc_number and head.status != "draft",
            "warning",
            "masthead.no-number",
            "未识别出发文字号（如 孝政发〔2026〕1号）",
        ),
        (not head.issuer, "warning", "masthead.no-issuer", "未识别出发文机关"),
        (
            not placed,
            "warning",
            "masthead.no-place",
            "发文机关所属行政区划（GB/T 2260）无法唯一确定",
        ),
        (
            head.plan_year is None,
            "warning",
            "masthead.no-year",
            "标题和文号中都没有年份，期限“年底前”无从换算",
        ),
        (not tasks, "error", "body.no-tasks", "正文中没有找到任务"),
    )
    general = [Issue(level, code, message, 0, 0) for there, level, code, message in found if there]
    return (
        *general,
        *dict.fromkeys(_no_such_day(d.mention) for t in tasks for d in t.due if not d.date),
        *dict.fromkeys(issue for t in tasks for c in t.citations for issue in _misnumbered(c)),
    )


def _misnumbered(citation: Citation) -> Iterator[Issue]:
    """That an instrument is cited by another number than it is known to have."""
    cited = citation.doc_number
    known = other_number(citation.title, cited) if cited else None
    if known:
        words = f"《{citation.title}》引作{cited}，已知文号为{known}"
        where = citation.mention
        yield Issue("warning", "citation.number-differs", words, where.start, where.end)


def _no_such_day(words: Mention) -> Issue:
    """A note's date is told once, however many tasks the note covers."""
    message = f"“{words.quote}”：日历上没有这一天，请核对月、日"
    return Issue("error", "time.no-such-day", message, words.start, words.end)
