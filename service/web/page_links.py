"""Where the other pages of a list are."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request

from service.web.state import base_url, state_of


def page_links(request: Request, total: int, limit: int, offset: int) -> dict[str, str]:
    """Addresses of the first, previous, next and last page, where there are such."""
    last = max(0, (total - 1) // limit * limit)
    wanted = {"first": 0, "last": last}
    if offset > 0:
        wanted["prev"] = min(max(0, offset - limit), last)
    if offset + limit < total:
        wanted["next"] = offset + limit
    own = [(k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "offset")]
    base = base_url(request) + request.url.path
    return {
        rel: f"{base}?{urlencode([*own, ('limit', limit), ('offset', start)])}"
        for rel, start in wanted.items()
    }


def page_headers(request: Request, total: int, links: Mapping[str, str]) -> dict[str, str]:
    """How many rows there are, the snapshot that they are of, where it is known, and the addresses of other pages
    (RFC 8288), as headers. Make them when the rows are there."""
    engine = state_of(request).engine
    told = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
    snapshots = dict.fromkeys((request.state.snapshot, engine.snapshot()))
    return {
        "X-Total-Count": str(total),
        **({"X-Snapshot": ", ".join(snapshots)} if engine.knows_snapshot else {}),
        **({"Link": told} if told else {}),
    }
