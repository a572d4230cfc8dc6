"""The annex table against the body that it repeats: owners, sentences and numbers, row by row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from rapidfuzz import fuzz

from shapes.facts import Fact, seen
from shapes.measure.holders import sentence_at
from shapes.measure.structure import ANNEX_NUMBER, FURTHER_ANNEXES
from shapes.measure.tabled import short_of
from shapes.text import begun, fold, in_order, loose, numbers, sentences
from shapes.view import Notice, Owner, Place, Row, Section, Task

SAME = 0.55  # from this similarity on, two sentences are one sentence, changed
MOVED = 0.72  # as SAME, for a sentence that stands in another article


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the body or of a row; ``holder`` is the section or row that prints it."""

    holder: Section
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Match:
    """A row's sentence and the body's, if it has one."""

    row: Row
    line: Line
    body: Line | None


_ELSEWHERE = (
    r"(?:[（(]略[）)]$|随[^，。；]{0,6}(?:寄|送|附)|另(?:行|文)?(?:通过[^，。；]{1,10})?(?:[传发附送寄]|印发|下[发达]|通知|公布|制定|报送)|单独(?:印发|下发|报送|成册)|电子(?:版|档)"
    r"|(?:请)?(?:登录|扫码|自行)[^，。；]{0,16}下载)"
)
"""Behind the name of an annex, that it is not in the file and comes another way."""
_NAMED = re.compile(rf"附件\d*：(?:\d+[.、])?(?=.)(?!.*{_ELSEWHERE})")
_GIVEN = re.compile(
    r"^[ 　#*]*附[ 　]*件[ 　]*(\d{1,2})?[：:]?[ 　*]*$|^[ 　#*]*附件(\d{1,2})[：:][ 　]*\S.*$",
    re.M,
)
_LISTED = re.compile(rf"^[ 　]*附[ 　]*件[：:][ 　]*\S.*{FURTHER_ANNEXES}", re.M)
_CITED = re.compile(r"(?<![》〕号其])附件[ ]?(\d{1,2})(?![\d：:.．、 　]*$|[\d：:])", re.M)
_SPOKEN_OF = re.compile(
    r"(?:见|按照?|详见|填写|填报|对照|参照)(?:本通知|本方案|文后)?附[件表](?![\d一二三四五六七八九十])|[（(](?:(?:详?见)?附[件表]|附后)[）)]|附件《|附件(?:所[列附示]|中(?=[的《所]))"
    r"|(?:详?见|填写|填报|对照|参照)附表[ ]?\d{1,2}(?!\d)|[（(]附表[ ]?\d{1,2}[）)]"
)
"""Words that send the reader to an annex without a number, or to one that is a table of the notice."""
_TABLE_HEAD = re.compile(r"^[ 　#*|]*表[ 　]?\d|[\t|][^\n\t|]*[\t|]", re.M)
_OF_A_RULE = re.compile(
    r"(?:标准|规范|办法|条例|导则|规程|细则|规定|指南|准则|[法》号]|[A-Z]{2}[^，。；]{0,12}\d)[^。；]{0,16}$"
)
"""In front of a numbered table, that a rule has it."""
_TITLE_PASSES = re.compile(r"(?:印发|转发)《([^》]{4,60})》(?:的通知|的函)?$")
_TEXT_PASSES = re.compile(
    r"(?:现将|现印发|将)《([^》\n]{4,60})》[^。；\n《]{0,10}(?:印发|转发|下发)(?=给|你们|，|。)"
)
_OTHERS = re.compile(
    r"《[^》]{2,60}》[^。；《]{0,12}$|(?:邮件|邮箱|系统|上级|原文|来文|该文|该通知|下载|国务院|省安委|市安委)[^。；]{0,16}$"
)
"""In front of these words, that another document has the annex."""
_TITLED = re.compile(
    r"《(?P<ahead>[^《》]{3,40})》（(?:详?见)?附件(?P<first>\d{0,2})）|附件(?P<number>\d{0,2})《(?P<behind>[^《》]{3,40})》"
)
"""An annex by its title and, where there are several, its number."""
_ALIKE = 60  # likeness (0-100) from which a title is another form of the listed one
_HEADED = re.compile(r"附件\d*：?|附[表录]\d*：?")
_FURTHER = re.compile(rf"\d{{1,2}}[.、](?=.)(?!.*{_ELSEWHERE})")
_IMPRINT = 12  # lines that may follow the names of the annexes: further ones, signature, day, copies, imprint
_TITLE = 20  # a row of one cell no longer than this is a title: 4 煤矿


