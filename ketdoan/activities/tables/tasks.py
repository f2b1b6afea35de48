"""The lists of the module."""

from collections.abc import Sequence
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn, NumberColumn
from ketdoan.core.templatetags.ui import badge, moment
from ketdoan.core.viet import format_date, format_number, today

from ..models import Assignment, Question, Task
from ..queries.results import exported, shown
from ..queries.state import late
from ..rules import OWED, State, TaskState

TONES = {
    State.SENT: "grey",
    State.SEEN: "grey",
    State.ACCEPTED: "blue",
    State.RETURNED: "yellow",
    State.ANSWERED: "yellow",
    State.DONE: "green",
    State.MISSED: "red",
}
TASK_TONES = {TaskState.DRAFT: "grey", TaskState.SENDING: "yellow", TaskState.SENT: "blue", TaskState.CLOSED: "green"}


NAME = {"td": {"class": "name"}}
#: Shown where there is room: on a phone what it says stands under the title.
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


def state_badges(row: Assignment) -> str:
    """Where an assignment stands, and by how many days it is late."""
    drawn = badge(row.get_state_display(), TONES.get(State(row.state), "grey"))
    if row.due and row.state in OWED and row.due < today():
        days = format_number((today() - row.due).days)
        return format_html("{} {}", drawn, badge(f"Quá hạn {days} ngày", "red"))
    return drawn


class ReceivedTable(tables.Table):
    """What the own unit was given."""

    title = tables.Column("Việc", accessor="task__title", orderable=False, attrs={"td": {"class": "title"}})
    by = tables.Column("Đơn vị giao", accessor="task__unit__short_name", orderable=False, attrs=WIDE)
    due = DayColumn("Hạn", orderable=False, default="")
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Assignment
        fields = ("title", "by", "due", "state")

    def render_title(self, record: Assignment) -> str:
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary">{}{}<span class="narrow"> · {}</span></div>',
            address_of("activities:assignment", record.pk),
            record.task.title,
            record.task.get_kind_display(),
            " · phối hợp" if record.role == "support" else "",
            record.task.unit.short_name,
        )

    def value_title(self, record: Assignment) -> str:
        return record.task.title

    def render_state(self, record: Assignment) -> str:
        return state_badges(record)

    def value_state(self, record: Assignment) -> str:
        return str(record.get_state_display())


class BelowTable(ReceivedTable):
    """What the units below were given, by whomever."""

    unit = tables.Column("Đơn vị nhận", accessor="unit__short_name", orderable=False)

    class Meta:
        model = Assignment
        fields = ("title", "by", "due", "state")
        sequence = ("unit", "title", "by", "due", "state")


