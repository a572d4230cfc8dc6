"""Front and end matter: title, number, issuer, addressees, dates, status (GB/T 9704-2012, 7.2-7.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile

from ingest.address_names import names
from ingest.addressees import addressed, find_address, sent_to
from ingest.characters import repaired_digits
from ingest.furniture import facts, is_page_line
from ingest.numerals import parse_number
from ingest.places import is_only_place, place_of
from ingest.records import Paragraph, Period, Span, Table
from ingest.signatures import (
    Signature,
    bodies,
    find_signatures,
    has_letters,
    is_blank_date,
    is_date_line,
    is_name_line,
    is_printed,
    leading_body,
    parse_date,
)
from ingest.titles import (
    UNBRACKETED,
    UNCLOSED,
    Title,
    above_time,
    find_title,
    goes_on,
    is_title,
    issues,
    split_number,
)
from ingest.unit_names import looks_like_unit

_NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff])(?:特急|加急|平急|特提|机密|秘密|绝密|明电(?=[\u4e00-\u9fff]{2}))?((?:[\u4e00-\u9fff]{2,12}?)?)"
    rf"(?:[〔（\[<〈]\s*(?P<year>20\d{{2}})\s*[〕）\]>〉]\s*第?\s*|(?<=[\u4e00-\u9fff])(?={UNBRACKETED})(?P<bare>20\d{{2}})[-—]?)0*(?P<serial>\d+)\s*号"
)
_DRAFT = re.compile(r"征求意见稿|讨论稿|草\s*案|送审稿|初\s*稿|审议稿|代拟稿")
_Y = r"(20\d{2}|二[〇○零O0][一二三四五六七八九〇○零]{2})"
_YEARS = re.compile(rf"{_Y}年?[^，。；、“”《》]{{0,3}}?[-—–－~～至到]{{1,2}}{_Y}(?:年|学年)?")
_ISSUER_LINE = re.compile(
    r"[\u4e00-\u9fff（）]{2,40}?(?:政府办公厅|政府办公室|政府|委员会办公室|委员会|办公厅|办公室|管委会|局|厅|指挥部|安委会|安委办|支队|公司|集团|学校|大学|学院|医院)"
)
_HEAD_OF_TITLE = re.compile(
    r"(?!转发|批转)(.{2,60}?)(?:关于|转发|批转)|(.{2,40}?(?:人民政府|人民政府办公[室厅]|委员会|委员会办公室|安委[会办]|[局厅]|公司|集团|学校|学院|大学|医院))(?=20\d\d|年度)"
)
_BLANK_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,16}〔(20\d\d)〕\s*[×X＿_]+\s*号")
"""The number of a draft, its figure blank (西江医发〔2026〕××号)."""
_ANNEX = re.compile(r"附[件表录]\d{0,2}(?![\d：:.])")
"""Where an annex begins (附表 任务进度表), whose lines sign nothing; 附件：1.任务表 only lists annexes."""
_COPIED = re.compile(
    "(?:【转[载发]?】|〔转[载发]?〕|（转[载发]?）|转[载发]?：)|^(?:(?:政策|文件)解读|(?:通知|公示)公告|政策(?:文件|法规)|规范性文件)：(?=.{8})"
)
"""What a page prints in front of a title: that it is another office's, or the column that it stands in."""
_YEAR_OF_COVER = re.compile(
    r"现(?:就|将|对)"
    rf"(?![^，。；\d]{{0,12}}(?:贯彻|传达|学习|落实|执行|[吸汲]取)(?:(?!做好|抓好|开展|推进|加强|宣传)[^，。；、\d]){{0,16}}[\d〇一二三四五六七八九]{{4}}年[^，。；]{{0,30}}?(?:会议|精神|讲话|批示|指示|教训|反馈))"
    rf"(?:进一步|切实|认真|扎实|全力)*[^，。；\d]{{0,16}}?{_Y}年[^，。；]{{2,60}}?(?:通知|要求|意见|安排|部署)"
)
"""What a covering sentence calls its matter, as the title that a copy left out does (现就做好2024年防汛工作通知如下); a year
of what is carried out or learnt from (现就贯彻2024年…会议精神…) is that of the meeting or the accident."""
_CITED = re.compile("《[^《》]*》")
_MAKES = re.compile("(?:制[定订]|编制|起草|形成|研究提出)(?:了|出|本)?$")
"""What stands in front of the title of the very work that a text is."""
_HEAD_LINES = 6
_RED_HEAD = re.compile("(?:文件|(?:专题|常务|办公|工作)?(?:会议)?纪要|简报|通报)$")


