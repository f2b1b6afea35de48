"""A union is imported from Excel: what a file changes, what is wrong with it, and that nothing is half saved."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import AuditEntry, DataKey
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.units.actions.importing import acts
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Appointment, Change, ImportLayout, ImportRow, Person, Term, Unit, UnionImport, UnitVersion
from ketdoan.units.queries.staged import found_of, layouts_of

from .sheets import upload

pytestmark = pytest.mark.django_db
SINCE = date(2022, 1, 1)
HEAD = ["STT", "Mã CĐCS", "Tên công đoàn cơ sở", "Cấp trên trực tiếp", "Số lao động", "Nữ", "Chủ tịch", "Nhiệm kỳ"]
ROWS = [
    ["I", "CX", "Công đoàn các KCN", "", "", "", "", ""],
    [1, "C1", "CĐCS Công ty May", "", 120, 80, "Nguyễn Văn An", "2023 - 2028"],
    [2, "C2", "CĐCS Công ty Gỗ", "", 50, "", "Bà Lê Thị Bé", "2023 - 2028"],
    ["II", "C3", "CĐCS Sở Xây dựng", "P", 30, 10, "", ""],
    [1, "", "Tổ công đoàn Văn phòng", "", "", "", "", ""],
]


@pytest.fixture(autouse=True)
def as_system():
    with acting(SYSTEM):
        yield


@pytest.fixture
def province():
    return make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))


def staged(unit, sheets, since=SINCE, **options):
    return acts.stage(unit=unit, file=upload(sheets, **options), since=since)


def checked(unit, sheets, **options):
    held = staged(unit, sheets, **options)
    layouts = layouts_of(held)
    fields = [layout.fields for layout in layouts]
    return acts.choose_columns(upload=held, fields=fields, used=[x.used for x in layouts], since=held.since)


def imported(unit, sheets, **options):
    held = checked(unit, sheets, **options)
    return acts.import_union(upload=held, number=held.round, seen=held.digest)


def findings(held):
    return [(row.number, row.state, *found_of(row)) for row in ImportRow.objects.filter(upload=held).order_by("position")]


def faults(held):
    return {number: wrong for number, state, _, wrong in findings(held) if state == "faulty"}


def tree():
    """Who stands under whom, by codes."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    return {u.code: units[u.parent_id].code if u.parent_id else None for u in units.values()}


def test_a_file_founds_units_opens_terms_and_appoints(province):
    held = imported(province, {"DS": [["DANH SÁCH CĐCS"], HEAD, *ROWS]})
    assert held.counts["done"] == {"units": 5, "changed_units": 0, "terms": 2, "persons": 2, "officers": 2, "new": 5, "changed": 0}
    assert tree() == {"TLD": None, "P": "TLD", "CX": "P", "C1": "CX", "C2": "CX", "C3": "P", "P-0001": "C3"}
    may = UnitVersion.objects.known().get(unit__code="C1")
    assert (may.name, may.short_name, may.kind, may.workers, may.women, may.since) == (
        "CĐCS Công ty May", "CĐCS Công ty May", "grassroots_union", 120, 80, SINCE,
    )  # fmt: skip
    term = Term.objects.known().get(body__unit__code="C2")
    assert (term.since, term.until, term.seats, term.label) == (date(2023, 1, 1), date(2028, 1, 1), 3, "2023 – 2028")
    (chair,) = Appointment.objects.known().filter(body__unit__code="C2")
    assert (chair.person.name, chair.office, chair.since, chair.person.unit.code) == ("Lê Thị Bé", "chair", term.since, "C2")


def test_the_same_file_twice_changes_nothing(province):
    sheets = {"DS": [HEAD, *ROWS]}
    imported(province, sheets)
    counts = [model.objects.count() for model in (Unit, UnitVersion, Change, Person, Term, Appointment)]
    again = checked(province, sheets)
    assert again.counts == {"same": 5}
    with pytest.raises(ValidationError, match="không có gì thay đổi"):
        acts.start(upload=again, seen=again.digest)
    assert [model.objects.count() for model in (Unit, UnitVersion, Change, Person, Term, Appointment)] == counts


def test_only_what_differs_is_changed(province):
    imported(province, {"DS": [HEAD, *ROWS]})
    rows = [list(row) for row in ROWS]
    rows[1][4] = 130
    rows[2][2] = "CĐCS Công ty Gỗ Mới"
    rows[3][3] = "CX"
    held = imported(province, {"DS": [HEAD, *rows]}, since=date(2024, 1, 1))
    assert held.counts["done"]["changed_units"] == 3
    assert tree()["C3"] == "CX"
    before, after = UnitVersion.objects.known().filter(unit__code="C1").order_by("valid")
    assert (before.workers, after.workers, after.since) == (120, 130, date(2024, 1, 1))
    assert Unit.objects.get(code="C2").name == "CĐCS Công ty Gỗ Mới"
    assert Change.objects.filter(on=date(2024, 1, 1)).count() == 3
