"""Which agent an owner's name means: (jurisdiction, function), not the string.

市 is the issuer's own city, or its superior where the issuer is a county; 省 its province. A name
that says more than the function of a collective or an office does (有关成员单位, 高危行业企业,
董事长) means an agent of its own, a part of the general one. A word that only names a sector
(危化, 矿山行业) means no agent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ingest.former_names import is_former, living_name
from ingest.functions import Match, by_ending, is_kind_of_premises, is_sector, listed
from ingest.heads import headed
from ingest.placing import Issuer, Placed, place_name
from ingest.records import Owner, Unit
from ingest.tiers import Tier, bare_level, function_of, group_key, tier_of
from ontology.codes import Division, FunctionCode
from ontology.ids import key_of, slug, unit_iri

__all__ = ["Issuer", "Register", "best_label", "unit_of"]

_KINDS = {
    "collective": "group",
    "county": "group",
    "township": "group",
    "village": "group",
    "enterprises": "group",
    "person": "post",
}
_UNIVERSAL = re.compile(
    r"^(?:各级各|各级|各类|各|所有|全部|全体|广大)(?![省市县区州盟旗])|(?<=会)各(?=成员单位)"
)
_PLURAL = re.compile(
    r"成员单位|(?:有关|相关|监管|主管|责任|职能|行业)(?:部门|单位)|的(?:部门|单位)|^(?:其他|多个)"
    r"|(?:单位|部门|机构|零售点|经营点|[租包]方)$|以上|(?:行业|领域)[^，]{0,8}(?:企业|单位|部门)|^(?:部门|单位|企业)$"
)
_POST = re.compile(
    r"(?:负责人|负责同志|责任人|领导|干部|书记|主任|法定代表人|法人代表|实际控制人|总监|人员|班子成员"
    r"|正职|副职|[^委成]员|长)$"
)
_MEETING = re.compile("(?:常务|办公|全体)会(?:议)?$|(?:(?<=常委会)|(?<=党组)|(?<=党委))会议$")
"""What a body is called where it meets (县政府常务会议, 市政府党组会议); 联席会议 is one of its own."""
_GOVERNMENT = re.compile("(?<!人民)政府$")
_BARE_POST = re.compile("董事长|总经理|党委书记|法定代表人|实际控制人")
"""Posts of an enterprise that a division has none of: those of 高平市 are 高平市企业董事长."""
_PROPER = re.compile(
    r"公司$|(?<![乡镇道）])(?:乡|镇|街道|社区|村)(?:人民政府|政府|办事处|办|村?委会|居委会)?$"
)


_ZONE_KIND = re.compile("高新|保税|综改|物流|化工|工业园|示范|新区|度假|临空|农业|科技|空港")


def unit_of(name: str, issuer: Issuer) -> Unit | None:
    """The agent that ``name`` means in a notice of ``issuer``; None for the name of a mere sector."""
    return next(iter(_agents(name, issuer)), None)


@dataclass(slots=True)
class Register:
    """The units that a notice of ``issuer`` names, and the collectives that they are parts of, by IRI; gathered as
    its owners are linked, each name once (``named``), and each of those that many tasks share (``known``)."""

    issuer: Issuer
    units: dict[str, Unit] = field(default_factory=dict)
    named: dict[str, str | None] = field(default_factory=dict)
    known: dict[Owner, Owner] = field(default_factory=dict)

    def linked(self, owners: Sequence[Owner]) -> tuple[Owner, ...]:
        """The owners with their unit set."""
        return tuple(self.known.get(o) or self._linked(o) for o in owners)

    def _linked(self, owner: Owner) -> Owner:
        self.known[owner] = found = owner._replace(unit=self._unit(owner.of + owner.name))
        return found

    def _unit(self, name: str) -> str | None:
        if name not in self.named:
            found = _agents(name, self.issuer)
            self.named[name] = found[0].iri if found else None
            for unit in found:
                self.units[unit.iri] = _merged(self.units.get(unit.iri), unit)
        return self.named[name]


def _merged(known: Unit | None, unit: Unit) -> Unit:
    if known is None:
        return unit
    label = best_label((known.label, unit.label))
    if label == known.label and set(unit.spellings) <= set(known.spellings):
        return known
    spellings = tuple(sorted({*known.spellings, *unit.spellings}))
    return replace(known, label=label, spellings=spellings)


def best_label(labels: Iterable[str]) -> str:
    """The name that tells most: the longest, rather not one that is in use no more or by the function alone; the first of
    equals.

    >>> best_label(("孝义市安全生产监督管理局", "孝义市应急局"))
    '孝义市应急局'
    """
    return max(labels, key=lambda w: (not is_former(w), not w.endswith("部门"), len(w)))


@lru_cache(maxsize=256)
def _agents(name: str, issuer: Issuer) -> tuple[Unit, ...]:
    """The agent that a name means and, if it is a part of a collective or post, that one."""
    level = bare_level(name, issuer.division)
    if level:
        return tuple(replace(u, spellings=(name,)) for u in _agents(level, issuer))
    if body := _meeting_body(name, issuer):
        return body
    tier = tier_of(name)
    if tier:
        return _of_tier(tier, name, issuer.division)
    placed = place_name(name, issuer)
    if placed.division and name == placed.division.name:
        return (_government(name, placed),)
    stem = _UNIVERSAL.sub("", placed.stem)
    exact = listed(name) or listed(stem)
    if exact is None and (heads := _heads(name, stem, placed, issuer)):
        return heads
    match = exact or by_ending(stem)
    if match is None:
        return () if is_sector(stem) else (_named(name, stem, placed),)
    function, kind = match.function, _KINDS.get(match.function.group)
    if kind is None or _is_one_body(name, stem, function):
        return (_body(name, placed, function, match.short),)
    whole = _general(group_key(function), function, placed.division, kind)
    if match.general:
        return (replace(whole, spellings=(name,)),)
    return _part(name, stem, placed, match, whole), whole


def _meeting_body(name: str, issuer: Issuer) -> tuple[Unit, ...]:
    """The office that the name of its meeting means; heads of one that meet (县长办公会) are told by that name."""
    meeting = _MEETING.search(name)
    own = _GOVERNMENT.sub("人民政府", name[: meeting.start()]) if meeting else ""
    body = _agents(own, issuer) if own else ()
    if meeting is None or not body or body[0].kind == "post":
        return ()
    first, *whole = body
    known = first.function or first.part_of or meeting[0] == "会议"
    return (replace(first, spellings=(name,)), *whole) if known else ()


_HEADS_OF = {
    "government": "party-government-leaders",
    "party": "party-government-leaders",
    "township": "party-government-leaders",
    "village": "party-government-leaders",
    "department": "department-head",
    "vertical": "department-head",
    "committee": "department-head",
}
"""The post that the heads of a single body are of, by the group of its function."""


def _heads(name: str, stem: str, placed: Placed, issuer: Issuer) -> tuple[Unit, ...]:
    """The heads of an office, as a kind of their post, or of each member of a collective, as a part of it (各乡镇主要负责人);
    those of enterprises are told by the name of the post."""
    told = headed(name)
    body = _agents(told.body, issuer) if told else ()
    if not body or not body[-1].function:
        return ()
    function = function_of(body[-1].function)
    if function.group in ("enterprises", "person"):
        return ()
    if body[-1].kind == "group":
        whole = body[-1]
    elif function.group in _HEADS_OF:
        post = function_of(_HEADS_OF[function.group])
        whole = _general(post.notation, post, placed.division, "post")
    else:
        return ()
    iri = f"{whole.iri}/{key_of(stem)}"
    return Unit(iri, whole.jurisdiction, None, placed.label, "post", (name,), whole.iri), whole


def _government(name: str, placed: Placed) -> Unit:
    """The government that the mere name of a division stands for (凤台县要…)."""
    function = function_of("people-government")
    unit = _general(function.notation, function, placed.division, "unit")
    return replace(unit, spellings=(name,))


def _of_tier(tier: Tier, name: str, division: Division | None) -> tuple[Unit, ...]:
    whole = _general(tier.key, tier.function, division, "group")
    place = division.name if division else ""
    whole = replace(whole, label=f"{place}{tier.label}")
    if not tier.qualifier:
        return (replace(whole, spellings=(name,)),)
    part = Unit(
        f"{whole.iri}/{key_of(tier.qualifier)}",
        whole.jurisdiction,
        None,
        f"{place}{name}",
        "group",
        (name,),
        whole.iri,
    )
    return part, whole


def _general(key: str, function: FunctionCode, division: Division | None, kind: str) -> Unit:
    """The collective or post of a function, under a label that goes by the function alone."""
    code = division.code if division else None
    label = f"{division.name if division else ''}{function.zh}"
    return Unit(unit_iri(code, key), code, function.notation, label, kind)


def _is_one_body(name: str, stem: str, function: FunctionCode) -> bool:
    """Whether a name of an enterprise is that of the only one of its function (供电公司)."""
    return (
        function.group == "enterprises"
        and stem in function.names
        and stem.endswith(("公司", "局"))
        and not _UNIVERSAL.match(name)
    )


def _body(name: str, placed: Placed, function: FunctionCode, short: bool) -> Unit:
    code = placed.division.code if placed.division else None
    place = placed.division.name if placed.division else ""
    label = f"{place}{function.zh}部门" if short else placed.label
    if placed.division and is_former(label):
        living = living_name(placed.stem, function.notation, placed.division.level)
        label = label if living == placed.stem else place + living
    kind = "group" if _UNIVERSAL.match(placed.stem) else "unit"
    key = _zone_key(placed.stem, function.notation)
    return Unit(unit_iri(code, key), code, function.notation, label, kind, (name,))


def _zone_key(stem: str, notation: str) -> str:
    """The key of an office: its function; a city has several zones, so those beside the economic one
    are told apart by their kind (高新区, 保税区).

    >>> _zone_key("经开区管委会", "development-zone"), _zone_key("高新区管委会", "development-zone")
    ('development-zone', 'development-zone/gaoxin')
    """
    m = _ZONE_KIND.search(stem) if notation == "development-zone" else None
    return f"{notation}/{slug(m[0])}" if m else notation


def _part(name: str, stem: str, placed: Placed, match: Match, whole: Unit) -> Unit:
    """A narrower kind of a collective or post, or a named member of it."""
    own_name = bool(_PROPER.search(stem))
    member = own_name and not (match.function.notation == "enterprise" and listed(stem))
    key = key_of(stem.replace("相关", "有关"))
    iri = unit_iri(whole.jurisdiction, key) if member else f"{whole.iri}/{key}"
    kind = "unit" if member else whole.kind
    label = placed.label
    if match.function.notation == "enterprise-head" and _BARE_POST.fullmatch(stem):
        label = f"{placed.label.removesuffix(stem)}企业{stem}"
    return Unit(iri, whole.jurisdiction, None, label, kind, (name,), whole.iri)


def _named(name: str, stem: str, placed: Placed) -> Unit:
    """An agent that is known by its name alone."""
    code = placed.division.code if placed.division else None
    universal = bool(_UNIVERSAL.match(placed.stem)) or is_kind_of_premises(stem)
    kind = (
        "post" if _POST.search(stem) else "group" if universal or _PLURAL.search(stem) else "unit"
    )
    return Unit(unit_iri(code, key_of(stem)), code, None, placed.label, kind, (name,))
