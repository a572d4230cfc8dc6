"""Check this folder as ../check.py does; running heads under page numbers are left out first.

Usage: python tests/golden/heldout2/check.py
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUNNING_HEAD = re.compile(r"^- \d+ -\n(?:[^\n]+文件\n)?", re.M)

spec = importlib.util.spec_from_file_location("golden_check", HERE.parent / "check.py")
assert spec is not None
assert spec.loader is not None
check = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)


def body(path: Path) -> str:
    """The notice's text without tags, page numbers, running heads and white space."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in {".html", ".md"}:
        text = check.html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text))
    return check.fold(RUNNING_HEAD.sub("", text))


check.body = body

if __name__ == "__main__":
    sys.exit(check.main([str(HERE)]))
