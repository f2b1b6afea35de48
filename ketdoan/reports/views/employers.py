"""The sheet for an employer: the union makes the link, the employer's staff fill it in on a phone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.qr import qr
from ketdoan.core.screens import PUBLIC, screen
from ketdoan.core.throttle import too_often
from ketdoan.core.viet import VietError

from ..actions import employers as acts
from ..models import EmployerSheet
from ..queries.employers import open_sheet, rows_of_employer
from ..queries.forms import form_version
from ..rules.catalogue import Catalogue
from ..rules.figures import Figure
from ..rules.writing import read_figure
from .entry import seen_report

#: So many requests a minute from one address.
MOST = 30


@screen("reports.fill")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link and show it, once."""
    found = seen_report(pk)
    secret = acts.new_secret()
    try:
        sheet = acts.ask_employer(submission=found, secret=secret)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("reports:report", pk)
    address = request.build_absolute_uri(reverse("reports:sheet", args=[secret]))
    context = {"report": found, "asked": found.round, "sheet": sheet, "address": address, "qr": qr(address)}
    return render(request, "reports/sheet_link.html", {**context, "rows": rows_of_employer(found)})


@screen(PUBLIC)
def sheet(request: HttpRequest, secret: str) -> HttpResponse:
    """The sheet as the employer's staff see it: the lines that they know, and nothing of the rest of the report."""
    if too_often(request, "sheet", MOST):
        return _answer(request, "reports/sheet_gone.html", {}, 429)
    found = open_sheet(secret)
    if found is None:
        return _answer(request, "reports/sheet_gone.html", {}, 410)
    with acting(SYSTEM):
        rows = rows_of_employer(found.submission)
        known = form_version(found.submission.form_id).known
    if request.method != "POST":
        return _sheet(request, found, [(row, known.element(row.cell), "", "") for row in rows])
    cells, errors = _read(request, known, [row.cell for row in rows])
    if not errors:
        try:
            with acting(SYSTEM):
                acts.fill_sheet(sheet=found, cells=cells)
            return _answer(request, "reports/sheet_done.html", {"sheet": found})
        except ValidationError as error:
            errors = {"": " ".join(error.messages)}
    typed = [(row, known.element(row.cell), request.POST.get(row.cell, ""), errors.get(row.cell, "")) for row in rows]
    return _sheet(request, found, typed, errors.get("", ""), 422)


def _read(request: HttpRequest, known: Catalogue, cells: list[str]) -> tuple[dict[str, Figure], dict[str, str]]:
    found, errors = {}, {}
    for cell in cells:
        try:
            found[cell] = read_figure(request.POST.get(cell, "")[:60], known.element(cell))
        except VietError as error:
            errors[cell] = str(error)
    return found, errors


def _sheet(request: HttpRequest, found: EmployerSheet, lines: Any, error: str = "", status: int = 200) -> HttpResponse:
    context = {"sheet": found, "lines": lines, "error": error}
    return _answer(request, "reports/sheet.html", context, status)


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    # The secret stands in the address: no other site is told it. Without any referrer the form could not be sent.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
