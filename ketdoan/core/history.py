"""Rows with two times: the days for which they hold (`valid`) and the moments between which we held them for true.

Nothing is rewritten. To change what holds from some day on, the rows concerned are marked as replaced and new ones
put beside them; `replaced_at IS NULL` is what we know now. The database allows no other UPDATE, and no DELETE
(see `immutable_sql`).
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from psycopg.types.range import DateRange

from .bulk import insert_all
from .scope import ScopedManager, ScopedModel

CHUNK = 5_000


class DatedQuerySet(models.QuerySet):
    """Reads of dated rows."""

    def known(self, at: datetime | None = None) -> "DatedQuerySet":
        """Rows we hold for true now, or held at a past moment."""
        if at is None:
            return self.filter(replaced_at=None)
        return self.filter(recorded_at__lte=at).filter(Q(replaced_at=None) | Q(replaced_at__gt=at))

    def on(self, day: date) -> "DatedQuerySet":
        """Rows we hold for true now that are valid on a day."""
        return self.known().filter(valid__contains=day)


class Dated(models.Model):
    """A fact with its days of validity, [from, to), and the time of its recording."""

    valid = DateRangeField("hiệu lực")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def since(self) -> date:
        """First day of validity."""
        return self.valid.lower

    @property
    def until(self) -> date | None:
        """First day on which it no longer holds; None while open."""
        return self.valid.upper


class ScopedHistory(Dated, ScopedModel):
    """Dated rows that belong to a unit."""

    objects = ScopedManager.from_queryset(DatedQuerySet)()  # type: ignore[misc]

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Dated)


def one_at_a_time(name: str, field: str, condition: Q | None = None) -> ExclusionConstraint:
    """A constraint: rows of the same `field` (an id) that we hold for true never overlap in validity.

    Written with a one-element int8range, since the embedded PostgreSQL has no btree_gist extension.
    """
    key = Func(F(field), F(field), Value("[]"), function="int8range")
    known = Q(replaced_at=None)
    return ExclusionConstraint(
        name=name,
        expressions=[(key, RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
        condition=known & condition if condition else known,
    )


def span(since: date | None, until: date | None = None) -> DateRange:
    """The days [since, until); no day at all where both are the same."""
    return DateRange(since, until, "[)")


def immutable_sql(table: str, *, replaceable: bool) -> tuple[str, str]:
    """SQL that makes a table append-only, and the SQL that undoes it.

    With `replaceable`, one update is allowed: setting `replaced_at` where it was empty.
    """
    allowed = (
        "IF TG_OP = 'UPDATE' AND OLD.replaced_at IS NULL AND NEW.replaced_at IS NOT NULL AND "
        "to_jsonb(OLD) - 'replaced_at' = to_jsonb(NEW) - 'replaced_at' THEN RETURN NEW; END IF; "
        if replaceable
        else ""
    )
    forward = f"""
        CREATE FUNCTION {table}_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {allowed}
            RAISE EXCEPTION 'rows of {table} are never changed or removed';
        END $$;
        CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_immutable();
        CREATE TRIGGER immutable_all BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_immutable();
    """
    backward = f"""
        DROP TRIGGER immutable ON {table};
        DROP TRIGGER immutable_all ON {table};
        DROP FUNCTION {table}_immutable();
    """
    return forward, backward


@cache
def _names(model: type[Dated]) -> tuple[str, ...]:
    """The attributes of a row, in the order in which the model takes them; those of its key and its times left out."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return tuple(field.attname for field in fields if field.attname not in ("recorded_at", "replaced_at"))


def _content(row: Row) -> tuple[Any, ...]:
    """All that a row says, as a key."""
    values = [getattr(row, name) for name in _names(type(row))]
    return tuple(value if isinstance(value, Hashable) else repr(value) for value in values)


def replace(old: Sequence[Row], new: Iterable[Row], at: datetime | None = None) -> list[Row]:
    """Put new rows in the place of old ones of the same table; returns the new rows.

    Rows that come back as they were are left alone. One moment marks the end of the old and the beginning of the
    new knowledge: `at`, so that an act with several writes is known as a whole or not at all; else now. Call inside
    an action. Raises ValidationError where somebody else replaced a row meanwhile.
    """
    own = {id(row) for row in old}
    before: dict[tuple[Any, ...], list[Row]] = {}
    for row in old:
        before.setdefault(_content(row), []).append(row)
    fresh = []
    for row in new:
        if id(row) in own:
            raise ValueError("a row that is replaced must not itself be changed: change a copy of it")
        same = before.get(_content(row))
        if same:
            same.pop()
        else:
            fresh.append(row)
    stale = [row for rows in before.values() for row in rows]
    now = at or timezone.now()
    for row in fresh:
        row.pk, row.recorded_at, row.replaced_at = None, now, None
    if stale:
        manager = type(stale[0])._base_manager
        for start in range(0, len(stale), CHUNK):
            ids = [row.pk for row in stale[start : start + CHUNK]]
            if manager.filter(pk__in=ids, replaced_at=None).update(replaced_at=now) != len(ids):
                raise ValidationError("Dữ liệu này vừa được người khác thay đổi. Hãy tải lại trang rồi làm lại.")
    insert_all(fresh)
    return fresh


def cut(row: Row, since: date | None, until: date | None) -> Row | None:
    """A copy of a row for the part of its validity that lies in [since, until); None where nothing is left."""
    if row.valid.isempty:  # its bounds read like open ones
        return None
    lower = max(filter(None, (row.valid.lower, since)), default=None)
    upper = min(filter(None, (row.valid.upper, until)), default=None)
    if lower is not None and upper is not None and lower >= upper:
        return None
    piece = type(row)(*[getattr(row, field.attname) for field in row._meta.concrete_fields])
    piece.pk, piece.valid = None, span(lower, upper)
    return piece


def amend(rows: Sequence[Row], since: date, until: date | None, change: Callable[[Row], Row | None]) -> list[Row]:
    """What rows become when `change` applies to the days [since, until): parts before and after stay as they were.

    `change` gets a copy cut to those days and returns it altered, or None to end the fact there. Returns all
    pieces; the caller hands them to `replace`.
    """
    pieces: list[Row | None] = []
    for row in rows:
        pieces.append(cut(row, None, since))
        inside = cut(row, since, until)
        pieces.append(change(inside) if inside else None)
        if until is not None:
            pieces.append(cut(row, until, None))
    return [piece for piece in pieces if piece is not None]


def overlapping(queryset: Any, since: date | None, until: date | None) -> Any:
    """Known rows of a queryset that share a day with [since, until)."""
    return queryset.filter(replaced_at=None, valid__overlap=span(since, until))
