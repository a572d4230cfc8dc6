"""Pages as readers use them, in a headless Chromium that reaches no other host."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from ontology import ids
from service.web.pages import render
from tests.service.browser import DESK, PHONE, Browser
from tests.service.conftest import Server
from tests.shared import ROOT

pytestmark = pytest.mark.needs("chromium")

#: Three faults: an article without an owner, one whose time is vague, and no day of signing yet.
DRAFT = """晋安办发〔2026〕　号

孝义市人民政府办公室关于做好2026年安全生产工作的通知

各乡镇人民政府：

为做好全市安全生产工作，现通知如下。

一、压实责任

（一）开展隐患排查。对全市所有城镇燃气管网开展全面排查。

（二）加强应急演练。适时组织开展危险化学品泄漏事故应急演练。（责任单位：市应急管理局）

（三）完善档案。2026年6月30日前完成重大危险源建档。（责任单位：市应急管理局）

孝义市人民政府办公室
2026年　月　日
"""


@pytest.fixture
def page(tab: Browser) -> Iterator[Browser]:
    """The tab as it is at a desk; whatever a test did in it, its console told of no error."""
    tab.resize(DESK)
    tab.dark(False)
    tab.problems.clear()
    yield tab
    assert tab.problems == []


def checked(five: Server, page: Browser, draft: Path) -> None:
    """Write the draft and have the page check it."""
    draft.write_text(DRAFT, "utf-8")
    page.open(f"{five.url}/check")
    page.choose_file("input[name=file]", draft)
    page.click("button.main")
    page.wait("document.querySelector('.verdict')")


def test_a_draft_is_checked_and_its_word_file_taken_along(
    five: Server, page: Browser, tmp_path: Path
) -> None:
    draft = tmp_path / "草稿.txt"
    checked(five, page, draft)
    assert "先改" in page.text(".verdict")
    assert "按草稿检查：发文字号还空着" in page.text("#result")
    beside = page.run("""[...document.querySelectorAll('.row')].filter((row) => row.querySelector('.finding'))
        .map((row) => row.querySelector('p').innerText.trim().slice(0, 3) + row.querySelector('summary').innerText)""")
    assert any(line.startswith("（一）") and "没有责任单位" in line for line in beside)
    assert any(line.startswith("（二）") and "时" in line for line in beside)
    assert not any(line.startswith("（三）") for line in beside)
    page.click(".verdict li a")
    page.wait("document.querySelector('details:target').open")
    page.save_downloads_to(tmp_path)
    page.click("button[data-form=docx]")
    taken = tmp_path / "草稿-检查报告.docx"
    page.until(taken.exists, "the Word file")
    assert taken.read_bytes()[:2] == b"PK"
    page.resize(PHONE)
    assert page.fits()
    assert "Nobody answers for this task" not in comments_of(taken)
    taken.unlink()
    page.click("#language")
    page.click("button[data-form=docx]")
    page.until(taken.exists, "the Word file of the English page")
    assert "Nobody answers for this task" in comments_of(taken)
    page.click("#language")


def comments_of(file: Path) -> str:
    with zipfile.ZipFile(file) as parts:
        return parts.read("word/comments.xml").decode()


def test_a_report_is_there_again_after_back_and_reload(
    five: Server, page: Browser, tmp_path: Path
) -> None:
    def told() -> str:
        return str(page.run("document.querySelector('.verdict')?.innerText ?? ''"))

    checked(five, page, tmp_path / "草稿.txt")
    verdict = told()
    page.click(".verdict li a")  # to a finding of the report
    page.wait("document.querySelector('details:target').open")
    page.click("details:target p.en a")  # to its rule
    page.wait("location.pathname === '/validate/rules' && document.readyState === 'complete'")
    page.run("history.back()")
    page.wait("location.pathname === '/check' && document.querySelector('details:target')?.open")
    assert told() == verdict
    page.run("window.before = true; location.reload()")
    page.wait("!window.before && document.querySelector('.verdict')")
    assert told() == verdict
    page.save_downloads_to(tmp_path)
    page.click("button[data-form=docx]")
    page.until((tmp_path / "草稿-检查报告.docx").exists, "the Word file after a reload")
    page.run("history.go(-2)")  # past the finding and the report
    page.wait("!document.querySelector('.verdict')")
    page.run("history.forward()")
    page.wait("document.querySelector('.verdict')")
    assert told() == verdict
    page.run("window.before = true")
    page.click("#site a[href='/check']")
    page.wait("!window.before && document.readyState === 'complete'")
    assert told() == "", "another visit begins anew"
    page.open(f"{five.url}/check?report=1")
    assert told() == ""
    assert "请再检查一次" in page.text("#progress")


def test_a_verdict_goes_when_another_file_is_chosen(
    five: Server, page: Browser, tmp_path: Path
) -> None:
    checked(five, page, tmp_path / "草稿.txt")
    page.choose_file("input[name=file]", ROOT / "data/notices/datong-2026.txt")
    page.wait("!document.querySelector('.verdict')")
    page.run("history.back()")
    page.wait("document.querySelector('.verdict')")
    assert "按草稿检查" in page.text("#result")
    page.choose_file("input[name=file]", ROOT / "data/notices/datong-2026.txt")
    page.click("button.main")
    page.wait("document.querySelector('.verdict')")
    assert "同政发〔2026〕1号" in page.text("#result")


def test_words_that_are_marked_lead_to_what_is_found_of_them(
    five: Server, page: Browser, tmp_path: Path
) -> None:
    draft = tmp_path / "草稿.txt"
    draft.write_text((ROOT / "data/notices/xiaoyi-2026.txt").read_text("utf-8"), "utf-8")
    page.open(f"{five.url}/check")
    page.choose_file("input[name=file]", draft)
    page.click("button.main")
    page.wait("document.querySelector('.verdict')")
    said = page.text("#result")
    assert "图谱里没有吕梁市 2026 年度的通知；有 2025 年度的《吕梁市" in said
    assert "在上面“上级的通知”里选" in said
    assert "--against" not in said
    page.click("button[data-above]")
    page.wait("document.querySelector('#result').innerText.includes('对照上级：吕梁市')")
    assert "上级任务没有承接" in page.text("#result")
    page.save_downloads_to(tmp_path)
    page.click("button[data-form=xlsx]")
    taken = tmp_path / "草稿-检查报告.xlsx"
    page.until(taken.exists, "the workbook")
    assert "上级任务" in openpyxl.load_workbook(taken).sheetnames
    bare = page.run(
        """[...document.querySelectorAll('.sheet .row')].filter((row) => row.querySelector('a.mark')
        && !row.querySelector('.card-list > *')).length"""
    )
    assert bare == 0, "something is told beside every line with marked words"
    assert page.run("document.querySelectorAll('.sheet .there').length") > 3
    for link in (".sheet .there a", ".row:has(.there) a.mark", ".row:has(.finding) a.mark"):
        anchor = page.run(f"document.querySelector('{link}').hash.slice(1)")
        label = page.run(f"document.querySelector('{link}').title || ''")
        page.click(link)
        page.wait(f"document.getElementById('{anchor}').open")
        head = page.text(f"[id='{anchor}'] summary")
        assert not label or any(each in head for each in label.split("；")), (label, head)
        page.run(f"document.getElementById('{anchor}').open = false")


def test_a_list_that_comes_back_and_last_year_s_notice_stand_beside_the_draft(
    five: Server, page: Browser, tmp_path: Path
) -> None:
    draft, before = tmp_path / "草稿.txt", tmp_path / "去年.txt"
    before.write_text(DRAFT.replace("2026", "2025").replace("6月30日", "9月30日"), "utf-8")
    checked(five, page, draft)
    page.save_downloads_to(tmp_path)
    page.click("button[data-form=xlsx]")
    taken = tmp_path / "草稿-检查报告.xlsx"
    page.until(taken.exists, "the workbook")
    book = openpyxl.load_workbook(taken)
    heads = {cell.value: cell.column for cell in book.worksheets[0][3]}
    for name, value in (("状态", "处理中"), ("承办人", "张三"), ("整改情况", "等会签")):
        book.worksheets[0].cell(4, heads[name], value)
    book.worksheets[0].cell(5, heads["状态"], "已豁免")
    book.worksheets[0].cell(6, heads["状态"], "已整改")
    book.save(taken)
    page.choose_file("input[name=returned]", taken)
    page.choose_file("input[name=previous]", before)
    page.click("button.main")
    page.wait("document.querySelector('.told-by')")
    assert "处理中" in page.run("document.querySelector('.told-by').textContent")
    assert "张三：等会签" in page.run("document.querySelector('.told-by').textContent")
    assert "1 条已豁免" in page.text("#result")
    assert "记为已整改而仍在的：" in page.text("#result")
    link = "[...document.querySelectorAll('#result p.note')].find((each) => each.innerText.startsWith('记为已整改')).querySelector('a')"
    assert page.run(f"document.getElementById({link}.hash.slice(1)).matches('details.finding')")
    assert "与上一次的《孝义市人民政府办公室关于做好2025年安全生产工作的通知》相比" in page.text(
        "#result"
    )
    assert "0 项未找到对应" in page.text("#result")
    page.resize(PHONE)
    assert page.fits()


def test_a_pasted_text_is_checked_and_nothing_is_a_clear_error(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/check?")
    page.click("button.main")
    page.wait("document.querySelector('#result .error')")
    assert "没有通知" in page.text("#result")
    page.run("document.querySelector('textarea').value = '通知.jpg'")
    page.click("button.main")
    page.wait("document.querySelector('#result .error')?.textContent.includes('文件名')")
    page.problems.clear()  # the console tells of the answers 400 and 422
    page.run(f"document.querySelector('textarea').value = {DRAFT!r}")
    page.click("button.main")
    page.wait("document.querySelector('.verdict')")
    assert "对全市所有城镇燃气管网" in page.text(".sheet")
    page.click("#language")
    assert "Mend first" in page.text(".verdict")
    page.click("#language")


def test_tasks_are_narrowed_and_back_goes_back(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/tasks")
    page.run("document.querySelector('input[name=text]').value = '燃气'")
    page.click("form.facets button.main")
    page.wait("location.search.includes('text=') && document.readyState === 'complete'")
    assert page.run("decodeURIComponent(location.search)") == "?text=燃气"
    rows = page.run(
        "[...document.querySelectorAll('tbody tr td:first-child')].map((cell) => cell.innerText)"
    )
    assert len(rows) > 3
    assert all("燃气" in row for row in rows)
    page.run("history.back()")
    page.wait("!location.search && document.readyState === 'complete'")
    assert "共 628 项" in page.text()
    page.run("history.forward()")
    page.wait("location.search && document.readyState === 'complete'")
    for size in (DESK, PHONE):
        page.resize(size)
        assert page.fits()


def test_codes_to_choose_from_stand_by_their_names_in_the_language_of_the_page(
    five: Server, page: Browser
) -> None:
    page.open(f"{five.url}/tasks?sector=mine")
    listed = "[...document.querySelector('select[name=sector]').options].slice(1).map((each) => each.text)"
    chosen = "document.querySelector('select[name=sector]').value"
    spelt = [ids.slug(each)[:1] for each in page.run(listed)]
    assert spelt == sorted(spelt)
    assert len(set(spelt)) > 10
    page.click("#language")
    english = [each.lower()[:1] for each in page.run(listed)]
    assert english == sorted(english)
    assert page.run(chosen) == "mine"
    page.click("#language")
    assert [ids.slug(each)[:1] for each in page.run(listed)] == spelt
    assert page.run(chosen) == "mine"


def test_english_reaches_options_and_hints_and_lasts(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/tasks?role=lead&sector=mine")
    chosen = "document.querySelector('select[name=role]').selectedOptions[0].text"
    assert page.run(chosen) == "牵头"
    page.click("#language")
    assert page.run(chosen) == "lead"
    page.open(f"{five.url}/notices/140200-2026-tongzhengfa-1")
    told = page.run("[...document.querySelectorAll('.mark')].map((each) => each.title)")
    kinds = Counter(each.partition(":")[0] for each in told)
    assert min(kinds[each] for each in ("Owner", "mechanism", "sector", "hazard", "target")) > 5
    assert not [each for each in kinds if re.search(r"[\u4e00-\u9fff]", each)]
    page.open(f"{five.url}/mine")
    assert page.run("document.title") == "My tasks · anze"
    assert page.run("document.querySelector('input[name=office]').placeholder") == "Such as housing"
    offices = page.run(
        "[...document.querySelectorAll('#of-office option')].map((each) => each.value)"
    )
    assert len(offices) > 50
    assert not [each for each in offices if re.search(r"[\u4e00-\u9fff]", each)]
    assert "Name or code" in page.run("document.querySelector('input[name=place]').placeholder")
    page.click("#language")
    assert "住建局" in page.run("document.querySelector('input[name=office]').placeholder")
    assert page.run("document.title") == "我的任务 · 安责"
    assert "名称或代码" in page.run("document.querySelector('input[name=place]').placeholder")


#: What a page says itself; titles and sentences of notices stay as they are.
WORDS = (
    "h1, h2, h3, button:not(.question), summary, label > span, .note, .chip, .links, .take, .legend, .intro, .became, .change b, nav.chips, p.told span > *, "
    "table:not(.beside) th, .beside th .en, footer, .card, .rate-name, .choices, .toolbar, .drop"
)


def own_words(page: Browser) -> list[str]:
    """Chinese that stands in the page's own words, as they are seen."""
    told = page.run(f"""[...document.querySelectorAll({json.dumps(WORDS)})].filter((each) => each.offsetParent).flatMap((each) =>
        [each.innerText, each.getAttribute('aria-label') ?? '']).concat([...document.querySelectorAll('[placeholder]')].map((each) => each.placeholder))""")
    assert len(told) > 10
    return [each for each in told if re.search(r"[\u4e00-\u9fff]", each)]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/mine?place=大同市&text=无此",
        "/calendar?month=all",
        "/calendar?month=2031-01&unit=孝义市应急局",
        "/compare",
        "/compare?first=141100-2025-draft-f4deb53a&second=141181-2026-xiaozhengfa-1",
        "/compare/subordinates?notice=141100-2025-draft-f4deb53a",
    ],
)
def test_a_page_says_nothing_of_its_own_in_chinese_where_english_is_chosen(
    five: Server, page: Browser, path: str
) -> None:
    page.open(five.url + path)
    assert own_words(page)
    page.click("#language")
    try:
        left = [each for each in own_words(page) if each != "中文"]
        notices = [each["title"] for each in five.http.get("/notices").json()["items"]]
        places = [
            each["jurisdiction"]["label"] for each in five.http.get("/notices").json()["items"]
        ]
        quoted = [*notices, *places, "孝义市应急局", "市应急局", "无此", "教育", "燃气", "应急局"]
        for words in sorted(quoted, key=len, reverse=True):
            left = [each.replace(words, "") for each in left]
        left = [each for each in left if re.search(r"[\u4e00-\u9fff]", each)]
        assert left == [], left
    finally:
        page.click("#language")


