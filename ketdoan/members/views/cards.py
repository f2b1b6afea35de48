"""Pages of cards: the list, a batch, the acts, and the sheets to print."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ketdoan.core.accounts import bulk_refusal
from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number, today

from ..actions import cards as acts
from ..actions.values import record_cards_print
from ..card_tables import CardFilters, CardTable
from ..forms import cards as forms
from ..models import Card, CardBatch, Member
from ..printing.sheet import MOST, cards_pdf
from ..queries.cards import cards_of, holders_among, state_of
from ..queries.links import canonical_id
from ..rules import COUNTED
from .acts import MOST as MOST_CHOSEN
from .acts import Offer

PERMISSION = "members.card"


def card_offers(actor: Actor, member: Member) -> list[Offer]:
    """The acts on cards that the actor may do on a member as they stand."""
    if not actor.may(PERMISSION) or member.state not in COUNTED or holders_among([member.pk]):
        return []
    return [Offer("Cấp thẻ", "id-card", f"{reverse('members:issue_cards')}?nguoi={member.pk}")]


def card_bulk_offers(actor: Actor) -> list[Offer]:
    """The acts on cards of those chosen in the list."""
    if not actor.may(PERMISSION):
        return []
    return [
        Offer("Cấp thẻ", "id-card", reverse("members:issue_cards")),
        Offer("In thẻ", "printer", reverse("members:card_sheet")),
    ]


@screen("members.view")
def cards(request: HttpRequest) -> HttpResponseBase:
    """The cards of the scope: those in use, those to take back from who left, those that have ended."""
    return listing(
        request,
        CardTable,
        CardFilters,
        "members/cards.html",
        title="Thẻ đoàn viên",
        rows=Card.objects.select_related("person__member__unit"),
        search="",
        export="members.export",
        personal=True,
        noun="thẻ",
        empty="Chưa có thẻ nào. Trong danh sách đoàn viên, hãy chọn người rồi bấm “Cấp thẻ”.",
    )


def _chosen(request: HttpRequest) -> list[Member]:
    ids = [int(text) for text in request.GET.getlist("nguoi") if text.isascii() and text.isdigit()][:MOST_CHOSEN]
    return list(Member.objects.filter(pk__in=ids).select_related("person", "unit").order_by("sort_key", "pk"))


def _nobody(request: HttpRequest, words: str = "Hãy chọn ít nhất một đoàn viên trong danh sách.") -> HttpResponse:
    messages.info(request, words)
    return redirect("members:list")


@screen("members.card")
def issue(request: HttpRequest) -> HttpResponse:
    """Issue cards to the members named in the address who have none."""
    members = _chosen(request)
    if not members:
        return _nobody(request)
    holding = holders_among([member.pk for member in members])
    fitting = [member for member in members if member.state in COUNTED and member.pk not in holding]
    if not fitting:
        return _nobody(request, "Những người đã chọn đều đang có thẻ hoặc không còn là đoàn viên.")
    one = members[0] if len(members) == 1 else None
    back = reverse("members:member", args=[one.pk]) if one else reverse("members:list")
    who = one.person.name if one else f"{format_number(len(fitting))} người"
    return edit(
        request,
        forms.IssueForm,
        partial(acts.issue_cards, members=fitting),
        "members/card_issue.html",
        title=f"Cấp thẻ: {who}",
        back=back,
        done=lambda batch: reverse("members:card_batch", args=[batch.pk]),
        said="Đã cấp thẻ.",
        submit="Cấp thẻ",
        drafts=False,
        context={"members": fitting, "others": [m for m in members if m not in fitting], "one": one},
    )


def _on_card(request: HttpRequest, pk: int, form: Any, verb: Any, words: tuple[str, str]) -> HttpResponse:
    """An act on a card; `words` are its title and what is said once it is done."""
    holders = {card.pk: card.person_id for card in Card._base_manager.filter(pk=pk)}
    member = get_object_or_404(
        Member.objects.select_related("person", "unit"), pk=canonical_id(holders[pk]) if holders else 0
    )
    card = next(card for card in cards_of(member.person) if card.pk == pk)
    back = reverse("members:member", args=[member.pk])
    return edit(
        request,
        form,
        verb(card),
        "members/on_card.html",
        title=f"{words[0]}: {member.person.name}",
        back=back,
        done=back,
        said=words[1],
        drafts=False,
        context={"member": member, "card": card, "state": state_of(card, today(), member)},
    )


@screen("members.card")
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue another card in the place of one."""

    def verb(card: Card) -> Any:
        return partial(acts.replace_card, card=card)

    return _on_card(request, pk, forms.ReplaceForm, verb, ("Đổi thẻ", "Đã cấp thẻ mới; thẻ cũ hết hiệu lực."))


