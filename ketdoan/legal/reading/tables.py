"""Tables as lines: one line a row, its cells parted, or one line a paragraph where the table only sets pages."""

from collections.abc import Iterator, Sequence

#: A cell is its paragraphs.
Cells = Sequence[Sequence[str]]
EDGE = "|"


def lines_of_row(cells: Cells) -> Iterator[str]:
    """The lines of a row. A line that is a row begins and ends with a bar, so that a number in its first cell is taken
    for no clause. Rows of one cell, and of two cells of which one holds several paragraphs, as the head of an act and
    who signed it, only set a page: they are paragraphs one after the other."""
    told = [[text for text in cell if text] for cell in cells]
    filled = [cell for cell in told if cell]
    if len(filled) < 2 or (len(told) == 2 and max(map(len, filled)) > 2):
        for cell in filled:
            yield from cell
        return
    yield f"{EDGE} {f' {EDGE} '.join(' '.join(cell) for cell in told)} {EDGE}"
