"""What stands on one OFD page: characters with their boxes, drawn lines, pictures; millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, chain, islice, repeat

from lxml import etree

from ingest.read.geometry import Piece
from ingest.read.package import attribute, local
from ingest.read.ruling import Box

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
NUMBER = re.compile(r"[-+]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})(?:[eE][-+]?\d{1,2})?")
PATH_STEP = re.compile(r"([A-Z])((?:\s*[-+]?[\d.]+(?:[eE][-+]?\d{1,2})?)*)")
SHORTEST_MM = 3.0
STRAIGHT_MM = 0.4
MOST_STEPS = 20_000
MOST_CHARACTERS = 100_000


def find_pieces(page: etree._Element) -> Iterator[Piece]:
    """The characters on a page, blanks aside."""
    for item in _objects(page, "TextObject"):
        size = _number(attribute(item, "Size"), 4.0)
        left, top = _origin(item)
        matrix = _matrix(item)
        for code in item:
            if local(code) == "TextCode" and code.text:
                yield from _characters(code, size, left, top, matrix)


def find_rules(page: etree._Element) -> Iterator[Box]:
    """Boxes of the straight lines drawn across or down a page."""
    for item in _objects(page, "PathObject"):
        left, top = _origin(item)
        matrix = _matrix(item)
        data = next((part.text or "" for part in item if local(part) == "AbbreviatedData"), "")
        for one, other in _segments(data):
            a, b = _moved(one, matrix, left, top), _moved(other, matrix, left, top)
            width, height = abs(a[0] - b[0]), abs(a[1] - b[1])
            if min(width, height) < STRAIGHT_MM and max(width, height) > SHORTEST_MM:
                yield min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def find_images(page: etree._Element) -> Iterator[str]:
    """Resource IDs of the pictures on a page."""
    for item in _objects(page, "ImageObject"):
        yield attribute(item, "ResourceID")


def _objects(page: etree._Element, name: str) -> Iterator[etree._Element]:
    return (item for item in page.iter() if local(item) == name)


def _characters(
    code: etree._Element, size: float, left: float, top: float, matrix: Matrix
) -> Iterator[Piece]:
    text = (code.text or "")[:MOST_CHARACTERS]
    xs = _places(_number(attribute(code, "X"), 0.0), attribute(code, "DeltaX"), text, size)
    down = attribute(code, "DeltaY")
    ys = _places(_number(attribute(code, "Y"), 0.0), down or "g 1 0", text, 0.0)
    height = size * (abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5 or 1.0)
    for character, x, y in zip(text, xs, ys, strict=False):
        if not character.isspace():
            at, base = _moved((x, y), matrix, left, top)
            width = height * (0.5 if character.isascii() else 1.0)
            yield Piece(character, at, base - 0.85 * height, at + width, base + 0.15 * height)


def _places(start: float, deltas: str, text: str, size: float) -> Iterator[float]:
    """Place of each character; those for which no delta is given follow by their width."""
    given = list(islice(_deltas(deltas), len(text)))
    widths = (size * (0.5 if character.isascii() else 1.0) for character in text)
    steps = chain(given, islice(widths, len(given), None))
    return accumulate(steps, initial=start)


def _deltas(deltas: str) -> Iterator[float]:
    """Distances; ``g 3 5.6`` stands for three times 5.6."""
    words = iter(deltas.split())
    for word in words:
        if word == "g":
            count, value = _number(next(words, "0"), 0), _number(next(words, "0"), 0.0)
            yield from repeat(value, max(0, min(int(count), MOST_CHARACTERS)))
        else:
            yield _number(word, 0.0)


def _segments(data: str) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Straight strokes of a path (``M x y L x y … C``)."""
    start = at = (0.0, 0.0)
    for step in islice(PATH_STEP.finditer(data), MOST_STEPS):
        values = [float(n) for n in NUMBER.findall(step[2])]
        end = (values[-2], values[-1]) if len(values) > 1 else start
        if step[1] in "MS":
            start = end
        elif step[1] in "LC":
            yield at, end
        at = end


def _origin(item: etree._Element) -> tuple[float, float]:
    box = [float(n) for n in NUMBER.findall(attribute(item, "Boundary"))]
    return (box[0], box[1]) if len(box) > 1 else (0.0, 0.0)


def _matrix(item: etree._Element) -> Matrix:
    values = [float(n) for n in NUMBER.findall(attribute(item, "CTM"))]
    if len(values) != 6:
        return UNIT
    return values[0], values[1], values[2], values[3], values[4], values[5]


def _moved(point: tuple[float, float], m: Matrix, left: float, top: float) -> tuple[float, float]:
    """A point of an object on the page."""
    x, y = point
    return m[0] * x + m[2] * y + m[4] + left, m[1] * x + m[3] * y + m[5] + top


def _number(value: str, default: float) -> float:
    found = NUMBER.match(value.strip())
    return float(found[0]) if found else default
