"""The scope: every way to read or write a unit-owned table is held to the acting post's subtree."""

import contextlib
import os
import pwd
import random
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Subquery, Sum

from ketdoan.core.acting import Actor, acting
from ketdoan.core.scope import (
    EVERYTHING,
    LINE,
    MEMBER,
    TERRITORY,
    Inherited,
    Mine,
    NoScope,
    Own,
    Scope,
    ScopedModel,
    Subtree,
    within,
)
from ketdoan.core.unscoped import everything


class Node(ScopedModel):
    """A unit, as the scope sees one."""

    path = models.CharField(db_collation="C")
    territory_path = models.CharField(db_collation="C")
    visible = Subtree()

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.path


class Leaf(ScopedModel):
    """Something that a unit owns."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="leaves")
    amount = models.IntegerField()
    name = models.CharField(max_length=20, unique=True)
    visible = Subtree("node")

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.name


class News(ScopedModel):
    """Something that a unit publishes to those below it."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="news")
    visible = Inherited("node")

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return str(self.pk)


class Note(ScopedModel):
    """What is confidential to a unit."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="notes")
    visible = Own("node")

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return str(self.pk)


class Request(ScopedModel):
    """What a person asks of a unit."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="requests")
    person = models.IntegerField()
    visible = models.Q(Subtree("node")) | models.Q(Mine("person"))

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return str(self.pk)


MODELS = (Node, Leaf, News, Note, Request)
COUNT = 60


