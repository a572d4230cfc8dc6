"""An office as people call it: its place, a township below that, and what it does, in one word or in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ontology import codes, ids
from service.errors import UnknownName
from service.lookup import names
from service.lookup.ask import Asker
from service.lookup.places import named_places

#: No name of a division has more characters.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Below:
    """A place below the divisions, by its own name, and the function of the office there."""

    name: str
    function: str


@dataclass(frozen=True, slots=True)
class Called:
    """What an office does (a notation), and the township or village that it is of, if it is of one."""

    function: str
    below: Below | None = None

    @property
    def is_place(self) -> bool:
        """Whether the township itself is named, not an office in it."""
        return self.below is not None and self.below.function == self.function


def office_called(words: str) -> Called | None:
    """The office of a usual name, without that of its county, if it is one.

    >>> office_called("住建局")
    Called(function='housing-construction', below=None)
    >>> office_called("马村镇政府")
    Called(function='township-government', below=Below(name='马村镇', function='township-government'))
    >>> office_called("梧桐镇应急管理站").function
    'township-emergency-station'
    >>> office_called("农村") is office_called("市住建局") is None
    True
    """
    if (function := _functions().get(words)) is not None:
        return Called(function)
    for end in range(len(words), 1, -1):
        name, rest = words[:end], words[end:]
        below = _below(name)
        if below and rest in _ITSELF:
            return Called(below.function, below)
        if below and rest in _functions():
            return Called(_functions()[rest], below)
    return None


#: What stands behind the name of a township where it is meant itself.
_ITSELF = ("", "政府", "人民政府")


def _below(name: str) -> Below | None:
    ending = max((each for each in names.BELOW if name.endswith(each)), key=len, default="")
    least = 2 if ending == "村" else 1
    return Below(name, names.BELOW[ending]) if ending and len(name) - len(ending) >= least else None


@cache
def _functions() -> dict[str, str]:
    """By label, usual and short name the notation of a function."""
    return {
        name: each.notation
        for each in codes.functions()
        for name in (*each.shorts, *each.names, each.zh)
    }


@dataclass(frozen=True, slots=True)
class Where:
    """A place as it is called, the divisions of that name (IRIs), and the office that stands behind it in one word."""

    name: str
    divisions: Sequence[str]
    office: Called | None = None

    @property
    def below(self) -> Below | None:
        """The township that it is, if it is one."""
        return self.office.below if self.office else None


async def find_where(ask: Asker, place: str, office: str) -> Where:
    """The place of that name: a division, a township behind one (孝义市梧桐镇), or, where no ``office`` is named apart,
    any office behind one (孝义市住建局)."""
    try:
        return Where(place, await names.find(ask, "jurisdiction", place, "place"))
    except UnknownName:
        words = place.strip()
        for end in range(min(len(words), _LONGEST) - 1, 1, -1):
            called = office_called(words[end:])
            if called is None or (office and not called.is_place):
                continue
            if divisions := await names.divisions_called(ask, words[:end]):
                return Where(words[:end], divisions, called)
        raise


async def find_functions(
    ask: Asker, office: str, where: Where
) -> tuple[Sequence[str], Below | None]:
    """The functions of an office (IRIs) of the place, and the township that it is of: by name or code, behind the
    place's own (孝义市住建局, 市住建局), as a township (马村镇); without an office those of the place."""
    if not office.strip():
        told = where.office
        return (_iri(told), told.below) if told else ((), None)
    below = where.below
    try:
        found: Sequence[str] = await names.find(ask, "function", office, "office")
    except UnknownName:
        told = await _placed(ask, office.strip(), where.divisions)
        if told is None:
            raise
        found, below = _iri(told), told.below or below
    if below and found == _iri(Called("people-government")):
        return _iri(Called(below.function)), below
    return found, below


def _iri(told: Called) -> tuple[str]:
    return (ids.code_iri("function", told.function),)


async def _placed(ask: Asker, office: str, divisions: Sequence[str]) -> Called | None:
    places = (await named_places(ask, {*divisions})).values()
    told = (office_called(words) for words in _without_place(office, [*places]))
    return next((each for each in told if each), None)


def _without_place(office: str, places: Sequence[tuple[str, str]]) -> Iterator[str]:
    """An office without the place that stands before it, most left out first; places with what is above them.

    >>> list(_without_place("孝义市住建局", [("孝义市", "吕梁市")]))
    ['住建局', '市住建局', '孝义市住建局']
    >>> list(_without_place("市住建局", [("临县", "吕梁市")]))
    ['市住建局']
    """
    for end in range(min(len(office), _LONGEST) - 1, 0, -1):
        if any(names.names_place(office[:end], *each) for each in places):
            yield office[end:]
    yield office
