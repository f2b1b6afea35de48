"""The lists of members that are graded."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html

from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn, NumberColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_number
from ketdoan.members.models import Spell

from ..models import MemberList
from ..rules.states import ListState
from .sheets import RANK_TONES, WIDE, WIDE_NUMBER

#: The ranks of the levels of members, by which they are coloured.
RANKS = {"excellent": 1, "good": 2, "completed": 3, "failed": 4}


class ListTable(tables.Table):
    """Lists by union, with how many members have which level."""

    unit = tables.Column(
        "Công đoàn cơ sở", accessor="unit__short_name", orderable=False, attrs={"td": {"class": "title"}}
    )
    year = tables.Column("Năm", orderable=False)
    day = DayColumn("Có tên ngày", orderable=False, attrs=WIDE)
    excellent = NumberColumn("Xuất sắc", orderable=False, attrs=WIDE_NUMBER)
    good = NumberColumn("Tốt", orderable=False, attrs=WIDE_NUMBER)
    completed = NumberColumn("Hoàn thành", orderable=False, attrs=WIDE_NUMBER)
    failed = NumberColumn("Không hoàn thành", orderable=False, attrs=WIDE_NUMBER)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = MemberList
        fields = ("unit", "year", "day", "excellent", "good", "completed", "failed", "state")

    def render_unit(self, record: Any) -> str:
        address = address_of("grading:roll", record.pk)
        graded = sum(getattr(record, code) for code in RANKS)
        return format_html(
            '<a href="{}">{}</a><div class="narrow text-secondary">{} người, {} xuất sắc</div>',
            address, record.unit.short_name, format_number(graded), format_number(record.excellent),
        )  # fmt: skip

    def value_unit(self, record: MemberList) -> str:
        return record.unit.name

    def render_year(self, value: int) -> str:
        return str(value)

    def render_state(self, record: MemberList) -> str:
        return badge(record.get_state_display(), "green" if record.state == ListState.DONE else "blue")

    def value_state(self, record: MemberList) -> str:
        return record.get_state_display()


class ListFilters(filters.FilterSet):
    """Which lists are shown."""

    nam = filters.ChoiceFilter(label="Năm", empty_label="Mọi năm", field_name="year")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = MemberList.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["nam"].extra["choices"] = [(str(year), str(year)) for year in years]


class RollTable(tables.Table):
    """Members of a list."""

    chosen = tables.Column("", accessor="person_id", orderable=False, exclude_from_export=True)
    name = tables.Column("Họ và tên", accessor="person__name", orderable=False, attrs={"td": {"class": "title"}})
    unit = tables.Column("Tổ, bộ phận", accessor="unit__short_name", orderable=False, attrs=WIDE)
    level = tables.Column("Xếp loại", orderable=False, empty_values=())

    class Meta:
        model = Spell
        fields = ("chosen", "name", "unit", "level")

    def render_chosen(self, record: Spell) -> str:
        return format_html(
            '<input class="form-check-input" type="checkbox" name="nguoi" value="{}" form="chosen" '
            'aria-label="Chọn {}">',
            record.person_id,
            record.person.name,
        )

    def render_name(self, record: Spell) -> str:
        address = address_of("members:member", record.person_id)
        return format_html('<a href="{}">{}</a>', address, record.person.name)

    def value_name(self, record: Spell) -> str:
        return record.person.name

    def render_level(self, record: Any) -> str:
        return badge(record.label, RANK_TONES.get(RANKS.get(record.level, 0), "grey")) if record.label else ""

    def value_level(self, record: Any) -> str:
        return record.label or ""


class ReadTable(RollTable):
    """The same without boxes: of a list that is closed, or of another union."""

    class Meta(RollTable.Meta):
        exclude = ("chosen",)


class RollFilters(filters.FilterSet):
    """Which members of a list are shown."""

    muc = filters.ChoiceFilter(label="Xếp loại", empty_label="Mọi mức", method="by_level")

    def __init__(self, *args: Any, members: MemberList, **options: Any) -> None:
        super().__init__(*args, **options)
        levels = [(one["code"], one["label"]) for one in members.levels]
        self.filters["muc"].extra["choices"] = [("none", "Chưa xếp loại"), *levels]

    def by_level(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(level=None) if value == "none" else rows.filter(level=value)
