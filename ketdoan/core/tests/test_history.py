"""Dated rows: changes of random periods against a table kept day by day, in two times."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketdoan.core.history import (
    Dated,
    DatedQuerySet,
    amend,
    cut,
    immutable_sql,
    one_at_a_time,
    overlapping,
    replace,
    span,
)

START = date(2025, 6, 1)
DAYS = 30


class Fact(Dated):
    """What is so of a thing; `extra` is a field whose values cannot be keys of a dict."""

    thing = models.IntegerField()
    value = models.CharField(max_length=5)
    extra = models.JSONField(default=dict)
    objects = DatedQuerySet.as_manager()

    class Meta:
        app_label = "core"
        constraints = [one_at_a_time("fact_one_at_a_time", "thing")]

    def __str__(self) -> str:
        return f"{self.value} {self.valid}"


@pytest.fixture
def table(db: None) -> None:
    """The table of facts, with its guard, inside the test's transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Fact)
    with connection.cursor() as cursor:
        cursor.execute(immutable_sql("core_fact", replaceable=True)[0])


def day(number: int) -> date:
    return START + timedelta(days=number)


def change(thing: int, since: date, until: date | None, value: str | None) -> None:
    """Say that the thing is `value` on these days, or nothing if None."""

    def put(piece: Fact) -> None:
        """Whatever was so on these days ends; the new fact is put beside."""

    old = list(overlapping(Fact.objects.filter(thing=thing), since, until))
    new = amend(old, since, until, put)
    if value is not None:
        new.append(Fact(thing=thing, value=value, valid=span(since, until)))
    replace(old, new)


CHANGES = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.integers(0, DAYS - 2),
        st.one_of(st.none(), st.integers(1, 10)),
        st.sampled_from(["a", "b", "c", None]),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_any_changes_give_what_a_table_of_days_gives(table: None, changes: list[tuple]) -> None:
    """After each change every day reads as in the oracle, now and as it was known after each earlier change."""
    oracle: dict[tuple[int, int], str] = {}
    known = []
    with transaction.atomic():
        for thing, first, length, value in changes:
            last = DAYS if length is None else min(first + length, DAYS)
            change(thing, day(first), None if length is None else day(first + length), value)
            for number in range(first, last):
                oracle.pop((thing, number), None)
                if value is not None:
                    oracle[thing, number] = value
            assert read(Fact.objects.known().values_list("thing", "valid", "value")) == oracle
            known.append((timezone.now(), oracle.copy()))
        for moment, then in known:
            assert read(Fact.objects.known(moment).values_list("thing", "valid", "value")) == then
        for number in range(DAYS):
            assert {(f.thing, number): f.value for f in Fact.objects.on(day(number))} == {
                key: value for key, value in oracle.items() if key[1] == number
            }
        transaction.set_rollback(True)


def read(rows: object) -> dict[tuple[int, int], str]:
    """Spread rows over days; a day said twice is an error."""
    table: dict[tuple[int, int], str] = {}
    for thing, valid, value in rows:  # type: ignore[attr-defined]
        for number in range(DAYS):
            if valid.lower <= day(number) and (valid.upper is None or day(number) < valid.upper):
                assert (thing, number) not in table
                table[thing, number] = value
    return table


def test_what_was_known_at_a_past_moment_stays_readable(table: None) -> None:
    change(1, day(0), None, "a")
    before = Fact.objects.get().recorded_at
    change(1, day(10), day(20), "b")
    assert read(Fact.objects.known().values_list("thing", "valid", "value"))[1, 15] == "b"
    assert read(Fact.objects.known(before).values_list("thing", "valid", "value")) == {(1, n): "a" for n in range(DAYS)}
    now = Fact.objects.known().first()
    assert now is not None
    assert set(Fact.objects.known(now.recorded_at)) == set(Fact.objects.known())


def test_a_row_that_comes_back_as_it_was_is_left_alone(table: None) -> None:
    first, second = replace(
        [], [Fact(thing=n, value="a", extra={"n": [n]}, valid=span(day(0), day(9))) for n in (1, 2)]
    )
    new = [cut(first, None, None), cut(second, None, day(5))]
    (fresh,) = replace([first, second], [row for row in new if row])
    assert set(Fact.objects.known()) == {first, fresh}
    assert fresh.valid == span(day(0), day(5))


def test_equal_rows_are_each_replaced(table: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_fact DROP CONSTRAINT fact_one_at_a_time")
    twins = replace([], [Fact(thing=1, value="a", valid=span(day(0))) for _ in range(2)])
    replace(twins, [])
    assert not Fact.objects.known().exists()


def test_a_changed_row_in_place_of_its_copy_is_refused(table: None) -> None:
    (row,) = replace([], [Fact(thing=1, value="a", valid=span(day(0)))])
    row.value = "b"
    with pytest.raises(ValueError, match="copy"):
        replace([row], [row])


def test_a_row_replaced_by_somebody_else_meanwhile_is_refused(table: None) -> None:
    (row,) = replace([], [Fact(thing=1, value="a", valid=span(day(0)))])
    stale = Fact.objects.get()
    replace([row], [Fact(thing=1, value="b", valid=span(day(0)))])
    with pytest.raises(ValidationError, match="người khác"), transaction.atomic():
        replace([stale], [Fact(thing=1, value="c", valid=span(day(0)))])
    assert [fact.value for fact in Fact.objects.known()] == ["b"]


def test_two_facts_of_one_thing_never_hold_on_one_day(table: None) -> None:
    replace([], [Fact(thing=1, value="a", valid=span(day(0), day(10)))])
    replace([], [Fact(thing=1, value="b", valid=span(day(10))), Fact(thing=2, value="b", valid=span(day(5)))])
    with pytest.raises(IntegrityError), transaction.atomic():
        replace([], [Fact(thing=1, value="c", valid=span(day(9), day(10)))])


def test_a_range_without_a_day_stays_without_one(table: None) -> None:
    (row,) = replace([], [Fact(thing=1, value="a", valid=span(day(3), day(3)))])
    assert cut(row, None, None) is None
    assert cut(Fact.objects.get(), None, None) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_fact SET value = 'x'",
        "UPDATE core_fact SET value = 'x', replaced_at = now()",
        "DELETE FROM core_fact",
        "TRUNCATE core_fact",
    ],
)
def test_the_database_lets_nobody_rewrite_what_was_so(table: None, statement: str) -> None:
    change(1, day(0), None, "a")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_replaced_row_is_not_replaced_again(table: None) -> None:
    change(1, day(0), None, "a")
    Fact.objects.update(replaced_at=timezone.now())
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Fact.objects.update(replaced_at=None)
