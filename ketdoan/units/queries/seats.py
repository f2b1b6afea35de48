"""Figures of those who hold offices on a day: members of bodies, chairs, leaders of groups; and of the bodies."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ketdoan.core.modules import Hit, Measure, Tally
from ketdoan.core.scope import LINE, current_scope
from ketdoan.core.search import among

from ..models import Appointment, Body, Person, Regulation, Unit
from ..rules import LEVELS, Level
from .bodies import office_label
from .shape import below, shape

CHAIR = "chair"
#: A body of one person alone is none: that person only sees to its work.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Seats:
    """What is counted of the bodies of a kind: their people (women, or those of an office, alone), or the bodies
    themselves with `fewest` people at least. `level` is that of the units that count; all, where it is empty."""

    title: str
    body: str
    women: bool = False
    office: str = ""
    level: str = ""
    fewest: int = 0


SEATS = {
    "units.executives": Seats("Ủy viên ban chấp hành", "executive"),
    "units.women_executives": Seats("Ủy viên ban chấp hành là nữ", "executive", women=True),
    "units.chairs": Seats("Chủ tịch công đoàn cơ sở", "executive", office=CHAIR, level=Level.GRASSROOTS),
    "units.women_chairs": Seats("Nữ chủ tịch công đoàn cơ sở", "executive", True, CHAIR, Level.GRASSROOTS),
    "units.group_leaders": Seats("Tổ trưởng tổ công đoàn", "group_leaders", office=CHAIR),
    "units.inspectors": Seats("Ủy viên ủy ban kiểm tra", "inspection"),
    "units.women_inspectors": Seats("Ủy viên ủy ban kiểm tra là nữ", "inspection", women=True),
    "units.inspections": Seats(
        "Công đoàn cơ sở có ủy ban kiểm tra", "inspection", level=Level.GRASSROOTS, fewest=FEWEST
    ),
    "units.people_inspectors": Seats("Thành viên ban thanh tra nhân dân", "people_inspection"),
    "units.people_inspections": Seats("Ban thanh tra nhân dân", "people_inspection", fewest=1),
    "units.womens_boards": Seats("Ban nữ công quần chúng", "women", level=Level.GRASSROOTS, fewest=1),
    "units.womens_board": Seats("Ủy viên ban nữ công", "women"),
}


def seat_tallies(codes: Collection[str], unit_id: int, day: date, tree: str = LINE) -> Mapping[str, Tally]:
    """The figures of a unit by code. Where nobody is known to hold an office there, nothing is told; nor how many are
    women in bodies of a kind, where nobody's sex is recorded."""
    counted = dict.fromkeys(codes, 0)
    level_of = _level_of(day, tree)
    led, any_known = False, False
    kinds, sexed = set[str](), set[str]()
    for body in _bodies(unit_id, day, tree):
        any_known = True
        kinds.add(body["body__kind"])
        if body["sexed"]:
            sexed.add(body["body__kind"])
        led |= body["body__kind"] == "group_leaders"
        for code in codes:
            counted[code] += _counts(SEATS[code], body, level_of)
    if not any_known:
        return {}
    if not led and _has_groups(unit_id, day, tree):
        counted.pop("units.group_leaders", None)
    untold = {code for code in codes if SEATS[code].women and SEATS[code].body in kinds - sexed}
    return {code: Tally(number, number) for code, number in counted.items() if code not in untold}


def _bodies(unit_id: int, day: date, tree: str) -> Iterator[Mapping[str, Any]]:
    """How many persons sit in each body of a unit and of all below it, how many women, how many chairs of each, and of
    how many the sex is recorded."""
    seated = below(
        Appointment._base_manager.filter(replaced_at=None, valid__contains=day), "body__unit", unit_id, day, tree
    )
    women, chairs = Q(person__sex=Person.FEMALE), Q(office=CHAIR)
    rows = seated.order_by().values("body", "body__kind", "body__unit")
    yield from rows.annotate(
        people=_people(),
        women=_people(women),
        chairs=_people(chairs),
        women_chairs=_people(women & chairs),
        sexed=_people(~Q(person__sex="")),
    ).iterator(chunk_size=10_000)


def _people(which: Q | None = None) -> Count:
    return Count("person", distinct=True, filter=which)


def _counts(seats: Seats, body: Mapping[str, Any], level_of: Callable[[int], str]) -> int:
    """What a body counts in a figure."""
    if body["body__kind"] != seats.body or (seats.level and level_of(body["body__unit"]) != seats.level):
        return 0
    if seats.fewest:
        return int(body["people"] >= seats.fewest)
    return int(
        body[("women_" if seats.women else "") + "chairs"]
        if seats.office
        else body["women" if seats.women else "people"]
    )


def _level_of(day: date, tree: str) -> Callable[[int], str]:
    follow = shape(day, tree)

    def level_of(unit_id: int) -> str:
        at = follow.position(unit_id)
        return "" if at is None else LEVELS[follow.levels[at]]

    return level_of


def _ids_of_level(day: date, tree: str, level: str) -> list[int]:
    follow = shape(day, tree)
    return follow.ids[follow.levels == LEVELS.index(Level(level))].tolist()


def _has_groups(unit_id: int, day: date, tree: str) -> bool:
    follow = shape(day, tree)
    at = follow.position(unit_id)
    return at is not None and bool((follow.levels[at : follow.ends[at]] == LEVELS.index(Level.GROUP)).any())


