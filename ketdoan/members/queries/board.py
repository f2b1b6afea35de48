"""The members of a unit as its officers look at them: the course of a period, for the unit and for each one below."""

from dataclasses import dataclass
from datetime import date, timedelta

from ketdoan.core.acting import current_actor
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.shape import shape

from .flows import Flow, Flows
from .stock import Counted, counted

#: Figures of a unit that are the sums of those of the units below it, while these stay the same.
OF_PEOPLE = ("opening", "admitted", "recognised", "left")


@dataclass(frozen=True)
class Row:
    """One unit below, with its course; `seen` says whether the actor sees it today."""

    unit: Unit
    flow: Flow
    seen: bool


@dataclass(frozen=True)
class Board:
    """How the members of a unit stand at the end of a period, and how they came to."""

    total: Flow
    counted: Counted
    rows: list[Row]

    @property
    def direct(self) -> int:
        """How many members at the end of the period belong to the unit itself, to none below it."""
        return self.total.closing - sum(row.flow.closing for row in self.rows)

    @property
    def reorganised(self) -> bool:
        """Whether the rows do not add up because units came under this one, or ended, within the period."""
        parts = [row.flow for row in self.rows]
        return not self.direct and any(
            sum(getattr(flow, name) for flow in parts) != getattr(self.total, name) for name in OF_PEOPLE
        )


def board(unit: Unit, since: date, until: date) -> Board:
    """The members of a unit and all below it over the days after `since` up to and with `until`."""
    tree = current_actor().scope.tree
    flows = Flows(since, until, tree, top=unit.pk)
    shown = shape(until, tree)
    at = shown.position(unit.pk)
    below = [] if at is None else [int(pk) for pk in shown.ids[shown.children(at)]]
    units = Unit._base_manager.in_bulk(below)
    seen = set(Unit.objects.filter(pk__in=below).values_list("pk", flat=True))
    rows = [Row(units[pk], flows.of(pk), pk in seen) for pk in below]
    rows.sort(key=lambda row: row.unit.sort_key)
    return Board(flows.of(unit.pk), counted(unit, until, tree), rows)


@dataclass(frozen=True)
class Span:
    """A period that may be chosen: its code, its name, its last day before, and its last day."""

    code: str
    title: str
    since: date
    until: date

    @property
    def first(self) -> date:
        """The first day of the period, as people say it: `since` is the day before."""
        return self.since + timedelta(days=1)


def spans(day: date) -> list[Span]:
    """The periods up to a day: this year, the union's year (from 1 December; Mẫu 1-HĐCĐ reckons 31/5 and 30/11), the
    year before, twelve months."""
    year = day.year
    union_year = date(year if day >= date(year, 12, 1) else year - 1, 11, 30)
    return [
        Span("nam-nay", f"Năm {year}", date(year - 1, 12, 31), day),
        Span("nam-cong-doan", f"Từ {format_date(union_year + timedelta(days=1))}", union_year, day),
        Span("12-thang", "12 tháng qua", day - timedelta(days=365), day),
        Span("nam-truoc", f"Năm {year - 1}", date(year - 2, 12, 31), date(year - 1, 12, 31)),
    ]


def may_have_members(unit: Unit) -> bool:
    """Whether a unit has members of its own, by the rule of today."""
    return unit.level in rule("members.level", today()).value
