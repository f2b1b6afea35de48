"""The list of targets."""

from functools import cached_property
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import today

from ..models import Target
from ..models.targets import TIERS
from ..queries.cascade import in_force
from ..queries.targets import TargetState, aim_text, percent_text, states_of_targets

WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}
#: So many resolutions are offered to choose from, the last ones first.
SOURCES = 50


class TargetTable(tables.Table):
    """Targets, how far they are, and until when they run."""

    name = tables.Column("Chỉ tiêu", orderable=False, attrs={"td": {"class": "title"}})
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs=WIDE)
    value = tables.Column("Mức", orderable=False)
    last = DayColumn("Đến ngày", orderable=False, attrs=WIDE)
    outcome = tables.Column("Kết quả", orderable=False, empty_values=())
    elapsed = tables.Column("Thời gian", orderable=False, empty_values=(), attrs=WIDE)
    state = tables.Column("Đánh giá", orderable=False, empty_values=(), attrs={"td": {"class": "target-state"}})

    class Meta:
        model = Target
        fields = ("name", "unit", "value", "last", "outcome", "elapsed", "state")

    @cached_property
    def _states(self) -> dict[int, TargetState]:
        """Of all rows of the page, told together."""
        return {one.target.pk: one for one in states_of_targets(list(self.data.data), today())}

    def render_name(self, record: Target) -> str:
        drawn = '<a href="{}">{}</a><div class="text-secondary">{}</div>'
        return format_html(drawn, address_of("reports:target", record.pk), record.name, record.source)

    def render_value(self, record: Target) -> str:
        return aim_text(record)

    def render_outcome(self, record: Target) -> str:
        told = self._states[record.pk]
        text = told.outcome_text or "chưa có"
        if told.done is None or not told.least:
            return text
        return format_html('{}<div class="text-secondary">{} mức</div>', text, percent_text(told.done))

    def render_elapsed(self, record: Target) -> str:
        return percent_text(self._states[record.pk].elapsed)

    def render_state(self, record: Target) -> str:
        told = self._states[record.pk]
        return badge(told.words, told.tone)


class TargetFilters(filters.FilterSet):
    """Which targets are shown."""

    nam = filters.ChoiceFilter(label="Năm", empty_label="Mọi năm", method="by_year")
    nguon = filters.ChoiceFilter(label="Nghị quyết, kế hoạch", empty_label="Mọi nghị quyết", field_name="source")
    loai = filters.ChoiceFilter(label="Loại chỉ tiêu", empty_label="Mọi loại", choices=TIERS, field_name="tier")
    cua = filters.ChoiceFilter(
        label="Đơn vị",
        empty_label="Mọi đơn vị",
        choices=[("minh", "Của đơn vị"), ("duoi", "Của cấp dưới")],
        method="by_owner",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days = in_force().order_by().values_list("first__year", "last__year").distinct()
        years = sorted({year for first, last in days for year in range(first, last + 1)}, reverse=True)
        sources = in_force().order_by("source").values_list("source", flat=True).distinct()[:SOURCES]
        self.filters["nam"].extra["choices"] = [(str(year), f"Năm {year}") for year in years]
        self.filters["nguon"].extra["choices"] = [(source, source) for source in sources]

    def by_year(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(first__year__lte=value, last__year__gte=value)

    def by_owner(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        own = {"unit": current_actor().unit_id or 0}
        return rows.filter(**own) if value == "minh" else rows.exclude(**own)
