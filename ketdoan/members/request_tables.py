"""Lists of what members ask of their own data. They tell no value."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_number, today

from .models import CorrectionRequest, ErasureRequest
from .states import CorrectionField, ErasureState, RequestState
from .tables import WIDE

TONES = {"waiting": "yellow", "accepted": "green", "done": "green", "refused": "red", "withdrawn": "grey"}


def request_badges(request: Any) -> SafeString:
    """Where a request stands, and by how many days it is late."""
    drawn = badge(request.get_state_display(), TONES[request.state])
    late = (today() - request.due).days
    if request.state != RequestState.WAITING or late <= 0:
        return drawn
    return format_html("{} {}", drawn, badge(f"Quá hạn {format_number(late)} ngày", "red"))


class _RequestTable(tables.Table):
    number = tables.Column("Đề nghị", accessor="pk", attrs={"td": {"class": "title"}})
    person = tables.Column("Đoàn viên", accessor="person__name", orderable=False)
    asked_on = DayColumn("Ngày đề nghị", attrs=WIDE)
    due = DayColumn("Hạn")
    state = tables.Column("Tình trạng", orderable=False)

    address = ""

    def render_number(self, record: Any) -> SafeString:
        return format_html('<a href="{}">Số {}</a>', address_of(self.address, record.pk), record.pk)

    def render_state(self, record: Any) -> SafeString:
        return request_badges(record)


class CorrectionTable(_RequestTable):
    """Proposals by number."""

    field = tables.Column("Nội dung", orderable=False)

    address = "members:correction"

    class Meta:
        model = CorrectionRequest
        fields = ("number", "person", "field", "asked_on", "due", "state")


class ErasureTable(_RequestTable):
    """Requests to be erased, by number."""

    address = "members:erasure"

    class Meta:
        model = ErasureRequest
        fields = ("number", "person", "asked_on", "due", "state")


def _late(rows: QuerySet, name: str, value: str) -> QuerySet:
    return rows.filter(state=RequestState.WAITING, due__lt=today())


class CorrectionFilters(filters.FilterSet):
    """Which proposals."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=RequestState.choices, field_name="state")
    noi_dung = filters.ChoiceFilter(label="Nội dung", choices=CorrectionField.choices, field_name="field")
    han = filters.ChoiceFilter(label="Hạn", choices=[("qua", "Đã quá hạn")], method=_late)

    class Meta:
        model = CorrectionRequest
        fields: list[str] = []


class ErasureFilters(filters.FilterSet):
    """Which requests."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=ErasureState.choices, field_name="state")

    class Meta:
        model = ErasureRequest
        fields: list[str] = []
