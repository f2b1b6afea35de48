"""Signed copies of decisions: handed in with an act or later, seen by whom the decision concerns."""

import re
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.secrets import load_secrets
from ketdoan.core.unscoped import everything
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Attachment, Decision, Role, Unit

pytestmark = pytest.mark.django_db
PAPER = {"since": "01/06/2024", "decision_code": "12/QĐ-LĐLĐ", "decision_signed_on": "20/05/2024"}
NAMES = {"name": "Công đoàn cơ sở Mới", "short_name": "CĐCS Mới"}
RENAME = "/to-chuc/don-vi/A/doi-ten/"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    load_secrets(tmp_path)


@pytest.fixture
def union():
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    return {
        "province": province,
        "a": make_unit("grassroots_union", "A", province),
        "b": make_unit("grassroots_union", "B", province),
    }


def signed_in(unit, code):
    """Somebody who works for a unit in a role, signed in."""
    person = make_person(unit, "Nguyễn Văn An")
    person.account = Account.objects.create_user(f"{code}-{unit.code}")
    person.save()
    TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=code), since=date(2024, 1, 1))
    client = Client()
    client.force_login(person.account)
    return client


def scan(text="bản ký", name="12-QD.pdf"):
    return SimpleUploadedFile(name, f"%PDF-1.7 {text}".encode())


def renamed(client, **form):
    return client.post(RENAME, {**PAPER, **NAMES, **form})


def kept():
    with everything():
        return list(Decision.objects.values_list("code", "file__name"))


def content(client, number):
    answer = client.get(f"/to-chuc/quyet-dinh/{number}/ban-ky/")
    return answer.status_code, answer.getvalue().decode() if answer.status_code == 200 else ""


def only_decision():
    with everything():
        return Decision.objects.get().pk


def test_the_signed_copy_comes_with_the_act_and_opens_for_those_concerned(union):
    officer = signed_in(union["province"], "chair")
    assert renamed(officer, decision_file=scan()).status_code == 302
    assert kept() == [("12/QĐ-LĐLĐ", "12-QD.pdf")]
    number = only_decision()
    assert content(officer, number) == (200, "%PDF-1.7 bản ký")
    assert content(signed_in(union["a"], "accountant"), number) == (200, "%PDF-1.7 bản ký")
    assert content(signed_in(union["b"], "chair"), number) == (404, "")
    assert content(Client(), number)[0] == 302


def test_a_wrong_file_is_said_at_its_field_and_nothing_is_done(union):
    officer = signed_in(union["province"], "chair")
    page = renamed(officer, decision_file=SimpleUploadedFile("12-QD.pdf", b"MZ not a document"))
    assert page.status_code == 422
    assert 'id="id_decision_file_error"' in page.content.decode()
    with everything():
        assert (Decision.objects.count(), Attachment.objects.count()) == (0, 0)
        assert Unit.objects.get(code="A").name == "Đơn vị A"


