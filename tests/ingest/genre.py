"""Documents for tests: a text as the reader of plain text hands it on."""

from __future__ import annotations

from ingest.pipeline import notice_of
from ingest.read import read_document
from ingest.records import Document, Notice

TITLE = "甘肃省人民政府关于做好2026年安全生产工作的通知"
FRONT = f"{TITLE}\n甘政发〔2026〕3号\n各市州人民政府：\n现就做好2026年安全生产工作通知如下，请认真抓好落实。\n"
END = "甘肃省人民政府\n2026年3月6日\n"


def document(text: str, name: str = "notice.txt") -> Document:
    """``text`` as a file of that name."""
    return read_document(text.encode(), name)


def notice(body: str, name: str = "notice.txt") -> Notice:
    """The notice whose body, between front and end matter, is ``body``."""
    return notice_of(document(f"{FRONT}{body.strip()}\n{END}", name))
