"""Transfers between two unions: one asks, the other answers; nobody counts twice, nobody sees more than agreed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account, AuditEntry, Notification
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.actions import clock
from ketdoan.members.actions.lookups import look_up
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import leave, suspend
from ketdoan.members.actions.transferring import (
    accept,
    ask_for,
    introduce,
    refuse_transfer,
    sentences,
    withdraw_transfer,
)
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member, TransferRequest
from ketdoan.members.queries import across
from ketdoan.members.queries.across import Clue
from ketdoan.members.queries.awaiting import transfers_of
from ketdoan.members.queries.flows import Flows
from ketdoan.members.queries.stock import stock
from ketdoan.members.states import common_line
from ketdoan.units.actions.persons import set_identifier
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.reorganisation import absorb, dissolve
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Person, PersonalDataView, Role

pytestmark = pytest.mark.django_db
NUMBER, DAY = "001090012345", date(2026, 6, 1)
CLUE = Clue(NUMBER, "trần văn an", 1990)
RIGHTS = frozenset({"members.transfer", "members.view", "members.leave"})


class World:
    """Two provinces with a grassroots union each, and a member of the first."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TLD")
        self.provinces = [make_unit("provincial_federation", code, self.top) for code in ("P", "Q")]
        self.source = make_unit("grassroots_union", "A", self.provinces[0])
        self.to = make_unit("grassroots_union", "B", self.provinces[1])
        (self.member,) = make_members(self.source, "Trần Văn An")
        set_identifier(person=self.member.person, kind="citizen_id", value=NUMBER)

    def officer(self, unit, account: int | None = None) -> Actor:
        return Actor(account, None, unit.pk, "", Scope(unit.path), RIGHTS)

    def counted(self) -> tuple[int, int]:
        now = stock(today())
        return now.of(self.source.pk), now.of(self.to.pk)

    def ask(self, **more) -> TransferRequest:
        with acting(self.officer(self.to)):
            return ask_for(unit=self.to, clue=CLUE, on=DAY, **more)

    def account(self, unit, name: str) -> Account:
        account = Account.objects.create_user(name)
        person = Person.objects.create(unit=unit, name=name, words=name, sort_key=name, account=account)
        give_post(person=person, unit=unit, role=Role.objects.get(code="chair"), since=date(2024, 1, 1))
        return account


@pytest.fixture
def world() -> World:
    with acting(SYSTEM):
        return World()


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def later(days: int) -> None:
    """So many mornings pass: the days of open requests lie that much further back, and the worker does its round."""
    for one in TransferRequest.objects.all():
        one.due -= timedelta(days=days)
        one.asked_on -= timedelta(days=days)
        one.save()
    clock.daily()


def told(account: Account) -> list[str]:
    return list(Notification.objects.filter(account=account).order_by("pk").values_list("title", flat=True))


def test_the_member_counts_at_the_source_until_it_agrees_and_then_at_the_destination(world):
    request = world.ask()
    assert world.counted() == (1, 0)
    with acting(world.officer(world.source)):
        accept(request=request, on=DAY)
    assert world.counted() == (0, 1)
    flow = Flows(DAY - timedelta(days=1), DAY)
    assert flow.of(world.top.pk).transferred_in == 0
    assert (flow.of(world.provinces[0].pk).transferred_out, flow.of(world.provinces[1].pk).transferred_in) == (1, 1)
    again = TransferRequest.objects.get(pk=request.pk)
    assert (again.state, again.event.to_unit_id, again.decided_by_id) == ("accepted", world.to.pk, world.source.pk)
    assert Person.objects.get(pk=world.member.pk).unit_id == world.to.pk


@pytest.mark.parametrize(
    "clue",
    [
        Clue(NUMBER),
        Clue(NUMBER, "Trần Văn An"),
        Clue(NUMBER, "Trần Văn An", 1991),
        Clue(NUMBER, "Trần Văn Ân Tình", 1990),
        Clue("001090012346", "Trần Văn An", 1990),
        Clue("", "Trần Văn An", 1990),
    ],
)
def test_a_number_alone_or_with_another_name_or_year_finds_nobody(world, clue):
    with acting(world.officer(world.to)):
        assert look_up(unit=world.to, clue=clue) is None
        with pytest.raises(ValidationError, match="Không tìm thấy"):
            ask_for(unit=world.to, clue=clue, on=DAY)


