"""What a value in a responsibility note says: whom it names in which role, and what bounds the duty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.bounds import bound_in, says_when
from ingest.first_characters import quick
from ingest.unit_names import Piece, completed, looks_like_unit, split_units

MANNER = (
    r"(?:在[^，；。、]{0,10}内|按照?属地[^，；。、]{0,6})?"
    r"(?:按照?|依据?|根据)?(?:各自|有关|相关)?(?:的)?(?:职责|职能|责任|任务|权限|项目|区域|行业|领域|事项|片区|阶段)?(?:分工)?(?:范围)?(?:内)?"
    r"(?:分工|分别|分[线片块级头类]|按[线片]|共同|具体|联合|协同|各自|依法|组织|抓好|做好|切实)*"
)
_PREDICATE = quick(
    rf"(?P<supervise>(?:{MANNER})(?:负责)?(?:指导|督促|督导|监督(?=有关|相关|企业|各))[^，；。]{{0,24}}(?:落实|执行|整改|实施|开展|负责)|(?:督促指导|指导督促|督促|督导|指导))$"
    rf"|(?P<lead>(?:{MANNER})牵头(?:负责|组织|落实|实施|抓总|推进|办理)*)$"
    rf"|(?P<assist>(?:{MANNER})(?:配合|协助|参与|参加|协办|协同)(?:落实|实施|负责|做好)?)$"
    rf"|(?P<responsible>(?:{MANNER})(?:负责|落实|实施|承担|执行|办理)(?:落实|实施|组织实施|抓好落实)?|(?:{MANNER})(?:落实|履行|承担|压实)(?:好|各自)?(?:属地|监管|行业|管理|相应){{1,2}}责任|(?:按照?|依据?|根据)(?:各自|有关|相关)?(?:的)?(?:职责|职能|责任|任务|权限)(?:分工)?(?:范围)?(?:内)?|分工|(?:按照?|依据?|根据)(?:各自)?(?:的)?(?:职责|职能)(?:分工)?(?:共同|分别)?监管|各(?:负其责|司其职))$"
)
_LAST_OF_PREDICATE = (
    "落实", "执行", "整改", "实施", "开展", "负责", "指导", "督促", "督导", "牵头", "组织", "抓总", "推进", "办理", "配合", "协助",
    "参与", "参加", "协办", "协同", "做好", "承担", "职责", "职能", "责任", "任务", "权限", "分工", "范围", "内", "监管", "各负其责", "各司其职",
)  # fmt: skip
"""What every predicate ends in: most names do not, and are not searched for one."""
_TAG = re.compile(
    r"（(?:(?P<lead>牵头|主责|主办|总牵头|牵头单位)|(?P<assist>配合|协办|协助|配合单位)"
    rf"|(?P<responsible>{MANNER}(?:负责|落实|实施)))）$"
)
_WITH_PERSON = re.compile("（[^（）]*×|×|^（")
"""Where a name of a unit ends if a person, hidden, stands with it."""
_LISTED = re.compile(r"\d{1,2}[.．、](?!\d)")
_TAGGED = re.compile(r".+?（(?:牵头|主责|主办|总牵头|牵头单位|配合|协办|协助|配合单位)）(?=.)")
_OPEN = re.compile(
    r"等(?:有关|相关|各有关|各相关|多个|市直|县直|区直)?(?:部门|单位|机构|地方)?(?:[（(](?:部门|单位)[）)])?"
    r"(?:和单位|及单位|、单位)?$"
)


_JOINS = re.compile(
    "(?P<leads>牵头(?:负责)?)会同|(?:(?<=[局委办厅部队会府心位门司处科股院所站镇乡道）])|负责)会同|(?<![^，。；（：由])会同(?:(?:单位|部门)：|(?!县))|(?<=[头责]，)会同"
)
"""Behind it stand those who take part (甲局会同乙局, 甲局牵头会同乙局); 会同县 is a county at the head of a name."""
_STOPS = "，；。,;/▲△▶►●◆■★"
"""What parts clauses: stops, and bullets, which set the parts of a note off (▲牵头：甲局 ▲配合：乙局)."""
_DATE_STROKE = re.compile(r"\d/\d")
_ACTS = re.compile("(?:牵头|配合|协助|协办|参与|负责|落实|实施|指导|督导|督促)(?=、)")
"""The last word of a predicate that another clause stands behind, parted by 、 (甲局牵头、乙局配合)."""


@dataclass(frozen=True, slots=True)
class NoteOwner:
    """``part``: the words of the note that name it together with a time of its own."""

    name: str
    role: str
    start: int
    end: int
    part: tuple[int, int] | None = None


def predicate_of(words: str) -> re.Match[str] | None:
    """The predicate at the end of a clause of a note (…按职责分工负责), its role as the name of its group."""
    closing = words.removesuffix("\n").endswith(_LAST_OF_PREDICATE)
    return _PREDICATE.search(words) if closing else None


@dataclass(frozen=True, slots=True)
class Found:
    """What a value says: its owners, whether their list stays open, and the spans that say when."""

    owners: tuple[NoteOwner, ...]
    opened: bool
    times: tuple[tuple[int, int], ...]


def owners_in(text: str, start: int, end: int, role: str) -> Found:
    """What a value says; without a label (role "") each clause's predicate gives the role, and a clause
    that names nobody is passed over. Between who leads and 配合 all assist (甲局牵头，乙局、丙局，丁局配合)."""
    owners: list[NoteOwner] = []
    waiting: list[Piece] = []
    times: list[tuple[int, int]] = []
    opened = led = False
    for a, b in clauses(text, start, end):
        if says_when(text[a:b]):
            times.append((a, b))
            continue
        if text[a - 1 : a] == "；":
            owners += _flush(waiting, role or "responsible")
            waiting, led = [], False
        if text[a:b].startswith("由"):
            a += 1
        predicate = predicate_of(text[a:b])
        own = predicate.lastgroup if predicate else None
        cut = a + predicate.start() if predicate else b
        if joins := _JOINS.search(text, a, cut):
            ahead = names_in(text, a, joins.start()).pieces
            acts = "lead" if joins["leads"] else role or str(own or "responsible")
            owners += _flush([*waiting, *ahead], acts)
            waiting, a, own, predicate = [], joins.end(), "assist", predicate or joins
            led = True
        stripped, is_open = strip_open(text[a:cut])
        names = names_in(text, a, a + len(stripped))
        times += names.times
        if not role and not predicate and not any(looks_like_unit(p.name) for p in names.pieces):
            continue
        opened = opened or is_open
        if own == "lead" or (own == "assist" and not led):
            owners += _flush(waiting, role or "responsible")
            waiting = []
        waiting += names.pieces
        if predicate:
            owners += _flush(
                waiting, str(own) if not role or own in ("lead", "assist", "supervise") else role
            )
            if own == "supervise":
                owners += _enterprise(text, cut, b)
            waiting, led = [], led or own == "lead"
    owners += _flush(waiting, role or "responsible")
    return Found(tuple(owners), opened, _joined(text, times))


def _joined(text: str, times: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans, those of one list (3月、9月底前) as one, so that each date takes what the list says once."""
    whole: list[tuple[int, int]] = []
    for a, b in times:
        if whole and text[whole[-1][1] : a] in ("、", "和", "及"):
            a = whole.pop()[0]
        whole.append((a, b))
    return tuple(whole)