def test_what_else_is_wrong_keeps_no_file_and_says_so(union):
    page = renamed(signed_in(union["province"], "chair"), decision_file=scan(), since="01/06/1999")
    assert page.status_code == 422
    assert "Tệp đã chọn chưa được lưu: 12-QD.pdf" in page.content.decode()
    with everything():
        assert (Decision.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_file_without_the_number_of_its_decision_is_refused_at_the_number(union):
    page = renamed(signed_in(union["province"], "chair"), decision_file=scan(), decision_code="", decision_signed_on="")
    assert 'href="#id_decision_code">Hãy ghi số, ký hiệu của quyết định này.' in page.content.decode()
    assert not kept()


def test_a_draft_that_comes_back_says_that_it_keeps_no_file(union):
    officer = signed_in(union["province"], "chair")
    assert "Bản nháp không giữ tệp" not in officer.get(RENAME).content.decode()
    officer.post("/ban-nhap/", {"_form": RENAME, "_key": "", "name": "Đang viết dở"})
    page = officer.get(RENAME).content.decode()
    assert "Đang viết dở" in page
    assert "Bản nháp không giữ tệp" in page
    assert re.search(r'hx-params="not [^"]*decision_file', page)


def confirmation(officer, **more):
    form = {**PAPER, "why": "", "signatory": "", "signatory_title": ""}
    page = officer.post("/to-chuc/don-vi/A/ket-thuc/", form).content.decode()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert '<input type="file" name="decision_file"' in page
    return officer.post("/to-chuc/don-vi/A/ket-thuc/", {**form, **fields, **more})


def test_an_act_that_is_confirmed_takes_the_signed_copy_with_the_confirmation(union):
    officer = signed_in(union["province"], "chair")
    page = confirmation(officer, decision_file=SimpleUploadedFile("12.pdf", b"MZ not a document"))
    assert page.status_code == 422
    assert 'id="id_decision_file_error"' in page.content.decode()
    assert "Xác nhận thực hiện" in page.content.decode()
    assert "Dữ liệu đã thay đổi" not in page.content.decode()
    assert not kept()
    assert confirmation(officer, decision_file=scan()).status_code == 302
    assert kept() == [("12/QĐ-LĐLĐ", "12-QD.pdf")]


def test_the_copy_is_handed_in_later_by_the_clerk_of_the_unit_that_decided(union):
    renamed(signed_in(union["province"], "chair"))
    number = only_decision()
    clerk = signed_in(union["province"], "clerk")
    where = f"/to-chuc/quyet-dinh/{number}/bo-sung/"
    assert "Bổ sung bản ký" in clerk.get(f"/to-chuc/quyet-dinh/{number}/").content.decode()
    assert clerk.post(where, {"file": scan(name="12-QD.exe")}).status_code == 422
    assert kept() == [("12/QĐ-LĐLĐ", None)]
    assert clerk.post(where, {"file": scan()}).status_code == 302
    assert content(clerk, number) == (200, "%PDF-1.7 bản ký")
    assert signed_in(union["province"], "accountant").get(where).status_code == 403
    concerned = signed_in(union["a"], "clerk")
    assert concerned.get(where).status_code == 404
    assert "Bổ sung" not in concerned.get(f"/to-chuc/quyet-dinh/{number}/").content.decode()


def test_another_copy_takes_the_place_of_the_first_only_for_a_reason_that_is_recorded(union):
    officer = signed_in(union["province"], "chair")
    renamed(officer, decision_file=scan())
    number = only_decision()
    with everything():
        first = Attachment.objects.get().pk
    page = renamed(officer, name="Công đoàn cơ sở Khác", decision_file=scan("bản khác"))
    assert (page.status_code, "đã có bản ký khác" in page.content.decode()) == (422, True)
    where = f"/to-chuc/quyet-dinh/{number}/bo-sung/"
    assert officer.post(where, {"file": scan("rõ hơn")}).status_code == 422
    assert officer.post(where, {"file": scan("rõ hơn"), "why": "Bản trước mờ"}).status_code == 302
    assert content(officer, number) == (200, "%PDF-1.7 rõ hơn")
    entry = AuditEntry.objects.get(action="units.paper")
    assert (entry.why, entry.change["earlier"]) == ("Bản trước mờ", first)


def test_the_same_copy_may_come_with_each_act_of_one_decision(union):
    officer = signed_in(union["province"], "chair")
    renamed(officer, decision_file=scan())
    again = {**PAPER, **NAMES, "name": "Công đoàn cơ sở Hai", "decision_file": scan()}
    assert officer.post("/to-chuc/don-vi/B/doi-ten/", again).status_code == 302
    assert kept() == [("12/QĐ-LĐLĐ", "12-QD.pdf")]


def test_the_page_of_a_decision_tells_what_it_did(union):
    officer = signed_in(union["province"], "chair")
    renamed(officer, decision_file=scan())
    number = only_decision()
    page = officer.get(f"/to-chuc/quyet-dinh/{number}/").content.decode()
    assert "Đổi tên" in page
    assert "CĐCS Mới" in page
    unit = officer.get("/to-chuc/don-vi/A/").content.decode()
    assert f'href="/to-chuc/quyet-dinh/{number}/"' in unit
