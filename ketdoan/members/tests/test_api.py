"""The API: what a token gives, cursors that skip nothing, acts that are done once, errors that name the field."""

import re
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import ApiToken, AuditEntry
from ketdoan.core.modules import api_permissions
from ketdoan.core.tokens import digest_of, make_token
from ketdoan.core.viet import today
from ketdoan.members.actions.moving import transfer
from ketdoan.members.actions.people import introduce_to_party, leave
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member, MemberEvent
from ketdoan.members.queries.syncing import settled
from ketdoan.members.tests.union import CITIZEN, INSURANCE, NAME, PHONE, Union, actor_of, browser
from ketdoan.units.actions.posts import end_post
from ketdoan.units.models import Identifier, PersonalDataView
from ketdoan.units.queries.own import views_of

pytestmark = pytest.mark.django_db
ALL = [code for code in api_permissions() if not code.startswith("legal.")]
MEMBERS, EVENTS = "/api/v1/members", "/api/v1/events"
DAY = "2024-05-06"


@pytest.fixture
def union(db):
    return Union()


class Caller:
    """Software with a token."""

    def __init__(self, post, rights=ALL, days=30):
        with acting(actor_of(post)):
            made = make_token(name="Phần mềm nhân sự", rights=list(rights), days=days)
        self.token, self.secret = made.token, made.secret
        self.client = Client(raise_request_exception=False)

    def get(self, address, **asked):
        return self.client.get(address, asked, headers={"Authorization": f"Bearer {self.secret}"})

    def post(self, address, content, key="khoa-000001", **headers):
        told = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key} | headers
        return self.client.post(address, content, content_type="application/json", headers=told)


def problem_of(answer, status):
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    return told


def fields_of(answer, status=422):
    return [error["field"] for error in problem_of(answer, status)["errors"]]


# --- tokens


def test_only_a_digest_of_a_token_is_kept_and_it_is_shown_once(union):
    client = browser(union.officer)
    page = client.post(reverse("core:tokens"), {"name": "Nhân sự", "rights": ["members.view"], "days": "30"})
    (secret,) = re.findall("kd_[A-Za-z0-9_-]+", page.content.decode())
    token = ApiToken.objects.get()
    assert len(secret) > 40
    assert token.digest == digest_of(secret)
    assert secret not in client.get(reverse("core:tokens")).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM core_apitoken t")
        assert secret not in cursor.fetchone()[0]
    assert secret not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer kd_khong-co", "Basic YTpi", "Bearer ééé"])
def test_without_a_token_nothing_opens(union, authorization):
    answer = Client().get(MEMBERS, headers={"Authorization": authorization} if authorization else {})
    problem_of(answer, 401)
    assert NAME not in answer.content.decode()


def test_a_session_of_the_browser_does_not_open_the_api(union):
    assert NAME not in str(problem_of(browser(union.officer).get(MEMBERS), 401))


def test_a_token_ends_when_revoked_when_over_when_its_post_ends_and_when_the_account_is_closed(union):
    one, other = Caller(union.officer), Caller(union.officer, days=5)
    assert one.get(MEMBERS).status_code == other.get(MEMBERS).status_code == 200
    browser(union.officer).post(reverse("core:revoke_token", args=[one.token.pk]))
    problem_of(one.get(MEMBERS), 401)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        problem_of(other.get(MEMBERS), 401)
    assert other.get(MEMBERS).status_code == 200
    with acting(SYSTEM):
        end_post(post=union.officer, since=today())
    problem_of(other.get(MEMBERS), 401)


def test_nobody_revokes_the_token_of_another(union):
    caller = Caller(union.officer)
    assert browser(union.chair).post(reverse("core:revoke_token", args=[caller.token.pk])).status_code == 404
    assert caller.get(MEMBERS).status_code == 200


