"""The office that signs beside the one in the heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapes.facts import Fact, seen
from shapes.measure.elsewhere import is_elsewhere
from shapes.measure.holders import Holders, Line
from shapes.text import loose
from shapes.view import Notice

_OFFICE = r"[\u4e00-\u9fff（）()]{3,30}?(?:人民政府(?:办公[室厅])?|委员会(?:办公室)?|指挥部(?:办公室)?|领导小组(?:办公室)?|[局厅委]|公司)"
_HEADING = re.compile(rf"[ 　]*({_OFFICE})(?:文件)?[ 　]*")
_SIGNED = re.compile(rf"[ 　]*({_OFFICE})[ 　]*")
_NUMBER = re.compile(r"[ 　]*[\u3400-\u9fff]{1,12}[〔\[（(]20\d\d[〕\]）)]第?[ 　]*\d*号[ 　]*")
_DATE = re.compile(r"[ 　]*20\d\d年\d{1,2}月\d{1,2}日[ 　]*")
_HEAD = 3  # lines that hold the heading and the number


def measure_signer(
    notice: Notice, holders: Holders, signed: tuple[Line, str] | None
) -> Iterator[Fact]:
    """An office that signs (``signature``) and is not the one above the number, or, where none stands there, not the issuer and
    of another place (``signerDiffers``); where several sign or the heading names several, nothing is told."""
    if signed is None:
        return
    line, name = signed
    written = _written(holders)
    head = _HEADING.fullmatch(written[0].text.strip())
    numbered = any(_NUMBER.fullmatch(line.text.strip()) for line in written[1:_HEAD])
    if head and numbered:
        other, where = head[1], ("版头", "heading")
    elif notice.issuer and is_elsewhere(name, notice.division):
        other, where = notice.issuer, ("标题里", "title")
    else:
        return
    one, two = loose(name), loose(other)
    if not one.endswith(two) and not two.endswith(one):  # 小陶镇…, 永安市小陶镇…
        start = line.text.find(name)
        place = line.place.inside(start, start + len(name))
        says = {"found": name, "other": other, "where": where[0], "whereEn": where[1]}
        yield seen(notice.iri, "signerDiffers", place, **says, sentence=name)


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
