"""The faulty rows of a file as a file, to be corrected by whoever wrote it."""

from collections.abc import Mapping, Sequence
from typing import IO

from ..acting import current_actor
from ..actions import Act
from ..excel import Page, write_book
from .models import FAULTY, Upload
from .rows import found_of, layouts_of, rows_in, texts_of


def faulty_rows(upload: Upload, name: str, titles: Mapping[str, str], states: Sequence[str] = (FAULTY,)) -> IO[bytes]:
    """The faulty rows under the headings of their sheets, what is wrong behind each. The file that leaves is an entry
    of the audit trail under `name`, with a digest of the rows."""
    act = Act(current_actor(), name, "")
    layouts = layouts_of(upload)
    rows: dict[int, list[list[str]]] = {}
    for row in act.recorded(rows_in(upload, "").filter(state__in=states), lambda row: row.pk):
        row.upload = upload
        layout, texts = layouts[row.sheet], texts_of(row)
        told = "; ".join(f"{titles[code]}: {message}" for code, message in found_of(row).faults.items())
        padded = [*texts.cells, *[""] * (len(layout.headings) - len(texts.cells))][: len(layout.headings)]
        added = "; ".join(text for code, text in texts.more.items() if text and code in titles)
        rows.setdefault(row.sheet, []).append([*padded, added, told])
    pages = [
        Page(layouts[number].sheet, 0, (*layouts[number].headings, "Ghi thêm", "Cần sửa"), found)
        for number, found in rows.items()
    ]
    act.record(upload, unit_id=upload.unit_id)
    act.write()
    return write_book(pages or [Page("Không có dòng lỗi", 0, ("Kết quả",), [])])
