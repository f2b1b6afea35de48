"""A province that graded its unions last year, and is at it this year; a union that graded its members."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ketdoan.core.viet import today
from ketdoan.units.actions.paper import Paper
from ketdoan.units.demo.stage import ILLUSTRATION
from ketdoan.units.models import Unit

from ..actions.judging import agree, appraise, decide, give_back
from ..actions.members import begin_list, close_list, grade, grade_rest
from ..actions.rounds import open_round
from ..actions.scoring import score, send
from ..models import MemberList, Round, Sheet
from ..queries.law import last_day
from ..queries.members import people_of
from ..rules.states import State

PROVINCE, PACKAGING = "LDLD-TAYNINH", "CDCS-PHUTHINH"
#: The union whose chair is shown a sheet that is still to be scored, and the one that is at it.
TO_DO, BEGUN = "CDCS-CAOSU", "CDCS-HANVELA"
HALF = Decimal("0.5")


def grade_unions() -> None:
    """Last year all were decided on; this year most have sent their sheets, some have been appraised."""
    random = Random("grading")  # noqa: S311 - illustrative, not secret
    province = Unit.objects.get(code=PROVINCE)
    year = today().year
    _last_year(province, year - 1, random)
    _this_year(province, year, random)


def _last_year(province: Unit, year: int, random: Random) -> None:
    sheets = list(_owed(_opened(province, year)))
    for sheet in sheets:
        _sent(sheet, random)
    agree(sheets=sheets)
    signed_on = min(date(year, 12, 19), today())
    abstract = f"Về việc xếp loại công đoàn cơ sở năm {year} ({ILLUSTRATION})"
    paper = Paper(province, f"118/QĐ-LĐLĐ-{year}", signed_on, abstract)
    decide(sheets=sheets, paper=paper)
    # No act asks for a day that has passed: last year's sheets were due last year.
    due = date(year, 12, 10)
    Round.objects.filter(year=year).update(due=due)
    Sheet.objects.filter(year=year).update(due=due)


def _this_year(province: Unit, year: int, random: Random) -> None:
    sheets = [sheet for sheet in _owed(_opened(province, year)) if sheet.unit.code != TO_DO]
    for sheet in sheets:
        chance = random.random()
        if chance < 0.65 and sheet.unit.code != BEGUN:
            _sent(sheet, random)
        elif chance < 0.75 or sheet.unit.code == BEGUN:
            score(sheet=sheet, points=dict(list(_points(sheet, 92, random).items())[:7]), met={})
    sent = list(Sheet.objects.filter(year=year, state=State.SENT).select_related("round", "unit").order_by("pk"))
    _judged(sent)


def _judged(sent: Sequence[Sheet]) -> None:
    """Some as they are, one with other points, one given back."""
    agree(sheets=sent[: len(sent) // 4])
    other, back = sent[-2:]
    points = {code: Decimal(one) for code, one in other.own.items()}
    points["dialogue"] = Decimal(4)
    reasons = {"dialogue": "Mới tổ chức một cuộc đối thoại, chưa có biên bản"}
    appraise(sheet=other, points=points, met=other.own_met, reasons=reasons)
    give_back(sheet=back, reason="Chưa kèm số liệu thu, nộp kinh phí; đơn vị chấm lại mục tài chính")


def _opened(province: Unit, year: int) -> Round:
    asked: Round = open_round(unit=province, year=year, last=last_day(year), due=today() + timedelta(days=12))
    return asked


def _owed(asked: Round) -> Iterator[Sheet]:
    rows = Sheet.objects.filter(round=asked, state=State.OWED)
    return iter(rows.select_related("round", "unit").order_by("pk"))


def _sent(sheet: Sheet, random: Random) -> None:
    """A sheet as its union scored it: most do well, a few miss a condition."""
    total = random.choice([97, 95, 93, 92, 91, 88, 84, 80, 76, 72, 64])
    met = {one.code: random.random() < 0.97 for one in sheet.score_sheet.conditions}
    score(sheet=sheet, points=_points(sheet, total, random), met=met)
    send(sheet=sheet)


def _points(sheet: Sheet, total: int, random: Random) -> dict[str, Decimal]:
    """Points that come to a total, what is missing taken off here and there by halves."""
    points = {code: one.most for code, one in sheet.score_sheet.criteria.items()}
    for _ in range((100 - total) * 2):
        code = random.choice([code for code, held in points.items() if held > HALF])
        points[code] -= HALF
    return points


def grade_members() -> None:
    """A union graded its members last year."""
    random = Random("graded members")  # noqa: S311 - illustrative, not secret
    year = today().year - 1
    unit, day = Unit.objects.get(code=PACKAGING), last_day(year)
    made: MemberList = begin_list(unit=unit, year=year, day=day)
    people = sorted(people_of(unit.pk, day))
    best = random.sample(people, len(people) // 5)
    grade(members=made, people=best, level="excellent")
    some = random.sample(sorted(set(people) - set(best)), 6)
    grade(members=made, people=some, level="completed")
    grade_rest(members=made, level="good")
    close_list(members=made)
