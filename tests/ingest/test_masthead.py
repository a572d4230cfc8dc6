"""Front and end matter in twenty-odd forms."""

from dataclasses import asdict
from datetime import date

import pytest

from ingest.characters import normalise
from ingest.masthead import Masthead, preamble, read_masthead
from ingest.records import Paragraph
from ingest.signatures import parse_date

TITLE = "甲市人民政府关于做好2026年安全生产工作的通知"


def lines(texts: list[str]) -> list[Paragraph]:
    return [Paragraph(normalise(t, 0, len(t))) for t in texts]


def head(front: list[str], end: list[str] | None = None) -> Masthead:
    return read_masthead(lines(front), lines(end or []))


PREFACE = "为深入贯彻落实习近平总书记关于安全生产重要论述，扎实做好今年工作，现通知如下。"
CASES: list[tuple[list[str], list[str], dict[str, object]]] = [
    ([TITLE, "甲政发〔2026〕3号"], [], {"title": TITLE, "doc_number": "甲政发〔2026〕3号"}),
    (["甲政发〔2026〕3号", TITLE], [], {"title": TITLE, "doc_number": "甲政发〔2026〕3号"}),
    ([TITLE, "甲政发[2026]3号"], [], {"doc_number": "甲政发〔2026〕3号"}),
    ([TITLE, "甲政发（2026）3号"], [], {"doc_number": "甲政发〔2026〕3号"}),
    ([TITLE, "甲政发〔2026〕03号"], [], {"doc_number": "甲政发〔2026〕3号"}),
    ([TITLE, "甲政发〔2026〕第3号"], [], {"doc_number": "甲政发〔2026〕3号"}),
    ([TITLE], [], {"doc_number": None, "issuer": "甲市人民政府", "plan_year": 2026}),
    (["甲市人民政府", "关于做好2026年安全生产工作的通知"], [], {"title": TITLE}),
    (["甲市人民政府关于做好", "2026年安全生产工作的通知"], [], {"title": TITLE}),
    (["甲市人民政府文件", "关于做好2026年安全生产工作的通知"], [], {"issuer": "甲市人民政府"}),
    ([TITLE + "（征求意见稿）"], [], {"status": "draft", "title": TITLE + "（征求意见稿）"}),
    ([TITLE, "（征求意见稿）"], [], {"status": "draft", "title": TITLE + "（征求意见稿）"}),
    ([TITLE], ["甲市人民政府", "2026年月日"], {"status": "draft", "signed": None}),
    ([TITLE, "甲政发〔2026〕3号"], [], {"status": "issued"}),
    ([TITLE], ["甲市人民政府", "2026年3月6日"], {"signed": date(2026, 3, 6)}),
    ([TITLE], ["二〇二六年三月六日"], {"signed": date(2026, 3, 6)}),
    ([TITLE, "（2026年3月6日）"], [], {"signed": date(2026, 3, 6)}),
    ([TITLE], ["甲市人民政府办公室2026年3月8日印发"], {"issued": date(2026, 3, 8), "signed": None}),
    ([TITLE], ["2026年3月6日", "甲市人民政府办公室2026年3月8日印发"],
     {"issued": date(2026, 3, 8), "signed": date(2026, 3, 6)}),
    ([TITLE, "各县人民政府，市直各单位："], [], {"addressees": ("各县人民政府", "市直各单位")}),
    ([TITLE, "各县（市、区）人民政府，市各有关单位："], [],
     {"addressees": ("各县（市、区）人民政府", "市各有关单位")}),
    ([TITLE, "各镇人民政府，区直各部门，有关中央和省属", "企业："], [],
     {"addressees": ("各镇人民政府", "区直各部门", "有关中央和省属企业")}),
    ([TITLE], ["抄送：市委各部门，市人大常委会办公室。"],
     {"copied_to": ("市委各部门", "市人大常委会办公室")}),
    (["关于做好安全生产工作的通知", "甲安办〔2025〕7号"], [], {"plan_year": 2025, "issuer": None}),
    (["甲县人民政府办公室", "关于印发《甲县2026年安全生产重点工作》的通知", "各乡镇人民政府：",
      PREFACE, "甲县人民政府办公室", "2026年2月27日", "甲县2026年安全生产重点工作"], [],
     {"signed": date(2026, 2, 27), "plan_year": 2026}),
    (["甲市人民政府关于做好2O26年安全生产工作的通知"], [], {"title": TITLE, "plan_year": 2026}),
]  # fmt: skip


@pytest.mark.parametrize(("front", "end", "expected"), CASES, ids=range(len(CASES)))
def test_masthead(front: list[str], end: list[str], expected: dict[str, object]) -> None:
    found = asdict(head(front, end))
    assert {k: found[k] for k in expected} == expected


def test_there_are_enough_forms() -> None:
    assert len(CASES) == 26


def test_nothing_said_is_nothing_found() -> None:
    assert head([]) == Masthead("", *[None] * 7, "issued", (), ())


DATES = [
    ("2026年3月6日", date(2026, 3, 6)),
    ("2026年03月06日", date(2026, 3, 6)),
    ("二〇二四年三月六日", date(2024, 3, 6)),
    ("二○二四年十二月三十一日", date(2024, 12, 31)),
    ("二零二五年十月二十日", date(2025, 10, 20)),
    ("2026年2月30日", None),
    ("2026年13月1日", None),
    ("2026年3月", None),
    ("三月六日", None),
]


@pytest.mark.parametrize(("words", "day"), DATES)
def test_date(words: str, day: date | None) -> None:
    assert parse_date(words) == day


def test_preamble_stands_between_the_addressees_and_the_body() -> None:
    front = lines([TITLE, "甲政发〔2026〕3号", "各县人民政府：", PREFACE])
    assert [p.text for p in preamble(front)] == [PREFACE]
    assert preamble(front[:3]) == ()
