"""One worker process seen from the pool: start it, give it a job, pause it, end it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

from service.engine.api import Answer, spool
from service.engine.grammar import find_fault
from service.engine.jobs import DATA, END, HEADER, READY, Ending, Job
from service.engine.lexer import offset_of, place, token_at, tokens
from service.errors import (
    EngineFailed,
    MemoryExceeded,
    QueryFailed,
    QuerySyntaxError,
    ResultTooLarge,
    ServiceError,
)

ROOT = str(Path(__file__).resolve().parents[2])
_TICKS = os.sysconf("SC_CLK_TCK")
_CODE = (
    "import sys; sys.path.insert(0, {root!r}); "
    "from service.engine.worker import main; main({fd}, {parent}, {memory}, {cpu}, {network})"
)


class Worker:
    """A child process and the stream to it. ``fresh`` until its first job."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.process = process
        self.reader = reader
        self.writer = writer
        self.lowered = False
        self.cpu_before = 0.0

    async def ready(self) -> None:
        """Return once the process has said that it is; end it if it does not."""
        try:
            kind, _ = HEADER.unpack(await self.reader.readexactly(HEADER.size))
            assert kind == READY
        except asyncio.IncompleteReadError:
            await self.end()
            raise EngineFailed(
                "子进程无法启动，请查看日志。", "A process could not be started; see the log."
            ) from None
        except BaseException:
            await self.end()
            raise

    async def ask(self, job: Job) -> Answer:
        """The whole answer to ``job``; raises what the worker reports."""
        self.writer.write(job.encode())
        body = spool()
        try:
            while True:
                kind, length = HEADER.unpack(await self.reader.readexactly(HEADER.size))
                payload = await self.reader.readexactly(length)
                if kind == DATA:
                    body.write(payload)
                elif kind == END:
                    ending = Ending(**json.loads(payload))
                    self.cpu_before = ending.cpu
                    return Answer(body, ending, job.snapshot)
                else:
                    raise await asyncio.to_thread(failure, json.loads(payload), job)
        except (asyncio.IncompleteReadError, ConnectionError):
            body.close()
            raise await self._died() from None
        except BaseException:
            body.close()
            raise

    async def _died(self) -> ServiceError:
        """Why the process ended in the middle of a job."""
        code = await self.process.wait()
        if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
            return MemoryExceeded(
                "查询所需内存超过上限，已停止。请缩小范围（加条件、分年份、少排序）后再试。",
                "The query needed more memory than allowed and was stopped. Narrow it (more "
                "conditions, one year at a time, less ORDER BY) and try again.",
            )
        return EngineFailed(
            "查询进程意外结束，本次没有结果。请再试一次；如反复出现，请告知管理员。",
            "The query process ended unexpectedly; there is no result. Try again; tell the operator "
            "if it happens again.",
            exit_code=code,
        )

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    def cpu_seconds(self) -> float:
        """Processor time the process has used so far, all threads counted."""
        try:
            status = Path(f"/proc/{self.process.pid}/stat").read_text("ascii", "replace")
        except OSError:
            return float("inf")
        fields = status.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def lower(self) -> None:
        """Give way to every other process; there is no way back, so the worker is used up."""
        self.lowered = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, 15)
            for task in os.listdir(f"/proc/{self.process.pid}/task"):  # noqa: PTH208
                os.setpriority(os.PRIO_PROCESS, int(task), 15)

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self.writer.close()
        self._signal(signal.SIGKILL)
        await self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)