#: What the page of an IRI says of the vocabulary: names of properties, links to terms and codes, notes on parts.
SAID = "h2, th, .links, .note, .more, main td a[href*='/ontology'], main td a[href*='/code/']:not([href*='/source/'])"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/ontology/Duty", {"definition", "is defined by", "class"}),
        ("/ontology/owner", {"object property", "what points here", "range"}),
        ("/code/mechanism/anzexian", {"definition", "related", "other name"}),
        ("/id/unit/140200/county-governments", {"jurisdiction", "notices", "function"}),
        ("/id/notice/140200-2026-tongzhengfa-1/article/8/task/1", {"duty", "stated in", "evidence"}),
    ],
)  # fmt: skip
def test_the_page_of_an_iri_speaks_of_the_vocabulary_in_english(
    five: Server, page: Browser, path: str, words: set[str]
) -> None:
    page.open(five.url + path)
    told = f"[...document.querySelectorAll({json.dumps(SAID)})].map((each) => each.innerText)"
    chinese = page.run(told)
    assert len([each for each in chinese if re.search(r"[\u4e00-\u9fff]", each)]) > 5
    page.click("#language")
    try:
        assert not [each for each in page.run(told) if re.search(r"[\u4e00-\u9fff]", each)]
        assert words <= {each.strip().lower() for each in page.text().splitlines()}
    finally:
        page.click("#language")
    assert page.run(told) == chinese


