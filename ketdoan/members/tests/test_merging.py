"""Merging records of one person and taking them apart again: by hand, and over random histories against an oracle.

`MERGED_HISTORIES=200 pytest …/test_merging.py` runs more of them than the suite does.
"""

import os
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.actions.correcting import void
from ketdoan.members.actions.merging import differ, merge, unmerge
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import admit, leave, suspend
from ketdoan.members.factories import JOINED, make_members
from ketdoan.members.models import DuplicatePair, Member, PersonLink, Spell
from ketdoan.members.queries.course import course_of
from ketdoan.members.queries.flows import Flows
from ketdoan.members.queries.links import canonical_id
from ketdoan.members.queries.stock import stock
from ketdoan.units.actions.persons import erase_person, set_contact
from ketdoan.units.actions.reorganisation import absorb, dissolve
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Person, Unit

from . import oracle
from .test_acts import LATER, World, again, now
from .test_histories import Undone, load

pytestmark = pytest.mark.django_db
RANDOM_HISTORIES = int(os.environ.get("MERGED_HISTORIES", "10"))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def register() -> tuple[list[Any], list[Any]]:
    """All that the register derives, without the numbers of rows."""
    spells = [field.attname for field in Spell._meta.concrete_fields if field.name != "id"]
    members = [field.attname for field in Member._meta.concrete_fields]
    return (
        sorted(Spell._base_manager.values_list(*spells), key=repr),
        sorted(Member._base_manager.values_list(*members), key=repr),
    )


def twins(world: World) -> tuple[Member, Member]:
    """One person, admitted in two units."""
    (other,) = make_members(world.second, "Trần An", on=JOINED + timedelta(days=400))
    return world.members[0], other


def test_two_records_of_one_person_count_once(world: World) -> None:
    kept, other = twins(world)
    assert now(world.province) == 4
    merge(keep=kept.person, other=other.person)
    assert (now(world.province), now(world.first), now(world.second)) == (3, 3, 0)
    flow = Flows(date(2019, 12, 31), today()).of(world.province.pk)
    assert (flow.admitted, flow.closing) == (3, 3)
    assert not Member.objects.filter(pk=other.pk).exists()


def test_what_the_other_record_says_again_is_told_as_such(world: World) -> None:
    kept, other = twins(world)
    merge(keep=kept.person, other=other.person)
    told = [(one.event.person_id, one.idle) for one in course_of(kept.person, SYSTEM)]
    assert told == [(other.pk, True), (kept.pk, False)]


def test_the_register_after_undo_is_the_one_before(world: World) -> None:
    kept, other = twins(world)
    leave(members=[kept], on=LATER, reason="request")
    before = register()
    link = merge(keep=kept.person, other=other.person, belongs=world.second)
    assert (now(world.province), now(world.second)) == (3, 1)
    unmerge(link=link)
    assert register() == before
    assert now(world.province) == 3


def test_a_merge_says_where_the_person_belongs_from_the_day_they_came_there(world: World) -> None:
    kept, other = twins(world)
    link = merge(keep=kept.person, other=other.person, belongs=world.second)
    member = again(kept)
    came = JOINED + timedelta(days=400)
    assert (member.unit_id, member.since, member.joined_on) == (world.second.pk, came, JOINED)
    assert (link.transfer.on, link.transfer.unit_id, link.transfer.to_unit_id) == (
        came,
        world.first.pk,
        world.second.pk,
    )
    flow = Flows(date(2019, 12, 31), today()).of(world.second.pk)
    assert (flow.admitted, flow.transferred_in, flow.closing) == (0, 1, 1)
    unmerge(link=link)
    assert (now(world.first), now(world.second)) == (3, 1)


def test_who_left_one_union_and_stands_in_another_is_counted_where_they_stand(world: World) -> None:
    kept, other = twins(world)
    leave(members=[kept], on=LATER, reason="work_ended")
    merge(keep=kept.person, other=other.person)
    assert again(kept).state == "left"  # as the events of both tell, taken together
    unmerge(link=PersonLink.objects.get())
    merge(keep=kept.person, other=other.person, belongs=world.second)
    assert (again(kept).state, again(kept).unit_id) == ("member", world.second.pk)


def test_acts_after_a_merge_go_to_the_record_that_stays(world: World) -> None:
    kept, other = twins(world)
    leave(members=[kept, other], on=LATER, reason="request")
    merge(keep=kept.person, other=other.person)
    (event,) = admit(unit=world.second, people=[other.person], on=LATER + timedelta(days=50))
    assert event.person_id == kept.pk
    assert now(world.second) == 1


