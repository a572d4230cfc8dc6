"""Parts beside their total: behind it (共38座，包括…), behind the sentence that says it (分行业看，…), in items below it, ahead of it
(2026年8家，2027年9家，共17家)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from shapes.facts import Fact
from shapes.measure.holders import Holders, Line

_UNIT = r"(?:公里|万元|亿元|万户|万人|人次|[项条处个家座所份起户栋台辆名人次艘支件宗口批间套])"
_FIGURE = r"(?:\d{1,3}(?:,\d{3}){1,3}(?!\d)|\d{1,12}(?:\.\d{1,4})?)"
_HURT = r"(?:共?造?成?(?:死亡|受伤|重伤|轻伤)\d{1,5}人)"
_LEFT_OUT = re.compile(
    r"\s|(?<=\d),(?=\d{3}(?!\d))|[（(](?!(?:其中)?(?:不计入|不含|不包括|另)|(?:其中)?(?:含|包括)[^（()）\d]{0,8}\d)[^（()）]{0,40}[)）]"
)
"""Spaces, the commas of thousands (1,286家) and what stands in brackets, where that does not say of a figure what else is in it, or is not (6座（不计入总数）)."""
_TOTAL = re.compile(
    rf"(?<![\d.第])(?<!\d,)(?P<total>{_FIGURE})(?P<unit>{_UNIT})(?:[^，。；：（(\d]|\d(?=[轮次遍])){{0,24}}(?:[，、]{_HURT}){{0,2}}[，：（(。]?(?:其中|包括)[：，]?(?P<parts>[^。）)\n\t]+)"
)
_PART = re.compile(rf"(?<![第\d.])(?P<figure>{_FIGURE})(?P<unit>{_UNIT})(?!以上|以下|以内)")
_PART_OF = re.compile(
    rf"(?!各|每|另|共|合计|其中|包括|新增|还有|约)[\u4e00-\u9fff“”]{{2,14}}?(?<!等)(?P<figure>{_FIGURE})(?P<unit>{_UNIT})"
)
_OVERLAP = re.compile("重复|交叉|重叠|兼有|同时")
_PIECE = re.compile(
    rf"(?:20\d\d年)?[\u4e00-\u9fff“”（）()A-Za-z]{{0,14}}?(?:约|共|为|有)?{_FIGURE}{_UNIT}[\u4e00-\u9fff]{{0,10}}"
)
_OTHERWISE = re.compile(r"不少于|不低于|至少|覆盖|^(?:另|此外|已|现场|当场|目前|属|涉及|其余\D*已)")
"""A piece that divides the total in another way, or counts another thing."""
_BY_TRAIT = re.compile(
    r"(?P<held>自有|自营|租用|租赁|外包)|(?P<scale>规上|规下|规模以|限上)|(?P<owner>外资|合资|民营|私营|国有|国企|民企|央企|民办|公办)|(?P<known>高新技术|专精特新|上市)"
    r"|(?P<fuel>新能源|燃油|纯电)|(?P<boards>寄宿|走读)|(?P<sound>病险)"
    r"|(?P<state>新开工|新建|续建|在建|改建|扩建|拟建|已建|停建|复工|竣工|在用|停用|投用|停产|闭库|运[行营]|正常生产|生产(?:煤)?矿|建设(?:煤)?矿)"
    r"|(?P<grave>(?:特别重大|重大|较大|一般)(?:生产安全|安全|道路交通|火灾)?事故(?!隐患)|亡人|伤人|死亡)|(?P<danger>重大危险源|重点监管)"
    r"|(?P<sex>男|女)|(?P<party>党员|团员)|(?P<post>专职|兼职)"
)
"""Traits that each divide anything in a way of its own, across kinds and across each other."""
_OTHERS = re.compile(r"[、，；]其[他余][^、，；\d]{0,12}\d")
"""The last part of a list that has everything in it once, by whatever trait."""
_BOTH = re.compile(
    rf"[^，、；]{{0,4}}(?P<one>重大|一般)[^，、；]{{0,6}}隐患[^，、；]{{0,4}}{_UNIT}[，、](?!(?P=one))[^，、；]{{0,4}}(?:重大|一般)[^，、；]{{0,6}}隐患"
)
"""The two kinds of hidden dangers that there are."""
_PLACE = re.compile(
    rf"(?!全)[\u4e00-\u9fff]{{1,8}}(?:县|区|市|旗|镇|乡|街道|村|社区){_FIGURE}{_UNIT}"
)
"""A part that is what one place has, of which none has what another has."""
_NAMES = re.compile(r"[\u4e00-\u9fff“”A-Za-z]{2,14}")
_NONE = re.compile(
    r"(?:其[余他]|均)?[\u4e00-\u9fff]{0,12}(?:未发[生现]|没有|无)[\u4e00-\u9fff]{0,6}"
)
_LIST = re.compile(
    r"(?:[按从分]|按照)(?!别)[^，。；：\d]{1,8}(?:看|分|划分|统计)[，。]?[^，。；：、\d]{0,10}[：，]?(?P<parts>[^。：\n\t]+)"
)
_BACK = 400  # characters ahead of a list of parts in which their total stands
_FEWEST_PARTS = 3
_LEAST = Decimal("0.8")  # as _NEARLY, of parts that fill a bracket
_NEARLY = Decimal("0.9")  # share of the total from which the parts are all of it
_EVENTS = re.compile(r"(?<!同期)(?<!去年)(?<!上年)发生[^。；\d]{0,24}事故(?P<total>\d{1,5})起")
_OF_THEM = re.compile(r"其中[：，]?(?P<parts>[^。\n]+)")
_KIND = re.compile(r"[\u4e00-\u9fff]{2,14}(?P<figure>\d{1,5})起")
_APART = 26  # characters between a total and 其中 from which other words part them
_NEAR = 200  # characters behind the number of events in which their kinds stand
_ITEM = re.compile(
    r"\s*[（(][一二三四五六七八九十]{1,2}[)）](?P<name>[^，。；：\d]{2,14}?)(?P<figure>\d{1,5})起"
)
_ITEMS_BELOW = 12  # lines below that may hold the items
_YEAR = rf"20\d\d年[^，。；、\d]{{0,8}}{_FIGURE}"
_BY_YEARS = re.compile(
    rf"(?P<total>{_FIGURE})(?P<unit>{_UNIT})(?P<between>[^。；]{{0,24}}?)[，：](?P<parts>{_YEAR}(?P=unit)(?:[、，]{_YEAR}(?P=unit)){{1,5}})"
)
_A_YEAR = re.compile(r"20\d\d年[^，。；、\d]{0,8}$")
_YEARS = re.compile(
    rf"(?:20\d\d年[^，。；、\d]{{0,8}}{_FIGURE}(?P<unit>{_UNIT})[，、]){{2,6}}[^，。；、\d]{{0,4}}(?:三年|两年|四年|五年)?(?:累计|合计|总计|共计|共)[^，。；、\d]{{0,6}}(?P<total>{_FIGURE})(?P=unit)(?![（(])"
)
_IN_TURN = re.compile(
    rf"分别[^，。；、\d]{{0,8}}(?P<parts>{_FIGURE}(?P<unit>{_UNIT})(?:、{_FIGURE}(?P=unit)){{1,6}})[^，。；、\d]{{0,16}}，[^，。；、\d]{{0,4}}(?:累计|合计|总计|共计|共)[^，。；、\d]{{0,6}}(?P<total>{_FIGURE})(?P=unit)(?![（(])"
)
"""2024年、2025年分别完成2个、3个…，两年累计5个."""
_SUMMED = re.compile(
    rf"(?:(?<=[，。；：“”\"\n\t])|^)(?P<parts>(?:[\u4e00-\u9fff]{{2,14}}{_FIGURE}(?P<unit>{_UNIT})[、，]){{2,8}})(?:合计|总计|共计|共)(?P<total>{_FIGURE})(?P=unit)(?![（(]|[\u4e00-\u9fff]{{0,3}}\d)"
)
_OWN_NAME = r"(?:(?![未不无已的各均另含]|(?<!自)有)[\u4e00-\u9fff]){2,10}"
_PLAIN_PARTS = rf"{_OWN_NAME}{_FIGURE}(?P=unit)(?:[、，]{_OWN_NAME}{_FIGURE}(?P=unit)){{1,8}}"
_AMONG = re.compile(
    rf"(?<![\d.第])(?<!\d,)(?P<total>{_FIGURE})(?P<unit>{_UNIT})[\u4e00-\u9fff]{{0,12}}(?:中，(?P<among>{_PLAIN_PARTS})(?=[，。；])|[（(](?P<of>其中[：，]?)?(?P<within>{_PLAIN_PARTS})[)）])"
)
"""Parts that are named behind their total without 其中: 12座水库中，中型5座、小型7座, 9座矿山（露天矿山5座、地下矿山4座）."""
_WHOLE = re.compile(
    rf"(?<![\d.第])(?<!\d,)(?P<total>{_FIGURE})(?P<unit>{_UNIT})(?![以之]|左右)[^，。；：（()）\d]{{0,12}}：(?P<parts>[^。；\n\t]+)"
)
"""A total with its parts behind a colon: 整改38处：国道12处、县道20处、村道6处."""
_EACH_OF = re.compile(
    rf"(?<![\d.第])(?<!\d,)(?P<total>{_FIGURE})(?P<unit>{_UNIT})(?![以之]|左右)[^，。；：（()）\d]{{0,12}}，(?P<whose>[^，。；：\d已年月季上前同其较比最重]{{0,8}})分别[为是有](?P<parts>{_FIGURE}(?P=unit)(?:[、，]{_FIGURE}(?P=unit)){{2,8}})(?=[，。；\n]|$)"
)
"""A total with its parts in turn behind it: 检查320家，分别为45家、60家、215家."""
_EACH = re.compile(
    rf"(?:^|(?<=[：。；，,]))(?P<names>[^：。；，,、等\d\s]{{2,30}}(?:、[^：。；，,、等\d\s]{{2,20}}){{1,8}})各(?:设|有|建|配备|配)?(?P<each>\d{{1,3}})(?P<unit>{_UNIT})[，,]共(?:计|有)?(?P<total>\d{{1,4}})(?P=unit)"
)
"""甲门、乙门、丙门各1处，共3处."""
_SITES = "门县区镇乡村站库桥路口矿井厂园港坝河场"
_NAMED_SITES = re.compile(
    rf"(?P<names>[\u4e00-\u9fff]{{1,12}}(?P<site>[{_SITES}])(?:、[\u4e00-\u9fff]{{1,8}}(?P=site)){{1,8}})(?P<noun>[\u4e00-\u9fff]{{2,6}}?)(?:的?建设|改造|整治|检查)?，共(?:计|有)?(?P<total>\d{{1,3}})[处座个家条](?P=noun)"
)
"""建设甲门、乙门、丙门卡口，共3处卡口."""
_TOWNS = re.compile(
    r"(?<!\d)(?P<total>\d{1,3})个(?:乡镇街道|乡镇|镇街|镇乡|乡镇办|街镇|乡街)(?P<rest>(?:[（(]街道[)）])?[（(](?:含|即|其中)?(?P<parts>\d{1,2}个?(?:街道|镇|乡|民族乡|办事处)(?:[、，]?\d{1,2}个?(?:街道|镇|乡|民族乡|办事处)){1,3})[)）])"
)


class _Made(NamedTuple):
    """What parts make, how many they are, where they end, and whether a part follows that is none of the kind: of another trait, or not counted."""

    figure: Decimal
    parts: int
    end: int
    across: bool


class _Plain(NamedTuple):
    """A line without what is left out, and where each of its characters stands in the line."""

    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.at[start], self.at[end - 1] + 1


def measure_totals(holders: Holders) -> Iterator[Fact]:
    """Parts that do not make their total (``figuresDiffer``)."""
    ahead = ""
    lines = holders.lines
    for number, line in enumerate(lines):
        plain = _plain(line.text)
        slips = (
            *_events(plain.text),
            *_behind(plain.text),
            *_listed(ahead, plain.text),
            *_by_years(plain.text),
            *_summed(plain.text),
            *_sites(plain.text),
            *(() if _OVERLAP.search(line.text) else _complete(plain.text)),
        )
        once = {slip[1:]: slip for slip in reversed(slips)}
        for span, stated, counted in reversed(once.values()):
            yield from _told(holders, line, plain.span(*span), stated, counted)
        for span, stated, counted in _among(line.text):
            yield from _told(holders, line, span, stated, counted)
        for found in _TOWNS.finditer(line.text):
            parts = sum(int(each) for each in re.findall(r"\d+", found["parts"]))
            if parts != int(found["total"]):
                yield from _told(holders, line, found.span(), found["total"], str(parts))
        yield from _items(holders, line, lines[number + 1 : number + 1 + _ITEMS_BELOW])
        ahead = (ahead + plain.text)[-_BACK:]


def _told(
    holders: Holders, line: Line, span: tuple[int, int], stated: str, counted: str
) -> Iterator[Fact]:
    """That parts make another figure than the line states, at the span of both."""
    says = {"found": line.text[slice(*span)], "stated": stated, "counted": counted}
    yield from holders.seen("figuresDiffer", line, span, **says)


_Slip = tuple[tuple[int, int], str, str]
"""A span, what it states and what its parts make."""


def _plain(text: str) -> _Plain:
    """The text without what is left out; tabs and ends of lines stay, which part it."""
    kept: list[int] = []
    last = 0
    for found in _LEFT_OUT.finditer(text):
        kept += range(last, found.start())
        last = found.end()
        if found[0] in "\t\n":
            kept.append(found.start())
    kept += range(last, len(text))
    return _Plain("".join(text[at] for at in kept), kept)


def _behind(text: str) -> Iterator[_Slip]:
    """Of a total whose parts stand behind it those that make more of it, or a little less; of one that other words part from
    them (12座水库的责任人5月20日前上报，其中…) those that make more."""
    for found in _TOTAL.finditer(text):
        ahead = text[max(0, found.start() - _APART) : found.start()]
        if re.search(rf"{_FIGURE}{found['unit']}[^，。；、\d]{{0,12}}[、和及与]$", ahead):
            continue  # two totals, of which it is not said whose the parts are
        total = _decimal(found["total"])
        made, count, end, across = _made(text, found.span("parts"), found["unit"], total)
        few = count > 2 and total * _NEARLY <= made < total and not across
        two = count == 2 and total * _NEARLY <= made < total and not across  # fmt: skip
        both = made < total and (
            _BOTH.match(found["parts"]) or (two and _paired(text[found.start("parts") : end]))
        )
        if count > 1 and (made > total or few or both):
            yield (found.start(), end), found["total"], f"{made:f}"
    for found in _OF_THEM.finditer(text):
        ahead = text[text.rfind("。", 0, found.start()) + 1 : found.start()]
        first = _PART.search(found["parts"])
        own = [p for p in _PART.finditer(ahead) if first and p["unit"] == first["unit"]]
        if len(own) != 1 or len(ahead) - own[0].end() < _APART or "；" in ahead[own[0].end() :]:
            continue
        total = _decimal(own[0]["figure"])
        made, count, end, _ = _made(text, found.span("parts"), own[0]["unit"], total)
        if count > 1 and made > total:
            yield (found.start() - len(ahead) + own[0].start(), end), own[0]["figure"], f"{made:f}"


def _paired(parts: str) -> bool:
    """Whether two parts are all that there are: the second is the rest (其他企业13家), or both are of one name (地下矿山, 露天矿山)."""
    one, _, two = parts.partition("、")
    ends = [re.sub(rf"{_FIGURE}.*", "", part)[-2:] for part in (one, two)]
    return two.startswith(("其他", "其余")) or (ends[0] == ends[1] and len(ends[0]) == 2)


def _made(text: str, parts: tuple[int, int], unit: str, total: Decimal) -> _Made:
    """What the parts of a unit make, to where another unit, another trait or a new thing begins, or the total is reached."""
    made, count, end, places = Decimal(), 0, parts[0], True
    traits: frozenset[str] = frozenset()
    once = _OTHERS.search(text, *parts)
    for piece in re.compile("[^、，；]+").finditer(text, *parts):
        if re.fullmatch(_HURT, piece[0]):
            continue
        part = list(_PART.finditer(piece[0]))
        alike = len(part) == 1 and part[0]["unit"] == unit and _PIECE.fullmatch(piece[0])
        ended = count and unit != "起" and text[piece.start() - 1] == "；"
        places = places and _PLACE.fullmatch(piece[0]) is not None
        full = made == total and not places
        if not alike or full or ended or _OTHERWISE.search(piece[0]):
            across = re.search("[（(]", piece[0]) is not None
            return _Made(made, count, end, across)
        own = _traits(piece[0])
        if count and not once and own != traits and not own & traits:
            return _Made(made, count, end, across=True)
        traits = own & traits if count else own
        made, count, end = made + _decimal(part[0]["figure"]), count + 1, piece.end()
    return _Made(made, count, end, across=False)


def _traits(part: str) -> frozenset[str]:
    """By which traits a part is one (规上寄宿制学校); none of one that is a kind."""
    return frozenset(found.lastgroup or "" for found in _BY_TRAIT.finditer(part))


def _decimal(figure: str) -> Decimal:
    """The figure without the commas between its thousands."""
    return Decimal(figure.replace(",", ""))


def _by_years(text: str) -> Iterator[_Slip]:
    """Of a total that is parted by years, which is no year's own."""
    for found in _BY_YEARS.finditer(text):
        of_a_year = _A_YEAR.search(text[max(0, found.start() - 16) : found.start()])
        made = sum(_decimal(p["figure"]) for p in _PART.finditer(found["parts"]))
        if not of_a_year and "其中" not in found["between"] and made > _decimal(found["total"]):
            yield found.span(), found["total"], f"{made:f}"


