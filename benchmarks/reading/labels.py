"""What was read against labels: hits, spurious and missed labels of each field.

Sentences are matched on their text without white space; a sentence read in several pieces counts
once. A sentence that is no task but is read as one is spurious. Labels marked ``optional`` count
neither way. An owner counts by its name, whatever it is inferred from; its role counts where the
name was found. A sector that the sentence names beside its heading's is credited where the labels have it and counts
as nothing else. ``sector_named`` leaves out ``other``, which stands for the sectors that the list of labels lacks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Json = Mapping[str, Any]

SENTENCE_FIELDS = (
    "task", "owner", "role", "open_ended", "due", "recurrence", "window", "response",
    "target", "condition", "term", "citation", "sector", "sector_named", "hazard",
)  # fmt: skip
MASTHEAD_FIELDS = (
    "title", "doc_number", "issuer", "signed", "addressees", "plan_year", "jurisdiction",
)  # fmt: skip
FIELDS = SENTENCE_FIELDS + MASTHEAD_FIELDS
_BRACKETS = str.maketrans("[]【】〔〕﹝﹞", "()()()()")
_HIDDEN = re.compile(
    r"[\w.+-]+@[\w.-]+\w|(?<!\d)0\d{2,3}-?\d{7,8}|(?<!\d)1\d{10}(?!\d)|×+", re.ASCII
)
_SAME_PERIOD = {"P1W": "P7D", "P12M": "P1Y", "P24H": "P1D"}


@dataclass(slots=True)
class Tally:
    """Hits, spurious and missed labels of each field, and the words of each difference."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    differences: list[str] = field(default_factory=list)

    def add(
        self, name: str, hit: int, spurious: Iterable[Any], missed: Iterable[Any], at: str
    ) -> None:
        """Count one comparison of field ``name`` at the words ``at``."""
        found, lost = list(spurious), list(missed)
        self.counts[name].update(hit=hit, spurious=len(found), missed=len(lost))
        self.differences += [f"{name} spurious {item} | {at}" for item in found]
        self.differences += [f"{name} missed {item} | {at}" for item in lost]

    def update(self, other: Tally) -> None:
        """Take in the counts and differences of ``other``."""
        for name, counts in other.counts.items():
            self.counts[name].update(counts)
        self.differences += other.differences

    def rates(self, name: str) -> tuple[float, float, float]:
        """Precision, recall and F1 of a field, each 1.0 where there is nothing to find."""
        hit, spurious, missed = (self.counts[name][k] for k in ("hit", "spurious", "missed"))
        precision = hit / (hit + spurious) if hit + spurious else 1.0
        recall = hit / (hit + missed) if hit + missed else 1.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


class Labels(NamedTuple):
    """Comparable labels of one field: those that count, and those that may be there or not."""

    firm: frozenset[Any]
    free: frozenset[Any]


def fold(words: object) -> str:
    """``words`` without white space and quotation marks, narrow, with one kind of bracket and dash; addresses
    of mail and numbers of telephones as reading hides them."""
    text = unicodedata.normalize("NFKC", str(words or "")).translate(_BRACKETS)
    text = _HIDDEN.sub("×", text)
    text = re.sub(r"[\s\"“”'‘’]+", "", text)
    return re.sub(r"[—－～~–]", "-", text).rstrip("。;.,")


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def _month(moment: str) -> str:
    return moment[2:4] if moment.startswith("--") else moment[5:7]


#: How a label of each listed field is compared: the key in the JSON and its comparable form.
_LISTED: dict[str, tuple[str, Callable[[Json], Any]]] = {
    "due": ("due", lambda d: d["date"]),
    "recurrence": ("recurrences", lambda r: (_SAME_PERIOD.get(r["period"], r["period"]), r.get("min") or 1)),
    "window": ("windows", lambda w: (_month(w["from"]), _month(w["to"]))),
    "response": ("response", lambda r: r["duration"]),
    "target": ("targets", lambda t: (t["op"], _number(t["value"]), _number(t.get("high")))),
    "condition": ("conditions", lambda c: _number(c["value"])),
    "term": ("terms", lambda t: fold(t["term"])),
    "citation": ("citations", lambda c: (fold(c["title"]).strip("《》"), fold(c.get("docno")))),
}  # fmt: skip


def _listed(row: Json, name: str) -> Labels:
    key, form = _LISTED[name]
    items = [i for i in row.get(key) or () if i.get("basis") != "inherited" and i.get("date", True)]
    firm = frozenset(form(i) for i in items if not i.get("optional"))
    return Labels(firm, frozenset(form(i) for i in items if i.get("optional")) - firm)


def _topics(row: Json, name: str) -> Labels:
    firm = frozenset(row.get(name + "s") or ())
    return Labels(firm, frozenset(row.get(name + "s_optional") or ()) - firm)


