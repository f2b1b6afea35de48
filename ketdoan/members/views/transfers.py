"""Pages of transfers between two unions: asking, answering, deciding."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Unit

from ..actions import transferring
from ..forms import transfers as forms
from ..lists import TransferFilters, TransferTable, transfer_badge
from ..models import Member, TransferRequest
from ..models.members import LEFT
from .applications import has_members

RIGHT = "members.transfer"


@screen(RIGHT)
def transfers(request: HttpRequest) -> HttpResponse:
    """Requests that the scope has a side of."""
    return listing(
        request,
        TransferTable,
        TransferFilters,
        "members/transfers.html",
        title="Chuyển sinh hoạt",
        rows=TransferRequest.objects.select_related("person", "unit_from", "unit_to"),
        search="",
        noun="yêu cầu",
        export="members.export",
        personal=True,
        empty="Chưa có yêu cầu chuyển sinh hoạt nào.",
        add=("Tiếp nhận người chuyển đến", reverse("members:receive")),
    )


@screen(RIGHT)
def receive(request: HttpRequest) -> HttpResponse:
    """Ask for a member who showed the card: first whom it is, then the request."""
    unit = transferring.own_unit()
    initial: dict[str, Any] = {"unit": unit} if unit and has_members(unit) else {}
    if number := request.GET.get("so", ""):
        initial["number"] = number[:400]
    return edit(
        request,
        partial(forms.ReceiveMemberForm, initial={**initial, "on": today()}),
        transferring.ask_for,
        "members/receive.html",
        title="Tiếp nhận đoàn viên chuyển đến",
        back=reverse("members:transfers"),
        done=_page_of,
        said="Đã gửi đề nghị. Nơi đi sẽ trả lời; kết quả báo qua chuông thông báo.",
        submit="Tìm",
        preview=transferring.sentences,
        confirm="Gửi đề nghị đến nơi đi",
        drafts=False,
    )


def _page_of(request: TransferRequest | None) -> str:
    return reverse("members:transfer", args=[request.pk]) if request else reverse("members:transfers")


@screen(RIGHT)
def introduce(request: HttpRequest, pk: int) -> HttpResponse:
    """Introduce a member of the scope to their new union."""
    member = get_object_or_404(Member.objects.select_related("person", "unit").exclude(state=LEFT), pk=pk)

    def would(*, to_code: str, on: Any, note: str = "") -> list[str]:
        to, here = transferring.destination(to_code), member.unit.short_name
        transferring.checked_note(note)
        return [
            f"Giới thiệu {member.person.name} từ {here} chuyển đến {to.name} từ ngày {format_date(on)}.",
            f"{to.short_name} xác nhận thì việc chuyển mới có hiệu lực; trong lúc chờ vẫn tính ở {here}.",
        ]

    return edit(
        request,
        partial(forms.IntroduceForm, initial={"on": today()}),
        partial(transferring.introduce, member=member),
        "members/introduce.html",
        title=f"Giới thiệu chuyển đi: {member.person.name}",
        back=reverse("members:member", args=[pk]),
        done=_page_of,
        said="Đã gửi giới thiệu. Nơi đến sẽ xác nhận.",
        submit="Kiểm tra",
        preview=would,
        confirm="Gửi giới thiệu đến nơi đến",
        drafts=False,
        context={"member": member},
    )


@screen(RIGHT)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """A request as both sides see it, and what the acting post may do."""
    found = _found(pk)
    answers, above, asks = _roles(found)
    context = {
        "asked": found,
        "state": transfer_badge(found.state),
        "answers": answers and found.open,
        "above": above,
        "asks": asks and found.open,
        "late": (today() - found.due).days if found.open and found.due < today() else 0,
        "mine": Member.objects.filter(pk=found.person_id).exists(),
    }
    return render(request, "members/transfer.html", context)


def _found(pk: int) -> TransferRequest:
    rows = TransferRequest.objects.select_related("person", "unit_from", "unit_to", "above", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _roles(found: TransferRequest) -> tuple[bool, bool, bool]:
    """Whether the post answers the request, stands above both sides, and asked."""
    scope = Unit.objects.filter(pk__in=[found.unit_from_id, found.unit_to_id]).values_list("pk", flat=True)
    seen = set(scope)
    return found.answerer in seen, len(seen) == 2, found.asker in seen


@screen(RIGHT)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the member go on in the new union."""
    form = partial(forms.AcceptForm, initial={"on": _found(pk).on})
    return _answer(request, pk, form, transferring.accept, ("Đồng ý chuyển sinh hoạt", "Đã chuyển sinh hoạt."))


@screen(RIGHT)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not let the member go, or do not take them."""
    words = ("Không đồng ý chuyển sinh hoạt", "Đã trả lời không đồng ý.")
    return _answer(request, pk, forms.RefuseForm, transferring.refuse_transfer, words)


@screen(RIGHT)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the request back."""
    words = ("Rút yêu cầu chuyển sinh hoạt", "Đã rút yêu cầu.")
    return _answer(request, pk, forms.WithdrawForm, transferring.withdraw_transfer, words, asking=True)


def _answer(
    request: HttpRequest, pk: int, form: Any, save: Any, words: tuple[str, str], *, asking: bool = False
) -> HttpResponse:
    """A form about a request, for the side that may send it; `words` are its title and what is said then."""
    found = _found(pk)
    answers, _, asks = _roles(found)
    if not (asks if asking else answers):
        raise Http404
    back = reverse("members:transfer", args=[pk])
    return edit(
        request,
        form,
        partial(save, request=found),
        "members/on_transfer.html",
        title=f"{words[0]}: {found.person.name}",
        back=back,
        done=back,
        said=words[1],
        drafts=False,
        context={"asked": found, "by": current_actor().label},
    )
