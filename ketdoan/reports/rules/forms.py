"""Forms: which cells are asked for, in what order, and what must hold between them."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from .catalogue import DATA, OWN, Catalogue, Element, catalogue, with_own
from .measures import check_units
from .parser import parse_check
from .tree import Cell, Check, Node, cells_of

#: How much a broken rule weighs: the report cannot be handed in; it can with an explanation; it is only pointed at.
BLOCK, EXPLAIN, HINT = "block", "explain", "hint"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a form: its number as it is printed, its cell, its words; the whole of which it is a part. Nobody need
    write a total, nor a `derived` line: it follows from others by the rule that has it alone on its left side. `key`
    lines head the board of the form. `upper` ones tell of units below: a unit without any is not asked for them."""

    no: str
    cell: str
    label: str
    part_of: str = ""
    total_of: tuple[str, ...] = ()
    derived: bool = False
    key: bool = False
    upper: bool = False

    @property
    def indented(self) -> bool:
        """Whether it is printed below another line, as a part of it: by what it says, or by its number (15.1)."""
        return bool(self.part_of) or "." in self.no


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold in a form; `words` say what is wrong where it does not."""

    code: str
    check: Check
    severity: str
    words: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one version: who fills it in, for which periods, its sections and rules. `upper` is the code of the
    form by which units above put its figures together, where that is another one. `known` are the elements that its
    cells are of: those of the catalogue, and its own."""

    code: str
    title: str
    levels: Sequence[str]
    periods: Sequence[str]
    valid_from: date
    source: str
    verified: bool
    note: str
    sections: Sequence[Section]
    rules: Sequence[Rule]
    known: Catalogue
    upper: str = ""

    @property
    def followed(self) -> Mapping[str, Node]:
        """Cells that follow from others of the same report, and how: totals and derived lines."""
        found = {}
        for row in (row for row in self.rows if row.total_of or row.derived):
            checks = (rule.check for rule in self.rules if rule.check.sign == "=" and rule.check.left == Cell(row.cell))
            check = next((one for one in checks if not any(cell.periods for cell in cells_of(one.right))), None)
            if check:
                found[row.cell] = check.right
        return found

    @property
    def rows(self) -> list[Row]:
        """All lines, in their order."""
        return [row for section in self.sections for row in section.rows]

    @property
    def own_elements(self) -> list[Element]:
        """The elements that the form has beside those of the catalogue."""
        return [element for code, element in self.known.elements.items() if code.startswith(OWN)]

    @property
    def cells(self) -> list[str]:
        """All cells, in the order of the form."""
        return [row.cell for row in self.rows]


@cache
def forms() -> Mapping[str, Form]:
    """The forms as they are shipped, by code."""
    files = sorted((DATA / "forms").glob("*.toml"))
    found = (form_of(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)
    return {form.code: form for form in found}


def form_of(told: Mapping[str, Any], known: Catalogue | None = None) -> Form:
    """A form as a file tells it. Raises VietError where a rule cannot be read or mixes units of measure, KeyError where
    a cell is neither of the catalogue nor of the form's own elements."""
    known = with_own(known or catalogue(), told.get("element", ()))
    sections = [Section(one["title"], [_row(row, known) for row in one["rows"]]) for one in told["section"]]
    rows = [row for section in sections for row in section.rows]
    rules = _of_rows(told["code"], rows, known)
    for one in told.get("rule", ()):
        rules.append(Rule(one["code"], parse_check(one["check"]), one["severity"], one["words"]))
    form = Form(
        told["code"], told["title"], told["levels"], told["periods"], date.fromisoformat(told["valid_from"]),
        told["source"], told["verified"], told.get("note", ""), sections, rules, known, told.get("upper", ""),
    )  # fmt: skip
    for rule in form.rules:
        check_units(rule.check, known.units)
    return form


def _row(told: Mapping[str, Any], known: Catalogue) -> Row:
    key = told["cell"]
    label = told.get("label") or known.title(key)
    totals = tuple(told.get("total_of", ()))
    marks = {mark: told.get(mark, False) for mark in ("derived", "key", "upper")}
    return Row(told["no"], key, label, told.get("part_of", ""), totals, **marks)


def _of_rows(form: str, rows: Iterable[Row], known: Catalogue) -> list[Rule]:
    """The rules that the lines themselves say: a part is no more than its whole, a total is the sum of its lines."""
    found = []
    for row in rows:
        if row.part_of:
            words = f"“{row.label}” không thể nhiều hơn “{known.title(row.part_of)}”."
            check = parse_check(f"[{row.cell}] <= [{row.part_of}]")
            found.append(Rule(f"{form}:{row.cell}<", check, BLOCK, words))
        if row.total_of:
            total = " + ".join(f"[{cell}]" for cell in row.total_of)
            words = f"“{row.label}” không bằng tổng các dòng của nó."
            found.append(Rule(f"{form}:{row.cell}=", parse_check(f"[{row.cell}] = {total}"), BLOCK, words))
    return found
