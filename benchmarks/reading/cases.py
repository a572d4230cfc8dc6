"""Small inputs with right values: the share read rightly, by kind, and each that is not.

Run: python -m benchmarks.reading.cases CASES.yml [--kind KIND ...] [--json result.json]

A case has ``id``, ``kind``, ``text``, ``file`` (extension, txt where left out) and ``expect``: fields of the notice,
its tasks in order (``tasks``) or some of them (``tasks_include``), codes of findings and issues that must
be there or not, names that no owner may have, ``refused``, or ``either`` of several such outcomes.
Only the fields that a case names are compared.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rdflib import Graph

from ingest.characters import RADICALS
from ingest.errors import NotANotice, UnreadableDocument
from ingest.export import notice_json
from ingest.graph import notice_triples
from ingest.pipeline import read_notice
from shapes.check import check

Json = Mapping[str, Any]
_MARK = re.compile(r"^(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]+、|\d+[.、])")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a case yields: its JSON (None: refused) and the codes of issues and findings."""

    found: Json | None
    codes: frozenset[str]


def fold(words: object) -> str:
    """``words`` without white space and quotes, in narrow forms, radicals as the characters they stand for; a
    stop in Latin letters is one."""
    text = str(words or "").translate(RADICALS)
    text = re.sub(r"[\s\"“”]", "", unicodedata.normalize("NFKC", text))
    return text[:-1] + "。" if text.endswith(".") else text


def read(case: Json) -> Outcome:
    """The case read and checked."""
    try:
        notice = read_notice(case["text"].encode(), f"{case['id']}.{case.get('file', 'txt')}")
    except (UnreadableDocument, NotANotice):
        return Outcome(None, frozenset())
    graph = Graph()
    graph.parse(data="".join(f"{t} .\n" for t in notice_triples(notice)), format="nt")
    findings = check(graph, source=notice.document.text).findings
    codes = {c for i in notice.issues for c in (i.code, i.code.rsplit(".")[-1])}
    codes |= {f.rule.rsplit("/")[-1] for f in findings}
    return Outcome(notice_json(notice), frozenset(codes))


def differences(outcome: Outcome, expect: Json) -> list[str]:
    """Every way in which the outcome is not as expected."""
    if "either" in expect:
        tried = [differences(outcome, {**expect_one}) for expect_one in expect["either"]]
        return min(tried, key=len)
    if expect.get("refused"):
        return [] if outcome.found is None else ["read, though it should be refused"]
    if outcome.found is None:
        return ["refused"]
    return [*_notice(outcome.found, expect), *_tasks(outcome.found, expect), *_codes(outcome, expect),
            *_names(outcome.found, expect)]  # fmt: skip


def _notice(found: Json, expect: Json) -> Iterator[str]:
    if expect.get("notices", 1) != len(found.get("notices", [0])):
        yield f"notices: {expect['notices']} wanted"
    for name, wanted in expect.get("notice", {}).items():
        value = found["notice"].get(name)
        if isinstance(wanted, Mapping):
            same = value == dict(wanted)
        elif isinstance(wanted, list):
            same = [fold(v) for v in value or ()] == [fold(w) for w in wanted]
        else:
            same = fold(value) == fold(wanted)
        if not same:
            yield f"{name}: {value!r} for {wanted!r}"


def _tasks(found: Json, expect: Json) -> Iterator[str]:
    tasks = found["tasks"]
    for wanted in expect.get("tasks_include", ()):
        near = [t for t in tasks if _same_text(t["text"], wanted["text"])]
        yield from _fields(near[0], wanted) if near else [f"no task {wanted['text']}"]
    if "tasks" not in expect:
        return
    texts, wanted_texts = ([t.get("text", "") for t in side] for side in (tasks, expect["tasks"]))
    if len(texts) != len(wanted_texts) or not all(map(_same_text, texts, wanted_texts)):
        yield f"tasks: {texts} for {wanted_texts}"
        return
    for task, wanted in zip(tasks, expect["tasks"], strict=True):
        yield from _fields(task, wanted)


def _same_text(text: str, wanted: str) -> bool:
    return not wanted or fold(_MARK.sub("", fold(text))) == fold(_MARK.sub("", fold(wanted)))


