"""An archive of any number of notices of which a few are read: their graphs stand in it under other places and years.

What a reading costs is left out, and so is what notices have in common, so that ten thousand are there in minutes; lists,
figures, the index and the registry are as a build makes them. For looks, ``benchmarks.service.archive --copied``."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

import pyoxigraph as ox

from benchmarks.service.notices import ROOT, texts
from ontology.statements import parsed, stated
from service.store.build import TOGETHER, put_vocabulary
from service.store.draft import change
from service.store.layout import DataDir
from service.store.parcel import Parcel, parcel_of
from service.store.rows import NoticeRow
from service.store.sources import read_notice_file, real_sources

_SOURCE = re.compile(r"(/id/source/[0-9a-f]{16})[0-9a-f]*")
#: Notices that are read; and the years that the copies are of.
READ, YEARS = 24, (2026, 2025, 2024, 2023)


def places() -> list[tuple[str, str]]:
    """Code and name of cities and counties whose names no other place has."""
    with (ROOT / "ontology/codes/divisions.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    times = Counter(row["name"] for row in rows)
    return [
        (row["code"], row["name"])
        for row in rows
        if row["level"] != "province" and times[row["name"]] == 1 and len(row["name"]) in (3, 4)
    ]


def copies(count: int, most: int | None) -> Iterator[Parcel]:
    """So many notices, each of ``most`` characters, for the store."""
    seeds = []
    for text in islice(texts(most), READ):
        row, said = read_notice_file(text.encode(), "notice.txt")
        slug = row.graph.rsplit("/", 1)[-1]
        seeds.append(
            (row, ox.serialize(parsed(said), format=ox.RdfFormat.N_TRIPLES).decode(), slug)
        )
    names = dict(places())
    for number, (year, (code, name)) in enumerate(islice(product(YEARS, places()), count)):
        row, triples, slug = seeds[number % len(seeds)]
        own_code, own_year, rest = slug.split("-", 2)
        own_name = names.get(own_code, "")
        told = triples.replace(slug, f"{code}-{year}-{rest}-{number}").replace(own_code, code)
        told = told.replace(own_year, str(year)).replace(own_name[:-1] or name, name[:-1])
        told = _SOURCE.sub(lambda found, n=number: f"{found[1]}{n:x}x", told)  # a file of its own
        yield _parcel(row, f"{row.graph.removesuffix(slug)}{code}-{year}-{rest}-{number}", told)


def _parcel(row: NoticeRow, graph: str, triples: str) -> Parcel:
    found = [stated(quad.triple) for quad in ox.parse(triples, ox.RdfFormat.N_TRIPLES)]
    digest = hashlib.sha256(triples.encode()).hexdigest()
    return parcel_of(replace(row, graph=graph, sha256=digest, file=f"{digest[:8]}.txt"), found)


def build_copies(data: DataDir, count: int, most: int | None) -> None:
    """Make the archive in an empty data directory."""
    parcels = copies(count, most)
    with change(data) as draft:
        put_vocabulary(draft, real_sources())
        while some := list(islice(parcels, TOGETHER)):
            draft.put_notices(some)
