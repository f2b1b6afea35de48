"""Pages of cards and prints: from the selection in the list to the sheet, and what a print may hold."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from PIL import Image

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.secrets import load_secrets
from ketdoan.core.viet import today
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.actions.people import leave
from ketdoan.members.factories import JOINED, make_members
from ketdoan.members.models import Card, CardBatch, Photo
from ketdoan.units.actions.persons import set_identifier
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Identifier, PersonalDataView, Role

pytestmark = pytest.mark.django_db
NUMBER = "001185012345"


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA = tmp_path
    load_secrets(tmp_path)
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    unit = make_unit("grassroots_union", "A", province, name="Công đoàn cơ sở Công ty May Một")
    members = make_members(unit, "Trần Thị Ưởng", "Lê Bình", sex="f")
    with acting(SYSTEM):
        set_identifier(person=members[0].person, kind=Identifier.CITIZEN_ID, value=NUMBER)
    return SimpleNamespace(province=province, unit=unit, members=members, client=signed_in(unit, "chair"))


def signed_in(unit, role, *, second_factor=True):
    person = make_person(unit, "Nguyễn Thị Chủ")
    person.account = Account.objects.create_user(f"{role}-{second_factor}".lower())
    person.save()
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=JOINED)
    if second_factor:
        TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person.account)
    return client


def text(response):
    return response.content.decode()


def words(response):
    body = Document(BytesIO(response.content)).element.body
    return "\n".join(node.text for node in body.iter() if node.tag.endswith("}t") and node.text)


def ids(world):
    return {"nguoi": [member.pk for member in world.members]}


def issue(world):
    with acting(SYSTEM):
        return issue_cards(members=world.members, on=today(), numbers=["AB10001", "AB10002"])


def test_a_selection_of_the_list_gets_its_cards_and_the_sheet_to_print_them(world):
    page = text(world.client.get(reverse("members:list")))
    assert reverse("members:issue_cards") in page
    assert "Trần Thị Ưởng" in text(world.client.get(reverse("members:issue_cards"), ids(world)))
    sent = {"on": "01/02/2026", "until": "31/12/2030", "numbers": "AB 10001\nAB 10002\n"}
    done = world.client.post(
        f"{reverse('members:issue_cards')}?nguoi={world.members[0].pk}&nguoi={world.members[1].pk}", sent
    )
    batch = CardBatch._base_manager.get()
    assert done.headers["Location"] == reverse("members:card_batch", args=[batch.pk])
    page = text(world.client.get(done.headers["Location"]))
    # the list stands by given name: Bình before Ưởng
    assert page.index("AB10001") < page.index("Lê Bình") < page.index("AB10002") < page.index("Trần Thị Ưởng")
    pdf = world.client.get(reverse("members:batch_sheet", args=[batch.pk]))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    entry = AuditEntry.objects.get(action="members.print_cards")
    assert entry.change["rows"] == 2


def test_the_number_of_a_card_finds_its_holder_in_the_list_and_the_palette(world):
    issue(world)
    for typed in ("AB10002", "ab 10002"):
        page = text(world.client.get(reverse("members:list"), {"q": typed}))
        assert "Lê Bình" in page
        assert "Ưởng" not in page
    assert "Lê Bình" in text(world.client.get(reverse("core:search"), {"q": "ab10002"}))


def test_cards_of_chosen_members_are_printed_only_with_a_second_factor(world):
    issue(world)
    careless = signed_in(world.unit, "chair", second_factor=False)
    refused = careless.get(reverse("members:card_sheet"), ids(world))
    assert refused.status_code == 403
    assert not AuditEntry.objects.filter(action="members.print_cards").exists()
    assert world.client.get(reverse("members:card_sheet"), ids(world)).content.startswith(b"%PDF")


def test_who_may_not_issue_cards_is_offered_none_and_refused(world):
    clerk = signed_in(world.unit, "clerk")
    assert reverse("members:issue_cards") not in text(clerk.get(reverse("members:list")))
    assert clerk.get(reverse("members:issue_cards"), ids(world)).status_code == 403
    assert clerk.get(reverse("members:card_sheet"), ids(world)).status_code == 403


def test_the_member_s_page_shows_the_card_with_a_code_of_today(world):
    issue(world)
    page = text(world.client.get(reverse("members:member", args=[world.members[0].pk])))
    assert "AB10001" in page
    assert "Mã QR hôm nay" in page
    with acting(SYSTEM):
        leave(members=world.members[:1], on=today(), reason="retired")
    page = text(world.client.get(reverse("members:member", args=[world.members[0].pk])))
    assert "Mã QR hôm nay" not in page
    assert "Chưa thu" in page
    listed = text(world.client.get(reverse("members:cards"), {"the": "chua-thu"}))
    assert "AB10001" in listed
    assert "AB10002" not in listed


def test_a_card_is_returned_and_given_force_again_on_screen(world):
    issue(world)
    card = Card._base_manager.get(number="AB10001")
    done = world.client.post(reverse("members:end_card", args=[card.pk]), {"reason": "returned", "on": "31/12/2099"})
    assert done.status_code == 422
    assert "Ngày này chưa đến" in text(done)
    day = today().strftime("%d/%m/%Y")
    world.client.post(reverse("members:end_card", args=[card.pk]), {"reason": "returned", "on": day})
    card.refresh_from_db()
    assert card.ended_on == today()
    world.client.post(reverse("members:restore_card", args=[card.pk]), {"why": "ghi nhầm"})
    card.refresh_from_db()
    assert card.ended_on is None


def test_a_number_that_another_card_has_is_told_at_its_field(world):
    issue(world)
    card = Card._base_manager.get(number="AB10001")
    sent = {"reason": "lost", "on": today().strftime("%d/%m/%Y"), "number": "AB10002"}
    done = world.client.post(reverse("members:replace_card", args=[card.pk]), sent)
    assert done.status_code == 422
    assert "Số thẻ AB10002 đã được cấp trước đây" in text(done)
    card.refresh_from_db()
    assert card.ended_on is None


def test_a_picture_is_handed_in_shown_and_taken_away(world):
    out = BytesIO()
    Image.new("RGB", (60, 90), "blue").save(out, "PNG")
    pk = world.members[0].pk
    file = SimpleUploadedFile("a.png", out.getvalue(), "image/png")
    assert world.client.post(reverse("members:set_photo", args=[pk]), {"file": file}).status_code == 302
    shown = world.client.get(reverse("members:photo", args=[pk]))
    assert shown.content.startswith(b"\xff\xd8")
    assert shown.headers["Cache-Control"] == "private, no-store"
    world.client.post(reverse("members:drop_photo", args=[pk]))
    assert world.client.get(reverse("members:photo", args=[pk])).status_code == 404
    assert not Photo._base_manager.exists()


def test_the_form_holds_a_number_only_for_a_purpose_which_its_person_can_read(world):
    address = reverse("members:print_form", args=[world.members[0].pk])
    plain = words(world.client.post(address, {}))
    assert "Trần Thị Ưởng" in plain
    assert "Kết nạp" in plain
    assert NUMBER not in plain
    assert not PersonalDataView._base_manager.filter(field="citizen_id").exists()
    asked = world.client.post(address, {"values": ["can_cuoc"], "purpose": " "})
    assert asked.status_code == 422
    assert not PersonalDataView._base_manager.filter(field="citizen_id").exists()
    full = words(world.client.post(address, {"values": ["can_cuoc", "bhxh"], "purpose": "Hồ sơ thẻ"}))
    assert NUMBER in full
    views = PersonalDataView._base_manager.filter(purpose="Hồ sơ thẻ").values_list("person", "field")
    assert (world.members[0].pk, "citizen_id") in views
    assert "social_insurance" not in dict(views).values()  # no number of insurance is recorded


def test_the_list_of_a_unit_is_printed_with_the_numbers_of_those_who_have_one(world):
    issue(world)
    address = reverse("members:print_list", args=["A"])
    plain = words(world.client.post(address, {}))
    assert plain.index("Lê Bình") < plain.index("Trần Thị Ưởng")
    assert "AB10002" in plain
    assert NUMBER not in plain
    assert AuditEntry.objects.get(action="units.print").change["rows"] == 2
    assert NUMBER in words(world.client.post(address, {"values": ["can_cuoc"], "purpose": "Đại hội"}))
    assert PersonalDataView._base_manager.get(field="citizen_id").purpose == "Đại hội"
    careless = signed_in(world.unit, "chair", second_factor=False)
    assert careless.post(address, {}).status_code == 403


def test_births_stand_in_the_column_of_the_sex_and_no_sex_is_guessed(world):
    make_members(world.unit, "Võ Nam", sex="m", birth_year=1971)
    make_members(world.unit, "Hồ Ẩn", birth_year=1982)
    table = Document(BytesIO(world.client.post(reverse("members:print_list", args=["A"]), {}).content)).tables[1]
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in table.rows}
    assert rows["Võ Nam"][2:4] == ["1971", ""]
    assert rows["Lê Bình"][2:4] == ["", "1990"]
    assert rows["Hồ Ẩn"][2:4] == ["", ""]
    assert rows["Hồ Ẩn"][-1] == "Chưa ghi giới tính, sinh 1982"


def test_who_may_not_open_numbers_prints_without_them(world):
    clerk = signed_in(world.unit, "clerk")
    address = reverse("members:print_form", args=[world.members[0].pk])
    assert "không mở được số giấy tờ" in text(clerk.get(address))
    assert clerk.post(address, {"values": ["can_cuoc"], "purpose": "xem"}).status_code == 403
    assert not PersonalDataView._base_manager.exists()
    assert "Trần Thị Ưởng" in words(clerk.post(address, {}))


def test_unions_may_replace_the_templates_of_the_register(world):
    officer = signed_in(world.province, "organisation_officer")
    page = text(officer.get(reverse("units:print_templates")))
    assert "Phiếu đoàn viên" in page
    assert "Danh sách đoàn viên" in page
    tried = officer.get(reverse("units:print_template_try", args=["form.member"]))
    assert "Trần Thị Mẫu" in words(tried)
    tried = officer.get(reverse("units:print_template_try", args=["list.members"]))
    assert "1234567890" in words(tried)
