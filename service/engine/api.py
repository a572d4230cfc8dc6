"""What the rest of the service knows of an engine: one protocol, two implementations (``local``,
``remote``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Protocol

from service.engine.jobs import Ending, Job

if TYPE_CHECKING:  # the lender's processes are the engine's
    from service.loan.lender import Lender

#: Answers above this size wait on disk, not in memory.
SPOOL_MEMORY = 1 << 20


@dataclass(slots=True)
class Answer:
    """A complete answer. It is sent only when the engine said that it is whole, so its length is
    known and nothing partial can be taken for it."""

    body: IO[bytes]
    ending: Ending

    def read(self) -> bytes:
        self.body.seek(0)
        return self.body.read()

    async def chunks(self, size: int = 1 << 16) -> AsyncIterator[bytes]:
        self.body.seek(0)
        while chunk := self.body.read(size):
            yield chunk

    def close(self) -> None:
        self.body.close()


def spool() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=SPOOL_MEMORY)


class Engine(Protocol):
    """Runs queries. ``snapshot`` names the state that answers: it changes with every write. Its
    ``lender``, if it has one, has short queries answered without the server."""

    @property
    def lender(self) -> Lender | None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def run(self, job: Job) -> Answer: ...

    def refresh(self) -> None: ...

    def snapshot(self) -> str: ...

    def status(self) -> dict[str, int]: ...