def test_a_token_gives_no_more_than_it_was_given(union):
    caller = Caller(union.officer, ["members.view"])
    told = problem_of(caller.post(f"{MEMBERS}/{union.huyen.pk}/leave", {"on": DAY, "reason": "retired"}), 403)
    assert "Ghi thôi là đoàn viên" in told["detail"]
    assert Member._base_manager.get(pk=union.huyen.pk).state == "member"


def test_a_token_gives_no_more_than_its_post_has_today(union):
    caller = Caller(union.officer)
    role = union.officer.role
    role.permissions = [code for code in role.permissions if code != "members.view"]
    role.save()
    assert NAME not in str(problem_of(caller.get(MEMBERS), 403))


def test_a_token_is_given_no_right_that_the_post_lacks_nor_one_that_is_not_of_the_api(union):
    client = browser(union.officer)
    for rights in (["members.sensitive"], ["units.erase"], []):
        answer = client.post(reverse("core:tokens"), {"name": "x", "rights": rights, "days": "30"})
        assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_calls_are_limited_by_the_minute(union):
    caller = Caller(union.officer)
    ApiToken.objects.update(used=299, minute=timezone.now().replace(second=0, microsecond=0))
    assert caller.get(MEMBERS).status_code == 200
    answer = caller.get(MEMBERS)
    problem_of(answer, 429)
    assert answer.headers["Retry-After"] == "60"
    ApiToken.objects.update(minute=timezone.now() - timedelta(minutes=2))
    assert caller.get(MEMBERS).status_code == 200


# --- reading


def test_a_token_reads_its_scope_and_no_other(union):
    (hidden,) = make_members(union.elsewhere, "Trịnh Kín Đáo")
    caller = Caller(union.officer)
    assert {item["name"] for item in caller.get(MEMBERS).json()["items"]} == {NAME, "Trần Văn Đức"}
    problem_of(caller.get(f"{MEMBERS}/{hidden.pk}"), 404)
    problem_of(caller.get(MEMBERS, unit="X"), 404)
    problem_of(caller.get(MEMBERS, cursor=hidden.pk), 404)
    for address in ("leave", "transfer", "suspend", "resume"):
        problem_of(
            caller.post(f"{MEMBERS}/{hidden.pk}/{address}", {"on": DAY} | MORE.get(address, {}), key=f"xa-{address}"),
            404,
        )
    assert hidden.pk not in {item["member"] for item in caller.get(EVENTS).json()["items"]}
    assert Member._base_manager.get(pk=hidden.pk).state == "member"


MORE = {"leave": {"reason": "retired"}, "transfer": {"to": "B"}}


def test_no_number_contact_or_sensitive_fact_is_given_out(union):
    caller = Caller(union.officer)
    for answer in (caller.get(MEMBERS, q="huyen"), caller.get(f"{MEMBERS}/{union.huyen.pk}"), caller.get(EVENTS)):
        assert answer.status_code == 200
        for number in (PHONE, CITIZEN, INSURANCE, "Trúc Bạch"):
            assert number not in answer.content.decode()


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_the_cursor_leads_through_everybody_once_in_the_order_of_the_list(union, limit):
    make_members(union.b, *["Nguyễn Văn An"] * 3, "Lê Ánh", "Đỗ Ước", "Bùi Ý")
    caller, seen, cursor = Caller(union.officer), [], {}
    while True:
        page = caller.get(MEMBERS, limit=limit, **cursor).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    with acting(SYSTEM):
        assert seen == list(Member.objects.order_by("sort_key", "pk").values_list("pk", flat=True))


def test_members_are_found_by_words_in_any_order_by_number_by_unit_and_by_state(union):
    with acting(SYSTEM):
        leave(members=[union.duc], on=today(), reason="retired")
    caller = Caller(union.officer)

    def names(**asked):
        return [item["name"] for item in caller.get(MEMBERS, **asked).json()["items"]]

    assert names(q="huyen pham") == names(q=PHONE) == names(q=CITIZEN) == names(unit="A") == [NAME]
    assert (names(unit="B"), names(state="left"), names(q="khong co")) == ([], ["Trần Văn Đức"], [])


