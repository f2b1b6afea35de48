"""Files on their way into the library, through the screens: looked over, corrected, taken or dropped; versions read."""

import shutil
from datetime import date
from importlib import import_module

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Blob, Progress
from ketdoan.legal.actions import uploading
from ketdoan.legal.actions.importing import import_act
from ketdoan.legal.models import Article, LegalAct, Source, Upload
from ketdoan.reports.tests.union import account_at, make_union

from .files import ACT, page, pdf, word
from .test_amending import decree
from .test_reading import CODIFIED, SCAN, bomb

pytestmark = pytest.mark.django_db
FAULTY = [line if line != "Điều 3. Số phút nghỉ" else "Điêu 3. Số phút nghỉ" for line in ACT]


@pytest.fixture
def units(tmp_path, settings):
    shutil.copy(settings.DATA / "secrets.json", tmp_path)
    settings.DATA = tmp_path
    return make_union()


def client_of(unit, role="organisation_officer"):
    client = Client()
    account = account_at(unit, role, f"x{unit.pk}{role}")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client.force_login(account)
    return client


@pytest.fixture
def keeper(units):
    return client_of(units["TLD"])


def hand_in(client, content, name):
    form = client.get(reverse("legal:import_file"))
    key = form.context["key"]
    return client.post(
        reverse("legal:import_file"), {"file": SimpleUploadedFile(name, content), "_key": key, "_form": "x"}
    )


def take(client, upload):
    """Say yes, and let the worker do it."""
    response = client.post(reverse("legal:import_begin", args=[upload.pk]))
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    with acting(SYSTEM):
        uploading.take_upload.verb(upload_id=upload.pk)


def test_a_word_file_with_a_fault_is_corrected_on_screen_taken_and_kept(keeper):
    content = word(FAULTY)
    response = hand_in(keeper, content, "thong-tu.docx")
    upload = Upload.objects.get()
    assert response["Location"] == reverse("legal:import", args=[upload.pk])
    page_of = keeper.get(response["Location"]).content.decode()
    assert "sau Điều 2 là Điều 4." in page_of
    assert 'value="Điêu 3. Số phút nghỉ"' in page_of
    assert "Nhập vào thư viện" not in page_of
    assert not LegalAct.objects.exists()
    assert not Blob.objects.exists()

    number = upload.lines.split("\n").index("Điêu 3. Số phút nghỉ") + 1
    keeper.post(response["Location"], {f"l{number}": "Điều 3. Số phút nghỉ"})
    page_of = keeper.get(response["Location"]).content.decode()
    assert "Văn bản đọc được trọn vẹn" in page_of
    assert "Đã sửa 1 dòng so với tệp" in page_of
    take(keeper, upload)
    act = LegalAct.objects.get()
    assert (act.number, act.title, act.since, act.signed) == (
        "12/2031/TT-BTN", ACT[2], date(2031, 8, 1), date(2031, 6, 5),
    )  # fmt: skip
    assert act.articles.count() == 5
    assert not Upload.objects.exists()
    source = Source.objects.get()
    got = keeper.get(reverse("legal:source", args=[source.pk]))
    assert b"".join(got.streaming_content) == content
    shown = keeper.get(reverse("legal:act", args=[act.pk])).content.decode()
    assert source.blob.sha256 in shown
    assert "Thay thế" in shown
    assert "9/2025/TT-BTN" in shown


def test_what_the_text_does_not_say_is_said_on_screen_and_a_wrong_day_is_told(keeper):
    lines = [line for line in ACT if isinstance(line, str) and "có hiệu lực" not in line]
    hand_in(keeper, "\n".join(lines).encode(), "a.txt")
    upload = Upload.objects.get()
    address = reverse("legal:import", args=[upload.pk])
    shown = keeper.get(address).content.decode()
    assert "Không tìm thấy số, ký hiệu" in shown
    assert "Không tìm thấy ngày có hiệu lực" in shown
    assert "không có ngày 31" in keeper.post(address, {"since": "31/02/2031"}, follow=True).content.decode()
    keeper.post(address, {"since": "01/08/2031", "number": "12/2031/TT-BTN", "title": "Về giờ nghỉ"})
    take(keeper, upload)
    assert str(LegalAct.objects.get()) == "Thông tư 12/2031/TT-BTN"
    assert LegalAct.objects.get().title == "Về giờ nghỉ"


