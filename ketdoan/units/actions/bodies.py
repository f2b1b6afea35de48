"""Bodies in office: terms begin and end, people are appointed, get work assigned, and leave.

Sizes and lengths of terms are dated rules. Where a rule is only a guide, a breach is recorded as a warning and shown,
not refused: congresses decide, and many numbers still await comparison with their texts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.history import Dated, amend, cut, overlapping, replace, span
from ketdoan.core.models import Rule
from ketdoan.core.rules import NoRule, rule
from ketdoan.core.viet import clean_line, format_date

from ..models import Appointment, Body, Decision, Department, Person, Post, Term, Unit
from ..queries.bodies import body_label, office_rows
from ..queries.kinds import version_on, versions_on
from ..rules import months_after, size_warning
from .paper import Paper, register
from .reorganisation import must_hold
from .structure import close_posts, cut_off


@action("units.term.open", "Mở nhiệm kỳ", permission="units.term")
def open_term(
    act: Act,
    *,
    unit: Unit,
    kind: str,
    since: date,
    seats: int,
    number: str = "",
    until: date | None = None,
    paper: Paper | None = None,
) -> Term:
    """Begin a term of a body on the day it was elected or appointed.

    `seats` is the size that was fixed. Without `until` the term lasts as long as the rule of the day says. A term
    still open ends on the day the new one begins.
    """
    must_hold(act, unit)
    (term,), warnings = open_all([NewTerm(unit, kind, since, seats, clean_line(number), until)], register(paper))
    told = {"kind": kind, "since": since, "until": term.until, "seats": seats}
    act.record(term, unit_id=unit.pk, change=told | ({"warnings": warnings} if warnings else {}))
    return term


@dataclass(frozen=True)
class NewTerm:
    """A term of a body to be opened. Without `until` it lasts as long as the rule of the day says."""

    unit: Unit
    kind: str
    since: date
    seats: int
    number: str = ""
    until: date | None = None

    @cached_property
    def end(self) -> date:
        """The day on which it ends."""
        return self.until or term_end(self.kind, self.unit.level, self.since)


def open_all(new: Sequence[NewTerm], decision: Decision | None) -> tuple[list[Term], list[str]]:
    """Open terms, of each body one; returns them and what is unusual about them. Part of an act: call it from one."""
    versions_on((term.unit, term.since) for term in new)
    for term in new:
        check_term(term)
    bodies = _bodies({(term.unit.pk, term.kind) for term in new}, make=True)
    earlier = _known(Term, bodies.values())
    old: list[Term] = []
    cut_off_now: list[Term] = []
    made: list[Term] = []
    for term in new:
        body = bodies[term.unit.pk, term.kind]
        check_last(term, earlier[body.pk])
        running = [row for row in earlier[body.pk] if row.until is None or row.until > term.since]
        old += running
        cut_off_now += [piece for row in running if (piece := cut(row, None, term.since))]
        label, valid = f"{term.since.year} – {term.end.year}", span(term.since, term.end)
        made.append(Term(body=body, number=term.number, label=label, seats=term.seats, decision=decision, valid=valid))
    replace(old, [*cut_off_now, *made])
    sizes = [size_warning(term.seats, size_rule(term.kind, term.unit.level, term.since)) for term in new]
    return made, [warning for warning in sizes if warning]


def check_term(term: NewTerm) -> None:
    """Raise ValidationError where a term by itself may not be."""
    _must_have(term.unit, term.kind, term.since)
    if term.seats < 1:
        raise ValidationError({"seats": "Hãy ghi số ủy viên được ấn định."})
    if term.end <= term.since:
        raise ValidationError({"until": "Nhiệm kỳ phải kết thúc sau ngày bắt đầu."})


def check_last(term: NewTerm, others: Iterable[Term]) -> None:
    """Raise ValidationError where a body has a term that begins on the day of a new one or later."""
    for other in others:
        if other.since >= term.since:
            raise ValidationError(
                {"since": f"Đã có nhiệm kỳ {other.label} bắt đầu từ ngày {format_date(other.since)}."}
            )


def _must_have(unit: Unit, kind: str, day: date) -> None:
    try:
        levels = rule("units.body", day, body=kind).value["levels"]
    except NoRule:
        levels = []
    if unit.level not in levels:
        raise ValidationError({"kind": f"{body_label(kind, unit.level, day)} không có ở cấp của {unit.short_name}."})


def _bodies(wanted: Collection[tuple[int, str]], *, make: bool = False) -> dict[tuple[int, str], Body]:
    """Bodies by unit and kind, made where they are missing if so asked."""
    held = {
        (body.unit_id, body.kind): body for body in Body._base_manager.filter(unit__in={unit for unit, _ in wanted})
    }
    missing = [Body(unit_id=unit, kind=kind) for unit, kind in sorted(set(wanted) - set(held))] if make else []
    if missing:
        Body._base_manager.bulk_create(missing, ignore_conflicts=True, batch_size=5_000)
        return _bodies(wanted)
    return {place: held[place] for place in wanted if place in held}


def _known(model: type[Term] | type[Appointment], bodies: Iterable[Body]) -> dict[int, list[Any]]:
    """What we hold for true of bodies, by body in order of time."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows: Any = model._base_manager.filter(body__in=[b.pk for b in bodies], replaced_at=None, valid__isempty=False)
    for row in rows.select_related("person") if model is Appointment else rows:
        found[row.body_id].append(row)
    for held in found.values():
        held.sort(key=lambda row: row.since)
    return found


