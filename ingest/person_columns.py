"""Which cells of a table hold persons and how to reach them: told by the head of their column, by the label at
their left, or by a telephone number in their row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.labels import UNIT_ROLES, role_of_label
from ingest.persons import is_name
from ingest.records import Normalised
from ingest.rulebook import sifted

DIGITS = re.compile(r"[\dXx][\dXx \-—－()（）转]{3,}[\dXx]")
_AND = re.compile("以及|[及和与暨、/（）()：:\n\\s]")
_LONGEST_HEAD = 24
_UNIT_WORD = re.compile("单位|部门|企业|机构|科室|处室|主体|乡镇|镇街|街道|村居|公司")
_HEAD_WORD = re.compile(
    r"(?:[\u4e00-\u9fff]{0,10}(?:序号|编号|名称|单位|部门|企业|时间|时限|日期|内容|备注|职务|职责|任务|措施|要求|类别|类型|数量|等级|地点|地址"
    r"|区域|范围|方式|频次|标准|目标|问题|隐患|情况|说明|事项|项目|乡镇|领域|行业|级别|性别|年龄|民族|进展|岗位|机构|科室|职称|分工))|序|号"
)
_NUMBER = re.compile(r"\d\d\d(?:\d{4}|\d?-\d{4})")
"""Seven digits, or three or four with a hyphen and four: begun with a digit, so that other places are passed over."""
_KINDS = ("address", "identity", "person", "both", "telephone", "units")
"""From what hides most to what hides least, for a cell merged over columns."""


@lru_cache(maxsize=256)
def kind_of_head(text: str) -> str:
    """What stands below a head or behind a label: person, both (a unit and its person), units, telephone,
    address, identity, or "" for anything else.

    >>> [kind_of_head(h) for h in ("责任单位及责任人", "联系人（电话）", "责任单位", "检查方式")]
    ['both', 'person', 'units', '']
    """
    if len(text) > _LONGEST_HEAD:
        return ""
    words = [
        w for w in _AND.split(re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)) if w
    ]
    found = {_kind_of_word(w) for w in words}
    if "person" in found:
        return "both" if any(_UNIT_WORD.search(w) for w in words) else "person"
    told = next((k for k in _KINDS if k in found), "")
    return told or ("units" if role_of_label(text) in UNIT_ROLES else "")


def cell_kinds(rows: Sequence[Sequence[Normalised]]) -> dict[int, str]:
    """The kind of each cell that has one, by the ``id`` of the cell."""
    found: dict[int, str] = {}
    columns: dict[int, str] = {}
    above: Sequence[Normalised] = ()
    for row in (r for r in rows if not _through(r)):
        if _is_head(row, first=not columns):
            columns = dict(_columns(row, above, columns)) or columns
            above = row
            continue
        above = ()
        for i, kind in (*_beside(row), *columns.items()):
            known = found.get(id(row[i]), kind)
            found[id(row[i])] = min(known, kind, key=_KINDS.index)
    return found


def _through(row: Sequence[Normalised]) -> bool:
    """Whether one text goes through all columns: a title, or the head of a group."""
    return len(row) > 1 and len({c.text for c in row}) == 1


def _kind_of_word(word: str) -> str:
    return next(
        (r.given["kind"] for r in sifted("person-label").left(word) if r.pattern.search(word)), ""
    )


def _columns(
    row: Sequence[Normalised], above: Sequence[Normalised], columns: dict[int, str]
) -> Iterator[tuple[int, str]]:
    """The kinds below a head, whose second row leaves the kind of a merged cell of its first."""
    for i, cell in enumerate(row):
        merged = bool(above) and above[i] is cell
        kind = columns.get(i, "") if merged else kind_of_head(cell.text)
        if kind:
            yield i, kind


def _is_head(row: Sequence[Normalised], first: bool) -> bool:
    """Whether most of the cells are heads; in a table without any so far, three cells one of which announces
    persons and has no name at its right."""
    cells = list({c.text: c.text for c in row if c.text})
    if not cells or any(_NUMBER.search(c) for c in cells):
        return False
    known = [bool(kind_of_head(c) or _HEAD_WORD.fullmatch(c)) for c in cells]
    if sum(known) * 2 > len(cells):
        return True
    announced = [i for i, c in enumerate(cells) if kind_of_head(c)]
    named = any(is_name(c) for i in announced for c in cells[i + 1 : i + 2])
    return first and len(cells) > 2 and bool(announced) and not named


def _beside(row: Sequence[Normalised]) -> Iterator[tuple[int, str]]:
    """The cells at the right of a label, and the names in a row with a telephone number."""
    reached = any(_NUMBER.search(c.text) for c in row)
    for i, cell in enumerate(row):
        label = kind_of_head(row[i - 1].text) if i and row[i - 1] is not cell else ""
        if label in ("person", "both") and not (
            kind_of_head(cell.text) or _HEAD_WORD.fullmatch(cell.text)
        ):
            yield i, "both"
        elif label and label != "units":
            yield i, label
        elif reached and is_name(cell.text):
            yield i, "person"
