"""MHTML (单个文件网页, as browsers and Word save it): the HTML part inside a mail message."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from ingest.read.encoding import decode
from ingest.read.html import read_markup
from ingest.read.problems import unreadable
from ingest.records import Document


def read_mhtml(data: bytes, file_name: str) -> Document:
    """The document of an MHTML file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            markup = _payload(part)
            if markup.strip():
                text, _ = decode(markup, file_name)
                return read_markup(text, data, file_name)
    raise unreadable(
        file_name, "no-text", format="MHTML", detail=("没有 HTML 部分", "no part of HTML")
    )


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
