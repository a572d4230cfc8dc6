"""What was released stays: no term vanishes, no notation changes its meaning."""

from __future__ import annotations

from ontology.released import released
from ontology.releasing import current, table


def test_no_released_term_has_vanished() -> None:
    assert len(released()) >= 769
    assert set(released()) - set(current()) == set()


def test_every_term_is_on_the_list() -> None:
    """New terms are added to the list by ``ontology.releasing.table`` with the next version."""
    assert set(current()) - set(released()) == set()


def test_a_notation_keeps_its_label() -> None:
    now = current()
    changed = {t: (old, now[t]) for t, (_, old) in released().items() if now.get(t) != old}
    assert changed == {}


def test_table_keeps_what_is_there() -> None:
    assert table("9.9.9").count("9.9.9") == 0
    assert table("9.9.9").splitlines()[0] == "term\tsince\tlabel"
