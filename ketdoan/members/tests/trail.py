"""All that a member and their numbers go through in the register, by the screens, the API and files: what may leave
something of them behind."""

import json
from contextlib import suppress
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.jobs import JobFailed, registry
from ketdoan.core.kept_files import keep_file
from ketdoan.core.models import JobFault
from ketdoan.core.saved_views import save_view
from ketdoan.core.staging.rows import layouts_of
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.actions.checking import check_all, check_numbers
from ketdoan.members.actions.finding import find_changed
from ketdoan.members.actions.importing import acts
from ketdoan.members.models import Application, Card, Intake, Member, MemberImport, TransferRequest
from ketdoan.members.tests.test_api import MEMBERS, Caller
from ketdoan.members.tests.test_joining_pages import confirmed, grid
from ketdoan.members.tests.union import BORN, CITIZEN, INSURANCE, NAME, PHONE, Union, actor_of, browser
from ketdoan.units.actions.importing import acts as unions
from ketdoan.units.actions.persons import set_contact
from ketdoan.units.tests.sheets import upload

WRONG_PHONE = PHONE + "77"
LINE = {
    "name": NAME,
    "birth": f"{BORN:%d/%m/%Y}",
    "sex": "nữ",
    "citizen_id": CITIZEN,
    "phone": PHONE,
    "social_insurance": INSURANCE,
    "job": "Thợ may",
}
OTHER = {"name": "Ngô Văn Khác", "birth": "1999", "sex": "nam"}
HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Mã số BHXH", "Điện thoại", "Địa chỉ", "Ghi chú"]


def go_through(union: Union) -> None:
    """Huyền's way through everything, to where she has left, one application of hers was refused and one waits, and a
    list with her waits to be corrected."""
    client = browser(union.officer)
    cards(client, union)
    transfers(union)
    lists(client, union)
    calls(union)
    applications(client, union)
    officers(client, union)
    with acting(SYSTEM):
        find_changed()
        check_numbers()
        check_all()


def officers(client: Client, union: Union) -> None:
    """What others typed of her and did not send: a draft, a saved search, a file of a refused form; a list of officers
    that waits. Of somebody else they hold the same."""
    account = actor_of(union.officer).account_id or 0
    save_view(account, "members:list", "Đang tìm", f"q={PHONE}")
    save_view(account, "members:list", "Người khác", "q=0987000111")
    draft(client, reverse("members:apply"), grid(LINE, OTHER))
    draft(browser(union.chair), reverse("members:apply"), grid(OTHER))
    for name in (NAME, OTHER["name"]):
        keep_file(account, ContentFile(b"x", f"{name} 1985 1999.png"))
    head = ["Họ và tên", "Chức vụ", "Số CCCD", "Điện thoại", "Đơn vị"]
    rows = [[NAME, "Chủ tịch", CITIZEN, PHONE, "Đơn vị A"], [OTHER["name"], "?", "", "", ""]]
    with acting(SYSTEM):
        unions.stage(unit=union.a, file=upload({"Cán bộ": [head, *rows]}, "can bo.xlsx"), since=union.huyen.since)


def draft(client: Client, address: str, typed: Any) -> None:
    kept = client.post(reverse("core:draft"), {"_form": address, "_key": "0" * 32, **typed})
    assert kept.status_code < 400


def cards(client: Client, union: Union) -> None:
    """A picture, two cards, their sheets, a question at the public page."""
    pk, picture = union.huyen.pk, BytesIO()
    Image.new("RGB", (60, 90), "blue").save(picture, "PNG")
    file = SimpleUploadedFile(f"{NAME} {PHONE}.png", picture.getvalue(), "image/png")
    assert client.post(reverse("members:set_photo", args=[pk]), {"file": file}).status_code == 302
    for number in (CITIZEN, INSURANCE, PHONE):  # a number of a paper is no number of a card
        sent = {"on": "01/04/2021", "numbers": number}
        assert client.post(f"{reverse('members:issue_cards')}?nguoi={pk}", sent).status_code == 422
    with acting(SYSTEM):
        batch = issue_cards(members=[union.huyen, union.duc], on=date(2021, 4, 1))
    assert client.get(reverse("members:batch_sheet", args=[batch.pk])).status_code == 200
    card = Card._base_manager.get(person=pk)
    sent = {"reason": "lost", "on": "01/05/2021"}
    assert client.post(reverse("members:replace_card", args=[card.pk]), sent).status_code == 302
    assert client.get(reverse("members:card_sheet"), {"nguoi": pk}).status_code == 200
    for asked in (client.get(reverse("card", args=[CITIZEN])), client.get(reverse("card_about"), {"ma": CITIZEN})):
        assert asked.status_code == 404


