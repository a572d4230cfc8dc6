"""The files in folders that a command was given, and what was found beside them."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.read import SUFFIXES
from service.errors import BadRequest
from service.store.folders import Where

#: Stands beside the notices of a folder and is none.
_README = "readme.md"


@dataclass(frozen=True, slots=True)
class Unused:
    """A file or folder that was not put in, and why."""

    path: Where
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, the ``others`` that stand in folders beside them, and the folders that could not be listed."""

    files: list[Path]
    others: list[Path]
    unlisted: list[Unused]


def find_files(paths: Sequence[Path]) -> Found:
    """The files among ``paths`` and, sorted, those of each directory among them that may be notices."""
    found: list[Path] = []
    others: list[Path] = []
    unlisted: list[Unused] = []
    for path in paths:
        if path.is_dir():
            there, closed = inside(path)
            seen = [p for p in there if p.name[0] not in ".~"]
            found += [p for p in seen if may_be_notice(p.name)]
            others += [p for p in seen if p.suffix.lower() not in SUFFIXES]
            unlisted += closed
        elif path.is_file():
            found.append(path)
        else:
            raise BadRequest(
                f"找不到“{path}”。请给出存在的文件或目录。",
                f"{path} does not exist. Name a file or directory that does.",
            )
    for path in found:
        _require_name(path)
    files = list(dict.fromkeys(p for p in found if p.name.lower() != _README))
    return Found(files, others, unlisted)


def may_be_notice(name: str) -> bool:
    """Whether a file of this name in a folder may be a notice.

    >>> [may_be_notice(name) for name in ("通知.DOCX", "README.md", "~$通知.docx", "graph.ttl")]
    [True, False, False, False]
    """
    return name[0] not in ".~" and name.lower() != _README and Path(name).suffix.lower() in SUFFIXES


def inside(folder: Path) -> tuple[list[Path], list[Unused]]:
    """The files below a folder, sorted, those that cannot be read among them; and the folders that cannot be listed."""
    refused: list[OSError] = []
    walked = os.walk(folder, onerror=refused.append)
    there = sorted(Path(at, name) for at, _, names in walked for name in names)
    return [path for path in there if _may_be_file(path)], [_unlisted(each) for each in refused]


def _may_be_file(path: Path) -> bool:
    """Whether it is a file, or the system does not tell: who reads it is told why."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def _unlisted(error: OSError) -> Unused:
    why = error.strerror or str(error)
    return Unused(
        Path(error.filename),
        f"这个文件夹列不出来（{why}），其中的文件没有读；请检查权限，共享目录请核对是否已挂载。\n"
        f"The folder cannot be listed ({why}), and no file in it was read; check its permissions, and of a share that "
        "it is mounted.",
    )


def _require_name(path: Path) -> None:
    """Refuse a file whose name is no UTF-8, as an old ZIP unpacked on another system leaves it (GB 18030)."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("gb18030", "replace")
        raise BadRequest(
            f"文件名不是 UTF-8：“{shown}”（按 GB 18030 显示）。请改名后再试。",
            f"The name of a file is not UTF-8: {shown} (shown as GB 18030). Rename it and try again.",
        ) from None


def graphs_in(files: Sequence[Where]) -> list[Unused]:
    """Those of the files that are RDF, which a build does not read."""
    if not files:
        return []
    from shapes.rdf_file import is_graph  # brings rdflib, 0.1 s

    return [
        Unused(
            path,
            "RDF 图不是公文，没有读入；检查用 anze validate，写入用 PUT /store。\n"
            "A graph is no document and was not read; check it with `anze validate`, write it by PUT /store.",
        )
        for path in files
        if is_graph(path.name)
    ]
