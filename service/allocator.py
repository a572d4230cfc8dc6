"""What the C library keeps of memory that a long-lived process has given back."""

from __future__ import annotations

import ctypes
from contextlib import suppress

#: Parameters of mallopt(3) of glibc: bytes of a block from which on it is mapped by itself, bytes that may be free at the end of
#: a heap, and heaps, of which each thread would have its own. By itself glibc takes for large only what is larger than
#: all that was given back before: behind one feed of 9 MB all others lie on the heaps, and those stay.
_SETTINGS = {-3: 1 << 20, -1: 4 << 20, -8: 2}


def give_back() -> None:
    """From here on large blocks go back to the system as soon as they are free; where there is no glibc all stays as it is."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        for parameter, value in _SETTINGS.items():
            library.mallopt(parameter, value)


def trim() -> None:
    """What is free goes back to the system now, wherever it lies; where there is no glibc nothing does."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
