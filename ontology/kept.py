"""What takes long to make and is the same at each start is kept in files beside the compiled modules, where Python may
keep these. Nothing but the start of a process depends on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from secrets import token_hex

#: Seconds that a process may take which makes what is kept; it takes five to ten.
PATIENCE = 120.0
#: Bytes of a seal.
_SEAL = 32


def beside(module: str, kind: str) -> Path:
    """The file of a kind where Python keeps a module, told by its source file, compiled."""
    return Path(cache_from_source(module)).with_suffix(f".{kind}")


def may_keep(path: Path) -> bool:
    """Whether Python keeps compiled modules, and this process may write there."""
    return not sys.dont_write_bytecode and os.access(path.parent, os.W_OK)


def write(path: Path, content: bytes) -> None:
    """Write a file wholly or not at all, whoever reads or writes it meanwhile."""
    part = path.with_name(f"{path.name}.{token_hex(8)}")  # not of tempfile: others may read it
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_sealed(path: Path, content: bytes, by: bytes = b"") -> None:
    """``write`` with a seal in front, of the content and of what it holds for."""
    write(path, _seal(content, by) + content)


def read_sealed(path: Path, by: bytes = b"") -> bytes | None:
    """What was written sealed; None where it is not there, is damaged or holds for something else."""
    with suppress(OSError):
        sealed = path.read_bytes()
        content = sealed[_SEAL:]
        if sealed[:_SEAL] == _seal(content, by):
            return content
    return None


def _seal(content: bytes, by: bytes) -> bytes:
    return sha256(by + content).digest()


def files_of(folders: Iterable[str]) -> Iterator[Path]:
    """The files below folders, compiled modules aside."""
    for folder in folders:
        for each in Path(folder).rglob("*"):
            if "__pycache__" not in each.parts and each.is_file():
                yield each


def stamps(files: Iterable[Path]) -> list[tuple[str, int, int]]:
    """The age (ns) and size (bytes) of each file, by name."""
    stats = sorted((each.as_posix(), each.stat()) for each in files)
    return [(name, s.st_mtime_ns, s.st_size) for name, s in stats]


def make(module: str, patience: float = PATIENCE) -> None:
    """Have a process of its own, which takes its memory along, run a module that keeps; one that hangs is given up."""
    import subprocess  # not at the top: most starts find what is kept

    command = [sys.executable, "-m", module]
    with suppress(subprocess.TimeoutExpired, OSError):
        subprocess.run(command, capture_output=True, check=False, timeout=patience)
