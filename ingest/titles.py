"""The title of an official document among the lines in front of its text (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.characters import repaired_digits
from ingest.furniture import is_page_line, pairs
from ingest.numerals import CAPITAL_PART
from ingest.unit_names import looks_like_unit

_GENRE = (
    r"(?:通知|意见|方案|通报|要点|公告|通告|决定|函|规划|计划|办法|措施|清单|预案|安排|细则|规定|制度|指南|批复|请示"
    r"|报告|纪要|倡议书|提示|提醒|公开信|责任书|条例|表|部署|目标|规程|规范|标准|督办函|提示函|建议书|倡议|要求|举措|汇编|手册|守则|须知|承诺书|章程|纲要|台账|一封信|(?:通知|告知|决定|指令|意见|催告)书|(?:督办|交办|派工|任务|提示)单|命令|(?<=[火长])令|(?:预警|提示|警示|提醒)信息)"
)
_TITLE_END = re.compile(rf"{_GENRE}(?:（[^（）]{{1,40}}）)*$")
_NUMBERED = re.compile(
    r"[（]?(?:[\u4e00-\u9fff]{2,12})?[〔（\[<〈]\s*20\d{2}\s*[〕）\]>〉]\s*第?\s*\d+\s*号[）]?"
)
UNBRACKETED = r"(?<![路街巷道弄楼室第号证备年月日])20\d{2}[-—]?\d{1,4}号"
"""Year and serial number behind the letters of an office, their brackets lost in a copy (甲政发202317号, 甲政发2023-17号);
a house, a licence and a serial number without letters (人民路202317号) are none."""
_UNBRACKETED_LINE = re.compile(rf"（?[\u4e00-\u9fff]{{2,12}}{UNBRACKETED}）?")
UNCLOSED = re.compile(r"([\u4e00-\u9fff]{2,12})〔(20\d{2})0*(\d{1,4})号?")
"""A number whose closing bracket and 号 a page lost (甲政发〔202317)."""
_AHEAD_OF_TITLE = re.compile(
    rf"(?![^〔（\[<〈]{{0,12}}(?:关于|转发|批转|印发|贯彻|落实|执行|根据|按照)){_NUMBERED.pattern}(?=[^，。；：]{{0,60}}关于.{{4,}})"
)
"""Not the number of what a title passes on or puts into effect (转发甲安委〔2025〕6号关于…的通知)."""
_BEHIND_TITLE = re.compile(rf"(?:{_NUMBERED.pattern}|（[\u4e00-\u9fff]{{2,12}}{UNBRACKETED}）)$")
_NO_TITLE = re.compile(
    r"^（此[件文]|^(?:为|为了|按照|根据|依据|遵照|经|现将|现就|近期(?![^，。；：]{2,40}的(?:紧急)?通知$)|近日|当前|附件?[：:\d一二三]|[一二三四五六七八九十]{1,3}、|"
    + CAPITAL_PART
    + r")|[。；！？]|[，：]$|\d{4}年\d{1,2}月\d{1,2}日$"
    r"|^二[〇○零O0][一二三四五六七八九〇○零]{2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日$"
)
_REST_OF_NAME = re.compile(
    r"(?:[和与及][\u4e00-\u9fff]{2,8}[局厅委]|(?:安全生产|消防安全|应急管理|减灾|防灾减灾救灾)?(?:委员会|领导小组|指挥部)|(?:监督)?管理局|人民政府)?(?:办公室|办公厅)?"
)
_NAV = 6
"""Characters: a shorter line that names no body is a word of a menu."""
_PLAIN = re.compile(
    "(?:紧急|特别|重要)?(?:通知|通告|公告|通报|倡议书)|[\u4e00-\u9fff]{2,6}(?:提醒|提示|督办|警示|交办|约谈|告知)(?:函|书|单)"
)
_SHORT = re.compile(
    "(?!特此|现|请|如下|以下|以上|有关|按|接|根据|关于|此|本)(?!.*(?:事项|工作通知如下|发[出布]|下发|收到|接到|另行|会议))[\u4e00-\u9fff]{2,8}(?:通知|通告|公告)"
)
"""The matter of a notice and its kind alone (放假通知, 防火通告)."""
_SERIES = re.compile(
    r"(?!.*关于)(?!.*20\d\d)[\u4e00-\u9fff]{2,30}(?:纪要|简报|专报|快报|动态|信息|通报)"
)
"""What a red head says of a series of documents (GB/T 9704-2012, 10.3), no title of one of them."""
_LETTERHEAD = re.compile(
    r"(?!.*关于)(?!.*20\d\d)(?P<body>[\u4e00-\u9fff]{4,40}?)(?:(?:工作)?(?:提示|督办|提醒|警示|催办|交办|建议|告知|整改)?(?:函|书|单|通知书?))"
)
"""A body and the kind of its paper in a red head (甲县安委会办公室提示函), where the title stands below it."""
_MOST_LINES, _LONGEST = 6, 120
_LINE = 20
"""Characters of a line that is a title by itself, whatever stands above it."""
_NEAR = 3
"""Lines below the caption of a page among which the number stands."""
_YEAR = re.compile("20\\d\\d年度?")
"""The first line of a title (2026年度 / 甲县安全生产 / 工作要点)."""
_ENOUGH = 8
"""Characters that a title without 关于 has at least."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the half-open range of lines that it takes; "" and 0, 0 where there is none."""

    text: str = ""
    start: int = 0
    end: int = 0


