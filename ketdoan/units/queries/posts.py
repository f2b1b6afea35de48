"""Which posts an account holds today, and the actor that a chosen one makes."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from ketdoan.core.acting import Actor
from ketdoan.core.scope import TERRITORY, Scope
from ketdoan.core.unscoped import everything

from ..models import AdminSession, Post

SESSION_KEY = "post"


def posts_of(account_id: int) -> Sequence[Post]:
    """Posts of an account that are valid today, in the order in which they were given."""
    with everything():
        return list(
            Post.objects.filter(person__account_id=account_id, valid__contains=timezone.localdate())
            .select_related("unit", "role")
            .order_by("pk")
        )


def actor_for(request: HttpRequest) -> Actor | None:
    """The actor of a request: the post chosen in its session, else the first one held; None without any."""
    posts = posts_of(int(request.user.pk or 0))
    request.posts = posts  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY)
    post = next((p for p in posts if p.pk == chosen), posts[0] if posts else None)
    return as_actor(post, request.user.pk) if post else None


def as_actor(post: Post, account_id: int | None) -> Actor:
    """A post as an actor. A system role has its permissions only while an administration session is open."""
    unit = post.unit
    scope = Scope(unit.territory_path if post.tree == TERRITORY else unit.path, post.tree)
    allowed = not post.role.system or admin_session(post) is not None
    return Actor(
        account_id=account_id,
        post_id=post.pk,
        unit_id=unit.pk,
        label=f"{unit.short_name} · {post.role.title}",
        scope=scope,
        permissions=frozenset(post.role.permissions) if allowed else frozenset(),
    )


def admin_session(post: Post) -> AdminSession | None:
    """The open administration session of a post."""
    return AdminSession.objects.filter(post=post, ends_at__gt=timezone.now()).order_by("-pk").first()
