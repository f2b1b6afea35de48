"""What the unions shown to the last group did in the last months, by the acts themselves and with decisions."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from ketdoan.core.viet import today
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.demo.officers import new_person
from ketdoan.units.demo.showcases import GARMENT, HOSPITAL, PACKAGING, RUBBER
from ketdoan.units.demo.stage import paper, unit
from ketdoan.units.models import Appointment, Unit

from ..actions.moving import transfer
from ..actions.people import admit_new, honour, introduce_to_party, leave, suspend
from ..models import Member
from ..rules import LeaveReason
from .cast import Places
from .drawing import Numbers, birth, named

FIRST_NUMBER = 900_001  # of phones and papers: after those of all others
#: Days ago, union, number of its group, people admitted.
ADMITTED = [(102, GARMENT, 0, 9), (74, GARMENT, 4, 6), (46, GARMENT, 7, 11), (33, HOSPITAL, 1, 4),
            (25, PACKAGING, 0, 3), (12, GARMENT, 2, 7)]  # fmt: skip


def go_on(places: Places) -> None:
    """Admissions, leaves, transfers, suspensions, one honorary member, one introduction to the Party."""
    random, numbers = Random("members lately"), Numbers(FIRST_NUMBER)  # noqa: S311 - illustrative, not secret
    for ago, code, at, number in ADMITTED:
        group = places.leaves(unit(code))[at]
        new = [_new(random, numbers, group, _ago(ago)) for _ in range(number)]
        admit_new(unit=group, new=new, on=_ago(ago), paper=paper(code, _ago(ago), f"Kết nạp {number} đoàn viên"))
    _leave_and_pause()
    _transfer(places)
    honoured = new_person(random, unit(GARMENT))
    decision = paper(GARMENT, _ago(58), "Công nhận đoàn viên danh dự")
    honour(unit=unit(GARMENT), people=[honoured], on=_ago(58), paper=decision)


def _ago(days: int) -> date:
    return today() - timedelta(days=days)


def _new(random: Random, numbers: Numbers, group: Unit, on: date) -> NewPerson:
    name, sex = named(random, 0.7)
    born = birth(random, on, today())
    return NewPerson(group, name, birth_date=born, sex=sex, values=numbers.draw(random, born, sex))


def _leave_and_pause() -> None:
    """Two retire, one leaves the company, two pause, one is introduced to the Party."""
    hospital, garment = _members(HOSPITAL, 2, oldest=True), _members(GARMENT, 4)
    reasons: list[tuple[str, Sequence[Member], LeaveReason, int, str]] = [
        (HOSPITAL, hospital, LeaveReason.RETIRED, 40, "Đoàn viên nghỉ hưu"),
        (GARMENT, garment[:1], LeaveReason.WORK_ENDED, 19, "Đoàn viên chấm dứt hợp đồng lao động"),
    ]
    for code, members, reason, ago, abstract in reasons:
        leave(members=members, on=_ago(ago), reason=reason.value, paper=paper(code, _ago(ago), abstract))
    suspend(members=garment[1:3], on=_ago(16), reason="Nghỉ thai sản")
    introduce_to_party(members=garment[3:], on=_ago(68))


def _transfer(places: Places) -> None:
    """Between two unions, and within one between its groups."""
    moves: list[tuple[str, Sequence[Member], Unit, int]] = [
        (PACKAGING, _members(PACKAGING, 2), places.leaves(unit(GARMENT))[1], 51),
        (RUBBER, _members(RUBBER, 1), places.leaves(unit(HOSPITAL))[0], 22),
        (GARMENT, _members(GARMENT, 3), places.leaves(unit(GARMENT))[6], 9),
    ]
    for code, members, to, ago in moves:
        transfer(members=members, to=to, on=_ago(ago), paper=paper(code, _ago(ago), "Chuyển sinh hoạt công đoàn"))


def _members(code: str, number: int, *, oldest: bool = False) -> Sequence[Member]:
    """Members of long standing in a union's groups who hold no office; the oldest, or women."""
    held = Member._base_manager.filter(unit__path__startswith=unit(code).path, state="member", since__lt=_ago(150))
    held = held.exclude(person__in=Appointment._base_manager.values("person"))
    chosen = held.order_by("birth_date", "pk") if oldest else held.filter(sex="f").order_by("-birth_date", "pk")
    return list(chosen[:number])
