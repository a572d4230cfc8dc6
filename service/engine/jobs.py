"""What is asked of a worker and what it answers; both ends of the pipe share this module."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import orjson

HEADER = struct.Struct(">cI")
#: Kinds of frames: a job for a worker; what a worker sends: its process id when it is ready, data,
#: the end, an error.
JOB, READY, DATA, END, ERROR = b"J", b"R", b"D", b"Z", b"E"


_FLEETING = ("NOW", "RAND", "UUID", "BNODE", "SERVICE")
#: A hint of named graphs. It counts in a string or behind code, too: where those end depends on the
#: reading (of ``?x<'>'…``). Only a line that begins with # is never code.
_NAMING = re.compile(r"GRAPH|(?<![\w:?$.-])FROM")
_COMMENT = re.compile(r"(?m)^[ \t]*#[^\r\n]*")
_CALL = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b")


@dataclass(frozen=True, slots=True)
class Job:
    """One query. ``default_graphs``/``named_graphs`` are the protocol's parameters, None where not
    given; ``prologue`` and the FROM lists come from the guard; limits count rows and bytes."""

    text: str
    form: str
    format: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    prologue: str = ""
    from_default: tuple[str, ...] = ()
    from_named: tuple[str, ...] = ()
    with_prefixes: bool = False
    max_rows: int = 1_000_000
    max_bytes: int = 128 << 20
    base: str | None = None

    @property
    def lasting(self) -> bool:
        """Whether the same snapshot gives the same answer: no clock, no chance in the query."""
        text = self.text.upper()
        return not any(word in text for word in _FLEETING) or _CALL.search(text) is None

    @property
    def names_graphs(self) -> bool:
        """Whether the answer may rest on more than the default graph."""
        if (self.default_graphs, self.named_graphs) != (None, None):
            return True
        text = self.text.upper()
        return _NAMING.search(text) is not None and bool(_NAMING.search(_COMMENT.sub("", text)))

    def encode(self, snapshot: str) -> bytes:
        """The frame that asks a worker for the answer from the snapshot at the path ``snapshot``."""
        return frame(JOB, orjson.dumps((snapshot, *_values(self))))


_values = attrgetter(*(each.name for each in fields(Job)))


def decode_job(payload: bytes) -> tuple[str, Job]:
    """The path of the snapshot, and the job."""
    values: list[Any]
    snapshot, *values = orjson.loads(payload)
    values = [tuple(each) if isinstance(each, list) else each for each in values]
    return snapshot, Job(*values)


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a complete answer; ``cpu`` is what its process has used in all, in seconds."""

    rows: int
    bytes: int
    seconds: float
    cpu: float = 0.0


def frame(kind: bytes, payload: bytes) -> bytes:
    return HEADER.pack(kind, len(payload)) + payload


def take_frame(buffer: bytearray) -> tuple[bytes, bytes] | None:
    """The first frame of ``buffer``, kind and payload, taken out of it; None until it is whole."""
    if len(buffer) < HEADER.size:
        return None
    kind, length = HEADER.unpack_from(buffer)
    end = HEADER.size + length
    if len(buffer) < end:
        return None
    payload = bytes(buffer[HEADER.size : end])
    del buffer[:end]
    return kind, payload
