"""The page of a refusal: which right is missing, by its title, and who can give it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketdoan.core.acting import MissingPermission, somebody

from ..queries.posts import givers, permissions_of


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403. Its reader learns what to ask for and whom, or that another of their own posts has the right."""
    more = _help(request, exception.permission) if isinstance(exception, MissingPermission) else {}
    return render(request, "403.html", {"exception": str(exception), **more}, status=403)


def _help(request: HttpRequest, permission: str) -> dict[str, Any]:
    actor, post = somebody(), getattr(request, "post", None)
    if actor is None or post is None:
        return {}
    if permission in permissions_of(post):  # a system role's, outside a session of administration
        return {"needs_session": True}
    own = [held for held in getattr(request, "posts", ()) if permission in permissions_of(held)]
    return {"own": own, "givers": givers(permission, post.unit), "missing": True}
