"""A walk over every address of the app as a member: what is another's is not there, in the own union and elsewhere."""

from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from ketdoan.core.screens import MEMBER, declared
from ketdoan.members.factories import make_members
from ketdoan.portal.factories import sign_in_member
from ketdoan.reports.actions.forms import bring_in_forms

from .routes import COMMON, Route, routes
from .test_isolation import Watch, leaks, typed, undone, unexpected
from .world import LONG_AGO, World

FOUND, NOTHING, LED_ON, GONE, WRONG_METHOD, UNPROCESSABLE = 200, 204, 302, 404, 405, 422
#: What a unit publishes to its members is everybody's there.
PUBLISHED = ("news_", "petition_join", "programme", "survey", "opinion")
#: Parameters of these name a kind of data, not a thing.
KINDS = ("portal:consent", "portal:propose")
#: Rows that one's own requests may add: the views of one's own data, one's consent, the trail of it.
OWN = (
    "units_personaldataview",
    "core_audit",
    "core_done",
    "core_preference",
    "core_messagechoice",
    "members_consent",
    "members_erasurerequest",
    "core_notification",
    "news_",
    "legal_tally",
    "surveys_",
    "welfare_",
    "petitions_",
)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Both sides, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        bring_in_forms()
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(filled: World) -> Iterator[World]:
    """The world for one test."""
    with transaction.atomic():
        yield copy(filled)
        transaction.set_rollback(True)


@pytest.fixture
def member(world: World) -> Client:
    """A member of the own union who has asked for nothing and was given nothing."""
    (found,) = make_members(world.own.unit, "Người Ngoài Cuộc", on=LONG_AGO)
    client = Client()
    sign_in_member(client, found.person, "0955000111")
    return client


def app_routes() -> list[Route]:
    """The routes that members alone open."""
    return [route for route in routes() if route.name.startswith("portal:") and declared(route.view) == MEMBER]


def of_somebody() -> list[Route]:
    """Those of them whose parameters name a thing that belongs to somebody."""
    return [
        route
        for route in app_routes()
        if route.parameters
        and route.name not in {*COMMON, *KINDS}
        and not route.name.removeprefix("portal:").startswith(PUBLISHED)
    ]


def test_the_walk_meets_what_belongs_to_single_members() -> None:
    assert {"portal:question"} <= {route.name for route in of_somebody()}


@pytest.mark.parametrize("side", ["own", "foreign"])
def test_what_is_another_members_does_not_open_show_or_change(world: World, member: Client, side: str) -> None:
    wrong, form, watch = [], typed(world), Watch()
    for route in of_somebody():
        for address in route.addresses(getattr(world, side)):
            for ask in (member.get, member.post):
                response = ask(address, form)
                if response.status_code not in {GONE, WRONG_METHOD}:
                    wrong.append(unexpected(response, {GONE}))
                if told := leaks(response):
                    wrong.append(f"{ask.__name__} {address} tells {told}")
        if difference := watch.changed():
            wrong.append(f"{route.name} changed {difference}")
    assert not wrong, "\n".join(wrong)


def test_what_another_union_publishes_does_not_open(world: World, member: Client) -> None:
    wrong = []
    for route in app_routes():
        if not route.parameters or route.name in COMMON or route in of_somebody() or route.name in KINDS:
            continue
        for address in route.addresses(world.foreign):
            for ask in (member.get, member.post):
                response = ask(address, typed(world))
                if response.status_code not in {GONE, WRONG_METHOD}:
                    wrong.append(unexpected(response, {GONE}))
    assert not wrong, "\n".join(wrong)


def test_pages_of_the_app_know_nothing_foreign(world: World, member: Client) -> None:
    wrong, form, watch = [], typed(world), Watch(*OWN)
    for route in app_routes():
        if not route.common:
            continue
        (address,) = route.addresses(world.own)
        with undone(member):
            for response in (member.get(address, {"q": "kin"}), member.post(address, form)):
                if response.status_code not in {FOUND, NOTHING, LED_ON, GONE, WRONG_METHOD, UNPROCESSABLE}:
                    wrong.append(unexpected(response, {FOUND}))
                if told := leaks(response):
                    wrong.append(f"{address} tells {told}")
            if difference := watch.changed():
                wrong.append(f"{route.name} changed {difference}")
    assert not wrong, "\n".join(wrong)


def test_the_workspace_does_not_open_for_a_session_by_code(world: World, member: Client) -> None:
    for route in routes():
        if route.name.startswith(("portal:", "api:")) or route.parameters or declared(route.view) in {"public", "api"}:
            continue
        (address,) = route.addresses(world.own)
        assert member.get(address).headers.get("Location") == "/app/", address
