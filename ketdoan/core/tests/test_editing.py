"""Forms: errors at the field, nothing typed is lost, nothing is done twice, drafts are sealed and go."""

import html
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from ketdoan.core.drafts import forget_old_drafts
from ketdoan.core.models import Account, Draft
from ketdoan.core.unscoped import everything

from .things import Thing, thing

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ketdoan.core.tests.things")]
GOOD = {"name": "Trần Thị Bình", "on": "31/10/2023", "amount": "1.234.567", "kind": "b"}


@pytest.fixture
def item(things_table: None) -> Thing:
    one = thing("Nguyễn Văn An", amount=5_000_000, on=date(2024, 2, 1))
    with everything():
        one.save()
    return one


def key_in(page: Any) -> str:
    return re.search(r'name="_key" value="(\w+)"', page.content.decode())[1]


def value_of(page: Any, name: str) -> str | None:
    """What stands in a field of the page."""
    tag = re.search(rf'<input[^>]* name="{name}"[^>]*>', page.content.decode())[0]
    value = re.search(r' value="([^"]*)"', tag)
    return html.unescape(value[1]) if value else None


def traces() -> int:
    """How often the act was done: it leaves one row each time."""
    with everything():
        return Thing.objects.filter(name__startswith="dấu vết").count()


def saved(item: Thing) -> Thing:
    with everything():
        return Thing.objects.get(pk=item.pk)


def keep(client: Client, item: Thing, key: str = "", **typed: str) -> Any:
    return client.post("/ban-nhap/", {"_form": f"/things/{item.pk}/", "_key": key or uuid4().hex, **typed})


def test_the_form_shows_days_and_money_the_vietnamese_way(client_acting: Client, item: Thing) -> None:
    page = client_acting.get(f"/things/{item.pk}/")
    assert (value_of(page, "on"), value_of(page, "amount")) == ("01/02/2024", "5.000.000")


def test_a_good_form_is_saved_and_says_so(client_acting: Client, item: Thing) -> None:
    page = client_acting.post(f"/things/{item.pk}/", GOOD, follow=True)
    assert page.redirect_chain == [("/things/", 302)]
    assert "Đã sửa." in page.content.decode()
    now = saved(item)
    assert (now.name, now.on, now.amount) == ("Trần Thị Bình", date(2023, 10, 31), 1_234_567)


