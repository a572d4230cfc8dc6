"""Answers of ``/sparql`` as a workbook, which the protocol does not know and people ask for."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from typing import IO

import orjson
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from service.engine.job import Job
from service.errors import NotAcceptable
from service.lookup.ask import Asker
from service.lookup.results import MOST, iris_of, names_of, write_workbook
from service.sparql import negotiate
from service.sparql.formats import GRAPHS, RESULTS, XLSX
from service.sparql.inspection import inspect
from service.web.disconnect import until_gone
from service.web.download import chunks
from service.web.state import base_url, client_of, state_of


def wants_workbook(job: Job) -> bool:
    """Whether a workbook is asked for, by name or by an Accept header that ranks it above the formats of
    the protocol."""
    if job.format:
        return job.format.lower() in ("xlsx", XLSX)
    offered = [each.media_type for each in (*RESULTS, *GRAPHS)]
    return negotiate.choose(job.accept, [*offered, XLSX]) == XLSX


async def workbook(request: Request, job: Job) -> Response:
    """The rows of SELECT, or the answer of ASK, with the names of what they are about."""
    if inspect(job.text).form in ("CONSTRUCT", "DESCRIBE"):
        raise _no_rows()
    state, client = state_of(request), client_of(request)
    rows = min(MOST, state.settings.row_limit)
    asked = replace(job, accept=None, format="json", max_rows=rows)
    answer = await until_gone(request, state.engine.run(asked, client))
    with answer.body:
        result = await asyncio.to_thread(orjson.loads, answer.read())
    found = result.get("results", {}).get("bindings", [])
    names = await names_of(Asker(state.engine, state.settings, client), iris_of(found))
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is sent
    notes = [
        ("行数", str(len(found))),
        ("来源", f"{base_url(request)}/sparql"),
        ("图谱快照", state.engine.snapshot()),
    ]
    await asyncio.to_thread(write_workbook, file, result, job.text, names, notes)
    file.seek(0)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="anze-query.xlsx"',
        "X-Result-Rows": str(len(found)),
    }
    return StreamingResponse(chunks(file), 200, headers, XLSX)


def _no_rows() -> NotAcceptable:
    return NotAcceptable(
        "CONSTRUCT 和 DESCRIBE 给出图，不是表；要 Excel 请用 SELECT。",
        "CONSTRUCT and DESCRIBE give a graph and no table; for a workbook use SELECT.",
        available=[each.media_type for each in GRAPHS],
    )
