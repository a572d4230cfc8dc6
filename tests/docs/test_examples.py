"""The programs in examples/ run against a service and give rows."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.docs.running import ROOT, Running

EXAMPLES = ROOT / "examples"


def run(service: Running, *words: str) -> str:
    done = subprocess.run(
        words, cwd=ROOT, env=service.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_python(service: Running) -> None:
    script = str(EXAMPLES / "deadlines.py")
    text = run(service, sys.executable, "-W", "error", script, "2026-10", f"{service.base}/sparql")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["due"] for row in rows] == ["2026-10-31", "2026-10-31"]
    assert {row["place"] for row in rows} == {"孝义市"}
    (plans,) = (row for row in rows if "专项应急预案编制" in row["text"])
    assert plans["owners"] == "孝义市有关部门"
    assert "乡镇" not in plans["owners"], "the townships' day is another"
    assert plans["named_by"]
    assert all(bool(row["named_by"]) == bool(row["owners"]) for row in rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2026-10", "http://127.0.0.1:1/sparql"], "anze serve"),
        (["2026-10", "localhost"], "anze serve"),
        (["October"], "2026-10"),
        ([], "2026-10"),
    ],
)
def test_python_without_a_service_says_what_to_do(words: list[str], said: str) -> None:
    script = str(EXAMPLES / "deadlines.py")
    done = subprocess.run(
        [sys.executable, script, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_notebook_gives_the_outputs_that_stand_in_it(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANZE", service.base)
    cells = json.loads((EXAMPLES / "questions.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, Any] = {}
    shown = 0
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if not cell["outputs"]:
            exec(source, names)
            continue
        (output,) = cell["outputs"]
        found = eval(source, names)
        assert repr(found) == "".join(output["data"]["text/plain"])
        picture = found._repr_svg_()
        assert picture == "".join(output["data"]["image/svg+xml"])
        assert (
            len(list(ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}rect")))
            == len(found.rows)
            > 1
        )
        shown += 1
    names["anze"].__exit__(None, None, None)
    assert shown == 10


@pytest.mark.needs("curl")
def test_curl(service: Running) -> None:
    text = run(service, "sh", str(EXAMPLES / "lookup.sh"), service.base)
    assert "管行业必须管安全" in text
    assert text.count("高平市林业局") >= 7
    assert text.count('"2026-10-31"') >= 2
    assert "大同市人民政府关于做好2026年安全生产工作的通知,96" in text


def test_every_example_is_listed_and_tried() -> None:
    programs = {path.name for path in EXAMPLES.iterdir() if path.suffix in (".py", ".sh", ".R")}
    assert programs == {"deadlines.py", "lookup.sh", "frames.py", "deadlines.R"}
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"]({name})" in listed for name in programs)


def test_frames(service: Running) -> None:
    script = str(EXAMPLES / "frames.py")
    text = run(service, sys.executable, "-W", "error", script, service.base)
    assert re.search("2026-10-31|2026, 10, 31", text)
    assert "孝义市" in text


def test_frames_without_a_service_say_what_to_do() -> None:
    script = str(EXAMPLES / "frames.py")
    done = subprocess.run(
        [sys.executable, script, "http://127.0.0.1:1"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "anze serve" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_of_the_list_are_those_of_the_environment() -> None:
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    commands = re.findall(r"`([^`\n]+ examples/[^`\n]+)`", listed)
    assert len(commands) == 5
    programs = [each.split()[0] for each in commands if "Rscript" not in each and "sh " not in each]
    assert all(each.startswith(".venv/bin/") for each in programs), programs


@pytest.mark.needs("Rscript")
def test_r(service: Running) -> None:
    text = run(service, "Rscript", str(EXAMPLES / "deadlines.R"), service.base)
    assert "2026-10-31" in text
    assert "大同市人民政府关于做好2026年安全生产工作的通知" in text
