"""A group leader puts something to the union for a member who has no phone, and passes the answer on."""

import re

import pytest
from playwright.sync_api import expect

from ketdoan.members.models import ProxyConsent

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LEADER, CHAIR = "totruong.hanvela", "chutich.hanvela"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LINE = "Vòi nước uống ở cửa xưởng 3 bị hỏng"
QUESTION, ANSWER = "Vòi ở cửa nào, hỏng từ hôm nào?", "Công ty đã thay vòi mới sáng nay, có thêm một vòi ở cửa sau."


def test_a_petition_is_sent_for_a_member_on_the_leaders_phone_and_its_answer_passed_on(visit):
    leader, chair = visit(LEADER, **PHONE), visit(CHAIR)
    leader.go("/phan-anh/gui-thay/")
    leader.page.get_by_role("link", name="Gửi thay đoàn viên").first.click()
    leader.choose("member", "nguyen")
    leader.fill(title=LINE, topic="meal", text="Từ thứ Hai cả chuyền phải đi xa lấy nước uống.", said="Chị nói ở tổ")
    leader.page.get_by_label(dict(ProxyConsent.WAYS)[ProxyConsent.VOICE]).check()
    leader.page.get_by_label("Người đó đã đồng ý").check()
    leader.submit("Gửi phản ánh")
    leader.said("Đã gửi phản ánh.")
    address = leader.page.url.removeprefix(leader.address)
    number = re.search(r"\d+", address)[0]
    chair.go(f"/phan-anh/{number}/")
    assert "gửi thay, người gửi đã đồng ý" in chair.main()
    chair.page.get_by_role("link", name="Hỏi lại người gửi").click()
    chair.fill(text=QUESTION)
    chair.submit("Gửi câu hỏi")
    leader.go("/")
    leader.page.get_by_role("link", name=f"Bổ sung phản ánh số {number}").click()
    expect(leader.page.locator("main")).to_contain_text(QUESTION)
    leader.page.get_by_role("link", name="Bổ sung", exact=True).click()
    leader.fill(text="Vòi ở cửa trước, từ hôm thứ Hai.")
    leader.submit("Gửi")
    chair.go(f"/phan-anh/{number}/tra-loi/")
    chair.fill(text=ANSWER)
    chair.submit("Gửi trả lời")
    leader.go(address)
    expect(leader.page.locator("main")).to_contain_text(ANSWER)
    expect(leader.page.locator("main")).not_to_contain_text("đi xa lấy nước")
