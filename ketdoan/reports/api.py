"""Reports for other software: rounds, the reports of a round, their figures, and writing one's own."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Schema
from pydantic import ConfigDict, StrictFloat, StrictInt, StrictStr

from ketdoan.core.actions import kept_key
from ketdoan.core.api import ERRORS, LONGEST_ID, PLAIN, Id, Key, Needs, Problem, api
from ketdoan.core.viet import VietError

from .actions.filling import fill
from .models import Round, Submission
from .queries.forms import form_version
from .queries.listing import rounds_seen
from .queries.reading import report_of
from .rules.figures import Figure, figure_of, told_as
from .rules.packs import Entry
from .rules.states import Source, State
from .rules.writing import must_fit

VIEW, FILL = "reports.view", "reports.fill"
#: A figure as it is told: a number, "na", "unknown", a bound such as ">26700", or null for none.
Told = StrictInt | StrictFloat | StrictStr | None


class RoundOut(Schema):
    """A round: which form is asked for, of which days, by whom, until when."""

    id: int
    form: str
    title: str
    period: str
    first: date
    last: date
    due: date
    unit: str
    locked: bool


class ReportOut(Schema):
    """The report of a unit in a round."""

    id: int
    unit: str
    name: str
    consolidates: bool
    state: Literal[tuple(state.value for state in State)]  # type: ignore[valid-type]
    due: date
    submitted_at: datetime | None
    revision: int


class Cell(Schema):
    """A figure of a report, with where it comes from."""

    cell: str
    label: str
    uom: str
    value: int | float | str | None
    source: Literal[tuple(source.name.lower() for source in Source)]  # type: ignore[valid-type]


class ReportWithFigures(ReportOut):
    """A report as it stands; `no` is the number of the last saving."""

    no: int
    cells: list[Cell]


class Rounds(Schema):
    """The rounds of the scope, the latest first."""

    items: list[RoundOut]


class Reports(Schema):
    """A part of the reports of a round; `next` is the cursor of the part after it."""

    items: list[ReportOut]
    next: int | None


class Written(Schema):
    """What became of a saving: its number, and the cells that somebody else wrote meanwhile, as they are."""

    no: int
    held_back: dict[str, int | float | str | None]


class Writing(Schema):
    """Cells to be written; `seen` is the number of the last saving that the caller knows of."""

    model_config = ConfigDict(extra="forbid")
    cells: Annotated[dict[Annotated[str, Field(max_length=120)], Told], Field(min_length=1, max_length=1_000)]
    seen: Annotated[int, Field(ge=0, le=10**6)]


class WantedRounds(Schema):
    """Which rounds: of a form, of a period."""

    model_config = ConfigDict(extra="forbid")
    form: Annotated[str, Field(max_length=60, pattern=PLAIN)] = ""
    period: Annotated[str, Field(max_length=30, pattern=PLAIN)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class WantedReports(Schema):
    """Which part of the reports."""

    model_config = ConfigDict(extra="forbid")
    cursor: Annotated[int, Field(ge=0, le=LONGEST_ID)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


@api.get("rounds", response={200: Rounds, **ERRORS}, auth=Needs(VIEW), url_name="rounds", summary="Đợt báo cáo")
def list_rounds(request: HttpRequest, wanted: Query[WantedRounds]) -> Any:
    """Các đợt báo cáo trong phạm vi, mới nhất trước; lọc theo mã biểu mẫu, mã kỳ."""
    rows = rounds_seen()
    rows = rows.filter(code=wanted.form) if wanted.form else rows
    rows = rows.filter(period=wanted.period) if wanted.period else rows
    return {"items": [_round(asked) for asked in rows[: wanted.limit]]}


def _round(asked: Round) -> dict[str, Any]:
    named = {name: getattr(asked, name) for name in ("period", "first", "last", "due")}
    about = {"id": asked.pk, "form": asked.code, "title": asked.form.title, "unit": asked.unit.code}
    return {**about, **named, "locked": asked.locked_at is not None}


@api.get(
    "rounds/{pk}/reports",
    response={200: Reports, **ERRORS},
    auth=Needs(VIEW),
    url_name="round_reports",
    summary="Báo cáo của một đợt",
)
def list_reports(request: HttpRequest, pk: Id, wanted: Query[WantedReports]) -> Any:
    """Báo cáo của các đơn vị trong phạm vi, theo số thứ tự."""
    asked = get_object_or_404(rounds_seen(), pk=pk)
    rows = Submission.objects.filter(round=asked, pk__gt=wanted.cursor).select_related("unit").order_by("pk")
    found = list(rows[: wanted.limit + 1])
    page = found[: wanted.limit]
    return {"items": [_report(one) for one in page], "next": page[-1].pk if len(found) > len(page) else None}


def _report(report: Submission) -> dict[str, Any]:
    named = {name: getattr(report, name) for name in ("consolidates", "state", "due", "submitted_at", "revision")}
    return {"id": report.pk, "unit": report.unit.code, "name": report.unit.name, **named}


@api.get(
    "reports/{pk}",
    response={200: ReportWithFigures, **ERRORS},
    auth=Needs(VIEW),
    url_name="report",
    summary="Số liệu của một báo cáo",
)
def one_report(request: HttpRequest, pk: Id) -> Any:
    """Mọi ô của biểu mẫu như báo cáo đang ghi, kèm nguồn của từng số."""
    report = _seen(pk)
    told = report_of(report)
    cells = [
        {
            "cell": row.cell,
            "label": row.label,
            "uom": told.form.known.element(row.cell).uom,
            "value": told_as(entry.figure),
            "source": Source(entry.source).name.lower(),
        }
        for row in told.form.rows
        for entry in (told.entries.get(row.cell, Entry()),)
    ]
    return {**_report(report), "no": report.no, "cells": cells}


@api.post(
    "reports/{pk}/cells",
    response={200: Written, 409: Problem, **ERRORS},
    auth=Needs(FILL),
    url_name="write_cells",
    summary="Ghi số liệu báo cáo của đơn vị mình",
)
def write_cells(request: HttpRequest, pk: Id, given: Writing, key: Key) -> Any:
    """Ghi các ô; null để xóa. Ô người khác ghi sau lần lưu `seen` thì giữ nguyên, trả về ở `held_back`. Nộp báo cáo là
    việc của người giữ vị trí công tác, không làm qua đây."""
    report = _seen(pk)
    known = form_version(report.form_id)
    cells, wrong = dict[str, Figure](), dict[str, str]()
    for cell, told in given.cells.items():
        try:
            if cell not in known.cells:
                raise VietError("Không có trong biểu mẫu.")
            cells[cell] = figure_of(told)
            must_fit(cells[cell], known.known.element(cell))
        except VietError as error:
            wrong[cell[:120]] = str(error)
    if wrong:
        raise ValidationError(wrong)
    done = fill(submission=report, cells=cells, seen=given.seen, source=Source.TYPED, key=kept_key(key))
    held_back = {} if done is None else {cell: told_as(figure) for cell, figure in done.held_back.items()}
    return {"no": _seen(pk).no, "held_back": held_back}


def _seen(pk: int) -> Submission:
    return get_object_or_404(Submission.objects.select_related("unit", "round"), pk=pk)
