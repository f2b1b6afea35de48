"""What a response tells, whatever it is: a page, a fragment, JSON, an Excel or a Word file, or where it leads."""

import html
import io
import re
import unicodedata
import zipfile
from typing import Any
from urllib.parse import unquote

from python_calamine import CalamineWorkbook

from ketdoan.core.sheets import MIME

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def text_of(response: Any) -> str:
    """All words of a response as `plain` gives them, without the address that was asked for."""
    content = response.getvalue()
    kind = response.headers.get("Content-Type", "").split(";")[0]
    if kind == MIME:
        text = "\n".join(" ".join(map(str, row)) for row in rows_of(content))
    elif kind == WORD:
        text = words_in(content)
    else:
        text = html.unescape(content.decode(errors="replace"))
    text += f" {response.headers.get('Location', '')} {response.headers.get('Content-Disposition', '')}"
    asked = response.wsgi_request.get_full_path()
    for address in (asked, asked.partition("?")[0]):
        text = unquote(text).replace(unquote(address), "")
    return plain(text)


def plain(text: str) -> str:
    """A text in which small differences of writing no longer matter; quick also for a large page."""
    return unicodedata.normalize("NFC", text).casefold()


def rows_of(content: bytes) -> list[list[Any]]:
    """All rows of an Excel file, its heads too."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def words_in(content: bytes) -> str:
    """The text of every part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
    return "\n".join(re.sub(r"<[^>]+>", " ", part) for part in parts)
