"""The rooms of a notice: front matter, parts, articles, items with their sentences and notes, end.

A sentence ends at 。 ； ！ or with its paragraph, never inside brackets or quotation marks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from ingest.brackets import Pair, inside, match_pairs
from ingest.first_characters import quick
from ingest.furniture import is_page_line
from ingest.glued import address_apart, parted
from ingest.labels import LABEL
from ingest.leading import is_prose, text_start
from ingest.marks import (
    NOTE_LABEL,
    Mark,
    read_capital_line,
    read_clause_heading,
    read_mark,
    read_ordinal_line,
)
from ingest.notes import LONGEST_BARE_NOTE, LONGEST_NOTE, is_bare_note, is_dash_note, is_note
from ingest.numerals import CAPITALS
from ingest.records import NO_WORDS, Normalised, Paragraph, Table
from ingest.signatures import is_blank_date, is_date_line, is_name_line, is_printed
from ingest.titles import is_title
from ingest.unit_names import looks_like_unit

_RANK = {
    "chapter": 0,
    "part": 1,
    "ordinal": 1,
    "clause": 2,
    "article": 3,
    "item": 4,
    "decimal": 5,
    "subitem": 5,
    "circled": 6,
}
_OVER_POINTS = ("chapter", "part", "clause", "article", "item")
_ASPECT_RANK = 4
_PHASE_RANK = 2
"""Below the parts, above the articles that a phase may hold."""
_ASPECT = re.compile(
    r"([^，。；：“”《》（）〔〕、]{2,12}(?:、[^，。；：“”《》（）〔〕、]{2,8}){0,3}?)"
    r"(?:：(?=.{6,})|(?<=方面)，|(?<=领域)，|(?<=行业)，)"
)
_TASK = re.compile(r"(?:重点)?任务[一二三四五六七八九十]{1,3}[：、]?[^，。；：！\d]{2,24}")
"""A heading of the kind 任务一 建立台账."""
_PHASE = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,3}(?:阶段|步)|[^，。；：（）]{2,14}阶段)(?:（[^（）]{2,40}）)?(?:：(?!(?:各|由|企业)(?![^。]*（[^（）]*[月日][^（）]*）(?:。|$))|(?![^。]*（[^（）]*[月日][^（）]*）(?:。|$))[^，。；]{0,8}(?:制定|开展|完成|报送|召开|建立|组织|对|将)[^，。；、]{4})[^，。；要应须]{0,40})?(?:。|$)"
    r"|[^。；：（）]{2,20}阶段（[^（）]{0,24}[\d一二三四五六七八九十][年月日][^（）]{0,24}）(?:[，：]|(?=[\u4e00-\u9fff]))"
    r"|[^，。；：（）]{2,14}阶段：[^，。；：（）]{0,20}[\d一二三四五六七八九十][年月日][^，。；：（）]{0,12}[，。；]"
    r"|[^，。；：（）]{2,14}（[^（）]{0,24}[\d一二三四五六七八九十][年月日][^（）]{0,24}）(?:。|$)"
)
_LABEL_OF_PHASE = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,3}阶段|[^，。；：（）]{2,12}阶段)：(?!.*(?:每|负责|牵头|配合|[月日底]前|[要应须]))(?P<whose>(?:各|由|企业)[^，。；：！（）、\d]{2,12})$"
)
"""A line that only says which phase is whose (自查阶段：企业自查自纠), above prose that tells what they do."""
_USUAL_HEADING = re.compile(
    "(?:总体|工作|保障|组织|整治|检查|主要|重点|活动|实施|任务|时间|责任|目标|具体|整改|有关)"
    "(?:要求|领导|目标|任务|步骤|措施|安排|内容|原则|分工|范围|方法|方式)"
)
_NAMED_PHASE = re.compile(
    r"[^，。；：（）]{2,10}阶段（[^（）]{0,24}[\d一二三四五六七八九十][年月日][^（）]{0,24}）(?:[。：]|$)"
)
"""The heading of a phase that has a name and no count (部署阶段（3月1日至31日）：)."""
_GROUP = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}[^，。；：（）]{0,10}组(?:（[^（）]{2,40}）)?[：；]?$"
)
"""Headings without a mark: 第一阶段（3月1日至31日）：动员部署。, 第一督查组."""
_RUN_IN = re.compile(r"(?![各请])[^，。；：、！]{4,14}。(?=[^。]{4})")
_NOTED = re.compile(r"([^。；：！（）〔〕]{2,36})([（〔](?:[^（）〔〕]|（[^（）]*）)+[）〕])。?")
"""A heading with the note that holds for what stands behind it (（一）消防（牵头单位：甲局；责任单位：各镇）。)."""
_NO_ASPECT = re.compile(
    rf"(?:要求|如下|包括|做到|原则|目标|通知|附件|重点|任务|措施|内容|其中|一是|是)$|^(?:附|抄|主送|联系)|^{NOTE_LABEL}$"
)
_TAIL = re.compile(r"^(?:其他|其它)|^[^。；]{0,60}?等(?:其他|其它|重点)?(?:行业|领域)")
_END = (
    re.compile(
        r"附\s*[件表录](?:\d{0,2}|[一二三四五六七八九十])(?!(?:所[列附示载]|中的?|内的?|列[出明]|载明)[^：:。]{1,80}[，；。])[:：.]?"
    ),
    re.compile(r"附[:：](?=\s*(?:1[.．、]|《))"),
    re.compile(r"[（(](?:此件|本件|此文|信息公开|主动公开|依申请公开|联系人)"),
    re.compile(r"[抄分]\s*[送报][:：]"),
)


_SIGNER = re.compile("(?:政府|委员会|安委会|指挥部|局|厅|办公室|办公厅)$")
_MOST_SIGNERS = 6
_MOST_ANNEXES = 20
_HEADING = 36
"""Code points of the longest run-in heading without a comma."""
_LONGEST_OVER_ROOMS = 60
"""Those of one sentence that is all that stands in front of numbered paragraphs."""
_LABELLED = re.compile(f"(?<![^。；！]){LABEL.pattern}")
"""A label that opens a sentence."""
_OPENS_NOTE = re.compile(f"[（〔](?={LABEL.pattern})")
_DASH = quick(r"(?:(?<=[。；！])|^)[—–―─]{1,2}(?=[\u4e00-\u9fff])")
_INNER_MARK = quick(
    rf"[一二三四五六七八九十{CAPITALS}]{{1,3}}、|（[一二三四五六七八九十]{{1,3}}）|(?<![\d.])\d{{1,2}}[.．、](?!\d)"
)
_WORD = re.compile(r"\w")
_STOP = re.compile("[。；！\n]")
LONGEST_SENTENCE = 800
"""Code points; the longest sentence of an office is a quarter of that. A text without any full stop
is cut there, so that no finder reads it whole again and again."""

_Span = tuple[int, int]
_QUOTED = re.compile("“[^“”]*”|三管三必须")
_ORDERS = quick(
    r"(?<!落实|执行|坚持|推行|实行|开展|做好|抓好|严格|规范)每[月季年周日半]|\d+(?:次|个|%|名|处)|月底|[日号]前|(?:周|星期)[一二三四五六日天](?:[上下]午|下班|\d|点|时|:)*前|年底|年内|不得|不(?:少于|低于|超过)\d|负责(?!人|同志|制)"
)
"""What a heading never says."""
_OF_LABELS = re.compile(
    "(?:分工|安排|时限|时间|期限|单位|部门|要求|机构|目标|职责|责任|方式|步骤|进度|小组|专班|人员|名单|内容|范围|对象|原则|任务)[：:；;。]?$"
)
"""What a heading over lines with labels ends in (职责分工, 完成时限)."""
_MODAL = quick(r"应当|必须|(?<!需|主|重|首|紧|摘)要(?!求|素|点|件)")
_ORDERED = quick(rf"(?<=[^，。；、是])(?:{_MODAL.pattern})")
"""What only the heading of a part says; one on a line of its own may open with 要 (要突出重点，…)."""
_PART_HEADING = re.compile("[^，。；：、《“]{2,12}要[^，。；：、对于]{4,10}。")
"""A part's run-in heading that says who has to do what (一、旅行社要把好三道关。一是…)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    words: Normalised
    page: int | None

    @property
    def text(self) -> str:
        return self.words.text


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """A responsibility note with its brackets, or a table cell under the heading ``label``; each is its own,
    so that what is read in it is read once."""

    words: Normalised
    page: int | None
    label: str = ""

    @property
    def text(self) -> str:
        return self.words.text


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """A part, article or item, each its own; ``elements`` are its own sentences and notes in reading order,
    ``rooms`` what it holds; ``own`` its own paragraphs without those of its rooms; ``head`` the words of
    its heading."""

    kind: str
    mark: Mark | None
    title: str
    own: tuple[Paragraph, ...]
    elements: tuple[Sentence | Note, ...]
    rooms: tuple[Room, ...]
    head: Normalised = NO_WORDS

    @property
    def number(self) -> str | None:
        return self.mark.written.rstrip("、") if self.mark else None


