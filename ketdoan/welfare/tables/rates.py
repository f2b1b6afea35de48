"""The table of rates as a list."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.viet import format_date, format_money, today

from ..models import Rate
from ..queries.rates import kinds


class RateTable(tables.Table):
    """Rates by kind of event."""

    kind = tables.Column("Việc", orderable=False)
    title = tables.Column("Mức chi cho", orderable=False, attrs={"td": {"class": "title"}})
    most = tables.Column("Tối đa", orderable=False, attrs={"td": {"class": "n"}, "th": {"class": "n"}})
    days = tables.Column("Hiệu lực", accessor="valid", orderable=False)
    source = tables.Column("Theo quy chế", orderable=False)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False)
    acts = tables.Column("", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        model = Rate
        fields = ("kind", "title", "most", "days", "source", "unit", "acts")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kinds = kinds()

    def render_kind(self, value: str) -> str:
        return self._kinds.get(value, value)

    def render_most(self, value: int) -> str:
        return format_money(value)

    def value_most(self, value: int) -> int:
        return value

    def render_days(self, record: Rate) -> str:
        until = f" đến trước {format_date(record.until)}" if record.until else ""
        return f"từ {format_date(record.since)}{until}"

    def render_acts(self, record: Rate) -> SafeString | str:
        if record.unit_id != current_actor().unit_id or (record.until and record.until <= today()):
            return ""
        change, end = (address_of(f"welfare:{name}", record.pk) for name in ("change_rate", "end_rate"))
        return format_html(
            '<a href="{}" aria-label="Đổi mức: {}">Đổi mức</a> · <a href="{}" aria-label="Kết thúc: {}">Kết thúc</a>',
            change, record.title, end, record.title,
        )  # fmt: skip


class RateFilters(filters.FilterSet):
    """Which rates."""

    viec = filters.ChoiceFilter(label="Việc", field_name="kind", choices=lambda: list(kinds().items()))
    hieu_luc = filters.ChoiceFilter(
        label="Hiệu lực", choices=[("nay", "Đang có hiệu lực"), ("het", "Đã hết hiệu lực")], method="by_day"
    )

    class Meta:
        model = Rate
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Rate], name: str, value: str) -> QuerySet[Rate]:
        """Those that hold today, or no longer."""
        return rows.filter(valid__contains=today()) if value == "nay" else rows.filter(valid__endswith__lte=today())
