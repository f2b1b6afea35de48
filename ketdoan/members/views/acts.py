"""Pages of the acts on members: on one, or on those chosen in the list."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import SIGNED_IN, screen
from ketdoan.core.viet import format_number, in_sentence
from ketdoan.units.models import Unit

from ..actions import correcting, moving
from ..actions import people as acts
from ..forms import acts as forms
from ..models import Member, MemberEvent
from ..rules import EVENT_LABELS, EventKind, Standing

MOST = 5_000
HERE = (Standing.MEMBER.value, Standing.SUSPENDED.value)


@dataclass(frozen=True)
class MemberAct:
    """An act on members: the right that it takes, what it is called, in which states it fits, its form and action."""

    permission: str
    title: str
    icon: str
    states: tuple[str, ...]
    form: type[forms.MemberActForm]
    save: Callable[..., Any]
    said: str


ACTS = {
    "chuyen": MemberAct(
        "members.transfer", "Chuyển sinh hoạt", "arrow-right-left", HERE, forms.TransferForm, moving.transfer,
        "Đã chuyển sinh hoạt.",
    ),
    "tam-dung": MemberAct(
        "members.suspend", "Tạm dừng sinh hoạt", "circle-pause", (Standing.MEMBER.value,), forms.SuspendForm,
        acts.suspend, "Đã ghi tạm dừng sinh hoạt.",
    ),
    "tro-lai": MemberAct(
        "members.suspend", "Sinh hoạt trở lại", "circle-play", (Standing.SUSPENDED.value,), forms.ResumeForm,
        acts.resume, "Đã ghi sinh hoạt trở lại.",
    ),
    "thoi": MemberAct(
        "members.leave", "Thôi là đoàn viên", "user-minus", (*HERE, Standing.HONORARY.value), forms.LeaveForm,
        acts.leave, "Đã ghi thôi là đoàn viên.",
    ),
    "gioi-thieu-dang": MemberAct(
        "members.party", "Giới thiệu cho Đảng", "star", HERE, forms.PartyForm, acts.introduce_to_party,
        "Đã ghi giới thiệu cho Đảng.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """An act on offer."""

    title: str
    icon: str
    url: str


def offers_for(actor: Actor, member: Member) -> list[Offer]:
    """The acts that the actor may do on a member as they stand."""
    address = {code: reverse("members:act", args=[code]) for code in ACTS}
    offers = [
        Offer(act.title, act.icon, f"{address[code]}?nguoi={member.pk}")
        for code, act in ACTS.items()
        if actor.may(act.permission) and member.state in act.states
    ]
    if actor.may("members.transfer") and member.state in HERE:
        away = reverse("members:introduce", args=[member.pk])
        offers.append(Offer("Giới thiệu chuyển đi nơi khác", "arrow-up-right", away))
    return offers


def bulk_offers(actor: Actor) -> list[Offer]:
    """The acts that the actor may do on those chosen in the list."""
    return [
        Offer(act.title, act.icon, reverse("members:act", args=[code]))
        for code, act in ACTS.items()
        if actor.may(act.permission)
    ]


@screen(SIGNED_IN)
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Do an act on the members named in the address. The right that it takes is asked for here and by the action."""
    if verb not in ACTS:
        raise Http404
    chosen = ACTS[verb]
    current_actor().must(chosen.permission)
    ids = [int(text) for text in request.GET.getlist("nguoi") if text.isascii() and text.isdigit()][:MOST]
    members = list(Member.objects.filter(pk__in=ids).select_related("person", "unit").order_by("sort_key", "pk"))
    if not members:
        messages.info(request, "Hãy chọn ít nhất một đoàn viên trong danh sách.")
        return redirect("members:list")
    fitting = [member for member in members if member.state in chosen.states]
    one = members[0] if len(members) == 1 else None
    back = reverse("members:member", args=[one.pk]) if one else reverse("members:list")
    if not fitting:
        messages.info(request, f"“{chosen.title}”: không ai trong số đã chọn ở tình trạng hợp với việc này.")
        return redirect(back)
    who = one.person.name if one else f"{format_number(len(fitting))} người"
    context = {"members": fitting, "others": [m for m in members if m not in fitting], "one": one}
    return edit(
        request,
        chosen.form,
        partial(chosen.save, members=fitting),
        "members/act.html",
        title=f"{chosen.title}: {who}",
        back=back,
        done=back,
        said=chosen.said,
        drafts=False,
        context=context,
    )


@screen("members.admit")
def admit(request: HttpRequest, code: str) -> HttpResponse:
    """Admit one person to a unit, as the application on paper says."""
    unit = get_object_or_404(Unit, code=code, ended_on=None)
    return edit(
        request,
        partial(forms.AdmitForm, unit=unit),
        partial(acts.admit_new, unit=unit),
        "members/admit.html",
        title=f"Kết nạp đoàn viên: {unit.short_name}",
        back=reverse("members:unit", args=[unit.code]),
        done=lambda events: reverse("members:member", args=[events[0].person_id]),
        said="Đã kết nạp.",
        submit="Kết nạp",
        drafts=False,
        context={"unit": unit},
    )


@screen("members.correct")
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an event back."""
    words = ("Hủy ghi nhận", "Đã hủy ghi nhận.")
    return _on_event(request, pk, lambda _: forms.VoidForm, correcting.void, words)


@screen("members.correct")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another day or reason in the place of those of an event."""

    def form(event: MemberEvent) -> Any:
        return partial(forms.CorrectForm, initial={"on": event.on, "reason": event.reason})

    return _on_event(request, pk, form, correcting.correct, ("Đính chính", "Đã đính chính."))


def _on_event(request: HttpRequest, pk: int, form: Any, save: Any, words: tuple[str, str]) -> HttpResponse:
    """An act on an event; `words` are its title and what is said once it is done."""
    event = get_object_or_404(MemberEvent.objects.select_related("person", "unit"), pk=pk)
    member = get_object_or_404(Member.objects.select_related("person", "unit"), pk=event.person_id)
    back = reverse("members:member", args=[member.pk])
    label = EVENT_LABELS[EventKind(event.kind)]
    return edit(
        request,
        form(event),
        partial(save, event=event),
        "members/on_event.html",
        title=f"{words[0]}: {in_sentence(label)}",
        back=back,
        done=back,
        said=words[1],
        drafts=False,
        context={"member": member, "event": event, "label": label},
    )