@dataclass(frozen=True, slots=True)
class Outline:
    """``lead``: the sentences of ``front`` behind the masthead, as a room of its own."""

    front: tuple[Paragraph, ...]
    rooms: tuple[Room, ...]
    end: tuple[Paragraph, ...]
    annex_rooms: tuple[Room, ...]
    tables: tuple[Table, ...]
    lead: Room | None = None


@dataclass(slots=True)
class _Draft:
    """A room while it is being filled; ``run_in``: it opens with a heading though it has no mark;
    ``head``: the length of its heading, once known."""

    rank: int
    mark: Mark | None
    own: list[Paragraph] = field(default_factory=list)
    rooms: list[_Draft] = field(default_factory=list)
    tail: list[Paragraph] = field(default_factory=list)
    run_in: bool = False
    head: int | None = None


def outline(content: Sequence[Paragraph | Table]) -> Outline:
    """The structure of a notice's paragraphs and tables."""
    tables = tuple(c for c in content if isinstance(c, Table))
    prose = [p for c in content if isinstance(c, Paragraph) for q in parted(c) for p in _unglued(q)]
    plain = address_apart(prose)
    first = next((i for i, p in enumerate(plain) if _starts_body(plain, i)), len(plain))
    start = text_start(plain[:first])
    if first == len(plain):
        first = start
    last = _end_start(plain, first)
    annex = _annex_start(plain, last)
    return Outline(
        front=tuple(plain[:first]),
        rooms=_rooms(plain[first:last]),
        end=tuple(plain[last:annex]),
        annex_rooms=_rooms(plain[annex:]),
        tables=tables,
        lead=_lead(plain[start:first]),
    )


