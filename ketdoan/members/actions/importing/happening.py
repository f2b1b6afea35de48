"""What happens to the person of a row: they become a member, suspend union life, leave."""

import re
from dataclasses import dataclass, field
from datetime import date

from ketdoan.core.viet import VietError, format_date, parse_date, today

from ...importing.said import MemberSaid
from ...models import MemberImport
from ...queries.known import Known
from ...rules import EventKind, LeaveReason, Standing
from ..bringing import Happening

_DAY = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")
#: What lists say of those who are no longer members, as the register names it.
REASONS = {
    "left": LeaveReason.WORK_ENDED,
    "retired": LeaveReason.RETIRED,
    "died": LeaveReason.DIED,
    "expelled": LeaveReason.EXPELLED,
}


@dataclass(slots=True)
class Course:
    """What happens, in order; or what is wrong, at the first of some columns. `again` names an entry that is not the
    first."""

    happenings: list[Happening] = field(default_factory=list)
    wrong: str = ""
    columns: tuple[str, ...] = ("status",)
    again: str = ""


def course_of(
    said: MemberSaid, person: Known | None, kind: str, target: int, entry: date, upload: MemberImport
) -> Course:
    """What happens by a row: `target` is the unit that it names, `entry` the day from which it would make them a
    member, by an event of the kind."""
    course = Course()
    if said.status == "transferred":
        course.wrong = "Người đã chuyển đi: hãy bỏ dòng này, hoặc làm thủ tục chuyển sinh hoạt."
        return course
    here = person.unit.pk if person and person.counted and person.unit else target
    if not (person and person.counted):
        if person and person.left and said.status in REASONS:
            return course  # what the row says is known
        _enter(course, person, kind, target, entry, upload)
    if said.status in REASONS:
        _leave(course, said, here)
    elif said.status == "suspended" and not _is(person, Standing.SUSPENDED):
        on = _day_in(said.note) or upload.since
        first = course.happenings[-1].on if course.happenings else on
        course.happenings.append(Happening(EventKind.SUSPENSION.value, max(on, first), here))
    elif said.status == "active" and _is(person, Standing.SUSPENDED):
        course.wrong = "Hồ sơ ghi người này đang tạm dừng sinh hoạt. Nếu đã trở lại, hãy ghi “Sinh hoạt trở lại”."
    return course


def _is(person: Known | None, standing: Standing) -> bool:
    return bool(person and person.member and person.member.state == standing)


def _enter(course: Course, person: Known | None, kind: str, target: int, entry: date, upload: MemberImport) -> None:
    on = entry
    if person and person.member:
        last = person.member.since
        on = entry if entry >= last else upload.since
        if on < last:
            what = "đã thôi là đoàn viên" if person.left else "là đoàn viên danh dự"
            course.wrong = f"Người này {what} từ {format_date(last)}: ngày ghi nhận phải từ ngày đó trở đi."
            course.columns = ("member_since",)
        course.again = "Kết nạp lại" if person.left and kind == EventKind.ADMISSION else ""
    course.happenings.append(Happening(kind, on, target))


def _leave(course: Course, said: MemberSaid, unit: int) -> None:
    """They left on the day that the row tells; without a day that is no event."""
    on = _day_in(said.note)
    if on is None:
        course.wrong = (
            "Người đã thôi nhưng dòng không có ngày thôi. Hãy ghi ngày ở cột ghi chú, ví dụ “từ 31/10/2023”, "
            "hoặc bỏ dòng này."
        )
        course.columns = ("note", "status")
        return
    if on > today():
        course.wrong, course.columns = f"Ngày thôi {format_date(on)} chưa đến.", ("note",)
    if course.happenings and on < course.happenings[-1].on:
        course.wrong = f"Ngày thôi {format_date(on)} trước ngày vào {format_date(course.happenings[-1].on)}."
        course.columns = ("note",)
    course.happenings.append(Happening(EventKind.LEAVE.value, on, unit, reason=REASONS[said.status].value))


def _day_in(text: str) -> date | None:
    """The only day that a remark tells."""
    found = _DAY.findall(text)
    if len(found) != 1:
        return None
    try:
        return parse_date(found[0])
    except VietError:
        return None
