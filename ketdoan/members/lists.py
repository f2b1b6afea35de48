"""Applications and transfers as lists: columns, and the filters beside them."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.html import format_html

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge

from .models import Application, TransferRequest
from .queries.applications import name_of
from .states import ApplicationState, TransferState

APPLICATION_TONES = {
    ApplicationState.RECEIVED: "yellow",
    ApplicationState.PROPOSED: "blue",
    ApplicationState.ADMITTED: "green",
    ApplicationState.REFUSED: "red",
    ApplicationState.WITHDRAWN: "grey",
    ApplicationState.LAPSED: "grey",
}
TRANSFER_TONES = {
    TransferState.ASKED: "yellow",
    TransferState.HANGING: "red",
    TransferState.ACCEPTED: "green",
    TransferState.REFUSED: "red",
    TransferState.WITHDRAWN: "grey",
    TransferState.LAPSED: "grey",
}


def application_badge(state: str) -> str:
    """How an application stands."""
    one = ApplicationState(state)
    return badge(one.label, APPLICATION_TONES[one])


def transfer_badge(state: str) -> str:
    """How a request stands."""
    one = TransferState(state)
    return badge(one.label, TRANSFER_TONES[one])


class ApplicationTable(tables.Table):
    """Applications of the scope, the latest first."""

    chosen = tables.Column("", accessor="pk", orderable=False)
    name = tables.Column("Người nộp đơn", accessor="pk", orderable=False)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False)
    form = tables.Column("Mẫu đơn", orderable=False)
    received_on = DayColumn("Ngày nhận", orderable=False)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Application
        fields = ("chosen", "name", "unit", "form", "received_on", "state")

    def render_chosen(self, record: Application) -> str:
        if record.state != ApplicationState.RECEIVED:
            return ""
        return format_html(
            '<input class="form-check-input" type="checkbox" name="don" value="{}" form="chosen" aria-label="Chọn {}">',
            record.pk,
            name_of(record),
        )

    def render_name(self, record: Application) -> str:
        return format_html('<a href="{}">{}</a>', address_of("members:application", record.pk), name_of(record))

    def render_form(self, record: Application) -> str:
        return "5b, tập thể" if record.form == "collective" else "5a, cá nhân"

    def render_state(self, record: Application) -> str:
        return application_badge(record.state)


class ApplicationFilters(filters.FilterSet):
    """Applications by their state and form."""

    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", choices=ApplicationState.choices)

    class Meta:
        model = Application
        fields: list[str] = []


class TransferTable(tables.Table):
    """Requests that one of both sides sees, the latest first."""

    name = tables.Column("Đoàn viên", accessor="person__name", orderable=False)
    unit_from = tables.Column("Nơi đi", accessor="unit_from__short_name", orderable=False)
    unit_to = tables.Column("Nơi đến", accessor="unit_to__short_name", orderable=False)
    side = tables.Column("Bên đề nghị", orderable=False)
    due = DayColumn("Hạn trả lời", orderable=False)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = TransferRequest
        fields = ("name", "unit_from", "unit_to", "side", "due", "state")

    def render_name(self, record: TransferRequest) -> str:
        return format_html('<a href="{}">{}</a>', address_of("members:transfer", record.pk), record.person.name)

    def render_state(self, record: TransferRequest) -> str:
        return transfer_badge(record.state)

    def value_state(self, record: TransferRequest) -> str:
        return record.get_state_display()


class TransferFilters(filters.FilterSet):
    """Requests by their state, and by whether the own unit is to answer."""

    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", choices=TransferState.choices)
    chieu = filters.ChoiceFilter(
        label="Chiều", choices=[("den", "Chuyển đến đơn vị"), ("di", "Chuyển đi")], method="of_direction"
    )

    class Meta:
        model = TransferRequest
        fields: list[str] = []

    def of_direction(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those that come into the scope from outside or go out of it; of moves inside it both."""
        actor = current_actor()
        path = "territory_path" if actor.scope.tree == "territory" else "path"
        side = "unit_to" if value == "den" else "unit_from"
        inside = {f"{side}__{path}__gte": actor.scope.path, f"{side}__{path}__lt": actor.scope.path + "~"}
        return rows.filter(Q(**inside))
