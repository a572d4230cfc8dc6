"""Paths that a command is given and cannot use are told in words: which, what is wrong, what to do; and
names of files cannot steer the terminal."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import pytest

from service import cli
from service.commands.query import read_query
from service.errors import BadRequest
from service.given import refused, write_file, written
from service.screen import Screen, plain
from tests.service.conftest import XIAOYI
from tests.shapes.test_command import GOOD
from tests.shared import own_vocabulary

Anze = Callable[..., tuple[int, str, str]]


@pytest.fixture
def anze(
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Anze:
    """Runs a command in a folder with two notices; its exit code, output and errors."""
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "b.txt").write_text(
        GOOD.replace("2026年10月底", "2026年9月底").replace("1号", "2号")
    )
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.txt").write_bytes("é".encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANZE_DATA", str(data_dir))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["anze", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        return int(str(end.value.code or 0)), out, err

    return run


NOWHERE, FOLDER, FILE = "nowhere/x.out", "folder", "a.txt/x.out"
MISSING, IS_FOLDER, NO_FOLDER = "不存在，或所在的文件夹不存在", "是文件夹", "不是文件夹"
CASES: list[tuple[str, str, str]] = [
    ("compare a.txt b.txt -o", NOWHERE, MISSING),
    ("compare a.txt b.txt -f json -o", FOLDER, IS_FOLDER),
    ("compare a.txt b.txt -f html -o", FILE, NO_FOLDER),
    ("compare a.txt b.txt -f xlsx -o", NOWHERE, MISSING),
    ("validate a.txt -f html -o", NOWHERE, MISSING),
    ("validate a.txt b.txt -f html -o", FILE, NO_FOLDER),
    ("validate a.txt b.txt -f html -o", "latin.txt", "已有同名的文件"),
    ("validate a.txt --rules", "nowhere.yaml", MISSING),
    ("validate a.txt --rules", FOLDER, IS_FOLDER),
    ("validate a.txt --rules", "latin.txt", "不是 UTF-8 文本（第 1 字节）"),
    ("validate a.txt --waivers", "nowhere.yaml", MISSING),
    ("shapes -o", NOWHERE, MISSING),
    ("shapes -o", "/dev/full", "磁盘已满"),
    ("backup", NOWHERE, MISSING),
    ("restore", "nowhere.tar", MISSING),
    ("restore", FOLDER, IS_FOLDER),
    ("restore", "a.txt", "请给出 anze backup 写的文件"),
    ("partition a.txt --out", FILE, NO_FOLDER),
    ("partition a.txt --out", "b.txt", "已有同名的文件"),
    ("dump -o", NOWHERE, MISSING),
    ("dump -o", FOLDER, IS_FOLDER),
    ("query", "nowhere.rq", MISSING),
    ("query", FOLDER, IS_FOLDER),
    ("query", "latin.txt", "不是 UTF-8 文本（第 1 字节）"),
]


@pytest.mark.parametrize(("command", "path", "wrong"), CASES)
def test_path_that_cannot_be_used_is_told_in_words(
    anze: Anze, command: str, path: str, wrong: str
) -> None:
    code, _, told = anze(*command.split(), path)
    assert code == 2, told
    chinese, english = told.strip().splitlines()
    assert wrong in chinese
    assert path.split("/")[0] in chinese
    assert path.split("/")[0] in english
    assert "Errno" not in told


def test_every_refusal_of_the_system_is_told_in_both_languages() -> None:
    for number in (errno.EROFS, errno.EACCES, errno.ENOSPC, errno.ENAMETOOLONG, errno.EIO):
        zh, en = refused(OSError(number, "x"), "报告.html")
        assert zh.startswith("“报告.html”")
        assert zh.endswith("。")
        assert en.startswith("报告.html ")
        assert "Errno" not in zh + en


@pytest.mark.parametrize("beside", ["a.txt ", ""])
def test_a_folder_that_cannot_be_listed_is_not_passed_over_by_a_check(
    anze: Anze, monkeypatch: pytest.MonkeyPatch, beside: str
) -> None:
    scan = os.scandir

    def scandir(path: str = ".") -> object:
        if Path(path).name == "folder":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    code, _, told = anze(*f"validate {beside}folder --fail-on never".split())
    assert (code, "Not read  folder" in told) == (2, True)
    assert "The folder cannot be listed" in told
    assert ("没有可读的文件" in told) == (not beside)


@pytest.mark.parametrize(
    "words",
    [
        "validate a.txt -f html -o a.txt",
        "validate a.txt -f json -o ./folder/../a.txt",
        "validate a.txt -f docx -o linked.docx",
        "validate b.txt --against a.txt -f html -o a.txt",
        "validate b.txt --previous a.txt -o a.txt",
        "validate a.txt -f html -o anze-rules.yaml",
        "compare a.txt b.txt -f json -o b.txt",
        "compare a.txt b.txt -o a.txt",
        "compare a.txt b.txt -f xlsx -o linked.docx",
    ],
)
def test_a_file_that_is_read_is_not_written_over(anze: Anze, words: str) -> None:
    Path("linked.docx").symlink_to("a.txt")
    Path("anze-rules.yaml").write_text("rules: []\n")
    before = {path: path.read_bytes() for path in Path().iterdir() if path.is_file()}
    code, _, told = anze(*words.split())
    assert (code, "就是要读的文件" in told) == (2, True)
    assert {path: path.read_bytes() for path in before} == before


def test_a_report_that_is_there_is_written_anew(anze: Anze) -> None:
    Path("out.html").write_text("old")
    assert anze("compare", "a.txt", "b.txt", "-f", "html", "-o", "out.html")[0] == 0
    assert Path("out.html").read_text()[:3] != "old"


@pytest.mark.parametrize(
    ("error", "ends"), [(OSError(errno.ENOSPC, "full"), 2), (KeyboardInterrupt(), 130)]
)
def test_what_is_not_written_whole_leaves_what_was_there(
    anze: Anze, monkeypatch: pytest.MonkeyPatch, error: BaseException, ends: int
) -> None:
    def broken(*_: object) -> None:
        raise error

    Path("out.x").write_text("old")
    monkeypatch.setattr(Path, "replace", broken)
    before = sorted(Path().iterdir())
    asked = [
        "dump -o out.x",
        "shapes -o out.x",
        "validate a.txt --fail-on never -f html -o out.x",
        *(f"compare a.txt b.txt -f {form} -o out.x" for form in ("text", "json", "xlsx")),
        "backup new.tar",
    ]
    for words in asked:
        code, _, told = anze(*words.split())
        assert (code, Path("out.x").read_text()) == (ends, "old"), (words, told)
        assert sorted(Path().iterdir()) == before, words


def test_a_file_that_is_written_anew_stays_who_may_read_it_and_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kept.txt").write_text("old")
    Path("kept.txt").chmod(0o600)
    Path("linked.txt").symlink_to("kept.txt")
    write_file(Path("linked.txt"), b"new")
    assert (Path("kept.txt").read_text(), Path("kept.txt").stat().st_mode & 0o777) == ("new", 0o600)
    assert Path("linked.txt").is_symlink()


@pytest.fixture
def plain_user() -> Iterator[Path]:
    """A folder of one whom the system refuses things, as it does not root."""
    with TemporaryDirectory() as made:
        if root := os.geteuid() == 0:
            os.chown(made, 65534, 65534)
            os.seteuid(65534)
        yield Path(made)
        if root:
            os.seteuid(0)
        Path(made).chmod(0o700)


def test_a_file_that_may_not_be_written_is_refused(plain_user: Path) -> None:
    kept = plain_user / "kept.txt"
    kept.write_text("old")
    kept.chmod(0o444)
    with pytest.raises(BadRequest, match="may not be read or written"):
        write_file(kept, b"new")
    assert ([*plain_user.iterdir()], kept.read_text()) == ([kept], "old")


def test_a_file_in_a_folder_that_takes_no_other_is_written(plain_user: Path) -> None:
    kept = plain_user / "kept.txt"
    kept.write_text("old")
    plain_user.chmod(0o555)
    write_file(kept, b"new")
    assert kept.read_text() == "new"
    with pytest.raises(BadRequest, match=r"other\.txt may not be read or written"):
        write_file(plain_user / "other.txt", b"new")


def test_a_file_that_is_a_mount_of_its_own_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: Path, _: Path) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(self))

    monkeypatch.setattr(Path, "replace", busy)
    kept = tmp_path / "kept.txt"
    kept.write_text("old and longer")
    write_file(kept, b"new")
    assert ([*tmp_path.iterdir()], kept.read_text()) == ([kept], "new")


def test_a_pipe_is_written_as_it_is() -> None:
    """/dev/stdout of a command whose output is piped on, >(gzip)."""
    reads, writes = os.pipe()
    write_file(Path(f"/proc/self/fd/{writes}"), b"new")
    os.close(writes)
    assert os.read(reads, 100) == b"new"
    os.close(reads)


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd"])
@pytest.mark.parametrize("mode", ["ab", "wb"])
def test_an_open_file_is_written_where_it_stands(tmp_path: Path, folder: str, mode: str) -> None:
    """(echo HEAD; anze shapes -o /dev/stdout; echo TAIL) > f.txt, and >> f.txt."""
    kept = tmp_path / "kept.txt"
    with kept.open(mode, buffering=0) as file:
        file.write(b"HEAD\n")
        write_file(Path(f"{folder}/{file.fileno()}"), b"new\n")
        file.write(b"TAIL\n")
    assert ([*tmp_path.iterdir()], kept.read_text()) == ([kept], "HEAD\nnew\nTAIL\n")


@pytest.mark.parametrize(("name", "number"), [("stdout", 1), ("stderr", 2)])
def test_standard_output_and_errors_keep_what_they_have(
    capfd: pytest.CaptureFixture[str], name: str, number: int
) -> None:
    os.write(number, b"HEAD ")
    write_file(Path(f"/dev/{name}"), b"new")
    assert capfd.readouterr()[number - 1] == "HEAD new"


def test_a_descriptor_that_is_not_open_is_refused() -> None:
    with pytest.raises(BadRequest, match="/dev/fd/999999999"):
        write_file(Path("/dev/fd/999999999"), b"new")


def test_a_check_of_one_file_writes_to_what_is_there_and_is_no_folder(
    anze: Anze,
) -> None:
    words = "validate a.txt --fail-on never -f json -o"
    anze(*words.split(), "report.json")
    whole = json.loads(Path("report.json").read_text())
    with TemporaryFile() as pipe:
        code, said, _ = anze(*words.split(), f"/dev/fd/{pipe.fileno()}")
        pipe.seek(0)
        assert (code, said, json.load(pipe)["findings"]) == (0, "", whole["findings"])
    Path("report").touch()
    assert anze(*words.split(), "report")[0] == 0
    assert json.loads(Path("report").read_text())["findings"] == whole["findings"]
    assert anze(*words.split(), "reports")[0] == 0
    assert [path.name for path in Path("reports").iterdir()] == ["a.txt.report.json"]


def test_two_who_write_one_file_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with written(path) as one, written(path) as two:
        for file, words in ((one, b"one "), (two, b"two "), (one, b"one"), (two, b"two")):
            file.write(words)
            file.flush()
    assert ([*tmp_path.iterdir()], path.read_text()) == ([path], "one one")


@pytest.mark.parametrize("name", ["{2026}/<a>.rq", "ASK { }.rq", "SELECT"])
def test_a_query_file_is_read_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text("\ufeffASK { ?task a az:Task }")
    assert read_query(name) == "ASK { ?task a az:Task }"


@pytest.mark.parametrize(
    "query",
    [
        "DESCRIBE az:Task",
        "\n select(count(*) AS ?n) { ?task a az:Task }",
        "# 任务\nPREFIX az:<https://w3id.org/anze/ontology#> ASK{ ?task a az:Task }",
        "BASE <https://w3id.org/anze/> DESCRIBE <ontology#Task>",
        "INSERT DATA { <x:a> <x:b> 1 }",
        "DROP ALL",
        "LOAD <x:a>",
        "clear default",
        "SELCT ?x { ?x a az:Task }",
        "SELCT *\n# {2026}.rq\n{ ?x a az:Task }",
        "DESCRBE <x:a>",
        "x" * 300,
        f"ASK {{ ?task a az:Task }} #{'x' * 5000}",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_no_file_and_looks_like_a_query_is_one(query: str, mark: str) -> None:
    assert read_query(mark + query) == query


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELCT ?x { ?x a az:Task }", "第 1 行第 1 列"),
        *((f"{update} GRAPH <urn:x>", "更新") for update in ("DROP", "CLEAR", "CREATE")),
        ("LOAD <urn:x>", "更新"),
        *((f"{update} <urn:x> TO DEFAULT", "更新") for update in ("COPY", "MOVE", "ADD")),
    ],
)
def test_a_query_with_a_slip_and_an_update_are_told_as_such(
    anze: Anze, query: str, told: str
) -> None:
    code, _, words = anze("query", query)
    assert (code, told in words, MISSING in words) == (2, True, False), words


@pytest.mark.parametrize(
    "name", ["select.rq", "ask/x.rq", "{2026}.rq", "add new.sparql", "describe"]
)
def test_a_query_file_that_is_not_there_is_told(anze: Anze, name: str) -> None:
    code, _, told = anze("query", name)
    assert (code, MISSING in told) == (2, True)


def test_trouble_with_what_nobody_named_is_code_3(
    anze: Anze, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("service.commands.dump.dump", full)
    code, _, told = anze("dump")
    assert (code, "磁盘已满" in told, "Errno" in told) == (3, True, False)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError("IO error: No space left on device: While appending to file: store/000012.sst"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
    ],
)
@pytest.mark.parametrize("command", ["build a.txt", "restore kept.tar"])
def test_a_full_disk_is_told_with_the_directories_and_what_is_free(
    anze: Anze, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, error: OSError
) -> None:
    def full(*_: object, **__: object) -> None:
        raise error

    tarfile.open("kept.tar", "w").close()
    monkeypatch.setattr("service.commands.build.build", full)
    monkeypatch.setattr("service.store.archive._unpack", full)
    code, _, told = anze(*command.split(), "--data", str(tmp_path / "new"))
    assert code == 3
    chinese, english = told.strip().splitlines()
    assert f"数据目录 {tmp_path / 'new'} 所在磁盘可用 " in chinese
    assert re.search(r"\d MB free, that of temporary files, /\S+, [\d,.]+ MB", english)
    assert "TMPDIR" in english


def test_a_folder_without_notices_is_told(anze: Anze, tmp_path: Path) -> None:
    code, _, told = anze("build", "folder", "--data", str(tmp_path / "new"))
    assert (code, f"“{tmp_path / 'folder'}”里没有通知文件" in told) == (2, True)
    assert "--allow-empty" in told
    assert not (tmp_path / "new").exists()
    code, _, told = anze("partition", "folder", "--out", str(tmp_path / "parts"))
    assert (code, "“folder”里没有通知文件" in told) == (2, True)
    assert list((tmp_path / "parts").iterdir()) == []


def test_a_build_that_is_interrupted_says_what_stays(
    anze: Anze, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("service.commands.build.build", interrupted)
    code, out, told = anze("build", "a.txt", "--data", str(tmp_path / "new"))
    assert (code, out) == (130, "")
    assert f"已中断，图谱是最近一次提交时的样子。读完的文件记在 {tmp_path / 'new'} 里" in told
    assert "the same command goes on from there" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--reason", "已另行发文"), "--by"),
        (("--by", " ", "--reason", "已另行发文"), "--by"),
        (("--by", "张三"), "--reason"),
        (("--by", "张三", "--reason", "x"), "至少两个字（收到“x”）"),
    ],
)
def test_acknowledging_says_which_words_are_missing(
    anze: Anze, words: tuple[str, ...], told: str
) -> None:
    code, _, err = anze("validate", "a.txt", "--acknowledge", "0000000000", *words)
    assert code == 2
    assert told in err
    assert ("--by" in err) != ("--reason" in err)


HOSTILE = "\x1b[31m[b]\x07附件.txt"


@pytest.mark.parametrize("command", ["validate", "extract", "partition --out out"])
def test_name_of_a_file_cannot_steer_the_terminal(anze: Anze, command: str) -> None:
    Path(HOSTILE).write_text("不是公文")
    _, out, err = anze(*command.split(), HOSTILE)
    assert "\x1b" not in out + err
    assert "\x07" not in out + err
    assert "␛[31m[b]附件.txt" in out + err


def test_notice_with_a_hostile_name_is_read_and_named_safely(
    anze: Anze, tmp_path_factory: pytest.TempPathFactory
) -> None:
    Path(HOSTILE).write_text(GOOD)
    for command in ("validate", "extract", f"build --data {own_vocabulary(tmp_path_factory)}"):
        code, out, err = anze(*command.split(), HOSTILE)
        assert code in (0, 1), err
        assert "\x1b" not in out + err
    assert "␛[31m[b]附件.txt" in out


def test_screen_keeps_colours_of_its_own() -> None:
    screen = Screen(force_terminal=True, color_system="standard", width=80, highlight=False)
    with screen.capture() as found:
        screen.print(f"[red]a[/]{plain('[b]')}\x1b[2J\x85")
    assert found.get() == "\x1b[31ma\x1b[0m[b]␛[2J\ufffd\n"


def test_notices_of_the_graph_are_named_by_their_number(anze: Anze) -> None:
    code, out, err = anze("compare", "孝政发〔2026〕1号", "b.txt", "-f", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["first"]["id"] == XIAOYI


def test_without_a_graph_a_name_is_told_from_a_file(anze: Anze) -> None:
    code, _, told = anze("compare", "没有.txt", "b.txt", "--data", "nothing")
    assert code == 2
    assert "“没有.txt”不是文件" in told
    assert "还没有图谱可查" in told


@pytest.mark.parametrize("others", [("a.txt",), ("b.txt", "a.txt"), ("copy.txt",)])
def test_file_beside_itself_is_refused(anze: Anze, others: tuple[str, ...]) -> None:
    Path("copy.txt").write_text(GOOD)
    code, _, told = anze("compare", "a.txt", *others)
    assert code == 2
    assert f"“a.txt”与“{others[-1]}”是同一份文件" in told


def test_graphs_in_a_folder_are_listed_as_not_read(
    anze: Anze, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("folder/a.nt").write_text("")
    Path("folder/a.txt").write_text(GOOD)
    code, out, _ = anze("build", "--data", str(own_vocabulary(tmp_path_factory)), "folder")
    assert code == 0
    assert "folder/a.nt" in out
    assert "RDF 图不是公文" in out
    walked: list[str] = []
    walk = os.walk
    monkeypatch.setattr(os, "walk", lambda at, **more: walked.append(str(at)) or walk(at, **more))
    code, _, err = anze("partition", "--out", "out", "folder")
    assert (code, "folder/a.nt" in err) == (0, True)
    assert walked == ["folder"]


def test_a_union_of_partitions_is_refused(anze: Anze) -> None:
    code, _, told = anze("push", "--union", "--partitions", "folder")
    chinese, english = told.strip().splitlines()
    assert (code, "--union 不能和 --partitions 一起用" in chinese) == (2, True)
    assert "--union does not go with --partitions" in english
