"""Walking an HTML tree without recursion, so that depth is no danger."""

from __future__ import annotations

import re
from collections.abc import Generator

from selectolax.lexbor import LexborNode

DROPPED = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas",
     "audio", "video", "select", "button", "input", "textarea", "nav", "header", "footer",
     "aside", "head", "link", "meta", "map", "rp", "rt", "-comment"}
)  # fmt: skip
# Menus, crumbs, sharing buttons and the like by the names that page makers give them.
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|header|footer|foot|breadcrumbs?|crumbs?|position|location|share|"
    r"sidebar|copyright|pagination|pager|toolbar|search|login|qrcode|ewm|relat\w*|recommend\w*|"
    r"comment\w*|friendlink\w*|fontsize|print)(?:$|[\s_-])",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SIZELESS = re.compile(r"font-size\s*:\s*0(?:\.0+)?(?:p[xt]|r?em|%)?\s*(?:;|!|$)", re.IGNORECASE)

TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,10})\b", re.IGNORECASE)
NESTING = frozenset(
    {"div", "span", "font", "table", "ul", "ol", "section", "article", "blockquote", "center", "a",
     "b", "i", "u", "em", "strong", "dl", "form", "fieldset", "main", "svg", "math", "details"}
)  # fmt: skip

WHOLE_TAG = re.compile(r"""<[a-z](?:[^>"']|"[^"]*"|'[^']*')*""", re.IGNORECASE)

Steps = Generator[tuple[LexborNode, bool], bool | None, None]


def is_dropped(node: LexborNode) -> bool:
    """Whether an element and all in it is no part of a page's text."""
    if node.tag in DROPPED:
        return True
    if node.tag in {"-text", "body", "html"} or not node.attributes:
        return False
    attributes = node.attributes
    if (attributes.get("title") or "").lower() in {"header", "footer"}:  # of an office program
        return True
    style = attributes.get("style") or ""
    if SIZELESS.search(style):  # a wrapper takes the blanks between things of a size of their own
        return not any(
            "font-size" in (child.attributes.get("style") or "") for child in node.iter()
        )
    return "hidden" in attributes or HIDDEN.search(style) is not None


def depth(text: str) -> int:
    """How deep the elements of HTML are nested at most, roughly."""
    deepest = level = 0
    for tag in TAG.finditer(text):
        if tag[2].lower() in NESTING:
            level = max(0, level - 1) if tag[1] else level + 1
            deepest = max(deepest, level)
    return deepest


def most_attributes(text: str) -> int:
    """How many attributes an element of HTML has at most, roughly."""
    return max((len(tag[0].split()) for tag in WHOLE_TAG.finditer(text)), default=0)


def walk(root: LexborNode) -> Steps:
    """Nodes below ``root``: (node, True) on entering, (node, False) on leaving an element.

    Dropped elements are passed over; ``send(True)`` behind an entered element passes over what is
    in it (its leaving is not reported either)."""
    node = root.child
    while node is not None:
        descend = None
        if not is_dropped(node):
            skip = yield node, True
            if skip:
                yield node, True  # the answer to send()
            elif node.tag != "-text":
                descend = node.child
                if descend is None:
                    yield node, False
        if descend is not None:
            node = descend
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return
            yield node, False
        node = node.next if node is not None else None
