"""Where each figure of a unit's report comes from, with a round or without one."""

from collections.abc import Mapping
from dataclasses import dataclass

from ketdoan.units.models import Unit, UnitVersion
from ketdoan.units.rules import Level

from ..models import Submission
from ..rules.adding import completed
from ..rules.catalogue import catalogue, employer_kind
from ..rules.figures import told_as
from ..rules.forms import Form, forms
from ..rules.packs import Entry, figures_in
from ..rules.periods import Period
from ..rules.states import PREFILLED, Source
from .forms import form_version, latest
from .reading import report_of
from .sources import Days, Sourced, sourced_for


@dataclass(frozen=True)
class Origin:
    """A cell, its source by name, its figure as JSON tells it, and how many rows stand behind it, if any can."""

    cell: str
    label: str
    source: str | None
    figure: int | float | str | None
    evidence: int | None


def cells_told(code: str, unit: Unit, period: Period) -> list[Origin]:
    """The cells of a form for a unit and a period: as they stand in its report, where one is asked for; else as
    registers and log would fill it."""
    rows = Submission._base_manager.filter(unit=unit, form__code=code, round__period=period.code)
    report = rows.select_related("round", "unit").order_by("-pk").first()
    if report is not None:
        found = report_of(report)
        return _origins(found.form, found.entries, found.sourced)
    version = latest(code)
    form = form_version(version.pk) if version else forms()[code]
    told = sourced_for(form.cells, unit.pk, Days(period.first, period.last, period.last))
    entries = {cell: Entry(one.figure, one.source) for cell, one in told.items()}
    entries = {cell: entry for cell, entry in entries.items() if not form.known.closed(cell, period.first)}
    employer = _employer(unit, period) if unit.level == Level.GRASSROOTS else ""
    more = completed(figures_in(entries), form, employer)
    return _origins(form, {**entries, **{cell: Entry(one, Source.COMPUTED) for cell, one in more.items()}}, told)


def _employer(unit: Unit, period: Period) -> str:
    versions = UnitVersion._base_manager.filter(unit=unit, replaced_at=None, valid__contains=period.last)
    return employer_kind(versions.values_list("ownership", flat=True).first() or "", catalogue())


def _origins(form: Form, entries: Mapping[str, Entry], told: Mapping[str, Sourced]) -> list[Origin]:
    found = []
    for section in form.sections:
        for row in section.rows:
            entry = entries.get(row.cell, Entry())
            missing = entry.figure.missing
            rows = told[row.cell].count if entry.source in PREFILLED and row.cell in told else None
            source = None if missing else Source(entry.source).name.lower()
            found.append(Origin(row.cell, row.label, source, told_as(entry.figure), None if missing else rows))
    return found
