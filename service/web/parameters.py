"""Parameters of every route: which ones it knows, and what is wrong with a value, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, get_args
from urllib.parse import urlencode

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BeforeValidator
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
    "missing": ("没有给出", "is missing"),
    "in_words": ("{zh}", "{en}"),
}


class Elsewhere(Exception):
    """Ends a request whose answer has another address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


async def known_parameters(request: Request) -> None:
    """Raise where the query string has a parameter that the route does not take, or one twice that it takes
    once: it is refused, not answered without it. A form's empty fields are no parameters: a browser is
    sent to the address without them."""
    given, taken = request.query_params.multi_items(), _taken(request)
    empty = [pair for pair in given if not pair[1] and not _stands_alone(taken.get(pair[0]))]
    if empty and browses(request):
        query = urlencode([pair for pair in given if pair not in empty])
        raise Elsewhere(f"{request.url.path}?{query}" if query else request.url.path)
    several = {name for name, each in taken.items() if _repeats(each)}
    refuse_others(request.url.path, [name for name, _ in given], taken, several)


def browses(request: Request) -> bool:
    """Whether it is sent by a browser, which can be led to another address."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")


def refuse_others(
    where: str,
    given: Iterable[str],
    known: Iterable[str],
    several: Container[str] = (),
    in_english: str = "",
) -> None:
    """Raise where a name is ``given`` that is not ``known``, or twice and not one of ``several``. ``where``, that is, if it
    reads otherwise ``in_english``."""
    place = in_english or where
    counts, taken = Counter(given), sorted(known)
    unknown = sorted(set(counts) - set(taken))
    if unknown:
        raise BadRequest(
            f"{where} 没有参数 {'、'.join(unknown)}。可用的参数：{'、'.join(taken) or '无'}。",
            f"{place} takes no {', '.join(unknown)}; it takes {', '.join(taken) or 'none'}.",
        )
    twice = sorted(name for name, count in counts.items() if count > 1 and name not in several)
    if twice:
        raise BadRequest(
            f"{where} 的参数 {'、'.join(twice)} 只能给一次；请分次请求，或只留一个。",
            f"{place} takes {', '.join(twice)} once; send a request for each, or keep one.",
        )


def known_fields(request: Request, given: Sequence[str], known: Sequence[str]) -> None:
    """Raise where a form has a field that is not ``known``, or one twice."""
    misplaced = sorted(set(given) & set(_taken(request)) - set(known))
    if misplaced:
        raise BadRequest(
            f"{'、'.join(misplaced)} 不写在表单里，写在地址里：{request.url.path}?{misplaced[0]}=…",
            f"{', '.join(misplaced)} is no field of the form; it stands in the address: "
            f"{request.url.path}?{misplaced[0]}=…",
        )
    path = request.url.path
    refuse_others(f"{path} 的表单", given, known, in_english=f"the form of {path}")


def matching(pattern: str, zh: str, en: str) -> AfterValidator:
    """A validator that takes "" and what matches; ``zh`` and ``en`` say what is expected."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if text and not form.fullmatch(text):
            raise PydanticCustomError("in_words", "{en}", {"zh": zh, "en": en})
        return text

    return AfterValidator(check)


def _given(value: object) -> object:
    return None if value == "" else value


#: A parameter that is left empty is none, of numbers, days and choices of yes and no as of names.
MAY_BE_EMPTY = BeforeValidator(_given)


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
        "reason": zh.format(**values, choices="、".join(choices)),
        "reason_en": en.format(**values, choices=", ".join(choices)),
    }
    if error["type"] != "missing":
        told["value"] = str(error.get("input"))[:100]
    field = _fields(request).get(where[-1])
    shown = [*(field.field_info.examples or ()), field.default] if field is not None else []
    if shown and shown[0] not in (None, ""):
        told["example"] = shown[0]
    return told


def offered_formats(request: Request) -> list[str]:
    """The values of ``format`` that the request's route takes."""
    return [name for name in get_args(_fields(request)["format"].field_info.annotation) if name]


def _taken(request: Request) -> dict[str, Any]:
    """The query parameters of the request's route by name: as FastAPI knows them, or as the route's own
    OpenAPI description has them, where it reads them itself."""
    route = request.scope.get("route")
    told = (route.openapi_extra or {}) if isinstance(route, APIRoute) else {}
    return _fields(request) | {each["name"]: each for each in told.get("parameters", ())}


def _repeats(parameter: Any) -> bool:
    return isinstance(parameter, dict) and parameter["schema"].get("type") == "array"


def _stands_alone(parameter: Any) -> bool:
    """Whether a parameter needs no value."""
    return isinstance(parameter, dict) and parameter.get("allowEmptyValue", False)


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
