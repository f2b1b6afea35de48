"""Which elements of the catalogue the lines of a sheet are. A line is taken for one only where there is no doubt: its
words are those of the element, and it counts the same thing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ketdoan.core.viet import fold

from ..rules.catalogue import Catalogue, catalogue
from ..rules.forms import forms
from .model import PART, RATIO, SECTION, TOTAL, Line
from .structure import GUESSED_UOM
from .words import words

#: From which likeness on an element is named, and how many are.
LIKE, MOST = 0.5, 4
WOMEN, MEN = "|GIOI=NU", "|GIOI=NAM"
_SEX = re.compile(r"(?:trong do )?(?:so )?(?:cong nhan |lao dong |doan vien |can bo |nguoi )?(nu|nam)(?: gioi)?")


@dataclass(frozen=True, slots=True)
class Known:
    """A cell with the words of one of its names."""

    cell: str
    uom: str
    said: frozenset[str]


@cache
def known_cells() -> tuple[Known, ...]:
    """The cells of the catalogue and of the shipped forms, by each of their names."""
    known = catalogue()
    named = {(code, element.name) for code, element in known.elements.items()}
    for form in forms().values():
        named |= {(row.cell, name) for section in form.sections for row in section.rows
                  for name in (row.label, known.title(row.cell))}  # fmt: skip
    named |= {(cell, name) for cell, names in words().told["names"].items() for name in names}
    return tuple(Known(cell, known.element(cell).uom, said_by(name)) for cell, name in sorted(named))


def own_cells(known: Catalogue, labels: Mapping[str, str]) -> tuple[Known, ...]:
    """The own cells of an earlier version of a form, by their labels there."""
    return tuple(Known(cell, known.element(cell).uom, said_by(label)) for cell, label in labels.items())


def said_by(name: str) -> frozenset[str]:
    """The words of a name that tell what is counted, short words written out."""
    folded = f" {fold(name)} "
    for short, full in words().told["short"].items():
        folded = folded.replace(f" {short} ", f" {full} ")
    plain = folded.split()
    telling = [word for word in plain if word not in words().told["fillers"]["words"]]
    return frozenset(telling or plain)


def matched(lines: Sequence[Line], earlier: Sequence[Known] = ()) -> list[Line]:
    """The lines with the elements that they surely are, and those that they might be. No cell is used twice."""
    pool = (*earlier, *known_cells())
    found: dict[str, Line] = {}
    used: set[object] = set()
    told = []
    totals = {no: line.no for line in lines if line.kind == TOTAL for no in line.of}
    for line in lines:
        whole = found.get(line.of[0] if line.kind == PART and line.of else totals.get(line.no, ""))
        done = line if line.kind == SECTION else _matched(line, pool, used, whole)
        used.add((whole.no, done.cell) if whole and done.cell.startswith("|") else done.cell or None)
        found[done.no] = done
        told.append(done)
    return told


def _matched(line: Line, pool: Sequence[Known], used: set[object], whole: Line | None) -> Line:
    sex = _SEX.fullmatch(fold(line.label))
    if sex:
        coordinate = WOMEN if sex[1] == "nu" else MEN
        cell = coordinate if whole and "|" not in whole.cell else ""
        return replace(line, cell=cell) if whole and (whole.no, cell) not in used else line
    said = said_by(line.label)
    same = words().told["same"]
    alike = [one for one in pool if one.cell not in used and same.get(line.uom, line.uom) == same.get(one.uom, one.uom)]
    # A share is taken for one of the catalogue on request only: what it is taken of stands in its words alone.
    exact = list(dict.fromkeys(one.cell for one in alike if one.said == said))
    if len(exact) == 1 and line.kind != RATIO:
        uom = next(one.uom for one in pool if one.cell == exact[0])
        doubts = tuple(doubt for doubt in line.doubts if doubt != GUESSED_UOM)
        return replace(line, cell=exact[0], uom=uom, near=tuple(_near(said, alike, exact[0])), doubts=doubts)
    return replace(line, near=tuple(_near(said, alike)))


def _near(said: frozenset[str], alike: Sequence[Known], first: str = "") -> list[str]:
    """The cells whose names are most like some words, the likest first."""
    scored: dict[str, float] = {}
    for one in alike:
        likeness = 2 * len(said & one.said) / (len(said) + len(one.said))
        if likeness >= LIKE:
            scored[one.cell] = max(likeness, scored.get(one.cell, 0.0))
    ordered = sorted(scored, key=lambda cell: (-scored[cell], cell))
    return [cell for cell in ordered if cell != first][:MOST]
