"""The buckets of tokens that bound a client's rate."""

from __future__ import annotations

from service.web.rate import Buckets


def test_tokens_taken_ahead_are_some_of_the_clients_and_come_back() -> None:
    now = 0.0
    buckets = Buckets(10, 80, clock=lambda: now)
    assert buckets.take("a") == 0
    assert buckets.take_ahead("a", 5) == 5
    assert buckets.take_ahead("a", 100) == 9  # an eighth of 74
    for _ in range(65):
        assert buckets.take("a") == 0
    assert buckets.take("a") == 0.1
    buckets.put_back("a", 2)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0.1]
    buckets.put_back("a", 1000)
    assert sum(buckets.take("a") == 0 for _ in range(200)) == 80
    assert buckets.take_ahead("a", 5) == 0


def test_without_a_rate_there_is_no_bound() -> None:
    buckets = Buckets(0, 0)
    assert buckets.take_ahead("a", 100) == 100
    buckets.put_back("a", 100)
    assert buckets.take("a") == 0
