"""What the documents say of installing is what the files have."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.running import ROOT
from tests.docs.shell import commands

OPERATION = ROOT / "docs" / "service" / "operation.md"
_PIN = re.compile(r"^([\w.-]+)==([^\s;]+)(?:[^\n]*\\\n +--hash=sha256:[0-9a-f]{64})+", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Version by package, of those that have a hash."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")
    found = dict(_PIN.findall(text))
    assert len(found) == text.count("==") - text.count(" ==") > 0
    return found


def test_all_that_is_installed_without_internet_is_fetched() -> None:
    fetched = next(each.text for each in commands(OPERATION) if "pip download" in each.text)
    locks = re.findall(r"-r (\S+)", fetched)
    assert locks == ["requirements/run.lock", "requirements/sources.lock"]
    assert "--require-hashes" in fetched
    installed = re.findall(r"-r (requirements/\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert "requirements/run.lock" in installed


def test_what_sources_are_built_with_is_locked_and_goes_with_the_rest() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    own, others = pins("sources"), pins("run")
    wanted = [Requirement(each) for each in groups["sources"]]
    assert {canonicalize_name(each.name) for each in wanted} <= own.keys()
    assert all(each.specifier.contains(own[each.name]) for each in wanted)
    assert {name: others[name] for name in own.keys() & others.keys()}.items() <= own.items()


def test_a_server_is_told_of_in_one_way() -> None:
    """Program and graph are in the same places in each command and in the unit of systemd."""
    unit = (ROOT / "docs" / "service" / "anze.service").read_text("utf-8")
    lines = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
    data = lines["Environment"].removeprefix("ANZE_DATA=")
    program, _, verb = lines["ExecStart"].partition(" ")
    clone = program.removesuffix("/.venv/bin/anze")
    assert (verb, lines["WorkingDirectory"], lines["ReadWritePaths"]) == ("serve", data, data)
    texts = [each.text for each in commands(OPERATION) if each.text.startswith("sudo ")]
    own = [each for each in texts if "/bin/anze" in each]
    assert len(own) == 3
    start = f"sudo -u {lines['User']} ANZE_DATA={data} {program} "
    assert all(each.startswith(start) for each in own)
    assert f"sudo install -d -o {lines['User']} -g {lines['User']} -m 750 {data}" in texts
    assert f"sudo cp {clone}/docs/service/anze.service /etc/systemd/system/" in texts
    assert texts.count(f"sudo make -C {clone} install") == 2
    assert re.search(r"^install: .*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
