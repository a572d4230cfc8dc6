"""Vendored files are the ones that their README names."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files


def test_digests_of_vendored_files() -> None:
    folder = files("service") / "static" / "vendor"
    table = (folder / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+/\S+) \|.*\| ([0-9a-f]{64}) \|$", table, re.MULTILINE)
    assert len(rows) == 2
    for name, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
