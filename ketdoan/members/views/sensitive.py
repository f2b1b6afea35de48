"""Sensitive facts of a member, apart from the record: which there are, consents, recording and opening one."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.core.viet import in_sentence
from ketdoan.units.actions.seen import page_seen

from ..actions import sensitive as acts
from ..forms.sensitive import ConsentForm, FactForm, OpenForm
from ..models import Member
from ..queries.consents import LABELS, basis_of, kept_of


def _member(pk: int, kind: str = "") -> Member:
    found = get_object_or_404(Member.objects.select_related("unit", "person__key"), pk=pk)
    if kind and kind not in LABELS:
        raise Http404
    return found


def _page(found: Member, **more: Any) -> dict[str, Any]:
    person = found.person
    return {"member": found, "person": person, "unit": found.unit, "kept": kept_of(found.pk), **more}


@screen(acts.PERMISSION)
@never_cache
def sensitive(request: HttpRequest, pk: int) -> HttpResponse:
    """Which sensitive facts there are and on what each rests; the values stay closed."""
    found = _member(pk)
    page_seen(found.pk)
    return render(request, "members/sensitive.html", _page(found))


@screen(acts.PERMISSION)
@never_cache
def open_fact(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for the purpose, then show one fact, this once."""
    found = _member(pk, kind)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            value = acts.open_fact(member=found, kind=kind, purpose=form.cleaned_data["purpose"])
        except ValidationError as error:
            form.add_error("purpose", error.messages[0])
        else:
            shown = (LABELS[kind], value or "chưa ghi")
            return render(request, "members/sensitive.html", _page(found, shown=shown))
    context = {"member": found, "form": form, "label": LABELS[kind]}
    return render(request, "members/sensitive_open.html", context, status=422 if form.errors else 200)


@screen(acts.PERMISSION)
def record_fact(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Record a fact."""
    words = (f"Ghi {in_sentence(LABELS.get(kind, ''))}", "Đã lưu.")
    return _edit(request, _member(pk, kind), kind, FactForm, acts.record_fact, words)


@screen(acts.PERMISSION)
def give_consent(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Record that the person agreed."""
    words = (f"Ghi sự đồng ý: {in_sentence(LABELS.get(kind, ''))}", "Đã ghi sự đồng ý.")
    return _edit(request, _member(pk, kind), kind, ConsentForm, acts.give_consent, words)


@screen(acts.PERMISSION)
def withdraw_consent(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Record that the person took the consent back."""
    words = (
        f"Ghi rút đồng ý: {in_sentence(LABELS.get(kind, ''))}",
        "Đã ghi việc rút đồng ý. Dữ liệu này không mở được nữa.",
    )
    return _edit(request, _member(pk, kind), kind, ConsentForm, acts.withdraw_consent, words)


def _edit(request: HttpRequest, found: Member, kind: str, form: Any, save: Any, words: tuple[str, str]) -> HttpResponse:
    """A form on one kind of fact; `words` are its title and what is said once it is done."""
    back = reverse("members:sensitive", args=[found.pk])
    row = basis_of(kind)
    return edit(
        request,
        form,
        partial(save, member=found, kind=kind),
        "members/sensitive_edit.html",
        title=words[0],
        back=back,
        done=back,
        said=words[1],
        drafts=False,
        context={"member": found, "basis": row, "wording": row.value["wording"] if form is ConsentForm else ""},
    )