def term_end(kind: str, level: str, since: date) -> date:
    """The day on which a term of a body ends by the rule in force at its beginning."""
    follows = rule("units.body", since, body=kind).value.get("follows")
    months = rule("units.term_months", since, body=follows or kind, level=level).value
    return months_after(since, months)


def size_rule(kind: str, level: str, day: date) -> Rule | None:
    """The dated bounds of a body's size; None where none are known."""
    try:
        return rule("units.body_size", day, body=kind, level=level)
    except NoRule:
        return None


@action("units.term.end", "Kết thúc nhiệm kỳ", permission="units.term")
def end_term(act: Act, *, term: Term, since: date) -> Term:
    """End a term early or on its day; everybody in the body leaves office that day."""
    must_hold(act, term.body.unit)
    if since <= term.since:
        raise ValidationError({"since": "Ngày kết thúc phải sau ngày bắt đầu nhiệm kỳ."})
    left = cut_off(Term._base_manager.filter(body=term.body, fact=term.fact), since)
    leaving = list(overlapping(Appointment._base_manager.filter(body=term.body), since, None))
    cut_off(Appointment._base_manager.filter(body=term.body), since)
    close_posts(Post._base_manager.filter(appointment__in=[a.fact for a in leaving]), since)
    act.record(term, unit_id=term.body.unit_id, change={"since": since, "left": [a.person_id for a in leaving]})
    return left[0] if left else term


@action("units.appoint", "Bố trí chức vụ")
def appoint(
    act: Act,
    *,
    unit: Unit,
    kind: str,
    person: Person,
    office: str,
    since: date,
    work: str = "",
    paper: Paper | None = None,
) -> Appointment:
    """Put a person into an office of a body from a day. The office lasts until somebody ends it."""
    must_hold(act, unit)
    ((appointment, row),) = appoint_all(
        [NewSeat(unit, kind, person, office, since, work=work.strip())], register(paper)
    )
    act.record(
        appointment,
        unit_id=unit.pk,
        change={"person": person.pk, "body": kind, "office": office, "since": since, "rule": row.pk},
    )
    return appointment


@dataclass(frozen=True)
class NewSeat:
    """A person to be put into an office of a body, from a day, to a day where it is known already."""

    unit: Unit
    kind: str
    person: Person
    office: str
    since: date
    until: date | None = None
    work: str = ""


def appoint_all(new: Sequence[NewSeat], decision: Decision | None) -> list[tuple[Appointment, Rule]]:
    """Put persons into offices, in their order; returns the appointments, each with the row of rules that it rests
    on. Part of an act: call it from one."""
    versions_on((seat.unit, seat.since) for seat in new)
    bodies = _bodies({(seat.unit.pk, seat.kind) for seat in new})
    terms, held = _known(Term, bodies.values()), _known(Appointment, bodies.values())
    made: list[tuple[Appointment, Rule]] = []
    for seat in new:
        body = bodies.get((seat.unit.pk, seat.kind))
        row = check_seat(seat, terms[body.pk] if body else [], held[body.pk] if body else [])
        appointment = Appointment(
            body=body, person=seat.person, office=seat.office, work=seat.work, decision=decision,
            valid=span(seat.since, seat.until),
        )  # fmt: skip
        if body:
            held[body.pk].append(appointment)
        made.append((appointment, row))
    replace([], [appointment for appointment, _ in made])
    return made


