"""Forms of the acts: what an act refuses stands at a field that the officer filled."""

import re
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.core.unscoped import everything
from ketdoan.units.actions.bodies import appoint, open_term
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.fields import unit_field
from ketdoan.units.models import Appointment, Change, Role, Unit

pytestmark = pytest.mark.django_db
DAY = {"since": "01/06/2024"}


@pytest.fixture
def union():
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    return {
        "top": top,
        "province": province,
        "district": make_unit("district_federation", "D", province),
        "a": make_unit("grassroots_union", "A", province),
        "b": make_unit("grassroots_union", "B", province),
    }


@pytest.fixture
def officer(union):
    """The chair of the province, signed in."""
    person = make_person(union["province"], "Nguyễn Văn An")
    person.account = Account.objects.create_user("an")
    person.save()
    TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
    with acting(SYSTEM):
        give_post(person=person, unit=union["province"], role=Role.objects.get(code="chair"), since=date(2024, 1, 1))
    client = Client()
    client.force_login(person.account)
    return client


def refused(page):
    """The errors of a refused form by the id of the field at which each stands; "" is above the form."""
    assert page.status_code == 422
    text = page.content.decode()
    summary = text.partition("data-error-summary")[2].partition("</ul>")[0]
    items = re.findall(r'<li>(?:<a href="#id_(\w+)">)?([^<]+)', summary)
    for place, _ in items:
        assert not place or f'id="id_{place}_error"' in text, f"{place} has no visible error"
    return dict(items)


def chosen(thing):
    return f"x · #{thing.pk}"


def test_an_office_that_is_taken_and_a_full_body_are_said_at_the_office(officer, union):
    with acting(SYSTEM):
        open_term(unit=union["a"], kind="executive", since=date(2023, 1, 6), seats=2)
        first, second, third = (make_person(union["a"], f"Trần Thị {name}") for name in ("Bình", "Cúc", "Dung"))
        appoint(unit=union["a"], kind="executive", person=first, office="chair", since=date(2023, 1, 6))
    where = "/to-chuc/don-vi/A/chuc-vu/"
    page = officer.post(where, {**DAY, "place": "executive:chair", "person": chosen(second)})
    assert refused(page) == {"place": "Chức vụ này đang có người giữ."}
    officer.post(where, {**DAY, "place": "executive:member", "person": chosen(second)})
    page = officer.post(where, {**DAY, "place": "executive:member", "person": chosen(third)})
    assert refused(page) == {"place": "Đã đủ 2 ủy viên của nhiệm kỳ."}
    with everything():
        assert Appointment.objects.count() == 2


def test_a_kind_that_may_not_stand_there_is_said_at_the_kind(officer, union):
    page = officer.post("/to-chuc/don-vi/A/loai/", {**DAY, "kind": "union_group"})
    assert list(refused(page)) == ["kind"]
    founding = {"kind": "union_group", "code": "MOI", "name": "Tổ mới", "short_name": "Tổ mới"}
    page = officer.post("/to-chuc/don-vi/P/lap-truc-thuoc/", {**DAY, **founding})
    assert list(refused(page)) == ["kind"]
    assert not Unit._base_manager.filter(code="MOI").exists()


def test_a_new_place_that_does_not_fit_the_new_kind_is_said_at_the_place(officer, union):
    page = officer.post(
        "/to-chuc/don-vi/A/loai/", {**DAY, "kind": "section_union", "parent": chosen(union["province"])}
    )
    assert list(refused(page)) == ["parent"]


def test_more_women_than_workers_are_said_at_the_women_of_a_new_unit(officer, union):
    founding = {"kind": "grassroots_union", "code": "MOI", "name": "Công đoàn mới", "short_name": "CĐ mới"}
    page = officer.post("/to-chuc/don-vi/P/lap-truc-thuoc/", {**DAY, **founding, "workers": "10", "women": "11"})
    assert refused(page) == {"women": "Số lao động nữ không thể lớn hơn tổng số lao động."}


def test_a_successor_that_may_not_take_over_is_said_at_the_successor(officer, union):
    make_unit("grassroots_union", "D1", union["district"])
    form = {**DAY, "into": chosen(union["a"])}
    page = officer.post("/to-chuc/don-vi/D/sap-nhap/", form)
    seen = re.search(r'name="_seen" value="(\w+)"', page.content.decode())[1]
    assert list(refused(officer.post("/to-chuc/don-vi/D/sap-nhap/", {**form, "_seen": seen}))) == ["into"]


def test_a_unit_that_would_merge_with_itself_is_said_at_the_other_unit(officer, union):
    form = {
        **DAY,
        "other_1": chosen(union["a"]),
        "kind": "grassroots_union",
        "code": "MOI",
        "name": "Công đoàn mới",
        "short_name": "CĐ mới",
        "parent": chosen(union["province"]),
    }
    page = officer.post("/to-chuc/don-vi/A/hop-nhat/", form)
    seen = re.search(r'name="_seen" value="(\w+)"', page.content.decode())[1]
    page = officer.post("/to-chuc/don-vi/A/hop-nhat/", {**form, "_seen": seen})
    assert refused(page) == {"other_1": "Hãy chọn ít nhất hai đơn vị để hợp nhất."}


