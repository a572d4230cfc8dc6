"""The process that asks a remote engine: it has the network, and nothing of the data directory."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

import httpx

from service.engine import foreign
from service.engine.job import Ending, Job, ending_of, job_of
from service.errors import Busy, EngineFailed, QueryFailed, TimedOut
from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.sparql.counting import CountingFile, LimitReached
from service.sparql.fault import result_too_large, syntax_error
from service.sparql.grammar import find_fault
from service.sparql.mending import without_silent_services
from service.sparql.plan import Plan, plan_query
from service.sparql.search import by_reading, searched
from service.store.words import words_of

#: Formats that every server writes well; what is asked of us is made from these.
_GRAPHS = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_ROWS = "application/sparql-results+json"


def prepare(options: Options) -> Handler:
    """Answers from the engine at ``url``; ``limit`` tells it the time limit by a parameter."""
    auth: httpx.Auth | tuple[str, str] | None = None
    if options["user"]:
        pair = options["user"], options["password"]
        auth = httpx.DigestAuth(*pair) if options["digest"] else pair
    timeout = httpx.Timeout(options["seconds"], connect=5)
    http = httpx.Client(auth=auth, timeout=timeout, follow_redirects=False)

    def answer(head: Head, _: Sequence[bytes], send: Send) -> Head:
        job = job_of(head["job"])
        found = searched(
            without_silent_services(job.text),
            lambda variable, text: by_reading(variable, words_of(text)),
        )
        job = replace(job, text=found)
        plan = plan_query(job.text, job.accept, job.format)
        try:
            return asdict(_ask(http, options["url"], options["limit"], job, plan, send))
        except httpx.TimeoutException as error:
            raise TimedOut(
                "远程引擎到时没有应答。", f"The remote engine did not answer in time: {error!r}"
            ) from None
        except httpx.TransportError as error:
            raise EngineFailed(
                f"远程引擎没有应答：{error!r}", f"The remote engine does not answer: {error!r}"
            ) from None
        except LimitReached as reached:
            raise result_too_large(reached.what, reached.limit) from None

    return answer


def _ask(
    http: httpx.Client, url: str, limit: Mapping[str, str], job: Job, plan: Plan, send: Send
) -> Ending:
    start = time.perf_counter()
    graphs = plan.found.form in ("CONSTRUCT", "DESCRIBE")
    form: dict[str, str | list[str]] = {"query": job.text, **limit}
    if job.default_graphs:
        form["default-graph-uri"] = list(job.default_graphs)
    if job.named_graphs:
        form["named-graph-uri"] = list(job.named_graphs)
    headers = {"Accept": _GRAPHS if graphs else _ROWS}
    with http.stream("POST", url, data=form, headers=headers) as answer:
        if answer.status_code != 200:
            raise _refusal(answer.status_code, answer.read(), job)
        foreign.refuse_partial(answer.headers)
        content = _read_graph(answer, job) if graphs else _read_rows(answer, job)
    rows, size = _rewrite(content, answer.headers, job, plan, send)
    return ending_of(job, plan, rows, size, time.perf_counter() - start)


def _read_rows(answer: httpx.Response, job: Job) -> bytes:
    """The JSON of an answer to SELECT or ASK, no more of it than may be passed on."""
    whole = bytearray()
    file = CountingFile(whole.extend, "json", job.max_rows, job.max_bytes)
    for chunk in answer.iter_bytes():
        file.write(chunk)
    return bytes(whole)


def _read_graph(answer: httpx.Response, job: Job) -> bytes:
    whole = bytearray()
    for chunk in answer.iter_bytes():
        whole += chunk
        if len(whole) > job.max_bytes:
            raise LimitReached("bytes", job.max_bytes)
    return bytes(whole)


def _rewrite(
    content: bytes, headers: Mapping[str, str], job: Job, plan: Plan, send: Send
) -> tuple[int, int]:
    """The answer in the format that was asked of us; rows and bytes."""
    kind = headers.get("content-type", "")
    if plan.found.form in ("CONSTRUCT", "DESCRIBE"):
        rows, written = foreign.write_triples(content, kind, job, plan.format)
        send(written)
        return rows, len(written)
    if "json" not in kind:
        raise EngineFailed(
            f"远程引擎给出的是 {kind}，要的是 JSON。",
            f"The remote engine sent {kind}; JSON was asked for.",
        )
    rows, size = foreign.write_rows(content, job, plan, send)
    foreign.refuse_cut(headers, rows)
    return rows, size


def _refusal(status: int, text: bytes, job: Job) -> Exception:
    """What a refusal of the remote engine means to our client."""
    if status >= 500 and foreign.tells_of_time(text):
        return foreign.stopped()
    shown = text[:2000].decode("utf-8", "replace").strip()[:500]
    if status == 400:
        if find_fault(job.text) is not None:
            return syntax_error(shown, job.text)
        return QueryFailed(
            f"远程引擎不接受此查询：{shown}", f"The remote engine refuses it: {shown}"
        )
    if status in (429, 503):
        return Busy("远程引擎繁忙，请稍后再试。", "The remote engine is busy; try again.", 5)
    if status in (408, 504):
        return TimedOut("远程引擎超时。", "The remote engine timed out.")
    return EngineFailed(
        f"远程引擎返回 {status}：{shown}", f"The remote engine answered {status}: {shown}"
    )
