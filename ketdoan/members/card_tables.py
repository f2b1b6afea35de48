"""The list of cards: its columns and filters."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import today
from ketdoan.units.models import Unit

from .models import Card
from .models.cards import HELD_BY_LEAVER, HELD_BY_MEMBER
from .queries.cards import state_of
from .tables import WIDE, UnitFilter

IN_USE, TO_COLLECT, ENDED = "dang-dung", "chua-thu", "het"


class CardTable(tables.Table):
    """Cards, the latest issued first."""

    number = tables.Column("Số thẻ", orderable=False)
    name = tables.Column("Họ và tên", accessor="person__name", orderable=False)
    unit = tables.Column("Đơn vị", accessor="person__member__unit__short_name", orderable=False, attrs=WIDE)
    issued_on = DayColumn("Ngày cấp", orderable=False, attrs=WIDE)
    until = DayColumn("Đến hết ngày", orderable=False, attrs=WIDE)
    state = tables.Column("Tình trạng", accessor="pk", orderable=False)

    class Meta:
        model = Card
        fields = ("number", "name", "unit", "issued_on", "until", "state")
        order_by = "-pk"

    def render_name(self, record: Card) -> str:
        return format_html('<a href="{}">{}</a>', address_of("members:member", record.person_id), record.person.name)

    def value_name(self, record: Card) -> str:
        return record.person.name

    def render_state(self, record: Card) -> str:
        state = state_of(record, today(), record.person.member)
        return format_html("{} {}", badge(state.label, state.tone), state.why)

    def value_state(self, record: Card) -> str:
        state = state_of(record, today(), record.person.member)
        return f"{state.label}: {state.why}" if state.why else state.label


class CardFilters(filters.FilterSet):
    """Cards by unit of the holder and by how they stand."""

    don_vi = UnitFilter(
        rows=Unit.objects.order_by("sort_key"),
        url=reverse_lazy("units:suggest"),
        text=lambda unit: f"{unit.short_name} ({unit.code})",
        code="code",
        label="Đơn vị",
        method="of_unit",
    )
    the = filters.ChoiceFilter(
        label="Tình trạng",
        choices=[(IN_USE, "Đang dùng"), (TO_COLLECT, "Chưa thu của người đã thôi"), (ENDED, "Hết hiệu lực")],
        method="standing",
    )

    class Meta:
        model = Card
        fields: list[str] = []

    def of_unit(self, rows: QuerySet[Card], name: str, unit: Any) -> QuerySet[Card]:
        """Cards of those who belong to a unit or one below it."""
        path = "person__member__unit__path"
        return rows.filter(**{f"{path}__gte": unit.path, f"{path}__lt": unit.path + "~"})

    def standing(self, rows: QuerySet[Card], name: str, value: str) -> QuerySet[Card]:
        """Cards that stand in one way today."""
        if value == TO_COLLECT:
            return rows.filter(HELD_BY_LEAVER)
        over = Q(ended_on__isnull=False) | Q(until__lt=today())
        return rows.filter(over) if value == ENDED else rows.filter(HELD_BY_MEMBER).exclude(over)
