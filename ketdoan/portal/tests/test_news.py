"""News in the app: what a member opens, counts and registers for, and what stays closed."""

import pytest
from django.test import Client
from django.urls import reverse

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.news.actions import articles, signups
from ketdoan.news.actions.signups import Offer
from ketdoan.news.factories import make_article, make_small, writer
from ketdoan.news.models import Place, Registration, Tally
from ketdoan.portal.factories import sign_in_member

pytestmark = pytest.mark.django_db


def test_a_member_reads_registers_once_and_cancels() -> None:
    small = make_small()
    client = Client()
    sign_in_member(client, small.people["Lan"])
    article = make_article(small.units["P"], "Xe về quê")
    with acting(writer(small.units["P"])):
        signup = signups.set_signup(article=article, until=today(), offers=[Offer("Huế", 1)], ask="Số người")
    assert "Xe về quê" in client.get(reverse("portal:home")).content.decode()
    assert "Chưa đọc" in client.get(reverse("portal:news")).content.decode()
    address = reverse("portal:news_article", args=[article.pk])
    client.get(address, headers={"Sec-Purpose": "prefetch"})
    opens = Tally._base_manager.filter(article=article, unit=small.units["A"]).values_list("opens", flat=True)
    assert list(opens) == [0]
    for _ in range(2):
        client.get(address)
    assert list(opens.all()) == [1]
    assert "Chưa đọc" not in client.get(reverse("portal:news")).content.decode()
    form = reverse("portal:news_register", args=[article.pk])
    assert "data-queue" in client.get(form).content.decode()
    assert client.post(form, {}).status_code == 422
    sent = {
        "place": Place._base_manager.get(signup=signup).pk,
        "answer": "2",
        "_key": "0f5b2f0a52b64b4b8f0e3a4d2c1b0a99",
    }
    assert [client.post(form, sent).status_code for _ in range(2)] == [302, 302]
    assert Registration._base_manager.get().answer == "2"
    assert "Đã có chỗ" in client.get(address).content.decode()
    client.post(reverse("portal:news_cancel", args=[article.pk]), {})
    assert Registration._base_manager.get().standing == "cancelled"


def test_what_is_for_others_or_taken_back_does_not_open() -> None:
    small = make_small()
    client = Client()
    sign_in_member(client, small.people["Hùng"])
    others = make_article(small.units["A"], "Nữ của A", sex="f")
    foreign = make_article(small.units["B"], "Đơn vị khác")
    for one in (others, foreign):
        for name in ("news_article", "news_register", "news_cancel"):
            assert client.get(reverse(f"portal:{name}", args=[one.pk])).status_code == 404
    ours = make_article(small.units["A"], "Nhầm số liệu")
    with acting(writer(small.units["A"])):
        articles.withdraw(article=ours, why="Nhầm số")
    page = client.get(reverse("portal:news_article", args=[ours.pk])).content.decode()
    assert "Nhầm số" in page
    assert "Nội dung" not in page
    assert Client().get(reverse("portal:news")).status_code == 302
