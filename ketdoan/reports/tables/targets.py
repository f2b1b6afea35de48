"""The list of targets."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from ketdoan.core.acting import current_actor
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import today

from ..models import Target
from ..queries.targets import TargetState, states_of_targets
from ..rules.targets import Reached

TONES = {Reached.REACHED: "green", Reached.MISSED: "red", Reached.OPEN: "grey"}
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


class TargetTable(tables.Table):
    """Targets, how far they are, and until when they run."""

    name = tables.Column("Chỉ tiêu", orderable=False, attrs={"td": {"class": "title"}})
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs=WIDE)
    value = tables.Column("Mức", orderable=False)
    last = DayColumn("Đến ngày", orderable=False, attrs=WIDE)
    outcome = tables.Column("Kết quả", orderable=False, empty_values=())
    state = tables.Column("Đánh giá", orderable=False, empty_values=())

    class Meta:
        model = Target
        fields = ("name", "unit", "value", "last", "outcome", "state")

    @staticmethod
    def _state(record: Target) -> TargetState:
        found: TargetState | None = getattr(record, "_told", None)
        if found is None:
            (found,) = states_of_targets([record], today())
            record._told = found  # type: ignore[attr-defined] # noqa: SLF001 - asked for by three columns of a row
        return found

    def render_name(self, record: Target) -> str:
        if not current_actor().may("reports.target"):
            return format_html('{}<div class="text-secondary">{}</div>', record.name, record.source)
        address = reverse("reports:outcome", args=[record.pk])
        drawn = '<a href="{}">{}</a><div class="text-secondary">{}</div>'
        return format_html(drawn, address, record.name, record.source)

    def render_value(self, record: Target) -> str:
        return self._state(record).aim_text

    def render_outcome(self, record: Target) -> str:
        return self._state(record).outcome_text or "chưa có"

    def render_state(self, record: Target) -> str:
        told = self._state(record)
        return badge(told.words, TONES[told.reached])
