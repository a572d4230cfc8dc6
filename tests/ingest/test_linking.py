"""Places, organisations and concepts: which thing a name means."""

import pyoxigraph as ox
import pytest

from ingest import unit_names
from ingest.concepts import (
    concept_of,
    instrument_called,
    instrument_of,
    is_listed,
    kind_of,
    mechanism_of,
)
from ingest.first_characters import parsed
from ingest.former_names import former_names, is_former, living_name
from ingest.pipeline import read_notice
from ingest.places import parent_of, place_of, place_of_zone, short_name, within
from ingest.records import Mention, Owner
from ingest.units import Issuer, Register, unit_of
from ontology import codes
from ontology.terms import PREFIXES
from service.store.registry import renew, say

PLACES = [
    ("孝义市人民政府", "", "141181"), ("吕梁市人民政府", "", "141100"),
    ("晋城市城区人民政府", "", "140502"), ("甘肃省人民政府办公厅", "", "620000"),
    ("昆山市安全生产委员会办公室", "", "320583"), ("重庆市万州区应急管理局", "", "500101"),
    ("佛山市南海区人民政府", "", "440605"), ("高平市", "", "140581"),
    ("城区人民政府", "晋城市各部门", "140502"), ("鼓楼区人民政府", "南京市", "320106"),
    ("鼓楼区人民政府", "", None), ("某某单位", "", None), ("", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "context", "code"), PLACES)
def test_place(name: str, context: str, code: str | None) -> None:
    found = place_of(name, context)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("宜昌高新区管委会", "420500"), ("宜昌高新区", None), ("某某高新区管委会", None)],
)
def test_zone(name: str, code: str | None) -> None:
    found = place_of_zone(name)
    assert (found.code if found else None) == code


def test_superiors() -> None:
    city, county = place_of("吕梁市"), place_of("孝义市")
    assert city is not None
    assert county is not None
    assert parent_of(county.code) == city
    assert within("141181", "140000")
    assert not within("141181", "130000")
    assert [short_name(d) for d in (city, county)] == ["吕梁", "孝义"]


XIAOYI = Issuer(place_of("孝义市"), "孝义市人民政府 吕梁市")
UNITS = [
    ("市应急局", "141181", "emergency-management"),
    ("市应急管理局", "141181", "emergency-management"),
    ("孝义市应急管理局", "141181", "emergency-management"),
    ("吕梁市应急局", "141100", "emergency-management"),
    ("省应急厅", "140000", "emergency-management"),
    ("市公安局", "141181", "public-security"),
    ("市住建局", "141181", None),
    ("某某街道办事处", "141181", None),
]


@pytest.mark.parametrize(("name", "place", "function"), UNITS)
def test_unit(name: str, place: str, function: str | None) -> None:
    unit = unit_of(name, XIAOYI)
    assert unit is not None
    assert unit.jurisdiction == place
    assert f"/unit/{place}/" in unit.iri
    assert function is None or unit.function == function


@pytest.mark.parametrize(
    "name",
    ["各乡镇人民政府", "各县（市、区）人民政府", "市安委会成员单位", "各有关部门", "各村（社区）"],
)
def test_group(name: str) -> None:
    unit = unit_of(name, XIAOYI)
    assert unit is not None
    assert unit.kind == "group"


@pytest.mark.parametrize(
    "name",
    ["危化", "城镇燃气", "矿山行业", "高危行业领域", "其他行业领域", "各行业领域", "建筑施工领域"],
)
def test_a_mere_sector_is_nobody(name: str) -> None:
    assert unit_of(name, XIAOYI) is None


