"""What all forms share: findings grouped by rule, the verdict, the rates as rows, short quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shapes.policy import SEVERITIES
from shapes.rates import Rates, Share
from shapes.records import WHOLE, Finding, Report, Waived
from shapes.report.labels import RATES, aside, headed, pick, say
from shapes.rulebook import Rule, Words

NOT_TAKEN_UP = "superior-not-taken-up"
FIRST = 5  # things to mend that the report opens with

Piece = tuple[str, bool]  # text, marked or not


@dataclass(frozen=True, slots=True)
class Group:
    """The open findings of one rule."""

    rule: Rule
    severity: str
    findings: tuple[Finding, ...]

    @property
    def total(self) -> int:
        """Sentences concerned (a note may cover several)."""
        return sum(finding.count for finding in self.findings)


@dataclass(frozen=True, slots=True)
class RateRow:
    key: str
    name: str
    own: Share
    median: str  # of all other notices, in per cent
    nearest: tuple[Share, ...]


def groups(report: Report) -> list[Group]:
    """Open findings by rule: violations first, among them those that others follow from, what the text says before the
    form of the graph, then by number of findings."""
    rules = {rule.id: rule for rule in report.rules}
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.open:
        by_rule.setdefault(finding.rule, []).append(finding)
    made = [Group(rules[rule], found[0].severity, tuple(found)) for rule, found in by_rule.items()]
    return sorted(made, key=_order)


def _order(group: Group) -> tuple[int, bool, bool, int, str]:
    of_form = group.rule.subject == "form"
    alone = not any(finding.consequences for finding in group.findings)
    return SEVERITIES.index(group.severity), alone, of_form, -len(group.findings), group.rule.id


def waived(report: Report) -> tuple[Finding, ...]:
    """Findings that somebody has acknowledged."""
    return tuple(finding for finding in report.findings if finding.waived is not None)


def acknowledged(waived: Waived, lang: str) -> str:
    """By whom, when and why, as far as it is known.

    >>> acknowledged(Waived("张三", "另行发文", "2026-03-01"), "zh"), acknowledged(Waived("", "", "2026-03-01"), "zh")
    ('张三（2026-03-01）：另行发文', '2026-03-01')
    """
    who = waived.by + aside(waived.date, lang) if waived.by else waived.date
    return headed(who, waived.reason, lang) if waived.reason else who


def rate_rows(report: Report, lang: str) -> list[RateRow]:
    """One row a rate, beside the median of the other notices and those of the nearest."""
    return [
        RateRow(
            key,
            pick(name, lang),
            _share(report.rates, key),
            _median(report.among.median[key]),
            tuple(_share(other, key) for other in report.among.nearest),
        )
        for key, name in RATES
    ]


def _median(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.0%}"


def _share(rates: Rates, key: str) -> Share:
    share: Share = getattr(rates, key)
    return share


def percent(share: Share) -> str:
    """The rate in per cent with the counts; a dash where there is nothing to count.

    >>> percent(Share(3, 4)), percent(Share(0, 0))
    ('75% (3/4)', '–')
    """
    return f"{share.rate:.0%} ({share.part}/{share.whole})" if share.whole else "–"


def verdict(report: Report, lang: str) -> str:
    """The one line to read first."""
    counts = [
        f"{say(s, lang)} {report.count(s)}{_of_superior(report, s, lang)}" for s in SEVERITIES
    ]
    if done := len(waived(report)):
        counts.append(f"{say('waived', lang)} {done}")
    told = (", " if lang == "en" else "，").join(counts)
    return headed(say("conforms" if report.conforms else "fails", lang), told, lang)


def _of_superior(report: Report, severity: str, lang: str) -> str:
    """How many of the open findings of a severity are tasks of the superior's, in brackets; "" where none is."""
    found = sum(each.severity == severity for each in not_taken_up(report) if not each.waived)
    return aside(say("not_taken_up", lang, n=found), lang) if found else ""


def not_taken_up(report: Report) -> tuple[Finding, ...]:
    """Tasks of the superior's that the notice does not take up: often many, and none of them in its text."""
    return tuple(finding for finding in report.findings if finding.rule == NOT_TAKEN_UP)


def opening(report: Report, lang: str) -> tuple[str, str, str]:
    """What to read first, in three sentences: whether the notice is ready and what is still to be filled in, the
    five things to mend first, how it compares."""
    return pick(_ready(report), lang), pick(_mend(report), lang), _compared(report, lang)


