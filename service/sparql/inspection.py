"""What a query or update is and wants, before anything runs: its form, its data set, and whether
it would reach out to the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from service.errors import Forbidden
from service.sparql.lexer import Token, other_tokens, tokens

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_TELLING = ("SERVICE", "LOAD", "FROM", "\\")
_IRI = r"<[^<>\"{}|^`\\\x00-\x20]*>\s*"
_PLAIN = re.compile(
    rf"\s*(?:PREFIX\s+[A-Za-z][A-Za-z0-9]*:\s*{_IRI}|BASE\s*{_IRI})*+({'|'.join(FORMS)})(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """``form``: SELECT, ASK, CONSTRUCT, DESCRIBE, or "" (an update, or no query at all).

    ``prologue`` is the text before the form; ``from_default``/``from_named`` are the IRIs of FROM
    and FROM NAMED as written; ``calls`` the words that reach out, each with the token after it."""

    form: str
    prologue: str
    from_default: tuple[str, ...]
    from_named: tuple[str, ...]
    calls: tuple[tuple[str, str], ...]


def inspect(text: str) -> Inspection:
    """What the query or update ``text`` is, by its tokens; most queries are told by their beginning,
    because they have none of the words that matter here.

    >>> inspect("PREFIX select: <x> # ASK\\nselect * {}").form, inspect("DROP ALL").form
    ('SELECT', '')
    """
    upper = text.upper()
    plain = None if any(word in upper for word in _TELLING) else _PLAIN.match(text)
    if plain is not None:
        return Inspection(plain[1].upper(), text[: plain.start(1)], (), (), ())
    words = list(tokens(text))
    start = _body(words)
    form = words[start].upper if start < len(words) else ""
    default, named = _dataset(words[start:])
    return Inspection(
        form=form if form in FORMS else "",
        prologue=text[: words[start].start] if start < len(words) else text,
        from_default=tuple(default),
        from_named=tuple(named),
        calls=tuple(_calls(words)),
    )


def refuse_calls(
    text: str, allow_service: tuple[str, ...] = (), allow_load: tuple[str, ...] = ()
) -> Inspection:
    """The inspection of ``text``; raises Forbidden if it calls what is not allow-listed."""
    found = inspect(text)
    for word, target in found.calls:
        service = word == "SERVICE"
        iri = _iri_of(target)
        allowed = iri in allow_service if service else _may_load(target, allow_load)
        if not iri or not allowed:
            name = "ANZE_SERVICE_ALLOW" if service else "ANZE_LOAD_ALLOW"
            raise Forbidden(
                f"本服务不执行 {word}（{target or '变量'}）：查询不得访问外部网络。请先取回外部数据，再用 VALUES 写入查询。",
                f"{word} {target or '(variable)'} is refused: queries may not reach the network. "
                f"Fetch the data first and pass it in VALUES. (Operators: {name}.)",
                token=word,
            )
    _refuse_ambiguous(text, found.form)
    return found


def without_silent_loads(text: str, allow_load: tuple[str, ...] = ()) -> str:
    """The update without any LOAD SILENT of what is not allow-listed: it would be refused, and SILENT
    asks that a failure be passed over. An operation without effect on the same names takes its
    place, so that a prefix nobody declared is still an error."""
    from service.sparql.grammar import find_loads

    for start, end in reversed(find_loads(text)):
        words = list(tokens(text[start:end]))
        if words[1].upper == "SILENT" and not _may_load(words[2].text, allow_load):
            names = " ".join(word.text for word in words if word.kind in ("iri", "name"))
            text = f"{text[:start]}INSERT {{}} WHERE {{ VALUES ?_ {{ {names} }} }}{text[end:]}"
    return text


def _iri_of(target: str) -> str:
    """The IRI a token writes out in full, without escapes; empty if it is anything else."""
    return target[1:-1] if target.startswith("<") and "\\" not in target else ""


def _may_load(target: str, allow: tuple[str, ...]) -> bool:
    return bool(allow) and _iri_of(target).startswith(allow)


def _refuse_ambiguous(text: str, form: str) -> None:
    """Refuse a text that may be read in several ways, if one of these calls SERVICE or LOAD: in ``?x<'>')SERVICE…`` it depends
    on whether ``<`` is an operator or begins an IRI, in ``SERVICEx:y`` on whether the name begins with the word."""
    if not _has_call(text):
        return
    from service.sparql.grammar import has_service

    words = list(tokens(text))
    others = list(other_tokens(text, _doubtful(words), _may_be_none))
    names = [each.text.partition(":") for each in (*words, *others) if each.kind == "name"]
    # a name that makes no IRI the strict grammar reads otherwise than the engine
    cut = _OPEN_ENDED.search(text) is not None and any(_has_call(local) for _, _, local in names)
    hidden = any(_has_call(prefix) for prefix, _, _ in names) or any(
        each.kind == "word" and _has_call(each.text) for each in others
    )
    if cut or (hidden and has_service(text, not form) is not False):
        raise Forbidden(
            "查询里有一处可作两种读法（“<”既可作比较也可作 IRI 的开头，或名称与 SERVICE、LOAD 字样相连），其中一种会调用外部。请在比较符两侧和这两个词之后加空格。",
            "The query can be read in two ways (a `<` as an operator or as the start of an IRI; a name that has SERVICE or LOAD in "
            "it), one of which calls out. Put spaces around the operator and behind these words.",
        )


_DOUBTFUL = re.compile("[)'#]")
#: An IRI to which not any name can be added, as it ends in a host and port, or may, by what its escapes stand for: the engine
#: takes a name that makes no IRI for the prefix alone and what else follows.
_OPEN_ENDED = re.compile(r"//[^\s/?#<>]*>|<[^\s<>]*\\")
_CALLS = ("SERVICE", "LOAD")


def _has_call(text: str) -> bool:
    upper = text.upper()
    return any(word in upper for word in _CALLS)


def _may_be_none(token: Token) -> bool:
    return _DOUBTFUL.search(token.text) is not None


def _doubtful(words: list[Token]) -> Iterator[int]:
    """Where a ``<`` behind the prologue may be read otherwise."""
    for token in words[_body(words) :]:
        if token.text.startswith("<<") or (token.kind == "iri" and _may_be_none(token)):
            yield token.start


def _body(words: list[Token]) -> int:
    """Index of the first token after BASE and PREFIX declarations."""
    index = 0
    while index < len(words) and words[index].upper in _PROLOGUE:
        index += 3 if words[index].upper == "PREFIX" else 2
    return min(index, len(words))


def _dataset(words: list[Token]) -> tuple[list[str], list[str]]:
    """The IRIs of FROM and FROM NAMED: they stand before the pattern, which is the first brace that is
    neither in an expression nor opens a template."""
    default: list[str] = []
    named: list[str] = []
    depth = 0
    for index, word in enumerate(words):
        depth += (word.text == "(") - (word.text == ")")
        if depth > 0:
            continue
        if word.text == "{" or word.upper == "WHERE":
            if word.upper == "WHERE" or not _template(words[:index]):
                break
        elif word.upper == "FROM" and index + 1 < len(words):
            is_named = words[index + 1].upper == "NAMED"
            target = words[index + 1 + is_named] if index + 1 + is_named < len(words) else None
            if target is not None and target.kind in ("iri", "name"):
                (named if is_named else default).append(target.text)
    return default, named


def _template(before: list[Token]) -> bool:
    """Whether a brace after these tokens opens a CONSTRUCT template, not the pattern."""
    return len(before) > 0 and before[-1].upper == "CONSTRUCT"


def _calls(words: list[Token]) -> list[tuple[str, str]]:
    found = []
    for word, after in pairwise([*words, Token("mark", "", 0), Token("mark", "", 0)]):
        for keyword in _CALLS:
            if keyword in word.upper:
                found.append((keyword, _target(words, word, after)))  # noqa: PERF401
    return found


def _target(words: list[Token], word: Token, after: Token) -> str:
    """The IRI a SERVICE or LOAD names, empty if it is anything else."""
    if word.upper not in ("SERVICE", "LOAD"):
        return ""
    if after.upper == "SILENT":
        index = words.index(after) + 1
        after = words[index] if index < len(words) else after
    return after.text if after.kind == "iri" else ""