DATONG = Issuer(place_of("大同市"), "大同市人民政府")
LEVELS = [
    ("市级", XIAOYI, "141181/people-government"), ("市", XIAOYI, "141181/people-government"),
    ("省级", XIAOYI, "140000/people-government"), ("市级", DATONG, "140200/people-government"),
    ("县级", DATONG, "140200/county-governments"), ("县", DATONG, "140200/county-governments"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("meeting", "body"),
    [
        ("市政府常务会", "市人民政府"),
        ("市人民政府常务会议", "市人民政府"),
        ("市委常委会会议", "市委常委会"),
        ("市政府党组会议", "市政府党组"),
        ("市安委会全体会议", "市安委会"),
        ("各县政府常务会议", "各县政府"),
        ("市长办公会", "市长办公会"),
        ("部际联席会议", "部际联席会议"),
        ("常务会", "常务会"),
    ],
)
def test_a_body_that_meets_is_that_body(meeting: str, body: str) -> None:
    """Heads who meet, and a body that is a meeting by its nature, are told by that name."""
    found, meant = unit_of(meeting, XIAOYI), unit_of(body, XIAOYI)
    assert found is not None
    assert meant is not None
    assert (found.iri, found.label, found.kind) == (meant.iri, meant.label, meant.kind)
    assert found.spellings == (meeting,)


@pytest.mark.parametrize(("name", "issuer", "key"), LEVELS)
def test_a_mere_level_is_its_government(name: str, issuer: Issuer, key: str) -> None:
    unit = unit_of(name, issuer)
    assert unit is not None
    assert unit.iri.endswith(f"/unit/{key}")
    assert unit.spellings == (name,)


PARTS = [
    # (name, kind, function, the collective or post it is a part of)
    ("市安委会成员单位", "group", "safety-committee-members", None),
    ("市安委会各成员单位", "group", "safety-committee-members", None),
    ("市安委会有关成员单位", "group", None, "safety-committee-members"),
    ("企业", "group", "enterprise", None), ("各生产经营单位", "group", "enterprise", None),
    ("其他高危行业领域企业", "group", None, "enterprise"), ("市属国有企业", "group", None, "enterprise"),
    ("新建煤矿", "group", None, "coal-enterprise"), ("矿山企业", "group", "mine-enterprise", None),
    ("各涉煤县（区）人民政府", "group", None, "county-governments"),
    ("各县（区）人民政府", "group", "county-government", None),
    ("各乡镇（街道）", "group", "township-government", None),
    ("南村镇人民政府", "unit", None, "township-governments"),
    ("企业主要负责人", "post", "enterprise-head", None), ("董事长", "post", None, "enterprise-head"),
    ("各级党政领导干部", "post", "party-government-leaders", None),
    ("供电公司", "unit", "power-supply", None), ("移动公司", "unit", None, "telecom-operator"),
    ("有关乡镇", "group", None, "township-governments"), ("养老院", "group", None, None),
    ("沿海各县（市、区）", "group", None, "county-governments"), ("网格员", "post", None, None),
    ("水利部门", "unit", "water", None), ("住房城乡建设和水利局", "unit", "housing-construction", None),
    ("凤台县", "unit", "people-government", None), ("渔港经营单位", "group", None, None),
    ("各级党委", "group", None, "party-government"), ("市委", "unit", "party-committee", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "function", "whole"), PARTS)
def test_what_a_name_says_more_is_a_part(
    name: str, kind: str, function: str | None, whole: str | None
) -> None:
    unit = unit_of(name, XIAOYI)
    assert unit is not None
    assert (unit.kind, unit.function) == (kind, function)
    assert unit.part_of == (f"https://w3id.org/anze/id/unit/141181/{whole}" if whole else None)


def test_a_collective_is_labelled_by_its_function_and_stands_beside_its_parts() -> None:
    register = Register(XIAOYI)
    mention = Mention("x", 0, 1, "r")
    names = ("其他高危行业企业", "生产经营单位", "矿山行业")
    linked = register.linked([Owner(n, "lead", "subject", mention) for n in names])
    assert [u.label for u in register.units.values()] == ["孝义市其他高危行业企业", "孝义市企业"]
    assert [o.unit is None for o in linked] == [False, False, True]


def test_a_branch_acts_where_its_name_says() -> None:
    gaoping = Issuer(place_of("高平市"), "晋城市")
    branch = unit_of("晋城市生态环境局高平分局", gaoping)
    assert branch is not None
    assert (branch.jurisdiction, branch.label) == ("140581", "晋城市生态环境局高平分局")
    station = unit_of("大同站", DATONG)
    assert station is not None
    assert station.label == "大同站"


def test_spellings_of_one_unit_come_together() -> None:
    register = Register(XIAOYI)
    names = ("市应急局", "市应急管理局", "孝义市应急局")
    linked = register.linked([Owner(n, "lead", "note", Mention(n, 0, 1, "r")) for n in names])
    assert len({o.unit for o in linked}) == len(register.units) == 1
    assert next(iter(register.units.values())).spellings == tuple(sorted(names))


FORMER = [
    ("市安监局", "孝义市应急管理局"), ("市安全生产监督管理局", "孝义市应急管理局"), ("市国土资源局", "孝义市自然资源局"),
    ("市质监局", "孝义市市场监督管理局"), ("市食品药品监督管理局", "孝义市市场监督管理局"), ("市卫计局", "孝义市卫生健康局"),
    ("市农业局", "孝义市农业农村局"), ("市应急局", "孝义市应急局"), ("市规划和自然资源局", "孝义市规划和自然资源局"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "label"), FORMER)
def test_a_former_name_is_no_label(name: str, label: str) -> None:
    unit = unit_of(name, XIAOYI)
    assert unit is not None
    assert (unit.label, unit.spellings) == (label, (name,))


def test_former_names_are_names_of_functions_that_have_a_living_one() -> None:
    levels = ("national", "province", "prefecture", "county")
    names = {row["name"]: row for row in codes.rows("usual-names") if row["until"]}
    assert set(names) == set(former_names())
    assert len(names) >= 19
    for name, row in names.items():
        found = {living_name(name, row["function"], level) for level in levels}
        assert found - {name}, name
        assert not any(map(is_former, found - {name}))


@pytest.mark.parametrize("first", ["孝义市安全生产监督管理局", "孝义市应急局"])
def test_the_label_of_an_archive_is_a_living_name_whichever_comes_first(first: str) -> None:
    """Graphs that earlier versions read have former names as labels."""
    node = ox.NamedNode("https://w3id.org/anze/id/unit/141181/emergency-management")
    label, also = (ox.NamedNode(PREFIXES["skos"] + n) for n in ("prefLabel", "altLabel"))
    labels = sorted({"孝义市安全生产监督管理局", "孝义市应急局"}, key=lambda each: each != first)
    store, said = ox.Store(), ox.Store()
    for number, each in enumerate(labels):
        told = {ox.Triple(node, label, ox.Literal(each, language="zh"))}
        assert say(said, f"https://w3id.org/anze/id/notice/{number}", told) == told
        (change,) = renew(store, said, [node])
        assert change.added
    names = {(q.predicate, q.object.value) for q in store.quads_for_pattern(node, None, None, None)}
    assert names == {(label, "孝义市应急局"), (also, "孝义市安全生产监督管理局")}


def test_city_of_a_county_is_its_superior() -> None:
    county = Issuer(place_of("大同市阳高县"), "大同市")
    for name, code in (("市应急局", "140200"), ("县应急局", "140221")):
        unit = unit_of(name, county)
        assert unit is not None
        assert unit.jurisdiction == code


@pytest.mark.parametrize(
    ("term", "kind"),
    [("三管三必须", "principle"), ("一岗双责", "principle"), ("三违", "violation"),
     ("九小场所", "object"), ("两客一危", "object"), ("某某某", "other"), ("", "other")],
)  # fmt: skip
def test_kind(term: str, kind: str) -> None:
    assert kind_of(term) == kind


def test_one_label_two_mechanisms() -> None:
    """五到位 of enterprises is told from other 五到位 by the words before it; a new term has none."""
    assert mechanism_of("五到位", "安全投入、培训、管理、救援、责任“五到位”") is not None
    assert concept_of("某某某", "推行“某某某”") is None


def test_instruments() -> None:
    assert instrument_of("中华人民共和国安全生产法") == instrument_of(
        "《中华人民共和国安全生产法》"
    )
    assert is_listed(instrument_of("中华人民共和国安全生产法"))
    assert not is_listed(instrument_of("某某实施细则"))
    assert instrument_called("某某某") is None


def test_no_end_of_a_name_is_longer_than_what_is_searched() -> None:
    assert parsed(unit_names._UNIT_END.pattern).getwidth()[1] == unit_names._LONGEST_END


SOUND_ALIKE = """太原市安全生产委员会关于做好2026年安全生产工作的通知
{number}
各县（市、区）人民政府，市直各单位：
一、压实责任
市食监局要落实责任。市实建局要落实责任。严格执行《山西省消防管理细则》《陕西省消防管理细则》。
太原市安全生产委员会
2026年3月1日
"""


def test_names_that_sound_alike_are_of_two() -> None:
    notice = read_notice(SOUND_ALIKE.format(number="并安委〔2026〕3号").encode(), "a.txt")
    units = [owner.unit for task in notice.tasks for owner in task.owners if owner.unit]
    cited = [each.instrument for task in notice.tasks for each in task.citations]
    assert len(set(units)) == 2
    assert len(set(cited)) == 2


def test_numbers_that_sound_alike_are_of_two_notices_where_the_place_is_unknown() -> None:
    plain = SOUND_ALIKE.replace("太原市", "某市")
    found = [
        read_notice(plain.format(number=f"{office}安委〔2026〕3号").encode(), "a.txt").iri
        for office in ("集", "吉", "集")
    ]
    assert found[0] == found[2] != found[1]
