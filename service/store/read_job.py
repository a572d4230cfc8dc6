"""The process that reads notice files for a build: bytes to a row of the manifest and triples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module

import pyoxigraph as ox

from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.store.reading import read_one


def prepare(options: Options) -> Handler:
    """Reads by the function ``read``, named as module:function."""
    module, _, name = options["read"].partition(":")
    function = getattr(import_module(module), name)

    def read(head: Head, blobs: Sequence[bytes], send: Send) -> Head:
        row, triples = read_one(blobs[0], head["name"], function)
        send(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        return asdict(row)

    return read