def absent_annex(notice: Notice, source: str | None) -> Iterator[Fact]:
    """The annexes that are named below the text, where the file holds none: no heading, no line with the title of the
    first, no table, nothing behind them but signature and imprint."""
    lines = [folded for line in (source or "").splitlines() if (folded := fold(line))]
    named = next((at for at, line in enumerate(lines) if _NAMED.match(line)), None)
    if named is None or _tabled(notice):
        return
    title, rest = loose(_NAMED.sub("", lines[named])), lines[named + 1 :]
    there = any(
        _HEADED.fullmatch(line) or loose(line) == title or line.count("|") > 1 for line in rest
    )
    if title and not there and len(rest) <= _IMPRINT:
        names = [lines[named], *takewhile(_FURTHER.match, rest)]
        yield seen(
            notice.iri, "absentAnnex",
            found=lines[named], sentence=lines[named], names="；".join(names),
        )  # fmt: skip


def _tabled(notice: Notice) -> bool:
    """Whether the file holds a table that repeats the body, or of tasks."""
    return bool(notice.annex) or any(s.kind == "AnnexRow" for s in notice.sections.values())


def measure_annexes(notice: Notice, source: str | None) -> Iterator[Fact]:
    """Annexes that the body cites (附件3) and that are neither listed nor in the file; those that are listed and are not in
    the file, where it holds others."""
    source = source or ""
    given = {int(m[1] or m[2] or 1): m for m in _GIVEN.finditer(source)}
    listed = _listed(source)
    first = min([m.start() for m in given.values()], default=len(source))
    named = {*given, *listed}
    for cited in _CITED.finditer(source, 0, first):
        number = int(cited[1])
        if number not in named:
            place = Place(cited.start(), cited.end())
            yield seen(
                notice.iri, "annexUnlisted", place, found=cited[0], sentence=_sentence(source, cited),
                listed="、".join(f"附件{n}" for n in sorted(named)) or "没有附件", listedEn=str(len(named)),
            )  # fmt: skip
            named.add(number)
    yield from _spoken_of(notice, source) if not named else ()
    yield from _other_titles(notice, source[:first], listed)
    yield from _passed_on_as(notice, source[:first])
    for number, (entry, title) in listed.items() if given else ():
        there = (
            number in given
            or re.search(_ELSEWHERE, title)
            or re.search(rf"附件{number}(?!\d)[^，。；\n]{{0,24}}{_ELSEWHERE}", source)
            or loose(source).count(loose(title)) > 1
        )
        if not there:
            yield seen(notice.iri, "absentAnnex", found=entry, sentence=entry, names=entry)


def _passed_on_as(notice: Notice, body: str) -> Iterator[Fact]:
    """What the letter says that it passes on by another name than its own title has (现将《甲工作方案》印发 of 关于印发《甲实施方案》)."""
    titled, sent = _TITLE_PASSES.search(notice.title), _TEXT_PASSES.search(body)
    if titled is None or sent is None:
        return
    short, long = sorted((loose(titled[1]), loose(sent[1])), key=len)
    if not in_order(short, long):
        yield seen(
            notice.iri, "annexTitle", Place(*sent.span(1)), found=sent[1], listed=titled[1],
            at="标题", atEn="title", sentence=_sentence(body, sent),
        )  # fmt: skip


def _other_titles(
    notice: Notice, body: str, listed: Mapping[int, tuple[str, str]]
) -> Iterator[Fact]:
    """Annexes that the text calls by another title than the list does, where neither is the other with words left out."""
    told: set[int] = set()
    for found in _TITLED.finditer(body):
        number = int(found["first"] or found["number"] or 1)
        title = found["ahead"] or found["behind"]
        if (
            number not in listed
            or number in told
            or (not (found["first"] or found["number"]) and len(listed) > 1)
        ):
            continue
        entry = re.sub(r"^\d{1,2}[.．、]|[《》]", "", listed[number][1]).strip()
        one, two = loose(title), loose(entry)
        short, long = sorted((one, two), key=len)
        if not in_order(short, long) and fuzz.ratio(one, two) < _ALIKE:
            told.add(number)
            yield seen(
                notice.iri, "annexTitle", Place(*found.span()), found=title, listed=entry,
                at="附件说明", atEn="list",
                sentence=_sentence(body, found),
            )  # fmt: skip


