"""Lists of the module: units, office holders, terms, regulations. Columns, and the filters beside them."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.html import format_html

from ketdoan.core.actions import confidential_acts
from ketdoan.core.addresses import address_of
from ketdoan.core.columns import DayColumn, NumberColumn
from ketdoan.core.models import AuditEntry
from ketdoan.core.rules import current_rules
from ketdoan.core.templatetags.ui import badge, moment
from ketdoan.core.viet import today

from .models import Appointment, PersonalDataView, Plan, Regulation, Term, Unit
from .queries.bodies import body_label, ending_terms, office_label, vacancies, with_beginning
from .queries.kinds import kind_label, kinds_on, level_label, status_label
from .queries.regulations import ending_regulations, lacking, regulation_choices, regulation_label, wanted_choices
from .queries.trail import act_choices, act_title
from .rules import LEVELS, PLAN_LABELS, PlanState

STATES = [
    ("active", "Đang hoạt động"),
    ("suspended", "Tạm ngừng"),
    ("reorganising", "Chờ kiện toàn"),
    ("ended", "Đã kết thúc"),
]
IN_FORCE = [("con", "Còn hiệu lực"), ("sap-het", "Sắp hết, vừa hết hiệu lực"), ("het", "Hết hiệu lực")]
PLAN_TONES = {
    PlanState.DRAFT: "grey",
    PlanState.SUBMITTED: "yellow",
    PlanState.RETURNED: "red",
    PlanState.APPROVED: "blue",
    PlanState.EXECUTED: "green",
    PlanState.WITHDRAWN: "grey",
}


def _link(unit: Unit) -> str:
    return format_html('<a href="{}">{}</a>', address_of("units:unit", unit.code), unit.short_name)


class UnitTable(tables.Table):
    """Units of the scope."""

    name = tables.Column("Đơn vị", accessor="short_name", order_by="sort_key")
    code = tables.Column("Mã")
    kind = tables.Column("Loại")
    status = tables.Column("Tình trạng", orderable=False)

    class Meta:
        model = Unit
        fields = ("name", "code", "kind", "status")
        order_by = "name"

    def render_name(self, record: Unit) -> str:
        return _link(record)

    def value_name(self, record: Unit) -> str:
        return record.name

    def render_code(self, value: str) -> str:
        return format_html('<span class="mono">{}</span>', value)

    def value_code(self, value: str) -> str:
        return value

    def render_kind(self, value: str) -> str:
        return kind_label(value, today())

    def render_status(self, record: Unit) -> str:
        tone = "grey" if record.ended_on else ("green" if record.status == "active" else "yellow")
        return format_html('<span class="badge tone-{}">{}</span>', tone, status_label(record.status, today()))

    def value_status(self, record: Unit) -> str:
        return status_label(record.status, today())


def choice_table(route: str) -> type[UnitTable]:
    """The table of units in which each leads to an act on it, at the address of a route."""

    class ChoiceTable(UnitTable):
        def render_name(self, record: Unit) -> str:
            return format_html('<a href="{}">{}</a>', address_of(route, record.code), record.short_name)

    return ChoiceTable


class UnitFilters(filters.FilterSet):
    """Units by level, kind and state; without a choice of state those that have ended are left out."""

    cap = filters.ChoiceFilter(
        field_name="level", label="Cấp", choices=lambda: [(x, level_label(x, today())) for x in LEVELS]
    )
    loai = filters.ChoiceFilter(
        field_name="kind",
        label="Loại",
        choices=lambda: [(row.selector["kind"], row.value["label"]) for row in kinds_on(today())],
    )
    tinh_trang = filters.ChoiceFilter(label="Tình trạng", choices=STATES, method="by_state")

    class Meta:
        model = Unit
        fields: list[str] = []

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Units in a state; "ended" takes all that no longer exist."""
        if value == "ended":
            return queryset.exclude(ended_on=None)
        return queryset.filter(ended_on=None, status=value)


class OfficerTable(tables.Table):
    """Who holds which office today."""

    person = tables.Column("Họ và tên", accessor="person__name", order_by="person__sort_key")
    office = tables.Column("Chức vụ", orderable=False)
    unit = tables.Column("Đơn vị", accessor="body__unit__short_name", order_by="body__unit__sort_key")
    work = tables.Column("Phân công", orderable=False)
    since = DayColumn("Từ ngày", accessor="taken_up")

    class Meta:
        model = Appointment
        fields = ("person", "office", "unit", "work", "since")
        order_by = "unit"

    def render_office(self, record: Appointment) -> str:
        return office_label(record.body.kind, record.office, record.body.unit.level, today())

    def render_unit(self, record: Appointment) -> str:
        return _link(record.body.unit)

    def value_unit(self, record: Appointment) -> str:
        return record.body.unit.name


