"""The command line: what it prints, its exit codes, and that errors are words."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

import openpyxl
import pytest
from rich.cells import cell_len

from service.commands.build import SHOWN, shown
from service.store.build import Report
from service.store.rows import NoticeRow
from tests.forked import Call
from tests.service.conftest import ROOT, XIAOYI
from tests.shared import commands, own_vocabulary

COMMANDS = ("build", "query", "serve", "dump", "backup", "restore", "token", "push", "settings")


def anze(
    *arguments: str,
    data: Path | None = None,
    stdin: str | None = None,
    folder: Path | None = None,
    **environ: str,
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, forked from one that has loaded the commands."""
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")) for _ in "012"]
        files[0].write(stdin or "")
        files[0].seek(0)
        numbers = [file.fileno() for file in files]
        asked = environment(data, environ)
        code = Call(commands(), arguments, asked, str(folder or Path.cwd()), numbers).wait()
        out, err = (_read(file) for file in files[1:])
    return subprocess.CompletedProcess(["anze", *arguments], code, out, err)


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def fresh(
    *arguments: str, data: Path | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """The same, all loaded anew, as users call it."""
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=environment(data, {}),
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
    )


def environment(data: Path | None, more: Mapping[str, str]) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ANZE_")}
    own = {} if data is None else {"ANZE_DATA": str(data)}
    return {**clean, "COLUMNS": "140", **own, **more, "PYTHONPATH": str(ROOT)}


def test_a_command_says_the_same_forked_or_loaded_anew(data_dir: Path) -> None:
    for arguments, stdin in [
        (("query", "-", "-f", "json"), "SELECT ?t { ?t a az:Task } ORDER BY ?t"),
        (("query", "-"), "SELECT * {"),
        (("query", "--help"), ""),
        (("compare", "nowhere.txt", "none.txt"), ""),
    ]:
        one = anze(*arguments, data=data_dir, stdin=stdin)
        other = fresh(*arguments, data=data_dir, stdin=stdin)
        assert (one.returncode, one.stdout, one.stderr) == (
            other.returncode,
            *(said.replace("python -m service", "anze") for said in (other.stdout, other.stderr)),
        )


def test_version_is_that_of_the_distribution() -> None:
    found = fresh("--version")
    assert (found.returncode, found.stdout) == (0, f"anze {version('anze')}\n")


_LOAD_EACH = """
import os, sys, service.cli
for name in sys.argv[1:]:
    if os.fork() == 0:
        service.cli.make_cli(name)
        print(*sorted(each for each in sys.modules if each.startswith("service.comm")), flush=True)
        os._exit(0)
    os.wait()
"""


def test_each_command_is_a_module_of_its_name_and_loads_no_other() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _LOAD_EACH, *COMMANDS], capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines() == [f"service.commands service.commands.{n}" for n in COMMANDS]


def test_help_names_every_command_and_the_exit_codes() -> None:
    text = anze("--help").stdout
    assert all(name in text for name in COMMANDS)
    assert "退出码" in text


@pytest.mark.parametrize("name", [each for each in COMMANDS if each not in ("settings",)])
def test_help_of_a_command_has_an_example(name: str) -> None:
    arguments = (name, "create", "--help") if name == "token" else (name, "--help")
    assert f"anze {name}" in anze(*arguments).stdout


@pytest.mark.parametrize("kind", ["json", "csv", "tsv", "xml"])
def test_query_from_standard_input(data_dir: Path, kind: str) -> None:
    query = "SELECT (COUNT(?t) AS ?n) { ?t a az:Task }"
    done = anze("query", "-", "-f", kind, data=data_dir, stdin=query)
    assert done.returncode == 0, done.stderr
    assert "4" in done.stdout
    if kind == "json":
        assert json.loads(done.stdout)["results"]["bindings"][0]["n"]["value"] == "4"