def _ready(report: Report) -> Words:
    """Whether it may be issued; of one that is issued, whether something is wrong with it."""
    wrong = report.count("violation")
    done, blank = issued(report), _blank(report)
    if wrong:
        weigh = _to_weigh(report)
        if done:
            return Words(
                f"有 {wrong} 处违规{blank.zh}{weigh.zh}。",
                f"{wrong} violations{blank.en}{weigh.en}.",
            )
        return Words(
            f"还不能发：有 {wrong} 处违规要先改{blank.zh}{weigh.zh}。",
            f"Not ready: {wrong} violations to mend first{blank.en}{weigh.en}.",
        )
    warnings = report.count("warning")
    if not (done or report.blanks or warnings):
        if not report.rates.tasks:
            return Words(
                "没有违规，也没有提醒，但没有读出任务。",
                "No violations, no warnings, but no tasks were read.",
            )
        return Words("可以发：没有违规，也没有提醒。", "Ready: no violations, no warnings.")
    content = Words("", "") if done or not report.blanks else Words("内容", " in content")
    before = Words("", "") if done else Words("后再发", " before it is issued")
    weigh = (
        Words(f"；有 {warnings} 处提醒，请逐条核对{before.zh}", f"; {warnings} warnings: check each{before.en}")
        if warnings
        else Words("", "")
    )  # fmt: skip
    return Words(
        f"{content.zh}没有违规{blank.zh}{weigh.zh}。",
        f"No violations{content.en}{blank.en}{weigh.en}.",
    )


def _to_weigh(report: Report) -> Words:
    """The warnings beside violations, by kind, the most frequent in front; nothing where there are none."""
    found = [group for group in groups(report) if group.severity == "warning"]
    if not found:
        return Words("", "")
    found.sort(key=lambda group: -len(group.findings))
    zh = "；".join(f"{group.rule.label.zh} {len(group.findings)} 处" for group in found[:FIRST])
    en = "; ".join(f"{group.rule.label.en} ({len(group.findings)})" for group in found[:FIRST])
    more = len(found) > FIRST
    total = report.count("warning")
    return Words(
        f"。另有 {total} 处提醒，请逐条核对：{zh}{f'；等 {len(found)} 类' if more else ''}",
        f". {total} warnings, check each: {en}{f'; {len(found)} kinds in all' if more else ''}",
    )


def issued(report: Report) -> bool:
    """Whether the report is on a notice that is out already."""
    return report.policy.profile == "issued"


def _blank(report: Report) -> Words:
    """What is still to be filled in, with the stop in front; nothing where nothing is blank."""
    if not report.blanks:
        return Words("", "")
    zh = "、".join(f"{b.name.zh}{f' {b.count} 处' if b.count > 1 else ''}" for b in report.blanks)
    en = ", ".join(f"{b.name.en}{f' ({b.count})' if b.count > 1 else ''}" for b in report.blanks)
    if issued(report):
        return Words(f"；文中还空着：{zh}", f"; still blank: {en}")
    return Words(f"；印发前还要填：{zh}", f"; to be filled in before it is issued: {en}")


def _mend(report: Report) -> Words:
    first = to_mend(report)
    if first:
        zh, en = ([_to_mend(group, lang) for group in first] for lang in ("zh", "en"))
        head = mend_head(report)
        return Words(f"{head.zh}：{'；'.join(zh)}。", f"{head.en}: {'; '.join(en)}.")
    notes = report.count("info")
    return Words(
        f"没有要改的{f'，{notes} 处提示供参考' if notes else ''}。",
        f"There is nothing to mend{f'; {notes} notes to weigh' if notes else ''}.",
    )


def mend_head(report: Report) -> Words:
    """What stands over the things to mend first."""
    if report.conforms:
        return Words("请核对", "To check")
    return Words("要更正", "To correct") if issued(report) else Words("先改", "Mend first")


def to_mend(report: Report) -> list[Group]:
    """What to mend first, at most ``FIRST`` rules: the violations, or where there are none the warnings; notes are for
    whoever has the time."""
    severity = "warning" if report.conforms else "violation"
    return [group for group in groups(report) if group.severity == severity][:FIRST]


def since_last(report: Report, lang: str) -> str:
    """What became of the duties of the place's last notice, in one sentence; "" if there was none to compare."""
    last = report.previous
    if last is None:
        return ""
    reworded = (
        Words(f"（其中 {last.reworded} 项改了措辞）", f" ({last.reworded} in other words)")
        if last.reworded
        else Words("", "")
    )
    words = Words(
        f"与上一次的《{last.title}》相比：{last.duties} 项职责中沿用 {last.kept} 项{reworded.zh}，要求有变 {last.changed} 项，"
        f"{last.dropped} 项未找到对应（可能换了说法）；新增 {last.new} 项。",
        f"Since the last notice ({last.title}): of {last.duties} duties {last.kept} are kept{reworded.en}, {last.changed} "
        f"demand otherwise, {last.dropped} have no counterpart (perhaps in other words); {last.new} are new.",
    )
    return pick(words, lang)


