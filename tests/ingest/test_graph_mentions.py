"""Whatever the graph says that a task is about or refers to, a mention says by which words; of measures, which are always
of the sentence and go by the words of the code list, none does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.graph import notice_triples
from ingest.records import Notice, Section
from ontology.ids import ONTOLOGY, source_iri, span_of
from tests.ingest.promises import alike
from tests.ingest.test_graph import NOTICES, read

KINDS = {
    "sector", "hazard", "invokes", "combats", "mentionsFormula", "cites", "ordersIssuing", "ordersRevising",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """The graph of one notice: the values of (subject, name of the property), as strings."""

    notice: Notice
    values: dict[tuple[str, str], list[str]]

    def all(self, subject: str, *names: str) -> list[str]:
        return [value for name in names for value in self.values.get((subject, name), [])]

    def one(self, subject: str, name: str) -> str:
        (value,) = self.all(subject, name)
        return value

    def mentions(self, task: str, denoted: str) -> list[str]:
        """The mentions, quoted terms or other words, by which a task has ``denoted``."""
        found = self.all(task, "hasMention", "hasTerm")
        return [m for m in found if denoted in self.all(m, "denotes")]

    def span(self, mention: str) -> tuple[int, int]:
        found = span_of(mention)
        assert found is not None, mention
        return found


@cache
def facts(slug: str) -> Facts:
    values: dict[tuple[str, str], list[str]] = defaultdict(list)
    for t in notice_triples(read(slug)):
        name = t.predicate.value.removeprefix(ONTOLOGY)
        values[t.subject.value, name].append(t.object.value)
    return Facts(read(slug), values)


def statements() -> Iterator[tuple[Facts, str, str, str]]:
    """Every (graph, task, kind, value) of all notices."""
    for slug in NOTICES:
        found = facts(slug)
        for task in found.notice.tasks:
            for kind in sorted(KINDS):
                yield from ((found, task.iri, kind, v) for v in found.all(task.iri, kind))


def test_each_value_has_a_mention_whose_evidence_cuts_its_words_out_of_the_file() -> None:
    seen: Counter[str] = Counter()
    for found, task, kind, value in statements():
        mentions = found.mentions(task, value)
        assert mentions, (task, kind, value)
        for mention in mentions:
            start, end = found.span(mention)
            assert alike(found.notice.document.text[start:end]), mention
            assert mention.startswith(source_iri(found.notice.document.sha256) + "#")
        seen[kind] += 1
    assert set(seen) == KINDS
    assert seen["sector"] > 650
    assert seen["hazard"] > 370
    assert seen["invokes"] + seen["combats"] + seen["mentionsFormula"] > 490
    assert seen["cites"] > 40
    assert seen["ordersIssuing"] + seen["ordersRevising"] > 15


def test_no_mention_without_the_statement_that_rests_on_it() -> None:
    checked = 0
    for slug in NOTICES:
        found = facts(slug)
        for task in (t.iri for t in found.notice.tasks):
            stated = set(found.all(task, *KINDS))
            for mention in found.all(task, "hasMention"):
                assert set(found.all(mention, "denotes")) & stated
                checked += 1
    assert checked > 1300


def test_a_mechanism_is_quoted_or_not() -> None:
    """A task's quoted terms are its terms and no others; a mechanism that one of them denotes has no
    second mention."""
    quoted = unquoted = 0
    for slug in NOTICES:
        found = facts(slug)
        for task in found.notice.tasks:
            terms = found.all(task.iri, "hasTerm")
            assert len(terms) == len(task.terms)
            other = found.all(task.iri, "hasMention")
            named = {d for m in terms for d in found.all(m, "denotes") if "/mechanism/" in d}
            others = [d for m in other if m not in terms for d in found.all(m, "denotes")]
            assert not named & set(others)
            quoted += len(terms)
            unquoted += sum("/code/mechanism/" in d for d in others)
    assert quoted > 400
    assert unquoted > 180


def test_what_a_heading_gives_is_shown_in_the_heading() -> None:
    """A mention outside the sentence stands in the title of its section or of one above it; the
    title of a table's row may stand in another cell."""
    checked: Counter[str] = Counter()
    for found, task, _, value in statements():
        start, end = _task_span(found, task)
        for span in map(found.span, found.mentions(task, value)):
            if start <= span[0] and span[1] <= end:
                continue
            section = _titled(found, task, span)
            assert section is not None, (task, value, span)
            checked[section.kind] += 1
    assert set(checked) == {"part", "article", "item", "annex-row"}
    assert checked["article"] > 250
    assert checked["item"] > 100
    assert checked["annex-row"] > 80


def _task_span(found: Facts, task: str) -> tuple[int, int]:
    return found.span(found.one(task, "evidence"))


def _titled(found: Facts, task: str, span: tuple[int, int]) -> Section | None:
    """The section, the task's or one above, in whose title the words stand."""
    sections = {s.iri: s for s in found.notice.sections}
    at: str | None = found.one(task, "statedIn")
    while at in sections:
        section = sections[at]
        if _in_title(found.notice.document.text, section, span):
            return section
        at = section.parent
    return None


def _in_title(text: str, section: Section, span: tuple[int, int]) -> bool:
    if section.kind == "annex-row":
        return alike(text[slice(*span)]) in alike(section.title) and span[1] <= section.start
    title = alike((section.number or "") + section.title)
    lead = alike(text[section.start : span[1]])
    signs = re.compile(r"\W")
    return section.start <= span[0] and signs.sub("", title).startswith(signs.sub("", lead))
