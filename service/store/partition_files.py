"""The files of partitions, read: whether all are there and whole, and the graphs in them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO, Any, cast

import orjson
import pyoxigraph as ox

from service.errors import BadRequest
from service.given import given

#: Of each folder of partitions: what was written last, and what stands in no notice's graph.
MANIFEST, SHARED = "manifest.json", "shared.nq.gz"


def graphs_in(folder: Path) -> Iterator[tuple[str, Iterator[ox.Triple]]]:
    """The named graphs of the partitions of a folder, each with its triples."""
    for file in _files(folder):
        with gzip.open(file) as packed:
            for name, together in groupby(_quads(packed), key=lambda quad: str(quad.graph_name)):
                yield name.strip("<>"), (quad.triple for quad in together)


def require_whole(folder: Path) -> None:
    """Refuse a folder whose manifest names a file that is not there, is damaged or has not as many triples as it says."""
    manifest = _manifest(folder)
    listed = manifest.get("files")
    _require_files(folder, set(listed) if listed else {SHARED}, closed=bool(listed))
    found = {file.name: _count(file) for file in _files(folder)}
    for name, count in (listed or {}).items():
        if found[name] != count:
            raise _not_whole(
                folder / name,
                f"有 {found[name]:,} 个三元组，清单写着 {count:,} 个",
                f"has {found[name]:,} triples, the manifest says {count:,}",
            )
    if (whole := sum(found.values())) != manifest["quads"]:
        raise _not_whole(
            folder,
            f"里的 {len(found)} 个分片共 {whole:,} 个三元组，清单写着 {manifest['quads']:,} 个，有分片缺失或多出",
            f"has {len(found)} partitions with {whole:,} triples, the manifest says {manifest['quads']:,}: some are "
            "missing, or do not belong there",
        )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.nq.gz"))


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / MANIFEST
    if not folder.is_dir():
        raise BadRequest(
            f"找不到文件夹“{folder}”。请给出 anze partition --out 写的文件夹。",
            f"There is no folder {folder}. Name one that `anze partition --out` has written.",
        )
    if not path.is_file():
        raise BadRequest(
            f"“{folder}”里没有 {MANIFEST}，不是 anze partition --out 写完的文件夹。请核对路径，或重新生成分片。",
            f"{folder} has no {MANIFEST}: `anze partition --out` has not written it, or not to its end. Check the path, "
            "or make the partitions anew.",
        )
    with given(path):
        content = path.read_bytes()
    try:
        manifest = orjson.loads(content)
    except orjson.JSONDecodeError:
        manifest = None
    if isinstance(manifest, dict) and isinstance(manifest.get("quads"), int):
        return manifest
    raise _not_whole(path, "读不懂，已损坏", "cannot be understood, it is damaged")


def _require_files(folder: Path, wanted: set[str], closed: bool) -> None:
    """Refuse a folder without a file that is ``wanted``, or, where these are all (``closed``), with another."""
    there = {file.name for file in _files(folder)}
    for name in sorted(wanted - there):
        raise _not_whole(folder / name, "不在，清单里有它", "is not there, the manifest names it")
    for name in sorted(there - wanted) if closed else ():
        raise _not_whole(folder / name, "不在清单里", "is not in the manifest")


def _count(file: Path) -> int:
    """How many quads a partition has."""
    with given(file):
        try:
            with gzip.open(file) as packed:
                return sum(1 for _ in _quads(packed))
        except (gzip.BadGzipFile, EOFError, zlib.error, SyntaxError) as error:
            raise _not_whole(
                file, f"不完整或已损坏（{error}）", f"is incomplete or damaged ({error})"
            ) from None


def _quads(packed: gzip.GzipFile) -> Iterator[ox.Quad]:
    return iter(ox.parse(cast(IO[bytes], packed), ox.RdfFormat.N_QUADS))


def _not_whole(path: Path, zh: str, en: str) -> BadRequest:
    return BadRequest(
        f"“{path}”{zh}。什么都没有发送；请重新复制或用 anze partition 重新生成分片。",
        f"{path} {en}. Nothing was sent; copy the partitions again, or make them anew by `anze partition`.",
    )
