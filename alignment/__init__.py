"""Duties of different notices that say the same: which, how far, and what differs where it matters.

A notice comes in as its triples (``reading``), is cut into duties (``records``), each duty is set beside those
that share its rarer words (``pairs``), and each pair is judged: in what way the two are one duty (``kinds``)
and where number, time, owner, scope and strictness differ (``differences``). ``comparison`` says the outcome
for two whole notices."""

from alignment.comparison import compare
from alignment.reading import read_side

__all__ = ["compare", "read_side"]