class OwnViewTable(tables.Table):
    """Who opened which of one's own personal values, and what for."""

    at = tables.Column("Lúc", orderable=False)
    by = tables.Column("Người xem", orderable=False, empty_values=())
    field = tables.Column("Dữ liệu", accessor="what", orderable=False)
    purpose = tables.Column("Mục đích", orderable=False)

    class Meta:
        model = PersonalDataView
        fields = ("at", "by", "field", "purpose")

    def render_at(self, value: Any) -> str:
        return moment(value)

    def render_by(self, record: Any) -> str:
        return _who(record)


class TrailTable(tables.Table):
    """What was done in a unit."""

    at = tables.Column("Lúc", orderable=False)
    action = tables.Column("Việc", orderable=False)
    by = tables.Column("Người làm", orderable=False, empty_values=())
    why = tables.Column("Lý do, ghi chú", orderable=False, default="")

    class Meta:
        model = AuditEntry
        fields = ("at", "action", "by", "why")

    def render_at(self, value: Any) -> str:
        return moment(value)

    def render_action(self, record: Any) -> str:
        title = act_title(record.action) + (f": {record.about_name}" if record.about_name else "")
        if record.decision_pk is None:
            return title
        address = address_of("units:decision", record.decision_pk)
        return format_html('{}<div><a href="{}">{}</a></div>', title, address, record.decision_code)

    def render_by(self, record: Any) -> str:
        return "Không ghi tên" if record.action in confidential_acts else _who(record)


def _who(record: Any) -> str:
    """Who did something, and as which post."""
    name = record.by or ("Người không còn hồ sơ" if record.account_id else "Hệ thống")
    if not record.role:
        return name
    return format_html('{}<div class="text-secondary">{}, {}</div>', name, record.role, record.office)


class TrailFilters(filters.FilterSet):
    """Acts of one kind."""

    viec = filters.ChoiceFilter(field_name="action", label="Việc", choices=act_choices)

    class Meta:
        model = AuditEntry
        fields: list[str] = []


def _body_kinds() -> list[tuple[str, str]]:
    found = [row for row in current_rules() if row.key == "units.body"]
    return [(row.selector["body"], row.value["label"]) for row in sorted(found, key=lambda row: row.value["order"])]


