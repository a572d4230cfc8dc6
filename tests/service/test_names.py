"""Names in lookups: what each stands for, and what is said where it stands for nothing."""

from __future__ import annotations

import pytest

from ontology import codes
from service.lookup.names import KINDS
from tests.service.conftest import LVLIANG, XIAOYI, Server

T1, T2, T3 = (f"{XIAOYI}/article/3/task/{n}" for n in (1, 2, 3))
T4 = f"{LVLIANG}/article/1/task/1"

NAMES: list[tuple[str, str, set[str]]] = [
    ("unit", "应急管理局", {T1, T4}),
    ("unit", "市应急管理局", {T1, T4}),
    ("unit", "孝义市应急管理局", {T1, T4}),
    ("unit", "孝义应急局", {T1, T4}),
    ("unit", "吕梁市孝义市应急局", {T1, T4}),
    ("unit", "https://w3id.org/anze/id/unit/141181/emergency-management", {T1, T4}),
    ("unit", "141181/emergency-management", {T1, T4}),
    ("function", "应急局", {T1, T4}),
    ("sector", "煤矿", {T1}),
    ("sector", "矿山", {T1}),
    ("hazard", "洪涝", {T2, T3}),
    ("mechanism", "Three manages, three musts", {T1, T4}),
    ("mechanism", "sanguan-sanbixu", {T1, T4}),
    ("mechanism", " 三管三必须 ", {T1, T4}),
    ("mechanism", "“三管三必须”", {T1, T4}),
    ("instrument", "《孝义市自然灾害调查评估实施办法》", {T2}),
    ("unit", '"孝义市应急管理局"', {T1, T4}),
    ("mechanism", "未用机制", set()),
    ("jurisdiction", "孝义市", {T1, T2, T3}),
    ("jurisdiction", "吕梁市", {T1, T2, T3, T4}),
    ("notice", "孝政发〔2026〕1号", {T1, T2, T3}),
    ("instrument", "孝义市自然灾害调查评估实施办法", {T2}),
    ("instrument", "diaocha-pinggu", {T2}),
]


@pytest.mark.parametrize(("parameter", "name", "wanted"), NAMES)
def test_what_a_name_stands_for(
    server: Server, parameter: str, name: str, wanted: set[str]
) -> None:
    answer = server.http.get("/tasks", params={parameter: name})
    assert answer.status_code == 200, answer.text
    assert {item["id"] for item in answer.json()["items"]} == wanted


def test_a_usual_name_with_another_place_is_no_name(server: Server) -> None:
    for name in ("县应急局", "太原市应急局", "义市应急局"):
        assert server.http.get("/tasks", params={"unit": name}).status_code == 404, name


ROUTES = [("/tasks", kind, kind) for kind in KINDS if kind != "measure"] + [
    ("/calendar", "unit", "unit"),
    ("/calendar", "mechanism", "mechanism"),
    ("/calendar.ics", "unit", "unit"),
    ("/notices", "jurisdiction", "jurisdiction"),
    ("/articles", "notice", "notice"),
    ("/units", "name", "unit"),
    ("/units", "jurisdiction", "jurisdiction"),
    ("/units", "function", "function"),
    ("/instruments", "name", "instrument"),
    *((f"/{kind}s", "name", kind) for kind in ("mechanism", "sector", "hazard", "measure")),
    ("/functions", "name", "function"),
]


@pytest.mark.parametrize(("path", "parameter", "kind"), ROUTES)
@pytest.mark.parametrize("name", ["没有此名", "https://w3id.org/anze/id/none"])
def test_a_name_that_stands_for_nothing_is_said(
    server: Server, path: str, parameter: str, kind: str, name: str
) -> None:
    answer = server.http.get(path, params={parameter: name})
    assert answer.status_code == 404
    problem = answer.json()
    assert problem["type"].endswith("/unknown-name")
    assert (problem["parameter"], problem["value"]) == (parameter, name)
    assert KINDS[kind].zh in problem["detail"]
    assert KINDS[kind].en in problem["detail_en"]


@pytest.mark.parametrize(
    ("parameter", "word", "code"),
    [
        ("sector", "危化", "hazchem"),
        ("sector", "“危化品”", "hazchem"),
        ("measure", "严查", "enforce"),
    ],
)
def test_a_word_by_which_one_concept_is_read_stands_for_it(
    five: Server, parameter: str, word: str, code: str
) -> None:
    whole, found = (
        five.http.get("/tasks", params={parameter: each, "limit": 1}) for each in (code, word)
    )
    assert found.status_code == 200, found.text
    assert found.json()["total"] == whole.json()["total"] > 0


def test_a_word_by_which_several_concepts_are_read_is_told_with_them(five: Server) -> None:
    told = five.http.get("/tasks", params={"sector": "渔船"}).json()
    assert told["status"] == 404
    read = [each.zh for each in codes.sectors() if "渔船" in each.keywords]
    assert set(told["did_you_mean"][: len(read)]) == set(read)
    assert len(read) > 1


