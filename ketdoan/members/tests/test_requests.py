"""What members ask of their own data: who decides, who reads it, what is written, what goes; and acting for others."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, Notification
from ketdoan.core.modules import inbox
from ketdoan.core.viet import today
from ketdoan.members.actions import requests as acts
from ketdoan.members.actions.erasing import apply_retention
from ketdoan.members.actions.people import admit, leave
from ketdoan.members.actions.proxies import Agreement
from ketdoan.members.actions.requests_clock import follow_requests, remind_of_requests
from ketdoan.members.models import CorrectionPhoto, CorrectionRequest, ErasureRequest, Member, Profile, ProxyConsent
from ketdoan.members.queries.leading import done_for, led
from ketdoan.members.queries.membership import member_actor
from ketdoan.members.queries.requests import beside, recorded
from ketdoan.units.actions.persons import erase_person
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Identifier, Person
from ketdoan.units.queries.own import views_of

from .dumping import found
from .union import NAME, PHONE, Union, actor_of, browser

pytestmark = pytest.mark.django_db
RIGHT_NAME = "Phạm Thị Diệu Hiền"
NEW_PHONE = "0987654321"
CONSENT = Agreement(True, "voice", "Chị nói trực tiếp tại xưởng sáng nay")


@pytest.fixture
def union(db):
    return Union()


@pytest.fixture
def leader(union):
    """The leader of a group to which Đức belongs, and Đức."""
    union.group = make_unit("union_group", "A-1", union.a)
    post = union.post("Ngô Thị Tổ Trưởng", union.group, "group_leader")
    with acting(SYSTEM):
        Member._base_manager.filter(pk=union.duc.pk).update(unit=union.group)
        union.duc.refresh_from_db()
    return post


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (9, 7), "red").save(content, "JPEG")
    return SimpleUploadedFile("giay.jpg", content.getvalue(), "image/jpeg")


def as_member(member):
    return acting(member_actor(Person._base_manager.get(pk=member.pk)))


def propose(union, **more) -> CorrectionRequest:
    asked = {"field": "name", "value": RIGHT_NAME, "note": "Ghi sai tên", "photos": [picture()], **more}
    with as_member(union.huyen):
        return acts.ask_correction(**asked)


def with_account(member, username="doan-vien") -> int:
    account = Account.objects.create_user(username)
    Person._base_manager.filter(pk=member.pk).update(account=account)
    return account.pk


def test_an_accepted_proposal_rewrites_the_record_and_tells_the_member(union):
    account = with_account(union.huyen)
    asked = propose(union)
    with acting(actor_of(union.chair)):
        (item,) = [one for one in inbox(actor_of(union.chair)) if "sửa dữ liệu" in one.title]
        assert (item.url, item.due) == (reverse("members:correction", args=[asked.pk]), today() + timedelta(days=10))
        acts.accept_correction(request=asked)
        assert not [one for one in inbox(actor_of(union.chair)) if "sửa dữ liệu" in one.title]
    person = Person._base_manager.get(pk=union.huyen.pk)
    assert (person.name, person.birth_date) == (RIGHT_NAME, date(1985, 3, 2))
    assert Member._base_manager.get(pk=person.pk).words == "pham thi dieu hien"
    sent = Notification.objects.filter(account_id=account).values_list("title", "url")
    assert list(sent) == [(f"Đã sửa dữ liệu theo đề nghị số {asked.pk} của anh chị", f"/app/toi/sua/{asked.pk}")]


@pytest.mark.parametrize(
    ("field", "value", "after"),
    [
        ("birth_date", "1985-03-12", "12/03/1985"),
        ("sex", "m", "Nam"),
        ("phone", "0987 654 321", NEW_PHONE),
        ("email", "huyen@donvi.vn", "huyen@donvi.vn"),
        ("address", "Số 14 ngõ Trúc Bạch", "Số 14 ngõ Trúc Bạch"),
        ("citizen_id", "079185001235", "079185001235"),
        ("profession", "8", "Thợ lắp ráp, vận hành máy móc, thiết bị"),
        ("job_title", "Thợ may bậc 6", "Thợ may bậc 6"),
    ],
)
def test_each_field_is_put_right(union, field, value, after):
    asked = propose(union, field=field, value=value)
    with acting(actor_of(union.chair)):
        acts.accept_correction(request=asked, seen_paper=True)
    assert recorded(Person._base_manager.get(pk=union.huyen.pk), field) == after
    if field == "citizen_id":
        assert Identifier._base_manager.get(person=union.huyen.pk, kind=field, replaced_at=None, verified=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("birth_date", "2999-01-01"), ("birth_date", "hôm qua"), ("sex", "x"), ("phone", "12"), ("email", "a"),
     ("citizen_id", "123"), ("profession", "99"), ("name", "R2D2"), ("name", " "), ("account", "1")],
)  # fmt: skip
def test_what_the_record_would_not_take_is_refused_when_proposed(union, field, value):
    with pytest.raises(ValidationError):
        propose(union, field=field, value=value)
    assert not CorrectionRequest._base_manager.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("name", NAME), ("birth_date", "1985-03-02"), ("sex", "f"), ("phone", PHONE)]
)
def test_what_the_record_says_already_is_not_proposed(union, field, value):
    with pytest.raises(ValidationError, match="đang ghi đúng như vậy"):
        propose(union, field=field, value=value)


def test_a_name_is_not_proposed_without_a_paper_and_a_phone_may_be(union):
    with pytest.raises(ValidationError) as refused:
        propose(union, photos=[])
    assert "photos" in refused.value.message_dict
    assert propose(union, field="phone", value=NEW_PHONE, photos=[]).pk


def test_old_and_new_stand_side_by_side_for_the_officer_and_each_opening_is_logged(union):
    asked = propose(union, field="phone", value=NEW_PHONE)
    page = browser(union.chair).get(reverse("members:correction", args=[asked.pk])).content.decode()
    assert PHONE in page
    assert NEW_PHONE in page
    assert views_of(union.huyen.person).filter(detail=f"Đề nghị sửa dữ liệu số {asked.pk}").count() == 1
    (photo,) = beside(asked).photos
    shown = browser(union.chair).get(reverse("members:correction_photo", args=[asked.pk, photo]))
    assert Image.open(BytesIO(shown.content)).size == (9, 7)


def test_nobody_beyond_the_scope_sees_a_proposal_and_another_member_neither(union):
    asked = propose(union)
    photo = CorrectionPhoto._base_manager.get()
    for name, args in (("correction", [asked.pk]), ("correction_photo", [asked.pk, photo.pk])):
        assert browser(union.stranger).get(reverse(f"members:{name}", args=args)).status_code == 404
    with as_member(union.duc):
        assert not CorrectionRequest.objects.exists()
        assert not CorrectionPhoto.objects.exists()
        with pytest.raises(PermissionDenied):
            acts.withdraw_correction(request=asked)
    with acting(actor_of(union.stranger)), pytest.raises(PermissionDenied):
        acts.accept_correction(request=asked)
    with as_member(union.huyen):
        assert CorrectionRequest.objects.get() == asked
        assert CorrectionPhoto.objects.get() == photo
        with pytest.raises(PermissionDenied):
            acts.accept_correction(request=asked)


def test_what_is_proposed_stands_nowhere_in_clear(union, caplog):
    said = {"value": NEW_PHONE, "note": "Mất sim cũ từ tháng mười"}
    asked = propose(union, field="phone", **said)
    with acting(actor_of(union.chair)):
        acts.refuse_correction(request=asked, reason="Số này gọi không ai nghe máy")
    said |= {"reason": "Số này gọi không ai"}
    assert not found({text: text for text in said.values()}, caplog.text)


def test_a_refusal_needs_a_reason_that_the_member_reads(union):
    asked = propose(union)
    with acting(actor_of(union.chair)):
        with pytest.raises(ValidationError):
            acts.refuse_correction(request=asked, reason="")
        acts.refuse_correction(request=asked, reason="Giấy chụp mờ, không đọc được tên")
        with pytest.raises(ValidationError):
            acts.accept_correction(request=asked)
    assert beside(CorrectionRequest._base_manager.get()).reason == "Giấy chụp mờ, không đọc được tên"
    assert Person._base_manager.get(pk=union.huyen.pk).name == NAME


def test_one_proposal_a_field_waits_at_a_time_and_a_withdrawn_one_leaves_nothing(union):
    asked = propose(union)
    with pytest.raises(ValidationError):
        propose(union)
    with as_member(union.huyen):
        acts.withdraw_correction(request=asked)
    held = CorrectionRequest._base_manager.get()
    assert (held.state, held.value, held.note) == ("withdrawn", None, None)
    assert not CorrectionPhoto._base_manager.exists()
    assert propose(union).pk != asked.pk


def test_who_proposes_does_not_decide_and_the_next_unit_does(union):
    with acting(SYSTEM):
        chair = Person._base_manager.get(pk=union.chair.person_id)
        admit(unit=union.a, people=[chair], on=today())
    with acting(member_actor(chair)):
        asked = acts.ask_correction(field="phone", value=NEW_PHONE)
    assert asked.unit == union.province
    with acting(actor_of(union.chair)), pytest.raises(PermissionDenied):
        acts.accept_correction(request=asked)


def test_evidence_goes_after_the_days_of_the_rule(union):
    asked = propose(union)
    with acting(actor_of(union.chair)):
        acts.accept_correction(request=asked)
    for days, left in ((29, True), (30, False)):
        with time_machine.travel(f"{today() + timedelta(days=days)} 09:00+07:00"), acting(SYSTEM):
            apply_retention()
        assert CorrectionPhoto._base_manager.exists() == left
    assert CorrectionRequest._base_manager.get().value is None


def test_officers_are_reminded_once_a_step_and_a_request_follows_the_member(union):
    asked = propose(union)
    told = Notification.objects.filter(key__contains=":step:")
    counts = []
    for days in (7, 8, 9, 10, 10, 11):
        with time_machine.travel(f"{today() + timedelta(days=days)} 09:00+07:00"):
            remind_of_requests()
        counts.append(told.count())
    assert counts == [0, 1, 1, 2, 2, 3]
    other = union.post("Lý Văn Chủ Tịch", union.b, "chair")
    Member._base_manager.filter(pk=union.huyen.pk).update(unit=union.b)
    follow_requests()
    assert CorrectionRequest._base_manager.get(pk=asked.pk).unit == union.b
    with acting(actor_of(other)) as actor:
        assert [one for one in inbox(actor) if "sửa dữ liệu" in one.title]


# Erasing


def test_a_member_is_erased_on_request_once_they_have_left(union):
    with as_member(union.huyen):
        asked = acts.ask_erasure(note="Tôi đã nghỉ việc")
    assert (asked.unit, asked.due) == (union.province, today() + timedelta(days=3))
    client = browser(union.officer)
    page = client.get(reverse("members:erasure", args=[asked.pk])).content.decode()
    assert "đang là đoàn viên" in page
    with acting(actor_of(union.officer)):
        assert [one for one in inbox(actor_of(union.officer)) if "xóa dữ liệu" in one.title]
        with pytest.raises(ValidationError):
            acts.grant_erasure(request=asked)
        leave(members=[union.huyen], on=today(), reason="request")
    first = client.post(reverse("members:grant_erasure", args=[asked.pk]), {"why": ""})
    seen = first.content.decode().split('name="_seen" value="')[1].split('"')[0]
    client.post(reverse("members:grant_erasure", args=[asked.pk]), {"why": "", "_seen": seen})
    person = Person._base_manager.get(pk=union.huyen.pk)
    assert person.erased
    assert ErasureRequest._base_manager.get().state == "done"
    assert client.get(reverse("members:erasure", args=[asked.pk])).status_code == 200


def test_the_grassroots_do_not_erase_and_a_refusal_keeps_everything(union):
    with as_member(union.huyen):
        asked = acts.ask_erasure()
        with pytest.raises(ValidationError):
            acts.ask_erasure()
    with acting(actor_of(union.chair)), pytest.raises(PermissionDenied):
        acts.grant_erasure(request=asked)
    with acting(actor_of(union.officer)):
        acts.refuse_erasure(request=asked, reason="Anh chị đang là đoàn viên")
    assert Person._base_manager.get(pk=union.huyen.pk).name == NAME
    with as_member(union.huyen):
        assert ErasureRequest.objects.get().reason.text == "Anh chị đang là đoàn viên"


def test_erasing_clears_what_was_proposed(union):
    asked = propose(union, field="citizen_id", value="079185001235")
    with acting(SYSTEM):
        leave(members=[union.huyen], on=today(), reason="request")
        erase_person(person=Person._base_manager.get(pk=union.huyen.pk), ground="request", why="Theo đơn số 12")
    held = CorrectionRequest._base_manager.get(pk=asked.pk)
    assert (held.state, held.value) == ("withdrawn", None)
    assert not CorrectionPhoto._base_manager.exists()


# Acting for a member


def test_a_group_leader_acts_for_the_members_of_the_group_alone(union, leader):
    with acting(actor_of(leader)) as actor:
        assert [member.pk for member in led(actor)] == [union.duc.pk]
        acts.ask_correction(field="phone", value=NEW_PHONE, member=union.duc, agreed=CONSENT)
        with pytest.raises(PermissionDenied):
            acts.ask_correction(field="phone", value=NEW_PHONE, member=union.huyen, agreed=CONSENT)
    with acting(actor_of(union.officer)) as actor:
        assert not led(actor).exists()
        with pytest.raises(PermissionDenied):
            acts.ask_correction(field="email", value="a@b.vn", member=union.duc, agreed=CONSENT)
    with as_member(union.huyen), pytest.raises(PermissionDenied):
        acts.ask_correction(field="email", value="a@b.vn", member=union.duc, agreed=CONSENT)


@pytest.mark.parametrize(
    "agreed", [None, Agreement(False, "voice", "Chị nói trực tiếp"), Agreement(True, "voice", " "),
               Agreement(True, "khac", "Chị nói trực tiếp")],
)  # fmt: skip
def test_without_a_consent_that_is_told_nothing_is_done(union, leader, agreed):
    with acting(actor_of(leader)), pytest.raises(ValidationError):
        acts.ask_correction(field="phone", value=NEW_PHONE, member=union.duc, agreed=agreed)
    assert not CorrectionRequest._base_manager.exists()
    assert not ProxyConsent._base_manager.exists()


def test_the_member_sees_who_acted_for_them_and_is_told(union, leader, caplog):
    account = with_account(union.duc)
    with acting(actor_of(leader)):
        asked = acts.ask_correction(field="phone", value=NEW_PHONE, member=union.duc, agreed=CONSENT)
    (row,) = done_for([union.duc.pk])
    assert (row.by, row.role, row.office) == ("Ngô Thị Tổ Trưởng", "Tổ trưởng công đoàn", union.group.short_name)
    assert (row.what, row.note.text) == ("Đề nghị sửa “Điện thoại”", CONSENT.note)
    assert asked.proxy_id == row.pk
    assert Notification.objects.filter(account_id=account, key=f"proxy:{row.pk}").exists()
    with as_member(union.duc):
        assert ProxyConsent.objects.get() == row
    with as_member(union.huyen):
        assert not ProxyConsent.objects.exists()
    assert not found({"note": CONSENT.note}, caplog.text)


def test_the_ledger_is_never_rewritten(union, leader):
    with acting(actor_of(leader)):
        acts.ask_correction(field="phone", value=NEW_PHONE, member=union.duc, agreed=CONSENT)
    for change in (lambda rows: rows.update(what="khác"), lambda rows: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(ProxyConsent._base_manager.all())


def test_what_a_member_does_alone_needs_no_consent(union):
    assert propose(union).proxy is None
    assert not ProxyConsent._base_manager.exists()
    assert not Profile._base_manager.exists()
