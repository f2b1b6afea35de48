"""Reads an old workbook in a process of its own: a broken one may bring the reading library down, and the process with
it. Run as `python old.py MEMORY`; the file comes in, its sheets go out, or the word for what is wrong with it.
"""

import io
import pickle
import subprocess
import sys
from typing import Any

LOCKED, BROKEN = "locked", "broken"
#: Bytes of memory and seconds that reading one workbook may take.
MEMORY, SECONDS = 2 * 1024**3, 120


def read_apart(content: bytes) -> Any:
    """The visible sheets as (name, first column, rows, merged areas), LOCKED, or BROKEN."""
    command = [sys.executable, "-I", __file__, str(MEMORY)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return BROKEN
    return pickle.loads(done.stdout) if done.returncode == 0 else BROKEN  # noqa: S301 - written by the lines below


def _read(content: bytes) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [about.name for about in book.sheets_metadata if about.visible == SheetVisibleEnum.Visible]
        sheets = []
        for name in shown:
            sheet = book.get_sheet_by_name(name)
            areas = [(*low, *high) for low, high in sheet.merged_cell_ranges or []]
            sheets.append((name, sheet.start[1] if sheet.start else 0, list(sheet.iter_rows()), areas))
    except PasswordError:
        return LOCKED
    except (CalamineError, OSError, ValueError):
        return BROKEN
    return sheets


def _main() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    except ImportError:  # Windows has no such limit; the process still stands apart
        pass
    sys.stdout.buffer.write(pickle.dumps(_read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _main()