def test_the_reference_is_english_but_for_examples_where_english_is_chosen(
    five: Server, page: Browser
) -> None:
    page.open(f"{five.url}/ontology")
    assert page.text("#Task h3").startswith("任务")
    page.click("#language")
    try:
        page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.run("document.querySelectorAll('dd[lang]').forEach((each) => each.remove())")
        lines = page.text().splitlines()
        assert len(lines) > 1000
        words = [re.findall(r"[a-z]{2,}|[\u4e00-\u9fff]+", each, re.I) for each in lines]
        left = [each for each in words if each and not any(word.isascii() for word in each)]
        left += [each for each in words if "".join(each[:1]) > "一"]
        assert left == [], left[:20]
        assert page.run("document.title").startswith("anze ontology")
    finally:
        page.click("#language")


def test_long_addresses_wrap_on_a_phone(five: Server, page: Browser) -> None:
    task = f"{five.url}/id/notice/140200-2026-tongzhengfa-1/article/8/task/1"
    page.open(task)
    words = page.run("document.querySelector('main td a[href*=\"?char=\"]').href")
    page.resize(PHONE)
    for address in (f"{five.url}/code/mechanism/yinhuan-bihuan", task, words):
        page.open(address)
        assert page.run("document.querySelector('code').innerText.length") > 45
        assert page.fits(), address


