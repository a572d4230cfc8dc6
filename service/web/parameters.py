"""Parameters of lookups: which ones a route knows, and what is wrong with a value, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from service.errors import BadRequest

#: What is wrong, by the type that pydantic gives the error; the rest tell themselves, in English.
_REASONS = {
    "int_parsing": ("应为整数", "should be a whole number"),
    "greater_than_equal": ("不能小于 {ge}", "must not be below {ge}"),
    "less_than_equal": ("不能大于 {le}", "must not be above {le}"),
    "bool_parsing": ("应为 true 或 false", "should be true or false"),
    "date_parsing": ("应为日期（年-月-日）", "should be a date (YYYY-MM-DD)"),
    "date_from_datetime_parsing": ("应为日期（年-月-日）", "should be a date (YYYY-MM-DD)"),
    "date_from_datetime_inexact": ("应为日期，不带时刻", "should be a date without a time of day"),
    "literal_error": ("应为 {choices} 之一", "should be one of {choices}"),
    "string_too_long": ("最多 {max_length} 个字", "has over {max_length} characters"),
    "in_words": ("{zh}", "{en}"),
}


class Elsewhere(Exception):
    """Ends a request whose answer has another address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


async def known_parameters(request: Request) -> None:
    """Raise where the query string names a parameter that the route does not take: it is refused,
    not answered without it. A form's empty fields are no parameters: a browser is sent to the address
    without them."""
    given = request.query_params.multi_items()
    if not all(value for _, value in given) and "text/html" in request.headers.get("accept", ""):
        query = urlencode([pair for pair in given if pair[1]])
        raise Elsewhere(f"{request.url.path}?{query}" if query else request.url.path)
    known = sorted(_fields(request))
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise BadRequest(
            f"{request.url.path} 没有参数 {'、'.join(unknown)}。可用的参数：{'、'.join(known) or '无'}。",
            f"{request.url.path} takes no {', '.join(unknown)}; it takes {', '.join(known) or 'none'}.",
        )


def matching(pattern: str, zh: str, en: str) -> AfterValidator:
    """A validator that takes "" and what matches; ``zh`` and ``en`` say what is expected."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if text and not form.fullmatch(text):
            raise PydanticCustomError("in_words", "{en}", {"zh": zh, "en": en})
        return text

    return AfterValidator(check)


def fault(request: Request, error: Mapping[str, Any]) -> dict[str, object]:
    """What is wrong with one parameter: where, the value, the reason in both languages, and a value
    that would be right, where the parameter is declared with one."""
    where = [str(part) for part in error["loc"]]
    values = {**error.get("ctx", {})}
    choices = [each for each in re.findall(r"'([^']*)'", str(values.get("expected", ""))) if each]
    zh, en = _REASONS.get(error["type"], (error["msg"], error["msg"]))
    told: dict[str, object] = {
        "where": ".".join(where),
        "parameter": where[-1],
        "value": str(error.get("input"))[:100],
        "reason": zh.format(**values, choices="、".join(choices)),
        "reason_en": en.format(**values, choices=", ".join(choices)),
    }
    field = _fields(request).get(where[-1])
    shown = [*(field.field_info.examples or ()), field.default] if field is not None else []
    if shown and shown[0] not in (None, ""):
        told["example"] = shown[0]
    return told


def _fields(request: Request) -> dict[str, Any]:
    """The query parameters of the request's route, by name."""
    route = request.scope.get("route")
    return _of(route.dependant) if isinstance(route, APIRoute) else {}


def _of(dependant: Dependant) -> dict[str, Any]:
    """The query parameters of a route and of what it depends on."""
    found = {field.alias: field for field in dependant.query_params}
    for below in dependant.dependencies:
        found |= _of(below)
    return found
