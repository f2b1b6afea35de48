"""Work programmes and their items as lists: columns and filters."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn, NumberColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import today

from ..models import Programme, ProgrammeItem
from ..queries.programme import late, owner_label

LATE = "late"
TONES = {"planned": "grey", "doing": "blue", "done": "green", "dropped": "grey"}


def state_badge(item: ProgrammeItem) -> str:
    """The state of an item; one that is open after its last day is late."""
    if item.state in ProgrammeItem.OPEN and item.due < today():
        return badge("Quá hạn", "red")
    return badge(item.get_state_display(), TONES[item.state])


class ProgrammeTable(tables.Table):
    """Programmes of the scope."""

    title = tables.Column("Chương trình", orderable=False)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", order_by="unit__sort_key")
    begins = DayColumn("Từ ngày")
    ends = DayColumn("Đến hết ngày", orderable=False)
    number = NumberColumn("Số việc", orderable=False)
    done = NumberColumn("Đã xong", orderable=False)
    overdue = NumberColumn("Quá hạn", orderable=False)

    class Meta:
        model = Programme
        fields = ("title", "unit", "begins", "ends", "number", "done", "overdue")
        order_by = "-begins"

    def render_title(self, record: Programme) -> str:
        return format_html('<a href="{}">{}</a>', address_of("activities:programme", record.pk), record.title)

    def value_title(self, record: Programme) -> str:
        return record.title


class ProgrammeFilters(filters.FilterSet):
    """Programmes by kind and year."""

    loai = filters.ChoiceFilter(field_name="kind", label="Loại", choices=Programme.KINDS)
    nam = filters.ChoiceFilter(
        label="Năm", choices=lambda: [(str(y), str(y)) for y in range(today().year + 1, today().year - 6, -1)],
        method="in_year",
    )  # fmt: skip

    class Meta:
        model = Programme
        fields: list[str] = []

    def in_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Programmes that hold in a year."""
        return queryset.filter(begins__year__lte=int(value), ends__year__gte=int(value))


class ItemTable(tables.Table):
    """Items of the programmes of the scope."""

    due = DayColumn("Hạn")
    what = tables.Column("Việc", orderable=False)
    owner = tables.Column("Phụ trách", orderable=False, empty_values=())
    unit = tables.Column("Đơn vị", accessor="programme__unit__short_name", order_by="programme__unit__sort_key")
    programme = tables.Column("Chương trình", accessor="programme__title", orderable=False, visible=False)
    measure = tables.Column("Tiêu chí hoàn thành", default="", orderable=False, visible=False)
    state = tables.Column("Tình trạng", orderable=False)
    result = tables.Column("Kết quả", default="", orderable=False)

    class Meta:
        model = ProgrammeItem
        fields = ("due", "what", "owner", "unit", "programme", "measure", "state", "result")
        order_by = "due"

    def render_what(self, record: ProgrammeItem) -> str:
        address = address_of("activities:programme", record.programme_id)
        return format_html('<a href="{}#viec-{}">{}</a>', address, record.pk, record.what)

    def value_what(self, record: ProgrammeItem) -> str:
        return record.what

    def render_owner(self, record: Any) -> str:
        return owner_label(record)

    def render_state(self, record: ProgrammeItem) -> str:
        return state_badge(record)


def _latest_programmes(request: HttpRequest) -> QuerySet:
    """Programmes to choose from: the latest that the scope shows."""
    latest = Programme.objects.order_by("-begins", "-pk").values("pk")[:50]
    return Programme.objects.filter(pk__in=latest)


class ItemFilters(filters.FilterSet):
    """Items by programme and by how they stand."""

    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng", choices=[(LATE, "Quá hạn"), *ProgrammeItem.STATES], method="by_state"
    )
    chuong_trinh = filters.ModelChoiceFilter(field_name="programme", label="Chương trình", queryset=_latest_programmes)

    class Meta:
        model = ProgrammeItem
        fields: list[str] = []

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Items in a state; "late" takes those that are open after their last day."""
        return queryset.filter(late(today())) if value == LATE else queryset.filter(state=value)
