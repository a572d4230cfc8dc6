"""Why a document cannot become a notice."""

from __future__ import annotations

from ontology.errors import AnzeError


class UnreadableDocument(AnzeError):
    """The bytes are no text that any reader understands (empty, binary, broken container)."""


class NotANotice(AnzeError):
    """The text was read but is not a notice: no title, number, numbered parts or orders in it."""


class BrokenRule(AnzeError):
    """A row of a rule table cannot be used; the message names the file and the row."""
