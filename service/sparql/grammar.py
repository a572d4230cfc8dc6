"""A second, strict reading of SPARQL 1.1: where exactly a text goes wrong, and what stood there.

Oxigraph decides what runs. Its parser reports the farthest character it looked at, often a whole
keyword past the fault; this one knows tokens."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import lark
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from ontology import kept as kept_files
from service.sparql.lexer import offset_of, token_at, tokens

#: Longer texts are not diagnosed: this parser reads about 100,000 tokens a second.
LONGEST = 20_000
LONGEST_UPDATE = 1_000_000

_SPOKEN = {
    "VAR": "?变量 variable",
    "IRIREF": "<IRI>",
    "PNAME": "prefix:name",
    "STRING": '"字符串 string"',
    "INTEGER": "整数 integer",
    "NUMBER": "数字 number",
    "BLANK": "_:b",
    "FUNCTION": "函数 function",
    "$END": "查询结束 end",
}
_HIDDEN = {"ANON", "NIL", "SIGNED", "BOOLEAN", "LANGTAG", "AGGREGATE", "BLANK", "A"}
_MARKS = {
    "LBRACE": "{",
    "RBRACE": "}",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "DOT": ".",
    "SEMICOLON": ";",
    "COMMA": ",",
    "STAR": "*",
    "SLASH": "/",
    "PLUS": "+",
    "MINUS": "-",
    "VBAR": "|",
    "CIRCUMFLEX": "^",
    "BANG": "!",
    "EQUAL": "=",
    "LESSTHAN": "<",
    "MORETHAN": ">",
    "QMARK": "?",
}
#: Words that begin an update, and no query; what begins a query, and stands in no update.
UPDATES = frozenset(
    ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")
)
_QUERIES = frozenset(("ASK", "CONSTRUCT", "DESCRIBE"))
_PAIRS = {"{": "}", "(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a text stops being SPARQL; line and column from 1, ``token`` empty at the end; ``missing``: what is left
    out before it, "value" for a variable, name, IRI or literal, where that is plain."""

    line: int
    column: int
    token: str
    expected: tuple[str, ...]
    missing: str = ""


def kept_in() -> Path:
    """Where the parser is kept as it was made: beside this module as Python keeps it compiled."""
    return kept_files.beside(__file__, "lark")


def keep(path: Path) -> None:
    """Write the parser to ``path``; to make it takes ten times as long as to read it."""
    made = BytesIO()
    _made(_grammar()).save(made)
    kept_files.write_sealed(path, made.getvalue(), _made_by())


def read_kept(path: Path) -> Lark | None:
    """The parser that was kept; None where it is another's, of another grammar or Python, or damaged."""
    made = kept_files.read_sealed(path, _made_by())
    return None if made is None else Lark.load(BytesIO(made))


@cache
def _parser() -> Lark:
    return read_kept(kept_in()) or _made(_grammar())


@cache
def _grammar() -> str:
    return (files("service") / "sparql" / "sparql.lark").read_text("utf-8")


def _made_by() -> bytes:
    """What a parser is made of, and by."""
    return repr((sys.version, lark.__version__, _grammar())).encode()


def _made(grammar: str) -> Lark:
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["query", "update"],
        maybe_placeholders=False,
        propagate_positions=True,
    )


def find_fault(text: str, update: bool = False) -> Fault | None:
    """The first fault of ``text``; None if it is SPARQL 1.1 or too long to say."""
    if len(text) > LONGEST:
        return None
    alien = _QUERIES if update else UPDATES
    try:
        _parser().parse(text, start="update" if update else "query")
    except UnexpectedToken as error:
        if error.token.type == "$END":
            return _told(*_end(text), "", error.expected - alien, _closing(text))
        return _fault(text, error, str(error.token), error.expected - alien)
    except UnexpectedInput as error:
        allowed = (getattr(error, "allowed", None) or set()) - alien
        offset = offset_of(text, error.line, error.column)
        return _fault(text, error, token_at(text, offset), allowed)
    except RecursionError:
        return None
    return None


def parse(text: str, update: bool = False) -> Tree[Token] | None:
    """The tree of a text; None if it does not parse or is too long."""
    if len(text) > LONGEST:
        return None
    try:
        return _parser().parse(text, start="update" if update else "query")
    except (UnexpectedInput, RecursionError):
        return None


def has_service(text: str, update: bool = False) -> bool | None:
    """Whether the text calls SERVICE or LOAD by the strict grammar; None if it does not parse."""
    tree = parse(text, update)
    if tree is None:
        return None
    return any(node.data in ("service", "load") for node in tree.iter_subtrees())


def find_loads(text: str) -> list[tuple[int, int]]:
    """Where each LOAD of an update stands, half-open, in characters; none if it does not parse."""
    tree = _parse_update(text)
    nodes = tree.find_data("load") if tree is not None else ()
    return sorted((node.meta.start_pos, node.meta.end_pos) for node in nodes)


