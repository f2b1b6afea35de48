"""Pages of a report in words: writing it, what those below wrote, the files that go with it."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.doing import done
from ketdoan.core.drafts import draft_of
from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError

from ..actions import narrating as acts
from ..forms.narrating import WordsForm
from ..models import Enclosure, Submission
from ..queries.narratives import chapters_below, chapters_for, enclosures_of, last_narrative
from ..queries.reading import asked_rows, before, handed_in, report_of
from ..rules.narrating import LONGEST, Figures, Piece, pieces, proposed
from .entry import may_write, seen_report


@screen("reports.fill")
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """The report in words: a field for each chapter, begun with what the figures say. Who may not write it reads it."""
    found = seen_report(pk)
    if request.method != "POST" and not may_write(found):
        return redirect(f"{reverse('reports:report', args=[pk])}#words")
    figures = _figures(found)
    last, chapters = last_narrative(found), chapters_for(found)
    texts = last.texts if last else {chapter.code: proposed(chapter, figures) for chapter in chapters}
    names = {cell: name for name, cell in figures.lines.items()}
    no = request.POST.get("_no", "")
    return edit(
        request,
        partial(WordsForm, chapters=chapters, texts=texts),
        partial(_write, found, int(no) if no.isdigit() and len(no) < 8 else 0),
        "reports/words.html",
        title="Phần lời báo cáo",
        back=reverse("reports:report", args=[pk]),
        said="Đã lưu phần lời báo cáo.",
        context={
            "report": found,
            "asked": found.round,
            "no": _seen_in_draft(request) or (last.no if last else 0),
            "proposing": last is None and any(texts.values()),
            "lines": [(names[row.cell], row.label) for row in asked_rows(found)],
            "has_before": bool(figures.before),
            "enclosures": enclosures_of(found),
        },
    )


def _seen_in_draft(request: HttpRequest) -> int:
    """The saving that was known as a draft was typed: words saved since must not be put away unseen."""
    draft = draft_of(int(request.user.pk or 0), request.path) if request.method == "GET" else None
    told = draft[0].get("_no", "") if draft else ""
    return int(told) if told.isdigit() and len(told) < 8 else 0


def _figures(found: Submission) -> Figures:
    told = report_of(found)
    return Figures(told.form, told.figures, handed_in(before(found)))


def _write(found: Submission, seen: int, *, enclosed: Any, key: str, **texts: str) -> Submission:
    written: Submission = acts.write_words(submission=found, texts=texts, seen=seen, files=enclosed, key=key)
    return written


@screen("reports.fill")
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report in words as it will read, with its figures, of what was typed so far."""
    found = seen_report(pk)
    figures = _figures(found)
    chapters = [(one.title, request.POST.get(one.code, "")[:LONGEST]) for one in chapters_for(found)]
    told = [(title, *_read(text, figures)) for title, text in chapters if text.strip()]
    return render(request, "reports/words_preview.html", {"report": found, "told": told})


def _read(text: str, figures: Figures) -> tuple[list[list[Piece]], str]:
    """The lines of a text, or what is wrong with it."""
    try:
        return [pieces(line, figures) for line in text.splitlines() if line.strip()], ""
    except VietError as error:
        return [], str(error)


@screen("reports.view")
@require_safe
def words_below(request: HttpRequest, pk: int) -> HttpResponse:
    """What the units below wrote, chapter by chapter, for who puts it together."""
    found = seen_report(pk)
    context = {"report": found, "asked": found.round, "form": found.form, "chapters": chapters_below(found)}
    return render(request, "reports/words_below.html", context)


@screen("reports.view")
@require_safe
def enclosure(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that goes with a report."""
    one = get_object_or_404(Enclosure.objects.select_related("attachment__blob"), pk=pk)
    return file_response(one.attachment.blob, one.attachment.name, inline=True)


@screen("reports.fill")
@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file out of a report."""
    one = get_object_or_404(Enclosure.objects.select_related("submission__unit", "attachment"), pk=pk)
    done(request, acts.take_out, f"Đã bỏ tài liệu “{one.attachment.name}”.", enclosure=one)
    return redirect("reports:words", one.submission_id)
