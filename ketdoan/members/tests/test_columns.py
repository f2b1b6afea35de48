"""All spells as columns: the same figures as counting each spell, whatever was written before and since."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.secrets import load_secrets
from ketdoan.members.actions import columns as actions_columns
from ketdoan.members.actions.columns import keep_columns
from ketdoan.members.actions.correcting import void
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import leave, suspend
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member, MemberEvent, Spell, SpellChange, SpellColumns
from ketdoan.members.queries import columns
from ketdoan.members.queries.breakdown import breakdown
from ketdoan.members.queries.columns import SEXES, folder, spells
from ketdoan.members.queries.flows import Flows
from ketdoan.members.queries.stock import stock
from ketdoan.members.rules import COUNTED
from ketdoan.units.actions.persons import correct_person
from ketdoan.units.actions.reorganisation import absorb, move
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Change, Unit
from ketdoan.units.queries.ancestry import DAY_ONE
from ketdoan.units.tests.committing import committing
from ketdoan.units.tests.test_plan_rivals import WRITTEN

DAYS = [date(2020, 1, 6) + timedelta(days=30 * number) for number in range(20)]


@pytest.fixture
def world(django_db_setup, django_db_blocker, monkeypatch, settings, tmp_path):
    """A union in a database in which acts commit; what they leave is cleared."""
    settings.DATA = tmp_path
    load_secrets(tmp_path)
    with committing(django_db_blocker, monkeypatch, clear), acting(SYSTEM):
        top = make_unit("confederation", "TLD", since=DAYS[0])
        province = make_unit("provincial_federation", "P", top, since=DAYS[0])
        make_unit("provincial_federation", "Q", top, since=DAYS[0])
        units = [make_unit("grassroots_union", code, province, since=DAYS[0]) for code in "ABCD"]
        for number, unit in enumerate(units):
            make_members(unit, *[f"Nguyễn Thị {code}" for code in "abcdef"], on=DAYS[1 + number], sex="f")
            make_members(unit, *[f"Nguyễn Văn {code}" for code in "abcd"], on=DAYS[2], sex="m")
            make_members(unit, "Lê An", "Lê Bình", on=DAYS[3])
        yield units


def clear():
    with connection.cursor() as cursor:
        written = f"{WRITTEN}, core_datakey, members_spellcolumns, members_spellchange"
        cursor.execute(f"TRUNCATE {written} CASCADE")


def counted_by_hand(day):
    """Members of each unit by sex, from every spell."""
    return Counter(
        (spell.unit_id, spell.sex)
        for spell in Spell._base_manager.all()
        if spell.since <= day and (spell.until is None or spell.until > day) and spell.standing in map(str, COUNTED)
    )


def events_by_hand(since, until):
    """What happened in a period, as far as columns tell it."""
    found = Counter()
    for spell in Spell._base_manager.filter(standing__in=map(str, COUNTED)):
        if (
            spell.path is None
            and since < spell.since <= until
            and spell.came in ("admission", "recognition", "transfer")
        ):
            found[spell.came, spell.unit_id, spell.from_unit_id or 0, spell.since] += 1
        if spell.out_path is None and spell.went == "leave" and since < spell.until <= until:
            found["leave", spell.unit_id, spell.from_unit_id or 0, spell.until] += 1
    return found


def flows_without_files(since, until):
    with transaction.atomic():
        SpellColumns.objects.all().delete()
        assert spells() is None
        found = list(Flows(since, until).each())
        transaction.set_rollback(True)
    return found


def agree():
    kept = spells()
    for day in (DAYS[0], DAYS[4], DAYS[9], DAYS[19], date(2026, 1, 1)):
        told = kept.by_sex(day)
        assert counted_by_hand(day) == +Counter(
            {(unit, sex): int(told[unit, at]) for unit in range(len(told)) for at, sex in enumerate(SEXES)}
        )
    since, until = DAYS[2], DAYS[15]
    assert events_by_hand(since, until) == Counter(
        (str(kind), unit, source, DAY_ONE + timedelta(days=day))
        for kind, events in kept.events(since, until).items()
        for unit, source, day in zip(*map(np.ndarray.tolist, (events.units, events.sources, events.days)), strict=True)
    )
    assert list(Flows(since, until).each()) == flows_without_files(since, until)


def act(random, units):
    """Something that happens to members of the union."""
    above = Unit._base_manager.filter(kind="provincial_federation").order_by("code")
    members = list(Member._base_manager.filter(state="member"))
    someone = random.sample(members, min(len(members), random.randrange(1, 4)))
    day = random.choice(DAYS[4:])
    match random.randrange(9):
        case 0:
            make_members(random.choice(units), "Trần Thị Mới", "Trần Văn Mới", on=day, sex=random.choice("fm"))
        case 1:
            leave(members=someone, on=day, reason="retired")
        case 2:
            suspend(members=someone, on=day)
        case 3:
            void(event=random.choice(MemberEvent._base_manager.filter(kind="leave")))
        case 4:
            person = someone[0].person
            born = {"birth_date": None, "birth_year": person.birth_year}
            correct_person(person=person, name=person.name, sex=random.choice("fm"), **born)
        case 5 | 6:
            transfer(members=someone, to=random.choice(units), on=day)
        case 7:
            move(units=[random.choice(units)], parent=random.choice(above), since=day)
        case _:
            absorb(units=[units[3]], into=units[0], since=day)


def test_figures_are_those_of_counting_each_spell_whatever_was_written_since(world):
    random, done = Random(7), 0
    assert (spells(), keep_columns(least=1)) == (None, True)
    for number in range(60):
        try:
            with transaction.atomic():
                act(random, Unit._base_manager.filter(level="grassroots", ended_on=None).order_by("code"))
                if random.random() < 0.2:
                    raise ValidationError("tried, and taken back")
            done += 1
        except (ValidationError, IndexError):
            pass
        agree()
        if number % 20 == 19:
            assert keep_columns(least=1)
            agree()
    assert done > 20
    assert Spell._base_manager.filter(came="transfer").count() > 5
    assert Change.objects.filter(kind="move").exists()
    assert not SpellChange.objects.exists()


def test_stocks_breakdowns_and_flows_say_the_same_with_the_files_and_without(world):
    def all_figures():
        shown = breakdown(DAYS[9], "sex", "ownership")
        return (
            [stock(day, sex=sex).each.tolist() for day in DAYS[::5] for sex in (None, *SEXES)],
            [shown.of(unit.pk) for unit in world],
            list(Flows(DAYS[1], DAYS[12]).each()),
        )

    without = all_figures()
    keep_columns(least=1)
    leave(members=[Member._base_manager.first()], on=DAYS[5], reason="retired")
    with_one_less = all_figures()
    assert with_one_less != without
    assert spells() is not None
    SpellColumns.objects.all().delete()
    assert spells() is None
    assert all_figures() == with_one_less


def test_a_small_register_has_no_files_and_its_changes_are_forgotten(world):
    assert SpellChange.objects.exists()
    assert not keep_columns()
    assert (spells(), SpellChange.objects.exists(), list(folder().glob("*"))) == (None, False, [])


def test_files_of_another_database_or_that_are_gone_are_not_used(world):
    keep_columns(least=1)
    assert spells() is not None
    SpellColumns.objects.update(name="khac")
    assert spells() is None
    keep_columns(least=1)
    assert len(list(folder().glob("*"))) == 1
    SpellColumns.objects.update(system=1)
    columns._kept.cache_clear()
    assert spells() is None


def test_files_with_columns_of_another_shape_are_not_used(world, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(actions_columns, "SHAPE", "0000000")
        keep_columns(least=1)
    assert len(list(folder().glob("*"))) == 1
    assert spells() is None
    keep_columns(least=1)
    assert spells() is not None


def test_after_too_many_changes_the_spells_themselves_are_read(world, monkeypatch):
    keep_columns(least=1)
    monkeypatch.setattr(columns, "MOST_CHANGED", 3)
    make_members(world[0], "Một", "Hai", "Ba", on=DAYS[5])
    assert spells() is not None
    make_members(world[0], "Bốn", on=DAYS[5])
    assert spells() is None
