"""What server and answerer send each other, one message a packet."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

#: Kinds of messages by their first byte: to an answerer, a loan, or a call to look at the ledger;
#: from it, that it is ready, a connection given back, and the times its answers took.
LOAN, LOOK, READY, BACK, TIMES = b"L", b"K", b"R", b"B", b"T"

#: No message is longer.
LONGEST = 1 << 17
_BACK = struct.Struct("<QQ?")


@dataclass(frozen=True, slots=True)
class Terms:
    """What an answerer is to know of the settings; ``memory`` in bytes beyond what it begins with,
    ``cache`` in bytes too."""

    row_limit: int
    memory: int
    cache: int
    public_url: str
    service_allow: tuple[str, ...]
    load_allow: tuple[str, ...]
    log_format: str


@dataclass(frozen=True, slots=True)
class Loan:
    """A connection lent under ``number`` for at most ``allowed`` requests of ``client``."""

    number: int
    client: str
    allowed: int

    def encode(self) -> bytes:
        return LOAN + orjson.dumps((self.number, self.client, self.allowed))


@dataclass(frozen=True, slots=True)
class Back:
    """A loan given back after ``served`` requests, by one that was answered here in vain where
    ``wasted``; ``rest`` of the last answer is yet to be sent."""

    number: int
    served: int
    wasted: bool = False
    rest: bytes = b""

    def encode(self) -> bytes:
        return BACK + _BACK.pack(self.number, self.served, self.wasted) + self.rest


def decode_terms(given: Mapping[str, Any]) -> Terms:
    """The terms as JSON brings them, whose tuples are lists."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    return Terms(**values)


def decode_loan(message: bytes) -> Loan:
    return Loan(*orjson.loads(message[1:]))


def decode_back(message: bytes) -> Back:
    number, served, wasted = _BACK.unpack_from(message, 1)
    return Back(number, served, wasted, message[1 + _BACK.size :])


def encode_times(seconds: Sequence[float]) -> bytes:
    return TIMES + array("d", seconds).tobytes()


def decode_times(message: bytes) -> array[float]:
    return array("d", message[1:])
