"""A union is imported from Excel: what a file changes, what is wrong with it, and that nothing is half saved."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.excel import open_book
from ketdoan.core.models import AuditEntry, DataKey
from ketdoan.core.scope import Scope
from ketdoan.core.staging.rows import found_of, layouts_of
from ketdoan.core.viet import today
from ketdoan.units.actions.importing import acts
from ketdoan.units.actions.importing.files import union_file
from ketdoan.units.factories import make_unit
from ketdoan.units.models import (
    Appointment,
    Change,
    ImportLayout,
    ImportRow,
    Person,
    Term,
    UnionImport,
    Unit,
    UnitVersion,
)

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
    return [
        (row.number, row.state, found_of(row).effects, found_of(row).faults)
        for row in ImportRow.objects.filter(upload=held).order_by("position")
    ]


def faults(held):
    return {number: wrong for number, state, _, wrong in findings(held) if state == "faulty"}


def tree():
    """Who stands under whom, by codes."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    return {u.code: units[u.parent_id].code if u.parent_id else None for u in units.values()}


def test_a_file_founds_units_opens_terms_and_appoints(province):
    held = imported(province, {"DS": [["DANH SÁCH CĐCS"], HEAD, *ROWS]})
    assert held.counts["done"] == {
        "units": 5,
        "changed_units": 0,
        "terms": 2,
        "persons": 2,
        "officers": 2,
        "new": 5,
        "changed": 0,
    }
    assert tree() == {"TLD": None, "P": "TLD", "CX": "P", "C1": "CX", "C2": "CX", "C3": "P", "P-0001": "C3"}
    may = UnitVersion.objects.known().get(unit__code="C1")
    assert (may.name, may.short_name, may.kind, may.workers, may.women, may.since) == (
        "CĐCS Công ty May", "CĐCS Công ty May", "grassroots_union", 120, 80, SINCE,
    )  # fmt: skip
    term = Term.objects.known().get(body__unit__code="C2")
    assert (term.since, term.until, term.seats, term.label) == (date(2023, 1, 1), date(2028, 1, 1), 3, "2023 – 2028")
    (chair,) = Appointment.objects.known().filter(body__unit__code="C2")
    assert (chair.person.name, chair.office, chair.since, chair.person.unit.code) == (
        "Lê Thị Bé",
        "chair",
        term.since,
        "C2",
    )


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


def test_units_older_than_what_stands_above_are_recorded_from_its_first_day_when_asked(province):
    """A province made in 2025 out of others: its unions have been there for longer."""
    rows = [
        ["M", "Công đoàn xã Mới", "Công đoàn xã", "P", "01/07/2025"],
        ["A", "CĐCS Công ty Cũ", "", "M", "15/06/2010"],
        ["B", "CĐCS Công ty Trẻ", "", "M", "02/09/2025"],
        ["T", "Tổ công đoàn 1", "", "A", "20/06/2010"],
    ]
    held = checked(province, {"DS": [UNITS, *rows]})
    early = "chỉ có trong hồ sơ từ ngày 01/07/2025, nên đơn vị trực thuộc ghi được sớm nhất từ ngày đó"
    assert early in faults(held)[3]["founded"]
    assert set(faults(held)) == {3, 5}  # the group rests on its union
    layouts = layouts_of(held)
    held = acts.choose_columns(
        upload=held, fields=[x.fields for x in layouts], used=[True], since=SINCE, with_parent=True
    )
    told = {number: effects for number, _, effects, _ in findings(held)}
    assert told[3][1] == "Ghi nhận từ ngày 01/07/2025, ngày đầu của Công đoàn xã Mới; theo tệp là 15/06/2010"
    assert told[5][1].endswith("theo tệp là 20/06/2010")
    assert len(told[4]) == 1
    acts.import_union(upload=held, number=0, seen=held.digest)
    days = {unit.code: unit.versions.get(replaced_at=None).since for unit in Unit.objects.filter(code__in="MABT")}
    day = date(2025, 7, 1)
    assert days == {"M": day, "A": day, "B": date(2025, 9, 2), "T": day}


