"""What is to be done with a query: its form, its data set, the format of its answer; or why it is
refused. All of it is told by the text, before anything runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.errors import Forbidden
from service.sparql.fault import syntax_error
from service.sparql.formats import Format, for_form
from service.sparql.inspection import Inspection, refuse_calls
from service.sparql.negotiate import choose_format

NO_FORM = "error at 1:1: expected SELECT, ASK, CONSTRUCT, DESCRIBE"
_FLEETING = ("NOW", "RAND", "UUID", "BNODE", "SERVICE")
_CALL = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b")


@dataclass(frozen=True, slots=True)
class Plan:
    """``lasting``: the same data gives the same answer."""

    found: Inspection
    format: Format
    lasting: bool


def plan_query(
    text: str, accept: str | None, asked: str, service_allow: tuple[str, ...] = ()
) -> Plan:
    """The plan of the query ``text``, to be answered in the format ``asked`` or else by ``accept``."""
    found = _inspected(text, service_allow)
    if not found.form:
        raise syntax_error(NO_FORM, text)
    chosen = choose_format(accept, for_form(found.form), asked, found.form)
    return Plan(found, chosen, is_lasting(text))


def _inspected(text: str, service_allow: tuple[str, ...]) -> Inspection:
    """What the query is; one that is refused but would not even parse is told its fault."""
    try:
        return refuse_calls(text, service_allow)
    except Forbidden:
        from service.sparql.grammar import find_fault

        if find_fault(text) is not None:
            raise syntax_error(NO_FORM, text) from None
        raise


def is_lasting(text: str) -> bool:
    """Whether there is no clock and no chance in the query.

    >>> is_lasting("ASK { ?s ?p ?o }"), is_lasting("SELECT (NOW() AS ?t) {}")
    (True, False)
    """
    upper = text.upper()
    return not any(word in upper for word in _FLEETING) or _CALL.search(upper) is None
