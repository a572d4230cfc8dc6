"""What a problem says in English, looked at wherever a test meets one."""

from __future__ import annotations

import re

import httpx

_CHINESE = re.compile(r"[\u3001-\u9fff\uff01-\uff5e]")
#: What English says in the words of who asked: quotations, and names of files.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'|\S+\.(?:txt|md|docx?|pdf|xlsx?|csv|zip|html)\b")


def told_in_english(answer: httpx.Response) -> None:
    """Whatever problem a test meets has no Chinese in its English but what is quoted, or is a name or a reason that it
    gives as such."""
    if answer.headers.get("content-type") != "application/problem+json" or not answer.read():
        return
    told = answer.json()
    words = _QUOTED.sub("", told["detail_en"])
    names = [*told.get("did_you_mean", ()), told.get("reason") or ""]
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, "")
    assert not _CHINESE.search(words), told["detail_en"]
