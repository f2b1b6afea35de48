"""Papers set as PDF: the same sources give the same bytes, with the fonts of the program alone."""

from typing import Any

import typst
from django.conf import settings


def set_pdf(files: dict[str, bytes]) -> bytes:
    """The PDF of a typst source, `main.typ` among the files by name, and of what it reads."""
    named: Any = files
    made = typst.compile(named, font_paths=[str(settings.BASE / ".assets" / "print")], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made
