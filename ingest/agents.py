"""Names of agents in running text: who may act, as units, posts, enterprises, places or a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.functions import listed
from ingest.places import gazetteer
from ingest.rulebook import FirstOf, Rule, first_of, rule_table
from ingest.unit_names import Piece, completed, split_units
from ontology import codes

LONGEST = 90
"""Code points; a longer run of words is no list of agents."""

_OF_A_LIST = 8
"""Code points of the longest name that the others of its list alone tell to be an agent."""
_QUALITY = re.compile("(?:意识|理念|能力|水平|素质|意愿|责任|形势|体系|机制|氛围|基础)$")
_BRACKETED = re.compile(r"（[^（）]*）|“[^“”]{1,8}”")
_INSERTED = re.compile(r"(?<=[省市州县区旗乡镇校])（[^（）]{1,4}）(?=[\u4e00-\u9fff])")
"""A second form beside one of its syllables: 校（园）长, 县（区）教育局."""
_LISTING_CLAUSE = re.compile(
    r"(?:分管|协管|涉及|靠近|毗邻|产生|储存|使用|存在|从事|位于|经营|生产)[^的，]{1,14}、[^的，]{1,14}的[^的、，]{2,10}"
    r"|[^的，、]{1,10}(?:、[^的，、]{1,10}){0,3}(?:集中|密集|较多|众多|聚集)的[^的、，]{1,10}"
)
"""One name whose relative clause lists things (靠近山体、河沟的学校)."""
_TRADES = re.compile(
    r"(?P<trades>(?!各)[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8})*)、[\u4e00-\u9fff]{2,10}企业"
)
"""One kind of enterprise by several products or trades (皮革、纺织印染企业)."""
_TRADES_AND_MORE = re.compile(
    r"(?!各|移动|联通|电信|铁塔|广电|邮政|中石|国网)(?P<trades>[\u4e00-\u9fff]{2,10}(?:、[\u4e00-\u9fff]{2,8})*)等(?P<kind>[\u4e00-\u9fff]{2,10}企业|经营户)"
)
"""The same with 等 behind the products or trades (液氨、液氯等生产企业); 中石油、中石化等企业 and 移动、联通等通信企业 are names."""
_OPEN_AND_MORE = re.compile(
    "(?P<open>.{2,}?等[^，。；、的及和与]{0,8}(?:部门|单位|企业|机构))(?:以及|[及和与])"
    "(?P<more>(?!其|(?:有关|相关|责任|其他)?(?:部门|单位|企业|机构|人员)(?:（[^（）]*）)?$).{2,})"
)
"""An open list with others behind it (公安等部门及各乡镇); 公安等部门和单位 is one."""
_BREAK = re.compile(r"[，。；：＿！？《》“”＋+]")
_PAIR = re.compile(
    r"(?P<first>[^的或和与及]{2,12})(?:或者?|[和与及])(?=(?P<second>(?:负有[^的，、]{2,24}的)?[^的或和与及]{2,12}(?:（[^（）]{2,12}）)?)$)"
)
_ACTING = ("person", "organ")
_SHARED = re.compile(r"(?:单位|部门|企业|机构|人员|负责人)$")
_WHOLE = re.compile("(?:.*(?<!安))?全[省市州县区镇乡村旗盟]")
"""The whole territory is where something holds (全市执法检查不少于…, 建设全市统一的平台), nobody who acts."""
_TIER = re.compile(r"[省市县区乡镇村州盟旗]")
_WHEN = ("前", "后", "期间")
"""How words end that say when, which are no name (各部门放假前)."""
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}(?:街道|镇|乡)$")
_TIER_PREFIX = re.compile(r"^(?:[省市县区乡镇州]|各)")


@dataclass(frozen=True, slots=True)
class Agents:
    """A list of agents: ``kinds`` are the kinds of name (organ, person, place …) in its pieces."""

    pieces: tuple[Piece, ...]
    kinds: frozenset[str]
    open_ended: bool


@cache
def rows(*kinds: str) -> tuple[Rule, ...]:
    """The rows of ``rules/agent.yml`` of these kinds."""
    return tuple(r for r in rule_table("agent") if r.given["kind"] in kinds)


@cache
def any_of(kind: str) -> FirstOf:
    """The rows of this kind in one pattern."""
    return first_of(rows(kind))


def goes_on(text: str, position: int) -> bool:
    """Whether a name that could end at ``position`` goes on there (企业|主要负责人, 市委|组织部)."""
    return any_of("goes-on").match(text, position) is not None


def read_agents(text: str, start: int, end: int, led: bool = False) -> Agents | None:
    """The agents that the words ``text[start:end]`` consist of, or None.

    ``led``: a word in front says that agents follow (由, 组织, 会同), so that the short forms of a
    list need no 等部门.

    >>> [p.name for p in read_agents("各镇（街道）和区直相关部门", 0, 13).pieces]
    ['各镇（街道）', '区直相关部门']
    """
    words = text[start:end]
    if not words or len(words) > LONGEST or opens(words) or _BREAK.search(_unbracketed(words)):
        return None
    if words.count("（") != words.count("）"):
        return None
    whole = next((m for r in rows("attributes") if (m := r.pattern.fullmatch(words))), None)
    if whole:
        named = (start + whole.start("name"), start + whole.end("name"))
        return _closed_list((Piece(whole["name"], *named),), led=True)
    both = _OPEN_AND_MORE.fullmatch(words)
    if both and (agents := _joined(text, start, both)):
        return agents
    some = _TRADES_AND_MORE.fullmatch(words)
    if some and _are_trades(some) and (kind := _kind(some["kind"])):
        return Agents((Piece(words, start, end),), frozenset({kind}), False)
    m = next((m for r in rows("open") if (m := r.pattern.search(words))), None)
    if m and m.start():
        return _open_list(_pieces(words[: m.start()], start), len(m[0]) > 1, m[0].endswith("部门"))
    return _closed_list(_pieces(words, start), led)


def _joined(text: str, start: int, both: re.Match[str]) -> Agents | None:
    """The agents of an open list and of those that stand behind it (公安等部门及各乡镇)."""
    first = read_agents(text, start, start + both.end("open"))
    more = read_agents(text, start + both.start("more"), start + both.end("more"), led=True)
    if first is None or more is None:
        return None
    return Agents((*first.pieces, *more.pieces), first.kinds | more.kinds, True)


def _unbracketed(words: str) -> str:
    return _BRACKETED.sub("", words) if "（" in words or "“" in words else words


def _of_trades(words: str) -> bool:
    """Whether a list of what is made or done opens the name of one kind of enterprise.

    >>> _of_trades("皮革、纺织印染企业"), _of_trades("学校、纺织印染企业"), _of_trades("住建、矿山企业")
    (True, False, False)
    """
    m = _TRADES.fullmatch(words)
    return m is not None and _are_trades(m)


def _are_trades(m: re.Match[str]) -> bool:
    """Whether none of the ``trades`` matched is a body by itself."""
    return not any(_kind(n) or is_department(n) for n in m["trades"].split("、"))


def _pieces(words: str, start: int) -> tuple[Piece, ...]:
    one = _LISTING_CLAUSE.fullmatch(words) or _of_trades(words)
    whole = [Piece(words, 0, len(words))] if one else []
    split = (r for p in whole or split_units(words) for q in _departments(p) for r in _each(q))
    found = [Piece(p.name, p.start + start, p.end + start) for p in map(_without_gloss, split)]
    return tuple(completed(found))


def _each(piece: Piece) -> Iterator[Piece]:
    """各企业各学校, 各级管理人员和全体员工 and 站长或者安全员 as two; 各级各部门 is one."""
    m = (
        _beside(piece.name)
        or re.match(r"(?P<first>[^和及与]{1,6}方)[和与及](?=[^和及与]{1,6}方$)", piece.name)
        or re.match(r"(?P<first>各(?!级)[^各]{1,8})(?=各.)", piece.name)
        or re.match(r"(?P<first>[省市县区镇乡])[和及与](?=各.)", piece.name)
        or re.match(
            r"(?P<first>各(?!级)[^各和及与]{1,16}）)[和及与](?=(?:有关|相关|[省市县区]直)..)",
            piece.name,
        )
        or re.match(
            r"(?P<first>[^和及与]{2,12}(?:人员|员工|职工|干部))[和及与](?=(?:全体|各|所有|有关|相关)..)",
            piece.name,
        )
    )
    if m is None:
        yield piece
        return
    cut = m.end("first")
    yield Piece(m["first"], piece.start, piece.start + cut)
    yield from _each(Piece(piece.name[m.end() :], piece.start + m.end(), piece.end))


def _beside(name: str) -> re.Match[str] | None:
    """Two agents beside each other that no list of units parts: 站长或者安全员, 村小组长和管委会, 属地和行业主管部门."""
    m = _PAIR.match(name)
    return (
        m
        if m and _kind(m["first"]) in (*_ACTING, "place") and _kind(m["second"]) in _ACTING
        else None
    )


def _open_list(pieces: tuple[Piece, ...], named: bool, of_offices: bool) -> Agents | None:
    """The agents in front of 等; one noun alone is one in front of 等部门 only (建设等部门)."""
    kinds = [
        _kind(p.name) or ("short" if named and _short(p.name, len(pieces) + of_offices) else None)
        for p in pieces
    ]
    if not kinds or None in kinds:
        return None
    return Agents(pieces, frozenset(k for k in kinds if k), True)


def _listed(name: str) -> bool:
    """Whether a name may be one by the others of its list: short, and no quality of theirs (镇政府、学校安全意识增强)."""
    return len(name) <= _OF_A_LIST and not _QUALITY.search(name)


def _closed_list(pieces: tuple[Piece, ...], led: bool) -> Agents | None:
    kinds = [_kind(p.name) or ("short" if is_department(p.name) else None) for p in pieces]
    if kinds and kinds[-1] and (led or _SHARED.search(pieces[-1].name)):
        kinds = [k or ("short" if _short(p.name, 2) else None)
                 for k, p in zip(kinds, pieces, strict=True)]  # fmt: skip
    each = bool(pieces) and pieces[0].name[0] == "各" and kinds[0]
    if each or (2 * kinds.count("organ") >= len(kinds) > 1 and kinds[-1]):
        kinds = [k or ("short" if _short(p.name, 2) and _listed(p.name) else None)
                 for k, p in zip(kinds, pieces, strict=True)]  # fmt: skip
    if len(kinds) > 1 and kinds[-1] not in (None, "short"):
        kinds = [k or ("place" if _TIER.fullmatch(p.name) else None)
                 for k, p in zip(kinds, pieces, strict=True)]  # fmt: skip
    if len(kinds) > 1 and kinds[-1] in ("organ", "place"):
        kinds = [k or ("place" if _is_bare_place(p.name, pieces) else None)
                 for k, p in zip(kinds, pieces, strict=True)]  # fmt: skip
    if not kinds or None in kinds or (set(kinds) == {"short"} and not _named(pieces)):
        return None
    return Agents(pieces, frozenset(k for k in kinds if k), False)


def _is_bare_place(name: str, pieces: Sequence[Piece]) -> bool:
    """Whether a name is a place's without its class, which a later one of the list has (东湖、桃仙街道)."""
    town = _TOWN.search(pieces[-1].name) and 2 <= len(name) <= 3 and not opens(name)
    return bool(town) or any(name + tier in gazetteer().by_name for tier in "市县区")


