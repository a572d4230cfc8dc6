"""Names in a request to the IRIs that they stand for: a label, a variant, a number, a code or the IRI.

A name that stands for nothing is refused with the names that come near, so that an empty answer
always means that there is nothing of what was asked for; one of a notice that was withdrawn, with that."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz, process

from ontology import codes, ids
from service.errors import BadRequest, Gone, UnknownName
from service.lookup.ask import Asker
from service.lookup.places import in_both, named_places
from service.lookup.terms import among, iri, local, string
from service.lookup.withdrawn import withdrawal_called, withdrawal_of


@dataclass(frozen=True, slots=True)
class Kind:
    """What a name can stand for: the pattern of its members ``?x``, how their IRIs begin behind the
    base, and the route that lists them all, where there is one."""

    zh: str
    en: str
    members: str
    path: str
    listed: str = ""


def _concept(zh: str, en: str, scheme: str) -> Kind:
    members = f"?x skos:inScheme {iri(ids.scheme_iri(scheme))}"
    return Kind(zh, en, members, f"code/{scheme}/", f"/{scheme}s")


KINDS = {
    "notice": Kind("通知", "notice", "?x a az:Notice", "id/notice/", "/notices"),
    "section": Kind("章节", "section", "?x dcterms:isPartOf ?whole", "id/notice/", "/articles"),
    "unit": Kind(
        "责任单位",
        "unit",
        "?x a ?type VALUES ?type { az:Unit az:UnitGroup az:Post }",
        "id/unit/",
        "/units",
    ),
    "jurisdiction": Kind("行政区", "jurisdiction", "?x a az:Jurisdiction", "id/jurisdiction/"),
    "instrument": Kind(
        "法规文件", "instrument", "?x a az:Instrument", "id/instrument/", "/instruments"
    ),
    "function": _concept("单位职能", "function", "function"),
    "sector": _concept("行业领域", "sector", "sector"),
    "hazard": _concept("灾种", "hazard", "hazard"),
    "mechanism": _concept("机制", "mechanism", "mechanism"),
    "measure": _concept("措施", "measure", "measure"),
}

_NAMES = (
    "skos:prefLabel",
    "skos:altLabel",
    "skos:hiddenLabel",
    "skos:notation",
    "dcterms:title",
    "az:docNumber",
)
_LOCAL = re.compile(r"[A-Za-z0-9._/-]+")
#: Names offered at most, and how alike they must be (0 to 100).
_NEAR, _ALIKE = 5, 40


async def find_all(ask: Asker, given: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The IRIs that each parameter's name stands for, by parameter, which is a kind's name too."""
    found = await asyncio.gather(*(find(ask, kind, name) for kind, name in given.items()))
    return dict(zip(given, found, strict=True))


async def called(ask: Asker, kind: str, name: str) -> list[str]:
    """The IRIs of this kind that are called exactly so, if any."""
    for each in _with_and_without_marks(name.strip()):
        if found := await _called(ask, KINDS[kind], each):
            return found
    return []


async def find(ask: Asker, kind: str, name: str, parameter: str = "") -> tuple[str, ...]:
    """The IRIs of this kind that ``name`` stands for; none for "", which restricts nothing.

    ``parameter`` is what the request calls it, where that is not the name of the kind."""
    if not name.strip():
        return ()
    called = name.strip()
    meant = partial(_meant, kind=kind, called=called, parameter=parameter or kind)
    return await ask.once_of("called", f"{kind} {called}", _KEPT, meant)


#: Names of which is kept what they stand for in a snapshot: an office asks for itself again and again.
_KEPT = 64


async def _meant(ask: Asker, kind: str, called: str, parameter: str) -> tuple[str, ...]:
    for each in _with_and_without_marks(called):
        if found := await _standing_for(ask, kind, each):
            return tuple(sorted(found))
    raise await _withdrawal(ask, kind, called) or await _unknown(
        ask, KINDS[kind], called, parameter
    )


async def _withdrawal(ask: Asker, kind: str, called: str) -> Gone | None:
    """That the notice which is called so, or which this is of, was withdrawn."""
    gone = await withdrawal_of(ask, _iri(KINDS[kind], called))
    if gone is not None or kind != "notice":
        return gone
    return await withdrawal_called(
        ask,
        {form for each in _with_and_without_marks(called) for form in (each, _numbered(each))},
    )


#: A name in quotation or book marks.
_MARKED = re.compile(r"[“”\"‘’'「『《〈](.*\S.*)[“”\"‘’'」』》〉]")


