"""Tables from the lines that are drawn around their cells, on a PDF or OFD page or a scan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.read.builder import TextCell
from ingest.read.geometry import Piece, find_lines, join

Box = tuple[float, float, float, float]  # left, top, right, bottom
ENDS = tuple("。；！？：)）")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table on a page: its box, its cells' boxes with their places, its columns' edges."""

    box: Box
    cells: tuple[tuple[TextCell, Box], ...]
    edges: tuple[float, ...]
    levels: tuple[float, ...]  # rows' edges

    def boxes(self) -> list[Box]:
        """The cells' boxes, in order."""
        return [box for _, box in self.cells]

    def filled(self, pieces: Iterable[Piece]) -> tuple[list[TextCell], list[Piece]]:
        """The cells with the text of the pieces in them, and the pieces that are in none."""
        held: list[list[Piece]] = [[] for _ in self.cells]
        outside: list[Piece] = []
        owner = {
            (row, column): number
            for number, (cell, _) in enumerate(self.cells)
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        for piece in pieces:
            row = bisect_right(self.levels, (piece.top + piece.bottom) / 2) - 1
            column = bisect_right(self.edges, (piece.left + piece.right) / 2) - 1
            number = owner.get((row, column)) if piece.inside(self.box) else None
            (outside if number is None else held[number]).append(piece)
        cells = [
            replace(cell, text=_flow(inner, box))
            for (cell, box), inner in zip(self.cells, held, strict=True)
        ]
        return cells, outside


def find_tables(boxes: Sequence[Sequence[Box]], tolerance: float) -> list[Ruled]:
    """Tables of cell boxes (one list a table) with at least two columns."""
    found = (_ruled(cells, tolerance) for cells in boxes)
    return [table for table in found if len(table.edges) > 2]


def _ruled(boxes: Sequence[Box], tolerance: float) -> Ruled:
    xs = _edges((x for box in boxes for x in (box[0], box[2])), tolerance)
    ys = _edges((y for box in boxes for y in (box[1], box[3])), tolerance)
    cells = []
    for box in boxes:
        left, right = _nearest(xs, box[0]), _nearest(xs, box[2])
        top, bottom = _nearest(ys, box[1]), _nearest(ys, box[3])
        cells.append((TextCell(top, left, "", max(1, bottom - top), max(1, right - left)), box))
    cells.sort(key=lambda item: (item[0].row, item[0].column))
    return Ruled((xs[0], ys[0], xs[-1], ys[-1]), tuple(cells), tuple(xs), tuple(ys))


def _edges(values: Iterable[float], tolerance: float) -> list[float]:
    """The distinct values, those nearer than ``tolerance`` taken as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > tolerance:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _flow(pieces: Sequence[Piece], box: Box) -> str:
    """Text of a cell: lines that reach its right edge flow on, others end a paragraph."""
    parts: list[str] = []
    full = False
    for line in find_lines(pieces):
        words = line.text.strip()
        if parts and full:
            parts[-1] = join(parts[-1], words)
        else:
            parts.append(words)
        full = line.right > box[2] - 1.9 * line.height or not words.endswith(ENDS)
    return "\n".join(parts)


def common_edges(one: Sequence[float], other: Sequence[float]) -> list[float] | None:
    """Edges of the columns of two parts of a table, on two pages; None if they don't belong
    together. A part in which all cells of two columns are merged lacks the edge between them."""
    many, few = (one, other) if len(one) >= len(other) else (other, one)
    tolerance = 0.02 * (many[-1] - many[0])
    outer = abs(many[0] - few[0]) < tolerance and abs(many[-1] - few[-1]) < tolerance
    fits = all(min(abs(edge - there) for there in many) < tolerance for edge in few)
    return list(many) if outer and fits else None


def on_edges(
    cells: Sequence[TextCell], edges: Sequence[float], common: Sequence[float]
) -> list[TextCell]:
    """Cells of columns between ``edges``, counted in the columns between ``common`` ones."""
    at = [_nearest(common, edge) for edge in edges]
    return [
        replace(
            cell,
            column=at[cell.column],
            column_span=max(1, at[cell.column + cell.column_span] - at[cell.column]),
        )
        for cell in cells
    ]


def go_on(table: list[TextCell], more: list[TextCell]) -> list[TextCell]:
    """A table with its continuation on the next page: a repeated heading is dropped, cells that
    the page break cut are mended, merged ones reach over it."""
    more = _without_heading(table, more)
    rows = max(cell.row + cell.row_span for cell in table)
    first = [cell for cell in more if cell.row == 0]
    mended, lasting = list(table), {}
    cut = _is_cut(table, first, rows)
    for cell in first:
        above = _above(mended, cell, rows)
        if above is None or (cell.text and not cut and not _repeats(mended[above], cell)):
            continue
        text = (
            mended[above].text
            if _repeats(mended[above], cell)
            else join(mended[above].text, cell.text)
        )
        grown = cell.row_span - (1 if cut else 0)
        mended[above] = replace(
            mended[above], text=text, row_span=mended[above].row_span + max(0, grown)
        )
        lasting[cell.column] = True
    shift = rows - (1 if cut else 0)
    rest = [
        replace(cell, row=cell.row + shift)
        for cell in more
        if not (cell.row == 0 and cell.column in lasting)
    ]
    return sorted(mended + rest, key=lambda cell: (cell.row, cell.column))


def _without_heading(table: list[TextCell], more: list[TextCell]) -> list[TextCell]:
    """``more`` without a first row that repeats the table's."""
    heading = ["".join(cell.text.split()) for cell in table if cell.row == 0]
    first = ["".join(cell.text.split()) for cell in more if cell.row == 0]
    single = all(cell.row_span == 1 for cell in more if cell.row == 0)
    if heading != first or not single or not any(heading):
        return more
    return [replace(cell, row=cell.row - 1) for cell in more if cell.row > 0]


def _is_cut(table: list[TextCell], first: list[TextCell], rows: int) -> bool:
    """Whether the first row on the new page is the rest of the last row: its first field is blank
    and a text goes on that broke off in the middle of a sentence."""
    if not first or first[0].text or first[0].column != 0:
        return False
    for cell in first:
        above = _above(table, cell, rows)
        if cell.text and above is not None and len(table[above].text) > 15:
            return not table[above].text.endswith(ENDS)
    return False


def _above(table: list[TextCell], cell: TextCell, rows: int) -> int | None:
    """Index of the cell of the last row that stands over ``cell``."""
    for index in range(len(table) - 1, -1, -1):
        over = table[index]
        if over.column == cell.column and over.row + over.row_span >= rows:
            return index
    return None


def _repeats(above: TextCell, cell: TextCell) -> bool:
    """Whether a merged cell's text is printed again on the next page."""
    one, other = "".join(above.text.split()), "".join(cell.text.split())
    return cell.column < 2 and 0 < len(one) < 30 and one == other
