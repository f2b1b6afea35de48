"""Articles as lists show them."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import NumberColumn
from ketdoan.core.templatetags.ui import badge, moment
from ketdoan.core.viet import format_date, format_number

from ..models import Article, Campaign, Edition
from ..rules.counts import Line, enough
from ..rules.states import State
from ..templatetags.news import state_of

WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}


class ArticleTable(tables.Table):
    """Articles of the scope."""

    title = tables.Column("Tin", orderable=False, attrs={"td": {"class": "title"}})
    unit = tables.Column("Đơn vị đăng", accessor="unit__short_name", orderable=False, attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)
    at = tables.Column("Đăng lúc", accessor="published_at", orderable=False, default="", empty_values=())
    members = NumberColumn("Dành cho", orderable=False)
    opens = tables.Column("Đã mở", orderable=False, empty_values=(), attrs={"td": {"class": "n"}, "th": {"class": "n"}})

    class Meta:
        model = Article
        fields = ("title", "unit", "state", "at", "members", "opens")

    def render_title(self, record: Article) -> str:
        marks = [words for held, words in ((record.urgent, "Khẩn"), (record.public, "Công khai")) if held]
        return format_html(
            '<a href="{}">{}</a> {}<div class="text-secondary">{}<span class="narrow"> {}</span></div>',
            address_of("news:article", record.pk),
            record.title,
            format_html_join(" ", "{}", ((badge(words, "blue"),) for words in marks)),
            record.campaign.title if record.campaign else "",
            record.unit.short_name,
        )

    def value_title(self, record: Article) -> str:
        return record.title

    def render_state(self, record: Article) -> str:
        return state_of(record)

    def value_state(self, record: Article) -> str:
        return str(record.get_state_display())

    def render_at(self, record: Article) -> str:
        if record.published_at is None and record.goes_at:
            return format_html("hẹn {}", moment(record.goes_at))
        return moment(record.published_at)

    def value_at(self, record: Article) -> Any:
        return record.published_at

    def render_members(self, record: Article, value: int) -> str:
        return format_number(value) if record.published_at else ""

    def render_opens(self, record: Any) -> str:
        share = _share(record)
        return "" if share is None else f"{share}%"

    def value_opens(self, record: Any) -> Any:
        return _share(record)


def _share(record: Any) -> int | None:
    """How many in a hundred have opened an article, where that may be told."""
    line = Line("", record.members, record.told, record.opens)
    return line.share if record.published_at and enough(line) else None


class ArticleFilters(filters.FilterSet):
    """Articles by where they stand and whose they are."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=State.choices, field_name="state")
    chuong_trinh = filters.ModelChoiceFilter(
        label="Chương trình", queryset=lambda _: Campaign.objects.all(), field_name="campaign"
    )

    class Meta:
        model = Article
        fields: list[str] = []


class AboveTable(tables.Table):
    """What the units above told theirs."""

    title = tables.Column("Tin", orderable=False, attrs={"td": {"class": "title"}})
    unit = tables.Column("Đơn vị đăng", accessor="article__unit__short_name", orderable=False)
    at = tables.Column("Đăng lúc", accessor="article__published_at", orderable=False)

    class Meta:
        model = Edition
        fields = ("title", "unit", "at")

    def render_title(self, record: Edition) -> str:
        address = address_of("news:read", record.article_id)
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary">{}</div>', address, record.title, record.summary
        )

    def render_at(self, value: Any) -> str:
        return moment(value)


class CampaignTable(tables.Table):
    """Campaigns of the own unit, of those above and below."""

    title = tables.Column("Chương trình", orderable=False)
    theme = tables.Column("Loại", orderable=False, attrs=WIDE)
    unit = tables.Column("Đơn vị tổ chức", accessor="unit__short_name", orderable=False, attrs=WIDE)
    days = tables.Column("Thời gian", accessor="begins", orderable=False)
    number = NumberColumn("Số tin", accessor="number", orderable=False)

    class Meta:
        model = Campaign
        fields = ("title", "theme", "unit", "days", "number")

    def render_title(self, record: Any) -> str:
        if not current_actor().may("news.write"):
            return str(record.title)
        page = address_of("news:campaign", record.pk)
        return format_html('<a href="{}">{}</a>', page, record.title)

    def render_days(self, record: Campaign) -> str:
        return f"{format_date(record.begins)} – {format_date(record.ends)}"

    def render_number(self, record: Any, value: int) -> str:
        address = f"{reverse('news:articles')}?chuong_trinh={record.pk}"
        return format_html('<a href="{}">{}</a>', address, value)


class CampaignFilters(filters.FilterSet):
    """Campaigns by kind."""

    class Meta:
        model = Campaign
        fields = ["theme"]