def _with_and_without_marks(name: str) -> list[str]:
    """The name, and what is in the marks around it: they are not part of it where nothing is called so with them.

    >>> _with_and_without_marks("《安全生产法》"), _with_and_without_marks("《安全生产法》实施办法")
    (['《安全生产法》', '安全生产法'], ['《安全生产法》实施办法'])
    """
    marked = _MARKED.fullmatch(name)
    return [each for each in (name, marked[1].strip() if marked else "") if each]


async def _standing_for(ask: Asker, kind: str, called: str) -> set[str]:
    exact = await _called(ask, KINDS[kind], called)
    found = {*exact, *(await _by_function(ask, called) if kind == "unit" else ())}
    if not found and kind in _ELSE:
        found = {*await _ELSE[kind](ask, called)}
    return found


async def find_one(ask: Asker, kind: str, name: str, parameter: str) -> str:
    """The IRI of this kind that ``name`` stands for, the first of several.

    Raises:
        BadRequest: the name is blank.
        NotFound: it stands for nothing.
        Gone: it is of a notice that was withdrawn.
    """
    for found in await find(ask, kind, name, parameter):
        return found
    raise BadRequest(
        f"{parameter} 是空的：请写出名称、编号或 IRI。",
        f"{parameter} is blank: give a name, a number or an IRI.",
    )


_WEB = ("http://", "https://")


def _iri(kind: Kind, name: str) -> str:
    """The IRI that the name is, or is the end of, among those of the kind."""
    return name if name.startswith(_WEB) else ids.BASE + kind.path + name


async def _called(ask: Asker, kind: Kind, name: str) -> list[str]:
    """Members of which ``name`` is the IRI, the rest of it, or a label in any language."""
    whole = name.startswith(_WEB)
    arms = []
    if not whole:
        labels = _literals(name, *_NAMES)
        number = _numbered(name)
        labels += f" {_literals(number, 'az:docNumber')}" if number != name else ""
        arms.append(f"VALUES (?p ?label) {{ {labels} }} ?x ?p ?label")
    if whole or _LOCAL.fullmatch(name):
        arms.append(f"{among('?x', [_iri(kind, name)])} ?x ?any []")
    which = " UNION ".join(f"{{ {arm} FILTER EXISTS {{ {kind.members} }} }}" for arm in arms)
    rows = await ask.select(f"SELECT DISTINCT ?x WHERE {{ {which} }}")
    return [row["x"] for row in rows]


#: Brackets that a year is written in for those of document numbers (GB/T 9704, 7.2.5).
_BRACKETS = re.compile(r"[\[(（［【﹝〔](\d{4})[\])）］】﹞〕]")


def _numbered(name: str) -> str:
    """The name with the brackets of a document number.

    >>> _numbered("孝政发[2026]1号")
    '孝政发〔2026〕1号'
    """
    return _BRACKETS.sub(r"〔\1〕", name)


def _literals(text: str, *properties: str) -> str:
    """Rows of VALUES: each property with the text as a plain, a Chinese and an English literal."""
    return " ".join(f"({p} {string(text)}{tag})" for p in properties for tag in ("", "@zh", "@en"))


async def _by_function(ask: Asker, name: str) -> list[str]:
    """Units that the code list of functions lets ``name`` mean: 应急局 is whatever body a place has
    for emergency management, 市应急局 that of a city, 孝义市应急局 or 孝义应急局 that of one city."""
    ends = " ".join(
        _literals(name[i:], "skos:prefLabel", "skos:altLabel") for i in range(len(name))
    )
    rows = await ask.select(
        f"""SELECT DISTINCT ?x ?end ?j WHERE {{ VALUES (?p ?end) {{ {ends} }}
        ?function ?p ?end ; skos:inScheme {iri(ids.scheme_iri("function"))} .
        ?x az:function ?function ; az:jurisdiction ?j }}"""
    )
    places = await named_places(ask, {row["j"] for row in rows})
    placed = [
        row["x"] for row in rows
        if names_place(name.removesuffix(row["end"]), *places.get(row["j"], ("", "")))
    ]  # fmt: skip
    return placed or [row["x"] for row in rows if row["end"] == name and row["j"] in places]


def names_place(words: str, place: str, above: str) -> bool:
    """Whether ``words`` are a place, its short form, its class (市), or the place behind its superior.

    >>> all(names_place(words, "孝义市", "吕梁市") for words in ("孝义市", "孝义", "市", "吕梁市孝义市"))
    True
    >>> any(names_place(words, "孝义市", "吕梁市") for words in ("", "义市"))
    False
    """
    short = len(words) > 1 and place.startswith(words)
    return bool(words and place) and (short or words in (place[-1], above + place))


