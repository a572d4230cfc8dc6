"""What is asked of a worker and what it answers; both ends of the pipe share this module."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import asdict, dataclass
from typing import Any

HEADER = struct.Struct(">cI")
#: Kinds of frames a worker sends: it is ready, data, the end, an error.
READY, DATA, END, ERROR = b"R", b"D", b"Z", b"E"


_FLEETING = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Job:
    """One query. ``default_graphs``/``named_graphs`` are the protocol's parameters, None where not
    given; ``prologue`` and the FROM lists come from the guard; limits count rows and bytes."""

    text: str
    form: str
    format: str
    snapshot: str = ""
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
        return _FLEETING.search(self.text) is None

    def encode(self) -> bytes:
        return frame(b"J", json.dumps(asdict(self)).encode())


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a complete answer; ``cpu`` is what its process has used in all, in seconds."""

    rows: int
    bytes: int
    seconds: float
    cpu: float = 0.0


def frame(kind: bytes, payload: bytes) -> bytes:
    return HEADER.pack(kind, len(payload)) + payload


def decode_job(payload: bytes) -> Job:
    data: dict[str, Any] = json.loads(payload)
    for name in ("default_graphs", "named_graphs", "from_default", "from_named"):
        data[name] = None if data[name] is None else tuple(data[name])
    return Job(**data)