def _annex_start(plain: Sequence[Paragraph], last: int) -> int:
    """Index of the first numbered paragraph behind ``last`` that is no line of the list of annexes
    (附件：1.名单 / 2.样表); without any, of the first prose, the plan behind its letter."""
    listing = False
    for i in range(last, len(plain)):
        text = plain[i].text
        numbered = read_mark(text) is not None
        listing = any(end.match(text) for end in _END[:2]) or (
            listing and numbered and not re.search("[。；]", text)
        )
        if numbered and not listing:
            return i
    behind = range(last, len(plain))
    return next((i for i in behind if _opens_plan(plain[i].text)), len(plain))


def _opens_plan(text: str) -> bool:
    """Whether a paragraph behind a letter is prose, no line of whom to ask and no close of the letter (特此通知。)."""
    return is_prose(text) and not is_page_line(text) and not text.startswith("特此")


def _lead(paragraphs: Sequence[Paragraph]) -> Room | None:
    """The prose of ``paragraphs`` as a room, None where there is none."""
    prose = [p for p in paragraphs if is_prose(p.text)]
    elements = tuple(e for p in prose for e in sentences_of(p))
    return Room("lead", None, "", tuple(prose), elements, ()) if elements else None


def sentences_of(paragraph: Paragraph) -> tuple[Sentence | Note, ...]:
    """The sentences and notes of one paragraph, in order."""
    if is_bare_note(paragraph.text):
        return (Note(paragraph.words, paragraph.page),)
    elements: list[Sentence | Note] = []
    start = 0
    for end, behind in _borders(paragraph.text):
        if end < start:
            continue
        while end - start >= LONGEST_SENTENCE:
            _add_sentence(elements, paragraph, start, start + LONGEST_SENTENCE)
            start += LONGEST_SENTENCE
        _add_sentence(elements, paragraph, start, end)
        if behind > end:
            elements.append(Note(paragraph.words.cut(end, behind), paragraph.page))
        start = behind
    return tuple(elements)