def _named(pieces: tuple[Piece, ...]) -> bool:
    """Whether short forms alone make a list of departments (市住建、应急)."""
    return len(pieces) > 1 or bool(_TIER_PREFIX.match(pieces[0].name))


@cache
def _short_forms() -> frozenset[str]:
    return frozenset(short for f in codes.functions() for short in f.shorts)


def is_department(name: str) -> bool:
    """Whether a name is a department's short form (应急, 市住建).

    >>> is_department("市住建"), is_department("安全")
    (True, False)
    """
    return name in _short_forms() or bool(_TIER_PREFIX.match(name) and name[1:] in _short_forms())


def _short(name: str, listed: int) -> bool:
    """Whether a name may stand in an open list of ``listed`` members: a department or a noun."""
    plain = 2 <= len(name) <= 10 and "向" not in name  # 评估结果向市委 is a clause
    plain = plain and not name.endswith(_WHEN)
    return is_department(name) or (listed > 1 and plain and not opens(name))


def _departments(piece: Piece) -> Iterator[Piece]:
    """住建和市场监管部门 as two; 自然资源和规划部门 is one, as its office is."""
    m = re.match(r"(.{2,8}?)[和及与](?=.{2,}(?:部门|单位)$)", piece.name)
    joint = listed(_TIER_PREFIX.sub("", piece.name.removesuffix("部门")) + "局")
    if m and not joint and is_department(m[1]):
        yield Piece(m[1], piece.start, piece.start + len(m[1]))
        yield Piece(piece.name[m.end() :], piece.start + m.end(), piece.end)
    else:
        yield piece


