"""Faults to put into a good document: where it has a place for one, the text with the fault and where it stands.

Each kind says which rules may tell of it; a finding of another rule at the same place does not count. The list was
written before any of it was tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_NUMERALS = "一二三四五六七八九十"
_ENTRY = re.compile(
    rf"^[ 　]*(?:[（(][{_NUMERALS}]{{1,3}}[)）]|\d{{1,2}}[.．、](?!\d)|[{_NUMERALS}]{{1,2}}、)[^\n]{{40,}}$",
    re.M,
)
_NOTE = re.compile(
    r"[（(〔\[](?:责任单位|牵头单位)[：:](?P<names>[^（()）〔〕\[\]；;。：:\n]{3,60})[)）〕\]]"
)
_UNIT = re.compile(r"[省市县区州旗](?:[\u4e00-\u9fff]{2,8})局")
_UNITS = re.compile(
    r"(?:[省市县区州旗镇乡][\u4e00-\u9fff]{1,12}[局委办处会队站所心]|各[\u4e00-\u9fff]{2,12})(?:[、，,][\u4e00-\u9fff（）]{2,14})*"
)
_NAMED = re.compile("[局委办部队会]|单位|公司")
_YEARLY = re.compile(
    r"20\d\d\s*年度?(?:全[省市县区])?安全(?:生产|工作)[^\n。]{0,30}(?:的\s*通\s*知|要点)"
)
_DEFAULT = re.compile(
    r"未(?:作)?(?:注明|标注|标明|明确|列明|括注)|没有(?:注明|括注)|均需|均由|无括注|以上(?:各项|任务)|不再一一"
)
_ANNEX = re.compile(r"^[ 　#]*附[ 　]*[件表录][ 　]*\d{0,2}[：:]?[ 　]*$", re.M)
_LIST = re.compile(r"^[ 　]*附件[：:][ 　]*1[.．、][^\n]+(?:\n[ 　]*\d[.．、][^\n]+)+", re.M)
_NUMBER = re.compile(r"^[ 　]*([\u4e00-\u9fff]{2,10})〔(20\d\d)〕(\d+)号[ 　]*$", re.M)
_DATE = re.compile(r"^[ 　]*(20\d\d)年(\d{1,2})月(\d{1,2})日[ 　]*$", re.M)
_DATED = re.compile(r"^[^，。；：\n]{0,40}20\d\d年\d{1,2}月\d{1,2}日[）)]?[ 　]*$", re.M)
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日(?=前)")
_MONTH_END = re.compile(r"(?<![\d年])(?:(20\d\d)年)?(\d{1,2})月底?前")
_HEAD = re.compile(rf"^[ 　#]*[（(]?[{_NUMERALS}\d]{{1,3}}[)）、.．](?!\d)", re.M)
_TITLE = re.compile(r"^[^，。；\n]{2,24}(?:。|\n)")
_SAYS_WHO = re.compile(
    r"(?:[局委办室厅队所站乡村矿场]|委员会|安委会|中心|街道|社区|企业|单位|公司|部门|学校|机构|政府|负责人|干部|人员)[）)]?"
    r"(?:、[^，,。；]{2,30}?)?(?:必?须|应|要|在|于|每|对|按|将|会同|牵头|负责|分别|参照|组织)"
)
"""A unit or a person, and what tells that it acts: 乡镇（街道）对…开展."""
_LISTED = re.compile(r"一是[^\n]*?二是[^\n]*?三是")
_SHARE = re.compile(
    r"(?:率|比例)(?:要|应)?(?:达到|达|不低于|保持在|控制在)(\d{2,3}(?:\.\d+)?)%(?!—|-|至)"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A text with one fault, which stands in ``text[start:end]``; of what is cut out the place is that beside it."""

    text: str
    start: int
    end: int


