"""Owners: collective and vague names, unknown units, double names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz import fuzz, process

from shapes.facts import Fact, measured, seen
from shapes.known import office_names
from shapes.tables import first_match
from shapes.text import in_order
from shapes.view import Notice, Owner, Task

_FULL_NAME = re.compile(r"(?:局|委|办|办公室|中心|支队|大队|总队|处|院|段|站|厅|部)$")
_PLACE = re.compile(r"^(?:自治[区州县旗]|省|市|县|区|州|旗|我市|我县|我区)?(?:直)?")
_ZONE = r"(?:开发|高新|高开|经开|度假|示范|保税|试验|实验|园|新)区(?:管委会|管理委员会)?"
_OF_A_ZONE = re.compile(rf"^.{{0,6}}?{_ZONE}")
_FREE_TO_NAME = re.compile(rf"{_ZONE}|管委会|管理委员会|街道|[镇乡](?:人民政府|党委|$)")
_REPORTS = re.compile("[将把][^，。；]{1,20}(?:报(?!告)|送)|报送|对照[^，。；]{0,8}(?:附件|清单)")
_SERVICE = re.compile(r"(?:中心|支队|大队|总队|站|所|院|段)$")
_OFFICE = re.compile(r"[处科股室]$")
_ROLE = re.compile(
    r"[；;。：:\n]|牵头|主办|配合|协办|协助|参与|负责(?=[，,；;。])|落实|督[办促]|(?<=[局委办部])[和与及]"
)
_BRACKETS = re.compile(
    r"(?<=[^\s、，])[（(][^（）()]*[）)]"
)  # behind a name: 乡镇人民政府（街道办事处）
_NAMES = re.compile(r"[、，,\s（）()〔〕\[\]]+")
_IN_CHARGE = re.compile(
    r"(?<=[局委办部会府队院厅司心])(?:等(?:部门|单位)?)?(?:按照?(?:各自)?(?:职责|职能|分工)(?:和?分工)?|各自|分别|共同|分工)?负责$"
)
"""Behind the last name of a list, that those named are in charge (市公安局按职责分工负责)."""
_VAGUE_CLASS = re.compile(
    r"(?:有关|相关)[^，。；]{0,6}(部门|单位|方面)(?:[（(][^（）()]*[）)])?$|^各级各(部门|单位)$"
)
_EACH_ITS_OWN = re.compile(
    r"分别(?:负责|落实|牵头|组织|实施)|各自负责|按(?:照)?(?:各自)?职责(?:分工)?(?:分别)?(?:负责|落实|抓好)|各负其责"
)
_DEFINED = re.compile('以下(?:统?简|统)?称[：:]?[“"]?(?P<name>[^”"（）()，。；]{2,20})')
_BESIDE_A_LEAD = ("assist", "responsible")  # roles of who works with a lead that is named
_SHORT_FORMS = str.maketrans("", "", "（）() ")


def measure_owners(
    notice: Notice, known_units: Sequence[str], former: Collection[str] = ()
) -> Iterator[Fact]:
    """Facts about the owners of tasks and annex rows. ``known_units``: names that units are
    known by, for the nearest to an unknown one; ``former``: names of abolished offices that are told as such, with what
    the office is called elsewhere."""
    yield from _unknown(notice, known_units)
    yield from _two_names(notice, former)
    yield from _twice(notice)
    yield from _readers(notice)
    yield from _apart(notice)
    yield from _led(notice)
    yield from _vague_helpers(notice)


def collective(owner: Owner) -> bool:
    """Whether the name stands for a class of units (市安委会成员单位), not for one."""
    return owner.group or first_match("collective-owners", owner.name) is not None


def vague(owner: Owner) -> bool:
    """Whether the name leaves open who is meant (有关部门)."""
    return first_match("vague-owners", owner.name) is not None


def _readers(notice: Notice) -> Iterator[Fact]:
    """Of responsibilities whose vague subject is a class that the notice is sent to (各有关部门要…, sent to 市直有关部门), or stands
    beside a unit or another class, or reports or mends what an annex lists: the notice says who that is, or who acts first."""
    sent = {_class(each) for each in notice.addressees}
    for task in notice.tasks:
        for owner in task.owners:
            subject = owner.basis == "subject" and vague(owner)
            told = (
                _class(owner.name) in sent or _somebody_beside(task) or _REPORTS.search(task.text)
            )
            if subject and told:
                yield measured(owner.note, "sentTo", True)


def _somebody_beside(task: Task) -> bool:
    """Whether the sentence names somebody else beside the vague one."""
    return any(not vague(other) for other in task.owners if other.basis == "subject")


def _class(name: str) -> str:
    """The class that a vague name is of, whatever tier it is written with; "" for other names.

    >>> _class("市直有关部门"), _class("各相关单位（部门）"), _class("县应急局")
    ('部门', '单位', '')
    """
    found = _VAGUE_CLASS.search(name)
    return (found[1] or found[2]) if found else ""


def _apart(notice: Notice) -> Iterator[Fact]:
    """Of notes that say that each of those named does what is its own (按职责分别负责): none of them leads."""
    seen_notes = {owner.note: owner.words for owner in note_owners(notice)}
    for note, words in seen_notes.items():
        if _EACH_ITS_OWN.search(words):
            yield measured(note, "eachItsOwn", True)


def _led(notice: Notice) -> Iterator[Fact]:
    """Of notes whose sentence names one of their units as the one that acts (由市安委办提出…): that one leads."""
    for task in notice.tasks:
        acting = {o.name for o in task.owners if o.basis == "subject" and not o.group}
        for note in {o.note for o in task.owners if o.basis == "note" and o.name in acting}:
            yield measured(note, "leadInSentence", True)


def _vague_helpers(notice: Notice) -> Iterator[Fact]:
    """Notes and cells that leave open who helps, alone, where one that is named leads (市应急局牵头，各有关部门配合)."""
    told: set[str] = set()
    for task in notice.tasks:
        noted = [owner for owner in task.owners if owner.basis == "note"]
        led = any(owner.role == "lead" and not vague(owner) for owner in noted)
        loose_ones = [owner for owner in noted if vague(owner)]
        acting = {owner.note for owner in loose_ones if owner.role not in _BESIDE_A_LEAD}
        for owner in loose_ones if led else ():
            if owner.note not in acting | told:
                told.add(owner.note)
                yield seen(owner.note, "vagueHelper", owner.place, found=owner.name)


def _unknown(notice: Notice, known_units: Sequence[str]) -> Iterator[Fact]:
    """Names that fit no known unit. Development zones, streets and townships join fields as they like
    (建设和交通局) and no register has their offices: there only words of no field are told."""
    done: set[str] = set()
    free = bool(_FREE_TO_NAME.search(notice.issuer or notice.title.partition("关于")[0]))
    for owner in note_owners(notice):
        if owner.known or owner.name in done or collective(owner) or vague(owner):
            continue
        if _of_the_issuer(owner.name, notice.issuer or ""):
            continue
        office = _OF_A_ZONE.sub("", owner.name)
        if (free or office != owner.name) and first_match("own-offices", office):
            continue
        if not _FULL_NAME.search(owner.name):  # a place, an enterprise, a person
            continue
        done.add(owner.name)
        names = [name for name in known_units if name != owner.name]
        near = process.extract(owner.name, names, scorer=fuzz.ratio, limit=3, score_cutoff=50)
        nearest = "、".join(name for name, _score, _at in near)
        yield seen(
            owner.iri,
            "unknownUnit",
            owner.place,
            found=owner.name,
            nearest=nearest or "（无相近名称）",
        )


def _of_the_issuer(name: str, issuer: str) -> bool:
    """Whether the name is that of an office inside the issuer, written with its last word: 厅安全生产处 of a 厅. No register
    of units has those."""
    return bool(issuer) and name.startswith(issuer[-1]) and _OFFICE.search(name) is not None


def note_owners(notice: Notice) -> Iterator[Owner]:
    """The owners that notes and cells name."""
    yield from (owner for owner in named_owners(notice) if owner.basis == "note")


def named_owners(notice: Notice) -> Iterator[Owner]:
    """The owners that notes and subjects name."""
    holders = [task.owners for task in notice.tasks] + [row.owners for row in notice.annex]
    yield from (o for owners in holders for o in owners if o.basis in ("note", "subject"))


def _two_names(notice: Notice, former: Collection[str]) -> Iterator[Fact]:
    """The second full name of a unit that the notice calls by another one before, neither of them a short form that it
    gives (以下简称安监局); of names that are subjects, which may be
    read too far or too short, those alone that a register has or of which one is plainly the other, shortened."""
    first: dict[str, Owner] = {}
    done: set[tuple[str, str]] = set()
    beside = _beside(notice)
    texts = (section.text for section in notice.sections.values())
    defined = {found["name"] for text in texts for found in _DEFINED.finditer(text)}
    for owner in named_owners(notice):
        if not owner.unit or owner.group or not _FULL_NAME.search(owner.name):
            continue
        before = first.setdefault(owner.unit, owner)
        key = (owner.unit, owner.name)
        if not _one_body(before.name, owner.name) or key in done:
            continue
        if before.name in beside[owner.name] or owner.name in defined or before.name in defined:
            continue
        if any(name.endswith(old) for name in (before.name, owner.name) for old in former):
            continue
        sure = (before.explicit and owner.explicit) or _registered(before.name, owner.name)
        if not sure and not _shortened(before.name, owner.name):
            continue
        if _bare(before.name) != _bare(owner.name):
            done.add(key)
            yield seen(owner.iri, "otherName", owner.place, found=owner.name, first=before.name)


def _twice(notice: Notice) -> Iterator[Fact]:
    """Units that one list of a note names twice, by one name or by a shorter and a longer one (市应急局、市应急管理局); one that
    leads and another time assists stands in two lists."""
    twice: dict[str, set[str]] = {}
    listed: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for owner in note_owners(notice):
        others = (
            listed[owner.note, owner.role, owner.unit] if owner.unit and not owner.group else []
        )
        if owner.name not in others:  # a note is met with each sentence that it covers
            if other := next((o for o in others if _shorter(o, owner.name)), ""):
                yield seen(
                    owner.note, "namedTwice", owner.place, found=f"{owner.name}（即{other}）"
                )
            others.append(owner.name)
        if owner.note not in twice:
            twice[owner.note] = set(named_twice(owner.words))
        left = twice[owner.note]
        if owner.name in left and _FULL_NAME.search(owner.name):
            left.remove(owner.name)
            yield seen(owner.note, "namedTwice", owner.place, found=owner.name)


def named_twice(words: str) -> frozenset[str]:
    """The names that a list of the note has twice.

    >>> sorted(named_twice("（责任单位：县应急局、县教育局、县应急局）")), sorted(named_twice("（县应急局牵头，县教育局、县应急局配合）"))
    (['县应急局'], [])
    >>> sorted(named_twice("（县应急局、县教育局、县应急局按职责分工负责）")), sorted(named_twice("（县应急局、县教育局、县应急局负责水库）"))
    (['县应急局'], [])
    """
    lists = (_NAMES.split(part) for part in _ROLE.split(_BRACKETS.sub("", words)))
    return frozenset(
        name
        for names in lists
        for name, n in Counter(_IN_CHARGE.sub("", each) for each in names).items()
        if n > 1 and name
    )


def _beside(notice: Notice) -> dict[str, set[str]]:
    """By name the names that stand beside it in some note: nobody names one body twice there. In the cells of one row
    (牵头单位 县委统战部, 配合单位 县民宗局) one may stand beside its own short name."""
    notes: defaultdict[str, set[str]] = defaultdict(set)
    for owner in named_owners(notice):
        notes[owner.note].add(owner.name)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for names in notes.values():
        for name in names:
            found[name] |= names - {name}
    for task in notice.tasks:
        cells = {owner.name for owner in task.owners if owner.basis == "note"}
        for name in cells:
            found[name] |= {other for other in cells - {name} if not _shortened(name, other)}
    return found


def _shortened(one: str, two: str) -> bool:
    """Whether one name is the other with characters left out, of the same tier and kind: 县应急局, 县应急管理局."""
    short, long = sorted((one, two), key=len)
    ends = (short[0], short[-1], short.count(short[-1]))
    return in_order(short, long) and ends == (long[0], long[-1], long.count(short[-1]))


def _shorter(one: str, two: str) -> bool:
    """Whether two full names are not the same and one is the other, shortened."""
    full = all(_FULL_NAME.search(name) for name in (one, two))
    return full and one != two and _shortened(one, two)


def _registered(one: str, two: str) -> bool:
    """Whether two names are each that of a bureau or commission, whole, of one tier: 县住房和城乡建设局, 县住建委.

    >>> _registered("县住房和城乡建设局", "县住建委"), _registered("县住建局开展检查", "县住建委"), _registered("县安委会办公室", "县安委办")
    (True, False, False)
    """
    return one[0] == two[0] and all(
        name[-1] in "局委" and name[1:] in office_names() for name in (one, two)
    )


def _one_body(one: str, two: str) -> bool:
    """Whether two names can be those of one body: a centre is no bureau, 各… are many, and they have a character in
    common (县委统战部 and 县民宗局 have none)."""
    kinds = [_SERVICE.search(name) is not None for name in (one, two)]
    common = set(_bare(one)[:-1]) & set(_bare(two)[:-1])
    many = one.startswith("各") or two.startswith("各")
    return kinds[0] == kinds[1] and not many and bool(common)


def _bare(name: str) -> str:
    return _PLACE.sub("", name.translate(_SHORT_FORMS))
