"""The five notices as they are built and served, in one store."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from service.store.layout import DataDir
from tests.shared import five_notices, once


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """Each graph under its name; their union is the default graph of a query."""
    data = DataDir(five_notices(tmp_path_factory))
    dump = once(tmp_path_factory, "five-notices.nq", lambda path: _dump(data, path))
    store = ox.Store()
    store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
    return store


def _dump(data: DataDir, path: Path) -> None:
    ox.Store.read_only(str(data.require_current().store)).dump(path, format=ox.RdfFormat.N_QUADS)
