"""Compares this service with the Oxigraph server, Virtuoso and rdflib on the graph of notices
of real length (``benchmarks.service.notices``).

``python -m benchmarks.service.run --notices 100`` writes JSON and a table with ratios. Engines whose
program is not there are left out and named. ``--data DIR --keep FOLDER --seconds 0`` asks an archive that is
there, and loads the others once for any number of runs. Run it on an idle machine."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pyoxigraph as ox
import uvloop

from benchmarks.service.archive import processor
from benchmarks.service.engines import build_ours, ours, oxigraph, rdflib_endpoint, virtuoso
from benchmarks.service.load import drive
from benchmarks.service.queries import lookup, mixed, questions
from ontology.namespaces import az
from service.engine.foreign import refuse_partial, tells_of_time
from service.errors import ServiceError, TimedOut
from service.store.graphs import UNSENT
from service.store.layout import DataDir
from service.store.manifest import open_rows

#: rdflib takes 1.7 GB for a million triples; for more notices it is left out.
RDFLIB_MOST = 150
#: Seconds after which a query in rdflib is ended; the table says "over".
RDFLIB_PATIENCE = 10
#: Seconds after which a question to any other engine is given up, and more that its answer may be on the way.
PATIENCE, ON_THE_WAY = 60, 10

#: Bytes of an answer in which an engine tells why there is none.
STATES = 500
#: Milliseconds of a processor below which the way to a process and back counts, not the engine.
BRIEF = 50

_ENGINE_TIME = re.compile(r"query;dur=([0-9.]+)")


def time_query(
    url: str, query: str, runs: int, patience: int = PATIENCE
) -> tuple[dict[str, float], str]:
    """Median ms over HTTP, of a processor and, where the answer tells it, in the engine; and the first row of
    the answer: engines must agree on it to be compared."""
    taken, used = [], []
    inside = []
    first = ""
    parts = urlsplit(url)
    http = HTTPConnection(parts.netloc, timeout=patience)
    where = f"{parts.path}?{'&'.join(filter(None, (parts.query, urlencode({'query': query}))))}"
    for _ in range(runs):
        start, before = time.perf_counter(), processor(os.getpid())
        http.request("GET", where, headers={"Accept": "application/sparql-results+json"})
        answer = http.getresponse()
        content = answer.read()
        taken.append((time.perf_counter() - start) * 1000)
        used.append((processor(os.getpid()) - before) * 1000)
        if answer.status != 200 and tells_of_time(content[:STATES]):
            raise TimedOut("到时停止", "stopped at its time limit")
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {content.decode(errors='replace')}")
        refuse_partial(answer.headers)
        inside += _ENGINE_TIME.findall(answer.headers.get("server-timing", ""))
        rows = json.loads(content)["results"]["bindings"]
        first = f"{len(rows)} rows"
        if len(rows) == 1:
            first = " ".join(term["value"] for term in rows[0].values())
    http.close()
    times = {"http": statistics.median(taken), "processor": statistics.median(used)}
    if inside:
        times["engine"] = statistics.median(map(float, inside))
    return times, first


def measure(
    url: str, tasks: list[str], seconds: float, runs: int, patience: int
) -> dict[str, object]:
    chance = random.Random(1)
    found: dict[str, object] = {}
    answers: dict[str, str] = {}
    found["one task"], answers["one task"] = time_query(url, lookup(chance, tasks), runs * 5)
    for name, query in questions().items():
        try:
            found[name], answers[name] = time_query(url, query, runs, patience + ON_THE_WAY)
        except (TimeoutError, TimedOut):
            found[name] = {"http": patience * 1000, "over": True}
        except (RuntimeError, ServiceError, OSError, HTTPException) as error:
            words = " ".join(str(error).split()).partition(" SPARQL query:")[0]
            found[name] = {"failed": words[:200]}
    found["answers"] = answers
    for load, make in (("lookups", lookup), ("mixed", mixed)) if seconds else ():
        for clients in (1, 8, 32):
            result = uvloop.run(drive(url, lambda m=make: m(chance, tasks), clients, seconds))
            found[f"{load} at {clients}"] = asdict(result)
    return found


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) != STR(?i)) }"


def beside_runaways(url: str, tasks: list[str], seconds: float) -> dict[str, object]:
    """The rate of look-ups by 8 clients while two queries run that never end."""
    with httpx.Client(timeout=300) as http, ThreadPoolExecutor(2) as threads:
        running = [threads.submit(http.post, url, data={"query": RUNAWAY}) for _ in range(2)]
        time.sleep(2)
        chance = random.Random(2)
        found = asdict(uvloop.run(drive(url, lambda: lookup(chance, tasks), 8, seconds)))
        assert not any(each.done() for each in running)
        return found


def rdflib_times(store: ox.Store, tasks: list[str]) -> dict[str, object]:
    import rdflib

    graph = rdflib.Graph()
    data = ox.serialize({q.triple for q in quads(store)}, format=ox.RdfFormat.N_TRIPLES)
    graph.parse(data=data, format="nt")
    found: dict[str, object] = {}
    signal.signal(signal.SIGALRM, _late)
    for name, query in {"one task": lookup(random.Random(1), tasks), **questions()}.items():
        start = time.perf_counter()
        signal.alarm(RDFLIB_PATIENCE)
        try:
            list(graph.query(query))
        except TimeoutError:
            found[name] = {"engine": RDFLIB_PATIENCE * 1000, "over": True}
        except Exception as error:  # rdflib raises what its evaluation stumbles on
            found[name] = {"failed": repr(error)[:200]}
        else:
            found[name] = {"engine": (time.perf_counter() - start) * 1000}
        finally:
            signal.alarm(0)
    return found


def quads(store: ox.Store) -> Iterator[ox.Quad]:
    """What the union is of."""
    for quad in store:
        graph = quad.graph_name
        if isinstance(graph, ox.NamedNode) and graph.value not in UNSENT:
            yield quad


def _late(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=100)
    parser.add_argument("--data", type=Path, help="an archive that is there: none is built")
    parser.add_argument("--seconds", type=float, default=4, help="of each load; 0: questions alone")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patience", type=int, default=PATIENCE, help="seconds for a question")
    parser.add_argument("--only", nargs="*", help="columns to measure, anze always")
    parser.add_argument("--keep", type=Path, help="where what the others load stays for a next run")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    results: dict[str, dict[str, object]] = {}

    def wanted(name: str, program: str = "") -> bool:
        there = not program or shutil.which(program) is not None
        asked = not given.only or name in given.only
        if asked and not there:
            print(f"{name}: no program {program}, left out", file=sys.stderr)
        return asked and there

    def run(name: str, server: AbstractContextManager[str]) -> None:
        print(f"{name} …", file=sys.stderr)
        try:
            with server as url:
                results[name] = measure(url, tasks, given.seconds, given.runs, given.patience)
        except (AssertionError, OSError, RuntimeError) as error:
            print(f"{name}: given up, {error!r}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print("building …", file=sys.stderr)
        home = given.data or folder / "ours"
        load = 0.0 if given.data else build_ours(home, given.notices)
        with closing(open_rows(DataDir(home).require_current())) as rows:
            notices = len(rows)
        store = ox.Store.read_only(str(DataDir(home).require_current().store))
        kind = ox.NamedNode(az("Task"))
        found = {q.subject for q in store.quads_for_pattern(None, None, kind, None)}
        tasks = sorted(task.value for task in found if isinstance(task, ox.NamedNode))
        file = folder / "graph.nq"
        if not file.exists():
            with file.open("wb") as out:
                ox.serialize(quads(store), out, format=ox.RdfFormat.N_QUADS)
        if wanted("anze"):
            run("anze", ours(home))
            results["anze"]["load s"] = load
            if given.seconds:
                with ours(home, time_limit=int(given.seconds * 2 + 10)) as url:
                    beside = beside_runaways(url, tasks, given.seconds)
                    results["anze"]["lookups at 8 beside two runaways"] = beside
        if wanted("oxigraph server", "oxigraph"):
            run("oxigraph server", oxigraph(folder / "ox", file))
        if wanted("virtuoso", "virtuoso-t"):
            run("virtuoso", virtuoso(folder / "virtuoso", file, given.patience))
        if notices > RDFLIB_MOST:
            print(f"rdflib: left out with more than {RDFLIB_MOST} notices", file=sys.stderr)
        else:
            if wanted("rdflib-endpoint", "rdflib-endpoint"):
                run("rdflib-endpoint", rdflib_endpoint(file))
            if wanted("rdflib"):
                print("rdflib …", file=sys.stderr)
                results["rdflib"] = rdflib_times(store, tasks)
    report = {
        "notices": notices,
        "machine": os.uname().machine,
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "results": results,
    }
    text = json.dumps(report, indent=1)
    if given.out:
        given.out.write_text(text + "\n")
    print(table(results))


def table(results: dict[str, dict[str, object]]) -> str:
    """Markdown: one row a measurement, one column an engine, ratio of the first to the others."""
    names = list(results)
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for row in results[names[0]]:
        if row == "answers":
            continue
        cells = [_cell(results[name].get(row)) for name in names]
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    lines += ["", *ratios(results), "", *beside_the_better(results), "", *not_answered(results)]
    reference = results[names[0]]["answers"]
    for name in names[1:]:
        answers = results[name].get("answers", {})
        other = {q: (answers[q], reference[q]) for q in answers if answers[q] != reference.get(q)}
        if other:
            lines.append(f"\n{name} gives other answers, {names[0]} these: {other}")
    return "\n".join(lines)


def ratios(results: dict[str, dict[str, object]]) -> list[str]:
    """What the first engine does in the time the others take for one, by row."""
    first, *others = results
    lines = []
    for row, ours_ in results[first].items():
        for other in others:
            theirs = results[other].get(row)
            if isinstance(ours_, dict) and isinstance(theirs, dict):
                key = next(
                    (k for k in ("rate", "http", "engine") if k in ours_ and k in theirs), ""
                )
                if key:
                    ratio = ours_[key] / theirs[key] if key == "rate" else theirs[key] / ours_[key]
                    over = "over " if theirs.get("over") else ""
                    lines.append(f"- {row}: {over}{ratio:.2f} × {other} ({key})")
    return lines


def beside_the_better(results: dict[str, dict[str, object]]) -> list[str]:
    """What a question takes the first engine, as a multiple of what it takes the better one of the others, in
    processor time: the median, and each question that takes it more than twice as long. Not told of what takes
    less than ``BRIEF``.

    >>> mine = {"cq1": {"processor": 300}, "cq2": {"processor": 80}, "cq3": {"processor": 90}}
    >>> theirs = {"cq1": {"processor": 100}, "cq2": {"processor": 80}, "cq3": {"failed": "no"}}
    >>> beside_the_better({"a": mine, "b": theirs, "c": {"cq1": {"processor": 400}}})
    ['2 questions: 2.00 × the better of the others (median), 1 more than 2 ×', '- cq1: 3.00 × b']
    """
    first, *others = results
    found = []
    for row, mine in results[first].items():
        theirs = {name: _processor(results[name].get(row)) for name in others}
        better = min((name for name in theirs if theirs[name]), key=theirs.__getitem__, default="")
        if better and _processor(mine) >= BRIEF:
            found.append((_processor(mine) / theirs[better], row, better))
    if not found:
        return []
    over = sorted((each for each in found if each[0] > 2), reverse=True)
    median = statistics.median(ratio for ratio, _, _ in found)
    told = f"{len(found)} questions: {median:.2f} × the better of the others (median), {len(over)} more than 2 ×"
    return [told, *(f"- {row}: {ratio:.2f} × {better}" for ratio, row, better in over)]


def not_answered(results: dict[str, dict[str, object]]) -> list[str]:
    """What each engine did not answer, by name, with its own words where it refused.

    >>> asked = {"cq1": {"failed": "400 no such function"}, "cq2": {"http": 60_000, "over": True}, "cq3": {"http": 1}}
    >>> not_answered({"a": asked})
    ['- a, cq1: 400 no such function', '- a, cq2: over 60 s']
    """
    found = []
    for name, rows in results.items():
        for row, value in rows.items():
            if isinstance(value, dict) and "failed" in value:
                found.append(f"- {name}, {row}: {value['failed']}")
            elif isinstance(value, dict) and value.get("over"):
                taken = value.get("http", value.get("engine", 0))
                found.append(f"- {name}, {row}: over {taken / 1000:.0f} s")
    return found


def _processor(value: object) -> float:
    """Milliseconds of a processor; 0 where none were measured, or the answer did not come."""
    told = isinstance(value, dict) and not value.get("over")
    return float(value.get("processor", 0)) if told and isinstance(value, dict) else 0.0


def _cell(value: object) -> str:
    if isinstance(value, dict) and "rate" in value:
        return f"{value['rate']:.0f}/s, {value['median']:.1f} ms" + (
            f", {value['errors']} errors" if value["errors"] else ""
        )
    if isinstance(value, dict) and "failed" in value:
        return "failed"
    if isinstance(value, dict):
        over = "over " if value.get("over") else ""
        return (
            over
            + " / ".join(f"{value[k]:.2f}" for k in ("http", "engine", "processor") if k in value)
            + " ms"
        )
    return "—" if value is None else f"{value:.1f}"


if __name__ == "__main__":
    main()