def _events(text: str) -> Iterator[_Slip]:
    """Of the events of a period of which three kinds or more are told those that are one short, or too many."""
    for found in _EVENTS.finditer(text):
        behind = _OF_THEM.search(text, found.end(), found.end() + _NEAR)
        if behind is None or _EVENTS.search(text, found.end(), behind.start()):
            continue
        kinds: list[int] = []
        traits, once = frozenset[str](), _OTHERS.search(behind["parts"])
        for piece in re.finditer("[^，、；]+", behind["parts"]):
            kind = _KIND.fullmatch(piece[0])
            if kind and kinds and not once and _traits(piece[0]) != traits:
                kinds.clear()
                break
            if kind:
                traits = _traits(piece[0])
                kinds.append(int(kind["figure"]))
                end = behind.start("parts") + piece.end()
            elif not re.fullmatch(_HURT, piece[0]):
                break
        total, made = int(found["total"]), sum(kinds)
        if len(kinds) >= _FEWEST_PARTS and (made > total or made == total - 1):
            yield (found.start(), end), str(total), str(made)


def _listed(ahead: str, text: str) -> Iterator[_Slip]:
    """Lists of parts by kind or by unit (按单位看，甲公司46条，乙公司38条，…) that do not make the total ahead of them, but nearly do."""
    for found in _LIST.finditer(text):
        unit, figures = _figures(found["parts"])
        if len(figures) < _FEWEST_PARTS:
            continue
        before = (ahead + text[: found.start()])[-_BACK:]
        totals = [_decimal(t["figure"]) for t in _PART.finditer(before) if t["unit"] == unit]
        made = sum(figures)
        near = [t for t in totals if _NEARLY * t <= made <= t / _NEARLY]
        if near and made not in totals and max(near) > max(figures):
            yield found.span(), f"{max(near):f}", f"{made:f}"


