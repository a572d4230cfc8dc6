"""Why a check cannot be carried out."""

from __future__ import annotations

from ontology.errors import AnzeError


class NoNoticeError(AnzeError):
    """The graph holds no ``az:Notice``, or more than one, so there is nothing to report on."""


class GraphError(AnzeError):
    """A file is no well-formed RDF."""


class ShapeError(AnzeError):
    """A shape uses something the compiled engine does not know, or lacks a required annotation."""


class PolicyError(AnzeError):
    """A local rules file names an unknown rule, severity or profile, or gives no reason."""


class WaiverError(AnzeError):
    """A waiver file cannot be read, or one of its entries lacks reason or name."""


class ReturnedError(AnzeError):
    """A file that should be a report with people's remarks is none."""
