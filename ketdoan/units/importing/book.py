"""Opening an Excel file that came from outside: what is refused, and the texts of its cells.

All cells become text as people type it (31/10/2023, 1234, 52,5), so that what stands in the file and what is
corrected on screen is read by the same rules. Formulas count by the value that Excel saved with them.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from ketdoan.core.viet import VietError, format_date, format_number

#: Bytes of a file once unpacked, its rows and columns that are read, characters of a cell.
UNPACKED, ROWS, COLUMNS, LONGEST = 300 * 1024 * 1024, 120_000, 80, 2_000
CHUNK = 1024 * 1024
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls files and of encrypted .xlsx files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SAVE_AGAIN = "Hãy mở tệp bằng Excel, chọn Lưu thành (Save As) dạng “Excel Workbook (.xlsx)” rồi nhập lại."

Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """A sheet as texts, from its first row and column on; `merged` are (top, left, bottom, right), from 0."""

    name: str
    rows: list[list[str]]
    merged: Sequence[Area] = ()


def open_book(file: IO[bytes]) -> list[Sheet]:
    """The visible sheets that hold anything. Raises VietError in words for people where the file will not do."""
    check_file(file)
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        shown = [about.name for about in book.sheets_metadata if about.visible == SheetVisibleEnum.Visible]
        sheets = [sheet for sheet in _sheets(book, shown) if sheet.rows]
    except VietError:
        raise
    except PasswordError:
        raise VietError("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu mở tệp rồi nhập lại.") from None
    except (CalamineError, OSError, ValueError):
        raise VietError(f"Tệp Excel bị hỏng, không đọc được. {_SAVE_AGAIN}") from None
    if not sheets:
        raise VietError("Tệp không có dòng nào: mọi trang tính đều trống.")
    return sheets


def check_file(file: IO[bytes]) -> None:
    """Refuse what is no Excel file, is locked, carries macros, or would burst when unpacked; no cell is read."""
    file.seek(0)
    head = file.read(len(_COMPOUND))
    if not head:
        raise VietError("Tệp rỗng, không có nội dung.")
    if head == _COMPOUND:
        file.seek(0)
        if _ENCRYPTED in file.read():
            raise VietError("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu mở tệp rồi nhập lại.")
        raise VietError(f"Tệp theo dạng Excel cũ (.xls). {_SAVE_AGAIN}")
    if not head.startswith(b"PK\x03\x04"):
        raise VietError(f"Đây không phải là tệp Excel (.xlsx). {_SAVE_AGAIN}")
    try:
        with zipfile.ZipFile(file) as package:
            _check_package(package)
    except VietError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise VietError(f"Tệp Excel bị hỏng, không đọc được. {_SAVE_AGAIN}") from None


def _check_package(package: zipfile.ZipFile) -> None:
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
    left = UNPACKED
    for part in parts:
        with package.open(part) as stream:
            while piece := stream.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise too_large


def _sheets(book: CalamineWorkbook, names: Sequence[str]) -> Iterator[Sheet]:
    left = ROWS
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > ROWS or sheet.total_height > left + len(names) * 100:
            raise VietError(f"Tệp có quá nhiều dòng: mỗi lần nhập nhiều nhất {format_number(ROWS)} dòng.")
        rows = _rows(sheet)
        left -= len(rows)
        areas = [(*low, *high) for low, high in sheet.merged_cell_ranges or []]
        yield Sheet(name, rows, areas)


def _rows(sheet: CalamineSheet) -> list[list[str]]:
    """The rows as texts, without the empty ones at the end."""
    left = [""] * min(sheet.start[1] if sheet.start else 0, COLUMNS)  # what is read begins at the first full column
    rows = [_trimmed([*left, *map(text_of, row)][:COLUMNS]) for row in sheet.iter_rows()]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row.pop()
    return row


def text_of(cell: Any) -> str:  # noqa: PLR0911 - one answer for each type of value
    """A cell's value as people type it. Spaces at the beginning stay: they may show the tree."""
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
            return _INVISIBLE.sub(" ", str(cell)).rstrip()[:LONGEST]
