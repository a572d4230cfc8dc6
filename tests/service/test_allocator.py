"""What is large lies outside of the heaps, however large what was there before."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

_MAPPED = """
import ctypes, sys
from service.allocator import give_back
class Told(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd a b c d e".split()]
library = ctypes.CDLL(None)
library.mallinfo2.restype = Told
if sys.argv[1] == "give":
    give_back()
first = bytes(9 << 20)
del first
there = bytes(8 << 20)
print(library.mallinfo2().hblkhd >> 20)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="no glibc")
def test_a_large_block_is_mapped_also_behind_a_larger_one() -> None:
    found = [
        int(subprocess.check_output([sys.executable, "-c", _MAPPED, how])) for how in ("give", "no")
    ]
    assert found[0] >= 8 > found[1]


_TRIMMED = """
import pathlib
from service.allocator import trim
def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4 >> 10
# Every thousandth of the small blocks stays, the last among them: no heap can shrink at its end.
blocks = [bytes(600) for _ in range(100_000)]
kept = blocks[::1000] + blocks[-1:]
del blocks
held = resident()
trim()
print(held - resident())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="no glibc")
def test_what_is_free_between_blocks_goes_back() -> None:
    assert int(subprocess.check_output([sys.executable, "-c", _TRIMMED])) > 40
