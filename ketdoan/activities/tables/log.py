"""The log as a list: columns and filters."""

from datetime import date
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import MoneyColumn, NumberColumn
from ketdoan.core.fields import DayField, RemoteChoiceField
from ketdoan.core.templatetags.ui import badge, icon
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Unit

from ..models import Activity
from ..queries.kinds import kind_choices, kind_label, money_source_label
from ..queries.log import recorders

PERIODS = [
    ("thang-nay", "Tháng này"),
    ("thang-truoc", "Tháng trước"),
    ("quy-nay", "Quý này"),
    ("nam-nay", "Năm nay"),
    ("nam-truoc", "Năm trước"),
]


class ActivityTable(tables.Table):
    """Lines of the log, the latest first."""

    on = tables.Column("Ngày")
    kind = tables.Column("Việc", orderable=False)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", order_by="unit__sort_key")
    people = NumberColumn("Người", default="")
    women = NumberColumn("Nữ", default="", orderable=False, visible=False)
    times = NumberColumn("Lượt", default="")
    money = MoneyColumn("Tiền", default="")
    money_from = tables.Column("Nguồn", default="", orderable=False, visible=False)
    by = tables.Column("Người ghi", default="", orderable=False)

    class Meta:
        model = Activity
        fields = ("on", "kind", "unit", "people", "women", "times", "money", "money_from", "by")
        order_by = "-on"
        attrs = {"class": "log-table"}

    def render_on(self, record: Activity) -> str:
        address = address_of("activities:log_line", record.fact)
        return format_html('<a href="{}">{}</a>', address, format_date(record.on))

    def value_on(self, record: Activity) -> date:
        return record.on

    def render_kind(self, record: Any) -> str:
        picture = (
            format_html(' {}<span class="visually-hidden">có ảnh</span>', icon("image", 16)) if record.pictured else ""
        )
        state = format_html(" {}", badge("Đã hủy", "grey")) if record.voided else ""
        said = ", ".join(filter(None, (record.text, record.place)))
        told = format_html('<div class="text-secondary">{}</div>', said) if said else ""
        return format_html("{}{}{}{}", kind_label(record.kind, record.on), picture, state, told)

    def value_kind(self, record: Activity) -> str:
        said = ", ".join(filter(None, (record.text, record.place)))
        return ": ".join(filter(None, (kind_label(record.kind, record.on), said)))

    def value_unit(self, record: Activity) -> str:
        return record.unit.name

    def value_money_from(self, record: Activity) -> str:
        return money_source_label(record.money_from, record.on)


class DayFilter(filters.Filter):
    """Days from one on, or up to one."""

    field_class = DayField


class UnitFilter(filters.Filter):
    """A unit of the scope, with all below it."""

    field_class = RemoteChoiceField


class ActivityFilters(filters.FilterSet):
    """Lines by kind, period, unit, and who recorded them."""

    viec = filters.ChoiceFilter(field_name="kind", label="Việc", choices=kind_choices)
    ky = filters.ChoiceFilter(label="Kỳ", choices=PERIODS, method="in_period")
    tu = DayFilter(field_name="on", lookup_expr="gte", label="Từ ngày")
    den = DayFilter(field_name="on", lookup_expr="lte", label="Đến ngày")
    don_vi = UnitFilter(
        label="Đơn vị",
        method="under",
        rows=Unit.objects.order_by("sort_key"),
        url=reverse_lazy("units:suggest"),
        text=lambda unit: f"{unit.short_name} ({unit.code})",
    )
    nguoi = filters.ChoiceFilter(field_name="recorded_by", label="Người ghi", choices=recorders)
    da_huy = filters.BooleanFilter(label="Chỉ dòng đã hủy", method="all_alike", widget=forms.CheckboxInput)

    class Meta:
        model = Activity
        fields: list[str] = []

    def in_period(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Lines of a month, a quarter or a year."""
        since, until = period(value, today())
        return queryset.filter(on__gte=since, on__lt=until)

    def under(self, queryset: QuerySet, name: str, value: Unit) -> QuerySet:
        """Lines of a unit and of all that hang under it today."""
        return queryset.filter(unit__path__startswith=value.path)

    def all_alike(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Voided lines alone, which are left out otherwise."""
        return queryset.filter(voided=bool(value))


def period(name: str, day: date) -> tuple[date, date]:
    """The days [since, until) of a period seen from a day."""
    month = day.replace(day=1)
    quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return {
        "thang-nay": (month, _months_on(month, 1)),
        "thang-truoc": (_months_on(month, -1), month),
        "quy-nay": (quarter, _months_on(quarter, 3)),
        "nam-nay": (date(day.year, 1, 1), date(day.year + 1, 1, 1)),
        "nam-truoc": (date(day.year - 1, 1, 1), date(day.year, 1, 1)),
    }[name]


def _months_on(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
