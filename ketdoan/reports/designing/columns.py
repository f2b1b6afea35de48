"""The table of a sheet: where it begins and ends, what its columns are, its rows with their numbers and words apart."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ketdoan.core.excel import Sheet
from ketdoan.core.excel.layout import find_header
from ketdoan.core.viet import VietError, fold, nfc, parse_number
from ketdoan.core.viet.oldfonts import READERS, evidence

from .words import UNNUMBERED, number_of, split_label, uom_in, uom_named, words

NUMBER, LABEL, UOM, NOTE, FIGURES = "number", "label", "uom", "note", "figures"
#: A heading is short; rows and characters that are looked through.
LONG_HEADING, ROWS, TEXT = 60, 1_500, 30_000
_DITTO = ('"', "''", "nt", "-nt-", "”", "//")


@dataclass(frozen=True, slots=True)
class Raw:
    """A row of the table: how it is numbered, its words, how far they are indented, what it is counted in where it says
    so, its figures, and those of women where they stand in columns of their own."""

    style: int
    no: str
    label: str
    indent: int
    uom: str
    figures: tuple[str, ...]
    women: tuple[str, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether it holds a figure."""
        return any(figure.strip() for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Table:
    """What stands above the table, the headings of its columns of figures, its rows; whether it has a column that tells
    units of measure, and columns for women."""

    above: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Raw]
    tells_uom: bool
    women: bool = False


def readable(sheet: Sheet) -> Sheet:
    """The sheet in Unicode, whatever font it was written for."""
    text = " ".join(cell for row in sheet.rows[:ROWS] for cell in row)[:TEXT]
    found = evidence(text)
    code = max(READERS, key=lambda one: found[one])
    read = READERS[code] if found[code] > found[""] else None
    rows = [[nfc(read(cell) if read else cell) for cell in row] for row in sheet.rows[:ROWS]]
    return Sheet(sheet.name, rows, sheet.merged)


def table_of(sheet: Sheet) -> Table | None:
    """The table of a sheet, None where there is none."""
    header = find_header(sheet, _worth)
    parts, first = (header.parts, header.first) if header else _guessed(sheet)
    roles = _roles(parts)
    body = sheet.rows[first:]
    width = max((len(row) for row in body), default=0)
    roles += [""] * (width - len(roles))
    if LABEL not in roles:
        return None
    _look_at(roles, body)
    headings = {fold(" ".join(column)) for column, role in zip(parts, roles, strict=False) if role == LABEL}
    if header is None and not {UOM, FIGURES} & set(roles):
        return None
    of_women = [at for at, role in enumerate(roles) if role == FIGURES and at < len(parts) and _of_women(parts[at])]
    columns = [at for at, role in enumerate(roles) if role == FIGURES and at not in of_women]
    if not columns:
        columns, of_women = of_women, []
    rows = list(_rows(sheet, first, roles, (columns, of_women), headings))
    titles = [" ".join(parts[at]) if at < len(parts) and parts[at] else f"Cột {at + 1}" for at in columns]
    return Table(_above(sheet, parts, first), titles, rows, UOM in roles, bool(of_women))


def _of_women(heading: Sequence[str]) -> bool:
    return fold(" ".join(heading[-1:])) in ("nu", "trong do nu", "so nu", "trong do so nu", "nu gioi")


def _worth(parts: list[list[str]]) -> int:
    """How well headings would do: a label, and beside it numbers, units of measure or figures."""
    roles = _roles(parts)
    found = set(roles)
    if LABEL not in found or not found & {NUMBER, UOM, FIGURES}:
        return 0
    figures = {" ".join(column) for column, role in zip(parts, roles, strict=True) if role == FIGURES and column}
    return 6 + 3 * (NUMBER in found) + 3 * (UOM in found) + 2 * min(len(figures), 4)


def _roles(parts: Sequence[Sequence[str]]) -> list[str]:
    """What each column is by its heading. Of several that name a label the first ones that are alike are it."""
    found: list[str] = []
    label = ""
    for column in parts:
        heading = fold(" ".join(column))
        if not heading or len(heading) > LONG_HEADING:
            found.append("")
        elif words().headed(NUMBER, heading) and LABEL not in found:
            found.append(NUMBER)
        elif words().headed(LABEL, heading) and label in ("", heading) and FIGURES not in found:
            label = heading
            found.append(LABEL)
        elif words().headed(UOM, heading):
            found.append(UOM)
        elif words().headed(NOTE, heading) or words().headed(NUMBER, heading):
            found.append(NOTE)
        else:
            found.append(FIGURES if LABEL in found else "")
    return found


