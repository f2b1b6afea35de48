"""Who is in the list of a union's members, and how they were graded."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from ketdoan.members.models import Member, Spell
from ketdoan.members.queries.evidence import spells_behind

from ..models import MemberGrade, MemberList


def people_of(unit_id: int, day: date) -> set[int]:
    """The ids of all who are members of a union, with all its parts, at the end of a day."""
    return set(_spells(unit_id, day).values_list("person", flat=True))


def _spells(unit_id: int, day: date) -> QuerySet[Spell]:
    return spells_behind("closing", unit_id, day, day)


def rows_of(members: MemberList) -> QuerySet[Spell]:
    """Those in a list whom the scope shows, each with `level` and `label`, empty for those not graded."""
    given = MemberGrade.objects.filter(roll=members, person=OuterRef("person"))
    return (
        _spells(members.unit_id, members.day)
        .filter(person__member__in=Member.objects.all())
        .annotate(level=Subquery(given.values("level")[:1]), label=Subquery(given.values("label")[:1]))
        .select_related("person", "unit")
        .order_by("person__sort_key", "pk")
    )


def counts_of(members: MemberList) -> list[tuple[str, str, int]]:
    """How many have each level of a list: code, label, number."""
    rows = MemberGrade.objects.filter(roll=members).order_by().values("level")
    numbers = {row["level"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    return [(one["code"], one["label"], numbers.get(one["code"], 0)) for one in members.levels]


def lists_seen() -> QuerySet[MemberList]:
    """The lists of the scope, each with how many have which level, under the level's code."""
    numbers = {
        code: Count("grades", filter=Q(grades__level=code)) for code in ("excellent", "good", "completed", "failed")
    }
    return MemberList.objects.select_related("unit").annotate(**numbers).order_by("-year", "unit__sort_key")
