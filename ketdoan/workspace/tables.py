"""Lists of the workspace."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.modules import Hit, Measure


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