def written_default(text: str) -> bool | None:
    """Whether an update names the default graph as what it changes; None if it does not parse."""
    tree = _parse_update(text)
    return None if tree is None else any(_writes_default(node) for node in tree.iter_subtrees())


def _parse_update(text: str) -> Tree[Token] | None:
    if len(text) > LONGEST_UPDATE:
        return None
    try:
        return _parser().parse(text, start="update")
    except (UnexpectedInput, RecursionError):
        return None


def _writes_default(node: Tree[Token]) -> bool:
    kind = str(node.data)
    if kind == "load":
        return len(list(node.find_data("iri"))) < 2
    if kind in ("clear", "drop"):
        return any(True for _ in node.find_data("default_graph"))
    if kind in ("add", "copy", "move"):
        ends = [list(end.children) for end in node.find_data("graph_or_default")]
        return not ends[-1] or (kind == "move" and not ends[0])
    if kind in ("insert_data", "delete_data", "delete_where"):
        return _bare(node)
    if kind == "modify":
        graph = any(isinstance(each, Tree) and each.data == "iri" for each in node.children)
        return not graph and any(
            _bare(clause)
            for clause in node.children
            if isinstance(clause, Tree) and clause.data in ("insert_clause", "delete_clause")
        )
    return False


def _bare(node: Tree[Token]) -> bool:
    """Whether a quad pattern has triples outside GRAPH."""
    return any(
        isinstance(child, Tree) and child.data == "triples_template"
        for quads in node.find_data("quads")
        for child in quads.children
    )


def _fault(text: str, error: UnexpectedInput, token: str, expected: set[str]) -> Fault:
    before = text[: offset_of(text, error.line, error.column)]
    return _told(error.line, error.column, token, expected, _closing(before))


def _told(line: int, column: int, token: str, expected: set[str], closing: str) -> Fault:
    spoken = _spoken(expected, closing, token)
    return Fault(line, column, token, spoken, _missing(token, expected, closing))


def _missing(token: str, expected: set[str], closing: str) -> str:
    """What was left out before ``token``: the mark that closes what is open, where something else is closed, a
    clause begins or the text ends; the dot between triples; a value behind a property.

    >>> _missing("}", {"RPAR", "COMMA", "STAR"}, ")"), _missing("?x", {"DOT", "SEMICOLON", "RBRACE"}, "}")
    (')', '.')
    >>> _missing("}", {"VAR", "IRIREF", "STRING"}, "}"), _missing("?x", {"BY"}, "")
    ('value', 'BY')
    """
    marks = {_MARKS.get(name, name) for name in expected - _HIDDEN}
    ends = not token or token in _PAIRS.values()
    if len(marks) == 1 and not token.isalpha() and not marks & _SPOKEN.keys():
        return marks.pop()
    if (ends or token.upper() in _keywords()) and closing in marks and closing != token:
        return closing
    if (ends or token in ".;,") and {"VAR", "STRING"} <= marks and closing not in marks:
        return "value"
    return "." if "." in marks and ";" in marks and token[:1] in ("?", "$", "<", "_") else ""


@cache
def _keywords() -> frozenset[str]:
    return frozenset(each.name for each in _parser().terminals if each.name.isalpha())


def _closing(text: str) -> str:
    """The mark that closes what stands open at the end of ``text``; empty where nothing does.

    >>> _closing("SELECT * { ?s ?p ?o FILTER(?o > 1)"), _closing("ASK {}")
    ('}', '')
    """
    still: list[str] = []
    for token in tokens(text):
        if token.text in _PAIRS:
            still.append(_PAIRS[token.text])
        elif still and token.text == still[-1]:
            still.pop()
    return still[-1] if still else ""


def _end(text: str) -> tuple[int, int]:
    lines = text.rstrip().split("\n")
    return len(lines), len(lines[-1]) + 1


def _spoken(names: set[str], closing: str, token: str = "") -> tuple[str, ...]:
    """Terminals as a reader writes them: what is most likely meant first (the word that is like the ``token``, the
    mark that closes what is open, the dot between triples), then marks, then words.

    >>> _spoken({"ASK", "SELECT", "CONSTRUCT"}, "", "SELEC")
    ('SELECT', 'ASK', 'CONSTRUCT')
    """
    shown = {_SPOKEN.get(name, _MARKS.get(name, name)) for name in names - _HIDDEN}
    kept = {each for each in shown if not each.startswith("__")}
    like = get_close_matches(token.upper(), sorted(kept), 1, 0.7)
    likely = [each for each in (*like, closing, ".") if each in kept]
    rest = sorted(kept.difference(likely), key=lambda each: (each.isalpha(), each))
    return tuple([*likely, *rest][:12])
