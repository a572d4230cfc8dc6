"""Where the text of a government page is: the element that holds nearly all its sentences, and the
title and number that the page shows outside of it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.read.html_tree import FURNITURE, walk
from ingest.titles import UNBRACKETED

# Bodies as the publishing systems of Chinese governments name them.
KNOWN = (
    "#UCAP-CONTENT", "#zoom", "#Zoom", ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR",
    ".pages_content", ".wp_articlecontent", ".v_news_content", "#vsb_content", ".article-content",
    ".article_content", "#js_content",
)  # fmt: skip
BOXES = frozenset(
    {"div", "section", "article", "main", "center", "form", "table", "tbody", "tr", "td", "body"}
)
SENTENCE = re.compile(r"[。；;]")
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[［(（]\s?(?:19|20)\d\d\s?[〕\]］)）]\s?第?\s?\d{1,4}\s?号"
)
LABELLED = re.compile(rf"{NUMBER.pattern}|[\u4e00-\u9fff]{{2,12}}{UNBRACKETED}")
SITE = re.compile(r"\s*(?:[_|｜]|\s[-–—]+\s|[-–—]+(?=[^-–—]{0,30}(?:政府|网|门户))).*", re.DOTALL)
MOST, ENOUGH, FEW = 0.9, 0.6, 0.3


def find_body(root: LexborNode) -> LexborNode:
    """The innermost element that holds nearly all sentences under ``root``.

    Menus, footers and the like are taken out of the tree."""
    scores = _scores(root)
    _remove_furniture(root, scores)
    total = scores.get(root.mem_id, 0)
    for selector in KNOWN:
        for node in root.css(selector):
            if scores.get(node.mem_id, 0) >= max(1, ENOUGH * total):
                return node
    node = root
    while (inner := _main_child(node, scores, total)) is not None:
        node = inner
    return node


def heading_lines(tree: LexborHTMLParser, text: str) -> list[tuple[str, str]]:
    """Number and title of the notice, (text, block kind), where ``text`` begins without them."""
    beginning = "".join(text[:1500].split())
    lines: list[tuple[str, str]] = []
    number = _outside_number(tree)
    if number and not NUMBER.search(beginning):
        lines.append((number, "paragraph"))
    title = _title(tree)
    if title and "".join(title.split()) not in beginning:
        lines.append((title, "heading"))
    return lines


def _scores(root: LexborNode) -> dict[int, int]:
    """For each element (by mem_id) how many characters of sentences it holds, links aside."""
    scores: dict[int, int] = {}
    stack, links = [0], 0
    for node, entering in walk(root):
        if node.tag == "-text":
            words = (node.text_content or "").strip()
            if not links and SENTENCE.search(words):
                stack[-1] += len(words)
            continue
        links += (1 if entering else -1) if node.tag == "a" else 0
        if entering:
            stack.append(0)
        else:
            scores[node.mem_id] = stack.pop()
            stack[-1] += scores[node.mem_id]
    scores[root.mem_id] = stack[0]
    return scores


def _remove_furniture(root: LexborNode, scores: dict[int, int]) -> None:
    total = scores[root.mem_id]
    removed = [
        node
        for node in root.css("[class], [id]")
        if node.tag not in {"body", "html"}
        and scores.get(node.mem_id, 0) <= FEW * total
        and FURNITURE.search(
            f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
        )
    ]
    for node in reversed(removed):  # inner ones first
        node.decompose()


def _main_child(node: LexborNode, scores: dict[int, int], total: int) -> LexborNode | None:
    child = node.child
    while child is not None:
        if child.tag in BOXES and scores.get(child.mem_id, 0) >= max(1, MOST * total):
            return (
                child if child.tag != "table" or _has_one_main_cell(child, scores, total) else None
            )
        child = child.next
    return None


def _has_one_main_cell(table: LexborNode, scores: dict[int, int], total: int) -> bool:
    """Whether a table only places the page's parts: one of its cells is the body."""
    return any(scores.get(cell.mem_id, 0) >= MOST * total for cell in table.css("td"))


def _title(tree: LexborHTMLParser) -> str:
    """The notice's title as the page gives it; "" if it does not."""
    meta = tree.css_first("meta[name='ArticleTitle' i]")
    if meta is not None and (meta.attributes.get("content") or "").strip():
        return " ".join((meta.attributes.get("content") or "").split())
    for selector in ("h1", "h2", "title"):
        for node in tree.css(selector):
            words = SITE.sub("", " ".join(node.text().split())[:300])
            if words.endswith(("通知", "意见", "方案", "决定", "公告", "通报", "要点", "）")):
                return words
    return ""


def _outside_number(tree: LexborHTMLParser) -> str:
    """A document number shown behind 文号 or 发文字号 somewhere on the page, else one that stands alone."""
    root = tree.body
    label, alone, links = False, "", 0
    for node, entering in walk(root) if root is not None else ():
        links += (1 if entering else -1) if node.tag == "a" else 0
        if not entering or node.tag != "-text":
            continue
        words = "".join((node.text_content or "").split())
        if label or "文号" in words or "字号" in words:
            found = LABELLED.search(words)
            if found:
                return found[0]
        label = "文号" in words or "字号" in words or (label and not words)
        if not (links or alone) and NUMBER.fullmatch(words):
            alone = words
    return alone