def test_query_from_the_command_line(data_dir: Path) -> None:
    done = anze(
        "query", "SELECT (COUNT(?n) AS ?count) { ?n a az:Notice }", "-f", "csv", data=data_dir
    )
    assert (done.returncode, done.stdout.split()) == (0, ["count", "2"])
    described = anze("query", f"DESCRIBE <{XIAOYI}>", "-f", "nt", data=data_dir)
    assert XIAOYI in described.stdout
    missing = anze("query", "nowhere.rq", data=data_dir)
    assert (missing.returncode, "nowhere.rq" in missing.stderr) == (2, True)


def test_a_query_that_ends_while_processes_start_says_nothing_of_them(data_dir: Path) -> None:
    told = [
        begun("query", "-", data=data_dir, stdin="ASK { ?s ?p ?o }")
        for begun in (fresh, fresh, *[anze] * 6)
    ]
    assert [(done.returncode, done.stderr) for done in told] == [(0, "")] * 8


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?t { ?t a az:Taks }", "az:Task"),
        ("SELECT ?t ?titel { ?t a az:Target ; az:text ?title }", "?titel"),
        ("ASK { ?t a az:Taks }", "az:Task"),
        ("SELECT ?t { ?t a az:Task } LIMIT 1", ""),
    ],
)
def test_a_query_that_can_find_nothing_is_told_what_may_be_wrong(
    data_dir: Path, query: str, told: str
) -> None:
    done = anze("query", "-", data=data_dir, stdin=query)
    assert done.returncode == 0
    assert (told in done.stderr) if told else done.stderr == ""


def test_hints_are_chinese_first_and_name_every_unknown_term(data_dir: Path) -> None:
    query = (
        "SELECT ?t { ?t a az:Taks ; az:due ?d ; az:nowhere ?x ; skos:prefLable ?l ; az:nowhere ?y }"
    )
    done = anze("query", "-", data=data_dir, stdin=query)
    chinese, english = done.stderr.splitlines()
    assert chinese.startswith("提示：az:Taks 不是本体里的词")
    assert english.startswith("Hint: no term az:Taks in the ontology")
    for line in (chinese, english):
        assert line.count("az:nowhere") == 1
        assert "skos:prefLable" in line
        assert "skos:prefLabel" in line


@pytest.mark.parametrize(("selected", "cut"), [("?task ?text ?n", True), ("?position", False)])
def test_a_table_that_is_cut_says_how_the_whole_is_seen(
    data_dir: Path, selected: str, cut: bool
) -> None:
    where = "?task a az:Task ; az:text ?text ; az:notice ?n ; az:position ?position"
    done = anze("query", "-", data=data_dir, stdin=f"SELECT {selected} {{ {where} }}")
    assert ("…" in done.stdout) is cut
    assert ("-f csv" in done.stdout) is cut


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?t (COUNT(?u) AS ?n) { ?t az:owner ?u }", "加 GROUP BY ?t"),
        ("SELECT ?t { ?t az:owner ?u ; foaf:name ?n }", "前缀“foaf:”没有声明"),
        ("SELECT ?v { ?t az:due ?v } GROUP BY (DATATYPE(?v))", "用 AS 起名"),
    ],
)
def test_a_faulty_query_is_told_its_fault_and_no_usual_prefix(
    data_dir: Path, query: str, told: str
) -> None:
    done = anze("query", query, data=data_dir)
    assert done.returncode == 2
    assert told in done.stderr
    assert "“az:”没有声明" not in done.stderr


