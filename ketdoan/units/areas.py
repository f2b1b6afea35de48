"""Brings the provinces of `data/areas.toml` into the database after every migration."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from ketdoan.core.history import span

from .models import Area

FILE = Path(__file__).parent / "data" / "areas.toml"


@cache
def shipped_areas() -> list[dict[str, Any]]:
    """The rows of the file, oldest first, with dates read. Read once; callers change nothing in them."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["province"]
    for row in rows:
        row["since"] = date.fromisoformat(row["valid_from"])
        row["until"] = date.fromisoformat(row["valid_to"]) if "valid_to" in row else None
    return sorted(rows, key=lambda row: (row["since"], row["code"]))


@transaction.atomic
def bring_in_areas() -> None:
    """Make the table hold what the file says. An area is known by its code and first day; nothing is removed."""
    held = {(area.code, area.valid.lower): area for area in Area.objects.all()}
    for row in shipped_areas():
        area = held.setdefault((row["code"], row["since"]), Area(code=row["code"]))
        wanted = {
            "name": row["name"],
            "short_name": row["short_name"],
            "valid": span(row["since"], row["until"]),
            "source": row["source"],
            "verified": row["verified"],
        }
        if all(getattr(area, name) == value for name, value in wanted.items()):
            continue
        for name, value in wanted.items():
            setattr(area, name, value)
        area.save()
        area.came_from.set(
            other for (code, _), other in held.items() if code in row["from"] and other.valid.upper == row["since"]
        )
