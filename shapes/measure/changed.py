"""Figures beside what they make: a change in per cent and the two figures that it is between, what is done every year and in three
years, the days from one date to another and how many they are said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from shapes.facts import Fact
from shapes.measure.holders import Holders
from shapes.text import unspaced
from shapes.view import Notice

_SHARE = r"(?P<{0}>\d{{1,4}}(?:\.\d{{1,4}})?)[%％]"
_FALLS = "下降|减少|降低|减低|降幅(?:为|达)?"
_RISES = "上升|增加|增长|提高|增幅(?:为|达)?"
_WAY = rf"{_FALLS}|{_RISES}"
_DEAD = r"(?:，|、)?(?:共?造?成?死亡)?"
_NOW = re.compile(
    rf"(?P<events>\d{{1,5}})起(?:事故)?(?:{_DEAD}(?P<dead>\d{{1,5}})人)?(?:，?[^，。；\d]{{0,2}}受伤\d{{1,5}}人)?"
)
_BACK = 300  # characters ahead of a change in which what it changed to stands
_THEN = re.compile(
    rf"(?:去年|上年)同期[^，。；、\d]{{0,14}}(?P<events>\d{{1,5}})起(?:事故)?(?:{_DEAD}(?P<dead>\d{{1,5}})人)?"
    rf"(?:相?比)?[，,](?:同比)?(?:事故)?(?:起数)?(?:、死亡人数)?(?:同比)?(?:分别)?(?P<way>{_WAY})了?{_SHARE.format('share')}"
    rf"(?:(?:和|、|，)(?:事故)?(?:死亡)?(?:人数)?(?:同比)?(?P<other>{_WAY})?了?{_SHARE.format('second')})?"
)
_COUNT = r"(?P<figure>\d{1,9})(?P<unit>[起人件项处条个家次户])"
_WAS = re.compile(
    rf"(?P<way>{_WAY})了?{_SHARE.format('share')}[（(](?P<when>去年|上年|20\d\d年|上季度|上月)(?:同期)?(?:共|为|是|有|发生|发现|排查|检查){{0,2}}{_COUNT}[）)]"
)
"""下降25%（去年同期12起）."""
_ANY = re.compile(rf"(?<![\d.第]){_COUNT}(?!以上|以下|以内)")
_OF_THEM = re.compile("[，；（(]?其中[^。\n]*")
_AS_BEFORE = re.compile("与?(?:去年|上年)?同?[期比]|[较与](?:去年|上年)")
_NOUN = r"[\u4e00-\u9fff]{2,6}"
_PART_OF = re.compile(
    rf"(?P<noun>{_NOUN})的?{_SHARE.format('share')}[（(](?:即|约|为)?(?P<part>\d{{1,9}}(?:\.\d{{1,4}})?)(?P<scale>万?)(?P<unit>人次|人|家|户|辆|处|个|台|吨|立方米|座)[）)]"
)
"""瞬时承载量80%（8000人）."""
_CALLED = 3  # characters at the end of what a share is of that its figure stands behind elsewhere
_LESS = re.compile(
    rf"(?P<what>事故|起数|死亡|人数|同比|相比|[，。；])(?:同比)?(?P<way>减少|增加|下降|上升|多|少)了?(?P<by>\d{{1,5}})(?P<unit>起|人)，?(?:同比)?(?:{_WAY})了?{_SHARE.format('share')}"
)
_FROM_TO = re.compile(
    rf"[由从](?:20\d\d年|上年|去年)?[^，。；\d]{{0,12}}?(?P<first>\d{{1,9}}(?:\.\d{{1,4}})?)(?P<unit>[%％]|起|人|个|件|家|处|项|次|户|万元)[^，。；\d]{{0,6}}"
    rf"(?P<way>下降|减少|降|降低|上升|增加|增长|增|提高|提升|升)[到至为](?:20\d\d年)?[^，。；\d]{{0,10}}?(?P<last>\d{{1,9}}(?:\.\d{{1,4}})?)(?P=unit)，(?:同比|增幅|降幅)?(?:{_WAY}|提升)?了?(?:约|达)?{_SHARE.format('share')}(?!点)"
)
_LEFT = re.compile(
    r"(?<!\d)(?P<all>\d{1,6})(?P<unit>[处条项个家件])(?:问题|隐患|事故隐患|问题隐患)?[，（(。][^。；\n\d]{0,24}?(?:已|其中已|完成)[^。；\n\d]{0,14}(?P<done>\d{1,6})(?P=unit)"
    r"[^。；\n\d]{0,24}?(?:剩余|其余|尚有|还有|余下|未整改|未完成)[^。；\n\d]{0,6}(?P<left>\d{1,6})(?P=unit)(?![（(][^（()）]{0,16}[含另])"
)
"""What was found, what of it is done and what is left (412处，已整改389处，剩余33处), and of nothing else (剩余33处（含上年结转10处）)."""
_TOO_MUCH = re.compile(
    rf"(?:{_FALLS}|压减|压降)(?:了|幅度)?(?:达到?|约|近|超过?)?{_SHARE.format('share')}"
)
_YEARLY = re.compile(
    r"每年(?P<least>[^，。；\d]{1,16})(?P<figure>\d{1,9}(?:\.\d{1,4})?)(?P<unit>万元|亿元|公里|人次|[个家项座处户名台辆次批期场人])(?P<more>以上)?[^，。；\d]{0,14}[，,]"
    r"(?P<years>[两二三四五2345])年(?:内|间|来)?(?:累计|合计|总计|共计|共)(?![^，。；\d]{0,6}达)[^，。；\d]{0,8}(?P<total>\d{1,9}(?:\.\d{1,4})?)(?P=unit)"
)
_AIM = re.compile(
    rf"(?<!\d)(?P<then>\d{{1,5}})(?P<unit>[人起])(?:的基础上|基础上)?(?:下降|减少|降低){_SHARE.format('share')}(?:以上)?，[^，。；\d]{{0,10}}控制在(?P<aim>\d{{1,5}})(?P=unit)(?:以内|以下)"
)
_YEARS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_AT_LEAST = re.compile("至少|不少于|不低于|超过")
_SPAN = (
    r"(?<![\d.])(?:(?P<y1>20\d\d)年)?(?P<m1>\d{1,2})月(?:份|(?P<d1>\d{1,2})日)?(?:起|开始)?[，,]?(?:至|到|—|－|―|–|-|~|～)+"
    r"(?:(?P<y2>20\d\d)年|同年|当年)?(?P<m2>\d{1,2})月(?:份|底|末|(?P<d2>\d{1,2})日)?"
)
_HOW_LONG = (
    r"(?:共|为期|历时|为时|时间为)(?P<months>1?\d|[一两二三四五六七八九十])个月(?!左右|以上)"
)
_MONTHS = re.compile(rf"{_SPAN}(?:止|结束)?[，,、）)（(]{{0,2}}{_HOW_LONG}")
_MONTHS_AHEAD = re.compile(rf"{_HOW_LONG}[，,]?[（(](?:从|自)?{_SPAN}")
_MONTH = 30  # days
_FEW_MONTHS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2}
_SLACK = 20  # days that a span of days may differ from the months that it is said to be
_DAYS = re.compile(
    r"(?<!\d)(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日(?:[（(][^（()）]{1,8}[)）])?(?:至|到|—|－|―|–|-|~|～)+(?:20\d\d年)?(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日"
    r"(?:[（(][^（()）]{1,8}[)）])?[^，。；、\d]{0,8}[，,]?(?:共|共计)(?P<days>\d{1,2})天(?!工作日|调休|[（(][^（()）]{0,16}[含另不除])"
)


def measure_changed(notice: Notice, holders: Holders) -> Iterator[Fact]:
    """What such figures say and what they make (``figuresDiffer``)."""
    own = notice.own_date
    year = notice.plan_year or (own.year if own else 0)
    for line in holders.lines:
        text, at = unspaced(line.text)
        for span, stated, counted in (
            *_than_then(text),
            *_was(text),
            *_part_of(text),
            *_months(text),
            *_by_so_many(text),
            *_from_to(text),
            *_over_all(text),
            *_aims(text),
            *_left(text),
            *_yearly(text),
            *_days(text, year),
        ):
            span = at[span[0]], at[span[1] - 1] + 1
            says = {"found": line.text[slice(*span)], "stated": stated, "counted": counted}
            yield from holders.seen("figuresDiffer", line, span, **says)


_Slip = tuple[tuple[int, int], str, str]
"""A span, what it states and what its figures make."""


def _change(now: float, then: float, way: str, share: str) -> tuple[str, str] | None:
    """What is stated of a change and what it is, where those differ by more than a figure that was cut off or rounded."""
    if not then:
        return None
    change = 100 * (now - then) / then
    falls = re.match(_FALLS + "|少", way) is not None
    meant = -float(share) if falls else float(share)
    digits = len(share.partition(".")[2])
    if abs(change - meant) <= 1.01 * 10**-digits:
        return None
    really = ("下降" if change < 0 else "上升") + f"{abs(change):.1f}%"
    return f"{'下降' if falls else '上升'}{share}%", really


def _before(text: str, end: int) -> re.Match[str] | None:
    """The events and the dead that a clause, else the sentence, says ahead of a place, where it says so once; where the
    sentence begins with 与去年同期相比, the one ahead of it."""
    first = max(0, end - _BACK)
    sentence = max(first, text.rfind("。", first, end) + 1)
    clause = max(sentence, text.rfind("；", first, end) + 1)
    found = list(_NOW.finditer(text, clause, end)) or list(_NOW.finditer(text, sentence, end))
    if not found and sentence > first and _AS_BEFORE.match(text, sentence):
        ahead = max(first, text.rfind("。", first, sentence - 1) + 1)
        of_them = _OF_THEM.search(text, ahead, sentence)
        found = list(_NOW.finditer(text, ahead, of_them.start() if of_them else sentence))
    return found[0] if len(found) == 1 else None


def _than_then(text: str) -> Iterator[_Slip]:
    """发生事故9起、死亡8人，去年同期的12起、10人相比，分别下降25%和30%."""
    for found in _THEN.finditer(text):
        now = _before(text, found.start())
        if now is None:
            continue
        pairs = [("events", found["way"], found["share"])]
        if found["second"]:
            pairs.append(("dead", found["other"] or found["way"], found["second"]))
        for name, way, share in pairs:
            if now[name] and found[name]:
                slip = _change(int(now[name]), int(found[name]), way, share)
                if slip:
                    yield (found.span(), *slip)


def _was(text: str) -> Iterator[_Slip]:
    """发生事故9起，同比下降10%（去年同期12起）; what it is now stands once in the sentence, or in the one ahead of 同比下降…."""
    for found in _WAS.finditer(text):
        first = max(0, found.start() - _BACK)
        sentence = max(first, text.rfind("。", first, found.start()) + 1)
        ahead = text[sentence : found.start()]
        if _AS_BEFORE.match(ahead) and sentence:
            before = max(first, text.rfind("。", first, sentence - 1) + 1)
            ahead = text[before:sentence] + ahead
        now = [m for m in _ANY.finditer(_OF_THEM.sub("", ahead)) if m["unit"] == found["unit"]]
        if len(now) == 1:
            slip = _change(
                int(now[0]["figure"]), int(found["figure"]), found["way"], found["share"]
            )
            if slip:
                yield (found.span(), *slip)


def _part_of(text: str) -> Iterator[_Slip]:
    """最大承载量1.2万人。达到最大承载量80%（9000人）时."""
    for found in _PART_OF.finditer(text):
        called = re.escape(found["noun"][-_CALLED:])
        whole = rf"{called}(?:为|是|达)?(?P<all>\d{{1,9}}(?:\.\d{{1,4}})?)(?P<scale>万?){found['unit']}(?!次)"
        wholes = list(re.finditer(whole, text[max(0, found.start() - _BACK) : found.start()]))
        part = _scaled(found["part"], found["scale"])
        made = [_scaled(m["all"], m["scale"]) * float(found["share"]) / 100 for m in wholes]
        if made and all(abs(each - part) > each / 100 + 1 for each in made):
            yield found.span(), f"{part:g}{found['unit']}", f"{made[-1]:g}{found['unit']}"


def _scaled(figure: str, scale: str) -> float:
    return float(figure) * (10_000 if scale else 1)


def _by_so_many(text: str) -> Iterator[_Slip]:
    """发生事故9起，同比减少2起，下降28.6%."""
    for found in _LESS.finditer(text):
        now = _before(text, found.start())
        name = "events" if found["unit"] == "起" else "dead"
        if now is None or not now[name]:
            continue
        less = -1 if found["way"] in ("减少", "下降", "少") else 1
        is_now = int(now[name])
        slip = _change(is_now, is_now - less * int(found["by"]), found["way"], found["share"])
        if slip:
            yield (found.span(), *slip)


def _from_to(text: str) -> Iterator[_Slip]:
    """由26起降至22起，下降18.2%; between two shares what is meant are points."""
    for found in _FROM_TO.finditer(text):
        first, last, share = float(found["first"]), float(found["last"]), found["share"]
        way = "下降" if last < first else "上升"
        slip = _change(last, first, way, share)
        if slip and found["unit"] in "%％":
            points = f"{abs(last - first):g}"
            yield found.span(), f"{share}%", f"{points}个百分点"
        elif slip:
            yield (found.span(), *slip)


def _months(text: str) -> Iterator[_Slip]:
    """4月至10月，为期7个月; 为期三个月（4月1日至6月30日）."""
    for found in (*_MONTHS.finditer(text), *_MONTHS_AHEAD.finditer(text)):
        said = _FEW_MONTHS.get(found["months"]) or int(found["months"])
        if bool(found["y2"]) > bool(found["y1"]):
            continue
        years = int(found["y2"]) - int(found["y1"]) if found["y2"] else 0
        months = 12 * years + int(found["m2"]) - int(found["m1"]) + 1
        days = int(found["d2"] or _MONTH) - int(found["d1"] or 1) + 1 - _MONTH
        right = abs(_MONTH * (months - said) + days) <= _SLACK
        if months > 0 and not right:
            yield found.span(), f"{said}个月", f"{months + round(days / _MONTH)}个月"


def _over_all(text: str) -> Iterator[_Slip]:
    """What falls by more than there was of it."""
    for found in _TOO_MUCH.finditer(text):
        if float(found["share"]) > 100:
            yield found.span(), f"{found['share']}%", "至多100%"


def _aims(text: str) -> Iterator[_Slip]:
    """较去年的9人下降10%以上，控制在8人以内."""
    for found in _AIM.finditer(text):
        most = float(found["then"]) * (100 - float(found["share"])) / 100
        if float(found["aim"]) > most:
            unit = found["unit"]
            yield found.span(), f"{found['aim']}{unit}", f"至多{int(most)}{unit}"


def _left(text: str) -> Iterator[_Slip]:
    """共412处，已整改389处，剩余33处."""
    for found in _LEFT.finditer(text):
        right = int(found["all"]) - int(found["done"])
        if right >= 0 and right != int(found["left"]):
            yield found.span(), found["left"], str(right)


def _yearly(text: str) -> Iterator[_Slip]:
    """每年安排200万元，三年共500万元."""
    for found in _YEARLY.finditer(text):
        years = _YEARS.get(found["years"]) or int(found["years"])
        made, total = float(found["figure"]) * years, float(found["total"])
        least = found["more"] or _AT_LEAST.search(found["least"])
        if total < made or (total > made and not least):
            yield found.span(), f"{total:g}{found['unit']}", f"{made:g}{found['unit']}"


def _days(text: str, year: int) -> Iterator[_Slip]:
    """2月16日至2月23日，共9天."""
    for found in _DAYS.finditer(text):
        month = int(found["m1"])
        try:
            first = date(year, month, int(found["d1"]))
            last = date(year, int(found["m2"] or month), int(found["d2"]))
        except ValueError:
            continue
        days = (last - first).days + 1
        if days > 0 and days != int(found["days"]):
            yield found.span(), f"{found['days']}天", f"{days}天"
