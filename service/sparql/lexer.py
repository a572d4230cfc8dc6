"""SPARQL text to tokens, by the terminals of the SPARQL 1.1 grammar (section 19.8).

Oxigraph's parser reads characters, not tokens: it takes ``trueSERVICE<…>`` for a literal and a
keyword. So a word here is the longest run of letters outside strings, IRIs, comments, variables
and prefixed names, and whoever looks for a keyword looks for it *inside* words too."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = _BASE + r"_\-0-9\u00b7\u0300-\u036f\u203f\u2040"
_PREFIX = rf"[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?"
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_ESCAPE})(?:(?:[{_CHARS}.:]|{_ESCAPE})*(?:[{_CHARS}:]|{_ESCAPE}))?"
_VARNAME = rf"[{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]*"

_CODE_POINT = r"\\u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}|\\U(?!0000[dD][89a-fA-F])00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}"
#: Those that the engine reads: with any other a string ends elsewhere, one in three quotes as an empty one.
_CHARACTER = rf"""\\[tbnrf"'\\]|{_CODE_POINT}"""

_TERMINALS = (
    ("space", r"[ \t\r\n]+"),
    ("comment", r"#[^\r\n]*"),
    ("iri", rf'<(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*>'),
    ("string", rf'"""(?:"{{0,2}}(?:[^"\\]|{_CHARACTER}))*"""'),
    ("string", rf"'''(?:'{{0,2}}(?:[^'\\]|{_CHARACTER}))*'''"),
    ("string", rf'"(?:[^"\\\n\r]|{_CHARACTER})*"'),
    ("string", rf"'(?:[^'\\\n\r]|{_CHARACTER})*'"),
    ("variable", rf"[?$]{_VARNAME}"),
    ("blank", rf"_:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
    ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9-]+)*"),
    ("name", rf"(?:{_PREFIX})?:(?:{_LOCAL})?"),
    ("number", r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?"),
    ("word", r"[A-Za-z_][A-Za-z_0-9-]*"),
    ("mark", r"\^\^|&&|\|\||!=|<=|>=|<<\(|\)>>|<<|>>|[{}()\[\],;.*/|^+\-=<>!?~$@&:]"),
    ("unknown", r"."),
)
_PATTERN = re.compile(
    "|".join(f"(?P<{kind}{number}>{pattern})" for number, (kind, pattern) in enumerate(_TERMINALS)),
    re.DOTALL,
)
_KIND = {f"{kind}{number}": kind for number, (kind, _) in enumerate(_TERMINALS)}


class Token(NamedTuple):
    """``start`` counts characters from 0; space and comments are no tokens."""

    kind: str
    text: str
    start: int

    @property
    def upper(self) -> str:
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text``; a character that fits no terminal is one of kind ``unknown``.

    >>> [token.text for token in tokens("ASK { ?s a <x> } # SERVICE")]
    ['ASK', '{', '?s', 'a', '<x>', '}']
    """
    for match in _PATTERN.finditer(text):
        kind = _KIND[str(match.lastgroup)]
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def other_tokens(
    text: str, doubtful: Iterable[int], ends: Callable[[Token], bool]
) -> Iterator[Token]:
    """The tokens beside those of ``tokens`` that come up where a ``<`` at one of the ``doubtful`` offsets is an operator, and
    so on where one of them is an IRI that ``ends`` says may be none: each once, as readings that meet go on as one.

    >>> [token.text for token in other_tokens("?x<'>') # ' }", [2], lambda _: True)]
    ["'>'", ')']
    """
    seen = {token.start for token in tokens(text)}
    lines = [match.start() for match in re.finditer(r"[\r\n]|\Z", text)]
    waiting = [start + 1 for start in doubtful]
    while waiting:
        at = waiting.pop()
        while at < len(text) and at not in seen:
            if text[at] == "#":
                at = lines[bisect_left(lines, at)]
                continue
            match = _PATTERN.match(text, at)
            assert match is not None
            token = Token(_KIND[str(match.lastgroup)], match.group(), at)
            seen.add(at)
            at = match.end()
            if token.kind != "space":
                yield token
            if token.kind == "iri" and ends(token):
                waiting.append(token.start + 1)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset_of(text: str, line: int, column: int) -> int:
    """Character offset of a line and column from 1."""
    lines = text.split("\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1


def token_at(text: str, offset: int) -> str:
    """The token that stands at or next after ``offset``; empty at the end."""
    for token in tokens(text):
        if token.start + len(token.text) > offset:
            return token.text
    return ""
