"""Reads of work programmes: who answers for what, what is late, what awaits a post."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_number, today
from ketdoan.units.models import Appointment, Department, Post, Unit
from ketdoan.units.queries.bodies import office_label

from ..models import Programme, ProgrammeItem
from .log import may_write

PERMISSION = "activities.programme"
EXECUTIVES = ("executive", "provisional_executive")
NOBODY = "Chưa phân công"


def late(day: date) -> Q:
    """Items that are open after their last day."""
    return Q(state__in=ProgrammeItem.OPEN, due__lt=day)


def programmes() -> QuerySet[Programme]:
    """The programmes of the scope, with how many items each has, and how many are done and late."""
    return Programme.objects.select_related("unit").annotate(
        number=Count("items", filter=~Q(items__state=ProgrammeItem.DROPPED)),
        done=Count("items", filter=Q(items__state=ProgrammeItem.DONE)),
        overdue=Count("items", filter=Q(items__state__in=ProgrammeItem.OPEN, items__due__lt=today())),
    )


def items() -> QuerySet[ProgrammeItem]:
    """The items of the scope, each with the latest holder of its owner's office and whether the office is held."""
    held = Appointment._base_manager.filter(fact=OuterRef("owner"), replaced_at=None, valid__isempty=False)
    latest = held.order_by("-valid")

    def of_owner(field: str) -> Subquery:
        return Subquery(latest.values(field)[:1], output_field=CharField())

    return ProgrammeItem.objects.select_related("programme__unit", "department", "evidence").annotate(
        owner_name=of_owner("person__name"),
        owner_office=of_owner("office"),
        owner_body=of_owner("body__kind"),
        held=Exists(held.filter(valid__contains=today())),
    )


def owner_label(item: Any) -> str:
    """Who answers for an item of `items()`: the office and its holder, a department, or nobody."""
    if item.department_id:
        return str(item.department.name)
    if not item.owner_name:
        return NOBODY
    office = office_label(item.owner_body, item.owner_office, item.programme.unit.level, today())
    return f"{office} {item.owner_name}" + ("" if item.held else " (đã thôi giữ chức vụ)")


def owner_choices(unit: Unit) -> list[tuple[str, str]]:
    """Who may answer for work of a unit today: the members of its executive, its departments."""
    day = today()
    people = [
        (f"a:{held.fact}", f"{office_label(held.body.kind, held.office, unit.level, day)} {held.person.name}")
        for held in _seated(unit).select_related("person", "body").order_by("pk")
    ]
    return people + [(f"d:{found.pk}", found.name) for found in Department.objects.on(day).filter(unit=unit)]


def owner_values(unit: Unit) -> set[str]:
    """The values of `owner_choices`, without the names."""
    facts = _seated(unit).values_list("fact", flat=True)
    departments = Department.objects.on(today()).filter(unit=unit).values_list("pk", flat=True)
    return {f"a:{fact}" for fact in facts} | {f"d:{pk}" for pk in departments}


def _seated(unit: Unit) -> QuerySet[Appointment]:
    return Appointment.objects.on(today()).filter(body__unit=unit, body__kind__in=EXECUTIVES)


def own_facts(actor: Actor) -> set[UUID]:
    """The offices that the holder of the acting post has in the unit of that post."""
    person = Post._base_manager.filter(pk=actor.post_id or 0).values("person")
    held = Appointment._base_manager.filter(person__in=person, body__unit_id=actor.unit_id or 0, replaced_at=None)
    return set(held.filter(valid__contains=today()).values_list("fact", flat=True))


def may_keep(actor: Actor, unit: Unit) -> bool:
    """Whether a post writes the programmes of a unit."""
    return actor.may(PERMISSION) and may_write(actor, unit)


def may_report(actor: Actor, item: ProgrammeItem) -> bool:
    """Whether a post says what became of an item: who writes the programme, and who answers for the item."""
    unit = item.programme.unit
    return may_keep(actor, unit) or (
        unit.pk == actor.unit_id and item.owner is not None and item.owner in own_facts(actor)
    )


def by_owner(rows: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Items under who answers for them, in the order of their first day; what nobody answers for comes first."""
    return _grouped(sorted(rows, key=lambda item: owner_label(item) != NOBODY), owner_label)


def by_month(rows: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Items under the month in which they are due."""
    return _grouped(sorted(rows, key=lambda item: (item.due, item.pk)), lambda item: f"Tháng {item.due:%m/%Y}")


def _grouped(rows: Sequence[Any], name: Any) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for item in rows:
        groups.setdefault(name(item), []).append(item)
    return list(groups.items())


def programme_due(actor: Actor) -> Iterator[InboxItem]:
    """What the holder of the post answers for and is due soon or late; for who keeps the programme, what others owe."""
    if not actor.may("activities.view") or actor.unit_id is None:
        return
    day = today()
    soon = day + timedelta(days=rule("activities.programme_notice_days", day).value)
    open_items = ProgrammeItem.objects.filter(
        programme__unit_id=actor.unit_id, programme__unit__ended_on=None, state__in=ProgrammeItem.OPEN
    ).select_related("programme")
    own = own_facts(actor)
    for item in open_items.filter(owner__in=own, due__lte=soon):
        address = reverse("activities:item_report", args=[item.pk])
        yield InboxItem(item.what, address, item.programme.title, item.due, "list-todo")
    if actor.may(PERMISSION):
        others = open_items.filter(due__lt=day).exclude(owner__in=own)
        if number := others.count():
            title = f"{format_number(number)} việc trong chương trình công tác do người khác phụ trách đã quá hạn"
            address = reverse("activities:programme_items") + "?tinh_trang=late"
            yield InboxItem(title, address, "", others.earliest("due").due, "list-todo")
