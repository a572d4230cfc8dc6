"""Where a notice says to whom it goes: the lines between title and text (GB/T 9704-2012, 7.3.2), or its imprint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.address_names import names, stands_alone
from ingest.furniture import is_page_line
from ingest.titles import is_complete, is_number_line
from ingest.unit_names import looks_like_unit

_LONGEST = 400
_PREAMBLE = re.compile(
    r"如下|以下(?!统?简?称)|(?<!规模)(?<!地级)(?<!限额)以上|现将|现就|通知|事项|决定|安排|要求|[。；]"
    r"|^(?:会议|为(?!民)|按照|根据|依据|经(?![济开营贸信])|近期|当前|附(?:件?$|件)|抄送|主送)"
    r"|(?:目标|任务|措施|内容|时间|范围|对象|原则|标准|步骤|方法|分工|职责|重点|地点|主题|思想|意义|问题|情况|依据|方式|背景)$"
)
_KEY = re.compile(r"(?:主\s*送(?:机关|单位)?|发往|致)：")
"""What stands in front of the addressees in a form or an imprint."""
_OPENING = (
    r"(?:为(?!主)|根据|按照|依据|遵照|经(?![济开营贸信])|现|进入|最近|近[期日来]|[日目]前|当前|今年|去年|入[春夏秋冬汛]|随着|鉴于|贯彻"
    r"|《|“|20\d\d年|\d{1,2}月|元旦|春节|清明节?|劳动节|端午节?|中秋|国庆|[两双]节|节日|假期)"
)
_OPENS = re.compile(_OPENING)
_RUN_IN = re.compile(rf"(?P<address>[^：。；！]{{2,{_LONGEST}}}：){_OPENING}[^。]{{4,}}")
_NEW_NAME = re.compile("各|有关|所属|机关|驻|[省市县区州旗镇乡局公集园]")
"""How another name of a list begins, on a line of its own."""
_DEFINED = re.compile("（以下(?:统?简)?称[^（）]{1,20}）")
_BROKEN_OFF = re.compile("(?:会|员会|府|公室)(?:各|及|和|有关|[，,、：:]|$)")
"""The rest of a name that a blank of a scan parted, no name of its own."""
_COLLECTIVE = re.compile("各|有关|全[校院省市县区镇乡](?=各|直|属)|全体|所属|广大|[省市县区州旗]直")


def is_address(line: str) -> bool:
    """Whether a line calls on those to whom the notice goes.

    >>> is_address("各乡镇人民政府，市直各有关单位："), is_address("现将有关事项通知如下：")
    (True, False)
    >>> is_address("经开区各企业，各规模以上工业企业："), is_address("附属各医院："), is_address("总体目标：")
    (True, True, False)
    >>> is_address("各地级以上市住房城乡建设主管部门："), is_address("以上各单位：")
    (True, False)
    """
    return (
        line.endswith("：")
        and 3 <= len(line) <= _LONGEST
        and not _PREAMBLE.search(line.rstrip("："))
        and not is_page_line(line)
    )


def find_address(lines: Sequence[str]) -> tuple[int, int] | None:
    """The half-open range of the lines that hold the addressees, or None."""
    first = next((i for i, t in enumerate(lines) if is_address(t)), None)
    if first is None:
        return _without_colon(lines)
    last = first + 1
    while last < len(lines) and is_address(lines[last]) and _lists_bodies(lines[last]):
        last += 1
    while first and _goes_on(lines[first - 1]):
        first -= 1
    return first, last


def addressed(lines: Sequence[str]) -> tuple[str, ...]:
    """The bodies that lines address: a line goes on in the next one unless it ends with a whole name and the next
    one begins with another.

    >>> addressed(["各镇人民政府，有关中央和省属", "企业："]), addressed(["各镇人民政府", "县直各单位："])
    (('各镇人民政府', '有关中央和省属企业'), ('各镇人民政府', '县直各单位'))
    >>> addressed(["市特种设备检验中心（以下简称市特检中心），局有关科室："])
    ('市特种设备检验中心', '局有关科室')
    """
    ends = (_joint(a, b) for a, b in pairwise(lines))
    pieces = (
        _DEFINED.sub("", t).rstrip("：") + joint
        for t, joint in zip(lines, [*ends, ""], strict=True)
    )
    return names("".join(pieces))


def sent_to(lines: Sequence[str]) -> tuple[str, ...]:
    """The bodies behind 主送： or the like.

    >>> sent_to(["主送：各县（市、区）应急管理局，市直各有关单位。"]), sent_to(["抄送：市委办。"])
    (('各县（市、区）应急管理局', '市直各有关单位'), ())
    """
    line = next((t for t in lines if _KEY.match(t) and len(t) <= _LONGEST), "")
    return names(_KEY.sub("", line))


def run_in(text: str) -> int:
    """Where the text begins behind addressees that open its first paragraph, 0 where none do.

    >>> run_in("各村、镇直各单位：为做好安全生产工作，现通知如下。"), run_in("镇应急办：根据分工做好检查。")
    (9, 0)
    """
    m = _RUN_IN.match(text)
    return m.end("address") if m and is_address(m["address"]) and _calls(m["address"]) else 0


def is_cut_off(line: str, following: str) -> bool:
    """Whether a line of addressees that lost its colon stands in front of the text.

    >>> is_cut_off("各乡镇人民政府，县直各单位", "为做好安全生产工作，现通知如下。"), is_cut_off("各单位", "要开展检查。")
    (True, False)
    """
    return bool(_OPENS.match(following)) and _calls(_KEY.sub("", line))


def spaced(line: str) -> bool:
    """Whether blanks part the bodies that a line addresses.

    >>> spaced("各乡镇人民政府　县直各单位："), spaced("责任单位　配合单位："), spaced("各县、 市直各单位：")
    (True, False, False)
    >>> spaced("各县人民政府，市安委 会各成员单位：")
    False
    """
    words = line.strip()
    parts = words[:-1].split() if words[-1:] in ("：", ":") and len(words) <= _LONGEST else []
    if len(parts) < 2 or any(map(_BROKEN_OFF.match, parts[1:])):
        return False
    return bool(_COLLECTIVE.match(parts[0])) and all(map(looks_like_unit, parts))


def _joint(line: str, following: str) -> str:
    """What parts two lines of addressees: a comma between whole names."""
    whole = line.endswith("：") or (
        _lists_bodies(line) and not re.search("[，、；]", line) and _lists_bodies(following)
    )
    return "，" if whole and _NEW_NAME.match(following) else ""


def _without_colon(lines: Sequence[str]) -> tuple[int, int] | None:
    """The line next to the title or the number that lists bodies, its colon lost."""
    title = next((i for i, t in enumerate(lines) if is_complete(t)), None)
    if title is None:
        return None
    behind = (i for i in range(title + 1, len(lines)) if not is_number_line(lines[i]))
    first = next(behind, None)
    if first is None or not _calls(lines[first]) or re.search("[。：！]", lines[first]):
        return None
    return first, first + 1


def _calls(line: str) -> bool:
    """Whether a line is nothing but names of bodies, several or of many."""
    return bool(_COLLECTIVE.match(line)) and _lists_bodies(line)


def _lists_bodies(line: str) -> bool:
    """Whether a line is nothing but names of bodies."""
    bodies = names(re.sub(r"[：，、；]$", "", line)) if len(line) <= _LONGEST else ()
    return bool(bodies) and all(map(stands_alone, bodies)) and not is_page_line(line)


def _goes_on(line: str) -> bool:
    """Whether a line above the last of the addressees is a piece of them: no sentence, title or number."""
    if re.search(r"[。；》]$", line) or is_complete(line) or is_number_line(line):
        return False
    listed = _COLLECTIVE.search(line) and _lists_bodies(line)
    return bool(re.search("[，、]", line) or listed)
