"""The five notices as they are built and served, in one store."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from service.store.build import build
from service.store.layout import DataDir
from service.store.sources import real_sources
from tests.queries.questions import NOTICES
from tests.shared import once


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """Each graph under its name; their union is the default graph of a query."""
    dump = once(tmp_path_factory, "five-notices.nq", _dump)
    store = ox.Store()
    store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
    return store


def _dump(path: Path) -> None:
    data = DataDir(path.with_suffix(".built"))
    build(data, [NOTICES], real_sources())
    built = ox.Store.read_only(str(data.require_current().store))
    built.dump(path, format=ox.RdfFormat.N_QUADS)
