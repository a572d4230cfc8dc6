"""A second notice in the same file: filed under the first, its orders would be laid to the wrong document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.masthead import Masthead
from ingest.records import Issue, Paragraph, Table
from ingest.signatures import is_date_line
from ingest.titles import is_number_line, is_title

_PASSED_ON = re.compile("转发|印发|附件")
"""A letter with these in its title brings another document, whose masthead follows it."""


def further_notices(content: Sequence[Paragraph | Table], head: Masthead) -> Iterator[Issue]:
    """An issue for each masthead (a title and, on one of the two lines beside it, a number) behind the date of
    the signature, if the notice is none that passes another on."""
    lines = [c for c in content if isinstance(c, Paragraph)]
    signed = next((i for i, p in enumerate(lines) if i > 2 and is_date_line(p.text)), len(lines))
    if _PASSED_ON.search(head.title):
        return
    for i in range(signed + 1, len(lines)):
        numbers = [p.text for p in lines[max(signed, i - 2) : i + 3] if is_number_line(p.text)]
        if is_title(lines[i].text) and numbers:
            span = lines[i].words.source()
            words = f"文件里还有一份通知“{lines[i].text}”（{numbers[0]}），它的任务记在了第一份通知名下；请拆成两个文件"
            yield Issue("error", "document.several-notices", words, span.start, span.end)