UNITS = ["Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã đơn vị cấp trên", "Ngày thành lập", "Số lao động", "Nữ"]
OFFICERS = ["Mã đơn vị", "Họ và tên", "Ngày sinh", "Cơ quan", "Chức vụ", "Giữ chức vụ từ ngày"]
UNION = [
    ["X1", "Công đoàn các KCN", "", "", "", "", ""],
    ["A1", "CĐCS Công ty A", "", "X1", "01/05/2023", 100, 40],
]


def wrong_of(province, rows, head=UNITS, **more):
    """What is wrong with rows, by their order below the header: column and words."""
    held = checked(province, {"Đơn vị": [head, *rows], **more})
    return {number - 1: wrong for number, wrong in faults(held).items()}


@pytest.mark.parametrize(
    ("rows", "row", "column", "words"),
    [
        ([*UNION, ["A1", "CĐCS B", "", "X1"]], 3, "code", "Mã đơn vị trùng với dòng 3"),
        ([*UNION, ["A2", "CĐCS Công ty A", "", "X1"]], 3, "name", "trùng với dòng 3"),
        ([*UNION, ["A2", "CĐCS B", "", "Y9"]], 3, "parent_code", "Không tìm thấy đơn vị cấp trên “Y9”"),
        ([*UNION, ["A2", "CĐCS B", "Chi hội", "X1"]], 3, "kind", "Không có loại đơn vị “Chi hội”"),
        ([*UNION, ["A2", "Phân xưởng", "", "X1"]], 3, "kind", "Chưa rõ loại đơn vị"),
        ([*UNION, ["A2", "CĐCS B", "", "A1", "01/06/2023"]], 3, "kind", "không được trực thuộc"),
        ([*UNION, ["T", "Tổ công đoàn 1", "", "X1"]], 3, "kind", "không được trực thuộc"),
        ([*UNION, ["A2", "CĐCS B", "", "X1", "31/02/2023"]], 3, "founded", "không có ngày 31"),
        ([*UNION, ["T", "Tổ công đoàn 1", "", "A1", "01/01/2023"]], 3, "founded", "Hãy sửa thành 01/05/2023"),
        ([*UNION, ["A2", "CĐCS B", "", "X1", "", 10, 20]], 3, "women", "không thể lớn hơn"),
        ([*UNION, ["A2", "CĐCS B", "", "X1", "", "", 20]], 3, "workers", "phải có tổng số"),
        ([*UNION, ["A2", "CĐCS B", "", "A2"]], 3, "parent_code", "chính mình"),
        ([["TLD", "Tổng Liên đoàn", "", "P"]], 1, "code", "ngoài phạm vi nhập"),
        ([["A 1", "CĐCS B", "", ""]], 1, "code", "chữ không dấu"),
        ([["", "", "CĐCS", "", "", 5]], 1, "name", "Chưa ghi tên đơn vị"),
    ],
)
def test_what_is_wrong_is_said_at_the_cell(province, rows, row, column, words):
    wrong = wrong_of(province, rows)
    assert list(wrong) == [row]
    assert list(wrong[row]) == [column]
    assert words in wrong[row][column]


def test_a_circle_is_said_at_each_of_its_rows(province):
    rows = [
        ["A", "CĐCS A", "", "B"],
        ["B", "CĐCS B", "", "C"],
        ["C", "CĐCS C", "", "A"],
        ["D", "Tổ công đoàn 1", "", "A"],
    ]
    wrong = wrong_of(province, rows)
    assert {row for row, told in wrong.items() if "Vòng lặp" in told["parent_code"]} == {1, 2, 3}


def test_what_stands_under_a_faulty_unit_waits_for_it(province):
    rows = [
        ["X1", "Khối công nghiệp"],
        ["A1", "CĐCS A", "", "X1"],
        ["T1", "Tổ công đoàn 1", "", "A1"],
        ["A2", "CĐCS B"],
    ]
    held = checked(province, {"Đơn vị": [UNITS, *rows]})
    assert [state for _, state, *_ in findings(held)] == ["faulty", "faulty", "faulty", "new"]
    done = acts.import_union(upload=held, number=0, seen=held.digest)
    assert set(tree()) == {"TLD", "P", "A2"}
    assert done.counts["faulty"] == 3


