"""A member's page: who they are, where they belong, and how it came."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.modules import member_acts
from ketdoan.core.screens import screen
from ketdoan.core.viet import today
from ketdoan.units.actions.seen import page_seen
from ketdoan.units.models import Contact, Identifier, Person
from ketdoan.units.queries.bodies import offices_of
from ketdoan.units.queries.inside import full_place

from ..models import CardBatch, Member, PersonLink, Photo, Profile, Quality
from ..queries.campaigns import COMPLETE
from ..queries.cards import address_of, cards_of, code_of, qr_svg, state_of
from ..queries.course import course_of, joined_in_words
from ..queries.links import canonical_id, records_of
from ..tables import state_badge
from .acts import Offer, offers_for
from .cards import PERMISSION, card_offers

FIELDS = dict([*Contact.KINDS, *Identifier.KINDS])


@screen("members.view")
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the register knows of a member that needs no purpose of its own; contacts and numbers stay closed."""
    canonical = canonical_id(pk)
    found = get_object_or_404(Member.objects.select_related("unit", "person__key"), pk=canonical)
    if canonical != pk:
        return redirect("members:member", pk=canonical)
    person, day, actor = found.person, today(), current_actor()
    records = records_of(pk)
    kinds = () if person.erased else (Contact, Identifier)
    rows = [
        row
        for kind in kinds
        for row in kind._base_manager.filter(person__in=records, replaced_at=None, valid__contains=day)
    ]
    cards = [(card, state_of(card, day, found)) for card in cards_of(person)]
    in_force = next((card for card, state in cards if state.valid), None)
    context = {
        "member": found,
        "person": person,
        "unit": found.unit,
        "place": full_place(found.unit),
        "state": state_badge(found.state),
        "course": course_of(person, actor),
        "offices": offices_of(person),
        "values": [(row.person_id, row.kind, FIELDS[row.kind], getattr(row, "verified", None)) for row in rows],
        "links": PersonLink.objects.filter(undone_at=None, into__in=records) if actor.may("members.merge") else (),
        "offers": [*offers_for(actor, found), *card_offers(actor, found), *_of_modules(actor, found)],
        "cards": cards,
        "batches": set(CardBatch.objects.filter(cards__in=[card for card, _ in cards]).values_list("pk", flat=True)),
        "qr": mark_safe(qr_svg(address_of(code_of(in_force, found.unit)))) if in_force else "",  # noqa: S308 - drawn from our own code
        "joined": joined_in_words(found, Profile._base_manager.filter(pk=pk).first()),
        "has_photo": not person.erased and Photo.objects.filter(pk=pk).exists(),
        "may_card": actor.may(PERMISSION) and not person.erased,
        "may_open": actor.may("units.person") and Person.objects.filter(pk=person.pk).exists(),
        "may_complete": actor.may(COMPLETE) and Quality.objects.filter(pk=pk).exists(),
        "may_sensitive": actor.may("members.sensitive"),
        "may_correct": actor.may("members.correct"),
    }
    page_seen(person.pk)
    return render(request, "members/member.html", context)


def _of_modules(actor: Actor, member: Member) -> list[Offer]:
    """What higher modules let the actor do with a member."""
    return [Offer(item.title, item.icon, reverse(item.url, args=[member.pk])) for item in member_acts(actor, member)]
