"""Lines of the log: what may be entered, how it is corrected, and what it comes to."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from PIL import Image

from ketdoan.activities.actions.log import Line, correct_activity, log_activity, void_activity
from ketdoan.activities.models import Activity
from ketdoan.activities.queries.log import flows, last_of, lines, totals, versions
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.viet import today
from ketdoan.units.actions.reorganisation import dissolve
from ketdoan.units.models import Attachment, Unit

from .union import FOUNDED, actor_at, hand_over, make_union, own_folder

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
VISIT = Line("visit", DAY, times=1)


@pytest.fixture
def union(tmp_path, settings):
    own_folder(tmp_path, settings)
    return make_union()


def picture(name="anh.jpg"):
    out = BytesIO()
    Image.new("RGB", (20, 10), "blue").save(out, "JPEG")
    return ContentFile(out.getvalue(), name=name)


def enter(unit, line=VISIT, **more):
    with acting(actor_at(unit)):
        return log_activity(unit=unit, line=line, **more)


def refused(unit, line, **more):
    """The fields at which a line is refused."""
    with pytest.raises(ValidationError) as error:
        enter(unit, line, **more)
    assert not Activity._base_manager.exists()
    assert not Attachment._base_manager.exists()
    return set(error.value.error_dict)


def flow(code, since=FOUNDED, until=date(2030, 1, 1)):
    return next(f for f in flows() if f.code == code).values(since, until)


def test_a_line_says_what_was_done_and_who_recorded_it(union):
    line = Line("care", DAY, "Tặng quà", "Nhà ăn", people=20, women=12, money=2_000_000, money_from="union")
    with acting(actor_at(union["A"], account_id=7)):
        activity = log_activity(unit=union["A"], line=line, photos=[picture()])
    held = Activity._base_manager.get()
    assert (held.on, held.kind, held.text, held.place) == (DAY, "care", "Tặng quà", "Nhà ăn")
    assert (held.people, held.women, held.times, held.money, held.money_from) == (20, 12, None, 2_000_000, "union")
    assert (held.recorded_by, held.unit_id) == (7, union["A"].pk)
    with acting(SYSTEM):
        assert [photo.blob.media_type for photo in activity.photos.all()] == ["image/webp"]
    assert AuditEntry.objects.filter(action="activities.log", about_id=held.pk, unit_id=union["A"].pk).exists()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (Line("visit", DAY, people=3), "people"),
        (Line("meeting", DAY, "Họp", times=3), "times"),
        (Line("meeting", DAY), "text"),
        (Line("meeting", DAY, "Họp", people=0), "people"),
        (Line("meeting", DAY, "Họp", people=5, women=6), "women"),
        (Line("meeting", DAY, "Họp", women=1), "women"),
        (Line("visit", DAY, money=0, money_from="union"), "money"),
        (Line("visit", DAY, money=500_000), "money_from"),
        (Line("visit", DAY, money=500_000, money_from="nobody"), "money_from"),
        (Line("visit", DAY, money_from="union"), "money"),
        (Line("inspection", DAY, "Kiểm tra", money=5, money_from="union"), "money"),
        (Line("flying", DAY), "kind"),
        (Line("visit", DAY, "x" * 301), "text"),
        (Line("visit", FOUNDED - timedelta(days=1)), "on"),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_field(union, line, field):
    assert refused(union["A"], line) == {field}


def test_work_of_tomorrow_is_refused_and_that_of_today_taken(union):
    assert refused(union["A"], Line("visit", today() + timedelta(days=1))) == {"on"}
    assert enter(union["A"], Line("visit", today())).on == today()


def test_a_unit_that_ended_takes_lines_only_of_the_days_before_its_end(union):
    end = date(2026, 5, 1)
    with acting(SYSTEM):
        dissolve(units=[union["A"]], since=end)
    unit = Unit._base_manager.get(pk=union["A"].pk)
    assert refused(unit, Line("visit", end)) == {"on"}
    assert enter(unit, Line("visit", end - timedelta(days=1))).pk


def test_of_a_line_with_a_photo_that_is_none_nothing_is_kept(union):
    assert refused(union["A"], VISIT, photos=[picture(), ContentFile(b"%PDF-1.7", name="a.jpg")]) == {"photos"}


def test_more_photos_than_allowed_are_refused(union):
    assert refused(union["A"], VISIT, photos=[picture()] * 7) == {"photos"}


def test_a_retry_on_a_bad_network_enters_nothing_twice(union):
    first = enter(union["A"], photos=[picture()], key="k1")
    assert enter(union["A"], photos=[picture()], key="k1") == first
    assert enter(union["A"], key="k2") != first
    assert Activity._base_manager.count() == 2


@pytest.mark.parametrize("writer", ["P", "B", "A-T1"])
def test_nobody_else_writes_in_the_log_of_a_grassroots_union(union, writer):
    with acting(actor_at(union[writer])), pytest.raises(PermissionDenied):
        log_activity(unit=union["A"], line=VISIT)
    assert not Activity._base_manager.exists()


def test_a_grassroots_union_keeps_the_log_of_its_groups_with_them(union):
    activity = enter(union["A-T1"])
    with acting(actor_at(union["A"])):
        assert void_activity(activity=activity, why="ghi trùng").voided


def test_without_the_right_to_log_nothing_is_entered(union):
    with acting(actor_at(union["A"], held=frozenset({"activities.view"}))), pytest.raises(PermissionDenied):
        log_activity(unit=union["A"], line=VISIT)


def test_a_correction_stands_beside_what_it_corrects(union):
    first = enter(union["A"], photos=[picture(), picture()])
    with acting(SYSTEM):
        kept = list(first.photos.all())[:1]
    fresh = Line("visit", DAY, "Thăm hai người", times=2)
    with acting(actor_at(union["A"], account_id=9)):
        second = correct_activity(activity=first, line=fresh, keep=kept, photos=[picture()], why="ghi thiếu")
        assert [line.pk for line in lines()] == [second.pk]
        assert [(v.times, v.why, v.recorded_by) for v in versions(first.fact)] == [(2, "ghi thiếu", 9), (1, "", None)]
        assert (second.photos.count(), first.photos.count()) == (2, 2)
        assert kept[0] in second.photos.all()
    assert flow("activities.visit.times") == {union["A"].pk: 2}


def test_two_officers_do_not_correct_the_same_line_at_once(union):
    first = enter(union["A"])
    stale = Activity._base_manager.get(pk=first.pk)
    with acting(actor_at(union["A"])):
        correct_activity(activity=first, line=Line("visit", DAY, times=2), why="một")
        with pytest.raises(ValidationError, match="vừa được người khác sửa"):
            correct_activity(activity=stale, line=Line("visit", DAY, times=3), why="hai")
    assert list(Activity._base_manager.filter(replaced_at=None).values_list("times", flat=True)) == [2]


@pytest.mark.parametrize("act", [correct_activity, void_activity])
def test_a_correction_needs_a_reason(union, act):
    first = enter(union["A"])
    more = {"line": VISIT} if act is correct_activity else {}
    with acting(actor_at(union["A"])), pytest.raises(ValidationError) as error:
        act(activity=first, why="  ", **more)
    assert set(error.value.error_dict) == {"why"}


def test_a_voided_line_counts_no_more_stays_readable_and_is_not_corrected(union):
    first = enter(union["A"], photos=[picture()])
    with acting(actor_at(union["A"])):
        gone = void_activity(activity=first, why="ghi trùng")
        assert (gone.photos.count(), len(versions(first.fact))) == (1, 2)
        assert totals(lines()) == [("Số việc", "0")]
        with pytest.raises(ValidationError, match="đã hủy"):
            correct_activity(activity=gone, line=VISIT, why="thử")
    assert flow("activities.visit.count") == {}


def test_the_database_lets_no_line_be_rewritten_or_removed(union):
    row = Activity._base_manager.filter(pk=enter(union["A"]).pk)
    for change in (lambda: row.update(times=5), lambda: row._raw_delete("default")):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    assert row.get().times == 1


def test_people_times_money_spent_and_raised_are_summed_apart(union):
    said = [
        Line("visit", DAY, times=2, money=1_000_000, money_from="union"),
        Line("culture_sport", DAY, "Bóng đá", people=30, money=3_000_000, money_from="employer"),
        Line("culture_sport", DAY, "Cầu lông", people=10),
        Line("donation", DAY, "Ủng hộ", people=100, money=7_000_000, money_from="society"),
    ]
    for line in said:
        enter(union["A"], line)
    with acting(actor_at(union["P"])):
        assert totals(lines()) == [
            ("Số việc", "4"),
            ("Người", "140"),
            ("Lượt", "2"),
            ("Tiền đã chi", "4.000.000\xa0đ"),
            ("Tiền vận động", "7.000.000\xa0đ"),
        ]


def test_what_one_last_entered_is_found_for_the_next_line(union):
    enter(union["B"])
    with acting(actor_at(union["A"], account_id=3)):
        log_activity(unit=union["A"], line=VISIT)
        latest = log_activity(unit=union["A"], line=Line("dialogue", DAY))
    with acting(actor_at(union["A"], account_id=4)):
        log_activity(unit=union["A"], line=VISIT)
    mine = actor_at(union["A"], account_id=3)
    with acting(mine):
        assert last_of(mine) == latest


def test_from_the_day_on_which_a_module_takes_a_kind_over_the_log_takes_and_counts_no_more_of_it(union):
    enter(union["A"], Line("dialogue", DAY))
    enter(union["A"], Line("dialogue", DAY + timedelta(days=10)))
    hand_over("dialogue", "units", DAY + timedelta(days=5))
    assert flow("activities.dialogue.count") == {union["A"].pk: 1}
    with acting(actor_at(union["A"])), pytest.raises(ValidationError, match="ghi ở mục Tổ chức"):
        log_activity(unit=union["A"], line=Line("dialogue", DAY + timedelta(days=5)))
    assert enter(union["A"], Line("dialogue", DAY + timedelta(days=4))).pk, "the days before stay with the log"
    assert flow("activities.dialogue.count") == {union["A"].pk: 2}
    assert flow("activities.visit.count") == {}


def test_a_kind_that_comes_back_to_the_log_is_counted_there_again(union):
    for days in (0, 10, 20):
        enter(union["A"], Line("dialogue", DAY + timedelta(days=days)))
    hand_over("dialogue", "units", DAY + timedelta(days=5), DAY + timedelta(days=15))
    assert flow("activities.dialogue.count") == {union["A"].pk: 2}
    assert enter(union["A"], Line("dialogue", DAY + timedelta(days=15))).pk