def _flush(pieces: list[Piece], role: str) -> list[NoteOwner]:
    """The pieces as owners; （牵头） behind a name outweighs ``role``, / and — name nobody."""
    owners = []
    for p in completed(pieces):
        number = _LISTED.match(p.name)
        first = number.end() if number else 0
        tag = _TAG.search(p.name)
        name = (p.name[first : tag.start()] if tag else p.name[first:]).rstrip("*＊※")
        name = _WITH_PERSON.split(name)[0]
        own = str(tag.lastgroup) if tag else role
        if re.search(r"[\u4e00-\u9fff]", name) and name not in ("无", "同上"):
            whole = tag or number or name != p.name
            end = p.start + first + len(name) if whole else p.end
            owners.append(NoteOwner(name, own, p.start + first, end))
    return owners


def _enterprise(text: str, start: int, end: int) -> Iterator[NoteOwner]:
    """The enterprise that units only supervise: 指导督促企业落实 makes it the responsible one."""
    m = re.compile(r"(?:有关|相关|各)?(?:企业|生产经营单位|经营单位)").search(text, start, end)
    if m:
        name = re.compile("企业|生产经营单位|经营单位").search(text, m.start(), end)
        assert name is not None
        yield NoteOwner(name[0], "responsible", name.start(), name.end())


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans between ，；。 and bullets outside brackets, and between clauses that 、 parts (甲局牵头、乙局配合)."""
    depth, a = 0, start
    acts = {m.end() for m in _ACTS.finditer(text, start, end)}
    for i in range(start, end):
        depth += (text[i] in "（〔《") - (text[i] in "）〕》")
        parted = text[i] in _STOPS and not _DATE_STROKE.match(text, max(i - 1, 0))
        if depth <= 0 and (parted or (i in acts and _acts(text[a:i]))):
            if i > a:
                yield a, i
            a = i + 1
    if a < end:
        yield a, end


def _acts(words: str) -> bool:
    """Whether words name units and end in what these have to do.

    >>> _acts("市应急局、各镇配合"), _acts("安全生产责任落实"), _acts("按职责分工负责")
    (True, False, False)
    """
    predicate = predicate_of(words)
    named = words[: predicate.start()] if predicate else ""
    return any(looks_like_unit(p.name) for p in names_in(named, 0, len(named)).pieces)


@dataclass(frozen=True, slots=True)
class Names:
    pieces: tuple[Piece, ...]
    times: tuple[tuple[int, int], ...]


def names_in(text: str, start: int, end: int) -> Names:
    """The names of an enumeration, and what between and behind them says when."""
    pieces: list[Piece] = []
    times: list[tuple[int, int]] = []
    for p in _pieces(text, start, end):
        bound = bound_in(p.name) or _in_brackets(p.name)
        if bound is None:
            pieces.append(p)
            continue
        times.append((p.start + bound[0], p.start + bound[1]))
        name = p.name[: bound[0]].rstrip("（") or p.name[bound[1] :].removeprefix("由")
        at = p.start if bound[0] else p.end - len(name)
        pieces += [Piece(name, at, at + len(name))] if name else []
    return Names(tuple(pieces), tuple(times))


def _in_brackets(name: str) -> tuple[int, int] | None:
    """Where the bracket behind a name says when: 市教育局（6月底前）."""
    opened = name.rfind("（") if name.endswith("）") else -1
    inner = name[opened + 1 : -1]
    return (opened + 1, opened + 1 + len(inner)) if opened > 0 and says_when(inner) else None


def _pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    for p in split_units(text[start:end]):
        at = 0
        for m in _TAGGED.finditer(p.name):
            yield Piece(m[0], p.start + start + m.start(), p.start + start + m.end())
            at = m.end()
        yield Piece(p.name[at:], p.start + start + at, p.end + start)


def strip_open(text: str) -> tuple[str, bool]:
    """``text`` without 等部门/等单位 at its end, and whether it stood there."""
    m = _OPEN.search(text)
    return (text[: m.start()], True) if m and m.start() else (text, False)


def limits_in(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The clauses that say when."""
    return tuple((a, b) for a, b in clauses(text, start, end) if says_when(text[a:b]))
