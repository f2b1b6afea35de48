"""What is kept of a file: its rows as they are read, and as the screens show them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..crypto import unseal_all
from ..excel import Layout, Mark, Row
from ..models import Progress
from .models import Upload, UploadRow


@dataclass
class Texts:
    """The texts of a row: of its cells, what was added by codes of columns that its sheet lacks, and what was found
    about cells when the file was opened."""

    cells: list[str]
    more: dict[str, str] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is kept."""
        kept: list[Any] = [self.cells, self.more]
        if self.marks:
            kept.append(self.marks)
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str | None) -> "Texts":
        """As `to_json` gave it."""
        cells, more, *marks = json.loads(kept or "[[], {}]")
        return cls(cells, more, {int(at): Mark(*mark) for at, mark in marks[0].items()} if marks else {})

    def put(self, at: int | None, code: str, text: str) -> None:
        """Correct the cell at a place, or say what stands in a column that the sheet lacks."""
        if at is None:
            self.more[code] = text.strip()
            return
        self.cells += [""] * (at + 1 - len(self.cells))
        if self.cells[at].strip() != text.strip():  # the spaces before a name may show its place
            self.cells[at] = text
            self.marks.pop(at, None)


_NOTHING: Mapping[str, str] = MappingProxyType({})  # for the many rows of which there is nothing to say


@dataclass(slots=True)
class Finding:
    """What a row comes to: its state, what it does in words; by column what is wrong, what might have been meant, and
    what was read otherwise than it is written; between what the officer is to choose, as (value, words)."""

    state: str
    effects: list[str] = field(default_factory=list)
    faults: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    meant: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    notes: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    choices: Sequence[tuple[str, str]] = ()

    def to_json(self) -> str:
        """As it is kept."""
        kept = [self.effects, dict(self.faults), dict(self.meant), dict(self.notes), list(self.choices)]
        while len(kept) > 2 and not kept[-1]:
            kept.pop()
        return json.dumps(kept, ensure_ascii=False)


def found_of(row: UploadRow) -> Finding:
    """What was found of a row."""
    return Finding(row.state, *(json.loads(row.found.text or "[]") if row.found else ()))


@dataclass(frozen=True)
class Cell:
    """A cell of a row that may be corrected: where it is sent from, its heading, text; what is wrong, what might have
    been meant, what was read."""

    name: str
    label: str
    text: str
    wrong: str
    meant: str = ""
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """A row as the screen shows it."""

    row: UploadRow
    sheet: str
    title: str
    found: Finding
    cells: list[Cell]


def layouts_of(upload: Upload) -> list[Layout]:
    """How the sheets of a file are laid out."""
    return [Layout.from_json(kept) for kept in json.loads(upload.layouts.text or "[]")]


def texts_of(row: UploadRow) -> Texts:
    """The texts of a row."""
    return Texts.from_json(row.cells.text)


def rows_of(upload: Upload) -> tuple[list[Any], list[Row]]:
    """The rows that are kept of a file, as they stand (without what was found of them) and as they are read."""
    model = row_model(upload)
    held = list(model._base_manager.filter(upload=upload).order_by("position").defer("found"))
    sealed = [row.cells.raw for row in held]
    opened = unseal_all(upload.key, place_of(model, "cells"), sealed) if upload.key else []
    return held, [_row(row, Texts.from_json(text)) for row, text in zip(held, opened, strict=True)]


def _row(row: UploadRow, texts: Texts) -> Row:
    return Row(row.sheet, row.number, texts.cells, row.left_out, texts.more, texts.marks)


def row_model(upload: Upload) -> type[Any]:
    """The table in which the rows of a file stand."""
    rows: Any = upload.rows
    model: type[Any] = rows.model
    return model


def place_of(model: type[UploadRow], column: str) -> str:
    """The place to which the sealed values of a column of rows are bound."""
    sealed: Any = model._meta.get_field(column)
    return str(sealed.place)


def waiting(model: type[Any], unit: Any) -> Any:
    """Files handed in for a unit that are still kept, the latest first."""
    return model.objects.filter(unit=unit).select_related("key").defer("content").order_by("-pk")


def running(upload: Upload) -> Progress | None:
    """The work on a file that is under way."""
    progress = Progress.objects.filter(pk=upload.progress).first() if upload.progress else None
    return progress if progress and not progress.over else None


def samples(upload: Upload, most: int = 12) -> list[list[list[str]]]:
    """The first rows of each sheet."""
    found = []
    for number in range(len(layouts_of(upload))):
        rows = rows_in(upload, "").filter(sheet=number)[:most]
        found.append([texts_of(row).cells for row in _of(upload, rows)])
    return found


def rows_in(upload: Upload, state: str) -> Any:
    """The rows of a file in a state, or all."""
    rows = row_model(upload).objects.filter(upload=upload).order_by("position")
    return rows.filter(state=state) if state else rows


def shown(upload: Upload, rows: Iterable[UploadRow], naming: Sequence[str], titles: Mapping[str, str]) -> list[Shown]:
    """Rows with what was found of them. `naming` are the columns that tell people which row it is, `titles` the names
    of columns that a sheet lacks."""
    layouts = layouts_of(upload)
    return [_shown(row, layouts[row.sheet], naming, titles) for row in _of(upload, rows)]


def _of(upload: Upload, rows: Iterable[UploadRow]) -> Iterable[UploadRow]:
    for row in rows:
        row.upload = upload  # whose key is at hand
        yield row


def _shown(row: UploadRow, layout: Layout, naming: Sequence[str], titles: Mapping[str, str]) -> Shown:
    texts, found = texts_of(row), found_of(row)
    places = layout.places

    def text(code: str) -> str:
        at = places.get(code)
        if at is None:
            return texts.more.get(code, "")
        return texts.cells[at].strip() if at < len(texts.cells) else ""

    title = ", ".join(dict.fromkeys(filter(None, map(text, naming)))) or next(filter(str.strip, texts.cells), "")
    headings = {code: layout.headings[at] for code, at in places.items()}
    added = [code for code in dict.fromkeys((*texts.more, *found.faults)) if code not in places and code in titles]
    cells = [
        Cell(
            f"r{row.position}_{code}", headings.get(code) or titles[code], text(code),
            found.faults.get(code, ""), found.meant.get(code, ""), found.notes.get(code, ""),
        )
        for code in (*places, *added)
    ]  # fmt: skip
    return Shown(row, layout.sheet, title, found, cells)
