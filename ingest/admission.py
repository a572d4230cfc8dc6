"""What may be read as a notice; a text that may not is refused with what it lacks and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.carried import Read
from ingest.errors import NotANotice
from ingest.masthead import Masthead
from ingest.records import Document, Paragraph, Table
from ingest.structure import Outline

_SAFETY_WORDS = (
    "安全", "安委", "应急", "隐患", "消防", "防灾", "减灾", "防火", "防汛", "灾害", "事故", "火灾", "险情", "危险", "打非治违",
)  # fmt: skip
_TRADITIONAL = frozenset(
    "關於縣鄉鎮應當處檢責務隱單發實經開動對現點業產國會時為長辦區導項設電氣險體進個過後據與條訓監"
)
"""Frequent characters that simplified script does not have (《簡化字總表》)."""
_AS_FOLLOWS = re.compile("(?:通知|通报|函告|安排|要求|事项)[^，。；]{0,8}如下")
"""What a letter says of itself that a copy left without title and signature."""
_SHARE = 0.03


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
    return sum(map(_TRADITIONAL.__contains__, text)) > _SHARE * len(text) > 0


def require_notice(document: Document, plan: Outline, head: Masthead, has_table: bool) -> None:
    """Raise NotANotice where a text lacks what makes a notice: a name, an outline, the vocabulary."""
    signed = bool(head.issuer) and bool(head.addressees or head.signed)
    addressed = bool(head.addressees) and any(_AS_FOLLOWS.search(p.text) for p in plan.front)
    named = bool(head.title) or bool(head.doc_number) or signed or addressed
    ordered = bool(plan.rooms or plan.lead) or has_table
    safety = any(w in document.text for w in _SAFETY_WORDS)
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
    raise NotANotice(
        f"{document.file_name}: 读到 {len(document.text)} 个字符，但不像安全生产工作通知：缺少{'、'.join(missing)}。"
        "请确认文件是通知全文；若是扫描件或表格，请先核对识别出的文字。"
        f" / Read {len(document.text)} characters, but this is no work-safety notice: it lacks a title, number or signature,"
        " numbered articles or a task table, or the vocabulary of work safety."
    )


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
