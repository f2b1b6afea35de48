"""The register as a list: columns, and the filters beside them."""

from datetime import date
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html

from ketdoan.core.columns import DayColumn
from ketdoan.core.fields import RemoteChoiceField
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_date
from ketdoan.units.models import Person, Unit

from .models import Member, Spell
from .models.members import LEFT, STATES
from .rules import Standing

TONES = {
    Standing.MEMBER.value: "green",
    Standing.SUSPENDED.value: "yellow",
    Standing.HONORARY.value: "blue",
    LEFT: "grey",
}


def state_badge(state: str) -> str:
    """How a member stands, as a word on its ground."""
    return badge(dict(STATES)[state], TONES[state])


#: Columns that a phone has no room for.
WIDE = {"td": {"class": "d-none d-md-table-cell"}, "th": {"class": "d-none d-md-table-cell"}}


class MemberTable(tables.Table):
    """Members of the scope, by given name."""

    chosen = tables.Column("", accessor="pk", orderable=False, exclude_from_export=True)
    name = tables.Column("Họ và tên", accessor="person__name", order_by="sort_key")
    birth = tables.Column("Sinh", accessor="birth_date", orderable=False, empty_values=())
    sex = tables.Column("Giới tính", orderable=False, default="", attrs=WIDE)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs=WIDE)
    joined_on = DayColumn("Vào công đoàn", orderable=False, attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Member
        fields = ("chosen", "name", "birth", "sex", "unit", "joined_on", "state")
        order_by = "name"

    def render_chosen(self, record: Member) -> str:
        return format_html(
            '<input class="form-check-input" type="checkbox" name="nguoi" value="{}" form="chosen" '
            'aria-label="Chọn {}">',
            record.pk,
            record.person.name,
        )

    def render_name(self, record: Member) -> str:
        return format_html(
            '<a href="{}">{}</a><div class="d-md-none text-secondary">{}</div>',
            reverse("members:member", args=[record.pk]),
            record.person.name,
            record.unit.short_name,
        )

    def value_name(self, record: Member) -> str:
        return record.person.name

    def render_birth(self, record: Member) -> str:
        if record.birth_date:
            return format_date(record.birth_date)
        return str(record.birth_year or "")

    def value_birth(self, record: Member) -> date | int | None:
        return record.birth_date or record.birth_year

    def render_unit(self, record: Member) -> str:
        address = reverse("members:unit", args=[record.unit.code])
        return format_html('<a href="{}">{}</a>', address, record.unit.short_name)

    def value_unit(self, record: Member) -> str:
        return record.unit.name

    def render_state(self, record: Member) -> str:
        return state_badge(record.state)

    def value_state(self, record: Member) -> str:
        return record.get_state_display()


class SpellTable(tables.Table):
    """People behind a figure: where they were then, from when to when."""

    name = tables.Column("Họ và tên", accessor="person__name", order_by="person__sort_key")
    unit = tables.Column("Đơn vị khi đó", accessor="unit__short_name", order_by="unit__sort_key")
    since = DayColumn("Từ ngày")
    until = DayColumn("Đến ngày", default="")

    class Meta:
        model = Spell
        fields = ("name", "unit", "since", "until")
        order_by = "name"

    def render_name(self, record: Spell) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("members:member", args=[record.person_id]), record.person.name
        )

    def value_name(self, record: Spell) -> str:
        return record.person.name


class UnitFilter(filters.Filter):
    """Members of a unit and all below it, found as one types."""

    field_class = RemoteChoiceField

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        """Rows of the chosen unit's subtree."""
        return qs.filter(unit__path__gte=value.path, unit__path__lt=value.path + "~") if value else qs


class MemberFilters(filters.FilterSet):
    """Members by unit, state and sex; without a choice of state those who left are left out."""

    don_vi = UnitFilter(
        rows=Unit.objects.order_by("sort_key"),
        url=reverse_lazy("units:suggest"),
        text=lambda unit: f"{unit.short_name} ({unit.code})",
        code="code",
        label="Đơn vị",
    )
    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", choices=STATES)
    gioi = filters.ChoiceFilter(field_name="sex", label="Giới tính", choices=Person._meta.get_field("sex").choices)

    class Meta:
        model = Member
        fields: list[str] = []