#: What the names of divisions end in, and short forms leave out.
_ENDS = ("市", "县", "区", "省", "旗", "地区", "自治区", "自治州", "自治县")
#: What the names of places below the divisions of GB/T 2260 end in, and the function of the office there.
BELOW = {
    "乡": "township-government", "镇": "township-government", "街道": "subdistrict-office",
    "街道办": "subdistrict-office", "街道办事处": "subdistrict-office", "村": "village-committee",
    "社区": "village-committee",
}  # fmt: skip
#: What is said of a name that is one of theirs.
NO_DIVISION = (
    "乡镇、街道、村不在区划代码表里：请填所在的县（市、区），单位填“{}”；或连写，如 孝义市梧桐镇。",
    "Townships are no divisions of GB/T 2260: give the county, and “{}” as the office, or both in one word, as in “孝义市梧桐镇”.",
)


def is_below(name: str) -> bool:
    """Whether a name ends as those of places below the divisions do."""
    return name.endswith(tuple(BELOW))


async def _by_place(ask: Asker, name: str) -> list[str]:
    """Divisions by a short form (孝义), or behind those above them (大同市新荣区, 山西省大同市新荣区)."""
    labels = {name[i:] for i in range(len(name) - 1)} | {name + end for end in _ENDS}
    rows = await ask.select(
        f"""SELECT DISTINCT ?x ?place ?above ?top WHERE {{ {_values(labels)} ?x a az:Jurisdiction ; skos:prefLabel ?place
        OPTIONAL {{ ?x az:superiorJurisdiction ?a . ?a skos:prefLabel ?above FILTER(LANG(?above) = 'zh')
        OPTIONAL {{ ?a az:superiorJurisdiction/skos:prefLabel ?top FILTER(LANG(?top) = 'zh') }} }} }}"""
    )
    return [row["x"] for row in rows if _names_division(name, row)]


async def divisions_called(ask: Asker, name: str) -> tuple[str, ...]:
    """The divisions (IRIs) of that code, name or short form, if any."""
    found = {*await _called(ask, KINDS["jurisdiction"], name), *await _by_place(ask, name)}
    return tuple(sorted(found))


def _values(labels: set[str]) -> str:
    return f"VALUES ?place {{ {' '.join(f'{string(each)}@zh' for each in sorted(labels))} }}"


def _names_division(words: str, row: Mapping[str, str]) -> bool:
    """Whether ``words`` are the division of a row, short or behind what is above it.

    >>> row = {"place": "新荣区", "above": "大同市", "top": "山西省"}
    >>> [_names_division(each, row) for each in ("新荣", "大同市新荣区", "山西省新荣区", "荣区", "大同新荣区")]
    [True, True, True, False, False]
    """
    place, above, top = row["place"], row.get("above", ""), row.get("top", "")
    full = {before + place for before in (above, top, top + above)}
    return words in full or place in {words + end for end in _ENDS}


async def _by_part(ask: Asker, name: str) -> list[str]:
    """Mechanisms of which a part is called so: 警示约谈 is one of 挂牌督办、警示约谈、督导巡查、调度通报."""
    rows = await ask.select(
        f"""SELECT DISTINCT ?x {{ VALUES (?p ?label) {{ {_literals(name, "skos:prefLabel")} }}
        ?part ?p ?label . ?x az:hasComponent|az:hasStep ?part ; skos:inScheme {iri(ids.scheme_iri("mechanism"))} }}"""
    )
    return [row["x"] for row in rows]


async def _by_short(_: Asker, name: str) -> list[str]:
    """Functions of which offices are called so for short: 住建, 市监."""
    return [
        ids.code_iri("function", each.notation) for each in codes.functions() if name in each.shorts
    ]


async def _by_word(ask: Asker, name: str, scheme: str) -> list[str]:
    """The one concept by whose words it is read (危化 of hazchem); none where several are read by this one."""
    rows = await ask.select(f"SELECT DISTINCT ?x {{ {_read_by(KINDS[scheme], name)} }}")
    return [row["x"] for row in rows] if len(rows) == 1 else []


def _read_by(kind: Kind, word: str) -> str:
    return f"?x az:keyword {string(word)} {{ {kind.members} }}"


@dataclass(frozen=True, slots=True)
class Placed:
    """Offices of one kind: the places of one name (codes), and the function."""

    places: tuple[str, ...]
    function: str


async def office_in(ask: Asker, name: str) -> Placed | None:
    """The office that is called by its place and a usual name (孝义市住建局, 孝义住房和城乡建设局), whether a notice names it
    or not."""
    ends = {usual: each.notation for each in codes.functions() for usual in each.names}
    found = ((name[:i], ends[name[i:]]) for i in range(2, len(name)) if name[i:] in ends)
    for place, function in found:
        if divisions := await divisions_called(ask, place):
            return Placed(tuple(sorted(map(local, divisions))), function)
    return None


