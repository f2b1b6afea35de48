"""Reports of a province: half a year that is done, and the one that is going on."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ketdoan.core.viet import today
from ketdoan.members.queries.figures import members_on
from ketdoan.members.queries.flows import Flow, Flows
from ketdoan.units.models import Person, Unit

from ..actions.filling import fill, submit
from ..actions.judging import accept, give_back
from ..actions.rounds import lock_round, open_round
from ..models import Round, Submission
from ..queries.forms import form_version, latest
from ..rules.figures import NOT_APPLICABLE, Figure
from ..rules.periods import Period, periods_around
from ..rules.states import State

PROVINCE, FORM = "LDLD-TAYNINH", "BD-DV"
ABSENT = Figure(state=NOT_APPLICABLE)
#: Lines that tell of units below: they do not concern a union without any.
OF_UNITS = ("TC.", "KT.CO_UBKT")
DONE, BEGUN = 0.62, 0.75


def ask_for_reports() -> None:
    """Last half-year all handed in, and it is locked; of this one most have, some are at it, one has to mend it."""
    random = Random("reports")  # noqa: S311 - illustrative, not secret
    before, now = _halves(today())
    half = _opened(before.code, before.last + timedelta(days=15))
    for report, figures in _told(half, random):
        _hand_in(report, figures)
        accept(submission=report)
    _consolidate(half)
    lock_round(asked=half)
    going = _opened(now.code, max(now.last, today()) + timedelta(days=10))
    for report, figures in _told(going, random):
        chance = random.random()
        if chance < DONE:
            _hand_in(report, figures)
            if chance < DONE / 2:
                accept(submission=report)
        elif chance < BEGUN:
            begun = dict(list(figures.items())[: random.randrange(5, 40)])
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


def _told(asked: Round, random: Random) -> Iterator[tuple[Submission, dict[str, Figure]]]:
    """The reports of the unions with what they would tell, from the register as it was."""
    until = min(asked.last, today())
    flows = dict(Flows(asked.first - timedelta(days=1), until, top=asked.unit_id).each())
    women = members_on(until, Person.FEMALE)
    cells = form_version(asked.form_id).cells
    for report in Submission.objects.filter(round=asked, consolidates=False).select_related("round").order_by("pk"):
        flow = flows[report.unit_id]
        yield report, _figures(cells, flow, int(women.get(report.unit_id, 0)), random)


def _figures(cells: list[str], flow: Flow, women: int, random: Random) -> dict[str, Figure]:
    workers = flow.closing + random.randrange(0, 3 + flow.closing // 8)
    officers = min(flow.closing, 3 + flow.closing // 40)
    known = {
        "DV.DAU_KY": flow.opening,
        "DV.KET_NAP": flow.admitted,
        "DV.KET_NAP|GIOI=NU": flow.admitted * women // max(flow.closing, 1),
        "DV.CONG_NHAN": flow.recognised,
        "DV.CHUYEN_DEN": flow.transferred_in,
        "DV.CHUYEN_DI": flow.transferred_out,
        "DV.DEN_THEO_TC": max(flow.structural, 0),
        "DV.DI_THEO_TC": max(-flow.structural, 0),
        "DV.GIAM_KHAC": flow.left,
        "DV.CUOI_KY": flow.closing,
        "DV.CUOI_KY|GIOI=NU": women,
        "DV.TANG_GIAM": flow.closing - flow.opening,
        "LD.TONG": workers,
        "LD.TONG|GIOI=NU": min(workers, women + 2),
        "DV.THE": flow.closing - random.randrange(0, 1 + flow.closing // 10),
        "CB.TONG": officers,
        "CB.TONG|GIOI=NU": officers // 2,
        "CB.KIEM_NHIEM": officers,
        "CB.BCH": min(3, officers),
        "CB.CHU_TICH": 1,
    }
    return {cell: _figure(cell, known) for cell in cells if "LOAI_HINH" not in cell and ".TL_" not in cell}


def _figure(cell: str, known: Mapping[str, int]) -> Figure:
    if cell.startswith(OF_UNITS):
        return ABSENT
    return Figure(Decimal(known.get(cell, 0)))


EXPLAINED = "Có đoàn viên nghỉ không hưởng lương, không tính trong số lao động."


def _hand_in(report: Submission, figures: Mapping[str, Figure]) -> None:
    rules = [rule.code for rule in form_version(report.form_id).rules]
    fill(submission=report, cells=figures, seen=report.no)
    submit(submission=report, explained=dict.fromkeys(rules, EXPLAINED))


def _consolidate(asked: Round) -> None:
    """The units above hand in what is below them, the lowest first; what they would have to add is nothing."""
    rows = Submission.objects.filter(round=asked, consolidates=True).select_related("round").order_by("-path")
    for report in rows:
        cells = form_version(report.form_id).cells
        added = {cell: ABSENT for cell in cells if ".TL_" not in cell}
        fill(submission=report, cells=added, seen=report.no)
        submit(submission=report, explained={rule.code: EXPLAINED for rule in form_version(report.form_id).rules})
        if report.unit_id != asked.unit_id:
            accept(submission=report)


def _returned(asked: Round) -> None:
    report = Submission.objects.filter(round=asked, state=State.SUBMITTED, consolidates=False).first()
    if report:
        words = {"DV.THE": "Số đoàn viên có thẻ không khớp danh sách thẻ đã cấp, đơn vị xem lại."}
        give_back(submission=report, cells=words)
