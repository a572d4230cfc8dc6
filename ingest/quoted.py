"""Quoted terms (“…”) and cited instruments (《…》) of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.brackets import match_pairs
from ingest.finding import Clause
from ingest.records import Citation, Mention
from ingest.rulebook import matches, sifted

_DOC_NUMBER = re.compile(
    r"（?([\u4e00-\u9fff]{2,12}〔2[0OＯ〇][\dOoＯ〇]{2}〕第?[\dOＯ]{1,6}号|[\u4e00-\u9fff]{0,20}第\d{1,6}号(?:令|公告)?|[\u4e00-\u9fff]{1,20}令第\d{1,6}号)）?"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    term: str
    mention: Mention


def find_terms(clause: Clause) -> tuple[Quoted, ...]:
    """Every string in “…”."""
    text = clause.words.text
    return tuple(
        Quoted(text[p.start + 1 : p.end - 1], clause.mention(p.start + 1, p.end - 1, "term.quoted"))
        for p in match_pairs(text)
        if p.opener == "“" and p.end - p.start > 2
    )


def find_citations(clause: Clause) -> tuple[Citation, ...]:
    """Every 《…》 with the document number behind it, as cited, and what the sentence does with it."""
    text = clause.words.text
    found = []
    before = reach = 0
    relation = "follow"
    for p in match_pairs(text):
        if p.opener != "《" or p.end < reach:
            continue
        reach = p.end
        number = _DOC_NUMBER.match(text, p.end)
        if re.search(r"[^》、和及]", text[before : p.start]) or not before:
            relation = _relation(text[before : p.start])
        found.append(
            Citation(text[p.start + 1 : p.end - 1], number[1] if number else None, relation,
                     clause.mention(p.start, number.end() if number else p.end, f"citation.{relation}"))
        )  # fmt: skip
        before = number.end() if number else p.end
    return tuple(found)


def _relation(lead: str) -> str:
    """Relation of the last verb in ``lead``: follow where none is named."""
    lead = lead[-24:]
    hits = [(m.end(), r.given["relation"]) for r, m in matches(sifted("citation"), lead)]
    return max(hits)[1] if hits else "follow"
