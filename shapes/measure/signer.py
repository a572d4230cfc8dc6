"""The office that signs beside the one in the heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact, seen
from shapes.measure.elsewhere import is_elsewhere
from shapes.measure.holders import Holders, Line
from shapes.text import in_order, loose
from shapes.view import Notice

_OFFICE = r"[\u4e00-\u9fff（）()]{3,30}?(?:人民政府(?:办公[室厅])?|委员会(?:办公室)?|指挥部(?:办公室)?|领导小组(?:办公室)?|[局厅委]|公司)"
_HEADING = re.compile(rf"[ 　]*({_OFFICE})(?:文件)?[ 　]*")
_TITLED = re.compile(rf"({_OFFICE})关于")
_PASSED_ON = re.compile("转发|批转")
_SIGNED = re.compile(rf"[ 　]*({_OFFICE})[ 　]*")
_NUMBER = re.compile(r"[ 　]*[\u3400-\u9fff]{1,12}[〔\[（(]20\d\d[〕\]）)]第?[ 　]*\d*号[ 　]*")
_DATE = re.compile(r"[ 　]*20\d\d年\d{1,2}月\d{1,2}日[ 　]*")
_TIER = re.compile("[省市县区州旗镇乡]")
_HEAD = 3  # lines that hold the heading and the number


def measure_signer(
    notice: Notice, holders: Holders, signed: tuple[Line, str] | None
) -> Iterator[Fact]:
    """An office that signs (``signature``) and is not the one above the number or, where none stands there, the one in the
    title, or is of another place than the issuer (``signerDiffers``); where several sign or the heading names several, nothing is told."""
    if signed is None or _PASSED_ON.search(notice.title):
        return
    line, name = signed
    ahead = [line.text.strip() for line in _written(holders)[:_HEAD]]
    numbered = next((n for n, text in enumerate(ahead) if _NUMBER.fullmatch(text)), 0)
    heads = (ahead[0], "".join(ahead[:numbered])) if numbered else ()
    if head := next(filter(None, map(_HEADING.fullmatch, heads)), None):
        other, where = head[1], ("版头", "heading")
    elif titled := _TITLED.match(notice.title):
        other, where = titled[1], ("标题里", "title")
    elif notice.issuer and is_elsewhere(name, notice.division):
        other, where = notice.issuer, ("标题里", "title")
    else:
        return
    if not _one_office(loose(name), loose(other)):
        start = line.text.find(name)
        place = line.place.inside(start, start + len(name))
        says = {"found": name, "other": other, "where": where[0], "whereEn": where[1]}
        yield seen(notice.iri, "signerDiffers", place, **says, sentence=name)


def _one_office(one: str, two: str) -> bool:
    """Whether both name one office: with the place above it or without, a committee also by the short form that everybody knows.

    >>> _one_office("小陶镇人民政府", "永安市小陶镇人民政府"), _one_office("佳木斯市国资委", "佳木斯市国有资产监督管理委员会")
    (True, True)
    >>> _one_office("固原市教育局", "固原市原州区教育局"), _one_office("洛南县政府办公室", "洛南县应急管理局")
    (False, False)
    """
    short, long = sorted((one, two), key=len)
    if long.endswith(short):
        return True
    tiers = [len(_TIER.findall(name)) for name in (short, long)]
    committee = short[-1] == "委" and long.endswith("委员会")
    return committee and short[0] == long[0] and tiers[0] == tiers[1] and in_order(short, long)


def _written(holders: Holders) -> list[Line]:
    return [line for line in holders.lines if line.text.strip()]


def signature(holders: Holders) -> tuple[Line, str] | None:
    """The one office in the line above the first date that stands alone."""
    written = _written(holders)
    at = next((n for n, line in enumerate(written) if _DATE.fullmatch(line.text.strip())), 0)
    if at < 2:
        return None
    found, above = (
        _SIGNED.fullmatch(line.text.strip()) for line in (written[at - 1], written[at - 2])
    )
    return (written[at - 1], found[1]) if found and not above else None
