"""What must hold: SHACL shapes, the check, its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph

    from shapes.check import Options
    from shapes.records import Report

__all__ = ["validate"]


def validate(graph: Graph, *, options: Options | None = None) -> Report:
    """The report on the one notice in an rdflib graph, whoever made it, by pySHACL: findings by rule, each with its place, and the
    shares of tasks with owners and times. ``report.conforms``: no open finding is a violation."""
    from shapes.check import Options, check  # the package itself is light to import

    return check(graph, options=options or Options(engine="pyshacl"))
