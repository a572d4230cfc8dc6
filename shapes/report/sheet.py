"""The report as a workbook: a list of problems (问题清单) to filter, assign and send round."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import Any

from shapes.records import Finding, Report
from shapes.report.labels import grounds, headed, pick, say
from shapes.report.summary import (
    NOT_TAKEN_UP,
    groups,
    not_taken_up,
    opening,
    percent,
    rate_rows,
    remedy,
    short,
    since_last,
    verdict,
)

FILLS = {"violation": "#F8D7DA", "warning": "#FFF3CD", "info": "#D9EDF7"}
STATES = ("待处理", "处理中", "已整改", "已豁免")
# Column: heads in both languages, width in characters, printed or not.
COLUMNS: tuple[tuple[str, str, int, bool], ...] = (
    ("序号", "No.", 5, True),
    ("级别", "Severity", 7, True),
    ("问题", "Problem", 20, True),
    ("位置", "Section", 16, True),
    ("标题", "Heading", 18, True),
    ("页", "Page", 5, True),
    ("原句（红字为所指）", "Sentence (marked in red)", 56, True),
    ("问题说明", "What is wrong", 36, True),
    ("处理建议", "What to do", 34, True),
    ("状态", "State", 9, True),
    ("承办人", "Handled by", 10, True),
    ("整改情况", "Done", 20, True),
    ("理由", "Why", 34, False),
    ("依据", "Source", 22, False),
    ("涉及句数", "Sentences", 9, False),
    ("字符位置", "Characters", 13, False),
    ("规则编号", "Rule", 28, False),
    ("问题编号", "Id", 13, False),
    ("各句编号", "Ids of sentences", 13, False),
)
SENTENCE, STATE = 6, 9
CELL = 32_000  # characters that a cell holds, with some room for marks (Excel: 32,767)


def xlsx_report(report: Report, lang: str = "zh") -> bytes:
    """The workbook's bytes: problems, summary with rates, changes and waivers."""
    import xlsxwriter  # not at the top: who reads a list that came back needs its columns alone

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": report.title, "subject": say("report", lang)})
    styles = _styles(book)
    _problems(book, styles, report, lang)
    _summary(book, styles, report, lang)
    _since(book, styles, report, lang)
    book.close()
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {
        "font_name": "宋体",
        "font_size": 10,
        "valign": "top",
        "text_wrap": True,
        "border": 1,
        "border_color": "#BBBBBB",
    }
    made = {name: book.add_format({**base, "bg_color": fill}) for name, fill in FILLS.items()}
    made["cell"] = book.add_format(base)
    made["head"] = book.add_format(
        {**base, "bold": True, "bg_color": "#E7E6E6", "valign": "vcenter"}
    )
    made["title"] = book.add_format({"font_name": "黑体", "font_size": 14, "bold": True})
    made["note"] = book.add_format(
        {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top"}
    )
    made["mark"] = book.add_format(
        {"font_name": "宋体", "font_size": 10, "bold": True, "font_color": "#C00000"}
    )
    made["plain"] = book.add_format({"font_name": "宋体", "font_size": 10})
    return made


def _problems(book: Any, styles: dict[str, Any], report: Report, lang: str) -> None:
    apart = not_taken_up(report)
    elsewhere = say("own_sheet", lang, n=len(apart), sheet=say("superior_sheet", lang))
    told = (
        f"{headed(say('verdict', lang), verdict(report, lang), lang)}　{elsewhere if apart else ''}{''.join(opening(report, lang))}"
        f"{''.join(pick(note, lang) for note in report.notes)}　{report.file_name}"
    )
    here = [finding for finding in report.findings if finding.rule != NOT_TAKEN_UP]
    _listed(book, styles, "问题清单" if lang == "zh" else "Problems", told, here, report, lang)
    if apart:
        _listed(
            book, styles, say("superior_sheet", lang), report.superior or "", apart, report, lang
        )


def _listed(
    book: Any, styles: dict[str, Any], name: str, told: str, findings: Sequence[Finding], report: Report, lang: str
) -> None:  # fmt: skip
    """A sheet of findings, ``told`` above them."""
    sheet = book.add_worksheet(name)
    sheet.write(0, 0, "　".join(filter(None, (report.title, report.number))), styles["title"])
    printed = sum(column[3] for column in COLUMNS)
    room = sum(column[2] for column in COLUMNS if column[3])
    sheet.merge_range(1, 0, 1, printed - 1, told, styles["note"])
    sheet.set_row(1, 14 * ceil(_width(told) / room))
    for column, (zh, en, width, _printed) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write(2, column, en if lang == "en" else zh, styles["head"])
    for row, finding in enumerate(findings, start=3):
        _row(sheet, styles, row, finding, report, lang)
    last = max(3, len(findings) + 2)
    sheet.autofilter(2, 0, last, len(COLUMNS) - 1)
    sheet.data_validation(3, STATE, last, STATE, {"validate": "list", "source": list(STATES)})
    sheet.freeze_panes(3, 3)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, last, printed - 1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&C&P / &N")


def _row(
    sheet: Any, styles: dict[str, Any], row: int, finding: Finding, report: Report, lang: str
) -> None:
    values = _values(row - 2, finding, report, lang)
    lines = [
        sum(ceil(_width(line) / (column[2] - 1)) for line in str(v).split("\n"))
        for v, column in zip(values, COLUMNS, strict=True)
    ]
    printed = [n for n, column in zip(lines, COLUMNS, strict=True) if column[3]]
    sheet.set_row(row, min(400, 14 * max(1, *printed)))
    for column, value in enumerate(values):
        if column == SENTENCE:
            _sentence(sheet, styles, row, column, finding)
        else:
            told = value[:CELL] if isinstance(value, str) else value
            sheet.write(row, column, told, styles[finding.severity if column == 1 else "cell"])


def _width(text: str) -> int:
    """Width in columns of a Latin character; a Chinese one takes two."""
    return sum(2 if char > "\u2e7f" else 1 for char in text)


def _values(number: int, finding: Finding, report: Report, lang: str) -> list[Any]:
    rule = next(rule for rule in report.rules if rule.id == finding.rule)
    where, waived = finding.where, finding.waived
    told = next((each for each in report.remarks if finding.id in each.ids), None)
    state = STATES[3] if waived else told.state if told else STATES[0]
    return [
        number,
        say(finding.severity, lang),
        pick(rule.label, lang),
        where.section,
        where.title,
        where.page if where.page is not None else "",
        finding.sentence,
        pick(finding.what, lang),
        remedy(finding, rule, lang),
        state,
        waived.by if waived else told.by if told else "",
        f"{waived.reason}（{waived.date}）" if waived else told.note if told else "",
        pick(rule.reason, lang),
        grounds(rule.source, lang),
        finding.count,
        "" if where.start is None else f"{where.start}–{where.end}",
        finding.rule,
        finding.id,
        " ".join(each.id for each in finding.covers),
    ]


def _sentence(sheet: Any, styles: dict[str, Any], row: int, column: int, finding: Finding) -> None:
    """The sentence with its marked words in red."""
    parts = short(finding, CELL)
    if len(parts) < 2:
        whole = styles["mark"] if parts and parts[0][1] else None
        fragments = [whole, parts[0][0], styles["plain"], " "] if whole else None
        if fragments:
            sheet.write_rich_string(row, column, *fragments, styles["cell"])
        else:
            sheet.write_string(row, column, "".join(text for text, _ in parts), styles["cell"])
        return
    rich: list[Any] = []
    for text, marked in parts:
        rich += [styles["mark" if marked else "plain"], text]
    sheet.write_rich_string(row, column, *rich, styles["cell"])


def _summary(book: Any, styles: dict[str, Any], report: Report, lang: str) -> None:
    sheet = book.add_worksheet("汇总" if lang == "zh" else "Summary")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 12, 18)
    sheet.set_column(3, 3, 30)  # names of rules
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write(0, 0, f"{say('rates', lang)}（{report.rates.tasks}）", styles["title"])
    for column, name in enumerate(
        [
            "",
            say("this", lang),
            say("median", lang),
            *(near.label for near in report.among.nearest),
        ]
    ):
        sheet.write(1, column, name, styles["head"])
    at = 2
    for rate in rate_rows(report, lang):
        for column, value in enumerate(
            [rate.name, percent(rate.own), rate.median, *map(percent, rate.nearest)]
        ):
            sheet.write(at, column, value, styles["cell"])
        at += 1
    at = _table(sheet, styles, at + 1, say("summary", lang), [say(k, lang) for k in ("what", "severity", "count", "rule")], [
        [pick(g.rule.label, lang), say(g.severity, lang), len(g.findings), g.rule.id] for g in groups(report)
    ])  # fmt: skip
    changed = report.policy.changes()
    if changed:
        _table(sheet, styles, at + 1, say("changes", lang), [say(k, lang) for k in ("rule", "severity", "reason")], [
            [rule, say("from_to", lang, a=say(r.changed_from or "off", lang), b=say(r.severity, lang)), r.reason or ""]
            for rule, r in changed.items()
        ])  # fmt: skip