def test_query_as_a_workbook(data_dir: Path, tmp_path: Path) -> None:
    query = (
        "SELECT * { ?task a az:Task ; az:text ?text OPTIONAL { ?task az:due ?due } } ORDER BY ?task"
    )
    file = tmp_path / "q.rq"
    file.write_text(query)
    done = subprocess.run(
        [sys.executable, "-m", "service", "query", str(file), "-f", "xlsx"],
        env={**os.environ, "ANZE_DATA": str(data_dir), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    sheet, about = openpyxl.load_workbook(io.BytesIO(done.stdout)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[0], len(rows)) == (("任务", "原文", "期限"), 5)
    assert any(isinstance(row[2], datetime) for row in rows)
    assert about["B1"].value == query


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s a az:Task }"])
def test_a_workbook_is_of_rows(data_dir: Path, query: str) -> None:
    done = anze("query", "-", "-f", "xlsx", data=data_dir, stdin=query)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"这是 {query.split()[0]} 查询" in done.stderr


def test_query_from_a_file_as_a_table(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("SELECT ?l { ?u skos:prefLabel ?l FILTER(CONTAINS(?l, '应急局')) }")
    done = anze("query", str(file), data=data_dir)
    assert "孝义市应急局" in done.stdout
    assert "1 行" in done.stdout


def test_construct_and_ask(data_dir: Path) -> None:
    done = anze("query", "-", data=data_dir, stdin="CONSTRUCT { ?s a az:Task } { ?s a az:Task }")
    assert done.stdout.count("a az:Task") == 4
    assert "是" in anze("query", "-", data=data_dir, stdin="ASK { ?s ?p ?o }").stdout


def test_dump_is_sorted_and_the_same_again(data_dir: Path) -> None:
    one, two = anze("dump", data=data_dir).stdout, anze("dump", data=data_dir).stdout
    lines = one.splitlines()
    assert one == two
    assert lines == sorted(lines)
    assert len(lines) > 100


def test_dump_of_a_graph_takes_its_iri_or_its_path(data_dir: Path) -> None:
    codes = anze("dump", "--graph", "https://w3id.org/anze/graph/codes", data=data_dir).stdout
    assert codes.count("<https://w3id.org/anze/graph/codes> .") == len(codes.splitlines()) > 10
    assert anze("dump", "--graph", "graph/codes", data=data_dir).stdout == codes


@pytest.mark.parametrize("name", ["https://w3id.org/anze/graph/code", "x y", ""])
def test_dump_of_no_graph_names_those_that_come_near(data_dir: Path, name: str) -> None:
    done = anze("dump", "--graph", name, data=data_dir)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"没有图“{name}”" in done.stderr
    assert "  https://w3id.org/anze/graph/" in done.stderr
    assert "GRAPH ?g {}" in done.stderr


FAILURES = [
    (("why", "id/a b", "az:owner", "id/unit/x"), "", 2),
    (("query", "nowhere.rq"), "", 2),
    (("query", "-"), "SELECT * {", 2),
    (("query", "-"), "SELECT * { SERVICE <http://x/> {} }", 2),
    (("query", "-", "-f", "ttl"), "SELECT * { ?s ?p ?o }", 2),
    (("restore", "nowhere.tar"), "", 2),
    (("token", "revoke", "nobody"), "", 2),
    (("push",), "", 2),
    (("nonsense",), "", 2),
    (("build", "nowhere"), "", 2),
]


@pytest.mark.parametrize(("arguments", "stdin", "code"), FAILURES)
def test_errors_are_words_with_an_exit_code(
    data_dir: Path, arguments: tuple[str, ...], stdin: str, code: int
) -> None:
    done = anze(*arguments, data=data_dir, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "-"),
        ("dump",),
        ("backup", "a.tar"),
        ("why", "id/a", "az:owner", "id/b"),
    ],
)
def test_a_folder_without_a_graph_is_told_so_in_words(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = anze(*arguments, stdin="ASK {}", folder=tmp_path, COLUMNS="400")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path}/.anze" in done.stderr, "what was looked for, and where"
    assert "anze build" in done.stderr
    assert "ANZE_DATA" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C ends what is started, also where the tests were started in the background, where it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("library", ["typer", "pyoxigraph", "orjson"])
