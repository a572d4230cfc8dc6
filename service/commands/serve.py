"""``anze serve``: web pages, SPARQL endpoint and lookup routes."""

from __future__ import annotations

import errno
import resource
import socket
import sys
from typing import Annotated

import typer
import uvicorn

from service.allocator import give_back
from service.circles import look_seldom
from service.commands import Data
from service.errors import BadRequest, NothingBuilt, StoreError
from service.screen import Screen, plain
from service.settings import Settings, read_settings
from service.store.layout import DataDir
from service.web import logs
from service.web.app import create_service
from service.web.connections import Connections

app = typer.Typer()

#: Seconds that a connection may wait between two requests; longer than proxies keep theirs (nginx: 60).
KEEP_ALIVE = 75
#: Seconds that requests under way have to end once the server is to.
GRACE = 10
#: Bytes of an unfinished head that uvicorn takes; ``service.web.connections`` refuses before that, in words.
INCOMPLETE = 1 << 20
#: Files and connections that a server may have open at once: below the least a store cannot be opened
#: beside a few connections.
LEAST_FILES, ENOUGH_FILES = 256, 4096


@app.command("serve")
def command(
    host: Annotated[str | None, typer.Option(help="监听地址 Address [ANZE_HOST]")] = None,
    port: Annotated[int | None, typer.Option(help="端口 Port [ANZE_PORT]")] = None,
    data: Data = None,
) -> None:
    """打开网页、SPARQL 端点与查询接口。Serve pages, SPARQL endpoint and lookup routes.

    A new `anze build` is picked up at once, without a restart.

    \b
    anze serve
    anze serve --host 0.0.0.0 --port 80
    """
    settings = read_settings(host=host, port=port, data_dir=data)
    allow_files()
    give_back()
    listener = listen(settings)
    announce(settings)
    logs.set_up(settings.log_format)
    access_log = logs.AccessLog(settings.log_format, sys.stderr.buffer, logs.at_end_of_turn)
    connections = Connections(
        settings.connections,
        settings.idle_time,
        frozenset(each.strip() for each in settings.trusted_proxies.split(",")),
        "*" in settings.cors_origins,
    )
    config = uvicorn.Config(
        create_service(settings, access_log, connections),
        host=settings.host,
        port=settings.port,
        http=connections.protocol,  # type: ignore[arg-type]
        ws="none",
        log_config=None,
        loop="uvloop",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=INCOMPLETE,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )
    look_seldom()  # not at all that was loaded: it would take a tenth of a second, in the middle of an answer
    uvicorn.Server(config).run(sockets=[listener])


def allow_files() -> None:
    """Let the server and its processes open as many files as the system lets them; too few are told."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    if soft < LEAST_FILES:
        raise StoreError(
            f"系统只准此进程打开 {soft} 个文件，至少要 {LEAST_FILES} 个。请在启动前提高上限：ulimit -n 4096"
            "（systemd：LimitNOFILE=4096）。",
            f"This process may open {soft} files, it needs {LEAST_FILES} at least. Raise the limit before it "
            "starts: ulimit -n 4096 (systemd: LimitNOFILE=4096).",
        )


#: What to do where an address cannot be listened on, in Chinese and English, by what the system says; of names and
#: addresses that it does not know it says many things.
_ADVICE = {
    errno.EADDRINUSE: (
        "请换端口（anze serve --port 8399，或 ANZE_PORT=8399 make run），或停掉占用它的程序",
        "Choose another port (anze serve --port 8399, or ANZE_PORT=8399 make run), or stop what uses this one",
    ),
    errno.EACCES: (
        "这个端口要有权限才能用；请换 1024 以上的端口（anze serve --port 8377）",
        "This port needs a right; choose one from 1024 on (anze serve --port 8377)",
    ),
}
_OTHER_PORT = (
    "端口是 0 至 65535；请换端口（anze serve --port 8377）",
    "Ports are 0 to 65535; choose another (anze serve --port 8377)",
)
_OTHER_HOST = (
    "本机没有这个地址；请换地址（anze serve --host 127.0.0.1 只供本机，--host 0.0.0.0 供所有网卡；或设 ANZE_HOST）",
    "This machine has no such address; choose another (anze serve --host 127.0.0.1 for this machine alone, --host 0.0.0.0 "
    "for all its networks; or ANZE_HOST)",
)


def listen(settings: Settings) -> socket.socket:
    """A socket on the address of the settings; one that cannot be had is said in words, with what to do."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OverflowError:
        raise _not_listening(settings, "port out of range", _OTHER_PORT) from None
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, _OTHER_HOST)
        reason = (error.strerror or str(error)).partition(" (while attempting")[0]  # Python's own
        raise _not_listening(settings, reason, advice) from None


def _not_listening(settings: Settings, reason: str, advice: tuple[str, str]) -> BadRequest:
    zh, en = advice
    return BadRequest(
        f"不能监听 {settings.host}:{settings.port}：{reason}。{zh}。",
        f"Cannot listen on {settings.host}:{settings.port}: {reason}. {en}.",
    )


def announce(settings: Settings) -> None:
    """Say where to look, and what is missing."""
    console = Screen(stderr=True, highlight=False)
    place = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    base = settings.public_url or f"http://{place}:{settings.port}"
    console.print(f"[bold]安责 anze[/]  {base}/")
    for path, what in (
        ("/", "首页 start page"),
        ("/check", "校验草稿 check a draft"),
        ("/query", "查询编辑器 query editor"),
        ("/sparql", "SPARQL 端点 endpoint"),
        ("/docs", "接口文档 API"),
        ("/ready", "状态 status"),
    ):
        console.print(f"  {base + path:<36} {what}")
    try:
        DataDir(settings.data_dir).require_current()
    except NothingBuilt as nothing:
        console.print(f"[yellow]注意 Note[/]  {plain(nothing.here())}")
