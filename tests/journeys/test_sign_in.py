"""Signing in and out: passwords, second factors, passkeys, recovery codes, guesses."""

import re

import pytest
from playwright.sync_api import expect

from .browsing import DEMO, HOME

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


@pytest.mark.parametrize("username", DEMO)
def test_every_demo_account_signs_in_and_sees_its_post(visit, username):
    window = visit(username)
    window.heading(HOME)
    expect(window.page.locator(".topbar")).to_contain_text("·")
    window.page.get_by_label(f"Tài khoản {username}").click()
    expect(window.page.get_by_role("link", name="Bảo mật tài khoản")).to_be_visible()


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(visit):
    window = visit()
    window.give_password("chutich.tayninh")
    window.heading("Xác thực hai lớp")
    window.go("/")
    window.heading("Xác thực hai lớp")
    expect(window.page.get_by_role("heading", name=HOME)).to_have_count(0)


def test_a_wrong_code_is_refused(visit):
    window = visit()
    window.give_password("chutich.tayninh")
    window.give_code("000000")
    expect(window.page.locator("main [role=alert], main .field-error").first).to_be_visible()
    window.go("/")
    window.heading("Xác thực hai lớp")


def test_signing_out_closes_the_account(visit):
    window = visit()
    window.sign_in("totruong.hanvela")
    window.page.get_by_label("Tài khoản totruong.hanvela").click()
    window.page.get_by_role("button", name="Đăng xuất").click()
    window.page.wait_for_url("**/tai-khoan/login/**")
    window.go("/to-chuc/")
    assert "/tai-khoan/login/" in window.page.url


def test_guessing_a_password_is_slowed_down_and_said_so(visit):
    window = visit()
    for _ in range(5):
        window.give_password("khong.co.ai", "sai-mat-khau-roi")
        expect(window.page.locator("main [role=alert]").first).to_contain_text("không đúng")
    window.give_password("khong.co.ai", "sai-mat-khau-roi")
    expect(window.page.locator("main [role=alert]").first).to_contain_text(re.compile("quá nhiều lần", re.IGNORECASE))


def test_a_passkey_is_added_and_then_signs_in_alone(visit):
    window = visit("chutich.hanvela")
    device = window.context.new_cdp_session(window.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    window.go("/tai-khoan/2fa/webauthn/add/")
    window.confirm_password()
    window.fill(name="Máy ở cơ quan")
    window.page.locator("main [name=passwordless]").check()
    window.page.locator("main button[type=submit], main button").last.click()
    window.page.wait_for_url(re.compile("(webauthn|recovery-codes)/$|recovery"))
    window.context.clear_cookies()
    window.go("/tai-khoan/login/")
    window.page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    window.heading(HOME)
    expect(window.page.get_by_label("Tài khoản chutich.hanvela")).to_be_visible()


def test_a_recovery_code_signs_in_once(visit):
    owner = visit("vanthu.tayninh")
    owner.go("/tai-khoan/2fa/recovery-codes/generate/")
    owner.confirm_password()
    owner.page.locator("main form button").first.click()
    owner.page.wait_for_url(re.compile("recovery-codes/$"))
    code = re.findall(r"\b[0-9a-f]{8}\b", owner.page.content())[0]
    window = visit()
    window.give_password("vanthu.tayninh")
    window.give_code(code)
    window.heading("Ghi nhớ thiết bị này?")
    window.submit("Không ghi nhớ")
    window.heading(HOME)
    again = visit()
    again.give_password("vanthu.tayninh")
    again.give_code(code)
    expect(again.page.locator("main .field-error, main .alert-danger").first).to_be_visible()
