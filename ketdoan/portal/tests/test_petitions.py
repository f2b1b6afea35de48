"""Petitions in the app: what is alike is shown first, one is sent with a photo, followed, answered and judged."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from ketdoan.petitions.actions import handling
from ketdoan.petitions.models import Petition, Picture, Voice
from ketdoan.petitions.tests.union import TEXT, TITLE, Petitions, as_post, now, photo
from ketdoan.portal.factories import sign_in_member
from ketdoan.units.models import Person

pytestmark = pytest.mark.django_db
KEY = "0f5b2f0a52b64b4b8f0e3a4d2c1b0a99"
FORM = {"title": TITLE, "topic": "meal", "text": TEXT, "who": "hidden", "shared": "on", "_key": KEY}


@pytest.fixture
def union() -> Petitions:
    return Petitions()


def phone(person: Person) -> Client:
    client = Client()
    sign_in_member(client, person)
    return client


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"portal:{name}", args=args)).content.decode()


def test_a_member_sends_with_a_photo_follows_it_two_levels_up_and_says_whether_the_answer_helped(union):
    client, sender = phone(union.members[0]), union.members[0]
    address = reverse("portal:petition_send")
    form = client.get(address).content.decode()
    assert "data-queue" in form
    assert 'enctype="multipart/form-data"' in form
    answers = [client.post(address, {**FORM, "photos": photo(sender.name)}) for _ in range(2)]
    held = Petition._base_manager.get()
    own = reverse("portal:petition", args=[held.pk])
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, own)] * 2
    told = page(client, "petition", held.pk)
    for part in (TITLE, "nhiều người bỏ bữa", "chờ tiếp nhận", "Anh chị giấu tên"):
        assert part in told, part
    picture = client.get(reverse("portal:petition_picture", args=[Picture._base_manager.get().pk]))
    with Image.open(BytesIO(picture.content)) as kept:
        assert dict(kept.getexif()) == {}
    with as_post(union.chair):
        handling.forward(petition=held, text="Vượt quyền của cơ sở, đề nghị cấp trên.")
    assert "hạn" in page(client, "petition", held.pk)
    with as_post(union.province_chair):
        handling.ask_back(petition=held, text="Việc này từ tháng nào?")
    assert "Cần bổ sung" in page(client, "home")
    add = reverse("portal:petition_add", args=[held.pk])
    assert client.post(add, {"text": "ngắn"}).status_code == 422
    assert client.post(add, {"text": "Từ đầu tháng 11 năm nay."}).status_code == 302
    with as_post(union.province_chair):
        handling.answer(petition=held, text="Đã làm việc với công ty, thêm món rau.")
    told = page(client, "petition", held.pk)
    assert "Chuyển lên công đoàn cấp trên" in told
    assert "thêm món rau" in told
    rate = reverse("portal:petition_rate", args=[held.pk])
    assert client.post(rate, {"satisfied": "no", "text": ""}).status_code == 422
    assert client.post(rate, {"satisfied": "yes"}).status_code == 302
    assert Voice._base_manager.get().satisfied is True
    assert client.get(rate).status_code == 404


def test_what_is_alike_is_shown_before_sending_and_joined_and_the_line_is_kept_nowhere(union):
    held = union.file(union.members[0], hidden=True)
    client = phone(union.members[7])
    line = "com nguoi, suat an ca chieu te qua"
    told = client.post(reverse("portal:petition_send"), {"look": "1", "title": line}).content.decode()
    assert TITLE in told
    assert f'value="{line}"' in told
    assert union.members[0].name not in told
    assert Petition._base_manager.count() == 1
    join = reverse("portal:petition_join", args=[held.pk])
    assert "data-queue" in client.get(join).content.decode()
    assert client.post(join, {"who": "named"})["Location"] == reverse("portal:petition", args=[held.pk])
    told = page(client, "petition", held.pk)
    assert "nhiều người bỏ bữa" not in told
    assert union.members[0].name not in told
    assert "2 người gửi và cùng ý" in told


def test_a_denunciation_is_told_its_way_at_the_field(union):
    answer = phone(union.members[0]).post(
        reverse("portal:petition_send"), {**FORM, "text": "Tôi tố cáo quản đốc đánh công nhân."}
    )
    assert answer.status_code == 422
    assert "Ủy ban kiểm tra" in answer.content.decode()


def test_nothing_of_anothers_opens_and_who_takes_back_finds_it_gone(union):
    held = union.file(union.members[0], shared=False, photos=[photo()])
    other, own = phone(union.members[1]), phone(union.members[0])
    picture = Picture._base_manager.get().pk
    for name, key in [("petition_picture", picture), *((f"petition{end}", held.pk) for end in ENDS)]:
        assert other.get(reverse(f"portal:{name}", args=[key])).status_code in (404, 405), name
    assert other.post(reverse("portal:petition_withdraw", args=[held.pk])).status_code == 404
    assert not now(held).gone
    assert own.post(reverse("portal:petition_withdraw", args=[held.pk])).status_code == 302
    assert now(held).gone
    assert own.get(reverse("portal:petition", args=[held.pk])).status_code == 404


ENDS = ("", "_join", "_add", "_rate", "_withdraw")


def test_a_published_answer_stands_in_the_list_of_others_of_the_union(union):
    held = union.file(union.members[0])
    with as_post(union.chair):
        handling.answer(petition=held, text="Đã làm việc với công ty, thêm món rau.", publish=True)
    client = phone(union.members[5])
    assert TITLE in page(client, "petitions")
    told = page(client, "petition_join", held.pk)
    assert "thêm món rau" in told
    assert "Tôi cũng vậy" not in told
    assert TITLE not in page(phone(union.few[0]), "petitions")


def test_an_address_that_leads_nowhere_keeps_a_member_in_the_app(union):
    held, client = union.file(union.members[1]), phone(union.members[0])
    for address in ("/app/khong-co-trang-nay", reverse("portal:petition", args=[held.pk])):
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 404
        assert "Về trang chủ" in text
        assert "bàn làm việc" not in text.lower()
