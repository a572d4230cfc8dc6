"""Entity tags from the snapshot's id: the same request on the same snapshot has the same answer of the
same release."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from service.release import release
from service.web.state import state_of

CACHE = "public, max-age=0, must-revalidate"


def tag(snapshot: str, *parts: object) -> str:
    whole = "\0".join(str(part) for part in (release(), *parts))
    return f'W/"{snapshot}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"'


class NotModified(Exception):
    """Ends a request whose client has the current answer already."""

    def __init__(self, response: Response) -> None:
        super().__init__("not modified")
        self.response = response


def unchanged(request: Request, etag: str) -> Response | None:
    """304 if the client's copy is current."""
    known = request.headers.get("if-none-match", "")
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    if request.method in ("GET", "HEAD") and (
        etag.removeprefix("W/") in tags or known.strip() == "*"
    ):
        return Response(
            status_code=304, headers={"ETag": etag, "Cache-Control": CACHE, "Vary": VARY}
        )
    return None


VARY = "Accept, Accept-Encoding"


async def mark(request: Request) -> None:
    """Give the request its snapshot and entity tag before anything is read, so that no newer snapshot's tag
    stands on older rows; end it here if the client has these already."""
    accept = request.headers.get("accept")
    request.state.snapshot = state_of(request).engine.snapshot()
    found = tag(request.state.snapshot, request.url, accept)
    any_there_is = request.headers.get("if-none-match", "").strip() == "*"
    if not any_there_is and (same := unchanged(request, found)) is not None:
        raise NotModified(same)
    request.state.mark = found
