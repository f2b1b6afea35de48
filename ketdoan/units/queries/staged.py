"""Files on their way into the register, as the screens show them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ketdoan.core.crypto import unseal_all
from ketdoan.core.excel import Layout, Row
from ketdoan.core.models import Progress

from ..importing.columns import OFFICES, TITLES
from ..models import ImportRow, UnionImport, Unit

#: What tells people which row of the file it is.
NAMING = ("name", "code", "person", *OFFICES)


@dataclass(frozen=True)
class Cell:
    """A cell of a faulty row that may be corrected: where it is sent from, its heading, text, and what is wrong."""

    name: str
    label: str
    text: str
    wrong: str


@dataclass(frozen=True)
class Shown:
    """A row as the screen shows it."""

    row: ImportRow
    sheet: str
    title: str
    effects: list[str]
    cells: list[Cell]


def layouts_of(upload: UnionImport) -> list[Layout]:
    """How the sheets of a file are laid out."""
    return [Layout.from_json(kept) for kept in json.loads(upload.layouts.text or "[]")]


def texts_of(row: ImportRow) -> tuple[list[str], dict[str, str]]:
    """The cells of a row, and what was added by codes of columns that its sheet lacks."""
    texts, more = json.loads(row.cells.text or "[[], {}]")
    return texts, more


def rows_of(upload: UnionImport) -> tuple[list[ImportRow], list[Row]]:
    """The rows that are kept of a file, as they stand and as they are read."""
    held = [_of(upload, row) for row in ImportRow._base_manager.filter(upload=upload).order_by("position")]
    opened = unseal_all(upload.key, place_of("cells"), [row.cells.raw for row in held]) if upload.key else []
    kept = (json.loads(text or "[[], {}]") for text in opened)
    return held, [
        Row(row.sheet, row.number, texts, row.left_out, more) for row, (texts, more) in zip(held, kept, strict=True)
    ]


def place_of(column: str) -> str:
    """The place to which the sealed values of a column of rows are bound."""
    field: Any = ImportRow._meta.get_field(column)
    return str(field.place)


def found_of(row: ImportRow) -> tuple[list[str], dict[str, str]]:
    """What a row does, in words, and what is wrong with it by column."""
    effects, faults = json.loads(row.found.text or "[[], {}]") if row.found else ([], {})
    return effects, faults


def waiting(unit: Unit) -> Any:
    """Files handed in for a unit that are still kept, the latest first."""
    return UnionImport.objects.filter(unit=unit).select_related("key").defer("content").order_by("-pk")


def running(upload: UnionImport) -> Progress | None:
    """The import of a file that is under way."""
    progress = Progress.objects.filter(pk=upload.progress).first() if upload.progress else None
    return progress if progress and not progress.over else None


def samples(upload: UnionImport, most: int = 12) -> list[list[list[str]]]:
    """The first rows of each sheet."""
    found = []
    for number in range(len(layouts_of(upload))):
        rows = ImportRow.objects.filter(upload=upload, sheet=number).order_by("position")[:most]
        found.append([texts_of(_of(upload, row))[0] for row in rows])
    return found


def shown(upload: UnionImport, rows: Sequence[ImportRow]) -> list[Shown]:
    """Rows with what was found of them."""
    layouts = layouts_of(upload)
    return [_shown(_of(upload, row), layouts[row.sheet]) for row in rows]


def _of(upload: UnionImport, row: ImportRow) -> ImportRow:
    row.upload = upload  # whose key is at hand
    return row


def _shown(row: ImportRow, layout: Layout) -> Shown:
    (texts, more), (effects, faults) = texts_of(row), found_of(row)
    places = layout.places

    def text(code: str) -> str:
        at = places.get(code)
        return (texts[at].strip() if at < len(texts) else "") if at is not None else more.get(code, "")

    title = ", ".join(dict.fromkeys(filter(None, map(text, NAMING)))) or next(filter(str.strip, texts), "")
    headings = {code: layout.headings[at] for code, at in places.items()}
    codes = [*places, *(code for code in dict.fromkeys((*more, *faults)) if code not in places)]
    cells = [
        Cell(f"r{row.position}_{code}", headings.get(code) or TITLES[code], text(code), faults.get(code, ""))
        for code in codes
    ]
    return Shown(row, layout.sheet, title, effects, cells)


def rows_in(upload: UnionImport, state: str) -> Any:
    """The rows of a file in a state, or all."""
    rows = ImportRow.objects.filter(upload=upload).order_by("position")
    return rows.filter(state=state) if state else rows