@pytest.mark.parametrize(
    ("rows", "row", "column", "words"),
    [
        ([["A1", "Nguyễn Văn An", "", "", "Bí thư"]], 1, "office", "Không có chức vụ"),
        ([["A1", "Nguyễn Văn An"]], 1, "office", "Chưa ghi chức vụ"),
        ([["A1", "", "", "", "Chủ tịch"]], 1, "person", "chưa ghi họ và tên"),
        ([["A9", "Nguyễn Văn An", "", "", "Chủ tịch"]], 1, "code", "Không tìm thấy đơn vị"),
        (
            [["A1", "Nguyễn Văn An", "", "", "Chủ tịch"], ["A1", "Lê Bé", "", "", "Chủ tịch"]],
            2,
            "office",
            "đang có người giữ",
        ),
        (
            [["A1", "Lê Bé", "", "", "Chủ tịch"], ["A1", "Lê Bé", "", "", "Phó Chủ tịch"]],
            2,
            "person",
            "đang giữ chức vụ",
        ),
        ([["A1", "Nguyễn Văn An", "", "UBKT", "Chủ nhiệm", "01/01/2022"]], 1, "office_since", "chưa có nhiệm kỳ"),
        ([["A1", "Nguyễn Văn An", "01/01/1890", "", "Chủ tịch"]], 1, "birth_date", "nằm ngoài"),
        ([["A1", "Nguyễn Văn 4n", "", "", "Chủ tịch"]], 1, "person", "không có chữ số"),
    ],
)
def test_what_is_wrong_with_an_officer_is_said_at_the_cell(province, rows, row, column, words):
    units = [[*UNITS, "Nhiệm kỳ từ ngày"], UNION[0], [*UNION[1], "01/06/2023"]]
    held = checked(province, {"Đơn vị": units, "Cán bộ": [OFFICERS, *rows]})
    told = [(number, wrong) for number, state, _, wrong in findings(held)[2:] if state == "faulty"]
    assert [number - 1 for number, _ in told] == [row]
    assert list(told[0][1]) == [column]
    assert words in told[0][1][column]


def test_a_term_before_the_unit_or_ending_before_its_beginning_is_refused(province):
    head = ["Mã đơn vị", "Tên đơn vị", "Ngày thành lập", "Nhiệm kỳ từ ngày", "Nhiệm kỳ đến ngày"]
    rows = [["A", "CĐCS A", "01/01/2024", "01/05/2023", ""], ["B", "CĐCS B", "01/01/2024", "01/05/2024", "01/05/2023"]]
    wrong = wrong_of(province, rows, head)
    assert "trước ngày đơn vị được ghi nhận (01/01/2024)" in wrong[1]["term_since"]
    assert "phải sau ngày bắt đầu" in wrong[2]["term_until"]


def test_officers_are_known_again_by_name_office_and_unit(province):
    units = [[*UNITS, "Nhiệm kỳ từ ngày", "Số ủy viên"], UNION[0], [*UNION[1], "01/06/2023", 5]]
    rows = [
        ["A1", "Nguyễn Văn An", "02/03/1980", "BCH", "Chủ tịch"],
        ["A1", "Nguyễn Văn An", "02/03/1980", "UBKT", "Chủ nhiệm"],
    ]
    first = imported(province, {"Đơn vị": units, "Cán bộ": [OFFICERS, *rows]})
    assert first.counts["done"]["persons"] == 1
    assert first.counts["done"]["terms"] == 2  # the inspection's follows the executive's
    assert {t.until for t in Term.objects.known()} == {date(2028, 6, 1)}
    rows.append(["A1", "Nguyễn Văn An", "05/06/1990", "BCH", "Ủy viên"])
    again = imported(province, {"Đơn vị": units, "Cán bộ": [OFFICERS, *rows]})
    assert again.counts["done"] == {
        "units": 0,
        "changed_units": 0,
        "terms": 0,
        "persons": 1,
        "officers": 1,
        "new": 0,
        "changed": 1,
    }
    assert Person.objects.filter(name="Nguyễn Văn An").count() == 2


