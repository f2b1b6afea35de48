"""The form designer on its pages: from the file to the published form, for those who may."""

from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from xlsxwriter import Workbook

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.reports.actions.designing import begin_form
from ketdoan.reports.designing.model import Line, Proposal
from ketdoan.reports.models import FormDraft, FormVersion
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person
from ketdoan.units.models import Role

from .sheets_of_forms import sheets
from .union import FOUNDED, make_union

pytestmark = pytest.mark.django_db
MADE = {made.name: made for made in sheets()}
NEW, LIST = "/bao-cao/bieu-mau/moi/", "/bao-cao/bieu-mau/"
FIELDS = ("at", "no", "label", "uom", "kind", "of", "cell", "over")


@pytest.fixture
def units(db):
    return make_union()


def signed_in(unit, role="organisation_officer"):
    account = Account.objects.create_user(f"{role}-{unit.code}".lower())
    person = make_person(unit, "Nguyễn Thị Lập")
    person.account = account
    person.save()
    with acting(SYSTEM):
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=FOUNDED)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(account)
    return client


def upload(content, name="bieu.xlsx"):
    return SimpleUploadedFile(name, content)


def text(answer):
    return answer.content.decode()


def draft():
    return FormDraft._base_manager.get()


def sent(design, **changed):
    """What the grid sends of a design, as the browser does."""
    told = {name: design[name] for name in ("title", "code", "periods", "source", "note")}
    lines = design["lines"]
    rows = {
        "at": [str(at) for at in range(len(lines))],
        "no": [line["no"] for line in lines],
        "label": [line["label"] for line in lines],
        "uom": [line.get("uom", "") for line in lines],
        "kind": [line["kind"] for line in lines],
        "of": [", ".join(line.get("of", ())) for line in lines],
        "cell": [f"Chỉ tiêu [{line['cell']}]" if line.get("cell") else "" for line in lines],
        "over": [line.get("over", "sum") for line in lines],
    }
    return {**told, **{f"lines_{name}": rows[name] for name in FIELDS}, **changed}


def test_an_officer_makes_a_form_from_the_sheet_in_use(units):
    client = signed_in(units["P"])
    answer = client.post(NEW, {"file": upload(MADE["two columns under one heading"].content)}, follow=True)
    page = text(answer)
    assert "Đã đọc 15 dòng" in page
    assert "Tổng số cuộc ngừng việc tập thể" in page
    assert "Còn phải sửa trước khi công bố" not in page
    found = draft()
    answer = client.post(f"/bao-cao/bieu-mau/nhap/{found.pk}/", sent(found.content["design"]), follow=True)
    page = text(answer)
    assert "Dòng 7 = 7a + 7b + 7c" in page
    assert "quy tắc đều khớp với số liệu" in page
    assert "Số liệu báo cáo Kỳ trước" in page
    answer = client.post(f"/bao-cao/bieu-mau/nhap/{found.pk}/cong-bo/", follow=True)
    page = text(answer)
    assert "Đã công bố biểu mẫu" in page
    assert "= 7a + 7b + 7c" in page
    version = FormVersion.objects.get(unit=units["P"])
    assert (version.code, version.no) == ("P.03-BC-CD", 1)
    assert version.title in text(client.get(LIST))
    assert version.title in text(client.get("/bao-cao/dot/moi/"))


def test_what_is_corrected_is_kept_and_what_is_wrong_is_said_at_the_line(units):
    client = signed_in(units["P"])
    client.post(NEW, {"file": upload(MADE["plain"].content)})
    found = draft()
    design = found.content["design"]
    design["lines"][1]["uom"], design["lines"][2]["no"] = "", design["lines"][1]["no"]
    page = text(client.post(f"/bao-cao/bieu-mau/nhap/{found.pk}/", sent(design), follow=True))
    assert "Còn phải sửa trước khi công bố" in page
    assert "Công bố</button>" not in page
    page = text(client.get(f"/bao-cao/bieu-mau/nhap/{found.pk}/"))
    assert 'class="design-line kind-part wrong"' in page
    assert "đã dùng cho dòng khác" in page
    client.post(f"/bao-cao/bieu-mau/nhap/{found.pk}/cong-bo/")
    assert not FormVersion.objects.filter(unit=units["P"]).exists()


def test_lines_are_taken_out_added_and_chosen_from_the_catalogue(units):
    client = signed_in(units["P"])
    client.post(NEW, {"file": upload(MADE["plain"].content)})
    found = draft()
    data = sent(found.content["design"])
    data["lines_label"][2] = ""
    added = ("", "90", "Suất quà Tết đã trao", "Suất", "line", "", "Suất quà Tết [CL.TET_SUAT]", "sum")
    for name, value in zip(FIELDS, added, strict=True):
        data[f"lines_{name}"].append(value)
    client.post(f"/bao-cao/bieu-mau/nhap/{found.pk}/", data)
    lines = draft().content["design"]["lines"]
    assert len(lines) == len(found.content["design"]["lines"])
    told = {"kind": "line", "no": "90", "label": "Suất quà Tết đã trao", "uom": "suất"}
    assert lines[-1] == {**told, "cell": "CL.TET_SUAT", "over": "sum"}
    assert lines[1]["figures"] == found.content["design"]["lines"][1]["figures"]


