"""The report as comments on the notice in DOCX: on the drafter's own file where the input was
DOCX, else on a document made of the notice's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from shapes.records import Finding, Report
from shapes.report.labels import aside, grounds, headed, pick, say
from shapes.report.summary import acknowledged, opening, place, remedy, verdict, waived
from shapes.rulebook import Rule, Words
from shapes.text import fold, locate

AUTHOR = {"zh": "安责检查", "en": "anze checks"}
MADE_ANEW = Words(
    "本文档由读出的文字新制，不是原稿：格式和图片没有保留。",
    "This document was made anew of the text as read, not of the file: layout and pictures are left out.",
)
HIDDEN = "×"  # stands in what was read for a character of a person's name or number
LISTED = 10  # findings that stand nowhere in the text, in the one comment of their rule
INITIALS = {"zh": "安责", "en": "AZ"}
#: What XML 1.0 cannot hold (2.2, Char): control characters of old editors and PDF.
_NO_CHARACTER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def docx_report(
    report: Report, original: bytes | None, source: str | None, lang: str = "zh"
) -> bytes:
    """The commented document's bytes. ``original``: the notice's own DOCX, if it was one;
    ``source``: the text of the file as read."""
    if original:
        document = docx.Document(BytesIO(original))
    else:
        document = _from_text(report, source)
        report = replace(report, notes=(MADE_ANEW, *report.notes))
        document.sections[0].header.paragraphs[0].text = pick(MADE_ANEW, lang)
    paragraphs = [p for p in _paragraphs(document) if p.text.strip()] or [
        document.add_paragraph(_writable(report.title))
    ]
    folded = [fold(p.text) for p in paragraphs]
    rules = {rule.id: rule for rule in report.rules}
    title = _title_paragraph(paragraphs, folded, report)
    nowhere: dict[str, list[Finding]] = {}
    for finding in sorted(report.open, key=lambda f: (f.where.start is None, f.where.start or 0)):
        if runs := _runs_for(finding, paragraphs, folded):
            _comment(document, runs, _words(finding, rules[finding.rule], lang), lang)
        else:
            nowhere.setdefault(finding.rule, []).append(finding)
    for rule, found in nowhere.items():
        _comment(document, title.runs, _list(found, rules[rule], lang), lang)
    _comment(document, title.runs, _overview(report, rules, lang), lang)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _from_text(report: Report, source: str | None) -> Document:
    """A document of the text; of a graph, which has none, of its title and the sentences at fault."""
    document = docx.Document()
    font = document.styles["Normal"].font
    font.name = "FangSong"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    faulty = dict.fromkeys([report.title, *(finding.sentence for finding in report.open)])
    for line in source.splitlines() if source else faulty:
        if line.strip():
            document.add_paragraph(_writable(line.strip()))
    return document


def _writable(text: str) -> str:
    """The text with U+FFFD for each character that a document cannot hold."""
    return _NO_CHARACTER.sub("\ufffd", text)


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """All paragraphs in order, those of tables too; merged cells once."""
    for block in document.iter_inner_content():
        yield from _in_table(block) if isinstance(block, Table) else (block,)


def _in_table(table: Table) -> Iterator[Paragraph]:
    seen: set[int] = set()
    for row in table.rows:
        for cell in row.cells:
            if id(cell._tc) in seen:
                continue
            seen.add(id(cell._tc))
            for block in cell.iter_inner_content():
                yield from _in_table(block) if isinstance(block, Table) else (block,)


def _title_paragraph(paragraphs: list[Paragraph], folded: list[str], report: Report) -> Paragraph:
    tail = fold(_writable(report.title))[-12:]
    fitting = [
        p for p, text in zip(paragraphs, folded, strict=True) if tail and tail in text and p.runs
    ]
    return (fitting or [p for p in paragraphs if p.runs] or [paragraphs[0]])[0]


def _runs_for(finding: Finding, paragraphs: list[Paragraph], folded: list[str]) -> list[Run]:
    """The runs that print the finding's marked words (else its sentence, else the longest part that is not hidden, else
    its beginning)."""
    sentence = _writable(finding.sentence)
    marked = [sentence[start:end] for start, end in finding.marks]
    sentence = sentence.strip("…")
    shown = max(sentence.split(HIDDEN), key=len)
    for whole in (sentence, shown, sentence[:40], sentence[:16]):
        key = fold(whole)
        at = next((i for i, text in enumerate(folded) if key and key in text), None)
        if at is None:
            continue
        paragraph = paragraphs[at]
        span = locate(whole, _text(paragraph))
        if span is None:
            continue
        inner = locate(marked[0], _text(paragraph), *span) if marked and whole == sentence else None
        return _cut(paragraph, *(inner or span))
    return []


def _text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _cut(paragraph: Paragraph, start: int, end: int) -> list[Run]:
    """The runs over ``start:end`` of the paragraph's text, cut at both ends where that is safe."""
    for at in (start, end):
        _split(paragraph, at)
    found, offset = [], 0
    for run in paragraph.runs:
        length = len(run.text)
        if offset < end and offset + length > start:
            found.append(run)
        offset += length
    return found


