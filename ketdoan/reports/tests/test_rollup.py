"""The sums of every unit against adding by hand, through random courses of a round."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from ketdoan.core.acting import acting
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.reports.actions.filling import fill, submit, take_back
from ketdoan.reports.actions.judging import accept, adjust, give_back, unadjust
from ketdoan.reports.actions.rounds import exempt, oblige, open_round
from ketdoan.reports.factories import make_form
from ketdoan.reports.models import Adjustment, Round, Submission
from ketdoan.reports.queries import rollup
from ketdoan.reports.queries.reading import report_of
from ketdoan.reports.rules.figures import Figure
from ketdoan.units.tests.committing import committing

from .union import GRASSROOTS, actor_at, make_union

COURSES, STEPS = int(os.environ.get("COURSES", "6")), 60
STOCKS = ("DV.CUOI_KY", "LD.TONG")
UPPERS = ("P", "X", "Y")
ABOVE = {"A": "X", "B": "X", "C": "Y", "D": "Y", "E": "P", "X": "P", "Y": "P", "P": ""}


def with_all(code: str) -> list[str]:
    """A unit and all above it."""
    return [code, *with_all(ABOVE[code])] if code else []


@dataclass
class Course:
    """A round as it goes, told in plain Python beside what the system keeps."""

    dice: random.Random
    units: dict[str, Any]
    asked: Round
    written: dict[str, dict[str, Figure]] = field(default_factory=dict)
    counted: dict[str, dict[str, Figure]] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    exempt: set[str] = field(default_factory=set)
    adjusted: list[tuple[str, str, Decimal, int]] = field(default_factory=list)

    def report(self, code: str) -> Submission:
        return Submission._base_manager.select_related("round").get(round=self.asked, unit=self.units[code])

    def step(self) -> None:
        code = self.dice.choice(GRASSROOTS)
        moves: list[Callable[[str], None]] = [self.write, self.write, self.hand_in, self.hand_in, self.take_back]
        moves += [self.give_back, self.accept, self.adjust, self.unadjust, self.let_off]
        self.dice.choice(moves)(code)

    def write(self, code: str) -> None:
        """Write every cell anew, so that the report can be handed in; some figures are bounds, or not known."""
        if code in self.counted or code in self.exempt:
            return
        begin, new, came = (self.dice.randrange(50, 500) for _ in range(3))
        went, left = self.dice.randrange(50), self.dice.randrange(50)
        end = begin + new + came - went - left
        people = self.dice.randrange(1, 100)
        paid = self.dice.choice([Figure(state="unknown"), Figure(Decimal(self.dice.randrange(5, 20) * 10**6))])
        workers = self.dice.choice([Figure(Decimal(end + 7)), Figure(Decimal(end), ">"), Figure(state="na")])
        figures = [begin, new, came, went, left, end]
        cells = dict(zip(self.order, [Figure(Decimal(one)) for one in figures], strict=False))
        cells |= {"LD.TONG": workers, "DV.TL_TONG": Figure(state="na")}
        cells |= {"TL.SO_NGUOI": Figure(Decimal(people)), "TL.BINH_QUAN": paid}
        with acting(actor_at(self.units[code])):
            report = self.report(code)
            fill(submission=report, cells=cells, seen=report.no)
        self.written[code] = cells

    order = ("DV.DAU_KY", "DV.KET_NAP", "DV.CHUYEN_DEN", "DV.CHUYEN_DI", "DV.GIAM_KHAC", "DV.CUOI_KY")

    def hand_in(self, code: str) -> None:
        if code in self.written and code not in self.counted and code not in self.exempt:
            with acting(actor_at(self.units[code])):
                submit(submission=self.report(code), explained={"LIKELY": "Có đoàn viên nghỉ không lương."})
            self.counted[code] = self.written[code]

    def take_back(self, code: str) -> None:
        if code in self.counted and code not in self.accepted:
            with acting(actor_at(self.units[code])):
                take_back(submission=self.report(code))
            del self.counted[code]

    def give_back(self, code: str) -> None:
        if code in self.counted:
            with acting(actor_at(self.units[ABOVE[code]])):
                give_back(submission=self.report(code), cells={"DV.KET_NAP": "Xem lại số kết nạp."})
            del self.counted[code]
            self.accepted.discard(code)

    def accept(self, code: str) -> None:
        if code in self.counted and code not in self.accepted:
            with acting(actor_at(self.units[ABOVE[code]])):
                accept(submission=self.report(code))
            self.accepted.add(code)

    def adjust(self, _: str) -> None:
        code, cell = self.dice.choice(UPPERS), self.dice.choice(STOCKS)
        delta = Decimal(self.dice.choice([-3, 4, 11]))
        with acting(actor_at(self.units[code])):
            made = adjust(submission=self.report(code), cell=cell, delta=delta, reason="Đơn vị nộp trùng")
        self.adjusted.append((code, cell, delta, made.pk))

    def unadjust(self, _: str) -> None:
        if self.adjusted:
            code, _, _, pk = self.adjusted.pop(self.dice.randrange(len(self.adjusted)))
            with acting(actor_at(self.units[code])):
                unadjust(adjustment=Adjustment._base_manager.get(pk=pk))

    def let_off(self, code: str) -> None:
        """Units that handed in cannot be let off any more."""
        with acting(actor_at(self.units["P"])):
            if code in self.exempt:
                oblige(submission=self.report(code))
                self.exempt.discard(code)
            elif code in self.counted:
                with pytest.raises(ValidationError):
                    exempt(submission=self.report(code), reason="Mới thành lập")
            elif len(self.exempt) < 3:
                exempt(submission=self.report(code), reason="Mới thành lập")
                self.exempt.add(code)

    def expected(self, upper: str, cell: str) -> Figure:
        """What a unit above has in a cell, added by hand."""
        below = [figures for code, figures in self.counted.items() if upper in with_all(code)]
        held = [figures[cell] for figures in below]
        given = [figure for figure in held if figure.value is not None]
        deltas = [delta for code, at, delta, _ in self.adjusted if at == cell and upper in with_all(code)]
        if not given and not deltas:
            return Figure(state="unknown") if any(figure.state == "unknown" for figure in held) else Figure()
        if cell == "TL.BINH_QUAN":
            pairs = [(one[cell].value, one["TL.SO_NGUOI"].value) for one in below if one[cell].value is not None]
            mean = sum(paid * people for paid, people in pairs) / sum(people for _, people in pairs)
            return Figure(round(mean, 4))
        total = sum((figure.value for figure in given), sum(deltas, Decimal(0)))
        return Figure(total, ">=" if any(figure.sign == ">" for figure in given) else "=")

    def must_agree(self, tree: str) -> None:
        found = rollup.sums(self.asked, tree)
        owing = [code for code in GRASSROOTS if code not in self.exempt]
        for upper in UPPERS:
            told = found.of(self.units[upper].pk)
            assert told.reported == sum(upper in with_all(code) for code in self.counted)
            assert told.expected == sum(upper in with_all(code) for code in owing)
            assert told.reported <= told.expected
            for cell in (*self.order, "LD.TONG", "TL.SO_NGUOI", "TL.BINH_QUAN"):
                assert told.figures.get(cell, Figure()) == self.expected(upper, cell), (upper, cell)


def begin(seed: int, code: str = "T") -> Course:
    units = make_union()
    form = make_form(code)
    with acting(actor_at(units["P"])):
        asked = open_round(unit=units["P"], form=form, period="2023-H1", due=date(2023, 6, 15))
    return Course(random.Random(seed), units, asked)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(COURSES))
def test_sums_read_anew_agree_with_adding_by_hand(seed):
    course = begin(seed)
    for _ in range(STEPS):
        course.step()
    course.must_agree(LINE)
    course.must_agree(TERRITORY)
    with acting(actor_at(course.units["P"])):
        report = report_of(course.report("P"))
    for cell in course.order:
        assert report.figures.get(cell, Figure()) == course.expected("P", cell)


@pytest.fixture
def committed(django_db_blocker, django_db_setup, monkeypatch):
    with committing(django_db_blocker, monkeypatch, clear):
        yield


def clear() -> None:
    rollup._kept.clear()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "TRUNCATE reports_counting, reports_adjustment, reports_note, reports_revision, reports_filling, "
            "reports_submission, reports_round, units_unit, units_change, units_unitversion, units_edge, "
            "units_lineage CASCADE"
        )
        cursor.execute("DELETE FROM reports_formversion WHERE code LIKE 'T%'")
        cursor.execute("SET session_replication_role = DEFAULT")


def test_sums_that_a_process_carries_on_agree_with_adding_by_hand_after_every_step(committed):
    course = begin(4711, "TK")
    for _ in range(STEPS):
        course.step()
        course.must_agree(LINE)
        course.must_agree(TERRITORY)
