"""Pages of the unit that asks for sheets."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.units.models import Unit

from ..actions import rounds as acts
from ..forms.rounds import DueForm, RoundForm
from ..models import Round


@screen("grading.open")
def new_round(request: HttpRequest) -> HttpResponse:
    """Ask the unions below for their sheets of a year."""
    unit = get_object_or_404(Unit, pk=current_actor().unit_id or 0)
    return edit(
        request,
        RoundForm,
        partial(acts.open_round, unit=unit),
        "grading/edit.html",
        title="Mở đợt xếp loại công đoàn cơ sở",
        back=reverse("grading:sheets"),
        done=lambda asked: reverse("grading:year", args=[asked.year]),
        said="Đã mở đợt xếp loại và báo cho các đơn vị.",
        submit="Mở đợt xếp loại",
    )


def _round(pk: int) -> Round:
    return get_object_or_404(Round.objects.select_related("unit"), pk=pk)


@screen("grading.open")
def change_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Another last day."""
    asked = _round(pk)
    back = reverse("grading:year", args=[asked.year])
    form = partial(DueForm, initial={"due": asked.due})
    save = partial(acts.change_due, asked=asked)
    return edit(request, form, save, "grading/edit.html", title="Đổi hạn gửi phiếu xếp loại", back=back, done=back)


@screen("grading.open")
@require_POST
def ask_more(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the unions that have no sheet of the year yet."""
    asked = _round(pk)
    done(request, acts.ask_more, "Đã gửi phiếu cho các đơn vị chưa có.", asked=asked)
    return redirect("grading:year", asked.year)


@screen("grading.open")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind all that have not sent their sheet."""
    asked = _round(pk)
    done(request, acts.remind, "Đã nhắc các đơn vị chưa gửi phiếu.", asked=asked)
    return redirect("grading:year", asked.year)
