"""The lists in which unions grade their members: who is in one, grading many at once, closing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.viet import today
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import leave
from ketdoan.members.factories import make_members
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit

from ..actions.members import begin_list, close_list, grade, grade_rest, reopen_list
from ..models import MemberGrade, MemberList
from ..queries.members import counts_of, lists_seen, rows_of
from .union import LONG_AGO, Union, at

pytestmark = pytest.mark.django_db
DAY = date(2025, 11, 30)


@pytest.fixture
def union() -> Union:
    made = Union()
    made.group = make_unit("union_group", "A1", made.a, LONG_AGO)
    return made


def begun(unit: Unit, day: date = DAY) -> MemberList:
    with acting(at(unit)):
        made: MemberList = begin_list(unit=unit, year=day.year, day=day)
    return made


def ids(members) -> list[int]:
    return [member.pk for member in members]


def test_a_list_holds_whoever_was_a_member_that_day_with_all_parts_of_the_union(union):
    stays, left, moved = make_members(union.a, "Nguyễn Văn Ở", "Trần Văn Thôi", "Lê Văn Đi", on=date(2020, 1, 1))
    (in_group,) = make_members(union.group, "Phạm Thị Tổ", on=date(2021, 1, 1))
    make_members(union.a, "Ngô Văn Sau", on=date(2025, 12, 1))
    make_members(union.b, "Đỗ Văn Khác", on=date(2020, 1, 1))
    with acting(SYSTEM):
        leave(members=[left], on=DAY, reason="request")
        transfer(members=[moved], to=union.b, on=date(2025, 12, 15))
    made = begun(union.a)
    with acting(SYSTEM):
        assert set(rows_of(made).values_list("person", flat=True)) == {stays.pk, moved.pk, in_group.pk}
    with acting(at(union.a)):  # who is another union's member today is shown there alone
        assert set(rows_of(made).values_list("person", flat=True)) == {stays.pk, in_group.pk}


def test_many_are_graded_at_once_and_the_rest_by_one_act(union):
    people = make_members(union.a, *[f"Nguyễn Văn {n}" for n in "ABCDE"], on=date(2020, 1, 1))
    made = begun(union.a)
    with acting(at(union.a)):
        assert grade(members=made, people=ids(people[:2]), level="excellent") == 2
        assert grade(members=made, people=ids(people[2:3]), level="failed") == 1
        assert grade_rest(members=made, level="good") == 2
        assert [number for _, _, number in counts_of(made)] == [2, 2, 0, 1]
        grade(members=made, people=ids(people[1:3]), level="completed")
        grade(members=made, people=ids(people[:1]), level="")
        assert [number for _, _, number in counts_of(made)] == [0, 2, 2, 0]
        (row,) = lists_seen()
        assert (row.excellent, row.good, row.completed, row.failed) == (0, 2, 2, 0)


def test_nobody_is_graded_who_was_not_a_member_that_day_and_then_nobody_at_all(union):
    (member,) = make_members(union.a, "Nguyễn Văn An", on=date(2020, 1, 1))
    (later,) = make_members(union.a, "Ngô Văn Sau", on=date(2025, 12, 1))
    (other,) = make_members(union.b, "Đỗ Văn Khác", on=date(2020, 1, 1))
    made = begun(union.a)
    for stranger in (later, other):
        with acting(at(union.a)), pytest.raises(ValidationError, match="không phải là đoàn viên"):
            grade(members=made, people=[member.pk, stranger.pk], level="good")
    assert not MemberGrade._base_manager.exists()


@pytest.mark.parametrize(
    ("year", "day", "words"),
    [
        (2025, date(2024, 11, 30), "trong năm 2025"),
        (today().year + 1, today() + timedelta(days=366), "Chưa đến ngày"),
        (2016, date(2016, 11, 30), "không có đoàn viên"),
    ],
)
def test_a_list_is_begun_for_a_day_that_has_been_and_had_members(union, year, day, words):
    make_members(union.a, "Nguyễn Văn An", on=date(2020, 1, 1))
    day = day.replace(year=year) if words == "Chưa đến ngày" else day
    with acting(at(union.a)), pytest.raises(ValidationError) as error:
        begin_list(unit=union.a, year=year, day=day)
    assert words in " ".join(error.value.messages)


def test_members_are_graded_once_a_year_by_their_own_grassroots_union_alone(union):
    make_members(union.a, "Nguyễn Văn An", on=date(2020, 1, 1))
    made = begun(union.a)
    with acting(at(union.a)), pytest.raises(ValidationError, match="Đã có danh sách"):
        begin_list(unit=union.a, year=2025, day=DAY)
    with acting(at(union.commune)):
        with pytest.raises(PermissionDenied):
            begin_list(unit=union.a, year=2024, day=date(2024, 11, 30))
        with pytest.raises(PermissionDenied):
            begin_list(unit=union.commune, year=2025, day=DAY)
        with pytest.raises(PermissionDenied):
            grade_rest(members=made, level="good")


def test_a_closed_list_is_changed_only_after_it_was_opened_again_for_a_reason(union):
    (member,) = make_members(union.a, "Nguyễn Văn An", on=date(2020, 1, 1))
    made = begun(union.a)
    with acting(at(union.a)):
        with pytest.raises(ValidationError, match="Chưa có đoàn viên nào"):
            close_list(members=made)
        grade_rest(members=made, level="good")
        close_list(members=made)
        with pytest.raises(ValidationError, match="đã chốt"):
            grade(members=made, people=[member.pk], level="excellent")
        with pytest.raises(ValidationError, match="lý do"):
            reopen_list(members=made, reason="")
        reopen_list(members=made, reason="Ghi nhầm một người")
        grade(members=made, people=[member.pk], level="excellent")
    assert MemberGrade._base_manager.get().label == "Hoàn thành xuất sắc nhiệm vụ"


def test_a_level_that_there_is_not_is_refused(union):
    (member,) = make_members(union.a, "Nguyễn Văn An", on=date(2020, 1, 1))
    made = begun(union.a)
    with acting(at(union.a)):
        for doing in (
            lambda: grade(members=made, people=[member.pk], level="strong"),
            lambda: grade_rest(members=made, level=""),
            lambda: grade(members=made, people=[], level="good"),
        ):
            with pytest.raises(ValidationError):
                doing()


def test_the_trail_counts_persons_and_names_none(union):
    people = make_members(union.a, "Nguyễn Văn An", "Trần Thị Bình", on=date(2020, 1, 1))
    made = begun(union.a)
    with acting(at(union.a)):
        grade(members=made, people=ids(people), level="good")
    change = AuditEntry.objects.get(action="grading.grade").change
    assert (change["level"], change["rows"]) == ("good", 2)
    assert "Nguyễn" not in str(change)
