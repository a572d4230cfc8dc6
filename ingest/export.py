"""A notice as the JSON that ``anze extract --format json`` prints."""

from __future__ import annotations

from typing import Any

from ingest.records import AnnexRow, Duty, Notice, Owner, Quantity, Recurrence, Task, Window
from ontology import codes
from ontology.ids import code_iri

Json = dict[str, Any]

#: The codes that the JSON has; finer codes of the graph stand for the listed one above them.
SECTORS = frozenset(
    [
        "coal-mine",
        "non-coal-mine",
        "mine",
        "hazchem",
        "fireworks",
        "industry-trade",
        "construction",
        "self-built-house",
        "urban-gas",
        "road-transport",
        "railway",
        "fire",
        "special-equipment",
        "civil-explosives",
        "culture-tourism",
        "agri-machinery",
        "water",
        "education",
        "power",
        "pipeline",
        "hazardous-waste",
        "public-venue",
        "food-drug",
        "ev-charging",
        "insulation",
        "hot-work",
        "warehousing",
        "postal",
        "health",
        "civil-affairs",
        "other",
    ]
)
HAZARDS = frozenset(
    [
        "forest-fire",
        "flood",
        "drought",
        "earthquake",
        "geological",
        "meteorological",
        "fire",
        "gas-leak",
        "mine-gas",
        "mine-water",
        "roof-fall",
        "rock-burst",
        "dust-explosion",
        "confined-space",
        "fall-from-height",
        "collapse",
        "traffic-accident",
        "toxic-chemical",
        "electric-welding",
        "tailings-dam",
        "other",
    ]
)
#: Accidents that the JSON has no word for, where 'other' would say less than nothing.
_BESIDE = frozenset(
    {
        "leak",
        "burns",
        "struck-by",
        "stampede",
        "railway-accident",
        "vessel-accident",
        "power-outage",
    }
)
_NAMED_ANEW = {"transport": "road-transport"}


def notice_json(notice: Notice) -> Json:
    """The notice as plain JSON data; all offsets are half-open, in code points of the file's text."""
    period = notice.plan_period
    return {
        "notice": {
            "iri": notice.iri,
            "title": notice.title,
            "doc_number": notice.doc_number,
            "issuer": notice.issuer,
            "jurisdiction": notice.jurisdiction,
            "plan_year": notice.plan_year,
            "plan_period": {"from": period.first, "to": period.last} if period else None,
            "signed": notice.signed.isoformat() if notice.signed else None,
            "issued": notice.issued.isoformat() if notice.issued else None,
            "status": notice.status,
            "addressees": list(notice.addressees),
            "copied_to": list(notice.copied_to),
            "superior": notice.superior,
        },
        "tasks": [_task(t) for t in notice.tasks],
        "annex": [_annex(a) for a in notice.annex],
        "coverage": dict(notice.coverage.counts),
        "issues": [
            {"level": i.level, "code": i.code, "message": i.message, "start": i.start, "end": i.end}
            for i in notice.issues
        ],
    }


def _task(task: Task) -> Json:
    dated = [i for i, d in enumerate(task.due) if d.date]
    return {
        "iri": task.iri,
        "part": task.part,
        "article": task.article,
        "sub": task.sub,
        "text": task.text,
        "start": task.start,
        "end": task.end,
        "page": task.page,
        "owners": [_owner(o) for o in task.owners],
        "open_ended": task.open_ended,
        "when": task.when,
        "due": [
            {"quote": d.mention.quote, "date": d.date.isoformat(), "basis": d.basis}
            for d in task.due
            if d.date
        ],
        "recurrences": [_recurrence(r) for r in task.recurrences],
        "windows": [_window(w) for w in task.windows],
        "response": [
            {"quote": r.mention.quote, "duration": r.duration, "working_days": r.working_days}
            for r in task.response
        ],
        "targets": [_quantity(q) for q in task.targets],
        "conditions": [_quantity(q) for q in task.conditions],
        "terms": [{"term": t.term, "kind": t.kind, "concept": t.concept} for t in task.terms],
        "citations": [
            {"title": c.title, "docno": c.doc_number, "relation": c.relation}
            for c in task.citations
        ],
        "sectors": _listed([t.notation for t in task.sectors], SECTORS),
        "sectors_beside": _listed([t.notation for t in task.sectors_beside], SECTORS),
        "hazards": _listed([t.notation for t in task.hazards], HAZARDS),
        "measures": [t.notation for t in task.measures],
        "mechanisms": [code_iri("mechanism", t.notation) for t in task.mechanisms],
        "duties": [_duty(d, dated) for d in task.duties],
    }


def _recurrence(r: Recurrence) -> Json:
    """How often, with the days that the text says, named as in iCalendar."""
    on = {"by_month": r.on.months, "by_month_day": r.on.days, "by_day": r.on.weekdays}
    told = {name: list(values) for name, values in on.items() if values}
    return {"quote": r.mention.quote, "period": r.period, "min": r.minimum, **told}


def _duty(duty: Duty, dated: list[int]) -> Json:
    """A duty with its indices; ``dated`` are the task's dates that the JSON lists."""
    return {
        "start": duty.start,
        "end": duty.end,
        "text": duty.text,
        "owners": list(duty.owners),
        "due": [dated.index(i) for i in duty.due if i in dated],
        "recurrences": list(duty.recurrences),
        "windows": list(duty.windows),
        "response": list(duty.response),
        "targets": list(duty.targets),
        "conditions": list(duty.conditions),
    }


def _listed(notations: list[str], listed: frozenset[str]) -> list[str]:
    """Each code, or the nearest listed one above it, or other; each once.

    >>> _listed(["coal-mine", "mine-fire", "sports"], SECTORS | HAZARDS)
    ['coal-mine', 'fire', 'other']
    """
    above = {c.notation: c.broader for c in (*codes.sectors(), *codes.hazards())}
    found: dict[str, None] = {}
    for notation in (n for n in notations if n not in _BESIDE):
        code: str | None = _NAMED_ANEW.get(notation, notation)
        while code and code not in listed:
            code = above.get(code)
        found[code or "other"] = None
    return list(found)


def _window(w: Window) -> Json:
    """A span by its months (--MM), by its days where it names their year; the days of the plan year beside it."""
    since, until = (str(w.since), str(w.until)) if w.since else (None, None)
    named = "年" in w.mention.quote and since
    return {
        "quote": w.mention.quote,
        "from": since if named else w.first,
        "to": until if named else w.last,
        "since": since,
        "until": until,
    }


def _owner(owner: Owner) -> Json:
    return {"name": owner.name, "role": owner.role, "basis": owner.basis, "unit": owner.unit}


_DIRECTIONS = {"increase": "up", "decrease": "down"}


def _quantity(q: Quantity) -> Json:
    value = int(q.value) if q.value == int(q.value) else q.value
    high = q.high if q.high is None or q.high != int(q.high) else int(q.high)
    return {
        "quote": q.mention.quote,
        "op": q.op,
        "value": value,
        "high": high,
        "unit": q.unit,
        "what": q.what,
        "direction": _DIRECTIONS.get(q.change or ""),
    }


def _annex(row: AnnexRow) -> Json:
    return {
        "iri": row.iri,
        "item": row.item,
        "aspect": row.aspect,
        "part": row.part,
        "title": row.title,
        "text": row.text,
        "start": row.start,
        "end": row.end,
        "owners": [_owner(o) for o in row.owners],
        "open_ended": row.open_ended,
        "body_article": row.body_article,
    }
