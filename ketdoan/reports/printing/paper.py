"""A report as it was handed in, as PDF in the official layout: units by the names that they had when it counts, so that
from one revision come the same bytes, unless history is corrected or the signer's record changes."""

import json
from pathlib import Path
from typing import Any

from ketdoan.core.typesetting import set_pdf
from ketdoan.core.viet import format_date, local
from ketdoan.units.queries.kinds import name_on

from ..models import Note, Revision, Submission
from ..queries.forms import form_version
from ..queries.narratives import titles
from ..rules.forms import Form, Row
from ..rules.packs import Entry, unpack
from ..rules.writing import figure_text

#: What is read of a revision beside itself.
WITH = ("submission__round", "submission__unit", "form", "post__person", "post__role")
SOURCE = Path(__file__).parent / "report.typ"


def report_pdf(revision: Revision) -> bytes:
    """The PDF of a report as it was handed in."""
    files = {"main.typ": SOURCE.read_bytes(), "report.json": json.dumps(_told(revision)).encode()}
    return set_pdf(files)


def _told(revision: Revision) -> dict[str, Any]:
    report = revision.submission
    asked = report.round
    form = form_version(revision.form_id)
    entries = unpack(form.cells, revision.values, revision.marks)
    explained = Note.objects.filter(submission=report, kind="explained", at__lte=revision.at).order_by("pk")
    return {
        "title": form.title,
        "code": form.code,
        "version": revision.form.no,
        "digest": revision.digest[:32],
        "unit": name_on(report.unit_id, asked.cut_off),
        "above": _above(report),
        "period": asked.period_title,
        "cut_off": format_date(asked.cut_off),
        "coverage": _coverage(revision),
        "parts": [
            {"title": section.title, "lines": [_line(row, form, entries) for row in section.rows]}
            for section in form.sections
        ],
        "words": [{"title": titles()[code], "lines": lines} for code, lines in revision.words],
        "files": [name for _, name, _ in revision.files],
        "notes": list(dict.fromkeys(note.text for note in explained)),
        "place_day": f"Ngày {format_date(local(revision.at).date())}",
        "signer": revision.post.role.title if revision.post else "Người nộp",
        "name": revision.post.person.name if revision.post else "",
    }


def _line(row: Row, form: Form, entries: dict[str, Entry]) -> dict[str, Any]:
    element = form.known.element(row.cell)
    text = figure_text(entries.get(row.cell, Entry()).figure)
    return {"no": row.no, "label": row.label, "uom": element.uom, "text": text, "part": row.indented}


def _coverage(revision: Revision) -> str:
    if not revision.manifest:
        return ""
    reported, expected = revision.manifest["reported"], revision.manifest["expected"]
    return f"Tổng hợp từ {reported}/{expected} đơn vị cơ sở"


def _above(report: Submission) -> str:
    """The unit above when the round was opened."""
    parts = report.path.strip("/").split("/")
    if len(parts) < 2:
        return ""
    return name_on(int(parts[-2]), report.round.cut_off)