def is_complete(text: str) -> bool:
    """Whether a text ends as titles do, its brackets closed.

    >>> is_complete("关于印发《甲县方案》的通知"), is_complete("关于印发《甲县方案"), is_complete("关于做好检查的")
    (True, False, False)
    """
    closed = all(text.count(a) == text.count(b) for a, b in ("《》", "（）", "“”"))
    return closed and bool(_TITLE_END.search(text))


def is_title(text: str) -> bool:
    """Whether a line by itself is the title of a document.

    >>> is_title("甲县安委会关于做好2025年安全生产工作的通知"), is_title("现将有关事项通知")
    (True, False)
    """
    return _may_be(text) and is_complete(text) and _eligible(text)


def is_number_line(text: str) -> bool:
    """Whether a line is a document number.

    >>> is_number_line("（甲安委〔2025〕6号）"), is_number_line("〔2025〕6号"), is_number_line("按甲安委〔2025〕6号执行")
    (True, True, False)
    >>> is_number_line("甲政发20256号"), is_number_line("甲政发〔20256"), is_number_line("人民路20256号")
    (True, True, False)
    """
    line = repaired_digits(text)
    return any(p.fullmatch(line) for p in (_NUMBERED, _UNBRACKETED_LINE, UNCLOSED))


def find_title(lines: Sequence[str]) -> Title:
    """The first title in ``lines``, of one line or of several that follow each other; behind the head of
    a series (甲县人民政府专题会议纪要) or a letterhead the title that stands a few lines below it."""
    first = _fuller(lines, _first_title(lines))
    first = _below_number(lines, _without_site(lines, first))
    head = _LETTERHEAD.fullmatch(first.text)
    if not (_SERIES.fullmatch(first.text) or (head and looks_like_unit(head["body"]))):
        return first
    below = _first_title(lines[first.end : first.end + _MOST_LINES])
    if not is_complete(below.text):
        return first
    return Title(below.text, below.start + first.end, below.end + first.end)


def _first_title(lines: Sequence[str]) -> Title:
    for end in range(1, len(lines) + 1):
        if not _may_be(lines[end - 1]):
            continue
        starts = _starts(lines, end)
        whole = [s for s in starts if is_complete(t := "".join(lines[s:end])) and _eligible(t)]
        if whole:
            start = _upwards(lines, _best(lines, whole, end))
            return _with_stage(lines, start, end)
    return _unfinished(lines)


def _fuller(lines: Sequence[str], first: Title) -> Title:
    """The title as it stands again below, where only there those who issue it stand above it; else as it is."""
    if not first.text.startswith("关于"):
        return first
    size = first.end - first.start
    for start in range(first.end + 1, len(lines) - size + 1):
        top = _upwards(lines, start) if lines[start].startswith("关于") else start
        if top < start and "".join(lines[start : start + size]) == first.text:
            return Title("".join(lines[top : start + size]), top, start + size)
    return first


def _below_number(lines: Sequence[str], first: Title) -> Title:
    """The title right below the number (GB/T 9704-2012, 7.2.5, 7.3.1), where the caption of a page stands above it."""
    near = range(first.end, min(len(lines), first.end + _NEAR))
    number = next((i for i in near if is_number_line(lines[i])), None)
    if number is None or "关于" in first.text:
        return first
    below = _first_title(lines[number + 1 : number + 1 + _MOST_LINES])
    if below.start or "关于" not in below.text or not is_complete(below.text):
        return first
    return Title(below.text, number + 1, number + 1 + below.end)


def _without_site(lines: Sequence[str], first: Title) -> Title:
    """The title without the words of a site in front of it (法规网首页甲县安委会关于…的通知), where it stands again
    below whole, with who issues it."""
    size = first.end - first.start
    for start in range(first.end, len(lines)):
        again = "".join(lines[start : start + size])
        site = first.text.removesuffix(again)
        whole = again.find("关于") > 0 and again in first.text and is_title(again)
        if whole and site != first.text and site.endswith(("首页", "网", "平台", ">", "|")):
            return Title(again, start, start + size)
    return first


def above_time(lines: Sequence[str]) -> str:
    """The line that a page prints above the time at which it was put there, as it does of a title that ends in no
    usual word; "" where there is none.

    >>> above_time(["首页>工作动态", "甲县八项硬措施力保尾矿库度汛", "发布时间：2025-07-09 来源：本站"])
    '甲县八项硬措施力保尾矿库度汛'
    """
    timed = (a for a, b in pairwise(lines) if any("published" in rule for rule, _ in pairs(b)))
    return next((a for a in timed if len(a) >= _ENOUGH and _may_be(a)), "")


