"""The list of those who registered."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.templatetags.ui import badge, moment
from ketdoan.units.queries.inside import full_place

from ..models import Registration
from ..rules.states import LIVE, Standing

TONES = {Standing.PLACED: "green", Standing.WAITING: "yellow", Standing.CANCELLED: "grey", Standing.REMOVED: "red"}


class RegistrationTable(tables.Table):
    """Registrations of one article, by what they are for."""

    name = tables.Column("Họ và tên", accessor="person__name", orderable=False)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False)
    place = tables.Column("Nội dung", accessor="place__label", orderable=False)
    standing = tables.Column("Tình trạng", orderable=False)
    answer = tables.Column("Trả lời thêm", orderable=False, default="")
    at = tables.Column("Đăng ký lúc", orderable=False)
    acts = tables.Column("", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = Registration
        fields = ("name", "unit", "place", "standing", "answer", "at", "acts")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._places: dict[int, str] = {}

    def render_unit(self, record: Registration) -> str:
        """The unit with the union that it is part of: many have a "Tổ số 1"."""
        if record.unit_id not in self._places:
            self._places[record.unit_id] = full_place(record.unit)
        return self._places[record.unit_id]

    def render_standing(self, record: Registration) -> str:
        drawn = badge(record.get_standing_display(), TONES[Standing(record.standing)])
        entered = badge("Ghi thay", "blue") if record.by_official else ""
        reason = format_html('<div class="text-secondary">{}</div>', record.reason) if record.reason else ""
        return format_html("{} {}{}", drawn, entered, reason)

    def value_standing(self, record: Registration) -> str:
        return str(record.get_standing_display())

    def render_at(self, record: Registration) -> str:
        return moment(record.at)

    def value_at(self, record: Registration) -> object:
        return record.at

    def render_acts(self, record: Registration) -> str:
        if record.standing not in LIVE:
            return ""
        address = address_of("news:remove", record.pk)
        return format_html('<a class="btn btn-sm" href="{}">Không nhận</a>', address)


class RegistrationFilters(filters.FilterSet):
    """Registrations by where they stand."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=Standing.choices, field_name="standing")

    class Meta:
        model = Registration
        fields: list[str] = []