def _owner(o: Json) -> object:
    return fold(o["name"]), o["role"], o["basis"]


def _number(value: object) -> float | None:
    return None if value is None else round(float(str(value)), 6)


def _of_any_year(moment: str) -> str:
    return moment if moment.startswith("--") else f"-{moment[4:]}"


_KEYS: dict[str, Any] = {
    "owners": _owner,
    "due": lambda d: str(d["date"]),
    "recurrences": lambda r: (r["period"], r["min"]),
    "windows": lambda w: tuple(
        _of_any_year(w.get(d) or w[m]) for d, m in (("since", "from"), ("until", "to"))
    ),
    "response": lambda r: r["duration"],
    "targets": lambda q: (q["op"], _number(q["value"]), q.get("unit")),
    "conditions": lambda q: _number(q["value"] if isinstance(q, Mapping) else q),
}


def _fields(task: Json, wanted: Json) -> Iterator[str]:
    for name, values in wanted.items():
        if name in _KEYS:
            yield from _listed(name, task.get(name, ()), values, _KEYS[name])
        elif name == "concepts":
            have = {str(t["concept"]).rsplit("/")[-1] for t in task["terms"]}
            have |= {m.rsplit("/")[-1] for m in task["mechanisms"]}
            yield from (f"concept {c} missing" for c in values if c not in have)
        elif name.endswith("_absent"):
            have = set(task[name.removesuffix("_absent")])
            yield from (f"{name}: {c}" for c in values if c in have)
        elif name == "sectors":
            yield from (f"sector {c} missing" for c in values if c not in task["sectors"])
        elif name != "text" and fold(task.get(name)) != fold(values):
            yield f"{name}: {task.get(name)!r} for {values!r} ({task['text'][:20]})"


def _listed(name: str, have: Sequence[Json], wanted: Sequence[Json], key: Any) -> Iterator[str]:
    have = [h for h in have if h.get("basis") != "inherited"] if name == "due" else have
    need = {key(w) for w in wanted if not (isinstance(w, Mapping) and w.get("optional"))}
    found = {key(h) for h in have}
    allowed = {key(w) for w in wanted}
    if need - found or found - allowed:
        yield f"{name}: {sorted(map(str, found))} for {sorted(map(str, allowed))}"
    for w in wanted:
        extra = {k: v for k, v in w.items() if k in ("working_days", "direction")} if isinstance(w, Mapping) else {}  # fmt: skip
        for h in have if extra else ():
            if key(h) == key(w) and any(h.get(k) != v for k, v in extra.items()):
                yield f"{name}: {extra} missing"


def _codes(outcome: Outcome, expect: Json) -> Iterator[str]:
    for code in expect.get("issues_present", ()):
        if code not in outcome.codes:
            yield f"no finding {code}"
    for code in expect.get("issues_absent", ()):
        if code in outcome.codes:
            yield f"finding {code}"


def _names(found: Json, expect: Json) -> Iterator[str]:
    owners = [o for t in found["tasks"] for o in t["owners"]]
    names = {o["name"] for o in owners}
    yield from (f"owner {n}" for n in expect.get("owner_names_absent", ()) if n in names)
    units = {o["name"]: o["unit"] for o in owners}
    for group in expect.get("distinct_units", ()):
        if len({units.get(n) for n in group}) != len(group):
            yield f"units not told apart: {group}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(argv)
    cases = yaml.safe_load(options.cases.read_text(encoding="utf-8"))
    total: Counter[str] = Counter()
    wrong: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for case in cases:
        if options.kind and case["kind"] not in options.kind:
            continue
        total[case["kind"]] += 1
        if found := differences(read(case), case["expect"]):
            wrong[case["kind"]].append((case["id"], found))
    for kind, count in total.items():
        print(f"{count - len(wrong[kind]):>3}/{count:<3} {kind}")
        for name, found in wrong[kind]:
            print(f"        {name}: {'; '.join(found)}")
    right = sum(total.values()) - sum(map(len, wrong.values()))
    print(f"{right:>3}/{sum(total.values()):<3} all")
    if options.json:
        options.json.write_text(
            json.dumps({k: [c - len(wrong[k]), c] for k, c in total.items()}, ensure_ascii=False)
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
