"""Unions that are graded, for tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.core.viet import today
from ketdoan.units.actions.paper import Paper
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person
from ketdoan.units.models import Decision, Role, Unit

from .actions.judging import agree, decide
from .actions.rounds import open_round
from .actions.scoring import score, send
from .models import Round, Sheet

YES = {"no_violation": True, "funds_paid": True, "reports_made": True}


def make_chair(unit: Unit, role: str = "chair") -> Account:
    """An account whose person works as a role at a unit."""
    person = make_person(unit, f"Cán bộ {unit.code} {role}")
    person.account = Account.objects.create_user(f"{role}.{unit.code}".lower())
    person.save()
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=date(2020, 1, 1))
    return person.account


def ask(unit: Unit, year: int = 2025, **values: Any) -> Round:
    """A round of a unit, opened by the system."""
    with acting(SYSTEM):
        asked: Round = open_round(unit=unit, year=year, **{"last": date(year, 11, 30), "due": today(), **values})
    return asked


def points_of(sheet: Sheet, total: int | str) -> dict[str, Decimal]:
    """Points that add up to a total: each line gets the most it may as long as there is something left."""
    left, given = Decimal(total), {}
    for code, one in sheet.score_sheet.criteria.items():
        given[code] = min(one.most, left)
        left -= given[code]
    return given


def scored(sheet: Sheet, total: int | str = 92, met: Mapping[str, bool] | None = None) -> Sheet:
    """A sheet that was scored and sent by the system."""
    with acting(SYSTEM):
        score(sheet=sheet, points=points_of(sheet, total), met=met or YES)
        sent: Sheet = send(sheet=sheet)
    return sent


def paper_of(unit: Unit, code: str = "15/QĐ-CĐ", signed_on: date | None = None) -> Paper:
    """A decision on grading."""
    return Paper(unit, code, signed_on or today(), "Về việc xếp loại công đoàn cơ sở")


def decided(sheet: Sheet, unit: Unit, total: int | str = 92, met: Mapping[str, bool] | None = None) -> Decision:
    """A sheet that was scored, agreed to and decided on by the system for a unit."""
    scored(sheet, total, met)
    with acting(SYSTEM):
        agree(sheets=[sheet])
        made: Decision = decide(sheets=[sheet], paper=paper_of(unit))
    return made
