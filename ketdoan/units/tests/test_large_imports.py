"""A large file is read and compared by the worker, with a bar; what the officer sees and does stays the same."""

import random
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from procrastinate.contrib.django import app

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry, DataKey, Progress
from ketdoan.core.secrets import load_secrets
from ketdoan.units.actions.importing import acts
from ketdoan.units.factories import make_unit
from ketdoan.units.models import ImportRow, UnionImport, Unit

from .committing import committing
from .sheets import excel
from .test_decisions import signed_in

ROWS = acts.MANY_ROWS + 100
HEAD = ["Mã đơn vị", "Tên đơn vị", "Địa chỉ", "Số lao động"]
WRITTEN = (
    "units_unit, core_auditentry, core_auditseal, core_auditpending, core_done, core_progress, core_jobfault, "
    "procrastinate_jobs, procrastinate_workers"
)


@pytest.fixture
def officer(django_db_setup, django_db_blocker, monkeypatch, settings, tmp_path):
    """An officer in a database in which the worker's connection sees what a page wrote; it is cleared afterwards."""
    settings.DATA = tmp_path
    load_secrets(tmp_path)
    with committing(django_db_blocker, monkeypatch, clear):
        with acting(SYSTEM):
            province = make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))
        yield signed_in(province, "organisation_officer")


def clear():
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {WRITTEN} CASCADE")
    Account.objects.all().delete()
    DataKey.objects.all().delete()


def large_file(*, faulty=0):
    """Units with long addresses that do not pack well; the first have a number of workers that is none."""
    letters = random.Random(1)
    address = ("".join(letters.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=240)) for _ in range(ROWS))
    rows = [[f"C{n}", f"CĐCS Công ty {n}", next(address), "mười" if n < faulty else 10] for n in range(ROWS)]
    content = excel({"DS": [HEAD, *rows]})
    assert len(content) > acts.LARGE_FILE
    return content


def hand_in(client, content):
    file = SimpleUploadedFile("to-chuc.xlsx", content)
    return client.post("/to-chuc/don-vi/P/nhap/", {"file": file, "since": "01/07/2025"})


def work():
    """Run what is due, as the worker does."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def bar(client, answer):
    """The bar to which an answer led, once the worker has been there: its state, its words, where it leads."""
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url.startswith("/tien-do/"), answer.url
    waiting = client.get(answer.url).content.decode()
    assert "Đang chờ" in waiting
    work()
    progress = Progress.objects.order_by("-created_at").first()
    page = client.get(answer.url).content.decode()
    assert progress.message in page
    return progress.state, progress.message, progress.result_url, progress.done, progress.total


def test_a_large_file_is_read_compared_and_corrected_by_the_worker(officer):
    read = hand_in(officer, large_file(faulty=2))
    with acting(SYSTEM):
        held = UnionImport.objects.get()
        assert held.state == UnionImport.READING
        assert not ImportRow.objects.exists()
    page = officer.get(f"/to-chuc/nhap/{held.pk}/").content.decode()
    assert "Tệp này đang được đọc." in page
    columns = f"/to-chuc/nhap/{held.pk}/cot/"
    told = f"Đã đọc {ROWS:,} dòng. Hãy kiểm tra các cột.".replace(",", ".")
    assert bar(officer, read) == ("done", told, columns, ROWS, ROWS)

    page = officer.get(columns).content.decode()
    chosen = re.findall(r'<select name="(c_0_\d)".*?<option value="(\w+)" selected', page, re.DOTALL)
    assert [code for _, code in chosen] == ["code", "name", "address", "workers"]
    compared = officer.post(columns, {**dict(chosen), "use_0": "on", "since": "01/07/2025"})
    assert "Các dòng của tệp này đang được kiểm tra." in officer.get(f"/to-chuc/nhap/{held.pk}/").content.decode()
    told = "Đã kiểm tra các dòng của tệp. Còn 2 dòng có lỗi. Chưa có gì được ghi vào hồ sơ."
    state, words, address, done, total = bar(officer, compared)
    assert (state, words, address, total) == ("done", told, f"/to-chuc/nhap/{held.pk}/", ROWS)
    assert total * 0.99 < done <= total

    corrected = officer.post(f"{address}?loc=faulty", {"r0_workers": "10", "r1_workers": "11"})
    assert "Mọi dòng đều đúng." in bar(officer, corrected)[1]
    with acting(SYSTEM):
        held.refresh_from_db()
        assert (held.state, held.counts) == (UnionImport.CHECKED, {"new": ROWS})
        assert Unit.objects.count() == 2
        assert held.content is None
    acted = list(AuditEntry.objects.filter(action__startswith="units.import").order_by("pk").values_list("action"))
    assert [name for (name,) in acted] == [
        "units.import.stage", "units.import.read", "units.import.columns", "units.import.compare",
        "units.import.correct", "units.import.compare",
    ]  # fmt: skip


def test_a_file_that_waits_is_sealed_and_goes_when_it_cannot_be_read(officer):
    content = large_file()
    damaged = content.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheetX.xml")
    answer = hand_in(officer, damaged)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT content FROM units_unionimport")
        assert bytes(cursor.fetchone()[0]).find(damaged[:64]) == -1
        key = UnionImport.objects.get().key
    state, words, address, *_ = bar(officer, answer)
    assert (state, address) == ("failed", "/to-chuc/don-vi/P/nhap/")
    assert "không đọc được" in words
    with acting(SYSTEM):
        assert not UnionImport.objects.exists()
    assert DataKey.objects.get(pk=key.pk).destroyed_at


def test_what_is_no_excel_file_is_refused_at_once_however_large(officer):
    answer = hand_in(officer, b"ma,ten\n" * 100_000)
    assert answer.status_code == 422
    assert "không phải là tệp Excel" in answer.content.decode()
    with acting(SYSTEM):
        assert not UnionImport.objects.exists()


def test_nothing_is_done_with_a_file_while_the_worker_has_it(officer):
    hand_in(officer, large_file())
    with acting(SYSTEM):
        held = UnionImport.objects.get()
        for act in (lambda: acts.check_again(upload=held), lambda: acts.drop(upload=held)):
            with pytest.raises(ValidationError, match="đang được xử lý"):
                act()
