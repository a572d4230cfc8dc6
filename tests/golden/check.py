"""Check the golden notices: valid rows, quotes and sentences that stand in the notice.

Usage: python tests/golden/check.py [FOLDER ...]   (default: this folder and heldout/)
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections import Counter
from pathlib import Path

SENTENCE = [
    "kind",
    "id",
    "article",
    "sub",
    "text",
    "is_task",
    "owners",
    "open_ended",
    "due",
    "recurrences",
    "windows",
    "response",
    "targets",
    "conditions",
    "terms",
    "citations",
    "sectors",
    "hazards",
]
META = [
    "title",
    "doc_number",
    "issuer",
    "jurisdiction",
    "plan_year",
    "signed",
    "issued",
    "status",
    "addressees",
]
ROLES = {"lead", "assist", "supervise", "responsible"}
BASES = {"note", "default", "subject"}
KINDS = {
    "principle",
    "mechanism",
    "standard",
    "campaign",
    "violation",
    "object",
    "technology",
    "culture",
    "other",
}
SECTORS = {
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
}
HAZARDS = {
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
}
PAGE_NUMBER = re.compile(r"^[ \t　]*[—–－-]+[ \t]*\d+[ \t]*[—–－-]+[ \t　]*$", re.M)
BRACKETS = str.maketrans("[]〔〕【】（）", "()()()()")
NUMERIC = ("due", "recurrences", "windows", "response", "targets", "conditions")


def fold(text: str) -> str:
    """The text without white space, its square brackets as round ones."""
    return re.sub(r"\s+", "", text).translate(BRACKETS)


def body(path: Path) -> str:
    """The notice's text without tags, page numbers and white space."""
    text = PAGE_NUMBER.sub("", path.read_text(encoding="utf-8"))
    if path.suffix in {".html", ".md"}:
        text = html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text))
    return fold(text)


def check_sentence(row: dict, notes: dict[str | None, str], notice: str) -> list[str]:
    """What is wrong with one labelled sentence."""
    wrong: list[str] = []
    if list(row) != SENTENCE:
        wrong.append(f"keys {list(row)}")
    text = row["text"]
    near = notes.get(row["article"], "") + notes.get(None, "")
    if fold(text) not in notice:
        wrong.append("sentence is not in the notice")
    for field in NUMERIC:
        for item in row[field]:
            if item["quote"] not in text and item["quote"] not in near:
                wrong.append(f"{field}: {item['quote']!r} stands nowhere")
    for owner in row["owners"]:
        if owner["role"] not in ROLES or owner["basis"] not in BASES:
            wrong.append(f"owner {owner}")
        implied = owner["name"] == "企业" and owner["basis"] == "note"
        where = {"subject": text, "note": near, "default": "".join(notes.values())}[owner["basis"]]
        if not implied and fold(owner["name"]) not in fold(where):
            wrong.append(f"owner {owner['name']!r} stands nowhere")
    for due in row["due"]:
        if not re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", due["date"]):
            wrong.append(f"due {due}")
    for again in row["recurrences"]:
        if not re.fullmatch(r"P(\d+[DMY]|T\d+H)", again["period"]) or again["min"] < 1:
            wrong.append(f"recurrence {again}")
    for window in row["windows"]:
        if not all(re.fullmatch(r"--[01]\d", window[end]) for end in ("from", "to")):
            wrong.append(f"window {window}")
    for item in row["response"]:
        if not re.fullmatch(r"P(\d+[DM]|T\d+[HM])", item["duration"]):
            wrong.append(f"response {item}")
    for target in row["targets"]:
        if target["op"] not in {">=", "<=", "=", "between"}:
            wrong.append(f"target {target}")
        if (target["op"] == "between") != (target["high"] is not None):
            wrong.append(f"target {target}")
    terms = {fold(t["term"]) for t in row["terms"]}
    if not {fold(t) for t in re.findall(r"“([^“”]+)”", text)} <= terms:
        wrong.append("a quoted term has no label")
    if any(t["kind"] not in KINDS or t["term"] not in text for t in row["terms"]):
        wrong.append("a term is of no kind or not in the text")
    if text.count("《") != len(row["citations"]):
        wrong.append("a title in 《》 has no label")
    for citation in row["citations"]:
        if citation["title"] not in text or (citation["docno"] or "") not in text:
            wrong.append(f"citation {citation}")
    if not set(row["sectors"]) <= SECTORS or not set(row["hazards"]) <= HAZARDS:
        wrong.append(f"codes {row['sectors']} {row['hazards']}")
    return [f"{row['id']}: {message}" for message in wrong]


def check_notice(gold: Path) -> tuple[list[str], Counter[str]]:
    """What is wrong with one notice's labels, and how many labels it has."""
    beside = gold.parent.glob(gold.stem + ".*")
    notice = next(path for path in beside if path.suffix in {".txt", ".md", ".html"})
    text = body(notice)
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    notes: dict[str | None, str] = {}
    for row in rows:
        if row["kind"] == "note":
            notes[row["article"]] = notes.get(row["article"], "") + row["text"] + "\n"
    wrong: list[str] = []
    count: Counter[str] = Counter()
    place = 0
    for row in rows:
        if row["kind"] != "sentence":
            if fold(row["text"]) not in text:
                wrong.append(f"{row['kind']} {row['text'][:20]!r} is not in the notice")
            continue
        wrong += check_sentence(row, notes, text)
        found = text.find(fold(row["text"]), place)
        if found < 0:
            wrong.append(f"{row['id']}: out of order")
        place = max(place, found)
        count["sentence"] += 1
        count["task"] += row["is_task"]
        for field in SENTENCE[6:]:
            count[field] += bool(row[field]) if field == "open_ended" else len(row[field])
    for key, times in Counter(row.get("id") for row in rows if row["kind"] == "sentence").items():
        if times > 1:
            wrong.append(f"id {key} stands {times} times")
    meta = json.loads(gold.with_suffix(".meta.json").read_text(encoding="utf-8"))
    if sorted(meta) != sorted(META):
        wrong.append(f"meta keys {sorted(meta)}")
    for words in [meta["title"], meta["doc_number"] or "", *meta["addressees"]]:
        if fold(words) not in text.replace("2O", "20"):
            wrong.append(f"meta {words!r} is not in the notice")
    return [f"{gold.stem}: {message}" for message in wrong], count


def main(folders: list[str]) -> int:
    """The number of faults found, at most 1."""
    here = Path(__file__).parent
    places = [Path(f) for f in folders] or [here, here / "heldout"]
    faults: list[str] = []
    for place in places:
        for gold in sorted(place.glob("*.jsonl")):
            wrong, _count = check_notice(gold)
            faults += wrong
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