@screen("members.card")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a card was returned, lost or is in force no more for another reason."""

    def verb(card: Card) -> Any:
        return partial(acts.end_cards, cards=[card])

    form = partial(forms.EndForm, initial={"reason": request.GET.get("vi", "")})
    return _on_card(request, pk, form, verb, ("Thu, hủy thẻ", "Đã ghi thẻ hết hiệu lực."))


@screen("members.card")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the end of a card."""

    def verb(card: Card) -> Any:
        return partial(acts.restore_card, card=card)

    return _on_card(request, pk, forms.RestoreForm, verb, ("Hủy ghi nhận thu, hủy thẻ", "Thẻ có hiệu lực trở lại."))


@screen("members.view")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What one act issued, and the sheets to print it."""
    found = get_object_or_404(CardBatch.objects.select_related("unit"), pk=pk)
    held = list(_of_batch(found))
    day = today()
    context = {
        "batch": found,
        "rows": [(card, card.person.member, state_of(card, day, card.person.member)) for card in held[:MOST_CHOSEN]],
        "unseen": found.cards.count() - len(held),
        "parts": range(1, (len([card for card in held if not card.ended_on]) - 1) // MOST + 2),
        "most": MOST,
        "may_print": current_actor().may(PERMISSION),
    }
    return render(request, "members/card_batch.html", context)


def _of_batch(found: CardBatch) -> Any:
    rows = Card.objects.filter(batch=found).select_related("person__member__unit")
    return rows.order_by("person__member__sort_key", "pk")


@screen("members.card")
@require_safe
def batch_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The cards of a batch as PDF; of a large one the part that the address names."""
    found = get_object_or_404(CardBatch, pk=pk)
    asked = request.GET.get("phan", "1")
    part = max(1, int(asked[:6])) if asked.isascii() and asked.isdigit() else 1
    held = list(_of_batch(found).filter(ended_on=None)[(part - 1) * MOST : part * MOST])
    back = reverse("members:card_batch", args=[pk])
    if not held:
        messages.info(request, "Không còn thẻ nào đang dùng để in.")
        return redirect(back)
    return _sheet(request, held, back, f"the-dot-{pk}-{part}.pdf")


@screen("members.card")
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The cards of chosen members as PDF."""
    members = _chosen(request)
    if not members:
        return _nobody(request)
    if len(members) > MOST:
        return _nobody(request, f"Mỗi lần in không quá {format_number(MOST)} thẻ. Hãy chọn ít người hơn.")
    held = Card.objects.filter(person__in=[member.pk for member in members], ended_on=None)
    ordered = list(held.order_by("person__member__sort_key", "pk"))
    if not ordered:
        return _nobody(request, "Những người đã chọn chưa có thẻ. Hãy cấp thẻ trước khi in.")
    here = f"{reverse('members:list')}?{urlencode({'nguoi': members[0].pk})}"
    return _sheet(request, ordered, here, "the-doan-vien.pdf")


def _sheet(request: HttpRequest, held: Sequence[Card], back: str, name: str) -> HttpResponse:
    if refusal := bulk_refusal(request, back):
        return refusal
    made = cards_pdf(held)
    record_cards_print(cards=held)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