def test_a_card_is_enough_without_name_and_year(world, monkeypatch):
    cards = {"CARD-7": [world.member.pk]}
    monkeypatch.setattr(across, "BY_CARD", [lambda text: cards.get(text, ())])
    with acting(world.officer(world.to)):
        assert look_up(unit=world.to, clue=Clue("CARD-8")) is None
        request = ask_for(unit=world.to, clue=Clue(" CARD-7 "), on=DAY)
    assert request.person_id == world.member.pk


def test_who_is_in_a_group_of_the_union_already_is_not_asked_of_that_group(world):
    group = make_unit("union_group", "A-1", world.source)
    with acting(SYSTEM):
        transfer(members=[world.member], to=group, on=DAY)
    with acting(world.officer(world.source)), pytest.raises(ValidationError, match="đã sinh hoạt trong đơn vị này"):
        ask_for(unit=world.source, clue=CLUE, on=DAY)


def test_looking_up_shows_the_agreed_and_is_in_the_trail_and_told_to_the_person(world):
    account = world.account(world.to, "b")
    with acting(world.officer(world.to, account.pk)):
        told = sentences(unit=world.to, clue=CLUE, on=DAY)
        look_up(unit=world.to, clue=Clue(NUMBER, "Ai Đó", 1990))
    assert told[0] == "Trần Văn An, sinh năm 1990, đang là đoàn viên tại ĐV A."
    found, missed = AuditEntry.objects.filter(action="members.lookup").order_by("pk")
    assert (found.change["person"], missed.change["person"]) == (world.member.pk, None)
    view = PersonalDataView.objects.get(person=world.member.pk)
    assert (view.account_id, view.field) == (account.pk, "citizen_id")


def test_so_many_look_ups_an_hour_and_no_more(world):
    account = world.account(world.to, "b")
    with acting(world.officer(world.to, account.pk)):
        for _ in range(60):
            look_up(unit=world.to, clue=CLUE)
        with pytest.raises(ValidationError, match="60 lần trong một giờ"):
            look_up(unit=world.to, clue=CLUE)


def test_the_destination_cannot_answer_itself_and_a_third_union_sees_nothing(world):
    request = world.ask()
    with acting(world.officer(world.to)), pytest.raises(PermissionDenied):
        accept(request=request, on=DAY)
    third = make_unit("grassroots_union", "C", world.provinces[0])
    with acting(world.officer(third)):
        assert not TransferRequest.objects.exists()
        with pytest.raises(PermissionDenied):
            refuse_transfer(request=request, refusal="debts")
        with pytest.raises(PermissionDenied):
            withdraw_transfer(request=request)


def test_a_refusal_leaves_the_member_where_they_are_and_another_request_may_follow(world):
    request = world.ask()
    with acting(world.officer(world.source)):
        refuse_transfer(request=request, refusal="debts", reply="Còn nợ đoàn phí quý I")
    assert world.counted() == (1, 0)
    with acting(world.officer(world.source)), pytest.raises(ValidationError, match="đã giải quyết: không đồng ý"):
        accept(request=request, on=DAY)
    assert world.ask().pk != request.pk


def test_the_source_may_begin_and_the_destination_confirms(world):
    with acting(world.officer(world.source)):
        request = introduce(member=world.member, to_code="b", on=DAY)
        with pytest.raises(PermissionDenied):
            accept(request=request, on=DAY)
    with acting(world.officer(world.to)):
        accept(request=request, on=DAY)
    assert world.counted() == (0, 1)


def test_one_request_at_a_time_and_the_second_is_told_no_more_than_that(world):
    request = world.ask()
    third = make_unit("grassroots_union", "C", world.provinces[0])
    with acting(world.officer(third)), pytest.raises(ValidationError) as refused:
        ask_for(unit=third, clue=CLUE, on=DAY)
    assert "đến đơn vị khác chưa giải quyết xong" in str(refused.value)
    with acting(world.officer(world.source)), pytest.raises(ValidationError, match=f"số {request.pk}"):
        introduce(member=world.member, to_code="C", on=DAY)


def test_who_left_in_between_is_not_moved_and_the_request_lapses(world):
    request = world.ask()
    leave(members=[world.member], on=date(2026, 5, 1), reason="request")
    with acting(world.officer(world.source)), pytest.raises(ValidationError, match="không còn là đoàn viên"):
        accept(request=request, on=DAY)
    clock.daily()
    assert TransferRequest.objects.get(pk=request.pk).state == "lapsed"
    assert world.counted() == (0, 0)


