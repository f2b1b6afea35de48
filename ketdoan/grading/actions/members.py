"""Acts of a union on the yearly list of its members: begin it, grade many at once, close it, open it again."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.viet import clean_line, today
from ketdoan.units.models import Unit
from ketdoan.units.rules import Level

from ..models import MemberGrade, MemberList
from ..queries.law import member_levels
from ..queries.members import people_of
from ..rules.states import ListState

RIGHT = "grading.members"


@action(RIGHT, "Lập danh sách xếp loại đoàn viên")
def begin_list(act: Act, *, unit: Unit, year: int, day: date) -> MemberList:
    """Begin to grade the members whom the own union has on a day."""
    _must_be_own(act, unit)
    if unit.level != Level.GRASSROOTS:
        raise PermissionDenied("Đoàn viên do công đoàn cơ sở xếp loại.")
    if day.year != year:
        raise ValidationError({"day": f"Ngày phải trong năm {year}."})
    if day > today():
        raise ValidationError({"day": "Chưa đến ngày này nên chưa biết ai là đoàn viên."})
    if MemberList._base_manager.filter(unit=unit, year=year).exists():
        raise ValidationError({"year": f"Đã có danh sách xếp loại đoàn viên năm {year}."})
    if not people_of(unit.pk, day):
        raise ValidationError({"day": "Đơn vị không có đoàn viên vào ngày này."})
    made = MemberList.objects.create(
        unit=unit, year=year, day=day, levels=member_levels(day), post_id=act.actor.post_id
    )
    act.record(made, unit_id=unit.pk, change={"year": year, "day": day})
    return made


@action("grading.grade", "Xếp loại đoàn viên", permission=RIGHT)
def grade(act: Act, *, members: MemberList, people: Collection[int], level: str) -> int:
    """Give persons (their ids) of a list a level; none at all where it is empty. Returns how many.

    Nobody is graded who was not a member of the union on the day of the list.
    """
    held = _open(act, members)
    label = held.label(level)
    if level and not label:
        raise ValidationError({"level": "Không có mức xếp loại này."})
    chosen = set(people)
    if not chosen:
        raise ValidationError("Hãy chọn ít nhất một người.")
    if chosen - people_of(held.unit_id, held.day):
        raise ValidationError("Có người không phải là đoàn viên của đơn vị vào ngày lập danh sách.")
    rows = MemberGrade._base_manager.filter(roll=held, person__in=chosen)
    if level:
        new = [MemberGrade(roll=held, person_id=pk, level=level, label=label, year=held.year) for pk in sorted(chosen)]
        MemberGrade.objects.bulk_create(
            new,
            update_conflicts=True,
            unique_fields=["roll", "person"],
            update_fields=["level", "label", "graded_at"],
        )
    else:
        rows.delete()
    act.record(held, unit_id=held.unit_id, change={"level": level})
    act.record_rows(sorted(chosen))
    return len(chosen)


@action("grading.grade_rest", "Xếp loại các đoàn viên còn lại", permission=RIGHT)
def grade_rest(act: Act, *, members: MemberList, level: str) -> int:
    """Give everybody of a list who has none yet a level. Returns how many."""
    held = _open(act, members)
    label = held.label(level)
    if not label:
        raise ValidationError({"level": "Hãy chọn mức xếp loại."})
    have = set(MemberGrade._base_manager.filter(roll=held).values_list("person", flat=True))
    rest = sorted(people_of(held.unit_id, held.day) - have)
    if not rest:
        raise ValidationError("Mọi đoàn viên trong danh sách đã được xếp loại.")
    MemberGrade.objects.bulk_create(
        [MemberGrade(roll=held, person_id=pk, level=level, label=label, year=held.year) for pk in rest]
    )
    act.record(held, unit_id=held.unit_id, change={"level": level})
    act.record_rows(rest)
    return len(rest)


@action("grading.close_list", "Chốt danh sách xếp loại đoàn viên", permission=RIGHT)
def close_list(act: Act, *, members: MemberList) -> MemberList:
    """Close a list: from now on its figures count. Who has no level by then is not graded in the year."""
    held = _open(act, members)
    number = MemberGrade._base_manager.filter(roll=held).count()
    if not number:
        raise ValidationError("Chưa có đoàn viên nào được xếp loại.")
    held.state, held.done_at = ListState.DONE, timezone.now()
    held.save(update_fields=["state", "done_at"])
    act.record(held, unit_id=held.unit_id, change={"graded": number})
    return held


@action("grading.reopen_list", "Mở lại danh sách xếp loại đoàn viên", permission=RIGHT)
def reopen_list(act: Act, *, members: MemberList, reason: str) -> MemberList:
    """Open a closed list again, for a reason."""
    held = _locked(act, members)
    said = without_numbers(clean_line(reason), "reason")
    if not said:
        raise ValidationError({"reason": "Hãy ghi lý do mở lại."})
    if held.state != ListState.DONE:
        raise ValidationError("Danh sách này chưa chốt.")
    held.state, held.done_at = ListState.OPEN, None
    held.save(update_fields=["state", "done_at"])
    act.record(held, unit_id=held.unit_id, change={"reason": said})
    return held


def _open(act: Act, members: MemberList) -> MemberList:
    held = _locked(act, members)
    if held.state != ListState.OPEN:
        raise ValidationError("Danh sách này đã chốt.")
    return held


def _locked(act: Act, members: MemberList) -> MemberList:
    held = MemberList._base_manager.select_for_update(of=("self",)).select_related("unit").get(pk=members.pk)
    _must_be_own(act, held.unit)
    return held


def _must_be_own(act: Act, unit: Unit) -> None:
    if act.actor.account_id is not None and unit.pk != act.actor.unit_id:
        raise PermissionDenied("Chỉ công đoàn cơ sở mới xếp loại đoàn viên của mình.")
