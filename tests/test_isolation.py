"""A walk over every address as every role: what belongs to a foreign unit is not there.

Nothing of it opens (404; 403 where the role may not open such a page at all; the sign-in page for a visitor), none
of its names stands in any answer, and no request changes anything of it. Each address is also asked for with one's
own thing, so that a 404 for the foreign one says something.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from ketdoan.core.acting import acting
from ketdoan.core.models import Rule
from ketdoan.core.modules import api_permissions
from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.screens import API, MEMBER, PUBLIC, SIGNED_IN, declared
from ketdoan.core.tokens import make_token
from ketdoan.reports.actions.forms import bring_in_forms
from ketdoan.units.actions.roles import SHIPPED
from ketdoan.units.models import Post, Role
from ketdoan.units.queries.posts import as_actor

from .reading import text_of
from .routes import COMMON, THINGS, Route, routes
from .world import SECRETS, World

ROLES = [row["code"] for row in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["role"]]
FOUND, LED_ON, UNKNOWN, DENIED, GONE, WRONG_METHOD, GONE_FOR_GOOD, UNPROCESSABLE = (
    200,
    302,
    401,
    403,
    404,
    405,
    410,
    422,
)
ANYTHING_BUT_FAILURE = {FOUND, LED_ON, GONE, UNKNOWN, DENIED, WRONG_METHOD, GONE_FOR_GOOD, UNPROCESSABLE}
#: Things that belong to an account, whoever else works for the unit.
OF_ACCOUNTS = ("notification", "view", "progress", "key", "token", "own_case", "handed", "handed_petition")
#: What a request of one's own leaves behind without touching anybody's things.
FOOTPRINTS = ("django_session", "usersessions_usersession", "core_cache", "core_draft", "procrastinate_", "pg_")
#: Rows of tables to which one's own requests may add.
OWN = (
    "units_personaldataview",
    "core_auditentry",
    "core_auditpending",
    "core_done",
    "core_savedview",
    "mfa_authenticator",
)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A world that takes long to make, within one transaction for all tests of this file. Tests that commit may have
    cleared the shipped forms together with the units."""
    with django_db_blocker.unblock(), transaction.atomic():
        bring_in_forms()
        COMMON["core:rule"]["pk"] = COMMON["core:rule_change"]["pk"] = COMMON["core:rule_verify"]["pk"] = (
            Rule.objects.filter(replaced_at=None).first().pk
        )
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(filled: World) -> Iterator[World]:
    """The world for one test, as if it were made for it."""
    with transaction.atomic():
        yield copy(filled)
        transaction.set_rollback(True)


