"""What an archive of N notices costs: built, grown by one, looked at. Nothing is answered from a cache.

``python -m benchmarks.service.archive FOLDER --notices 1000`` writes the notices and the store below
FOLDER, or takes those that are there, and prints a table; ``--copied``: ``benchmarks.service.copied``."""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.service.copied import build_copies
from benchmarks.service.notices import ROOT, coming, write_notices
from service.store.layout import DataDir
from service.store.manifest import open_rows, read_manifest
from service.tokens import TokenFile
from tests.service.conftest import Server, descendants

LOOKS = (
    "/statistics",
    "/units",
    "/notices",
    "/articles",
    "/articles?text=电子围栏",
    "/articles?text=燃气",
    "/articles?text=安全",
    "/units?text=学校",
    "/units?text=应急",
    "/units?text=局",
    "/instruments",
    "/mechanisms",
    "/sectors",
    "/hazards",
    "/tasks",
    "/tasks?sort=due",
    "/tasks?year=2026",
    "/tasks?jurisdiction=141100",
    "/tasks?unit=应急局",
    "/tasks?function=emergency-management",
    "/tasks?role=lead",
    "/tasks?sector=mine",
    "/tasks?hazard=flood",
    "/tasks?mechanism=三管三必须",
    "/tasks?instrument=中华人民共和国安全生产法",
    "/tasks?due_from=2026-10-01&due_to=2026-10-31",
    "/tasks?recurrence=quarterly",
    "/tasks?has_owner=false",
    "/tasks?has_deadline=true",
    "/tasks?text=燃气",
    "/tasks?text=电子围栏",
    "/calendar",
    "/calendar?month=2026-10",
)
PARTS = ("looks", "changes", "questions")
#: Asked for as a browser does, and so is each list of tasks among ``LOOKS``.
PAGES = (
    "/",
    "/notices",
    "/units",
    "/statistics",
    "/calendar",
    "/calendar?month=all",
    "/calendar?month=2026-10&unit=应急局",
    "/calendar?state=overdue",
    "/mine",
    "/mine?place=吕梁市",
    "/mine?place=吕梁市&office=应急局&year=2026",
    "/mine?place=吕梁市&office=township-government&year=2026",
    "/id/unit/220300/township-governments",
    "/code/sector/mine",
)
HTML = "text/html"
#: Seconds after which the server ends a query, and a look is given up.
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was asked, its status, bytes and seconds of each time; ``processor``: seconds
    that the server's processes worked on it each time, whatever else the machine did."""

    what: str
    status: int
    size: int
    seconds: tuple[float, ...]
    processor: float = 0.0

    def __str__(self) -> str:
        middle, most = statistics.median(self.seconds) * 1000, percentile(self.seconds, 95) * 1000
        used = f"{self.processor * 1000:.0f}" if self.processor else ""
        sizes = f"{self.status} | {self.size / 1000:.1f}"
        return f"| {self.what} | {sizes} | {middle:.0f} | {most:.0f} | {used} |"


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of the values reach at most, by the nearest rank.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 50), percentile([1.0, 2.0, 3.0], 95)
    (2.0, 3.0)
    """
    return sorted(values)[-(-len(values) * percent // 100) - 1]


def processor(root: int) -> float:
    """Processor seconds that the process and those below it have used, those that have ended too."""
    used = 0
    for pid in (root, *descendants(root)):
        with suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += sum(map(int, stat[11:15]))
    return used / os.sysconf("SC_CLK_TCK")


def build(files: Path, data: Path) -> tuple[float, float]:
    """Seconds of ``anze build``, and the most memory (GB) that its processes had together."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "service", "build", str(files), "--data", str(data)]
    with (data.parent / "build.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        most = 0
        while process.poll() is None:
            pids = [process.pid, *descendants(process.pid)]
            most = max(most, sum(map(_resident, pids)))
            time.sleep(0.2)
    if process.returncode:
        raise SystemExit((data.parent / "build.log").read_text("utf-8"))
    return time.perf_counter() - start, most / 1e6


def _resident(pid: int) -> int:
    """Resident kB of a process that may be gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS")), 0)


def ask(server: Server, what: str, path: str, times: int, accept: str = "*/*") -> Row:
    status, size, taken = 0, 0, []
    before = processor(server.process.pid)
    for _ in range(times):
        start = time.perf_counter()
        try:
            answer = server.http.get(path, headers={"Accept": accept}, timeout=PATIENCE)
            status, size = answer.status_code, len(answer.content)
        except httpx.TimeoutException:
            status = 0
        taken.append(time.perf_counter() - start)
        if taken[-1] > 10:
            break
    return Row(
        what, status, size, tuple(taken), (processor(server.process.pid) - before) / len(taken)
    )


def looks(server: Server, times: int) -> Iterator[Row]:
    for path in (*PAGES, *(each for each in LOOKS if each.startswith("/tasks"))):
        yield ask(server, f"{path} (page)", quote(path, safe="/?&="), times, HTML)
    for path in LOOKS:
        yield ask(server, path, quote(path, safe="/?&="), times)


def questions(server: Server, times: int) -> Iterator[Row]:
    for file in sorted((ROOT / "data/queries").glob("*.rq")):
        asked = "/sparql?query=" + quote(file.read_text("utf-8"))
        yield ask(server, file.stem, asked, min(times, 2), "application/sparql-results+json")


def changes(server: Server, text: str, token: str) -> Iterator[Row]:
    """A draft checked; a notice published, until the service answers from it; and withdrawn again."""
    content = text.encode()
    size = len(content)
    for _ in range(2):
        start, before = time.perf_counter(), processor(server.process.pid)
        checked = server.http.post(
            "/validate",
            files={"file": ("coming.txt", content)},
            headers={"Accept": "application/json"},
            timeout=PATIENCE * 3,
        )
        taken = time.perf_counter() - start
        used = processor(server.process.pid) - before
        yield Row("POST /validate", checked.status_code, len(checked.content), (taken,), used)
    start, before = time.perf_counter(), processor(server.process.pid)
    published = server.http.post(
        "/notices",
        params={"force": "benchmark"},
        files={"file": ("coming.txt", content)},
        headers={"Authorization": f"Bearer {token}"},
        timeout=PATIENCE * 3,
    )
    if not published.is_success:
        yield Row(f"POST /notices: {published.text}", published.status_code, size, (0.0,))
        return
    place = published.json()["notice"]["graph"]
    while not server.sparql(f"ASK {{ <{place}> ?p ?o }}").json()["boolean"]:
        time.sleep(0.02)
    taken = time.perf_counter() - start
    used = processor(server.process.pid) - before
    yield Row("POST /notices, until answered", published.status_code, size, (taken,), used)
    path = (
        published.headers["Location"].removeprefix(server.url).replace("/id/notice/", "/notices/")
    )
    start, before = time.perf_counter(), processor(server.process.pid)
    gone = server.http.delete(path, headers={"Authorization": f"Bearer {token}"}, timeout=600)
    taken = time.perf_counter() - start
    yield Row(
        "DELETE /notices/…", gone.status_code, 0, (taken,), processor(server.process.pid) - before
    )


def disk(data: DataDir) -> tuple[float, float]:
    """MB of the current snapshot and of all that are kept, a file of several counted once."""

    def size(folder: Path) -> float:
        files = {f.stat().st_ino: f.stat().st_size for f in folder.rglob("*") if f.is_file()}
        return sum(files.values()) / 1e6

    return size(data.require_current().path), size(data.snapshots)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notices", type=int, default=100)
    parser.add_argument("--characters", type=int, help="of each notice so many, not all")
    parser.add_argument("--copied", action="store_true", help="read a few, copy the rest")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    files, root = given.folder / "notices", given.folder / "data"
    if not given.copied:
        write_notices(given.notices, files, given.characters)
    if given.copied and not (root / "current").exists():
        build_copies(DataDir(root), given.notices, given.characters)
    if not (root / "current").exists():
        seconds, memory = build(files, root)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"build: {used.ru_utime + used.ru_stime:.0f} s of a processor")
        print(f"build: {seconds:.0f} s, {given.notices / seconds:.2f} notices/s, {memory:.2f} GB")
    data = DataDir(root)
    current = data.require_current()
    with closing(open_rows(current)) as rows:
        count = len(rows)
    one, every = disk(data)
    print(
        f"{count} notices, {read_manifest(current).quads:,} quads; {one:.0f} MB, with older {every:.0f}"
    )
    token = TokenFile(root).create(f"bench-{time.time_ns()}", "publish")
    limits = {
        "client_rate": 0,
        "cache_bytes": 0,
        "short_time": PATIENCE,
        "time_limit": PATIENCE,
    }
    server = Server(root, anew=True, **limits).wait()
    server.http.get("/ready")
    print("| | status | kB | median ms | p95 ms | processor ms |\n|---|---|---|---|---|---|")
    try:
        rows = {
            "looks": looks(server, given.times),
            "changes": changes(server, coming(given.characters), token),
            "questions": questions(server, given.times),
        }
        for part in given.only:
            for row in rows[part]:
                print(row, flush=True)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