def test_the_bar_looks_the_same_on_every_page(five: Server, page: Browser) -> None:
    looks = set()
    for path in ("/", "/ontology", "/query"):
        page.open(five.url + path)
        style = "getComputedStyle(document.querySelector('#language'))"
        looks.add(page.run(f"['borderRadius', 'fontSize', 'backgroundColor'].map((each) => {style}[each]).join()"))  # fmt: skip
    assert len(looks) == 1, looks


def test_heads_of_numbers_stand_over_their_numbers(five: Server, page: Browser) -> None:
    seen = 0
    for path in (
        "/statistics",
        "/units",
        "/notices",
        "/instruments",
        "/mechanisms?used=true",
        "/compare?first=141100-2025-draft-f4deb53a&second=141181-2026-xiaozhengfa-1",
    ):
        page.open(five.url + path)
        apart = page.run("""[...document.querySelectorAll('table.list tbody tr:first-child td.num')].map((cell) =>
            [cell, cell.closest('table').tHead.rows[0].cells[cell.cellIndex]].map((each) => getComputedStyle(each).textAlign).join())""")
        assert set(apart) == {"right,right"}, path
        seen += len(apart)
    assert seen == 29


def test_no_heading_stands_alone_at_the_foot_of_a_sheet(five: Server, page: Browser) -> None:
    sheets = 0
    for path in (
        "/mine?place=大同市&office=emergency-management&year=2026",
        "/notices/140200-2026-tongzhengfa-1",
        "/validate/rules",
    ):
        page.open(five.url + path)
        bare = "(each) => each.innerText.replace(/\\s+/g, '')"
        heads = page.run(f"[...document.querySelectorAll('h1, h2, h3, h4, p.heading')].map({bare})")
        paper = base64.b64decode(page.do("Page.printToPDF", preferCSSPageSize=True)["data"])
        for sheet in pypdfium2.PdfDocument(paper):
            lines = [
                line for line in sheet.get_textpage().get_text_range().splitlines() if line.strip()
            ]
            assert "".join(lines[-1].split()) not in heads, path
            sheets += 1
    assert sheets > 30


