"""What may be read as a notice; a text that may not is refused with what it lacks and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, islice

from ingest.agents import is_department, read_agents
from ingest.carried import Read
from ingest.deadlines import Calendar, find_due
from ingest.errors import NotANotice
from ingest.finding import clause
from ingest.gazetteer import hazard_gazetteer
from ingest.masthead import Masthead
from ingest.orders import UNSURE, asks, bids, directs
from ingest.records import Document, Normalised, Owner, Paragraph, Table
from ingest.structure import Note, Outline, Room
from ingest.subjects import find_subjects
from ingest.telling import any_of, heard
from ingest.titles import above_time, is_title

_SAFETY_WORDS = (
    "安全", "安委", "应急", "隐患", "消防", "防灾", "减灾", "防火", "防汛", "灾害", "事故", "火灾", "险情", "危险", "打非治违",
)  # fmt: skip
_TRADITIONAL = re.compile(
    "[關於縣鄉鎮應當處檢責務隱單發實經開動對現點業產國會時為長辦區導項設電氣險體進個過後據與條訓監]"
)
"""Frequent characters that simplified script does not have (《簡化字總表》)."""
_AS_FOLLOWS = re.compile(
    "(?:通知|通报|函告|安排|要求|事项)[^，。；]{0,8}如下|(?:印发|转发|下发)给?你(?:们|单位)"
    "|(?:提出|作出|做出)(?:以下|如下)[^，。；]{0,6}(?:要求|意见|安排|部署)|制[定订](?:本|如下|以下)[^，。；]{0,8}(?:方案|计划|办法|措施|要点|意见)"
)
"""What a letter says of itself that a copy left without title and signature."""
_NOTIFIES = re.compile(
    "(?:现[^，。；]{0,60}|特(?:紧急)?)(?:通知|通告|函告|提示)如下[：。]$"
    "|^(?:为|根据|按照|结合)(?!.*(?:本文|笔者|本人))(?!.*(?:人大|政协|调研|视察|审议|审查|评审|论证|提案|协商|座谈).*提出(?:如下|以下)意见)[^。；]{8,400}现(?:就[^。；]{2,80})?提出(?:如下|以下)(?:实施|工作|指导)?意见[：。]$"
    "|特制[定订](?!本)(?:[^，。；]{1,30}(?:方案|计划|措施|要点|意见)如下|我[^，。；]{1,30}办法(?:如下)?)：$"
)
"""What only a notice or a plan says, to whomever it goes; rules of a works (特制定本厂安全操作规定如下：) are none."""
_OF_A_KIND = re.compile(
    "(?!有关|相关|所有|全体|[本你贵])[^各省市县区镇乡村社街局委办]*(?:单位|机构|政府)|我们?|本人"
)
"""Whoever stands in a relation (使用单位应当…), as rules have it, and the author."""
_CHARGED = re.compile("责任|牵头|配合|负责|落实|承办")
_SHARE = 0.03
_LEAST_TOLD, _MOST_HEARD = 2, 40
"""Sentences of a text without a name that say who acts, at least, and how many are looked at."""
_LEAST_ORDERS = 5
"""Orders of a text that tells an office or two only."""
_CLEARLY = 5
"""Orders to one report that a text without numbers, addressees or a covering sentence exceeds."""
_BY_A_DAY = re.compile(r"\d{1,2}月(?:\d{1,2}[日号]|底|[上中下]旬)[^，。；]{0,6}前(?![后方])")
"""A day by which an order is to be done, as no standing rule has."""
_TOLD_OF = re.compile(
    "将(?:[于在会]|继续|持续|进一步|全面|完成|开展|组织)|拟(?![制定])|计划(?!，|。)|已|曾|力争"
)
"""What tells of a plan of one's own or of what is done, behind a day or in front of it."""