def test_an_act_that_cannot_be_is_refused_of_linked_records_too(world: World) -> None:
    kept, other = twins(world)
    merge(keep=kept.person, other=other.person)
    with pytest.raises(ValidationError, match="đã là đoàn viên"):
        admit(unit=world.second, people=[kept.person], on=LATER)
    assert now(world.province) == 3


def test_an_event_that_rests_on_a_merge_goes_first(world: World) -> None:
    kept, other = twins(world)
    leave(members=[kept], on=JOINED + timedelta(days=300), reason="request")
    link = merge(keep=kept.person, other=other.person)
    (event,) = suspend(members=[again(kept)], on=LATER)
    with pytest.raises(ValidationError, match="dựa trên việc gộp"):
        unmerge(link=link)
    assert PersonLink.objects.get().undone_at is None
    void(event=event, why="ghi nhầm")
    unmerge(link=link)
    assert now(world.second) == 1


def test_a_union_that_ends_meanwhile_takes_both_along_after_the_undo(world: World) -> None:
    kept, other = twins(world)
    third = make_unit("grassroots_union", "C", world.province)
    leave(members=[kept], on=JOINED + timedelta(days=300), reason="request")
    link = merge(keep=kept.person, other=other.person)
    absorb(units=[world.second], into=third, since=LATER)
    assert again(kept).unit_id == third.pk
    unmerge(link=link)
    assert (again(kept).state, again(other).unit_id) == ("left", third.pk)
    assert stock(today()).of(third.pk) == 1


def test_a_merged_person_leaves_with_a_dissolved_union_and_comes_apart_again(world: World) -> None:
    kept, other = twins(world)
    link = merge(keep=kept.person, other=other.person, belongs=world.second)
    dissolve(units=[world.second], since=LATER)
    assert again(kept).state == "left"
    unmerge(link=link)
    assert (again(kept).state, again(kept).unit_id, again(other).state) == ("member", world.first.pk, "left")


def test_a_post_decides_only_on_what_its_scope_holds(world: World) -> None:
    kept, other = twins(world)
    pair = DuplicatePair.objects.create(first=kept.person, second=other.person, score=90, reasons=["phone"])
    chair = Actor(1, 1, world.first.pk, "Chủ tịch", Scope(world.first.path), frozenset({"members.merge"}))
    with acting(chair):
        assert DuplicatePair.objects.filter(pk=pair.pk).exists()
        for act in (lambda: merge(keep=kept.person, other=other.person), lambda: differ(pair=pair)):
            with pytest.raises(PermissionDenied):
                act()
    link = merge(keep=kept.person, other=other.person)
    assert link.unit_id == world.province.pk
    with acting(chair), pytest.raises(PermissionDenied):
        unmerge(link=link)


def test_a_person_is_not_merged_with_themselves_nor_twice(world: World) -> None:
    kept, other = twins(world)
    merge(keep=kept.person, other=other.person)
    for one, two in ((kept, other), (other, kept), (kept, kept)):
        with pytest.raises(ValidationError, match="đã được gộp làm một"):
            merge(keep=one.person, other=two.person)


def test_erasing_one_record_erases_all_of_the_person(world: World) -> None:
    kept, other = twins(world)
    for member in (kept, other):
        set_contact(person=member.person, kind=Contact.PHONE, value="0912345678")
    merge(keep=kept.person, other=other.person)
    erase_person(person=other.person, ground="request", why="Đơn ngày 01/02/2026")
    for person in Person.objects.filter(pk__in=[kept.pk, other.pk]):
        assert person.erased
        assert "Trần" not in person.name
    assert not Contact.objects.filter(value_index="0912345678").exists()
    assert now(world.province) == 3


def test_a_transfer_of_a_merged_person_names_one_event(world: World) -> None:
    kept, other = twins(world)
    merge(keep=kept.person, other=other.person)
    transfer(members=[again(kept)], to=world.second, on=LATER)
    flow = Flows(LATER - timedelta(days=1), LATER).of(world.second.pk)
    assert (flow.opening, flow.transferred_in, flow.closing) == (0, 1, 1)


# --- random histories


class Folded(oracle.Union):
    """A union in which some people are one: an event of theirs counts only where the person is as the event says."""

    def _where(self, event: dict[str, Any]) -> None:
        oracle.need(self.member.get(event["person"]) == event["stood"])

    def do_transfer(self, on: date, event: dict[str, Any]) -> None:
        self._where(event)
        super().do_transfer(on, event)

    def do_leave(self, on: date, event: dict[str, Any]) -> None:
        self._where(event)
        super().do_leave(on, event)


