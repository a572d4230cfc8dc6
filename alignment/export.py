"""A comparison as plain rows: for JSON, for a sheet, for a page."""

from __future__ import annotations

from typing import Any

from alignment.comparison import ONLY_HERE, Comparison, said_once
from alignment.grouping import Group, by_article, by_sector, sectors_of
from alignment.records import Aligned, Difference, Duty, Pair, Passage, Side
from alignment.telling import label, mechanism, sentences, values
from ontology.ids import span_iri

Json = dict[str, Any]


def comparison_json(made: Comparison) -> Json:
    """The comparison as JSON: both notices, three sentences in each language, counts by verdict,
    by article and by sector, mechanisms, passages that both have, rows."""
    return {
        "kind": "pair",
        "relation": made.relation,
        "first": side_json(made.first),
        "second": side_json(made.second),
        "summary": list(sentences(made)),
        "summary_en": list(sentences(made, "en")),
        "counts": dict(made.counts),
        "mechanisms_gained": [_named(each) for each in made.gained],
        "mechanisms_lost": [_named(each) for each in made.lost],
        "by_article": [_group(each) for each in by_article(made)],
        "by_sector": [_group(each) for each in by_sector(made)],
        "passages": [_passage(each, made) for each in made.passages],
        "items": rows(made),
    }


def _group(each: Group) -> Json:
    return {
        "name": each.name,
        "name_en": each.name_en,
        "total": each.total,
        "taken": each.taken,
        "only_here": each.counts.get(ONLY_HERE, 0),
        "counts": dict(each.counts),
    }


def _passage(each: Passage, made: Comparison) -> Json:
    (before, *was), (after, *now) = each.first, each.second
    return {
        "text": each.words,
        "characters": len(each.words),
        "first_article": before.label,
        "second_article": after.label,
        "first_id": span_iri(made.first.source, was[0], was[1]),
        "second_id": span_iri(made.second.source, now[0], now[1]),
    }


def rows(made: Comparison) -> list[Json]:
    """One row for each duty of the first notice beside its likest of the second, then those of the second that
    stand alone; ``near``: what comes nearest to a duty without a counterpart, the likest first."""
    beside = [
        _row(made, row.duty, row.aligned[0] if row.aligned else None, row.verdict, len(row.aligned))
        | {"near": [_near(pair, pair.second) for pair in made.near.get(row.duty.iri, ())]}
        for row in made.rows
    ]
    alone = [
        _row(made, None, None, ONLY_HERE, 0, duty)
        | {"near": [_near(pair, pair.first) for pair in made.near.get(duty.iri, ())]}
        for duty in made.only_second
    ]
    return beside + alone


def _row(
    made: Comparison,
    first: Duty | None,
    aligned: Aligned | None,
    verdict: str,
    partners: int,
    second: Duty | None = None,
) -> Json:
    second = aligned.pair.second if aligned else second
    return {
        "verdict": verdict,
        "verdict_label": label("uptake", verdict, relation=made.relation),
        "first_article": first.article if first else None,
        "first_text": first.text if first else None,
        "second_article": second.article if second else None,
        "second_text": second.text if second else None,
        "differences": [difference(each, made.relation) for each in aligned.differences]
        if aligned
        else [],
        "sectors": list(sectors_of(duty)) if (duty := first or second) else [],
        "kind": aligned.kind if aligned else None,
        "similarity": round(aligned.pair.similarity, 2) if aligned else None,
        "shared": list(aligned.shared) if aligned else [],
        "partners": partners,
        "first_owners": _names(first),
        "second_owners": _names(second),
        "first_id": first.iri if first else None,
        "second_id": second.iri if second else None,
    }


def _near(pair: Pair, duty: Duty) -> Json:
    """A duty that comes near one without a counterpart."""
    return {
        "id": duty.iri,
        "article": duty.article,
        "text": duty.text,
        "similarity": round(pair.similarity, 2),
    }


def near_words(row: Json) -> str:
    """The duties that come near, a line each, with their articles."""
    return "\n".join(f"{each['article']}　{each['text']}".strip() for each in row["near"])


def difference(each: Difference, relation: str) -> Json:
    return {
        "kind": each.kind,
        "kind_label": label("difference-kind", each.kind),
        "way": each.way,
        "way_label": label("difference-way", each.way, relation=relation),
        "first": each.first,
        "second": each.second,
    }


def table_rows(made: Comparison) -> list[Json]:
    """The rows as a sheet has them: no codes, each difference in words."""
    return [
        {
            "uptake": row["verdict_label"],
            "first_article": row["first_article"],
            "first_text": row["first_text"],
            "second_article": row["second_article"],
            "second_text": row["second_text"],
            "differences": "；".join(map(difference_words, row["differences"])),
            "near": near_words(row),
            "sectors": row["sectors"],
            "first_owners": row["first_owners"],
            "second_owners": row["second_owners"],
            "similarity": row["similarity"],
        }
        for row in rows(made)
    ]


def difference_words(each: Json) -> str:
    """A difference in one line (数量更高：2轮 → 3轮)."""
    told = values(each["first"], each["second"], each["way"])
    return f"{each['kind_label']}{each['way_label']}：{told}"


def _names(duty: Duty | None) -> list[str]:
    """Who answers for the duty; of those that its own sentence does not name it is said."""
    told = (
        (f"{each.name}（据上文）" if each.inferred else each.name for each in duty.owners)
        if duty
        else ()
    )
    return list(dict.fromkeys(told))


def side_json(side: Side) -> Json:
    """A notice of a comparison."""
    return {
        "id": side.iri,
        "title": side.title,
        "year": side.year,
        "duties": len(said_once(side.duties)),
    }


def _named(iri: str) -> Json:
    return {"id": iri, "label": mechanism(iri)}
