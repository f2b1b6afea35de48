"""Figures of the module: how many unions and members were graded as what.

They belong to the year that was graded, and so count on its last day, whenever the decision was signed; units are
those that stood under one on that day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from ketdoan.core.modules import Flow, Hit, Tally
from ketdoan.core.scope import LINE
from ketdoan.core.search import among
from ketdoan.members.models import Member
from ketdoan.units.queries.shape import ids_below

from ..models import MemberGrade, MemberList, Round, Sheet
from ..rules.states import ListState, State

NEW, OLD = ("excellent", "good", "completed", "failed"), ("strong", "fair", "average", "weak")
#: The figures of unions: which sheets count in each, and its words.
_DECIDED = Q(state=State.DECIDED)
_WORDS = {
    "excellent": "hoàn thành xuất sắc nhiệm vụ",
    "good": "hoàn thành tốt nhiệm vụ",
    "completed": "hoàn thành nhiệm vụ",
    "failed": "không hoàn thành nhiệm vụ",
    "strong": "vững mạnh",
    "fair": "khá",
    "average": "trung bình",
    "weak": "yếu",
}
UNIONS: dict[str, tuple[Q, str]] = {
    "grading.rated": (_DECIDED, "Công đoàn cơ sở được xếp loại"),
    "grading.young": (Q(state=State.YOUNG), "Công đoàn cơ sở chưa đủ thời gian để xếp loại"),
    "grading.good_or_better": (
        _DECIDED & Q(decided_level__in=NEW[:2]),
        "Công đoàn cơ sở hoàn thành tốt nhiệm vụ trở lên",
    ),
    **{
        f"grading.{code}": (_DECIDED & Q(decided_level=code), f"Công đoàn cơ sở {words}")
        for code, words in _WORDS.items()
    },
}
MEMBERS: dict[str, tuple[Q, str]] = {
    "grading.members": (Q(), "Đoàn viên được xếp loại"),
    "grading.best_members": (Q(level="excellent"), "Đoàn viên xếp loại xuất sắc"),
}


def union_tallies(
    codes: Collection[str], unit_id: int, since: date, until: date, tree: str = LINE
) -> Mapping[str, Tally]:
    """The figures of a unit with all below it, by code. Where no year of grading ended in these days, or none of its
    unions was decided on yet, nothing is known; of a scale, where no year had it."""
    rows = Sheet._base_manager.filter(_under("round__last", unit_id, _last_days(Round, "last", since, until), tree))
    asked: dict[str, Any] = {code: Count("pk", filter=UNIONS[code][0]) for code in UNIONS}
    told = rows.order_by().aggregate(**asked)
    if not told["grading.rated"] + told["grading.young"]:
        return {}
    scales = {level for one in Round._base_manager.filter(pk__in=rows.values("round")) for level in one.sheet.words}
    return {code: Tally(told[code], told[code]) for code in codes if _told(code, scales)}


def _told(code: str, scales: Collection[str]) -> bool:
    name = code.removeprefix("grading.")
    if name == "good_or_better":
        return "good" in scales
    return name not in _WORDS or name in scales


def member_tallies(
    codes: Collection[str], unit_id: int, since: date, until: date, tree: str = LINE
) -> Mapping[str, Tally]:
    """The figures of members, from the lists that are closed."""
    rows = _grades(unit_id, since, until, tree)
    told = rows.order_by().aggregate(**{code: Count("pk", filter=MEMBERS[code][0]) for code in MEMBERS})
    return {code: Tally(told[code], told[code]) for code in codes} if told["grading.members"] else {}


def _grades(unit_id: int, since: date, until: date, tree: str) -> QuerySet[MemberGrade]:
    where = _under("roll__day", unit_id, _last_days(MemberList, "day", since, until), tree, "roll__unit_id")
    return MemberGrade._base_manager.filter(where, roll__state=ListState.DONE)


def _last_days(model: Any, field: str, since: date, until: date) -> Iterable[date]:
    """The last days of years of grading within the days [since, until)."""
    rows = model._base_manager.filter(**{f"{field}__gte": since, f"{field}__lt": until}).order_by()
    return rows.values_list(field, flat=True).distinct()


def _under(field: str, unit_id: int, days: Iterable[date], tree: str, unit: str = "unit_id") -> Q:
    """Rows of units that stood at or under one on the day of the row."""
    found = Q(pk__in=())
    for day in days:
        found |= Q(among(ids_below(unit_id, day, tree), unit), **{field: day})
    return found


def _unions_behind(code: str) -> Callable[..., QuerySet[Sheet]]:
    def evidence(unit: Any, since: date, until: date, tree: str = LINE) -> QuerySet[Sheet]:
        days = _last_days(Round, "last", since, until)
        rows = Sheet.objects.filter(UNIONS[code][0] & _under("round__last", unit.pk, days, tree))
        return rows.select_related("unit", "round").order_by("unit__sort_key", "pk")

    return evidence


def _members_behind(code: str) -> Callable[..., QuerySet[MemberGrade]]:
    def evidence(unit: Any, since: date, until: date, tree: str = LINE) -> QuerySet[MemberGrade]:
        behind = _grades(unit.pk, since, until, tree).filter(MEMBERS[code][0])
        # Of those who are elsewhere today no more is shown than the scope shows of them.
        shown = MemberGrade.objects.filter(pk__in=behind.values("pk"), person__member__in=Member.objects.all())
        return shown.select_related("person", "roll__unit").order_by("person__sort_key", "pk")

    return evidence


def describe_union(sheet: Sheet) -> Hit:
    """A union's sheet as one of the rows behind a figure."""
    words = sheet.decided_label or sheet.get_state_display()
    return Hit(sheet.unit.short_name, reverse("grading:sheet", args=[sheet.pk]), f"Năm {sheet.year}: {words}")


def describe_member(grade: MemberGrade) -> Hit:
    """A member's grade as one of the rows behind a figure."""
    address = reverse("members:member", args=[grade.person_id])
    return Hit(grade.person.name, address, f"{grade.roll.unit.short_name}, năm {grade.year}: {grade.label}")


def flows() -> Sequence[Flow]:
    """The figures that the module gives to reports."""
    unions = [
        Flow(
            code, title, "đơn vị", None, _unions_behind(code), union_tallies, describe_union, permission="grading.view"
        )
        for code, (_, title) in UNIONS.items()
    ]  # fmt: skip
    members = [
        Flow(
            code, title, "người", None, _members_behind(code), member_tallies, describe_member,
            permission="grading.members",
        )
        for code, (_, title) in MEMBERS.items()
    ]  # fmt: skip
    return [*unions, *members]
