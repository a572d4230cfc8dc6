"""The Graph Store tests that W3C has withdrawn: requests and responses as prose, one after another.

Each test is a request and a response in a comment; later ones rest on what earlier ones wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from rdflib import RDFS

from benchmarks.conformance.answers import read_graph
from benchmarks.conformance.compare import same
from benchmarks.conformance.manifest import Case
from benchmarks.conformance.targets import Target
from benchmarks.conformance.wire import Reply, bare

TURTLE = "text/turtle"


@dataclass(frozen=True, slots=True)
class Message:
    """``start`` is the request line or the status line."""

    start: str
    headers: Mapping[str, str]
    body: str


class Prose:
    """The withdrawn tests over one target; ``$NEWPATH$`` is what an earlier test was given."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.new_path = ""
        target.empty()

    def check(self, case: Case) -> str:
        text = next(str(note) for note in case.many(RDFS.comment) if "#### Request" in str(note))
        asked, _, answered = self._filled(text).partition("#### Response")
        request = read_message(asked.partition("#### Request")[2])
        response = read_message(answered)
        method, path, _ = request.start.split()
        if (
            case.id == "http-rdf-update/delete__existing_graph"
        ):  # it takes for granted that there is one
            self.target.send("PUT", path, {"Content-Type": TURTLE}, b"<x:s> <x:p> <x:o> .")
        body = request.body.encode() if request.body else None
        reply = self.target.send(method, path, request.headers, body)
        return self._wrong(request, response, reply)

    def _filled(self, text: str) -> str:
        host = urlsplit(self.target.root).netloc
        store = self.target.store.removeprefix("/")
        text = text.replace("$HOST$/$GRAPHSTORE$", f"{host}/{store}").replace("$HOST$", host)
        return text.replace("$GRAPHSTORE$", f"/{store}").replace("$NEWPATH$", self.new_path or "/")

    def _wrong(self, request: Message, response: Message, reply: Reply) -> str:
        if response.start.split()[0] != str(reply.status):
            return f"expected {response.start}, got {reply.told}"
        if "Location" in response.headers:
            if "location" not in reply.headers:
                return "there is no Location"
            self.new_path = urlsplit(reply.headers["location"]).path
        kind = bare(response.headers.get("Content-Type", ""))
        if kind and reply.media_type != kind:
            return f"expected {kind}, got {reply.media_type}"
        if not response.body:
            return ""
        base = self.target.root + request.start.split()[1]
        expected = read_graph(response.body.encode(), kind, base)
        got = read_graph(reply.body, reply.media_type, base)
        return "" if same(expected, got) else f"another graph: {reply.told}"


def read_message(text: str) -> Message:
    """A request or response written as an indented block."""
    lines = [re.sub(r"^ {4}", "", line).rstrip() for line in text.strip("\n").split("\n")]
    while lines and not lines[0].strip():
        lines.pop(0)
    head, _, body = "\n".join(lines).partition("\n\n")
    start, *fields = head.strip().split("\n")
    headers = dict(field.split(": ", 1) for field in fields)
    if "multipart" in headers.get("Content-Type", ""):
        body = body.replace("\n", "\r\n")
    headers.pop("Host", None)
    return Message(start.strip(), headers, body.strip("\n") if body.strip() else "")
