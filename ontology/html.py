"""HTML from templates, the same way in every package."""

from __future__ import annotations

from jinja2 import BaseLoader, Environment, StrictUndefined


def html_environment(loader: BaseLoader | None = None) -> Environment:
    """Templates whose values are escaped, where a name that nobody gave is an error."""
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
