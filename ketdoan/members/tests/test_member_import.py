"""Lists of members come in from Excel: who is new, what changes, what is refused, and that it can be taken back."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, DataKey
from ketdoan.core.staging.rows import found_of, layouts_of
from ketdoan.members.actions.importing import acts
from ketdoan.members.actions.importing.undoing import foreseen, undo
from ketdoan.members.actions.moving import transfer
from ketdoan.members.factories import make_members
from ketdoan.members.models import (
    ImportDone,
    Member,
    MemberEvent,
    MemberImport,
    MemberImportRow,
    Profile,
    SensitiveFact,
    Spell,
)
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier, Person
from ketdoan.units.tests.sheets import excel, upload

pytestmark = pytest.mark.django_db
BEGAN, SINCE = date(2010, 5, 1), date(2024, 3, 1)
HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Điện thoại", "Ngày vào công đoàn", "Tổ công đoàn"]
HEAD += ["Dân tộc", "Đảng viên", "Chức vụ chuyên môn", "Mức lương", "Tình trạng", "Ghi chú"]
AN = [1, "Nguyễn Văn An", "05/12/1990", "Nam", "001090012345", "0912345678", "01/06/2015", "", "Kinh", "x", "Thợ may"]
BINH = [
    2,
    "Trần Thị Bình",
    "20/01/1985",
    "Nữ",
    "001185012345",
    "0987654321",
    "",
    "",
    "Mường",
    "",
    "Kế toán",
    "9.500.000",
]
CHI = [3, "Lê Thị Chi", "1992", "Nữ", "", "", "2016", "", "", "", ""]


@pytest.fixture(autouse=True)
def as_system():
    with acting(SYSTEM):
        yield


@pytest.fixture
def province():
    return make_unit("provincial_federation", "P", make_unit("confederation", "TLD", since=BEGAN), since=BEGAN)


@pytest.fixture
def union(province):
    return make_unit("grassroots_union", "C1", province, since=BEGAN)


def checked(unit, *rows, head=HEAD, since=SINCE, kind="admission"):
    held = acts.stage(unit=unit, file=upload({"DS": [head, *rows]}, "ds.xlsx"), since=since, kind=kind)
    layouts = layouts_of(held)
    fields, used = [layout.fields for layout in layouts], [layout.used for layout in layouts]
    return acts.choose_columns(upload=held, fields=fields, used=used, since=since)


def imported(unit, *rows, **options):
    held = checked(unit, *rows, **options)
    return acts.import_members(upload=held, number=held.round, seen=held.digest)


def findings(held):
    return [found_of(row) for row in MemberImportRow.objects.filter(upload=held).order_by("position")]


def states(held):
    return [found.state for found in findings(held)]


def faults(held):
    return {at: found.faults for at, found in enumerate(findings(held)) if found.faults}


def members():
    return {m.person.name: m for m in Member.objects.select_related("person", "unit")}


def counts():
    models = (Person, Member, MemberEvent, Spell, Contact, Identifier, Profile, SensitiveFact)
    return {model.__name__: model.objects.count() for model in models}


def test_newcomers_come_in_with_all_that_the_list_tells(union):
    held = imported(union, AN, BINH, CHI)
    assert held.counts["done"]["entered"] == 3
    found = members()
    an, binh, chi = (found[name] for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Chi"))
    assert (an.unit, an.state, an.joined_on, an.birth_date, an.sex) == (
        union, "member", date(2015, 6, 1), date(1990, 12, 5), "m",
    )  # fmt: skip
    assert (binh.joined_on, binh.birth_date) == (SINCE, date(1985, 1, 20))
    assert (chi.joined_on, chi.birth_date, chi.birth_year) == (date(2016, 1, 1), None, 1992), "told as a year"
    assert Identifier.objects.get(value_index="001090012345").person_id == an.pk
    assert Contact.objects.get(value_index="0912 345 678").person_id == an.pk
    facts = {(f.person_id, f.kind): f.value.text for f in SensitiveFact.objects.select_related("person__key")}
    assert facts == {
        (an.pk, "ethnicity"): "Kinh",
        (an.pk, "party"): "Đảng viên",
        (binh.pk, "ethnicity"): "Mường",
        (binh.pk, "wage"): "9.500.000",
    }
    assert Profile.objects.get(pk=an.pk).job_title == "Thợ may"
    told = dict(Profile.objects.values_list("person", "joined_told"))
    assert (told[an.pk], told[chi.pk]) == ("01/06/2015", "2016")
    assert not MemberImportRow.objects.exists()


def test_the_same_list_twice_changes_nothing(union):
    imported(union, AN, BINH, CHI)
    before, entries = counts(), MemberEvent.objects.count()
    held = checked(union, AN, BINH, CHI)
    assert held.counts == {"same": 3}
    with pytest.raises(ValidationError, match="Không có dòng nào đúng để nhập"):
        acts.start(upload=held, seen=held.digest)
    assert counts() == before
    assert MemberEvent.objects.count() == entries


def test_a_row_in_doubt_beside_another_does_not_take_its_person_when_the_list_comes_again(union):
    """The first row is asked after, since the third may be the same person; so nobody claims its person before the
    second row, which may be that person as well."""
    rows = [
        [1, "Nguyễn Thị Bé", "05/12/1990", "Nữ", "", "", "01/06/2015"],
        [2, "Nguyễn Thị Bé", "05/12/1990", "Nữ", "001190000307", "", "01/06/2015"],
        [3, "Nguyễn Thị Bé", "1990", "Nữ", "001190000308", "", "01/06/2015"],
    ]
    assert imported(union, *rows).counts["done"]["entered"] == 2
    held = checked(union, *rows)
    assert states(held) == ["doubtful", "doubtful", "same"]
    assert "với dòng 2, cả hai đều có thể là người đã có trong hồ sơ" in findings(held)[1].effects[0]
    first = Member.objects.get(birth_date=date(1990, 12, 5))
    acts.correct_rows(upload=held, cells={1: {"who": f"p{first.pk}"}}, left_out={})
    assert states(held) == ["doubtful", "changed", "same"]


def test_of_one_name_and_birth_a_man_and_a_woman_are_two(union):
    rows = ([1, "Nguyễn Bé", "05/12/1990", "Nam"], [2, "Nguyễn Bé", "05/12/1990", "Nữ"], [3, "Nguyễn Bé", "05/12/1990"])
    held = checked(union, *rows)
    assert states(held) == ["new", "new", "doubtful"]
    acts.import_members(upload=held, number=0, seen=held.digest)
    assert states(checked(union, *rows)) == ["same", "same", "doubtful"]


def test_what_a_later_list_says_otherwise_is_recorded_and_empty_cells_say_nothing(union):
    imported(union, AN, BINH)
    changed = [1, "NGUYỄN VĂN AN", "", "", "001090012345", "0911222333", "", "", "", "", "Tổ trưởng sản xuất"]
    held = checked(union, changed, BINH)
    assert states(held) == ["changed", "same"]
    assert findings(held)[0].effects == ["Cập nhật điện thoại, chức vụ, công việc"]
    acts.import_members(upload=held, number=0, seen=held.digest)
    an = members()["Nguyễn Văn An"]
    assert an.birth_date == date(1990, 12, 5)
    phones = Contact.objects.known().filter(person=an.pk, kind="phone", valid__upper_inf=True)
    assert [phone.value.text for phone in phones.select_related("person__key")] == ["0911222333"]
    assert Profile.objects.get(pk=an.pk).job_title == "Tổ trưởng sản xuất"
    assert SensitiveFact.objects.filter(person=an.pk, kind="ethnicity").count() == 1


def test_a_member_of_a_foreign_union_is_to_be_transferred_and_no_more_is_told(province, union):
    other = make_unit("grassroots_union", "C2", province, since=BEGAN)
    imported(other, AN)
    held = checked(union, AN, BINH)
    assert states(held) == ["faulty", "new"]
    (told,) = faults(held)[0].values()
    assert other.short_name in told
    assert "chuyển sinh hoạt đến" in told
    assert not any(secret in told for secret in ("An", "1990", "0912", "may"))


def test_two_rows_with_one_number_are_one_person(union):
    held = checked(union, AN, [2, "Nguyễn Văn Ân", "05/12/1990", "Nam", "001090012345"])
    assert faults(held) == {1: {"citizen_id": "Cùng số căn cước với dòng 2: mỗi người chỉ ghi một dòng."}}


def test_groups_are_found_by_name_and_a_missing_one_is_refused(union):
    group = make_unit("union_group", "T1", union, since=BEGAN, name="Tổ công đoàn Văn phòng")
    rows = [[*AN[:7], "Tổ Văn phòng"], [*BINH[:7], "Tổ may 3"]]
    held = checked(union, *rows)
    assert states(held) == ["new", "faulty"]
    assert "không có “Tổ may 3”. Hãy lập đơn vị này trước" in faults(held)[1]["group"]
    acts.import_members(upload=held, number=0, seen=held.digest)
    assert members()["Nguyễn Văn An"].unit == group


def test_an_upper_union_must_say_to_which_unit_each_belongs(province, union):
    head = ["STT", "Họ và tên", "Ngày sinh", "Công đoàn cơ sở"]
    head[3] = "Đơn vị"
    held = checked(province, [1, "Nguyễn Văn An", "05/12/1990", "C1"], [2, "Trần Bình", "1985", ""], head=head)
    assert states(held) == ["new", "faulty"]
    assert "không trực tiếp có đoàn viên" in faults(held)[1]["group"]


def test_who_bears_name_and_birth_of_a_member_is_the_officers_to_decide(union):
    (there,) = make_members(union, "Lê Thị Chi", birth_year=1992, sex="f")
    held = checked(union, CHI, BINH)
    assert states(held) == ["doubtful", "new"]
    assert [value for value, _ in findings(held)[0].choices] == [f"p{there.pk}", "new"]
    acts.import_members(upload=held, number=0, seen=held.digest)
    assert Member.objects.count() == 2

    held.refresh_from_db()
    acts.correct_rows(upload=held, cells={0: {"who": f"p{there.pk}"}}, left_out={})
    assert states(held)[0] == "changed"
    assert findings(held)[0].effects == ["Cập nhật ngày vào công đoàn theo hồ sơ"]
    acts.correct_rows(upload=held, cells={0: {"who": "new"}}, left_out={})
    assert states(held)[0] == "new"
    held.refresh_from_db()
    acts.import_members(upload=held, number=1, seen=held.digest)
    assert Member.objects.filter(words="le thi chi").count() == 2


def test_an_answer_names_nobody_but_those_offered(province, union):
    foreign = make_unit("grassroots_union", "C2", province, since=BEGAN)
    make_members(union, "Lê Thị Chi", birth_year=1992, sex="f")
    (other,) = make_members(foreign, "Lê Thị Chi", birth_year=1992, sex="f")
    held = checked(union, CHI)
    acts.correct_rows(upload=held, cells={0: {"who": f"p{other.pk}"}}, left_out={})
    assert states(held) == ["doubtful"]


def test_those_who_left_come_in_as_such_only_with_their_day(union):
    rows = [[*AN, "", "Nghỉ việc", "từ 31/10/2023"], [*BINH, "Nghỉ hưu", ""], [*CHI, "", "Chuyển đi", ""]]
    held = checked(union, *rows, since=date(2023, 1, 1))
    assert states(held) == ["new", "faulty", "faulty"]
    assert "không có ngày thôi" in faults(held)[1]["note"]
    acts.import_members(upload=held, number=0, seen=held.digest)
    an = members()["Nguyễn Văn An"]
    assert (an.state, an.since) == ("left", date(2023, 10, 31))
    assert [(e.kind, e.on, e.reason) for e in MemberEvent.objects.filter(person=an.pk)] == [
        ("admission", date(2015, 6, 1), ""),
        ("leave", date(2023, 10, 31), "work_ended"),
    ]


def test_nobody_comes_in_before_the_unit_or_too_young(union):
    early = [1, "Nguyễn Văn An", "05/12/1980", "Nam", "", "", "01/06/2005"]
    held = checked(union, early, [2, "Trần Non", "20/12/2010", "Nam"], since=date(2024, 3, 1))
    assert states(held) == ["new", "faulty"]
    assert "Theo tệp, ngày vào công đoàn là 01/06/2005" in findings(held)[0].effects
    assert "Chưa đủ 15 tuổi" in faults(held)[1]["birth"]
    acts.import_members(upload=held, number=0, seen=held.digest)
    assert members()["Nguyễn Văn An"].joined_on == SINCE


def test_an_import_is_taken_back_to_what_was_before(union):
    imported(union, BINH)
    before = {m.pk: (m.state, m.joined_on, m.sex, m.birth_date) for m in Member.objects.all()}
    held = imported(
        union, AN, [2, "Trần Thị Bình", "21/01/1985", "", "001185012345", "0900000001", *[""] * 4, "Trưởng phòng"]
    )
    assert held.counts["done"]["updated"] == 1
    done = ImportDone.objects.first()
    undone = undo(done=done, why="Nhập nhầm tệp")
    assert (undone.people, undone.staying) == (2, [])
    assert {m.pk: (m.state, m.joined_on, m.sex, m.birth_date) for m in Member.objects.all()} == before
    (binh,) = Member.objects.all()
    assert Profile.objects.get(pk=binh.pk).job_title == "Kế toán"
    phones = Contact.objects.known().filter(person=binh.pk, kind="phone").select_related("person__key")
    assert [phone.value.text for phone in phones] == ["0987654321"]
    an = Person.objects.exclude(pk=binh.pk).get()
    assert (an.name, an.birth_year, an.erased) == ("Người đã xóa dữ liệu", None, True)
    assert not Identifier.objects.filter(value_index="001090012345").exists()
    with pytest.raises(ValidationError, match="đã được hủy"):
        undo(done=done, why="lần nữa")

    imported(union, AN)
    assert set(members()) == {"Nguyễn Văn An", "Trần Thị Bình"}


def test_who_was_acted_on_since_stays_and_is_told(province, union):
    other = make_unit("grassroots_union", "C2", province, since=BEGAN)
    imported(union, AN, BINH)
    done = ImportDone.objects.get()
    transfer(members=[members()["Nguyễn Văn An"]], to=other, on=date(2024, 5, 1))
    assert [why for _, why in foreseen(done).staying] == ["đã ghi chuyển sinh hoạt ngày 01/05/2024"]
    undone = undo(done=done, why="Nhập nhầm")
    assert [person.name for person, _ in undone.staying] == ["Nguyễn Văn An"]
    assert set(members()) == {"Nguyễn Văn An"}
    assert members()["Nguyễn Văn An"].unit == other


def test_the_trail_tells_numbers_and_no_persons(union):
    imported(union, AN, BINH)
    undo(done=ImportDone.objects.get(), why="Nhập nhầm")
    told = json.dumps(
        list(AuditEntry.objects.filter(action__startswith="members.import").values("change")), default=str
    )
    assert '"entered": 2' in told
    assert not any(secret in told for secret in ("An", "Bình", "001090012345", "0912345678", "Kinh", "1990"))


def test_a_rival_import_of_the_same_people_finds_them_changed(union):
    first, second = checked(union, AN), checked(union, AN)
    acts.import_members(upload=first, number=0, seen=first.digest)
    with pytest.raises(ValidationError, match="đã có thay đổi nên chưa nhập dòng nào"):
        acts.import_members(upload=second, number=0, seen=second.digest)
    assert Member.objects.count() == 1


def test_a_repeated_job_does_nothing_more(union):
    held = checked(union, AN)
    acts.import_members(upload=held, number=0, seen=held.digest)
    before = counts()
    acts.import_members(upload=held, number=0, seen=held.digest)
    assert counts() == before
    assert ImportDone.objects.count() == 1


def test_a_list_that_was_dropped_leaves_nothing(union):
    held = checked(union, AN)
    keys = DataKey.objects.filter(destroyed_at=None).count()
    acts.drop(upload=held)
    assert not MemberImport.objects.exists()
    assert DataKey.objects.filter(destroyed_at=None).count() == keys - 1


def test_the_command_says_what_is_wrong_by_row_and_column(union, tmp_path, capsys):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(excel({"Danh sách": [["DANH SÁCH"], HEAD, AN, [2, "Trần Bình", "31/02/1985"], CHI]}))
    call_command("members", "import", str(path), "--unit", "C1", "--since", "01/03/2024", "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["ok"], told["new"]) == (3, 2, 2)
    (error,) = told["errors"]
    assert (error["row"], error["sheet"], error["column"]) == (4, "Danh sách", "Ngày sinh")
    assert not Member.objects.exists()
    call_command("members", "import", str(path), "--unit", "C1", "--since", "01/03/2024", "--json")
    assert json.loads(capsys.readouterr().out)["imported"] == 2
    assert set(members()) == {"Nguyễn Văn An", "Lê Thị Chi"}
    call_command("members", "import", str(path), "--unit", "C1", "--since", "01/03/2024", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["imported"], told["same"]) == (0, 2)
