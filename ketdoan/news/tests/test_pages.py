"""The pages of the module as officials use them, and the page behind a shared link."""

import time
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from ketdoan.activities.factories import make_officer
from ketdoan.core.acting import acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.secrets import load_secrets
from ketdoan.members.queries.membership import member_actor
from ketdoan.news.actions import articles, signups
from ketdoan.news.actions.signups import Offer
from ketdoan.news.factories import Small, make_article, make_small, writer
from ketdoan.news.models import Article, Place
from ketdoan.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.DATA = tmp_path
    load_secrets(tmp_path)


@pytest.fixture
def small() -> Small:
    return make_small()


def browser(unit: Unit, role: str = "chair") -> Client:
    """Somebody who works at a unit, signed in with both factors."""
    account = Account.objects.get(pk=make_officer(unit, role).account_id)
    TOTP.activate(account, generate_totp_secret()) if not Authenticator.objects.filter(user=account).exists() else None
    client = Client()
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def drawn_file(name: str = "anh.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (900, 600), "red").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_an_article_goes_from_the_editor_to_members(small: Small) -> None:
    client = browser(small.units["A"])
    sent = {"title": "Khám sức khỏe", "text": "## Khi nào\n\nNgày **12**", "uploads": drawn_file()}
    answer = client.post(reverse("news:new"), sent)
    article = Article._base_manager.get()
    assert answer["Location"] == reverse("news:reach", args=[article.pk])
    looked = client.post(reverse("news:look"), {"text": "<b>x</b> **y**", "article": article.pk}).content.decode()
    assert "&lt;b&gt;x" in looked
    assert "<strong>y</strong>" in looked
    counted = client.post(reverse("news:count", args=[article.pk]), {"sex": "f", "suspended": "on"}).content.decode()
    assert "<strong>1</strong> đoàn viên" in counted
    client.post(reverse("news:reach", args=[article.pk]), {"sex": "f", "suspended": "on"})
    page = client.get(reverse("news:article", args=[article.pk])).content.decode()
    assert "Đăng ngay cho 1 đoàn viên" in page
    assert "<h2>Khi nào</h2>" in page
    client.post(reverse("news:publish", args=[article.pk]))
    lan, hung = (member_actor(small.people[name]) for name in ("Lan", "Hùng"))
    from ketdoan.news.queries.reading import news_for

    with acting(lan):
        (one,) = news_for(lan)
        assert (one.edition.title, one.picture.number) == ("Khám sức khỏe", 1)
    with acting(hung):
        assert news_for(hung) == []
    for name in ("article", "correct", "withdraw", "signup", "change"):
        assert client.get(reverse(f"news:{name}", args=[article.pk])).status_code == 200
    shown = client.get(reverse("news:picture", args=[article.pk, one.picture.pk]))
    assert shown["Content-Type"] == "image/webp"


def test_results_of_few_people_are_not_told(small: Small) -> None:
    article = make_article(small.units["A"], "Tin")
    page = browser(small.units["A"]).get(reverse("news:article", args=[article.pk])).content.decode()
    assert "ít người, không hiện số" in page


def test_who_may_not_write_sees_no_editor(small: Small) -> None:
    article = make_article(small.units["A"], "Bản nháp", publish=False)
    client = browser(small.units["A"], "accountant")
    assert client.get(reverse("news:articles")).status_code == 200
    assert client.get(reverse("news:new")).status_code == 403
    assert client.post(reverse("news:publish", args=[article.pk])).status_code == 403
    assert browser(small.units["B"]).get(reverse("news:article", args=[article.pk])).status_code == 404
    assert browser(small.units["P"]).get(reverse("news:article", args=[article.pk])).status_code == 404


def test_officials_read_the_news_of_the_units_above_as_far_as_it_is_for_theirs(small: Small) -> None:
    ours = make_article(small.units["P"], "Cho A", units=[small.units["A"].pk])
    client = browser(small.units["B"])
    theirs = make_article(small.units["P"], "Cho tỉnh")
    page = client.get(reverse("news:above")).content.decode()
    assert "Cho tỉnh" in page
    assert "Cho A" not in page
    assert client.get(reverse("news:read", args=[theirs.pk])).status_code == 200
    assert client.get(reverse("news:read", args=[ours.pk])).status_code == 404
    assert "Cho A" in browser(small.units["AT"], "group_leader").get(reverse("news:above")).content.decode()


def test_a_shared_link_shows_what_is_public_and_of_the_rest_nothing(small: Small) -> None:
    article = make_article(small.units["A"], "Chuyện nội bộ")
    address = reverse("news:shared", args=[article.token])
    page = Client().get(address).content.decode()
    assert "Chuyện nội bộ" not in page
    assert "ĐV A" not in page
    with acting(writer(small.units["A"])):
        articles.set_public(article=article, public=True)
    page = Client().get(address).content.decode()
    assert '<meta property="og:title" content="Chuyện nội bộ">' in page
    with acting(writer(small.units["A"])):
        articles.withdraw(article=article, why="Nhầm")
    assert Client().get(address).status_code == 404


def test_the_list_of_registered_leaves_as_a_file_and_that_is_logged(small: Small) -> None:
    article = make_article(small.units["P"], "Xe về quê")
    from ketdoan.core.viet import today

    with acting(writer(small.units["P"])):
        signup = signups.set_signup(article=article, until=today(), offers=[Offer("Huế", 1)])
    for name in ("Lan", "Mai"):
        with acting(member_actor(small.people[name])):
            signups.register(article=article, place=Place._base_manager.get(signup=signup).pk)
    client = browser(small.units["P"])
    page = client.get(reverse("news:registrations", args=[article.pk])).content.decode()
    assert "Trần Thị Lan" in page
    assert "Chờ chỗ" in page
    file = client.get(reverse("news:registrations", args=[article.pk]), {"export": "xlsx"})
    assert b"".join(file.streaming_content)[:2] == b"PK"
    entry = AuditEntry.objects.get(action="news.export")
    assert entry.change["rows"] == 2
    below = browser(small.units["A"]).get(reverse("news:registrations", args=[article.pk])).content.decode()
    assert "Trần Thị Lan" in below
    assert "Phạm Thị Mai" not in below