NEAR = [
    ("unit", "孝义市应急管理委", "孝义市应急局"),
    ("mechanism", "三管三必需", "三管三必须"),
    ("sector", "煤矿安全", "煤矿"),
    ("hazard", "洪水", "洪涝"),
    ("sector", "coal-mines", "coal-mine"),
    ("jurisdiction", "孝义县", "孝义市"),
    ("notice", "孝政发〔2026〕2号", "孝政发〔2026〕1号"),
    ("notice", "孝政发[2026]2号", "孝政发〔2026〕1号"),
    ("jurisdiction", "14", "140000"),
    ("jurisdiction", "1411", "141100"),
    ("jurisdiction", "141181101", "141181"),
]


@pytest.mark.parametrize(("parameter", "name", "near"), NEAR)
def test_names_that_come_near_are_offered(
    server: Server, parameter: str, name: str, near: str
) -> None:
    problem = server.http.get("/tasks", params={parameter: name}).json()
    assert problem["did_you_mean"][0] == near
    assert near in problem["detail"]
    assert near in problem["detail_en"]


def test_a_code_of_a_place_that_is_none_is_told_with_those_it_can_mean(server: Server) -> None:
    for path, parameter in (
        ("/tasks", "jurisdiction"),
        ("/notices", "jurisdiction"),
        ("/mine", "place"),
    ):
        told = server.http.get(path, params={parameter: "14", **OFFICE.get(path, {})}).json()
        assert told["status"] == 404, told
        assert "六位数字（GB/T 2260）：140000 山西省。" in told["detail"]
        assert "six digits (GB/T 2260): 140000 Shanxi Province." in told["detail_en"]
        assert told["did_you_mean"] == ["140000"]
    none = server.http.get("/tasks", params={"jurisdiction": "99"}).json()
    assert "六位数字（GB/T 2260）。" in none["detail"]
    assert none["did_you_mean"] == []


OFFICE = {"/mine": {"office": "emergency-management"}}


#: Routes that take a unit, a place beside it; and such as take a notice and no place.
OTHERS = (
    ("/tasks", "unit", "请写 jurisdiction=141181。", "write jurisdiction=141181."),
    ("/units", "name", "请写 jurisdiction=141181。", "write jurisdiction=141181."),
    *(
        (
            path,
            "notice",
            "其通知见 /notices?jurisdiction=141181。",
            "at /notices?jurisdiction=141181.",
        )
        for path in ("/tasks", "/compare/subordinates")
    ),
)


@pytest.mark.parametrize(("path", "parameter", "zh", "en"), OTHERS)
def test_a_code_of_a_place_in_place_of_something_else_is_told_as_one(
    server: Server, path: str, parameter: str, zh: str, en: str
) -> None:
    told = server.http.get(path, params={parameter: "141181"}).json()
    assert told["status"] == 404
    assert f"它是孝义市的区划代码：{zh}" in told["detail"]
    assert "the code of Xiaoyi City: " in told["detail_en"]
    assert en in told["detail_en"]
    led = "/notices" if parameter == "notice" else path
    assert server.http.get(led, params={"jurisdiction": "141181"}).json()["total"] > 0
    other = server.http.get(path, params={parameter: "999999"}).json()
    assert "jurisdiction=" not in other["detail"]


def test_a_name_is_never_part_of_the_query(server: Server) -> None:
    for name in ('"} #', "' } #", "\\", "?x", "<x>"):
        answer = server.http.get("/tasks", params={"unit": name})
        assert answer.status_code == 404, (name, answer.text)


def test_words_asked_for_are_not_those_of_the_time(server: Server) -> None:
    rows = server.http.get("/calendar", params={"text": "警示教育"}).json()["items"]
    assert [row["as_written"] for row in rows] == ["每季度至少1次"]


#: Addresses of one thing, of which the name is left blank.
BLANK = (
    "/notices/%20",
    "/notices/%E3%80%80",
    "/compare?second=%0A",
    "/compare?first=%20&second=%20",
    "/compare/subordinates?notice=",
    "/compare/years?place=%20",
)


@pytest.mark.parametrize("address", BLANK)
def test_a_blank_name_of_one_thing_is_refused(server: Server, address: str) -> None:
    answer = server.http.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 400, answer.text
    assert "是空的" in answer.json()["detail"], answer.text


@pytest.mark.parametrize(
    "number",
    [
        "孝政发〔2026〕1号",
        "孝政发[2026]1号",
        "孝政发﹝2026﹞1号",
        "孝政发【2026】1号",
        "孝政发（2026）1号",
    ],
)
def test_a_number_is_known_by_whichever_brackets(server: Server, number: str) -> None:
    assert server.http.get(f"/notices/{number}").json()["id"].endswith("/141181-2026-xiaozhengfa-1")
    assert server.http.get("/tasks", params={"notice": number}).json()["total"] > 0


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"notice": "孝义"}, "孝义市人民政府"),
        ({"notice": "吕梁市人民"}, "吕梁市人民政府"),
    ],
)
def test_what_begins_as_the_name_is_offered(
    server: Server, asked: dict[str, str], near: str
) -> None:
    told = server.http.get("/tasks", params=asked).json()
    assert told["status"] == 404
    assert told["did_you_mean"][0].startswith(near)


def test_a_function_in_place_of_a_unit_is_told_as_one(server: Server) -> None:
    told = server.http.get("/tasks", params={"unit": "emergency-management"})
    assert (told.status_code, "function=emergency-management" in told.json()["detail"]) == (
        404,
        True,
    )
    assert server.http.get("/tasks", params={"function": "emergency-management"}).status_code == 200
