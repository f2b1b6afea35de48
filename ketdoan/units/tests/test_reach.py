"""How far a message came, by unit: the numbers add up, and none is so small that it names somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.acting import Actor, acting
from ketdoan.core.models import Account, Broadcast, Notification
from ketdoan.core.notify import mark_read, notify
from ketdoan.core.scope import Scope
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Unit
from ketdoan.units.queries.reach import UnitReach, broadcasts, reach_by_unit, together


@given(sizes=st.lists(st.integers(1, 12), max_size=9), readers=st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_no_line_tells_of_fewer_than_five_and_nobody_is_left_out(sizes: list[int], readers: list[int]) -> None:
    units = sorted(
        (
            UnitReach(f"{n}", size, size, min(size, read))
            for n, (size, read) in enumerate(zip(sizes, readers, strict=False))
        ),
        key=lambda unit: -unit.people,
    )
    shown = together(units)
    assert all(unit.people >= 5 for unit in shown)
    told = (sum(unit.people for unit in shown), sum(unit.read for unit in shown))
    assert told in ((sum(sizes), sum(unit.read for unit in units)), (0, 0))
    if sum(sizes) >= 5:
        assert told[0] == sum(sizes)


@pytest.mark.django_db
def test_readers_are_counted_in_the_unit_below_the_sender_and_seen_by_its_line_alone() -> None:
    top = make_unit("provincial_federation", "TOP", name="Liên đoàn")
    one = make_unit("district_federation", "ONE", top, name="Công đoàn Một")
    below = make_unit("grassroots_union", "BELOW", one, name="Công đoàn cơ sở")
    two = make_unit("district_federation", "TWO", top, name="Công đoàn Hai")
    people = [make_person(unit, f"Người {n}") for unit in (one, below, two) for n in range(5)]
    for n, person in enumerate(people):
        person.account = Account.objects.create(username=f"r{n}")
        person.save(update_fields=["account"])
    accounts = [person.account_id or 0 for person in people]
    with acting(_post(top)):
        notify(accounts, "task", "Việc mới", key="task:1")
        for account in accounts[4:8]:
            mark_read(account)
        (sent,) = broadcasts()
        found = [(unit.title, unit.people, unit.reached, unit.read) for unit in reach_by_unit(sent)]
    assert found == [("Công đoàn Một", 10, 4, 4), ("Công đoàn Hai", 5, 0, 0)]
    with acting(_post(two)):
        assert not broadcasts().exists()
    assert (Broadcast.objects.count(), Notification.objects.count()) == (1, 15)


def _post(unit: Unit) -> Actor:
    unit.refresh_from_db()
    return Actor(None, 1, unit.pk, "Chủ tịch", Scope(unit.path), frozenset())
