"""What commands print on: text of files and of their names, which strangers choose, cannot steer the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment

#: Control characters but for the end of a line and the tab, each as its sign (␛; Unicode, 22.7).
_SHOWN = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
    | {0x7F: 0x2421}
    | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
)


class Screen(Console):
    """A console that shows control characters, and sends none but its own."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else text.translate(_SHOWN), style, control)


def plain(text: object) -> str:
    """The text with nothing in it that is markup of a console.

    >>> plain("附件[b]1.txt")
    '附件\\\\[b]1.txt'
    """
    return escape(str(text))
