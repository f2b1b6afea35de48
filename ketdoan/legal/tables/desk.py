"""The list of cases of a legal desk. It tells no word of what stands in them."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_number, today

from ..models import Case
from ..queries.desk import late
from ..rules.desk import CaseState

TONES = {
    CaseState.OPEN: "yellow",
    CaseState.ASKED: "blue",
    CaseState.ANSWERED: "green",
    CaseState.CLOSED: "grey",
    CaseState.WITHDRAWN: "grey",
}
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


def case_badges(case: Case) -> SafeString:
    """Where a case stands, and by how many days it is late."""
    drawn = badge(case.get_state_display(), TONES[CaseState(case.state)])
    if not late(case):
        return drawn
    return format_html("{} {}", drawn, badge(f"Quá hạn {format_number((today() - case.due).days)} ngày", "red"))


class CaseTable(tables.Table):
    """Cases by number."""

    number = tables.Column("Câu hỏi", accessor="pk", attrs={"td": {"class": "title"}})
    unit = tables.Column("Đơn vị người hỏi", accessor="unit__short_name", orderable=False)
    asked_on = DayColumn("Ngày hỏi", attrs=WIDE)
    due = DayColumn("Hạn trả lời")
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Case
        fields = ("number", "unit", "asked_on", "due", "state")

    def render_number(self, record: Case) -> SafeString:
        return format_html('<a href="{}">Số {}</a>', address_of("legal:case", record.pk), record.pk)

    def value_number(self, record: Case) -> int:
        return record.pk

    def render_state(self, record: Case) -> SafeString:
        return case_badges(record)

    def value_state(self, record: Case) -> str:
        return str(record.get_state_display())


class CaseFilters(filters.FilterSet):
    """Which cases."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=CaseState.choices, field_name="state")
    han = filters.ChoiceFilter(label="Hạn", choices=[("qua", "Đã quá hạn")], method="by_due")

    class Meta:
        model = Case
        fields: list[str] = []

    def by_due(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """Those that are late."""
        return rows.filter(state=CaseState.OPEN, due__lt=today())