@lru_cache(maxsize=256)
def _borders(text: str) -> tuple[_Span, ...]:
    """Where each sentence of a paragraph ends and the next begins, in order: behind the note between them."""
    pairs = match_pairs(text)
    notes = [
        (p.start, p.end)
        for p in pairs
        if p.depth == 0 and p.opener in "（〔" and is_note(text, p.start, p.end)
    ]
    flags = inside(pairs, len(text))
    notes += _labelled_sentences(text, flags)
    notes += _unclosed(text, pairs)
    dash = max((m.start() for m in _DASH.finditer(text, _last_words(text))), default=-1)
    notes += [(dash, len(text))] if dash >= 0 and is_dash_note(text, dash) else []
    stops = (m.end() for m in _STOP.finditer(text) if m[0] == "\n" or not flags[m.start()])
    return tuple(sorted([*((i, i) for i in stops), *notes, (len(text), len(text))]))


def _unclosed(text: str, pairs: Sequence[Pair]) -> list[_Span]:
    """The note at the end of a paragraph whose bracket nobody closed (…。（责任单位：甲局、乙局)."""
    closed = {p.start for p in pairs}
    for m in _OPENS_NOTE.finditer(text, _last_words(text)):
        if m.start() not in closed and not _STOP.search(text, m.end(), len(text) - 1):
            return [(m.start(), len(text))]
    return []


def _labelled_sentences(text: str, flags: bytearray) -> list[_Span]:
    """Sentences that a label opens (责任单位：甲局；配合单位：乙局。), behind an order or ahead of it; one that names
    persons only is none."""
    found: list[_Span] = []
    for m in _LABELLED.finditer(text) if "：" in text else ():
        start = m.start()
        if flags[start] or start < _end(found):
            continue
        last = min(len(text), start + LONGEST_BARE_NOTE)
        stop = next((i for i in range(start, last) if text[i] in "。！" and not flags[i]), last - 1)
        end = stop + 1
        charged = any(label.lastgroup != "person" for label in LABEL.finditer(text, start, end))
        if charged and is_bare_note(text[start:end]):
            found.append((start, end))
    return found


def _end(spans: Sequence[_Span]) -> int:
    return spans[-1][1] if spans else 0


def _last_words(text: str) -> int:
    """Where the part of a paragraph begins that may be a note."""
    return max(0, len(text) - LONGEST_NOTE)


def _add_sentence(
    elements: list[Sentence | Note], paragraph: Paragraph, start: int, end: int
) -> None:
    while start < end and paragraph.text[start] == "\n":
        start += 1
    while end > start and paragraph.text[end - 1] == "\n":
        end -= 1
    words = paragraph.words.cut(start, end)
    if _WORD.search(words.text):
        elements.append(Sentence(words, paragraph.page))


def _starts_body(plain: Sequence[Paragraph], i: int) -> bool:
    """Whether paragraph ``i`` is the first numbered one of the body (not a line of the masthead)."""
    mark = _mark_of(plain, i)
    if mark is None or mark.kind in ("subitem", "circled"):
        return False
    excerpt = i == 0 and mark.kind in ("part", "article") and not is_title(plain[0].text)
    return excerpt or mark.number == 1 or (i > 3 and not _names_annex(plain, i))


def _names_annex(plain: Sequence[Paragraph], i: int) -> bool:
    """Whether paragraph ``i`` is a further entry of a list of annexes, which opens with its first (附件：1.名单 / 2.样表)."""
    at = i - 1
    while at > 0 and i - at < _MOST_ANNEXES and read_mark(plain[at].text):
        at -= 1
    return any(end.match(plain[at].text) for end in _END[:2])


