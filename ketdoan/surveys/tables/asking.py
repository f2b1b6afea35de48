"""The list of surveys."""

import django_filters as filters
import django_tables2 as tables
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn, NumberColumn
from ketdoan.core.templatetags.ui import badge

from ..models import Survey
from ..rules.states import SurveyKind, SurveyState

TONES = {
    SurveyState.DRAFT: "grey",
    SurveyState.OPEN: "blue",
    SurveyState.CLOSED: "green",
    SurveyState.WITHDRAWN: "red",
}


class SurveyTable(tables.Table):
    """Surveys of the own unit and those below."""

    title = tables.Column("Khảo sát", orderable=False)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False)
    closes_on = DayColumn("Đến hết ngày", orderable=False)
    asked = NumberColumn("Được hỏi", orderable=False, default="")
    answered = NumberColumn("Đã trả lời", orderable=False)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Survey
        fields = ("title", "unit", "closes_on", "asked", "answered", "state")

    def render_title(self, record: Survey) -> str:
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary">{}</div>',
            address_of("surveys:survey", record.pk),
            record.title,
            SurveyKind(record.kind).label,
        )

    def render_state(self, record: Survey) -> str:
        return badge(record.get_state_display(), TONES[SurveyState(record.state)])


class SurveyFilters(filters.FilterSet):
    """By kind and state."""

    loai = filters.ChoiceFilter(field_name="kind", label="Loại", choices=SurveyKind.choices)
    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", choices=SurveyState.choices)

    class Meta:
        model = Survey
        fields: list[str] = []
