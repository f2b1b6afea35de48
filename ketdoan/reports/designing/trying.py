"""A form held against figures before it is published: which of the rules that its lines make hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ketdoan.core.viet import VietError, fold, format_number

from ..rules.adding import plain
from ..rules.checking import FAIL, WARN, Finding, check
from ..rules.figures import Figure
from ..rules.forms import Form, Row
from ..rules.tree import Binary, Call, Cell, Check, Negative, Node, Number
from ..rules.writing import read_figure
from .model import SECTION, Line

BROKEN, HOLDS, OPEN = "Không khớp", "Khớp", "Thiếu số liệu"
_SIGNS = {"<=": "không quá", ">=": "ít nhất bằng", "=": "=", "<": "<", ">": ">", "≈": "≈"}
_CALLS = {"abs": "trị tuyệt đối của", "min": "số nhỏ nhất trong", "max": "số lớn nhất trong"}


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule in words, the line of which it speaks first, and what the figures say of it."""

    words: str
    label: str
    verdict: str
    sides: str


def said(told: Check, numbers: Mapping[str, str]) -> str:
    """A rule in words: Dòng 15 = 15.1 + 15.2."""
    right = _said(told.right, numbers)
    if told.sign == "≈":
        return f"Dòng {_said(told.left, numbers)} = {right} (%)"
    return f"Dòng {_said(told.left, numbers)} {_SIGNS[told.sign]} {right}"


def _said(node: Node, numbers: Mapping[str, str]) -> str:
    match node:
        case Number(value):
            return format_number(value.normalize() if value % 1 else int(value))
        case Cell(key, periods):
            return numbers.get(key, key) + (" kỳ trước" if periods else "")
        case Negative(of):
            return f"-{_said(of, numbers)}"
        case Binary(sign, left, right):
            sides = [_said(side, numbers) for side in (left, right)]
            return f"{sides[0]} {'×' if sign == '*' else sign} {sides[1]}"
        case Call(name, values):
            return f"{_CALLS[name]} ({'; '.join(_said(value, numbers) for value in values)})"


def tried(form: Form, lines: Sequence[Line], column: int, day: date) -> list[Tried]:
    """What the figures of a column say of the rules of a form, the broken ones first."""
    rows = {row.cell: row for section in form.sections for row in section.rows}
    figures = figures_of(form, lines, column)
    found = [_tried(one, rows) for one in check(form, day, figures)]
    return sorted(found, key=lambda one: (BROKEN, OPEN, HOLDS).index(one.verdict))


def figures_of(form: Form, lines: Sequence[Line], column: int) -> dict[str, Figure]:
    """The figures of a column by cell; what cannot be read is left out."""
    cells = {row.no: row.cell for section in form.sections for row in section.rows}
    found = {}
    for line in lines:
        if line.kind == SECTION or line.no not in cells or column >= len(line.figures):
            continue
        try:
            found[cells[line.no]] = read_figure(line.figures[column], form.known.element(cells[line.no]))
        except VietError:
            continue
    return found


def _tried(one: Finding, rows: Mapping[str, Row]) -> Tried:
    numbers = {cell: row.no for cell, row in rows.items()}
    verdict = BROKEN if one.verdict in (FAIL, WARN) else HOLDS if one.verdict == "OK" else OPEN
    sides = ""
    if one.found is not None and one.expected is not None:
        sides = " và ".join(format_number(plain(side)) for side in (one.found, one.expected))
    first = rows.get(one.rule.check.cells[0].key)
    return Tried(said(one.rule.check, numbers), first.label if first else "", verdict, sides)


def with_figures(lines: Sequence[Line], filled: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines with the figures of a sheet that was filled in: by number and words, else by words alone. Returns with
    them how many were found."""
    by_both = {(line.no, fold(line.label)): line.figures for line in filled if line.kind != SECTION}
    by_words: dict[str, list[tuple[str, ...]]] = {}
    for line in filled:
        if line.kind != SECTION:
            by_words.setdefault(fold(line.label), []).append(line.figures)
    found, number = [], 0
    for line in lines:
        if line.kind == SECTION:
            found.append(line)
            continue
        alike = by_words.get(fold(line.label), [])
        figures = by_both.get((line.no, fold(line.label))) or (alike[0] if len(alike) == 1 else ())
        number += any(figures)
        found.append(replace(line, figures=figures))
    return found, number
