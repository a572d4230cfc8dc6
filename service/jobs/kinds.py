"""What a kind of job is, and the limits of its processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from service.jobs.frames import Head

#: What a process is prepared with; a JSON object.
Options = dict[str, Any]
#: Passes bytes of the answer on as they come.
Send = Callable[[bytes], None]
#: Carries out one order, a JSON object and byte strings: its report.
Handler = Callable[[Head, Sequence[bytes], Send], Head]


@dataclass(frozen=True, slots=True)
class Walls:
    """Limits of a process: ``memory`` in bytes beyond what it begins with, ``cpu`` in seconds a job,
    whether it may use the ``network`` or start ``programs``; what it may ``read`` and ``write`` beside
    the program itself (paths); ``nice`` as in nice(1). One that holds more than ``kept`` bytes beyond what it begins with
    after a job makes room for a new one: what Python and the C library have freed they mostly keep."""

    memory: int
    cpu: float
    network: bool = False
    programs: bool = False
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    nice: int = 0
    kept: int = 192 << 20


@dataclass(frozen=True, slots=True)
class Words:
    """What to call a job of a kind, and what to advise, in Chinese and English."""

    zh: str
    en: str
    advice_zh: str
    advice_en: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. ``module`` has ``prepare(options) -> Handler``, called once in each process
    before its walls are up; ``words`` tell a client what met a limit. ``loads`` is the module that the process which they
    are forked from has loaded, its function ``load()`` called if it has one; ``module`` itself where none is named."""

    name: str
    module: str
    words: Words
    walls: Walls
    loads: str = ""

    @property
    def loaded(self) -> str:
        return self.loads or self.module


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a pool: jobs at once (``lanes``), processes kept ready beside them (``spare``), jobs that may
    wait and how long (s), how long one may run (s). Where one goes over to another pool then, that is seconds of a processor,
    up to ``slack`` times as many by the clock: a busy machine makes no job long."""

    lanes: int
    queue: int
    queue_time: float
    time: float
    spare: int = 0
    slack: float = 1.0
