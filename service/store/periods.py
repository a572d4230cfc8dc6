"""Periods of time (ISO 8601 durations) that are equal in other words: P1Y and P12M, P1W and P7D."""

from __future__ import annotations

import re

_PERIOD = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)


def spellings(period: str) -> list[str]:
    """The period as it is given, and as others write one that is as long: in years or months, in weeks, days or hours.

    >>> spellings("P12M"), spellings("P1W"), spellings("P1Y6M")
    (['P12M', 'P1Y'], ['P1W', 'P7D', 'PT168H'], ['P1Y6M', 'P18M'])
    >>> spellings("PT36H"), spellings("often")
    (['PT36H', 'P1DT12H'], ['often'])
    """
    told = _PERIOD.fullmatch(period)
    if told is None:
        return [period]
    years, months, weeks, days, hours, minutes, seconds = (int(each or 0) for each in told.groups())
    long = _months(12 * years + months)
    short = _seconds(((7 * weeks + days) * 24 + hours) * 3600 + minutes * 60 + seconds)
    return list(dict.fromkeys([period, *(f"P{one}{other}" for one in long for other in short)]))


def _months(number: int) -> list[str]:
    years, rest = divmod(number, 12)
    return [_parts((number, "M")), _parts((years, "Y"), (rest, "M"))]


def _seconds(number: int) -> list[str]:
    days, rest = divmod(number, 86400)
    weeks, behind = divmod(days, 7)
    hours, minutes, seconds = rest // 3600, rest // 60 % 60, rest % 60

    def time(hours: int) -> str:
        told = _parts((hours, "H"), (minutes, "M"), (seconds, "S"))
        return f"T{told}" if told else ""

    in_weeks = [_parts((weeks, "W"))] if not behind and not rest else []
    return [_parts((days, "D")) + time(hours), *in_weeks, time(number // 3600)]


def _parts(*parts: tuple[int, str]) -> str:
    return "".join(f"{number}{unit}" for number, unit in parts if number)