def _spoken_of(notice: Notice, source: str) -> Iterator[Fact]:
    """The first place that speaks of an annex, where none is listed, headed or set as a table."""
    if _tabled(notice) or re.search(r"^[ 　#*]*附[ 　]*[件表录]", source, re.M):
        return
    for found in _SPOKEN_OF.finditer(source):
        line = _line(source, found.start())
        ahead = source[max(0, found.start() - 80) : found.start()].rpartition("\n")[2]
        another = _OTHERS.search(ahead) and not found[0].startswith(("（附件", "（见附件", "("))
        of_a_rule = found[0].rstrip("）)")[-1].isdigit() and (
            _OF_A_RULE.search(ahead) or _TABLE_HEAD.search(source)
        )
        if not (another or of_a_rule) and not re.search(_ELSEWHERE, line):
            yield seen(
                notice.iri, "annexUnlisted", Place(*found.span()), found=found[0], sentence=_sentence(source, found),
                listed="没有附件", listedEn="0",
            )  # fmt: skip
            return


def _listed(source: str) -> dict[int, tuple[str, str]]:
    """The annexes that are listed below the text, by number: what stands there of each, and its title alone. One without
    a number is the first."""
    found = _LISTED.search(source)
    if found is None:
        return {}
    words, colon = found[0], re.split("(?<=[：:])", found[0], maxsplit=1)
    numbers = {int(m[1]): (m.start(1), m.end()) for m in ANNEX_NUMBER.finditer(words)}
    begins = numbers or {1: (len(colon[0]), len(colon[0]))}
    return {
        number: (_rest(words, entry), _rest(words, title))
        for number, (entry, title) in begins.items()
    }


def _rest(text: str, at: int) -> str:
    """What the line has from a place on."""
    return text[at:].partition("\n")[0].strip()


def _line(text: str, at: int) -> str:
    """The line of the text that a place stands in."""
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]


def _sentence(text: str, found: re.Match[str]) -> str:
    """The sentence of the text that the words found stand in."""
    begin = text.rfind("\n", 0, found.start()) + 1
    return sentence_at(_line(text, found.start()), (found.start() - begin, found.end() - begin))


def measure_annex(notice: Notice, source: str | None = None) -> Iterator[Fact]:
    """Facts about every row of an annex that repeats the body; none if there is no such annex.
    ``source``: the file's text, to see what the annex prints outside its rows (a lead-in over
    merged cells)."""
    if not notice.annex:
        return
    body = _Body(notice)
    printed = _Printed(notice, source)
    homes: list[str] = []
    repeats = _repeats(notice, body)
    for rows in _items(notice, body):
        home = body.home(rows)
        if home is None and not repeats:
            continue
        if home is None:
            yield seen(
                rows[0].section.iri,
                "rowWithoutBody",
                rows[0].section.place,
                found=rows[0].section.title or rows[0].section.text[:20],
                sentence=begun(rows[0].section.text, 80),
            )
            continue
        homes.append(home.iri)
        matches = [body.match(row, line, home) for row in rows for line in row_lines(row)]
        if repeats:
            yield from _sentences(matches)
            yield from _left_out(rows, matches, body.lines_of(home.iri), home, printed)
        for row in rows:
            yield from _owners(notice, row, body, home, [m for m in matches if m.row is row])
    yield from _articles_left_out(notice, homes)


def _repeats(notice: Notice, body: _Body) -> bool:
    """Whether the annex repeats the body's sentences; one that only names the articles and their
    owners does not."""
    rows = sum(len(line.key) for row in notice.annex for line in row_lines(row))
    lines = sum(len(line.key) for lines in body.by_article.values() for line in lines)
    return rows * 2 > lines


def _items(notice: Notice, body: _Body) -> list[list[Row]]:
    """Rows grouped by the article they repeat (the aspects of one article belong together)."""
    groups: dict[str, list[Row]] = {}
    for row in notice.annex:
        groups.setdefault(body.article_of(row), []).append(row)
    return list(groups.values())


