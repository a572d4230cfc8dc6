"""A file for Oxigraph's serializers that counts rows and bytes as they pass and stops at a limit.

Rows are counted in the bytes written, which costs a hundredth of counting solutions in Python. The
counts are exact: each rule looks at structure alone, never at the text of a term."""

from __future__ import annotations

from collections.abc import Callable

from service.sparql.xml import sayable


class LimitReached(Exception):
    """The result has more rows or bytes than allowed."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what)
        self.what = what
        self.limit = limit


class CountingFile:
    """Passes chunks to ``send``; raises LimitReached past ``max_rows`` or ``max_bytes``."""

    def __init__(
        self, send: Callable[[bytes], None], form: str, max_rows: int, max_bytes: int
    ) -> None:
        self._send = send
        self._count = {"json": self._json, "xml": self._xml, "csv": self._csv, "tsv": self._tsv}[
            form
        ]
        self._header = form in ("csv", "tsv")
        self._is_xml = form == "xml"
        self._open = False
        self._rest = b""
        self._held = b""
        self.max_rows = max_rows
        self.max_bytes = max_bytes
        self.lines = 0
        self.bytes = 0

    @property
    def rows(self) -> int:
        return max(0, self.lines - self._header)

    def write(self, data: bytes) -> int:
        chunk = sayable(bytes(data)) if self._is_xml else bytes(data)
        self.bytes += len(chunk)
        self._count(chunk)
        if self.rows > self.max_rows:
            raise LimitReached("rows", self.max_rows)
        if self.bytes > self.max_bytes:
            raise LimitReached("bytes", self.max_bytes)
        self._send(chunk)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def _tsv(self, chunk: bytes) -> None:
        """A line is a row: line breaks in terms are escaped."""
        self.lines += chunk.count(b"\n")

    def _xml(self, chunk: bytes) -> None:
        """``<result>`` cannot stand in text, where < is escaped."""
        whole = self._rest + chunk
        self.lines += whole.count(b"<result>")
        self._rest = whole[-7:]

    def _csv(self, chunk: bytes) -> None:
        """A line break outside quotes ends a row; a doubled quote closes and opens again."""
        for number, part in enumerate(chunk.split(b'"')):
            if number:
                self._open = not self._open
            if not self._open:
                self.lines += part.count(b"\n")

    def _json(self, chunk: bytes) -> None:
        """``{"`` after a comma or bracket opens a row: other objects stand after a colon. In a string
        it can only be the string's end, after which comes a comma or brace. A row that binds nothing is
        ``{}`` outside of a string."""
        whole = self._rest + chunk
        followed = whole[:-1]
        for opening in (b',{"', b'[{"'):
            self.lines += followed.count(opening)
            self.lines -= whole.count(opening + b",") + whole.count(opening + b"}")
        self._rest = whole[-3:]
        self._count_empty(chunk)

    def _count_empty(self, chunk: bytes) -> None:
        text = self._held + chunk
        slashes = len(text) - len(text.rstrip(b"\\"))
        cut = len(text) - (slashes % 2 or text.endswith(b"{"))
        text, self._held = text[:cut], text[cut:]
        if b"\\" in text:
            text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
        if b"{}" in text:
            parts = text.split(b'"')
            self.lines += sum(part.count(b"{}") for part in parts[self._open :: 2])
        self._open ^= text.count(b'"') % 2 == 1
