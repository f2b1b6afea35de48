"""Pages of the issuer: drafts, boards, results."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.doing import done
from ketdoan.core.editing import KEY, edit
from ketdoan.core.files import file_response
from ketdoan.core.listing import listing, shown_rows
from ketdoan.core.qr import qr
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number, today
from ketdoan.units.models import Unit

from ..actions import tasks as acts
from ..actions.answers import confirm
from ..actions.clock import remind_late
from ..forms.tasks import ReachForm, TaskForm, WhyForm
from ..models import Task
from ..queries.notices import files_of
from ..queries.people import ASSIGN
from ..queries.reach import Reach, led, supporting
from ..queries.results import results_of, totals
from ..queries.state import assignments_of, board, given
from ..rules import State, TaskState
from ..tables.tasks import BoardTable, ResultTable, StateFilters, TaskFilters, TaskTable

SHOWN, ON_PAPER = 200, 2_000


def _task(pk: int) -> Task:
    return get_object_or_404(Task.objects.select_related("unit", "passed_from__task__unit"), pk=pk)


@screen(ASSIGN)
def tasks(request: HttpRequest) -> HttpResponseBase:
    """Tasks given by the own unit and those below."""
    return listing(
        request,
        TaskTable,
        TaskFilters,
        "activities/given.html",
        title="Giao việc",
        rows=given(),
        search="",
        noun="việc",
        add=("Giao việc mới", reverse("activities:new_task")),
        empty="Chưa giao việc, gửi thông báo nào.",
    )


@screen(ASSIGN)
def new_task(request: HttpRequest) -> HttpResponse:
    """Draft a task."""
    kind = "notice" if request.GET.get("loai") == "notice" else "task"
    return edit(
        request,
        partial(TaskForm, initial={"kind": kind}),
        acts.draft_task,
        "activities/task_form.html",
        title="Giao việc mới",
        back=reverse("activities:given"),
        done=lambda task: reverse("activities:reach", args=[task.pk]),
        said="Đã lưu bản nháp. Hãy chọn nơi nhận.",
        submit="Tiếp tục: chọn nơi nhận",
    )


@screen(ASSIGN)
def edit_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    task = _task(pk)
    page = reverse("activities:task", args=[pk])
    return edit(
        request,
        partial(TaskForm, task=task),
        partial(acts.edit_task, task=task),
        "activities/task_form.html",
        title=f"Sửa: {task.title}",
        back=page,
        done=page,
        said="Đã lưu bản nháp.",
    )


@screen(ASSIGN)
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom a draft goes to."""
    task = _task(pk)
    page = reverse("activities:task", args=[pk])
    present = list(Unit.objects.filter(ended_on=None).order_by().values_list("level", "kind").distinct())
    return edit(
        request,
        partial(ReachForm, reach=Reach.of(task.reach) if task.reach else None, present=present),
        partial(acts.set_reach, task=task),
        "activities/reach.html",
        title=f"Nơi nhận: {task.title}",
        back=page,
        done=page,
        said="Đã lưu nơi nhận. Hãy đọc lại rồi gửi.",
        submit="Lưu nơi nhận",
        context={"task": task},
    )


