"""The register as a list: columns, and the filters beside them."""

from datetime import date
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html

from ketdoan.core.acting import current_actor
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn, NumberColumn
from ketdoan.core.fields import RemoteChoiceField
from ketdoan.core.templatetags.ui import badge
from ketdoan.core.viet import format_date, format_number
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.inside import full_place, union_of

from .models import CampaignUnit, DuplicatePair, Member, Spell
from .models.members import LEFT, STATES
from .queries.pairs import member_of, told_reasons
from .queries.quality import Scores
from .rules import FINDINGS, Standing

TONES = {
    Standing.MEMBER.value: "green",
    Standing.SUSPENDED.value: "yellow",
    Standing.HONORARY.value: "blue",
    LEFT: "grey",
}


def state_badge(state: str) -> str:
    """How a member stands, as a word on its ground."""
    return badge(dict(STATES)[state], TONES[state])


#: Columns that a phone has no room for.
WIDE = {"td": {"class": "d-none d-md-table-cell"}, "th": {"class": "d-none d-md-table-cell"}}
WIDE_NUMBER = {place: {"class": f"n {attributes['class']}"} for place, attributes in WIDE.items()}


class MemberTable(tables.Table):
    """Members of the scope, by given name."""

    chosen = tables.Column("", accessor="pk", orderable=False, exclude_from_export=True)
    name = tables.Column("Họ và tên", accessor="person__name", order_by="sort_key")
    birth = tables.Column("Sinh", accessor="birth_date", orderable=False, empty_values=(), attrs=WIDE)
    sex = tables.Column("Giới tính", orderable=False, default="", attrs=WIDE)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", orderable=False, attrs=WIDE)
    joined_on = DayColumn("Vào công đoàn", orderable=False, attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Member
        fields = ("chosen", "name", "birth", "sex", "unit", "joined_on", "state")
        order_by = "name"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._places: dict[int, str] = {}

    def _place(self, unit: Unit) -> str:
        """Where a member is: of a group also the union, since many have a "Tổ số 1", unless it is the actor's own."""
        if unit.pk not in self._places:
            own = union_of(unit).pk == current_actor().unit_id
            self._places[unit.pk] = unit.short_name if own else full_place(unit)
        return self._places[unit.pk]

    def render_chosen(self, record: Member) -> str:
        return format_html(
            '<input class="form-check-input" type="checkbox" name="nguoi" value="{}" form="chosen" '
            'aria-label="Chọn {}">',
            record.pk,
            record.person.name,
        )

    def render_name(self, record: Member) -> str:
        return format_html(
            '<a href="{}">{}</a><div class="d-md-none text-secondary">{}</div>',
            address_of("members:member", record.pk),
            record.person.name,
            " · ".join(filter(None, [self.render_birth(record), self._place(record.unit)])),
        )

    def value_name(self, record: Member) -> str:
        return record.person.name

    def render_birth(self, record: Member) -> str:
        if record.birth_date:
            return format_date(record.birth_date)
        return str(record.birth_year or "")

    def value_birth(self, record: Member) -> date | int | None:
        return record.birth_date or record.birth_year

    def render_unit(self, record: Member) -> str:
        address = address_of("members:unit", record.unit.code)
        return format_html('<a href="{}">{}</a>', address, self._place(record.unit))

    def value_unit(self, record: Member) -> str:
        place = self._place(record.unit)
        return record.unit.name if place == record.unit.short_name else place

    def render_state(self, record: Member) -> str:
        return state_badge(record.state)

    def value_state(self, record: Member) -> str:
        return record.get_state_display()


class SpellTable(tables.Table):
    """People behind a figure: where they were then, from when to when."""

    name = tables.Column("Họ và tên", accessor="person__name", order_by="person__sort_key")
    unit = tables.Column("Đơn vị khi đó", accessor="unit__short_name", order_by="unit__sort_key")
    since = DayColumn("Từ ngày")
    until = DayColumn("Đến ngày", default="")

    class Meta:
        model = Spell
        fields = ("name", "unit", "since", "until")
        order_by = "name"

    def render_name(self, record: Spell) -> str:
        return format_html('<a href="{}">{}</a>', address_of("members:member", record.person_id), record.person.name)

    def value_name(self, record: Spell) -> str:
        return record.person.name


class MoveTable(SpellTable):
    """People behind a figure of moves: from where to where they went, and when."""

    source = tables.Column("Từ đơn vị", accessor="from_unit__short_name", order_by="from_unit__sort_key")
    unit = tables.Column("Đến đơn vị", accessor="unit__short_name", order_by="unit__sort_key")
    since = DayColumn("Ngày chuyển")

    class Meta(SpellTable.Meta):
        fields = ("name", "source", "unit", "since")
        sequence = ("name", "source", "unit", "since")
        exclude = ("until",)


class UnitFilter(filters.Filter):
    """Members of a unit and all below it, found as one types."""

    field_class = RemoteChoiceField

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        """Rows of the chosen unit's subtree."""
        return qs.filter(unit__path__gte=value.path, unit__path__lt=value.path + "~") if value else qs


class FindingFilter(filters.ChoiceFilter):
    """Members whose records have a finding, or one of several with commas between them."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        """Rows with one of the findings."""
        return qs.filter(person__quality__codes__overlap=value.split(",")) if value else qs


class MemberFilters(filters.FilterSet):
    """Members by unit, state and sex; without a choice of state those who left are left out."""

    don_vi = UnitFilter(
        rows=Unit.objects.order_by("sort_key"),
        url=reverse_lazy("units:suggest"),
        text=lambda unit: f"{unit.short_name} ({unit.code})",
        code="code",
        label="Đơn vị",
    )
    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", choices=STATES)
    gioi = filters.ChoiceFilter(field_name="sex", label="Giới tính", choices=Person._meta.get_field("sex").choices)
    can_xem = FindingFilter(label="Cần rà soát", choices=list(FINDINGS.items()))

    class Meta:
        model = Member
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = str((self.data or {}).get("can_xem", ""))
        if "," in asked and set(asked.split(",")) <= set(FINDINGS):
            self.filters["can_xem"].extra["choices"] = [(asked, "Nội dung của đợt rà soát"), *FINDINGS.items()]


class PairTable(tables.Table):
    """Pairs of records that may be one person: each side as far as the scope holds it."""

    first = tables.Column("Hồ sơ", orderable=False)
    second = tables.Column("Hồ sơ", orderable=False)
    reasons = tables.Column("Vì sao", orderable=False, attrs=WIDE)
    score = NumberColumn("Mức giống", orderable=False, attrs=WIDE_NUMBER)
    upper = tables.Column("Cấp quyết định", accessor="upper__short_name", orderable=False, default="", attrs=WIDE)
    state = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = DuplicatePair
        fields = ("first", "second", "reasons", "score", "upper", "state")

    def render_first(self, record: DuplicatePair) -> str:
        return format_html(
            '<a href="{}">{}</a><div class="d-md-none text-secondary">{}</div>',
            address_of("members:pair", record.pk),
            _side(record.first) or _side(record.second) or "Xem",
            self.render_reasons(record),
        )

    def render_second(self, record: DuplicatePair) -> str:
        here, there = _side(record.first), _side(record.second)
        if here and there:
            return there
        return "Đã gộp" if record.state == DuplicatePair.MERGED else "Hồ sơ ở đơn vị ngoài phạm vi"

    def render_reasons(self, record: DuplicatePair) -> str:
        return ", ".join(words for words, _ in told_reasons(record))

    def render_state(self, record: DuplicatePair) -> str:
        tone = {DuplicatePair.OPEN: "yellow", DuplicatePair.MERGED: "green"}.get(record.state, "grey")
        return badge(record.get_state_display(), tone)


def _side(person: Person) -> str:
    member = member_of(person)
    if member is None:
        return ""
    born = format_date(person.birth_date) if person.birth_date else str(person.birth_year or "")
    return " · ".join(filter(None, [person.name, born, full_place(member.unit)]))


class PairFilters(filters.FilterSet):
    """Pairs by what was decided, and by who decides."""

    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", choices=DuplicatePair.STATES)
    cap = filters.ChoiceFilter(
        label="Quyết định",
        choices=[("minh", "Đơn vị mình quyết định"), ("tren", "Cấp trên quyết định")],
        method="by_upper",
    )

    class Meta:
        model = DuplicatePair
        fields: list[str] = []

    def by_upper(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Pairs whose nearest common union is the acting one, or stands above it."""
        own = current_actor().unit_id or 0
        if value == "minh":
            return rows.filter(upper=own)
        unit = Unit.objects.filter(pk=own).first()
        above = [int(step) for step in unit.path.strip("/").split("/")[:-1] if step] if unit else []
        return rows.filter(upper__in=above)


class CampaignTable(tables.Table):
    """The units of a campaign, and how far each is."""

    scores: Scores

    unit = tables.Column("Đơn vị", accessor="unit__short_name", order_by="unit__sort_key")
    members = NumberColumn("Đoàn viên khi bắt đầu", orderable=False)
    faulty = NumberColumn("Cần rà soát khi bắt đầu")
    now = NumberColumn("Còn lại", accessor="unit_id", orderable=False)
    done = NumberColumn("Đã xong", accessor="unit_id", orderable=False)

    class Meta:
        model = CampaignUnit
        fields = ("unit", "members", "faulty", "now", "done")
        order_by = "-faulty"

    def render_unit(self, record: CampaignUnit) -> str:
        address = reverse("members:quality")
        return format_html('<a href="{}?don_vi={}">{}</a>', address, record.unit.code, record.unit.short_name)

    def value_unit(self, record: CampaignUnit) -> str:
        return record.unit.name

    def render_now(self, record: CampaignUnit) -> str:
        return format_number(self.value_now(record))

    def value_now(self, record: CampaignUnit) -> int:
        return self.scores.of(record.unit_id).faulty

    def render_done(self, record: CampaignUnit) -> str:
        return format_number(self.value_done(record))

    def value_done(self, record: CampaignUnit) -> int:
        return max(record.faulty - self.value_now(record), 0)


def campaign_table(scores: Scores) -> type[CampaignTable]:
    """The table of a campaign's units as their records stand by these scores."""
    return type("ScoredCampaignTable", (CampaignTable,), {"scores": scores})
