"""Notice text to graph: read, clean, structure, find, resolve, graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.records import Notice

__all__ = ["read_notice"]


def read_notice(content: bytes, file_name: str) -> Notice:
    """The notice in the bytes of a file, whose name tells its format where the bytes do not; its facts
    with the span of text that each was read from (half-open, code points). Raises
    ``UnreadableDocument`` where no reader understands the bytes, ``NotANotice`` where there are no orders. It runs in this process and without limits: for
    a stranger's file see ``service.store.reading``."""
    from ingest.pipeline import read_notice as read  # the package itself is light to import

    return read(content, file_name)
