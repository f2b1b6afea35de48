"""Everything that the union holds on one person, for that person: put together from what the modules say they hold."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.db import models
from django.template.loader import render_to_string
from psycopg.types.range import Range

from ketdoan.core.models import DataKey
from ketdoan.core.modules import Held, personal_data
from ketdoan.core.sealed import BlindIndexField, Sealed
from ketdoan.core.viet import format_date, local, today

from ..models import Body, Decision, Department, Person, Role, Term, Unit

#: What may be called by name in somebody's copy. Of other things that a row leads to, other people's among them, the
#: copy has the number alone.
CALLED = (Unit, Decision, Role, Body, Term, Department)
#: Columns that serve the search, the order and the machine; `people` names others.
INTERNAL = {"words", "sort_key", "people", "path", "from_path", "out_path", "place", "batch", "password", "digest"}


@dataclass(frozen=True)
class Section:
    """The rows of one kind, each as (name of the column, its label or nothing, value)."""

    label: str
    title: str
    rows: list[list[tuple[str, str, Any]]]


def everything_on(person: Person) -> list[Section]:
    """What each module holds on a person."""
    return [
        Section(label, held.title, [list(_columns(row)) for row in rows_of(label, held, person)])
        for part in personal_data()
        for label, held in part.held.items()
    ]


def rows_of(label: str, held: Held, person: Person) -> Iterable[models.Model]:
    """The rows of one kind."""
    if callable(held.how):
        return held.how(person)
    model: Any = apps.get_model(label)
    return list(model._base_manager.filter(**{held.how: person.pk}).order_by("pk"))


def _columns(row: models.Model) -> Iterator[tuple[str, str, Any]]:
    for column in row._meta.concrete_fields:
        if column.name in INTERNAL or isinstance(column, BlindIndexField) or column.related_model is DataKey:
            continue
        value = _value(row, column)
        if value not in (None, ""):
            named = str(column.verbose_name) != column.name.replace("_", " ")
            yield column.name, str(column.verbose_name) if named else "", value


def _value(row: models.Model, column: Any) -> Any:
    value = getattr(row, column.attname)
    if column.related_model is not None:
        known = column.related_model in CALLED and value is not None
        return str(getattr(row, column.name)) if known else value
    if isinstance(value, Sealed):
        return value.text
    if column.choices:
        return dict(column.flatchoices).get(value, value)
    return value.hex() if isinstance(value, bytes | memoryview) else value


def as_zip(person: Person, asked_of: str) -> bytes:
    """The copy as a file: a page to read, the same for machines, and the files that belong to it."""
    sections = everything_on(person)
    told = {
        "person": person.name,
        "made_on": today(),
        "sections": {
            part.label: {"title": part.title, "rows": [{name: value for name, _, value in row} for row in part.rows]}
            for part in sections
        },
    }
    readable = [
        (part.title, [[(label, _text(value)) for _, label, value in row if label] for row in part.rows])
        for part in sections
    ]
    context = {"person": person, "sections": readable, "day": today(), "asked_of": asked_of}
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr("du-lieu-ca-nhan.html", render_to_string("units/subject_copy.html", context))
        file.writestr("du-lieu-ca-nhan.json", json.dumps(told, ensure_ascii=False, indent=1, default=_plain))
        for name, content in _files(person):
            file.writestr(f"tep/{name}", content)
    return made.getvalue()


def _files(person: Person) -> Iterator[tuple[str, bytes]]:
    for part in personal_data():
        for held in part.held.values():
            if held.files:
                yield from held.files(person)


def _plain(value: Any) -> Any:
    if isinstance(value, Range):
        return {"from": value.lower, "to": value.upper}
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _text(value: Any) -> str:
    """A value as people read it."""
    match value:
        case Range():
            since = f"từ ngày {format_date(value.lower)}" if value.lower else ""
            return f"{since} đến trước ngày {format_date(value.upper)}".strip() if value.upper else since
        case datetime():
            return f"{local(value):%H:%M} ngày {format_date(local(value).date())}"
        case date():
            return format_date(value)
        case bool():
            return "Có" if value else "Không"
        case _:
            return str(value)
