"""Small answers kept while their snapshot is current: dashboards ask the same again and again."""

from __future__ import annotations

import io
from collections import OrderedDict
from dataclasses import replace

from service.engine.api import Answer
from service.engine.job import Ending, Job
from service.engine.walk import Walk

#: Answers above this many bytes are not kept.
LARGEST = 1 << 18
#: What an entry takes beside the texts of question and answer, in bytes, roughly.
OVERHEAD = 2048


class AnswerCache:
    """Least recently used answers, up to ``most`` bytes; all are dropped with their snapshot."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._snapshot = ""
        self._kept: OrderedDict[Job | Walk, tuple[bytes, Ending]] = OrderedDict()

    def get(self, asked: Job | Walk, snapshot: str) -> Answer | None:
        if snapshot != self._snapshot:
            self._kept.clear()
            self._size, self._snapshot = 0, snapshot
        found = self._kept.get(asked)
        if found is None:
            return None
        self._kept.move_to_end(asked)
        return Answer(io.BytesIO(found[0]), replace(found[1], seconds=0.0))

    def put(self, asked: Job | Walk, snapshot: str, answer: Answer) -> None:
        size = answer.ending.bytes
        if (
            size > min(LARGEST, self._most)
            or snapshot != self._snapshot
            or not answer.ending.lasting
        ):
            return
        if asked not in self._kept:
            self._size += _weight(asked, size)
        self._kept[asked] = (answer.read(), answer.ending)
        while self._size > self._most:
            old, (_, ending) = self._kept.popitem(last=False)
            self._size -= _weight(old, ending.bytes)


def _weight(asked: Job | Walk, size: int) -> int:
    length = len(asked.text) if isinstance(asked, Job) else sum(map(len, asked.nodes))
    return OVERHEAD + 4 * length + size
