"""The list of unions with what they were graded as."""

from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import NumberColumn
from ketdoan.core.rules import current_rules
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_number, today

from ..models import Sheet
from ..queries.listing import directly_below
from ..rules.sheet import points_text
from ..rules.states import OPEN, State

TONES = {
    State.OWED: "grey",
    State.DRAFT: "blue",
    State.RETURNED: "red",
    State.SENT: "yellow",
    State.APPRAISED: "blue",
    State.DECIDED: "green",
    State.YOUNG: "grey",
    State.VOID: "grey",
}
RANK_TONES = {1: "green", 2: "blue", 3: "yellow", 4: "red"}
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}
WIDE_NUMBER = {"td": {"class": "n wide"}, "th": {"class": "n wide"}}


def state_badges(row: Sheet) -> SafeString:
    """Where a sheet stands, and by how many days it is late."""
    drawn = badge(row.get_state_display(), TONES[State(row.state)])
    if row.state in OPEN and row.due < today():
        late = badge(f"Quá hạn {format_number((today() - row.due).days)} ngày", "red")
        return format_html("{} {}", drawn, late)
    return drawn


def level_badge(row: Sheet, code: str) -> SafeString | str:
    """A level as a word on the ground of its rank; nothing for none."""
    level = next((one for one in row.score_sheet.levels if one.code == code), None)
    return badge(level.label, RANK_TONES.get(level.rank, "grey")) if level else ""


class PointsColumn(NumberColumn):
    """Points: 84,5."""

    def render(self, value: int | Decimal) -> str:
        return points_text(value)


class SheetTable(tables.Table):
    """Sheets by unit."""

    chosen = tables.Column("", accessor="pk", orderable=False, exclude_from_export=True)
    unit = tables.Column(
        "Công đoàn cơ sở", accessor="unit__short_name", orderable=False, attrs={"td": {"class": "title"}}
    )
    year = tables.Column("Năm", orderable=False, attrs=WIDE)
    own_points = PointsColumn("Tự chấm", orderable=False, default="", attrs=WIDE_NUMBER)
    points = PointsColumn("Thẩm định", orderable=False, default="", attrs=WIDE_NUMBER)
    level = tables.Column("Xếp loại", orderable=False, empty_values=(), attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Sheet
        fields = ("chosen", "unit", "year", "own_points", "points", "level", "state")

    def render_chosen(self, record: Sheet) -> str:
        waits = {State.SENT: "grading.appraise", State.APPRAISED: "grading.decide"}.get(State(record.state))
        actor = current_actor()
        if not waits or not actor.may(waits) or record.unit_id == actor.unit_id:
            return ""
        return format_html(
            '<input class="form-check-input" type="checkbox" name="phieu" value="{}" form="chosen" '
            'aria-label="Chọn {}">',
            record.pk,
            record.unit.short_name,
        )

    def render_unit(self, record: Sheet) -> str:
        address = address_of("grading:sheet", record.pk)
        told = self.render_level(record)
        return format_html(
            '<a href="{}">{}</a><div class="narrow">{}</div>', address, record.unit.short_name, told or ""
        )  # fmt: skip

    def value_unit(self, record: Sheet) -> str:
        return record.unit.name

    def render_level(self, record: Sheet) -> str:
        if record.decided_level:
            return level_badge(record, record.decided_level)
        told = record.level_label or record.own_label
        return format_html('<span class="text-secondary">{}</span>', f"Theo điểm: {told}") if told else ""

    def value_level(self, record: Sheet) -> str:
        return record.decided_label

    def render_state(self, record: Sheet) -> str:
        return state_badges(record)

    def value_state(self, record: Sheet) -> str:
        return record.get_state_display()


def level_choices() -> list[tuple[str, str]]:
    """The levels of both scales, the new one first."""
    found = [row for row in current_rules() if row.key == "grading.level"]
    found.sort(key=lambda row: (row.until is not None, row.value["rank"]))
    return list(dict.fromkeys((row.selector["grade"], row.value["label"]) for row in found))


class YearTable(SheetTable):
    """The same for one year."""

    class Meta(SheetTable.Meta):
        exclude = ("year",)


class SheetFilters(filters.FilterSet):
    """Which sheets are shown."""

    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng",
        empty_label="Mọi tình trạng",
        choices=[("open", "Chưa gửi"), ("late", "Chưa gửi, quá hạn"), *[(s.value, s.label) for s in State]],
        method="by_state",
    )
    muc = filters.ChoiceFilter(
        label="Xếp loại", empty_label="Mọi mức", choices=level_choices, field_name="decided_level"
    )
    truc_thuoc = filters.BooleanFilter(label="Trực thuộc đơn vị mình", method="by_place", widget=forms.CheckboxInput)

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "late":
            return rows.filter(Q(state__in=OPEN) & Q(due__lt=today()))
        return rows.filter(state__in=OPEN) if value == "open" else rows.filter(state=value)

    def by_place(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.filter(directly_below(current_actor())) if value else rows