def test_sending_twice_does_it_once(client_acting: Client, item: Thing) -> None:
    sent = {**GOOD, "_key": key_in(client_acting.get(f"/things/{item.pk}/"))}
    answers = [client_acting.post(f"/things/{item.pk}/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert traces() == 1


def test_another_content_under_a_used_key_is_not_done_and_not_lost(client_acting: Client, item: Thing) -> None:
    sent = {**GOOD, "_key": uuid4().hex}
    client_acting.post(f"/things/{item.pk}/", sent)
    page = client_acting.post(f"/things/{item.pk}/", {**sent, "name": "Người Khác"})
    assert (page.status_code, value_of(page, "name"), traces()) == (422, "Người Khác", 1)
    assert key_in(page) != sent["_key"]


def test_errors_stand_at_their_fields_and_above_with_links(client_acting: Client, item: Thing) -> None:
    page = client_acting.post(f"/things/{item.pk}/", {"name": "", "on": "31/02/2024", "amount": "1,234", "kind": "b"})
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_name">Chưa nhập “Họ và tên”.</a>' in text
    assert 'href="#id_on"' in text
    assert 'id="id_amount_error"' in text
    assert "Có 3 chỗ cần sửa" in text
    assert (value_of(page, "on"), value_of(page, "amount")) == ("31/02/2024", "1,234")
    assert traces() == 0


def test_what_the_act_finds_wrong_stands_at_the_field_it_names(client_acting: Client, item: Thing) -> None:
    text = client_acting.post(f"/things/{item.pk}/", {**GOOD, "name": "Trùng"}).content.decode()
    assert 'href="#id_name">Tên này đã có.</a>' in text
    assert "<li>Sổ đang khóa.</li>" in text
    assert saved(item).name == "Nguyễn Văn An"


# Drafts


def test_what_was_typed_comes_back_as_it_was_typed(client_acting: Client, item: Thing) -> None:
    keep(client_acting, item, name="Dở dang", on="31/1", amount="5 tr", kind="b")
    page = client_acting.get(f"/things/{item.pk}/")
    assert [value_of(page, name) for name in ("name", "on", "amount")] == ["Dở dang", "31/1", "5 tr"]
    assert '<option value="b" selected>' in page.content.decode()
    assert "Đã điền lại bản nháp lúc" in page.content.decode()
    assert 'class="field-error"' not in page.content.decode()


def test_a_draft_is_one_s_own(client_acting: Client, item: Thing) -> None:
    keep(client_acting, item, name="Của tôi")
    other = Client()
    other.force_login(Account.objects.create_user("nguoi-khac"))
    assert value_of(other.get(f"/things/{item.pk}/"), "name") == "Nguyễn Văn An"


def test_a_draft_does_not_stand_in_clear(client_acting: Client, item: Thing) -> None:
    keep(client_acting, item, name="Bimat")
    assert Draft.objects.count() == 1
    assert "Bimat" not in str(Draft.objects.values_list().get())


def test_a_draft_does_not_open_for_another_account_or_form(client_acting: Client, item: Thing) -> None:
    keep(client_acting, item, name="Của tôi")
    other = Account.objects.create_user("nguoi-khac")
    Draft.objects.update(account=other)
    thief = Client()
    thief.force_login(other)
    assert value_of(thief.get(f"/things/{item.pk}/"), "name") == "Nguyễn Văn An"


def test_passwords_are_not_kept_by_the_page(client_acting: Client, item: Thing) -> None:
    assert 'hx-params="not csrfmiddlewaretoken,secret"' in client_acting.get(f"/things/{item.pk}/").content.decode()


def test_a_draft_goes_when_the_form_is_saved_and_stays_away(client_acting: Client, item: Thing) -> None:
    key = uuid4().hex
    keep(client_acting, item, key, name="Dở dang")
    client_acting.post(f"/things/{item.pk}/", {**GOOD, "_key": key})
    assert not Draft.objects.exists()
    keep(client_acting, item, key, name="Đến muộn")
    assert not Draft.objects.exists()


def test_a_refused_form_keeps_its_draft(client_acting: Client, item: Thing) -> None:
    keep(client_acting, item, name="Dở dang")
    client_acting.post(f"/things/{item.pk}/", {**GOOD, "name": ""})
    assert Draft.objects.count() == 1


def test_a_draft_can_be_dropped(client_acting: Client, item: Thing) -> None:
    keep(client_acting, item, name="Dở dang")
    answer = client_acting.post("/ban-nhap/bo/", {"_form": f"/things/{item.pk}/"})
    assert (answer["Location"], Draft.objects.count()) == (f"/things/{item.pk}/", 0)


@pytest.mark.parametrize("form", ["//evil.example/x", "https://evil.example/x", "\\\\evil.example", "/\\evil.example"])
def test_dropping_a_draft_never_leads_to_a_foreign_site(client_acting: Client, form: str) -> None:
    place = client_acting.post("/ban-nhap/bo/", {"_form": form})["Location"]
    assert re.match(r"/(?![/\\])", place)


def test_drafts_go_after_thirty_days(client_acting: Client, item: Thing) -> None:
    keep(client_acting, item, name="Mới")
    fresh = Draft.objects.get()
    Draft.objects.create(account=fresh.account, form="/x/", sealed="", saved_at=timezone.now() - timedelta(days=30))
    assert forget_old_drafts() == 1
    assert list(Draft.objects.all()) == [fresh]


def test_too_long_a_draft_is_not_kept_and_the_page_says_so(client_acting: Client, item: Thing) -> None:
    assert "Chưa lưu được" in keep(client_acting, item, name="x" * 250_000).content.decode()
    assert not Draft.objects.exists()


# Acts that are shown before they are done


def test_a_heavy_act_is_shown_first_and_done_when_confirmed(client_acting: Client, item: Thing) -> None:
    first = client_acting.post(f"/things/{item.pk}/heavy/", {**GOOD, "_key": uuid4().hex})
    assert "Nguyễn Văn An thành Trần Thị Bình" in first.content.decode()
    assert traces() == 0
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', first.content.decode()))
    assert client_acting.post(f"/things/{item.pk}/heavy/", fields).status_code == 302
    assert (traces(), saved(item).name, saved(item).amount) == (1, "Trần Thị Bình", 1_234_567)


def test_a_confirmation_of_something_else_than_was_shown_is_asked_again(client_acting: Client, item: Thing) -> None:
    first = client_acting.post(f"/things/{item.pk}/heavy/", GOOD)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', first.content.decode()))
    with everything():
        Thing.objects.filter(pk=item.pk).update(name="Đã Đổi")
    again = client_acting.post(f"/things/{item.pk}/heavy/", fields).content.decode()
    assert "Đã Đổi thành Trần Thị Bình" in again
    assert traces() == 0


def test_from_the_confirmation_one_goes_back_to_what_one_typed(client_acting: Client, item: Thing) -> None:
    page = client_acting.post(f"/things/{item.pk}/heavy/", {**GOOD, "_edit": "1"})
    assert (page.status_code, value_of(page, "on"), traces()) == (200, "31/10/2023", 0)


# One out of very many


def test_suggestions_come_from_the_scope_alone(client_acting: Client, item: Thing) -> None:
    with everything():
        thing("Nguyễn Ngoài", path="1/3/").save()
    text = client_acting.get("/things/suggestions/", {"beside": "nguyen"}).content.decode()
    assert text == f'<option value="Nguyễn Văn An · #{item.pk}"></option>'


def test_a_choice_is_a_suggestion_or_words_that_fit_one(client_acting: Client, item: Thing) -> None:
    from .things import ThingForm

    def chosen(typed: str) -> Any:
        form = ThingForm({**GOOD, "beside": typed})
        return form.cleaned_data["beside"] if form.is_valid() else form.errors["beside"][0]

    with everything():
        twin = thing("Nguyễn Văn Bảo")
        twin.save()
        assert chosen(f"bất kỳ · #{item.pk}") == item
        assert chosen("văn bảo") == twin
        assert "Có nhiều dòng" in chosen("nguyen van")
        assert "Không tìm thấy" in chosen("zzz")
        assert "không còn" in chosen("x #999999")


def test_a_choice_outside_the_scope_is_refused(client_acting: Client, item: Thing) -> None:
    with everything():
        foreign = thing("Nguyễn Ngoài", path="1/3/")
        foreign.save()
    page = client_acting.post(f"/things/{item.pk}/", {**GOOD, "beside": f"x #{foreign.pk}"})
    assert page.status_code == 422
