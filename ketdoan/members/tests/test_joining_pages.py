"""The pages of applications and transfers, as officers use them."""

import io
import json
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, Draft
from ketdoan.core.viet import today
from ketdoan.members.forms.grid import NAMES, read_pasted
from ketdoan.members.models import Application, Intake, Member, TransferRequest
from ketdoan.members.queries.applications import said_by
from ketdoan.units.actions.posts import give_post
from ketdoan.units.models import Person, Role

from .test_applying import World as Applied
from .test_applying import known
from .test_transfers import NUMBER, World

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 1, 1)


def signed_in(unit, role: str = "chair") -> Client:
    name = f"{unit.code}-{role}".lower()
    account = Account.objects.create_user(name)
    person = Person.objects.create(unit=unit, name=name, words=name, sort_key=name, account=account)
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=LONG_AGO)
    client = Client()
    client.force_login(account)
    return client


def grid(*lines: dict[str, str]) -> dict[str, list[str]]:
    return {f"people_{name}": [line.get(name, "") for line in lines] for name in NAMES}


def hidden(response) -> dict[str, list[str]]:
    """The hidden fields of a page, as a browser sends them back."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", response.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    return found


def confirmed(client, address, data, **more):
    """Send a form, look at what it would do, and confirm it."""
    first = client.post(address, data)
    assert first.status_code == 200, first.content.decode()
    return first, client.post(address, {**hidden(first), **more})


def text(response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def world() -> Applied:
    with acting(SYSTEM):
        return Applied()


LINES = [
    {
        "name": "Nguyễn Văn An",
        "birth": "20/5/1999",
        "sex": "Nam",
        "citizen_id": "001 099 012 345",
        "phone": "0912.345.678",
    },
    {"name": "Trần Thị Bình", "birth": "2000", "sex": "nữ"},
]


def head(world) -> dict[str, str]:
    return {"unit": f"A · #{world.first.pk}", "form": "collective", "received_on": "01/06/2026"}


def test_a_list_is_typed_looked_at_and_confirmed(world):
    client = signed_in(world.first)
    first, done = confirmed(client, reverse("members:apply"), {**head(world), **grid(*LINES, {})})
    assert "Ghi nhận 2 đơn tại ĐV A" in text(first)
    assert done.status_code == 302
    with acting(SYSTEM):
        said = [said_by(one) for one in Application.objects.select_related("key").order_by("pk")]
    assert [(one.name, one.birth, one.sex) for one in said] == [
        ("Nguyễn Văn An", "1999-05-20", "m"),
        ("Trần Thị Bình", "2000", "f"),
    ]
    assert (said[0].citizen_id, said[0].phone) == ("001099012345", "0912345678")


def test_each_wrong_cell_says_so_in_its_row_and_every_other_cell_stays(world):
    client = signed_in(world.first)
    wrong = [{**LINES[0], "citizen_id": "1099012345"}, LINES[1], {"name": "", "birth": "31/2/1990", "job": "Thợ may"}]
    answer = client.post(reverse("members:apply"), {**head(world), **grid(*wrong)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="people_1_citizen_id"' in page
    assert "Có thể bảng tính đã làm mất số 0 ở đầu" in page
    assert 'aria-describedby="people_3_birth"' in page
    assert 'aria-describedby="people_3_name"' in page
    for kept in ("0912.345.678", "Trần Thị Bình", "Thợ may", "31/2/1990", "1099012345"):
        assert f'value="{kept}"' in page
    assert not Application._base_manager.exists()


def test_what_the_register_knows_stands_beside_its_row(world):
    with acting(SYSTEM):
        known(world, world.second)
    client = signed_in(world.first)
    answer = client.post(reverse("members:apply"), {**head(world), **grid(*LINES)})
    assert answer.status_code == 422
    assert "đang là đoàn viên tại ĐV B" in text(answer)
    assert reverse("members:receive") in answer.content.decode()


def test_a_pasted_table_is_read_by_its_heading(world):
    client = signed_in(world.first)
    pasted = (
        "TT\tHọ tên\tNăm sinh\tCCCD\tGiới tính\n1\tLê Văn Cường\t1995\t001095000111\tNam\n2\tVõ Thị Dung\t1996\t\tNữ\n"
    )
    _, done = confirmed(client, reverse("members:apply"), {**head(world), **grid(), "people_pasted": pasted})
    assert done.status_code == 302
    with acting(SYSTEM):
        said = [said_by(one) for one in Application.objects.select_related("key").order_by("pk")]
    assert [(one.name, one.birth, one.citizen_id, one.sex) for one in said] == [
        ("Lê Văn Cường", "1995", "001095000111", "m"),
        ("Võ Thị Dung", "1996", "", "f"),
    ]


def test_rows_without_a_heading_are_as_in_the_grid_with_or_without_row_numbers():
    plain = read_pasted("Lê Văn Cường\t1995\tNam\nVõ Thị Dung\t1996\tNữ")
    numbered = read_pasted("1\tLê Văn Cường\t1995\tNam\n2\tVõ Thị Dung\t1996\tNữ")
    assert [line.texts for line in plain] == [line.texts for line in numbered]
    assert plain[1].texts == {"name": "Võ Thị Dung", "birth": "1996", "sex": "Nữ"}


def test_a_draft_of_the_list_is_kept_sealed(world):
    client = signed_in(world.first)
    data = {"_form": reverse("members:apply"), "_key": "0" * 32, **head(world), **grid(*LINES)}
    client.post(reverse("core:draft"), data)
    assert "Cường" not in json.dumps(list(Draft.objects.values_list("sealed", flat=True)))
    assert "001 099 012 345" in client.get(reverse("members:apply")).content.decode()


def admitted(client, world) -> Intake:
    confirmed(client, reverse("members:apply"), {**head(world), **grid(*LINES)})
    ids = list(Application._base_manager.values_list("pk", flat=True))
    address = reverse("members:propose") + "?" + "&".join(f"don={pk}" for pk in ids)
    client.post(address, {"met_on": "02/06/2026", "on": "02/06/2026"})
    return Intake._base_manager.get()


def words_of(response) -> str:
    document = Document(io.BytesIO(response.getvalue()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_decision_is_printed_first_as_a_draft_with_the_list_and_then_with_its_number(world):
    client = signed_in(world.first)
    intake = admitted(client, world)
    draft = words_of(client.get(reverse("members:intake_print", args=[intake.pk])))
    for words in (
        "……/QĐ-……",
        "Kết nạp 02 (hai) người",
        "họp Ban Chấp hành ngày 02/06/2026",
        "Nguyễn Văn An",
        "20/05/1999",
    ):
        assert words in draft
    paper = {"on": "03/06/2026", "decision_code": "07/QĐ-CĐCS", "decision_signed_on": "03/06/2026", "signatory": "Lê A"}
    done = client.post(reverse("members:intake_admit", args=[intake.pk]), paper)
    assert done.status_code == 302
    assert Member._base_manager.filter(unit=world.first).count() == 2
    final = words_of(client.get(reverse("members:intake_print", args=[intake.pk])))
    for words in ("07/QĐ-CĐCS", "kể từ ngày 03/06/2026", "Trần Thị Bình", "2000"):
        assert words in final


def test_the_page_of_a_batch_names_its_people_before_and_after(world):
    client = signed_in(world.first)
    intake = admitted(client, world)
    page = reverse("members:intake", args=[intake.pk])
    assert "Nguyễn Văn An" in text(client.get(page))
    paper = {"on": "03/06/2026", "decision_code": "07/QĐ", "decision_signed_on": "03/06/2026"}
    client.post(reverse("members:intake_admit", args=[intake.pk]), paper)
    after = text(client.get(page))
    assert "theo quyết định 07/QĐ" in after
    assert "Nguyễn Văn An" in after
    assert "Nguyễn Văn An" in text(client.get(reverse("members:applications")))


def test_an_application_shows_no_whole_number(world):
    client = signed_in(world.first)
    confirmed(client, reverse("members:apply"), {**head(world), **grid(LINES[0])})
    pk = Application._base_manager.get().pk
    page = text(client.get(reverse("members:application", args=[pk])))
    assert "••• 345" in page
    assert "001099012345" not in page


def test_a_clerk_takes_applications_in_and_does_not_admit(world):
    chair, clerk = signed_in(world.first), signed_in(world.first, "clerk")
    intake = admitted(chair, world)
    assert clerk.get(reverse("members:applications")).status_code == 200
    assert clerk.get(reverse("members:intake_admit", args=[intake.pk])).status_code == 403


@pytest.fixture
def two() -> World:
    with acting(SYSTEM):
        return World()


ASKED = {"number": NUMBER, "name": "tran van an", "birth_year": "1990", "on": "01/06/2026"}


def test_a_member_is_asked_for_and_let_go_and_each_side_sees_what_was_agreed(two):
    to, source = signed_in(two.to), signed_in(two.source)
    first, done = confirmed(to, reverse("members:receive"), {**ASKED, "unit": f"B · #{two.to.pk}"})
    assert "Trần Văn An, sinh năm 1990, đang là đoàn viên tại ĐV A." in text(first)
    page = to.get(done["Location"])
    assert "Trần Văn An" in text(page)
    assert NUMBER not in page.content.decode()
    assert reverse("members:member", args=[two.member.pk]) not in page.content.decode()
    request = TransferRequest._base_manager.get()
    assert to.get(reverse("members:member", args=[two.member.pk])).status_code == 404
    assert to.get(reverse("members:transfer_accept", args=[request.pk])).status_code == 404
    assert source.get(reverse("members:transfer_withdraw", args=[request.pk])).status_code == 404
    assert source.post(reverse("members:transfer_accept", args=[request.pk]), {"on": "01/06/2026"}).status_code == 302
    assert to.get(reverse("members:member", args=[two.member.pk])).status_code == 200
    assert source.get(reverse("members:member", args=[two.member.pk])).status_code == 404


def test_nobody_found_is_said_beside_the_number_and_nothing_typed_is_lost(two):
    to = signed_in(two.to)
    answer = to.post(reverse("members:receive"), {**ASKED, "birth_year": "1991", "unit": f"B · #{two.to.pk}"})
    assert answer.status_code == 422
    assert "Không tìm thấy đoàn viên nào khớp" in text(answer)
    assert f'value="{NUMBER}"' in answer.content.decode()
    assert "ĐV A" not in text(answer)


def test_the_source_introduces_and_the_destination_finds_it_on_the_home(two):
    source, to = signed_in(two.source), signed_in(two.to)
    address = reverse("members:introduce", args=[two.member.pk])
    first, done = confirmed(source, address, {"to_code": "b", "on": "01/06/2026"})
    assert "Giới thiệu Trần Văn An từ ĐV A" in text(first)
    assert done.status_code == 302
    assert "Xác nhận tiếp nhận: Trần Văn An" in text(to.get("/"))
    refused = to.post(
        reverse("members:transfer_refuse", args=[TransferRequest._base_manager.get().pk]), {"refusal": "not_here"}
    )
    assert refused.status_code == 302
    assert "Không làm việc tại đơn vị tiếp nhận" in text(source.get(done["Location"]))


def test_an_unknown_code_of_the_destination_is_said_at_the_field(two):
    source = signed_in(two.source)
    address = reverse("members:introduce", args=[two.member.pk])
    answer = source.post(address, {"to_code": "KHONG-CO", "on": f"{today():%d/%m/%Y}"})
    assert answer.status_code == 422
    assert "Không có đơn vị nào mang mã này" in text(answer)