def _figures(parts: str) -> tuple[str, list[Decimal]]:
    """The unit and the figures of a list of parts, of those that have one together (甲镇、乙镇各1起) each; none where a piece
    is no part."""
    unit, figures, waiting = "", [], 0
    for piece in re.split("[，、；]", parts):
        part = list(_PART.finditer(piece))
        if re.fullmatch(_HURT, piece) or _NONE.fullmatch(piece):
            continue
        if not part and _NAMES.fullmatch(piece):
            waiting += 1
            continue
        each = len(part) == 1 and (not waiting or "各" in piece)
        if not each or (unit and part[0]["unit"] != unit):
            return "", []
        unit = part[0]["unit"]
        figures += [_decimal(part[0]["figure"])] * (waiting + 1)
        waiting = 0
    return (unit, figures) if not waiting else ("", [])


def _summed(text: str) -> Iterator[_Slip]:
    """Of parts whose total stands behind them."""
    for found in (
        *_YEARS.finditer(text),
        *_SUMMED.finditer(text),
        *_IN_TURN.finditer(text),
    ):
        total = _decimal(found["total"])
        parts = [
            _decimal(p["figure"]) for p in _PART.finditer(text, found.start(), found.start("total"))
        ]
        if sum(parts) != total:
            yield found.span(), found["total"], f"{sum(parts):f}"


