"""The embedded engine: Oxigraph snapshots of the data directory, read by the pool's workers."""

from __future__ import annotations

import time

from service.engine.api import Answer
from service.engine.cache import AnswerCache
from service.engine.jobs import Job
from service.engine.pool import Pool
from service.settings import Settings
from service.store.layout import DataDir, Snapshot


class LocalEngine:
    """Notices a new snapshot, whoever made it, within ``CHECK`` seconds."""

    CHECK = 0.2

    def __init__(self, settings: Settings) -> None:
        self.data = DataDir(settings.data_dir.resolve())
        self._pool = Pool(settings, lambda: str(self.current().path))
        self._snapshot: Snapshot | None = None
        self._checked = 0.0
        self._cache = AnswerCache(settings.cache_bytes << 20)
        self._hits = 0

    async def start(self) -> None:
        await self._pool.start()

    async def stop(self) -> None:
        await self._pool.stop()

    async def run(self, job: Job) -> Answer:
        snapshot = self.current().id
        kept = self._cache.get(job, snapshot)
        if kept is not None:
            self._hits += 1
            return kept
        answer = await self._pool.run(job)
        self._cache.put(job, snapshot, answer)
        return answer

    def snapshot(self) -> str:
        return self.current().id

    def status(self) -> dict[str, int]:
        return {**self._pool.status(), "cached": self._hits}

    def current(self) -> Snapshot:
        now = time.monotonic()
        if self._snapshot is None or now - self._checked > self.CHECK:
            self._snapshot = self.data.require_current()
            self._checked = now
        return self._snapshot

    def refresh(self) -> None:
        """Look for a new snapshot at the next query."""
        self._checked = 0.0
