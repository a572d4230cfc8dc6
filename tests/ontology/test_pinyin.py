"""What is kept of how characters sound is what pypinyin says, and nothing but the start of a process depends on it."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from ontology import pinyin
from tests.shared import once

_SPEAK = """
import sys
from pathlib import Path
from ontology import ids, pinyin
pinyin.kept_in = lambda: Path(sys.argv[1])
print(ids.slug("重庆市长安全重于泰山"), "pypinyin" in sys.modules)
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "kept.syllables", lambda path: pinyin.keep(path) or None)


@pytest.fixture(scope="module")
def kept(path: Path) -> pinyin.Kept:
    found = pinyin.read_kept(path)
    assert found is not None
    return found


def test_characters_and_words_sound_as_pypinyin_says(kept: pinyin.Kept) -> None:
    from pypinyin.constants import PHRASES_DICT

    spelt = [*map(chr, range(pinyin.FIRST, pinyin.BEHIND)), *PHRASES_DICT]
    assert len(spelt) > 70_000
    spelt = random.Random(5).sample(spelt, 4_000)
    assert [each for each in spelt if pinyin.looked_up(kept, each) != pinyin.asked(each)] == []


def test_words_that_run_into_one_another_are_cut_as_pypinyin_cuts_them(kept: pinyin.Kept) -> None:
    from pypinyin.constants import PHRASES_DICT

    chance, words = random.Random(7), sorted(PHRASES_DICT)
    joined = ("".join(chance.sample(words, 4)) for _ in range(1_500))
    cut = [each[chance.randrange(4) : -chance.randrange(1, 5)] for each in joined]
    assert [each for each in cut if pinyin.looked_up(kept, each) != pinyin.asked(each)] == []
    assert len(set(cut)) > 1_400


def test_a_process_with_what_is_kept_says_the_same_without_pypinyin(
    path: Path, tmp_path: Path
) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", _SPEAK, each], capture_output=True, text=True, check=True
        ).stdout.split()
        for each in (path, tmp_path / "none")
    ]
    assert said == [["chongqingshizhanganquanzhongyutaishan", each] for each in ("False", "True")]


def test_what_another_edition_kept_or_is_damaged_is_not_taken(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for content in (b"", b"\xff" + path.read_bytes()[1:], b"x"):
        other.write_bytes(content)
        assert pinyin.read_kept(other) is None
    other.write_bytes(path.read_bytes())
    assert pinyin.read_kept(other) is not None
