"""Drafts of forms, and what a unit's forms have been made of."""

from typing import Any

from ketdoan.core.acting import current_actor

from ..designing.content import Design, Owner
from ..designing.matching import Known, own_cells
from ..designing.model import LINE, PART, RATIO, SECTION, TOTAL, Line
from ..models import FormDraft, FormVersion
from ..rules.catalogue import OWN, Catalogue, catalogue, with_own
from ..rules.forms import Form, Row
from .forms import form_version


def own_drafts() -> Any:
    """The drafts of the acting unit."""
    return FormDraft.objects.filter(unit=current_actor().unit_id or 0).select_related("form", "unit")


def code_within(unit_code: str, code: str) -> str:
    """The code of a unit's form among those of all units."""
    return f"{unit_code}.{code}"


def own_code(version: FormVersion) -> str:
    """The code of a form as its unit calls it."""
    return version.code.rpartition(".")[2] if version.unit_id else version.code


def owner_of(unit_id: int, unit_code: str, code: str) -> Owner:
    """Whose form a code is, with the own elements of all its versions; the last one says what each is called."""
    versions = FormVersion.objects.filter(unit=unit_id, code=code_within(unit_code, code)).order_by("no")
    earlier = {one["code"]: one for version in versions for one in version.content.get("element", ())}
    return Owner(f"{OWN}{unit_id}_{code.replace('-', '_')}_", earlier)


def owner_of_draft(draft: FormDraft, design: Design) -> Owner:
    """Whose form a draft becomes."""
    return owner_of(draft.unit_id, draft.unit.code, design.code)


def cells_before(version: FormVersion | None) -> tuple[Known, ...]:
    """The own cells of a version with their labels there, for the sheet that brings the next one."""
    if version is None:
        return ()
    form = form_version(version.pk)
    labels = {row.cell: row.label for section in form.sections for row in section.rows if row.cell.startswith(OWN)}
    return own_cells(form.known, labels)


def design_of(version: FormVersion) -> Design:
    """A published form as the beginning of its next version."""
    form = form_version(version.pk)
    numbers = {row.cell: row.no for section in form.sections for row in section.rows}
    lines = []
    for section in form.sections:
        no, dot, title = section.title.partition(". ")
        lines.append(Line(SECTION, no, title) if dot and len(no) < 6 else Line(SECTION, "", section.title))
        lines += [_line(row, form, numbers) for row in section.rows]
    return Design(form.title, own_code(version), list(form.periods), lines, form.source, form.note)


def _line(row: Row, form: Form, numbers: dict[str, str]) -> Line:
    element = form.known.element(row.cell)
    kind, of = LINE, tuple[str, ...]()
    if row.total_of:
        kind, of = TOTAL, tuple(numbers[cell] for cell in row.total_of)
    elif row.part_of:
        kind, of = PART, (numbers[row.part_of],)
    elif element.uom == "%":
        kind = RATIO
        of = tuple(numbers[cell] for cell in (element.numerator, element.denominator) if cell in numbers)
        of = of if len(of) == 2 else ()
    over = element.over_units if element.over_units in ("sum", "none") else "sum"
    return Line(kind, row.no, row.label, element.uom, of, row.cell, over)


def known_for(draft: FormDraft) -> Catalogue:
    """The elements from which the lines of a draft may be chosen."""
    if draft.form is None:
        return catalogue()
    design = Design.from_json(draft.content["design"])
    return with_own(catalogue(), owner_of_draft(draft, design).earlier.values())
