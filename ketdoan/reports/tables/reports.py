"""The lists of the module."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn, NumberColumn
from ketdoan.core.templatetags.ui import badge, moment
from ketdoan.core.viet import format_number, today

from ..models import Round, Submission
from ..rules.states import OPEN, State

TONES = {
    State.OWED: "grey",
    State.DRAFT: "blue",
    State.SUBMITTED: "yellow",
    State.RETURNED: "red",
    State.ACCEPTED: "green",
    State.LOCKED: "green",
    State.EXEMPT: "grey",
}
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


def state_badges(row: Submission) -> str:
    """Where a report stands, and by how many days it is late."""
    drawn = badge(row.get_state_display(), TONES[State(row.state)])
    if row.state in OPEN and row.due < today():
        days = format_number((today() - row.due).days)
        return format_html("{} {}", drawn, badge(f"Quá hạn {days} ngày", "red"))
    return drawn


class OwnTable(tables.Table):
    """The reports of the acting unit."""

    form = tables.Column("Báo cáo", accessor="form__title", orderable=False, attrs={"td": {"class": "title"}})
    period = tables.Column("Kỳ", accessor="round__period", orderable=False)
    by = tables.Column("Nơi nhận", accessor="round__unit__short_name", orderable=False, attrs=WIDE)
    due = DayColumn("Hạn nộp", orderable=False, default="")
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Submission
        fields = ("form", "period", "by", "due", "state")

    def render_form(self, record: Submission) -> str:
        address = address_of("reports:report", record.pk)
        return format_html('<a href="{}">{}</a>', address, record.form.title)

    def render_period(self, record: Submission) -> str:
        return record.round.period_title

    def render_state(self, record: Submission) -> str:
        return state_badges(record)


class OwnFilters(filters.FilterSet):
    """Which of the own reports are shown."""

    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng",
        empty_label="Mọi tình trạng",
        choices=[("open", "Còn phải nộp"), *[(s.value, s.label) for s in State if s != State.EXEMPT]],
        method="by_state",
    )

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state__in=OPEN) if value == "open" else rows.filter(state=value)


class RoundTable(tables.Table):
    """Rounds."""

    form = tables.Column("Báo cáo", accessor="form__title", orderable=False, attrs={"td": {"class": "title"}})
    period = tables.Column("Kỳ", orderable=False)
    unit = tables.Column("Đơn vị yêu cầu", accessor="unit__short_name", orderable=False, attrs=WIDE)
    due = DayColumn("Hạn nộp", orderable=False)
    locked_at = tables.Column("Tình trạng", orderable=False, empty_values=())

    class Meta:
        model = Round
        fields = ("form", "period", "unit", "due", "locked_at")

    def render_form(self, record: Round) -> str:
        return format_html('<a href="{}">{}</a>', address_of("reports:round", record.pk), record.form.title)

    def render_period(self, record: Round) -> str:
        return record.period_title

    def render_locked_at(self, record: Round) -> str:
        return badge("Đã khóa", "green") if record.locked_at else badge("Đang thực hiện", "blue")


class ReportTable(tables.Table):
    """The reports of one round."""

    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs={"td": {"class": "title"}})
    numbers = NumberColumn("Ô đã ghi", orderable=False)
    submitted_at = tables.Column("Nộp lúc", orderable=False, attrs=WIDE, default="")
    due = DayColumn("Hạn nộp", orderable=False, attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Submission
        fields = ("unit", "numbers", "submitted_at", "due", "state")

    def render_unit(self, record: Submission) -> str:
        kind = "Tổng hợp" if record.consolidates else "Đơn vị cơ sở"
        address = address_of("reports:report", record.pk)
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary">{}</div>', address, record.unit.short_name, kind
        )

    def render_submitted_at(self, value: object) -> str:
        return moment(value)  # type: ignore[arg-type]

    def render_state(self, record: Submission) -> str:
        return state_badges(record)


class ReportFilters(filters.FilterSet):
    """Which reports of a round are shown."""

    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng",
        empty_label="Mọi tình trạng",
        choices=[("open", "Chưa nộp"), ("late", "Chưa nộp, quá hạn"), *[(s.value, s.label) for s in State]],
        method="by_state",
    )

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "late":
            return rows.filter(Q(state__in=OPEN) & Q(due__lt=today()))
        return rows.filter(state__in=OPEN) if value == "open" else rows.filter(state=value)
