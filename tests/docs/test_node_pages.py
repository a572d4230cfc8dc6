"""Pages of IRIs over the five notices: Chinese labels, links to the terms, order as in the text."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from html import unescape

import pytest

from service.lookup.foreign import FOREIGN
from tests.docs.running import Running

XIAOYI = "/id/notice/141181-2026-xiaozhengfa-1"
LOOP = "/code/mechanism/yinhuan-bihuan"
TASK = "/id/notice/140200-2026-tongzhengfa-1/article/8/task/1"
LABELLED = """SELECT DISTINCT ?x WHERE {{ {} FILTER(ISIRI(?x)) FILTER NOT EXISTS {{
?x <http://www.w3.org/2000/01/rdf-schema#label> ?label FILTER(LANG(?label) = 'zh') }} }}"""


def page(service: Running, path: str) -> str:
    """The page as who reads Chinese sees it: of words in both languages the Chinese."""
    address = service.base + urllib.parse.quote(path)
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = str(answer.read(), "utf-8")
    text = re.sub(r'<span class="t-en"[^>]*>[^<]*</span>', "", text)
    return unescape(re.sub(r'<span class="t-zh"[^>]*>([^<]*)</span>', r"\1", text))


def shown(text: str) -> list[str]:
    """What links and cells say, without markup."""
    return [found.strip() for found in re.findall(r">([^<>]+)<", text) if found.strip()]


@pytest.mark.parametrize(
    "pattern",
    ["?s ?x ?o", "?s a ?x", "?s <https://w3id.org/anze/ontology#comparator> ?x"],
)
def test_every_property_and_class_in_the_graph_has_a_chinese_label(
    service: Running, pattern: str
) -> None:
    _, rows = service.ask(LABELLED.format(pattern))
    assert rows
    assert not {row[0] for row in rows} - set(FOREIGN)


@pytest.mark.parametrize("path", [XIAOYI, LOOP, TASK, "/id/unit/140581/emergency-management"])
def test_labels_are_chinese_and_values_have_theirs(service: Running, path: str) -> None:
    said = shown(page(service, path))
    assert {"类型", "本页数据"} <= set(said)
    own = "https://w3id.org/anze" + path
    raw = re.compile(r"(id|code)/\w|\w+:[A-Za-z]+$")
    assert not [each for each in said if each != own and raw.match(each)]


def test_labels_lead_to_the_terms(service: Running) -> None:
    text = page(service, TASK)
    assert f'<a href="{service.base}/ontology#statedIn">载于</a>' in text
    reference = page(service, "/ontology")
    linked = set(re.findall(r'/ontology#(\w+)"', text))
    assert len(linked) >= 8
    assert not [name for name in linked if f'id="{name}"' not in reference]


def test_articles_stand_in_the_order_of_their_numbers(service: Running) -> None:
    text = page(service, XIAOYI)
    numbers = [int(each) for each in re.findall(rf"{XIAOYI}/article/(\d+)/task/1\"", text)]
    assert len(numbers) >= 20
    assert numbers == sorted(numbers)
    assert text.index("/preamble") < text.index("/part/1") < text.index("/part/7")


def test_what_points_here_does_not_say_it_again(service: Running) -> None:
    text = page(service, XIAOYI)
    assert text.count(f'{XIAOYI}/article/2/task/1"') == 1
    assert "所属通知" in text


def test_steps_stand_in_order_with_who_takes_them(service: Running) -> None:
    text = page(service, LOOP)
    places = [text.index(f">{step}</a>") for step in ("排查", "登记", "整改", "复查", "销号")]
    assert places == sorted(places)
    assert "执行方职能：企业、负有安全监管职责的部门" in text
    assert "Closed loop of hazard governance" in text
    assert "组成部分" not in text, "every part is a step, which says more"


def test_a_task_says_who_in_which_role_and_where_it_was_read(service: Running) -> None:
    text = page(service, TASK)
    assert "角色：负责" in text
    assert re.search(r">大同市应急管理局</a>\s*<span class=\"more\">", text)
    assert re.search(r"\?char=\d+,\d+\">第\d+—\d+字</a>", text)
    assert "指称：煤矿" in text


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (XIAOYI, "notice"),
        (f"{XIAOYI}/article/3", "section"),
        ("/id/unit/140581/emergency-management", "unit"),
        ("/code/sector/coal-mine", "sector"),
        (LOOP, "mechanism"),
    ],
)
def test_pages_lead_to_their_tasks(service: Running, path: str, parameter: str) -> None:
    address = f"/tasks?{parameter}=https://w3id.org/anze{path}"
    assert f'{address}&format=xlsx">Excel</a>' in page(service, path)
    with urllib.request.urlopen(service.base + address, timeout=60) as answer:
        assert b'"total": 0' not in answer.read(100)


def test_a_task_has_no_tasks_of_its_own(service: Running) -> None:
    assert "相关任务" not in page(service, TASK)


def test_concepts_of_a_list_are_named_and_explain_themselves(service: Running) -> None:
    text = page(service, "/code/sector")
    assert "煤矿" in text
    assert "识别词：" not in text


def test_long_titles_are_cut(service: Running) -> None:
    text = page(service, f"{XIAOYI}/article/1/task/1")
    title = re.search(r"<h1>([^<]+)</h1>", text)
    assert title is not None
    assert title[1].endswith("…")
    assert len(title[1]) <= 51
    assert "比较关系：不小于" in text


def test_long_lists_are_cut_and_say_so(service: Running) -> None:
    text = page(service, "/ontology/Task")
    assert re.search(r"另有 \d{3} 项未列", text)
    assert text.count("/task/") <= 210


def test_the_reference_page_has_the_bar_of_the_other_pages(service: Running) -> None:
    bars = {
        re.search(r'<header class="top">.*?</header>', page(service, path), re.DOTALL)[0]  # type: ignore[index]
        for path in ("/", "/calendar", "/query", "/ontology", LOOP)
    }
    assert len(bars) == 1
