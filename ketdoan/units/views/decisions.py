"""Pages of decisions on paper: what one did, and its signed copy."""

from functools import partial

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.screens import screen

from ..actions.paper import add_signed_copy
from ..forms.decisions import SignedCopyForm
from ..models import Decision
from ..queries.decisions import decision_seen, effects_of


def _seen(pk: int) -> Decision:
    decision = decision_seen(pk)
    if decision is None:
        raise Http404
    return decision


@screen("units.view")
@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision: number, day, signatory, what it did."""
    found = _seen(pk)
    may_sign = current_actor().may("units.paper") and Decision.objects.filter(pk=pk).exists()
    context = {"decision": found, "effects": effects_of(found), "may_sign": may_sign}
    return render(request, "units/decision.html", context)


@screen("units.view")
@require_safe
def signed_copy(request: HttpRequest, pk: int) -> FileResponse:
    """The signed copy, for all who may see the decision."""
    found = _seen(pk)
    if found.file is None:
        raise Http404
    return file_response(found.file.blob, found.file.name, inline=True)


@screen("units.paper")
def add_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the signed copy of a decision that was issued in the scope."""
    found = get_object_or_404(Decision.objects.select_related("unit"), pk=pk)
    back = reverse("units:decision", args=[pk])
    verb = "Thay bản ký" if found.file_id else "Bổ sung bản ký"
    return edit(
        request,
        partial(SignedCopyForm, replaces=bool(found.file_id)),
        partial(add_signed_copy, decision=found),
        "units/decision_file.html",
        title=f"{verb}: {found.code}",
        back=back,
        done=back,
        said="Đã lưu bản ký.",
        drafts=False,
        context={"decision": found},
    )