def possible(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events that happened, each of a person with where they stood just before."""
    gone, _ = oracle.never_were(events)
    union, found = oracle.Union(), []
    for event in sorted(events, key=lambda event: (event["date"], event["id"])):
        if event["do"] == "void" or event["id"] in gone:
            continue
        before = oracle.deepcopy(union)
        stood = union.member.get(event.get("person", ""))
        try:
            getattr(union, f"do_{event['do']}")(date.fromisoformat(event["date"]), event)
        except oracle.Refused:
            union = before
        else:
            found.append({**event, "stood": stood})
    return found


def folded_flows(events: list[dict[str, Any]], owner: dict[str, str], since: date, until: date) -> dict[str, Any]:
    """The flows of every unit, counted by brute force, where people are one by `owner`."""
    union, opening, closing = Folded(), Folded(), Folded()
    for event in events:
        told = dict(event)
        if "person" in told:
            told["person"] = owner.get(told["person"], told["person"])
        on, before = date.fromisoformat(told["date"]), oracle.deepcopy(union)
        try:
            getattr(union, f"do_{told['do']}")(on, told)
        except oracle.Refused:
            union = before
        if on <= since:
            opening = oracle.deepcopy(union)
        if on <= until:
            closing = oracle.deepcopy(union)
    found = {}
    for unit in union.taken:
        row = {"opening": opening.count(unit), "closing": closing.count(unit)}
        row |= {n: sum(f[1:] == (n, unit) and since < f[0] <= until for f in union.flows) for n in oracle.FLOWING}
        found[unit] = row
    return found


def counted(codes: dict[int, str], since: date, until: date) -> dict[str, Any]:
    names = ("opening", "closing", *oracle.FLOWING)
    return {codes[pk]: {name: getattr(flow, name) for name in names} for pk, flow in Flows(since, until).each()}


def test_random_merges_and_undos_count_people_once_and_leave_no_trace() -> None:
    merges = undone = different = 0
    for seed in range(RANDOM_HISTORIES):
        random = Random(seed)
        events = [
            event for event in oracle.random_history(seed, random.choice([30, 60, 100])) if event["do"] != "split"
        ]
        kept = possible(events)
        try:
            with transaction.atomic():
                load(events)
                done = _play(random, kept)
                merges, undone, different = merges + done[0], undone + done[1], different + done[2]
                raise Undone
        except Undone:
            pass
    assert merges > RANDOM_HISTORIES * 2
    assert undone > RANDOM_HISTORIES
    assert different > RANDOM_HISTORIES


def _play(random: Random, events: list[dict[str, Any]]) -> tuple[int, int, int]:
    """Merge and undo at random; after each step the counts are those of people, in the end all is as it was."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    people = dict(Person.objects.filter(member__isnull=False).values_list("name", "pk"))
    before, links, steps = register(), [], [0, 0, 0]
    since = date(2023, 12, 31) + timedelta(days=random.randrange(0, 60))
    until = since + timedelta(days=random.randrange(0, 90))
    alone = counted(codes, since, until)
    for _ in range(8):
        if links and random.random() < 0.4:
            unmerge(link=links.pop(random.randrange(len(links))))
            steps[1] += 1
        else:
            pair = _two(random, people)
            if pair is None:
                continue
            links.append(merge(keep=pair[0], other=pair[1]))
            steps[0] += 1
        found = counted(codes, since, until)
        owner = _owners(people)
        assert found == folded_flows(events, owner, since, until)
        assert Member.objects.count() == len(people) - len(links)
        steps[2] += found != alone
    random.shuffle(links)
    for link in links:
        unmerge(link=link)
        steps[1] += 1
    assert register() == before
    return steps[0], steps[1], steps[2]


def _two(random: Random, people: dict[str, int]) -> tuple[Person, Person] | None:
    apart = [(a, b) for a, b in combinations(people.values(), 2) if canonical_id(a) != canonical_id(b)]
    if not apart:
        return None
    pair = list(random.choice(apart))
    random.shuffle(pair)
    units = Unit.objects.filter(members__in=[canonical_id(pk) for pk in pair])
    if len({unit.path.split("/")[0] for unit in units}) > 1:
        return None  # no union stands above both
    return Person.objects.get(pk=pair[0]), Person.objects.get(pk=pair[1])


def _owners(people: dict[str, int]) -> dict[str, str]:
    """Of each name the one under which the person goes on, followed link by link."""
    names = {pk: name for name, pk in people.items()}
    into = dict(PersonLink.objects.filter(undone_at=None).values_list("person", "into"))
    owner = {}
    for name, pk in people.items():
        at = pk
        while at in into:
            at = into[at]
        owner[name] = names[at]
    return owner