Plant = Callable[[str], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Kind:
    """``rules``: those that may tell of it, by the beginnings of their ids; ``anywhere``: of the document itself, so
    that a finding without a place tells of it; ``issued``: no fault while the notice is a draft."""

    name: str
    zh: str
    plant: Plant
    rules: tuple[str, ...]
    anywhere: bool = False
    issued: bool = False


def _put(text: str, start: int, end: int, new: str) -> Fault:
    return Fault(text[:start] + new + text[end:], start, start + len(new))


def _body(text: str) -> str:
    """What stands ahead of the annexes."""
    found = _ANNEX.search(text)
    return text[: found.start()] if found else text


def _year(text: str) -> int | None:
    """The year of the title, else of the number."""
    found = re.search(
        r"(20\d\d)\s*年[^\n。]{0,40}(?:的\s*通\s*知|方案|要点)", text[:1500]
    ) or re.search(r"〔(20\d\d)〕", text[:1500])
    return int(found[1]) if found else None


def _spots(text: str) -> Iterator[int]:
    """Where another sentence can stand in an entry: behind its first sentence, brackets aside."""
    for entry in _ENTRY.finditer(_body(text)):
        for stop in re.finditer("。", entry[0]):
            ahead = entry[0][: stop.end()]
            whole = all(
                ahead.count(a) == ahead.count(b) for a, b in ("（）", "()", "“”", "《》", "〔〕")
            )
            if whole and len(entry[0]) - stop.end() > 12 and entry[0][stop.end()] not in "（(〔[”":
                yield entry.start() + stop.end()
                break


def sentence(words: str, since: int = 0, untimed: bool = False) -> Plant:
    """A sentence of its own in an entry; {y} is the year of the notice, {last} one before it, {old} two. ``since``: the first
    year in which it is a fault; ``untimed``: a fault in the notice of a year alone, in an entry that no note sets a time."""

    def plant(text: str) -> Iterator[Fault]:
        year = _year(text)
        if year is None or year < since or (untimed and not _YEARLY.search(text[:1500])):
            return
        for spot in _spots(text):
            if untimed and "时限" in text[spot : text.find("\n", spot)]:
                continue
            yield _put(
                text, spot, spot, words.format(y=year, last=year - 1, old=year - 2, next=year + 1)
            )

    return plant


def two_sentences(first: str, second: str) -> Plant:
    """One sentence in an entry and another in the next but one; the fault is the second."""

    def plant(text: str) -> Iterator[Fault]:
        year, spots = _year(text), list(_spots(text))
        for one, two in zip(spots, spots[2:], strict=False):
            told = second.format(y=year)
            ahead = text[:one] + first.format(y=year) + text[one:two]
            yield Fault(ahead + told + text[two:], len(ahead), len(ahead) + len(told))

    return plant


def swap(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Plant:
    """Every match in the body, one at a time."""

    def plant(text: str) -> Iterator[Fault]:
        for found in re.finditer(pattern, _body(text), re.M):
            words = found.expand(new) if isinstance(new, str) else new(found)
            if words != found[0]:
                yield _put(text, *found.span(), words)

    return plant


def note(new: Callable[[str], str | None]) -> Plant:
    """The names of a note in brackets, made anew."""

    def plant(text: str) -> Iterator[Fault]:
        for found in _NOTE.finditer(_body(text)):
            names = new(found["names"])
            if names is not None and names != found["names"]:
                yield _put(text, *found.span("names"), names)

    return plant


def drop_note(text: str) -> Iterator[Fault]:
    """An entry without its note, where no sentence says who does what has none, and where the note was wanted: each of
    its sentences that begins with who acts is as clear without it, and where all do a drafter has nothing to mend."""
    if _DEFAULT.search(text):
        return
    for found in _NOTE.finditer(_body(text)):
        if _says_who(text[: found.start()]):
            continue
        start = text.rfind("\n", 0, found.start()) + 1
        fault = _put(text, *found.span(), "")
        yield Fault(fault.text, start, found.start())


def _says_who(ahead: str) -> bool:
    """Whether every sentence from the last numbered heading on says who acts."""
    heads = list(_HEAD.finditer(ahead))
    entry = ahead[heads[-1].end() :] if heads else ahead[ahead.rfind("\n") + 1 :]
    entry = _TITLE.sub("", re.sub(r"(?<=[^。；\n])\n(?=[^\n])", "", entry).lstrip(), count=1)
    said = [each for each in re.split("[。\n]", entry) if each.strip()]
    return bool(said) and all(_SAYS_WHO.search(each[:60]) for each in said)


def cell(new: str) -> Plant:
    """The one cell with units in a row of a table of tasks (tabs or bars), filled otherwise."""

    def plant(text: str) -> Iterator[Fault]:
        for line in re.finditer(r"^[^\n]*[\t|][^\n]*[\t|][^\n]*$", text, re.M):
            short = [m for m in re.finditer(r"[^\t|\n]+", line[0]) if len(m[0]) <= 40]
            named = [m for m in short if _UNITS.fullmatch(m[0].strip()) or _NAMED.search(m[0])]
            if len(named) == 1 and _UNITS.fullmatch(named[0][0].strip()):
                start = line.start() + named[0].start()
                yield _put(text, start, start + len(named[0][0]), f" {new} ")

    return plant


def _first_unit(names: str) -> str | None:
    found = _UNIT.match(names)
    return found[0] if found else None


def doubled(names: str) -> str | None:
    """The first of two or more once more at the end."""
    parts = re.split("[、，,]", names)
    unit = _first_unit(names)
    return f"{names}、{unit}" if unit and len(parts) >= 2 and parts[0] == unit else None


def _inside(change: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def new(names: str) -> str | None:
        unit = _first_unit(names)
        changed = change(unit) if unit else None
        return changed + names[len(unit) :] if unit and changed else None

    return new


#: What is typed in the place of a character: another that sounds or looks like it.
SLIPS = {
    "急": "集", "管": "官", "育": "肓", "交": "郊", "运": "远", "输": "轮", "安": "按", "监": "临",
    "住": "往", "建": "健", "乡": "相", "农": "衣", "业": "叶", "利": "力", "务": "雾", "卫": "围", "健": "键",
    "资": "姿", "源": "原", "城": "诚", "消": "稍", "防": "妨", "旅": "旋", "生": "升", "态": "太",
    "境": "镜", "工": "公", "信": "言", "财": "材", "政": "证", "民": "明", "林": "淋", "气": "汽", "象": "像",
}  # fmt: skip


def wrong_character(unit: str) -> str | None:
    """The last character but one of the name, taken for another: 市应集局."""
    at = next((i for i in range(len(unit) - 2, 1, -1) if unit[i] in SLIPS), None)
    return unit[:at] + SLIPS[unit[at]] + unit[at + 1 :] if at is not None else None


def left_out(unit: str) -> str | None:
    """应急管理局 and 自然资源局 without one character in the middle."""
    for whole, cut in (
        ("应急管理局", "应急理局"),
        ("自然资源局", "自然源局"),
        ("交通运输局", "交通输局"),
        ("农业农村局", "农业村局"),
        ("市场监督管理局", "市场督管理局"),
    ):
        if unit.endswith(whole):
            return unit.replace(whole, cut)
    return None


def number(new: str) -> Plant:
    """The document number in another form; \\1 to \\3 are its words, year and figure."""

    def plant(text: str) -> Iterator[Fault]:
        found = _NUMBER.search(text[:1500])
        if found:
            yield _put(text, *found.span(), found.expand(new))

    return plant


_PLAN = re.compile(r"方案(?:[（(][^）)\n]*[）)])?[ 　]*$", re.M)
"""A title that ends so, alone in its line."""


def date_removed(text: str) -> Iterator[Fault]:
    """The notice without the date below its signature, where it has no other: one behind the signature's name or in brackets
    below the title is as good. Minutes and plans without a letter carry none of their own."""
    dates = list(_DATE.finditer(text))
    if (
        len(dates) == 1 == len(_DATED.findall(text))
        and "印发" not in text
        and "纪要" not in text[:500]
        and not _PLAN.search(text[:300])
    ):
        yield _put(text, *dates[0].span(), "")


def entry_cut(text: str) -> Iterator[Fault]:
    """A numbered line of three or more beside each other cut out, neither the first nor the last."""
    lines = [
        (m, int(m[1])) for m in re.finditer(r"^[ 　]*(\d{1,2})[.．、](?!\d)[^\n]{6,}$", text, re.M)
    ]
    for (a, one), (b, two), (c, three) in zip(lines, lines[1:], lines[2:], strict=False):
        near = text[a.end() : b.start()].strip() == "" == text[b.end() : c.start()].strip()
        if near and (two, three) == (one + 1, one + 2):
            fault = _put(text, b.start(), c.start(), "")
            yield Fault(fault.text, b.start(), b.start() + len(c[0]))


def heading_cut(text: str) -> Iterator[Fault]:
    """A whole （三） with what stands below it cut out, up to the next at its side."""
    heads = list(
        re.finditer(rf"^[ 　]*(?:#+ *)?[（(]([{_NUMERALS}]{{1,3}})[)）]", _body(text), re.M)
    )
    for ahead, here, behind in zip(heads, heads[1:], heads[2:], strict=False):
        part = text[ahead.start() : behind.start()]
        if not re.search(rf"^[ 　]*(?:#+ *)?[{_NUMERALS}]{{1,2}}、", part, re.M) and behind[
            1
        ] not in (_NUMERALS[0], _NUMERALS[1]):
            fault = _put(text, here.start(), behind.start(), "")
            yield Fault(fault.text, here.start(), here.start() + len(behind[0]) + 20)


def heads(new: Callable[[re.Match[str], re.Match[str]], str]) -> Plant:
    """The second of two headings side by side （三）…。, written anew from both."""

    def plant(text: str) -> Iterator[Fault]:
        found = list(
            re.finditer(
                rf"^([ 　]*[（(])([{_NUMERALS}]{{1,3}})([)）])([^。\n]{{2,30}})(?=。|$)",
                _body(text),
                re.M,
            )
        )
        for one, two in pairwise(found):
            between = text[one.end() : two.start()]
            if (
                not re.search(rf"^[ 　]*(?:#+ *)?[{_NUMERALS}]{{1,2}}、", between, re.M)
                and two[2] != "一"
            ):
                yield _put(text, *two.span(), new(one, two))

    return plant


def emptied(text: str) -> Iterator[Fault]:
    """An entry whose text is gone, its heading left."""
    for found in re.finditer(
        rf"^([ 　]*[（(][{_NUMERALS}]{{1,3}}[)）][^。\n]{{2,20}})。([^\n]{{20,}})\n(?=\s*[（(])",
        _body(text),
        re.M,
    ):
        yield _put(text, found.start(), found.end() - 1, found[1])


def row_cut(text: str) -> Iterator[Fault]:
    """A row of a table that counts its rows cut out, neither the first nor the last."""
    rows = [
        (m, int(m[1])) for m in re.finditer(r"^(?:\|[ ]*)?(\d{1,2})[ ]*[\t|][^\n]+\n", text, re.M)
    ]
    for (a, one), (b, two), (c, three) in zip(rows, rows[1:], rows[2:], strict=False):
        if a.end() == b.start() and b.end() == c.start() and (two, three) == (one + 1, one + 2):
            fault = _put(text, *b.span(), "")
            yield Fault(fault.text, b.start(), b.start() + len(c[0]))


def listed_cut(text: str) -> Iterator[Fault]:
    """一是…三是…: the second of three or more left out."""
    for found in _LISTED.finditer(_body(text)):
        second = found.start() + found[0].index("二是")
        fault = _put(text, second, found.end() - 2, "")
        yield Fault(fault.text, found.start(), second + 10)


def annex_beyond(text: str) -> Iterator[Fault]:
    """A sentence that cites an annex beyond those that the notice lists."""
    listed = _LIST.search(text)
    most = (
        max(
            (
                int(n)
                for n in re.findall(r"^[ 　]*(?:附件[：:][ 　]*)?(\d)[.．、]", listed[0], re.M)
            ),
            default=0,
        )
        if listed
        else 0
    )
    for spot in _spots(text):
        words = (
            f"各单位每月25日前按附件{most + 1}的格式报送进展情况。"
            if most
            else "各单位每月25日前按附件2的格式报送进展情况。"
        )
        yield _put(text, spot, spot, words)


def annex_listed(text: str) -> Iterator[Fault]:
    """One more name in the list of annexes of a file that holds the others, of an annex that is not given."""
    listed = re.search(
        r"^[ 　]*附件[：:][ 　]*(?:1[.．、])?([^\n]+)(?:\n[ 　]*\d[.．、][^\n]+)*", text, re.M
    )
    if listed and _ANNEX.search(text, listed.end()):
        count = len(re.findall(r"^[ 　]*(?:附件[：:][ 　]*)?\d[.．、]", listed[0], re.M))
        more = f"\n      {max(count, 1) + 1}.应急物资储备情况统计表"
        ahead = listed[0] if count else listed[0].replace(listed[1], f"1.{listed[1]}", 1)
        new = text[: listed.start()] + ahead
        yield Fault(new + more + text[listed.end() :], len(new), len(new) + len(more))


def annex_renumbered(text: str) -> Iterator[Fault]:
    """The last of the list of annexes with the number behind its own."""
    listed = _LIST.search(text)
    if listed:
        last = list(re.finditer(r"^[ 　]*(\d)(?=[.．、])", listed[0], re.M))[-1]
        start = listed.start() + last.start(1)
        yield _put(text, start, start + 1, str(int(last[1]) + 1))


def addressee_removed(text: str) -> Iterator[Fault]:
    found = re.search(
        r"^[ 　]*(?:各[^\n。]{4,160}|[^\n。，]{2,20}，[^\n。]{4,160})[：:][ 　]*$",
        text[:2000],
        re.M,
    )
    if found:
        yield _put(text, *found.span(), "")


def before_the_flood(text: str) -> Iterator[Fault]:
    """A sentence that wants work done before the flood season, in a notice whose date is in August."""
    dates = list(_DATE.finditer(text))
    if len(dates) != 1 or not 2 <= int(dates[0][2]) <= 4:
        return
    late = text[: dates[0].start(2)] + "8" + text[dates[0].end(2) :]
    for spot in _spots(late):
        yield _put(late, spot, spot, "市水利局汛前完成水库安全检查。")


def phases(first: str, second: str, report: str, whole: str = "") -> Plant:
    """A part with two phases ahead of the last part of the body, below the sentence that says how long the ``whole`` takes; the
    fault is the second of them."""

    def plant(text: str) -> Iterator[Fault]:
        parts = list(re.finditer(rf"^[ 　]*[{_NUMERALS}]{{1,2}}、", _body(text), re.M))
        if len(parts) < 3:
            return
        at = parts[-1].start()
        ahead = (
            f"{parts[-1][0]}实施步骤\n{whole}（一）动员部署阶段（{first}）。市应急局组织动员。\n"
        )
        here = f"（二）排查整治阶段（{second}）。市应急局组织排查。{report}\n"
        start = at + len(ahead)
        yield Fault(text[:at] + ahead + here + text[at:], start, start + len(here))

    return plant


OWNER = (
    "owner-missing",
    "owner-context",
    "owner-unclear",
    "owner-implied",
    "owner-note-missing",
    "owner-no-notes",
)
BLANK = ("wording-blank", "owner-blank", "owner-missing", "owner-note-missing")
MISNAMED = ("owner-misnamed", "wording-misnamed", "wording-typo", "owner-unknown")
DONE = "重点企业安全隐患排查整治任务全面完成"

KINDS = (
    Kind("note-dropped", "删去一处责任单位括注", drop_note, OWNER),
    Kind("note-blank", "括注的单位换成＿＿＿＿", note(lambda _: "＿＿＿＿"), BLANK),
    Kind("note-line", "括注的单位换成____", note(lambda _: "____"), BLANK),
    Kind("note-space", "括注的单位空着", note(lambda _: "    "), BLANK),
    Kind("unit-crosses", "括注的第一个单位写成×××局", note(_inside(lambda _: "×××局")), BLANK),
    Kind("unit-letters", "括注的第一个单位写成XX局", note(_inside(lambda _: "XX局")), BLANK),
    Kind("cell-blank", "表中责任单位一格空着", cell(""), (*OWNER, *BLANK, "annex-owner", "owner-lead-absent")),
    Kind("cell-line", "表中责任单位一格写成____", cell("____"), (*OWNER, *BLANK, "annex-owner")),
    Kind("brackets-blank", "句中由（    ）负责", sentence("企业隐患整改情况由（    ）每月25日前汇总。"), BLANK, issued=True),
    Kind("figure-blank", "金额空着", sentence("市财政局6月底前安排专项资金____万元。"), BLANK, issued=True),
    Kind("figure-crosses", "家数写成××", sentence("市应急局6月底前完成××家企业安全评价。"), BLANK, issued=True),
    Kind("note-vague", "括注换成有关部门", note(lambda _: "有关部门"), ("owner-vague",)),
    Kind("note-open", "括注以“等单位”结尾", note(lambda n: f"{n}等单位" if not re.search("等|牵头|　", n) else None), ("owner-open",)),
    Kind("unit-twice", "同一单位在一处括注里写两遍", note(doubled), ("owner-doubled",)),
    Kind("unit-character", "括注的单位错一字", note(_inside(wrong_character)), MISNAMED),
    Kind("unit-more", "括注的单位多一字（重）", note(_inside(lambda u: u[:-1] + u[-2] + u[-1])), MISNAMED),
    Kind("unit-less", "括注的单位漏一字", note(_inside(left_out)), MISNAMED),
    Kind("unit-turned", "括注的单位两字颠倒", note(_inside(lambda u: u[:-3] + u[-2] + u[-3] + u[-1] if len(u) >= 5 else None)), MISNAMED),
    Kind("body-more", "国务院安委会写成国务院安委员会", sentence("落实国务院安委员会部署，市应急局6月底前开展1次督查。"), MISNAMED),
    Kind("body-character", "国务院安委会写成国务院安办会", sentence("落实国务院安办会部署，市应急局6月底前开展1次督查。"), MISNAMED),
    Kind("body-name", "国务院安全生产委员会写成委元会", sentence("按照国务院安全生产委元会部署，市应急局6月底前开展1次督查。"), MISNAMED),
    Kind("ministry", "应急管理部写成应急管里部", sentence("落实应急管里部要求，市应急局6月底前开展1次督查。"), MISNAMED),
    Kind("aim-past", "目标的年份已过", sentence("到{old}年底，实现重大事故隐患动态清零。"), ("deadline-stale", "deadline-before")),
    Kind("order-past", "期限的年份已过", sentence("{old}年9月底前，市应急局完成重点企业安全评价。"), ("deadline-stale", "deadline-before")),
    Kind("due-past", "已有的期限改成两年前", swap(r"(20\d\d)(年\d{0,2}月?(?:\d{1,2}日|底)?前)", lambda m: f"{int(m[1]) - 2}{m[2]}"), ("deadline-stale", "deadline-before")),
    Kind("due-next", "期限在后年", sentence("市应急局{next}年9月底前完成重点企业安全评价。", untimed=True), ("deadline-outside",)),
    Kind("due-no-day", "日历上没有的日子", swap(_DAY.pattern, r"\g<1>月32日"), ("deadline-no-such-day",)),
    Kind("due-february", "2月30日", sentence("{y}年2月30日前，市应急局完成重点企业安全评价。"), ("deadline-no-such-day",)),
    Kind("due-blank", "期限空着", swap(_MONTH_END.pattern, "×月×日前"), ("deadline-blank", "wording-blank"), issued=True),
    Kind("due-blank-line", "期限写成__月__日前", sentence("市应急局__月__日前完成重点企业安全评价。"), ("deadline-blank", "wording-blank"), issued=True),
    Kind("due-two", "同一件事两个期限", two_sentences("市住建局{y}年6月底前完成城区老旧管网更新改造项目验收。", "市住建局{y}年9月底前完成城区老旧管网更新改造项目验收。"), ("deadline-contradiction",)),
    Kind("rhythm-two", "同一件事两个频次", two_sentences("市教育局每月组织校园消防疏散演练1次。", "市教育局每学期组织校园消防疏散演练1次。"), ("deadline-rhythms-differ",)),
    Kind("parts", "分项合计与总数不符", sentence("市应急局全年检查企业90家，其中矿山32家、化工企业28家、加油站25家。"), ("wording-figures-differ",)),
    Kind("parts-places", "各地合计多于总数", sentence("市应急局年内退出小煤矿5处，其中甲县3处、乙县1处、丙县1处、丁县1处。"), ("wording-figures-differ",)),
    Kind("parts-bracket", "括号里分项合计与总数不符", sentence("市应急局每季度检查9座非煤矿山（露天矿山5座、地下矿山3座）。"), ("wording-figures-differ",)),
    Kind("parts-rest", "其他一项凑不足总数", sentence("市应急局年底前完成22家化工企业评估，其中构成重大危险源的企业8家、其他企业13家。"), ("wording-figures-differ",)),
    Kind("in-turn", "分年数与累计不符", sentence("三年分别完成2个、2个、3个智能化工作面，三年累计8个。"), ("wording-figures-differ",)),
    Kind("change-was", "括号里写了去年数，降幅算错", sentence("全市发生事故6起，同比下降25%（去年同期9起）。"), ("wording-figures-differ",)),
    Kind("months", "起止月份与“为期”不符", sentence("市应急局组织专项检查，4月至10月，为期6个月。"), ("wording-figures-differ",)),
    Kind("rate-of", "不合格率算错", sentence("全市检查企业168家，其中不合格21家，不合格率15%。"), ("wording-figures-differ",)),
    Kind("lists-four", "“五个清单”只列四个", sentence("市应急局每季度更新“问题、措施、责任、时限”五个清单。"), ("structure-count-differs",)),
    Kind("change", "下降幅度算错", sentence("全市事故起数由26起降至22起，下降18.2%。"), ("wording-figures-differ",)),
    Kind("report-two", "同一报送事项两个日期", two_sentences("各单位每月25日前向市安委办报送工作进展情况。", "各单位工作进展情况于每月28日前报市安委办。"), ("deadline-reports-differ",)),
    Kind("falls", "后一年的目标低于前一年", sentence("市应急局确保重大隐患整改率2026年底前达到90%，2027年底前达到80%。"), ("target-falls",)),
    Kind("catchword", "“四个一”只列三项", sentence("市教育局每月开展“四个一”活动，即组织一次培训、开展一次演练、进行一次自查。"), ("structure-count-differs",)),
    Kind("due-none", "要办成的事没有期限", sentence("市应急局完成重点企业安全风险普查。", untimed=True), ("deadline-inherited", "deadline-none")),
    Kind("share-raised", "已有的比例改成120%", swap(_SHARE.pattern, lambda m: m[0].replace(m[1], "120", 1)), ("target-share",)),
    Kind("share-put", "整改率达到120%", sentence("市应急局督促企业整改，隐患整改率达到120%。"), ("target-share",)),
    Kind("share-words", "覆盖率不低于百分之一百一十", sentence("年底前企业安全培训覆盖率不低于百分之一百一十。"), ("target-share",)),
    Kind("range-turned", "范围上下颠倒", sentence("每个乡镇年底前配备5—3名专职安全员。"), ("target-range",)),
    Kind("target-two", "同一指标两个数", two_sentences("市住建局年底前改造城区老旧燃气管网12公里。", "市住建局年底前改造城区老旧燃气管网21公里。"), ("target-contradiction", "wording-twin")),
    Kind("number-square", "文号用方括号", number(r"\1[\2]\3号"), ("notice-number",), anywhere=True),
    Kind("number-round", "文号用圆括号", number(r"\1（\2）\3号"), ("notice-number",), anywhere=True),
    Kind("number-ordinal", "文号加“第”", number(r"\1〔\2〕第\3号"), ("notice-number",), anywhere=True),
    Kind("number-zero", "文号编虚位", number(r"\1〔\2〕00\3号"), ("notice-number",), anywhere=True),
    Kind("number-wide", "文号用全角方括号加“第”", number(r"\1［\2］第\3号"), ("notice-number",), anywhere=True),
    Kind("number-year", "文号年份与日期不符", number(r"\g<1>〔2019〕\3号"), ("notice-number",), anywhere=True),
    Kind("date-removed", "没有成文日期", date_removed, ("notice-signed", "notice-issued"), anywhere=True),
    Kind("addressee-removed", "没有主送机关", addressee_removed, ("notice-addressee",), anywhere=True),
    Kind("entry-cut", "1.2.3.中间缺一项", entry_cut, ("structure-",)),
    Kind("heading-cut", "（一）（二）（三）中间缺一条", heading_cut, ("structure-",)),
    Kind("row-cut", "表中序号缺一行", row_cut, ("structure-", "annex-")),
    Kind("listed-cut", "一是、三是，缺二是", listed_cut, ("structure-",)),
    Kind("codes", "任务编号B3之后是B5", sentence("\nB1 每月排查1次。\nB2 每月整改1次。\nB3 每月复查1次。\nB5 每月通报1次。\n"), ("structure-",)),
    Kind("tables", "表1之后是表3", sentence("市应急局每月按表1报送检查情况，每月按表2报送隐患情况，每月按表4报送整改情况。"), ("structure-",)),
    Kind("heading-twice", "标题序号重复", heads(lambda one, two: f"{two[1]}{one[2]}{two[3]}{two[4]}"), ("structure-",)),
    Kind("heading-copied", "标题与前一条相同", heads(lambda one, two: f"{two[1]}{two[2]}{two[3]}{one[4]}"), ("structure-",)),
    Kind("emptied", "只有标题，没有内容", emptied, ("structure-",)),
    Kind("annex-beyond", "引的附件没有列", annex_beyond, ("annex-",)),
    Kind("annex-listed", "列的附件没有附", annex_listed, ("annex-",), anywhere=True),
    Kind("annex-gap", "附件序号跳号", annex_renumbered, ("structure-", "annex-")),
    Kind("count-differs", "以下五项而列四项", sentence("市应急局抓好以下五项工作：一是每月排查1次；二是每月整改1次；三是每月复查1次；四是每月通报1次。"), ("structure-count",)),
    Kind("abolished", "改革前的机构名称", sentence("市安监局每季度检查1次。", since=2020), ("wording-abolished",)),
    Kind("season-begun", "8月发文要求汛前完成", before_the_flood, ("deadline-season-begun",)),
    Kind("phases-outside", "最后阶段晚于总的结束时间", phases("3月1日至4月15日", "4月16日至12月31日", "", "整治时间自3月1日起至9月30日止。\n"), ("deadline-phases-outside",)),
    Kind("phases-gap", "相邻阶段中间空一段", phases("3月1日至4月15日", "5月6日至9月30日", ""), ("deadline-phases",)),
    Kind("phases-overlap", "相邻阶段重叠", phases("3月1日至5月31日", "5月6日至9月30日", ""), ("deadline-phases",)),
    Kind("report-early", "总结早于阶段结束", phases("3月1日至4月15日", "4月16日至9月30日", "7月底前报送本阶段总结。"), ("deadline-report",)),
    Kind("remark", "改稿时的话没有删", sentence("市应急局每月检查1次（企业数请再核一下）。"), ("wording-remark",)),
    Kind("place-left", "括号里写着待补", sentence("全市共有重点企业【待补】家，市应急局每月检查1次。"), ("wording-remark",)),
    Kind("twice", "词语连写两遍", swap(r"进一步(?=加强|强化|提升|完善|落实|深化)", "进一步进一步"), ("wording-twice",)),
    Kind("broken-off", "一段末尾是逗号", swap(r"。(?=\n+[ 　]*(?:[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]))", "，"), ("wording-cut",)),
    Kind("article-x", "第XX条", sentence("市应急局按照《安全生产法》第XX条每月检查1次。"), ("wording-blank", "wording-remark")),
    Kind("report-first", "报送早于办完", sentence("各企业11月20日前完成自查，自查结果于11月10日前报市应急局。"), ("deadline-report",)),
    Kind("sums", "分项加起来不是合计", sentence("市应急局全年检查企业60家，其中化工企业20家、矿山企业25家、工贸企业18家。"), ("wording-figures",)),
    Kind("yearly", "每季度一次而全年两次", sentence("市应急局每季度检查1次，全年不少于2次。"), ("wording-figures",)),
    Kind("share", "整改率算错", sentence("前期发现隐患200项，已整改150项，整改率82%，市应急局每月调度1次。"), ("wording-figures",)),
    Kind("swapped", "同一个数前后颠倒", sentence("市应急局每月检查规模以上陶瓷企业132家1次，每月通报规模以上陶瓷企业123家1次。"), ("wording-figure",)),
    Kind("law-name", "法律名称写错", sentence("市应急局按照《消防安全法》每月检查1次。"), ("wording-law",)),
    Kind("old-standard", "引用旧版标准", sentence("市应急局按照GB 30871—2014每月检查1次。", since=2023), ("wording-standard",)),
    Kind("weekday", "星期与日历不符", sentence("市应急局2023年3月30日（星期日）开展1次检查。"), ("deadline-weekday",)),
    Kind("tier-aim", "照抄上级文件的目标", sentence("市应急局每月检查1次，确保全省安全生产形势平稳。"), ("wording-other-tier",)),
    Kind("seat", "办公室设在两个单位", two_sentences("领导小组办公室设在市消防救援支队。", "各企业每月5日前将自查情况报领导小组办公室（市住建局）。"), ("owner-seat",)),
    Kind("office-tier", "别一级的单位牵头", swap(r"(?<=[。\n])市(?=(?:应急管理|应急|公安|教育|水利|住建|交通运输|财政|民政|商务)局(?:要|牵头|负责|会同|组织|每))", "旗"), ("owner-other",)),
    Kind("reference", "引用本文没有的条", sentence("市应急局依照本通知第九十八条每月检查1次。"), ("structure-reference",)),
    Kind("campaign", "三年行动的起止写错", sentence("市应急局围绕安全生产治本攻坚三年行动（2023—2025年）每月检查1次。"), ("deadline-years",)),
    Kind("classes", "以下六类而列五类", sentence("市应急局每月检查以下六类车辆：客运车辆、校车、危险货物运输车、重型货车、面包车。"), ("structure-count",)),
    Kind("fine", "通知自定罚款", sentence("市应急局每月检查1次，对违规作业的一律处以3万元罚款。"), ("wording-beyond",)),
    Kind("steps", "先检测后通风", sentence("市应急局每月检查1次，督促企业先检测、再通风、后作业。"), ("wording-contrary",)),
    Kind("article", "主要负责人职责引旧条号", sentence("市应急局按照《安全生产法》第十八条规定的主要负责人职责每月检查1次。", since=2022), ("wording-contrary",)),
    Kind("grade", "三人死亡写成一般事故", sentence("市应急局每月通报1次有限空间中毒一般事故，造成3人死亡的教训要讲透。"), ("wording-contrary",)),
    Kind("elsewhere", "别处的局", sentence("利通区应急管理局每月检查1次。"), ("wording-other-place",)),
    Kind("stump", "半句话", sentence("市应急局每月检查1次，6月底前完成整改，并于。"), ("wording-cut",)),
    Kind("aim-year", "目标写成上一年", sentence("市应急局每月检查1次，确保{last}年安全生产形势稳定。"), ("deadline-stale-year",)),
    Kind("month-number", "安全生产月第几个写错", sentence("市应急局组织第9个全国“安全生产月”活动，每月宣传1次。"), ("deadline-years",)),
    Kind("revoke", "乡镇吊销许可证", sentence("对逾期不整改的企业，由所在乡镇人民政府一律吊销许可证。"), ("wording-beyond",)),
    Kind("fill-in", "此处请补充数据", sentence("市应急局每月检查1次重点企业（此处请住建局补充数据）。"), ("wording-remark",)),
    Kind("typo-alike", "排查写成排察", sentence("市应急局每月开展1次隐患排察。"), ("wording-typo",)),
    Kind("bracket", "少一半括号", swap(r"(?<=[^\n。]{4})）(?=[^\n。])", ""), ("wording-bracket",)),
    Kind("quote", "少一半引号", swap(r"(?<=[^\n”]{4})”(?=[^\n])", ""), ("wording-quote",)),
    Kind("typo-doubled", "安全安全生产", swap("(?<!安全)安全生产(?=工作|责任|管理)", "安全安全生产"), ("wording-typo",)),
    Kind("typo-less", "防灾减救灾", sentence("市应急局6月底前开展1次防灾减救灾培训。"), ("wording-typo",)),
    Kind("cited-repealed", "引用已废止的文件", sentence("市应急局每季度按照《煤矿安全监察条例》检查1次。", since=2025), ("wording-citation",)),
    Kind("cited-number", "引用文件的文号错", sentence("市应急局每季度按照《国务院办公厅关于加强安全生产监管执法的通知》（国办发〔2015〕25号）检查1次。"), ("wording-citation",)),
)  # fmt: skip