def row_lines(row: Row) -> list[Line]:
    """The sentences of a row, without its number, heading and run-in aspect."""
    text = row.section.text.strip()
    number = re.match(r"[0-9一二三四五六七八九十（）()]+[.、．)）]\s*", text)
    text = text[number.end() :] if number else text
    aspect = row.section.aspect
    pieces = [
        piece[len(aspect) :].lstrip("，：:, ") if aspect and piece.startswith(aspect) else piece
        for piece in sentences(text)
    ]
    made = [Line(row.section, piece, loose(piece)) for piece in pieces]
    return [line for line in made if line.key and line.key != loose(row.section.title)]


class _Printed:
    """What the annex prints: by row, and in its part of the file's text."""

    def __init__(self, notice: Notice, source: str | None) -> None:
        self.rows = [(row, "".join(line.key for line in row_lines(row))) for row in notice.annex]
        starts = [row.section.place.start for row in notice.annex if row.section.place.start]
        self.rest = loose(source[max(0, min(starts) - 400) :]) if source and starts else ""

    def elsewhere(self, key: str, rows: Sequence[Row]) -> Row | None:
        """Another row that prints the sentence."""
        return next((row for row, text in self.rows if key in text and row not in rows), None)

    def outside_rows(self, key: str) -> bool:
        """Whether the annex prints the sentence, but in no row."""
        return key in self.rest and not any(key in text for _, text in self.rows)


class _Body:
    """The body's sentences, by article; by part where it has parts alone (一、道路交通)."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        parts = notice.sections.values()
        self.articles = [s for s in parts if s.kind == "Article"] or [
            s for s in parts if s.kind == "Part"
        ]
        self.kinds = {article.kind for article in self.articles}
        self.by_article: defaultdict[str, list[Line]] = defaultdict(list)
        for section in notice.sections.values():
            article = self.article(section)
            if article:
                self.by_article[article.iri] += section_lines(section)
        starts = {loose(task.text): task.place.start or 0 for task in notice.tasks}
        for lines in self.by_article.values():  # an article may go on behind its items
            lines.sort(key=lambda line: starts.get(line.key, line.holder.place.start or 0))

    def article(self, section: Section) -> Section | None:
        at: Section | None = section
        while at is not None and at.kind not in self.kinds:
            at = self.notice.sections.get(at.parent or "")
        return at

    def lines_of(self, article: str) -> list[Line]:
        return self.by_article.get(article, [])

    def article_of(self, row: Row) -> str:
        """IRI of the article that the row repeats: by title, by link, by likeness of the text;
        the row's own IRI if there is none."""
        title = loose(row.section.title or row.section.text[:_TITLE])
        named = [a.iri for a in self.articles if title and loose(a.title) == title]
        if named:
            return named[0]
        for target in row.repeats:
            section = self.notice.sections.get(target)
            article = self.article(section) if section else None
            if article:
                return article.iri
        short = [
            article.iri
            for article in self.articles
            if any(short_of(row.section.text, x.text) for x in self.lines_of(article.iri))
        ]
        if len(short) == 1:
            return short[0]
        keys = "".join(line.key for line in row_lines(row))
        likely = [
            (fuzz.ratio(keys, "".join(x.key for x in self.lines_of(a.iri))), a.iri)
            for a in self.articles
        ]
        best = max(likely, default=(0.0, ""))
        return best[1] if best[0] >= 50 else row.section.iri

    def said_shorter(self, row: Row, home: Section) -> Task | None:
        """The task of an article that the row says in a short line."""
        keys = [
            line.key for line in self.lines_of(home.iri) if short_of(row.section.text, line.text)
        ]
        return next((task for task in self.notice.tasks if loose(task.text) in keys), None)

    def home(self, rows: Sequence[Row]) -> Section | None:
        wanted = self.article_of(rows[0])
        return next((a for a in self.articles if a.iri == wanted), None)

    def match(self, row: Row, line: Line, home: Section) -> Match:
        near = _best(line, self.lines_of(home.iri), SAME)
        if near is None:
            others = [
                o
                for article, lines in self.by_article.items()
                if article != home.iri
                for o in lines
            ]
            near = _best(line, others, MOVED)
        return Match(row, line, near)


def section_lines(section: Section) -> list[Line]:
    """The sentences of a section, without its number, heading and responsibility notes."""
    text = section.text.strip()
    for head in (section.number, section.title):
        if head and text.startswith(head):
            text = text[len(head) :].lstrip(" \t\n、.．。")
    made = [Line(section, piece, loose(piece)) for piece in sentences(text)]
    return [
        line
        for line in made
        if line.key and not _is_note(line.text) and line.key != loose(section.title)
    ]


