"""Names that offices had before a reform, and what such an office is called since (安监局: 应急管理局)."""

from __future__ import annotations

from functools import cache

from ontology import codes

_BRANCH = "分局"


@cache
def former_names() -> tuple[str, ...]:
    """The usual names that are in use no more."""
    return tuple(row["name"] for row in codes.rows("usual-names") if row["until"])


def is_former(label: str) -> bool:
    """Whether the name of a unit ends in one that is in use no more.

    >>> is_former("孝义市安监局"), is_former("孝义市应急管理局")
    (True, False)
    """
    return label.endswith(former_names())


def living_name(name: str, function: str, level: str) -> str:
    """What an office of that function and level is called, where ``name`` is in use no more; else the name.

    >>> living_name("安监局", "emergency-management", "county"), living_name("国土资源局", "natural-resources", "prefecture")
    ('应急管理局', '自然资源局')
    >>> living_name("应急局", "emergency-management", "county")
    '应急局'
    """
    if name not in former_names():
        return name
    return next(
        (
            row["name"]
            for row in codes.rows("usual-names")
            if row["function"] == function
            and level in row["levels"].split("|")
            and not (row["until"] or row["also"])
            and row["name"].endswith(_BRANCH) == name.endswith(_BRANCH)
        ),
        name,
    )
