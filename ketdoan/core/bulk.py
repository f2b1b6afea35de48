"""Writing many rows of a table at once: by COPY, several times as fast as INSERT."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

COPY_FROM = 50


def take_keys(model: type[models.Model], number: int) -> list[int]:
    """So many fresh keys of a numbered table, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, model._meta.pk.column])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT array_agg(nextval(%s::regclass)) FROM generate_series(1, %s)", [sequence, number])
        return cursor.fetchone()[0] or []


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table, many of them by COPY. Rows without a key of a numbered table get one."""
    if not rows:
        return
    if len(rows) < COPY_FROM:
        type(rows[0])._base_manager.bulk_create(rows)
        return
    table = rows[0]._meta
    keyless = [row for row in rows if row.pk is None]
    for row, key in zip(keyless, take_keys(type(rows[0]), len(keyless)) if keyless else (), strict=True):
        row.pk = key
    fields = table.concrete_fields
    prepared = [(field.attname, None if _plain(field) else field) for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    copy = f'COPY "{table.db_table}" ({names}) FROM STDIN'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy) as target:
        for row in rows:
            target.write_row([_ready(row, field) if field else getattr(row, name) for name, field in prepared])
    for row in rows:
        row._state.adding = False  # noqa: SLF001 - what bulk_create does


def copy_in(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as the plain values of named columns: for tables of which an act writes several rows a person,
    where to make an object of each would cost more than all else."""
    by_name = {field.name: field.column for field in model._meta.concrete_fields}
    columns = ", ".join(f'"{by_name[name]}"' for name in names)
    copy = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy) as target:
        for row in rows:
            target.write_row(row)


def _ready(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)


def _plain(field: "models.Field[Any, Any]") -> bool:
    """Whether psycopg writes the values of a field as they are: to have Django prepare one costs more than its row."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return False
    return type(field).__module__.startswith("django.") and not isinstance(field, models.JSONField)
