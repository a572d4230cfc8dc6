"""A comparison in words: labels of its codes, and the three sentences that stand on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from alignment.comparison import DROPPED, ONE_SIDED, ONLY_HERE, Comparison, Row
from alignment.mechanisms import near
from alignment.records import Aligned, Difference
from ontology import codes

#: Verdicts that a reader wants to see first.
TOLD_FIRST = ("opposed", "lowered", "mixed", "raised", "moved")
_LABELS = {
    ("uptake", DROPPED): (
        "未找到对应（可能换了说法）",
        "No counterpart found (perhaps in other words)",
    ),
    ("uptake", ONLY_HERE): ("独有（未找到对应）", "Only here (no counterpart found)"),
}
#: What codes are called where no notice is of a place above the other's, and no one takes up anything: of one place, and of
#: places that have nothing to do with each other.
_OF_ONE = {
    ("uptake", "as-it-stands"): ("要求相同", "The same"),
    ("uptake", "extended"): ("相同并另有增补", "The same and more"),
    ("uptake", "in-part"): ("部分相同", "Partly the same"),
}
_OTHERWISE = {
    "below": {},
    "same": _OF_ONE,
    "peers": {
        **_OF_ONE,
        ("uptake", "raised"): ("要求不同，后者写得更高", "Not the same: the latter asks more"),
        ("uptake", "lowered"): ("要求不同，前者写得更高", "Not the same: the former asks more"),
        ("uptake", "mixed"): ("要求不同，互有高低", "Not the same: each asks more of something"),
        ("uptake", "moved"): ("期限不同", "Another date"),
        ("uptake", "other-owner"): ("责任主体不同", "Another owner"),
        ("difference-way", "added"): ("只后者写明", "Only in the latter"),
        ("difference-way", "dropped"): ("只前者写明", "Only in the former"),
    },
}
_EXAMPLES = 3
_MECHANISMS = 8
_LONGEST = 40


@cache
def label(scheme: str, notation: str, lang: str = "zh", relation: str = "below") -> str:
    """The name of a code, also of the two verdicts on duties without a partner, between places that stand so to each
    other.

    >>> label("uptake", "in-part"), label("uptake", "in-part", relation="peers")
    ('部分采纳', '部分相同')
    """
    if found := _OTHERWISE[relation].get((scheme, notation)):
        return found[lang != "zh"]
    for code in codes.lists(scheme):
        if code.notation == notation:
            return code.zh if lang == "zh" else code.en
    return _LABELS[scheme, notation][lang != "zh"]


@cache
def mechanism(iri: str, lang: str = "zh") -> str:
    """The name of a mechanism, by its IRI."""
    notation = iri.rsplit("/", 1)[-1]
    found = next((each for each in codes.mechanisms() if each.notation == notation), None)
    return notation if found is None else found.zh if lang == "zh" else found.en


def sentences(comparison: Comparison, lang: str = "zh") -> tuple[str, str, str]:
    """What was taken up; where the demand changed; which mechanisms came and went."""
    return _uptake(comparison, lang), _changes(comparison, lang), _mechanisms(comparison, lang)


def listed(parts: Iterable[str], lang: str, mark: str = "、") -> str:
    """The parts in a row, in Chinese behind each other by ``mark``; "none" where there are none.

    >>> listed(["提高 2", "改期 1"], "zh"), listed(["Raised 2", "Moved 1"], "en"), listed([], "en")
    ('提高 2、改期 1', 'Raised 2, Moved 1', 'none')
    """
    if lang == "zh":
        return mark.join(parts) or "无"
    return ("; " if mark == "；" else ", ").join(parts) or "none"


def _uptake(made: Comparison, lang: str) -> str:
    counts = made.counts
    total, lost, alone = len(made.rows), counts[DROPPED], counts[ONLY_HERE]
    first, second = made.first.title, made.second.title
    parts = listed(
        (
            f"{label('uptake', name, lang, made.relation)} {count}"
            for name, count in counts.items()
            if count and name not in (DROPPED, ONLY_HERE)
        ),
        lang,
    )
    again = len(made.first.duties) - total
    if lang == "zh":
        repeated = f"（逐字重复的 {again} 项不另计）" if again else ""
        return (
            f"《{first}》的 {total} 项职责{repeated}，{total - lost} 项在《{second}》中有对应（{parts}），"
            f"{lost} 项未找到对应（可能换了说法）；后者另有 {alone} 项在前者中未找到对应。"
        )
    repeated = f" ({again} said twice word for word count once)" if again else ""
    return (
        f"Of {total} duties of 《{first}》{repeated} {total - lost} have a counterpart in 《{second}》 ({parts}); for {lost} none "
        f"was found (perhaps it is in other words). Of the latter {alone} have none in the former."
    )


def _changes(made: Comparison, lang: str) -> str:
    told = sorted(
        (row for row in made.rows if row.verdict in TOLD_FIRST),
        key=lambda row: (not _on_both_sides(row), TOLD_FIRST.index(row.verdict)),
    )
    if not told:
        return _unchanged(any(one_sided(row.aligned[0]) for row in made.rows if row.aligned), lang)
    shown = listed((_change(row, lang, made.relation) for row in told[:_EXAMPLES]), lang, "；")
    peers = made.relation == "peers"
    if lang == "zh":
        return f"{'要求不同的' if peers else '要求有变化的'}：{shown}{f'；等 {len(told)} 处' if len(told) > _EXAMPLES else ''}。"
    return f"Demands that {'differ' if peers else 'changed'}: {shown}{f'; {len(told)} in all' if len(told) > _EXAMPLES else ''}."


def _on_both_sides(row: Row) -> bool:
    """Whether both notices write what the verdict rests on, so that a reader sees at once what changed."""
    differences = (each for each in row.aligned[0].differences if each.kind != "owner")
    return row.verdict == "opposed" or any(each.first and each.second for each in differences)


def _unchanged(one_sided: bool, lang: str) -> str:
    if one_sided:
        return (
            "双方都写明的数量、期限、约束力和范围没有变化；只有一方写明的，见各行。"
            if lang == "zh"
            else "Numbers, dates, force and scope that both state are the same; for what only one states see the rows."
        )
    return (
        "对应的职责，数量、期限、约束力和范围没有变化。"
        if lang == "zh"
        else "Duties with a counterpart have the same numbers, dates, force and scope."
    )


def one_sided(aligned: Aligned) -> bool:
    """Whether one of the two states a number, a time, a limit or an owner that the other has no counterpart for."""
    pair, told = aligned.pair, aligned.differences
    stated = (
        (pair.first.targets, pair.second.targets),
        (pair.first.times, pair.second.times),
        (pair.first.conditions, pair.second.conditions),
    )
    return any(each.way in ONE_SIDED for each in told) or any(len(a) != len(b) for a, b in stated)


def _change(row: Row, lang: str, relation: str) -> str:
    told = [each for each in row.aligned[0].differences if each.kind != "owner"]
    what = listed((difference(each, lang, relation) for each in told), lang, "，") if told else ""
    verdict = label("uptake", row.verdict, lang, relation)
    if lang == "zh":
        return f"{shortened(row.duty.text)}（{verdict}{f'：{what}' if what else ''}）"
    return f"{shortened(row.duty.text)} ({verdict}{f': {what}' if what else ''})"


def difference(each: Difference, lang: str = "zh", relation: str = "below") -> str:
    """A difference in one line; what one of the two alone writes stands by itself.

    >>> difference(Difference("number", "2轮", "3轮", "raised")), difference(Difference("owner", "", "市应急局", "added"))
    ('数量更高：2轮 → 3轮', '责任主体新增：市应急局')
    """
    kind = label("difference-kind", each.kind, lang)
    way = label("difference-way", each.way, lang, relation)
    name, colon = (f"{kind}{way}", "：") if lang == "zh" else (f"{kind}: {way.lower()}", ", ")
    return f"{name}{colon}{values(each.first, each.second, each.way, lang)}"


def values(first: str, second: str, way: str, lang: str = "zh") -> str:
    """What the two write, the first and then the second; of what only one of them does that alone."""
    if way in ONE_SIDED:
        return first or second
    unsaid = "未写" if lang == "zh" else "not stated"
    return f"{first or unsaid} → {second or unsaid}"


def _mechanisms(made: Comparison, lang: str) -> str:
    gained = _named(made.gained, made.lost, ("前者", "the former"), lang)
    lost = _named(made.lost, made.gained, ("后者", "the latter"), lang)
    if lang == "zh":
        return f"后者新提的机制：{gained}；后者未提的：{lost}。"
    return f"Mechanisms that only the latter names: {gained}; that only the former names: {lost}."


def _named(
    mechanisms: Sequence[str], others: Sequence[str], whose: tuple[str, str], lang: str
) -> str:
    """The mechanisms of one notice, each with what the other notice has that means nearly the same, if it has."""
    shown = listed((_beside(each, others, whose, lang) for each in mechanisms[:_MECHANISMS]), lang)
    if len(mechanisms) <= _MECHANISMS:
        return shown
    return shown + (
        f" 等 {len(mechanisms)} 个" if lang == "zh" else f" and others, {len(mechanisms)} in all"
    )


def _beside(one: str, others: Sequence[str], whose: tuple[str, str], lang: str) -> str:
    like = near(one, others)
    if not like:
        return _quoted(one, lang)
    names = listed((_quoted(each, lang) for each in like), lang)
    if lang == "zh":
        return f"{_quoted(one, lang)}（{whose[0]}有相近的{names}）"
    return f"{_quoted(one, lang)} (near it {whose[1]} has {names})"


def _quoted(iri: str, lang: str) -> str:
    name = mechanism(iri, lang)
    return f"“{name}”" if "、" in name else name


def shortened(text: str) -> str:
    text = text.rstrip("。；")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
