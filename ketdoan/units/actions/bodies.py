"""Bodies in office: terms begin and end, people are appointed, get work assigned, and leave.

Sizes and lengths of terms are dated rules. Where a rule is only a guide, a breach is recorded as a warning and shown,
not refused: congresses decide, and many numbers still await comparison with their texts.
"""

from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.history import amend, cut, overlapping, replace, span
from ketdoan.core.models import Rule
from ketdoan.core.rules import NoRule, rule
from ketdoan.core.viet import clean_line, format_date

from ..models import Appointment, Body, Department, Person, Post, Term, Unit
from ..queries.bodies import body_label, holders, office_rows
from ..queries.kinds import version_on
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
    version_on(unit, since)
    _must_have(unit, kind, since)
    if seats < 1:
        raise ValidationError({"seats": "Hãy ghi số ủy viên được ấn định."})
    until = until or term_end(kind, unit.level, since)
    if until <= since:
        raise ValidationError({"until": "Nhiệm kỳ phải kết thúc sau ngày bắt đầu."})
    body, _ = Body._base_manager.get_or_create(unit=unit, kind=kind)
    _end_earlier_term(body, since)
    decision = register(paper)
    label = f"{since.year} – {until.year}"
    (term,) = replace(
        [],
        [
            Term(
                body=body,
                number=clean_line(number),
                label=label,
                seats=seats,
                decision=decision,
                valid=span(since, until),
            )
        ],
    )
    warnings = [w for w in (size_warning(seats, size_rule(kind, unit.level, since)),) if w]
    act.record(term, unit_id=unit.pk, change={"kind": kind, "since": since, "until": until, "seats": seats})
    act.record(change={"warnings": warnings} if warnings else None)
    return term


def _must_have(unit: Unit, kind: str, day: date) -> None:
    try:
        levels = rule("units.body", day, body=kind).value["levels"]
    except NoRule:
        levels = []
    if unit.level not in levels:
        raise ValidationError({"kind": f"{body_label(kind, unit.level, day)} không có ở cấp của {unit.short_name}."})


def _end_earlier_term(body: Body, since: date) -> None:
    later = overlapping(Term._base_manager.filter(body=body), since, None).order_by("valid")
    for term in later:
        if term.since >= since:
            raise ValidationError({"since": f"Đã có nhiệm kỳ {term.label} bắt đầu từ ngày {format_date(term.since)}."})
    cut_off(Term._base_manager.filter(body=body), since)


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
    if person.erased:
        raise ValidationError({"person": "Dữ liệu của người này đã được xóa. Hãy lập hồ sơ mới."})
    version_on(unit, since)
    body = Body._base_manager.filter(unit=unit, kind=kind).first()
    term = Term._base_manager.filter(body=body, replaced_at=None, valid__contains=since).first() if body else None
    if body is None or term is None:
        raise ValidationError(
            {"since": f"{body_label(kind, unit.level, since)} chưa có nhiệm kỳ vào ngày {format_date(since)}."}
        )
    row = office_rows(kind, since).get(office)
    if row is None:
        raise ValidationError({"office": "Hãy chọn một chức vụ trong danh sách."})
    _check_free(body, term, person, office, unique=bool(row.value["unique"]), since=since)
    (appointment,) = replace(
        [],
        [
            Appointment(
                body=body,
                person=person,
                office=office,
                work=work.strip(),
                decision=register(paper),
                valid=span(since),
            )
        ],
    )
    act.record(
        appointment,
        unit_id=unit.pk,
        change={"person": person.pk, "body": kind, "office": office, "since": since, "rule": row.pk},
    )
    return appointment


def _check_free(body: Body, term: Term, person: Person, office: str, *, unique: bool, since: date) -> None:
    """The office is free, the person holds none in this body yet, and a seat is left."""
    others = list(holders(body, since))
    if any(other.person_id == person.pk for other in others):
        raise ValidationError(
            {"person": "Người này đang giữ chức vụ trong cơ quan này; hãy kết thúc chức vụ đó trước."}
        )
    if unique and any(other.office == office for other in others):
        raise ValidationError({"office": "Chức vụ này đang có người giữ."})
    if len({other.person_id for other in others}) >= term.seats:
        raise ValidationError({"kind": f"Đã đủ {term.seats} ủy viên của nhiệm kỳ."})


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
