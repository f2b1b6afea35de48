"""Messages in the app: one's own alone, read by opening them; phones subscribed, followed and given up."""

import json
from typing import Any

import pytest
from django.test import Client

from ketdoan.core.acting import acting
from ketdoan.core.models import Account, Broadcast, Notification, Preference, PushSubscription
from ketdoan.core.notify import notify
from ketdoan.core.preferences import chosen_by
from ketdoan.core.tests.pushing import Browser
from ketdoan.members.tests.union import Union, actor_of, browser
from ketdoan.portal.factories import sign_in_member

pytestmark = pytest.mark.django_db
HOST = "https://fcm.googleapis.com"


@pytest.fixture
def member(client: Client, settings: Any) -> Account:
    settings.PUSH_CONTACT = "mailto:a@example.vn"
    return sign_in_member(client, Union().huyen.person)


def post(client: Client, path: str, content: Any) -> Any:
    return client.post(f"/app/thong-bao/{path}", json.dumps(content), content_type="application/json")


def test_the_list_is_of_the_member_alone_and_opening_a_message_reads_it(client: Client, member: Account) -> None:
    other = Account.objects.create(username="khac")
    notify([member.pk], "legal", "Câu hỏi của anh chị có trả lời", key="1", url="/app/hoi/cua-toi")
    notify([other.pk], "legal", "Của người khác", key="1")
    shown = client.get("/app/thong-bao").content.decode()
    assert "Câu hỏi của anh chị có trả lời" in shown
    assert "Của người khác" not in shown
    assert "1 chưa đọc" in client.get("/app/toi").content.decode()
    own, foreign = (Notification.objects.get(account=account) for account in (member, other))
    assert client.get(f"/app/thong-bao/{foreign.pk}").status_code == 404
    assert client.get(f"/app/thong-bao/{own.pk}")["Location"] == "/app/hoi/cua-toi"
    assert "chưa đọc" not in client.get("/app/toi").content.decode()


def test_a_phone_subscribes_follows_its_new_address_and_is_given_up(client: Client, member: Account) -> None:
    first, second = Browser(f"{HOST}/fcm/send/a"), Browser(f"{HOST}/fcm/send/b")
    for _ in range(2):
        assert post(client, "may", first.subscription()).status_code == 204
    assert post(client, "may", second.subscription() | {"replaced": first.endpoint}).status_code == 204
    assert PushSubscription.objects.filter(account=member).count() == 1
    assert post(client, "may/bo", {"endpoint": first.endpoint}).status_code == 204
    assert PushSubscription.objects.count() == 1
    assert post(client, "may/bo", {"endpoint": second.endpoint}).status_code == 204
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("content", [None, 7, [], {"endpoint": "https://10.0.0.1/x"}, {"keys": 1}, "x" * 5_000])
def test_what_is_no_subscription_is_refused_in_words(client: Client, member: Account, content: Any) -> None:
    answer = post(client, "may", content)
    assert (answer.status_code, "error" in answer.json()) == (422, True)
    assert post(client, "may/bo", content).status_code == 204


def test_phones_are_of_members_alone(client: Client) -> None:
    assert post(client, "may", Browser(f"{HOST}/x").subscription()).status_code in (302, 403)
    assert not PushSubscription.objects.exists()


def test_a_member_says_what_is_pushed_and_which_shift_they_work(client: Client, member: Account) -> None:
    page = client.get("/app/thong-bao/cach-nhan").content.decode()
    assert "Tư vấn pháp luật: báo trên điện thoại" in page
    assert "Việc được giao" not in page
    assert "Giờ gửi thư hằng ngày" not in page  # the account has no address
    ways = {"news": "off", "survey": "bell", "welfare.programme": "bell"}
    sent = {**ways, "shift": "night", "shift_turns": "on", "push_portal": "on", "quiet_from": "21", "quiet_until": "6"}
    assert client.post("/app/thong-bao/cach-nhan", sent).status_code == 302
    own = Preference.objects.get(account=member)
    assert (own.shift, own.shift_since is not None, own.quiet_from, own.digest_hour) == ("night", True, 21, 7)
    pushed = {chosen.kind.code: chosen.push for chosen in chosen_by(member.pk)}
    assert (pushed["portal"], pushed["legal"], pushed["task"]) == (True, False, True)
    assert {chosen.kind.code: chosen.way for chosen in chosen_by(member.pk)}["news"] == "off"
    half = client.post("/app/thong-bao/cach-nhan", sent | {"quiet_until": ""})
    assert half.status_code == 422
    assert "Hãy chọn cả giờ bắt đầu và giờ kết thúc" in half.content.decode()


def test_a_chair_sees_what_the_union_sent_to_many_and_a_stranger_does_not(client: Client) -> None:
    union = Union()
    accounts = [Account.objects.create(username=f"nhan{n}").pk for n in range(6)]
    with acting(actor_of(union.chair)):
        notify(accounts, "task", "Việc gửi nhiều người", key="task:nhieu")
    (sent,) = Broadcast.objects.all()
    chair, stranger = browser(union.chair), browser(union.stranger)
    listed = chair.get("/to-chuc/so-gui/").content.decode()
    assert "Việc gửi nhiều người" in listed
    assert union.a.short_name in listed
    page = chair.get(f"/to-chuc/so-gui/{sent.pk}/").content.decode()
    assert "Theo đơn vị" in page
    assert "Việc gửi nhiều người" not in stranger.get("/to-chuc/so-gui/").content.decode()
    assert stranger.get(f"/to-chuc/so-gui/{sent.pk}/").status_code == 404
