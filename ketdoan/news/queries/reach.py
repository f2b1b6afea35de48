"""Whom an article goes to: the members it is meant for, and their accounts that are told.

The preview and the publishing ask the same: members of the article's own unit and below, by the line of command as it
is, whoever asks. So the number that was shown is the number of those who are told.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ketdoan.core.models import MessageChoice
from ketdoan.core.models.notifications import OFF
from ketdoan.core.modules import kind_of
from ketdoan.core.viet import today
from ketdoan.members.models import Member
from ketdoan.members.queries.links import circles
from ketdoan.members.rules import Standing
from ketdoan.units.models import Person, Unit

from ..rules.reach import Reach
from .shifts import people_on


@dataclass(frozen=True)
class Preview:
    """The exact reach: members, how many of them are women and how many have suspended union life; their units; those
    with the app; the accounts that will be told, without those that do not want news."""

    members: int
    women: int
    suspended: int
    units: int
    with_app: int
    told: int


def preview(unit: Unit, reach: Reach, category: str) -> Preview:
    """What publishing an article of a unit would reach."""
    found = members_reached(unit, reach).aggregate(
        members=Count("pk"),
        women=Count("pk", filter=Q(sex=Person.FEMALE)),
        suspended=Count("pk", filter=Q(state=Standing.SUSPENDED)),
        units=Count("unit", distinct=True),
    )
    accounts = accounts_reached(unit, reach)
    return Preview(**found, with_app=len(accounts), told=len(without_unwilling(accounts, category)))


def members_reached(unit: Unit, reach: Reach) -> QuerySet[Member]:
    """The members that an article of a unit is meant for today."""
    states = [Standing.MEMBER, Standing.SUSPENDED] if reach.suspended else [Standing.MEMBER]
    found = Member._base_manager.filter(state__in=states, unit__in=units_reached(unit, reach).values("pk"))
    if reach.sex:
        found = found.filter(sex=reach.sex)
    if reach.professions:
        found = found.filter(person__profile__profession__in=reach.professions)
    if reach.shifts:
        found = found.filter(pk__in=people_on(reach.shifts, today()))
    return found


def units_reached(unit: Unit, reach: Reach) -> QuerySet[Unit]:
    """The units whose own members are meant: the chosen subtrees, as far as they lie in the publishing unit's."""
    own = Unit._base_manager.filter(_under(unit.path))
    if not reach.units:
        return own
    chosen = Q(pk=None)
    for path in own.filter(pk__in=reach.units).values_list("path", flat=True):
        chosen |= _under(path)
    return own.filter(chosen)


def _under(path: str) -> Q:
    return Q(path__gte=path, path__lt=path + "~")


def gone(unit: Unit, reach: Reach) -> list[str]:
    """Names of the chosen units that have ended since, or are no longer under the publishing one."""
    there = Unit._base_manager.filter(_under(unit.path), pk__in=reach.units, ended_on=None).values("pk")
    return list(
        Unit._base_manager.filter(pk__in=reach.units).exclude(pk__in=there).values_list("short_name", flat=True)
    )


def accounts_reached(unit: Unit, reach: Reach) -> dict[int, int]:
    """The accounts of the members that are meant, each with the unit of the member. An account may hang on another
    record of the same person."""
    members = members_reached(unit, reach)
    direct = members.filter(person__account__is_active=True)
    found = dict(direct.order_by().values_list("person__account", "unit"))
    linked = Person._base_manager.filter(linked_to__undone_at=None, linked_to__isnull=False, account__is_active=True)
    others = dict(linked.order_by().values_list("pk", "account"))
    if others:
        canonical = circles(others).canonical
        units = dict(members.filter(pk__in={canonical[pk] for pk in others}).order_by().values_list("pk", "unit"))
        found |= {account: units[canonical[pk]] for pk, account in others.items() if canonical[pk] in units}
    return found


def without_unwilling(accounts: dict[int, int], category: str) -> dict[int, int]:
    """Those of the accounts that have not put off messages of a category."""
    if OFF not in kind_of(category).ways:
        return accounts
    off = MessageChoice.objects.filter(account__in=accounts, category=category, way=OFF)
    unwilling = set(off.values_list("account", flat=True))
    return {account: unit for account, unit in accounts.items() if account not in unwilling}


def members_by_unit(unit: Unit, reach: Reach) -> Counter[int]:
    """How many members of each unit are meant."""
    by_unit = members_reached(unit, reach).order_by().values_list("unit").annotate(Count("pk"))
    return Counter(dict(by_unit))
