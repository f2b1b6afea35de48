"""The acts on members, and what reorganisations do to them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.actions.correcting import correct, void, void_batch
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import admit, leave, resume, suspend
from ketdoan.members.factories import JOINED, make_members
from ketdoan.members.models import Member, MemberEvent, Spell
from ketdoan.members.queries.flows import Flows
from ketdoan.members.queries.stock import stock, suspended
from ketdoan.units.actions.persons import correct_person
from ketdoan.units.actions.reorganisation import absorb, dissolve, split
from ketdoan.units.actions.structure import Birth
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit

pytestmark = pytest.mark.django_db
LATER = date(2024, 5, 6)


class World:
    """Two grassroots unions of one federation."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", self.top)
        self.first = make_unit("grassroots_union", "A", self.province)
        self.second = make_unit("grassroots_union", "B", self.province)
        self.members = make_members(self.first, "Trần An", "Lê Bình", "Võ Chi")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def now(unit: Unit) -> int:
    return stock(today()).of(unit.pk)


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def test_who_is_admitted_counts_from_that_day_on(world: World) -> None:
    assert stock(JOINED - timedelta(days=1)).of(world.province.pk) == 0
    assert stock(JOINED).of(world.province.pk) == 3
    assert {again(one).state for one in world.members} == {"member"}


def test_nobody_is_admitted_twice(world: World) -> None:
    person = world.members[0].person
    with pytest.raises(ValidationError, match="đã là đoàn viên"):
        admit(unit=world.second, people=[person], on=LATER)
    assert now(world.province) == 3


def test_a_child_is_not_admitted(world: World) -> None:
    with pytest.raises(ValidationError, match="chưa đủ 15 tuổi"):
        make_members(world.first, "Bùi Nhỏ", on=date(2020, 1, 6), birth_year=2010)


def test_an_upper_union_has_no_members_of_its_own(world: World) -> None:
    with pytest.raises(ValidationError, match="không trực tiếp có đoàn viên"):
        make_members(world.province, "Bùi Lớn")


def test_a_move_inside_a_subtree_is_none_there(world: World) -> None:
    transfer(members=world.members[:2], to=world.second, on=LATER)
    flows = Flows(date(2023, 12, 31), date(2024, 12, 31))
    province, first, second = (flows.of(unit.pk) for unit in (world.province, world.first, world.second))
    assert (province.transferred_in, province.transferred_out, province.structural) == (0, 0, 0)
    assert (first.opening, first.transferred_out, first.closing) == (3, 2, 1)
    assert (second.opening, second.transferred_in, second.closing) == (0, 2, 2)


def test_the_record_of_a_person_goes_with_the_member(world: World) -> None:
    kept_above = world.members[2].person
    kept_above.unit = world.province
    kept_above.save()
    transfer(members=world.members, to=world.second, on=LATER)
    kept = [again(member).person.unit for member in world.members]
    assert kept == [world.second, world.second, world.province]


def test_who_left_is_no_member_and_may_come_again(world: World) -> None:
    leave(members=world.members[:1], on=LATER, reason="request")
    member = again(world.members[0])
    assert (member.state, member.since, member.unit_id) == ("left", LATER, world.first.pk)
    admit(unit=world.second, people=[member.person], on=LATER + timedelta(days=40))
    member = again(member)
    assert (member.state, member.unit_id, member.joined_on) == ("member", world.second.pk, LATER + timedelta(days=40))


def test_who_suspends_union_life_is_a_member_counted_apart(world: World) -> None:
    suspend(members=world.members[:1], on=LATER)
    assert (now(world.first), suspended(today()).of(world.first.pk)) == (3, 1)
    resume(members=[again(world.members[0])], on=LATER + timedelta(days=9))
    assert suspended(today()).of(world.first.pk) == 0
    flow = Flows(LATER - timedelta(days=1), today()).of(world.first.pk)
    assert (flow.admitted, flow.left, flow.structural) == (0, 0, 0)


def test_members_go_with_a_union_that_is_absorbed(world: World) -> None:
    absorb(units=[world.first], into=world.second, since=LATER)
    assert {again(one).unit_id for one in world.members} == {world.second.pk}
    flow = Flows(LATER - timedelta(days=1), LATER).of(world.second.pk)
    assert (flow.opening, flow.transferred_in, flow.structural, flow.closing) == (0, 0, 3, 3)
    assert Flows(LATER - timedelta(days=1), LATER).of(world.province.pk).structural == 0
    events = MemberEvent.objects.filter(kind="structure")
    assert events.count() == 3
    assert all(event.change_id for event in events)


