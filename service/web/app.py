"""The HTTP service: routes gathered from ``service.web.routes``, one engine, errors in one shape."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.resources import files

from fastapi import APIRouter, Depends, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

import service.web.routes
from service.checking.checker import Checker
from service.engine.api import Engine
from service.engine.local import LocalEngine
from service.engine.remote import RemoteEngine
from service.errors import ServiceError
from service.lookup import facets
from service.lookup.ask import Asker
from service.release import release
from service.settings import Settings
from service.store.layout import DataDir
from service.store.writer import Writer
from service.tokens import TokenFile
from service.web import answers, problem
from service.web.compressed import Compressed
from service.web.connections import Connections
from service.web.docs import add_docs
from service.web.gate import Gate
from service.web.logs import AccessLog
from service.web.metrics import Metrics
from service.web.parameters import known_parameters
from service.web.state import State
from service.web.transfer import Transfer

#: Modules of routes that are asked most: they are matched first, the others by name.
FIRST = ("sparql", "lookup")
#: Seconds without a question after which there is time for what nobody has asked for yet; from the start on, seconds after
#: which it is done in any case; and seconds between two looks.
QUIET, SETTLED, LOOK = 1.0, 20.0, 0.25

DESCRIPTION = """安责：把年度安全生产工作通知读成知识图谱，供查询。谁、何时之前、做什么，依据哪条原文。

anze reads yearly work-safety notices into a knowledge graph. Ask it in SPARQL at `/sparql`, or by the
lookup routes below; every answer links to the words it was read from.
Errors are `application/problem+json` (RFC 9457)."""


def create_app(settings: Settings) -> FastAPI:
    """The service over ``settings``; its engine starts with the application."""
    DataDir(settings.data_dir).prepare()
    state = State(
        settings,
        make_engine(settings),
        TokenFile(settings.data_dir),
        Writer(settings),
        Checker(settings),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await state.engine.start()
        checking = asyncio.ensure_future(_have_checks(state))
        with suppress(ServiceError):  # whoever asks is told what is wrong
            await state.engine.warm()
        warming = asyncio.ensure_future(_warm(state))
        yield
        checking.cancel()
        warming.cancel()
        await asyncio.gather(state.writer.stop(), state.checker.stop(), state.engine.stop())

    app = FastAPIOffline(
        title="安责 anze",
        description=DESCRIPTION,
        version=release(),
        lifespan=lifespan,
        dependencies=[Depends(known_parameters)],
        docs_url=None,
        redoc_url=None,  # its page loads fonts from elsewhere
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.anze = state
    add_docs(app)
    gathered = list(routers())
    problem.install(app, [route for router in gathered for route in router.routes])
    for router in gathered:
        app.include_router(router)
    answers.describe(app)
    static = StaticFiles(directory=str(files("service") / "web" / "static"))
    app.mount("/static", _compressed(static, minimum_size=500), name="static")
    metrics = app.state.metrics = Metrics(lambda: status_of(state))
    app.add_api_route(
        "/metrics",
        lambda: Response(metrics.text(), media_type=metrics.content_type),
        include_in_schema=False,
    )
    app.add_middleware(_compressed)
    app.add_middleware(cors(settings))
    return app


async def _have_checks(state: State) -> None:
    """Have the processes that check ready: what they load gives way to all else, so that they begin with the service."""
    with suppress(ServiceError):
        await state.checker.warm()


async def _warm(state: State) -> None:
    """Have what nearly every page shows ready, and, as soon as nobody asks, the process that writes."""
    with suppress(ServiceError):
        await facets.warm(Asker(state.engine, state.settings, kept=state.kept))
    await quiet(partial(status_of, state))
    with suppress(ServiceError):
        await state.writer.warm()


async def quiet(status: Callable[[], dict[str, int]]) -> None:
    """Wait until the counts of all processes have stayed the same for ``QUIET`` seconds, ``SETTLED`` at most."""
    before: dict[str, int] = {}
    same = 0
    for _ in range(round(SETTLED / LOOK)):
        await asyncio.sleep(LOOK)
        now = status()
        busy = any(count for name, count in now.items() if name.endswith("running"))
        same = 0 if busy or now != before else same + 1
        if same >= QUIET / LOOK:
            return
        before = now


def status_of(state: State) -> dict[str, int]:
    """Counts of the processes of every kind of job."""
    pools = {"check": state.checker.status(), "write": state.writer.pool.status()}
    others = {f"{kind}_{name}": n for kind, found in pools.items() for name, n in found.items()}
    return {**state.engine.status(), **others}


def create_service(settings: Settings, log: AccessLog, connections: Connections) -> Transfer:
    """What a server runs: the API behind its gate, the addresses of clients behind trusted proxies
    found, bodies and ``connections`` watched."""
    app = create_app(settings)
    gate = Gate(app, settings, app.state.metrics, log, cors(settings))
    behind = ProxyHeadersMiddleware(gate, settings.trusted_proxies)  # type: ignore[arg-type]
    return Transfer(behind, connections, settings.idle_time)  # type: ignore[arg-type]


#: Answers of so many bytes are compressed where the client takes it; shorter ones leave in one flight in any case
#: (ten segments, RFC 6928). Of static files, of which a page has several, nearly all are.
COMPRESS_FROM = 14_600
#: Level 5 takes a third of the time of the default 9 on a page of tasks, and a tenth more bytes.
_compressed = partial(Compressed, minimum_size=COMPRESS_FROM, compresslevel=5)


def cors(settings: Settings) -> Callable[[ASGIApp], CORSMiddleware]:
    """What lets pages of other origins read the answers of an application."""
    return partial(
        CORSMiddleware,
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=[
            "ETag",
            "Link",
            "Location",
            "Content-Disposition",
            "WWW-Authenticate",
            "X-Request-ID",
            "X-Total-Count",
            "X-Snapshot",
            "X-Result-Rows",
            "X-Hint",
            "X-Hint-Zh",
            "Server-Timing",
            "Retry-After",
        ],
        max_age=86400,
    )


def make_engine(settings: Settings) -> Engine:
    """The remote engine if one is set, the embedded one otherwise."""
    return RemoteEngine(settings) if settings.remote_query_url else LocalEngine(settings)


def routers() -> Iterator[APIRouter]:
    """The ``router`` of every module in ``service.web.routes``."""
    there = sorted(each.name for each in pkgutil.iter_modules(service.web.routes.__path__))
    for name in (*FIRST, *(each for each in there if each not in FIRST)):
        module = importlib.import_module(f"service.web.routes.{name}")
        router = getattr(module, "router", None)
        if isinstance(router, APIRouter):
            yield router
