"""Wording: brackets and quotation marks, typos, spellings, terms and cited instruments."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from shapes.facts import Fact, seen
from shapes.known import instrument_numbers, plain_number
from shapes.measure.laws import replaced
from shapes.tables import first_match, kept, patterns
from shapes.text import begun, fold, loose, sentences, unnumbered
from shapes.view import Notice, Place, Section, Task

PAIRS = {
    "（": "）",
    "(": ")",
    "〔": "〕",
    "[": "]",
    "【": "】",
    "《": "》",
    "〈": "〉",
    "“": "”",
    "‘": "’",
}
CLOSERS = {closer: opener for opener, closer in PAIRS.items()}
QUOTES = frozenset("“”‘’")
_ROUND = str.maketrans("()", "（）")
_LIST_MARK = re.compile(r"(?:^|(?<=[。；：\s]))[0-9a-z一二三四五六七八九十]{1,3}[)）]")
_ASIDE = 10  # characters of an aside in brackets that ends in a number
_MASKED = "×××"  # a person's data made unreadable, and perhaps one of the marks around it
_ALIKE = 8  # characters; sentences of twice as many that differ in one begin or end with the same
MISSPELT = 75  # likeness (0-100) from which an unknown term is a slip of a known one
_CITED = re.compile(r"《([^《》]+)》(\s*[（(〔\[][^）)\]]*号[）)\]])?")
NAMED_KINDS = frozenset({"principle", "mechanism", "standard"})


def measure_wording(
    notice: Notice, known_terms: Sequence[str], source: str | None = None
) -> Iterator[Fact]:
    """Facts about the words. ``known_terms``: labels of registered mechanisms; ``source``: the
    file's text, which still has the brackets that reading may have repaired."""
    written = [*notice.sections.values(), *(row.section for row in notice.annex)]
    for section in written:
        yield from _unpaired(section, source)
        yield from _typos(section)
    for gap in _gaps(notice, source or ""):
        yield from _typos(gap)
        if gap.place.start == 0:
            yield from _unpaired(gap, source)
    yield from _typos_against_twins(list(notice.sections.values()))
    yield from _spellings(notice)
    yield from _unregistered(notice, known_terms)
    for task in notice.tasks:
        yield from _citations(notice, task)


def _gaps(notice: Notice, source: str) -> Iterator[Section]:
    """What the file prints outside the sections and rows, as sections of the notice itself: the
    first one is what stands before the first heading."""
    sections = [*notice.sections.values(), *(row.section for row in notice.annex)]
    spans = sorted(
        (s.place.start, s.place.end) for s in sections if s.place.start is not None and s.place.end
    )
    at = 0
    for start, end in (*spans, (len(source), len(source))):
        if source[at:start].strip():
            yield Section(notice.iri, "Gap", "", "", source[at:start], 0, None, Place(at, start))
        at = max(at, end)


def unpaired(text: str) -> list[int]:
    """Positions of the marks that have no partner of their own kind.

    >>> unpaired("（甲〔乙）丙”")
    [2, 6]
    >>> unpaired("见清单（附件 2）。1）检查")
    []
    """
    round_ = text.translate(_ROUND)
    flat = _LIST_MARK.sub(
        lambda m: m[0] if _within(round_, m.start()) else "　" * len(m[0]), round_
    )
    stack: list[tuple[str, int]] = []
    open_now: Counter[str] = Counter()
    lonely: list[int] = []
    for at, mark in enumerate(flat):
        if mark in PAIRS:
            stack.append((mark, at))
            open_now[mark] += 1
        elif mark in CLOSERS and not open_now[CLOSERS[mark]]:
            lonely.append(at)
        elif mark in CLOSERS:
            while (opened := stack.pop())[0] != CLOSERS[mark]:
                open_now[opened[0]] -= 1
                lonely.append(opened[1])
            open_now[opened[0]] -= 1
    return sorted(lonely + [where for _, where in stack])


def _within(text: str, at: int) -> bool:
    """Whether a bracket was opened a few characters ahead of the place (（附件 2）)."""
    ahead = text[max(0, at - _ASIDE) : at]
    return ahead.rfind("（") > max(ahead.rfind("）"), ahead.rfind("\n"))


def _unpaired(section: Section, source: str | None) -> Iterator[Fact]:
    place = section.place
    exact = source is not None and place.start is not None and section.kind != "AnnexRow"
    text = source[place.start : place.end] if exact and source else section.text
    lonely = unpaired(text)
    opened = ""
    for at, following in pairwise([*lonely, None]):
        assert at is not None
        mark, before = text[at], opened
        opened = mark if mark in PAIRS else opened
        if mark in PAIRS and following is not None and text[following] in CLOSERS:
            continue  # told once, at the mark that closes with another kind
        if _MASKED in text[max(0, at - 24) : at + 24]:
            continue
        name = "unpairedQuote" if mark in QUOTES else "unpairedBracket"
        line = text.rfind("\n", 0, at) + 1
        begin = max(line, at - 30)
        window = begun(text[begin:].partition("\n")[0], at + 30 - begin)
        window = f"…{window}" if begin > line else window
        near = re.sub(r"\s+", "", text[max(0, at - 12) : at + 8])
        beside = f"（前面开的是“{before}”）" if before else ""
        own = (
            replace(place, start=place.start + at, end=place.start + at + 1)
            if exact and place.start is not None
            else place
        )
        yield seen(section.iri, name, own, found=mark, sentence=window, near=near, beside=beside)


