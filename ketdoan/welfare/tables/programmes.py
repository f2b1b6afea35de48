"""Lists of programmes, and of who registered for one."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_date, format_number, local, today

from ..models import Programme, Registration
from ..rules import ProgrammeKind, SeatState

WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}
SEAT_TONES = {SeatState.HELD: "green", SeatState.GIVEN_UP: "grey", SeatState.CANCELLED: "red"}


def programme_badge(programme: Programme) -> SafeString:
    """Where a programme stands today."""
    if programme.ended_on is not None:
        return badge("Đã dừng", "grey")
    if programme.published_at is None:
        return badge("Bản nháp", "yellow")
    if programme.until < today():
        return badge("Đã kết thúc", "grey")
    if programme.registers and programme.opens_on and programme.opens_on <= today() <= (programme.closes_on or today()):
        return badge("Đang nhận đăng ký", "green")
    return badge("Đang đăng", "blue")


class ProgrammeTable(tables.Table):
    """Programmes by their days."""

    title = tables.Column("Tên", orderable=False, attrs={"td": {"class": "title"}})
    kind = tables.Column("Loại", orderable=False, attrs=WIDE)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs=WIDE)
    since = DayColumn("Từ ngày")
    until = DayColumn("Đến ngày", attrs=WIDE)
    places = tables.Column("Chỗ", empty_values=(), orderable=False)
    state = tables.Column("Tình trạng", accessor="pk", orderable=False)

    class Meta:
        model = Programme
        fields = ("title", "kind", "unit", "since", "until", "places", "state")

    def render_title(self, record: Programme) -> SafeString:
        return format_html('<a href="{}">{}</a>', address_of("welfare:programme", record.pk), record.title)

    def render_places(self, record: Programme) -> str:
        if not record.registers:
            return "không cần đăng ký"
        taken = format_number(getattr(record, "taken", 0))
        return f"{taken}/{format_number(record.places)}" if record.places else taken

    def render_state(self, record: Programme) -> SafeString:
        return programme_badge(record)


class ProgrammeFilters(filters.FilterSet):
    """Which programmes."""

    loai = filters.ChoiceFilter(label="Loại", choices=ProgrammeKind.choices, field_name="kind")
    con = filters.ChoiceFilter(label="Thời gian", choices=[("nay", "Chưa qua"), ("qua", "Đã qua")], method="by_day")

    class Meta:
        model = Programme
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Programme], name: str, value: str) -> QuerySet[Programme]:
        """Those that are not over, or are."""
        return rows.filter(until__gte=today()) if value == "nay" else rows.filter(until__lt=today())


class RegistrationTable(tables.Table):
    """Who registered."""

    person = tables.Column("Họ và tên", accessor="person__name", orderable=False, attrs={"td": {"class": "title"}})
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False)
    seats = tables.Column("Số chỗ", orderable=False)
    note = tables.Column("Lời nhắn", orderable=False, empty_values=())
    at = tables.Column("Đăng ký ngày", orderable=False, attrs=WIDE)
    proxy = tables.Column("Đăng ký thay", empty_values=(), orderable=False, attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)
    acts = tables.Column("", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        model = Registration
        fields = ("person", "unit", "seats", "note", "at", "proxy", "state", "acts")

    def render_note(self, record: Registration) -> str:
        return (record.note.text or "") if record.note else ""

    def render_at(self, record: Registration) -> str:
        return format_date(local(record.at).date())

    def render_proxy(self, record: Registration) -> str:
        return "có" if record.proxy_id else ""

    def render_state(self, record: Registration) -> SafeString:
        return badge(record.get_state_display(), SEAT_TONES[SeatState(record.state)])

    def value_state(self, record: Registration) -> str:
        return str(record.get_state_display())

    def render_acts(self, record: Registration) -> SafeString | str:
        if record.state != SeatState.HELD:
            return ""
        address = address_of("welfare:cancel", record.pk)
        return format_html('<a href="{}" aria-label="Hủy đăng ký của {}">Hủy</a>', address, record.person.name)


class RegistrationFilters(filters.FilterSet):
    """Which registrations."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=SeatState.choices, field_name="state")

    class Meta:
        model = Registration
        fields: list[str] = []
