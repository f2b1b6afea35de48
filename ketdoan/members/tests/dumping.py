"""Looking for a text in everything that is kept: each table, stored files, the log."""

import base64
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from ketdoan.core.drafts import opened_drafts
from ketdoan.core.kept_files import opened_names
from ketdoan.core.saved_views import opened_views
from ketdoan.core.sealed import SealedField


def forms_of(text: str) -> list[str]:
    """How a text may stand in a dump: as it is, as the hexadecimal of its bytes, in base64 at each of three offsets."""
    raw = text.encode()
    coded = [base64.b64encode(b"x" * skip + raw).decode()[(skip and 4) :][:-4] for skip in range(3)]
    return [text.lower(), raw.hex(), *(part.lower() for part in coded if len(part) >= 12)]


def dump() -> dict[str, str]:
    """Every table of the database as text, bytes as hexadecimal."""
    told = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            told[table] = (cursor.fetchone()[0] or "").lower()
    return told


def files() -> dict[str, str]:
    """Every stored file, its bytes as text."""
    kept = [path for name in ("files", "mail") for path in (Path(settings.DATA) / name).rglob("*") if path.is_file()]
    return {str(path): path.read_bytes().decode("latin-1").lower() for path in kept}


def opened() -> dict[str, str]:
    """What can still be read of all that stands sealed, by whoever holds the installation's keys."""
    told: dict[str, list[str]] = {}
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if isinstance(column, SealedField):
                holder = column.key.removesuffix("key").rstrip(".").replace(".", "__")
                rows: Any = model._base_manager.all()
                for row in rows.select_related(f"{holder}__key" if holder else "key"):
                    value = getattr(row, column.name)
                    if value is not None and column.data_key(row).destroyed_at is None:
                        told.setdefault(f"{column.place}, opened", []).append(value.text or "")
    for name, things in (("drafts", opened_drafts()), ("kept files", opened_names()), ("saved views", opened_views())):
        told[f"{name}, opened"] = [text for _, text in things]
    return {place: "\n".join(texts).lower() for place, texts in told.items()}


def found(needles: dict[str, str], log: str, *, sealed: bool = False) -> list[str]:
    """Where the needles still stand: in clear, or also in what can be opened."""
    hay = {**dump(), **files(), "log": log.lower(), **(opened() if sealed else {})}
    return [
        f"{name} in {place}"
        for name, text in needles.items()
        for form in forms_of(text)
        for place, content in hay.items()
        if form in content
    ]