def transfers(union: Union) -> None:
    """Another union asks for her by her number, in vain and rightly; the answers say no."""
    asking, answering = browser(union.stranger), browser(union.chair)
    address = reverse("members:receive")
    asked = {"unit": f"X · #{union.elsewhere.pk}", "number": CITIZEN, "name": NAME, "birth_year": "1985"}
    asked |= {"on": "01/06/2021", "note": ""}
    assert asking.post(address, asked | {"birth_year": "1986"}).status_code == 422
    assert asking.post(address, asked | {"note": f"Gọi {PHONE}"}).status_code == 422
    draft(asking, address, asked)
    _, done = confirmed(asking, address, asked)
    assert done.status_code == 302
    request = TransferRequest._base_manager.get()
    refusal = reverse("members:transfer_refuse", args=[request.pk])
    said = {"refusal": "other", "reply": f"Chị {NAME} còn việc ở đây"}
    assert answering.post(refusal, said | {"reply": f"Gọi {CITIZEN}"}).status_code == 422
    assert answering.post(refusal, said).status_code == 302
    _, done = confirmed(asking, address, asked | {"number": INSURANCE})
    latest = TransferRequest._base_manager.order_by("-pk").first()
    assert latest is not None
    assert asking.post(reverse("members:transfer_withdraw", args=[latest.pk]), {"reply": ""}).status_code == 302


def lists(client: Client, union: Union) -> None:
    """Two lists: one is imported by the worker and changes her record, one waits with faults in her row."""
    row = [1, NAME, f"{BORN:%d/%m/%Y}", "Nữ", CITIZEN, INSURANCE, PHONE, "Số 14 ngõ Trúc Bạch", ""]
    wrong = [2, NAME, "31/02/1985", "Nữ", CITIZEN + "9", INSURANCE[1:], WRONG_PHONE, "ngõ Trúc Bạch", f"như {CITIZEN}"]
    sheet = {f"{NAME.split()[-1]} {PHONE}": [["DANH SÁCH", "", "", f"liên hệ {PHONE}"], HEAD, row]}
    held = handed_in(client, union, sheet, f"{NAME} {CITIZEN}.xlsx")
    page = client.get(reverse("members:import", args=[held.pk])).content.decode()
    assert "Cập nhật nơi ở" in page or "địa chỉ" in page.lower()
    assert client.post(reverse("members:import_begin", args=[held.pk]), {"seen": held.digest}).status_code == 302
    work()
    held.refresh_from_db()
    assert held.counts["done"]["changed"] == 1
    headed = [*HEAD[:6], f"Điện thoại {PHONE}", *HEAD[7:]]  # somebody wrote into the heading
    other = handed_in(client, union, {"DS": [headed, [*row[:7], "Số 15 ngõ Trúc Bạch", ""], wrong]}, "ds.xlsx")
    assert client.post(reverse("members:import_begin", args=[other.pk]), {"seen": other.digest}).status_code == 302
    with acting(SYSTEM):
        set_contact(person=union.huyen.person, kind="address", value="Số 15 ngõ Trúc Bạch")
    handed_in(
        client, union, {"DS": [HEAD, wrong, [3, OTHER["name"], "31/02/1999", "Nam", "", "", "", "", ""]]}, "ds.xlsx"
    )
    work()  # it comes to something else than was seen: the job fails, the rows wait
    assert JobFault.objects.exists()
    draft(client, reverse("members:import", args=[held.pk]), {"r1_citizen_id": CITIZEN})


