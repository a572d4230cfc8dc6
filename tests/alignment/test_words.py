"""What two texts have word for word is what difflib finds of at least ``RUN`` characters."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

from alignment.words import RUN, shared_runs


def _by_difflib(first: str, second: str) -> tuple[str, ...]:
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    found = (first[b.a : b.a + b.size].strip("，。；、：") for b in blocks if b.size >= RUN)
    return tuple(run for run in found if len(run) >= RUN)


def test_runs_are_those_of_difflib() -> None:
    drawn = random.Random(7)
    several = 0
    for _ in range(3_000):
        alphabet = "甲乙丙丁，。"[: drawn.randint(1, 6)]
        pieces = ["".join(drawn.choices(alphabet, k=drawn.randint(1, 12))) for _ in range(6)]
        first, second = ("".join(drawn.choices(pieces, k=drawn.randint(0, 8))) for _ in range(2))
        runs = shared_runs(first, second)
        assert runs == _by_difflib(first, second), (first, second)
        several += len(runs) > 1
    assert several > 300


def test_a_thousand_runs() -> None:
    """They are found one after the other, however many there are."""
    words = [f"第{number:04}项工作" for number in range(1_500)]
    runs = shared_runs("甲".join(words), "乙".join(words))
    assert len(runs) == len(words)
