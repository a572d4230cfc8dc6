"""Write the outputs that documents print: ``python -m tests.docs.refresh``, then read the diff."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from shapes.report.model import schema_text
from shapes.rule_docs import rules_page
from tests.docs import commands
from tests.docs.guide import GUIDES, with_outputs
from tests.docs.running import ROOT, running


def main() -> int:
    """1 if a document changed, so that a person reads what did."""
    with tempfile.TemporaryDirectory() as data, running(Path(data)) as service:
        new = {path: with_outputs(path.read_text("utf-8"), service.ask) for path in GUIDES}
    new[commands.PAGE] = commands.page()
    new[ROOT / "docs" / "checks" / "rules.md"] = rules_page()
    new[ROOT / "shapes" / "report" / "schema.json"] = schema_text()
    changed = [path for path, text in new.items() if _write(path, text)]
    for path in changed:
        sys.stdout.write(f"written: {path.relative_to(ROOT)}\n")
    return 1 if changed else 0


def _write(path: Path, text: str) -> bool:
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    path.write_text(text, "utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main())
