"""How many the text says that there are, and how many follow: members in the line or below it, what is named ahead (…等八大作业),
what a catchword counts (“五个一”), the rows of the table of tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from shapes.facts import Fact
from shapes.measure.counted import ITEM, MEMBER
from shapes.measure.holders import Holders, Line
from shapes.text import ordinal
from shapes.view import Notice, Section

_NUMBER = r"(?:[二两三四五六七八九十]|1[0-9]|[2-9])"
_PROMISE = re.compile(
    rf"(?:以下|下列|如下)({_NUMBER})(?:个方面|个|项|条|类|点|种|大)[^。；，：:\n“《]{{0,10}}[：:。](?=\s*(?:$|一是|一要|1[.．、](?!\d)))",
    re.M,
)
_SET = re.compile(
    rf"(?<!第)(?P<stated>{_NUMBER})(?:个|项|大)(?:重点|专项|主要|联合|工作|检查|督查|督导|整治|推进){{0,2}}(?P<noun>阶段|步骤|行动|小组|组|专班|整治|工程)(?:组织)?(?:进行|实施|推进|开展)?(?:，(?:具体)?分工如下)?[：:。]\s*$"
)
"""A number of stages, groups or campaigns at the end of a line, which the heads of the lines below then name."""
_DATED = re.compile(r"[（(][^（()）]{0,12}\d月")
_HEAD = 40  # characters at the head of a line that name it
_RUN_IN = re.compile(
    rf"(?:以下|下列|如下)({_NUMBER})(?:个|项|类|种|大)[^。；，：:、\n“《]{{0,10}}[：:]([^。；：:，\n]{{4,120}})(?=[。；])"
)
_TOWNS = re.compile(
    rf"(?:以下|下列)(?P<stated>{_NUMBER})个(?:乡镇|镇街|街道|县区?|区县|部门)[^。；：:、\n“《]{{0,50}}[：:](?P<list>[\u4e00-\u9fff]{{2,12}}(?:、[\u4e00-\u9fff]{{2,12}}){{1,12}})(?=[。；\n])"
)
"""以下4个乡镇有…，予以通报：甲镇、乙镇、丙镇、丁镇."""
_ETC = re.compile(rf"等(?P<stated>{_NUMBER})[个项类家座处大](?=[\u4e00-\u9fff])")
_NAMED = re.compile(r"(?:[\u4e00-\u9fff]{2,14}、){2,}[\u4e00-\u9fff]{2,14}$")
_MEMBERS = 140  # characters that names of a dozen members take at most
_THE_REST = re.compile(rf"(?:其[他余它]|另外?|还有)的?{_NUMBER}(?:个|项|条|类|点|种)")
_CATCHWORD = re.compile(
    r"“(?P<stated>[二两三四五六七八九十])(?P<each>个一|不|必须|严禁|不准)”[^，。；：“”]{0,8}(?:[：:]|[，,]即)(?P<list>[^。；\n]+)"
)
_COUNTED_WORDS = re.compile(
    rf"“(?P<words>(?:{_NUMBER}个[\u4e00-\u9fff]{{2,4}}[、，]?){{1,4}})”[^，。；：“”]{{0,8}}[：:](?P<list>[^。\n]+)"
)
_COUNTED_WORD = re.compile(rf"(?P<stated>{_NUMBER})个(?P<each>[\u4e00-\u9fff]{{2,4}})")
"""“三个坚决、两个下降”：坚决…，坚决…，坚决…，…"""
_SHARES = re.compile(
    rf"(?P<names>(?:[^，。；：“”、]{{2,16}}率、){{1,7}}[^，。；：“”、]{{2,16}}率)[^，。；：、\d]{{0,6}}100[%％][，,](?:[\u4e00-\u9fff]{{0,6}})“(?P<says>(?P<stated>{_NUMBER})个(?:百分之百|100[%％]))”"
)
_VISITED = re.compile(
    rf"(?:深入|走进)(?P<names>[^，。；“”、]{{2,10}}(?:、[^，。；“”、]{{2,10}}){{1,8}})“(?P<says>(?P<stated>{_NUMBER})进)”"
)
"""深入学校、社区、工地开展“三进”活动."""
_QUOTED = re.compile(
    rf"“(?P<names>[^“”、，。；]{{1,10}}(?:、[^“”、，。；]{{1,10}}){{1,8}})”(?P<says>(?P<stated>{_NUMBER})(?:个|项|本|张|类)?(?:清单|台账|机制|制度|环节|要素|原则|领域))"
)
_COLOURS = re.compile(
    r"(?<=[^、\s])(?P<names>[红橙黄蓝]色?(?:、[红橙黄蓝]色?){1,3})[^、，。；：红橙黄蓝\d]{0,4}?(?P<stated>[二两三四])(?:级|色|个等级|类)"
)
_COLOUR = re.compile("[红橙黄蓝](?=色)")
_PARTS_AND_ITEMS = re.compile(
    rf"(?<!第)(?P<parts>{_NUMBER})个(?:方面|部分)的?(?:共)?(?P<stated>\d{{1,3}})[项条](?:重点|主要|具体)?(?:工作|任务|措施)"
)
_PART = re.compile(r"[ 　\t#*]*[一二三四五六七八九十]{1,3}、")
_IN_PART = re.compile(r"[ 　\t#*]*(?P<number>\d{1,3})[.．、](?!\d)")
_IN_BRACKETS = re.compile(
    rf"[（(](?P<stated>{_NUMBER})(?:大|项|个)(?:重点|专项)?(?:行动|任务|工程|整治|治理|措施)[)）]\s*$"
)
"""三、主要任务（八大行动）."""
_HEADING = re.compile(
    rf"(?<![第百])(?P<stated>{_NUMBER})(?:[个大]方面|(?:个方面的?|大方面的?|项|大)(?:重点|主要|具体|专项|保障)?(?:工作|任务|措施|要求|行动|内容))[：:。]?\s*$"
)
"""二、抓好六个方面的重点工作, a heading over what is counted from one."""
_BESIDE = (_PROMISE, _SET, _HEADING, _IN_BRACKETS)
"""What says how many stand right below it."""
_LONGEST = 40  # characters of such a heading
_ONE = re.compile("一[次个封份张场堂本册套把支人名块台项轮遍部节课]")
_INLINE = re.compile(r"(?:^|(?<=[；;。，,]))[ 　]*(\d{1,2})[.．、](?!\d)")
_ABOVE = re.compile(
    r"[ 　]*(?:第[一二三四五六七八九十]+[章节部]|附[ 　]*件|特此通知)|[ 　]*20\d\d年\d{1,2}月\d{1,2}日\s*$"
)
_KINDS = ("专项治理", "专项整治", "专项行动", "行动", "工程")
_FEWEST_HEADS = 4  # headings of one kind that make it a list of them
_FAR = 400  # lines below that may hold a list
_TASKS = re.compile(r"(?<![第\d])(?P<stated>\d{1,3})项(?:重点|主要|具体)?(?:工作)?任务(?!的?第)")
_ROWS = re.compile(
    r"共(?:计|有)?(?:\d{1,2}(?:大?类|个方面))?(?P<stated>\d{1,3})项(?=[）)，。；\t]|$)"
)
_NEAR = 300  # characters between what says how many rows a table has and its first or last
_FEWEST = 5  # rows of a table of tasks

_Slip = tuple[tuple[int, int], str, int, int]
"""A span, its words, the number that they state and how many there are."""


def measure_announced(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """Numbers that are announced beside another number of what follows (``countDiffers``)."""
    lines = holders.lines
    for at, line in enumerate(lines):
        if line.annexed:
            continue
        below = lines[at + 1 : at + 1 + _FAR]
        text = line.text
        for span, found, stated, count in (
            *_promised(text, below),
            *_set(text, below),
            *_run_in(text),
            *_named(text),
            *_catchwords(text),
            *_counted_words(text),
            *_named_ahead(text),
            *_colours(text),
            *_headed(text, below),
            *_parts_and_items(text, below),
        ):
            says = {"stated": str(stated), "counted": str(count)}
            yield from holders.seen("countDiffers", line, span, found=found, **says)
    yield from _tasks(notice, holders)
    yield from _kinds(notice, holders)


def _promised(text: str, below: Sequence[Line]) -> Iterator[_Slip]:
    """以下五项： where another number of members stands behind it in the line (一是…) or at the heads of the lines below, counted
    from one."""
    found = _PROMISE.search(text)
    stated = _number(found[1]) if found else 0
    if found is None or not stated:
        return
    rest = text[found.end() :].strip()
    members = [] if rest else _members_below(below)
    count = _members_in(rest) if rest else len(members)
    if any(_THE_REST.search(each) for each in (rest, *(line.text for line in members))):
        return
    if count > 1 and count != stated:
        yield found.span(), found[0].rstrip("：:。"), stated, count


def _set(text: str, below: Sequence[Line]) -> Iterator[_Slip]:
    """分三个阶段进行。 above four of them."""
    found = _SET.search(text)
    if found is None or _PROMISE.search(text):
        return
    heads = [line.text[:_HEAD] for line in _members_below(below)]
    noun, stated = found["noun"][-2:], _number(found["stated"])
    dated = noun in ("阶段", "步骤")
    named = [head for head in heads if noun[-1:] in head or (dated and _DATED.search(head))]
    if len(heads) > 1 and len(heads) != stated and len(named) == len(heads):
        yield found.span(), found[0].strip().rstrip("：:。"), stated, len(heads)


def _number(words: str) -> int:
    """The number that the words say; 0 where they say none."""
    return ordinal(words.replace("两", "二")) or 0


def _run_in(text: str) -> Iterator[_Slip]:
    """Members between commas of enumeration behind the number of them (以下六类车辆：…、…)."""
    for found in _RUN_IN.finditer(text):
        members = re.sub("[（(][^（()）]*[)）]", "", found[2])
        count = members.count("、") + 1
        also = len(re.findall("[和及与]", members))
        stated = _number(found[1])
        if count > 2 and not count <= stated <= count + also and not MEMBER.search(found[2]):
            words = found[0].partition("：")[0].partition(":")[0]
            yield (found.start(), found.start() + len(words)), words, stated, count


def _named(text: str) -> Iterator[_Slip]:
    """Members ahead of the number of them, where more are named (…、…等4个乡镇); 等 may leave out what is not."""
    for found in _ETC.finditer(text):
        ahead = max(0, found.start() - _MEMBERS)
        named = _NAMED.search(text[ahead : found.start()])
        count = named[0].count("、") + 1 if named else 0
        stated = _number(found["stated"])
        if named and count > stated and not re.search("[和及与]", named[0]):
            span = (ahead + named.start(), found.end())
            yield span, text[slice(*span)], stated, count


def _catchwords(text: str) -> Iterator[_Slip]:
    """“五个一”：开一次主题班会、…, of which each is one of them."""
    for found in _CATCHWORD.finditer(text):
        each = found["each"]
        pieces = re.split(
            "，" if "，" in found["list"] and each == "不" else "[，、]", found["list"]
        )
        counted = all(
            len(_ONE.findall(piece)) == 1 if each == "个一" else piece.strip().startswith(each)
            for piece in pieces
        )
        stated = _number(found["stated"])
        if counted and len(pieces) not in (1, stated):
            yield found.span(), found[0].partition("：")[0], stated, len(pieces)


def _counted_words(text: str) -> Iterator[_Slip]:
    """“三个坚决”：坚决…，坚决…, of which each piece that begins, or ends, with the word is one."""
    for found in _COUNTED_WORDS.finditer(text):
        pieces = re.split("[，、；]", found["list"].rstrip("。 　"))
        for word in _COUNTED_WORD.finditer(found["words"]):
            each = word["each"]
            count = max(
                sum(piece.strip().startswith(each) for piece in pieces),
                sum(piece.strip().endswith(each) for piece in pieces),
            )
            stated = _number(word["stated"])
            if count > 1 and count != stated:
                start = found.start("words") + word.start()
                yield (start, start + len(word[0])), word[0], stated, count


def _named_ahead(text: str) -> Iterator[_Slip]:
    """“问题、措施、责任”三个清单; 甲率、乙率达到100%，实现“两个百分之百”."""
    for found in _TOWNS.finditer(text):
        count, stated = found["list"].count("、") + 1, _number(found["stated"])
        if count != stated and not re.search("[和及与等]", found["list"]):
            words = found[0].partition("个")[0] + "个"
            yield (found.start(), found.start() + len(words)), words, stated, count
    for found in (
        *_QUOTED.finditer(text),
        *_SHARES.finditer(text),
        *_VISITED.finditer(text),
    ):
        count, stated = found["names"].count("、") + 1, _number(found["stated"])
        if count != stated and not re.search("[和及与等]", found["names"]):
            yield found.span("says"), found["says"], stated, count


def _colours(text: str) -> Iterator[_Slip]:
    """红、橙、黄、蓝四级, and what is said of each behind it."""
    for found in _COLOURS.finditer(text):
        count, stated = found["names"].count("、") + 1, _number(found["stated"])
        rest = text[found.end() :].partition("。")[0]
        behind = rest.partition("：")[2] if rest.find("：") in range(10) else ""
        each = len(set(_COLOUR.findall(behind)))
        if count != stated or (each > 1 and each != stated):
            yield found.span(), found[0], stated, each if count == stated else count


def _headed(text: str, below: Sequence[Line]) -> Iterator[_Slip]:
    """A heading that says how many, above members that are counted from one up to the next heading of its kind."""
    own = ITEM.match(text)
    short = own and len(text.strip()) <= _LONGEST
    found = (_HEADING.search(text) or _IN_BRACKETS.search(text)) if short else None
    if own is None or found is None or _PROMISE.search(text) or _SET.search(text):
        return
    heads = [ITEM.match(line.text) for line in below]
    end = next((at for at, head in enumerate(heads) if head and _like(head) == _like(own)), None)
    count, stated = len(_members_below(below[:end])), _number(found["stated"])
    if count > 1 and count != stated:
        yield found.span(), found[0].strip().strip("（）()：:。"), stated, count


def _parts_and_items(text: str, below: Sequence[Line]) -> Iterator[_Slip]:
    """五个方面20项工作, where the items are counted on through all parts; those of the first five may be all that are meant."""
    found = _PARTS_AND_ITEMS.search(text)
    if found is None:
        return
    parts, items, within = 0, 0, 0
    for line in below:
        item = _IN_PART.match(line.text)
        if line.annexed:
            break
        if _PART.match(line.text):
            parts += 1
        elif item and int(item["number"]) == items + 1:
            items += 1
            within += parts <= _number(found["parts"])
        elif item:
            return
    stated = int(found["stated"])
    if items > 1 and stated not in (items, within):
        yield found.span(), found[0], stated, items


def _members_in(text: str) -> int:
    """How many members of 一是 … 二是 … or 1. … 2. … a text has; 0 where one is missing or they begin otherwise."""
    found = _INLINE.findall(text) if text.startswith("1") else []
    numbers = [ordinal(each) for each in found or MEMBER.findall(text)]
    return len(numbers) if numbers == list(range(1, len(numbers) + 1)) else 0


def _members_below(lines: Sequence[Line]) -> list[Line]:
    """The lines at the head of ``lines`` and below that are counted on from one in the style of the first; none where one is missing."""
    first = next((line for line in lines if line.text.strip()), None)
    head = ITEM.match(first.text) if first else None
    if head is None or ordinal(head["number"]) != 1:
        return []
    members: list[Line] = []
    for line in lines:
        item = ITEM.match(line.text)
        if line.annexed or (item is None and _ABOVE.match(line.text)):
            break
        if item is None or _like(item) != _like(head):
            continue
        number = ordinal(item["number"])
        if number == 1 and members:
            break
        if number != len(members) + 1:
            return []
        members.append(line)
    else:
        return members if len(lines) < _FAR else []  # else the list may go on
    return members


def _like(item: re.Match[str]) -> tuple[str, bool, str]:
    """The style of a number at the head of a line."""
    return item["open"], item["number"].isdigit(), item["close"]


def _kinds(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """六个专项治理, where the one list of headings that all are of the kind has another number of them."""
    lists: dict[str, list[Section]] = {}
    for section in notice.sections.values():
        if section.kind in ("Part", "Article", "Item") and section.title:
            lists.setdefault(f"{section.kind} {section.parent}", []).append(section)
    for kind in _KINDS:
        counts = [
            len(each)
            for each in lists.values()
            if len(each) >= _FEWEST_HEADS and all(s.title.endswith(kind) for s in each)
        ]
        said = [(line, m) for line in holders.lines for m in _said_of(kind).finditer(line.text)]
        beside = any(p.search(line.text) for line, _ in said for p in _BESIDE)
        if len(counts) == 1 and len({m["stated"] for _, m in said}) == 1 and not beside:
            line, found = said[0]
            if _number(found["stated"]) != counts[0] and not line.annexed:
                says = {"stated": str(_number(found["stated"])), "counted": str(counts[0])}
                yield from holders.seen("countDiffers", line, found.span(), found=found[0], **says)


@cache
def _said_of(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![第“])(?P<stated>{_NUMBER})[大个项](?:重点)?{kind}(?!”)")


def _tasks(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """The number of tasks that the text announces beside the one table of tasks, whose rows are counted from one."""
    rows = notice.table_rows
    numbers = [int(row.number) for row in rows if row.number.isdigit()]
    if len(numbers) < _FEWEST or numbers.count(1) != 1 or len(numbers) != len(rows):
        return
    counted_on = len(numbers) == max(numbers)
    matters = len({(row.number, row.title or row.text) for row in rows})
    count = len(numbers) if counted_on else matters
    counts = {len(numbers), count}
    first, last = rows[0].place.start or 0, rows[-1].place.end or 0
    said = [
        (line, found)
        for line in holders.lines
        for found in _rows_said(
            line, (line.place.start or 0) - first, (line.place.start or 0) - last
        )
    ]
    if len(said) == 1 and int(said[0][1]["stated"]) not in counts:
        line, found = said[0]
        says = {"stated": found["stated"], "counted": str(count)}
        yield from holders.told("countDiffers", line, found.span(), found=found[0], **says)


def _rows_said(line: Line, ahead: int, behind: int) -> Iterator[re.Match[str]]:
    """What says how many tasks there are, and how many rows, close to the table that begins ``-ahead`` and ends ``-behind``
    characters behind the line's first one."""
    beside = 0 < -ahead < _NEAR or 0 <= behind < _NEAR
    if "\t" not in line.text or 0 <= behind < _NEAR:
        yield from _TASKS.finditer(line.text)
    if beside:
        yield from _ROWS.finditer(line.text)
