"""The kind of job by which pools are tried; its processes load nothing else of the tests."""

from __future__ import annotations

import mmap
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from service.errors import BadRequest
from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send

#: What :func:`load` left: the process in which it ran, and a name that the engine gave a blank node there.
loaded: list[tuple[int, str]] = []


held: list[bytes] = []
mapped: list[mmap.mmap] = []


def load() -> None:
    loaded.append((os.getpid(), ox.BlankNode().value))


def prepare(options: Options) -> Handler:
    """Does what the order says."""

    def work(head: Head, blobs: Sequence[bytes], send: Send) -> Head:
        value: object = None
        match head["do"]:
            case "echo":
                send(b"".join(blobs))
                value = options.get("word")
            case "sleep":
                time.sleep(head["seconds"])
            case "eat":
                value = len(bytearray(head["bytes"]))
            case "hold":
                held.append(b"x" * head["bytes"])
            case "map":
                with Path(head["path"]).open("rb") as file:
                    mapped.append(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
                value = sum(mapped[-1][:: mmap.PAGESIZE])
            case "spin":
                while True:
                    pass
            case "refuse":
                raise BadRequest("不行", "no", why="because")
            case "fail":
                raise ValueError("/etc/secret")
            case "abort":
                os.abort()
            case "exit":
                os._exit(3)
            case "connect":
                socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            case "read":
                value = Path(head["path"]).read_text()
            case "loaded":
                value = loaded
            case "blank":
                value = ox.BlankNode().value
            case "write":
                value = Path(head["path"]).write_text("x")
        return {"value": value, "pid": os.getpid()}

    return work