def _labels(row: Json, name: str) -> Labels:
    return _listed(row, name) if name in _LISTED else _topics(row, name)


def _union(rows: Sequence[Json], name: str) -> frozenset[Any]:
    return frozenset().union(*(_labels(row, name).firm for row in rows))


def _owner_names(gold: Json) -> dict[str, str]:
    """Every folded spelling of an owner's name, to the one that counts."""
    return {
        fold(spelling): fold(o["name"])
        for o in gold["owners"]
        for spelling in (*o.get("also", ()), o["name"])
    }


def _roles(rows: Iterable[Json], names: Mapping[str, str]) -> dict[str, set[str]]:
    roles: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for owner in row.get("owners") or ():
            roles[names.get(fold(owner["name"]), fold(owner["name"]))].add(owner["role"])
    return roles


def compare_owners(gold: Json, read: Sequence[Json], tally: Tally) -> None:
    """Count owners by name and, for the names found, their roles."""
    names = _owner_names(gold)
    wanted, found = _roles([gold], names), _roles(read, names)
    firm = {fold(o["name"]) for o in gold["owners"] if not o.get("optional")}
    any_role = {
        fold(o["name"]) for o in gold["owners"] if o.get("optional") or o.get("role_optional")
    }
    at = gold["text"][:40]
    tally.add("owner", len(firm & set(found)), set(found) - set(wanted), firm - set(found), at)
    for name in sorted(firm & set(found) - any_role):
        right = bool(wanted[name] & found[name])
        wrong = [] if right else [(name, *sorted(found[name]))]
        tally.add("role", right, wrong, [] if right else [(name, *sorted(wanted[name]))], at)


def compare_sentence(gold: Json, read: Sequence[Json], tally: Tally) -> None:
    """Count every label of one task sentence against the tasks that were read from it."""
    at = gold["text"][:40]
    compare_owners(gold, read, tally)
    wanted, found = bool(gold["open_ended"]), any(t.get("open_ended") for t in read)
    tally.add(
        "open_ended", wanted and found, [True] * (found > wanted), [True] * (wanted > found), at
    )
    for name in (*_LISTED, "sector", "hazard"):
        firm, free = _labels(gold, name)
        got = _union(read, name)
        if name == "sector":
            got |= firm & frozenset(s for t in read for s in t.get("sectors_beside") or ())
            named, wanted = got - {"other"}, firm - {"other"}
            tally.add(
                "sector_named", len(wanted & named), named - wanted - free, wanted - named, at
            )
        tally.add(name, len(firm & got), got - firm - free, firm - got, at)


def _is_of(read: str, gold: str) -> bool:
    piece = len(read) >= 6 and read in gold
    return read == gold or piece or (len(gold) >= 6 and gold in read and len(read) < len(gold) + 12)


def compare_tasks(rows: Sequence[Json], tasks: Sequence[Json], tally: Tally) -> None:
    """Match the tasks read with the labelled sentences and count both and their labels."""
    sentences = [r for r in rows if r["kind"] == "sentence"]
    firm = [r for r in sentences if r["is_task"] and not r.get("optional")]
    pool = {i: fold(t["text"]) for i, t in enumerate(tasks)}
    for gold in (*firm, *(r for r in sentences if r.get("optional"))):
        hits = [i for i, text in pool.items() if text and _is_of(text, fold(gold["text"]))]
        read = [tasks[i] for i in hits]
        for i in hits:
            del pool[i]
        if not gold.get("optional"):
            tally.add("task", bool(hits), [], [] if hits else [""], gold["text"][:60])
            compare_sentence(gold, read, tally)
    for i in pool:
        tally.add("task", 0, [""], [], tasks[i]["text"][:60])


def _masthead(value: Any) -> set[str]:
    names = value if isinstance(value, list) else [value] if value else []
    return {_named(each) for each in names}


def _named(name: Any) -> str:
    """A name of a masthead as it counts: 各 in front of addressees says nothing."""
    return fold(name).removeprefix("各")


def _masthead_spellings(meta: Json, name: str) -> dict[str, str]:
    """The spellings that labels allow a field (``issuer_also``, a list) or each of its names (``addressees_also``, lists
    by name), to the one that counts."""
    also = meta.get(name + "_also") or {}
    allowed = also if isinstance(also, Mapping) else {meta[name]: also}
    return {_named(each): _named(one) for one, spellings in allowed.items() for each in spellings}


def compare_masthead(meta: Json, notice: Json, tally: Tally) -> None:
    """Count the masthead's fields; a field that ``meta`` does not have is not compared."""
    for name in MASTHEAD_FIELDS:
        if name in meta:
            wanted, names = _masthead(meta[name]), _masthead_spellings(meta, name)
            found = {
                each if each in wanted else names.get(each, each)
                for each in _masthead(notice.get(name))
            }
            tally.add(
                name, len(wanted & found), found - wanted, wanted - found, str(meta["title"])[:30]
            )
