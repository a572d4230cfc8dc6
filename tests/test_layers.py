"""Imports go one way: ontology <- ingest, ontology <- shapes, ontology <- alignment, service -> all."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "ontology": {"ontology"},
    "ingest": {"ontology", "ingest"},
    "shapes": {"ontology", "shapes"},
    "alignment": {"ontology", "alignment"},
    "service": {"ontology", "ingest", "shapes", "alignment", "service"},
}


def imported(path: Path) -> Iterator[str]:
    """Top-level packages that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").split(".")[0]


def test_every_import_goes_the_allowed_way() -> None:
    modules = [(p, package) for package in ALLOWED for p in (ROOT / package).rglob("*.py")]
    wrong = {
        (str(path.relative_to(ROOT)), name)
        for path, package in modules
        for name in imported(path)
        if name in ALLOWED and name not in ALLOWED[package]
    }
    assert len(modules) > 100
    assert not wrong


def test_a_wrong_arrow_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "x.py"
    module.write_text("def f():\n    from shapes.check import check\n")
    assert set(imported(module)) == {"shapes"}


#: Wings of ``service/``, from the ground up: each may import those before it, and itself.
WINGS = ("", "sparql", "jobs", "store", "checking", "engine", "lookup", "web", "commands")
#: Modules that stand in no wing: what all may use, and what uses all.
GROUND = (
    "allocator",
    "circles",
    "errors",
    "given",
    "patterns",
    "release",
    "screen",
    "settings",
    "tokens",
    "usage",
)
ABOVE = ("cli", "__main__")


def wing_of(name: str) -> int:
    """The place in ``WINGS`` of a module of ``service``, given by its dotted name."""
    part = name.split(".")[1] if "." in name else ""
    if part in GROUND or not part:
        return 0
    part = "web" if part == "client" else part  # what programs use beside HTTP
    return len(WINGS) if part in ABOVE else WINGS.index(part)


def service_imports(path: Path) -> Iterator[str]:
    """Dotted names of the modules of ``service`` that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("service"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("service"):
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def test_no_arrow_goes_up_between_the_wings_of_the_service() -> None:
    wrong, seen = set(), 0
    for path in sorted((ROOT / "service").rglob("*.py")):
        own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for name in service_imports(path):
            seen += 1
            if wing_of(name) > wing_of(own):
                wrong.add((own, name))
    assert seen > 300
    assert not wrong


def test_an_arrow_up_is_seen() -> None:
    assert wing_of("service.web.app") > wing_of("service.store.build") > wing_of("service.errors")
    assert wing_of("service.cli") > wing_of("service.web.app")


def test_query_processes_hold_nothing_that_reading_and_pages_need() -> None:
    code = "import sys, service.engine.job; print(*{name.split('.')[0] for name in sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    held = set(told.stdout.decode().split())
    assert {"service", "ontology", "pyoxigraph"} <= held
    assert not held & {"ingest", "shapes", "pypinyin", "rdflib", "lxml", "fastapi", "pydantic"}


@pytest.mark.parametrize("module", ["service.store.align_job", "ingest.graph", "ingest.pipeline"])
def test_what_reads_and_aligns_holds_no_rdflib(module: str) -> None:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    held = set(told.stdout.decode().split())
    assert {"ontology", module.partition(".")[0]} <= held
    assert not held & {"rdflib", "pyshacl", "fastapi", "pydantic"}


def test_a_process_that_reads_for_a_build_holds_neither_rdflib_nor_the_checks() -> None:
    path = ROOT / "tests" / "golden" / "cangxi-2026.txt"
    code = (
        "import sys, pathlib, service.store.read_job; from service.store.sources import real_sources; "
        "row, _ = real_sources().read(pathlib.Path(sys.argv[1]).read_bytes(), 'a.txt'); "
        "print(row.tasks, *sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, path], cwd=ROOT, capture_output=True, check=True
    )
    tasks, *held = told.stdout.decode().split()
    assert int(tasks) > 0
    assert {"ingest.pipeline", "shapes.rates"} <= set(held)
    assert not set(held) & {"rdflib", "pydantic", "lark", "shapes.check"}
