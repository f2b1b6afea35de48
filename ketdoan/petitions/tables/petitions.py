"""Lists of petitions and promises. They know no sender."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn
from ketdoan.core.scope import TERRITORY
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_number, today
from ketdoan.units.models import Unit

from ..models import Petition, Promise
from ..queries.reading import late
from ..queries.topics import topic_choices, topic_label
from ..rules.showing import few
from ..rules.states import UNDONE, WAITING, PromiseState, State

TONES = {
    State.SENT: "yellow",
    State.ACCEPTED: "blue",
    State.ASKED: "blue",
    State.ANSWERED: "green",
    State.CLOSED: "grey",
    State.WITHDRAWN: "grey",
}
PROMISE_TONES = {PromiseState.OPEN: "blue", PromiseState.KEPT: "green", PromiseState.BROKEN: "grey"}
WIDE = {"td": {"class": "wide"}, "th": {"class": "wide"}}
GONE = "Nội dung đã xóa"


def petition_badges(held: Petition) -> SafeString:
    """Where a petition stands, and by how many days it is late."""
    drawn = badge(held.get_state_display(), TONES[State(held.state)])
    if late(held):
        drawn = format_html("{} {}", drawn, badge(f"Quá hạn {format_number((today() - held.due).days)} ngày", "red"))
    return format_html("{} {}", drawn, badge("Từ cấp dưới", "grey")) if held.escalated_on else drawn


def promise_badges(promise: Promise) -> SafeString:
    """Where a promise stands, and whether its day has passed."""
    drawn = badge(promise.get_state_display(), PROMISE_TONES[PromiseState(promise.state)])
    if promise.state == PromiseState.OPEN and promise.until < today():
        return format_html("{} {}", drawn, badge("Quá hạn", "red"))
    return drawn


class PetitionTable(tables.Table):
    """Petitions by number. `many` is how many are of it, exactly for who handles it alone."""

    number = tables.Column("Số", accessor="pk")
    title = tables.Column("Phản ánh", orderable=False, empty_values=(), attrs={"td": {"class": "title"}})
    topic = tables.Column("Vấn đề", orderable=False, attrs=WIDE)
    told = tables.Column("Đơn vị", accessor="told__short_name", orderable=False, attrs=WIDE)
    many = tables.Column("Số người", accessor="voices_number", orderable=False)
    filed_on = DayColumn("Ngày gửi", attrs=WIDE)
    due = DayColumn("Hạn")
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Petition
        fields = ("number", "title", "topic", "told", "many", "filed_on", "due", "state")

    def render_title(self, record: Petition) -> SafeString:
        address = address_of("petitions:petition", record.pk)
        return format_html('<a href="{}">{}</a>', address, record.words or GONE)

    def value_title(self, record: Petition) -> str:
        return record.words or GONE

    def render_topic(self, record: Petition) -> str:
        return topic_label(record.topic, record.filed_on)

    def render_many(self, record: Petition, value: int) -> str:
        return format_number(value) if record.desk_id == current_actor().unit_id else few(value)

    def value_many(self, record: Petition, value: int) -> str:
        return self.render_many(record, value)

    def render_state(self, record: Petition) -> SafeString:
        return petition_badges(record)

    def value_state(self, record: Petition) -> str:
        return str(record.get_state_display())


def below_unit(rows: QuerySet, relation: str, value: Any) -> QuerySet:
    """Rows of a unit and of those below it."""
    name = "territory_path" if current_actor().scope.tree == TERRITORY else "path"
    unit = Unit.objects.filter(pk=value).first()
    if unit is None:
        return rows.none()
    path = getattr(unit, name)
    return rows.filter(**{f"{relation}__{name}__gte": path, f"{relation}__{name}__lt": path + "~"})


class PetitionFilters(filters.FilterSet):
    """Which petitions."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=State.choices, field_name="state")
    van_de = filters.ChoiceFilter(label="Vấn đề", choices=topic_choices, field_name="topic")
    han = filters.ChoiceFilter(label="Hạn", choices=[("cho", "Đang chờ"), ("qua", "Đã quá hạn")], method="by_due")
    # Groups and units are chosen on the board: here they stand in the address alone.
    nhom = filters.CharFilter(label="Nhóm", method="by_group", widget=forms.HiddenInput)
    don_vi = filters.NumberFilter(label="Đơn vị", method="by_unit", widget=forms.HiddenInput)

    class Meta:
        model = Petition
        fields: list[str] = []

    def by_due(self, rows: QuerySet[Petition], name: str, value: str) -> QuerySet[Petition]:
        """Those that wait, for whomever, or those that are late."""
        return rows.filter(state__in=UNDONE) if value == "cho" else rows.filter(state__in=WAITING, due__lt=today())

    def by_group(self, rows: QuerySet[Petition], name: str, value: str) -> QuerySet[Petition]:
        """Those of a group of the board."""
        return rows.filter(pk__in=[int(one[:18]) for one in value.split(",") if one.isascii() and one.isdigit()])

    def by_unit(self, rows: QuerySet[Petition], name: str, value: Any) -> QuerySet[Petition]:
        """Those under the name of a unit or of one below it."""
        return below_unit(rows, "told", int(value))