async def start_worker(memory: int, cpu: float, network: bool) -> Worker:
    """A new worker. ``memory`` in bytes beyond an idle one's, ``cpu`` in seconds a job."""
    here, there = socket.socketpair()
    code = _CODE.format(
        root=ROOT, fd=there.fileno(), parent=os.getpid(), memory=memory, cpu=cpu, network=network
    )
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            code,
            pass_fds=[there.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    finally:
        there.close()
    reader, writer = await asyncio.open_connection(sock=here, limit=1 << 18)
    worker = Worker(process, reader, writer)
    await worker.ready()
    return worker


def failure(report: dict[str, object], job: Job) -> ServiceError:
    """The error that a worker's report stands for."""
    kind, message = report["kind"], str(report.get("message", ""))
    if kind == "limit":
        return _limit(str(report["what"]), int(str(report["limit"])))
    if kind == "syntax":
        return syntax_error(message, job.text)
    if kind == "memory":
        return MemoryExceeded(
            "查询所需内存超过上限。", "The query needed more memory than allowed."
        )
    if kind == "failed" or kind == "io":
        return QueryFailed(f"查询无法执行：{message}", f"The query cannot be evaluated: {message}")
    return EngineFailed(f"读取图谱失败：{message}", f"Reading the graph failed: {message}")


def _limit(what: str, limit: int) -> ResultTooLarge:
    zh, en = {
        "rows": ("行", "rows"),
        "bytes": ("字节", "bytes"),
        "merge": ("条三元组（FROM 合并）", "triples (merging FROM graphs)"),
    }[what]
    return ResultTooLarge(
        f"结果超过 {limit:,} {zh}的上限，未发送任何部分。请加 LIMIT 与 OFFSET 分批取。",
        f"The result is past the limit of {limit:,} {en}; no part of it was sent. "
        "Fetch it in parts with LIMIT and OFFSET.",
        limit=limit,
        unit=what,
    )


def syntax_error(message: str, text: str, update: bool = False) -> QuerySyntaxError:
    """A syntax error at its line, column and token: by the strict grammar where that objects too,
    otherwise (an undeclared prefix, say) where Oxigraph's ``error at L:C: expected …`` says."""
    fault = find_fault(text, update)
    if fault is None:
        return _as_engine_says(message, text)
    near = f"“{fault.token}”处" if fault.token else "查询末尾"
    wanted = "、".join(fault.expected)
    return QuerySyntaxError(
        f"第 {fault.line} 行第 {fault.column} 列，{near}有语法错误；此处可用：{wanted}。",
        f"Syntax error at line {fault.line}, column {fault.column}, at "
        f"{fault.token or 'the end of the query'!r}; expected one of: {', '.join(fault.expected)}.",
        line=fault.line,
        column=fault.column,
        token=fault.token,
        expected=list(fault.expected),
    )


def _as_engine_says(message: str, text: str) -> QuerySyntaxError:
    head, _, expected = message.partition(": expected ")
    try:
        line, column = (int(part) for part in head.removeprefix("error at ").split(":"))
    except ValueError:
        return QuerySyntaxError(f"查询语法错误：{message}", f"Syntax error: {message}")
    offset = min(offset_of(text, line, column), len(text))
    if "Prefix not found" in expected:
        return _undeclared(text, offset)
    token = token_at(text, offset)
    line, column = place(text, offset)
    reason = expected.removeprefix("one of ").split(", [")[0].strip(" ,[]_\n") or "?"
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列“{token}”附近有错：{reason}。",
        f"Error near {token!r} at line {line}, column {column}: {reason}.",
        line=line,
        column=column,
        token=token,
    )


def _undeclared(text: str, offset: int) -> QuerySyntaxError:
    """The prefixed name that ends at ``offset`` has a prefix nobody declared."""
    name = next((t for t in tokens(text) if t.start < offset <= t.start + len(t.text)), None)
    start = name.start if name else offset
    token = name.text if name else ""
    line, column = place(text, start)
    prefix = token.partition(":")[0]
    return QuerySyntaxError(
        f"第 {line} 行第 {column} 列：前缀“{prefix}:”没有声明。请在查询开头加 PREFIX {prefix}: <…>。",
        f"Line {line}, column {column}: prefix {prefix!r} is not declared. "
        f"Put PREFIX {prefix}: <…> at the start of the query.",
        line=line,
        column=column,
        token=token,
    )


def at_snapshot(job: Job, path: str) -> Job:
    return replace(job, snapshot=path)
