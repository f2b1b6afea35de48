"""Pages of the log."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.listing import listing, plain_query, shown_rows
from ketdoan.core.screens import screen
from ketdoan.core.viet import today
from ketdoan.units.models import Attachment, Unit

from ..actions import log as acts
from ..forms.log import CorrectionForm, LineForm, VoidForm, initial_of
from ..models import Activity
from ..queries.kinds import keeper, kind_label, kinds_on, money_source_label
from ..queries.log import last_of, lines, may_write, totals, versions
from ..tables.log import ActivityFilters, ActivityTable

TITLE = "Sổ công tác"
ON_PAPER = 2_000


@screen("activities.view")
def log(request: HttpRequest) -> HttpResponseBase:
    """What the units of the scope did."""
    further: dict[str, Any] = {}
    if current_actor().may("activities.log"):
        further["add"] = ("Ghi việc", reverse("activities:log_new"))
    return listing(
        request,
        ActivityTable,
        ActivityFilters,
        "activities/log.html",
        title=TITLE,
        rows=lines(),
        export="activities.export",
        noun="dòng",
        example="tham doan vien om",
        empty="Chưa ghi việc nào.",
        totals=totals,
        context={"print_query": plain_query(request.GET).urlencode()},
        **further,
    )


@screen("activities.view")
@require_safe
def log_print(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, for A4."""
    rows = shown_rows(request, ActivityTable, ActivityFilters, lines())
    filters = ActivityFilters(request.GET, queryset=Activity.objects.none(), request=request)
    actor = current_actor()
    context = {
        "rows": [
            (row, kind_label(row.kind, row.on), money_source_label(row.money_from, row.on)) for row in rows[:ON_PAPER]
        ],
        "most": ON_PAPER,
        "cut": rows[ON_PAPER : ON_PAPER + 1].exists(),
        "totals": totals(rows),
        "chosen": _in_words(filters),
        "unit": Unit.objects.filter(pk=actor.unit_id or 0).first(),
        "query": plain_query(request.GET).urlencode(),
    }
    return render(request, "activities/log_print.html", context)


def _in_words(filters: ActivityFilters) -> str:
    """What a list is narrowed to, as its heading on paper says it."""
    said = []
    for bound in filters.form if filters.is_valid() else ():
        value = bound.data
        if value:
            choices = dict(getattr(bound.field, "choices", ()))
            said.append(f"{bound.label.lower()} {choices.get(value, value)}".split(" · #")[0])
    return "; ".join(map(str, said))


@screen("activities.log")
def log_new(request: HttpRequest) -> HttpResponse:
    """Enter a line for the post's own unit: made for a phone."""
    actor = current_actor()
    unit = get_object_or_404(Unit, pk=actor.unit_id or 0)
    last = last_of(actor)
    again = last if last and request.GET.get("giong") == str(last.fact) else None
    form: Any = LineForm
    if again:
        form = partial(LineForm, initial={**initial_of(again), "on": today()})
    return edit(
        request,
        form,
        partial(acts.log_activity, unit=unit),
        "activities/log_new.html",
        title="Ghi việc",
        back=reverse("activities:log"),
        done=_page_of,
        said="Đã ghi vào sổ công tác.",
        submit="Ghi vào sổ",
        drafts=again is None,
        context={"unit": unit, "last": last, "last_kind": _kind_of(last), "again": again, **_choices(today())},
    )


def _choices(day: date) -> dict[str, Any]:
    """The kinds that the log takes on a day, those that a module keeps with the page where they are entered, and the
    days that are chosen by one tap."""
    kinds = kinds_on(day)
    kept = [(kind, *keeper(kind.owner)) for kind in kinds if kind.owner]
    days = [("Hôm nay", today()), ("Hôm qua", today() - timedelta(days=1))]
    return {"kinds": [kind for kind in kinds if not kind.owner], "kept": kept, "days": days}


def _kind_of(activity: Activity | None) -> str:
    return kind_label(activity.kind, activity.on) if activity else ""


def _page_of(activity: Activity) -> str:
    return reverse("activities:log_line", args=[activity.fact])


def _line(fact: UUID) -> tuple[Activity, list[Activity]]:
    """The line as it holds, and all its versions."""
    found = versions(fact)
    if not found:
        raise Http404
    return found[0], found


@screen("activities.view")
@require_safe
def log_line(request: HttpRequest, fact: UUID) -> HttpResponse:
    """A line with its photos, and how it was corrected."""
    line, earlier = _line(fact)
    actor = current_actor()
    may_change = not line.voided and actor.may("activities.log") and may_write(actor, line.unit)
    context = {
        "line": line,
        "kind": kind_label(line.kind, line.on),
        "money_from": money_source_label(line.money_from, line.on),
        "photos": line.photos.order_by("pk"),
        "versions": earlier,
        "may_change": may_change,
        "may_repeat": may_change and line.unit_id == actor.unit_id and line.recorded_by == actor.account_id,
    }
    return render(request, "activities/log_line.html", context)


@screen("activities.view")
@require_safe
def log_photo(request: HttpRequest, fact: UUID, photo: int) -> FileResponse:
    """A photo of a line."""
    line, _ = _line(fact)
    shown: Attachment = get_object_or_404(line.photos.select_related("blob"), pk=photo)
    return file_response(shown.blob, shown.name, inline=True)


@screen("activities.log")
def log_correct(request: HttpRequest, fact: UUID) -> HttpResponse:
    """Correct a line that one's own unit recorded."""
    line, _ = _line(fact)
    return edit(
        request,
        partial(CorrectionForm, activity=line),
        partial(acts.correct_activity, activity=line),
        "activities/log_new.html",
        title="Sửa dòng sổ công tác",
        back=_page_of(line),
        done=_page_of,
        said="Đã sửa. Nội dung trước đó vẫn xem được ở cuối trang.",
        context={"unit": line.unit, "line": line, **_choices(line.on)},
    )


@screen("activities.log")
def log_void(request: HttpRequest, fact: UUID) -> HttpResponse:
    """Void a line that one's own unit recorded."""
    line, _ = _line(fact)
    return edit(
        request,
        VoidForm,
        partial(acts.void_activity, activity=line),
        title="Hủy dòng sổ công tác",
        back=_page_of(line),
        done=_page_of,
        said="Đã hủy. Dòng này không còn tính vào số liệu.",
        submit="Hủy dòng này",
    )
