"""Where tasks stand: the numbers of a board, what a unit owes, who is late."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ketdoan.core.viet import today

from ..models import Assignment, Extension, Task
from ..rules import OPEN, OWED, State


@dataclass(frozen=True)
class Board:
    """A task in all its units: how many stand where. `late` are those that still owe an answer after their last day,
    and are counted in their state too; `asked` those that wait for more time to be granted."""

    states: dict[str, int]
    late: int
    asked: int

    def of(self, *states: State) -> int:
        """How many stand in one of these states."""
        return sum(self.states.get(state, 0) for state in states)

    @cached_property
    def total(self) -> int:
        """All units that the task is still a matter of: not those which handed it on or are gone."""
        return sum(n for state, n in self.states.items() if state not in (State.PASSED, State.VOID))

    @property
    def done(self) -> int:
        return self.of(State.DONE)

    @property
    def answered(self) -> int:
        return self.of(State.ANSWERED)

    @property
    def unseen(self) -> int:
        return self.of(State.SENT)

    @property
    def open(self) -> int:
        return self.of(*OPEN)

    @property
    def under_way(self) -> int:
        """Seen or taken on, not yet answered."""
        return self.of(State.SEEN, State.ACCEPTED, State.RETURNED)

    @property
    def percent(self) -> int:
        """Done, in whole percent, rounded down."""
        return self.done * 100 // self.total if self.total else 0


def board(task: Task) -> Board:
    """The numbers of a task, over all its units, also those that have left the scope since."""
    rows = (
        Assignment._base_manager.filter(task=task)
        .values_list("state", _is_late(today()))
        .annotate(number=Count("pk"))
        .order_by()
    )
    states: dict[str, int] = {}
    late = 0
    for state, is_late, number in rows:
        states[state] = states.get(state, 0) + number
        late += number if is_late else 0
    asked = Extension._base_manager.filter(assignment__task=task, state="asked", assignment__state__in=OWED).count()
    return Board(states, late, asked)


def _is_late(day: date) -> Case:
    """1 for an assignment that owes an answer after its last day, else 0."""
    return Case(When(late(day), then=Value(1)), default=Value(0), output_field=IntegerField())


def late(day: date) -> Q:
    """Which assignments owe an answer after their last day."""
    return Q(state__in=OWED, due__lt=day)


def assignments_of(task: Task) -> QuerySet[Assignment]:
    """The units of a task, as the scope shows them, in the order in which it was sent."""
    return Assignment.objects.filter(task=task).select_related("unit").order_by("pk")


def assigned_to(unit_id: int) -> QuerySet[Assignment]:
    """What a unit was given: what it owes first, then what waits for the issuer, then the rest; by the last day."""
    return _assigned().filter(unit=unit_id)


def assigned_below(unit_id: int) -> QuerySet[Assignment]:
    """What the units of the scope but one were given, in the same order."""
    return _assigned().exclude(unit=unit_id)


def _assigned() -> QuerySet[Assignment]:
    owed = Case(When(state__in=OWED, then=Value(0)), When(state__in=OPEN, then=Value(1)), default=Value(2))
    return Assignment.objects.select_related("task__unit", "unit").order_by(owed, F("due").asc(nulls_last=True), "-pk")


def given() -> QuerySet[Task]:
    """Tasks that units of the scope gave, the latest first; with each, in how many units it is `done` of `all`."""
    return Task.objects.select_related("unit").annotate(
        all=_number(~Q(state__in=(State.PASSED, State.VOID))), done=_number(Q(state=State.DONE))
    )


def _number(condition: Q) -> Coalesce:
    rows = Assignment._base_manager.filter(condition, task=OuterRef("pk")).order_by().values("task")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