def run(command: list[Any], folder: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program of PostgreSQL, which refuses to be run by root."""
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    return subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **user
    )


def start_icu_server(folder: str) -> str:
    """Start a server whose default collation is ICU's Vietnamese; returns its bin folder, or skips the test."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL with ICU on this machine (Debian: apt install postgresql)")
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    locale = ["--locale-provider=icu", "--icu-locale=vi", "--locale=C", "-E", "UTF8"]
    made = run([found[-1], "-D", f"{folder}/data", "-U", "ketdoan", "-A", "trust", "--no-sync", *locale], folder)
    if made.returncode:
        pytest.skip("the PostgreSQL of this machine has no ICU")
    binaries = found[-1].parent
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    started = run([binaries / "pg_ctl", "-D", f"{folder}/data", "-w", "-o", options, "start"], folder)
    assert started.returncode == 0
    return str(binaries)


@contextlib.contextmanager
def icu_alias() -> Iterator[str]:
    """A Django connection named icu to a throw-away server."""
    folder = tempfile.mkdtemp(prefix="kd-icu-")
    binaries = ""
    try:
        binaries = start_icu_server(folder)
        place = {"NAME": "postgres", "HOST": folder, "PORT": "", "USER": "ketdoan", "PASSWORD": ""}
        connections.databases["icu"] = {**connections.databases["default"], **place}
        yield "icu"
        connections["icu"].close()
    finally:
        connections.databases.pop("icu", None)
        if binaries:
            run([f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module", params=["default", "icu"])
def database(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A random tree with what its units own, on the usual database and on one with an ICU locale."""
    with (
        django_db_blocker.unblock(),
        icu_alias() if request.param == "icu" else contextlib.nullcontext("default") as alias,
    ):
        with connections[alias].schema_editor() as editor:
            for model in MODELS:
                editor.create_model(model)
        fill(alias)
        yield alias
        with connections[alias].schema_editor() as editor:
            for model in reversed(MODELS):
                editor.delete_model(model)
        connections[alias].close()


def fill(alias: str) -> None:
    """Node 1 is the top; numbers above 9 make paths in which '/' and digits compete in the sort order."""
    chance = random.Random(7)
    nodes: list[Node] = []
    for pk in range(1, COUNT + 1):
        above = chance.choice(nodes) if nodes else None
        beside = chance.choice(nodes) if nodes else None
        node = Node(pk=pk, path=f"{above.path if above else ''}{pk}/")
        node.territory_path = f"{beside.territory_path if beside else ''}{pk}/"
        nodes.append(node)
    with everything():
        Node.objects.using(alias).bulk_create(nodes)
        Leaf.objects.using(alias).bulk_create(
            [Leaf(node_id=chance.randint(1, COUNT), amount=chance.randint(1, 99), name=f"l{i}") for i in range(300)]
        )
        News.objects.using(alias).bulk_create([News(node_id=chance.randint(1, COUNT)) for _ in range(100)])
        Note.objects.using(alias).bulk_create([Note(node_id=chance.randint(1, COUNT)) for _ in range(100)])
        Request.objects.using(alias).bulk_create(
            [Request(node_id=chance.randint(1, COUNT), person=chance.randint(1, 20)) for _ in range(200)]
        )


@pytest.fixture
def held(database: str) -> list[tuple[Leaf, Node]]:
    """All leaves with their nodes, read past the scope."""
    return [(leaf, leaf.node) for leaf in Leaf._base_manager.using(database).select_related("node")]


def scopes(database: str) -> list[Scope]:
    nodes = list(Node._base_manager.using(database).order_by("pk"))
    return [Scope(node.path, LINE) for node in nodes] + [Scope(node.territory_path, TERRITORY) for node in nodes]


def inside(node: Node, scope: Scope) -> bool:
    """The oracle: the ids on the scope's path begin the ids on the node's path."""
    path = node.path if scope.tree == LINE else node.territory_path
    ids, top = path.split("/")[:-1], scope.path.split("/")[:-1]
    return ids[: len(top)] == top


READS: dict[str, Callable[[Any], Any]] = {
    "list": lambda leaves: sorted(leaf.pk for leaf in leaves.all()),
    "values": lambda leaves: sorted(leaves.values_list("pk", flat=True)),
    "iterator": lambda leaves: sorted(leaf.pk for leaf in leaves.iterator(chunk_size=7)),
    "filter": lambda leaves: sorted(leaf.pk for leaf in leaves.filter(amount__gt=0).exclude(name="")),
    "or": lambda leaves: sorted(leaf.pk for leaf in leaves.filter(amount__gt=0) | leaves.filter(name="l1")),
    "select_related": lambda leaves: sorted(leaf.pk for leaf in leaves.select_related("node")),
    "distinct": lambda leaves: sorted(leaves.order_by("pk").distinct("pk").values_list("pk", flat=True)),
    "union": lambda leaves: sorted(leaf.pk for leaf in leaves.filter(amount__gt=50).union(leaves.all())),
    "subquery": lambda leaves: sorted(leaves.filter(pk__in=leaves.values("pk")).values_list("pk", flat=True)),
    "in_bulk": lambda leaves: sorted(leaves.in_bulk()),
}


@pytest.mark.parametrize("name", READS)
def test_every_way_to_list_gives_the_subtree_and_nothing_else(
    database: str, held: list[tuple[Leaf, Node]], name: str
) -> None:
    for scope in scopes(database):
        with within(scope):
            got = READS[name](Leaf.objects.using(database))
        assert got == sorted(leaf.pk for leaf, node in held if inside(node, scope)), scope


def test_counts_sums_and_groups_are_of_the_subtree(database: str, held: list[tuple[Leaf, Node]]) -> None:
    for scope in scopes(database):
        mine = [leaf for leaf, node in held if inside(node, scope)]
        with within(scope):
            leaves = Leaf.objects.using(database)
            assert leaves.count() == len(mine)
            assert leaves.exists() == bool(mine)
            assert leaves.aggregate(total=Sum("amount"))["total"] == (sum(x.amount for x in mine) or None)
            groups = dict(leaves.values_list("node").annotate(n=Count("pk")).order_by())
        assert sum(groups.values()) == len(mine)
        assert set(groups) == {leaf.node_id for leaf in mine}


def test_single_rows_of_others_do_not_exist(database: str, held: list[tuple[Leaf, Node]]) -> None:
    for scope in scopes(database)[::3]:
        for leaf, node in held[::10]:
            with within(scope):
                found = Leaf.objects.using(database).filter(pk=leaf.pk).first()
                if inside(node, scope):
                    assert Leaf.objects.using(database).get(pk=leaf.pk) == found
                else:
                    assert found is None
                    with pytest.raises(Leaf.DoesNotExist):
                        Leaf.objects.using(database).get(pk=leaf.pk)


def test_reverse_relations_and_prefetches_are_held_to_the_scope(database: str, held: list[Any]) -> None:
    """Reached from a row above the scope, as a page about the line of command does."""
    with everything():
        nodes = {node.pk: node for node in Node.objects.using(database)}
    for scope in scopes(database)[::5]:
        mine = {leaf.pk for leaf, node in held if inside(node, scope)}
        with within(scope):
            assert {leaf.pk for leaf in nodes[1].leaves.all()} == {
                leaf.pk for leaf, node in held if node.pk == 1 and leaf.pk in mine
            }
            for node in Node.objects.using(database).prefetch_related("leaves"):
                assert {leaf.pk for leaf in node.leaves.all()} <= mine
            own = Prefetch("leaves", Leaf.objects.using(database).filter(amount__gt=0), to_attr="own")
            got = {leaf.pk for node in Node.objects.using(database).prefetch_related(own) for leaf in node.own}
        assert got == mine


def test_subqueries_inside_annotations_are_held_to_the_scope(database: str, held: list[tuple[Leaf, Node]]) -> None:
    for scope in scopes(database)[::5]:
        mine = [leaf for leaf, node in held if inside(node, scope)]
        leaves = Leaf.objects.using(database).filter(node=OuterRef("pk"))
        news = News.objects.using(database)
        with within(scope):
            rows = Node.objects.using(database).annotate(
                any=Exists(leaves), most=Subquery(leaves.order_by("-amount").values("amount")[:1])
            )
            for row in rows:
                amounts = [leaf.amount for leaf in mine if leaf.node_id == row.pk]
                assert (row.any, row.most) == (bool(amounts), max(amounts, default=None))
            # A scoped table inside another table's question: both terms stand.
            seen = set(news.filter(node__in=Node.objects.using(database)).values_list("node", flat=True))
        top = int(scope.path.split("/")[-2])
        assert seen <= {top}


def test_a_query_made_in_one_scope_and_run_in_another_shows_the_other(database: str) -> None:
    first, second = scopes(database)[1], scopes(database)[2]
    with within(first):
        query = Leaf.objects.using(database).order_by("pk")
        mine = list(query.all())
    with within(second):
        assert list(query.all()) == list(Leaf.objects.using(database).order_by("pk")) != mine


def test_updates_and_deletes_touch_the_subtree_alone(database: str, held: list[tuple[Leaf, Node]]) -> None:
    for scope in scopes(database)[::7]:
        mine = {leaf.pk for leaf, node in held if inside(node, scope)}
        with transaction.atomic(using=database):
            with within(scope):
                assert Leaf.objects.using(database).update(amount=F("amount") + 1_000) == len(mine)
            raised = set(Leaf._base_manager.using(database).filter(amount__gt=999).values_list("pk", flat=True))
            assert raised == mine
            with within(scope):
                assert Leaf.objects.using(database).filter(amount__gt=0).delete()[0] == len(mine)
            left = set(Leaf._base_manager.using(database).values_list("pk", flat=True))
            assert left == {leaf.pk for leaf, _ in held} - mine
            transaction.set_rollback(True, using=database)


def test_what_is_published_comes_down_the_line_and_never_up(database: str) -> None:
    everyone = [(news.pk, news.node) for news in News._base_manager.using(database).select_related("node")]
    for scope in scopes(database):
        ids = {int(part) for part in scope.path.split("/")[:-1]}
        with within(scope):
            got = {news.pk for news in News.objects.using(database)}
        assert got == {pk for pk, node in everyone if node.pk in ids}


def test_what_is_confidential_to_a_unit_is_seen_from_no_other(database: str) -> None:
    everyone = [(note.pk, note.node_id) for note in Note._base_manager.using(database)]
    for scope in scopes(database):
        own = int(scope.path.split("/")[-2])
        with within(scope):
            got = {note.pk for note in Note.objects.using(database)}
        assert got == {pk for pk, node in everyone if node == own}


# --- it fails closed


CALLS: dict[str, Callable[[], Any]] = {
    "list": lambda: list(Node.objects.all()),
    "count": Node.objects.count,
    "exists": Leaf.objects.exists,
    "get": lambda: Leaf.objects.get(pk=1),
    "aggregate": lambda: Leaf.objects.aggregate(Sum("amount")),
    "update": lambda: Leaf.objects.update(amount=1),
    "delete": lambda: Leaf.objects.all().delete(),
    "iterator": lambda: list(Leaf.objects.iterator()),
    "get_or_create": lambda: Leaf.objects.get_or_create(name="new", defaults={"amount": 1, "node_id": 1}),
    "subquery": lambda: list(Leaf._base_manager.filter(node__in=Node.objects.all())),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", CALLS)
def test_while_nobody_acts_every_query_is_refused(name: str) -> None:
    with pytest.raises(NoScope):
        CALLS[name]()


def test_the_scope_ends_with_its_block_also_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), within(Scope("1/")):
        raise ZeroDivisionError
    with pytest.raises(NoScope):
        str(Node.objects.all().query)


def test_a_scope_is_not_handed_to_another_thread() -> None:
    caught: list[type] = []

    def look() -> None:
        try:
            str(Node.objects.all().query)
        except NoScope:
            caught.append(NoScope)

    with within(Scope("1/")):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert caught == [NoScope]


def test_a_list_read_after_its_block_is_refused() -> None:
    with within(Scope("1/")):
        late = Leaf.objects.all()
    with pytest.raises(NoScope):
        len(late)


def test_a_unit_without_a_path_holds_nothing() -> None:
    nowhere = Scope("")
    assert not nowhere.holds("1/")
    assert EVERYTHING.holds("1/")
    with within(nowhere), pytest.raises(NoScope):
        str(Node.objects.all().query)


def test_a_path_must_end_where_an_id_ends() -> None:
    with pytest.raises(ValueError, match="slash"):
        Scope("1/5")
    assert not Scope("1/5/").holds("1/50/")
    assert Scope("1/5/").holds("1/5/50/")


def test_an_actor_acts_in_the_posts_scope() -> None:
    actor = Actor(1, 1, 5, "", Scope("1/5/"), frozenset())
    with acting(actor):
        assert "1/5/~" in str(Node.objects.all().query)


@pytest.mark.parametrize("database", ["default"], indirect=True)
def test_unique_values_of_others_are_seen_by_validation(database: str, held: list[tuple[Leaf, Node]]) -> None:
    foreign = next(leaf for leaf, node in held if not node.path.startswith("1/2/"))
    with within(Scope("1/2/")), pytest.raises(ValidationError):
        Leaf(node_id=2, amount=1, name=foreign.name).validate_unique()


def test_a_member_sees_their_own_what_is_published_and_nothing_else(database: str) -> None:
    nodes = list(Node._base_manager.using(database).order_by("pk"))
    published = [(news.pk, news.node) for news in News._base_manager.using(database).select_related("node")]
    asked = list(Request._base_manager.using(database))
    for number, node in enumerate(nodes):
        persons = (number % 20 + 1, number * 7 % 20 + 1)
        with within(Scope(node.path, MEMBER, persons)):
            for hidden in (Node, Leaf, Note):
                assert not hidden.objects.using(database).exists(), hidden
            assert {news.pk for news in News.objects.using(database)} == {
                pk for pk, of in published if node.path.startswith(of.path)
            }
            own = {request.pk for request in Request.objects.using(database)}
        assert own == {request.pk for request in asked if request.person in persons}


def test_a_post_sees_what_is_asked_of_its_units_whoever_asked(database: str) -> None:
    asked = list(Request._base_manager.using(database).select_related("node"))
    for scope in scopes(database)[::7]:
        with within(scope):
            got = {request.pk for request in Request.objects.using(database)}
        assert got == {request.pk for request in asked if inside(request.node, scope)}