@pytest.mark.parametrize("name", ["query", "serve", "build"])
def test_ctrl_c_while_modules_load_ends_quietly(tmp_path: Path, name: str, library: str) -> None:
    """Interrupted in the middle of a module, in whose place stands one that takes a minute to load."""
    slow = tmp_path / f"{library}.py"
    slow.write_text(
        "import time\nprint('loading', flush=True)\nfor _ in range(1200):\n    time.sleep(0.05)\n",
        "utf-8",
    )
    with subprocess.Popen(
        [sys.executable, "-m", "service", name, "--help"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loading\n"
        process.send_signal(signal.SIGINT)
        assert (process.communicate(timeout=60), process.returncode) == (("", ""), 130)


def test_a_limit_is_code_4(data_dir: Path) -> None:
    product = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    done = anze("query", "-", data=data_dir, stdin=product, ANZE_TIME_LIMIT="1")
    assert done.returncode == 4


def test_backup_and_restore(data_dir: Path, tmp_path: Path) -> None:
    archive, other = tmp_path / "a.tar", tmp_path / "other"
    assert anze("backup", str(archive), data=data_dir).returncode == 0
    assert anze("backup", str(archive), data=data_dir).returncode == 2
    done = anze("restore", str(archive), data=other)
    assert done.returncode == 0, done.stderr
    assert anze("dump", data=other).stdout == anze("dump", data=data_dir).stdout
    broken = tmp_path / "broken.tar"
    broken.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    before = anze("dump", data=other).stdout
    assert anze("restore", str(broken), data=other).returncode == 2
    assert anze("dump", data=other).stdout == before


def test_tokens_are_stored_hashed(tmp_path: Path) -> None:
    secret = anze(
        "token", "create", "张三", "--role", "publish", "--days", "3", data=tmp_path
    ).stdout.strip()
    assert secret.startswith("anze_")
    kept = (tmp_path / "tokens.json").read_text("utf-8")
    assert secret not in kept
    assert (tmp_path / "tokens.json").stat().st_mode & 0o077 == 0
    assert "张三" in anze("token", "list", data=tmp_path).stdout
    assert anze("token", "create", "张三", data=tmp_path).returncode == 2
    assert anze("token", "revoke", "张三", data=tmp_path).returncode == 0
    assert "张三" not in anze("token", "list", data=tmp_path).stdout


def test_a_port_in_use_is_said_in_words(data_dir: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = anze("serve", "--port", str(taken.getsockname()[1]), data=data_dir)
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "ANZE_PORT=8399 make run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--host", "1.2.3.4"), "--host 127.0.0.1"),
        (("--host", "no.such.host.invalid"), "--host 127.0.0.1"),
        (("--host", "::99"), "--host 127.0.0.1"),
        (("--port", "70000"), "0 to 65535"),
    ],
)
def test_an_address_that_is_not_of_this_machine_is_said_to_be_so(
    data_dir: Path, words: tuple[str, str], told: str
) -> None:
    done = anze("serve", *words, data=data_dir, COLUMNS="400")
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert ("换端口" in done.stderr) == (words[0] == "--port")


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory: what is built in it again and again is read the first time only."""
    return own_vocabulary(tmp_path_factory)


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_build_breaks_no_name_and_no_number(built_once: Path, columns: int) -> None:
    name = "jincheng-chengqu-2023.txt"
    notice = ROOT / "data" / "notices" / name
    done = anze("build", str(notice), data=built_once, COLUMNS=str(columns))
    assert done.returncode == 0, done.stderr
    assert name in done.stdout
    assert "134" in done.stdout
    assert "…" not in done.stdout
    table = done.stdout.partition("份通知")[0]
    assert all(cell_len(line) <= columns for line in table.splitlines())
    assert ("┏" in table) == (columns >= 80)


def test_a_build_of_many_lists_those_that_it_read() -> None:
    few = NoticeRow("x:0", "", "0.txt", "", 1, 1, 1, 1, 1)
    rows = [replace(few, graph=f"x:{each}", file=f"{each}.txt") for each in range(SHOWN + 1)]
    assert shown(Report(rows[1:])) == rows[1:]
    assert shown(Report(rows)) == []
    assert shown(Report(rows, fresh={"x:7", "x:9"})) == [rows[7], rows[9]]
    assert shown(Report(rows, fresh={row.graph for row in rows})) == rows[:SHOWN]


def test_a_build_names_the_notices_that_it_withdraws(built_once: Path, tmp_path: Path) -> None:
    notices = ROOT / "data" / "notices"
    anze("build", str(notices / "lvliang-2025.txt"), data=built_once)
    one = str(notices / "jincheng-chengqu-2023.txt")
    done = anze("build", "--mirror", one, data=built_once, COLUMNS="200")
    assert done.returncode == 0, done.stderr
    told = done.stdout.partition("撤下的通知")[2]
    assert "lvliang-2025.txt" in told
    assert "2025年安全生产工作" in told
    assert "name its file among PATHS, too" in told
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "datong.txt").write_bytes((notices / "datong-2026.txt").read_bytes())
    done = anze("build", "--mirror", str(folder), data=built_once, COLUMNS="400")
    assert f"put its file into {folder};" in done.stdout.partition("撤下的通知")[2]
    anze("build", "--mirror", one, data=built_once)
    assert "撤下的通知" not in anze("build", "--mirror", one, data=built_once).stdout


def test_a_build_says_of_a_file_that_is_another_notice_now_that_it_is_there(
    built_once: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.txt"
    text = (ROOT / "data" / "notices" / "xiaoyi-2026.txt").read_text("utf-8")
    mine.write_text(text[: text.index("（二）")], "utf-8")
    anze("build", "--mirror", str(tmp_path), data=built_once)
    mine.write_text(
        mine.read_text("utf-8").replace("孝政发〔2026〕1号", "孝政发〔2026〕9号"), "utf-8"
    )
    done = anze("build", "--mirror", str(tmp_path), data=built_once, COLUMNS="400")
    told = done.stdout.partition("撤下的通知 Withdrawn: 1")[2]
    assert "Its file is another notice now" in told, done.stdout
    assert "Its file is not there" not in told


def test_a_build_names_the_file_that_took_the_place_of_anothers(
    built_once: Path, tmp_path: Path
) -> None:
    whole = ROOT / "data" / "notices" / "xiaoyi-2026.txt"
    half = tmp_path / "half.txt"
    text = whole.read_text("utf-8")
    half.write_text(text[: text.index("（二）")], "utf-8")
    anze("build", str(whole), data=built_once)
    done = anze("build", str(half), data=built_once, COLUMNS="400")
    told = done.stdout.partition("换了文件的通知 Replaced by another file: 1")[2]
    assert re.search(r"it was xiaoyi-2026\.txt \(96 tasks\), now half\.txt \(\d\)", told), (
        done.stdout
    )
    assert "read xiaoyi-2026.txt again by `anze build`" in told


def test_a_build_says_that_it_does_not_check_and_what_does(built_once: Path) -> None:
    notices = ROOT / "data" / "notices"
    one = str(notices / "datong-2026.txt")
    done = anze("build", "--fresh", one, data=built_once)
    assert done.returncode == 0, done.stderr
    [said] = [line for line in done.stdout.splitlines() if "读入时没有检查" in line]
    [command] = re.findall(r"anze (validate .*) 看。", said)
    assert anze(*shlex.split(command), data=built_once).returncode in (0, 1)
    assert "读入时没有检查" not in anze("build", one, data=built_once).stdout, "nothing was read"
    many = [str(path) for path in sorted(notices.glob("*.txt"))]
    assert len(many) > 3
    told = anze("build", "--fresh", *many, data=built_once).stdout
    assert "anze validate 文件或文件夹 看" in told


def test_extract_of_a_folder_says_what_to_do(tmp_path: Path) -> None:
    done = anze("extract", str(tmp_path))
    assert done.returncode == 2
    assert f"anze build {tmp_path}" in done.stderr
    assert f"anze validate {tmp_path}" in done.stderr


def test_a_long_text_is_checked_and_said_to_take_its_time() -> None:
    """What is refused over HTTP (``ANZE_CHECK_CHARACTERS``) is checked here, with a word ahead."""
    notice = str(ROOT / "data" / "notices" / "xiaoyi-2026.txt")
    for most, said in ((5_000, True), (500_000, False)):
        done = anze("validate", notice, "--fail-on", "never", ANZE_CHECK_CHARACTERS=f"{most}")
        assert done.returncode == 0, done.stderr
        assert "孝义市" in done.stdout
        assert ("xiaoyi-2026.txt：正文" in done.stderr) is said, done.stderr
        assert ("检查约需 1 秒" in done.stderr) is said
        assert ("the check takes about 1 s" in done.stderr) is said