class StateFilters(filters.FilterSet):
    """Assignments by where they stand."""

    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng",
        choices=[("can-lam", "Còn phải làm"), ("tre", "Quá hạn"), ("gia-han", "Xin gia hạn"), *State.choices],
        method="by_state",
    )

    class Meta:
        model = Assignment
        fields: list[str] = []

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that owe something, are late, asked for more time, or stand in one state."""
        if value == "tre":
            return queryset.filter(late(today()))
        if value == "gia-han":
            return queryset.filter(extensions__state="asked", state__in=OWED)
        return queryset.filter(state__in=OWED if value == "can-lam" else [value])


class BelowFilters(StateFilters):
    """The same, and of one task."""

    viec = filters.NumberFilter(field_name="task", label="Việc số")


class BoardTable(tables.Table):
    """The units of one task."""

    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs=NAME)
    state = tables.Column("Tình trạng", orderable=False)
    due = DayColumn("Hạn", orderable=False, default="")
    seen_at = tables.Column("Xem lúc", orderable=False, default="")
    ended_at = tables.Column("Xong lúc", orderable=False, default="")

    class Meta:
        model = Assignment
        fields = ("unit", "state", "due", "seen_at", "ended_at")

    def render_unit(self, record: Assignment) -> str:
        address = address_of("activities:assignment", record.pk)
        helps = " · phối hợp" if record.role == "support" else ""
        return format_html('<a href="{}">{}</a>{}', address, record.unit.short_name, helps)

    def value_unit(self, record: Assignment) -> str:
        return record.unit.name

    def render_state(self, record: Assignment) -> str:
        return state_badges(record)

    def value_state(self, record: Assignment) -> str:
        return str(record.get_state_display())

    def render_seen_at(self, value: Any) -> str:
        return moment(value)

    def render_ended_at(self, value: Any) -> str:
        return moment(value)

    def value_seen_at(self, value: Any) -> Any:
        return value

    def value_ended_at(self, value: Any) -> Any:
        return value


class AnswerColumn(tables.Column):
    """The answers to one question."""

    def __init__(self, question: Question) -> None:
        side = "n" if question.kind in ("number", "money") else ""
        look = {"td": {"class": side}, "th": {"class": f"{side} wrap"}}
        super().__init__(str(question), accessor="given", orderable=False, default="", attrs=look, empty_values=())
        self.question = question

    def render(self, value: Any) -> str:
        return shown(self.question, (value or {}).get(self.question.key))

    def value(self, value: Any) -> Any:
        return exported(self.question, (value or {}).get(self.question.key))


class ResultTable(tables.Table):
    """The answers of a task, one unit a row."""

    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs=NAME)
    state = tables.Column("Tình trạng", orderable=False)
    words = tables.Column("Thuyết minh", orderable=False, default="")
    at = tables.Column("Trả lời lúc", orderable=False, default="")
    render_unit, value_unit = BoardTable.render_unit, BoardTable.value_unit
    render_state, value_state = BoardTable.render_state, BoardTable.value_state

    class Meta:
        model = Assignment
        fields = ("unit", "state", "words", "at")

    def __init__(self, *args: Any, questions: Sequence[Question] = (), **options: Any) -> None:
        columns = [(f"q_{question.pk}", AnswerColumn(question)) for question in questions]
        order = ("unit", "state", *(name for name, _ in columns), "words", "at")
        super().__init__(*args, extra_columns=columns, sequence=order, **options)

    def render_at(self, value: Any) -> str:
        return moment(value)

    def value_at(self, value: Any) -> Any:
        return value


class TaskTable(tables.Table):
    """Tasks that units of the scope gave."""

    title = tables.Column("Việc", orderable=False)
    due = DayColumn("Hạn", orderable=False, default="")
    progress = tables.Column("Kết quả", empty_values=(), orderable=False)
    sent_at = tables.Column("Gửi ngày", orderable=False, default="")
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Task
        fields = ("title", "due", "progress", "sent_at", "state")

    def render_title(self, record: Task) -> str:
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary">{} · {}</div>',
            address_of("activities:task", record.pk),
            record.title,
            record.get_kind_display(),
            record.unit.short_name,
        )

    def value_title(self, record: Task) -> str:
        return record.title

    def render_progress(self, record: Any) -> str:
        if record.state == TaskState.DRAFT:
            return ""
        return f"{format_number(record.done)}/{format_number(record.all)}"

    def render_sent_at(self, value: Any) -> str:
        return format_date(value.date())

    def render_state(self, record: Task) -> str:
        return badge(record.get_state_display(), TASK_TONES.get(TaskState(record.state), "grey"))

    def value_state(self, record: Task) -> str:
        return str(record.get_state_display())


class TaskFilters(filters.FilterSet):
    """Tasks by state and kind."""

    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", choices=TaskState.choices)
    loai = filters.ChoiceFilter(
        field_name="kind", label="Loại", choices=[("task", "Giao việc"), ("notice", "Thông báo")]
    )

    class Meta:
        model = Task
        fields: list[str] = []


class GroupTable(tables.Table):
    """Saved groups of units."""

    name = tables.Column("Nhóm", orderable=False)
    number = NumberColumn("Số đơn vị", orderable=False)

    class Meta:
        fields = ("name", "number")

    def render_name(self, record: Any) -> str:
        return format_html('<a href="{}">{}</a>', address_of("activities:group", record.pk), record.name)
