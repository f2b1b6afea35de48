"""Reports of a province: half a year that is done, and the one that is going on."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db.models import QuerySet

from ketdoan.core.rules import one_reading
from ketdoan.core.viet import today
from ketdoan.units.models import Unit

from ..actions.filling import fill, submit
from ..actions.judging import accept, give_back
from ..actions.revising import OVERRIDDEN
from ..actions.rounds import lock_round, open_round
from ..models import Round, Submission
from ..queries.forms import form_version, latest
from ..queries.reading import Report, report_of
from ..rules.figures import NOT_APPLICABLE, Figure
from ..rules.periods import Period, periods_around
from ..rules.states import State

PROVINCE, FORM = "LDLD-TAYNINH", "BD-DV"
#: The union whose chair is shown a report that is still to be made.
TO_DO = "CDCS-CAOSU"
ABSENT = Figure(state=NOT_APPLICABLE)
DONE, BEGUN = 0.62, 0.75


@one_reading()
def ask_for_reports() -> None:
    """Last half-year all handed in, and it is locked; of this one most have, some are at it, one has to mend it."""
    random = Random("reports")  # noqa: S311 - illustrative, not secret
    before, now = _halves(today())
    half = _opened(before.code, before.last + timedelta(days=15))
    for report in _owed(half):
        _hand_in(report, _figures(report, random))
        accept(submission=report)
    _consolidate(half)
    lock_round(asked=half)
    going = _opened(now.code, max(now.last, today()) + timedelta(days=10))
    for report in _owed(going):
        chance = random.random()
        if report.unit.code == TO_DO or chance >= BEGUN:
            continue
        figures = _figures(report, random)
        if chance < DONE:
            _hand_in(report, figures)
            if chance < DONE / 2:
                accept(submission=report)
        else:
            begun = dict(list(figures.items())[: random.randrange(3, 12)])
            fill(submission=report, cells=begun, seen=report.no)
    _returned(going)


def _halves(day: date) -> tuple[Period, Period]:
    """The half-year of the union that is going on, and before it the one that has ended."""
    found = [one for one in reversed(periods_around(day)) if one.kind == "half" and one.first <= day]
    return found[-2], found[-1]


def _opened(period: str, due: date) -> Round:
    unit = Unit.objects.get(code=PROVINCE)
    form = latest(FORM)
    if form is None:
        raise LookupError(FORM)
    return open_round(unit=unit, form=form, period=period, due=due)


def _owed(asked: Round) -> QuerySet[Submission]:
    """The reports of the unions."""
    rows = Submission.objects.filter(round=asked, consolidates=False)
    return rows.select_related("round", "unit").order_by("pk")


def _figures(report: Submission, random: Random) -> dict[str, Figure]:
    """What a union would write beside what the registers tell: of its workers; of all else that nothing happened."""
    told = report_of(report)
    members = _number(told, "DV.CUOI_KY")
    workers = members + random.randrange(0, 3 + members // 8)
    known = {"LD.TONG": workers, "LD.TONG|GIOI=NU": min(workers, _number(told, "DV.CUOI_KY|GIOI=NU") + 2)}
    known["CB.TONG"] = known["CB.KIEM_NHIEM"] = max(_number(told, "CB.BCH"), _number(told, "CB.TO_TRUONG"))
    known["CB.TONG|GIOI=NU"] = _number(told, "CB.BCH|GIOI=NU")
    written = [cell for cell in told.missing if cell not in told.form.followed and ".TL_" not in cell]
    return {cell: Figure(Decimal(known.get(cell, 0))) for cell in written}


def _number(told: Report, cell: str) -> int:
    return int(told.figures.get(cell, Figure()).value or 0)


OTHERWISE = "Danh sách còn thiếu người mới vào trong kỳ, đơn vị đang bổ sung."
EXPLAINED = "Có đoàn viên nghỉ không hưởng lương, không tính trong số lao động."


def _hand_in(report: Submission, figures: Mapping[str, Figure]) -> None:
    rules = [rule.code for rule in form_version(report.form_id).rules]
    fill(submission=report, cells=figures, seen=report.no)
    submit(submission=report, explained={**dict.fromkeys(rules, EXPLAINED), OVERRIDDEN: OTHERWISE})


def _consolidate(asked: Round) -> None:
    """The units above hand in what is below them, the lowest first; what they would have to add is nothing."""
    rows = Submission.objects.filter(round=asked, consolidates=True).select_related("round").order_by("-path")
    for report in rows:
        told = report_of(report)
        missing = [cell for cell in told.missing if ".TL_" not in cell]
        if missing:
            fill(submission=report, cells=dict.fromkeys(missing, ABSENT), seen=report.no)
        submit(submission=report, explained={rule.code: EXPLAINED for rule in form_version(report.form_id).rules})
        if report.unit_id != asked.unit_id:
            accept(submission=report)


def _returned(asked: Round) -> None:
    report = Submission.objects.filter(round=asked, state=State.SUBMITTED, consolidates=False).first()
    if report:
        words = {"DV.THE": "Số đoàn viên có thẻ không khớp danh sách thẻ đã cấp, đơn vị xem lại."}
        give_back(submission=report, cells=words)
