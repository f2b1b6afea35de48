"""The list of entries that legal officers write."""

import django_filters as filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.addresses import address_of
from ketdoan.core.templatetags.ui import badge

from ..models import OwnEntry
from ..rules.entries import EntryState

TONES = {
    EntryState.DRAFT: "grey",
    EntryState.WAITING: "yellow",
    EntryState.RETURNED: "red",
    EntryState.PUBLISHED: "green",
    EntryState.WITHDRAWN: "grey",
}
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


def entry_badge(entry: OwnEntry) -> SafeString:
    """Where an entry stands."""
    drawn: SafeString = badge(entry.get_state_display(), TONES[EntryState(entry.state)])
    return drawn


class EntryTable(tables.Table):
    """Entries by question."""

    title = tables.Column("Câu hỏi", orderable=False, attrs={"td": {"class": "title"}})
    part = tables.Column("Phần", orderable=False, attrs=WIDE)
    unit = tables.Column("Đơn vị soạn", accessor="unit__short_name", orderable=False, attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = OwnEntry
        fields = ("title", "part", "unit", "state")

    def render_title(self, record: OwnEntry) -> SafeString:
        return format_html('<a href="{}">{}</a>', address_of("legal:own_entry", record.pk), record.title)

    def render_state(self, record: OwnEntry) -> SafeString:
        return entry_badge(record)


class EntryFilters(filters.FilterSet):
    """Which entries."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=EntryState.choices, field_name="state")

    class Meta:
        model = OwnEntry
        fields: list[str] = []