def test_paper_names_every_owner(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/tasks?text=燃气")
    hidden = "[...document.querySelectorAll('.more-owners a')].filter((each) => !each.checkVisibility({contentVisibilityAuto: true})).length"
    assert page.run(hidden) > 10
    page.printed(True)
    try:
        page.wait(f"{hidden} === 0")
    finally:
        page.printed(False)


def test_a_printed_list_says_by_what_it_was_narrowed(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/tasks?text=燃气&year=2026")
    page.printed(True)
    try:
        told = page.text("main .hero")
    finally:
        page.printed(False)
    assert {"文字：燃气", "年度：2026"} <= set(told.split())
    assert "清除" not in told
    assert "在条款和标题里找" not in told


@pytest.mark.parametrize(
    "path", ["/statistics", "/mine?place=高平市&office=township-government&year=2024"]
)
def test_figures_in_english_have_no_chinese_signs_about_them(
    five: Server, page: Browser, path: str
) -> None:
    page.open(five.url + path)
    told = "[...document.querySelectorAll('main td.num, main .hero p:not(.intro), main form ~ p')].map((each) => each.innerText).join()"
    assert re.search(r"\d[，：。（）]", page.run(told))
    page.click("#language")
    try:
        assert not re.search(r"\d[，：。（）]", page.run(told))
    finally:
        page.click("#language")


def test_nothing_is_offered_to_take_where_nothing_is_found(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/tasks?text=燃气")
    assert "全部下载" in page.text()
    page.open(f"{five.url}/tasks?text=无此")
    assert "没有符合这些条件的" in page.text()
    assert "全部下载" not in page.text()


def test_an_address_that_is_not_there_leads_on(five: Server, tab: Browser) -> None:
    tab.open(f"{five.url}/nowhere")
    links = tab.run("[...document.querySelectorAll('main a')].map((each) => each.pathname)")
    assert links == ["/", "/tasks", "/notices", "/help", "/docs"]
    assert [each for each in links if five.http.get(each).status_code != 200] == []


def test_a_link_leads_to_the_sentence_that_holds_its_characters(
    five: Server, page: Browser
) -> None:
    address = f"{five.url}/notices/140200-2026-tongzhengfa-1"
    page.open(address)
    first = page.run("document.querySelector('.sentence').id")
    start, end = (int(each) for each in first.removeprefix("char=").split(","))
    page.open(f"{address}#{first}")
    page.wait(f"document.querySelector('.sentence:target').id === '{first}'")
    page.open(f"{address}?#char={start + 2},{end - 2}")
    page.wait(f"document.querySelector('.sentence.asked').id === '{first}'")
    assert (
        page.run("getComputedStyle(document.querySelector('.sentence.asked')).backgroundColor")
        != "rgba(0, 0, 0, 0)"
    )
    page.click(".contents a[href='#article/4']")
    assert page.run("location.hash") == "#article/4"
    page.resize(PHONE)
    assert page.fits()


def test_a_sentence_that_an_address_names_stands_below_the_bar(five: Server, page: Browser) -> None:
    address = f"{five.url}/notices/140200-2026-tongzhengfa-1"
    page.open(address)
    task, words, part = page.run(
        "['.sentence a[id]', '.sentence', '.row[id]'].map((each) => [...document.querySelectorAll(each)].at(20).id)"
    )
    for place in (task, words, part):
        page.open(f"{address}?#{place}")
        box = f"document.getElementById({json.dumps(place)}).getBoundingClientRect()"
        page.wait(f"scrollY > 500 && {box}.top < innerHeight")
        bar = page.run("document.querySelector('header.top').getBoundingClientRect().bottom")
        assert page.run(f"{box}.top") > bar > 40, place


def test_a_township_s_tasks_are_found_from_the_start_page(five: Server, page: Browser) -> None:
    page.open(five.url)
    page.click("header a[href='/mine']")
    page.wait("document.querySelector('input[name=office]')")
    page.run("document.querySelector('input[name=place]').value = '高平市'")
    page.run("document.querySelector('input[name=office]').value = '镇政府'")
    page.run("document.querySelector('input[name=year]').value = '2024'")
    page.click("form.facets button.main")
    page.wait("location.search.includes('office=') && document.readyState === 'complete'")
    assert "作为成员承担的 9 项，仅凭统一规定的 186 项" in page.text()
    state = page.run("[...document.querySelectorAll('h4')].map((each) => each.innerText)")
    assert any(each.startswith("常年、周期") for each in state)
    address = page.run("document.querySelector('a[href^=webcal]').href")
    assert "office=township-government" in address
    feed = five.http.get(address.replace("webcal://", "http://")).text
    assert feed.startswith("BEGIN:VCALENDAR")
    assert feed.count("BEGIN:VEVENT") > 2
    assert page.run("document.querySelector('.subscribe svg').getBoundingClientRect().width") > 100
    page.resize(PHONE)
    assert page.fits()


def write(page: Browser, query: str) -> None:
    """Put a query into the editor."""
    page.run(f"document.querySelector('.CodeMirror').CodeMirror.setValue({json.dumps(query)})")


def button(page: Browser, words: str) -> None:
    """Press the button of that name beside the answer."""
    page.run(
        f"[...document.querySelectorAll('#answer button')].find((each) => each.innerText === {words!r}).click()"
    )


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


#: The query of the README, as it stands there.
README_QUERY = re.search(
    r"query - <<'SPARQL'\n(.*?)SPARQL\n", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
)


def test_the_query_of_the_readme_runs_as_it_stands(five: Server, page: Browser) -> None:
    assert README_QUERY is not None
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    write(page, README_QUERY[1])
    page.click("#run")
    page.wait("document.querySelector('#answer table')")
    assert "2026-10" in page.text("#answer")
    address = page.run("location.href")
    page.open(f"{five.url}/check")
    page.open(address)  # which holds the query
    page.wait("document.querySelector('#answer table')")
    assert "2026-10" in page.text("#answer")


def test_a_large_result_comes_in_pages_with_names(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    write(page, "SELECT * { ?s ?p ?o }")
    page.click("#run")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 100")
    assert "第 1—100 行，共 10000 行" in page.text("#answer")
    write(page, "SELECT ?task ?n { ?task a az:Task ; az:position ?n } ORDER BY ?task LIMIT 250")
    page.click("#run")
    page.wait("/共 250 行/.test(document.querySelector('#answer').innerText)")
    page.wait("/[\\u4e00-\\u9fff]{6}/.test(document.querySelector('#answer tbody td a').innerText)")
    assert page.run("document.querySelector('#answer td.num').innerText").isdigit()
    button(page, "下一页")
    page.wait("/第 101—200 行/.test(document.querySelector('#answer').innerText)")
    page.resize(PHONE)
    assert page.fits()


def test_terms_are_completed_by_their_chinese_names(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    page.run("""(() => { const editor = document.querySelector('.CodeMirror').CodeMirror;
        editor.setValue('SELECT * { ?x a az:任务'); editor.focus();
        editor.setCursor({ line: 0, ch: editor.getValue().length }); editor.execCommand('autocomplete'); })()""")
    page.wait("document.querySelector('.CodeMirror-hints li')")
    assert "az:Task" in page.run("document.querySelector('.CodeMirror-hints').innerText")


def offered(page: Browser, query: str) -> str:
    """What the editor offers at the end of a query."""
    page.run(f"""(() => {{ const editor = document.querySelector('.CodeMirror').CodeMirror; editor.focus();
        editor.setValue({json.dumps(query)}); editor.setCursor({{ line: 0, ch: 999 }}); editor.execCommand('autocomplete'); }})()""")
    page.wait("document.querySelector('.CodeMirror-hints li')")
    return str(page.run("document.querySelector('.CodeMirror-hints').innerText"))


def test_classes_and_codes_are_offered_where_they_stand(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    classes = offered(page, "SELECT * { ?x a ")
    assert "az:Task" in classes
    assert "az:text" not in classes
    roles = offered(page, "SELECT * { ?x az:role role:")
    assert "role:lead" in roles
    assert "az:" not in roles
    write(page, "SELECT ?a { ?a az:role role:lead }")
    page.click("#run")
    page.wait("document.querySelector('#answer tbody tr')")
    assert "PREFIX role:" in page.run("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    page.wait("document.querySelectorAll('#example optgroup').length > 8")
    grouped = page.run("document.querySelectorAll('#example optgroup option').length")
    assert grouped == page.run("document.querySelectorAll('#example option').length") - 1 > 80


def test_a_workbook_that_takes_long_says_so_and_is_stopped(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    write(page, "SELECT * { ?s ?p ?o }")
    page.click("#run")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 100")
    button(page, "下载 Excel")
    assert "正在写全部行" in page.text("#answer [role=status]")
    button(page, "下载 Excel")
    page.wait("!document.querySelector('#answer [role=status]')")


def test_an_example_becomes_a_table_to_take_along(
    five: Server, page: Browser, tmp_path: Path
) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelectorAll('#example option').length > 20")
    page.run("""(() => { const choice = document.getElementById('example');
        choice.selectedIndex = [...choice.options].findIndex((each) => each.text.includes('10月'));
        choice.dispatchEvent(new Event('change')); })()""")
    page.wait("document.querySelector('#answer tbody tr')")
    page.save_downloads_to(tmp_path)
    button(page, "画图")
    page.wait("document.querySelector('#answer .note, svg.chart')")
    button(page, "下载 CSV")
    taken = tmp_path / "anze-query.csv"
    page.until(taken.exists, "the table")
    rows = taken.read_text("utf-8-sig").splitlines()
    assert len(rows) == 1 + page.run("document.querySelectorAll('#answer tbody tr').length")
    write(
        page,
        "SELECT ?title (COUNT(?t) AS ?n) { ?t a az:Task ; az:notice/dcterms:title ?title } GROUP BY ?title ORDER BY DESC(?n)",
    )
    page.click("#run")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 5")
    button(page, "画图")
    page.wait("document.querySelectorAll('svg.chart rect').length === 5")
    assert page.run(
        "[...document.querySelectorAll('#answer th')].map((each) => each.innerText)"
    ) == ["标题", "n"]
    wide = page.run(
        "[...document.querySelectorAll('svg.chart rect')].map((each) => each.width.baseVal.value)"
    )
    assert wide == sorted(wide, reverse=True)
    button(page, "下载 Excel")
    taken = tmp_path / "anze-query.xlsx"
    page.until(taken.exists, "the workbook")
    book = openpyxl.load_workbook(taken)
    assert book.sheetnames == ["表", "图", "说明"]
    assert [each["n"] for each in rows_of(book["表"])] == page.run(
        "[...document.querySelectorAll('#answer td.num')].map((cell) => Number(cell.innerText))"
    )


def test_a_fault_is_marked_where_it_stands_and_what_is_missing_is_told(
    five: Server, page: Browser
) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    write(page, "SELECT ?t {\n ?t a az:Task ORDER BY ?t")
    page.click("#run")
    page.wait("document.querySelector('.fault')")
    assert page.text(".fault") == "ORDER"
    assert page.text("#answer .answer-title") == "查询语法错误"
    assert "前面少了“}”" in page.text("#answer")
    assert "Query" not in page.text("#answer")
    page.click("#language")
    page.click("#run")
    page.wait("document.querySelector('#answer .answer-title')?.innerText === 'Query syntax error'")
    assert not re.search(r"[\u4e00-\u9fff]", page.text("#answer"))
    page.click("#language")
    page.problems.clear()  # the console tells of the answer 400


def test_long_lists_of_a_comparison_are_folded(five: Server, page: Browser) -> None:
    page.resize(PHONE)
    pair = "first=141100-2025-draft-f4deb53a&second=141181-2026-xiaozhengfa-1"
    page.open(f"{five.url}/compare?{pair}")
    assert page.run("document.documentElement.scrollHeight") < 20_000
    assert page.fits()
    for name, count in five.http.get(f"/compare?{pair}").json()["counts"].items():
        found = f"document.querySelectorAll('#{name} tbody tr').length"
        seen = f"[...document.querySelectorAll('#{name} tbody tr')].filter((each) => each.checkVisibility({{contentVisibilityAuto: true}})).length"
        assert page.run(found) == count
        assert page.run(seen) == (count if count <= 20 else 5)
    page.click("#dropped summary")
    page.wait("document.querySelector('#dropped details').open")
    zeros = "[...document.querySelectorAll('.groups td.num')].filter((each) => /^0/.test(each.innerText)).length"
    assert page.run(zeros) == page.run(
        "[...document.querySelectorAll('.groups td.num')].filter((each) => /^0（0%）/.test(each.innerText)).length"
    )


def test_a_chosen_example_is_chosen_until_it_is_changed(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelectorAll('#example optgroup').length === 10")
    page.run("document.querySelector('#example').selectedIndex = 20")
    page.run("document.querySelector('#example').dispatchEvent(new Event('change'))")
    text = "document.querySelector('.CodeMirror').CodeMirror.getValue()"
    page.wait(f"{text}.startsWith('# ')")
    page.wait("document.querySelector('#answer tbody')")
    told = page.run(text)
    assert not re.search(r"^# (source|who|title|en)", told, re.M)
    assert told.splitlines()[0].removeprefix("# ") == page.run(
        "document.querySelector('#example').selectedOptions[0].text"
    )
    page.run(
        "document.querySelector('.CodeMirror').CodeMirror.replaceRange('\\n', {line: 0, ch: 0})"
    )
    page.wait("document.querySelector('#example').value === ''")


def test_an_error_is_told_of_the_query_as_it_is_written(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    for query, words in (
        ("SELECT ?t WHERE {\n ?t a az:Task", "第 3 行第 14 列，查询末尾有语法错误；前面少了“}”"),
        ("SELECT ?t (COUNT(?d) AS ?n) {\n ?t az:hasDuty ?d }", "第 2 行第 8 列“?t”：有统计"),
        ("INSERT DATA { <a:b> <a:c> 1 }", "INSERT 要改数据，这里只查询"),
    ):
        write(page, query)
        page.click("#run")
        page.wait("document.querySelector('#answer .answer-title')")
        assert words in page.text("#answer")
        assert "LIMIT" not in page.text("#answer")
        page.run("document.getElementById('answer').replaceChildren()")
    page.problems.clear()  # the console tells of the answers 400


def test_years_are_drawn_as_a_line_and_what_has_no_numbers_is_not(
    five: Server, page: Browser
) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    write(page, "SELECT ?year (COUNT(?t) AS ?n) { ?t az:notice/az:planYear ?year } GROUP BY ?year")
    page.click("#run")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 4")
    button(page, "画图")
    page.wait("document.querySelectorAll('svg.chart circle').length === 4")
    assert page.run("[...document.querySelectorAll('svg.chart text')].slice(-4).map((each) => each.textContent)") == ["2023", "2024", "2025", "2026"]  # fmt: skip
    write(
        page,
        """SELECT ?place ?year ?who ?value { ?t az:notice ?n . ?n az:jurisdiction/skos:prefLabel ?place ; az:year ?year .
        ?t az:hasDuty [ az:owner/skos:prefLabel ?who ; az:hasTarget/az:value ?value ] FILTER(LANG(?place) = "zh") } LIMIT 9""",
    )
    page.click("#run")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 9")
    button(page, "画图")
    page.wait("document.querySelectorAll('svg.chart rect').length === 9")
    bars = page.run(
        "[...document.querySelectorAll('svg.chart title')].map((each) => each.textContent)"
    )
    assert all(re.fullmatch(r"\S+ 20\d\d \S+", each) for each in bars)
    write(page, "SELECT ?task { ?task a az:Task }")
    page.click("#run")
    page.wait("/共 628 行/.test(document.querySelector('#answer').innerText)")
    button(page, "画图")
    assert "一列不小于零的数字" in page.text("#answer")
    write(page, "SELECT ?task { ?task a az:Taks }")
    page.click("#run")
    page.wait("!document.querySelector('#hint').hidden")
    assert "az:Taks 不是本体里的词，相近的有：az:Task" in page.text("#hint")
    page.run("history.back()")
    page.wait("/共 628 行/.test(document.querySelector('#answer').innerText)")
    page.run("history.back()")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 9")
    page.run("history.back()")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 4")


@pytest.mark.parametrize(("columns", "drawn"), [(5, 5), (9, 8)])
def test_every_column_of_numbers_is_drawn_or_said_to_be_left_out(
    five: Server, page: Browser, columns: int, drawn: int
) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    names = [f"?n{at}" for at in range(columns)]
    rows = [f"('{one}' {' '.join(['1'] * columns)})" for one in "ab"]
    write(page, f"SELECT * {{ VALUES (?name {' '.join(names)}) {{ {' '.join(rows)} }} }}")
    page.click("#run")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 2")
    button(page, "画图")
    page.wait(f"document.querySelectorAll('svg.chart rect').length === {2 * drawn}")
    colours = page.run(
        "[...document.querySelectorAll('svg.chart rect')].map((each) => getComputedStyle(each).fill)"
    )
    assert len(set(colours)) == drawn
    told = page.text("#answer .key")
    assert all(name[1:] in told for name in names)
    assert ("未画：n8" in told) == (columns > drawn)


def test_a_chart_of_many_bars_is_no_taller_than_the_screen(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/query")
    page.wait("document.querySelector('.CodeMirror')")
    rows = " ".join(f"('x{at}' {' '.join(['1'] * 5)})" for at in range(35))
    write(page, f"SELECT * {{ VALUES (?name ?a ?b ?c ?d ?e) {{ {rows} }} }}")
    page.click("#run")
    page.wait("document.querySelectorAll('#answer tbody tr').length === 35")
    button(page, "画图")
    page.wait("document.querySelectorAll('svg.chart rect').length === 80")
    assert "前 16 行，共 35 行" in page.text("#answer .key")
    assert page.run("document.querySelector('.plot').clientHeight <= 0.8 * innerHeight")


@pytest.mark.parametrize("path", ["/", "/query", "/tasks", "/check"])
def test_the_first_view_is_small(five: Server, page: Browser, path: str) -> None:
    """Bytes that come over the wire for a page opened for the first time."""
    page.do("Network.enable")
    page.do("Network.setCacheDisabled", cacheDisabled=True)
    page.open(five.url + path)
    sent = page.run("""[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
        .filter((each) => !each.name.includes('/sparql')).reduce((sum, each) => sum + each.encodedBodySize, 0)""")
    page.do("Network.setCacheDisabled", cacheDisabled=False)
    assert 5_000 < sent < 200_000


def test_every_page_is_reached_from_a_phone(five: Server, page: Browser) -> None:
    page.resize(PHONE)
    page.open(f"{five.url}/tasks?limit=5")
    seen = "[...document.querySelectorAll('#site a')].filter((each) => each.offsetParent)"
    assert page.run(f"{seen}.length") == 0, "the text begins near the top"
    assert page.run("document.querySelector('main').getBoundingClientRect().top") < 90
    page.click("#menu")
    assert page.run("document.getElementById('menu').getAttribute('aria-expanded')") == "true"
    boxes = page.run(f"""{seen}.map((each) => each.getBoundingClientRect())
        .map(({{ left, right, height }}) => [left, right, height])""")
    assert len(boxes) == 14
    assert all(left >= 0 and right <= PHONE[0] and height >= 44 for left, right, height in boxes)
    assert page.run("document.querySelector('#site [aria-current]').pathname") == "/tasks"
    page.run("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")
    assert page.run(f"{seen}.length") == 0
    page.click("#menu")
    page.click("#site a[href='/calendar']")
    page.wait("location.pathname === '/calendar' && document.readyState === 'complete'")
    page.resize(DESK)
    assert page.run(f"{seen}.length") == 14, "at a desk they are always there"


def test_where_there_are_many_notices_any_is_typed(page: Browser, tmp_path: Path) -> None:
    offered = [{"id": "https://w3id.org/anze/id/notice/140200-2026", "title": "大同市的通知"}]
    told = render(
        "compare.html", made=None, chosen=("", ""), base="", label=str, path="/compare", query="",
        notices=offered, many=True,
    )  # fmt: skip
    file = tmp_path / "compare.html"
    file.write_bytes(bytes(told.body))
    page.open(file.as_uri())
    assert page.run("document.querySelectorAll('input[list=notices]').length") == 3
    assert page.run("document.getElementById('notices').options[0].value") == "140200-2026"
    page.problems.clear()  # styles are not there


def test_two_notices_are_chosen_and_compared(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/compare")
    assert "草稿请到校验里对照" in page.text()
    for name, slug in (
        ("first", "140200-2026-tongzhengfa-1"),
        ("second", "141181-2026-xiaozhengfa-1"),
    ):
        page.run(f"document.querySelector('select[name={name}]').value = '{slug}'")
    page.click("form.search button")
    page.wait("location.search.includes('second=') && document.readyState === 'complete'")
    assert "项职责" in page.text()
    leads = page.run(
        "[...document.querySelectorAll('table.beside td > a')].map((each) => each.getAttribute('href'))"
    )
    sentences = [each for each in leads if "/task/" in each]
    assert len(sentences) > 50
    assert all(each.startswith("/notices/") and "/duty/" not in each for each in sentences)
    notice, _, place = sentences[0].partition("#")
    assert f'<a id="{place}">' in five.http.get(notice, headers={"Accept": "text/html"}).text
    page.printed(True)
    assert page.run("getComputedStyle(document.querySelector('header.top')).display") == "none"
    page.printed(False)
    page.resize(PHONE)
    assert page.fits()


def test_statistics_stand_in_the_menu(five: Server, page: Browser) -> None:
    page.open(f"{five.url}/")
    links = page.run("[...document.querySelectorAll('#site a')].map((each) => each.pathname)")
    assert "/statistics" in links
    assert len(links) == len(set(links)) == 14
    page.open(f"{five.url}/statistics")
    assert page.text("#site [aria-current]") in ("统计", "Statistics")


def test_english_words_have_a_face_of_their_own(five: Server, page: Browser) -> None:
    """One for Chinese draws an apostrophe as wide as a character."""
    page.open(f"{five.url}/statistics")
    page.click("#language")
    wide = """[...document.querySelectorAll('h1 .t-en, #site .t-en, #language .t-zh')].map((each) => {
        each.textContent = '’'; each.style.display = 'inline-block';
        return each.getBoundingClientRect().width / parseFloat(getComputedStyle(each).fontSize); })"""
    widths = page.run(wide)
    page.click("#language")
    assert len(widths) == 16
    assert max(widths) < 0.5


@pytest.mark.parametrize("dark", [False, True])
def test_the_interface_is_dark_where_the_system_is(five: Server, page: Browser, dark: bool) -> None:
    page.dark(dark)
    page.open(f"{five.url}/docs")
    page.wait("document.querySelector('.swagger-ui .opblock-summary')")
    light = """(() => { let each = document.querySelector('.swagger-ui .info .title');
        const ink = getComputedStyle(each).color;
        while (each && getComputedStyle(each).backgroundColor === 'rgba(0, 0, 0, 0)') each = each.parentElement;
        const paper = each ? getComputedStyle(each).backgroundColor : 'rgb(255, 255, 255)';
        return [ink, paper].map((told) => parseInt(told.match(/\\d+/)[0])); })()"""
    ink, paper = page.run(light)
    page.dark(False)
    assert (ink > paper) == dark
    assert abs(ink - paper) > 100
