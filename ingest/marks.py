"""The marks that number an official document, and the lines that open a paragraph.

GB/T 9704-2012, 7.3.3: headings run 一、 → （一） → 1. → （1）. Rules (规章) run 第一章 → 第一条, documents of
companies as standards do (GB/T 1.1): 1 → 1.1. 第一、 counts the parts of a document, or the points of an article; 壹、 stands
where 第一章 does, above 一、 or in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.numerals import CAPITALS, LAND, ordinal
from ingest.records import Normalised

_HAN = "[〇零一二三四五六七八九十百]{1,4}"
_COUNTED = (
    "座(?![谈椅位])|家(?![庭长具属电政])|户(?![外籍口内型])|处(?![置理罚室长于方级])|人(?![员民力防口才工事行身机社均群为流大数])"
    "|名(?![单称录义牌词])|栋|幢|辆|艘|台(?![账风班阶])|所(?![有属需在长以谓])|起(?![重草步火吊因诉始])|项(?!目)|条(?![件款例块])"
    "|件|次(?![生要])|支(?![队部持撑付架护出援])|个(?!月|百分|小时|工作日|半|[人体别性])"
)
"""What is counted by whole numbers, where it does not begin another word (6座尾矿库, but 座谈会)."""
_MEASURED = (
    "[万亿倍吨亩秒兆米]|元(?![宵旦])|公(?=[里斤顷吨])|小(?=时)|平(?=[方米])|立(?=方)|毫(?=[米克升安])|厘(?=米)|千(?=[克米瓦伏万])"
    "|克(?!服)|升(?![级降温])|天(?![然车气井])|日(?![常照间报])|月(?![度报检查例])|级(?!别)|度(?![汛假过])"
    r"|分(?=[钟贝米之以，。、）]|$)|摄(?=氏)|年(?!度)|以[上下内]|左右|[至到]\d"
)
"""What a decimal measures, where it does not begin another word (1.2级, but 级别)."""
_NO_DECIMAL = (
    rf"(?:(?!\d)|(?=20\d\d年|1?\d月|[1-9]\d{{0,3}}(?:{_COUNTED})|\d{{1,2}}日[前内起至]|24小时值))"
)
"""A figure behind the stop makes a decimal; a year opens the heading (一、2023年工作回顾), a month, a day or a count the
sentence (2.3月底前完成摸底, 1.6座尾矿库由县级领导包保)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering mark at the start of a text: its kind, the number it counts, how it is written,
    and how many characters it takes with what follows it (、 or white space)."""

    kind: str
    number: int
    written: str
    length: int


@dataclass(frozen=True, slots=True)
class _Form:
    kind: str
    pattern: re.Pattern[str]
    example: str
    counter_example: str


FORMS = (
    _Form(
        "chapter",
        re.compile(rf"(第({_HAN}|\d{{1,2}})(?:[章编]|部分))[、：]?"),
        "第一章 总则",
        "第一时间上报",
    ),
    _Form(
        "chapter",
        re.compile(rf"(?!{LAND})(([{CAPITALS}]{{1,3}}))[、.．](?=.)(?![{CAPITALS}])"),
        "叁、强化保障",
        "伍万元以上的项目",
    ),
    _Form(
        "clause", re.compile(rf"(第({_HAN}|\d{{1,3}})条)[、：]?"), "第三条 各级政府", "第三方机构"
    ),
    _Form("ordinal", re.compile(rf"(第({_HAN}))、(?=.)"), "第一、井下", "第一时间、第一现场"),
    _Form(
        "part",
        re.compile(rf"(({_HAN}))[、.．]{_NO_DECIMAL}(?![二三四五六七八九十]{{1,2}}[类级层期星])"),
        "一、压实责任",
        "四、五类桥梁",
    ),
    _Form(
        "article", re.compile(rf"([（(]({_HAN})[）)])[、.．]?"), "（三）深化警示教育", "（含三级）"
    ),
    _Form(
        "decimal",
        re.compile(
            rf"(\d{{1,2}}[.．](\d{{1,2}}))(?: (?=\d)|(?=[\u4e00-\u9fff“《])(?!{_COUNTED}|{_MEASURED}|个(?![人体别性])))"
        ),
        "1.2承租方",
        "1.2倍",
    ),
    _Form("item", re.compile(rf"((\d{{1,2}})(?:[.．]|、)){_NO_DECIMAL}"), "1.煤矿领域", "5.92公里"),
    _Form("part", re.compile(rf"(({_HAN}))，(?=[\u4e00-\u9fff“《])"), "二，检查形式", "二三，"),
    _Form(
        "item",
        re.compile(r"((\d{1,2})[,，])(?=[\u4e00-\u9fff“《]|1?\d月)"),
        "1，10月9日各班自查",
        "1,234元",
    ),
    _Form("subitem", re.compile(r"([（(](\d{1,2})[）)])[、.．]?"), "（1）建立台账", "（2024年版）"),
    _Form("subitem", re.compile(r"((\d{1,2})[）)])"), "1）建立台账", "12306）"),
    _Form("circled", re.compile(r"(([①②③④⑤⑥⑦⑧⑨⑩]))"), "①建立台账", "〇建立"),
)

_FIRST = re.compile(rf"[第（(\d〇零一二三四五六七八九十百①-⑩{CAPITALS}]")
"""What one of the forms begins with."""

NOTE_LABEL = (
    r"(?:责任|牵头|配合|主责|协同|协办|主办|承办|落实|参与|参加|实施|督办|督导|主管|监管|包保|联合|支持|指导|监督)"
    r"(?:领导|单位|部门|科室|处室|股室|人|人员|主体|机构|区县|县区|属地)?(?:及|和|、)?(?:责任人|配合单位)?"
)
_OPENERS = (
    re.compile(
        rf"[（〔(\[](?:{NOTE_LABEL}[:：]|[^（）〔〕]{{2,200}}(?:负责|牵头|落实)[。；]?[）〕])"
    ),
    re.compile(r"附\s*[件表录图](?:\d|[一二三四五六七八九十])?[:：]?"),
    re.compile(r"(?:[抄分]\s*送|主\s*送|报\s*送|抄\s*报|联\s*系\s*人)[:：]"),
    re.compile(r"[（(](?:此件|本件|信息公开|主动公开)"),
    re.compile(r"[\u4e00-\u9fff]{2,12}[〔（]20\d{2}[〕）]第?\d+号$"),
    re.compile(
        r"(?:20\d{2}|[〇○零OＯ一二三四五六七八九]{4})年[^，。；]{1,4}月[^，。；]{1,4}日(?:印发)?$"
    ),
    re.compile(r"[^，。；：“《（]{2,14}(?:领域|方面|行业|灾害|火灾|企业|场所)?[：:](?!\d)"),
    re.compile(r"[^，。；：“《（]{2,14}(?:领域|方面)，"),
)


@lru_cache(maxsize=256)
def read_mark(text: str) -> Mark | None:
    """The numbering mark that ``text`` starts with, or None.

    >>> read_mark("（十二）收官治本攻坚")
    Mark(kind='article', number=12, written='（十二）', length=4)
    """
    if not _FIRST.match(text):
        return None
    for form in FORMS:
        m = form.pattern.match(text)
        if m is None:
            continue
        number = "①②③④⑤⑥⑦⑧⑨⑩".find(m[2]) + 1 or ordinal(m[2])
        if number:
            return Mark(form.kind, number, m[1], m.end())
    return None


def read_clause_heading(text: str, following: str) -> Mark | None:
    """The number of a heading without a stop (2管住风险), which only the 2.1 below it tells to be one.

    >>> read_clause_heading("2管住风险", "2.1盾构施工。")
    Mark(kind='item', number=2, written='2', length=1)
    """
    m = re.fullmatch(r"(\d{1,2})[\u4e00-\u9fff“][^。；，：]{1,30}", text)
    if m is None or not re.match(rf"{m[1]}[.．]1(?!\d)", following):
        return None
    return Mark("item", int(m[1]), m[1], len(m[1]))


_ORDINAL_LINE = re.compile(
    rf"(第({_HAN}))(?![时次个阶类批轮级期步组条章节部责方者线名位项款产代季天周年月人书档道家所梯师团军中小高分支监]|[一二三四五六七八九十百])[^，。；：、？！]{{4,24}}"
)


def read_ordinal_line(text: str, following: str) -> Mark | None:
    """The number of a heading that opens with 第一 and no sign behind it, on a line of its own above prose.

    >>> read_ordinal_line("第二盯紧检修作业", "各班组每日检查一次。")
    Mark(kind='ordinal', number=2, written='第二', length=2)
    >>> read_ordinal_line("第二督查组检查学校", "每校不少于1小时。"), read_ordinal_line("第一时间处置险情", "各镇要值守。")
    (None, None)
    """
    m = _ORDINAL_LINE.fullmatch(text)
    number = ordinal(m[2]) if m and "组" not in text[:8] and "。" in following else None
    return Mark("ordinal", number, m[1], m.end(1)) if m and number else None


_CAPITAL_LINE = re.compile(rf"([{CAPITALS}]{{1,2}})[^{CAPITALS}，。；：、！？]{{2,24}}")


def read_capital_line(words: Normalised, following: str) -> Mark | None:
    """The number of a heading that a blank of the source sets off (壹　抓责任), on a line of its own above prose or numbers.

    >>> read_capital_line(Normalised("贰抓风险", (9, 11, 12, 13)), "各企业要自查。")
    Mark(kind='chapter', number=2, written='贰', length=1)
    >>> read_capital_line(Normalised("陆续整改", (9, 10, 11, 12)), "各企业要自查。")
    """
    m = _CAPITAL_LINE.fullmatch(words.text)
    if m is None or words.offsets[m.end(1)] - words.offsets[m.end(1) - 1] == 1:
        return None
    number = ordinal(m[1]) if "。" in following or read_mark(following) else None
    return Mark("chapter", number, m[1], m.end(1)) if number else None


def opens_paragraph(text: str) -> bool:
    """Whether a line that starts so cannot go on with the sentence of the line before it."""
    return read_mark(text) is not None or any(o.match(text) for o in _OPENERS)


def is_heading_line(text: str) -> bool:
    """Whether the line stands alone: a short line with no sentence in it (a heading, a title, a
    signature, a date), or one that a responsibility note closes."""
    mark = read_mark(text)
    body = text[mark.length :] if mark else text
    if mark and mark.kind in ("part", "chapter", "article", "ordinal") and len(body) <= 36:
        return not re.search(r"[。；：]", body) or ends_with_note(text)
    if not re.search(r"[，。；、]", body):
        return len(body) <= 30
    return ends_with_note(text)


def ends_with_note(text: str) -> bool:
    """Whether a responsibility note closes the text."""
    return bool(
        re.search(
            rf"(?:负责|牵头|落实|配合|列出|(?:{NOTE_LABEL}|时限)[:：].{{0,300}})[。；]?[）〕]$",
            text[-320:] if text[-1:] in "）〕" else "",
        )
    )