def _without_gloss(piece: Piece) -> Piece:
    found = (m for r in rows("gloss") if (m := r.pattern.search(piece.name)))
    cut = min((m.start() for m in found if m.start()), default=len(piece.name))
    return Piece(piece.name[:cut], piece.start, piece.start + cut)


_HEADS = ("organ", "person", "body", "ruled", "premises", "place")


@lru_cache(maxsize=4096)
def _kind(name: str) -> str | None:
    """The kind of agent that a name names by its last word, or None."""
    bare = re.sub(r"（[^（）]*）$", "", name) or name
    bare = _INSERTED.sub("", bare)
    own = _own_words(bare)
    if own is None or _WHOLE.fullmatch(name) or len(name) > 40 or opens(bare):
        return None
    if any(r.pattern.search(_unbracketed(own)) for r in rows("inside")):
        return None
    plain = re.sub(r"[“”]", "", own)
    return next((r.given["kind"] for r in rows(*_HEADS) if r.pattern.search(plain)), None)


def _own_words(name: str) -> str | None:
    """What remains of a name behind its relative clause; None where 的 makes it no name."""
    cut = name.rfind("的") + 1
    if not cut:
        return name
    return name[cut:] if any(r.pattern.match(name) for r in rows("relative")) else None


@lru_cache(maxsize=4096)
def opens(words: str) -> bool:
    """Whether words start as a predicate or a preposition does, so that they are no name."""
    if any_of("lead").match(words) or goes_on(words, 0):
        return False
    return _openers().match(words) is not None


@cache
def _openers() -> FirstOf:
    sure = (r for r in rule_table("subject") if "kinds" not in r.given)
    return first_of((*rows("opener"), *sure))