@dataclass(frozen=True, slots=True)
class Masthead:
    title: str
    doc_number: str | None
    number_span: Span | None
    issuer: str | None
    plan_year: int | None
    plan_period: Period | None
    signed: date | None
    issued: date | None
    status: str
    addressees: tuple[str, ...]
    copied_to: tuple[str, ...]


def read_masthead(
    front: Sequence[Paragraph], end: Sequence[Paragraph], tables: Sequence[Table] = ()
) -> Masthead:
    """What the front and end matter say; what they do not say is what the page around them says
    (``tables`` may be part of it), else None or empty."""
    lines = [p.text for p in front]
    closing = [p.text for p in end]
    place = _layout(lines)
    title, behind = split_number(repaired_digits(place.title.text))
    page = facts([*lines, *closing], tables)
    title = title or repaired_digits(page.get("title", "")) or above_time(lines)
    title = _COPIED.sub("", title, count=1).replace("（）", "")
    number, span = _doc_number(front, place.title.end)
    number = number or _plain_number(behind) or _plain_number(page.get("number", ""))
    above = [t for t in lines[: place.title.start] if is_date_line(t) and not t[0].isdigit()]
    signatures = find_signatures([*above, *lines[place.text :], *closing])
    signed = _signed(lines, place, signatures, page)
    issued = next((parse_date(t) for t in [*lines, *closing] if is_printed(t)), None)
    period = _period(title)
    published = parse_date(page.get("published", ""))
    return Masthead(
        title=title,
        doc_number=number,
        number_span=span,
        issuer=_issuer(title, number, lines, lines[: place.title.start], closing, signatures, page),
        plan_year=_plan_year(title, lines, number, signed or issued or published, period),
        plan_period=period,
        signed=signed or (None if issued else published),
        issued=issued,
        status=_status(lines, closing, number),
        addressees=addressed(lines[slice(*place.address)])
        if place.address
        else sent_to([*lines, *closing]),
        copied_to=_copied(closing),
    )


