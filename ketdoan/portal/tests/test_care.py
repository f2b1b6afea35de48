"""Pages of care, programmes and of the own data put right: what a member does there, and that it is theirs alone."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from ketdoan.core.acting import acting
from ketdoan.core.viet import today
from ketdoan.members.actions import requests
from ketdoan.members.actions.proxies import Agreement
from ketdoan.members.models import CorrectionRequest, ErasureRequest
from ketdoan.members.queries.own_pages import page_of
from ketdoan.members.tests.union import actor_of
from ketdoan.portal.factories import sign_in_member
from ketdoan.units.models import Person
from ketdoan.welfare.actions import cases, programmes
from ketdoan.welfare.models import AidCase, CasePhoto, Registration
from ketdoan.welfare.tests.union import Care, picture

pytestmark = pytest.mark.django_db
WORDS = "Tôi nằm viện vì đau dạ dày"


@pytest.fixture
def union(db: None) -> Care:
    return Care()


@pytest.fixture
def huyen(union: Care) -> Client:
    client = Client()
    sign_in_member(client, union.huyen.person, "0900000001")
    return client


@pytest.fixture
def duc(union: Care) -> Client:
    client = Client()
    sign_in_member(client, Person._base_manager.get(pk=union.duc.pk), "0900000002")
    return client


def asked() -> dict[str, Any]:
    return {"kind": "sick", "on": today().strftime("%d/%m/%Y"), "text": WORDS, "photos": picture(), "consent": "on"}


def test_a_member_asks_for_care_with_a_photo_and_follows_it_to_the_end(union: Care, huyen: Client) -> None:
    page = reverse("portal:care_ask")
    assert 'data-queue="Đề nghị thăm hỏi, trợ cấp"' in huyen.get(page).content.decode()
    refused = huyen.post(page, {**asked(), "consent": ""})
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    key = "0123456789abcdef0123456789abcdef"
    first, again = (huyen.post(page, {**asked(), "_key": key}) for _ in range(2))
    case = AidCase._base_manager.get()
    assert first.url == again.url == reverse("portal:care_case", args=[case.pk])  # type: ignore[attr-defined]
    shown = huyen.get(first.url).content.decode()  # type: ignore[attr-defined]
    assert WORDS in shown
    photo = CasePhoto._base_manager.get()
    content = huyen.get(reverse("portal:care_photo", args=[case.pk, photo.pk])).content
    assert Image.open(BytesIO(content)).size == (9, 7)
    with acting(actor_of(union.chair)):
        cases.ask_back(case=case, text="Chị nằm viện mấy ngày?")
    add = reverse("portal:care_add", args=[case.pk])
    assert "Chị nằm viện mấy ngày?" in huyen.get(add).content.decode()
    assert huyen.post(add, {"text": "Bốn ngày ạ"}).status_code == 302
    assert f"Đề nghị thăm hỏi, trợ cấp số {case.pk}" in huyen.get(reverse("portal:home")).content.decode()
    with acting(actor_of(union.chair)):
        cases.decide(case=case, rate=union.sick, amount=450_000, text="Chúc chị mau khỏe")
        cases.finish(case=case, on=today(), way="visit")
    shown = huyen.get(reverse("portal:care_case", args=[case.pk])).content.decode()
    for words in ("450.000", "Chúc chị mau khỏe", "Đến thăm, trao tận tay".lower(), "02/QC-CĐ", "Bốn ngày"):
        assert words in shown
    assert f"số {case.pk}" not in huyen.get(reverse("portal:home")).content.decode()


def test_what_is_asked_for_does_not_stay_on_the_phone_and_the_list_tells_no_reason(union: Care, huyen: Client) -> None:
    case = union.ask(union.huyen)
    assert "no-store" in huyen.get(reverse("portal:care_case", args=[case.pk])).headers["Cache-Control"]
    kept = huyen.get(reverse("portal:care"))
    assert "no-store" not in kept.headers.get("Cache-Control", "")
    assert WORDS not in kept.content.decode()


def test_a_member_takes_a_request_back(union: Care, huyen: Client) -> None:
    case = union.ask(union.huyen)
    assert huyen.post(reverse("portal:care_withdraw", args=[case.pk])).url == reverse("portal:care")  # type: ignore[attr-defined]
    assert AidCase._base_manager.select_related("key").get().gone
    assert huyen.get(reverse("portal:care_case", args=[case.pk])).status_code == 404


def test_a_member_registers_asks_and_gives_the_place_back(union: Care, huyen: Client) -> None:
    one = union.programme(union.province_chair, places=2, seats_each=2)
    home = huyen.get(reverse("portal:home")).content.decode()
    assert one.title in home
    join = reverse("portal:programme_join", args=[one.pk])
    assert huyen.post(join, {"seats": "3", "note": ""}).status_code == 422
    assert huyen.post(join, {"seats": "2", "note": "Lên xe ở cổng 2"}).status_code == 302
    page = reverse("portal:programme", args=[one.pk])
    assert "đã đăng ký 2 chỗ" in huyen.get(page).content.decode()
    huyen.post(reverse("portal:programme_ask", args=[one.pk]), {"text": "Mấy giờ xe chạy?"})
    assert "Mấy giờ xe chạy?" in huyen.get(page).content.decode()
    huyen.post(reverse("portal:programme_give_up", args=[one.pk]))
    assert Registration._base_manager.get().state == "given_up"


def test_a_member_proposes_a_correction_and_reads_what_was_decided(union: Care, huyen: Client) -> None:
    page = reverse("portal:propose", args=["birth_date"])
    assert "02/03/1985" in huyen.get(page).content.decode()
    assert huyen.post(page, {"value": "12/03/1985"}).status_code == 422
    done = huyen.post(page, {"value": "12/03/1985", "photos": picture(), "note": "Theo giấy khai sinh"})
    request = CorrectionRequest._base_manager.get()
    assert done.url == page_of("correction", request.pk)  # type: ignore[attr-defined]
    with acting(actor_of(union.chair)):
        requests.refuse_correction(request=request, reason="Ảnh mờ, xin chụp lại")
    shown = huyen.get(reverse("portal:correction", args=[request.pk])).content.decode()
    assert "Ảnh mờ, xin chụp lại" in shown
    assert "12/03/1985" in shown


@pytest.mark.parametrize("field", ["name", "sex", "phone", "email", "address", "citizen_id", "profession", "job_title"])
def test_each_field_has_its_form(union: Care, huyen: Client, field: str) -> None:
    assert huyen.get(reverse("portal:propose", args=[field])).status_code == 200


def test_a_member_asks_to_be_erased_and_takes_it_back(union: Care, huyen: Client) -> None:
    page = reverse("portal:erasure")
    assert page == page_of("erasure")
    assert huyen.post(page, {"note": "Tôi nghỉ việc"}).status_code == 302
    one = ErasureRequest._base_manager.get()
    assert f"Rút yêu cầu số {one.pk}" in huyen.get(page).content.decode()
    huyen.post(reverse("portal:erasure_withdraw", args=[one.pk]))
    assert ErasureRequest._base_manager.get().state == "withdrawn"


def test_a_member_reads_who_acted_for_them(union: Care, duc: Client, huyen: Client) -> None:
    said = Agreement(True, "call", "Anh gọi điện nhờ tối qua")
    with acting(actor_of(union.leader)):
        programmes.register(programme=union.programme(union.chair), member=union.duc, agreed=said)
    assert reverse("portal:proxies") == page_of("proxies")
    page = duc.get(reverse("portal:proxies")).content.decode()
    for words in ("Ngô Thị Tổ Trưởng", "Vé xe về quê đón Tết", "Anh gọi điện nhờ tối qua"):
        assert words in page
    assert "Ngô Thị Tổ Trưởng" not in huyen.get(reverse("portal:proxies")).content.decode()


def of_one(case: AidCase, request: CorrectionRequest) -> Iterator[str]:
    for name, pk in (("care_case", case.pk), ("care_add", case.pk), ("correction", request.pk)):
        yield reverse(f"portal:{name}", args=[pk])
    yield reverse("portal:care_photo", args=[case.pk, CasePhoto._base_manager.get().pk])
    yield reverse("portal:correction_photo", args=[request.pk, request.photos.model._base_manager.get().pk])


def test_nothing_of_a_member_is_opened_by_another(union: Care, huyen: Client, duc: Client) -> None:
    case = union.ask(union.huyen, photos=[picture()])
    with acting(union.actor(union.huyen)):
        request = requests.ask_correction(field="name", value="Phạm Thị Diệu Hiền", photos=[picture()])
    elsewhere = union.programme(union.stranger)
    for page in of_one(case, request):
        assert huyen.get(page).status_code == 200
        assert duc.get(page).status_code == 404
    for name, pk in (("care_withdraw", case.pk), ("correction_withdraw", request.pk)):
        assert duc.post(reverse(f"portal:{name}", args=[pk])).status_code == 404
    for name in ("programme", "programme_join", "programme_ask"):
        assert huyen.get(reverse(f"portal:{name}", args=[elsewhere.pk])).status_code == 404
