"""The words of a report: an outline of chapters, and texts in which figures stand that are those of the report.

In a text, {15} is the figure of line 15, {15 kỳ trước} that of the period before, {15 tăng giảm} the change since:
“tăng 708”. Nobody copies a figure into the words, so words and figures cannot disagree. Nothing here reads a database.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from ketdoan.core.viet import VietError, fold, format_number

from .catalogue import DATA
from .figures import Figure
from .forms import Form
from .measures import PERCENT
from .writing import figure_number, figure_text

#: What may be asked of a line beside its figure, as it is written; read without regard to tones.
BEFORE, CHANGE = "kỳ trước", "tăng giảm"
WAYS = {"": "", fold(BEFORE): BEFORE, fold(CHANGE): CHANGE}
LONGEST = 6_000
#: Shown where a figure is not there yet.
OPEN_FIGURE = "…"
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the outline, what it should tell, and the sentences that figures can fill."""

    code: str
    title: str
    hint: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: words as they were written, or a figure, with its cell. `there`: it is known."""

    text: str
    cell: str = ""
    there: bool = True


@dataclass(frozen=True)
class Figures:
    """Those of which a text can tell: of the report and of the period before, by cell."""

    form: Form
    now: Mapping[str, Figure]
    before: Mapping[str, Figure]

    @cached_property
    def lines(self) -> Mapping[str, str]:
        """The cells by the names under which a text calls them."""
        return lines_of(self.form)


@cache
def outline() -> tuple[Chapter, ...]:
    """All chapters, in their order."""
    told = tomllib.loads((DATA / "outline.toml").read_text(encoding="utf-8"))["chapter"]
    return tuple(Chapter(one["code"], one["title"], one["hint"], tuple(one["sentences"])) for one in told)


def chapters_of(form: Form, asked: Collection[str]) -> list[Chapter]:
    """The chapters that a form gives something to say in: those with a sentence all of whose cells are `asked`, and
    those that need no figures. Their sentences are in the lines of the form."""
    found = []
    for chapter in outline():
        usable = tuple(_in_lines(one, form) for one in chapter.sentences if _cells(one) <= set(asked))
        if usable or not chapter.sentences:
            found.append(Chapter(chapter.code, chapter.title, chapter.hint, usable))
    return found


def _cells(sentence: str) -> set[str]:
    return {field.partition(" ")[0] for field in _FIELD.findall(sentence)}


def _in_lines(sentence: str, form: Form) -> str:
    names = {cell: name for name, cell in lines_of(form).items()}

    def named(field: re.Match[str]) -> str:
        cell, _, way = field[1].partition(" ")
        return f"{{{names[cell]} {way}".rstrip() + "}"

    return _FIELD.sub(named, sentence)


def lines_of(form: Form) -> Mapping[str, str]:
    """The cells of a form by the name under which a text calls them: the number of the line, or the cell itself where
    lines have no numbers of their own."""
    met = Counter(row.no for row in form.rows)
    return {row.no if row.no and met[row.no] == 1 else row.cell: row.cell for row in form.rows}


def pieces(text: str, figures: Figures) -> list[Piece]:
    """A text with its figures. Raises VietError where it asks for a line that the form does not have."""
    found, at = [], 0
    for field in _FIELD.finditer(text):
        found += [Piece(text[at : field.start()])] if field.start() > at else []
        found.append(_figure(field[1], figures))
        at = field.end()
    return found + ([Piece(text[at:])] if at < len(text) else [])


def _figure(field: str, figures: Figures) -> Piece:
    name, _, asked = " ".join(field.split()).partition(" ")
    cell, way = figures.lines.get(name), WAYS.get(fold(asked))
    if cell is None:
        raise VietError(f"Biểu mẫu không có dòng “{name}”: sửa {{{field}}}, hoặc chọn lại ở “Chèn số liệu”.")
    if way is None:
        raise VietError(f"{{{field}}}: sau số dòng chỉ ghi “{BEFORE}” hoặc “{CHANGE}”.")
    now, before = figures.now.get(cell, Figure()), figures.before.get(cell, Figure())
    told = {"": figure_text(now), BEFORE: figure_text(before), CHANGE: _change(now, before)}[way]
    if told and figures.form.known.element(cell).uom == PERCENT and way != CHANGE:
        told += "%"
    return Piece(told or OPEN_FIGURE, cell, bool(told))


def _change(now: Figure, before: Figure) -> str:
    """Tăng 708, giảm 12, không đổi; nothing where one of the two is not known exactly."""
    if now.exact is None or before.exact is None:
        return ""
    change = now.exact - before.exact
    if not change:
        return "không đổi"
    return f"{'tăng' if change > 0 else 'giảm'} {format_number(figure_number(abs(change)))}"


def proposed(chapter: Chapter, figures: Figures) -> str:
    """The sentences of a chapter that the figures have something to say for: all of them known, and not all zero."""
    return "\n".join(one for one in chapter.sentences if _worth_saying(one, figures))


def _worth_saying(sentence: str, figures: Figures) -> bool:
    said = [piece for piece in pieces(sentence, figures) if piece.cell]
    numbers = [figures.now.get(piece.cell, Figure()).value for piece in said]
    return all(piece.there for piece in said) and None not in numbers and any(numbers)


def plain(text: str, figures: Figures) -> list[str]:
    """The paragraphs of a text, figures and all, as they are kept when a report is handed in."""
    told = "".join(piece.text for piece in pieces(text, figures))
    return [line for line in (one.strip() for one in told.splitlines()) if line]
