"""What the rest of the service knows of an engine: one protocol, two implementations (``local``,
``remote``)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import IO, Any, Protocol

from service.engine.job import Ending, Job
from service.engine.walk import Told, Walk
from service.jobs.frames import Head
from service.jobs.kinds import Words
from service.jobs.process import Result

WORDS = Words(
    "查询",
    "query",
    "请缩小范围（加条件、分年份、少排序）或加 LIMIT 后再试。",
    "Narrow it (more conditions, one year at a time, less ORDER BY) or add a LIMIT.",
)


@dataclass(slots=True)
class Answer:
    """A whole answer. It is sent only when its process said that it is whole, so its length is known
    and nothing partial can be taken for it."""

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


def answer_of(result: Result) -> Answer:
    """The answer that a query's job came to."""
    return Answer(result.body, Ending(**result.report))


#: What an order to the index of tasks came to (``service.store.finding``), for a client.
Lister = Callable[[Head, str], Awaitable[Any]]
#: What is told on a walk, for a client.
Walker = Callable[[Walk, str], Awaitable[Told]]


class Engine(Protocol):
    """Runs queries. ``snapshot`` names the state that answers: it changes with every write;
    ``unchanged``: nothing is known to have been written since it; ``keeps_figures``: the graph of
    figures (``service.store.figures``) is there; ``knows_snapshot``: the state has no other name meanwhile."""

    keeps_figures: bool
    knows_snapshot: bool

    async def start(self) -> None: ...

    async def warm(self) -> None:
        """Have the processes that answer first ready for the current snapshot."""

    async def stop(self) -> None: ...

    async def run(self, job: Job, client: str = "") -> Answer: ...

    def lister(self) -> Lister | None:
        """The index of tasks of the current snapshot; None where there is none."""

    def walker(self) -> Walker | None:
        """What takes walks; None where they are asked level by level."""

    def refresh(self) -> None: ...

    def snapshot(self) -> str: ...

    def unchanged(self, snapshot: str) -> bool: ...

    def status(self) -> dict[str, int]: ...
