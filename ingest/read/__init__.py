"""Files to documents: one module a format, the format told by content before suffix."""

from __future__ import annotations

from pathlib import Path

from ingest.read.problems import unreadable
from ingest.read.text import read_text
from ingest.records import Document

MOST_BYTES = 200_000_000


def read_document(source: Path | bytes, file_name: str) -> Document:
    """The document in ``source``; raises ``UnreadableDocument`` where there is none."""
    data = _load(source, file_name)
    if not data.strip(b"\0 \t\r\n\f\v"):
        raise unreadable(file_name, "empty")
    return read_text(data, Path(file_name).name)


def _load(source: Path | bytes, file_name: str) -> bytes:
    """The bytes of ``source``, if they are not too many."""
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise unreadable(file_name, "missing", detail=str(error.strerror)) from error