def test_gaps_wait_until_somebody_says_that_the_original_has_them(keeper):
    hand_in(keeper, "\n".join(decree(body="1. Một.\n3. Ba.")).encode(), "a.txt")
    upload = Upload.objects.get()
    address = reverse("legal:import", args=[upload.pk])
    assert "sau khoản 1 là khoản 3" in keeper.get(address).content.decode()
    keeper.post(address, {"looked_over": "1", "l8": "2. Hai."})
    upload.refresh_from_db()
    assert not upload.looked_over
    keeper.post(address, {"l8": "3. Ba."})
    keeper.post(address, {"looked_over": "1"})
    take(keeper, upload)
    assert Article.objects.get(no="2").text == "1. Một.\n3. Ba."


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [(SCAN, "a.pdf", "bản chụp"), (b"x", "a.doc", ".docx"), (bomb("word/document.xml", 60), "a.docx", "quá lớn"),
     (word()[:900], "a.docx", "hỏng"), (b"", "a.docx", "rỗng")],
)  # fmt: skip
def test_a_file_that_will_not_do_is_refused_at_its_field_and_nothing_is_kept(keeper, content, name, words):
    response = hand_in(keeper, content, name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Upload.objects.exists()
    assert not Blob.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(keeper, monkeypatch):
    monkeypatch.setattr(uploading, "size_limit", lambda: 1024**2)
    response = hand_in(keeper, b"x" * (1024**2 + 1), "a.txt")
    assert "Tệp quá lớn: tối đa 1 MB." in response.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_long_file_is_read_by_the_worker_and_dropped_where_it_will_not_do(keeper, monkeypatch):
    monkeypatch.setattr(uploading, "LARGE_PDF", 100)
    for content in (pdf(), SCAN):
        response = hand_in(keeper, content, "a.pdf")
        upload = Upload.objects.get()
        assert response["Location"] == reverse("core:progress", args=[upload.progress])
        assert "đang được xử lý" in keeper.get(reverse("legal:import", args=[upload.pk])).content.decode()
        with acting(SYSTEM):
            if content == SCAN:
                with pytest.raises(Exception, match="bản chụp"):
                    uploading.read_upload.verb(upload_id=upload.pk)
            else:
                uploading.read_upload.verb(upload_id=upload.pk)
        if content == SCAN:
            assert not Upload.objects.exists()
            assert "bản chụp" in Progress.objects.get(pk=upload.progress).message
        else:
            assert "Văn bản đọc được trọn vẹn" in keeper.get(reverse("legal:import", args=[upload.pk])).content.decode()
            keeper.post(reverse("legal:import_drop", args=[upload.pk]))
            assert not Upload.objects.exists()


def test_a_page_of_the_codification_is_shown_by_acts_and_taken(keeper):
    hand_in(keeper, CODIFIED.encode(), "de-muc.html")
    upload = Upload.objects.get()
    shown = keeper.get(reverse("legal:import", args=[upload.pk])).content.decode()
    assert "1/2030/QH15" in shown
    assert "2 điều mới, 0 điều đổi lời của 2 văn bản." in shown
    assert "Không nhập 1 điều" in shown
    take(keeper, upload)
    assert set(Article.objects.values_list("act__number", "no", "since")) == {
        ("1/2030/QH15", "1", date(2030, 7, 1)), ("8/2030/TT-BTN", "5", date(2031, 3, 15)),
    }  # fmt: skip
    assert Source.objects.count() == 2


def test_below_the_top_nobody_brings_in_and_those_without_the_right_see_no_button(units):
    for client in (client_of(units["P"]), client_of(units["TLD"], "clerk")):
        assert client.get(reverse("legal:import_file")).status_code == 403
        assert reverse("legal:import_file") not in client.get(reverse("legal:library")).content.decode()


def test_files_that_nobody_took_are_let_go(keeper):
    hand_in(keeper, page(), "a.html")
    Upload.objects.update(created_at=timezone.now() - uploading.KEPT)
    uploading.forget_uploads.verb()
    assert not Upload.objects.exists()
    assert import_module("ketdoan.legal.module").module.schedule


def test_the_page_of_an_article_shows_the_version_of_a_day_and_what_differs(keeper):
    with acting(SYSTEM):
        import_act(lines=decree())
        later = decree(since="01/07/2030", body="1. Sổ do tổ trưởng giữ.")
        import_act(lines=[line.replace("01/07/2030", "01/01/2032") for line in later])
    first, second = Article.objects.filter(no="2").order_by("since")
    at = reverse("legal:article", args=[first.pk])
    assert keeper.get(f"{at}?ngay=02/01/2032")["Location"].startswith(reverse("legal:article", args=[second.pk]))
    shown = keeper.get(f"{at}?ngay=31/12/2031").content.decode()
    assert "Sổ do ai giữ" in shown
    assert "đã hết hiệu lực" not in shown
    assert "không có lời nào" in keeper.get(f"{at}?ngay=01/01/2020").content.decode()
    assert keeper.get(f"{at}?ngay=32/01/2020").status_code == 422
    differs = keeper.get(reverse("legal:compare", args=[second.pk, first.pk])).content.decode()
    assert "[bỏ: </span>ai" in differs
    assert "[thêm: </span>tổ trưởng" in differs
    other = Article.objects.filter(no="1").first()
    assert keeper.get(reverse("legal:compare", args=[first.pk, other.pk])).status_code == 404
    act = reverse("legal:act", args=[first.act_id])
    assert str(second.pk) in keeper.get(f"{act}?ngay=01/02/2032").content.decode()


def test_acts_are_listed_by_kind_and_by_force(keeper):
    with acting(SYSTEM):
        import_act(lines=decree())
        import_act(lines=decree("1/2020/NĐ-CP", "01/01/2020"))
    address = reverse("legal:library")
    assert "1/2020/NĐ-CP" in keeper.get(address, {"luc": "con"}).content.decode()
    assert "5/2030/NĐ-CP</a>" not in keeper.get(address, {"luc": "con"}).content.decode()
    assert "5/2030/NĐ-CP</a>" in keeper.get(address, {"luc": "sap", "loai": "Nghị định"}).content.decode()


def test_the_keeper_writes_down_what_another_act_does(keeper):
    with acting(SYSTEM):
        import_act(lines=decree())
    act = LegalAct.objects.get()
    address = reverse("legal:relation", args=[act.pk])
    key = keeper.get(address).context["key"]
    told = {"kind": "replaces", "by": "9 / 2031/NĐ-CP", "since": "01/01/2031", "_key": key, "_form": "x"}
    keeper.post(address, told)
    act.refresh_from_db()
    assert act.until == date(2031, 1, 1)
    shown = keeper.get(reverse("legal:act", args=[act.pk])).content.decode()
    assert "Được thay thế bởi" in shown
    assert "thư viện chưa có lời văn" in shown
