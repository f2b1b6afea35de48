"""The pages: a chair scores, the unit above appraises and decides, and each sees what is theirs."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ketdoan.core.acting import acting
from ketdoan.core.viet import format_date, today
from ketdoan.members.factories import make_members
from ketdoan.units.queries.posts import actors_of

from ..actions.judging import agree
from ..actions.members import begin_list, grade_rest
from ..factories import YES, ask, decided, make_chair, points_of, scored
from ..models import MemberGrade, MemberList, Round, Sheet
from ..queries.inbox import grading_due
from ..rules.states import State
from .union import Union, at, browser

pytestmark = pytest.mark.django_db
DECISION = {"decision_code": "20/QĐ-CĐ", "decision_signed_on": format_date(today())}


@pytest.fixture
def union() -> Union:
    return Union()


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def address(sheet: Sheet, part: str = "") -> str:
    return f"/xep-loai/{sheet.pk}/{part}"


def typed(sheet: Sheet, total: int = 92) -> dict[str, str]:
    points = {f"d_{code}": str(one).replace(".", ",") for code, one in points_of(sheet, total).items()}
    return points | {f"k_{code}": "yes" for code in YES}


def test_a_round_is_opened_from_the_page_and_the_year_ends_as_the_law_says(union):
    window = browser(union.province)
    assert "Mở đợt xếp loại" in text(window.get("/xep-loai/"))
    answer = window.post("/xep-loai/dot/moi/", {"year": today().year, "last": "", "due": format_date(today())})
    assert answer.headers["Location"] == f"/xep-loai/nam/{today().year}/"
    assert Round._base_manager.get().last == date(today().year, 11, 30)


def test_each_line_is_saved_as_it_is_typed_and_the_panel_tells_total_and_level(union):
    ask(union.province)
    sheet = union.sheet(union.a)
    window = browser(union.a)
    answer = window.post(address(sheet, "ghi/"), {"d_dialogue": "11,5"}, headers={"HX-Request": "true"})
    assert "<strong>11,5</strong> / 100 điểm" in text(answer)
    assert "Còn <strong>14</strong> dòng" in text(answer)
    answer = window.post(address(sheet, "ghi/"), {"d_welfare": "11"}, headers={"HX-Request": "true"})
    assert re.search(r'id="e-welfare"[^>]*>Điểm từ 0 đến 10\.', text(answer))
    assert "<strong>11,5</strong>" in text(answer)
    answer = window.post(address(sheet, "ghi/"), {"d_welfare": "mười"}, headers={"HX-Request": "true"})
    assert re.search(r'id="e-welfare"[^>]*>[^<]+<', text(answer))
    assert union.sheet(union.a).own == {"dialogue": "11.5"}


def test_of_a_whole_form_the_lines_that_are_right_are_kept(union):
    ask(union.province)
    sheet = union.sheet(union.a)
    browser(union.a).post(address(sheet, "ghi/"), {**typed(sheet), "d_dialogue": "99"})
    held = union.sheet(union.a)
    assert "dialogue" not in held.own
    assert len(held.own) == 11
    assert held.own_met == YES


def test_a_chair_scores_and_sends_and_can_take_it_back(union):
    ask(union.province)
    sheet = union.sheet(union.a)
    window = browser(union.a)
    page = text(window.get(address(sheet)))
    assert "Thương lượng, ký và giám sát" in page
    assert "Bảng điểm và ngưỡng điểm chưa đối chiếu văn bản" in page
    window.post(address(sheet, "ghi/"), typed(sheet))
    window.post(address(sheet, "gui/"))
    assert union.sheet(union.a).state == State.SENT
    page = text(window.get(address(sheet)))
    assert "92 điểm, hoàn thành xuất sắc nhiệm vụ" in page
    assert "Thẩm định</a>" not in page
    window.post(address(sheet, "rut/"))
    assert union.sheet(union.a).state == State.DRAFT


def test_what_was_typed_last_goes_along_when_the_sheet_is_sent(union):
    ask(union.province)
    sheet = union.sheet(union.a)
    window = browser(union.a)
    page = text(window.post(address(sheet, "gui/"), {**typed(sheet), "d_welfare": "77"}, follow=True))
    assert "Thăm hỏi, trợ cấp, phúc lợi, hoạt động Tết, Tháng Công nhân: Điểm từ 0 đến 10." in page
    assert union.sheet(union.a).state == State.DRAFT
    window.post(address(sheet, "gui/"), {**typed(sheet), "remark": "Làm tốt việc chăm lo"})
    held = union.sheet(union.a)
    assert (held.state, held.own_points, held.remark) == (State.SENT, 92, "Làm tốt việc chăm lo")


def test_the_panel_tells_which_condition_holds_a_union_back(union):
    ask(union.province)
    sheet = union.sheet(union.a)
    window = browser(union.a)
    answer = window.post(
        address(sheet, "ghi/"), {**typed(sheet), "k_reports_made": "no"}, headers={"HX-Request": "true"}
    )
    page = text(answer)
    assert "Mức theo điểm và điều kiện: <strong>Hoàn thành tốt nhiệm vụ</strong>" in page
    assert 'còn thiếu điều kiện:</p><ul class="missed"><li>Thực hiện đủ chế độ báo cáo' in page


def test_the_unit_above_appraises_line_by_line_and_goes_on_to_the_next(union):
    ask(union.province)
    first, second = (scored(union.sheet(unit)) for unit in (union.a, union.b))
    window = browser(union.commune)
    answer = window.post(address(first, "tham-dinh/"), {**typed(first), "d_dialogue": "3"})
    assert answer.status_code == 422
    assert "Hãy ghi lý do chấm khác" in text(answer)
    assert 'value="3"' in text(answer)
    given = {**typed(first), "d_dialogue": "3", "r_dialogue": "Không có biên bản"}
    answer = window.post(address(first, "tham-dinh/"), given)
    assert answer.headers["Location"] == address(second, "tham-dinh/")
    held = union.sheet(union.a)
    assert (held.state, held.points, held.level) == (State.APPRAISED, Decimal(83), "good")
    assert "Không có biên bản" in text(window.get(address(first)))


def test_what_is_typed_while_appraising_is_added_up_at_once_and_written_nowhere(union):
    ask(union.province)
    sheet = scored(union.sheet(union.a), 92)
    window = browser(union.commune)
    assert "<strong>92</strong> / 100 điểm" in text(window.get(address(sheet, "tham-dinh/")))
    given = {**typed(sheet), "d_dialogue": "9,5", "k_funds_paid": "no"}
    page = text(window.post(address(sheet, "tham-dinh/"), given, headers={"HX-Request": "true"}))
    assert "<strong>89,5</strong> / 100 điểm" in page
    assert "<strong>Hoàn thành nhiệm vụ</strong>" in page
    assert "Hoàn thành nghĩa vụ nộp đoàn phí" in page
    assert union.sheet(union.a).state == State.SENT


def test_many_are_agreed_to_and_decided_on_from_the_list(union):
    ask(union.province)
    sheets = [scored(union.sheet(unit), total) for unit, total in ((union.a, 95), (union.b, 72))]
    query = "&".join(f"phieu={sheet.pk}" for sheet in sheets)
    window = browser(union.commune)
    assert text(window.get("/xep-loai/")).count('name="phieu"') == 2
    assert "Đồng ý điểm của 2 đơn vị" in text(window.get(f"/xep-loai/dong-y/?{query}"))
    window.post(f"/xep-loai/dong-y/?{query}")
    assert window.post(f"/xep-loai/quyet-dinh/?{query}", {}).status_code == 422
    window.post(f"/xep-loai/quyet-dinh/?{query}", DECISION)
    assert [union.sheet(unit).decided_level for unit in (union.a, union.b)] == ["excellent", "good"]
    page = text(window.get("/xep-loai/"))
    assert re.search(r"Hoàn thành xuất sắc nhiệm vụ</th><td class=\"n\"><a [^>]+>1</a></td><td class=\"n\">50%", page)


def test_one_union_is_decided_on_at_another_level_with_a_reason_and_it_is_taken_back(union):
    ask(union.province)
    sheet = scored(union.sheet(union.a), 95)
    with acting(at(union.commune)):
        agree(sheets=[sheet])
    window = browser(union.commune)
    given = {**DECISION, "level": "good"}
    answer = window.post(address(sheet, "quyet-dinh/"), given)
    assert answer.status_code == 422
    assert "Hãy ghi lý do" in text(answer)
    window.post(address(sheet, "quyet-dinh/"), {**given, "reason": "Còn đơn thư"})
    assert union.sheet(union.a).decided_level == "good"
    page = text(window.get(address(sheet)))
    assert "Khác mức theo điểm: Còn đơn thư" in page
    assert "20/QĐ-CĐ" in page
    window.post(address(sheet, "huy-quyet-dinh/"), {"reason": "Ghi nhầm số"})
    assert union.sheet(union.a).state == State.APPRAISED


def test_a_sheet_that_comes_back_says_why(union):
    ask(union.province)
    sheet = scored(union.sheet(union.a))
    browser(union.commune).post(address(sheet, "tra-lai/"), {"reason": "Thiếu minh chứng"})
    assert "Cấp trên yêu cầu chấm lại:</strong> Thiếu minh chứng" in text(browser(union.a).get(address(sheet)))


def test_a_union_sees_its_own_years_and_no_other_unions(union):
    ask(union.province, 2024)
    ask(union.province)
    decided(union.sheet(union.a, 2024), union.province)
    window = browser(union.a)
    page = text(window.get("/xep-loai/"))
    assert page.count("ĐV A</a>") >= 2
    assert "ĐV B" not in page
    assert window.get(address(union.sheet(union.b))).status_code == 404
    assert browser(union.other).get(address(union.sheet(union.a))).status_code == 404


def test_a_union_reads_what_was_decided_on_it_and_by_which_decision(union):
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    page = text(browser(union.a).get(address(union.sheet(union.a))))
    assert "số 15/QĐ-CĐ ngày" in page
    assert "Quyết định xếp loại: 92 điểm, Hoàn thành xuất sắc nhiệm vụ" in page
    assert "Hủy quyết định" not in page


def test_a_young_union_is_told_why_it_is_not_graded(union):
    ask(union.province)
    page = text(browser(union.young).get(address(union.sheet(union.young))))
    assert "Chưa đủ thời gian để xếp loại" in page


def test_the_list_is_filtered_by_state_level_and_place(union):
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    window = browser(union.province)
    assert "ĐV A" in text(window.get("/xep-loai/?muc=excellent"))
    assert "ĐV B" not in text(window.get("/xep-loai/?muc=excellent"))
    assert "ĐV A" not in text(window.get("/xep-loai/?tinh_trang=open"))
    direct = text(window.get("/xep-loai/?truc_thuoc=on"))
    assert "ĐV C" in direct
    assert "ĐV A" not in direct


def queries(window, path: str) -> int:
    window.get(path)  # what is kept in the process is kept from now on
    with CaptureQueriesContext(connection) as told:
        assert window.get(path).status_code == 200
    return len(told)


def test_more_rows_take_no_more_queries(union):
    ask(union.province, 2024)
    decided(union.sheet(union.a, 2024), union.province)
    window = browser(union.province)
    one = queries(window, "/xep-loai/?muc=excellent")
    for unit in (union.b, union.c):
        decided(union.sheet(unit, 2024), union.province)
    assert queries(window, "/xep-loai/?muc=excellent") == one


def test_more_members_take_no_more_queries(union):
    def listed(year: int, *names: str) -> str:
        make_members(union.a, *names, on=date(2020, 1, 1))
        with acting(at(union.a)):
            made = begin_list(unit=union.a, year=year, day=date(year, 11, 30))
            grade_rest(members=made, level="good")
        return f"/xep-loai/doan-vien/{made.pk}/"

    window = browser(union.a)
    one = queries(window, listed(2024, "Nguyễn Văn An"))
    assert queries(window, listed(2025, "Trần Văn Bình", "Lê Văn Cường")) == one


@pytest.mark.parametrize("role", ["clerk", "inspection_head"])
def test_who_only_looks_is_offered_no_act(union, role):
    ask(union.province)
    scored(union.sheet(union.a))
    window = browser(union.province, role)
    page = text(window.get("/xep-loai/"))
    assert "Mở đợt xếp loại" not in page
    assert 'name="phieu"' not in page
    sheet = union.sheet(union.a)
    assert window.get(address(sheet, "tham-dinh/")).status_code == 403
    assert window.get("/xep-loai/doan-vien/").status_code == 403


@pytest.mark.parametrize("how_far", ["owed", "sent", "decided"])
def test_the_sheet_is_printed_however_far_it_is(union, how_far):
    ask(union.province)
    sheet = union.sheet(union.a)
    if how_far == "sent":
        scored(sheet)
    elif how_far == "decided":
        decided(sheet, union.province)
    answer = browser(union.province).get(address(sheet, "pdf/"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


# What awaits whom


def due(unit) -> list[str]:
    account = make_chair(unit)
    (actor,) = actors_of(account.pk)
    with acting(actor):
        return [item.title for item in grading_due(actor)]


def test_the_inbox_tells_a_union_to_score_and_to_grade_its_members(union):
    ask(union.province)
    assert due(union.a) == ["Tự chấm, xếp loại công đoàn cơ sở năm 2025", "Xếp loại đoàn viên năm 2025"]


def test_sheets_that_wait_are_linked_in_the_list_of_their_own_year(union):
    ask(union.province, 2024)
    scored(union.sheet(union.a, 2024))
    ask(union.province, 2025)
    (actor,) = actors_of(make_chair(union.commune).pk)
    with acting(actor):
        (item,) = [item for item in grading_due(actor) if "chờ thẩm định" in item.title]
    assert item.url == "/xep-loai/nam/2024/?tinh_trang=sent"


def test_the_inbox_tells_the_unit_right_above_what_waits_and_nobody_further_up(union):
    ask(union.province)
    scored(union.sheet(union.a))
    sheet = scored(union.sheet(union.b))
    with acting(at(union.commune)):
        agree(sheets=[sheet])
    assert due(union.commune) == ["1 phiếu xếp loại chờ thẩm định", "1 phiếu xếp loại chờ quyết định"]
    assert due(union.province) == []
    assert due(union.top) == []


# Members


def test_members_are_graded_in_bulk_from_their_list(union):
    people = make_members(union.a, *[f"Nguyễn Văn {n}" for n in "ABCD"], on=date(2020, 1, 1))
    window = browser(union.a)
    window.post("/xep-loai/doan-vien/moi/", {"year": 2025, "day": "30/11/2025"})
    made = MemberList._base_manager.get()
    here = f"/xep-loai/doan-vien/{made.pk}/"
    page = text(window.get(here))
    assert page.count('name="nguoi"') == 4
    assert "Xếp cả 4 người còn lại" in page
    answer = window.post(f"{here}ghi/", {"nguoi": [people[0].pk, people[1].pk], "level": "excellent", "loc": "q=a"})
    assert answer.headers["Location"] == f"{here}?q=a"
    window.post(f"{here}con-lai/", {"level": "good"})
    assert MemberGrade._base_manager.filter(level="good").count() == 2
    assert text(window.get(f"{here}?muc=excellent")).count('name="nguoi"') == 2
    window.post(f"{here}chot/")
    page = text(window.get(here))
    assert "Đã chốt" in page
    assert 'name="nguoi"' not in page
    window.post(f"{here}mo-lai/", {"reason": "Ghi sót"})
    assert MemberList._base_manager.get().state == "open"


def test_the_unit_above_reads_lists_and_writes_none(union):
    make_members(union.a, "Nguyễn Văn An", on=date(2020, 1, 1))
    window = browser(union.a)
    window.post("/xep-loai/doan-vien/moi/", {"year": 2025, "day": "30/11/2025"})
    made = MemberList._base_manager.get()
    above = browser(union.commune)
    assert "Xếp loại đoàn viên" in text(above.get("/xep-loai/doan-vien/"))
    page = text(above.get(f"/xep-loai/doan-vien/{made.pk}/"))
    assert "Nguyễn Văn An" in page
    assert "Xếp cả" not in page
    assert above.post(f"/xep-loai/doan-vien/{made.pk}/con-lai/", {"level": "good"}).status_code == 403
    assert browser(union.b).get(f"/xep-loai/doan-vien/{made.pk}/").status_code == 404