def _mark_of(paragraphs: Sequence[Paragraph], i: int) -> Mark | None:
    """The numbering mark of paragraph ``i``; the next one may tell that it is a heading."""
    text = paragraphs[i].text
    following = paragraphs[i + 1].text if i + 1 < len(paragraphs) else ""
    return (
        read_mark(text)
        or read_clause_heading(text, following)
        or read_ordinal_line(text, following)
        or read_capital_line(paragraphs[i].words, following)
    )


def _end_start(plain: Sequence[Paragraph], first: int) -> int:
    """Index of the first paragraph of the end matter: a signature, an annex, an imprint. A date
    under a heading of its own (一、检查时间) is text."""
    for i in range(first + 1, len(plain)):
        text = plain[i].text
        if any(e.match(text) for e in _END):
            return i
        dated = is_date_line(text) or is_blank_date(text) or is_printed(text)
        if dated and not _is_heading(plain[i - 1].text):
            return i
        following = [p.text for p in plain[i + 1 : i + 1 + _MOST_SIGNERS]]
        if is_name_line(text) and not is_date_line(text) and _dated(text, following):
            return i
    return _undated_end(plain, first)


def _undated_end(plain: Sequence[Paragraph], first: int) -> int:
    """Index behind the text of a notice that no date closes: at its end may stand who signs, and lines of a page."""
    end = len(plain)
    while end > first + 1 and (is_page_line(plain[end - 1].text) or _signs(plain[end - 1].text)):
        end -= 1
    return end


def _signs(text: str) -> bool:
    """Whether a line is nothing but the name of a body that issues documents."""
    return bool(_SIGNER.search(text)) and is_name_line(text) and read_mark(text) is None


def _dated(name: str, following: Sequence[str]) -> bool:
    """Whether a date stands below a signing name, or below those of others who sign with it."""
    at = next((i for i, t in enumerate(following) if is_date_line(t) or is_blank_date(t)), None)
    if at is None or (at == 0 and is_date_line(following[0])):
        return at == 0
    return looks_like_unit(name) and all(map(is_name_line, following[:at]))


def _is_heading(text: str) -> bool:
    """Whether a numbered line holds no sentence."""
    return read_mark(text) is not None and not re.search(r"[。；：]", text)


def _unglued(paragraph: Paragraph) -> list[Paragraph]:
    """The paragraph cut where a scan glued a heading to the text before it."""
    text = paragraph.text
    pairs = match_pairs(text)
    flags = inside(pairs, len(text))
    nested = {p.start for p in pairs if p.depth}
    cuts = [0]
    mark = read_mark(text)
    for m in _INNER_MARK.finditer(text):
        here = read_mark(text[m.start() : m.start() + 12])
        if m.start() == 0 or here is None or (flags[m.start()] and here.kind != "article"):
            continue
        if here.kind == "article" and m.start() in nested:
            continue
        if _glued(text, cuts[-1], m.start(), mark, here):
            cuts.append(m.start())
            mark = here
    cuts.append(len(text))
    words = paragraph.words
    return [
        Paragraph(words.cut(a, b), paragraph.heading, paragraph.page) for a, b in pairwise(cuts)
    ]


def _glued(text: str, start: int, i: int, before: Mark | None, here: Mark) -> bool:
    """Whether a heading mark inside a text opens a new paragraph: it counts on from the mark
    before it, after a full stop or a note; or it is the first under a heading without one."""
    if before is None:
        return False
    closed = text[i - 1] in "。；）〕"
    if _RANK[here.kind] == _RANK[before.kind]:
        return closed and here.number == before.number + 1
    if _RANK[here.kind] > _RANK[before.kind]:
        if i - start > 44:
            return False
        bare = not re.search(r"[。；，：]", text[start:i])
        return bare or (closed and here.number == 1 and i - start <= 40)
    return (
        closed
        and here.number >= 2
        and here.kind in ("chapter", "part", "article")
        and text[i - 1] != "；"
    )


