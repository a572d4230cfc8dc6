"""The process that reads notice files for a build: bytes to a notice made ready for the store."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.store.parcel import parcel_of, to_message
from service.store.sources import specimen


def load() -> None:
    """What these processes share: the rules of reading."""
    specimen()


def prepare(options: Options) -> Handler:
    """Reads by the function ``read``, named as module:function."""
    module, _, name = options["read"].partition(":")
    function = getattr(import_module(module), name)

    def read(head: Head, blobs: Sequence[bytes], send: Send) -> Head:
        report, body = to_message(parcel_of(*function(blobs[0], head["name"])))
        send(body)
        return report

    return read
