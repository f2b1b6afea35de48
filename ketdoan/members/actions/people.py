"""The acts on members: admission, recognition, leaving, suspension. One or many by the same act and decision."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.rules import rule
from ketdoan.core.viet import clean_line, format_date, today
from ketdoan.units.actions.paper import Paper, register
from ketdoan.units.actions.people import NewPerson, add_people
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.kinds import level_of, version_on

from ..models import Member, MemberEvent
from ..queries.links import circles
from ..rules import LEAVE_LABELS, OLDEST, EventKind, LeaveReason
from .checking import follow_records
from .newcomers import check_newcomers
from .recording import events_for, record

ENTRY_RULES = {EventKind.ADMISSION: "members.level", EventKind.RECOGNITION: "members.recognition_level"}
FURTHEST_AHEAD = 365  # days


@action("members.admit", "Kết nạp đoàn viên")
def admit(act: Act, *, unit: Unit, people: Sequence[Person], on: date, paper: Paper | None = None) -> list[MemberEvent]:
    """Admit persons to a unit from a day, by one decision of its executive."""
    return _enter(act, EventKind.ADMISSION, unit, people, on, paper)


@action("members.recognise", "Công nhận đoàn viên")
def recognise(
    act: Act, *, unit: Unit, people: Sequence[Person], on: date, paper: Paper | None = None
) -> list[MemberEvent]:
    """Recognise persons as members of a unit from a day, by one decision of an upper union."""
    return _enter(act, EventKind.RECOGNITION, unit, people, on, paper)


@action("members.admit_new", "Kết nạp đoàn viên mới lập hồ sơ", permission="members.admit")
def admit_new(
    act: Act, *, unit: Unit, new: Sequence[NewPerson], on: date, paper: Paper | None = None, apart: bool = False
) -> list[MemberEvent]:
    """Open the records of persons and admit them, by one decision. `apart` says that they were looked at and are others
    than members of the same name and birth."""
    must_hold(act, unit)
    check_newcomers(act, unit, new, apart=apart)
    return _enter(act, EventKind.ADMISSION, unit, add_people(new), on, paper)


def _enter(
    act: Act, kind: EventKind, unit: Unit, people: Sequence[Person], on: date, paper: Paper | None
) -> list[MemberEvent]:
    must_hold(act, unit)
    people = canonical(people)
    check_enters(kind, unit, people, on)
    decision = register(paper)
    events = record(act, events_for(kind, people, unit=unit, on=on, decision=decision))
    follow_records([event.person_id for event in events])
    told(act, events, unit.pk)
    return events


def check_enters(kind: EventKind, unit: Unit, people: Sequence[Person], on: date) -> None:
    """Raise ValidationError where a unit may not have members of its own on a day, or somebody is too young."""
    check_day(on)
    if not people:
        raise ValidationError({"people": "Hãy chọn ít nhất một người."})
    check_receives(unit, on, ENTRY_RULES[kind])
    least = rule("members.admission_age", on).value
    young = next((person for person in people if _age(person, on) < least), None)
    if young:
        raise ValidationError(
            {"people": f"{young.name} chưa đủ {least} tuổi vào ngày {format_date(on)}. Hãy xem lại ngày sinh."}
        )
    if old := next((person for person in people if person.birth_year and _age(person, on) > OLDEST), None):
        raise ValidationError(
            {"people": f"{old.name} trên {OLDEST} tuổi vào ngày {format_date(on)}. Hãy xem lại ngày sinh."}
        )


def check_receives(unit: Unit, on: date, key: str = "members.level") -> None:
    """Raise ValidationError where a unit has no members of its own on a day, by the rule of that key."""
    if level_of(version_on(unit, on).kind) not in rule(key, on).value:
        raise ValidationError({"unit": f"{unit.short_name} không trực tiếp có đoàn viên; hãy chọn công đoàn cơ sở."})


def check_day(on: date) -> None:
    """Raise ValidationError for a day that no act on members takes hold on."""
    if on.year < 1929:
        raise ValidationError({"on": "Công đoàn Việt Nam thành lập ngày 28/07/1929."})
    if (on - today()).days > FURTHEST_AHEAD:
        raise ValidationError({"on": f"Ngày {format_date(on)} còn quá xa."})


def canonical(people: Sequence[Person]) -> list[Person]:
    """The records under which those of persons go on: whoever has several is admitted under that one."""
    found = circles([person.pk for person in people]).canonical
    others = Person._base_manager.in_bulk([found[person.pk] for person in people if found[person.pk] != person.pk])
    return list({found[person.pk]: others.get(found[person.pk], person) for person in people}.values())


def _age(person: Person, on: date) -> int:
    """Whole years of age on a day, the most that what is known allows."""
    born = person.birth_date
    if born is None:
        return on.year - person.birth_year if person.birth_year else 1000
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@action("members.leave", "Thôi là đoàn viên")
def leave(
    act: Act, *, members: Sequence[Member], on: date, reason: str, paper: Paper | None = None
) -> list[MemberEvent]:
    """Record that members leave the union on a day, for a reason of LeaveReason: from that day on they are none."""
    if reason not in (str(one) for one in LEAVE_LABELS if one != LeaveReason.UNIT_DISSOLVED):
        raise ValidationError({"reason": "Hãy chọn lý do thôi."})
    return happen(act, EventKind.LEAVE, members, on, paper, reason=reason)


@action("members.suspend", "Tạm dừng sinh hoạt")
def suspend(
    act: Act, *, members: Sequence[Member], on: date, reason: str = "", paper: Paper | None = None
) -> list[MemberEvent]:
    """Record that members do not take part in union life from a day on; they remain members, counted apart."""
    return happen(act, EventKind.SUSPENSION, members, on, paper, reason=clean_line(reason))


@action("members.resume", "Sinh hoạt trở lại", permission="members.suspend")
def resume(act: Act, *, members: Sequence[Member], on: date, paper: Paper | None = None) -> list[MemberEvent]:
    """Record that members take part in union life again."""
    return happen(act, EventKind.RESUMPTION, members, on, paper)


@action("members.honour", "Công nhận đoàn viên danh dự", permission="members.recognise")
def honour(
    act: Act, *, unit: Unit, people: Sequence[Person], on: date, paper: Paper | None = None
) -> list[MemberEvent]:
    """Make persons honorary members of a unit. They are no members in the statistics."""
    must_hold(act, unit)
    check_day(on)
    version_on(unit, on)
    decision = register(paper)
    events = record(act, events_for(EventKind.HONORARY, canonical(people), unit=unit, on=on, decision=decision))
    told(act, events, unit.pk)
    return events


@action("members.introduce", "Giới thiệu đoàn viên ưu tú cho Đảng", permission="members.party")
def introduce_to_party(
    act: Act, *, members: Sequence[Member], on: date, paper: Paper | None = None
) -> list[MemberEvent]:
    """Record that the union introduced members to the Party. Seen by those alone who hold the permission."""
    known = MemberEvent._base_manager.filter(
        kind=EventKind.PARTY_INTRODUCTION, person__in=[member.pk for member in members], on=on, voided_by=None
    )
    if again := known.select_related("person").first():
        raise ValidationError({"on": f"Đã ghi giới thiệu {again.person.name} cho Đảng ngày {format_date(on)}."})
    return happen(act, EventKind.PARTY_INTRODUCTION, members, on, paper)


def happen(
    act: Act, kind: EventKind, members: Sequence[Member], on: date, paper: Paper | None, reason: str = ""
) -> list[MemberEvent]:
    """Record an event of one kind for members where they are now. Part of an act."""
    check_day(on)
    if not members:
        raise ValidationError({"members": "Hãy chọn ít nhất một đoàn viên."})
    units = must_hold_members(act, members)
    decision = register(paper)
    events = [
        MemberEvent(
            kind=kind.value, person_id=member.pk, unit_id=member.unit_id, on=on, reason=reason, decision=decision
        )
        for member in members
    ]
    record(act, events)
    told(act, events, units[0])
    return events


def must_hold_members(act: Act, members: Sequence[Member]) -> list[int]:
    """The units of members, all of which the post's scope must hold: looked up anew, since people move."""
    now = dict(Member._base_manager.filter(pk__in=[member.pk for member in members]).values_list("pk", "unit"))
    units = Unit._base_manager.in_bulk(set(now.values()))
    must_hold(act, *units.values())
    for member in members:
        member.unit_id = now[member.pk]
    return list(units)


def told(act: Act, events: Sequence[MemberEvent], unit_id: int) -> None:
    """What the trail says: of one event the event, of many their number and digest."""
    first = events[0]
    change = {"decision": first.decision_id, "on": first.on}
    if len(events) == 1:
        act.record(first, unit_id=unit_id, change=change)
        return
    act.record(unit_id=unit_id, change={**change, "batch": first.batch})
    act.record_rows([event.pk for event in events])
