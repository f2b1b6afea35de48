"""Pure rules of membership: what each event does to a person's standing. Nothing here reads a database.

A person's events are replayed in order of day and, within a day, of place; what follows is a row of stays, one after
the other, in one unit at a time. Source of the meanings: Điều lệ Công đoàn Việt Nam and its guide (Hướng dẫn
38/HD-TLĐ năm 2024); what counts as a member and what does not: regulations of union statistics.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    """What may happen to a person in the register."""

    ADMISSION = "admission"
    RECOGNITION = "recognition"
    TRANSFER = "transfer"
    STRUCTURE = "structure"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    LEAVE = "leave"
    HONORARY = "honorary"
    PARTY_INTRODUCTION = "party_introduction"
    VOID = "void"


EVENT_LABELS = {
    EventKind.ADMISSION: "Kết nạp",
    EventKind.RECOGNITION: "Công nhận đoàn viên",
    EventKind.TRANSFER: "Chuyển sinh hoạt",
    EventKind.STRUCTURE: "Chuyển theo tổ chức",
    EventKind.SUSPENSION: "Tạm dừng sinh hoạt",
    EventKind.RESUMPTION: "Sinh hoạt trở lại",
    EventKind.LEAVE: "Thôi là đoàn viên",
    EventKind.HONORARY: "Đoàn viên danh dự",
    EventKind.PARTY_INTRODUCTION: "Giới thiệu đoàn viên ưu tú cho Đảng",
    EventKind.VOID: "Hủy ghi nhận sai",
}


class Standing(StrEnum):
    """As what a person belongs to a unit. Who has suspended union life is a member still, counted apart."""

    MEMBER = "member"
    SUSPENDED = "suspended"
    HONORARY = "honorary"


STANDING_LABELS = {
    Standing.MEMBER: "Đang sinh hoạt",
    Standing.SUSPENDED: "Tạm dừng sinh hoạt",
    Standing.HONORARY: "Đoàn viên danh dự",
}
#: Who counts as a member. Honorary members do not.
COUNTED = (Standing.MEMBER, Standing.SUSPENDED)
ENTRIES = (EventKind.ADMISSION, EventKind.RECOGNITION)
#: Nobody who comes in is older, in years: a birth that says so is a slip.
OLDEST = 100


class LeaveReason(StrEnum):
    """Why somebody is no longer a member."""

    REQUEST = "request"
    WORK_ENDED = "work_ended"
    RETIRED = "retired"
    DIED = "died"
    EXPELLED = "expelled"
    UNIT_DISSOLVED = "unit_dissolved"
    STATE_BODY = "state_body"
    OTHER = "other"


LEAVE_LABELS = {
    LeaveReason.REQUEST: "Xin thôi",
    LeaveReason.WORK_ENDED: "Chấm dứt quan hệ lao động",
    LeaveReason.RETIRED: "Nghỉ hưu",
    LeaveReason.DIED: "Qua đời",
    LeaveReason.EXPELLED: "Khai trừ",
    LeaveReason.UNIT_DISSOLVED: "Đơn vị giải thể",
    LeaveReason.STATE_BODY: "Kết thúc công đoàn cơ quan nhà nước",
    LeaveReason.OTHER: "Lý do khác",
}


#: What may be missing or contradict in a member's record, by code. Limits of age and time: rule members.quality.
FINDINGS = {
    "no_sex": "Chưa ghi giới tính",
    "no_birth": "Chưa ghi ngày sinh",
    "year_only": "Chỉ có năm sinh",
    "no_phone": "Chưa ghi điện thoại",
    "no_id": "Chưa ghi số căn cước",
    "id_sex": "Số căn cước không khớp giới tính",
    "id_year": "Số căn cước không khớp năm sinh",
    "shared_id": "Số căn cước trùng với người khác",
    "too_young": "Chưa đủ tuổi lao động",
    "too_old": "Quá tuổi lao động, vẫn sinh hoạt",
    "joined_young": "Vào công đoàn khi chưa đủ tuổi",
    "suspended_long": "Tạm dừng sinh hoạt đã lâu",
    "ended_unit": "Còn ở đơn vị đã kết thúc",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as replay sees it. `place` orders events of one day; `unit` is where the person comes to or stands,
    of a move where they come from, `to_unit` then where they go."""

    id: int
    kind: str
    on: date
    place: int
    unit: int
    to_unit: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Stay:
    """A time in one unit in one standing: the days [since, until), how it began and how it ended.

    `since` and `until` are the same day where it ended on the day on which it began. `from_unit` is where a move
    came from.
    """

    unit: int
    standing: str
    since: date
    came: str
    came_event: int
    from_unit: int | None = None
    until: date | None = None
    went: str = ""
    reason: str = ""
    went_event: int | None = None


@dataclass
class Course:
    """A person's stays in order, and the events that could not have happened, each with why."""

    stays: list[Stay] = field(default_factory=list)
    impossible: list[tuple[Fact, str]] = field(default_factory=list)

    @property
    def now(self) -> Stay | None:
        """The stay that goes on; None where the person belongs to no unit."""
        return self.stays[-1] if self.stays and self.stays[-1].until is None else None