class Watch:
    """Tells what of the tables has changed since it was last asked, by the number of their rows and a digest of their
    content; these are read only where anything was written in the meantime."""

    def __init__(self, *without: str) -> None:
        self._without = (*FOOTPRINTS, *without)
        self._written, self._held = self._writes(), self._contents()

    def changed(self) -> str:
        """The tables that have changed."""
        before = self._held
        written = self._writes()
        if written != self._written:
            self._written, self._held = written, self._contents()
        return ", ".join(table for table, held in self._held.items() if held != before[table])

    def _writes(self) -> dict[str, int]:
        """How many rows of each table were written in this transaction, undone or not."""
        told = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        with connection.cursor() as cursor:
            cursor.execute(told)
            return {table: rows for table, rows in cursor.fetchall() if not table.startswith(self._without)}

    def _contents(self) -> dict[str, Any]:
        tables = [t for t in connection.introspection.table_names() if not t.startswith(self._without)]
        parts = [
            f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {table} t"
            for table in tables
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def leaks(response: Any) -> str:
    text = text_of(response)
    return ", ".join(secret for secret in SECRETS if secret in text)


def unexpected(response: Any, allowed: set[int]) -> str:
    asked = response.wsgi_request
    place = response.headers.get("Location", "")
    return f"{asked.method} {asked.get_full_path()[:120]}: {response.status_code} {place[:80]}, not one of {allowed}"


def typed(world: World) -> dict[str, Any]:
    """What a form might be sent: all that any form asks for, and foreign things wherever one can be chosen."""
    things = world.foreign.objects
    unit, person = f"x · #{things['unit'].pk}", f"x · #{things['person'].pk}"
    return {
        "since": "01/02/2024",
        "until": "01/02/2030",
        "name": "Tên mới",
        "short_name": "Tên mới",
        "kind": "executive",
        "code": "MOI",
        "why": "thử",
        "reason": "thử thử thử thử",
        "work": "việc",
        "minutes": "15",
        "seats": "3",
        "status": "suspended",
        "tree": LINE,
        "place": "executive:chair",
        "parent": unit,
        "into": unit,
        "other_1": unit,
        "person": person,
        "role": str(things["post"].role_id),
        "post": str(things["post"].pk),
        "session": str(things["session"].pk),
        "_form": "/",
    }


def test_the_signed_copy_of_a_foreign_decision_is_not_told(world):
    """The walk asks for it too; here with a foreign decision that has one, so that its content could be told."""
    decision = world.foreign.objects["decision"]
    assert decision.file_id
    client = world.client("chair")
    for name, opened in (("units:decision", FOUND), ("units:signed_copy", FOUND), ("units:add_signed_copy", FOUND)):
        assert client.get(reverse(name, args=[world.own.objects["decision"].pk])).status_code == opened
        assert client.get(reverse(name, args=[decision.pk])).status_code == GONE
    world.own, world.foreign = world.foreign, world.own
    assert leaks(world.client("clerk").get(reverse("units:signed_copy", args=[decision.pk])))


def held_by(role: Role | None, administering: bool) -> frozenset[str]:
    if role is None:
        return frozenset()
    return frozenset(role.permissions) if administering or not role.system else frozenset({"units.admin"})


def test_every_view_declares_who_may_open_it():
    silent = [route.name for route in routes() if declared(route.view) is None]
    assert not silent


def test_the_walk_meets_the_routes_of_every_module_and_of_the_sign_in():
    names = {route.name for route in routes()}
    assert {"units:unit", "core:healthz", "workspace:home", "account_login", "mfa_index", "usersessions_list"} <= names
    assert len(names) > 80


WALKS = [(code, LINE, True) for code in ROLES] + [
    ("chair", TERRITORY, True),
    ("system_administrator", LINE, False),
    (None, LINE, False),
]


@pytest.fixture(params=WALKS, ids=lambda walk: "-".join(map(str, walk)))
def walker(request: pytest.FixtureRequest, world: World) -> tuple[Client, frozenset[str]]:
    """Somebody signed in, and the permissions of the post that she holds."""
    code, tree, administering = request.param
    role = Role.objects.get(code=code) if code else None
    return world.client(code, tree, administering=administering), held_by(role, administering)


def answers(route: Route, held: frozenset[str], opened: set[int]) -> set[int]:
    """How a route may answer: as `opened` says where the post has the permission, else by refusing."""
    permission = declared(route.view)
    if route.view.__module__.startswith("allauth."):
        return {FOUND, LED_ON, GONE, WRONG_METHOD}
    if permission == API:
        return {UNKNOWN}  # a session of the browser opens nothing there; tokens have a walk of their own below
    if permission == MEMBER:
        return {LED_ON, WRONG_METHOD}  # who is no member is led to the app's waiting page; test_app.py walks as members
    return opened if permission in {PUBLIC, SIGNED_IN, *held} else {DENIED}


def test_nothing_of_a_foreign_unit_opens_shows_or_changes(world, walker):
    client, held = walker
    wrong, form, watch = [], typed(world), Watch()
    for route in routes():
        if route.common:
            continue
        allowed = answers(route, held, {GONE, WRONG_METHOD})
        for address in route.addresses(world.foreign):
            for ask in (client.get, client.post):
                response = ask(address, form)
                if response.status_code not in allowed:
                    wrong.append(unexpected(response, allowed))
                if told := leaks(response):
                    wrong.append(f"{ask.__name__} {address} tells {told}")
        if difference := watch.changed():
            wrong.append(f"{route.name} changed {difference}")
    assert not wrong, "\n".join(wrong)


def test_the_same_addresses_open_for_ones_own_things(world, walker):
    client, held = walker
    wrong = []
    for route in routes():
        if route.common:
            continue
        allowed = answers(route, held, {FOUND, LED_ON, WRONG_METHOD})
        if THINGS.get(route.name) in OF_ACCOUNTS or route.name == "units:withdraw":
            continue  # belongs to the account or post itself, not to the unit
        for address in route.addresses(world.own):
            response = client.get(address)
            if response.status_code not in allowed:
                wrong.append(unexpected(response, allowed))
            if told := leaks(response):
                wrong.append(f"{address} tells {told}")
    assert not wrong, "\n".join(wrong)


def test_lists_searches_exports_and_forms_know_nothing_foreign(world, walker):
    client, held = walker
    wrong, form, watch = [], typed(world), Watch(*OWN)
    other_version = str(world.foreign.objects["template"].pk)
    looking = {"cay": TERRITORY, "lang": "today", "ban": other_version}
    queries = [{"q": "kin", **looking}, {"q": "zznoi"}, {"export": "1"}]
    for route in routes():
        if not route.common or route.name == "core:healthz":
            continue
        (address,) = route.addresses(world.own)
        allowed = answers(route, held, ANYTHING_BUT_FAILURE)
        one_is_enough = allowed == {DENIED} or route.view.__module__.startswith("allauth.")
        asked = queries[:1] if one_is_enough else queries  # a refusal does not read what is asked
        calls = [(client.get, query) for query in asked] + [(client.post, form)]
        with undone(client):
            for ask, values in calls:
                response = ask(address, values)
                if response.status_code not in allowed:
                    wrong.append(unexpected(response, allowed))
                if told := leaks(response):
                    wrong.append(f"{ask.__name__} {address} {values} tells {told}")
            if difference := watch.changed():
                wrong.append(f"{route.name} changed {difference}")
    assert not wrong, "\n".join(wrong)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Afterwards all is as before, also that the client is signed in."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def test_a_visitor_is_led_to_the_sign_in_page_and_learns_nothing(world):
    client, wrong, form, watch = Client(), [], typed(world), Watch(*OWN)
    for route in routes():
        if route.name == "core:healthz":
            continue
        for address in route.addresses(world.foreign):
            for ask in (client.get, client.post):
                response = ask(address, form)
                open_to_all = declared(route.view) == PUBLIC or (
                    declared(route.view) == API and response.status_code == UNKNOWN
                )
                door = reverse("portal:enter" if route.name.startswith("portal:") else "account_login")
                if not open_to_all and not response.headers.get("Location", "").startswith(door):
                    wrong.append(f"{ask.__name__} {address}: {response.status_code} instead of the sign-in page")
                if told := leaks(response):
                    wrong.append(f"{ask.__name__} {address} tells {told}")
    if difference := watch.changed():
        wrong.append(f"changed {difference}")
    assert not wrong, "\n".join(wrong)


def token_of(world: World, role: str) -> dict[str, str]:
    """What software sends that works as a post of a role at the own province, with every right that there is for it."""
    world.client(role)
    post = Post._base_manager.get(person__account__username=f"toi-{role}-{LINE}-1")
    with acting(as_actor(post, post.person.account_id)) as actor:
        made = make_token(name="Phần mềm", rights=[right for right in api_permissions() if actor.may(right)], days=9)
    return {"Authorization": f"Bearer {made.secret}", "Idempotency-Key": "khoa-rieng-1"}


@pytest.mark.parametrize(("role", "thing"), [("chair", "member"), ("legal_officer", "case")])
def test_a_token_finds_nothing_of_a_foreign_unit_and_changes_nothing_there(world, role, thing):
    headers, client, wrong = token_of(world, role), Client(), []
    things, watch = world.foreign.objects, Watch(*OWN, "core_apitoken")
    content = {"on": "2024-02-01", "reason": "retired", "to": things["unit"].code, "unit": things["unit"].code}
    for route in routes():
        if declared(route.view) != API:
            continue
        for address in route.addresses(world.foreign):
            asked = [{}, {"q": "kin"}, {"unit": things["unit"].code}, {"cursor": things["member"].pk}]
            answers = [client.get(address, query, headers=headers) for query in asked]
            answers.append(client.post(address, content, content_type="application/json", headers=headers))
            for answer in answers:
                if answer.status_code not in {FOUND, GONE, WRONG_METHOD, UNPROCESSABLE, DENIED}:
                    wrong.append(unexpected(answer, {GONE}))
                if told := leaks(answer):
                    wrong.append(f"{address} tells {told}")
                if route.parameters and answer.status_code == FOUND:
                    wrong.append(f"{address} opened")
    if difference := watch.changed():
        wrong.append(f"changed {difference}")
    assert not wrong, "\n".join(wrong)
    one = "api:member" if thing == "member" else "api:legal_case"
    assert client.get(reverse(one, args=[world.own.objects[thing].pk]), headers=headers).status_code == FOUND
    assert client.get(reverse(one, args=[things[thing].pk]), headers=headers).status_code == GONE


def test_a_leak_would_be_seen(world):
    """The walk's own eyes: an officer of the foreign unit's province reads the names that nobody else may read."""
    world.own, world.foreign = world.foreign, world.own
    client = world.client("chair")
    told = set()
    for name in ("units:list", "units:people"):
        for query in ({}, {"export": "1"}):
            told |= set(filter(None, leaks(client.get(reverse(name), query)).split(", ")))
    for address in next(route for route in routes() if route.name == "units:print").addresses(world.own):
        told |= set(filter(None, leaks(client.get(address)).split(", ")))
    assert told >= {"zznoikhac", "kín kín", "trịnh kín", "99/bi-mat"}


def test_a_change_would_be_seen(world):
    watch = Watch(*OWN)
    assert watch.changed() == ""
    with transaction.atomic():
        type(world.foreign.objects["person"])._base_manager.update(name="Tên khác")
        assert watch.changed() == "units_person"
        transaction.set_rollback(True)
