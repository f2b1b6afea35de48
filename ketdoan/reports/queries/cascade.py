"""Targets handed down: what each unit below was given, puts its name to and has reached, and by what to split one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, QuerySet

from ketdoan.core.viet import today
from ketdoan.units.models import Unit
from ketdoan.units.queries.heirs import heirs

from ..models import Target
from ..rules.caps import within
from ..rules.catalogue import NETTED, STOCK, Element, catalogue
from ..rules.contradictions import Contradiction, Meant, amount, contradictions
from ..rules.measures import PERCENT
from .caps import current_caps
from .forms import element_of
from .outcomes import Reports, parts_of
from .targets import TargetState, states_of_targets

MEMBERS = "DV.CUOI_KY"
#: Of so many units below a target is handed down at once.
MOST_UNITS = 400


def in_force() -> QuerySet[Target]:
    """The targets of the scope that nobody has given up."""
    return Target.objects.filter(withdrawn_at=None)


def units_below(unit: Unit) -> list[Unit]:
    """The units right under one today, by name."""
    path, alive = str(unit.path), Q(ended_on=None) | Q(ended_on__gt=today())
    rows = Unit.objects.filter(alive, path__startswith=path, path__regex=rf"^{path}\d+/$")
    return list(rows.order_by("sort_key", "pk")[:MOST_UNITS])


def element_adds(target: Target) -> bool:
    """Whether what units reach adds up: people and things counted, not shares and means."""
    return adds(element_of(target.cell), target.uom)


def adds(element: Element, uom: str) -> bool:
    """Whether figures of an element in a unit of measure add up over units."""
    return uom == element.uom and uom != PERCENT and element.over_units in ("sum", NETTED)


@dataclass(frozen=True)
class Line:
    """One unit's part: how far it is, and what became of the unit if it has ended since."""

    state: TargetState
    heir: Unit | None = None

    @property
    def target(self) -> Target:
        """The part."""
        return self.state.target

    @property
    def ended(self) -> date | None:
        """From when on the unit is no more, if it is none by now."""
        ended: date | None = self.target.unit.ended_on
        return ended if ended and ended <= today() else None

    @property
    def gap_text(self) -> str:
        """By how much what the unit registered differs from what it was given."""
        registered = self.target.registered
        return "" if registered is None else signed(registered - self.target.value, self.target.uom)


def signed(gap: Decimal, uom: str) -> str:
    """+30 người, −2%."""
    mark = "+" if gap > 0 else "−" if gap < 0 else ""
    return mark + amount(abs(gap), uom)


@dataclass(frozen=True)
class Cascade:
    """A target with its parts below. `elsewhere` counts parts of units that now belong to others: they add up here, but
    are not shown. Totals stand only where parts add up."""

    target: Target
    lines: Sequence[Line]
    elsewhere: int
    adds: bool
    given: Decimal
    registered: Decimal
    reached: Decimal | None
    ended: Decimal

    @property
    def given_text(self) -> str:
        """What has been given to all."""
        return amount(self.given, self.target.uom)

    @property
    def gap_text(self) -> str:
        """By how much that differs from the target; nothing if it does not."""
        gap = self.given - self.target.value
        return signed(gap, self.target.uom) if gap else ""

    @property
    def registered_text(self) -> str:
        """What units have put their names to."""
        return amount(self.registered, self.target.uom)

    @property
    def registered_gap_text(self) -> str:
        """By how much what units registered differs from what these were given."""
        told = [line.target for line in self.lines if line.target.registered is not None]
        return signed(self.registered - sum((one.value for one in told), Decimal(0)), self.target.uom) if told else ""

    @property
    def reached_text(self) -> str:
        """What the units shown have reached."""
        return "" if self.reached is None else amount(self.reached, self.target.uom)

    @property
    def ended_text(self) -> str:
        """What was given to units that are no more."""
        return amount(self.ended, self.target.uom) if self.ended else ""

    @cached_property
    def unregistered(self) -> int:
        """How many units have not registered."""
        return sum(line.target.registered is None and not line.ended for line in self.lines)