def test_each_reading_is_logged_for_those_read_in_one_row_a_call(union):
    caller = Caller(union.officer)
    caller.get(MEMBERS, q="huyen")
    caller.get(f"{MEMBERS}/{union.huyen.pk}")
    caller.get(EVENTS)
    assert [view.what for view in views_of(union.huyen.person)] == ["Phần mềm kết nối: Phần mềm nhân sự"] * 3
    assert views_of(union.duc.person).count() == 1
    assert PersonalDataView._base_manager.count() == 3
    assert set(PersonalDataView._base_manager.values_list("post_id", flat=True)) == {union.officer.pk}


def test_events_come_once_each_in_their_order_and_nothing_is_skipped(union):
    caller, seen, after = Caller(union.officer), [], 0
    make_members(union.b, "Lê An", "Lê Bình", "Lê Chi")
    while True:
        page = caller.get(EVENTS, after=after, limit=2).json()
        seen += [item["id"] for item in page["items"]]
        after = page["cursor"]
        if not page["more"]:
            break
    assert seen == list(MemberEvent._base_manager.order_by("pk").values_list("pk", flat=True))
    assert caller.get(EVENTS, after=after).json() == {"items": [], "cursor": after, "more": False}


def test_introductions_to_the_party_are_for_tokens_with_that_right(union):
    with acting(SYSTEM):
        introduce_to_party(members=[union.huyen], on=today())

    def kinds(rights):
        return {item["kind"] for item in Caller(union.officer, rights).get(EVENTS).json()["items"]}

    assert kinds(["members.view"]) == {"admission"}
    assert len(kinds(["members.view", "members.party"])) == 2


def test_somebody_who_comes_from_outside_the_scope_is_among_the_events_of_the_destination(union):
    (comer,) = make_members(union.elsewhere, "Trịnh Văn Đến")
    with acting(SYSTEM):
        transfer(members=[comer], to=union.a, on=today())
    items = [item for item in Caller(union.officer).get(EVENTS).json()["items"] if item["member"] == comer.pk]
    assert [(item["kind"], item["to_unit"]) for item in items] == [("transfer", "A")]


@pytest.mark.django_db(transaction=True)
def test_events_of_a_longer_transaction_are_waited_for():
    """Another connection has taken numbers and not committed: reading stops short of them."""
    union = Union()
    before = settled()
    settings = connection.get_connection_params()
    options = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    with psycopg.connect(**options) as other:
        other.execute(
            "SELECT pg_advisory_xact_lock_shared(7030021, "
            "((SELECT last_value FROM members_memberevent_id_seq) & 2147483647)::int)"
        )
        other.execute("SELECT nextval('members_memberevent_id_seq')")
        make_members(union.a, "Lê Sau")
        assert MemberEvent._base_manager.count() == 3
        assert settled() == before
        assert len(Caller(union.officer).get(EVENTS).json()["items"]) == 2
        other.rollback()
    assert settled() > before
    assert len(Caller(union.officer).get(EVENTS).json()["items"]) == 3


# --- acting

NEW = {"unit": "A", "name": "Đặng Thị Mới", "birth_date": "1995-07-08", "sex": "f", "on": DAY, "phone": "0905 111 222"}


def test_an_admission_is_done_by_the_same_act_as_the_post_of_the_token(union):
    caller = Caller(union.officer)
    answer = caller.post(MEMBERS, NEW | {"decision": {"code": "12/QĐ-CĐ", "signed_on": DAY}})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["name"], made["unit"], made["state"], made["joined_on"]) == ("Đặng Thị Mới", "A", "member", DAY)
    event = MemberEvent._base_manager.get(person=made["id"])
    assert (event.post_id, event.decision.code) == (union.officer.pk, "12/QĐ-CĐ")
    entry = AuditEntry.objects.get(action="members.admit_new", post_id=union.officer.pk)
    assert (entry.about_id, entry.account_id) == (event.pk, caller.token.account_id)
    assert "0905111222" not in answer.content.decode()


