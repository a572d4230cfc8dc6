"""The buckets of tokens that bound a client's rate."""

from __future__ import annotations

from service.web.rate import Buckets


def test_a_client_may_send_a_burst_and_then_keep_up_the_rate() -> None:
    now = 0.0
    buckets = Buckets(10, 80, clock=lambda: now)
    assert [buckets.take("a") for _ in range(80)] == [0] * 80
    assert buckets.take("a") == 0.1
    assert buckets.take("b") == 0
    now = 0.2
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0.1]
    now = 1000.0
    assert sum(buckets.take("a") == 0 for _ in range(200)) == 80


def test_without_a_rate_there_is_no_bound() -> None:
    buckets = Buckets(0, 0)
    assert [buckets.take("a") for _ in range(100)] == [0] * 100