def _to_mend(group: Group, lang: str) -> str:
    """The rule's name, where to look first and how many sentences it is about."""
    section = group.findings[0].where.section
    place = "" if section == WHOLE else section
    if place and any(each.where.section != section for each in group.findings):
        place += "等" if lang == "zh" else " …"
    many = (f"{group.total} 句" if lang == "zh" else str(group.total)) if group.total > 1 else ""
    more = ("，" if lang == "zh" else ", ").join(filter(None, (place, many)))
    shown = (f"（{more}）" if lang == "zh" else f" ({more})") if more else ""
    return pick(group.rule.label, lang) + shown


def _compared(report: Report, lang: str) -> str:
    """Owner and time, beside the other notices (the rank among them) and beside the place's last one; of a notice without
    tasks, that there is none."""
    if not report.rates.tasks:
        return pick(_NO_TASKS, lang) + since_last(report, lang)
    owner, time = report.rates.any_owner, report.rates.own_deadline
    noted = report.rates.explicit_owner
    some = noted.part < owner.part
    zh = f"（括注或全文适用 {noted.rate:.0%}，其余由句中主语或上文看出）" if some else ""
    en = f" ({noted.rate:.0%} by a note or for all, the rest by a subject)" if some else ""
    own = Words(
        f"有责任单位的任务占 {owner.rate:.0%}{zh}，有自己时限的占 {time.rate:.0%}",
        f"{owner.rate:.0%} of the tasks have an owner{en}, {time.rate:.0%} a time of their own",
    )
    beside, since = _beside_others(report, lang), since_last(report, lang)
    alone = Words("；没有别的通知可比。", "; there is no other notice to compare.")
    stop = Words("。", ". ") if since else alone
    return pick(own, lang) + (beside or pick(stop, lang)) + since


_NO_TASKS = Words(
    "没有读出任务：没有一句写明要做什么，责任单位和时限都没有可查的。条文请写成句子，如“各村于6月10日前上报方案。”；只作转发、通报的不必理会。",
    "No tasks were read: no sentence says what is to be done, so there were no owners and times to check. Write sentences "
    "(各村于6月10日前上报方案。); of a notice that only passes something on this does not matter. ",
)


def _beside_others(report: Report, lang: str) -> str:
    if not report.among.others:
        return ""
    first, second = (report.among.rank[key] for key in ("any_owner", "own_deadline"))
    of = report.among.others + 1
    words = Words(
        f"，在 {of} 份通知里分别排第 {first}、第 {second}。",
        f": rank {first} and {second} of {of} notices. ",
    )
    return pick(words, lang)


def remedy(finding: Finding, rule: Rule, lang: str) -> str:
    """What to do about a finding, with the words to paste if there are some."""
    words = to_paste(finding, lang)
    return pick(rule.remedy, lang) + (f"\n{words}" if words else "")


def to_paste(finding: Finding, lang: str) -> str:
    """The words to paste under what they are called; "" if there are none."""
    called = say("paste_first" if finding.covers else "paste", lang)
    return headed(called, finding.paste, lang) if finding.paste else ""


def place(finding: Finding, lang: str) -> str:
    """Section, page and offset as one text."""
    where = finding.where
    title = f" “{where.title}”" if lang == "en" else f"「{where.title}」"
    parts = [where.section + (title if where.title else "")]
    if where.page is not None:
        parts.append(f"{where.page}{say('page', 'zh')}" if lang == "zh" else f"p. {where.page}")
    if where.start is not None:
        parts.append(f"{say('offset', lang)} {where.start}–{where.end}")
    return " ".join(parts)


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> list[Piece]:
    """The text cut at its marks.

    >>> pieces("甲乙丙", [(1, 2)])
    [('甲', False), ('乙', True), ('丙', False)]
    """
    made: list[Piece] = []
    at = 0
    for start, end in sorted(marks):
        if start < at:
            continue
        made += [(text[at:start], False), (text[start:end], True)]
        at = end
    made.append((text[at:], False))
    return [(part, marked) for part, marked in made if part]


def short(finding: Finding, width: int = 90) -> list[Piece]:
    """The sentence around its first mark, at most ``width`` characters, cut at its marks."""
    text, marks = finding.sentence, finding.marks
    if len(text) <= width:
        return pieces(text, marks)
    first = marks[0][0] if marks else 0
    start = max(0, min(first - width // 3, len(text) - width))
    end = min(len(text), start + width)
    kept = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
    lead, tail = "…" if start else "", "…" if end < len(text) else ""
    return (
        [(lead, False)] * bool(lead) + pieces(text[start:end], kept) + [(tail, False)] * bool(tail)
    )


def sections_of(findings: Sequence[Finding]) -> str:
    """The sections concerned with counts: （一）×3、（二）."""
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.where.section] = counts.get(finding.where.section, 0) + 1
    if set(counts) == {WHOLE}:
        return ""
    return "  ".join(f"{name}×{n}" if n > 1 else name for name, n in counts.items())