def test_faulty_rows_are_corrected_and_imported_with_the_next_round(province):
    rows = [["A1", "CĐCS A", "", "", "", "mười"], ["A2", "Phân xưởng"], ["A3", "CĐCS B", "", "Z"], ["A4", "CĐCS C"]]
    held = checked(province, {"DS": [["Mã", "Tên đơn vị", "Ghi chú", "Mã cấp trên", "STT", "Số lao động"], *rows]})
    held = acts.import_union(upload=held, number=0, seen=held.digest)
    assert set(tree()) == {"TLD", "P", "A4"}
    cells = {0: {"workers": "10"}, 1: {"kind": "CĐCS"}, 2: {"parent_code": ""}}  # no column tells the kind
    held = acts.correct_rows(upload=held, cells=cells, left_out={})
    assert held.counts == {"new": 3, "same": 1}
    acts.import_union(upload=held, number=held.round, seen=held.digest)
    assert set(tree()) == {"TLD", "P", "A1", "A2", "A3", "A4"}
    assert Unit.objects.get(code="A2").kind == "grassroots_union"


def test_a_row_is_left_out_and_taken_in_again(province):
    held = checked(province, {"DS": [UNITS, *UNION]})
    held = acts.correct_rows(upload=held, cells={}, left_out={1: True})
    assert [state for _, state, *_ in findings(held)] == ["new", "ignored"]
    held = acts.correct_rows(upload=held, cells={}, left_out={1: False})
    assert held.counts == {"new": 2}


def test_nothing_is_imported_when_the_register_has_changed_since_the_officer_looked(province):
    held = checked(province, {"DS": [UNITS, *UNION]})
    make_unit("grassroots_union", "A1", province)
    before = Unit.objects.count()
    with pytest.raises(ValidationError, match="đã có thay đổi"):
        acts.import_union(upload=held, number=0, seen=held.digest)
    assert Unit.objects.count() == before
    held = acts.check_again(upload=held)
    assert held.counts["changed"] == 1


def test_asked_twice_the_import_is_done_once(province):
    held = checked(province, {"DS": [UNITS, *UNION]})
    for _ in range(2):
        acts.import_union(upload=held, number=0, seen=held.digest)
    assert AuditEntry.objects.filter(action="units.import").count() == 2
    assert Unit.objects.count() == 4


def test_what_columns_mean_is_remembered_under_the_unit(province):
    sheets = {"DS": [["Ký hiệu", "Cơ sở nào", "Quân số", "Địa chỉ"], ["A1", "CĐCS A", 10, "Số 1"]]}
    held = staged(province, sheets)
    (layout,) = layouts_of(held)
    assert layout.fields == ("code", "", "", "address")
    chosen = [("code", "name", "workers", "address")]
    acts.choose_columns(upload=held, fields=chosen, used=[True], since=SINCE)
    assert layouts_of(staged(province, sheets))[0].fields == chosen[0]
    with pytest.raises(ValidationError, match="hai cột cùng được chọn"):
        acts.choose_columns(upload=held, fields=[("code", "name", "name", "")], used=[True], since=SINCE)
    with pytest.raises(ValidationError, match="chưa chọn cột tên"):
        acts.choose_columns(upload=held, fields=[("", "", "workers", "")], used=[True], since=SINCE)