def require_simplified(document: Document, content: Sequence[Paragraph | Table]) -> None:
    """Raise NotANotice where the text stands in traditional script, which no rule matches."""
    if is_traditional("".join(p.text for p in content if isinstance(p, Paragraph))):
        raise NotANotice(
            f"{document.file_name}: 文件用的是繁体字，目前只读简体字的通知。请先转换为简体（文字处理软件的“繁转简”）再读。"
            " / The text is in traditional script; only simplified script is read. Convert it first."
        )


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters.

    >>> is_traditional("各鄉鎮應當開展檢查。"), is_traditional("各乡镇应当开展检查（臺灣路）。")
    (True, False)
    """
    return len(_TRADITIONAL.findall(text)) > _SHARE * len(text) > 0


def require_notice(document: Document, plan: Outline, head: Masthead, has_table: bool) -> None:
    """Raise NotANotice where a text lacks what makes a notice: a name, an outline, the vocabulary."""
    signed = bool(head.issuer) and bool(head.addressees or head.signed)
    said = [*plan.front, *(p for r in plan.rooms if r.mark is None for p in r.own)]
    addressed = any(
        _NOTIFIES.search(p.text)
        or (head.addressees and (_AS_FOLLOWS.search(p.text) or asks(p.text)))
        for p in said
    )
    titled = is_title(head.title) or head.title != above_time([p.text for p in plan.front])
    named = titled or bool(head.doc_number) or signed or addressed
    named = named or _charges(plan.rooms)
    when = Calendar(head.plan_year, head.signed or head.issued)
    named = named or _orders(plan, [p.text for p in said], _called(head.addressees), when)
    ordered = bool(plan.rooms or plan.lead) or has_table
    safety = any(w in document.text for w in _SAFETY_WORDS) or _names_hazard(document.text)
    if named and ordered and safety:
        return
    missing = [
        what
        for what, there in (
            ("标题（关于……的通知）、文号或署名", named),
            ("一、（一）1. 等编号的条文或任务表", ordered),
            ("安全、应急、隐患等安全生产用语", safety),
        )
        if not there
    ]
    zh, en = what_to_do(document.text)
    raise NotANotice(
        f"{document.file_name}: 读到 {len(document.text)} 个字符，但不像安全生产工作通知：缺少{'、'.join(missing)}。{zh}"
        f" / Read {len(document.text)} characters, but this is no work-safety notice: it lacks a title, number or signature,"
        f" numbered articles or a task table, or the vocabulary of work safety. {en}"
    )


def _charges(rooms: Sequence[Room]) -> bool:
    """Whether a responsibility note stands anywhere in the rooms: a text that says who answers needs no other name. A
    name alone in brackets below a text without numbers is who wrote it."""
    return any(
        any(isinstance(e, Note) and (room.mark or _CHARGED.search(e.text)) for e in room.elements)
        or _charges(room.rooms)
        for room in rooms
    )


def _called(addressees: Sequence[str]) -> bool:
    """Whether those to whom a text goes are some who can be told to act.

    >>> _called(("各科室",)), _called(("同志们",))
    (True, False)
    """
    return any(read_agents(name, 0, len(name)) is not None for name in addressees)


def _orders(plan: Outline, front: Sequence[str], called: bool, when: Calendar) -> bool:
    """Whether a text without a name gives orders, as an excerpt of a notice does: it tells three offices or more what to
    do, in most sentences, or orders in two of three and tells offices twice, or once where a day of the calendar bounds an order; a
    letter to those who can act tells some office once. What it reports weighs against that: as many reports as orders,
    or, without numbers or a covering sentence, one to five. The clauses of a law (第一条) and rules for workers order
    nothing, nor does what names its author."""
    rooms = ([plan.lead] if plan.lead else []) + list(plan.rooms)
    said = list(islice(heard(rooms), _MOST_HEARD))
    lines = [*front, *(p.text for p in plan.end), *(words.text for words, _ in said)]
    if any_of("author", lines):
        return False
    own = [words for words, reports in said if called or not reports]
    orders = [words.text for words in own if directs(words.text)]
    told = [names for names in map(_offices_told, own) if names]
    if called and told and orders:
        return True
    arranged = any(room.mark for room in rooms) or any_of("covering", front)
    ahead = sum(_lies_ahead(words, when) for words in own) >= _LEAST_TOLD
    if not (arranged or ahead or any(map(bids, orders))) and _of_one_office(told):
        return False
    if len(orders) <= (1 if arranged else _CLEARLY) * sum(reports for _, reports in said):
        return False
    offices = len({*chain(*told)}) if arranged and len(told) >= _LEAST_TOLD else 0
    most = max(len(told), offices) > _LEAST_TOLD
    enough = 1 if any(map(_BY_A_DAY.search, orders)) else _LEAST_TOLD
    by_orders = len(orders) >= _LEAST_ORDERS and 3 * len(orders) >= 2 * len(said)
    return (most and 2 * len(told) >= len(said)) or (len(told) >= enough and by_orders)


def _lies_ahead(words: Normalised, when: Calendar) -> bool:
    """Whether a sentence is to be done by a day that the text does not lie behind, and tells of no plan of its own and
    of nothing done."""
    if not _BY_A_DAY.search(words.text) or _TOLD_OF.search(words.text):
        return False
    days = [due.date for due in find_due(clause(words), when, ()) if due.date]
    return when.signed is None or any(day > when.signed for day in days)


def _of_one_office(told: Sequence[Sequence[str]]) -> bool:
    """Whether one office does all that is told: whoever reports of itself.

    >>> _of_one_office([["甲县乙街道"], ["街道", "派出所"]]), _of_one_office([["甲镇"], ["乙镇"]])
    (True, False)
    """
    first = {names[0] for names in told}
    if any(n.startswith(("各", "全体", "所有")) for n in first):
        return False
    return len({n for n in first if not any(m != n and m.endswith(n) for m in first)}) == 1


def _offices_told(words: Normalised) -> list[str]:
    """The names of the offices that a sentence tells to act."""
    return [o.name for o in find_subjects(clause(words)).owners if _is_told(o)]


def _is_told(owner: Owner) -> bool:
    """Whether an office is told to act, by its name and what stands behind it."""
    agents = read_agents(owner.name, 0, len(owner.name))
    office = is_department(owner.name) or (agents and agents.kinds & {"organ", "place"})
    return bool(office) and owner.mention.rule != UNSURE and not _OF_A_KIND.fullmatch(owner.name)


def _names_hazard(text: str) -> bool:
    """Whether a text speaks of a hazard of the code list: letters on one need no other word of safety.

    >>> _names_hazard("煤矿要排查老空水，编制探放水设计。"), _names_hazard("各煤矿要按月报送产量。")
    (True, False)
    """
    return any(hazard_gazetteer().find(text))


def what_to_do(text: str) -> tuple[str, str]:
    """What whoever gave a text that is no notice should do, in Chinese and English.

    >>> [what_to_do(text)[0][:6] for text in ("D:/通知(扫描).jpg", "Annual report of the works.", "关于安全")]
    ['这只是一个文', '这里几乎没有', '只有这几个字']
    >>> what_to_do("各乡镇要抓好安全生产，" * 20)[0][:8]
    '请确认文件是通知'
    """
    words = text.strip()
    if _FILE_NAME.fullmatch(words):
        return (
            "这只是一个文件名：请给出文件本身。",
            "This is but the name of a file: give the file itself.",
        )
    if 2 * sum("\u4e00" <= each <= "\u9fff" for each in words) < sum(map(str.isalpha, words)):
        return (
            "这里几乎没有汉字：只读中文的通知。",
            "There is hardly any Chinese: only notices in Chinese are read.",
        )
    if len(words) < _SHORT:
        return "只有这几个字：请给出通知全文。", "These are but a few words: give the whole notice."
    return (
        "请确认文件是通知全文；若是扫描件或表格，请先核对识别出的文字。",
        "Check that it is the whole notice, and of a scan or a table the text that was recognised.",
    )


_FILE_NAME = re.compile(r"[^\n。；]{1,200}\.[A-Za-z][A-Za-z0-9]{1,4}")
#: Characters that no notice is shorter than.
_SHORT = 100


def require_orders(
    document: Document, plan: Outline, sentences: Sequence[Read], has_table: bool
) -> None:
    """Raise NotANotice where a text without numbers and tables holds no order."""
    numbered = any(r.mark for r in (*plan.rooms, *plan.annex_rooms))
    if numbered or has_table or any(s.verdict.is_task for s in sentences):
        return
    raise NotANotice(
        f"{document.file_name}: 读到 {len(document.text)} 个字符、{len(sentences)} 句话，没有编号，也没有一句话要求谁做什么"
        "（要、应、请……，或由动词开头的要求）。请确认文件是通知全文。"
        f" / Read {len(sentences)} sentences without numbers; none of them orders anything. Check that the file is"
        " the whole notice."
    )