class HandedTable(tables.Table):
    """Petitions sent for members, with whom they are for: whoever sent them knows."""

    number = tables.Column("Số", accessor="pk")
    person = tables.Column("Đoàn viên", accessor="proxy__person__name", orderable=False, default="")
    filed_on = DayColumn("Ngày gửi", attrs=WIDE)
    due = DayColumn("Hạn")
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Petition
        fields = ("number", "person", "filed_on", "due", "state")

    def render_number(self, record: Petition) -> SafeString:
        address = address_of("petitions:handed_petition", record.pk)
        return format_html('<a href="{}">Số {}</a>', address, record.pk)

    def render_state(self, record: Petition) -> SafeString:
        return petition_badges(record)


class HandedFilters(filters.FilterSet):
    """Which of them."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=State.choices, field_name="state")

    class Meta:
        model = Petition
        fields: list[str] = []


class PromiseTable(tables.Table):
    """Promises by their day."""

    what = tables.Column("Cam kết", orderable=False, empty_values=(), attrs={"td": {"class": "title"}})
    who = tables.Column("Ai cam kết", orderable=False, empty_values=())
    petition = tables.Column("Phản ánh", orderable=False, attrs=WIDE)
    told = tables.Column("Đơn vị", accessor="petition__told__short_name", orderable=False, attrs=WIDE)
    until = DayColumn("Hạn")
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Promise
        fields = ("what", "who", "petition", "told", "until", "state")

    def render_what(self, record: Promise) -> SafeString:
        address = address_of("petitions:petition", record.petition_id)
        return format_html('<a href="{}">{}</a>', address, self.value_what(record))

    def value_what(self, record: Promise) -> str:
        return (record.what.text if record.what else "") or GONE

    def render_who(self, record: Promise) -> str:
        return (record.who.text if record.who else "") or ""

    def render_petition(self, record: Promise) -> str:
        return f"Số {record.petition_id}"

    def render_state(self, record: Promise) -> SafeString:
        return promise_badges(record)

    def value_state(self, record: Promise) -> str:
        return str(record.get_state_display())


class PromiseFilters(filters.FilterSet):
    """Which promises."""

    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=PromiseState.choices, field_name="state")
    han = filters.ChoiceFilter(label="Hạn", choices=[("qua", "Đã quá hạn")], method="by_due")

    class Meta:
        model = Promise
        fields: list[str] = []

    def by_due(self, rows: QuerySet[Promise], name: str, value: str) -> QuerySet[Promise]:
        """Those whose day has passed."""
        return rows.filter(Q(state=PromiseState.OPEN), until__lt=today())