def check_seat(seat: NewSeat, terms: Iterable[Term], held: Iterable[Appointment]) -> Rule:
    """The row of rules of an office that a person may take. Raises ValidationError where the body has no term on the
    day, the office is taken, the person sits in the body already, or no seat is left."""
    if seat.person.erased:
        raise ValidationError({"person": "Dữ liệu của người này đã được xóa. Hãy lập hồ sơ mới."})
    term = next((term for term in terms if _on(term, seat.since)), None)
    if term is None:
        label = body_label(seat.kind, seat.unit.level, seat.since)
        raise ValidationError({"since": f"{label} chưa có nhiệm kỳ vào ngày {format_date(seat.since)}."})
    row = office_rows(seat.kind, seat.since).get(seat.office)
    if row is None:
        raise ValidationError({"office": "Hãy chọn một chức vụ trong danh sách."})
    others = [other for other in held if _on(other, seat.since)]
    # A person who is not on record yet is compared by identity.
    if any(other.person == seat.person for other in others):
        raise ValidationError(
            {"person": "Người này đang giữ chức vụ trong cơ quan này; hãy kết thúc chức vụ đó trước."}
        )
    if row.value["unique"] and any(other.office == seat.office for other in others):
        raise ValidationError({"office": "Chức vụ này đang có người giữ."})
    if len({other.person.pk or id(other.person) for other in others}) >= term.seats:
        raise ValidationError({"kind": f"Đã đủ {term.seats} ủy viên của nhiệm kỳ."})
    return row


def _on(row: Dated, day: date) -> bool:
    return row.since <= day and (row.until is None or day < row.until)


@action("units.appoint.work", "Phân công nhiệm vụ", permission="units.appoint")
def assign_work(act: Act, *, appointment: Appointment, work: str, since: date) -> Appointment:
    """Set the work assigned to an office holder from a day."""
    must_hold(act, appointment.body.unit)
    if since < appointment.since or (appointment.until and since >= appointment.until):
        raise ValidationError({"since": "Ngày phân công phải nằm trong thời gian giữ chức vụ."})

    def set_work(row: Appointment) -> Appointment:
        row.work = work.strip()
        return row

    fresh = replace([appointment], amend([appointment], since, None, set_work))
    act.record(appointment, unit_id=appointment.body.unit_id, change={"since": since, "field": "work"})
    return fresh[-1] if fresh else appointment


@action("units.appoint.end", "Thôi giữ chức vụ", permission="units.appoint")
def end_appointment(act: Act, *, appointment: Appointment, since: date, paper: Paper | None = None) -> Appointment:
    """A person leaves an office: from that day on the office and the access that rests on it are gone."""
    must_hold(act, appointment.body.unit)
    whole = Appointment._base_manager.filter(fact=appointment.fact, replaced_at=None, valid__isempty=False)
    rows = list(whole.order_by("valid"))  # more than one where work was assigned anew
    if not rows or since <= rows[0].since:
        raise ValidationError({"since": "Ngày thôi giữ chức vụ phải sau ngày bắt đầu."})
    decision = register(paper)
    kept = [piece for row in rows if (piece := cut(row, None, since))]
    if kept:
        kept[-1].end_decision = decision
    left = replace(rows, kept)
    close_posts(Post._base_manager.filter(appointment=appointment.fact), since)
    act.record(
        appointment,
        unit_id=appointment.body.unit_id,
        change={"person": appointment.person_id, "since": since, "decision": decision.pk if decision else None},
    )
    return left[-1] if left else appointment


@action("units.department.open", "Lập ban, văn phòng", permission="units.department")
def open_department(act: Act, *, unit: Unit, name: str, since: date, order: int = 0) -> Department:
    """Set up a staff department of a union's office."""
    must_hold(act, unit)
    version_on(unit, since)
    if not clean_line(name):
        raise ValidationError({"name": "Hãy ghi tên ban."})
    (department,) = replace([], [Department(unit=unit, name=clean_line(name), order=order, valid=span(since))])
    act.record(department, unit_id=unit.pk, change={"since": since})
    return department


@action("units.department.end", "Kết thúc ban, văn phòng", permission="units.department")
def end_department(act: Act, *, department: Department, since: date) -> None:
    """Close a department."""
    must_hold(act, department.unit)
    if since <= department.since:
        raise ValidationError({"since": "Ngày kết thúc phải sau ngày lập."})
    cut_off(Department._base_manager.filter(pk=department.pk), since)
    act.record(department, unit_id=department.unit_id, change={"until": since})