@screen(ASSIGN)
def task(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A draft before it is sent; the board of a task that was."""
    found = _task(pk)
    if found.state in (TaskState.DRAFT, TaskState.SENDING):
        return render(request, "activities/draft.html", _draft(found))
    rows = assignments_of(found)
    return listing(
        request,
        BoardTable,
        StateFilters,
        "activities/board.html",
        title=found.title,
        rows=rows,
        search="unit__words",
        noun="đơn vị",
        example="cong doan tay ninh",
        export="activities.export",
        context={"task": found, "board": board(found), "files": files_of(found), **_link(request, found)},
    )


def _link(request: HttpRequest, task: Task) -> dict[str, Any]:
    """The address of a notice that is open to all, and the same as a QR code."""
    if not task.token:
        return {}
    address = request.build_absolute_uri(reverse("activities:notice", args=[task.token]))
    return {"link": address, "qr": qr(address)}


def _draft(task: Task) -> dict[str, Any]:
    chosen = Reach.of(task.reach)
    leading = led(chosen)
    return {
        "task": task,
        "files": files_of(task),
        "number": leading.count() if task.reach else 0,
        "units": list(leading[:SHOWN]) if task.reach else [],
        "helping": list(supporting(chosen)),
        "shown": SHOWN,
    }


def _post(request: HttpRequest, task: Task, verb: Any, said: str, **inputs: Any) -> HttpResponse:
    """Do an act of one button, and show its answer on the task's page."""
    done(request, verb, said, task=task, key=request.POST.get(KEY), **inputs)
    return redirect("activities:task", task.pk)


@screen(ASSIGN)
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft."""
    return _post(request, _task(pk), acts.send, "Đã gửi. Trang này cho biết đơn vị nào đã xem, đã làm, còn trễ.")


@screen(ASSIGN)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    acts.drop_draft(task=_task(pk))
    messages.success(request, "Đã bỏ bản nháp.")
    return redirect("activities:given")


@screen(ASSIGN)
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind all that are late."""
    task = _task(pk)
    try:
        number = remind_late(task=task)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        none = "Hôm nay đã nhắc mọi đơn vị quá hạn."
        messages.success(request, f"Đã nhắc {format_number(number)} đơn vị quá hạn." if number else none)
    return redirect("activities:task", pk)


@screen(ASSIGN)
@require_POST
def confirm_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Take all answers that wait as they are."""
    number = confirm(task=_task(pk))
    messages.success(request, f"Đã xác nhận kết quả của {format_number(number)} đơn vị.")
    return redirect("activities:task", pk)


@screen(ASSIGN)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft like this one."""
    new = acts.copy_task(task=_task(pk))
    messages.success(request, "Đã soạn một bản nháp như việc cũ. Hãy sửa hạn rồi gửi.")
    return redirect("activities:edit_task", new.pk)


@screen(ASSIGN)
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close the link of a notice."""
    opening = request.POST.get("mo") == "1"
    said = "Đã mở liên kết chia sẻ." if opening else "Đã đóng liên kết chia sẻ."
    return _post(request, _task(pk), acts.share, said, open_=opening)


@screen(ASSIGN)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """No further repetition."""
    return _post(request, _task(pk), acts.stop_repeating, "Đã ngừng lặp lại việc này.")


@screen(ASSIGN)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task back."""
    effects = "{} đơn vị chưa xong sẽ không phải làm nữa và được báo thu hồi; kết quả đã gửi vẫn giữ."
    return _ending(request, _task(pk), acts.withdraw, "Thu hồi", effects)


@screen(ASSIGN)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a task."""
    effects = (
        "{} đơn vị chưa xong: kết quả đang chờ được ghi là hoàn thành, đơn vị chưa trả lời ghi là không thực hiện."
    )
    return _ending(request, _task(pk), acts.close, "Kết thúc", effects)


def _ending(request: HttpRequest, task: Task, verb: Any, title: str, effects: str) -> HttpResponse:
    page = reverse("activities:task", args=[task.pk])

    def preview(**_: Any) -> list[str]:
        return [effects.format(format_number(board(task).open))]

    return edit(
        request,
        WhyForm,
        partial(verb, task=task),
        title=f"{title}: {task.title}",
        back=page,
        done=page,
        said=f"Đã {title.lower()}.",
        submit="Xem trước",
        preview=preview,
    )


@screen(ASSIGN)
def results(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The answers of all units as one table, with totals."""
    found = _task(pk)
    questions = list(found.questions.all())
    return listing(
        request,
        partial(ResultTable, questions=questions),  # type: ignore[arg-type]
        StateFilters,
        "activities/results.html",
        title=f"Kết quả: {found.title}",
        rows=results_of(found),
        search="unit__words",
        noun="đơn vị",
        example="cong doan tay ninh",
        export="activities.export",
        context={"task": found, "sums": totals(found, questions)},
    )


@screen(ASSIGN)
@require_safe
def results_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of answers as it is filtered, on A4 across."""
    found = _task(pk)
    questions = list(found.questions.all())
    table = partial(ResultTable, questions=questions)
    rows = shown_rows(request, table, StateFilters, results_of(found), "unit__words")  # type: ignore[arg-type]
    context = {
        "task": found,
        "table": table(list(rows[:ON_PAPER])),
        "sums": totals(found, questions),
        "cut": rows[ON_PAPER : ON_PAPER + 1].exists(),
        "most": ON_PAPER,
    }
    return render(request, "activities/results_print.html", context)


@screen(ASSIGN)
@require_safe
def hall(request: HttpRequest, pk: int) -> HttpResponse:
    """The board for a projector: large numbers, and who is late."""
    found = _task(pk)
    behind = assignments_of(found).filter(state__in=(State.SENT, State.SEEN, State.ACCEPTED, State.RETURNED))
    behind = behind.order_by("due", "pk")
    context = {
        "task": found,
        "board": board(found),
        "today": today(),
        "behind": list(behind[:60]),
        "totals": totals(found, found.questions.all()),
    }
    return render(request, "activities/hall.html", context)


@screen(ASSIGN)
@require_safe
def file(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """A file that goes with a task."""
    held = get_object_or_404(files_of(_task(pk)), pk=file)
    return file_response(held.blob, held.name, inline=True)
