"""What became of every character of a file."""

from ingest.coverage import unread_issues
from ingest.pipeline import read_notice
from tests.ingest.scoring import GOLDEN, golden_files

NOTICE = """临江县安全生产委员会关于做好2025年安全生产工作的通知
临安委〔2025〕3号
各乡镇人民政府：
现将有关事项通知如下。
一、重点任务
（一）检查。今年以来，事故多发。县应急局每月开展一次检查。（责任单位：县应急局）
临江县安全生产委员会
2025年3月8日
"""


def counts(text: str, name: str = "a.txt") -> dict[str, int]:
    return dict(read_notice(text.encode(), name).coverage.counts)


def test_every_character_counts_once() -> None:
    found = counts(NOTICE)
    assert sum(found.values()) == len("".join(NOTICE.split()))
    assert found["task"] == len("县应急局每月开展一次检查。")
    assert found["note"] == len("（责任单位：县应急局）")
    assert found["statement"] == len("现将有关事项通知如下。今年以来，事故多发。")
    assert found["heading"] == len("一、重点任务（一）检查。")
    assert "nothing" not in found


def test_a_table_that_is_no_list_of_tasks_is_told() -> None:
    table = "| 名称 | 数量 |\n|---|---|\n| 消防车辆及随车器材 | 3 |\n| 水泵 | 5 |\n"
    notice = read_notice((NOTICE + "\n" + table).encode(), "a.md")
    unread = [notice.document.text[s.start : s.end] for s in notice.coverage.unread]
    assert any("消防车辆及随车器材" in words for words in unread)
    issues = list(unread_issues(notice.document.text, notice.coverage))
    assert [i.code for i in issues] == ["text.unread"] * len(unread)
    assert set(issues) <= set(notice.issues)


def test_nothing_of_the_golden_notices_is_lost() -> None:
    files = golden_files(GOLDEN)
    for path in files.values():
        notice = read_notice(path, path.name)
        text = notice.document.text
        assert sum(dict(notice.coverage.counts).values()) == len("".join(text.split()))
        assert notice.coverage.unread == (), path
    assert len(files) == 9
