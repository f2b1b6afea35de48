"""Which posts an account holds today, and the actor that a chosen one makes."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, Actor
from ketdoan.core.history import span
from ketdoan.core.modules import entrusted
from ketdoan.core.scope import TERRITORY, Scope
from ketdoan.core.unscoped import everything
from ketdoan.core.viet import today

from ..models import AdminSession, Appointment, Invitation, Person, Post, Unit
from ..models.persons import KEPT
from ..rules import LEVELS, Level

SESSION_KEY = "post"
ADMIN_KEY = "admin_session"
OPEN_SESSION = "units.admin"
GIVE = "units.post"
SECOND_FACTOR_LEVELS = LEVELS[: LEVELS.index(Level.UPPER) + 1]


def posts_of(account_id: int) -> Sequence[Post]:
    """Posts of an account that are valid today, in the order in which they were given.

    A delegated post is valid only while the post that lent it is. Lenders are looked up only where there are any: this
    is asked for every page.
    """
    day = today()
    held = Post.objects.filter(person__account_id=account_id, valid__contains=day).order_by("pk")
    with everything():
        posts = list(held.select_related("unit", "role"))
        prefetch_related_objects([post for post in posts if post.lent_by_id], "lent_by__role")
    return [post for post in posts if post.lent_by is None or day in post.lent_by.valid]


def choose_post(request: HttpRequest) -> Post | None:
    """The post chosen in the request's session, else the first one held. Sets `request.posts` and `request.post`."""
    posts = posts_of(int(request.user.pk or 0))
    chosen = request.session.get(SESSION_KEY)
    post = next((p for p in posts if p.pk == chosen), posts[0] if posts else None)
    request.posts, request.post = posts, post  # type: ignore[attr-defined]
    return post


def actor_for(request: HttpRequest) -> Actor | None:
    """The actor of a request; None for an account without any post."""
    post = choose_post(request)
    if post is None:
        return None
    token = request.session.get(ADMIN_KEY)
    opened = admin_session(post, token) if post.role.system and token else None
    request.admin_session = opened  # type: ignore[attr-defined]
    return as_actor(post, request.user.pk, opened=opened is not None)


def actor_of_post(account_id: int, post_id: int) -> Actor | None:
    """The actor that a job works as; None if the account no longer holds the post."""
    post = next((p for p in posts_of(account_id) if p.pk == post_id), None)
    return as_actor(post, account_id, opened=admin_session(post) is not None) if post else None


def actors_of(account_id: int) -> list[Actor]:
    """The actors that an account's posts of today make, without any session of administration."""
    return [as_actor(post, account_id) for post in posts_of(account_id)]


def as_actor(post: Post, account_id: int | None, *, opened: bool = False) -> Actor:
    """A post as an actor. `opened` says that an administration session is open, which system roles need."""
    unit = post.unit
    held = permissions_of(post)
    return Actor(
        account_id=account_id,
        post_id=post.pk,
        unit_id=unit.pk,
        label=f"{unit.short_name} · {post.role.title}",
        scope=Scope(unit.territory_path if post.tree == TERRITORY else unit.path, post.tree),
        permissions=held if opened or not post.role.system else held & {OPEN_SESSION},
    )


def permissions_of(post: Post) -> frozenset[str]:
    """What a post's role allows; a delegated post never more than the post that lent it."""
    held = frozenset(post.role.permissions)
    return held & frozenset(post.lent_by.role.permissions) if post.lent_by else held


def admin_session(post: Post, token: str | None = None) -> AdminSession | None:
    """The open administration session of a post; with a token, only the one opened in that sign-in."""
    found = AdminSession.objects.filter(post=post, ends_at__gt=timezone.now())
    return (found.filter(token=token) if token else found).order_by("-pk").first()


def needs_second_factor(post: Post) -> bool:
    """Posts from the upper level upwards, and roles that say so, work only with a second factor at sign-in."""
    return post.role.second_factor or post.unit.level in SECOND_FACTOR_LEVELS


def posts_in(unit: Unit) -> QuerySet[Post]:
    """Posts of a unit that are valid today or later, by role and name."""
    return (
        Post.objects.filter(unit=unit, valid__overlap=span(today()))
        .select_related("person", "role", "lent_by__person")
        .order_by("role_id", "person__sort_key", "pk")
    )


def role_counts() -> dict[int, int]:
    """How many posts of the scope rest on each role today."""
    held = Post.objects.filter(valid__contains=today()).order_by().values_list("role").annotate(Count("pk"))
    return dict(held)


