"""Pages of plans: how units are read from what was typed, ticked or pasted, and what the pages tell."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from docx import Document

from ketdoan.core import modules
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.modules import Module, inbox
from ketdoan.core.viet import fold, today
from ketdoan.units.actions import plans
from ketdoan.units.actions.bodies import open_term
from ketdoan.units.models import Plan

from .planning import carry_out, found_union, move, new, plan_of, post, unit
from .test_decisions import signed_in

pytestmark = pytest.mark.django_db
LIST = "/to-chuc/phuong-an/"


@pytest.fixture(autouse=True)
def union(db):
    found_union()


@pytest.fixture
def officer():
    return signed_in(unit("P"), "organisation_officer")


@pytest.fixture
def plan():
    with acting(SYSTEM):
        return plan_of(move("A", "W"))


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def steps_of(plan):
    with acting(SYSTEM):
        return [(step.act, step.inputs) for step in plan.steps.all()]


def add(client, plan, act, query="", **form):
    return client.post(f"{LIST}{plan.pk}/them/{act}/{query}", form)


@pytest.mark.parametrize(
    "typed", ["B\r\nC\r\n", "ĐV B (B) · #7\nĐV C (C)", "dv b\n C", "B\nB\nC"], ids=["codes", "chosen", "words", "twice"]
)
def test_units_are_read_as_they_are_typed_chosen_or_pasted(officer, plan, typed):
    answer = add(officer, plan, "absorb", units=typed, into="ĐV D (D)")
    assert answer.status_code == 302, words(answer)
    assert steps_of(plan)[1] == ("absorb", {"units": ["B", "C"], "into": "D"})


def test_units_are_ticked_among_those_under_one(officer, plan):
    page = officer.get(f"{LIST}{plan.pk}/them/dissolve/?duoi=V").content.decode()
    assert re.findall(r'name="picked" value="(\w+)"', page) == ["A", "B"]
    answer = add(officer, plan, "dissolve", "?duoi=V", picked=["A", "B"], units="D")
    assert answer.status_code == 302
    assert steps_of(plan)[1] == ("dissolve", {"units": ["D", "A", "B"]})


def test_a_line_that_fits_no_unit_or_several_is_named(officer, plan):
    for typed, said in (("B\nXYZ", "Không tìm thấy đơn vị “XYZ”."), ("đv", "Có nhiều đơn vị khớp “đv”.")):
        answer = add(officer, plan, "dissolve", units=typed)
        assert answer.status_code == 422
        assert said in words(answer)
    assert len(steps_of(plan)) == 1


def test_a_unit_of_another_province_is_not_found(officer, plan):
    answer = add(officer, plan, "dissolve", units="Q1")
    assert (answer.status_code, "Không tìm thấy đơn vị “Q1”" in words(answer)) == (422, True)


def test_a_later_step_is_offered_what_an_earlier_one_founds(officer, plan):
    add(officer, plan, "found", **new("N", "civil_servants_union"))
    assert 'value="ĐV N (N)"' in officer.get(f"{LIST}{plan.pk}/goi-y/?parent=dv n").content.decode()
    assert add(officer, plan, "move", units="C", parent="ĐV N (N)", tree="line").status_code == 302
    plan.refresh_from_db()
    assert [row[:2] for row in plan.effect["begun"]] == [["N", "ĐV N"]]


def test_a_split_begins_with_the_unit_and_asks_where_each_one_goes(officer, plan):
    assert "Chọn đơn vị được chia, tách ở trên trước." in words(officer.get(f"{LIST}{plan.pk}/them/split/"))
    with acting(SYSTEM):
        children = {code: f"child_{unit(code).pk}" for code in "CD"}
    form = {"code_1": "W1", "name_1": "Công đoàn W1", "short_name_1": "CĐ W1", children["C"]: "1", "stays": "on"}
    answer = add(officer, plan, "split", "?duoi=W", **form)
    assert answer.status_code == 302, words(answer)
    birth = {"code": "W1", "name": "Công đoàn W1", "short_name": "CĐ W1", "kind": "civil_servants_union", "parent": "P"}
    assert steps_of(plan)[1] == (
        "split", {"units": ["W"], "births": [birth], "children": {"C": 0}, "stays": True}
    )  # fmt: skip


def test_what_is_wrong_with_a_step_stands_at_its_field(officer, plan):
    answer = add(officer, plan, "merge", units="B\nC", **new("A"))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"code": ["Mã đơn vị A đã được dùng."]}


def test_a_merger_needs_no_code_and_offers_the_kinds_that_may_stand_under_the_parent(officer, plan):
    page = officer.get(f"{LIST}{plan.pk}/them/merge/?duoi=W")
    form = page.context["form"]
    assert form["parent"].value() == "ĐV W (W)"
    # Under a union of civil servants stand unions of public bodies alone, no craft unions of the self-employed.
    assert [code for code, _ in form.fields["kind"].choices] == ["", "grassroots_union"]
    wrong = add(officer, plan, "merge", "?duoi=W", units="C\nD", **{**new("", kind="commune_union"), "parent": "W"})
    assert list(wrong.context["form"].errors) == ["kind"]
    for code in ("W-0001", "W-0002"):
        answer = add(officer, plan, "merge", "?duoi=W", units="C\nD", **{**new(""), "parent": "W", "name": "Đơn vị N"})
        assert answer.status_code == 302, words(answer)
        with acting(SYSTEM):
            assert plan.steps.last().inputs["code"] == code


def test_a_single_merger_and_a_new_unit_get_codes_of_their_own(officer):
    day = {"since": "31/10/2023"}
    names = {"name": "Công đoàn N", "short_name": "CĐ N", "kind": "grassroots_union"}
    seen = officer.post("/to-chuc/don-vi/A/hop-nhat/", {**day, **names, "other_1": "B", "parent": "V"}).context["seen"]
    form = {**day, **names, "other_1": "B", "parent": "V", "_seen": seen}
    assert officer.post("/to-chuc/don-vi/A/hop-nhat/", form).status_code == 302
    assert officer.post("/to-chuc/don-vi/V/lap-truc-thuoc/", {**day, **names}).status_code == 302
    with acting(SYSTEM):
        assert [unit(code).short_name for code in ("V-0001", "V-0002")] == ["CĐ N", "CĐ N"]


def test_a_unit_made_by_a_merger_is_said_to_need_a_provisional_executive_until_it_has_one(officer):
    merge = ("merge", {"units": ["A", "B"], **new("N", parent="V")})
    with acting(SYSTEM):
        plan = carry_out(plan_of(merge, move("C", "V")))
    way = "/to-chuc/don-vi/N/nhiem-ky/?co-quan=provisional_executive"
    assert "1 đơn vị mới chưa có ban chấp hành" in words(officer.get(f"{LIST}{plan.pk}/"))
    for page in (f"{LIST}{plan.pk}/", "/to-chuc/don-vi/N/"):
        assert way in officer.get(page).content.decode(), page
    assert "không quá 12 tháng" in words(officer.get("/to-chuc/don-vi/N/"))
    assert officer.get(way).context["form"]["kind"].value() == "provisional_executive"
    for code in ("C", "V"):  # one that only moved, and the one above
        assert "ban chấp hành lâm thời, hoạt động" not in words(officer.get(f"/to-chuc/don-vi/{code}/"))
    with acting(SYSTEM):
        open_term(unit=unit("N"), kind="provisional_executive", since=today() - timedelta(days=30), seats=3)
    for page in (f"{LIST}{plan.pk}/", "/to-chuc/don-vi/N/"):
        assert way not in officer.get(page).content.decode(), page


def test_the_page_tells_what_ends_and_shows_both_trees(officer):
    with acting(SYSTEM):
        plan = plan_of(("absorb", {"units": ["V"], "into": "W"}))
    told = words(officer.get(f"{LIST}{plan.pk}/"))
    assert "Sáp nhập 1 đơn vị vào ĐV W" in told
    assert "Kết thúc hoạt động 1 Lập mới 0 Đổi cấp trên 2" in told
    before, after = told.split("Sau sắp xếp", 1)
    assert "ĐV V kết thúc" in before.split("Trước sắp xếp")[1]
    assert "ĐV V" not in after.split("Quá trình")[0]
    assert "ĐV W tiếp nhận 4 CĐCS" in after


def test_an_approved_plan_is_no_longer_changed_on_any_page(officer, plan):
    with acting(SYSTEM):
        plans.submit(plan=plan)
        step = plan.steps.get()
    for address in (f"buoc/{step.pk}/", f"{plan.pk}/them/move/", f"{plan.pk}/sua/"):
        assert officer.get(LIST + address).headers["Location"] == f"{LIST}{plan.pk}/"
    assert "không sửa hay trình lại được" in words(officer.post(f"{LIST}buoc/{step.pk}/bo/", follow=True))
    assert len(steps_of(plan)) == 1


def test_a_plan_is_executed_with_its_decision_after_its_effect_was_read(officer, plan):
    with acting(SYSTEM):
        plans.submit(plan=plan)
        plans.approve(plan=plan)
    address = f"{LIST}{plan.pk}/thuc-hien/"
    assert officer.post(address, {}).context["form"].errors.keys() == {"decision_code", "decision_signed_on"}
    form = {"decision_code": "5/QĐ-LĐLĐ", "decision_signed_on": "01/10/2023"}
    asked = officer.post(address, form)
    assert "1 đơn vị đổi cấp trên." in words(asked)
    assert Plan._base_manager.get(pk=plan.pk).state == "approved"
    done = officer.post(address, {**form, "_seen": asked.context["seen"], "_key": asked.context["key"]}, follow=True)
    assert "Đã thực hiện phương án." in words(done)
    assert Plan._base_manager.get(pk=plan.pk).decision.code == "5/QĐ-LĐLĐ"


def test_two_plans_stand_side_by_side(officer, plan):
    with acting(SYSTEM):
        other = plan_of(move("AB", "W"), ("dissolve", {"units": ["V"]}), title="Phương án hai")
    told = words(officer.get(f"{LIST}so-sanh/?a={plan.pk}&b={other.pk}"))
    assert "Đơn vị kết thúc hoạt động (khác nhau) 0 1" in told
    assert "Đơn vị đổi cấp trên (khác nhau) 1 2" in told
    assert "Đơn vị đổi tên 0 0" in told
    assert "ĐV B: ĐV V → ĐV W" in told


def test_the_inbox_tells_approvers_of_submitted_plans_and_drafters_of_answers():
    def titles(actor):
        with acting(actor):
            return [item.title for item in inbox(actor) if "phương án" in item.title]

    officer, chair = post("officer", "organisation_officer"), post("chair", "chair")
    with acting(officer):
        plan = plan_of(move("A", "W"))
        assert titles(chair) == []
        plans.submit(plan=plan)
    assert (titles(officer), titles(chair)) == ([], ["Phê duyệt phương án: Sắp xếp"])
    with acting(chair):
        plans.give_back(plan=plan, why="Thêm ĐV B.")
    assert (titles(officer), titles(chair)) == (["Sửa phương án bị trả lại: Sắp xếp"], [])
    with acting(officer):
        plans.submit(plan=plan)
    with acting(chair):
        plans.approve(plan=plan)
    assert (titles(officer), titles(chair)) == (["Thực hiện phương án đã phê duyệt: Sắp xếp"], [])


def test_other_modules_say_what_a_plan_means_for_them(monkeypatch):
    asked = []

    def told(ended, moved, day):
        asked.append((set(ended), set(moved), day))
        yield "3 việc đang giao cho đơn vị kết thúc."

    monkeypatch.setattr(modules, "modules", lambda: (Module("thu", "Thử", effects=[told]),))
    with acting(SYSTEM):
        plan = plan_of(("absorb", {"units": ["V"], "into": "W"}))
    assert asked == [({unit("V").pk}, {unit("A").pk, unit("B").pk}, plan.on)]
    assert plan.effect["others"] == ["3 việc đang giao cho đơn vị kết thúc."]


def test_the_decision_of_a_plan_lists_all_that_it_does(officer):
    with acting(SYSTEM):
        plan = carry_out(plan_of(move("AB", "W"), ("dissolve", {"units": ["V"]})))
    answer = officer.get(f"{LIST}{plan.pk}/quyet-dinh/")
    document = Document(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["1", "Chuyển 2 đơn vị về trực thuộc ĐV W", "ĐV A (A); ĐV B (B)", ""] in rows
    assert ["2", "Kết thúc hoạt động 1 đơn vị", "ĐV V (V)", ""] in rows
    text = fold("\n".join(paragraph.text for paragraph in document.paragraphs))
    assert fold("Sắp xếp 3 đơn vị theo phương án “Sắp xếp”, kể từ ngày 31/10/2023") in text
    assert any("12/QĐ-LĐLĐ" in cell for row in rows for cell in row)
