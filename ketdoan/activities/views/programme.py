"""Pages of work programmes."""

from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.core.viet import today
from ketdoan.units.models import Unit

from ..actions import programme as acts
from ..forms import programme as forms
from ..models import Programme, ProgrammeItem
from ..queries.programme import by_month, by_owner, items, may_keep, own_facts, owner_label, programmes
from ..tables.programme import ItemFilters, ItemTable, ProgrammeFilters, ProgrammeTable, state_badge

TITLE = "Chương trình công tác"
FORM = "activities/programme_form.html"


@screen("activities.view")
def programme_list(request: HttpRequest) -> HttpResponseBase:
    """Programmes of the scope."""
    further: dict[str, Any] = {}
    if current_actor().may("activities.programme"):
        further["add"] = ("Lập chương trình", reverse("activities:programme_new"))
    return listing(
        request,
        ProgrammeTable,
        ProgrammeFilters,
        "activities/programmes.html",
        title=TITLE,
        rows=programmes(),
        export="activities.export",
        noun="chương trình",
        example="chuong trinh 2026",
        empty="Chưa lập chương trình công tác nào.",
        **further,
    )


@screen("activities.view")
def programme_items(request: HttpRequest) -> HttpResponseBase:
    """Items of the programmes of the scope, as one list."""
    return listing(
        request,
        ItemTable,
        ItemFilters,
        "activities/programme_items.html",
        title="Việc trong chương trình công tác",
        rows=items(),
        export="activities.export",
        noun="việc",
        example="tap huan can bo",
        empty="Chưa có việc nào trong chương trình.",
    )


@screen("activities.view")
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme with its items, by who answers for them or by month; it prints on A4."""
    found = get_object_or_404(Programme.objects.select_related("unit"), pk=pk)
    actor = current_actor()
    keeps = may_keep(actor, found.unit)
    own = own_facts(actor) if found.unit_id == actor.unit_id else set()
    rows = list(items().filter(programme=found).order_by("due", "pk"))
    by = "thang" if request.GET.get("xep") == "thang" else "nguoi"
    groups = by_month(rows) if by == "thang" else by_owner(rows)
    shown = [
        (name, [(item, owner_label(item), state_badge(item), keeps or item.owner in own) for item in group])
        for name, group in groups
    ]
    context = {
        "programme": found,
        "groups": shown,
        "by": by,
        "keeps": keeps,
        "number": sum(item.state != ProgrammeItem.DROPPED for item in rows),
        "done": sum(item.state == ProgrammeItem.DONE for item in rows),
        "overdue": sum(item.state in ProgrammeItem.OPEN and item.due < today() for item in rows),
        "may_copy": keeps and Programme.objects.filter(unit=found.unit, begins__lt=found.begins).exists(),
    }
    return render(request, "activities/programme.html", context)


@screen("activities.programme")
def programme_new(request: HttpRequest) -> HttpResponse:
    """Begin a programme of the post's own unit."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    return edit(
        request,
        forms.ProgrammeForm,
        partial(acts.make_programme, unit=unit),
        FORM,
        title="Lập chương trình công tác",
        back=reverse("activities:programmes"),
        done=_page_of,
        said="Đã lập chương trình. Hãy thêm việc, hoặc lấy việc từ chương trình trước.",
        submit="Lập chương trình",
        context={"unit": unit},
    )


def _page_of(found: Programme) -> str:
    return reverse("activities:programme", args=[found.pk])


@screen("activities.programme")
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to a programme."""
    found = get_object_or_404(Programme.objects.select_related("unit"), pk=pk)
    form = partial(forms.ItemForm, programme=found)
    return _of(request, found, form, partial(acts.add_item, programme=found), "Thêm việc", "Đã thêm việc.")


@screen("activities.programme")
def items_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the items of an earlier programme."""
    found = get_object_or_404(Programme.objects.select_related("unit"), pk=pk)
    form = partial(forms.CopyForm, programme=found)
    save = partial(acts.copy_items, programme=found)
    return _of(request, found, form, save, "Lấy việc từ chương trình trước", "Đã lấy việc; hạn được dời tương ứng.")


@screen("activities.programme")
def item_edit(request: HttpRequest, item: int) -> HttpResponse:
    """Change an item."""
    held = _item(item)
    form = partial(forms.ItemForm, programme=held.programme, item=held)
    return _of(request, held.programme, form, partial(acts.change_item, item=held), "Sửa việc", "Đã sửa việc.")


@screen("activities.view")
def item_report(request: HttpRequest, item: int) -> HttpResponse:
    """Say how an item stands."""
    held = _item(item)
    form = partial(forms.ReportForm, item=held)
    save = partial(acts.report_item, item=held)
    told = {"item": held, "owner": owner_label(held)}
    return _of(request, held.programme, form, save, f"Kết quả: {held.what}", "Đã ghi kết quả.", **told)


@screen("activities.view")
@require_safe
def item_file(request: HttpRequest, item: int) -> FileResponse:
    """The evidence of an item."""
    held = _item(item)
    if held.evidence is None:
        raise Http404
    return file_response(held.evidence.blob, held.evidence.name, inline=True)


def _item(pk: int) -> ProgrammeItem:
    return get_object_or_404(items().select_related("evidence__blob"), pk=pk)


def _of(
    request: HttpRequest, found: Programme, form: Any, save: Any, title: str, said: str, **more: Any
) -> HttpResponse:
    """A form about a programme; afterwards one is back on its page."""
    back = _page_of(found)
    context = {"unit": found.unit, "programme": found, **more}
    return edit(request, form, save, FORM, title=title, back=back, done=back, said=said, context=context)