async def offices_called(ask: Asker, name: str) -> list[str]:
    """The units that such an office is."""
    found = await office_in(ask, name)
    return [ids.unit_iri(place, found.function) for place in found.places] if found else []


#: What a name of a kind may stand for where it is nobody's own.
_ELSE: dict[str, Callable[[Asker, str], Awaitable[list[str]]]] = {
    "jurisdiction": _by_place,
    "mechanism": _by_part,
    "function": _by_short,
    "unit": offices_called,
    **{scheme: partial(_by_word, scheme=scheme) for scheme in ("sector", "hazard", "measure")},
}


#: What finds those of a place; a route that takes a notice need not take a place.
_BY_PLACE = {
    KINDS["unit"]: ("请写 ", "write "),
    KINDS["notice"]: ("其通知见 /notices?", "its notices are at /notices?"),
}


async def _unknown(ask: Asker, kind: Kind, name: str, parameter: str) -> UnknownName:
    near = await _near(ask, kind, name)
    zh = f"没有名为“{name}”的{kind.zh}（{parameter}）。"
    en = f"No {kind.en} is called {name!r} ({parameter})."
    if near:
        zh += f"相近的有：{'、'.join(near)}。"
        en += f" Near it: {', '.join(near)}."
    if kind is KINDS["jurisdiction"] and name.isdecimal():
        coded = _coded(name)
        near = [each.code for each in coded]
        zh += f"区划代码是六位数字（GB/T 2260）{'：' * bool(coded)}"
        zh += "、".join(f"{each.code} {each.name}" for each in coded) + "。"
        en += f" Codes of divisions have six digits (GB/T 2260){': ' * bool(coded)}"
        en += ", ".join(f"{each.code} {each.en}" for each in coded) + "."
    if kind is KINDS["jurisdiction"] and is_below(name):
        zh += NO_DIVISION[0].format(name)
        en += f" {NO_DIVISION[1].format(name)}"
    if kind in _BY_PLACE and name in (each.code for each in _coded(name)):
        place, place_en = in_both(name)
        zh += f"它是{place}的区划代码：{_BY_PLACE[kind][0]}jurisdiction={name}。"
        en += f" It is the code of {place_en}: {_BY_PLACE[kind][1]}jurisdiction={name}."
    if kind is KINDS["unit"] and await _called(ask, KINDS["function"], name):
        zh += f"它是一个职能：请写 function={name}。"
        en += f" It is a function: write function={name}."
    if kind.listed:
        zh += f"全部见 {kind.listed}。"
        en += f" All of them: {kind.listed}."
    return UnknownName(zh, en, parameter=parameter, value=name, did_you_mean=near)


def _coded(digits: str) -> list[codes.Division]:
    """The divisions that digits which are no code can mean: shorter ones the division that they begin, or those whose
    codes they begin, longer ones (of townships and villages) the county.

    >>> [_coded(digits)[0].name for digits in ("14", "1402", "140212101", "１４１１８１")]
    ['山西省', '大同市', '新荣区', '孝义市']
    """
    begins = unicodedata.normalize("NFKC", digits)[:6]
    whole = begins.ljust(6, "0")
    begun = [each for each in codes.divisions() if each.code.startswith(begins)]
    return ([each for each in begun if each.code == whole] or begun)[:_NEAR]


async def _near(ask: Asker, kind: Kind, name: str) -> list[str]:
    """Names of the kind that share two characters in a row with ``name`` (one with a short name),
    the most alike first."""
    if name.startswith(_WEB):
        return []
    whole = name.lower()[:60]
    size = 2 if len(whole) > 3 else 1
    pieces = sorted({whole[i : i + size] for i in range(len(whole) - size + 1)})
    shares = " || ".join(f"CONTAINS(?lower, {string(piece)})" for piece in pieces)
    rows = await ask.select(
        f"""SELECT DISTINCT ?label WHERE {{ {{ SELECT DISTINCT ?x WHERE {{ {kind.members} }} }}
        ?x {"|".join(_NAMES)} ?label BIND(LCASE(STR(?label)) AS ?lower) FILTER({shares}) }}
        ORDER BY ?label LIMIT 5000"""
    )
    read = await ask.select(
        f"SELECT DISTINCT ?label {{ {_read_by(kind, name)} ?x skos:prefLabel ?label FILTER(LANG(?label) = 'zh') }} ORDER BY ?label"
    )
    labels = list(dict.fromkeys(row["label"] for row in rows))
    ranked = process.extract(name, labels, scorer=fuzz.ratio, limit=_NEAR, score_cutoff=_ALIKE)
    begun = sorted(label for label in labels if label.lower().startswith(whole))
    first = [*(row["label"] for row in read), *begun]
    return list(dict.fromkeys([*first, *(label for label, _, _ in ranked)]))[:_NEAR]
