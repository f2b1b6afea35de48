"""Petitions that the group leader sends for a member without a phone: with consent, not hidden, followed to its end."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, Notification
from ketdoan.core.modules import inbox
from ketdoan.core.viet import today
from ketdoan.members.actions.people import leave
from ketdoan.members.actions.proxies import Agreement
from ketdoan.members.models import Member, ProxyConsent
from ketdoan.members.queries.leading import done_for
from ketdoan.members.tests.union import browser
from ketdoan.petitions.actions import filing, handling
from ketdoan.petitions.models import Opening, Petition, Step, Voice
from ketdoan.petitions.queries import own
from ketdoan.petitions.rules.states import State
from ketdoan.petitions.tests.union import TEXT, TITLE, Petitions, as_member, as_post, now, photo
from ketdoan.units.actions.persons import erase_person

SAID = Agreement(True, "voice", "Chị nói ở tổ sáng nay, không có điện thoại")
REPLY = "Nhà ăn đã đổi bếp trưởng, mỗi suất có thêm một món rau từ thứ Hai."
ASKED = "Xin cho biết tên nhà ăn và ca làm việc."


@pytest.fixture
def union(db):
    found = Petitions()
    found.leader = found.post(found.group, "group_leader")
    return found


def hand_in(union, person=None, **more):
    member = Member._base_manager.get(pk=(person or union.members[0]).pk)
    written = {"topic": "meal", "title": TITLE, "text": TEXT, "agreed": SAID, **more}
    with as_post(union.leader):
        return filing.hand_in(member=member, **written)


def test_it_is_the_members_own_goes_to_the_chair_and_says_who_sent_it(union):
    held = hand_in(union, photos=[photo()])
    voice = Voice._base_manager.get(petition=held)
    assert (held.unit, held.desk, held.hidden) == (union.a, union.a, False)
    assert (voice.person_id, voice.first, voice.hidden) == (union.members[0].pk, True, False)
    assert Step._base_manager.get(petition=held).post_id is None, "the step is the member's, not an official's"
    page = browser(union.chair).get(reverse("petitions:petition", args=[held.pk])).content.decode()
    assert f"{union.leader.person.name}, Tổ trưởng công đoàn gửi thay" in page
    assert union.members[0].name in page
    with as_member(union.members[0]) as actor:
        assert own.read_own(held.pk, actor.scope.persons).told.steps[0].text == TEXT
        (consent,) = done_for(actor.scope.persons)
    assert (consent.by, consent.what) == (union.leader.person.name, f"Gửi phản ánh, kiến nghị số {held.pk}")
    assert AuditEntry.objects.get(action="petitions.hand_in").about_id == held.pk


@pytest.mark.parametrize("agreed", [Agreement(), Agreement(True, "voice", "ừ"), Agreement(True, "email", SAID.note)])
def test_without_consent_nothing_is_sent(union, agreed):
    with pytest.raises(ValidationError):
        hand_in(union, agreed=agreed)
    assert not Petition._base_manager.exists()
    assert not ProxyConsent._base_manager.exists()


def test_only_for_the_own_group_and_only_by_who_is_near(union):
    with pytest.raises(PermissionDenied, match="Chỉ tổ trưởng"):
        hand_in(union, union.members[7])
    with pytest.raises(PermissionDenied, match="Chỉ tổ trưởng"):
        hand_in(union, union.few[0])
    member = Member._base_manager.get(pk=union.members[0].pk)
    with as_post(union.province_chair), pytest.raises(PermissionDenied, match="Chỉ tổ trưởng"):
        filing.hand_in(member=member, agreed=SAID, topic="meal", title=TITLE, text=TEXT)


def test_what_is_about_the_unions_officers_is_not_handed_in_by_one_of_them(union):
    with pytest.raises(ValidationError, match="không gửi thay được"):
        hand_in(union, topic="officers", title="Quỹ thăm hỏi chi không rõ ràng")


def test_a_post_neither_files_nor_joins_in_its_own_name(union):
    held = union.file(union.members[1])
    with as_post(union.leader), pytest.raises(PermissionDenied, match="trong ứng dụng của đoàn viên"):
        filing.file_petition(topic="meal", title=TITLE, text=TEXT)
    with as_post(union.leader), pytest.raises(PermissionDenied, match="trong ứng dụng của đoàn viên"):
        filing.join(petition=held)


def test_a_day_takes_so_many_of_one_member_whoever_sends_them(union):
    for number in range(20):
        try:
            hand_in(union, title=f"{TITLE} lần {number}")
        except ValidationError as error:
            assert "Mỗi ngày nhận không quá" in str(error)  # noqa: PT017 - how many is a rule
            break
    else:
        pytest.fail("there is no end to it")
    hand_in(union, union.members[2])


def test_who_sent_it_follows_it_says_more_and_reads_the_answer_but_not_the_words(union):
    held = hand_in(union)
    client, address = browser(union.leader), reverse("petitions:handed_petition", args=[held.pk])
    listed = client.get(reverse("petitions:handed")).content.decode()
    assert union.members[0].name in listed
    with as_post(union.chair):
        handling.ask_back(petition=held, text=ASKED)
    page = client.get(address).content.decode()
    assert ASKED in page
    assert TEXT not in page
    with as_post(union.leader) as actor:
        assert [one.url for one in inbox(actor) if "gửi thay" in one.title] == [address]
    told = Notification.objects.filter(account_id=union.leader.person.account_id, url=address)
    assert [one.title.endswith("(đã gửi thay đoàn viên)") for one in told] == [True]
    more = {"text": "Nhà ăn số 2, ca chiều, chuyền 7."}
    assert client.post(reverse("petitions:handed_add", args=[held.pk]), more).headers["Location"] == address
    assert now(held).state == State.ACCEPTED
    with as_post(union.chair):
        handling.answer(petition=held, text=REPLY)
    assert REPLY in client.get(address).content.decode()
    assert Opening._base_manager.filter(petition=held, post=union.leader).count() == 1, "the member sees who opened it"


def test_another_post_finds_it_in_no_list_and_opens_nothing(union):
    held = hand_in(union)
    for post in (union.chair, union.post(union.a, "group_leader")):
        client = browser(post)
        assert f"Số {held.pk}<" not in client.get(reverse("petitions:handed")).content.decode()
        for name in ("handed_petition", "handed_add"):
            assert client.get(reverse(f"petitions:{name}", args=[held.pk])).status_code == 404
    with as_post(union.province_chair), pytest.raises(PermissionDenied):
        filing.add(petition=held, text="Tôi bổ sung thay người khác.")


def test_on_the_page_a_fault_keeps_what_was_typed_and_then_it_is_sent(union):
    client, person = browser(union.leader), union.members[0]
    sent = {"member": f"x · #{person.pk}", "topic": "meal", "title": TITLE, "text": TEXT, "how": "voice",
            "said": SAID.note, "shared": "on"}  # fmt: skip
    refused = client.post(reverse("petitions:hand_in"), sent)
    assert refused.status_code == 422
    assert "Cần người đó đồng ý" in refused.content.decode()
    assert TEXT in refused.content.decode()
    done = client.post(reverse("petitions:hand_in"), {**sent, "agreed": "on"})
    held = Petition._base_manager.get()
    assert done.headers["Location"] == reverse("petitions:handed_petition", args=[held.pk])


def test_a_withdrawn_petition_and_one_of_an_erased_person_lead_to_nobody(union):
    withdrawn, other = hand_in(union), hand_in(union, union.members[1])
    with as_member(union.members[0]):
        filing.withdraw(petition=withdrawn)
    with acting(SYSTEM):
        leave(members=[Member._base_manager.get(pk=union.members[1].pk)], reason="retired", on=today())
        erase_person(person=union.members[1], ground="request", why="Theo đơn số 12")
    assert [now(held).proxy_id for held in (withdrawn, other)] == [None, None]
    assert browser(union.leader).get(reverse("petitions:handed_petition", args=[other.pk])).status_code == 404
