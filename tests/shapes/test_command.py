"""``anze validate``: exit codes, forms, batches, waivers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.commands.validate import app
from service.errors import BadRequest
from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources
from tests.shapes.mutation import NOTICES

RUNNER = CliRunner()
#: Where the engine, of which test_engines.py says that the results are the same, is not what a test is about.
SOON = ("--engine", "compiled")
# An article with an owner, a time and all that a notice needs.
GOOD = """甲市人民政府文件

甲政发〔2026〕1号

甲市人民政府
关于做好2026年安全生产工作的通知

各县（区）人民政府：

为做好2026年安全生产工作，现通知如下。

一、压实安全责任

（一）强化责任落实。市应急局2026年10月底前完成全市安全生产责任清单编制工作。（责任单位：市应急局）

（二）加强宣传引导。市教育局2026年6月底前开展校园安全宣传教育活动。（责任单位：市教育局）

甲市人民政府

2026年1月20日

甲市人民政府办公室

2026年1月21日印发
"""


def validate(*arguments: str | Path) -> Result:
    return RUNNER.invoke(app, [str(each) for each in arguments])


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("form", "files", "asked"),
    [
        ("xlsx", 1, "-o 报告.xlsx"),
        ("docx", 1, "-o 报告.docx"),
        ("xlsx", 2, "-o 报告.xlsx"),
        ("json", 2, "-o 目录"),
        ("html", 2, "-o 目录"),
        ("sarif", 2, "-o 目录"),
        ("json", 1, ""),
        ("html", 1, ""),
        ("ttl", 2, ""),
        ("text", 2, ""),
    ],
)
def test_what_cannot_be_read_on_standard_output_asks_for_a_file(
    tmp_path: Path, form: str, files: int, asked: str
) -> None:
    for name in ("a.txt", "b.txt")[:files]:
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    done = RUNNER.invoke(app, [".", "-f", form])
    if asked:
        assert isinstance(done.exception, BadRequest)  # the command line ends with 2
        assert asked in str(done.exception)
        assert not done.stdout_bytes
    else:
        assert done.exit_code == 0
        assert done.stdout_bytes


def test_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    assert validate("good.txt").exit_code == 0
    assert validate(NOTICES / "lvliang-2025.txt").exit_code == 1
    assert validate("empty.txt").exit_code == 2
    assert validate("good.txt", "empty.txt").exit_code == 2
    assert validate("missing.txt").exit_code == 2
    assert "文件名是空白的" in str(validate(" ").exception)


@pytest.mark.parametrize("notices", [2, 13])
def test_a_graph_that_is_no_notice_is_told_by_its_name_and_the_others_are_checked(
    tmp_path: Path, notices: int
) -> None:
    """anze's own report beside notices: a few that are read first, and many that stream through."""
    for number in range(notices):
        (tmp_path / f"{number:02}.txt").write_text(GOOD, encoding="utf-8")
    assert validate("00.txt", "-f", "ttl", "-o", "01.report.ttl").exit_code == 0
    done = validate(".", "-f", "json", "-o", "out")
    assert done.exit_code == 2
    assert len(list((tmp_path / "out").glob("*.report.json"))) == notices
    assert "01.report.ttl" in done.stderr
    assert "图中有 0 份通知" in done.stderr


def test_fail_on() -> None:
    datong = NOTICES / "datong-2026.txt"
    codes = [
        validate(datong, "--fail-on", level, *SOON).exit_code
        for level in ("violation", "warning", "info", "never")
    ]
    assert codes == [0, 1, 1, 0]
    assert validate(NOTICES / "xiaoyi-2026.txt", "--fail-on", "never", *SOON).exit_code == 0


def test_the_terminal_report_names_section_sentence_reason_and_remedy() -> None:
    out = validate(NOTICES / "gaoping-2024.txt", *SOON).stdout
    for words in (
        "通知检查报告",
        "责任单位以“等”字结尾且无牵头单位",
        "理由：",
        "处理建议：",
        "「源头防范重大风险」",
        "--all",
    ):
        assert words in out


def test_json_on_standard_output() -> None:
    data = json.loads(validate(NOTICES / "datong-2026.txt", "-f", "json", *SOON).stdout)
    assert data["conforms"] is True
    assert data["rates"]["explicit_owner"]["rate"] == 1.0


def test_batch_writes_a_report_a_notice_and_an_overview(tmp_path: Path) -> None:
    result = validate(NOTICES, "-f", "html", "-o", "out")
    assert result.exit_code == 1
    assert len(list((tmp_path / "out").glob("*.report.html"))) == 5
    assert "检查结果" in result.stdout


def test_notices_of_a_batch_stand_beside_each_other(tmp_path: Path) -> None:
    validate(NOTICES / "datong-2026.txt", NOTICES / "xiaoyi-2026.txt", "-f", "json", "-o", "out")
    data = json.loads(
        (tmp_path / "out" / "datong-2026.txt.report.json").read_text(encoding="utf-8")
    )
    assert [other["label"] for other in data["other_rates"]] == ["孝义市人民政府2026"]


def test_against_a_superior() -> None:
    notice, above = NOTICES / "xiaoyi-2026.txt", NOTICES / "lvliang-2025.txt"
    result = validate(notice, "--against", above, "-f", "json", *SOON)
    rules = {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
    assert "superior-not-taken-up" in rules


def test_acknowledging_writes_a_waiver_that_the_next_run_reads(tmp_path: Path) -> None:
    path = NOTICES / "lvliang-2025.txt"
    before = json.loads(validate(path, "-f", "json", *SOON).stdout)
    ids = [finding["id"] for finding in before["findings"] if finding["severity"] == "violation"]
    arguments = [part for each in ids for part in ("--acknowledge", each)]
    assert validate(path, *arguments).exit_code != 0  # no reason, no name
    result = validate(path, *arguments, "--reason", "附表另行修订", "--by", "王五", *SOON)
    assert result.exit_code == 0
    assert (tmp_path / "anze-waivers.yaml").exists()
    after = validate(path, "-f", "json", *SOON)
    assert after.exit_code == 0
    assert sum(bool(f["waived"]) for f in json.loads(after.stdout)["findings"]) == len(ids)


def test_a_local_rules_file_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "anze-rules.yaml").write_text(
        "rules: {owner-missing: {severity: off, reason: 另附分工表}}", encoding="utf-8"
    )
    result = validate(NOTICES / "xiaoyi-2026.txt", *SOON)
    assert result.exit_code == 0
    assert "另附分工表" in result.stdout


def test_where_no_superior_s_notice_is_compared_the_option_is_told(tmp_path: Path) -> None:
    build(DataDir(tmp_path / "graph"), [NOTICES / "lvliang-2025.txt"], real_sources())
    asked = (NOTICES / "gaoping-2024.txt", "--format", "json", *SOON)
    told = _notes(validate(*asked, "--data", tmp_path / "graph"))
    assert any(each.endswith("手头有的，用 --against 给出。") for each in told), told


def test_where_there_is_no_graph_the_folder_that_was_looked_at_is_told(tmp_path: Path) -> None:
    told = _notes(validate(NOTICES / "xiaoyi-2026.txt", "--format", "json", *SOON))
    [said] = [each for each in told if "图谱" in each]
    assert (
        f"这里没有图谱，没有和别的通知（上级的、上一年的）相比：找的是数据目录 {tmp_path}/.anze。"
        in said
    )
    assert "--data" in said
    assert "anze build" in said


def _notes(done: Result) -> list[str]:
    return [note["zh"] for note in json.loads(done.stdout)["notes"]]