def _is_note(text: str) -> bool:
    return text[0] in "（(〔[" and text.rstrip("。；;")[-1] in "）)〕]"


def _best(line: Line, lines: Sequence[Line], least: float) -> Line | None:
    """The most similar line, if similar enough; a line that contains the other counts too."""
    best, score = None, least
    for other in lines:
        if other.key == line.key:
            return other
        like = fuzz.ratio(line.key, other.key) / 100
        short, long = sorted((line.key, other.key), key=len)
        if len(short) >= 8 and short in long:
            like = max(like, 0.9)
        if like > score:
            best, score = other, like
    return best


def _sentences(matches: Sequence[Match]) -> Iterator[Fact]:
    done: set[tuple[str, str]] = set()
    for match in matches:
        line, body = match.line, match.body
        key = (line.key, body.key if body else "")
        same = body and (line.key == body.key or short_of(line.holder.text, body.text))
        if key in done or same:
            continue
        done.add(key)
        if body is None:
            yield seen(
                line.holder.iri,
                "sentenceExtra",
                line.holder.place,
                found=line.text,
                sentence=line.text,
            )
            continue
        changed = changes(line.text, body.text)
        if changed:
            replaced = [c for c in changed if c.annex and c.body]
            number = any(numbers(c.annex) != numbers(c.body) for c in replaced)
            yield seen(
                line.holder.iri, "annexNumber" if number else "annexText", line.holder.place,
                found="…".join(c.annex for c in changed if c.annex), sentence=line.text,
                otherSentence=body.text, zh=told(changed, "zh"), en=told(changed, "en"),
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """Words that differ; one side is empty where the other one has more."""

    annex: str
    body: str


def changes(annex: str, body: str) -> list[Change]:
    """The differing words of two sentences, punctuation and white space aside. A change of one or
    two characters comes with its neighbours, so that it can be read.

    >>> changes("助力企业安发展，优化环境。", "助力企业安全发展，优化环境。")
    [Change(annex='业安发展', body='业安全发展')]
    >>> changes("推进甲事项整治。", "推进甲事项和某某乙事项整治。")
    [Change(annex='', body='和某某乙事项')]
    """
    a, b = _Words(annex), _Words(body)
    made = []
    for a1, a2, b1, b2 in _spans(a.key, b.key):
        if max(a2 - a1, b2 - b1) <= 2 or (a1 < a2 and b1 < b2 and min(a2 - a1, b2 - b1) <= 1):
            left = min(2, a1, b1)
            right = min(2, len(a.key) - a2, len(b.key) - b2)
            a1, b1, a2, b2 = a1 - left, b1 - left, a2 + right, b2 + right
        made.append(Change(a.cut(a1, a2), b.cut(b1, b2)))
    return made


class _Words:
    """A sentence and its loose key, each character of the key with its offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        pairs = [(char, at) for at, raw in enumerate(text) for char in loose(raw)]
        self.key = "".join(char for char, _ in pairs)
        self.offsets = [at for _, at in pairs]

    def cut(self, start: int, end: int) -> str:
        return self.text[self.offsets[start] : self.offsets[end - 1] + 1] if end > start else ""


def _spans(a: str, b: str) -> list[tuple[int, int, int, int]]:
    """The differing spans; those with fewer than four equal characters between them are one."""
    spans: list[tuple[int, int, int, int]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if spans and a1 - spans[-1][1] < 4:
            spans[-1] = (spans[-1][0], a2, spans[-1][2], b2)
        else:
            spans.append((a1, a2, b1, b2))
    return spans


def told(changed: Sequence[Change], lang: str) -> str:
    """The changes as a reader says them.

    >>> told([Change("甲", "乙"), Change("", "丙")], "zh")
    '附表作“甲”，正文作“乙”；附表少“丙”'
    """
    words = {
        "zh": ("附表作“{0}”，正文作“{1}”", "附表多“{0}”", "附表少“{1}”", "；"),
        "en": ("annex “{0}”, body “{1}”", "the annex adds “{0}”", "the annex lacks “{1}”", "; "),
    }[lang]
    kinds = [words[0 if c.annex and c.body else 1 if c.annex else 2] for c in changed]
    return words[3].join(
        kind.format(c.annex, c.body) for kind, c in zip(kinds, changed, strict=True)
    )


def _left_out(
    rows: Sequence[Row],
    matches: Sequence[Match],
    lines: Sequence[Line],
    home: Section,
    printed: _Printed,
) -> Iterator[Fact]:
    """The body's sentences that no row prints, told at the row that prints the one before."""
    by_key = {m.body.key: m.row for m in matches if m.body}
    at = rows[0]
    for line in lines:
        if line.key in by_key:
            at = by_key[line.key]
        elif not any(line.key in m.line.key for m in matches) and not printed.outside_rows(
            line.key
        ):
            other = printed.elsewhere(line.key, rows)
            moved = f"（在附表{other.section.number}{other.section.aspect}）" if other else ""
            yield seen(
                at.section.iri, "sentenceMissing", at.section.place,
                found="", sentence=line.text, article=home.number, moved=moved,
            )  # fmt: skip


def _owners(
    notice: Notice, row: Row, body: _Body, home: Section, matches: Sequence[Match]
) -> Iterator[Fact]:
    main = _main_section(notice, row, home, matches)
    article = (body.article(main) or main).number
    if body.article(main) is not home:
        yield seen(
            row.section.iri, "rowElsewhere", row.section.place,
            found=row.section.aspect or row.section.title, sentence=begun(row.section.text, 80),
            article=article, home=home.number,
        )  # fmt: skip
    theirs, ours = _names(row.owners), _names(_body_owners(notice, body, main))
    said = body.said_shorter(row, home)
    if not ours or (said and any(owner.basis == "subject" for owner in said.owners)):
        return
    text = loose("".join(line.text for line in body.lines_of(home.iri)))
    only_annex = [name for key, name in theirs.items() if key not in ours and key not in text]
    of_more = said is not None and len(body.lines_of(home.iri)) > 1
    only_body = [] if of_more else [name for key, name in ours.items() if key not in theirs]
    place = _cell(row)
    names = "、".join(theirs.values()) or "（空）"
    if only_body:
        yield seen(
            row.section.iri,
            "ownerNotInAnnex",
            place,
            found="、".join(only_body),
            sentence=names,
            article=article,
        )
    if only_annex:
        yield seen(
            row.section.iri,
            "ownerNotInBody",
            place,
            found="、".join(only_annex),
            sentence=names,
            article=article,
        )


def _cell(row: Row) -> Place:
    """The span from the row's first owner to its last."""
    places = [o.place for o in row.owners if o.place.start is not None and o.place.end is not None]
    if not places:
        return row.section.place
    start = min(place.start or 0 for place in places)
    return Place(start, max(place.end or 0 for place in places), places[0].page)


def _main_section(notice: Notice, row: Row, home: Section, matches: Sequence[Match]) -> Section:
    """The section of the body that prints most of the row; of an aspect, its lead-in aside."""
    weights: defaultdict[str, int] = defaultdict(int)
    told = [m for m in matches if m.body and not (row.section.aspect and m.body.holder is home)]
    for match in told or matches:
        if match.body:
            weights[match.body.holder.iri] += len(match.body.key)
    return notice.sections[max(weights, key=lambda iri: weights[iri], default=home.iri)]


def _body_owners(notice: Notice, body: _Body, main: Section) -> list[Owner]:
    """Owners of the section's notes; of a whole article, of all its notes."""
    article = body.article(main) if main.kind in body.kinds else None
    inside = [
        task
        for task in notice.tasks
        if task.section == main.iri
        or (article and (s := notice.sections.get(task.section)) and body.article(s) is article)
    ]
    return [owner for task in inside for owner in task.owners if owner.basis == "note"]


def _names(owners: Sequence[Owner]) -> dict[str, str]:
    """Names by what they are compared by; the notice's default owners are written everywhere."""
    return {loose(owner.name): owner.name for owner in owners if owner.basis == "note"}


def _articles_left_out(notice: Notice, homes: Sequence[str]) -> Iterator[Fact]:
    articles = [s for s in notice.sections.values() if s.kind == "Article"]
    if len(set(homes)) * 2 <= len(articles):
        return
    for article in articles:
        if article.iri not in homes:
            yield seen(
                article.iri,
                "articleNotInAnnex",
                article.place,
                found=article.title,
                sentence=f"{article.number}{article.title}",
            )