def handed_in(client: Client, union: Union, sheets: dict[str, Any], name: str) -> MemberImport:
    since = {"since": "01/03/2021", "kind": "admission"}
    done = client.post(reverse("members:import_file", args=["A"]), since | {"file": upload(sheets, name)})
    assert done.status_code == 302, done.content.decode()
    held = MemberImport._base_manager.order_by("-pk").first()
    assert held is not None
    with acting(SYSTEM):
        layouts = layouts_of(held)
        fields = [[*layout.fields[:6], "phone", *layout.fields[7:]] for layout in layouts]
        return acts.choose_columns(
            upload=held, fields=fields, used=[layout.used for layout in layouts], since=held.since
        )


def work() -> None:
    """Do what waits in the queue, in this transaction; the rows of the queue stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args::text FROM procrastinate_jobs WHERE task_name LIKE 'members.import%'"
        )
        waiting = cursor.fetchall()
    for number, name, args in waiting:
        with suppress(JobFailed):
            context: Any = SimpleNamespace(job=SimpleNamespace(id=number, attempts=0))
            registry[name]._work(context, **json.loads(args))


def calls(union: Union) -> None:
    """Software asks after her by her numbers, sends wrong ones, and records what happens to her, each twice."""
    caller = Caller(union.officer)
    for text in (CITIZEN, PHONE, INSURANCE, NAME):
        assert caller.get(MEMBERS, q=text).status_code == 200
    new = {"name": NAME, "birth_date": str(BORN), "sex": "f", "unit": "A", "on": "2021-07-01"}
    numbers = {"citizen_id": CITIZEN + "9", "phone": WRONG_PHONE, "social_insurance": INSURANCE[1:]}
    assert caller.post(MEMBERS, new | numbers, key=f"moi-{CITIZEN}"[:30]).status_code == 422
    one = f"{MEMBERS}/{union.huyen.pk}"
    for act, more, on in (
        ("transfer", {"to": "B"}, "2021-08-01"),
        ("suspend", {}, "2021-09-01"),
        ("resume", {}, "2021-10-01"),
        ("leave", {"reason": "retired"}, "2022-01-01"),
    ):
        for _ in range(2):
            done = caller.post(f"{one}/{act}", {"on": on} | more, key=f"{act}-{CITIZEN}")
            assert done.status_code == 201, done.content.decode()


def applications(client: Client, union: Union) -> None:
    """A collective list with faults, admitted again by a decision; she leaves; one application is refused, one
    waits."""
    address = reverse("members:apply")
    head = {"unit": f"B · #{union.b.pk}", "form": "collective", "received_on": "01/02/2022"}
    assert client.post(address, head | grid(LINE | {"phone": WRONG_PHONE}, OTHER)).status_code == 422
    draft(client, address, head | grid(LINE, OTHER))
    _, done = confirmed(client, address, head | grid(LINE, OTHER))
    assert done.status_code == 302
    ids = "&".join(f"don={pk}" for pk in Application._base_manager.values_list("pk", flat=True))
    client.post(f"{reverse('members:propose')}?{ids}", {"met_on": "02/02/2022", "on": "03/02/2022"})
    intake = Intake._base_manager.get()
    assert client.get(reverse("members:intake_print", args=[intake.pk])).status_code == 200
    paper = {"on": "03/02/2022", "decision_code": "07/QĐ-CĐCS", "decision_signed_on": "03/02/2022"}
    assert client.post(reverse("members:intake_admit", args=[intake.pk]), paper).status_code == 302
    assert Member._base_manager.get(pk=union.huyen.pk).state == "member"
    left = Caller(union.officer).post(
        f"{MEMBERS}/{union.huyen.pk}/leave", {"on": "2023-01-01", "reason": "retired"}, key="leave-0000002"
    )
    assert left.status_code == 201
    _, done = confirmed(client, address, head | grid(OTHER | {"birth": "1985"}))
    assert done.status_code == 302
    for day, ended in (("01/02/2023", True), ("01/03/2023", False)):
        _, done = confirmed(client, address, head | {"form": "single", "received_on": day} | grid(LINE))
        assert done.status_code == 302
        if ended:
            one = Application._base_manager.order_by("-pk").first()
            assert one is not None
            refusal = reverse("members:application_refuse", args=[one.pk])
            assert client.post(refusal, {"reason": f"Gọi {PHONE} không được"}).status_code == 422
            assert client.post(refusal, {"reason": f"Chị {NAME} chưa đủ hồ sơ"}).status_code == 302
