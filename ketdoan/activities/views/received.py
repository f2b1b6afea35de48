"""Pages of the units that got tasks."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.doing import done
from ketdoan.core.editing import edit
from ketdoan.core.files import file_response
from ketdoan.core.listing import listing
from ketdoan.core.screens import screen
from ketdoan.units.models import Attachment
from ketdoan.units.queries.tree import may_open

from ..actions import answers as acts
from ..forms.answers import AnswerForm, ExtensionForm
from ..forms.tasks import DecideForm, ReturnForm
from ..models import Answer, Assignment, Extension
from ..queries.notices import files_of
from ..queries.people import ANSWER, ASSIGN
from ..queries.results import gathered, shown
from ..queries.state import assigned_below, assigned_to
from ..rules import OPEN, OWED, State, TaskState, may
from ..tables.tasks import BelowFilters, BelowTable, ReceivedTable, StateFilters


@screen("activities.view")
def received(request: HttpRequest) -> HttpResponseBase:
    """What the own unit was given."""
    return listing(
        request,
        ReceivedTable,
        StateFilters,
        "activities/received.html",
        title="Việc được giao",
        rows=assigned_to(current_actor().unit_id or 0),
        search="",
        noun="việc",
        empty="Chưa có việc nào được giao cho đơn vị mình.",
    )


@screen("activities.view")
def below(request: HttpRequest) -> HttpResponseBase:
    """What the units below were given."""
    return listing(
        request,
        BelowTable,
        BelowFilters,
        "activities/below.html",
        title="Việc của cấp dưới",
        rows=assigned_below(current_actor().unit_id or 0),
        search="unit__words",
        noun="việc",
        example="cong doan tay ninh",
        export="activities.export",
        empty="Cấp dưới chưa được giao việc nào.",
    )


def _assignment(pk: int) -> Assignment:
    """An assignment of the scope, of a task that has been sent."""
    found = Assignment.objects.select_related("task__unit", "unit", "passed_to__unit")
    return get_object_or_404(found, pk=pk)


@screen("activities.view")
@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One task in one unit: what is asked, where it stands, what was answered, and what may be done now."""
    found = _assignment(pk)
    actor = current_actor()
    issuing = actor.may(ASSIGN) and may_open(found.task.unit)
    owing = found.state in OWED and found.task.state == TaskState.SENT
    answer = Answer.objects.filter(assignment=found, current=True).select_related("post__person", "post__unit").first()
    context = {
        "assignment": found,
        "task": found.task,
        "files": files_of(found.task),
        "questions": found.task.questions.all(),
        "answer": answer,
        "answered": [(q, shown(q, answer.values.get(q.key))) for q in found.task.questions.all()] if answer else [],
        "answer_files": answer.files.select_related("blob") if answer else [],
        "earlier": Answer.objects.filter(assignment=found, current=False).order_by("-pk"),
        "extensions": found.extensions.order_by("-pk"),
        "gathered": gathered(found),
        "own": found.unit_id == actor.unit_id,
        "issuing": issuing,
        "owing": owing and actor.may(ANSWER),
        "may_correct": found.state == State.DONE and not found.task.is_notice and found.task.state == TaskState.SENT,
        "may_give_back": issuing
        and answer
        and found.task.state == TaskState.SENT
        and may("return", found.state, State.RETURNED),
        "asking": found.extensions.filter(state="asked").exists(),
        "may_pass_on": owing and actor.may(ASSIGN) and found.unit_id == actor.unit_id,
        "may_mark_seen": found.unit_id == actor.unit_id and found.state == State.SENT and actor.account_id,
        "open": found.state in OPEN,
    }
    return render(request, "activities/assignment.html", context)


@screen("activities.view")
@require_safe
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a message about a task leads: to the task in the acting unit, else in one that it sees."""
    rows = Assignment.objects.filter(task=pk)
    own = rows.filter(unit=current_actor().unit_id or 0).first()
    return redirect("activities:assignment", (own or get_object_or_404(rows.order_by("pk")[:1])).pk)


@screen("activities.view")
@require_POST
def see(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of an own task has been opened: sent by the page itself."""
    acts.see(assignment=_assignment(pk))
    return HttpResponse(status=204)


def _post(request: HttpRequest, pk: int, verb: Any, said: str, **inputs: Any) -> HttpResponse:
    done(request, verb, said, **inputs)
    return redirect("activities:assignment", pk)


@screen(ANSWER)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task on."""
    return _post(request, pk, acts.accept, "Đã xác nhận nhận việc.", assignment=_assignment(pk))


@screen(ANSWER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a task."""
    found = _assignment(pk)
    earlier = Answer.objects.filter(assignment=found, current=True).first()
    below = gathered(found)
    form = partial(AnswerForm, task=found.task, earlier=earlier, found=below.values if below else None)
    return _edit(
        request,
        found,
        form,
        partial(acts.answer, assignment=found),
        f"Trả lời: {found.task.title}",
        said="Đã gửi kết quả.",
        submit="Gửi kết quả",
        context={"gathered": below, "earlier": earlier},
    )


@screen(ANSWER)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more time."""
    found = _assignment(pk)
    save = partial(acts.ask_extension, assignment=found)
    title = f"Xin gia hạn: {found.task.title}"
    return _edit(request, found, ExtensionForm, save, title, said="Đã gửi đề nghị gia hạn.", submit="Gửi đề nghị")


@screen(ASSIGN)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse more time."""
    asked = get_object_or_404(Extension.objects.select_related("assignment__task__unit", "assignment__unit"), pk=pk)
    found = asked.assignment
    title = f"Đề nghị gia hạn của {found.unit.short_name}"
    save = partial(acts.decide_extension, extension=asked)
    return _edit(request, found, DecideForm, save, title, said="Đã trả lời đề nghị.", context={"asked": asked})


@screen(ASSIGN)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer as it is."""
    found = _assignment(pk)
    return _post(request, pk, acts.confirm, "Đã xác nhận kết quả.", task=found.task, only=found)


@screen(ASSIGN)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more in an answer."""
    found = _assignment(pk)
    save = partial(acts.give_back, assignment=found)
    title = f"Yêu cầu {found.unit.short_name} bổ sung"
    return _edit(request, found, ReturnForm, save, title, said="Đã gửi yêu cầu bổ sung.")


@screen(ASSIGN)
@require_POST
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the same task for the units below."""
    new = acts.pass_on(assignment=_assignment(pk))
    messages.success(request, "Đã soạn bản nháp để giao tiếp. Hãy chọn nơi nhận và hạn.")
    return redirect("activities:reach", new.pk)


def _edit(request: HttpRequest, found: Assignment, form: Any, save: Any, title: str, **options: Any) -> HttpResponse:
    back = reverse("activities:assignment", args=[found.pk])
    options["context"] = {"assignment": found, "task": found.task, **options.get("context", {})}
    return edit(request, form, save, "activities/assignment_form.html", title=title, back=back, done=back, **options)


@screen("activities.view")
@require_safe
def file(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """A file that came with a task, or with the unit's answers to it."""
    found = _assignment(pk)
    of_answers = Attachment._base_manager.filter(answers__assignment=found, pk=file)
    held = files_of(found.task).filter(pk=file).first() or get_object_or_404(of_answers.distinct())
    return file_response(held.blob, held.name, inline=True)
