"""Registration: places, the waiting list, who may register and who sees the list."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Notification
from ketdoan.core.viet import today
from ketdoan.members.actions import moving
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member
from ketdoan.members.queries.membership import member_actor
from ketdoan.news.actions import signups
from ketdoan.news.actions.erasing import erase
from ketdoan.news.actions.signups import Offer
from ketdoan.news.factories import Small, make_article, make_small, writer
from ketdoan.news.models import Article, Place, Registration
from ketdoan.news.queries.signups import ahead, own_registration
from ketdoan.news.rules.states import Standing
from ketdoan.units.models import Person

from .union import actor_at, give_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def small() -> Small:
    return make_small()


def offer(small: Small, number: int | None = 1, **reach) -> tuple[Article, int]:
    """An article of the province with one thing to register for."""
    article = make_article(small.units["P"], "Xe về quê", **reach)
    with acting(writer(small.units["P"])):
        signups.set_signup(article=article, until=today() + timedelta(days=3), offers=[Offer("Thanh Hóa", number)])
    return article, Place._base_manager.get(signup__article=article).pk


def register(person: Person, article: Article, place: int) -> Registration:
    with acting(member_actor(person)):
        return signups.register(article=article, place=place)


def test_the_last_place_goes_to_who_came_first_and_falls_to_who_waits(small: Small) -> None:
    article, place = offer(small)
    give_account(small.people["Hùng"])
    first = register(small.people["Lan"], article, place)
    second = register(small.people["Hùng"], article, place)
    third = register(small.people["Mai"], article, place)
    assert [one.standing for one in (first, second, third)] == [Standing.PLACED, Standing.WAITING, Standing.WAITING]
    assert (ahead(second), ahead(third)) == (0, 1)
    with acting(member_actor(small.people["Lan"])):
        signups.cancel(article=article)
    standing = dict(Registration._base_manager.values_list("pk", "standing"))
    assert standing == {first.pk: "cancelled", second.pk: "placed", third.pk: "waiting"}
    assert Notification.objects.get(category="signup").account.person == small.people["Hùng"]


def test_more_places_move_up_who_waits_and_fewer_take_none_away(small: Small) -> None:
    article, place = offer(small)
    for name in ("Lan", "Hùng", "Mai"):
        register(small.people[name], article, place)
    until = today() + timedelta(days=3)
    with acting(writer(small.units["P"])):
        signups.set_signup(article=article, until=until, offers=[Offer("Thanh Hóa", 2)])
        signups.set_signup(article=article, until=until, offers=[Offer("Thanh Hóa", 1)])
        with pytest.raises(ValidationError):
            signups.set_signup(article=article, until=until, offers=[Offer("Nghệ An", 5)])
    assert list(Registration._base_manager.order_by("pk").values_list("standing", flat=True)) == [
        "placed", "placed", "waiting",
    ]  # fmt: skip


def test_nobody_registers_twice_late_or_for_what_is_not_meant_for_them(small: Small) -> None:
    article, place = offer(small, sex="f")
    register(small.people["Lan"], article, place)
    for person in ("Lan", "Hùng"):
        with pytest.raises(ValidationError):
            register(small.people[person], article, place)
    article.signup.until = today() - timedelta(days=1)
    article.signup.save()
    with pytest.raises(ValidationError):
        register(small.people["Mai"], article, place)


def test_the_same_key_registers_once(small: Small) -> None:
    article, place = offer(small, 5)
    with acting(member_actor(small.people["Lan"])):
        one, again = (signups.register(article=article, place=place, key="k") for _ in range(2))
    assert one.pk == again.pk
    assert Registration._base_manager.count() == 1


def test_the_list_shows_each_unit_its_own_and_a_member_themselves_alone(small: Small) -> None:
    article, place = offer(small, None)
    for name in ("Lan", "Hùng", "Mai"):
        register(small.people[name], article, place)
    seen = {}
    for code in ("TLD", "P", "A", "AT", "B"):
        with acting(actor_at(small.units[code])):
            seen[code] = set(Registration.objects.values_list("person__name", flat=True))
    lan, hung, mai = (small.people[name].name for name in ("Lan", "Hùng", "Mai"))
    assert seen == {"TLD": {lan, hung, mai}, "P": {lan, hung, mai}, "A": {lan, hung}, "AT": {hung}, "B": {mai}}
    actor = member_actor(small.people["Lan"])
    with acting(actor):
        assert [one.person_id for one in Registration.objects.all()] == [small.people["Lan"].pk]
        assert own_registration(actor, article).standing == Standing.PLACED


def test_a_member_who_transfers_keeps_the_registration(small: Small) -> None:
    article, place = offer(small)
    register(small.people["Lan"], article, place)
    with acting(SYSTEM):
        member = Member.objects.get(pk=small.people["Lan"].pk)
        moving.transfer(members=[member], to=small.units["B"], on=today())
    actor = member_actor(small.people["Lan"])
    with acting(actor):
        assert own_registration(actor, article).standing == Standing.PLACED


def test_an_official_registers_who_has_no_phone_and_says_how_they_asked(small: Small) -> None:
    article, place = offer(small)
    member = Member._base_manager.get(pk=small.people["Lan"].pk)
    with acting(actor_at(small.units["A"])):
        with pytest.raises(ValidationError):
            signups.register_for(article=article, member=member, place=place)
        made = signups.register_for(article=article, member=member, place=place, why="Nhờ tại tổ")
        assert made.by_official
    with acting(actor_at(small.units["B"])), pytest.raises(ValidationError):
        signups.register_for(article=article, member=member, place=place, why="Nhờ tại tổ")
    with acting(actor_at(small.units["B"])), pytest.raises(PermissionDenied):
        signups.remove(registration=made, why="Không rõ")


def test_places_are_never_given_out_twice_in_random_comings_and_goings(small: Small) -> None:
    """Against a plain list: the first `n` of those who came and have not gone have places."""
    from random import Random

    random = Random(5)
    people = make_members(small.units["A"], *[f"Người {letter}" for letter in "ABCDEFGHIJKLMNOP"])
    persons = {member.pk: Person._base_manager.get(pk=member.pk) for member in people}
    article, place = offer(small, 3)
    number, line, placed = 3, [], []
    for _ in range(120):
        pk = random.choice(list(persons))
        if random.random() < 0.1:
            number = random.randrange(1, 7)
            with acting(writer(small.units["P"])):
                signups.set_signup(article=article, until=today(), offers=[Offer("Thanh Hóa", number)])
        elif pk in line:
            with acting(member_actor(persons[pk])):
                signups.cancel(article=article)
            line.remove(pk)
            placed = [one for one in placed if one != pk]
        else:
            register(persons[pk], article, place)
            line.append(pk)
        for one in line:
            if one not in placed and len(placed) < number:
                placed.append(one)
        held = Registration._base_manager.filter(standing="placed").values_list("person", flat=True)
        assert set(held) == set(placed)


def test_erasing_a_person_gives_their_place_to_who_waits(small: Small) -> None:
    article, place = offer(small)
    register(small.people["Lan"], article, place)
    register(small.people["Hùng"], article, place)
    erase(small.people["Lan"])
    assert Registration._base_manager.get(standing="placed").person == small.people["Hùng"]