def _since(book: Any, styles: dict[str, Any], report: Report, lang: str) -> None:
    """A sheet of what changed since the place's last notice."""
    last = report.previous
    if last is None:
        return
    sheet = book.add_worksheet("与上一次相比" if lang == "zh" else "Since the last")
    sheet.merge_range(0, 0, 0, 4, since_last(report, lang), styles["note"])
    widths = (11, 24, 56, 56, 36)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    heads = [say(key, lang) for key in ("fate", "where", "then", "now", "how")]
    rows = [
        [pick(each.name, lang), each.article, each.then, each.now, pick(each.how, lang)]
        for each in last.changes
    ]
    end = _table(sheet, styles, 1, say("since", lang), heads, rows)
    for at, row in enumerate(rows, start=3):
        lines = max(ceil(_width(v) / (w - 1)) for v, w in zip(row, widths, strict=True))
        sheet.set_row(at, min(400, 14 * max(1, lines)))
    sheet.autofilter(2, 0, end - 1, len(heads) - 1)
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _table(
    sheet: Any, styles: dict[str, Any], at: int, title: str, heads: list[str], rows: list[list[Any]]
) -> int:
    """Write a titled table from row ``at``; the row behind it."""
    sheet.write(at, 0, title, styles["title"])
    for column, head in enumerate(heads):
        sheet.write(at + 1, column, head, styles["head"])
    for offset, row in enumerate(rows, start=2):
        for column, value in enumerate(row):
            sheet.write(at + offset, column, value, styles["cell"])
    return at + 2 + len(rows)