def _split(paragraph: Paragraph, at: int) -> None:
    """Cut the run that ``at`` falls into; runs with tabs, breaks or pictures stay whole."""
    offset = 0
    for run in paragraph.runs:
        length = len(run.text)
        if offset < at < offset + length:
            plain = all(child.tag in (qn("w:t"), qn("w:rPr")) for child in run._r)
            if plain:
                later = deepcopy(run._r)
                run._r.addnext(later)
                text = run.text
                run.text = text[: at - offset]
                Run(later, paragraph).text = text[at - offset :]
            return
        offset += length


def _comment(document: Document, runs: list[Run], text: str, lang: str) -> None:
    if runs:
        document.add_comment(
            runs, text=_writable(text), author=AUTHOR[lang], initials=INITIALS[lang]
        )


def _words(finding: Finding, rule: Rule, lang: str) -> str:
    more = aside(say("covers", lang, n=finding.count), lang) if finding.count > 1 else ""
    return "\n".join(
        (
            f"【{say(finding.severity, lang)}】{pick(rule.label, lang)}{more}",
            pick(finding.what, lang),
            headed(say("where", lang), place(finding, lang), lang),
            _why(rule, lang),
            headed(say("remedy", lang), remedy(finding, rule, lang), lang),
            f"{pick(rule.label, lang)}（{finding.rule} · {finding.id}）",
        )
    )


def _why(rule: Rule, lang: str) -> str:
    reason = pick(rule.reason, lang) + aside(grounds(rule.source, lang), lang)
    return headed(say("why", lang), reason, lang)


def _list(findings: Sequence[Finding], rule: Rule, lang: str) -> str:
    """One comment for all findings of a rule that stand nowhere in the text: the first of them each with its sentence,
    of the others how many."""
    if len(findings) == 1:
        return _words(findings[0], rule, lang)
    many = say("covers", lang, n=len(findings))
    shown, rest = findings[:LISTED], len(findings[LISTED:])
    return "\n".join(
        (
            f"【{say(findings[0].severity, lang)}】{pick(rule.label, lang)}{aside(many, lang)}",
            _why(rule, lang),
            headed(say("remedy", lang), pick(rule.remedy, lang), lang),
            *(
                f"{at}. {each.sentence}{aside(pick(each.what, lang).rstrip('。.'), lang)}"
                for at, each in enumerate(shown, start=1)
            ),
            *([say("in_list", lang, n=rest)] if rest else []),
            f"{pick(rule.label, lang)}（{rule.id} · {' '.join(each.id for each in shown)}）",
        )
    )


def _overview(report: Report, rules: Mapping[str, Rule], lang: str) -> str:
    lines = [f"{say('report', lang)}　{verdict(report, lang)}", *opening(report, lang)]
    lines += [pick(note, lang) for note in report.notes]
    for finding in waived(report):
        assert finding.waived is not None
        lines.append(
            f"{say('waived', lang)}：{place(finding, lang)}　{_named(rules[finding.rule], lang)}　{acknowledged(finding.waived, lang)}"
        )
    for rule, ruling in report.policy.changes().items():
        step = say(
            "from_to", lang, a=say(ruling.changed_from or "off", lang), b=say(ruling.severity, lang)
        )
        lines.append(
            f"{say('changes', lang)}：{_named(rules[rule], lang)}　{step}——{ruling.reason}"
        )
    return "\n".join(lines)


def _named(rule: Rule, lang: str) -> str:
    """The title of the rule, its code in brackets."""
    return f"{pick(rule.label, lang)}（{rule.id}）"