def cascade_of(target: Target, day: date) -> Cascade | None:
    """A target's parts below; None where it was not handed down."""
    every = Target._base_manager.filter(above=target.pk, withdrawn_at=None).exclude(unit=target.unit_id)
    parts = list(
        in_force().filter(pk__in=every.values("pk")).select_related("unit").order_by("unit__sort_key", "pk")
    )  # fmt: skip
    hidden = every.exclude(pk__in=[part.pk for part in parts])
    values = [*(part.value for part in parts), *hidden.values_list("value", flat=True)]
    if not values:
        return None
    gone = heirs([part.unit_id for part in parts if part.unit.ended_on])
    taking = Unit.objects.in_bulk([to[0] for to in gone.values()])
    lines = [
        Line(state, taking.get(gone.get(state.target.unit_id, [0])[0]))
        for state in states_of_targets(parts, day)
    ]  # fmt: skip
    outcomes = [line.state.figure.exact for line in lines]
    told = [value for value in outcomes if value is not None]
    return Cascade(
        target,
        lines,
        len(values) - len(parts),
        element_adds(target),
        sum(values, Decimal(0)),
        sum((part.registered or Decimal(0) for part in parts), Decimal(0)),
        sum(told, Decimal(0)) if told else None,
        sum((line.target.value for line in lines if line.ended), Decimal(0)),
    )


def stages_of(target: Target, day: date) -> list[TargetState]:
    """What the unit itself means to reach of a target year by year."""
    rows = in_force().filter(above=target.pk, unit=target.unit_id).select_related("unit").order_by("first", "pk")
    return states_of_targets(rows, day)


def weights(units: Sequence[Unit], cell: str, day: date) -> list[Decimal]:
    """What the units reported last of a cell, 0 where they never did: by these a target is split."""
    asked = [Target(unit=unit, cell=cell, uom="", value=0, first=day, last=day) for unit in units]
    reports = Reports(asked, day)
    return [max(reports.latest(unit.pk, cell, day) or Decimal(0), Decimal(0)) for unit in units]


def weighing_cells() -> list[tuple[str, str]]:
    """The stocks by which a target can be split, with their names: those of people, units and the like."""
    stocks = [one for one in catalogue().elements.values() if one.nature == STOCK and one.over_units == "sum"]
    stocks.sort(key=lambda one: one.code != MEMBERS)  # first by what targets are mostly split
    return [(one.code, f"{one.name} ({one.uom})") for one in stocks if one.over_time == "last" and one.whole]


def meant(target: Target) -> Meant:
    """A target as targets are compared."""
    element, parts = element_of(target.cell), parts_of(target)
    cell, among = (parts.over, parts.under) if parts else (target.cell, "")
    counted = not target.among and target.uom != PERCENT
    return Meant(
        key=target.pk, unit=target.unit_id, name=target.name, cell=cell, among=among,
        sign=target.sign, value=target.value, uom=target.uom, first=target.first, last=target.last,
        above=target.above_id, adds=adds(element, target.uom), grows=counted and element.over_time == "sum",
    )  # fmt: skip


def contradictions_of(unit_id: int, since: date = date.min) -> list[Contradiction]:
    """What contradicts among the targets of a unit that did not end before a day, those of which they are parts, and
    those that are parts of them.

    The one above is read whoever sees it: what it asks of a unit is no secret from it.
    """
    own = list(Target._base_manager.filter(withdrawn_at=None, unit=unit_id, last__gte=since))
    ids = [one.pk for one in own]
    above = [one.above_id for one in own if one.above_id]
    near = Target._base_manager.filter(Q(pk__in=above) | Q(above__in=ids), withdrawn_at=None)
    every = {one.pk: one for one in [*own, *near]}
    # Of the unit above and of those below only what has to do with this one's.
    found = contradictions([meant(one) for one in every.values()], current_caps(), within())
    mine = set(ids)
    upper = {one.pk for one in every.values() if one.pk not in mine and one.pk in set(above)}
    return [one for one in found if mine & set(one.keys) and not (one.kind == "parts" and one.keys[0] in upper)]