def _rooms(body: Sequence[Paragraph]) -> tuple[Room, ...]:
    root = _Draft(-1, None)
    stack = [root]
    usual = _usual_headings(body)
    for i, paragraph in enumerate(body):
        mark = None if is_bare_note(paragraph.text) else _mark_of(body, i)
        rank = _rank(mark, stack) if mark else _unmarked_rank(paragraph.text, i in usual, stack)
        if rank is None:
            _append(stack, paragraph)
            continue
        while stack[-1].rank >= rank:
            stack.pop()
        headed = mark is None and rank == _RANK["part"]
        draft = _Draft(rank, mark, [paragraph], run_in=headed)
        stack[-1].rooms.append(draft)
        stack.append(draft)
    root.rooms = [*_unnumbered(root.own), *root.rooms]
    headed = _headed(root.rooms)
    return tuple(_finished(d, 0, headed) for d in root.rooms)


def _rank(mark: Mark, stack: Sequence[_Draft]) -> int:
    """The rank of a mark; 第一、 counts points below whatever other heading is open, parts where none is, and 第二、 goes
    on where 第一、 stands."""
    if mark.kind != "ordinal":
        return _RANK[mark.kind]
    for draft in reversed(stack):
        if draft.mark and (draft.mark.kind, draft.mark.number + 1) == ("ordinal", mark.number):
            return draft.rank
    others = [d.rank for d in stack if d.mark and d.mark.kind in _OVER_POINTS]
    return max(others, default=0) + 1


def _unnumbered(paragraphs: Sequence[Paragraph]) -> list[_Draft]:
    """The rooms of paragraphs without numbers: one, or one for each that opens with a short heading
    (压实责任。各街镇要…) where most of them do, or that is a heading where several are."""
    lines = [_is_heading_line(paragraphs, i) for i in range(len(paragraphs))]
    run_in = [bool(_RUN_IN.match(p.text)) for p in paragraphs]
    headed = lines if sum(lines) >= 2 else run_in
    habit = headed is lines or (sum(headed) >= 2 and 2 * sum(headed) > len(headed))
    drafts: list[_Draft] = []
    for paragraph, opens in zip(paragraphs, headed, strict=True):
        if not drafts or (habit and opens):
            drafts.append(_Draft(_RANK["article"], None, [paragraph], run_in=habit and opens))
        else:
            drafts[-1].own.append(paragraph)
    return drafts


def _is_heading_line(paragraphs: Sequence[Paragraph], i: int) -> bool:
    """Whether a paragraph is short, without a stop of any kind, and prose follows it."""
    text = paragraphs[i].text
    bare = 4 <= len(text) <= 30 and not re.search(r"[，。；：！？]", text)
    return bare and i + 1 < len(paragraphs) and is_prose(paragraphs[i + 1].text)


def _usual_headings(body: Sequence[Paragraph]) -> set[int]:
    """The places of headings that plans usually have, here without a number (保障措施): of those that stand once, with no
    number behind them that counts on from one in front, as （二） does behind 工作目标 below （一）."""
    texts = Counter(paragraph.text for paragraph in body)
    found: set[int] = set()
    behind = 1
    for i in reversed(range(len(body))):
        text = body[i].text
        if mark := read_mark(text):
            behind = mark.number
        elif (
            behind == 1
            and i + 1 < len(body)
            and texts[text] == 1
            and _USUAL_HEADING.fullmatch(text)
        ):
            found.add(i)
    return found


def _unmarked_rank(text: str, usual: bool, stack: Sequence[_Draft]) -> int | None:
    """The rank of the room that a paragraph without a mark opens below a numbered one: as a ``usual`` heading, as a phase
    or by an aspect; None where it goes on with the open room."""
    if len(stack) == 1:
        return None
    if usual:
        return _RANK["part"]
    if _opens_phase(text):
        return _PHASE_RANK
    return _ASPECT_RANK if _is_aspect(text, stack) else None


def _opens_phase(text: str) -> bool:
    """Whether an unnumbered paragraph opens with the heading of a phase, a group or a task."""
    if _TASK.fullmatch(text):
        return True
    if _NAMED_PHASE.match(text):
        return True
    return text.startswith("第") and bool(_PHASE.match(text) or _GROUP.match(text))


