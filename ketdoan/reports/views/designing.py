"""Pages of forms: those there are, and the designer that makes one from the Excel sheet in use."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.excel import open_book
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, today
from ketdoan.units.models import Unit

from ..actions import designing as acts
from ..designing.content import PERIODS, Design, content_of, wrongs
from ..designing.matching import known_cells
from ..designing.model import SECTION, Proposal
from ..designing.reading import propose
from ..designing.trying import BROKEN, HOLDS, said, tried, with_figures
from ..forms.designing import DesignForm, FilledForm, SheetForm
from ..models import FormDraft, FormVersion
from ..queries.designing import cells_before, known_for, own_code, own_drafts, owner_of_draft
from ..queries.forms import form_version, forms_seen, sees
from ..rules.catalogue import OWN
from ..rules.forms import Form, Row, form_of
from .lines import SEVERITY_WORDS

DESIGN = "reports.design"
HOME = "reports:forms"


@screen("reports.view")
@require_safe
def forms_page(request: HttpRequest) -> HttpResponse:
    """The forms that the scope sees, and what the unit is making."""
    found = [(version, own_code(version), form_version(version.pk)) for version in forms_seen()]
    own = [one for one in found if one[0].unit_id]
    shipped = [one for one in found if not one[0].unit_id]
    groups = [("Biểu mẫu của công đoàn các cấp", own), ("Biểu mẫu có sẵn", shipped)]
    may = current_actor().may(DESIGN)
    context = {"groups": groups, "drafts": own_drafts() if may else [], "may_design": may, "periods": PERIODS}
    return render(request, "reports/forms.html", context)


@screen("reports.view")
@require_safe
def form_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a form: its lines, and what must hold between them."""
    version = _version(pk)
    form = form_version(version.pk)
    numbers = {row.cell: row.no for section in form.sections for row in section.rows}
    actor = current_actor()
    context = {
        "version": version,
        "code": own_code(version),
        "form": form,
        "sections": [
            (section.title, [_shown(row, form, numbers) for row in section.rows]) for section in form.sections
        ],
        "rules": [(said(rule.check, numbers), SEVERITY_WORDS[rule.severity]) for rule in form.rules],
        "periods": ", ".join(PERIODS[kind] for kind in form.periods if kind in PERIODS),
        "versions": FormVersion.objects.filter(code=version.code).exclude(pk=pk),
        "may_follow": version.unit_id is not None and version.unit_id == actor.unit_id and actor.may(DESIGN),
    }
    return render(request, "reports/form.html", context)


def _version(pk: int) -> FormVersion:
    version = get_object_or_404(FormVersion.objects.select_related("unit"), pk=pk)
    if not sees(version):
        raise Http404
    return version


def _shown(row: Row, form: Form, numbers: dict[str, str]) -> dict[str, Any]:
    element = form.known.element(row.cell)
    relation = ""
    if row.total_of:
        relation = f"= {' + '.join(numbers[cell] for cell in row.total_of)}"
    elif row.part_of:
        relation = f"trong đó của {numbers[row.part_of]}"
    elif element.numerator:
        parts = [numbers.get(cell, form.known.title(cell)) for cell in (element.numerator, element.denominator)]
        relation = f"= {parts[0]} : {parts[1]}"
    own = row.cell.startswith(OWN)
    return {"row": row, "uom": element.uom, "relation": relation, "own": own, "title": form.known.title(row.cell)}


@screen(DESIGN)
def new_form(request: HttpRequest) -> HttpResponse:
    """Begin a form with the Excel file that is in use."""
    unit = _own_unit()
    own = [version for version in forms_seen() if version.unit_id == unit.pk]
    return edit(
        request,
        partial(SheetForm, own=own),
        partial(_begin, unit),
        title="Lập biểu mẫu từ Excel",
        back=reverse(HOME),
        done=_after_begin,
        said=lambda draft: f"Đã đọc {_counted(draft)} dòng. Hãy xem lại từng dòng.",
        submit="Đọc tệp",
        drafts=False,
    )


def _counted(draft: FormDraft) -> int:
    """How many lines of a draft count something."""
    return sum(line["kind"] != SECTION for line in draft.content["design"]["lines"])


def _own_unit() -> Unit:
    return get_object_or_404(Unit, pk=current_actor().unit_id or 0)


def _begin(unit: Unit, *, file: Any, key: str, form: FormVersion | None = None) -> FormDraft:
    sheets = _proposals(file, form)
    if not sheets:
        words = "Không tìm thấy bảng nào có cột nội dung, chỉ tiêu trong tệp. Hãy xem lại dòng tiêu đề của bảng."
        raise ValidationError({"file": words})
    return acts.begin_form(unit=unit, sheets=sheets, form=form, key=key)


def _proposals(file: Any, form: FormVersion | None = None) -> list[Proposal]:
    try:
        book = open_book(file, old=True)
    except VietError as error:
        raise ValidationError({"file": str(error)}) from None
    earlier = cells_before(form)
    found = [propose(sheet, earlier) for sheet in book[: acts.MOST_SHEETS]]
    return [one for one in found if one is not None]


def _after_begin(draft: FormDraft) -> str:
    several = len(draft.content["sheets"]) > 1
    return reverse("reports:design_sheets" if several else "reports:design", args=[draft.pk])


@screen(DESIGN)
@require_POST
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of a form of one's own."""
    version = _version(pk)
    try:
        draft = acts.begin_form(unit=_own_unit(), form=version)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("reports:form", pk)
    return redirect("reports:design", draft.pk)


def _draft(pk: int) -> FormDraft:
    found: FormDraft = get_object_or_404(own_drafts(), pk=pk)
    return found


