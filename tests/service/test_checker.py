"""Drafts that are checked beside each other: however long one is, another is answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.checking.checker import Checker
from service.checking.uploads import Files
from service.errors import TimedOut, TooLarge
from service.settings import Settings

ROOT = Path(__file__).parents[2]
LARGE = 15 * (ROOT / "data" / "notices" / "xiaoyi-2026.txt").read_bytes()
SMALL = (
    "甲市应急管理局\n关于做好2026年安全生产工作的通知\n\n各县（区）应急管理局：\n\n一、任务\n\n"
    "（一）排查。市应急局6月底前完成隐患排查。\n\n甲市应急管理局\n2026年2月9日\n"
).encode()
#: Of one lane for short checks and one for long ones.
FEW = {"check_lanes": 1, "check_long_lanes": 1}


def draft(content: bytes, name: str = "draft.txt") -> Files:
    return {"file": (name, content)}


@pytest.mark.parametrize(("name", "short_time"), [("draft", 2.0), ("draft.txt", 60.0)])
def test_a_small_draft_is_answered_while_a_large_one_is_checked(
    name: str, short_time: float, tmp_path: Path
) -> None:
    """What is known to be long goes over at once, what turns out to be long by its time."""

    async def act() -> tuple[bool, dict[str, int]]:
        settings = Settings(data_dir=tmp_path, check_short_time=short_time, check_time=300, **FEW)
        checker = Checker(settings)
        try:
            await checker.warm()
            large = asyncio.ensure_future(
                checker.report(draft(LARGE, name), "json", None, "zh", "one")
            )
            await asyncio.sleep(0)
            told = await checker.report(draft(SMALL), "json", None, "zh", "two")
            assert told.startswith(b"{")
            before = large.done()
            status = checker.status()
            large.cancel()
            return before, status
        finally:
            await checker.stop()

    answered, status = asyncio.run(act())
    assert not answered
    assert (status["running"], status["long_running"]) == (0, 1)


def test_no_process_is_kept_for_long_checks(tmp_path: Path) -> None:
    async def act() -> list[dict[str, int]]:
        checker = Checker(Settings(data_dir=tmp_path, **FEW))
        try:
            await checker.warm()
            ready = checker.status()
            await checker.report(draft(SMALL), "json", None, "zh", "")
            return [ready, checker.status()]
        finally:
            await checker.stop()

    for status in asyncio.run(act()):
        assert (status["processes"], status["long_processes"]) == (1, 0)


def test_a_long_check_ends_at_the_time_of_all(tmp_path: Path) -> None:
    async def act() -> dict[str, int]:
        settings = Settings(data_dir=tmp_path, check_short_time=0.5, check_time=2.0, **FEW)
        checker = Checker(settings)
        try:
            await checker.warm()
            with pytest.raises(TimedOut) as raised:
                await checker.report(draft(LARGE), "json", None, "zh", "")
            assert raised.value.extra["seconds"] == 2.0
            assert "一份通知一个文件" in raised.value.zh
            assert "DOCX" not in raised.value.zh
            return checker.status()
        finally:
            await checker.stop()

    assert asyncio.run(act())["long_timed_out"] == 1


def test_a_text_that_is_too_long_is_told_at_once_with_what_was_read(tmp_path: Path) -> None:
    async def act() -> list[TooLarge]:
        checker = Checker(Settings(data_dir=tmp_path, check_characters=1000, **FEW))
        told = []
        try:
            for field in ("file", "superior", "previous"):
                files = {"file": ("draft.txt", SMALL), field: ("long.txt", LARGE)}
                with pytest.raises(TooLarge) as raised:
                    await checker.report(files, "json", None, "zh", "")
                told.append(raised.value)
            return told
        finally:
            await checker.stop()

    told = asyncio.run(act())
    read = len(LARGE.decode())
    assert len(told) == 3
    for error in told:
        assert error.extra == {"file": "long.txt", "characters": read, "most": 1000}
        assert f"读到 {read:,} 个字符，一次最多检查 1,000 个" in error.zh
        assert f"{read:,} characters were read; at most 1,000" in error.en
        assert "一份通知一个文件" in error.zh
