"""The pages of the register as officers use them: admission, corrections, the course of a unit and who is behind it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import format_date, today
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import introduce_to_party
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member, MemberEvent
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit

from .test_joining_pages import signed_in, text

pytestmark = pytest.mark.django_db
BINH = {"name": "trần thị bình", "birth_date": "12/03/1990"}


@pytest.fixture
def province() -> Unit:
    return make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))


@pytest.fixture
def unit(province: Unit) -> Unit:
    return make_unit("grassroots_union", "A", province)


@pytest.fixture
def chair(unit: Unit) -> Client:
    return signed_in(unit)


def test_who_may_be_here_already_is_admitted_only_once_looked_at(unit: Unit, chair: Client) -> None:
    address = reverse("members:admit", args=[unit.code])
    assert 'name="apart"' not in chair.get(address).content.decode()
    asked = {**BINH, "on": format_date(today())}
    assert chair.post(address, asked).status_code == 302
    assert Member._base_manager.select_related("person").get().person.name == "Trần Thị Bình", "as people write it"
    again = chair.post(address, asked)
    assert again.status_code == 422
    assert "đã có đoàn viên Trần Thị Bình, sinh ngày 12/03/1990" in text(again)
    assert chair.post(address, {**asked, "apart": "on"}).status_code == 302
    assert Member._base_manager.count() == 2


def test_the_party_is_written_with_a_capital_where_an_introduction_is_put_right(unit: Unit) -> None:
    (member,) = make_members(unit, "Trần Thị Bình")
    with acting(SYSTEM):
        (event,) = introduce_to_party(members=[member], on=date(2024, 5, 1))
    page = text(signed_in(unit).get(reverse("members:correct", args=[event.pk])))
    assert "Đính chính: giới thiệu đoàn viên ưu tú cho Đảng" in page


def test_a_day_that_cannot_be_is_refused_where_an_event_is_put_right(unit: Unit, chair: Client) -> None:
    make_members(unit, "Trần Thị Bình", birth_year=2000)
    event = MemberEvent._base_manager.get()
    address = reverse("members:correct", args=[event.pk])
    answer = chair.post(address, {"on": "01/05/2011", "why": "gõ nhầm"})
    assert answer.status_code == 422
    assert "chưa đủ" in text(answer)


def test_who_moved_is_listed_with_where_from_and_where_to(unit: Unit, chair: Client) -> None:
    first, second = (make_unit("union_group", f"A-T{number}", unit) for number in (1, 2))
    (member,) = make_members(first, "Trần Thị Bình")
    with acting(SYSTEM):
        transfer(members=[member], to=second, on=date(2026, 3, 4))
    span = {"tu": "01/01/2026", "den": "30/06/2026"}
    for group, figure in ((first, "transferred_out"), (second, "transferred_in")):
        page = text(chair.get(reverse("members:people", args=[group.code, figure]), span))
        assert "Từ đơn vị Đến đơn vị Ngày chuyển" in page
        assert "Trần Thị Bình ĐV A-T1 ĐV A-T2 04/03/2026" in page


def test_a_period_begins_with_the_day_that_is_typed(unit: Unit, chair: Client) -> None:
    make_members(unit, "Trần Thị Bình", on=date(2026, 6, 1))
    address = reverse("members:people", args=[unit.code, "admitted"])
    assert "Trần Thị Bình" in text(chair.get(address, {"tu": "01/06/2026", "den": "30/06/2026"}))
    assert "Trần Thị Bình" not in text(chair.get(address, {"tu": "02/06/2026", "den": "30/06/2026"}))
    wrong = chair.get(address, {"tu": "32/06/2026", "den": "30/06/2026"}, follow=True)
    assert wrong.request["PATH_INFO"] == reverse("members:unit", args=[unit.code]), "where the period can be put right"
    assert 'value="32/06/2026"' in wrong.content.decode()
    assert "Ngày cuối kỳ phải từ ngày đầu kỳ" in text(
        chair.get(reverse("members:unit", args=[unit.code]), {"tu": "02/06/2026", "den": "01/06/2026"})
    )


def test_a_list_without_anybody_to_show_does_not_speak_of_a_search(unit: Unit, chair: Client) -> None:
    page = text(chair.get(reverse("members:people", args=[unit.code, "left"]), {"tu": "01/01/2026", "den": "1/2/2026"}))
    assert "Không có ai để hiện ở đây." in page
    assert "Thử ít từ hơn" not in page


def test_a_period_that_ends_in_the_future_is_refused_and_stays_as_typed(unit: Unit, chair: Client) -> None:
    later = format_date(today() + timedelta(days=400))
    page = chair.get(reverse("members:unit", args=[unit.code]), {"tu": "01/01/2026", "den": later})
    assert "chưa thể có số liệu" in text(page)
    assert f'value="{later}"' in page.content.decode()


def test_who_belongs_to_no_group_is_told_beside_the_sum(unit: Unit, chair: Client) -> None:
    group = make_unit("union_group", "A-T1", unit)
    make_members(unit, "Trần Thị Bình", "Lê Văn Sáu")
    make_members(group, "Ngô Thị Bảy")
    page = text(chair.get(reverse("members:unit", args=[unit.code])))
    assert "Số chung có cả 2 đoàn viên cuối kỳ sinh hoạt trực tiếp tại ĐV A" in page


def test_a_text_that_is_too_long_is_told_by_its_field(unit: Unit, chair: Client) -> None:
    (member,) = make_members(unit, "Trần Thị Bình")
    address = f"{reverse('members:act', args=['tam-dung'])}?nguoi={member.pk}"
    answer = chair.post(address, {"on": format_date(today()), "reason": "x" * 200})
    assert "“Vì sao” dài quá 120 ký tự (đang có 200)." in text(answer)


def test_an_act_that_fits_nobody_who_was_chosen_says_so_instead_of_a_form(unit: Unit, chair: Client) -> None:
    (member,) = make_members(unit, "Trần Thị Bình")
    page = chair.get(f"{reverse('members:act', args=['tro-lai'])}?nguoi={member.pk}", follow=True)
    assert "“Sinh hoạt trở lại”: không ai trong số đã chọn ở tình trạng hợp với việc này." in text(page)
    assert page.request["PATH_INFO"] == reverse("members:member", args=[member.pk])
