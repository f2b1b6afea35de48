"""Opening an Excel file that came from outside: what is refused, and the texts of its cells.

All cells become text as people type it (31/10/2023, 1234, 52,5), so that what stands in the file and what is
corrected on screen is read by the same rules. Formulas count by the value that Excel saved with them.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from ketdoan.core.viet import VietError, format_date, format_number

from .old import BROKEN, LOCKED, read_apart

#: Bytes of a file once unpacked, its rows and columns that are read, characters of a cell.
UNPACKED, ROWS, COLUMNS, LONGEST = 300 * 1024 * 1024, 120_000, 80, 2_000
CHUNK, OVERLAP = 1024 * 1024, 256
#: Of so many different texts of a sheet no second copy is kept.
MOST_SHARED = 20_000
#: Columns beyond which no cell may hold anything; Excel has up to 16,384.
FARTHEST = 256
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls files and of encrypted .xlsx files
_ENCRYPTED, _WORD, _MACROS = (name.encode("utf-16-le") for name in ("EncryptedPackage", "WordDocument", "_VBA_PROJECT"))
_FAR = re.compile(rb'<c r="(?=[A-Z]{3}|[C-Z][A-Z]|[A-Z]{1,2}\d{6})([A-Z]{1,3})(\d{1,7})"[^>]*[^/]>')
_TOO_MANY = f"Tệp có quá nhiều dòng: mỗi lần nhập nhiều nhất {format_number(ROWS)} dòng."
_ERROR_TYPE = b' t="e"'
_CELL, _PLACE, _VALUE = (
    re.compile(rb"<c( [^>]*[^/])>(.*?)</c>"),
    re.compile(rb' r="([A-Z]{1,3})(\d+)"'),
    re.compile(rb"<v>([^<]*)</v>"),
)
_SHEET, _TARGET = re.compile(r"<sheet [^>]*>"), re.compile(r"<Relationship [^>]*>")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SAVE_AGAIN = "Hãy mở tệp bằng Excel, chọn Lưu thành (Save As) dạng “Excel Workbook (.xlsx)” rồi nhập lại."

_LOCKED = "Tệp có đặt mật khẩu. Hãy bỏ mật khẩu mở tệp rồi nhập lại."
_BROKEN = f"Tệp Excel bị hỏng, không đọc được. {_SAVE_AGAIN}"

Area = tuple[int, int, int, int]
RawSheet = tuple[str, int, Iterable[Sequence[Any]], Sequence[Area]]
ErrorCells = Mapping[str, Mapping[tuple[int, int], str]]


@dataclass(frozen=True)
class Sheet:
    """A sheet as texts, from its first row and column on; `merged` are (top, left, bottom, right), from 0."""

    name: str
    rows: list[list[str]]
    merged: Sequence[Area] = ()
    #: By column, for each row up to the last such one, 1 where the cell held a day of Excel's own, not a text that
    #: looks like one.
    days: Mapping[int, bytearray] = field(default_factory=dict)


def open_book(file: IO[bytes], *, old: bool = False) -> list[Sheet]:
    """The visible sheets that hold anything; `old` takes .xls too.

    Raises VietError in words for people where the file will not do.
    """
    errors = check_file(file, old=old)
    file.seek(0)
    try:
        raw = _old_sheets(file.read()) if errors is None else _new_sheets(CalamineWorkbook.from_filelike(file))
        sheets = [sheet for sheet in _sheets(raw, errors or {}) if sheet.rows]
    except VietError:
        raise
    except PasswordError:
        raise VietError(_LOCKED) from None
    except (CalamineError, OSError, ValueError):
        raise VietError(_BROKEN) from None
    except BaseException as error:  # a panic of the library, which it derives from BaseException and does not export
        if type(error).__name__ != "PanicException":
            raise
        raise VietError(_BROKEN) from None
    if not sheets:
        raise VietError("Tệp không có dòng nào: mọi trang tính đều trống.")
    return sheets


def check_file(file: IO[bytes], *, old: bool = False) -> ErrorCells | None:
    """Refuse what is no Excel file, is locked, carries macros, or would burst when unpacked; no cell is read.

    Returns the cells that hold errors, by the name of their sheet; None for an old workbook.
    """
    file.seek(0)
    head = file.read(len(_COMPOUND))
    if not head:
        raise VietError("Tệp rỗng, không có nội dung.")
    if head == _COMPOUND:
        _check_compound(file, old=old)
        return None
    if not head.startswith(b"PK\x03\x04"):
        raise VietError(f"Đây không phải là tệp Excel (.xlsx). {_SAVE_AGAIN}")
    try:
        with zipfile.ZipFile(file) as package:
            return _check_package(package)
    except VietError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise VietError(_BROKEN) from None


def _check_compound(file: IO[bytes], *, old: bool) -> None:
    file.seek(0)
    content = file.read()
    if _ENCRYPTED in content:
        raise VietError(_LOCKED)
    if not old:
        raise VietError(f"Tệp theo dạng Excel cũ (.xls). {_SAVE_AGAIN}")
    if _WORD in content:
        raise VietError(f"Đây là tệp Word. {_SAVE_AGAIN}")
    if _MACROS in content:
        raise VietError(f"Tệp có chứa macro nên không nhận. {_SAVE_AGAIN}")


def _check_package(package: zipfile.ZipFile) -> ErrorCells:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        kind = "tệp Word" if "word/document.xml" in names else "tệp Excel (.xlsx)"
        raise VietError(f"Đây {'là' if 'Word' in kind else 'không phải là'} {kind}. {_SAVE_AGAIN}")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise VietError(f"Tệp có chứa macro nên không nhận. {_SAVE_AGAIN}")
    too_large = VietError("Tệp khi mở ra quá lớn. Hãy bỏ hình ảnh, các trang tính thừa rồi nhập lại.")
    if sum(part.file_size for part in parts) > UNPACKED:
        raise too_large
    # What the directory says of sizes need not be true; reading a part to its end compares it with its checksum.
    left, faulty = UNPACKED, []
    for part in parts:
        with package.open(part) as stream:
            tail = b""
            while piece := stream.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise too_large
                if part.filename.startswith("xl/worksheets/"):
                    _check_places(tail + piece)
                    if _ERROR_TYPE in tail + piece and part.filename not in faulty:
                        faulty.append(part.filename)
                    tail = piece[-OVERLAP:]
    return _errors(package, faulty) if faulty else {}


def _check_places(content: bytes) -> None:
    """Refuse cells so far off that the space up to them would not fit into memory."""
    for column, row in _FAR.findall(content):
        if int(row) > ROWS:
            raise VietError(_TOO_MANY)
        if _column(column) >= FARTHEST:
            raise VietError(f"Tệp có ô ghi ở cột quá xa ({column.decode()}). Hãy xóa các cột thừa rồi nhập lại.")


def _errors(package: zipfile.ZipFile, parts: Sequence[str]) -> ErrorCells:
    """The cells of some sheets that hold #N/A and the like: the reader of values takes them for empty."""
    targets = dict(_pairs(_TARGET, package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")))
    relations = {target.rpartition("/")[2]: relation for relation, target in targets.items()}
    names = dict(_pairs(_SHEET, package.read("xl/workbook.xml").decode("utf-8", "replace")))
    found: dict[str, dict[tuple[int, int], str]] = {}
    for part in parts:
        relation = relations.get(part.rpartition("/")[2], "")
        cells = found.setdefault(html.unescape(names.get(relation, "")), {})
        for attributes, inner in _CELL.findall(package.read(part)):
            place = _PLACE.search(attributes) if _ERROR_TYPE in attributes else None
            if place:
                value = _VALUE.search(inner)
                cells[int(place[2]) - 1, _column(place[1])] = value[1].decode() if value else "#N/A"
    return found


def _pairs(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Two attributes of each element, whatever their order."""
    for element in pattern.findall(text):
        named: dict[str, str] = dict(re.findall(r'([\w:]+)="([^"]*)"', element))
        yield named.get("r:id") or named.get("Id", ""), named.get("name") or named.get("Target", "")


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - ord("A") + 1
    return at - 1


def _new_sheets(book: CalamineWorkbook) -> Iterator[RawSheet]:
    """The visible sheets of a workbook: name, first full column, rows of values, merged areas."""
    left = ROWS
    names = [about.name for about in book.sheets_metadata if about.visible == SheetVisibleEnum.Visible]
    for name in names:
        sheet = book.get_sheet_by_name(name)
        left -= sheet.total_height
        if left < -100 * len(names) or sheet.total_height > ROWS:
            raise VietError(_TOO_MANY)
        areas = [(*low, *high) for low, high in sheet.merged_cell_ranges or []]
        yield name, sheet.start[1] if sheet.start else 0, sheet.iter_rows(), areas


def _old_sheets(content: bytes) -> Iterable[RawSheet]:
    """The same of an old workbook."""
    found = read_apart(content)
    if found in (LOCKED, BROKEN):
        raise VietError(_LOCKED if found == LOCKED else _BROKEN)
    raw: list[RawSheet] = found
    return raw


def _sheets(raw: Iterable[RawSheet], errors: ErrorCells) -> Iterator[Sheet]:
    for name, start, values, areas in raw:
        days: dict[int, bytearray] = {}
        rows = _rows(start, values, days)
        for (at, column), text in errors.get(name, {}).items():
            if at < len(rows) and column < COLUMNS:
                rows[at] += [""] * (column + 1 - len(rows[at]))
                rows[at][column] = text
        yield Sheet(name, rows, areas, days)


def _rows(start: int, read: Iterable[Sequence[Any]], days: dict[int, bytearray]) -> list[list[str]]:
    """The rows as texts, without the empty ones at the end; notes in `days` which cells hold days."""
    shift = min(start, COLUMNS)  # what is read begins at the first full column
    rows: list[list[str]] = []
    seen: dict[str, str] = {}  # most cells say what others say: one text for them all
    for number, values in enumerate(read):
        texts = [seen.get(text, text) for text in map(text_of, values)]
        if len(seen) < MOST_SHARED:
            seen.update(zip(texts, texts, strict=True))
        rows.append(_trimmed([*[""] * shift, *texts][:COLUMNS]))
        for at, value in enumerate(values):
            if isinstance(value, date):
                held = days.setdefault(at + shift, bytearray())
                held += bytes(number - len(held)) + b"\1"
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row.pop()
    return row


def text_of(cell: Any) -> str:  # noqa: PLR0911 - one answer for each type of value
    """A cell's value as people type it. Spaces at the beginning stay: they may show the tree."""
    if isinstance(cell, str):
        return (cell if cell.isprintable() else _INVISIBLE.sub(" ", cell)).rstrip()[:LONGEST]
    match cell:
        case bool():
            return "x" if cell else ""
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", ",")
        case datetime():
            return format_date(cell.date())
        case date():
            return format_date(cell)
        case time() | timedelta():
            return str(cell)
        case _:
            return str(cell)[:LONGEST]
