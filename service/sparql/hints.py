"""What a query asks that no data can answer: a year as a number, a day or a number as a string, a day that is none, a label without its
language, a quoted text with one, a word as a whole sentence, a text where a node stands, a code that no list and a term that no vocabulary has,
a term that has given way, a namespace that is none, a search that does not ask the index, a variable that nothing binds, a number of more digits than are compared. Such a query finds nothing and is no error, so its answer says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from difflib import get_close_matches

from ontology.ids import BASE, ONTOLOGY
from service.sparql.formats import PREFIXES
from service.sparql.hint import Hint
from service.sparql.lexer import Token, tokens
from service.sparql.search import outside
from service.sparql.traps import trap_of
from service.sparql.vocabulary import (
    are_numbers,
    code_prefixes,
    instead_of,
    kin,
    leads_to_nodes,
    notations,
    said_of,
    terms_called,
    vocabularies,
)

_COMMENT = re.compile(r"(?m)^\s*#.*$|\s#\s.*$")
#: Not !=, which holds of what nothing equals.
_COMPARED = r"(?:=|[<>]=?)"
_NUMBER = r"\d{4}(?![\d\"\-])"
_PLAIN_STRING = r'"[^"\n]*"(?!@|\^\^)'
_ANY_STRING = r'"[^"\n]*"(?!\^\^)'
#: What is compared with days and is none: a string, a difference of numbers, a moment, a value of another kind.
_NO_DAY = rf'(?:{_PLAIN_STRING}|\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d)|(?i:NOW)\s*\(\s*\)|"[^"\n]*"\^\^xsd:(?:dateTime|gYear|gYearMonth|string)\b)'
#: A word or two, which no sentence is.
_WORDS = r'"[^"\n。；：.;:]{1,8}"(?!\^\^)'
#: A document number whose year stands in other brackets.
_OTHER_BRACKETS = r'"[^"\n]*[\[(（［【﹝]\d{4}[\])）］】﹞][^"\n]*"'
_BRACKETS = re.compile(r'"[^"\n]*〔\d{4}〕')
#: Not the first of a row of VALUES.
_NO_ROW = r"(?<!\()(?<!\( )"
_PROPERTY = re.compile(r"(?<![\w:])az:([a-zA-Z]+)")
_TAGGED_STRING = r'"[^"\n]*"@[a-z]+'
_LABELS = r"(?:skos:(?:prefLabel|altLabel|definition)|rdfs:label)"
_TEXTS = r"(?:az:(?:text|asWritten|term|docNumber|fileName|indicator|unitText|addressee|issuerName)|dcterms:title)"
#: Properties whose values are days (xsd:date).
DAYS = ("az:due", "az:by", "az:signed", "dcterms:issued")
_DAYS = "|".join(DAYS)
_PREFIX = re.compile(rf"PREFIX\s+([\w-]+):\s*<{re.escape(BASE)}code/([a-z-]+)/>", re.IGNORECASE)


def hint_of(query: str) -> Hint | None:
    """The first hint for ``query``, None for nearly all.

    >>> hint_of("SELECT ?n { ?n az:planYear ?y FILTER(?y < 2026) }").name
    'year-number'
    >>> hint_of('SELECT ?c { ?c skos:prefLabel "煤矿" }').name
    'label-language'
    >>> hint_of('SELECT ?n { ?n az:year ?y FILTER(?y < 2026) }')
    """
    usual = usually(query)
    text = _COMMENT.sub("", usual)
    return next((hint for look in _LOOKS if (hint := look(text))), None) or _of_tokens(query, usual)


def usually(query: str) -> str:
    """The query with its names as they are usually written, whatever prefix it declares for them, or none, and its strings
    in double quotation marks, without such marks and ends of lines within.

    >>> usually("ASK { ?n dcterms:title 'a' }")
    'ASK { ?n dcterms:title "a" }'
    >>> usually("PREFIX a: <https://w3id.org/anze/ontology#> ASK { ?s a:due ?d ; <http://purl.org/dc/terms/title> ?t }")
    'PREFIX a: <https://w3id.org/anze/ontology#> ASK { ?s az:due ?d ; dcterms:title ?t }'
    """
    found = tuple(tokens(query))
    declared = dict(_declared(found))
    parts, end = list[str](), 0
    for before, token in zip((None, *found), found, strict=False):
        space, name = _parted(token, declared)
        if token.kind == "string":
            written = '"' + _QUOTED.sub(r"\1", token.text) + '"'
        elif space in _USUAL and not (before and before.upper == "PREFIX"):
            written = f"{_USUAL[space]}:{name}"
        else:
            continue
        parts += [query[end : token.start], written]
        end = token.start + len(token.text)
    return "".join(parts) + query[end:]


def _parted(token: Token, declared: dict[str, str]) -> tuple[str, str]:
    """Namespace and name of a token; both empty where it is no name of a namespace."""
    if token.kind == "name":
        prefix, _, name = token.text.partition(":")
        return declared.get(prefix, ""), name
    if token.kind == "iri" and (parts := _IN_SPACE.fullmatch(token.text)):
        return parts[1], parts[2]
    return "", ""


#: What ends a string or a line, and what escapes it; in the group what is escaped beside.
_QUOTED = re.compile(r"""^'+|'+$|(\\[^"\n\r])|\\?["\n\r]""")
_USUAL = {iri: prefix for prefix, iri in PREFIXES.items()}
_IN_SPACE = re.compile(r"<(.+[#/])([^#/]+)>")


def _year(text: str) -> Hint | None:
    if "planYear" not in text or not _compares(
        text, "az:planYear", f"(?:{_NUMBER}|{_PLAIN_STRING})"
    ):
        return None
    return Hint(
        "year-number",
        'az:planYear is an xsd:gYear, which equals no number and no string: compare az:year (a whole number) or "2026"^^xsd:gYear',
        'az:planYear 是 gYear，不等于任何整数或字符串：请改用 az:year，或写 "2026"^^xsd:gYear。',
    )


def _day(text: str) -> Hint | None:
    found = next(
        (name for name in DAYS if name in text and _compares(text, name, _NO_DAY, _DAYS)), None
    )
    if found is None:
        return None
    return Hint(
        "day-string",
        f'{found} is an xsd:date, which no string, number or moment equals: write "2026-10-01"^^xsd:date, or xsd:date(NOW())',
        f'{found} 的值是日期，不等于任何字符串、数或时刻：请写 "2026-10-01"^^xsd:date，今天写 xsd:date(NOW())。',
    )


def _no_day(text: str) -> Hint | None:
    """
    >>> [bool(_no_day(f'FILTER(?d > "{day}"^^xsd:date)')) for day in ("2026-02-30", "2026-2-3", "2026-02-28", "2026-02-28+08:00")]
    [True, True, False, False]
    >>> [_is_day(day) for day in ("-0044-03-15", "-0004-02-29", "-0001-02-29", "12026-10-01", "02026-10-01")]
    [True, True, False, True, False]
    """
    found = next((each for each in _DATE.findall(text) if not _is_day("".join(each))), None)
    if found is None:
        return None
    return Hint(
        "no-day",
        f'"{"".join(found)}" is no day, and nothing is later or earlier: write year-month-day, as in "2026-10-01"^^xsd:date',
        f'“{"".join(found)}”不是一天，与任何日期都比不出先后：请写年-月-日，如 "2026-10-01"^^xsd:date。',
    )


def _is_day(written: str) -> bool:
    day = _DAY.fullmatch(written)
    try:
        return bool(day and date(2000 + int(day[1]) % 400, int(day[2]), int(day[3])))
    except ValueError:
        return False


_DATE = re.compile(r'"([^"\n]*)"\^\^xsd:date\b|\bxsd:date\s*\(\s*"([^"\n]*)"\s*\)')
#: Years before 1 and beyond 9999 are years, too; their days come round every 400 years.
_DAY = re.compile(r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?")


def _number_as_text(text: str) -> Hint | None:
    """
    >>> _number_as_text('SELECT ?n { ?n az:year "2026" }').name
    'text-for-number'
    """
    if '"' not in text:
        return None
    used = (name for name in _PROPERTY.findall(text) if name in are_numbers())
    found = next((each for each in used if _compares(text, f"az:{each}", _PLAIN_STRING)), None)
    if found is None:
        return None
    return Hint(
        "text-for-number",
        f"az:{found} is a number, which no string equals: leave out the quotation marks",
        f"az:{found} 的值是数，不等于任何字符串：请去掉引号。",
    )


def _words(text: str) -> Hint | None:
    if "az:text" not in text or not _compares(text, "az:text", _WORDS):
        return None
    return Hint(
        "words-for-sentence",
        'az:text is a whole sentence, which a word in it does not equal: write SERVICE text:index { ?task text:contains "..." } or CONTAINS(?text, "...")',
        'az:text 是整句原文，不等于其中的词：请写 SERVICE text:index { ?task text:contains "…" }，或 CONTAINS(?text, "…")。',
    )


def _brackets(text: str) -> Hint | None:
    if "docNumber" not in text or not _compares(text, "az:docNumber", _OTHER_BRACKETS):
        return None
    if _BRACKETS.search(text):  # both ways of writing it are asked for
        return None
    return Hint(
        "number-brackets",
        "the year of a document number stands in 〔〕 (GB/T 9704): write 〔2026〕",
        "文号的年份用六角括号（GB/T 9704）：请写〔2026〕。",
    )


def _label(text: str) -> Hint | None:
    if '"' not in text or "abel" not in text or not _compares(text, _LABELS, _PLAIN_STRING):
        return None
    return Hint(
        "label-language",
        'labels have a language: write "..."@zh, or compare STR(?label)',
        '名称带语言标记：请写 "…"@zh，或比较 STR(?label)。',
    )


def _text(text: str) -> Hint | None:
    if '"@' not in text or not _compares(text, _TEXTS, _TAGGED_STRING):
        return None
    return Hint(
        "text-without-language",
        "titles and what is quoted from notices have no language: leave out @zh",
        "标题和通知原话不带语言标记：请去掉 @zh。",
    )


def _code(text: str) -> Hint | None:
    unknown = next((c for c in _codes(text) if c[1] not in notations().get(c[0], {c[1]})), None)
    if unknown is None:
        return None
    scheme, notation = unknown
    return Hint(
        "unknown-code",
        f"no code {notation} in the list {scheme}: see /code/{scheme}",
        f"代码表 {scheme} 里没有 {notation}：请到 /code/{scheme} 查看。",
    )


def _node(text: str) -> Hint | None:
    """A text as the value of a property that leads to a node.

    >>> _node('SELECT ?n { ?n az:jurisdiction "吕梁市" }').name
    'text-for-node'
    >>> _node('SELECT ?n { ?n az:jurisdiction/skos:prefLabel "吕梁市"@zh }')
    """
    if '"' not in text:
        return None
    used = (name for name in _PROPERTY.findall(text) if name in leads_to_nodes())
    found = next(
        (each for each in used if _compares(text, f"{_NO_ROW}az:{each}", _ANY_STRING)), None
    )
    if found is None:
        return None
    return Hint(
        "text-for-node",
        f'az:{found} leads to a node, which no text equals: write az:{found}/skos:prefLabel "..."@zh'
        ' (of notices and instruments dcterms:title "...")',
        f'az:{found} 的值是节点，不等于任何文字：请写 az:{found}/skos:prefLabel "…"@zh（通知和文件用 dcterms:title "…"）。',
    )


_LOOKS: tuple[Callable[[str], Hint | None], ...] = (
    _year,
    _day,
    _no_day,
    _number_as_text,
    _label,
    _text,
    _words,
    _brackets,
    _node,
    _code,
)


def _of_tokens(query: str, usually_written: str) -> Hint | None:
    found = tuple(tokens(query))
    declared = dict(_declared(found))
    usual = tuple(tokens(usually_written))
    return (
        _search(found)
        or _number(found)
        or _namespace(declared)
        or _term(found, declared)
        or _given_way(found, declared)
        or _untyped(usual, declared)
        or trap_of(found)
        or _unbound(found)
        or _of_another(usual, declared)
    )


def _search(found: tuple[Token, ...]) -> Hint | None:
    """A search that asks the graph, not the index of words beside it."""
    if not outside(found):
        return None
    return Hint(
        "search-outside",
        'text:contains is no property of the graph: write SERVICE text:index { ?task text:contains "..." }',
        'text:contains 不是图里的属性：请写 SERVICE text:index { ?task text:contains "…" }。',
    )


def _number(found: tuple[Token, ...]) -> Hint | None:
    """A number that equals none, nor is less or more than any.

    >>> _number(tuple(tokens("SELECT ?x { ?x az:value ?v FILTER(?v > 0.0000000000000000001) }"))).name
    'number-too-long'
    """
    long = next(
        (each.text for each in found if each.kind == "number" and _is_long(each.text)), None
    )
    if long is None:
        return None
    return Hint(
        "number-too-long",
        f"{long[:_DIGITS]}... has more digits than are compared (whole numbers of 64 bits, 18 digits behind the point): "
        "round it or write it with an exponent",
        f"{long[:_DIGITS]}… 位数太多，与任何数都无法比较（整数 64 位，小数点后 18 位）：请舍入，或写成指数形式。",
    )


def _is_long(number: str) -> bool:
    """Whether the engine reads no number here: it keeps whole ones in 64 bits and others, but those with an exponent, as
    so many times 10⁻¹⁸ in 128 bits."""
    if "e" in number.lower():
        return False
    whole, point, behind = number.partition(".")
    whole, behind = whole.lstrip("0"), behind.rstrip("0")
    if len(whole) > 2 * _DIGITS or len(behind) > _DIGITS:
        return True
    return (
        int(whole + behind.ljust(_DIGITS, "0")) >= 1 << 127 if point else int(whole or 0) >= 1 << 63
    )


#: Digits behind the point of a decimal.
_DIGITS = 18


def _declared(found: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    """Prefixes with the IRIs that the query declares them for."""
    for at, token in enumerate(found[:-2]):
        if token.upper == "PREFIX" and found[at + 2].kind == "iri":
            yield found[at + 1].text.removesuffix(":"), found[at + 2].text[1:-1]


def _namespace(declared: dict[str, str]) -> Hint | None:
    """A usual prefix for another namespace (dc/elements for dcterms), or one that is nearly the ontology's.

    >>> _namespace({"az": "http://w3id.org/anze/ontology#"}).text
    'az: stands here for <https://w3id.org/anze/ontology#>, not for <http://w3id.org/anze/ontology#>'
    >>> _namespace({"role": "https://w3id.org/anze/role/"}).text
    'role: stands here for <https://w3id.org/anze/code/role/>, not for <https://w3id.org/anze/role/>'
    """
    for prefix, iri in declared.items():
        ours = iri.partition("://")[2].startswith(ONTOLOGY.partition("://")[2][:-1])
        known = code_prefixes() if iri.startswith(BASE) else {}
        meant = ONTOLOGY if ours else {**PREFIXES, **known}.get(prefix, iri)
        if iri != meant:
            return Hint(
                "other-namespace",
                f"{prefix}: stands here for <{meant}>, not for <{iri}>",
                f"前缀 {prefix}: 在这里是 <{meant}>，不是 <{iri}>。",
            )
    return None


def _term(found: tuple[Token, ...], declared: dict[str, str]) -> Hint | None:
    """All names that no vocabulary has, each once.

    >>> _term(tuple(tokens("SELECT * { ?t a az:Taks ; skos:prefLable ?l ; az:Taks ?x }")), {}).zh
    'az:Taks 不是本体里的词，相近的有：az:Task。skos:prefLable 不是词汇表 skos 里的词，相近的有：skos:prefLabel。'
    """
    names = dict.fromkeys(_names(found, declared))
    unknown = [each for each in names if each[2] not in vocabularies()[each[1]]][:_NAMED]
    if not unknown:
        return None
    near = [_near(prefix, name) for _, prefix, name in unknown]
    told = list(zip(unknown, near, strict=True))
    return Hint(
        "unknown-term",
        "; ".join(
            f"no term {written} in {'the ontology' if prefix == 'az' else f'the vocabulary {prefix}'}"
            + (f": near it are {', '.join(like)}" if like else "")
            for (written, prefix, _), like in told
        ),
        "".join(
            f"{written} 不是{'本体里' if prefix == 'az' else f'词汇表 {prefix} 里'}的词"
            + (f"，相近的有：{'、'.join(like)}。" if like else "。")
            for (written, prefix, _), like in told
        ),
    )


def _given_way(found: tuple[Token, ...], declared: dict[str, str]) -> Hint | None:
    """A term of the ontology that has given way to another.

    >>> _given_way(tuple(tokens("SELECT * { ?task az:place ?place }")), {}).text
    'az:place has given way: Use az:notice/az:jurisdiction.'
    """
    ours = ((written, name) for written, prefix, name in _names(found, declared) if prefix == "az")
    for written, name in ours:
        if note := instead_of(name):
            return Hint(
                "former-term",
                f"{written} has given way: {note['en']}",
                f"{written} 已停用：{note['zh']}",
            )
    return None


#: Classes that are told by a property, not by ``a``: of nodes that nothing else can be.
_BY_A_PROPERTY = {
    "Alignment": "alignedFrom",
    "Difference": "differenceKind",
    "Passage": "sectionFrom",
}


def _untyped(found: tuple[Token, ...], declared: dict[str, str]) -> Hint | None:
    """A class of nodes of which none is written.

    >>> _untyped(tuple(tokens("SELECT * { ?x a az:Alignment }")), {}).text
    'what is az:Alignment has no type of its own: write ?x az:alignedFrom ?of'
    """
    usual = declared.get("az", ONTOLOGY) == ONTOLOGY
    for _, subject, predicate, value in _flat(found):
        name = _BY_A_PROPERTY.get(value.removeprefix("az:")) if predicate == "a" and usual else None
        if name:
            return Hint(
                "class-by-property",
                f"what is {value} has no type of its own: write {subject} az:{name} ?of",
                f"{value} 的节点不另写类：请写 {subject} az:{name} ?of。",
            )
    return None


#: Unknown names that are told at most.
_NAMED = 8


def _near(prefix: str, name: str) -> list[str]:
    """Names of the vocabulary that are like one it does not have, the likest first; of a Chinese one those called so."""
    if prefix == "az" and not name.isascii():
        near = terms_called(name)[:3]
    else:
        near = get_close_matches(name, sorted(vocabularies()[prefix]), 3)
    return [f"{prefix}:{each}" for each in near]


def _names(found: tuple[Token, ...], declared: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What the query names in a vocabulary: as it is written, the usual prefix, and the name."""
    usual = {PREFIXES[prefix]: prefix for prefix in vocabularies()}
    own = {prefix: iri for iri, prefix in usual.items()} | declared
    for token in found:
        if token.kind == "name":
            prefix, _, name = token.text.partition(":")
            namespace = own.get(prefix, "")
        elif token.kind == "iri":
            space = next((each for each in usual if token.text.startswith(f"<{each}")), "")
            namespace, name = space, token.text[1:-1].removeprefix(space)
        else:
            continue
        if name[:1] not in ("", "_") and namespace in usual:  # rdf:_1 is one of many
            yield token.text, usual[namespace], name


def _of_another(found: tuple[Token, ...], declared: dict[str, str]) -> Hint | None:
    """A property of a variable that is of a class which does not have it.

    >>> _of_another(tuple(tokens("SELECT * { ?t a az:Task ; az:role ?r }")), {}).text
    'az:role is said of az:Assignment, and ?t is az:Task'
    """
    own = {**declared, "az": declared.get("az", ONTOLOGY)}
    classes: list[tuple[tuple[int, ...], str, str]] = []
    properties: list[tuple[tuple[int, ...], str, str]] = []
    for group, subject, predicate, value in _flat(found):
        prefix, _, name = (value if predicate == "a" else predicate).partition(":")
        ours = name if own.get(prefix) == ONTOLOGY else ""
        (classes if predicate == "a" else properties).append((group, subject, ours))
    for group, subject, name in properties:
        theirs = said_of(name)
        mine = {c for outer, s, c in classes if s == subject and group[: len(outer)] == outer}
        if (
            not mine
            or not theirs
            or "" in mine | theirs
            or any(kin(a, b) for a in mine for b in theirs)
        ):
            continue
        told, own_class = (
            ", ".join(f"az:{each}" for each in sorted(some)) for some in (theirs, mine)
        )
        return Hint(
            "property-of-another",
            f"az:{name} is said of {told}, and {subject} is {own_class}",
            f"az:{name} 是 {told.replace(', ', '、')} 的属性，而 {subject} 是 {own_class.replace(', ', '、')}：请先走到那个节点。",
        )
    return None


def _flat(found: tuple[Token, ...]) -> Iterator[tuple[tuple[int, ...], str, str, str]]:
    """Group, subject, first step of the predicate and first token of the object of triples of a variable; those in
    brackets and with steps that are optional, repeated or alternatives are left out. A group is the places of the
    braces that are open around it."""
    subject = predicate = ""
    group: tuple[int, ...] = ()
    for token, after in zip(found, (*found[1:], None), strict=True):
        if token.text in _RESETS or token.upper in _STARTS:
            subject = predicate = ""
            if token.text in ("{", "}"):
                group = (*group, token.start) if token.text == "{" else group[:-1]
        elif token.text == ";":
            predicate = ""
        elif not subject:
            subject = token.text if token.kind == "variable" else "-"
        elif not predicate:
            plain = token.kind == "name" or token.text == "a"
            whole = after is None or after.text not in ("*", "+", "?", "|")
            predicate = token.text if plain and whole else "-"
            if after is not None and subject != "-" and predicate != "-":
                yield group, subject, predicate, after.text


_RESETS = ("{", "}", ".", "[", "]", "(", ")")
_STARTS = (
    "FILTER",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "BIND",
    "VALUES",
    "SELECT",
    "WHERE",
    "GRAPH",
    "SERVICE",
)


def _unbound(found: tuple[Token, ...]) -> Hint | None:
    """A variable that a SELECT, an expression or a sorting names, and no pattern.

    >>> _unbound(tuple(tokens("SELECT ?n ?titel { ?n a ?title } ORDER BY ?title"))).text
    'nothing binds ?titel: it stands in SELECT alone; near it is ?title'
    >>> _unbound(tuple(tokens("SELECT ?n { ?n az:by ?day FILTER(?due > ?day) } ORDER BY ?due"))).text
    'nothing binds ?due: it stands in FILTER, ORDER BY alone'
    """
    places: dict[str, dict[str, None]] = {}
    bound: set[str] = set()
    for name, place in _placed(found):
        if place:
            places.setdefault(name, {})[place] = None
        else:
            bound.add(name)
    lost = next((name for name in places if name not in bound), None)
    if lost is None:
        return None
    near = get_close_matches(lost, sorted(bound), 1)
    like = f"; near it is ?{near[0]}" if near else ""
    where = ", ".join(_SPOKEN.get(each, each) for each in places[lost])
    return Hint(
        "unbound-variable",
        f"nothing binds ?{lost}: it stands in {where} alone{like}",
        f"?{lost} 只出现在 {where.replace(', ', '、')} 里，查询的图式没有给它值。"
        + (f"相近的有：?{near[0]}。" if near else ""),
    )


_SPOKEN = {"ORDER": "ORDER BY", "GROUP": "GROUP BY"}
#: Words behind which variables are read, not bound: for the rest of a clause, and in one expression.
_CLAUSES, _EXPRESSIONS = ("SELECT", "DESCRIBE", "ORDER", "GROUP", "HAVING"), ("FILTER", "BIND")


def _placed(found: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    """Each variable with the word of the clause or expression that reads it, or "" where a pattern, VALUES or AS may
    bind it. Those that a BIND reads are left out: IF(?so, ?nothing, ?value) means it."""
    around, word, waiting = [""], "", ""
    for token in found:
        word = token.upper or word
        if token.upper in _EXPRESSIONS:
            waiting = token.upper
        elif token.upper in _CLAUSES:
            around[-1] = token.upper
        elif token.upper == "VALUES" and around[-1]:
            around[-1] = ""
        elif token.text == "(":
            around.append(waiting or around[-1])
            waiting = ""
        elif token.text == "{":
            around.append("")
            waiting = ""
        elif token.text in (")", "}") and len(around) > 1:
            around.pop()
        elif token.kind == "variable" and (word == "AS" or around[-1] != "BIND"):
            yield token.text[1:], "" if word == "AS" else around[-1]
        if token.kind != "word":
            word = ""


def _compares(text: str, properties: str, value: str, like: str = "") -> bool:
    """Whether a value of one of the ``properties`` is written, or compared with, as ``value``; not of a variable that in one
    part of a UNION is theirs and in another that of a property which is not ``like`` them."""
    if re.search(rf"{properties}\s+{value}", text):
        return True
    names = set(re.findall(rf"{properties}\s+[?$](\w+)", text))
    parted = _UNION.search(text) is not None
    return any(
        re.search(rf"[?$]{n}\s*{_COMPARED}\s*{value}|[?$]{n}\s+IN\s*\(\s*{value}", text)
        or re.search(rf"(?<![\w\"]){value}\s*{_COMPARED}\s*[?$]{n}\b", text)
        for n in names
        if not (parted and _other_properties(text, n, like or properties))
    )


_UNION = re.compile(r"(?i)\}\s*UNION\b")


def _other_properties(text: str, variable: str, properties: str) -> bool:
    """Whether the variable stands behind a property, too, that is none of these.

    >>> _other_properties("{ ?t az:due ?d } UNION { ?n dcterms:title ?d }", "d", "az:due")
    True
    """
    found = re.findall(rf"(?<![\w?$:])([\w-]*:[\w-]+|a)\s+[?$]{variable}\b", text)
    return not all(re.fullmatch(properties, each) for each in found)


def _codes(text: str) -> Iterator[tuple[str, str]]:
    """Scheme and notation of each code that the query names."""
    yield from re.findall(rf"<{re.escape(BASE)}code/([a-z-]+)/([\w-]+)>", text)
    for prefix, scheme in _PREFIX.findall(text):
        for notation in re.findall(rf"(?<![\w?$:/]){re.escape(prefix)}:([\w-]+)", text):
            yield scheme, notation
