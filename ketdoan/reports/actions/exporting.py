"""All reports of a round as one table: for people as an Excel file, for programs as CSV."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act
from ketdoan.core.sheets import write_sheets
from ketdoan.core.viet import local

from ..models import Round, Submission
from ..queries.forms import adding_of, form_version
from ..queries.tables import figures_of_round
from ..rules.figures import Figure, told_as
from ..rules.writing import figure_text

#: What stands before the figures: for people, and for programs.
HEAD = ("Mã đơn vị", "Đơn vị", "Tổng hợp", "Tình trạng", "Nộp lúc")
NAMES = ("unit", "name", "consolidates", "state", "submitted_at")
EXPORT = "reports.export"


def excel_of_round(asked: Round) -> IO[bytes]:
    """The table with the words of the form; bounds and reasons why there is no number as people write them."""
    cells = adding_of(asked).cells
    words = {row.cell: f"{row.no}. {row.label}" for form in _forms(asked) for row in form.rows}
    act = _act(asked, "xlsx")
    rows = (
        (report.unit.code, report.unit.name, report.consolidates, report.get_state_display(), report.submitted_at,
         *(_shown(figures.get(cell, Figure())) for cell in cells))
        for report, figures in _noted(act, asked)
    )  # fmt: skip
    file = write_sheets(asked.form.title, [*HEAD, *(words[cell] for cell in cells)], rows)
    act.write()
    return file


def csv_of_round(asked: Round) -> IO[bytes]:
    """The table with the codes of the cells, in UTF-8; figures as the API tells them."""
    cells = adding_of(asked).cells
    act = _act(asked, "csv")
    file = TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([*NAMES, *cells])
    for report, figures in _noted(act, asked):
        at = local(report.submitted_at).isoformat(timespec="seconds") if report.submitted_at else ""
        about = (report.unit.code, report.unit.name, int(report.consolidates), report.state, at)
        writer.writerow([*about, *(told_as(figures.get(cell, Figure())) for cell in cells)])
    text.detach()
    file.seek(0)
    act.write()
    return file


def _act(asked: Round, kind: str) -> Act:
    """What leaves the house is an entry of the audit trail."""
    act = Act(current_actor(), EXPORT, "")
    act.record(asked, unit_id=asked.unit_id, change={"file": kind})
    return act


def _noted(act: Act, asked: Round) -> Iterator[tuple[Submission, dict[str, Figure]]]:
    return act.recorded(figures_of_round(asked), lambda row: row[0].pk)


def _forms(asked: Round) -> list[Any]:
    return [form_version(pk) for pk in (asked.upper_form_id, asked.form_id)]


def _shown(figure: Figure) -> Any:
    return figure.exact if figure.exact is not None else figure_text(figure)
