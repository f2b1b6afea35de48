"""Programmes and offers: to whom they are open, when, how many places there are, who reads what; and rates."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.modules import inbox
from ketdoan.core.viet import today
from ketdoan.members.actions.proxies import Agreement
from ketdoan.members.factories import make_members
from ketdoan.members.tests.dumping import found
from ketdoan.members.tests.union import actor_of, browser
from ketdoan.units.models import PersonalDataView
from ketdoan.welfare.actions import clock, programmes, rates
from ketdoan.welfare.models import Programme, Question, Rate, Registration
from ketdoan.welfare.queries.programmes import offered, open_today
from ketdoan.welfare.queries.rates import rates_of

from .union import BEGAN, SOURCE, Care

pytestmark = pytest.mark.django_db
CONSENT = Agreement(True, "voice", "Anh nói trực tiếp ở xưởng")


@pytest.fixture
def union(db):
    return Care()


def join(union, member, programme, **more):
    with acting(union.actor(member)):
        return programmes.register(programme=programme, **more)


def seen(union, member) -> set[str]:
    with acting(union.actor(member)):
        return {one.title for one in open_today()}


def test_a_member_sees_what_the_own_unit_and_those_above_publish_while_it_lasts(union):
    union.programme(union.province_chair, title="Của tỉnh", until=today() + timedelta(days=5))
    union.programme(union.chair, title="Của cơ sở")
    union.programme(union.stranger, title="Của nơi khác")
    with acting(actor_of(union.chair)):
        draft = programmes.Offer("offer", "Bản nháp", "Chưa đăng", today(), today())
        programmes.make_programme(unit=union.a, offer=draft)
    assert seen(union, union.huyen) == seen(union, union.duc) == {"Của tỉnh", "Của cơ sở"}
    with time_machine.travel(f"{today() + timedelta(days=1)} 09:00+07:00"):
        assert seen(union, union.huyen) == {"Của tỉnh"}
    with acting(actor_of(union.chair)):
        assert not Programme.objects.filter(title="Của nơi khác").exists()
        assert Programme.objects.filter(title="Bản nháp").exists()
    with acting(actor_of(union.province_chair)):
        programmes.end_programme(programme=Programme.objects.get(title="Của tỉnh"))
    assert seen(union, union.huyen) == {"Của cơ sở"}


def test_one_registers_within_the_days_once_and_gives_the_place_back(union):
    one = union.programme(
        union.chair, until=today() + timedelta(days=9), opens_on=today() + timedelta(days=2),
        closes_on=today() + timedelta(days=4),
    )  # fmt: skip
    for days, able in ((1, False), (2, True), (5, False)):
        with time_machine.travel(f"{today() + timedelta(days=days)} 09:00+07:00"):
            if not able:
                with pytest.raises(ValidationError):
                    join(union, union.huyen, one)
                continue
            row = join(union, union.huyen, one)
            with pytest.raises(ValidationError):
                join(union, union.huyen, one)
            with acting(union.actor(union.duc)), pytest.raises(PermissionDenied):
                programmes.give_up(registration=row)
            with acting(union.actor(union.huyen)):
                programmes.give_up(registration=row)
            assert join(union, union.huyen, one).pk != row.pk


def test_no_more_places_are_given_than_there_are(union):
    one = union.programme(union.chair, places=3, seats_each=2)
    with pytest.raises(ValidationError):
        join(union, union.huyen, one, seats=3)
    join(union, union.huyen, one, seats=2)
    with pytest.raises(ValidationError) as refused:
        join(union, union.duc, one, seats=2)
    assert "còn 1 chỗ" in str(refused.value)
    join(union, union.duc, one, seats=1)
    (third,) = make_members(union.a, "Hồ Văn Ba")
    with pytest.raises(ValidationError) as full:
        join(union, third, one)
    assert "hết chỗ" in str(full.value)
    with acting(actor_of(union.chair)):
        (shown,) = open_today()
        assert (shown.taken, offered(shown, None).left) == (3, 0)
        fewer = programmes.Offer("programme", "Vé xe", "Xe", today(), today(), registers=True, places=2)
        with pytest.raises(ValidationError):
            programmes.change_programme(programme=one, offer=fewer)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two_rivals():
    union = Care()
    one = union.programme(union.chair, places=1)

    def rival(member) -> bool:
        try:
            join(union, member, one)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(rival, [union.huyen, union.duc]))
    assert sorted(won) == [False, True]
    assert Registration._base_manager.count() == 1


def test_a_programme_of_another_line_of_units_is_not_open(union):
    one = union.programme(union.stranger)
    with pytest.raises(PermissionDenied):
        join(union, union.huyen, one)
    with acting(union.actor(union.huyen)), pytest.raises(PermissionDenied):
        programmes.ask_about(programme=one, text="Tôi đi được không?")


def test_a_group_leader_registers_for_a_member_who_agreed(union):
    one = union.programme(union.province_chair)
    client = browser(union.leader)
    assert one.title in client.get(reverse("welfare:joinable")).content.decode()
    form = {"member": f"#{union.duc.pk}", "note": "Lên xe ở cổng 2", "how": "voice", "said": CONSENT.note}
    page = reverse("welfare:register_other", args=[one.pk])
    assert client.post(page, form).status_code == 422
    assert client.post(page, {**form, "agreed": "on"}).status_code == 302
    row = Registration._base_manager.get()
    assert (row.person_id, row.note.text, row.proxy.person_id) == (union.duc.pk, "Lên xe ở cổng 2", union.duc.pk)
    with acting(actor_of(union.leader)), pytest.raises(PermissionDenied):
        programmes.register(programme=one, member=union.huyen, agreed=CONSENT)


def test_who_registered_is_read_by_the_publishing_unit_and_leaves_as_a_logged_file(union):
    one = union.programme(union.province_chair)
    row = join(union, union.huyen, one, note="Đi cùng con nhỏ")
    page = reverse("welfare:registered", args=[one.pk])
    officer = browser(union.officer)
    assert "Đi cùng con nhỏ" in officer.get(page).content.decode()
    assert union.huyen.person.name not in browser(union.chair).get(page).content.decode()
    assert browser(union.stranger).get(page).status_code == 404
    file = officer.get(page, {"export": "xlsx"})
    assert file.status_code == 200
    b"".join(file.streaming_content)
    assert PersonalDataView._base_manager.filter(people__contains=[union.huyen.pk], field="list").exists()
    with acting(union.actor(union.duc)):
        assert not Registration.objects.exists()
    with acting(actor_of(union.chair)), pytest.raises(PermissionDenied):
        programmes.cancel(registration=row, reason="Không đủ xe")
    with acting(actor_of(union.officer)):
        programmes.cancel(registration=row, reason="Không đủ xe")
    with acting(union.actor(union.huyen)):
        assert Registration.objects.get().reason.text == "Không đủ xe"


def test_a_question_is_answered_by_the_unit_and_read_by_the_asker_alone(union, caplog):
    one = union.programme(union.province_chair)
    with acting(union.actor(union.huyen)):
        question = programmes.ask_about(programme=one, text="Con tôi 8 tuổi có tính chỗ không?")
    with acting(actor_of(union.officer)) as actor:
        assert [item.url for item in inbox(actor) if "câu hỏi" in item.title] == [
            reverse("welfare:programme", args=[one.pk])
        ]
        programmes.answer(question=question, text="Trẻ trên 5 tuổi tính một chỗ.")
        assert not [item for item in inbox(actor) if "câu hỏi" in item.title]
    with acting(union.actor(union.huyen)):
        assert Question.objects.get().answer.text == "Trẻ trên 5 tuổi tính một chỗ."
    with acting(union.actor(union.duc)):
        assert not Question.objects.exists()
    assert not found({"question": "Con tôi 8 tuổi", "answer": "Trẻ trên 5 tuổi"}, caplog.text)


def test_what_members_wrote_goes_some_time_after_the_programme(union):
    one = union.programme(union.chair)
    join(union, union.huyen, one, note="Lên xe ở cổng 2")
    with acting(union.actor(union.huyen)):
        programmes.ask_about(programme=one, text="Mấy giờ xe chạy?")
    for days, kept in ((90, True), (91, False)):
        with time_machine.travel(f"{today() + timedelta(days=days)} 09:00+07:00"), acting(SYSTEM):
            clock.apply_retention()
        assert Question._base_manager.exists() == kept
        assert (Registration._base_manager.get().note is not None) == kept


# Rates


def test_a_unit_keeps_its_own_table_and_nothing_in_it_is_rewritten(union):
    with acting(actor_of(union.province_chair)), pytest.raises(PermissionDenied):
        rates.change_rate(rate=union.sick, most=9, source=SOURCE, since=today())
    with acting(actor_of(union.chair)):
        with pytest.raises(ValidationError):
            rates.add_rate(unit=union.a, said=rates.Said("sick", union.sick.title, 9, SOURCE, today()))
        later = rates.change_rate(rate=union.sick, most=700_000, source=SOURCE, since=today())
        rates.end_rate(rate=later, since=today() + timedelta(days=30))
    days = [BEGAN, today() - timedelta(days=1), today(), today() + timedelta(days=30)]
    assert [[row.most for row in rates_of(union.a, "sick", day)] for day in days] == [
        [500_000], [500_000], [700_000], [],
    ]  # fmt: skip
    assert Rate._base_manager.get(pk=union.sick.pk).most == 500_000


@pytest.mark.parametrize(
    ("name", "value"),
    [("most", 0), ("most", -1), ("title", ""), ("source", " "), ("kind", "khac"), ("title", "x" * 121)],
)
def test_a_row_that_says_too_little_is_refused_at_its_field(union, name, value):
    said = {"kind": "sick", "title": "Ốm nhẹ", "most": 200_000, "source": SOURCE, "since": BEGAN, name: value}
    with acting(actor_of(union.chair)), pytest.raises(ValidationError) as refused:
        rates.add_rate(unit=union.a, said=rates.Said(**said))
    assert name in refused.value.message_dict
