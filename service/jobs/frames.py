"""Frames on the stream between the server and a job process, and what they carry.

A frame is its kind (one byte), the length of its payload (four bytes, little-endian) and the payload.
A message is the payload of an order or an end: a JSON object and byte strings behind it. Nothing that
comes from a process is ever unpickled: it may have been taken over by what it read."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import orjson

HEADER = struct.Struct("<cI")
#: Kinds of frames: to the process its options and orders; from it that it is ready, data, that it takes
#: no more orders, the end of an answer, an error.
OPTIONS, ORDER, READY, DATA, LAST, END, ERROR = b"O", b"J", b"R", b"D", b"L", b"Z", b"E"

Head = dict[str, Any]


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


def pack(head: Head, blobs: Sequence[bytes] = ()) -> bytes:
    """A message.

    >>> unpack(pack({"do": "read"}, [b"one", b""]))
    ({'do': 'read'}, [b'one', b''])
    """
    text = orjson.dumps([[len(blob) for blob in blobs], head], default=str)
    return b"".join([struct.pack("<I", len(text)), text, *blobs])


def unpack(message: bytes) -> tuple[Head, list[bytes]]:
    """The JSON object and the byte strings of a message."""
    (length,) = struct.unpack_from("<I", message)
    start = 4 + length
    sizes, head = orjson.loads(message[4:start])
    blobs = []
    for size in sizes:
        blobs.append(message[start : start + size])
        start += size
    return head, blobs