class OfficerFilters(filters.FilterSet):
    """Office holders by body and by the level of the unit."""

    co_quan = filters.ChoiceFilter(field_name="body__kind", label="Cơ quan", choices=_body_kinds)
    cap = filters.ChoiceFilter(
        field_name="body__unit__level", label="Cấp", choices=lambda: [(x, level_label(x, today())) for x in LEVELS]
    )
    dung_dau = filters.BooleanFilter(label="Chỉ người đứng đầu", method="heads", widget=forms.CheckboxInput)

    class Meta:
        model = Appointment
        fields: list[str] = []

    def heads(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Chairs alone."""
        return queryset.filter(office="chair") if value else queryset


class PlanTable(tables.Table):
    """Plans of reorganisation."""

    title = tables.Column("Phương án", orderable=False)
    unit = tables.Column("Đơn vị lập", accessor="unit__short_name", order_by="unit__sort_key")
    on = DayColumn("Có hiệu lực từ")
    state = tables.Column("Tình trạng")

    class Meta:
        model = Plan
        fields = ("title", "unit", "on", "state")

    def render_title(self, record: Plan) -> str:
        return format_html('<a href="{}">{}</a>', address_of("units:plan", record.pk), record.title)

    def render_state(self, record: Plan) -> str:
        return badge(record.get_state_display(), PLAN_TONES[PlanState(record.state)])


class PlanFilters(filters.FilterSet):
    """Plans by state."""

    tinh_trang = filters.ChoiceFilter(
        field_name="state", label="Tình trạng", choices=[(str(state), label) for state, label in PLAN_LABELS.items()]
    )

    class Meta:
        model = Plan
        fields: list[str] = []


class TermTable(tables.Table):
    """Terms that want attention."""

    unit = tables.Column("Đơn vị", accessor="body__unit__short_name", order_by="body__unit__sort_key")
    body = tables.Column("Cơ quan", accessor="body__kind", orderable=False)
    label = tables.Column("Nhiệm kỳ", orderable=False)
    until = DayColumn("Kết thúc ngày", accessor="until", order_by="valid")
    seats = NumberColumn("Số ủy viên", orderable=False)
    vacant = NumberColumn("Khuyết", orderable=False, default="")

    class Meta:
        model = Term
        fields = ("unit", "body", "label", "until", "seats", "vacant")

    def render_unit(self, record: Term) -> str:
        return _link(record.body.unit)

    def value_unit(self, record: Term) -> str:
        return record.body.unit.name

    def render_body(self, record: Term) -> str:
        return body_label(record.body.kind, record.body.unit.level, today())


class TermFilters(filters.FilterSet):
    """What is the matter with the terms: vacant seats, or an end that is near or past."""

    viec = filters.ChoiceFilter(
        label="Việc", choices=[("khuyet", "Khuyết ủy viên"), ("het", "Sắp hết, đã hết nhiệm kỳ")], method="by_matter"
    )
    co_quan = filters.ChoiceFilter(field_name="body__kind", label="Cơ quan", choices=_body_kinds)

    class Meta:
        model = Term
        fields: list[str] = []

    def by_matter(self, queryset: Any, name: str, value: str) -> Any:
        """Terms with vacant seats, or ending."""
        return vacancies(today()) if value == "khuyet" else ending_terms(today())


def terms_to_watch() -> QuerySet:
    """Terms of the scope with vacant seats or an end that is near or past."""
    day = today()
    ids = Q(pk__in=vacancies(day).order_by().values("pk")) | Q(pk__in=ending_terms(day).order_by().values("pk"))
    return Term.objects.filter(ids).select_related("body__unit").order_by("valid", "pk")


def officers() -> QuerySet:
    """Appointments in force today."""
    held = Appointment.objects.on(today()).select_related("person", "body__unit")
    return with_beginning(held).order_by(F("body__unit__sort_key"), "pk")


class RegulationTable(tables.Table):
    """Regulations and agreements of the scope."""

    kind = tables.Column("Loại", orderable=False)
    unit = tables.Column("Đơn vị", accessor="unit__short_name", order_by="unit__sort_key")
    code = tables.Column("Số, ký hiệu", default="", orderable=False)
    signed_on = DayColumn("Ngày ký")
    last = DayColumn("Đến hết ngày", accessor="last_day", default="", order_by="valid__endswith")
    counterpart = tables.Column("Bên ký cùng", default="", orderable=False)
    file = tables.Column("Bản ký", accessor="file_id", default="", orderable=False, exclude_from_export=True)

    class Meta:
        model = Regulation
        fields = ("kind", "unit", "code", "signed_on", "last", "counterpart", "file")
        order_by = "unit"

    def render_kind(self, record: Regulation) -> str:
        return regulation_label(record.kind, today())

    def render_unit(self, record: Regulation) -> str:
        return _link(record.unit)

    def value_unit(self, record: Regulation) -> str:
        return record.unit.name

    def render_file(self, record: Regulation) -> str:
        return format_html('<a href="{}">Xem</a>', address_of("units:regulation_file", record.pk))


class RegulationFilters(filters.FilterSet):
    """Regulations by kind and by whether they hold."""

    loai = filters.ChoiceFilter(field_name="kind", label="Loại", choices=regulation_choices)
    hieu_luc = filters.ChoiceFilter(label="Hiệu lực", choices=IN_FORCE, method="by_state")

    class Meta:
        model = Regulation
        fields: list[str] = []

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """In force, ending soon or lately ended, or no longer in force."""
        day = today()
        if value == "sap-het":
            return queryset.filter(pk__in=ending_regulations(day).order_by().values("pk"))
        return queryset.filter(valid__contains=day) if value == "con" else queryset.filter(valid__endswith__lte=day)


class LackingTable(tables.Table):
    """Units without a regulation that they should have."""

    name = tables.Column("Đơn vị", accessor="short_name", order_by="sort_key")
    code = tables.Column("Mã", orderable=False)
    kind = tables.Column("Loại đơn vị", orderable=False)

    class Meta:
        model = Unit
        fields = ("name", "code", "kind")
        order_by = "name"

    def render_name(self, record: Unit) -> str:
        return _link(record)

    def value_name(self, record: Unit) -> str:
        return record.name

    def render_kind(self, value: str) -> str:
        return kind_label(value, today())


class LackingFilters(filters.FilterSet):
    """Which regulation the units lack."""

    loai = filters.ChoiceFilter(label="Chưa có", choices=wanted_choices, method="as_given")

    class Meta:
        model = Unit
        fields: list[str] = []

    def as_given(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The list was already asked for by kind."""
        return queryset


def regulations_known() -> QuerySet:
    """All regulations of the scope as we know them."""
    return (
        Regulation.objects.known()
        .filter(valid__isempty=False)
        .select_related("unit")
        .order_by("unit__sort_key", "kind")
    )


def lacking_rows(kind: str) -> Any:
    """Grassroots unions of the scope without a regulation of a kind; no unit for no kind."""
    return lacking(kind, today()) if kind else Unit.objects.none()