def replay(facts: Iterable[Fact]) -> Course:
    """The course of one person's membership. `facts` are those that stand: void events and what they void left out.

    An event that could not have happened (a leave of somebody who is no member, a second admission …) changes
    nothing and is listed.
    """
    course = Course()
    for fact in sorted(facts, key=lambda fact: (fact.on, fact.place)):
        why = _HAPPENS[fact.kind](course, fact)
        if why:
            course.impossible.append((fact, why))
    return course


NO_MEMBER, ELSEWHERE = "không là đoàn viên", "không thuộc đơn vị này"


def _enter(course: Course, fact: Fact) -> str:
    if course.now and course.now.standing in COUNTED:
        return "đã là đoàn viên"
    return _begin(course, fact, fact.unit, Standing.MEMBER)


def _honour(course: Course, fact: Fact) -> str:
    if course.now:
        return "đã là đoàn viên"
    return _begin(course, fact, fact.unit, Standing.HONORARY)


def _introduce(course: Course, fact: Fact) -> str:
    return "" if course.now and course.now.standing in COUNTED else NO_MEMBER


def _move(course: Course, fact: Fact) -> str:
    now = course.now
    if why := _not_here(course, fact):
        return why
    if fact.to_unit is None or now is None or fact.to_unit == now.unit:
        return "chuyển đến chính đơn vị đang sinh hoạt"
    standing = now.standing if fact.kind == EventKind.STRUCTURE else Standing.MEMBER
    return _begin(course, fact, fact.to_unit, standing)


def _suspend(course: Course, fact: Fact) -> str:
    return _not_here(course, fact) or _change(course, fact, Standing.MEMBER, Standing.SUSPENDED)


def _resume(course: Course, fact: Fact) -> str:
    return _not_here(course, fact) or _change(course, fact, Standing.SUSPENDED, Standing.MEMBER)


def _change(course: Course, fact: Fact, before: Standing, after: Standing) -> str:
    now = course.now
    if now is None or now.standing != before:
        return "đang tạm dừng sinh hoạt" if before == Standing.MEMBER else "không tạm dừng sinh hoạt"
    return _begin(course, fact, now.unit, after)


def _leave(course: Course, fact: Fact) -> str:
    now = course.now
    if now is None:
        return NO_MEMBER
    if now.unit != fact.unit and not _came_with(course, fact.unit):
        return ELSEWHERE
    _end(now, fact)
    now.reason = fact.reason
    return ""


_HAPPENS: dict[str, Callable[[Course, Fact], str]] = {
    EventKind.ADMISSION: _enter,
    EventKind.RECOGNITION: _enter,
    EventKind.HONORARY: _honour,
    EventKind.TRANSFER: _move,
    EventKind.STRUCTURE: _move,
    EventKind.SUSPENSION: _suspend,
    EventKind.RESUMPTION: _resume,
    EventKind.LEAVE: _leave,
    EventKind.PARTY_INTRODUCTION: _introduce,
}


def _not_here(course: Course, fact: Fact) -> str:
    """Why an event of a member of a unit cannot be one of this person; "" where it can. Honorary members too go on with
    their unit."""
    now = course.now
    if now is None or (now.standing not in COUNTED and fact.kind != EventKind.STRUCTURE):
        return NO_MEMBER
    return "" if now.unit == fact.unit or _came_with(course, fact.unit) else ELSEWHERE


def _came_with(course: Course, unit: int) -> bool:
    """Whether the person came from a unit to where they are now by reorganisations alone: a later event that still
    names the old unit, because the reorganisation was recorded after it, means the new one."""
    for stay in reversed(course.stays):
        if stay.unit == unit:
            return True
        if stay.came not in (EventKind.STRUCTURE, EventKind.SUSPENSION, EventKind.RESUMPTION):
            return False
    return False


def _begin(course: Course, fact: Fact, unit: int, standing: str) -> str:
    now = course.now
    if now:
        _end(now, fact)
    source = now.unit if now and fact.to_unit is not None else None
    course.stays.append(Stay(unit, standing, fact.on, fact.kind, fact.id, source))
    return ""


def _end(stay: Stay, fact: Fact) -> None:
    stay.until, stay.went, stay.went_event = fact.on, fact.kind, fact.id


def voided(voids: Sequence[tuple[int, int]]) -> tuple[set[int], set[int]]:
    """Which events never were, by (id of the void, id of what it voids), in order; and which voids mean nothing.

    A void that is voided itself never was, so that what it had voided stands again. Of two voids of one event the
    first counts. Voids that void each other in a circle mean nothing.
    """
    target = dict(voids)
    against: dict[int, int] = Counter(target.values())
    ready = [void for void in target if not against.get(void)]
    stand, gone = set[int](), set[int]()
    while ready:
        void = ready.pop()
        stand.add(void)
        about = target[void]
        if about in gone:
            continue
        gone.add(about)
        further = target.get(about)  # what a void that never was had voided
        if further is not None and further not in gone:
            against[further] -= 1
            if further in target and not against[further]:
                ready.append(further)
    seen: set[int] = set()
    useless = target.keys() - stand - gone
    for void, about in voids:
        if void in stand and about in seen:
            useless.add(void)
        seen |= {about} if void in stand else set()
    return gone, useless
