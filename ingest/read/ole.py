"""The container of .doc and .xls (MS-CFB): sectors of equal size, and tables that say which are in use."""

from __future__ import annotations

import struct

_HEADER = 512
_SHIFTS = (9, 12)
#: Numbers of sectors above this one mean something else; one in use has another than the last.
_MOST, _FREE = 0xFFFFFFFA, 0xFFFFFFFF


def least_size(data: bytes) -> int:
    """How many bytes a container has at least by the tables of its sectors (those that the header names, of 7 MB or more);
    0 if its header does not say how large a sector is."""
    if len(data) < _HEADER:
        return _HEADER
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in _SHIFTS:
        return 0
    size, ends = 1 << shift, [_HEADER]
    for at, table in enumerate(struct.unpack_from("<109I", data, 76)):
        if table < _MOST:
            ends.append((table + 2) * size)
            entries = data[(table + 1) * size : ends[-1]]
            said = enumerate(struct.iter_unpack("<I", entries[: len(entries) // 4 * 4]))
            # Of the last one some programs write less than the whole.
            ends += [(at * size // 4 + n + 1) * size + 1 for n, (to,) in said if to != _FREE]
    return max(ends)
