"""Names of offices one slip away from a known one: a character taken for another, doubled, left out or turned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from shapes.facts import Fact, seen
from shapes.known import office_names
from shapes.measure.holders import Holders
from shapes.measure.owners import note_owners
from shapes.tables import rows
from shapes.view import Notice, Owner

_TIERS = "省市县区州旗"
_WHOLE = re.compile(r"[\u4e00-\u9fff]{3,}[局委办厅部会室院署队心处所站]")
_FREE = ("安全生产委员会", "安全生产委员会办公室", "应急管理局", "应急管理厅")
"""Behind a tier, as well known as the bodies of the table: no other office is one character away."""

_HEADS = (
    "长",
    "员",
    "议",
    "同",
)  # behind the last character said again: 局局长, 委委员, 安委会会议, 管委会会同
_PART_OF = "分内党支干总各等"  # in front of the last character: 应急管理分局, 应急管理干部


def measure_names(notice: Notice, holders: Holders, source: str) -> Iterator[Fact]:
    """Names that are none, with the known one that they are a slip of; what the notice calls its owners by more than once
    is known, too."""
    owners = [o for o in note_owners(notice) if not o.group and _WHOLE.fullmatch(o.name)]
    notes = Counter(name for _, name in {(owner.note, owner.name) for owner in owners})
    known = (_known(), _Known(frozenset(name for name, n in notes.items() if n > 1)))
    printed = cache(lambda name: name in source)
    told: set[str] = set()
    for line in holders.lines:
        for start, end, name in misnamed(line.text, known, printed):
            if at := holders.at(line, (start, end)):
                holder, place, sentence = at
                found = line.text[start:end]
                told.add(found)
                yield seen(
                    holder, "misnamed", place, found=found, suggestion=name, sentence=sentence
                )
    first: dict[str, Owner] = {}
    for owner in owners:
        first.setdefault(owner.name, owner)
    for owner in first.values():
        if owner.name not in told and (mended := mended_word(owner.name)):
            yield seen(owner.note, "misnamed", owner.place, found=owner.name, suggestion=mended)


def misnamed(
    text: str, known: Sequence[_Known] = (), printed: Callable[[str], bool] = lambda _: False
) -> Iterator[tuple[int, int, str]]:
    """Where names stand that are one slip away from a known one, and that one. ``printed``: whether the document has a
    name, the right one perhaps.

    >>> list(misnamed("市应集局、市应急管理理局会同市应急局落实国务院安委员会部署"))
    [(0, 4, '市应急局'), (5, 12, '市应急管理局'), (20, 27, '国务院安委会')]
    >>> list(misnamed("市应急局、市应急管理局局长、市应急管理分局、市茶业发展中心、市房屋管理局、交通运输等部门、郴州市安全生产委员会"))
    []
    """
    at = 0
    registers = known or (_known(),)
    for found in _anchors().finditer(text):
        start = found.start()
        if start < at:
            continue
        here = max(each.begins(text, start) for each in registers)
        at, whole_name = start + here, text[start : start + here]
        for name, word in (pair for each in registers for pair in each.near(text, start, here)):
            goes_on = name.startswith(whole_name)  # 安委会办工室
            if goes_on and is_slip(name, word, printed(name)):
                at = start + len(word)
                yield start, at, name
                break


@cache
def _anchors() -> re.Pattern[str]:
    """How known names begin: with the tier, or, of the well-known bodies, with their first two characters."""
    heads = sorted({name[:2] for name in _bodies()})
    return re.compile(f"市(?!场)|[{_TIERS.replace('市', '')}]|{'|'.join(heads)}")


@cache
def _bodies() -> frozenset[str]:
    return frozenset(row["id"] for row in rows("well-known-bodies"))


@cache
def _known() -> _Known:
    tiered = {tier + name for tier in _TIERS for name in office_names()}
    whole = frozenset(name for name in tiered if _WHOLE.fullmatch(name))
    return _Known(whole | _bodies())


class _Known:
    """Known names, and those that each word with one character left out can be of."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.shorter: dict[str, list[str]] = {}
        for name in sorted(names):
            for cut in _cuts(name):
                self.shorter.setdefault(cut, []).append(name)
        self.lengths = sorted({len(name) + by for name in names for by in (-1, 0, 1)}, reverse=True)

    def begins(self, text: str, start: int) -> int:
        """How long the known name is that stands there; 0 if there is none."""
        return next((n for n in self.lengths if text[start : start + n] in self.names), 0)

    def near(self, text: str, start: int, beyond: int) -> Iterator[tuple[str, str]]:
        """Known names with the words of more than ``beyond`` characters, the longest first, that are one character
        away from them."""
        for length in self.lengths:
            if length <= beyond:
                return
            end = start + length
            word = text[start:end]
            behind = text[end : end + 1]
            of_a_head = behind in _HEADS and word[-2:-1] == word[-1]  # 应急管理局局长
            if len(word) < length or behind == "门" or of_a_head or not _WHOLE.fullmatch(word):
                continue
            cuts = _cuts(word)
            near = [name for key in (word, *cuts) for name in self.shorter.get(key, ())]
            longer = [cut for cut in cuts if cut in self.names]
            yield from ((name, word) for name in dict.fromkeys((*longer, *near)))


