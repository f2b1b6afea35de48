"""Random reads as random posts of random unions: nothing that a post may not see comes back.

Each call is one read (a table, a search, a list, a branch of the tree, a unit's page, an Excel file, a print …) as one
post, in one of the two trees, of a union with a random past; the answer is held against plain Python that knows from
the history alone what hangs under the post's unit today. What the design lets be told of others is allowed: the names
of the units above, and of those that a visible unit came from or became, and the paper of a decision that touched a
visible unit, whole; rows outside the scope are counted, never shown.

The suite makes 6,000 calls, most of them on the level of queries and about one in forty of a whole page or file;
`./bench leaks` makes 100,000. Another seed: LEAKS_SEED.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ValidationError
from django.test import Client

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account
from ketdoan.core.modules import permissions
from ketdoan.core.scope import EVERYTHING, Scope
from ketdoan.units.actions.reorganisation import dissolve, move
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Post, Unit, UnitVersion
from ketdoan.units.queries.posts import SESSION_KEY
from ketdoan.units.tests.test_histories import rules  # noqa: F401 - upper unions may stand under upper unions

from .reads import Reader
from .union import RandomUnion

pytestmark = pytest.mark.django_db
CALLS = int(os.environ.get("LEAKS", "6000"))
UNIONS = int(os.environ.get("LEAKS_UNIONS", "4"))
SEED = int(os.environ.get("LEAKS_SEED", "1"))
ACTS, CALLS_OF_A_POST = 60, 25
MOVED = date(2024, 3, 1)
READS = sorted(name for name in dir(Reader) if name.startswith("read_"))
#: How often a read is made beside the others: the quick ones, on which all others rest, more; whole pages less.
WEIGHTS = {"read_table": 10, "read_row": 10, "read_related": 5, "read_units_found": 3, "read_list": 3, "read_choice": 3}
WEIGHTS |= {"read_page": 0.4, "read_file": 0.4, "read_screen": 0.4}


class Clients:
    """One signed-in browser for each person, set to the post that is wanted."""

    def __init__(self) -> None:
        self.known: dict[int, Client] = {}

    def __call__(self, post: Post) -> Client:
        if post.person_id not in self.known:
            account = Account.objects.create_user(f"nguoi-{post.person_id}")
            type(post.person)._base_manager.filter(pk=post.person_id).update(account=account)
            TOTP.activate(account, generate_totp_secret())
            self.known[post.person_id] = Client()
            self.known[post.person_id].force_login(account)
        client = self.known[post.person_id]
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
        return client


def a_read(random: Random) -> str:
    return random.choices(READS, [WEIGHTS.get(name, 1) for name in READS])[0]


@pytest.mark.parametrize("number", range(UNIONS))
def test_random_reads_return_nothing_beyond_the_scope(number):
    seed = SEED * 1_000 + number
    random, union, clients = Random(seed), RandomUnion(seed, ACTS), Clients()
    done: Counter[str] = Counter()
    at_least_once = list(READS)
    while done.total() < CALLS // UNIONS:
        reader = Reader(union, random.choice(union.posts), random, clients)
        with acting(reader.actor):
            for _ in range(CALLS_OF_A_POST):
                name = at_least_once.pop() if at_least_once else a_read(random)
                try:
                    getattr(reader, name)()
                except AssertionError as error:
                    raise AssertionError(f"{name} as {reader.code} in {reader.tree}, seed {seed}: {error}") from error
                done[name] += 1
    assert set(done) == set(READS)
    partly = [p for p in union.posts if 0 < len(union.seen(p.unit.code, p.tree)) < len(union.units)]
    assert len(partly) > len(union.posts) / 2, "most posts see a part of the union, not all or nothing"


#: Reads that look at more than one unit which is seen anyway: with the scope off each of them tells too much.
OPEN_ENDED = {
    "read_choice",
    "read_decision",
    "read_list",
    "read_officers",
    "read_row",
    "read_search",
    "read_suggestions",
    "read_table",
    "read_terms",
    "read_units_found",
}


def test_the_reads_would_see_a_leak():
    """The oracle's own eyes, tried by a post to which everything is shown."""
    random, union = Random(SEED), RandomUnion(SEED, ACTS)
    low = next(post for post in union.posts if 1 < len(union.seen(post.unit.code, post.tree)) < len(union.units) / 2)
    reader = Reader(union, low, random, Clients())
    with acting(replace(reader.actor, scope=EVERYTHING)):
        for name in sorted(OPEN_ENDED):
            with pytest.raises(AssertionError):
                _often(getattr(reader, name))


def _often(read: Callable[[], None]) -> None:
    for _ in range(200):
        read()


@pytest.fixture
def moved_away() -> tuple[Actor, Unit, Unit, Unit]:
    """The officer of a province, an upper union of it, and what stood under this until it went to another province."""
    top = make_unit("confederation", "TREN")
    here, there = (make_unit("provincial_federation", code, top) for code in ("P1", "P2"))
    upper = make_unit("special_upper_union", "U1", here)
    union = make_unit("grassroots_union", "K1", upper)
    mine = make_unit("grassroots_union", "K2", here)
    group = make_unit("union_group", "T1", mine)
    with acting(SYSTEM):
        move(units=[union], parent=there, since=MOVED)
        move(units=[group], parent=union, since=MOVED)
    here.refresh_from_db()
    actor = Actor(None, 1, here.pk, "P1", Scope(here.path), frozenset(permissions()))
    return actor, upper, mine, group


def test_the_past_end_of_a_unit_does_not_name_who_went_elsewhere(moved_away):
    actor, upper, _, _ = moved_away
    with acting(actor), pytest.raises(ValidationError) as refused:
        dissolve(units=[upper], since=MOVED - timedelta(days=99))
    assert refused.value.messages == ["Còn đơn vị trực thuộc chưa được sắp xếp: 1 đơn vị khác."]


def test_the_past_end_of_a_unit_does_not_end_what_went_elsewhere(moved_away):
    actor, _, mine, group = moved_away
    with acting(actor), pytest.raises(ValidationError) as refused:
        dissolve(units=[mine], since=MOVED - timedelta(days=99))
    assert "T1" not in str(refused.value)
    with acting(SYSTEM):
        assert UnitVersion.objects.known().get(unit=group).until is None
        dissolve(units=[mine], since=MOVED + timedelta(days=9))