def test_names_stand_nowhere_in_clear_and_the_key_goes_with_the_rows(province):
    held = checked(province, {"DS": [HEAD, *ROWS]})
    with connection.cursor() as cursor:
        for table in ("units_importrow", "units_unionimport", "units_importlayout", "core_auditentry", "core_done"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            (text,) = cursor.fetchone()
            assert "Nguyễn Văn An" not in (text or "")
            assert "Nguyễn Văn An".encode().hex() not in (text or "")
    UnionImport.objects.filter(pk=held.pk).update(goes_on=today() + timedelta(days=1))
    acts.forget_imports.verb()
    assert ImportRow.objects.filter(upload=held).exists()
    UnionImport.objects.filter(pk=held.pk).update(goes_on=today())
    acts.forget_imports.verb()
    assert not ImportRow.objects.exists()
    assert not UnionImport.objects.exists()
    assert DataKey.objects.get(pk=held.key_id).destroyed_at
    assert ImportLayout.objects.filter(unit=province).exists()


def officer(unit, *permissions):
    return Actor(1, 1, unit.pk, "Cán bộ", Scope(unit.path), frozenset({"units.import", *permissions}))


def test_an_import_asks_for_the_rights_of_the_single_acts(province):
    imported(province, {"DS": [UNITS, *UNION]})
    rows = [["X1", "Công đoàn KCN Mới"], [*UNION[1][:5], 120, 40], ["A2", "CĐCS B"]]
    with acting(officer(province)):
        wrong = wrong_of(province, rows)
    assert {row: next(iter(told.values())) for row, told in wrong.items()} == {
        1: "Vị trí công tác đang dùng chưa có quyền “Đổi tên đơn vị”.",
        2: "Vị trí công tác đang dùng chưa có quyền “Cập nhật thông tin đơn vị”.",
        3: "Vị trí công tác đang dùng chưa có quyền “Thành lập đơn vị”.",
    }
    with acting(officer(province, "units.found", "units.rename", "units.describe")):
        assert wrong_of(province, rows) == {}


def test_an_officer_imports_only_into_the_scope(province):
    other = make_unit("provincial_federation", "Q", Unit.objects.get(code="TLD"))
    held = checked(other, {"DS": [UNITS, *UNION]})
    mine = officer(province, "units.found", "units.rename", "units.describe", "units.move")
    with acting(mine):
        with pytest.raises(PermissionDenied):
            staged(other, {"DS": [UNITS, *UNION]})
        with pytest.raises(PermissionDenied):
            acts.import_union(upload=held, number=0, seen=held.digest)
        assert not UnionImport.objects.exists()
        assert not ImportRow.objects.exists()
        # Its own unit it may describe, not rename: that takes a post above.
        wrong = wrong_of(province, [["P", "Liên đoàn Lao động tỉnh Khác"], ["Q", "Liên đoàn Lao động tỉnh Quê"]])
    assert "không quyết định về" in wrong[1]["name"]
    assert "ngoài phạm vi nhập" in wrong[2]["code"]


def test_the_export_is_read_back_without_a_change(province):
    units = [[*UNITS, "Nhiệm kỳ từ ngày", "Số ủy viên"], [*UNION[0], "01/06/2023", 9], [*UNION[1], "01/06/2023", 5]]
    rows = [
        ["A1", "Nguyễn Văn An", "02/03/1980", "BCH", "Chủ tịch", ""],
        ["A1", "Lê Bé", "", "UBKT", "Ủy viên", "01/07/2023"],
    ]
    for sheets in ({"Đơn vị": units, "Cán bộ": [OFFICERS, *rows]}, {"DS": [["DANH SÁCH"], HEAD, *ROWS]}):
        imported(province, sheets)
        with union_file(province) as file:
            content = SimpleUploadedFile("xuat.xlsx", file.read())
        back = open_book(content)
        assert next(iter(sheets)) in [sheet.name for sheet in back]
        held = acts.stage(unit=province, file=content, since=SINCE)
        layouts = layouts_of(held)
        held = acts.choose_columns(
            upload=held, fields=[x.fields for x in layouts], used=[x.used for x in layouts], since=SINCE
        )
        assert set(held.counts) == {"same"}, [finding for finding in findings(held) if finding[1] != "same"]
        assert held.counts["same"] >= 4


def test_a_thousand_units_are_imported(province):
    communes = [[f"X{n}", f"Công đoàn xã Số {n}", "Công đoàn xã", "", "01/07/2025"] for n in range(20)]
    unions = [[f"A{n}", f"CĐCS Công ty {n}", "", f"X{n % 20}", "01/07/2025", 100 + n, n] for n in range(980)]
    held = imported(province, {"DS": [UNITS, *communes, *unions]}, since=date(2025, 7, 1))
    assert held.counts["done"]["units"] == 1_000
    assert Unit.objects.filter(path__startswith=province.path).count() == 1_001
    assert not ImportRow.objects.exists()
