"""Writing the columns of all spells into files (queries/columns.py tells what they are for)."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from django.db import connection, transaction

from ..models import Spell, SpellColumns
from ..queries.columns import COUNTING, SHAPE, TOLD, TYPES, folder

#: A register with fewer spells is read quickly enough.
LEAST = 1_000_000
CHUNK = 1 << 24
#: COPY's binary format: what stands before the rows; of each row the number of fields, and each with its length before
#: it, the highest byte first.
_HEAD = 19
_ROW = np.dtype(
    [("fields", ">i2")]
    + [
        part
        for name, kind in TYPES.items()
        for part in ((f"{name}_length", ">i4"), (name, np.dtype(kind).newbyteorder(">")))
    ]
)
_FORGET = "DELETE FROM members_spellchange WHERE pg_visible_in_snapshot(xact::text::xid8, %s::pg_snapshot)"
_POSTGRES = {8: "int8", 4: "int4", 1: '"char"'}


def keep_columns(least: int = LEAST) -> bool:
    """Write the files anew and forget the changes that they hold; a small register has none. Returns whether it has.

    What is written while this runs counts as changed afterwards, whether the files hold it already or not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text, system_identifier FROM pg_control_system()")
        snapshot, system = cursor.fetchone()
    name = f"{SHAPE}-{uuid.uuid4().hex}"
    number = _write(folder() / name) if _large(least) else 0
    with transaction.atomic(), connection.cursor() as cursor:
        SpellColumns.objects.all().delete()
        if number:
            SpellColumns.objects.create(name=name, system=system, snapshot=snapshot, spells=number)
        cursor.execute(_FORGET, [snapshot])
        transaction.on_commit(lambda: _leave_only(name))
    return number > 0


def _large(least: int) -> bool:
    return Spell._base_manager.all()[least - 1 : least].exists()


def _write(into: Path) -> int:
    """Write the files of a folder; returns how many spells they hold."""
    into.mkdir(parents=True)
    columns = ", ".join(f"told.{name}::{_POSTGRES[np.dtype(kind).itemsize]}" for name, kind in TYPES.items())
    query = f"""
        COPY (SELECT {columns} FROM (SELECT {TOLD} FROM members_spell s WHERE {COUNTING} ORDER BY s.id)
              told({", ".join(TYPES)})) TO STDOUT (FORMAT binary)
    """  # noqa: S608 - made of the texts of queries/columns.py
    number = 0
    with ExitStack() as stack:
        files = {name: stack.enter_context((into / name).open("wb")) for name in TYPES}
        for rows in _rows(query):
            number += len(rows)
            for name, kind in TYPES.items():
                files[name].write(rows[name].astype(kind).tobytes())
    return number


def _rows(query: str) -> Iterator[np.ndarray]:
    """What a query copies out, some rows at a time."""
    held = bytearray()
    before = _HEAD
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(query) as copy:
        for block in copy:
            held += block
            if len(held) > CHUNK:
                number = (len(held) - before) // _ROW.itemsize
                yield np.frombuffer(bytes(held), _ROW, count=number, offset=before)
                del held[: before + number * _ROW.itemsize]
                before = 0
    yield np.frombuffer(bytes(held), _ROW, count=(len(held) - before) // _ROW.itemsize, offset=before)


def _leave_only(name: str) -> None:
    """Remove the files of before; whoever reads them still may go on."""
    for old in folder().glob("*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)