def people_of(unit: Unit) -> QuerySet[Person]:
    """Persons whom a unit may give a post: those it keeps the record of, and those in office in it today.

    The latter may be recorded elsewhere; being in office makes them known to the unit.
    """
    in_office = Appointment.objects.on(today()).filter(body__unit=unit).values("person")
    with_record = Person.objects.filter(unit=unit).values("pk")
    return Person._base_manager.filter(Q(pk__in=with_record) | Q(pk__in=in_office), KEPT).order_by("sort_key", "pk")


def offices_in(unit: Unit) -> QuerySet[Appointment]:
    """Offices held in a unit's bodies today, on which posts may rest."""
    held = Appointment.objects.on(today()).filter(body__unit=unit)
    return held.select_related("body__unit", "person").order_by("person__sort_key", "pk")


def lent_by_me(post_id: int) -> QuerySet[Post]:
    """What a post has delegated and what is still running."""
    return (
        Post._base_manager.filter(lent_by=post_id, valid__overlap=span(today()))
        .select_related("person", "role")
        .order_by("pk")
    )


def open_invitation(secret: str) -> Invitation | None:
    """The invitation of a link, while it can be used. Read for a visitor, hence across all units.

    It can be used while the post that made it holds, and could still make it: else one might keep the link of
    somebody else until that person rises above oneself.
    """
    with everything():
        found = (
            Invitation.objects.filter(digest=digest_of(secret), used_at=None, expires_at__gt=timezone.now())
            .select_related("person", "account", "issued_by__person")
            .first()
        )
    issuer = found and _issuer(found)
    return found if found and issuer and not beyond(issuer, [found.person_id]) else None


def _issuer(invitation: Invitation) -> Actor | None:
    if invitation.issued_by is None:
        return SYSTEM
    account_id = invitation.issued_by.person.account_id or 0
    post = next((p for p in posts_of(account_id) if p.pk == invitation.issued_by_id), None)
    return as_actor(post, account_id, opened=True) if post else None


def beyond(actor: Actor, people: Iterable[int]) -> set[int]:
    """Those of the persons who hold, today or later, a post outside the actor's scope or with a right it has not.

    A link to such a person's account would give its maker more than the maker has.
    """
    if actor is SYSTEM:
        return set()
    held = Post._base_manager.filter(person__in=people, valid__overlap=span(today()))
    posts = held.select_related("unit", "role", "lent_by__role")
    return {post.person_id for post in posts if not _covers(actor, post)}


def _covers(actor: Actor, post: Post) -> bool:
    scope = actor.scope
    path = post.unit.territory_path if scope.tree == TERRITORY else post.unit.path
    return post.tree == scope.tree and scope.holds(path) and permissions_of(post) <= actor.permissions


def restorable(actor: Actor, posts: Iterable[Post]) -> set[int]:
    """The holders of these posts whom the actor may give a link to regain their accounts."""
    others = {post.person_id for post in posts if post.person.account_id not in (None, actor.account_id)}
    recorded_here = set(Person.objects.filter(pk__in=others).values_list("pk", flat=True))
    return recorded_here - beyond(actor, recorded_here)


def givers(permission: str, unit: Unit) -> list[str]:
    """The posts that can give a right to somebody in a unit, as role and unit: those of the nearest unit that has any,
    from the unit itself upwards. Read across scopes, since those above lie outside: it names no person."""
    needed = entrusted().get(permission, permission)
    able = Post._base_manager.filter(
        unit__path__in=Scope(unit.path).lineage(),
        valid__contains=today(),
        role__permissions__contains=[GIVE, needed],
    )
    posts = list(able.select_related("unit", "role").order_by("role_id"))
    nearest = max((len(post.unit.path) for post in posts), default=0)
    near = [f"{post.role.title}, {post.unit.short_name}" for post in posts if len(post.unit.path) == nearest]
    return list(dict.fromkeys(near))


def digest_of(secret: str) -> str:
    """What is kept of an invitation's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def nearest_with(permission: str, paths: Collection[str], apart_from: Collection[int] = ()) -> int | None:
    """Of some units, given by their paths, the lowest one in which somebody who can sign in holds a right today, apart
    from some persons. Read across scopes: an id alone."""
    day = today()
    able = Post._base_manager.filter(
        Q(lent_by=None) | Q(lent_by__valid__contains=day),
        unit__path__in=paths,
        valid__contains=day,
        role__permissions__contains=[permission],
        person__account__is_active=True,
    ).exclude(person__in=apart_from)
    return able.order_by("-unit__path").values_list("unit", flat=True).first()


def accounts_in(units: Collection[int] | QuerySet[Any], permission: str) -> set[int]:
    """The accounts of posts that hold a permission in one of the units today: whom a message goes to. Read across
    scopes: ids alone."""
    posts = Post._base_manager.filter(
        unit__in=units,
        valid__contains=today(),
        role__permissions__contains=[permission],
        person__account__is_active=True,
    )
    return set(posts.order_by().values_list("person__account_id", flat=True))
