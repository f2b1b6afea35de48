"""The frame of every page: who may open it, what it shows, and that it keeps to the content security policy."""

import gettext
import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils.translation import gettext as translate

from ketdoan.core.acting import Actor, acting
from ketdoan.core.models import Account
from ketdoan.core.modules import permissions
from ketdoan.core.scope import Scope
from ketdoan.core.screens import API, MEMBER, PUBLIC, SIGNED_IN, ScreenMiddleware, declared, screen

LOCALE = Path(__file__).resolve().parent.parent / "locale" / "vi" / "LC_MESSAGES"


def actor(*permissions):
    return Actor(1, 1, 1, "Chủ tịch", Scope("1/"), frozenset(permissions))


def ask(view, who=None):
    """What the middleware says to a request for a view; None lets it pass."""
    request = RequestFactory().get("/")
    guard = ScreenMiddleware(lambda r: None)
    if who is None:
        return guard.process_view(request, view, (), {})
    with acting(who):
        return guard.process_view(request, view, (), {})


def page(request):
    return None


def draw(text, **context):
    return Template(text).render(Context(context))


def test_a_view_that_declares_nothing_is_refused():
    with pytest.raises(PermissionDenied):
        ask(page, actor("units.view"))


def test_a_declared_view_opens_to_the_permission_it_names_and_to_no_other():
    view = screen("units.view")(lambda request: None)
    assert ask(view, actor("units.view")) is None
    with pytest.raises(PermissionDenied):
        ask(view, actor("units.post"))


def test_a_refusal_calls_the_missing_right_by_its_title_not_by_its_code():
    with pytest.raises(PermissionDenied) as refused:
        ask(screen("core.jobs")(lambda request: None), actor("core.rules"))
    assert "“Xem, chạy lại và hủy công việc nền”" in str(refused.value)
    assert "core." not in str(refused.value)
    with pytest.raises(PermissionDenied) as unknown:
        actor().must("t.unknown")
    assert "t.unknown" not in str(unknown.value)


def test_a_declared_view_is_closed_to_an_account_without_a_post():
    with pytest.raises(PermissionDenied):
        ask(screen("units.view")(lambda request: None))


def test_public_and_signed_in_views_ask_for_no_permission():
    assert ask(screen(PUBLIC)(lambda request: None)) is None
    assert ask(screen(SIGNED_IN)(lambda request: None)) is None


@pytest.mark.django_db
def test_a_visitor_is_sent_to_sign_in(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url.startswith("/tai-khoan/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/tai-khoan/login/", "/tai-khoan/password/reset/", "/to-chuc/loi-moi/", "/"])
def test_pages_hold_no_inline_style_and_no_inline_script(client, path):
    client.force_login(Account.objects.create_user("an")) if path == "/" else None
    text = client.get(path).content.decode()
    assert '<html lang="vi">' in text
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes


@pytest.mark.django_db
def test_the_policy_of_the_answer_allows_nothing_inline(client):
    policy = client.get("/tai-khoan/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
def test_nobody_opens_an_account_alone(client):
    answer = client.post(
        "/tai-khoan/signup/",
        {"username": "la", "email": "la@example.org", "password1": "mot mat khau dai", "password2": "mot mat khau dai"},
    )
    assert answer.status_code == 200
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_a_wrong_password_is_told_in_vietnamese_and_too_many_are_stopped(client):
    Account.objects.create_user("an", password="mot mat khau dai")

    def sign_in(password):
        return client.post("/tai-khoan/login/", {"login": "an", "password": password}).content.decode()

    assert "mật khẩu không đúng" in sign_in("sai")
    for _ in range(5):
        sign_in("sai")
    assert "quá nhiều lần" in sign_in("mot mat khau dai")


@pytest.mark.django_db
def test_a_forgotten_password_is_mended_by_a_vietnamese_mail(client, mailoutbox):
    Account.objects.create_user("an", "an@example.org", "mot mat khau dai")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.org"})
    (mail,) = mailoutbox
    assert mail.subject == "[Kết Đoàn] Đặt lại mật khẩu"
    assert "Có người vừa yêu cầu đặt lại mật khẩu" in mail.body
    link = re.search(r"https?://[^/]+(/\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "mat khau moi dai", "password2": "mat khau moi dai"})
    assert Account.objects.get().check_password("mat khau moi dai")


@pytest.mark.django_db
def test_the_sign_in_page_leads_to_whom_an_account_without_an_address_turns(client):
    assert 'href="/tai-khoan/password/reset/"' in client.get("/tai-khoan/login/").content.decode()
    said = client.get("/tai-khoan/password/reset/").content.decode()
    assert "cán bộ tổ chức của công đoàn cấp trên" in said


@pytest.mark.django_db
def test_an_unknown_address_is_not_given_away(client, mailoutbox):
    Account.objects.create_user("an", "an@example.org", "mot mat khau dai")
    known = client.post("/tai-khoan/password/reset/", {"email": "an@example.org"})
    unknown = client.post("/tai-khoan/password/reset/", {"email": "la@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def views_of(patterns):
    for pattern in patterns:
        yield from views_of(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.callback]


def test_every_screen_asks_for_a_permission_that_exists():
    asked = {f"{view.__module__}.{view.__qualname__}": declared(view) for view in views_of(get_resolver().url_patterns)}
    known = {PUBLIC, SIGNED_IN, MEMBER, API, *permissions()}
    unknown = {name: said for name, said in asked.items() if said not in known}
    assert unknown == {}


@pytest.mark.django_db
def test_the_palette_lists_only_pages_of_the_acting_post(client):
    client.force_login(Account.objects.create_user("an"))
    text = client.get("/tim-kiem/", {"q": "tham so"}, headers={"HX-Request": "true"}).content.decode()
    assert "/he-thong/tham-so/" not in text
    assert 'href="/tro-giup/tham-so-phap-luat/"' in text  # the guide is for everybody
    assert "<html" not in text
    none = client.get("/tim-kiem/", {"q": "khong co gi"}, headers={"HX-Request": "true"}).content.decode()
    assert "Không tìm thấy" in none


@pytest.mark.django_db
def test_a_missing_page_is_told_in_vietnamese(client):
    client.force_login(Account.objects.create_user("an"))
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()


def test_the_compiled_texts_are_those_of_the_source():
    source = (LOCALE / "django.po").read_text(encoding="utf-8")
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE)
    assert len(pairs) > 150
    for original, text in pairs:
        key = original.replace('\\"', '"')
        if f'msgctxt "field label"\nmsgid "{original}"' not in source:
            assert compiled.gettext(key) == text.replace('\\"', '"')


def test_sign_in_speaks_vietnamese():
    assert translate("The username and/or password you specified are not correct.") == (
        "Tên đăng nhập hoặc mật khẩu không đúng."
    )


def test_components_escape_what_they_are_given():
    text = draw("{% badge word 'green' %}{% spans rows %}", word="<b>", rows=[("<i>", "<u>")])
    assert "<b>" not in text
    assert "<i>" not in text
    assert "<u>" not in text


def test_a_badge_of_an_unknown_tone_is_an_error():
    with pytest.raises(TemplateSyntaxError):
        draw("{% badge 'Mới' 'pink' %}")


def test_a_figure_shows_its_course_as_bars_and_as_a_table():
    text = draw("{% stat 'Đoàn viên' 18553 series %}", series=[("10/2023", 10), ("11/2023", 20)])
    assert "18.553" in text
    tops = re.findall(r"M\d+ ([\d.]+)h13V46", text)
    assert [46 - float(top) for top in tops] == [23.0, 46.0]
    assert re.findall(r"<td>(\d+)</td>", text) == ["10", "20"]
    assert "10/2023" in text


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
            "Chrome trên Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge trên Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) Version/17.1 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36", "Chrome trên Android"),
        ("curl/8.0", "Trình duyệt khác"),
    ],
)
def test_a_session_names_the_device_as_people_do(user_agent, name):
    assert draw("{{ ua|device }}", ua=user_agent) == name


def test_a_field_ties_its_help_and_error_to_the_control():
    from django import forms

    class Small(forms.Form):
        name = forms.CharField(label="Tên", help_text="Tên đầy đủ")

    form = Small({"name": ""})
    form.is_valid()
    form.add_error("name", ValidationError("Sai"))
    text = str(form["name"].as_field_group())
    described = re.search(r'aria-describedby="([^"]+)"', text)[1].split()
    assert described
    for element in described:
        assert f'id="{element}"' in text
    assert 'aria-invalid="true"' in text
