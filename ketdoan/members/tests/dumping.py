"""Looking for a text in everything that is kept: each table, stored files, the log."""

import base64
from pathlib import Path

from django.conf import settings
from django.db import connection


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


def found(needles: dict[str, str], log: str) -> list[str]:
    """Where the needles still stand."""
    hay = {**dump(), **files(), "log": log.lower()}
    return [
        f"{name} in {place}"
        for name, text in needles.items()
        for form in forms_of(text)
        for place, content in hay.items()
        if form in content
    ]
