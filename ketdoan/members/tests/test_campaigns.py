"""Campaigns: what is frozen when they begin, how far they are, whom they remind, and putting records right."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account, AuditEntry, Notification
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.actions.campaigns import close, complete, launch, remind
from ketdoan.members.actions.checking import check_all
from ketdoan.members.actions.moving import transfer
from ketdoan.members.models import Campaign, CampaignUnit, Member
from ketdoan.members.queries.campaigns import next_faulty, progress, reviews
from ketdoan.members.queries.quality import Scores
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.models import Role, Unit

from .test_quality import World, add, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = World()
    with acting(SYSTEM):
        for unit in (world.first, world.second):
            person = add_person(unit=unit, name="Chủ Tịch")
            person.account = Account.objects.create_user(f"chair-{unit.code}")
            person.save()
            give_post(person=person, unit=unit, role=Role.objects.get(code="chair"), since=date(2020, 1, 1))
        add(world.first)
        add(world.first, sex="", citizen_id="")
        add(world.first, phone="", citizen_id="", born=None)
        add(world.second, citizen_id="001185054321")
    return world


@pytest.fixture(autouse=True)
def system(world: World):
    with acting(SYSTEM):
        check_all()
        yield


def begin(world: World, days: int = 20, codes: tuple[str, ...] = ("no_sex", "no_phone")) -> Campaign:
    return launch(unit=world.province, title="Rà soát", codes=codes, due=today() + timedelta(days=days))


def on_day(campaign: Campaign, days_to_due: int) -> None:
    """Let today be so many days before the last day."""
    day = today() + timedelta(days=days_to_due)
    Campaign.objects.filter(pk=campaign.pk).update(due=day, since=day - timedelta(days=40))


def chair(unit: Unit, *more: str) -> Actor:
    rights = frozenset({"members.complete", "members.view", *more})
    return Actor(1, 1, unit.pk, "Chủ tịch", Scope(unit.path), rights)


def messages() -> set[tuple[str, str]]:
    return set(Notification.objects.values_list("account__username", "key"))


def test_a_campaign_freezes_how_records_stood(world: World) -> None:
    campaign = begin(world)
    rows = CampaignUnit.objects.filter(campaign=campaign).values_list("unit__code", "members", "faulty")
    assert set(rows) == {("A", 3, 2), ("B", 1, 0)}
    member = Member.objects.get(person__quality__codes__contains=["no_sex"])
    complete(member=member, sex="f")
    found = progress(campaign, Scores(campaign.codes))
    assert (found.units, found.finished, found.start, found.now, found.done, found.percent) == (2, 1, 2, 1, 1, 50)


def test_a_unit_is_told_of_what_it_owes_and_another_is_not(world: World) -> None:
    campaign = begin(world)
    assert messages() == {("chair-a", f"review:{campaign.pk}:{campaign.due}:new")}
    with acting(chair(world.first)) as actor:
        (item,) = reviews(actor)
    assert (item.title, item.due) == ("Rà soát dữ liệu: còn 2 hồ sơ cần bổ sung", campaign.due)
    with acting(chair(world.second)) as actor:
        assert not list(reviews(actor))


@pytest.mark.parametrize(
    ("days", "steps"), [(8, []), (7, ["-7"]), (3, ["-7"]), (1, ["-1"]), (0, ["-1"]), (-1, ["1"]), (-9, ["1"])]
)
def test_a_reminder_comes_once_a_step_and_the_last_one_alone(world: World, days: int, steps: list[str]) -> None:
    campaign = begin(world)
    Notification.objects.all().delete()
    on_day(campaign, days)
    for _ in range(2):
        remind()
    assert [key.rsplit(":", 1)[1] for _, key in messages()] == steps


def test_a_closed_campaign_asks_for_nothing(world: World) -> None:
    campaign = begin(world)
    close(campaign=campaign)
    Notification.objects.all().delete()
    on_day(campaign, 1)
    remind()
    assert not messages()
    with acting(chair(world.first)) as actor:
        assert not list(reviews(actor))
    with pytest.raises(ValidationError, match="đã kết thúc"):
        close(campaign=campaign)


def test_a_campaign_needs_a_content_and_a_day_to_come(world: World) -> None:
    with pytest.raises(ValidationError, match="Hạn phải sau hôm nay"):
        begin(world, days=0)
    for codes in ((), ("nonsense",)):
        with pytest.raises(ValidationError, match="Hãy chọn nội dung"):
            begin(world, codes=codes)
    with acting(chair(world.first, "members.review")), pytest.raises(PermissionDenied):
        begin(world)


def test_the_unit_puts_right_a_record_that_another_keeps(world: World) -> None:
    member = Member.objects.get(person__quality__codes__contains=["no_sex"])
    transfer(members=[member], to=world.second, on=today())
    with acting(chair(world.first)), pytest.raises(PermissionDenied):
        complete(member=member, sex="f")
    with acting(chair(world.second)):
        complete(member=member, sex="f", citizen_id="001185067890", phone="0912 345 999")
    assert kept(member) == set()
    change = AuditEntry.objects.get(action="members.complete").change
    done = [part["act"] for part in change["parts"]]
    assert done == ["units.person.correct", "units.person.contact", "units.person.identifier"]
    assert not any(number in str(change) for number in ("001185067890", "0912345999"))


def test_a_value_that_will_not_do_stands_beside_its_field(world: World) -> None:
    member = Member.objects.get(person__quality__codes__contains=["no_sex"])
    with pytest.raises(ValidationError) as refused:
        complete(member=member, sex="f", phone="12")
    assert set(refused.value.message_dict) == {"phone"}
    assert "no_sex" in kept(member)


def test_records_are_gone_through_one_after_the_other(world: World) -> None:
    codes, rows = ["no_id"], Member.objects.all()
    first = next_faulty(rows, codes)
    assert first is not None
    second = next_faulty(rows, codes, after=first)
    assert second is not None
    assert {first.pk, second.pk} == set(
        Member.objects.filter(person__quality__codes__contains=["no_id"]).values_list("pk", flat=True)
    )
    assert next_faulty(rows, codes, after=second) == first


def test_no_number_stands_in_clear_anywhere(world: World) -> None:
    begin(world)
    with connection.cursor() as cursor:
        for table in ("members_quality", "members_numbercheck", "members_duplicatepair", "members_campaign"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            text = cursor.fetchone()[0] or ""
            assert not any(number in text for number in ("001185012345", "0912345678"))
