"""Paragraphs: widths, furniture, broken lines; every character still knows where it came from."""

import pytest

from ingest.characters import _FOLDED, _MARKUP, _TO_CLEAN, normalise, repaired_digits
from ingest.clean import paragraphs
from ingest.records import Paragraph, Table
from tests.ingest.genre import document

WORDS = [
    ("安 全 生 产", "安全生产"),
    ("　　安全生产", "安全生产"),
    ("(责任单位:市应急局,市公安局)", "（责任单位：市应急局，市公安局）"),
    ("[责任单位:市应急局]", "〔责任单位：市应急局〕"),
    ("【责任单位：市应急局】", "〔责任单位：市应急局〕"),
    ("「九小」场所", "“九小”场所"),
    ("１００％", "100%"),
    ("1,200家", "1,200家"),
    ("8:30前", "8:30前"),
    ("时限:8月", "时限：8月"),
    ("PDT 窄带", "PDT窄带"),
    ("Smart Mine 系统", "Smart Mine系统"),
    ("3 0 0 家", "300家"),
    ("**一、压实责任**", "一、压实责任"),
    ("## 一、压实责任", "一、压实责任"),
    ("- 开展检查", "开展检查"),
    ("> 开展检查", "开展检查"),
    ("<b>开展</b>检查", "开展检查"),
    ("开\u200b展\ufeff检\u00ad查", "开展检查"),
    ("开展\xa0检查", "开展检查"),
    ("&emsp;&emsp;落实&ldquo;一岗双责&rdquo;&#12290;", "落实“一岗双责”。"),
    ("A&B公司和&unknown;", "A&B公司和&unknown；"),
    ("人⺠政府⼤检查", "人民政府大检查"),
    ("\\（一\\）检查", "（一）检查"),
    ("●市应急局检查", "市应急局检查"),
    ("检查[1]。", "检查。"),
    ("开展 — 3 — 全覆盖检查", "开展全覆盖检查"),
    ("2 — 3 — 4", "2—3—4"),
    ("悬挂LED — 3 — 屏", "悬挂LED屏"),
    ("通过http://a.org/b,c?x=1;y=2报送;", "通过http://a.org/b,c?x=1;y=2报送；"),
    ("开展检查.消除隐患.", "开展检查。消除隐患。"),
    ("一.重点任务达3.5%", "一.重点任务达3.5%"),
    ("甲安委﹝2025﹞3号", "甲安委〔2025〕3号"),
    ("", ""),
    (" \t　", ""),
]


@pytest.mark.parametrize(("raw", "clean"), WORDS)
def test_normalise(raw: str, clean: str) -> None:
    words = normalise(raw, 0, len(raw))
    assert words.text == clean
    assert len(words.offsets) == len(words.text)
    assert list(words.offsets) == sorted(set(words.offsets))


def test_there_are_enough_words() -> None:
    assert len(WORDS) == 35


def test_offsets_count_from_the_start_of_the_text() -> None:
    words = normalise("甲乙 丙丁", 2, 5)
    assert (words.text, words.offsets) == ("丙丁", (3, 4))
    assert words.mention(0, 2, "r").start == 3


def test_a_span_that_ends_with_an_entity_holds_it_whole() -> None:
    text = "落实&ldquo;一岗双责&rdquo;"
    words = normalise(text, 0, len(text))
    span = words.source(2, 8)
    assert (words.text[2:8], text[span.start : span.end]) == (
        "“一岗双责”",
        "&ldquo;一岗双责&rdquo;",
    )
    found = (words.cut(0, 2) + words.cut(2)).source()
    assert text[found.start : found.end] == text


def test_a_tag_may_go_on_over_lines() -> None:
    text = '一、任务\n<p style="float:right;\n padding:9px">甲市人民政府</p>\n2026年3月6日'
    assert texts(text) == ["一、任务", "甲市人民政府", "2026年3月6日"]


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("2O26年1O月", "2026年10月"), ("2〇26年", "2026年"), ("l2月", "l2月"), ("1l月", "11月"),
        ("OPEC", "OPEC"), ("3Om", "3Om"), ("二○二六年", "二○二六年"), ("5OO家", "500家"),
    ],
)  # fmt: skip
def test_repaired_digits(raw: str, meant: str) -> None:
    found = repaired_digits(raw)
    assert len(found) == len(raw)
    assert found == meant


def texts(text: str) -> list[str]:
    return [p.text for p in paragraphs(document(text)) if isinstance(p, Paragraph)]


JOINED = [
    (
        "请抓好落实。\n附件：甲市安委会关于排查整治消防安全风险隐患的通知\n乙区安全生产委员会办公室\n2025年4月26日\n",
        [
            "请抓好落实。",
            "附件：甲市安委会关于排查整治消防安全风险隐患的通知",
            "乙区安全生产委员会办公室",
            "2025年4月26日",
        ],
    ),
    ("各县要开展排查整治，\n全面消除隐患。", ["各县要开展排查整治，全面消除隐患。"]),
    ("各县要开展排查整治、\n检查评估。", ["各县要开展排查整治、检查评估。"]),
    ("（责任单位：市应急局、\n市公安局）", ["（责任单位：市应急局、市公安局）"]),
    ("落实《安全生产\n法》要求。", ["落实《安全生产法》要求。"]),
    ("开展检查。\n消除隐患。", ["开展检查。", "消除隐患。"]),
    ("一、压实责任\n（一）健全体系", ["一、压实责任", "（一）健全体系"]),
    ("各县要开展排查整治，全面消\n— 3 —\n除隐患。", ["各县要开展排查整治，全面消除隐患。"]),
    ("各县要开展排查整治，全面消\n\n除隐患。", ["各县要开展排查整治，全面消除隐患。"]),
    ("开展检查。\n第 3 页 共 9 页\n消除隐患。", ["开展检查。", "消除隐患。"]),
    ("开展检查。\n————————\n消除隐患。", ["开展检查。", "消除隐患。"]),
    ("开展检查，消除\n（责任单位：市应急局）", ["开展检查，消除", "（责任单位：市应急局）"]),
    ('落实"三管三必须"和"一岗双责"。', ["落实“三管三必须”和“一岗双责”。"]),
    ("各有关企业：\n开展检查。", ["各有关企业：", "开展检查。"]),
    (
        "（二）县应急管理局对重点任务和重大隐患整改情况按季度调度，每季度末25日前向县安委会成员单位通报\n进展，约谈滞后单位。",
        [
            "（二）县应急管理局对重点任务和重大隐患整改情况按季度调度，每季度末25日前向县安委会成员单位通报进展，约谈滞后单位。"
        ],
    ),
    ("各县人民政府，\n各有关企业：", ["各县人民政府，各有关企业："]),
]


