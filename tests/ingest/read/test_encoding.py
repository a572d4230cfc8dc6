"""Encodings are told by what the text looks like, not by whether a decoder succeeds."""

from __future__ import annotations

import pytest

from ingest.errors import UnreadableDocument
from ingest.read.encoding import decode, likeness

SIMPLE = "各县（市、区）人民政府：\r\n为做好2026年安全生产工作，现通知如下。\r\n"
TRADITIONAL = "各縣（市、區）人民政府：\r\n為做好2026年安全生產工作，現通知如下。\r\n"
CASES = [
    *((SIMPLE, name, told) for name, told in (
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030"),
        ("gb2312", "gb18030"), ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("utf-32", "utf-32-le"))),
    (TRADITIONAL, "big5", "big5hkscs"), (TRADITIONAL, "gb18030", "gb18030"),
    (TRADITIONAL, "utf-8", "utf-8"),
    ("联通", "gb18030", "gb18030"),  # these bytes are well-formed UTF-8
    ("安全", "utf-8", "utf-8"), ("plain ASCII, 2026", "utf-8", "utf-8"),
    ("𠮷田街道㐂", "gb18030", "gb18030"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "told"), CASES)
@pytest.mark.parametrize("times", [1, 300])
def test_encoding_is_told_and_text_kept(text: str, name: str, told: str, times: int) -> None:
    assert decode((text * times).encode(name), "a.txt") == (text * times, told)


def test_chinese_far_behind_ascii_is_found() -> None:
    text = "<script>var a = 1;</script>\n" * 9000 + SIMPLE
    assert decode(text.encode("gb18030"), "a.html") == (text, "gb18030")
    assert decode(text.encode("utf-16-le"), "a.html") == (text, "utf-16-le")


def test_few_damaged_bytes_are_marked_not_fatal() -> None:
    data = bytearray((SIMPLE * 40).encode())
    data[100] = 0xFF
    text, told = decode(bytes(data), "a.txt")
    assert told == "utf-8"
    assert 1 <= text.count("\ufffd") <= 3


def test_text_cut_in_the_middle_of_a_character() -> None:
    for name in ("utf-8", "gb18030"):
        text, told = decode((SIMPLE * 40).encode(name).strip()[:-1], "a.txt")
        assert (told, text[:100]) == (name, (SIMPLE * 40)[:100])


def test_noise_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="不是文字"):
        decode(bytes(range(1, 255)) * 9, "a.txt")


def test_likeness_orders_readings_of_the_same_bytes() -> None:
    data = SIMPLE.encode("gb18030")
    readings = [data.decode(name, errors="replace") for name in ("gb18030", "big5", "utf-16-le")]
    assert max(readings, key=likeness) == readings[0] == SIMPLE