def preamble(front: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs between the addressees (or, without them, the title) and the body that are
    neither furniture nor signature nor a second title."""
    lines = [p.text for p in front]
    place = _layout(lines)
    signed = {i + place.text for s in find_signatures(lines[place.text :]) for i in range(*s.lines)}
    return tuple(
        p
        for i, p in enumerate(front)
        if i >= place.text
        and i not in signed
        and len(p.text) >= 6
        and not is_page_line(p.text)
        and not is_title(p.text)
        and not is_date_line(p.text)
        and not _NUMBER.match(p.text.lstrip("（"))
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the title and the addressees stand, and the line behind both at which the text begins."""

    title: Title
    address: tuple[int, int] | None
    text: int


def _layout(lines: Sequence[str]) -> _Layout:
    """Where title, addressees and text stand. Addressees stand behind the title, or where there is
    none ahead of them, at the top."""
    address = find_address(lines)
    title = find_title(lines[: address[0]] if address else lines)
    if address and not title.text:
        title = find_title(lines[address[1] :])
        shift = address[1]
        title = Title(title.text, title.start + shift, title.end + shift) if title.text else title
        return _Layout(title, address, address[1])
    return _Layout(title, address, max(title.end, address[1] if address else 0))


def _doc_number(front: Sequence[Paragraph], after: int) -> tuple[str | None, Span | None]:
    """The document number in its right form, and where it is printed: near the title, else anywhere
    in front of the body."""
    for paragraph in (*front[: after + 2], *front[after + 2 :]):
        m = _NUMBER.search(repaired_digits(paragraph.text))
        if (
            m
            and len(paragraph.text) <= 40
            and "《" not in paragraph.text
            and not m.string.endswith("。")
        ):
            return _number(m), paragraph.words.source(m.start(1), m.end())
        if lost := UNCLOSED.fullmatch(paragraph.text):
            letters, year, serial = lost.groups()
            return f"{letters}〔{year}〕{serial}号", paragraph.words.source(0, lost.end())
    return None, None


def _plain_number(words: str) -> str | None:
    m = _NUMBER.search(words)
    return _number(m) if m else None


def _number(m: re.Match[str]) -> str:
    return f"{m[1]}〔{m['year'] or m['bare']}〕{m['serial']}号"


def _issuer(
    title: str,
    number: str | None,
    lines: Sequence[str],
    above: Sequence[str],
    closing: Sequence[str],
    signatures: Sequence[Signature],
    page: Mapping[str, str],
) -> str | None:
    """The body that issues: as the head of the title names it in front of 关于, in the fullest form
    that the signature has of it (of minutes in that of their own head, which may be its office) or, without any, a
    line ``above`` the title; else the signature, the head of the title (甲县安委会2025年工作要点),
    the red head or the page around the notice. Of several bodies the one that leads."""
    m = _HEAD_OF_TITLE.match(title)
    about, subject = (g if g and issues(g) else "" for g in (m.groups() if m else ("", "")))
    whole = (t for t in lines if about.startswith(t) and not goes_on(about[len(t) :]))
    about = next((t for t in whole if looks_like_unit(t)), about)
    about = leading_body(bodies(about), number)
    signed = leading_body(next((s.bodies for s in signatures if s.bodies), ()), number)
    fuller = (
        t for t in above if about and issues(t) and has_letters(t, about) and _fuller(t, about)
    )
    signed = signed or next(fuller, "")
    minutes = title.endswith("纪要") and bool(signed) and signed.startswith(about)
    if about and not (minutes or (signed and _fuller(signed, about))):
        return about
    if signed or subject:
        return signed or subject
    drafted = _drafting([*lines, *closing])
    if drafted:
        return drafted
    own = takewhile(lambda t: not _ANNEX.match(t), closing)
    for line in [*(_RED_HEAD.sub("", t) for t in lines[:_HEAD_LINES]), *own]:
        if _ISSUER_LINE.fullmatch(line):
            return line
    if signers := _undated(closing):
        return leading_body(signers, number)
    published = page.get("issuer", "")
    return published if looks_like_unit(published) and "关于" not in published else None


def _undated(closing: Sequence[str]) -> tuple[str, ...]:
    """The bodies in the last lines of a notice, where no day stands below them; those of an annex sign nothing."""
    if any(map(_ANNEX.match, closing)):
        return ()
    lines = [t for t in closing if not is_page_line(t)]
    last = takewhile(lambda t: is_name_line(t) and looks_like_unit(t), reversed(lines))
    return tuple(reversed(list(last)))


def _drafting(lines: Sequence[str]) -> str:
    """The body above the blank date of a draft, "" where there is none."""
    above = (a for a, b in pairwise(lines) if is_blank_date(b))
    return next((a for a in above if is_name_line(a) and looks_like_unit(a)), "")


def _fuller(signed: str, head: str) -> bool:
    """Whether a signature is a fuller name of the body that heads the title.

    >>> _fuller("甲市安全生产委员会", "市安委会"), _fuller("甲镇人民政府", "甲镇"), _fuller("甲县乙局甲县丙局", "甲县乙局")
    (True, True, False)
    >>> _fuller("婺源县江湾镇人民政府", "江湾镇人民政府"), _fuller("兰州市安宁区安全生产委员会", "安宁区安委会")
    (True, True)
    >>> _fuller("山东曲阜吴村镇人民政府", "吴村镇人民政府"), _fuller("甲公司吴村镇人民政府", "吴村镇人民政府")
    (True, False)
    >>> _fuller("合肥市庐阳区人民政府三孝口街道办事处", "庐阳区三孝口街道办事处")
    True
    """
    if signed.endswith("街道办事处"):  # an agency of the government that its full name names
        signed = signed.replace("人民政府", "")
    placed = signed[: -len(head)] if signed.endswith(head) else ""
    if placed and (is_only_place(placed) or (place_of(signed) and not place_of(head))):
        return True
    ends = (i for i in range(3, len(signed)) if signed[i - 1] in "省市州盟")
    at = next((i for i in ends if signed.startswith(head[:2], i)), 0)
    signed = signed[at:] if head[0] not in "省市县区" else signed
    beside = signed.startswith(head) and not is_only_place(head)
    if len(signed) <= len(head) or beside:
        return False
    local = head[0] in "省市县区镇乡州盟旗" and head[0] in signed
    office = [x for x in ("办公室", "安委办", "办公厅") if x in head]
    same_rank = bool(office) == any(x in signed for x in ("办公室", "安委办", "办公厅", "办"))
    return (local or signed.startswith(head[:2])) and (same_rank or is_only_place(head))


def _signed(
    lines: Sequence[str],
    place: _Layout,
    signatures: Sequence[Signature],
    page: Mapping[str, str],
) -> date | None:
    """成文日期: under the title in brackets, behind the text, or as the page gives it."""
    under = next(
        (parse_date(t) for t in lines[place.title.end : place.title.end + 2] if is_date_line(t)),
        None,
    )
    day = next((s.day for s in signatures if s.day), None)
    return under or day or parse_date(page.get("signed", ""))


def _period(title: str) -> Period | None:
    """The span of years that a title names (2024-2026年)."""
    m = _YEARS.search(title)
    if m is None:
        return None
    first, last = (int(parse_number(g.replace("O", "〇"))) for g in m.groups())
    return Period(first, last) if first < last else None


def _plan_year(
    title: str,
    lines: Sequence[str],
    number: str | None,
    day: date | None,
    period: Period | None,
) -> int | None:
    """The year that a notice plans: of its title; of its number or date where the title names several
    or none."""
    m = re.search(rf"{_Y}年", title)
    if m and not period:
        return int(parse_number(m[1].replace("O", "〇")))
    if not m and (whole := _named_whole(title, lines)):
        return whole
    if number:
        return int(number.split("〔")[1][:4])
    unnumbered = next((m for t in lines if (m := _BLANK_NUMBER.fullmatch(t))), None)
    if unnumbered:
        return int(unnumbered[1])
    if day or period:
        return day.year if day else period.first if period else None
    first = re.match(rf"{_Y}年", next((t for t in lines if len(t) > 60), ""))
    m = first or next((m for t in lines if (m := _YEAR_OF_COVER.search(_CITED.sub("", t)))), None)
    return int(parse_number(m[1])) if m else None


def _named_whole(title: str, lines: Sequence[str]) -> int | None:
    """The year that the text gives with the title where it names itself in full.

    >>> _named_whole("甲县安委会工作要点", ["结合实际，制定《甲县安委会2021年工作要点》。"])
    2021
    """
    cited = (m[0] for t in lines for m in _CITED.finditer(t) if _MAKES.search(t, 0, m.start()))
    years = ((w, m) for w in cited if (m := re.search(rf"{_Y}年度?", w)))
    found = next((m for w, m in years if title and w[1:-1].replace(m[0], "") == title), None)
    return int(parse_number(found[1])) if found else None


def _status(lines: Sequence[str], closing: Sequence[str], number: str | None) -> str:
    if any(_DRAFT.search(t) for t in lines if len(t) <= 80):
        return "draft"
    return "draft" if any(map(is_blank_date, closing)) and not number else "issued"


def _copied(closing: Sequence[str]) -> tuple[str, ...]:
    line = next((t for t in closing if re.match(r"[抄分]\s*[送报]：", t)), "")
    return names(line.partition("：")[2])
