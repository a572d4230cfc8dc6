"""What XML 1.0 can say."""

from __future__ import annotations

import re

#: Characters for which XML has no place, not even escaped (2.2), in UTF-8.
_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def sayable(content: bytes) -> bytes:
    """XML that is well-formed whatever its texts hold: U+FFFD for what cannot be said; a carriage
    return, which a parser would make a line feed (2.11), is escaped.

    >>> sayable(b"<x>a\\x01b\\r\\n</x>").decode()
    '<x>a\ufffdb&#xD;\\n</x>'
    """
    return _NO_CHARACTER.sub(b"\xef\xbf\xbd", content).replace(b"\r", b"&#xD;")
