"""For whom a post may act in the app, and what was done so for a member.

Who has no phone, or cannot use one, is not left out: the group leader, or an officer of the same grassroots union, does
it with them. Actions that allow it take the member and an Agreement: see actions/proxies.py.
"""

from collections.abc import Collection

from django.db.models import CharField, OuterRef, QuerySet, Subquery

from ketdoan.core.acting import Actor
from ketdoan.units.models import Person, Post, Unit
from ketdoan.units.rules import Level

from ..models import Member, ProxyConsent
from ..rules import COUNTED

PROXY = "members.proxy"
#: Further up nobody is near enough to a member to act for them.
NEAR = (Level.GRASSROOTS, Level.SECTION, Level.GROUP)


def led(actor: Actor) -> QuerySet[Member]:
    """The members for whom a post may act: those of its unit and the parts of it, at a workplace; none for others."""
    rows = Member.objects.filter(state__in=[str(one) for one in COUNTED]).select_related("person", "unit")
    return rows if _near(actor) else rows.none()


def _near(actor: Actor) -> bool:
    if actor.post_id is None or not actor.may(PROXY):
        return False
    return Unit._base_manager.filter(pk=actor.unit_id or 0, level__in=NEAR).exists()


def done_for(person_ids: Collection[int]) -> QuerySet[ProxyConsent]:
    """What was done for a member by others, the latest first, under whichever of the records. Each has `by` (who did
    it), `role` and `office`: whoever acts for somebody is known to them."""
    by = Person._base_manager.filter(account_id=OuterRef("account_id")).values("name")[:1]
    post = Post._base_manager.filter(pk=OuterRef("post_id"))
    return (
        ProxyConsent._base_manager.filter(person__in=person_ids)
        .select_related("person__key")
        .annotate(
            by=Subquery(by, output_field=CharField()),
            role=Subquery(post.values("role__title")[:1], output_field=CharField()),
            office=Subquery(post.values("unit__short_name")[:1], output_field=CharField()),
        )
        .order_by("-pk")
    )
