"""HTML from templates, the same way in every package."""

from __future__ import annotations

from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined

_OF_DICTIONARIES = frozenset(dir(dict))


class _Templates(Environment):
    """What a template mostly asks for are members of dictionaries, which Jinja looks for among their attributes first."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj and attribute not in _OF_DICTIONARIES:
            return obj[attribute]
        return super().getattr(obj, attribute)


def html_environment(loader: BaseLoader | None = None) -> Environment:
    """Templates whose values are escaped, where a name that nobody gave is an error."""
    return _Templates(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
