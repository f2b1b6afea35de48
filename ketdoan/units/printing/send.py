"""Handing out a print: filled by the template in force, recorded, as a Word file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ketdoan.core.files import WORD
from ketdoan.core.printing import Unfit, fill

from ..actions.printing import record_print
from .choose import content, nearest
from .contexts import Print


def printed(request: HttpRequest, made: Print, failed: str = "units:tree") -> HttpResponse:
    """The print as a Word file, noted in the audit trail. `failed` is the page for a template that does no more."""
    template = nearest(made.kind.code, made.unit)
    try:
        filled = fill(content(made.kind.code, template), made.kind.fields, made.context)
    except Unfit as unfit:  # accepted by an earlier version of the software
        owner = template.unit.short_name if template else ""
        messages.error(request, f"Mẫu in của {owner} không còn dùng được. {' '.join(unfit.problems)}")
        return redirect(failed)
    record_print(unit=made.unit, kind=made.kind.code, about=made.about, people=made.people, title=made.kind.title)
    return word_file(filled, made.file_name)


def word_file(content: bytes, name: str) -> HttpResponse:
    """A Word file to be saved under a name."""
    return HttpResponse(
        content,
        content_type=WORD.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