def test_members_of_a_dissolved_union_leave(world: World) -> None:
    dissolve(units=[world.first], since=LATER)
    assert {again(one).state for one in world.members} == {"left"}
    flow = Flows(LATER - timedelta(days=1), LATER).of(world.province.pk)
    assert (flow.opening, flow.left, flow.closing, flow.structural) == (3, 3, 0, 0)
    assert set(Spell.objects.values_list("reason", flat=True)) == {"unit_dissolved"}


def test_members_of_a_divided_union_go_to_the_first_part(world: World) -> None:
    values = {"kind": "grassroots_union", "name": "Mới", "short_name": "Mới"}
    births = [Birth(code, {**values, "name": code, "short_name": code}, world.province) for code in ("C", "D")]
    first, second = split(units=[world.first], births=births, since=LATER, children={})
    assert (now(first), now(second)) == (3, 0)


def test_a_back_dated_admission_follows_the_union_to_its_heir(world: World) -> None:
    absorb(units=[world.first], into=world.second, since=LATER)
    (late,) = make_members(world.first, "Ngô Muộn", on=LATER - timedelta(days=30))
    assert again(late).unit_id == world.second.pk
    assert stock(LATER - timedelta(days=1)).of(world.first.pk) == 4


def test_a_back_dated_reorganisation_takes_along_who_came_later(world: World) -> None:
    (late,) = make_members(world.first, "Ngô Muộn", on=LATER)
    leave(members=[late], on=LATER + timedelta(days=60), reason="retired")
    absorb(units=[world.first], into=world.second, since=LATER - timedelta(days=30))
    assert stock(LATER).of(world.second.pk) == 4
    assert now(world.second) == 3
    assert again(late).unit_id == world.second.pk


def test_a_void_event_never_was(world: World) -> None:
    (event,) = transfer(members=world.members[:1], to=world.second, on=LATER)
    void(event=event, why="ghi nhầm người")
    assert (now(world.first), now(world.second)) == (3, 0)
    with pytest.raises(ValidationError, match="đã được hủy"):
        void(event=event, why="lần nữa")


def test_an_event_on_which_others_rest_is_not_voided(world: World) -> None:
    transfer(members=world.members[:1], to=world.second, on=LATER)
    admission = MemberEvent.objects.get(person=world.members[0].pk, kind="admission")
    with pytest.raises(ValidationError, match="không là đoàn viên"):
        void(event=admission, why="ghi nhầm")
    assert now(world.province) == 3


def test_a_correction_puts_another_day_in_its_place(world: World) -> None:
    (event,) = leave(members=world.members[:1], on=LATER, reason="request")
    correct(event=event, on=LATER - timedelta(days=10), reason="retired", why="theo quyết định")
    spell = Spell.objects.get(person=world.members[0].pk)
    assert (spell.until, spell.reason) == (LATER - timedelta(days=10), "retired")


def test_a_bulk_act_is_undone_as_a_whole(world: World) -> None:
    before = list(Spell.objects.order_by("person").values_list("person", "unit", "since", "until", "came"))
    events = leave(members=world.members, on=LATER, reason="request")
    assert now(world.first) == 0
    void_batch(batch=events[0].batch, why="nhầm danh sách")
    assert list(Spell.objects.order_by("person").values_list("person", "unit", "since", "until", "came")) == before


def test_a_post_does_not_act_on_members_elsewhere(world: World) -> None:
    may = frozenset({"members.leave", "members.transfer"})
    chair = Actor(1, 1, world.second.pk, "Chủ tịch", Scope(world.second.path), may)
    with acting(chair), pytest.raises(PermissionDenied):
        leave(members=world.members[:1], on=LATER, reason="request")
    with acting(chair), pytest.raises(PermissionDenied):
        transfer(members=world.members[:1], to=world.second, on=LATER)
    assert now(world.first) == 3


def test_what_the_record_of_a_person_says_is_repeated_in_the_register(world: World) -> None:
    person = world.members[0].person
    correct_person(person=person, name="Trần Ánh", birth_date=date(1985, 3, 4), sex="f")
    member = again(world.members[0])
    assert (member.words, member.sex, member.birth_year) == ("tran anh", "f", 1985)
    assert stock(today(), sex="f").of(world.first.pk) == 1


def test_the_trail_names_no_person(world: World) -> None:
    leave(members=world.members, on=LATER, reason="request")
    entry = AuditEntry.objects.filter(action="members.leave").get()
    assert entry.change["rows"] == 3
    assert "Trần" not in str(entry.change)


def test_an_event_ahead_takes_hold_on_its_day(world: World) -> None:
    ahead = today() + timedelta(days=20)
    leave(members=world.members[:1], on=ahead, reason="retired")
    assert again(world.members[0]).state == "member"
    assert (stock(ahead - timedelta(days=1)).of(world.first.pk), stock(ahead).of(world.first.pk)) == (3, 2)