def test_the_same_key_does_nothing_twice_and_answers_the_same(union):
    caller = Caller(union.officer)
    first, again = caller.post(MEMBERS, NEW), caller.post(MEMBERS, NEW)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Member._base_manager.filter(words="dang thi moi").count() == 1
    for _ in range(2):
        answer = caller.post(f"{MEMBERS}/{first.json()['id']}/leave", {"on": DAY, "reason": "retired"}, key="thoi-0001")
        assert (answer.status_code, answer.json()["state"]) == (201, "left")
    assert MemberEvent._base_manager.filter(person=first.json()["id"]).count() == 2


def test_a_key_that_comes_with_other_content_is_refused(union):
    caller = Caller(union.officer)
    caller.post(MEMBERS, NEW)
    problem_of(caller.post(MEMBERS, NEW | {"name": "Người Khác"}), 409)
    assert not Member._base_manager.filter(words="nguoi khac").exists()


def test_without_a_key_nothing_is_done(union):
    caller = Caller(union.officer)
    answer = caller.client.post(
        MEMBERS, NEW, content_type="application/json", headers={"Authorization": f"Bearer {caller.secret}"}
    )
    assert "Idempotency-Key" in fields_of(answer)
    assert not Member._base_manager.filter(words="dang thi moi").exists()


def test_members_leave_move_pause_and_come_back(union):
    caller, one = Caller(union.officer), f"{MEMBERS}/{union.huyen.pk}"
    moved = caller.post(f"{one}/transfer", {"on": DAY, "to": "B"}, key="chuyen-001").json()
    assert (moved["unit"], moved["since"]) == ("B", DAY)
    assert caller.post(f"{one}/suspend", {"on": "2024-06-01"}, key="dung-0001").json()["state"] == "suspended"
    assert caller.post(f"{one}/resume", {"on": "2024-07-01"}, key="lai-00001").json()["state"] == "member"
    assert (
        caller.post(f"{one}/leave", {"on": "2024-08-01", "reason": "retired"}, key="thoi-0001").json()["state"]
        == "left"
    )
    kinds = [event["kind"] for event in caller.get(one).json()["course"]]
    assert kinds == ["leave", "resumption", "suspension", "transfer", "admission"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"citizen_id": "123"}, "citizen_id"),
        ({"phone": "12"}, "phone"),
        ({"birth_date": "8/7/1995"}, "birth_date"),
        ({"birth_date": 800000000}, "birth_date"),
        ({"birth_date": "2023-01-01"}, "people"),
        ({"name": ""}, "name"),
        ({"name": "Lê 5"}, "name"),
        ({"unit": "KHONG-CO"}, "unit"),
        ({"unit": "X"}, "unit"),
        ({"unit": "P"}, "unit"),
        ({"sex": "nam"}, "sex"),
        ({"on": "1900-01-01"}, "on"),
        ({"la": 1}, "la"),
        ({"decision": {"code": "1"}}, "decision.signed_on"),
        ({"decision": {"code": "1", "signed_on": "2099-01-01"}}, "decision_signed_on"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_in_vietnamese_and_nothing_is_done(union, change, field):
    answer = Caller(union.officer).post(MEMBERS, NEW | change)
    assert fields_of(answer) == [field]
    (error,) = answer.json()["errors"]
    assert error["message"] == error["message"].strip()
    assert any(ch in error["message"].lower() for ch in "ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýấầẩẫậếềểễệốồổỗộớờởỡợứừửữự")
    assert Member._base_manager.count() == 2
    assert not Identifier._base_manager.filter(value_index="123").exists()


@pytest.mark.parametrize("content", ["{", "[]", '"x"', "", "\xff"])
def test_what_is_no_json_is_refused(union, content):
    answer = Caller(union.officer).post(MEMBERS, content)
    assert answer.status_code in (400, 422)
    problem_of(answer, answer.status_code)


# --- description
