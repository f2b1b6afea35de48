"""Lists of cases. They tell no word of what stands in them, nor whose they are."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_number, today

from ..models import AidCase
from ..queries.cases import late
from ..rules import CaseState

TONES = {
    CaseState.OPEN: "yellow",
    CaseState.ASKED: "grey",
    CaseState.DECIDED: "blue",
    CaseState.DONE: "green",
    CaseState.REFUSED: "red",
    CaseState.WITHDRAWN: "grey",
}
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


def case_badges(case: AidCase) -> SafeString:
    """Where a case stands, and by how many days it is late."""
    drawn = badge(case.get_state_display(), TONES[CaseState(case.state)])
    if not late(case):
        return drawn
    return format_html("{} {}", drawn, badge(f"Quá hạn {format_number((today() - case.due).days)} ngày", "red"))


class CaseTable(tables.Table):
    """Cases by number."""

    number = tables.Column("Đề nghị", accessor="pk", attrs={"td": {"class": "title"}})
    unit = tables.Column("Nơi sinh hoạt", accessor="unit__short_name", orderable=False)
    asked_on = DayColumn("Ngày gửi", attrs=WIDE)
    due = DayColumn("Hạn xét")
    state = tables.Column("Tình trạng", orderable=False)

    address = "welfare:case"

    class Meta:
        model = AidCase
        fields = ("number", "unit", "asked_on", "due", "state")

    def render_number(self, record: AidCase) -> SafeString:
        return format_html('<a href="{}">Số {}</a>', address_of(self.address, record.pk), record.pk)

    def render_state(self, record: AidCase) -> SafeString:
        return case_badges(record)


class HandedTable(CaseTable):
    """Cases that were handed in for others, with whom they are for: whoever handed them in knows."""

    person = tables.Column("Đoàn viên", accessor="person__name", orderable=False, default="")

    address = "welfare:handed_case"

    class Meta:
        model = AidCase
        fields = ("number", "person", "asked_on", "due", "state")
        exclude = ("unit",)


class CaseFilters(filters.FilterSet):
    """Which cases."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=CaseState.choices, field_name="state")
    han = filters.ChoiceFilter(label="Hạn", choices=[("qua", "Đã quá hạn")], method="by_due")

    class Meta:
        model = AidCase
        fields: list[str] = []

    def by_due(self, rows: QuerySet[AidCase], name: str, value: str) -> QuerySet[AidCase]:
        """Those that are late."""
        return rows.filter(state=CaseState.OPEN, due__lt=today())
