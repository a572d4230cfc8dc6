"""Two whole notices side by side: what the second took up of the first, how, and what it has alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from alignment.kinds import align
from alignment.mechanisms import gained
from alignment.pairs import candidates, index
from alignment.passages import passages, wording
from alignment.records import Aligned, Difference, Duty, Pair, Passage, Side
from alignment.relations import relation
from alignment.words import bare

#: What a difference says of the demand: more, less, or neither.
MORE = frozenset({"raised", "earlier", "stricter", "wider"})
LESS = frozenset({"lowered", "later", "weaker", "narrower"})
#: Ways of a difference that is written on one side alone.
ONE_SIDED = frozenset({"added", "dropped"})
#: The verdict on a duty that the second notice lacks, and what a duty is that it alone has.
DROPPED, ONLY_HERE = "dropped", "only-here"
#: Verdicts on a duty of the first notice, in the order in which they are told.
VERDICTS = (
    "opposed", "lowered", "mixed", "raised", "moved", "other-owner", "in-part", "extended",
    "as-it-stands", DROPPED,
)  # fmt: skip

#: From this similarity on, a duty of the other notice is shown beside one without a counterpart; at most so many.
NEAR, SHOWN = 0.10, 2

#: A pair less than this share as like as another pair of one of its duties is chance.
STRAY = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A duty of the first notice, those of the second that are one with it (the likest first), and the
    verdict on the likest."""

    duty: Duty
    aligned: tuple[Aligned, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``rows`` in the order of the first notice, what it says twice once; ``only_second``: the second's duties that are one with
    none of the first; ``near``: beside a duty without a counterpart (its IRI), the likest pairs that were not
    found to be one, if any; ``gained`` and ``lost``: mechanisms (IRIs);
    ``passages``: what stands word for word in both, in the second's order."""

    first: Side
    second: Side
    rows: tuple[Row, ...]
    only_second: tuple[Duty, ...]
    near: Mapping[str, tuple[Pair, ...]]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    passages: tuple[Passage, ...]

    @property
    def relation(self) -> str:
        """How the places of the two stand to each other (``relations.relation``)."""
        return relation(self.first.place, self.second.place)

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows by verdict, every verdict named; and ``only-here``."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS} | {
            ONLY_HERE: len(self.only_second)
        }


def compare(first: Side, second: Side) -> Comparison:
    """The second notice seen from the first (the superior's, or last year's)."""
    ours, theirs = said_once(first.duties), said_once(second.duties)
    pairs = candidates(index(ours), index(theirs))
    made = aligned_duties(pairs, (first.year, second.year))
    by_first: dict[str, list[Aligned]] = {}
    for each in made:
        by_first.setdefault(each.pair.first.iri, []).append(each)
    taken = {each.pair.second.iri for each in made}
    stands = relation(first.place, second.place)
    alone = {each.iri for each in (*ours, *theirs)} - by_first.keys() - taken
    return Comparison(
        first,
        second,
        rows=tuple(_row(duty, by_first.get(duty.iri, ()), stands) for duty in ours),
        only_second=tuple(duty for duty in theirs if duty.iri not in taken),
        near=nearest(pairs, alone),
        gained=gained(first, second),
        lost=gained(second, first),
        passages=tuple(passages(wording(first.sections), wording(second.sections))),
    )


def aligned_duties(pairs: Iterable[Pair], years: tuple[int | None, int | None]) -> list[Aligned]:
    """Those of the candidate ``pairs`` that are one duty, the likest of each duty of the first in front; ``years``
    are the plan years of the two notices."""
    made = [each for pair in pairs if (each := align(pair, years)) is not None]
    best: dict[str, float] = {}
    for each in made:
        for duty in (each.pair.first.iri, each.pair.second.iri):
            best[duty] = max(best.get(duty, 0.0), each.pair.similarity)
    return [each for each in made if not _stray(each.pair, best)]


def nearest(pairs: Iterable[Pair], alone: Set[str]) -> dict[str, tuple[Pair, ...]]:
    """For the duties ``alone`` (IRIs) those of the candidate ``pairs`` that come nearest, the likest first."""
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.similarity >= NEAR:
            for duty in alone & {pair.first.iri, pair.second.iri}:
                found.setdefault(duty, []).append(pair)
    return {
        duty: tuple(sorted(each, key=lambda pair: -pair.similarity)[:SHOWN])
        for duty, each in found.items()
    }


def _stray(pair: Pair, best: Mapping[str, float]) -> bool:
    """Whether one of the two has a far better partner."""
    return pair.similarity < STRAY * max(best[pair.first.iri], best[pair.second.iri])


def _row(duty: Duty, aligned: Sequence[Aligned], stands: str) -> Row:
    return Row(duty, tuple(aligned), verdict(aligned[0], stands) if aligned else DROPPED)


def verdict(aligned: Aligned, stands: str = "below") -> str:
    """What became of the first duty in the second (one of ``VERDICTS``); ``stands``: how their places stand to each other
    (``relations.relation``). Between peers what only one of them writes is neither more nor less: no one takes up."""
    if aligned.kind == "contradicting":
        return "opposed"
    both = [each for each in aligned.differences if stands != "peers" or each.way not in ONE_SIDED]
    told = [each for each in both if _demand(each)]
    more = any(_demand(each) > 0 for each in told)
    less = any(_demand(each) < 0 for each in told)
    if more and less:
        return "mixed"
    if told:
        moved = all(each.way in {"earlier", "later"} for each in told)
        return "moved" if moved else "raised" if more else "lowered"
    if any(each.kind == "owner" and each.way == "other" for each in aligned.differences):
        return "other-owner"
    said = {"narrower": "in-part", "overlapping": "in-part", "broader": "extended"}
    return said.get(aligned.kind, "as-it-stands")


def _demand(difference: Difference) -> int:
    """1 where the second asks more, -1 where it asks less, 0 where it only asks otherwise."""
    measured = difference.kind in {"number", "time"}
    if difference.way in MORE or (measured and difference.way == "added"):
        return 1
    return -1 if difference.way in LESS or (measured and difference.way == "dropped") else 0


def said_once(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """The duties without those that an earlier one says word for word: rows of an annex repeat the body."""
    known: dict[str, Duty] = {}
    for duty in duties:
        known.setdefault(bare(duty.text), duty)
    return tuple(known.values())