@screen(DESIGN)
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose one of the sheets of the file."""
    draft = _draft(pk)
    if request.method == "POST":
        try:
            at = int(request.POST.get("sheet", ""))
            acts.choose_sheet(draft=draft, at=at)
        except (ValueError, ValidationError):
            messages.error(request, "Hãy chọn một trang tính.")
            return redirect("reports:design_sheets", pk)
        return redirect("reports:design", pk)
    found = [Proposal.from_json(sheet) for sheet in draft.content["sheets"]]
    offered = [(one, sum(line.kind != SECTION for line in one.lines)) for one in found]
    return render(request, "reports/design_sheets.html", {"draft": draft, "sheets": offered})


@screen(DESIGN)
def design(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as a grid, with what was not sure and what is wrong beside them."""
    draft = _draft(pk)
    kept = Design.from_json(draft.content["design"])
    known = known_for(draft)
    found = wrongs(kept, owner_of_draft(draft, kept), today())
    by_line: dict[int, list[str]] = {}
    for one in found:
        by_line.setdefault(one.at, []).append(one.words)

    def make(*args: Any) -> DesignForm:
        made = DesignForm(*args, design=kept, known=known, fixed=draft.form is not None)
        widget: Any = made.fields["lines"].widget
        widget.wrong = by_line
        return made

    return edit(
        request,
        make,
        partial(_keep, draft, kept),
        "reports/design.html",
        title=kept.title or "Biểu mẫu mới",
        back=reverse(HOME),
        done=reverse("reports:try_form", args=[pk]),
        said="",
        submit="Lưu và thử trên số liệu",
        context={
            "draft": draft,
            "whole_wrong": by_line.get(-1, ()),
            "wrong_lines": [(at, kept.lines[at], words) for at, words in sorted(by_line.items()) if at >= 0],
            "doubtful": sum(bool(line.doubts) for line in kept.lines),
            "lines": sum(line.kind != SECTION for line in kept.lines),
            "cells": _offered(draft),
            "several": len(draft.content["sheets"]) > 1,
        },
    )


def _offered(draft: FormDraft) -> list[tuple[str, str, str]]:
    """The cells that a line may be chosen to be: code, words, unit of measure."""
    known = known_for(draft)
    own = [code for code in known.elements if code.startswith(OWN)]
    cells = dict.fromkeys([*own, *(one.cell for one in known_cells())])
    return [(cell, known.title(cell), known.element(cell).uom) for cell in cells]


def _keep(draft: FormDraft, kept: Design, *, key: str, **told: Any) -> FormDraft:
    return acts.change_form(draft=draft, design=Design(columns=kept.columns, **told), key=key)


@screen(DESIGN)
def try_form(request: HttpRequest, pk: int) -> HttpResponse:
    """What the figures of last period say of the form before it is published."""
    draft = _draft(pk)
    kept = Design.from_json(draft.content["design"])
    form = FilledForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _take(request, draft, kept, form):
            return redirect("reports:try_form", pk)
        status = 422
    owner = owner_of_draft(draft, kept)
    found = wrongs(kept, owner, today())
    columns = _columns(kept)
    asked = request.GET.get("cot", "")
    column = int(asked) if asked.isdigit() and int(asked) < len(columns) else 0
    results = [] if found else tried(form_of(content_of(kept, kept.code, owner)), kept.lines, column, today())
    context = {
        "draft": draft,
        "design": kept,
        "form": form,
        "wrongs": [(one.words, kept.lines[one.at] if one.at >= 0 else None) for one in found],
        "columns": columns,
        "column": column,
        "results": results,
        "filled": sum(any(line.figures) for line in kept.lines),
        "broken": sum(one.verdict == BROKEN for one in results),
        "holding": sum(one.verdict == HOLDS for one in results),
        "lines": sum(line.kind != SECTION for line in kept.lines),
        "new": sum(line.kind != SECTION and not line.cell for line in kept.lines),
    }
    return render(request, "reports/design_try.html", context, status=status)


def _columns(kept: Design) -> list[str]:
    """The columns of figures that hold any."""
    width = max((len(line.figures) for line in kept.lines), default=0)
    names = [*kept.columns, *(f"Cột {at + 1}" for at in range(len(kept.columns), width))]
    return names[:width]


def _take(request: HttpRequest, draft: FormDraft, kept: Design, form: FilledForm) -> bool:
    """Take the figures of a sheet that was filled in: of the one whose lines are most like those of the form."""
    try:
        found = [(*with_figures(kept.lines, one.lines), one.columns) for one in _proposals(form.cleaned_data["file"])]
    except ValidationError as error:
        form.add_error("file", error.messages)
        return False
    lines, number, columns = max(found, key=lambda one: one[1], default=((), 0, ()))
    if not number:
        form.add_error("file", "Không tìm thấy dòng nào của biểu này có số liệu trong tệp.")
        return False
    changed = Design(kept.title, kept.code, kept.periods, lines, kept.source, kept.note, columns)
    acts.change_form(draft=draft, design=changed)
    messages.success(request, f"Đã đọc số liệu của {number} dòng.")
    return True


@screen(DESIGN)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the form."""
    try:
        made = acts.publish_form(draft=_draft(pk))
    except ValidationError as error:
        for words in error.messages[:10]:
            messages.error(request, words)
        return redirect("reports:try_form", pk)
    messages.success(request, "Đã công bố biểu mẫu. Từ nay mở được đợt báo cáo theo biểu này.")
    return redirect("reports:form", made.pk)


@screen(DESIGN)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up."""
    acts.drop_form(draft=_draft(pk))
    messages.success(request, "Đã bỏ bản thảo.")
    return redirect(HOME)