def test_after_its_days_it_hangs_both_sides_and_the_union_above_are_told_and_that_one_decides(world):
    source, to, above = (
        world.account(unit, name) for unit, name in ((world.source, "a"), (world.to, "b"), (world.top, "t"))
    )
    request = world.ask()
    assert told(source) == [f"ĐV B đề nghị tiếp nhận một đoàn viên, trả lời đến hết ngày {request.due:%d/%m/%Y}"]
    later(15)
    assert TransferRequest.objects.get().state == "asked"
    assert (len(told(source)), len(told(to))) == (2, 0)
    later(1)
    clock.daily()
    assert TransferRequest.objects.get().state == "hanging"
    assert world.counted() == (1, 0)
    assert (len(told(source)), len(told(to)), len(told(above))) == (3, 1, 1)
    assert not any("Trần" in title for title in told(source) + told(to) + told(above))
    (item,) = transfers_of(world.officer(world.top))
    assert "1 yêu cầu chuyển sinh hoạt treo" in item.title
    with acting(world.officer(world.top)):
        accept(request=request, on=DAY)
    assert TransferRequest.objects.get().decided_by_id == world.top.pk
    assert world.counted() == (0, 1)


def test_while_it_hangs_both_are_reminded_once_a_week_however_often_the_clock_runs(world):
    source = world.account(world.source, "a")
    world.ask()
    later(16)
    before = len(told(source))
    for _ in range(3):
        clock.daily()
    later(6)
    assert len(told(source)) == before
    later(1)
    assert len(told(source)) == before + 1


def test_a_union_above_both_may_decide_at_once(world):
    request = world.ask()
    with acting(world.officer(world.provinces[0])):
        accept(request=request, on=DAY)
    assert TransferRequest.objects.get().decided_by_id == world.source.pk, "above one side alone answers for that side"
    third = make_unit("grassroots_union", "C", world.provinces[1])
    with acting(world.officer(third)):
        second = ask_for(unit=third, clue=CLUE, on=today())
    with acting(world.officer(world.provinces[1])):
        refuse_transfer(request=second, refusal="other", reply="Chưa bàn giao công việc")
    assert TransferRequest.objects.get(pk=second.pk).decided_by_id == world.provinces[1].pk


def test_requests_follow_units_that_are_absorbed_and_end_with_those_that_are_dissolved(world):
    heir = make_unit("grassroots_union", "A2", world.provinces[0])
    end = make_unit("grassroots_union", "B2", world.provinces[1])
    request = world.ask()
    absorb(units=[world.source], into=heir, since=today())
    absorb(units=[world.to], into=end, since=today())
    clock.follow_transfers()
    held = TransferRequest.objects.get()
    assert (held.state, held.unit_from_id, held.unit_to_id) == ("asked", heir.pk, end.pk)
    with acting(world.officer(heir)):
        accept(request=request, on=today())
    assert Member.objects.get(pk=world.member.pk).unit_id == end.pk


def test_a_request_to_a_union_that_ends_without_heir_lapses(world):
    world.ask()
    dissolve(units=[world.to], since=today())
    clock.follow_transfers()
    assert TransferRequest.objects.get().state == "lapsed"


def test_a_suspended_member_is_transferred_like_any_other(world):
    suspend(members=[world.member], on=date(2026, 3, 1))
    request = world.ask()
    with acting(world.officer(world.source)):
        accept(request=request, on=DAY)
    assert Member.objects.get(pk=world.member.pk).state == "member"


def test_a_move_on_a_coming_day_brings_the_record_on_that_day(world):
    request = world.ask()
    with acting(world.officer(world.source)):
        accept(request=request, on=today() + timedelta(days=5))
    clock.daily()
    assert Person.objects.get(pk=world.member.pk).unit_id == world.source.pk
    assert world.counted() == (1, 0)


def test_each_side_finds_it_in_the_inbox_as_long_as_it_has_something_to_do(world):
    request = world.ask()
    (item,) = transfers_of(world.officer(world.source))
    assert (item.title, item.due) == ("Trả lời chuyển sinh hoạt: Trần Văn An", request.due)
    with acting(world.officer(world.to)):
        assert list(transfers_of(world.officer(world.to))) == []
    withdraw_transfer(request=request)
    assert list(transfers_of(world.officer(world.source))) == []


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("1/2/5/", "1/3/6/", "1/"),
        ("1/2/5/", "1/2/6/", "1/2/"),
        ("1/2/", "1/2/6/", "1/"),
        ("1/25/7/", "1/2/7/", "1/"),
        ("1/", "1/2/", ""),
    ],
)
def test_the_nearest_union_above_two_is_neither_of_them(first, second, shared):
    assert common_line(first, second) == common_line(second, first) == shared
