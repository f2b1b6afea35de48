"""The door of the app: codes, invitations, claims; what a code opens and what it does not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.acting import acting
from ketdoan.core.models import Account
from ketdoan.core.screens import BY_CODE
from ketdoan.core.viet import today
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.actions.intakes import admit_intake, propose
from ketdoan.members.models import Application
from ketdoan.members.tests.union import BORN, NAME, PHONE, Union, actor_of, browser
from ketdoan.portal.actions.codes import shown_code
from ketdoan.portal.actions.joining import confirm_claim, make_link, refuse_claim
from ketdoan.portal.factories import make_account, sign_in_member
from ketdoan.portal.models import Access, Challenge, Claim
from ketdoan.portal.rules import ClaimState
from ketdoan.units.actions.access import invite
from ketdoan.units.actions.paper import Paper
from ketdoan.units.models import Person

pytestmark = pytest.mark.django_db
OTHER = "0987654321"


@pytest.fixture
def union() -> Union:
    return Union()


def ask(client: Client, who: str) -> Any:
    return client.post(reverse("portal:enter"), {"who": who})


def answer(client: Client, code: str = "") -> Any:
    """Type the code of the challenge that the session holds, or another."""
    right = shown_code(client.session["challenge"])
    return client.post(reverse("portal:code"), {"code": code or right})


def test_a_member_signs_in_by_the_phone_they_showed_to_be_theirs(union: Union, client: Client) -> None:
    make_account(union.huyen.person, OTHER)
    assert ask(client, "0987 654 321").status_code == 302
    assert answer(client).url == reverse("portal:home")
    page = client.get(reverse("portal:home")).content.decode()
    assert NAME in page
    assert client.session[BY_CODE]


def test_by_the_number_of_the_card_the_code_goes_to_the_phone_behind_it(union: Union, client: Client) -> None:
    with acting(actor_of(union.chair)):
        issue_cards(members=[union.huyen], on=union.huyen.joined_on, numbers=["TN000123"])
    make_account(union.huyen.person, OTHER)
    ask(client, "tn 000123")
    assert answer(client).url == reverse("portal:home")


def test_unknown_and_known_phones_get_the_same_answer(union: Union) -> None:
    make_account(union.huyen.person, OTHER)
    pages = []
    for who in (OTHER, "0911111111", "khong-co-the-9"):
        client = Client()
        first = ask(client, who)
        pages.append((first.status_code, first.url, client.get(first.url).content.split(b"<main", 1)[1]))
    assert len({(status, url) for status, url, _ in pages}) == 1
    masked = {page.replace(token, b"") for _, _, page in pages for token in [_token(page)]}
    assert len(masked) == 1


def _token(page: bytes) -> bytes:
    return page.split(b'csrfmiddlewaretoken" value="', 1)[1].split(b'"', 1)[0]


def test_no_code_is_right_for_an_unknown_phone(client: Client) -> None:
    ask(client, "0911111111")
    for guess in ("000000", "123456"):
        assert client.post(reverse("portal:code"), {"code": guess}).status_code == 422
    assert not Account.objects.filter(username__startswith="dv-").exists()


def test_a_code_is_used_once_within_its_time_and_tries(union: Union, client: Client) -> None:
    make_account(union.huyen.person, OTHER)
    ask(client, OTHER)
    right, challenge = shown_code(client.session["challenge"]), client.session["challenge"]
    for _ in range(5):
        assert client.post(reverse("portal:code"), {"code": "1"}).status_code == 422
    assert client.post(reverse("portal:code"), {"code": right}).status_code == 422, (
        "after five tries even the right one"
    )
    ask(client, OTHER)
    Challenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert answer(client, right).status_code == 422, "late"
    ask(client, OTHER)
    right = shown_code(client.session["challenge"])
    assert answer(client, right).status_code == 302
    late = Client()
    session = late.session
    session["challenge"] = challenge
    session.save()
    assert late.post(reverse("portal:code"), {"code": right}).status_code == 422, "used up"


def test_no_more_than_five_codes_an_hour_leave_for_one_phone(union: Union, client: Client) -> None:
    make_account(union.huyen.person, OTHER)
    for _ in range(5):
        ask(client, OTHER)
        assert answer(client, "0").status_code == 422
    ask(client, OTHER)
    assert answer(client).status_code == 422
    Challenge.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    ask(client, OTHER)
    assert answer(client).status_code == 302


def test_challenges_tell_neither_phone_nor_code(union: Union, client: Client) -> None:
    make_account(union.huyen.person, OTHER)
    ask(client, OTHER)
    code = shown_code(client.session["challenge"])
    row = Challenge.objects.get()
    kept = row.wanted + bytes(row.phone).hex()
    assert code not in kept
    assert OTHER not in kept


def test_a_session_by_code_opens_the_app_and_nothing_else(union: Union) -> None:
    person = Person._base_manager.get(pk=union.chair.person_id)
    client = Client()
    sign_in_member(client, union.huyen.person, OTHER)
    assert client.get("/app/").status_code == 200
    for address in ("/", "/doan-vien/", "/tai-khoan/password/change/", "/tai-khoan/2fa/", "/tai-khoan/email/"):
        assert client.get(address).url == "/app/", address
    assert person.account_id
    make_account(person, "0977777777")
    other = Client()
    other.force_login(Account.objects.get(pk=person.account_id))
    session = other.session
    session[BY_CODE] = True
    session.save()
    assert other.get("/doan-vien/").url == "/app/", "not even for somebody who holds a post"


def test_a_personal_invitation_opens_the_app_for_its_person(union: Union, client: Client) -> None:
    with acting(actor_of(union.chair)):
        link = invite(person=union.huyen.person)
    assert client.get(reverse("portal:personal", args=[link.secret])).url == reverse("portal:accept")
    assert NAME in client.get(reverse("portal:accept")).content.decode()
    client.post(reverse("portal:accept"), {"phone": OTHER})
    assert answer(client).status_code == 302
    assert NAME in client.get("/app/").content.decode()
    again = Client()
    again.get(reverse("portal:personal", args=[link.secret]))
    assert again.get(reverse("portal:accept")).status_code == 410, "a link is good for once"


def test_a_lost_phone_opens_nothing_once_the_union_has_given_another_link(union: Union) -> None:
    lost, found = Client(), Client()
    sign_in_member(lost, union.huyen.person, OTHER)
    assert lost.get("/app/").status_code == 200
    office = browser(union.chair)
    page = office.post(reverse("app_office:invite_one", args=[union.huyen.pk])).content.decode()
    secret = re.search(r"/app/nhan/([\w-]+)", page)
    assert secret
    found.get(reverse("portal:personal", args=[secret[1]]))
    found.post(reverse("portal:accept"), {"phone": "0966666666"})
    assert answer(found).status_code == 302
    assert NAME in found.get("/app/").content.decode()
    assert lost.get("/app/").url == reverse("portal:enter")
    assert ask(lost, OTHER).status_code == 302
    assert answer(lost, "0").status_code == 422
    assert Access.objects.get().phone.text == "0966666666"


def test_the_phone_that_signs_in_is_changed_by_a_code_to_the_new_one(union: Union, client: Client) -> None:
    sign_in_member(client, union.huyen.person, OTHER)
    client.post(reverse("portal:change_phone"), {"phone": "0966666666"})
    assert answer(client).status_code == 302
    assert Access.objects.get().phone.text == "0966666666"
    assert client.get("/app/").status_code == 200


def test_who_comes_by_the_link_of_a_union_waits_until_it_confirms(union: Union, client: Client) -> None:
    with acting(actor_of(union.chair)):
        link = make_link(unit=union.a)
    page = client.get(reverse("portal:invited", args=[link.token])).content.decode()
    assert 'property="og:title"' in page
    said = {"name": NAME, "birth": "2/3/1985", "phone": OTHER}
    client.post(reverse("portal:claim", args=[link.token]), said)
    answer(client)
    assert client.get("/app/").url == reverse("portal:waiting")
    assert "đối chiếu" in client.get(reverse("portal:waiting")).content.decode()
    claim = Claim._base_manager.get()
    office = browser(union.chair)
    board = office.get(reverse("app_office:claims")).content.decode()
    assert NAME in board
    assert "họ tên, ngày sinh" in board
    office.post(reverse("app_office:confirm", args=[claim.pk]), {"person": union.huyen.pk})
    assert client.get("/app/").status_code == 200
    claim.refresh_from_db()
    assert claim.state == ClaimState.CONFIRMED
    assert claim.key is not None
    assert claim.key.destroyed_at, "what was said has gone"


def test_a_phone_of_the_register_is_proposed_not_believed(union: Union, client: Client) -> None:
    ask(client, PHONE)
    answer(client)
    assert client.get("/app/").url == reverse("portal:waiting")
    claim = Claim._base_manager.get()
    assert claim.proposed_id == union.huyen.pk
    with acting(actor_of(union.chair)):
        refuse_claim(claim=claim, reason="Số này là của người khác")
    assert "Số này là của người khác" in client.get(reverse("portal:waiting")).content.decode()


def test_only_the_unit_of_a_claim_and_those_above_confirm_it(union: Union, client: Client) -> None:
    ask(client, PHONE)
    answer(client)
    claim = Claim._base_manager.get()
    stranger = browser(union.stranger)
    assert stranger.post(reverse("app_office:confirm", args=[claim.pk]), {"person": union.huyen.pk}).status_code == 404
    with acting(actor_of(union.officer)):
        confirm_claim(claim=claim, person=union.huyen.person)
    assert client.get("/app/").status_code == 200


def test_an_application_from_the_app_opens_it_once_admitted(union: Union, client: Client) -> None:
    with acting(actor_of(union.chair)):
        link = make_link(unit=union.a)
    said = {"name": "Vũ Thị Mới", "birth": "1/5/1999", "sex": "f", "phone": OTHER, "job": "May", "agreed": "on"}
    client.post(reverse("portal:apply", args=[link.token]), said)
    answer(client)
    application = Application._base_manager.get()
    assert application.origin == "app"
    assert "cuộc họp" in client.get(reverse("portal:waiting")).content.decode()
    _admit(union, application)
    assert client.get(reverse("portal:waiting")).url == "/app/"
    assert "Vũ Thị Mới" in client.get("/app/").content.decode()


def _admit(union: Union, application: Application) -> None:
    with acting(actor_of(union.chair)):
        intake = propose(applications=[application], met_on=today(), on=today())
        admit_intake(intake=intake, on=today(), paper=Paper(union.a, "1/QĐ-CĐCS", today(), "Kết nạp"))


def test_the_copy_of_ones_data_is_ones_own(union: Union, client: Client) -> None:
    sign_in_member(client, union.huyen.person, OTHER)
    assert client.post(reverse("portal:copy"))["Content-Type"] == "application/zip"
    page = client.get(reverse("portal:data")).content.decode()
    assert "••• 678" in page
    assert PHONE not in page
    assert BORN.strftime("%d/%m/%Y") in page
