"""``/health``: the process is up. ``/ready``: it can answer queries."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from service.engine.job import Job
from service.errors import Forbidden, ServiceError, Unauthorized
from service.web.auth import require
from service.web.problem import from_error
from service.web.state import state_of

router = APIRouter(tags=["运行 Operation"])

_NO_STORE = {"Cache-Control": "no-store"}


@router.get("/health", summary="进程是否在运行 Is the process up")
async def health() -> Response:
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


@router.get("/ready", summary="能否回答查询 Can queries be answered")
async def ready(request: Request) -> Response:
    state = state_of(request)
    engine = state.engine
    try:
        answer = await engine.run(Job("ASK { ?s ?p ?o }", format="json"))
        found = b"true" in answer.read()
        answer.close()
    except ServiceError as error:
        return from_error(error)
    body: dict[str, object] = {"status": "ready" if found else "empty"}
    if _may_know(request):
        body |= {"snapshot": engine.snapshot(), "engine": engine.status()}
        body["renewing"] = state.writer.renewing
    return JSONResponse(body, headers=_NO_STORE)


def _may_know(request: Request) -> bool:
    """Whether more than yes or no is for this client: in closed mode only for one that may read."""
    if not state_of(request).settings.closed:
        return True
    try:
        require(request, "read")
    except (Unauthorized, Forbidden):
        return False
    return True
