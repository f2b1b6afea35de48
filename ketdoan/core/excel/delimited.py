"""Opening CSV files of any encoding and delimiter: as sheets of texts, like those of Excel."""

import csv
import io
import re
from collections import Counter
from typing import IO

from ketdoan.core.viet import VietError, format_number, nfc
from ketdoan.core.viet.oldfonts import evidence

from .book import COLUMNS, LONGEST, ROWS, Sheet

LARGEST = 64 * 1024 * 1024
_DELIMITERS = ",;\t|"
_TRICK = re.compile(r'="(.*)"')
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SAVE_AS = "Hãy lưu tệp bằng Excel dạng “CSV UTF-8” hoặc “Excel Workbook (.xlsx)” rồi nhập lại."


def open_delimited(file: IO[bytes], name: str) -> Sheet:
    """The one sheet of a CSV file, named after it. Raises VietError in words for people where the file will not do."""
    file.seek(0)
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise VietError("Tệp CSV quá lớn.")
    if not content.strip(b"\x00 \r\n\t"):
        raise VietError("Tệp rỗng, không có nội dung.")
    text = decode(content)
    if text.lstrip().startswith(("<", "{\\rtf", "%PDF")):
        raise VietError(f"Đây không phải là tệp CSV. {_SAVE_AS}")
    rows = _rows(text)
    if not rows:
        raise VietError("Tệp không có dòng nào.")
    return Sheet(name, rows)


def decode(content: bytes) -> str:
    """The text of a file: Unicode in any form, Windows-1258, or the codes of old fonts left as they are."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\x00" in content[:4_000]:
        return _strictly(content, "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be")
    if _BINARY.search(content):
        raise VietError(f"Đây không phải là tệp CSV. {_SAVE_AS}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _of_one_byte(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise VietError(f"Tệp CSV bị hỏng, không đọc được chữ. {_SAVE_AS}") from None
    if _CONTROL.search(text):
        raise VietError(f"Đây không phải là tệp CSV. {_SAVE_AS}")
    return text


def _of_one_byte(content: bytes) -> str:
    """One byte a letter: the reading in which more words make sense; refused where neither does."""
    vietnamese = nfc(content.decode("cp1258", "replace"))
    western = "".join(map(_WESTERN.__getitem__, content))
    found, old = evidence(vietnamese[:200_000]), evidence(western[:200_000])
    senses = {vietnamese: found[""], western: max(old["TCVN3"], old["VNI"])}
    best = max(senses, key=senses.__getitem__)
    others = sum(1 for ch in best[:200_000] if ch == "\ufffd")
    if senses[best] < 2 * min(senses.values()) + 1 or others:
        raise VietError(f"Không rõ chữ trong tệp CSV theo bảng mã nào. {_SAVE_AS}")
    return best


#: Windows-1252 as machines show it; its five holes as themselves.
_WESTERN = [bytes([code]).decode("cp1252", "replace").replace("\ufffd", chr(code)) for code in range(256)]


def _rows(text: str) -> list[list[str]]:
    csv.field_size_limit(LARGEST)
    delimiter = _delimiter(text)
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(_trimmed(row))
            if len(rows) > ROWS:
                raise VietError(f"Tệp có quá nhiều dòng: mỗi lần nhập nhiều nhất {format_number(ROWS)} dòng.")
    except csv.Error:
        raise VietError(f"Tệp CSV bị hỏng, không đọc được. {_SAVE_AS}") from None
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _trimmed(row: list[str]) -> list[str]:
    cells = [_cell(text) for text in row[:COLUMNS]]
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _cell(text: str) -> str:
    if text.startswith('="') and (found := _TRICK.fullmatch(text)):
        text = found[1]  # how exports keep leading zeros
    return text.rstrip()[:LONGEST]


def _delimiter(text: str) -> str:
    """The sign that parts the lines into most equal numbers of cells."""
    head = io.StringIO(text[:200_000].replace("\r\n", "\n").replace("\r", "\n"), newline="")
    sample = head.read()
    worth: dict[str, int] = {}
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(
                len(row)
                for row, _ in zip(csv.reader(io.StringIO(sample), delimiter=delimiter), range(200), strict=False)
            )
        except csv.Error:
            continue
        worth[delimiter] = max((times * (width - 1) for width, times in widths.items()), default=0)
    return max(worth, key=worth.__getitem__) if worth else ","
