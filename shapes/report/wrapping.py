"""Lines of Chinese text for a terminal: a number stays whole and with the word behind it, and no line begins with a mark
that closes or ends with one that opens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

#: What is not broken: words of Latin letters and digits with a unit of one character (30 项), marks with what they close or open.
_UNIT = re.compile(
    r"[（〔【《“‘(]*(?:[-/.~+]{0,3}[0-9A-Za-z][\w.,%/:+~〜–—-]*(?:[ ]?[\u4e00-\u9fff])?|\S)[，。；：、！？）〕】》”’%…),;:.]*|\s+",
    re.ASCII,
)


def breaks(text: str, width: int) -> list[int]:
    """Where lines of so many cells end.

    >>> text = "吕梁市的通知另有对应，共有 30 项职责。"
    >>> at = [0, *breaks(text, 28), len(text)]
    >>> [text[a:b].strip() for a, b in zip(at, at[1:])]
    ['吕梁市的通知另有对应，共有', '30 项职责。']
    """
    found, used = list[int](), 0
    for unit in _UNIT.finditer(text):
        size = cell_len(unit[0])
        if unit[0] == "\n":
            found.append(unit.end())
            used = 0
        elif used + size > width and used and not unit[0].isspace():
            found.append(unit.start())
            used = size
        else:
            used += size
    return found


class Wrapped:
    """A text that is broken so for the width that there is."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        yield from self._lines(options.max_width)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.text)

    def _lines(self, width: int) -> Iterator[Text]:
        for line in self.text.divide(breaks(self.text.plain, width)):
            line.rstrip()
            yield line
