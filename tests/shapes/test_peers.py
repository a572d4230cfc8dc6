"""Where a notice stands among others."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from itertools import count
from statistics import median

import pytest

from shapes.check import Options, check
from shapes.peers import NEAREST, among, peers
from shapes.rates import Rates, Share
from shapes.records import Report
from shapes.report.forms import BY_NAME, Material
from shapes.report.structured import as_data
from tests.shapes.mutation import graph_of, text_of

BASE = "https://w3id.org/anze/id/notice/"
NONE = Share(0, 0)
SHARES = [each.name for each in fields(Rates) if each.type == "Share"]


def rates(name: str, part: int, whole: int = 100) -> Rates:
    shares = dict.fromkeys(SHARES, Share(part, whole))
    return Rates(notice=BASE + name, title=name, label=name, tasks=whole, **shares)


def test_rank_and_median_count_every_other_notice_once() -> None:
    own = rates("141181-2026-a-1", 40)
    known = [rates(f"14{n:04}-2025-a-1", n, 100 if n % 10 else 0) for n in range(100)]
    there = peers(map(asdict, [*known, *known[:5], replace(own, any_owner=Share(99, 100))]))
    found = among(own, there)
    counted = [n / 100 for n in range(100) if n % 10]
    assert found.others == 100
    assert found.rank == dict.fromkeys(SHARES, 1 + sum(rate > 0.4 for rate in counted))
    assert found.median == dict.fromkeys(SHARES, median(counted))


def test_without_others_it_is_the_first_and_has_no_median() -> None:
    own = rates("141181-2026-a-1", 40)
    for there in (peers([]), peers([asdict(own)]), peers([asdict(rates("1-2-a", 0, 0))])):
        found = among(own, there)
        assert set(found.rank.values()) == {1}
        assert set(found.median.values()) == {None}


def test_the_nearest_are_of_the_place_then_the_city_then_the_province_and_of_near_years() -> None:
    names = ["141181-2025-a-1", "141181-2021-a-1", "141182-2026-a-1", "141100-2024-a-1"]
    names += ["140100-2026-a-1", "140100-2020-a-1", "110101-2026-a-1", "unplaced-2026-a-1"]
    there = peers(asdict(rates(name, 1)) for name in reversed(names))
    found = among(rates("141181-2026-a-1", 1), there)
    assert [each.title for each in found.nearest] == names[:NEAREST]


@pytest.fixture(scope="module")
def report() -> Report:
    """Of a notice among two thousand others."""
    number = count(1)
    known = (asdict(rates(f"{n:06}-2026-a-{next(number)}", n % 100)) for n in range(2000))
    return check(
        graph_of(text_of("datong-2026"), "datong-2026")[0], options=Options(others=peers(known))
    )


@pytest.mark.parametrize("form", BY_NAME)
def test_no_report_grows_with_the_archive(report: Report, form: str) -> None:
    alone = check(graph_of(text_of("datong-2026"), "datong-2026")[0])
    many, none = (len(_made(each, form)) for each in (report, alone))
    assert many < none + 12_000


def _made(report: Report, form: str) -> bytes:
    return BY_NAME[form].make(report, Material())


def test_it_says_where_it_stands(report: Report) -> None:
    told = as_data(report)
    assert told["standing"]["notices"] == 2001
    assert 1 <= told["standing"]["rates"]["any_owner"]["rank"] <= 2001
    assert len(told["other_rates"]) == NEAREST
    page = _made(report, "html").decode()
    assert "在 2001 份通知里分别排第" in page
    assert "其余中位数" in page
