"""Files of rules and waivers from strangers: refused in words, before anything grows out of them."""

from __future__ import annotations

import pytest

from shapes.errors import PolicyError, WaiverError
from shapes.local_rules import read_local_rules
from shapes.waiver_file import read_waivers

WAIVER = """waivers:
- id: f1
  rule: owner-missing
  sentence: 开展排查。
  words:
  reason: 另有分工
  by: 王科
  date: 2026-03-01
"""


def laughs(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (laughs(9), "第 1 行用了锚点或别名"),
        ("rules: {x: &y {severity: off, reason: 不查}}", "第 1 行用了锚点或别名"),
        ("[" * 20_000, "嵌套超过 8 层"),
        ("{a: " * 900, "嵌套超过 8 层"),
        ("\n" * 3 + "rules: [1, 2", "第 4 行不是 YAML"),
        ("rules: {}\n" + "# 注\n" * 80_000, "超过 256 kB"),
        ("rules: {x: {severity: \x07, reason: 不查}}", "不允许的字符"),
        ("rules: {x: {severity: 机密机密, reason: 不查}}", "rules.x.severity"),
    ],
)
def test_what_must_not_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_local_rules(text, "r.yaml")
    message = str(raised.value)
    assert "规则文件 r.yaml 读不懂" in message
    assert said in message
    assert len(message) < 800
    assert "机密" not in message


def test_values_are_text_as_they_stand() -> None:
    (waiver,) = read_waivers(WAIVER)
    assert (waiver.date, waiver.words) == ("2026-03-01", "")


def test_a_missing_reason_is_named() -> None:
    with pytest.raises(WaiverError, match=r"waivers\.0\.reason: Field required"):
        read_waivers(WAIVER.replace("另有分工", ""))
