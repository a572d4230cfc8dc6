"""The annex table against the body that it repeats: owners, sentences and numbers, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from shapes.facts import Fact, seen
from shapes.measure.owners import explicit
from shapes.text import loose, numbers, sentences
from shapes.view import Notice, Owner, Row, Section

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


def measure_annex(notice: Notice) -> Iterator[Fact]:
    """Facts about every row of an annex that repeats the body; none if there is no such annex."""
    if not notice.annex:
        return
    body = _Body(notice)
    taken: set[str] = set()
    homes: list[str] = []
    for rows in _items(notice, body):
        home = body.home(rows)
        if home is None:
            yield seen(
                rows[0].section.iri,
                "rowWithoutBody",
                rows[0].section.place,
                found=rows[0].section.title or rows[0].section.text[:20],
                sentence=rows[0].section.text[:80],
            )
            continue
        homes.append(home.iri)
        matches = [body.match(row, line, home) for row in rows for line in row_lines(row)]
        taken |= {match.body.text for match in matches if match.body}
        yield from _sentences(matches)
        yield from _left_out(rows, matches, body.lines_of(home.iri), home)
        for row in rows:
            yield from _owners(notice, row, body, home, [m for m in matches if m.row is row])
    yield from _articles_left_out(notice, homes)


def _items(notice: Notice, body: _Body) -> list[list[Row]]:
    """Rows grouped by the article they repeat (the aspects of one article belong together)."""
    groups: dict[str, list[Row]] = {}
    for row in notice.annex:
        groups.setdefault(body.article_of(row), []).append(row)
    return list(groups.values())


def row_lines(row: Row) -> list[Line]:
    """The sentences of a row, without its number and heading."""
    title = loose(row.section.title)
    bare = row.section.text.strip()
    if row.section.number and bare.startswith(row.section.number):
        bare = bare[len(row.section.number) :].strip()
    made = []
    for text in sentences(bare):
        key = loose(text)
        stripped = key.lstrip("0123456789.")
        if stripped not in (title, loose(row.section.aspect)) or not title:
            made.append(Line(row.section, text, key))
    return [line for line in made if line.key]


class _Body:
    """The body's sentences, by article."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.articles = [s for s in notice.sections.values() if s.kind == "Article"]
        self.by_article: defaultdict[str, list[Line]] = defaultdict(list)
        for section in notice.sections.values():
            article = self.article(section)
            if article:
                self.by_article[article.iri] += section_lines(section)

    def article(self, section: Section) -> Section | None:
        at: Section | None = section
        while at is not None and at.kind != "Article":
            at = self.notice.sections.get(at.parent or "")
        return at

    def lines_of(self, article: str) -> list[Line]:
        return self.by_article.get(article, [])

    def article_of(self, row: Row) -> str:
        """IRI of the article that the row repeats: by title, by link, by likeness of the text;
        the row's own IRI if there is none."""
        title = loose(row.section.title)
        named = [a.iri for a in self.articles if title and loose(a.title) == title]
        if named:
            return named[0]
        for target in row.repeats:
            section = self.notice.sections.get(target)
            article = self.article(section) if section else None
            if article:
                return article.iri
        keys = "".join(line.key for line in row_lines(row))
        likely = [
            (fuzz.ratio(keys, "".join(x.key for x in self.lines_of(a.iri))), a.iri)
            for a in self.articles
        ]
        best = max(likely, default=(0.0, ""))
        return best[1] if best[0] >= 50 else row.section.iri

    def home(self, rows: Sequence[Row]) -> Section | None:
        return next((a for a in self.articles if a.iri == self.article_of(rows[0])), None)

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
        if key in done or (body and line.key == body.key):
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
        found, other = changes(line.text, body.text)
        if found or other:
            name = "annexNumber" if numbers(found) != numbers(other) else "annexText"
            yield seen(
                line.holder.iri, name, line.holder.place,
                found=found or "（无）", other=other or "（无）", sentence=line.text, otherSentence=body.text,
            )  # fmt: skip


def changes(one: str, two: str) -> tuple[str, str]:
    """The differing words of two sentences, punctuation and white space aside.

    >>> changes("助力企业安发展，优化环境。", "助力企业安全发展，优化环境。")
    ('安发', '安全发')
    """
    a, b = loose(one), loose(two)
    spans: list[list[int]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if spans and a1 - spans[-1][1] < 4:
            spans[-1][1], spans[-1][3] = a2, b2
        else:
            spans.append([a1, a2, b1, b2])
    one_words = [
        a[max(0, s[0] - (s[0] == s[1] or s[2] == s[3])) : s[1] + (s[0] == s[1] or s[2] == s[3])]
        for s in spans
    ]
    two_words = [
        b[max(0, s[2] - (s[0] == s[1] or s[2] == s[3])) : s[3] + (s[0] == s[1] or s[2] == s[3])]
        for s in spans
    ]
    return "…".join(one_words), "…".join(two_words)


def _left_out(
    rows: Sequence[Row], matches: Sequence[Match], lines: Sequence[Line], home: Section
) -> Iterator[Fact]:
    """The body's sentences that no row prints, told at the row that prints the one before."""
    printed = {m.body.key: m.row for m in matches if m.body}
    at = rows[0]
    for line in lines:
        if line.key in printed:
            at = printed[line.key]
        elif not any(line.key in m.line.key for m in matches):
            yield seen(
                at.section.iri,
                "sentenceMissing",
                at.section.place,
                other=line.text,
                otherSentence=line.text,
                found="",
                article=home.number,
            )


def _owners(
    notice: Notice, row: Row, body: _Body, home: Section, matches: Sequence[Match]
) -> Iterator[Fact]:
    theirs = _names(row.owners)
    ours = _names(_body_owners(notice, body, home, matches))
    if not theirs and not ours:
        return
    only_annex = [name for key, name in theirs.items() if key not in ours]
    only_body = [name for key, name in ours.items() if key not in theirs]
    words = {
        "article": home.number,
        "annexOwners": "、".join(theirs.values()) or "（空）",
        "bodyOwners": "、".join(ours.values()) or "（无）",
    }
    start = row.owners[0].place if row.owners else row.section.place
    if only_body:
        yield seen(
            row.section.iri,
            "ownerNotInAnnex",
            start,
            found="、".join(only_body),
            sentence=words["annexOwners"],
            **words,
        )
    if only_annex:
        yield seen(
            row.section.iri,
            "ownerNotInBody",
            start,
            found="、".join(only_annex),
            sentence=words["annexOwners"],
            **words,
        )


def _body_owners(
    notice: Notice, body: _Body, home: Section, matches: Sequence[Match]
) -> list[Owner]:
    """Owners of the notes over the sections that print the row's sentences in the body; if the
    row repeats a whole article, of all its notes."""
    weights: defaultdict[str, int] = defaultdict(int)
    for match in matches:
        if match.body:
            weights[match.body.holder.iri] += len(match.body.key)
    main = max(weights, key=lambda iri: weights[iri], default=home.iri)
    section = notice.sections[main]
    whole = section.kind == "Article"
    article = body.article(section)
    inside = [
        task
        for task in notice.tasks
        if task.section == main
        or (
            whole
            and article
            and (s := notice.sections.get(task.section))
            and body.article(s) is article
        )
    ]
    return [owner for task in inside for owner in explicit(task.owners) if owner.basis == "note"]


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
