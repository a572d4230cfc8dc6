"""One graph and one service for all tests of the documentation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.docs.running import Running, running
from tests.shared import own_five_notices


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(own_five_notices(tmp_path_factory)) as found:
        yield found
