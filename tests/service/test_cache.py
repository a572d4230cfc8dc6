"""Kept answers: bounded, dropped with their snapshot, none of a query that asks clock or chance."""

from __future__ import annotations

import io

from service.engine.api import Answer
from service.engine.cache import OVERHEAD, AnswerCache
from service.engine.job import Ending, Job
from service.sparql.plan import is_lasting


def job(number: int, text: str = "ASK {}") -> Job:
    return Job(f"{text} # {number:03}", format="json")


def answer(size: int = 100, lasting: bool = True) -> Answer:
    return Answer(io.BytesIO(b"x" * size), Ending("ASK", "text/csv", 1, size, 0.1, lasting, "", ""))


def test_answers_are_kept_up_to_a_size() -> None:
    cache = AnswerCache(3 * (OVERHEAD + 200))
    for number in range(5):
        assert cache.get(job(number), "s1") is None
        cache.put(job(number), "s1", answer())
    kept = [number for number in range(5) if cache.get(job(number), "s1") is not None]
    assert kept == [2, 3, 4]
    found = cache.get(job(4), "s1")
    assert found is not None
    assert found.read() == b"x" * 100


def test_a_new_snapshot_drops_all_and_an_old_answer_is_not_kept() -> None:
    cache = AnswerCache(1 << 20)
    cache.get(job(1), "s1")
    cache.put(job(1), "s1", answer())
    assert cache.get(job(1), "s2") is None
    cache.put(job(1), "s1", answer())
    assert cache.get(job(1), "s2") is None


def test_what_may_change_is_not_kept() -> None:
    cache = AnswerCache(1 << 20)
    for text in ("SELECT (NOW() AS ?n) {}", "SELECT (rand() AS ?n) {}", "SELECT (UUID() AS ?n) {}"):
        cache.get(job(1, text), "s1")
        cache.put(job(1, text), "s1", answer(lasting=is_lasting(text)))
        assert cache.get(job(1, text), "s1") is None
    assert AnswerCache(0).get(job(1), "s1") is None
