"""Lists of the workspace."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import NumberColumn
from ketdoan.core.modules import Hit, Measure
from ketdoan.core.viet import today
from ketdoan.units.models import Unit
from ketdoan.units.queries.kinds import kind_label


def evidence_table(measure: Measure) -> type[tables.Table]:
    """The table of the rows behind a figure: each called by its name, with a link, and what more there is to say."""

    class EvidenceTable(tables.Table):
        title = tables.Column("Tên", empty_values=(), orderable=False)
        detail = tables.Column("Chi tiết", empty_values=(), orderable=False)

        class Meta:
            fields = ("title", "detail")

        def hit(self, record: object) -> Hit:
            return measure.describe(record) if measure.describe else Hit(str(record), "")

        def render_title(self, record: object) -> SafeString:
            hit = self.hit(record)
            return format_html('<a href="{}">{}</a>', hit.url, hit.title) if hit.url else format_html("{}", hit.title)

        def value_title(self, record: object) -> str:
            return self.hit(record).title

        def render_detail(self, record: object) -> str:
            return self.hit(record).detail

    return EvidenceTable


class UnusedTable(tables.Table):
    """Units that nobody ever signed in for; where one may, the link leads to where officers are invited."""

    name = tables.Column("Đơn vị", accessor="short_name", order_by="sort_key")
    kind = tables.Column("Loại")
    officers = NumberColumn("Cán bộ", orderable=False)
    invite = tables.Column("Giúp bắt đầu", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        model = Unit
        fields = ("name", "kind", "officers", "invite")
        order_by = "name"

    def render_name(self, record: Unit) -> SafeString:
        return format_html('<a href="{}">{}</a>', address_of("units:unit", record.code), record.short_name)

    def value_name(self, record: Unit) -> str:
        return record.name

    def render_kind(self, value: str) -> str:
        return kind_label(value, today())

    def render_invite(self, record: Unit) -> str:
        if not current_actor().may("units.invite") or not current_actor().may("units.post"):
            return ""
        address = address_of("units:posts", record.code)
        return format_html(
            '<a href="{}">Mời cán bộ<span class="visually-hidden"> của {}</span></a>', address, record.short_name
        )