def _typos(section: Section) -> Iterator[Fact]:
    for sentence in sentences(section.text):
        for found, right in _slips(sentence):
            yield seen(
                section.iri,
                "typo",
                section.place,
                found=found,
                suggestion=right,
                sentence=sentence,
            )


@kept
def _slips(sentence: str) -> tuple[tuple[str, str], ...]:
    """Words of a sentence that are misspelt, each with the right ones."""
    cells = [fold(cell) for cell in sentence.split("\t")]
    return tuple(
        (found[0], row.gives)
        for row in patterns("typos")
        for cell in cells
        for found in row.regex.finditer(cell)
    )


def _typos_against_twins(written: Sequence[Section]) -> Iterator[Fact]:
    """A sentence that stands elsewhere with one character more, less or other."""
    pieces = [
        (section, s, loose(unnumbered(s))) for section in written for s in sentences(section.text)
    ]
    long = [(section, s, key) for section, s, key in pieces if len(key) >= 2 * _ALIKE]
    for (section, sentence, key), (_, other, other_key) in _near_twins(long):
        change = _one_change(key, other_key)
        if change and not any(char.isdigit() for char in "".join(change)):
            wrong, right = change
            yield seen(
                section.iri,
                "twinDiffers",
                section.place,
                found=wrong,
                suggestion=right,
                sentence=sentence,
                otherSentence=other,
            )


def _near_twins(
    pieces: list[tuple[Section, str, str]],
) -> Iterator[tuple[tuple[Section, str, str], tuple[Section, str, str]]]:
    """Pairs of sentences of two sections that differ in one character, the later one first: they begin or end alike, and
    so only such are compared."""
    alike: defaultdict[tuple[str, bool], list[int]] = defaultdict(list)
    for at, piece in enumerate(pieces):
        key = piece[2]
        ends = (key[:_ALIKE], False), (key[-_ALIKE:], True)
        places = sorted({place for end in ends for place in alike[end]})
        keys = [pieces[place][2] for place in places]
        near = process.extract(key, keys, scorer=Levenshtein.distance, score_cutoff=1, limit=3)
        for _, distance, where in near:
            other = pieces[places[where]]
            if distance == 1 and other[0].iri != piece[0].iri:
                yield piece, other
        for end in ends:
            alike[end].append(at)


def _one_change(key: str, other: str) -> tuple[str, str] | None:
    """The differing words with two characters of context on both sides."""
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, key, other, autojunk=False).get_opcodes():
        if tag != "equal":
            return key[max(0, a1 - 2) : a2 + 2], other[max(0, b1 - 2) : b2 + 2]
    return None


def _spellings(notice: Notice) -> Iterator[Fact]:
    """Quoted terms and owners' names that differ by a joining word, a mark or white space."""
    spelled: dict[str, tuple[Task | Section, str]] = {}
    for task in notice.tasks:
        for term in task.terms:
            spelled.setdefault(term.words, (task, term.iri))
        for owner in task.owners:
            if owner.basis == "note":
                spelled.setdefault(owner.name, (task, owner.unit))
    for row in notice.annex:
        for owner in row.owners:
            spelled.setdefault(owner.name, (row.section, owner.unit))
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    for name in spelled:
        if len(name) >= 3:
            by_key[_joined(name)].append(name)
    for one, *others in by_key.values():
        for two in others:
            holder, unit = spelled[two]
            if unit != spelled[one][1]:
                yield seen(holder.iri, "otherSpelling", holder.place, found=two, first=one)


def _joined(name: str) -> str:
    return re.sub(r"[与及和、的]", "", loose(name))


def _unregistered(notice: Notice, known: Sequence[str]) -> Iterator[Fact]:
    """Quoted terms that no concept stands for: those of a kind that is registered, and those one
    slip away from a registered name."""
    done: set[str] = set()
    for task in notice.tasks:
        for term in task.terms:
            if term.concept is not None or term.words in done:
                continue
            done.add(term.words)
            near = process.extract(term.words, known, scorer=fuzz.ratio, limit=2, score_cutoff=60)
            misspelt = len(term.words) >= 4 and bool(near) and near[0][1] >= MISSPELT
            if (term.kind in NAMED_KINDS or misspelt) and not first_match(
                "formulaic-terms", term.words
            ):
                nearest = "、".join(name for name, _, _ in near) or "（无相近名称）"
                yield seen(
                    task.iri, "unregisteredTerm", term.place, found=term.words, nearest=nearest
                )


def _citations(notice: Notice, task: Task) -> Iterator[Fact]:
    """Instruments that the sentence names in 《》, those aside that it orders to be made."""
    made = {fold(c.title).strip("《》") for c in task.citations if c.relation != "cites"}
    for match in _CITED.finditer(task.text):
        title = fold(match[1])
        if row := replaced(notice, match[1]):
            yield seen(
                task.iri, "replacedInstrument", task.place, found=match[1],
                replacedBy=row["replaced_by"], since=row["from"], source=row["source"],
            )  # fmt: skip
        known = instrument_numbers().get(title)
        written = (match[2] or "").strip(" （）()〔〕[]")
        if known and written and plain_number(written) != plain_number(known):
            yield seen(
                task.iri, "citationMisnumbered", task.place,
                found=match[1], written=written, known=known,
            )  # fmt: skip
        if match[2] is None and title not in made and first_match("numbered-documents", title):
            yield seen(
                task.iri, "citationUnnumbered", task.place,
                found=match[1], known=known or "文号未知",
            )  # fmt: skip
