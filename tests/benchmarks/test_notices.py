"""The notices that the service is measured with are notices, and no two are the same."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

from alignment.relations import Place, kin, place_of
from benchmarks.service.notices import YEARS, cities, coming, texts, write_notices
from ingest.pipeline import read_notice


def test_each_is_a_notice_of_its_own() -> None:
    read = [
        read_notice(text.encode(), f"{n}.txt") for n, text in enumerate(islice(texts(), 0, 40, 10))
    ]
    assert len({notice.iri for notice in read}) == 4
    assert min(len(notice.document.text) for notice in read) > 5_000


def test_a_short_one_is_the_beginning_of_a_long_one() -> None:
    pairs = list(islice(zip(texts(), texts(2_500), strict=True), 5))
    assert len(pairs) == 5
    assert all(long.startswith(short) and 2_500 < len(short) < 4_000 for long, short in pairs)


def test_one_that_comes_is_set_beside_as_many_in_an_archive_of_any_size() -> None:
    name = read_notice(coming().encode(), "coming.txt").iri
    one = place_of(name)
    assert one is not None
    found = []
    for size in (100, 700, 1_400):
        there = islice(product(YEARS, cities().items()), size)
        places = [Place(f"{year} {city}", code, year) for year, (city, code) in there]
        found.append(sorted(kin([*places, one]).related(one)))
    assert [len(pairs) for pairs in found] == [11, 11, 11]
    assert found[0] == found[1] == found[2]


def test_the_same_number_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again = (write_notices(5, tmp_path / name) for name in ("first", "again"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert len({path.read_bytes() for path in first}) == 5
