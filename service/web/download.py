"""Tables to download: rows as they come to CSV or XLSX, complete, or saying what is not there."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from service.errors import Busy
from service.lookup.columns import columns_of
from service.lookup.tables import Workbook, csv_head, csv_lines
from service.web import etag
from service.web.state import base_url, state_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


async def download(request: Request, parts: Parts, media: str, part: Part) -> Response:
    """The rows of ``parts`` as one file, all from the same snapshot."""
    rows = _same_snapshot(request, parts)
    first = await anext(rows, ())
    headers = {
        "X-Total-Count": str(part.total),
        "Cache-Control": etag.CACHE,
        "Vary": etag.VARY,
        "ETag": request.state.mark,
        "Content-Disposition": f'attachment; filename="{_name(request, part)}.'
        f'{"xlsx" if media == XLSX else "csv"}"',
    }
    if media == XLSX:
        file = await _workbook(request, first, rows, part)
        return StreamingResponse(chunks(file), 200, headers, XLSX)
    return StreamingResponse(_lines(first, rows), 200, headers, "text/csv; charset=utf-8")


def _name(request: Request, part: Part) -> str:
    path = request.url.path.strip("/").split("/")[0] or "data"
    rows = f"-{part.offset + 1}-{part.offset + part.count}-of-{part.total}" if part.missing else ""
    return f"anze-{path}{rows}"


async def _same_snapshot(request: Request, parts: Parts) -> Parts:
    """The rows; an error where the graph changes while they are read: they would not fit together."""
    engine = state_of(request).engine
    snapshot = engine.snapshot()
    async for rows in parts:
        if engine.snapshot() != snapshot:
            raise Busy(
                "取表时图谱有更新，请再取一次。",
                "The graph changed while the table was read; fetch it again.",
            )
        yield rows


async def _lines(first: Sequence[dict[str, Any]], rest: Parts) -> AsyncIterator[bytes]:
    columns = columns_of(first)
    yield csv_head(columns) + csv_lines(columns, first)
    async for rows in rest:
        yield csv_lines(columns, rows)


async def _workbook(
    request: Request, first: Sequence[dict[str, Any]], rest: Parts, part: Part
) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is sent
    book = Workbook(file, columns_of(first))
    await asyncio.to_thread(book.add, first)
    async for rows in rest:
        await asyncio.to_thread(book.add, rows)
    query = f"?{request.url.query}" if request.url.query else ""
    notes = [
        ("来源", f"{base_url(request)}{request.url.path}{query}"),
        ("条数", f"{part.count}（共 {part.total}）"),
        ("图谱快照", state_of(request).engine.snapshot()),
    ]
    await asyncio.to_thread(book.close, notes, part.missing)
    file.seek(0)
    return file


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
