"""The page of a list that is being looked over: what is typed there is never lost, and what was taken back is told."""

import pytest
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.staging.models import FAULTY
from ketdoan.core.viet import today
from ketdoan.members.actions.importing import acts
from ketdoan.members.actions.importing.undoing import undo
from ketdoan.members.actions.people import leave
from ketdoan.members.models import ImportDone, Member, MemberEvent, MemberImport, MemberImportRow
from ketdoan.members.tests.union import Union, browser
from ketdoan.units.tests.sheets import upload

pytestmark = pytest.mark.django_db
HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính"]
RIGHT, WRONG = [1, "Nguyễn Văn An", "05/12/1990", "Nam"], [2, "Trần Thị Bình", "31/02/1985", "Nữ"]


@pytest.fixture
def union():
    return Union()


@pytest.fixture
def held(union):
    file = upload({"DS": [HEAD, RIGHT, WRONG]}, "ds.xlsx")
    browser(union.chair).post(
        reverse("members:import_file", args=["A"]), {"since": "01/03/2024", "kind": "admission", "file": file}
    )
    found = MemberImport._base_manager.get()
    with acting(SYSTEM):
        fields = [["number", "name", "birth", "sex"]]
        acts.choose_columns(upload=found, fields=fields, used=[True], since=found.since)
    return found


def typed_on(client, held):
    """What the form of the page holds, as the browser would send it."""
    page = client.get(reverse("members:import", args=[held.pk]))
    cells = {cell.name: cell.text for item in page.context["rows"] for cell in item.cells}
    return {"seen": MemberImport._base_manager.get().digest, **cells}


def test_importing_keeps_and_checks_what_was_typed_on_the_way_first(union, held):
    client = browser(union.chair)
    begin, form = reverse("members:import_begin", args=[held.pk]), typed_on(client, held)
    (name,) = [name for name, text in form.items() if text == "31/02/1985"]
    before = Member._base_manager.count()
    answer = client.post(f"{begin}?loc=faulty", {**form, name: "21/02/1985"}, follow=True)
    assert "Các ô vừa sửa đã được lưu" in answer.content.decode()
    assert Member._base_manager.count() == before
    assert not MemberImportRow._base_manager.filter(upload=held, state=FAULTY).exists()


def test_importing_goes_on_where_nothing_new_was_typed(union, held):
    client = browser(union.chair)
    answer = client.post(reverse("members:import_begin", args=[held.pk]), typed_on(client, held))
    assert answer.headers["Location"].startswith("/tien-do/")


def test_the_page_of_a_list_that_was_taken_back_says_so(union, held):
    with acting(SYSTEM):
        acts.import_members(upload=held, number=held.round, seen=MemberImport._base_manager.get().digest)
        undo(done=ImportDone._base_manager.get(), why="Nhập nhầm tệp")
    page = browser(union.chair).get(reverse("members:import", args=[held.pk])).content.decode()
    assert "Đợt nhập từ tệp này đã hủy lúc" in page
    assert "Sổ đoàn viên trở lại như trước khi nhập." in page
    assert "Đã ghi nhận" not in page


def test_the_page_of_a_list_that_was_taken_back_says_how_many_stay(union, held):
    with acting(SYSTEM):
        acts.import_members(upload=held, number=held.round, seen=MemberImport._base_manager.get().digest)
        done = ImportDone._base_manager.get()
        known = MemberEvent._base_manager.filter(batch=done.batch).first().person_id
        leave(members=[Member._base_manager.get(pk=known)], on=today(), reason="request")
        undo(done=done, why="Nhập nhầm tệp")
    page = browser(union.chair).get(reverse("members:import", args=[held.pk])).content.decode()
    assert "1 người đã có ghi nhận khác sau khi nhập được giữ nguyên." in page
    assert "trở lại như trước khi nhập" not in page
