"""Imports go one way: ontology <- ingest, ontology <- shapes, service -> all three."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "ontology": {"ontology"},
    "ingest": {"ontology", "ingest"},
    "shapes": {"ontology", "shapes"},
    "service": {"ontology", "ingest", "shapes", "service"},
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
