"""What follows from a merge beyond the register: cards, numbers, findings, and the search for further pairs."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.secrets import load_secrets
from ketdoan.core.signing import public_keys
from ketdoan.core.viet import today
from ketdoan.members.actions.cards import end_cards, issue_cards, replace_card, restore_card
from ketdoan.members.actions.checking import check_all
from ketdoan.members.actions.finding import find_among
from ketdoan.members.actions.merging import merge, unmerge
from ketdoan.members.actions.people import leave
from ketdoan.members.codes import verify
from ketdoan.members.factories import JOINED, make_members
from ketdoan.members.models import Card, DuplicatePair, Member, Quality
from ketdoan.members.queries.across import Clue, find_member
from ketdoan.members.queries.cards import cards_of, code_of, numbers_out_of_force, standing_of, state_of
from ketdoan.members.tests.dumping import found
from ketdoan.members.tests.test_acts import World
from ketdoan.units.actions.persons import erase_person, set_contact, set_identifier

pytestmark = pytest.mark.django_db
NUMBER = "001090012345"


@pytest.fixture(autouse=True)
def system(settings, tmp_path):
    settings.DATA = tmp_path
    load_secrets(tmp_path)
    with acting(SYSTEM):
        yield


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def twins(world: World) -> tuple[Member, Member]:
    """One person, admitted in two units."""
    (other,) = make_members(world.second, "Trần An", on=JOINED + timedelta(days=400))
    return world.members[0], other


def carded(member: Member, number: str, on: date = date(2024, 1, 2)) -> Card:
    return issue_cards(members=[member], on=on, numbers=[number]).cards.get()


def valid(card: Card) -> bool:
    """What the public page says of the code that was printed on the card."""
    claim = verify(code_of(card, Member._base_manager.first().unit), public_keys())
    return standing_of(claim, today())


def test_of_two_cards_that_of_the_record_which_stays_is_in_force(twins) -> None:
    kept, other = twins
    one, two = carded(kept, "AA10001"), carded(other, "BB10002", date(2025, 1, 2))
    link = merge(keep=kept.person, other=other.person)
    assert (valid(one), valid(two)) == (True, False)
    assert cards_of(kept.person) == [two, one]
    state = state_of(two, today(), Member._base_manager.get(pk=kept.pk))
    assert (state.label, state.why) == ("Chưa thu", "hồ sơ đã gộp, đang dùng thẻ AA10001")
    assert set(numbers_out_of_force(today())) == {"BB10002"}
    unmerge(link=link)
    assert (valid(one), valid(two)) == (True, True)
    assert set(numbers_out_of_force(today())) == set()


def test_the_only_card_stays_in_force_under_whichever_record_it_was_issued(twins) -> None:
    kept, other = twins
    card = carded(other, "BB10002")
    merge(keep=kept.person, other=other.person)
    assert valid(card)
    assert set(numbers_out_of_force(today())) == set()
    with pytest.raises(ValidationError, match="đang có thẻ"):
        carded(kept, "AA10001")
    fresh = replace_card(card=card, on=today(), reason="damaged", number="CC10003")
    assert fresh.person_id == kept.pk
    assert (valid(card), valid(fresh)) == (False, True)
    with pytest.raises(ValidationError, match="mỗi người chỉ dùng một thẻ"):
        restore_card(card=card, why="ghi nhầm")


def test_a_card_of_a_linked_record_is_taken_back_by_who_answers_for_the_member(twins) -> None:
    kept, other = twins
    carded(kept, "AA10001")
    extra = carded(other, "BB10002")
    merge(keep=kept.person, other=other.person)
    end_cards(cards=[extra], on=today(), reason="returned")
    extra.refresh_from_db()
    assert extra.ended_on == today()


def test_another_union_finds_a_merged_person_by_any_card_or_number(twins) -> None:
    kept, other = twins
    carded(other, "BB10002")
    set_identifier(person=other.person, kind="citizen_id", value=NUMBER)
    merge(keep=kept.person, other=other.person)
    for clue in (Clue("BB10002"), Clue(NUMBER, kept.person.name, kept.birth_year or 1990)):
        seen = find_member(clue)
        assert seen is not None
        assert (seen.person_id, seen.member) == (kept.pk, True)


def test_what_a_linked_record_knows_is_not_missing_nor_shared_with_another(twins) -> None:
    kept, other = twins
    set_contact(person=other.person, kind="phone", value="0912345678")
    for one in twins:
        set_identifier(person=one.person, kind="citizen_id", value=NUMBER)
    check_all()
    assert "shared_id" in Quality.objects.get(pk=kept.pk).codes
    assert "no_phone" in Quality.objects.get(pk=kept.pk).codes
    link = merge(keep=kept.person, other=other.person)
    told = Quality.objects.filter(pk=kept.pk).first()
    assert told is None or not {"shared_id", "no_phone", "no_id"} & set(told.codes)
    assert not Quality.objects.filter(pk=other.pk).exists()
    unmerge(link=link)
    assert {"shared_id", "no_phone"} <= set(Quality.objects.get(pk=kept.pk).codes)
    assert "shared_id" in Quality.objects.get(pk=other.pk).codes


def test_of_a_person_erased_under_two_names_neither_stays(world, twins) -> None:
    kept, (other,) = twins[0], make_members(world.second, "Trần Hiếm Hoi", on=JOINED)
    merge(keep=kept.person, other=other.person)
    leave(members=[Member._base_manager.get(pk=kept.pk)], on=today(), reason="retired")
    erase_person(person=kept.person, ground="request", why="Theo đơn số 12")
    assert found({"name": "Trần Hiếm Hoi", "folded": "tran hiem hoi"}, "", sealed=True) == []


def test_further_pairs_are_looked_for_right_after_a_merge_and_after_its_undo(world: World, twins) -> None:
    kept, other = twins
    (third,) = make_members(world.second, "Trần An Ba", on=JOINED)
    for one in (other, third):
        set_contact(person=one.person, kind="phone", value="0912345678")
        set_identifier(person=one.person, kind="citizen_id", value=NUMBER)
    find_among([kept.pk, other.pk, third.pk])
    assert pairs_with(third) == {other.pk}
    work()
    link = merge(keep=kept.person, other=other.person)
    work()
    assert pairs_with(third) == {kept.pk}
    unmerge(link=link)
    work()
    assert pairs_with(third) == {other.pk}


def work() -> None:
    """Do the searches that wait, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = 'members.find_duplicates_among'")
        waiting = [json.loads(args)["person_ids"] for (args,) in cursor.fetchall()]
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'members.find_duplicates_among'")
    for people in waiting:
        find_among(people)


def pairs_with(third: Member) -> set[int]:
    rows = DuplicatePair._base_manager.filter(state=DuplicatePair.OPEN)
    return {pk for pair in rows.values_list("first", "second") if third.pk in pair for pk in pair if pk != third.pk}
