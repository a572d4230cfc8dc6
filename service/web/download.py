"""Tables to download, CSV or XLSX: whole before the first byte is sent, or saying what is not there."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os import SEEK_END
from typing import IO, Any
from urllib.parse import quote, unquote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from service.errors import Busy
from service.jobs.process import no_space
from service.lookup.columns import Json, columns_of
from service.lookup.tables import Csv, Workbook
from service.sparql.formats import XLSX
from service.web import etag
from service.web.page_links import page_headers, page_links
from service.web.state import base_url, state_of

Parts = AsyncIterator[Sequence[dict[str, Any]]]
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows a table holds: ``count`` from ``offset`` (0 is the first) of ``total``."""

    total: int
    count: int
    offset: int

    @property
    def missing(self) -> str:
        """What is not in the table, in words; empty where it is complete."""
        if self.count == self.total:
            return ""
        first, last = self.offset + 1, self.offset + self.count
        return f"本表不全：共 {self.total} 条，此处为第 {first} 至 {last} 条；不加 limit 和 offset 则为全部。"


async def download(
    request: Request, parts: Parts, media: str, part: Part, blank: Json, title: str = ""
) -> Response:
    """The rows of ``parts`` as one file, all from the snapshot of the request's entity tag; without rows the
    ``blank`` one tells its columns. A ``title`` is its name."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is sent
    try:
        await _write(request, file, _same_snapshot(request, parts), media, part, blank, title)
        size = file.seek(0, SEEK_END)
        file.seek(0)
    except OSError:
        _drop(file)
        raise no_space() from None
    except BaseException:
        _drop(file)
        raise
    suffix, told = ("xlsx", XLSX) if media == XLSX else ("csv", "text/csv; charset=utf-8")
    headers = {
        "Content-Length": str(size),
        **page_headers(request, part.total, _links(request, part)),
        "Cache-Control": etag.CACHE,
        "Vary": etag.VARY,
        "ETag": request.state.mark,
        "Content-Disposition": f'attachment; filename="{_name(request, part)}.{suffix}"'
        + (f"; filename*=UTF-8''{quote(title)}.{suffix}" if title else ""),
    }
    return StreamingResponse(chunks(file), 200, headers, told)


def _links(request: Request, part: Part) -> dict[str, str]:
    """The other parts, where one is asked for."""
    limit = request.query_params.get("limit")
    return page_links(request, part.total, int(limit), part.offset) if limit else {}


def readable(address: str) -> str:
    """An address with its Chinese as Chinese; what it needs percent-encoded stays so.

    >>> readable("http://h/mine?place=%E5%AD%9D%E4%B9%89&text=a%26b")
    'http://h/mine?place=孝义&text=a%26b'
    """
    return _NOT_ASCII.sub(lambda found: unquote(found[0]), address)


_NOT_ASCII = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")


def _name(request: Request, part: Part) -> str:
    path = request.url.path.strip("/").split("/")[0] or "data"
    rows = f"-{part.offset + 1}-{part.offset + part.count}-of-{part.total}" if part.missing else ""
    return f"anze-{path}{rows}"


def _drop(file: IO[bytes]) -> None:
    with suppress(OSError):
        file.close()


async def _same_snapshot(request: Request, parts: Parts) -> Parts:
    """The rows; an error where the graph changes while they are read: they would not fit together."""
    engine = state_of(request).engine
    async for rows in parts:
        if not engine.unchanged(request.state.snapshot):
            raise Busy(
                "取表时图谱有更新，请再取一次。",
                "The graph changed while the table was read; fetch it again.",
            )
        yield rows


async def _write(
    request: Request,
    file: IO[bytes],
    parts: Parts,
    media: str,
    part: Part,
    blank: Json,
    title: str,
) -> None:
    first = await anext(parts, None) or ()
    columns = columns_of(first or [blank])
    table = Workbook(file, columns, title) if media == XLSX else Csv(file, columns)
    query = f"?{request.url.query}" if request.url.query else ""
    notes = [
        *([("内容", title)] if title else []),
        ("来源", readable(f"{base_url(request)}{request.url.path}{query}")),
        ("条数", f"{part.count}（共 {part.total}）"),
        ("图谱快照", request.state.snapshot),
    ]
    try:
        await asyncio.to_thread(table.add, first)
        async for rows in parts:
            await asyncio.to_thread(table.add, rows)
    finally:
        await asyncio.to_thread(table.close, notes, part.missing)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
