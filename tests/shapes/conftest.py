"""pySHACL without what takes it a third of its time and changes no result: it puts each result into words, also those of
shapes within ``sh:or``, and looks for a parameter through a list of all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyshacl import constraints
from pyshacl.constraints import constraint_component


@pytest.fixture(scope="session", autouse=True)
def _soon() -> Iterator[None]:
    parameters = frozenset(constraints.ALL_CONSTRAINT_PARAMETERS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(constraint_component, "stringify_node", lambda *_: "")
        patched.setattr(constraints, "ALL_CONSTRAINT_PARAMETERS", parameters)
        yield
