"""Brings the shipped roles into the database."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from ..models import Role

SHIPPED = Path(__file__).resolve().parent.parent / "roles.toml"


@transaction.atomic
def bring_in_roles() -> None:
    """Make the roles what the module ships, leaving every role that was edited here."""
    held = {role.code: role for role in Role.objects.select_for_update()}
    for raw in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["role"]:
        wanted: dict[str, Any] = {"second_factor": False, "system": False, **raw}
        role = held.get(wanted["code"]) or Role(code=wanted["code"])
        if role.edited or all(getattr(role, name) == value for name, value in wanted.items()):
            continue
        for name, value in wanted.items():
            setattr(role, name, value)
        role.save()
