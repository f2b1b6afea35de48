"""Roles: brought in as they are shipped, made and changed by the administrators of the topmost unit."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify

from ketdoan.core.acting import SYSTEM, Actor
from ketdoan.core.actions import Act, action
from ketdoan.core.modules import modules
from ketdoan.core.modules import permissions as existing_permissions
from ketdoan.core.scope import LINE
from ketdoan.core.viet import fold

from ..models import Role
from ..queries.posts import OPEN_SESSION

SHIPPED = Path(__file__).resolve().parent.parent / "roles.toml"
ROLES = "units.roles"
#: Codes of roles made here begin so; a role that a later version ships never meets one.
OWN = "own-"


@action("units.role.make", "Lập vai trò", permission=ROLES)
def make_role(act: Act, *, title: str, permissions: list[str], second_factor: bool) -> Role:
    """Make a role of these permissions. It works without a session of administration, unlike a shipped system role."""
    must_stand_on_top(act.actor)
    role = Role(title=_title(title), permissions=_existing(permissions), second_factor=second_factor, edited=True)
    role.code = _code(role.title)
    role.save()
    act.record(role, change={"permissions": role.permissions, "second_factor": second_factor})
    return role


@action("units.role.change", "Sửa vai trò", permission=ROLES)
def change_role(act: Act, *, role: Role, title: str, permissions: list[str], second_factor: bool) -> Role:
    """Change a role for every post that rests on it, from its holder's next request on.

    From then on later versions leave the role as it was made here.
    """
    must_stand_on_top(act.actor)
    held = Role.objects.select_for_update().get(pk=role.pk)
    title, wanted = _title(title, held.pk), _existing(permissions)
    if held.system and OPEN_SESSION not in wanted:
        raise ValidationError(
            {"permissions": "Vai trò này cần giữ quyền “Mở phiên quản trị”: thiếu nó, không ai dùng được vai trò."}
        )
    before = set(held.permissions)
    change: dict[str, Any] = {"added": sorted(set(wanted) - before), "removed": sorted(before - set(wanted))}
    if title != held.title:
        change["title"] = [held.title, title]
    if second_factor != held.second_factor:
        change["second_factor"] = second_factor
    held.title, held.permissions, held.second_factor, held.edited = title, wanted, second_factor, True
    held.save()
    act.record(held, change=change)
    return held


def shipped_roles() -> list[dict[str, Any]]:
    """The roles as this version ships them, each with what every module gives it."""
    roles = []
    for raw in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["role"]:
        further = [code for module in modules() for code in module.roles.get(raw["code"], ())]
        roles.append({"second_factor": False, "system": False, **raw, "permissions": [*raw["permissions"], *further]})
    return roles


def shipped_beyond(role: Role) -> list[str]:
    """What this version gives a role that was edited here and does not hold it: permissions newer than the edit, or
    taken away by it."""
    wanted: list[str] = next((row["permissions"] for row in shipped_roles() if row["code"] == role.code), [])
    return [code for code in wanted if code not in role.permissions] if role.edited else []


@transaction.atomic
def bring_in_roles() -> None:
    """Make the roles what the modules ship, leaving every role that was edited here."""
    held = {role.code: role for role in Role.objects.select_for_update()}
    for wanted in shipped_roles():
        role = held.get(wanted["code"]) or Role(code=wanted["code"])
        if role.edited or all(getattr(role, name) == value for name, value in wanted.items()):
            continue
        for name, value in wanted.items():
            setattr(role, name, value)
        role.save()


def stands_on_top(actor: Actor) -> bool:
    """Whether the acting post is one of a unit with none above: roles hold for every unit of the installation."""
    return actor is SYSTEM or (actor.scope.tree == LINE and len(actor.scope.lineage()) == 1)


def must_stand_on_top(actor: Actor) -> None:
    """Raise PermissionDenied for a post below the topmost unit."""
    if not stands_on_top(actor):
        raise PermissionDenied("Vai trò dùng chung cho mọi đơn vị, nên chỉ quản trị ở cấp cao nhất sửa được.")


def _title(text: str, role_id: int = 0) -> str:
    title = " ".join(text.split())
    if not title:
        raise ValidationError({"title": "Hãy ghi tên vai trò."})
    if Role.objects.filter(title__iexact=title).exclude(pk=role_id).exists():
        raise ValidationError({"title": "Đã có vai trò mang tên này."})
    return title


def _existing(wanted: list[str]) -> list[str]:
    """The permissions in the order in which modules register them."""
    known = existing_permissions()
    if unknown := sorted(set(wanted) - known.keys()):
        raise ValidationError({"permissions": f"Không có quyền: {', '.join(unknown)}."})
    if not wanted:
        raise ValidationError({"permissions": "Hãy chọn ít nhất một quyền."})
    return [code for code in known if code in wanted]


def _code(title: str) -> str:
    base = OWN + slugify(fold(title))[:40]
    taken = set(Role.objects.filter(code__startswith=base).values_list("code", flat=True))
    codes = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 2))]
    return next(code for code in codes if code not in taken)