def split_number(title: str) -> tuple[str, str]:
    """A title and the document number printed behind it, or on a page in front of it.

    >>> split_number("关于做好检查的通知（甲安委〔2025〕6号）")
    ('关于做好检查的通知', '甲安委〔2025〕6号')
    >>> split_number("甲安委〔2025〕6号关于做好检查的通知")
    ('关于做好检查的通知', '甲安委〔2025〕6号')
    >>> split_number("关于转发甲安委〔2025〕6号关于做好检查的通知")
    ('关于转发甲安委〔2025〕6号关于做好检查的通知', '')
    """
    ahead = _AHEAD_OF_TITLE.match(title)
    if ahead:
        return title[ahead.end() :], ahead[0].strip("（）")
    m = _BEHIND_TITLE.search(title)
    return (title[: m.start()], m[0].strip("（）")) if m and m.start() else (title, "")


def _may_be(line: str) -> bool:
    bare = split_number(line)[0]
    return not (
        len(bare) > _LONGEST
        or _NO_TITLE.search(bare)
        or is_page_line(line)
        or is_number_line(line)
        or bare.endswith("文件")
    )


def _eligible(text: str) -> bool:
    return "关于" in text or len(text) >= _ENOUGH


def _starts(lines: Sequence[str], end: int) -> list[int]:
    """Where a title that ends with line ``end - 1`` may begin: up to five lines above, no line
    between being complete by itself or of another kind."""
    starts = [end - 1]
    while (
        starts[-1] > 0
        and end - starts[-1] < _MOST_LINES
        and _may_be(lines[starts[-1] - 1])
        and not is_title(lines[starts[-1] - 1])
    ):
        starts.append(starts[-1] - 1)
    return starts


def _best(lines: Sequence[str], starts: Sequence[int], end: int) -> int:
    """Of several starts: the last line that says 关于; without any, the first that is no menu word, or the last line
    where words of a menu stand above it and it is a title by itself."""
    about = [s for s in starts if "关于" in lines[s]]
    if about:
        return max(about)
    by_itself = end - 1 in starts and len(lines[end - 1]) >= _LINE
    if by_itself and any(_is_menu(lines[s]) for s in range(min(starts), end - 1)):
        return end - 1
    return min(s for s in starts if s == end - 1 or not _is_menu(lines[s]))


def _upwards(lines: Sequence[str], start: int) -> int:
    """The start with the lines above it that name the issuers of a title that begins with 关于, or the
    beginning of a name that goes on in it (甲县安全生产委员会 / 办公室关于…)."""
    head = lines[start].partition("关于")[0]
    if start and goes_on(head):
        above = lines[start - 1]
        start -= _may_be(above) and len(above) >= 4 and looks_like_unit(above + head)
    elif not head or head in ("印发", "转发"):
        while start and _is_body(lines[start - 1]):
            start -= 1
    return start


def goes_on(words: str) -> bool:
    """Whether words in front of 关于 are the rest of a name that a line break parted.

    >>> goes_on("办公室"), goes_on("和城乡建设局"), goes_on("县安委办"), goes_on("")
    (True, True, False, False)
    """
    return bool(words) and bool(_REST_OF_NAME.fullmatch(words))


def _is_body(line: str) -> bool:
    return _may_be(line) and 4 <= len(line) <= 40 and issues(line)


def issues(name: str) -> bool:
    """Whether a name is that of a body that issues documents, schools among them.

    >>> issues("甲县第一中学"), issues("甲县应急管理局"), issues("甲县中学生")
    (True, True, False)
    """
    return looks_like_unit(name) or name.endswith(("中学", "小学", "幼儿园"))


def _is_menu(line: str) -> bool:
    return len(line) <= _NAV and not looks_like_unit(line) and not _YEAR.fullmatch(line)


def _with_stage(lines: Sequence[str], start: int, end: int) -> Title:
    """The title with （征求意见稿） or the like on a line of its own."""
    title = "".join(lines[start:end])
    if end < len(lines) and re.fullmatch(
        r"（(?:[^（）]{0,10}[稿行案]|20\d\d[^（）]{0,12}年度?)）", lines[end]
    ):
        return Title(title + lines[end], start, end + 1)
    return Title(title, start, end)


def _unfinished(lines: Sequence[str]) -> Title:
    """A line that says 关于 though it ends in no usual word, or that is nothing but the kind of document."""
    for i, line in enumerate(lines):
        if "关于" in line and len(line) <= 80 and _may_be(line):
            return Title(line, i, i + 1)
    plain = next(
        (i for i, line in enumerate(lines) if _PLAIN.fullmatch(line) or _is_short(lines, i)), None
    )
    return Title() if plain is None else Title(lines[plain], plain, plain + 1)


def _is_short(lines: Sequence[str], i: int) -> bool:
    """Whether a line near the top is a title too short to be told by itself (放假通知): those whom it calls on or the
    text stand right below."""
    last = i + 1 == len(lines)
    called = last or lines[i + 1].endswith("：")
    return i < _NEAR and called and bool(_SHORT.fullmatch(lines[i]))
