"""Commands that are called wrongly say so in both languages, what of it is wrong, and how they are called."""

from __future__ import annotations

import re

import pytest

from tests.service.test_cli import anze

CASES = [
    ("nope", "没有命令“nope”", "anze [OPTIONS] COMMAND [ARGS]..."),
    ("buld", "没有命令“buld”，是不是 'build'", "anze [OPTIONS] COMMAND [ARGS]..."),
    ("token creat", "没有命令“creat”", "anze token [OPTIONS] COMMAND [ARGS]..."),
    ("build --x", "没有选项 --x", "anze build [OPTIONS]"),
    ("build --mirro", "没有选项 --mirro", "anze build [OPTIONS]"),
    ("build --jobs", "选项 '--jobs' 后面要写值", ""),
    ("build --mirror=1", "选项 '--mirror' 不带值", ""),
    ("build --jobs x", "'--jobs' / '-j' 应是整数", "anze build [OPTIONS]"),
    ("build --jobs -1", "'--jobs' / '-j' 不能小于 0", "anze build [OPTIONS]"),
    ("validate", "缺少参数", "anze validate [OPTIONS]"),
    ("partition a", "缺少参数 '--out' / '-o'", "anze partition [OPTIONS]"),
    ("validate a -f zz", "'--format' / '-f' 不能是 'zz'，可选 'text', 'json'", "anze validate [OPTIONS]"),
    ("restore a b", "多写了参数 b", "anze restore [OPTIONS]"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "chinese", "usage"), CASES)
def test_wrong_usage_is_told_in_both_languages(words: str, chinese: str, usage: str) -> None:
    done = anze(*words.split(), COLUMNS="400")
    assert (done.returncode, done.stdout) == (2, "")
    zh, en = done.stderr.strip().splitlines()
    assert zh.startswith(f"错误 Error  {chinese}")
    assert usage in zh
    assert usage in en
    assert not re.search(r"[.?][.?] ", en.replace("...", ""))
    assert "--help" in zh
    assert "--help" in en
    assert not re.search("[\u4e00-\u9fff]", en)


def test_a_group_without_a_command_shows_its_help() -> None:
    done = anze("token")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: anze token")
    assert "错误" not in done.stderr
