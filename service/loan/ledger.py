"""What the server and an answerer tell each other without a message: a page of shared memory."""

from __future__ import annotations

import mmap
import struct
import tempfile
from dataclasses import dataclass
from typing import IO

_SIZE = mmap.PAGESIZE
#: The number of the loan, 0 for none; the time; whether the answer is on its way.
_STATE = struct.Struct("<QdB")
_STATE_AT = 64


@dataclass(frozen=True, slots=True)
class Doing:
    """What an answerer does: it answers the loan ``number`` (0: none) ``since`` a time of the
    monotonic clock; ``writing`` once the request is taken off the connection."""

    number: int
    since: float
    writing: bool


class Ledger:
    """A page over ``file``. The server sets ``stopped``; the answerer says what it does."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self._page = mmap.mmap(file.fileno(), _SIZE)

    @classmethod
    def new(cls) -> Ledger:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the ledger
        file.truncate(_SIZE)
        return cls(file)

    @property
    def stopped(self) -> bool:
        return self._page[0] != 0

    def stop(self) -> None:
        """No request that comes from now on may be answered from the answerer's snapshot."""
        self._page[0] = 1

    def doing(self) -> Doing:
        number, since, writing = _STATE.unpack_from(self._page, _STATE_AT)
        return Doing(number, since, bool(writing))

    def write(self, doing: Doing) -> None:
        _STATE.pack_into(self._page, _STATE_AT, doing.number, doing.since, doing.writing)

    def close(self) -> None:
        self._page.close()
        self.file.close()