def _guessed(sheet: Sheet) -> tuple[list[list[str]], int]:
    """Columns of a sheet without headings, told by what stands in them: the longest words are the labels."""
    width = max((len(row) for row in sheet.rows), default=0)
    held = [[row[at].strip() for row in sheet.rows if at < len(row) and row[at].strip()] for at in range(width)]
    lengths = [sum(map(len, cells)) / (4 + len(cells)) * min(len(cells), 10) for cells in held]
    label = max(range(width), key=lambda at: lengths[at], default=-1)
    numbered = label > 0 and any(number_of(text)[0] != UNNUMBERED for text in held[label - 1])
    parts = [["Chỉ tiêu"] if at == label else ["TT"] if numbered and at == label - 1 else [] for at in range(width)]
    starts = (
        at for at, row in enumerate(sheet.rows)
        if 0 <= label < len(row) and row[label].strip() and sum(bool(cell.strip()) for cell in row) > 1
    )  # fmt: skip
    return parts, next(starts, 0)


def _look_at(roles: list[str], body: Sequence[Sequence[str]]) -> None:
    """Columns without a heading: units of measure or figures where that is what they hold, else nothing."""
    label = roles.index(LABEL)
    for at in range(len(roles)):
        if roles[at]:
            continue
        held = [row[at].strip() for row in body if at < len(row) and row[at].strip()]
        if len(held) < 2:
            continue
        if at > label and UOM not in roles and _mostly(held, lambda text: fold(text) in words().told["uoms"]):
            roles[at] = UOM
        elif at > label and _mostly(held, is_figure):
            roles[at] = FIGURES
        elif at < label and NUMBER not in roles and _mostly(held, lambda text: number_of(text)[0] != UNNUMBERED):
            roles[at] = NUMBER


def _mostly(held: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return sum(map(fits, held)) * 10 >= len(held) * 7


def is_figure(text: str) -> bool:
    """Whether a text is a number, or a mark for none."""
    try:
        parse_number(text.strip().rstrip("%").strip())
    except VietError:
        return text.strip() in ("-", "–", "x", "X")
    return True


def _rows(
    sheet: Sheet, first: int, roles: Sequence[str], columns: tuple[Sequence[int], Sequence[int]], headings: set[str]
) -> Iterator[Raw]:
    last_uom = ""
    for at in range(first, len(sheet.rows)):
        row = [*sheet.rows[at], *[""] * (len(roles) - len(sheet.rows[at]))]
        if not any(cell.strip() for cell in row) or _numbers_columns(row):
            continue
        raw = _raw(row, roles, columns, last_uom)
        plain = raw.style == UNNUMBERED and not raw.filled and not raw.uom
        if plain and words().ends_table(row):
            break
        if not raw.label or fold(raw.label) in headings:
            continue
        last_uom = raw.uom or last_uom
        yield raw


def _raw(row: Sequence[str], roles: Sequence[str], columns: tuple[Sequence[int], Sequence[int]], last_uom: str) -> Raw:
    numbered = next((row[at].strip() for at, role in enumerate(roles) if role == NUMBER and row[at].strip()), "")
    style, no = number_of(numbered)
    places = [at for at, role in enumerate(roles) if role == LABEL]
    place = next((at for at in places if row[at].strip()), -1)
    text = row[place] if place >= 0 else ""
    if not text.strip() and style == UNNUMBERED:  # words that run over from the column of numbers
        text, place = (
            numbered or next((cell for at, cell in enumerate(row) if cell.strip() and roles[at] != FIGURES), ""),
            places[0],
        )
    indent = len(text) - len(text.lstrip()) + 4 * max(place - places[0], 0)
    label = " ".join(text.split())
    if style == UNNUMBERED:
        style, no, label = split_label(label)
    else:
        again, _, rest = split_label(label)
        label = rest if again >= 5 else label  # a dash between the number and the words
    told = next((row[at].strip() for at, role in enumerate(roles) if role == UOM and row[at].strip()), "")
    uom = last_uom if told.lower() in _DITTO else uom_named(told) if told else ""
    bracket, rest = uom_in(label)
    if bracket and (not uom or bracket == uom):
        uom, label = bracket, rest
    if not (label.endswith((")", "):"))):
        label = label.rstrip(" :")
    figures, women = (tuple(_figure(row[at]) for at in places) for places in columns)
    return Raw(style, no, label.removesuffix(":"), indent, uom, figures, women)


def _figure(text: str) -> str:
    """What stands in a column of figures, if it is one."""
    return text.strip() if is_figure(text) else ""


def _numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: A, B, C, 1, 2 or (1), (2), (3)."""
    texts = [cell.strip().strip("()") for cell in row if cell.strip()]
    return (
        len(texts) > 2
        and all(re.fullmatch(r"\d|[A-Z]|\d=\d.*", text) for text in texts)
        and len(set(texts)) == len(texts)
    )


def _above(sheet: Sheet, parts: Sequence[Sequence[str]], first: int) -> list[str]:
    """The texts above the header, line by line."""
    found = []
    names = {fold(text) for column in parts for text in column}
    for row in sheet.rows[:first]:
        texts = [" ".join(cell.split()) for cell in row if cell.strip()]
        if texts and sum(fold(text) in names for text in texts) >= 2:
            break
        found += list(dict.fromkeys(texts))
    return found