def _is_aspect(text: str, stack: Sequence[_Draft]) -> bool:
    """Whether an unnumbered paragraph opens with a run-in heading (煤矿方面，… / 森林火灾：…)."""
    m = None if is_bare_note(text) else _ASPECT.match(text)
    return bool(m and not _NO_ASPECT.search(m[1]) and stack[-1].rank >= _RANK["part"])


def _append(stack: list[_Draft], paragraph: Paragraph) -> None:
    """Put an unnumbered paragraph where it belongs: on with the open room, or, where it speaks of
    the other sectors, behind the items of their article."""
    leaf = stack[-1]
    if leaf.rank >= _ASPECT_RANK and len(stack) > 2 and _TAIL.match(paragraph.text):
        stack[-2].tail.append(paragraph)
    else:
        leaf.own.append(paragraph)


def _headed(siblings: Sequence[_Draft]) -> bool:
    """Whether most of these rooms open with a heading: a line of its own or a short sentence; those that are tasks over
    lines with labels tell nothing of the others."""
    others = (d for d in siblings if d.mark and (not _is_noted(d) or _says_order(d)))
    heads = [_head_length(d) or _is_bare(d) for d in others]
    return sum(1 for h in heads if h) * 2 > len(heads)


def _is_bare(draft: _Draft) -> bool:
    """Whether the room's first paragraph is nothing but a heading; one that ends in ； or ： or in a note with
    labels has something below it, and so has one that says what no heading does."""
    text = draft.own[0].text
    below = len(draft.own) > 1 or bool(draft.rooms)
    if _is_noted(draft) or (not below and _says_order(draft)):
        return False
    if below and text[-1:] in "；：" and len(text) <= 24:
        text = text[:-1]
    elif below and text.endswith(("）", "〕")) and (note := _closing_note(draft.own[0])):
        text = text[:-note]
    return not re.search(r"[。；：]", text) and len(text) <= 60


def _is_noted(draft: _Draft) -> bool:
    """Whether nothing stands below the one sentence of the room's first paragraph but lines that say who and by when
    (责任单位：…), which makes it a task, unless it is the name of what they say (时间安排)."""
    first, *behind = (paragraph.text for paragraph in draft.own)
    return (
        bool(behind)
        and not draft.rooms
        and sum(isinstance(e, Sentence) for e in sentences_of(draft.own[0])) == 1
        and not _OF_LABELS.search(first)
        and all(map(is_bare_note, behind))
    )


def _says_order(draft: _Draft) -> bool:
    """Whether the room's first paragraph says what no heading does."""
    plain = _QUOTED.sub("", draft.own[0].text)
    return bool(_ORDERS.search(plain) or _ORDERED.search(plain))


def _closing_note(paragraph: Paragraph) -> int:
    """Code points of the responsibility note that a paragraph closes with."""
    closing = sentences_of(paragraph)[-1:]
    return len(closing[0].text) if closing and isinstance(closing[0], Note) else 0


def _head_length(draft: _Draft) -> int:
    """``_first_sentence`` of the draft, found once."""
    if draft.head is None:
        draft.head = _first_sentence(draft)
    return draft.head


def _first_sentence(draft: _Draft) -> int:
    """Characters of the first sentence with its mark if it may be a heading, else 0."""
    text = draft.own[0].text
    start = draft.mark.length if draft.mark else 0
    noted = _NOTED.match(text, start)
    if noted and is_note(text, noted.start(2), noted.end(2)):
        sentence, behind = noted[1], noted.end()
    else:
        noted = None
        m = re.match(r"[^。；！]*[。；！]?", text[start:])
        sentence = m[0] if m else ""
        behind = start + len(sentence)
    plain = _QUOTED.sub("", sentence)
    limit = _HEADING if "，" not in sentence else 32 if draft.rank <= _RANK["article"] else 26
    if draft.rooms and behind == len(text):
        limit = _LONGEST_OVER_ROOMS
    if (
        not sentence
        or len(sentence) > limit
        or sentence.endswith(("；", "！"))
        or _ORDERS.search(plain)
        or (_is_ordered(plain, behind < len(text)) and not _heads_part(draft, sentence))
    ):
        return 0
    below = len(draft.own) > 1 or bool(draft.rooms)
    asked = noted or not below
    rest = sentences_of(Paragraph(draft.own[0].words.cut(behind))) if asked else ()
    if not (any(isinstance(e, Sentence) for e in rest) or below) or _is_noted(draft):
        return 0
    if noted and any(isinstance(e, Note) for e in rest):
        return 0
    if _ASPECT.match(text[start:]) and not sentence.endswith("。"):
        return 0
    return start + len(sentence)


