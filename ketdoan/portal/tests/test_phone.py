"""What the script and the worker on a phone ask of the server, and what it answers to the queue."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageChops

from ketdoan.core.acting import acting
from ketdoan.core.actions import was_done
from ketdoan.core.models import Account
from ketdoan.core.viet import today
from ketdoan.members.queries.membership import actor_of_account
from ketdoan.petitions.actions.filing import file_petition
from ketdoan.petitions.queries.topics import topic_choices
from ketdoan.portal import build, icons
from ketdoan.portal.factories import sign_in_member
from ketdoan.units.models import Person
from ketdoan.welfare.models import AidCase
from ketdoan.welfare.tests.union import Care

pytestmark = pytest.mark.django_db


@pytest.fixture
def union() -> Care:
    return Care()


@pytest.fixture
def huyen(union: Care) -> Client:
    client = Client()
    sign_in_member(client, union.huyen.person, "0900000001")
    return client


@pytest.fixture
def duc(union: Care) -> Client:
    client = Client()
    sign_in_member(client, Person._base_manager.get(pk=union.duc.pk), "0900000002")
    return client


def mark(client: Client) -> str:
    """The account's name on its phone."""
    return str(client.get(reverse("portal:session")).json()["account"])


def queued(client: Client, account: str, **changed: str) -> Any:
    """Send a request for care as the queue of a phone does."""
    values = {"kind": "sick", "on": today().strftime("%d/%m/%Y"), "text": "Nằm viện", "consent": "on", "_whole": "1"}
    sent = {**values, "_key": str(uuid4()), **changed}
    sent = {name: value for name, value in sent.items() if value}
    return client.post(reverse("portal:care_ask"), sent, headers={"X-Queue": account})


def test_each_page_says_whose_it_is(huyen: Client, duc: Client, client: Client) -> None:
    home = reverse("portal:home")
    marks = [huyen.get(home)["X-Account"], duc.get(home)["X-Account"], client.get(home)["X-Account"]]
    assert marks == [mark(huyen), mark(duc), ""]
    assert marks[0] != marks[1]
    assert f'<meta name="account" content="{marks[0]}">' in huyen.get(home).content.decode()


def test_the_queue_is_told_in_words_and_an_act_is_done_once(huyen: Client) -> None:
    key = str(uuid4())
    first, again = (queued(huyen, mark(huyen), _key=key) for _ in range(2))
    case = AidCase._base_manager.get()
    assert (first.status_code, first["X-Queue"]) == (200, "done")
    assert first.json() == {"to": reverse("portal:care_case", args=[case.pk])}
    assert (again.status_code, again["X-Queue"]) == (200, "done")


def test_what_is_wrong_comes_back_as_to_any_browser(huyen: Client) -> None:
    answer = queued(huyen, mark(huyen), text="")
    assert answer.status_code == 422
    assert "X-Queue" not in answer
    assert "data-queue" in answer.content.decode()


def test_a_form_is_taken_only_from_the_account_that_wrote_it(huyen: Client, duc: Client, client: Client) -> None:
    assert queued(duc, mark(huyen)).status_code == 409
    assert queued(client, mark(huyen)).status_code == 401
    assert AidCase._base_manager.count() == 0


def test_a_form_that_was_cut_off_on_its_way_is_not_taken(huyen: Client) -> None:
    assert queued(huyen, mark(huyen), _whole="").status_code == 400
    assert AidCase._base_manager.count() == 0


def test_who_is_no_member_is_not_told_that_it_is_done(union: Care, client: Client) -> None:
    client.force_login(Account.objects.create_user("khach"))
    answer = queued(client, mark(client))
    assert answer.status_code == 401
    assert "X-Queue" not in answer


def test_a_confidential_act_is_known_to_its_doer_alone(union: Care, huyen: Client, duc: Client) -> None:
    key = uuid4().hex
    own, other = (actor_of_account(int(browser.session["_auth_user_id"])) for browser in (huyen, duc))
    assert own
    assert other
    with acting(own):
        file_petition(
            topic=topic_choices()[0][0], title="Cơm ca tối hay nguội", text="Cơm nguội, rau ít.", hidden=True, key=key
        )
    assert (was_done(own, key), was_done(other, key), was_done(own, uuid4().hex)) == (True, False, False)


def test_signing_out_clears_the_phone_unless_something_waits_on_it(huyen: Client) -> None:
    assert "Clear-Site-Data" not in huyen.post(reverse("portal:leave"), {"keep": "1"})
    assert huyen.post(reverse("portal:leave"))["Clear-Site-Data"] == '"cache", "storage"'


def test_pages_are_whole_without_network(client: Client, huyen: Client) -> None:
    """What the frame of a page asks for is among the files that the worker fetches beforehand."""
    worker = client.get(reverse("portal:worker"))
    told = re.search(r"const BUILD = (\{.*?\});", worker.content.decode())
    assert told
    known = json.loads(told[1])
    page = huyen.get(reverse("portal:home")).content.decode()
    asked = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|woff2|svg))"', page))
    assert asked
    assert asked <= set(known["files"])
    assert all(finders.find(name) for name in build.FILES)
    assert {client.get(path).status_code for path in known["pages"]} == {200}


def test_the_pages_kept_for_everybody_name_nobody(huyen: Client, union: Care, client: Client) -> None:
    for name in build.PAGES:
        assert '<meta name="account" content="">' in client.get(reverse(name)).content.decode()
        assert union.huyen.person.name not in huyen.get(reverse(name)).content.decode()


def test_the_manifest_makes_the_app_installable(client: Client) -> None:
    told = client.get(reverse("portal:manifest")).json()
    assert {told["display"], told["start_url"], told["scope"]} == {"standalone", "/app/"}
    for icon in told["icons"]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert "x".join(map(str, Image.open(str(found)).size)) == icon["sizes"]


def test_the_icons_are_as_they_are_drawn() -> None:
    for name, drawn in icons.icons().items():
        kept = Image.open(icons.FOLDER / name).convert("RGBA")
        differs = ImageChops.difference(kept, drawn.quantize(64).convert("RGBA")).getextrema()
        assert max(high for _, high in differs) <= 8, name  # type: ignore[operator, misc]


@pytest.mark.parametrize("name", ["worker", "manifest"])
def test_what_is_the_same_for_everybody_asks_the_database_nothing(
    huyen: Client, name: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = huyen.get(reverse(f"portal:{name}"))
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")
