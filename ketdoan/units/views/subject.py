"""The copy of a person's data, as a file."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ketdoan.core.accounts import bulk_refusal
from ketdoan.core.screens import screen
from ketdoan.core.viet import today

from ..actions.subject import PERMISSION, copy_for_subject
from ..forms.persons import CopyForm
from ..models import Person


@screen(PERMISSION)
@never_cache
def subject(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask on what request, then hand out everything held on a person. It takes a second factor."""
    found = get_object_or_404(Person.objects.select_related("unit", "key"), pk=pk)
    if request.method == "POST" and (refusal := bulk_refusal(request, reverse("units:person", args=[pk]))):
        return refusal
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = copy_for_subject(person=found, why=form.cleaned_data["why"])
        except ValidationError as error:
            form.add_error("why", error.messages[0])
        else:
            name = f"du-lieu-ca-nhan-{found.pk}-{today():%Y%m%d}.zip"
            answer = HttpResponse(content, content_type="application/zip")
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
            return answer
    context = {"person": found, "unit": found.unit, "form": form}
    return render(request, "units/subject.html", context, status=422 if form.errors else 200)