def seat_evidence(code: str) -> Any:
    """Those who are counted, each once in a body; or the bodies."""
    seats = SEATS[code]

    def evidence(unit: Unit, day: date, tree: str = "") -> QuerySet:
        tree = tree or current_scope().tree
        rows = _seated(Appointment, day, seats)
        if seats.fewest:
            return _in_units(_full(day, seats), "unit", unit, day, tree).select_related("unit").order_by(
                "unit__sort_key", "pk"
            )  # fmt: skip
        earlier = _seated(Appointment, day, seats, "_base_manager").filter(
            body=OuterRef("body"), person=OuterRef("person"), pk__lt=OuterRef("pk")
        )
        found = _in_units(rows.filter(~Exists(earlier)), "body__unit", unit, day, tree)
        return found.select_related("person", "body__unit").order_by("body__unit__sort_key", "person__sort_key", "pk")

    def _in_units(rows: QuerySet, place: str, unit: Unit, day: date, tree: str) -> QuerySet:
        found = below(rows, place, unit.pk, day, tree)
        return found.filter(among(_ids_of_level(day, tree, seats.level), f"{place}_id")) if seats.level else found

    return evidence


def _seated(model: Any, day: date, seats: Seats, manager: str = "objects") -> QuerySet:
    found = getattr(model, manager).filter(replaced_at=None, valid__contains=day, body__kind=seats.body)
    found = found.filter(office=seats.office) if seats.office else found
    return found.filter(person__sex=Person.FEMALE) if seats.women else found


def _full(day: date, seats: Seats) -> QuerySet[Body]:
    """The bodies in which enough people sit on a day."""
    seated = Q(appointments__replaced_at=None, appointments__valid__contains=day)
    people = Count("appointments__person", distinct=True, filter=seated)
    return Body.objects.filter(kind=seats.body).annotate(people=people).filter(people__gte=seats.fewest)


def seat_values(code: str) -> Callable[[date], dict[int, float]]:
    """For every unit the figure of its own bodies."""
    seats = SEATS[code]

    def values(day: date) -> dict[int, float]:
        seated = _seated(Appointment, day, seats, "_base_manager").order_by().values("body__unit")
        level_of = _level_of(day, LINE)
        found = {}
        for unit_id, people in seated.annotate(people=_people()).values_list("body__unit", "people"):
            if not seats.level or level_of(unit_id) == seats.level:
                found[unit_id] = float(people >= seats.fewest) if seats.fewest else float(people)
        return {unit_id: number for unit_id, number in found.items() if number}

    return values


def describe_seat(row: Any) -> Hit:
    """One who holds an office, or a body, as one of the rows behind a figure."""
    if isinstance(row, Body):
        return Hit(row.unit.short_name, reverse("units:unit", args=[row.unit.code]))
    unit = row.body.unit
    office = office_label(row.body.kind, row.office, unit.level, row.since)
    return Hit(row.person.name, reverse("units:unit", args=[unit.code]), f"{office}, {unit.short_name}")


def seat_measures() -> list[Measure]:
    """The measures of SEATS."""
    return [
        Measure(
            code, seats.title, "đơn vị" if seats.fewest else "người", "stock", seat_values(code), seat_evidence(code),
            describe_seat, None, seat_tallies, home=code == "units.executives",
        )
        for code, seats in SEATS.items()
    ]  # fmt: skip


COORDINATION = "employer_coordination"


def _coordinated(manager: Any, day: date) -> Any:
    """The regulations of grassroots unions with their employers in force on a day, of each union one."""
    held = {"replaced_at": None, "valid__contains": day, "kind": COORDINATION}
    earlier = Regulation._base_manager.filter(**held, unit=OuterRef("unit"), pk__lt=OuterRef("pk"))
    rows = manager.filter(~Exists(earlier), **held)
    return rows.filter(among(_ids_of_level(day, LINE, Level.GRASSROOTS), "unit_id"))


def regulation_tallies(codes: Collection[str], unit_id: int, day: date, tree: str = LINE) -> Mapping[str, Tally]:
    """How many unions have such a regulation. Where no regulation of any kind is known, nothing is told."""
    held = Regulation._base_manager.filter(replaced_at=None, valid__contains=day)
    if not below(held, "unit", unit_id, day, tree).exists():
        return {}
    number = below(_coordinated(Regulation._base_manager, day), "unit", unit_id, day, tree).count()
    return dict.fromkeys(codes, Tally(number, number))


def _regulation_evidence(unit: Unit, day: date, tree: str = "") -> QuerySet[Regulation]:
    rows = below(_coordinated(Regulation.objects, day), "unit", unit.pk, day, tree or current_scope().tree)
    return rows.select_related("unit").order_by("unit__sort_key", "pk")


def _regulation_values(day: date) -> dict[int, float]:
    return dict.fromkeys(_coordinated(Regulation._base_manager, day).values_list("unit", flat=True), 1.0)


def _describe_regulation(row: Regulation) -> Hit:
    return Hit(row.unit.short_name, reverse("units:unit", args=[row.unit.code]), row.code)


REGULATIONS = Measure(
    "units.coordinated", "Công đoàn cơ sở có quy chế phối hợp", "đơn vị", "stock", _regulation_values,
    _regulation_evidence, _describe_regulation, None, regulation_tallies,
)  # fmt: skip