def _is_ordered(sentence: str, goes_on: bool) -> bool:
    """Whether a modal word makes the sentence an order; one that opens it only where more text follows."""
    return bool((_MODAL if goes_on else _ORDERED).search(sentence))


def _heads_part(draft: _Draft, sentence: str) -> bool:
    """Whether the first sentence of a part says in short what the several sentences behind it tell."""
    behind = sum(isinstance(e, Sentence) for e in sentences_of(draft.own[0])[1:])
    return draft.rank <= _RANK["part"] and behind > 1 and bool(_PART_HEADING.fullmatch(sentence))


def _finished(draft: _Draft, depth: int, headed: bool) -> Room:
    """The room as a record; its heading is taken off its first paragraph."""
    head, title = _heading(draft, headed)
    first = draft.own[0]
    body = [Paragraph(first.words.cut(head), False, first.page), *draft.own[1:]]
    elements = [e for p in body for e in sentences_of(p)]
    is_part = draft.rank <= _RANK["part"] and (draft.rooms or head or headed)
    kind = "part" if is_part and depth == 0 else "article" if depth <= 1 else "item"
    below = 1 if kind == "part" else 2
    headed_below = _headed(draft.rooms)
    rooms = [_finished(d, below, headed_below) for d in draft.rooms]
    if draft.tail:
        extra = tuple(e for p in draft.tail for e in sentences_of(p))
        rooms.append(Room("tail", None, "", tuple(draft.tail), extra, ()))
    own = tuple(draft.own)
    return Room(
        kind, draft.mark, title, own, tuple(elements), tuple(rooms), first.words.cut(0, head)
    )


def _heading(draft: _Draft, headed: bool) -> tuple[int, str]:
    """Length of the heading (mark included, 0 if the first sentence is no heading) and its title."""
    text = draft.own[0].text
    start = draft.mark.length if draft.mark else 0
    rest = text[start:]
    run_in = _ASPECT.match(rest)
    phase = _PHASE.match(rest) or (
        None if draft.mark else _GROUP.match(rest) or _TASK.fullmatch(rest)
    )
    if not phase and len(draft.own) > 1 and is_prose(draft.own[1].text):
        phase = _LABEL_OF_PHASE.match(rest)
    alone = phase and draft.mark and "阶段（" in phase[0]
    if phase and (alone or len(draft.own) > 1 or draft.rooms or phase.end() < len(rest)):
        return start + phase.end(), phase[0].rstrip("，。；：")
    if (draft.mark or draft.run_in) and _is_bare(draft):
        behind = len(text) - _closing_note(draft.own[0])
        return behind, text[start:behind]
    if run_in and not _NO_ASPECT.search(run_in[1]):
        return 0, run_in[1]
    length = _head_length(draft)
    if length and (draft.run_in or (draft.mark and headed)):
        return length, text[start:length].rstrip("。；")
    return (start, "") if draft.mark and draft.mark.kind == "decimal" else (0, "")


def label_of_phase(head: Normalised) -> Normalised:
    """What a heading says behind the name of a phase without a time (企业自查自纠), "" where it is another."""
    mark = read_mark(head.text)
    m = _LABEL_OF_PHASE.match(head.text, mark.length if mark else 0)
    return head.cut(m.start("whose"), m.end()) if m else NO_WORDS


def walk(
    rooms: Sequence[Room],
    visit: Callable[[Room, tuple[Room, ...]], None],
    above: tuple[Room, ...] = (),
) -> None:
    """Call ``visit(room, rooms above it)`` for every room in reading order."""
    for room in rooms:
        visit(room, above)
        walk(room.rooms, visit, (*above, room))