def _cuts(word: str) -> list[str]:
    """The word without one of its characters, its first and last aside."""
    return [word[:at] + word[at + 1 :] for at in range(1, len(word) - 1)]


def is_slip(name: str, word: str, elsewhere: bool = False) -> bool:
    """Whether ``word`` is ``name`` with one slip; a shorter or longer word may be the short or full name of another office.
    ``elsewhere``: the text has the right name, too.

    >>> [is_slip("市自然资源局", word) for word in ("市自然资原局", "市自然源局", "市自然源资局", "市自然资局", "市自然资源分局")]
    [True, True, True, False, False]
    >>> is_slip("市林业局", "市农业局")
    False
    """
    if (name[0], name[-1]) != (word[0], word[-1]):
        return False
    free = name in _bodies() or name[1:] in _FREE
    at = next((i for i, (a, b) in enumerate(zip(name, word, strict=False)) if a != b), len(name))
    if len(word) > len(name):
        return name[at:] == word[at + 1 :] and _put_in(name, word, at, free, elsewhere)
    if len(word) < len(name):
        whole = name[at : at + 2] in _words()
        return name[at + 1 :] == word[at:] and (free or whole)
    if name[at + 2 :] == word[at + 2 :] and name[at : at + 2] == word[at : at + 2][::-1]:
        return free or name[at : at + 2] in _words()
    return name[at + 1 :] == word[at + 1 :] and _taken(name, word, at, free, elsewhere)


def _put_in(name: str, word: str, at: int, free: bool, elsewhere: bool) -> bool:
    """Whether a character too many is a slip: one doubled, or one that makes no other office of it."""
    if word[at] == word[at - 1] and word[at] not in _TIERS:
        return True
    inside = at < len(name) - 1 or (free and word[at] not in _PART_OF)
    return at > 1 and inside and (free or (elsewhere and word[at] not in _characters()))


def _taken(name: str, word: str, at: int, free: bool, elsewhere: bool) -> bool:
    """Whether a character is taken for another: one that looks or sounds alike, or one that no office has where the text
    has the right name, too."""
    stranger = elsewhere and at > 1 and word[at] not in _characters()
    return free or stranger or word[at] in _slips().get(name[at], "")


def mended_word(name: str) -> str:
    """The name with the one slip in a word of it mended; "" if there is none. Offices of several fields are in no register.

    >>> [mended_word(name) for name in ("市发展改革和科技技局", "县文化和旅游体肓局", "县文化和旅游育体局", "县林业农村局", "黄河河务局", "公共安全办")]
    ['市发展改革和科技局', '县文化和旅游体育局', '县文化和旅游体育局', '', '', '']
    """
    for at in range(1, len(name) - 1):
        before, here, behind = name[at - 1], name[at], name[at + 1]
        if here == before and here not in _TIERS and {name[at - 2 : at], here + behind} & _words():
            return name[:at] + name[at + 1 :]
        if {before + here, here + behind} & _words():
            continue
        if behind + here in _words() and name[at + 1 : at + 3] not in _words():
            return name[:at] + behind + here + name[at + 2 :]
        for right, wrong in _slips().items():
            if here in wrong and right != before and {before + right, right + behind} & _words():
                return name[:at] + right + name[at + 1 :]
    return ""


@cache
def _slips() -> dict[str, str]:
    return {row["id"]: row["taken_for"] for row in rows("slips")}


@cache
def _words() -> frozenset[str]:
    """Words of two characters in names of offices; short names keep the first character of each."""
    return frozenset(row["id"] for row in rows("office-words"))


@cache
def _characters() -> frozenset[str]:
    return frozenset("".join(office_names()))
