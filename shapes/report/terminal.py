"""The report on a terminal: the verdict, the rates, a table of all rules, then the rules one by
one with their first examples."""

from __future__ import annotations

from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.console import Group as Lines
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from shapes.records import Finding, Report
from shapes.report.labels import aside, gap, grounds, headed, pick, say
from shapes.report.summary import (
    Group,
    acknowledged,
    groups,
    opening,
    percent,
    place,
    rate_rows,
    sections_of,
    short,
    to_paste,
    verdict,
    waived,
)
from shapes.report.wrapping import Wrapped
from shapes.rulebook import DOCS

STYLES = {"violation": "bold red", "warning": "yellow", "info": "cyan"}
SIGNS = {"violation": "✗", "warning": "!", "info": "·"}
EXAMPLES = 3
SENTENCE = 60  # characters of each sentence that a finding of many lists
CHANGES = 8  # since the last notice, where not everything is asked for
OTHERS = 4  # columns of other notices that fit beside the notice's own


def print_report(
    report: Report, console: Console, *, lang: str = "zh", everything: bool = False
) -> None:
    """Print the report; ``everything``: all findings, not only the first examples of a rule."""
    console.print(_head(report, lang))
    console.print(_rates(report, lang, max(0, (console.width - 66) // 10)))
    found = groups(report)
    if found:
        console.print(_summary(found, lang))
    else:
        console.print(say("nothing", lang))
    for group in found:
        console.print(_group(group, lang, everything))
    for block in (_since(report, lang, everything), _waived(report, lang), _changes(report, lang)):
        if block is not None:
            console.print(block)
    if found:
        console.print(Text(f"{say('explained', lang)} {DOCS}", style="dim"))


def text_report(
    report: Report, *, lang: str = "zh", everything: bool = True, width: int = 110
) -> str:
    """The same as plain text."""
    out = StringIO()
    console = Console(
        file=out, width=width, color_system=None, force_terminal=False, highlight=False
    )
    print_report(report, console, lang=lang, everything=everything)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _head(report: Report, lang: str) -> RenderableType:
    facts = [
        headed(say("number", lang), report.number or say("none", lang), lang),
        headed(say("year", lang), report.plan_year or say("none", lang), lang),
        headed(
            say("status", lang),
            say(report.status if report.status == "draft" else "issued", lang),
            lang,
        ),
        headed(say("profile", lang), say(report.policy.profile, lang), lang),
        headed(say("file", lang), report.file_name or say("none", lang), lang),
    ]
    if report.superior:
        facts.append(headed(say("superior", lang), report.superior, lang))
    if report.previous:
        facts.append(headed(say("previous", lang), report.previous.title, lang))
    style = "green" if report.conforms else "bold red"
    body = Lines(
        Wrapped(Text(report.title or say("none", lang), style="bold")),
        Wrapped(Text(gap(lang).join(facts))),
        Wrapped(Text(headed(say("verdict", lang), verdict(report, lang), lang), style=style)),
        *(Wrapped(Text(sentence)) for sentence in opening(report, lang)),
        *(Wrapped(Text(pick(note, lang), style="dim")) for note in report.notes),
    )
    return Panel(body, title=say("report", lang), border_style=style)


def _rates(report: Report, lang: str, room: int) -> RenderableType:
    """The rates; ``room``: how many other notices fit beside."""
    most = min(room, OTHERS)
    others = report.among.nearest[:most]
    table = Table(
        box=SIMPLE_HEAD,
        title=say("rates", lang) + aside(report.rates.tasks, lang),
        title_justify="left",
    )
    table.add_column("", no_wrap=True, min_width=30)
    table.add_column(say("this", lang), justify="right", style="bold", no_wrap=True)
    if report.among.others:
        median = say("median", lang)
        table.add_column(median, justify="right", overflow="fold", max_width=10)
    for other in others:
        table.add_column(other.label, justify="right", overflow="fold", max_width=10)
    for row in rate_rows(report, lang):
        table.add_row(
            row.name,
            percent(row.own),
            *([row.median] if report.among.others else []),
            *(f"{s.rate:.0%}" if s.whole else "–" for s in row.nearest[:most]),
        )
    return table


def _summary(found: list[Group], lang: str) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, title=say("summary", lang), title_justify="left")
    table.add_column(say("severity", lang), no_wrap=True)
    table.add_column(say("count", lang), justify="right")
    table.add_column(say("what", lang))
    table.add_column(say("rule", lang), style="dim", no_wrap=True)
    for group in found:
        sign = Text(
            f"{SIGNS[group.severity]} {say(group.severity, lang)}", style=STYLES[group.severity]
        )
        table.add_row(sign, str(len(group.findings)), pick(group.rule.label, lang), group.rule.id)
    return table


def _group(group: Group, lang: str, everything: bool) -> RenderableType:
    rule = group.rule
    head = Text(f"{SIGNS[group.severity]} {pick(rule.label, lang)}", style=STYLES[group.severity])
    head.append(f"{gap(lang)}{len(group.findings)} {say('places', lang)}", style="bold")
    head.append(f"{gap(lang)}{rule.id}", style="dim")
    reason = pick(rule.reason, lang) + aside(grounds(rule.source, lang), lang)
    lines: list[RenderableType] = [
        head,
        Wrapped(Text(f"  {headed(say('why', lang), reason, lang)}")),
        Wrapped(Text(f"  {headed(say('remedy', lang), pick(rule.remedy, lang), lang)}")),
    ]
    shown = group.findings if everything else group.findings[:EXAMPLES]
    lines += [_finding(finding, lang, pick(rule.message, lang), everything) for finding in shown]
    rest = group.findings[len(shown) :]
    if rest:
        more, sections = say("more", lang, n=len(rest)), sections_of(rest)
        more = headed(more, sections, lang) if sections else more
        lines.append(Padding(Text(f"… {more}", style="dim"), (0, 0, 0, 2)))
    lines.append(Text(""))
    return Lines(*lines)


def _finding(finding: Finding, lang: str, plain: str, everything: bool) -> RenderableType:
    head = Text(f"▪ {place(finding, lang)}", style="bold")
    if finding.count > 1:
        head.append(f"{gap(lang)}{say('covers', lang, n=finding.count)}", style="dim")
    head.append(f"{gap(lang)}{say('id', lang)} {finding.id}", style="dim")
    quote = Text("")
    for part, marked in short(finding):
        quote.append(
            f"【{part}】" if marked else part, style=STYLES[finding.severity] if marked else ""
        )
    what = pick(finding.what, lang)
    lines: list[RenderableType] = [head, Padding(Wrapped(quote), (0, 0, 0, 2))]
    if what != plain:
        lines.append(Padding(Wrapped(Text(f"→ {what}", style="italic")), (0, 0, 0, 2)))
    if words := to_paste(finding, lang):
        lines.append(Padding(Wrapped(Text(words)), (0, 0, 0, 2)))
    if everything and len({each.paste for each in finding.covers}) > 1:
        lines += [
            Padding(
                Text(f"- {each.where.section}{gap(lang)}{_quoted(each)}{gap(lang)}{each.paste}"),
                (0, 0, 0, 2),
            )
            for each in finding.covers
        ]
    return Padding(Lines(*lines), (0, 0, 0, 2))


def _quoted(finding: Finding) -> str:
    return "".join(part for part, _marked in short(finding, SENTENCE))


def _since(report: Report, lang: str, everything: bool) -> RenderableType | None:
    """The changes since the place's last notice, one in two or three lines."""
    last = report.previous
    if last is None or not last.changes:
        return None
    lines = [Text(say("since", lang), style="bold")]
    shown = last.changes if everything else last.changes[:CHANGES]
    for each in shown:
        how = pick(each.how, lang)
        lines.append(
            Text(
                f"  {pick(each.name, lang)}{gap(lang)}{each.article}{gap(lang) + how if how else ''}"
            )
        )
        lines += [
            Text(f"    {headed(say(side, lang), words, lang)}", style="dim")
            for side, words in (("then", each.then), ("now", each.now))
            if words
        ]
    if len(last.changes) > len(shown):
        lines.append(
            Text(f"  … {say('more', lang, n=len(last.changes) - len(shown))}", style="dim")
        )
    return Lines(*lines, Text(""))


def _waived(report: Report, lang: str) -> RenderableType | None:
    found = waived(report)
    if not found:
        return None
    lines = [
        Text(f"{say('waived', lang)}{gap(lang)}{len(found)} {say('places', lang)}", style="bold")
    ]
    for finding in found:
        assert finding.waived is not None
        lines.append(
            Text(
                f"  {place(finding, lang)}{gap(lang)}{finding.rule}{gap(lang)}"
                + acknowledged(finding.waived, lang)
            )
        )
    return Lines(*lines, Text(""))


def _changes(report: Report, lang: str) -> RenderableType | None:
    changed = report.policy.changes()
    if not changed:
        return None
    lines = [Text(say("changes", lang), style="bold")]
    for rule, ruling in changed.items():
        step = say(
            "from_to", lang, a=say(ruling.changed_from or "off", lang), b=say(ruling.severity, lang)
        )
        lines.append(Text(f"  {headed(rule, step, lang)}——{ruling.reason}"))
    return Lines(*lines)