@pytest.mark.parametrize(("text", "expected"), JOINED)
def test_broken_lines(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_running_heads_are_dropped_but_not_the_issuer_in_the_masthead() -> None:
    filler = "".join(f"第{i}批企业开展检查，消除隐患。\n安全生产通知汇编\n" for i in range(12))
    head = "甲市人民政府\n甲市人民政府\n关于做好安全生产工作的通知\n"
    found = texts(head + filler + "结束。\n" * 9 + "甲市人民政府\n")
    assert "安全生产通知汇编" not in found[8:-8]
    assert next(t for t in found if "甲市人民政府" in t).startswith("甲市人民政府")


def test_cells_of_a_table_keep_their_paragraphs_apart() -> None:
    html = "<table><tr><td>甲<br>乙</td><td colspan=2>丙</td></tr><tr><td>丁</td><td>戊</td><td>己</td></tr></table>"
    (table,) = [t for t in paragraphs(document(html, "t.html")) if isinstance(t, Table)]
    assert [[c.text for c in row] for row in table.rows] == [
        ["甲\n乙", "丙", "丙"],
        ["丁", "戊", "己"],
    ]


def _wrapped_at(columns: int, text: str) -> str:
    """``text`` broken as a mail or a page breaks it: two figures have the width of a character."""
    lines, width = [""], 0.0
    for c in text:
        size = 0.5 if c.isascii() else 1.0
        if width + size > columns:
            lines.append("")
            width = 0.0
        lines[-1] += c
        width += size
    return "\n".join(lines)


@pytest.mark.parametrize("columns", [20, 28, 33])
@pytest.mark.parametrize(
    "article",
    [
        "（二）学校安全办公室从11月27日起，分2组对全镇16所学校（幼儿园）进行拉网式检查，查出问题发整改通知书。",
        "（二）各校要在2017年11月25日前把《致家长的一封信》发到每位家长手中，回收率要达到100%。",
        "（三）12月10日至12月31日，各校按照每班50人配备1至2名值周教师，轮流在15处路口值守。",
    ],
)
def test_lines_are_full_by_their_width_on_the_page(columns: int, article: str) -> None:
    others = [
        f"（一）镇中心学校第{n}分校每周一开展安全教育，{n}月底前完成检查并报告结果，问题逐项登记。"
        for n in range(10, 16)
    ]
    written = "\n".join(_wrapped_at(columns, t) for t in (*others, article, *others))
    assert texts(written) == [*others, article, *others]


def test_a_heading_that_fills_no_line_stays_apart_in_wrapped_text() -> None:
    body = [
        f"各校每月开展第{n}轮安全检查，发现问题当天整改，整改结果报中心学校备案。"
        for n in range(12)
    ]
    written = "\n".join(_wrapped_at(20, t) for t in body)
    assert texts(f"（一）加强检查\n{written}")[0] == "（一）加强检查"


RUN_ON = "一、检查。各镇要排查。 二、工作安排 （一）自查阶段：6月底前自查。 （二）抽查阶段：9月底前抽查。 三、压实责任 各镇要整改。"


def test_a_text_that_lost_its_breaks_to_blanks_is_parted_at_them() -> None:
    parted = [
        "一、检查。各镇要排查。",
        "二、工作安排",
        "（一）自查阶段：6月底前自查。",
        "（二）抽查阶段：9月底前抽查。",
        "三、压实责任",
        "各镇要整改。",
    ]
    assert texts(RUN_ON) == texts(f"<p>{RUN_ON}</p>") == parted
    one = "各镇要建立（一） 类台账。 二、三级风险点由各镇检查。"
    assert texts(one) == [one.replace(" ", "")]


@pytest.mark.parametrize(
    "last",
    ["县水利局6月底前完成鉴定", "——县自然资源局牵头，县水利局配合", "联系人：甲县应急局值班室"],
)
def test_who_signs_below_words_without_a_stop_is_none_of_them(last: str) -> None:
    found = texts(f"一、检查\n{last}\n\n甲县人民政府\n2026年3月10日\n")
    assert found[-3:] == [last, "甲县人民政府", "2026年3月10日"]


def test_no_line_with_anything_to_clean_is_taken_as_it_is() -> None:
    lines = [
        shape.format(chr(c)) for c in range(0x20, 0xFFFF) for shape in ("{}", "{} 甲", "甲{}乙")
    ]
    touched = [line for line in lines if _MARKUP.search(line) or line.translate(_FOLDED) != line]
    assert len(touched) > 600
    assert not [line for line in touched if _TO_CLEAN.isdisjoint(line.replace(" ", ""))]
    assert all(map(_TO_CLEAN.isdisjoint, ("（一）落实责任。", "孝义市应急局，2026年")))
