"""Pages of an import into the library: the file, what it comes to, what is to be corrected, the decision."""

import re
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ketdoan.core.acting import current_actor
from ketdoan.core.editing import edit
from ketdoan.core.screens import screen
from ketdoan.core.viet import VietError, parse_date, today

from ..actions.relating import relate, unrelate
from ..actions.uploading import correct, drop, stage, start
from ..forms.importing import FileForm, RelationForm
from ..models import LegalAct, Relation, Upload
from ..queries.acts import lacking
from ..queries.comparing import State
from ..queries.keeping import PERMISSION, keeps_library
from ..queries.reading import Taking
from ..queries.uploads import acts_of_page, faults_of, running, taking
from ..rules.differing import pieces

_LINE = re.compile(r"l(\d{1,6})")
MOST_CHANGED = 20
SAID = ("number", "kind", "title")


def _keeper() -> None:
    if not keeps_library(current_actor()):
        raise PermissionDenied("Thư viện dùng chung cho cả tổ chức: chỉ cấp cao nhất nhập văn bản.")


@screen(PERMISSION)
def import_file(request: HttpRequest) -> HttpResponse:
    """Hand in the file of an act."""
    _keeper()

    def save(**values: Any) -> Any:
        values.pop("key", None)  # a file is not the same twice
        return stage(**values)

    return edit(
        request, FileForm, save, "legal/import_file.html", title="Nhập văn bản vào thư viện",
        back=reverse("legal:library"), done=_then,
        said=lambda upload: "" if running(upload) else "Đã đọc tệp. Chưa có gì vào thư viện.", submit="Đọc tệp",
        drafts=False,
        context={"waiting": Upload.objects.defer("content", "lines", "rows").order_by("-pk"),
                 "lacking": lacking(today())},
    )  # fmt: skip


def _then(upload: Upload) -> str:
    """Where to go with an upload: the bar of the worker that has it, or its page."""
    progress = running(upload)
    return reverse("core:progress", args=[progress.pk]) if progress else reverse("legal:import", args=[upload.pk])


@screen(PERMISSION)
def look_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What importing a file would do, and what is wrong with it; lines are corrected here."""
    _keeper()
    upload = get_object_or_404(Upload.objects.defer("content"), pk=pk)
    if request.method == "POST":
        return _correct(request, upload)
    context: dict[str, Any] = {"upload": upload, "progress": running(upload), "reading": upload.state == Upload.READING}
    if upload.rows:
        shown = acts_of_page(upload.rows)
        context |= {"page": shown, "new": sum(one.new for one in shown), "changed": sum(one.changed for one in shown)}
    elif upload.state == Upload.READ:
        context |= _about(upload, taking(upload))
    return render(request, "legal/import.html", context)


def _about(upload: Upload, found: Taking) -> dict[str, Any]:
    """What is shown of an act that waits."""
    states = found.states()
    doubts = [] if upload.looked_over else found.doubts
    changed = [one for one in found.own if one.state in {State.CHANGED, State.VERSION} and one.held]
    return {
        "found": found,
        "counts": found.counts(),
        "states": [(title, states.get(code, 0)) for code, title in _STATES.items()],
        "faults": faults_of(upload, found.faults),
        "doubts": faults_of(upload, doubts),
        "more": max(0, len(doubts) - len(faults_of(upload, doubts))),
        "right": not found.faults and not doubts,
        "changed": [
            (one, pieces(one.held.text, one.article.text)) for one in changed[:MOST_CHANGED] if one.held
        ],
        "others": found.others,
        "fixes": len(upload.fixes),
    }  # fmt: skip


_STATES = {State.NEW: "Điều mới", State.VERSION: "Lời mới của điều đã có", State.CHANGED: "Sửa lời đang giữ",
           State.SAME: "Không đổi"}  # fmt: skip


def _correct(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Take what was typed: lines, number, kind, title, day; then look again."""
    fixes = {int(name[1:]): str(text) for name, text in request.POST.items() if _LINE.fullmatch(name)}
    kept = {int(at): text for at, text in upload.fixes.items()}
    try:
        day = request.POST.get("since", "").strip()
        correct(
            upload=upload, fixes={**kept, **fixes}, since=parse_date(day) if day else None,
            looked_over=request.POST.get("looked_over") == "1",
            **{name: " ".join(request.POST.get(name, "").split())[:limit] for name, limit in _LIMITS.items()},
        )  # fmt: skip
    except VietError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã lưu và đọc lại văn bản.")
    return redirect("legal:import", upload.pk)


_LIMITS = dict(zip(SAID, (60, 40, 1_000), strict=True))


@screen(PERMISSION)
@require_POST
def begin_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a text taken into the library."""
    _keeper()
    upload = get_object_or_404(Upload.objects.defer("content", "lines", "rows"), pk=pk)
    try:
        upload = start(upload=upload)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("legal:import", pk)
    return redirect("core:progress", upload.progress)


@screen(PERMISSION)
@require_POST
def drop_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take nothing of a file."""
    _keeper()
    upload = get_object_or_404(Upload.objects.defer("content", "lines", "rows"), pk=pk)
    try:
        drop(upload=upload)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("legal:import", pk)
    messages.success(request, "Đã bỏ tệp. Thư viện không thay đổi.")
    return redirect("legal:library")


@screen(PERMISSION)
def new_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what another act does to this one."""
    _keeper()
    act = get_object_or_404(LegalAct, pk=pk)
    back = reverse("legal:act", args=[act.pk])
    return edit(
        request, RelationForm, partial(relate, on=act), "legal/relation.html", title="Ghi quan hệ với văn bản khác",
        back=back, done=back, said="Đã ghi. Ngày hết hiệu lực của văn bản và các điều đã theo.", submit="Ghi",
        context={"act": act},
    )  # fmt: skip


@screen(PERMISSION)
@require_POST
def drop_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a relation."""
    _keeper()
    found = get_object_or_404(Relation, pk=pk)
    act = LegalAct.objects.filter(key__in=[found.on_key, found.by_key]).first()
    try:
        unrelate(relation=found)
        messages.success(request, "Đã bỏ quan hệ này.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("legal:act", act.pk) if act else redirect("legal:library")
