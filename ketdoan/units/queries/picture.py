"""A picture of what a unit came from and became: boxes in columns of steps, joined by lines."""

from dataclasses import dataclass

from ketdoan.core.viet import format_date

from ..models import Unit
from .timeline import Kin, kin

WIDTH, HEIGHT, GAP_X, GAP_Y = 210, 52, 60, 14


@dataclass(frozen=True)
class Box:
    """A unit in the picture, with the place of its upper left corner."""

    unit: Unit
    x: int
    y: int
    own: bool
    note: str


@dataclass(frozen=True)
class Link:
    """A line from the right side of one box to the left side of another; dashed where only a part went over."""

    path: str
    whole: bool


@dataclass(frozen=True)
class Picture:
    """The whole drawing, and the same as rows for print and screen readers."""

    width: int
    height: int
    boxes: list[Box]
    links: list[Link]
    rows: list[Kin]


def picture(unit: Unit) -> Picture | None:
    """The lineage of a unit as a drawing; None where it neither came from nor became another."""
    rows = kin(unit)
    if not rows:
        return None
    columns: dict[int, list[Kin | None]] = {0: [None]}
    for row in rows:
        columns.setdefault(row.step, []).append(row)
    height = max(map(_height, columns.values()))
    boxes = {}
    for index, step in enumerate(sorted(columns)):
        top = (height - _height(columns[step])) // 2
        for place, kin_row in enumerate(columns[step]):
            box = _box(unit, kin_row, index * (WIDTH + GAP_X), top + place * (HEIGHT + GAP_Y))
            boxes[step, box.unit.pk] = box
    links = [link for row in rows if (link := _link(row, boxes))]
    return Picture(len(columns) * (WIDTH + GAP_X) - GAP_X, height, list(boxes.values()), links, rows)


def _height(column: list[Kin | None]) -> int:
    return len(column) * (HEIGHT + GAP_Y) - GAP_Y


def _box(unit: Unit, row: Kin | None, x: int, y: int) -> Box:
    if row is None:
        return Box(unit, x, y, own=True, note="")
    return Box(row.unit, x, y, own=False, note=f"{'đến' if row.step < 0 else 'từ'} {format_date(row.on)}")


def _link(row: Kin, boxes: dict[tuple[int, int], Box]) -> Link | None:
    near = boxes.get((row.step + (1 if row.step < 0 else -1), row.from_id))
    far = boxes.get((row.step, row.unit.pk))
    if near is None or far is None:
        return None
    left, right = (far, near) if row.step < 0 else (near, far)
    x1, y1, x2, y2 = left.x + WIDTH, left.y + HEIGHT // 2, right.x, right.y + HEIGHT // 2
    middle = (x1 + x2) // 2
    return Link(f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}", row.whole)
