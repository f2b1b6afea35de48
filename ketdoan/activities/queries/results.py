"""What came back: the answers of a task as one table, with totals of what may be added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, FilteredRelation, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from ketdoan.core.viet import format_date, format_money, format_number

from ..models import Answer, Assignment, Question, Task
from ..rules import ADDED, State, TaskState


@dataclass(frozen=True)
class Total:
    """All answers to one question: how many units answered it, and the sum; of yes and no, how many said yes.

    A share in percent is no sum, and has none."""

    question: Question
    answered: int
    value: int | Decimal | None

    @property
    def shown(self) -> str:
        """The sum as people read it."""
        if self.value is None:
            return ""
        if self.question.kind == "money":
            return format_money(int(self.value), short=True)
        return format_number(self.value if self.value != int(self.value) else int(self.value))


def results_of(task: Task) -> QuerySet[Assignment]:
    """The units that lead, with the answer that holds: `given` values, `words`, `at`; empty where there is none."""
    held = FilteredRelation("answers", condition=Q(answers__current=True))
    return (
        Assignment.objects.filter(task=task, role="lead")
        .exclude(state__in=(State.PASSED, State.VOID))
        .select_related("unit")
        .annotate(held=held)
        .annotate(given=F("held__values"), words=F("held__text"), at=F("held__given_at"))
        .order_by("pk")
    )


def totals(task: Task, questions: Iterable[Question]) -> list[Total]:
    """The total of each question that can be added or counted, over the answers that hold."""
    return _totals(Answer.objects.filter(assignment__task=task), questions)


def _totals(answers: QuerySet[Answer], questions: Iterable[Question]) -> list[Total]:
    wanted = [q for q in questions if (q.kind in ADDED and q.uom != "%") or q.kind == "yes"]
    parts: dict[str, Any] = {}
    for question in wanted:
        value = KT(f"values__{question.key}")
        parts[f"n{question.pk}"] = Count("pk", filter=Q(values__has_key=question.key))
        if question.kind == "yes":
            parts[f"v{question.pk}"] = Count("pk", filter=Q(**{f"values__{question.key}": True}))
        else:
            parts[f"v{question.pk}"] = Sum(Cast(value, DecimalField(max_digits=30, decimal_places=2)))
    if not parts:
        return []
    gone = (State.PASSED, State.VOID, State.WITHDRAWN)
    held = answers.filter(current=True).exclude(assignment__state__in=gone).aggregate(**parts)
    return [Total(q, held[f"n{q.pk}"], held[f"v{q.pk}"] or 0) for q in wanted]


@dataclass(frozen=True)
class Gathered:
    """What the units below answered to a task that was passed on: sums by the id of the own task's question."""

    values: dict[int, int | Decimal]
    answered: int
    asked: int


def gathered(assignment: Assignment) -> Gathered | None:
    """The sums of the tasks by which an assignment was passed on; None where it was not."""
    passed = list(Task.objects.filter(passed_from=assignment).exclude(state=TaskState.DRAFT))
    if not passed:
        return None
    own = {(q.order, q.label, q.kind): q.pk for q in assignment.task.questions.all()}
    values: dict[int, int | Decimal] = {}
    for task in passed:
        for total in totals(task, task.questions.all()):
            key = (total.question.order, total.question.label, total.question.kind)
            if key in own and total.value is not None and total.question.kind in ADDED and total.answered:
                values[own[key]] = values.get(own[key], 0) + total.value
    rows = Assignment.objects.filter(task__in=passed, role="lead").exclude(state__in=(State.PASSED, State.VOID))
    return Gathered(values, rows.filter(answers__current=True).count(), rows.count())


def shown(question: Question, value: Any) -> str:
    """An answer as people read it."""
    if value is None or value == "":
        return ""
    match question.kind:
        case "number":
            return format_number(value if isinstance(value, int) else Decimal(str(value)))
        case "money":
            return format_money(int(value))
        case "yes":
            return "Có" if value else "Không"
        case "day":
            return format_date(date.fromisoformat(value))
        case _:
            return str(value)


def exported(question: Question, value: Any) -> Any:
    """An answer as a cell of Excel: a number, a day, or text."""
    if value is None:
        return None
    if question.kind == "day":
        return date.fromisoformat(value)
    return shown(question, value) if question.kind == "yes" else value
