"""uvicorn's HTTP protocol, kinder to terminals: a request line with raw UTF-8 (``curl …?name=三管三必须``)
is percent-encoded instead of refused."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Utf8Protocol(HttpToolsProtocol):
    """HTTP/1.1 whose request target may hold raw UTF-8."""

    def data_received(self, data: bytes) -> None:
        between = self.cycle is None or self.cycle.response_complete
        super().data_received(encode_target(data) if between else data)


def encode_target(data: bytes) -> bytes:
    """``data`` with the bytes above 0x7F of its first line percent-encoded.

    >>> encode_target("GET /x?n=安 HTTP/1.1\\r\\n".encode())
    b'GET /x?n=%E5%AE%89 HTTP/1.1\\r\\n'
    """
    line, mark, rest = data.partition(b"\r\n")
    if line.isascii():
        return data
    encoded = b"".join(b"%%%02X" % byte if byte > 0x7F else bytes((byte,)) for byte in line)
    return encoded + mark + rest
