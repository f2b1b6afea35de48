"""Newcomers brought in with their past stand as if each event had been recorded by an act of its own."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry
from ketdoan.members.actions.bringing import Happening, Newcomer, bring_in
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import leave
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member, Spell
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.actions.reorganisation import absorb
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier

pytestmark = pytest.mark.django_db
DAYS = [date(2020, 1, 6), date(2021, 2, 1), date(2022, 3, 1), date(2023, 4, 3)]
SAID = ("unit", "standing", "since", "until", "came", "went", "reason", "from_unit", "sex", "birth_year")


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def test_a_past_brought_in_is_that_of_single_acts() -> None:
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    first, second, third = (make_unit("grassroots_union", code, province) for code in "ABC")
    (member,) = make_members(first, "Trần An", on=DAYS[0], sex="m", birth_year=1980)
    transfer(members=[member], to=second, on=DAYS[1])
    absorb(units=[second], into=third, since=DAYS[2])
    leave(members=[Member.objects.get()], on=DAYS[3], reason="retired")

    past = [
        Happening("admission", DAYS[0], first.pk),
        Happening("transfer", DAYS[1], first.pk, second.pk),
        Happening("leave", DAYS[3], second.pk, reason="retired"),
    ]
    person = NewPerson(
        first, "Lê Bình", birth_year=1980, sex="m", values={"phone": "0912345678", "citizen_id": "1" * 12}
    )
    events = bring_in(SYSTEM, [Newcomer(person, past)])
    other = Member.objects.get(pk=events[0].person_id)
    assert list(Spell.objects.filter(person=other.pk).values_list(*SAID)) == list(
        Spell.objects.filter(person=member.pk).values_list(*SAID)
    )
    assert (other.state, other.unit_id, other.joined_on) == ("left", third.pk, DAYS[0])
    assert Contact.objects.get(person=other.pk).value.text == "0912345678"
    assert Identifier.objects.filter(kind="citizen_id", value_index="1" * 12).get().person_id == other.pk


def test_a_past_that_could_not_be_is_refused() -> None:
    unit = make_unit("grassroots_union", "A", make_unit("provincial_federation", "P", make_unit("confederation", "T")))
    past = [Happening("admission", DAYS[0], unit.pk), Happening("admission", DAYS[1], unit.pk)]
    with pytest.raises(ValidationError, match="đã là đoàn viên"):
        bring_in(SYSTEM, [Newcomer(NewPerson(unit, "Lê Bình"), past)])
    assert not AuditEntry.objects.filter(action__startswith="members.").exists()
