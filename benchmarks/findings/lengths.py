"""How the time of a check grows with its draft: ``python -m benchmarks.findings.lengths [kB …]``.

Drafts are made of the notices in data/notices: ``one`` notice with their articles one behind the other, numbered on;
the notices themselves in turn, as in a ``compilation``; and their sentences as short ``paragraphs`` under one heading.
Prints a line a draft: kB and characters of text, a processor's seconds of reading and of the check with its report in JSON.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from itertools import count, cycle
from time import process_time

from benchmarks.findings.precision import ROOT
from service.checking.notice_file import material, read_file, report_on
from shapes.check import BY_SIZE, Options
from shapes.report.forms import BY_NAME

SIZES = (30, 130, 500, 1000, 1500)
HEAD = "孝义市人民政府\n关于做好2026年安全生产工作的通知\n\n各乡镇人民政府、街道办事处：\n\n"
END = "\n\n孝义市人民政府\n2026年3月12日\n"
_DIGITS = "零一二三四五六七八九"
_PART, _ARTICLE = re.compile("[一二三四五六七八九十]+、"), re.compile("（[一二三四五六七八九十]+）")


def notices() -> list[str]:
    """The texts of the notices, without marks of Markdown."""
    paths = sorted((ROOT / "data" / "notices").glob("*.txt"))
    return [re.sub(r"^#+ |\*\*", "", path.read_text("utf-8"), flags=re.M) for path in paths]


def bodies() -> Iterator[str]:
    """The paragraphs of the notices from the first heading to the signature, over and over."""
    for text in cycle(notices()):
        paragraphs = [each for each in text.split("\n") if each.strip()]
        first = next(at for at, each in enumerate(paragraphs) if _PART.match(each))
        yield from paragraphs[first:-5]


def one(size: int) -> str:
    """One notice of so many bytes, its parts and articles numbered on."""
    parts, articles = count(1), count(1)

    def numbered() -> Iterator[str]:
        for each in bodies():
            if _PART.match(each):
                yield f"{spelled(next(parts))}、{each.partition('、')[2]}"
            elif _ARTICLE.match(each):
                yield f"（{spelled(next(articles))}）{each.partition('）')[2]}"
            else:
                yield each

    return HEAD + _filled(numbered(), size, "\n\n") + END


def compilation(size: int) -> str:
    """The notices one behind the other."""
    return _filled((line for text in cycle(notices()) for line in text.split("\n")), size, "\n")


def paragraphs(size: int) -> str:
    """The sentences of the notices as paragraphs of their own, under one heading."""
    said = (each for paragraph in bodies() for each in re.split("[。；]", paragraph))
    short = (f"{each}。" for each in said if 8 < len(each) < 60)
    return f"{HEAD}一、重点任务\n" + _filled(short, size, "\n") + END


def spelled(number: int) -> str:
    """A number below 10,000 as headings have it.

    >>> [spelled(each) for each in (7, 10, 19, 40, 102, 113, 1001)]
    ['七', '十', '十九', '四十', '一百零二', '一百一十三', '一千零一']
    """
    told, figures = "", f"{number}"
    for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        unit = ("", "十", "百", "千")[place] if figure != "0" else ""
        told += _DIGITS[int(figure)] + unit
    return re.sub("^一十", "十", re.sub("零+", "零", told).rstrip("零"))


def _filled(lines: Iterator[str], size: int, between: str) -> str:
    told, left = [], size
    while left > 0:
        told.append(next(lines))
        left -= len((told[-1] + between).encode())
    return between.join(told)


DRAFTS: tuple[Callable[[int], str], ...] = (one, compilation, paragraphs)


def seconds(text: str) -> tuple[float, float]:
    """What a processor takes for reading a draft, and for its report."""
    begun = process_time()
    paper = read_file(text.encode(), "draft.txt")
    read = process_time()
    BY_NAME["json"].make(report_on(paper, Options(engine=BY_SIZE)), material(paper))
    return read - begun, process_time() - read


def main() -> None:
    """Check every draft of every size; what all need is loaded before."""
    sizes = [int(each) for each in sys.argv[1:]] or SIZES
    seconds(one(10_000))
    for make in DRAFTS:
        for size in sizes:
            text = make(size * 1000)
            read, checked = seconds(text)
            sys.stdout.write(
                f"{make.__name__:<12} {len(text.encode()) / 1000:6.0f} kB {len(text):>8,} characters: "
                f"read {read:5.1f} s, checked {checked:5.1f} s\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