def _among(text: str) -> Iterator[_Slip]:
    """Of a total whose parts are named behind it without 其中; of those in a sentence that make more, or a little less."""
    for found in _AMONG.finditer(text):
        listed = found["within"] or found["among"]
        parts = re.split("[、，]", listed)
        traits = [_traits(part) for part in parts]
        one_trait = not any(traits) or frozenset.intersection(*traits)
        made = sum(_decimal(p["figure"]) for p in _PART.finditer(listed))
        total = _decimal(found["total"])
        alike = len({part.rstrip(f"{found['unit']}0123456789.,")[-1] for part in parts}) == 1
        all_of_it = (
            len(parts) >= _FEWEST_PARTS or (found["within"] and not found["of"]) or _paired(listed)
        )
        less = all_of_it and total * (_NEARLY if found["of"] else _LEAST) <= made < total
        if one_trait and (alike or found["within"]) and (made > total or less):
            yield found.span(), found["total"], f"{made:f}"


def _complete(text: str) -> Iterator[_Slip]:
    """Of a total with three parts or more behind a colon, or in turn, that are all of it by the words."""
    for found in _WHOLE.finditer(text):
        total = _decimal(found["total"])
        parts = re.split("[、，]", found["parts"])
        alike = [_PART_OF.fullmatch(part) for part in parts]
        figures = [
            _decimal(part["figure"]) for part in alike if part and part["unit"] == found["unit"]
        ]
        traits = [_traits(part) for part in parts]
        one_trait = (
            _OTHERS.search(found["parts"]) or not any(traits) or frozenset.intersection(*traits)
        )
        if len(figures) == len(parts) >= _FEWEST_PARTS and one_trait:
            made = sum(figures)
            if made != total and _LEAST * total <= made <= total / _LEAST:
                yield found.span(), found["total"], f"{made:f}"
    for found in _EACH_OF.finditer(text):
        total = _decimal(found["total"])
        made = sum(_decimal(part["figure"]) for part in _PART.finditer(found["parts"]))
        near = _LEAST * total <= made <= total / _LEAST
        if made != total and (near or not found["whose"]):
            yield found.span(), found["total"], f"{made:f}"


def _sites(text: str) -> Iterator[_Slip]:
    """Of places that are named ahead of how many they are."""
    for found in _EACH.finditer(text):
        names = found["names"]
        made = (names.count("、") + 1) * int(found["each"])
        also = len(re.findall("[和及与]", names)) * int(found["each"])
        if not made <= int(found["total"]) <= made + also:
            yield found.span(), found["total"], str(made)
    for found in _NAMED_SITES.finditer(text):
        count = found["names"].count("、") + 1
        if count != int(found["total"]) and not re.search("[和及与等]", found["names"]):
            yield found.span(), found["total"], str(count)


def _items(holders: Holders, line: Line, below: Sequence[Line]) -> Iterator[Fact]:
    """Items that each begin with the events of a kind and have more of them than the line above says."""
    totals = list(_EVENTS.finditer(line.text))
    if len(totals) != 1:
        return
    parts = []
    for each in below:
        item = _ITEM.match(each.text)
        if item:
            parts.append(int(item["figure"]))
        elif each.text.strip():
            break
    total = int(totals[0]["total"])
    if len(parts) > 1 and sum(parts) > total:
        yield from _told(holders, line, totals[0].span(), str(total), str(sum(parts)))
