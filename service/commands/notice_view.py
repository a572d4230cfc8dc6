"""A notice with what was found in it, coloured, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ingest.records import Mention, Notice, Owner, Quantity, Section, Task
from ontology.ids import BASE
from service.lookup.headings import numbered

STYLES = {
    "owner": "bold cyan",
    "time": "bold yellow",
    "target": "bold green",
    "condition": "green",
    "term": "magenta",
    "citation": "blue underline",
    "topic": "dim",
}
_ROLES = {"lead": "牵头", "responsible": "责任", "assist": "配合", "supervise": "督促"}
_BASES = {"note": "", "default": "·统一规定", "subject": "·句中主语", "carried": "·承前主语"}


_BECAME = {"task": "任务", "annex": "附表（与正文重复）", "heading": "标题", "note": "括注与责任栏", "statement": "其他句子",
           "masthead": "版头版尾", "furniture": "版面", "nothing": "未读"}  # fmt: skip


def coverage_line(notice: Notice) -> str:
    """How much of the text became what: 读到 5000 字：任务 88%（4400）、标题 …；未读 0。"""
    counts = dict(notice.coverage.counts)
    whole = sum(counts.values()) or 1
    shares = "、".join(
        f"{_BECAME[k]} {100 * counts[k] / whole:.0f}%"
        for k in _BECAME
        if k != "nothing" and k in counts
    )
    unread = counts.get("nothing", 0)
    return f"读到 {whole} 字：{shares}；未读 {unread} 字。 / Read {whole} characters, {unread} of them as nothing."


def render(notice: Notice, explain: bool) -> Iterator[RenderableType]:
    """The parts of the view in order: masthead, legend, sections with their tasks, issues."""
    yield _masthead(notice)
    yield _legend()
    tasks = {s.iri: [t for t in notice.tasks if t.section == s.iri] for s in notice.sections}
    for section in notice.sections:
        yield _heading(section)
        for task in tasks[section.iri]:
            yield _sentence(task)
            yield from (
                _line(label, words, m, explain) for label, words, m in _facts(task, explain)
            )
    for issue in notice.issues:
        yield Text(f"! {issue.level} {issue.code}: {issue.message}", style="red")


def _masthead(notice: Notice) -> Panel:
    table = Table.grid(padding=(0, 2))
    rows = (
        ("文号", notice.doc_number or "（无）"),
        ("发文机关", notice.issuer or "（未识别）"),
        ("行政区划", notice.jurisdiction or "（未识别）"),
        ("年度", str(notice.plan_year or "（未识别）")),
        ("成文 / 印发", f"{notice.signed or '—'} / {notice.issued or '—'}"),
        ("状态", {"draft": "征求意见稿（草案）", "issued": "已印发"}[notice.status]),
        ("主送", "；".join(notice.addressees) or "—"),
        ("读出", _counts(notice)),
    )
    for label, value in rows:
        table.add_row(Text(label, style="dim"), value)
    return Panel(table, title=notice.title or notice.document.file_name, title_align="left")


def _counts(notice: Notice) -> str:
    own = sum(1 for t in notice.tasks if any(o.basis in ("note", "default") for o in t.owners))
    timed = sum(1 for t in notice.tasks if any(d.date and d.basis == "explicit" for d in t.due))
    return (
        f"{len(notice.tasks)} 项任务，{own} 项注明责任单位，{timed} 项有自己的期限；"
        f"附表 {len(notice.annex)} 行"
    )


def _legend() -> Text:
    words = {"owner": "责任单位", "time": "时限频次", "target": "指标", "condition": "条件", "term": "提法", "citation": "文件", "topic": "领域、灾种、机制"}  # fmt: skip
    return Text("  ").join(Text(words[k], style=s) for k, s in STYLES.items())


def _heading(section: Section) -> Text:
    indent = {"part": "", "article": " ", "item": "  "}.get(section.kind, " ")
    name = "前言" if section.kind == "preamble" else numbered(section.number or "", section.title)
    return Text(f"\n{indent}{name}", style="bold" if section.kind == "part" else "bold dim")


def _sentence(task: Task) -> Text:
    text = Text(f"  {task.text}")
    for label, _, mention in _facts(task, False):
        kind = label[1]
        at = task.text.find(mention.quote) if mention.quote else -1
        if at >= 0:
            text.stylize(STYLES[kind], at + 2, at + 2 + len(mention.quote))
    return text


_Fact = tuple[tuple[str, str], str, Mention]


def _facts(task: Task, explain: bool) -> Iterator[_Fact]:
    """((label, style), words, mention) of what the task says. Measures, of which nearly every
    sentence has some, are left to the explanation."""
    for owner in task.owners:
        yield (_ROLES[owner.role] + _BASES[owner.basis], "owner"), _owner(owner), owner.mention
    for due in task.due:
        if due.basis == "explicit":
            day = due.date or "日历上没有这一天"
            yield ("期限", "time"), f"{due.mention.quote} → {day}", due.mention
    for r in task.recurrences:
        yield ("频次", "time"), f"{r.mention.quote} → {r.period} ≥{r.minimum}", r.mention
    for w in task.windows:
        yield ("时段", "time"), f"{w.mention.quote} → {w.first} … {w.last}", w.mention
    for s in task.response:
        yield ("时效", "time"), f"{s.mention.quote} → {s.duration}", s.mention
    for q in task.targets:
        yield ("指标", "target"), _quantity(q), q.mention
    for q in task.conditions:
        yield ("条件", "condition"), _quantity(q), q.mention
    for t in task.terms:
        yield ("提法", "term"), f"{t.term} → {_short(t.concept) or t.kind}", t.mention
    for c in task.citations:
        yield ("文件", "citation"), f"《{c.title}》 {c.relation}", c.mention
    topics = (("领域", task.sectors), ("灾种", task.hazards), ("机制", task.unquoted))
    for name, found in (*topics, ("措施", task.measures)) if explain else topics:
        for topic in found:
            yield (name, "topic"), f"{topic.mention.quote} → {topic.notation}", topic.mention


def _owner(owner: Owner) -> str:
    return f"{owner.name} → {_short(owner.unit)}" if owner.unit else owner.name


def _short(iri: str | None) -> str:
    """The IRI without the project's base."""
    return (iri or "").removeprefix(BASE)


def _quantity(q: Quantity) -> str:
    high = f"–{q.high:g}" if q.high is not None else ""
    return f"{q.mention.quote} → {q.op} {q.value:g}{high} {q.unit}（{q.what}）"


def _line(label: tuple[str, str], words: str, mention: Mention, explain: bool) -> Text:
    name, kind = label
    line = Text(f"      {name:<6} ", style="dim") + Text(words, style=STYLES[kind])
    if explain:
        line.append(f"  [{mention.rule} @ {mention.start}–{mention.end}]", style="dim")
    return line