def part(number, code, name="Công đoàn mới"):
    return {f"code_{number}": code, f"name_{number}": name, f"short_name_{number}": name}


def test_the_code_that_is_taken_is_said_at_the_part_that_bears_it(officer, union):
    where = "/to-chuc/don-vi/A/chia-tach/"
    page = officer.post(where, {**DAY, "stays": "on", **part(1, "MOI"), **part(2, "B")})
    assert refused(page) == {"code_2": "Mã đơn vị B đã được dùng."}
    page = officer.post(where, {**DAY, "stays": "on", **part(1, "MOI"), **part(2, "MOI")})
    assert list(refused(page)) == ["code_2"]
    with everything():
        assert not Change.objects.filter(kind="split").exists()


def test_the_parts_of_a_unit_may_be_of_another_kind(officer, union):
    where = "/to-chuc/don-vi/A/chia-tach/"
    wrong = refused(officer.post(where, {**DAY, "stays": "on", "kind": "union_group", **part(1, "MOI")}))
    assert list(wrong) == ["kind"]
    assert (
        officer.post(where, {**DAY, "stays": "on", "kind": "grassroots_trade_union", **part(1, "MOI")}).status_code
        == 302
    )
    with everything():
        assert Unit.objects.get(code="MOI").kind == "grassroots_trade_union"


def test_what_is_missing_of_a_part_is_said_at_its_field(officer, union):
    group = make_unit("union_group", "A1", union["a"])
    form = {**DAY, "stays": "on", **part(1, "MOI"), "code_2": "KHAC", f"child_{group.pk}": "3"}
    places = refused(officer.post("/to-chuc/don-vi/A/chia-tach/", form))
    assert set(places) == {"name_2", "short_name_2", f"child_{group.pk}"}


def test_a_role_without_rights_is_said_at_the_rights(union):
    account = Account.objects.create_user("quan-tri")
    person = make_person(union["top"], "Lê Văn Quản")
    person.account = account
    person.save()
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    keeper = Role.objects.create(code="keeper", title="Giữ vai trò", permissions=["units.view", "units.roles"])
    with acting(SYSTEM):
        give_post(person=person, unit=union["top"], role=keeper, since=date(2024, 1, 1))
    client = Client()
    client.force_login(account)
    assert refused(client.post("/to-chuc/vai-tro/moi/", {"title": "Mới"})) == {
        "of_units": "Hãy chọn ít nhất một quyền."
    }


def test_what_ends_with_a_grassroots_union_is_told_as_its_sections_and_groups(officer, union):
    make_unit("union_group", "A1", union["a"])
    text = officer.post("/to-chuc/don-vi/A/ket-thuc/", DAY).content.decode()
    assert "Bên dưới: 1 bộ phận, tổ trực thuộc." in text
    assert "Bên dưới: không có đơn vị trực thuộc." in officer.post("/to-chuc/don-vi/B/ket-thuc/", DAY).content.decode()
    make_unit("grassroots_union", "D1", union["district"])
    district = officer.post("/to-chuc/don-vi/D/ket-thuc/", DAY).content.decode()
    assert "Bên dưới: 1 đơn vị trực thuộc, 1 công đoàn cơ sở tính cả cấp dưới." in district


def test_a_whole_code_names_its_unit_though_others_begin_like_it(union):
    make_unit("union_group", "A-T1", union["a"])
    with acting(SYSTEM):
        field = unit_field("Đơn vị")
        assert field.clean("a") == union["a"]
        with pytest.raises(ValidationError, match="nhiều dòng"):
            field.clean("đv")


def test_a_unit_that_the_post_does_not_decide_on_is_said_at_the_field_of_a_merger(officer, union):
    make_unit("provincial_federation", "Q", union["top"])
    new = {"kind": "grassroots_union", "code": "MOI", "name": "CĐCS Mới", "short_name": "CĐCS Mới", "parent": "P"}
    page = officer.post("/to-chuc/don-vi/A/hop-nhat/", {**DAY, **new, "other_1": "B", "other_2": "Q"})
    assert refused(page) == {"other_2": "Không tìm thấy “Q”."}  # of another province: not seen at all
    page = officer.post("/to-chuc/don-vi/A/hop-nhat/", {**DAY, **new, "other_1": "P", "other_2": "B"})
    assert list(refused(page)) == ["other_1"]
    assert "do công đoàn cấp trên của đơn vị đó quyết định" in refused(page)["other_1"]
    page = officer.post("/to-chuc/don-vi/P/hop-nhat/", {**DAY, **new, "other_1": "A"})
    assert list(refused(page)) == [""]
    assert not Unit._base_manager.filter(code="MOI").exists()


def test_a_code_with_a_space_is_refused_in_vietnamese(officer, union):
    page = officer.post("/to-chuc/don-vi/P/lap-truc-thuoc/", {**DAY, "code": "CDCS GALMERA"})
    assert "không có dấu cách" in page.content.decode()