def test_one_of_several_sheets_is_chosen(units):
    made = BytesIO()
    book = Workbook(made)
    for name, label in (("Một", "Số lượt thăm"), ("Hướng", ""), ("Hai", "Số suất quà")):
        sheet = book.add_worksheet(name)
        if label:
            sheet.write_row(0, 0, ("TT", "Chỉ tiêu", "ĐVT", "Số liệu"))
            sheet.write_row(1, 0, (1, label, "lượt", 3))
            sheet.write_row(2, 0, (2, "Số người", "người", 4))
        else:
            sheet.write(0, 0, "Đọc kỹ trước khi ghi.")
    book.close()
    client = signed_in(units["P"])
    page = text(client.post(NEW, {"file": upload(made.getvalue())}, follow=True))
    assert "Chọn trang tính" in page
    pk = draft().pk
    page = text(client.post(f"/bao-cao/bieu-mau/nhap/{pk}/trang/", {"sheet": "1"}, follow=True))
    assert "Số suất quà" in page
    assert "Số lượt thăm" not in page
    page = text(client.post(f"/bao-cao/bieu-mau/nhap/{pk}/trang/", {"sheet": "7"}, follow=True))
    assert "Hãy chọn một trang tính." in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Tệp rỗng"), (b"%PDF-1.7", "không phải là tệp Excel"), (b"PK\x03\x04 half", "hỏng")],
)
def test_a_file_that_will_not_do_is_refused_at_the_field(units, content, words):
    client = signed_in(units["P"])
    answer = client.post(NEW, {"file": SimpleUploadedFile("a.xlsx", content or b" ")})
    assert answer.status_code == 422
    assert words in text(answer) or not content
    assert not FormDraft._base_manager.exists()


def test_figures_of_last_period_are_taken_from_another_file(units):
    client = signed_in(units["P"])
    client.post(NEW, {"file": upload(MADE["blank with letters"].content)})
    pk = draft().pk
    page = text(client.get(f"/bao-cao/bieu-mau/nhap/{pk}/thu/"))
    assert "chưa ghi số liệu" in page
    answer = client.post(
        f"/bao-cao/bieu-mau/nhap/{pk}/thu/", {"file": upload(MADE["ditto marks"].content)}, follow=True
    )
    assert "Đã đọc số liệu của" in text(answer)
    assert any(line.get("figures") for line in draft().content["design"]["lines"])
    filled = {"file": upload(MADE["ditto marks"].content)}
    answer = client.post(f"/bao-cao/bieu-mau/nhap/{pk}/thu/", filled, follow=True)
    assert "Đã đọc số liệu của" in text(answer)
    assert any(line.get("figures") for line in draft().content["design"]["lines"])
    answer = client.post(f"/bao-cao/bieu-mau/nhap/{pk}/thu/", {"file": upload(MADE["sums with formulas"].content)})
    assert answer.status_code == 422


def test_the_next_version_begins_with_the_one_in_use(units):
    client = signed_in(units["P"])
    client.post(NEW, {"file": upload(MADE["plain"].content)})
    client.post(f"/bao-cao/bieu-mau/nhap/{draft().pk}/cong-bo/")
    first = FormVersion.objects.get(unit=units["P"])
    page = text(client.post(f"{LIST}{first.pk}/phien-ban/", follow=True))
    assert "phiên bản mới của" in page
    found = draft()
    changed = sent(found.content["design"], title="Tên mới", code="KHAC")
    client.post(f"/bao-cao/bieu-mau/nhap/{found.pk}/", changed)
    client.post(f"/bao-cao/bieu-mau/nhap/{found.pk}/cong-bo/")
    assert [(v.code, v.no, v.title) for v in FormVersion.objects.filter(unit=units["P"])] == [
        (first.code, 2, "Tên mới"),
        (first.code, 1, first.title),
    ]
    assert "Phiên bản 1" in text(client.get(f"{LIST}{first.pk + 1}/"))


def test_every_shipped_form_has_a_page(units):
    client = signed_in(units["A"], "clerk")
    page = text(client.get(LIST))
    assert "Lập biểu mẫu từ Excel" not in page
    for version in FormVersion.objects.filter(unit=None):
        assert version.title in page
        shown = client.get(f"{LIST}{version.pk}/")
        assert shown.status_code == 200
        assert "R." not in text(shown).split("Số liệu phải khớp")[0].split("<table")[-1]


def test_who_may_not_design_cannot_open_the_designer(units):
    with acting(SYSTEM):
        lines = [Line("line", "1", "Số lượt", "lượt"), Line("line", "2", "Số người", "người")]
        made = begin_form(unit=units["A"], sheets=[Proposal("Biểu", "Biểu kín", "K", ["half"], lines)])
    clerk, other = signed_in(units["A"], "clerk"), signed_in(units["X"])
    for name in ("design", "design_sheets", "try_form"):
        address = reverse(f"reports:{name}", args=[made.pk])
        assert clerk.get(address).status_code == 403
        assert other.get(address).status_code == 404
    assert clerk.get(NEW).status_code == 403
    assert "Biểu kín" not in text(other.get(LIST))


def test_a_draft_is_dropped(units):
    client = signed_in(units["P"])
    client.post(NEW, {"file": upload(MADE["plain"].content)})
    page = text(client.post(f"/bao-cao/bieu-mau/nhap/{draft().pk}/bo/", follow=True))
    assert "Đã bỏ bản thảo." in page
    assert not FormDraft._base_manager.exists()


def test_a_form_of_four_hundred_lines_is_sent_as_a_whole(units):
    client = signed_in(units["P"])
    client.post(NEW, {"file": upload(MADE["plain"].content)})
    lines = [{"kind": "line", "no": str(no), "label": f"Chỉ tiêu {no}", "uom": "người"} for no in range(1, 401)]
    design = {**draft().content["design"], "lines": lines}
    answer = client.post(f"/bao-cao/bieu-mau/nhap/{draft().pk}/", sent(design))
    assert answer.status_code == 302
    assert len(draft().content["design"]["lines"]) == 400
    assert client.get(f"/bao-cao/bieu-mau/nhap/{draft().pk}/").status_code == 200
