"""A file on its way into the library: handed in, looked over, corrected line by line, taken or dropped."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File as Handed
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act, action
from ketdoan.core.files import size_limit
from ketdoan.core.jobs import job
from ketdoan.core.progress import begin, follow
from ketdoan.core.viet import clean_line, format_number

from ..models import Upload
from ..queries.keeping import PERMISSION, keeps_library
from ..queries.uploads import lines_of, running
from ..reading.apart import WAITING, read_file
from ..reading.kinds import PDF, Found, kind_of
from .importing import File, import_act, import_rows

KEPT = timedelta(days=14)
#: Files of more bytes are read by the worker: they take longer than a page may. A PDF takes longest.
LARGE, LARGE_PDF = 3 * 1024**2, 200 * 1024
LONGEST_LINE = 20_000


@action("legal.library.stage", "Đưa tệp văn bản lên để nhập", permission=PERMISSION)
def stage(act: Act, *, file: Handed) -> Upload:
    """Hand in a file. A small one is read at once, a large one by the worker. What cannot be read is refused, and
    nothing of it is kept."""
    _must_keep(act)
    name = PurePath(file.name or "").name[-200:]
    if (file.size or 0) > size_limit():
        raise ValidationError({"file": f"Tệp quá lớn: tối đa {size_limit() // 1024**2} MB."})
    file.seek(0)
    content = file.read()
    kind = kind_of(content, name)
    upload = Upload(account_id=act.actor.account_id, name=name, content=content)
    if len(content) > (LARGE_PDF if kind == PDF else LARGE):
        upload.progress = begin(f"Đọc tệp {name}", act.actor.account_id or 0).pk
        upload.save()
        read_upload.later(actor=current_actor(), once=str(upload.pk), upload_id=upload.pk)
    else:
        _fill(upload, read_file(content, name, WAITING))
    act.record(upload, change={"bytes": len(content)})
    return upload


def _fill(upload: Upload, found: Found) -> None:
    upload.lines, upload.rows, upload.state = "\n".join(found.lines).replace("\0", ""), found.rows, Upload.READ
    upload.left_out = found.left_out
    upload.save()


@job("legal.read_upload", "Đọc tệp văn bản để nhập vào thư viện")
def read_upload(*, upload_id: int) -> None:
    """Read a large file. One that will not do is dropped: the keeper hands in another."""
    upload = Upload.objects.filter(pk=upload_id, state=Upload.READING).first()
    if upload is None:
        return
    try:
        with follow(str(upload.progress), back=reverse("legal:import_file")) as bar, transaction.atomic():
            read_in(upload=upload)
            bar.finish("Đã đọc tệp. Chưa có gì vào thư viện.", reverse("legal:import", args=[upload_id]))
    except ValidationError:
        upload.delete()
        raise


@action("legal.library.read", "Đọc tệp văn bản để nhập", permission=PERMISSION)
def read_in(act: Act, *, upload: Upload) -> None:
    """Read a file that waits."""
    _fill(upload, read_file(bytes(upload.content), upload.name))
    act.record(upload)


@action("legal.library.correct", "Sửa văn bản trước khi nhập", permission=PERMISSION)
def correct(
    act: Act, *, upload: Upload, fixes: Mapping[int, str], number: str = "", kind: str = "", title: str = "",
    since: date | None = None, looked_over: bool = False,
) -> Upload:  # fmt: skip
    """Correct lines of a text by their numbers, and say what the text does not: number, kind, title, day. Looking over
    the gaps in its numbers holds for the text as it is now: correcting it undoes it."""
    held = _held(act, upload)
    lines = held.lines.split("\n")
    fixed = dict(held.fixes)
    for at, text in fixes.items():
        told = clean_line(text[:LONGEST_LINE])
        if 0 < at <= len(lines) and told != lines[at - 1]:
            fixed[str(at)] = told
        else:
            fixed.pop(str(at), None)
    held.looked_over = looked_over and fixed == held.fixes
    held.fixes, held.number, held.kind, held.title, held.since = fixed, number, kind, title, since
    held.save(update_fields=["fixes", "number", "kind", "title", "since", "looked_over"])
    act.record(held, change={"lines": len(fixed)})
    return held


@action("legal.library.begin", "Bắt đầu nhập văn bản vào thư viện", permission=PERMISSION)
def start(act: Act, *, upload: Upload) -> Upload:
    """Have the worker take a text into the library; the library is indexed anew, which takes a while."""
    held = _held(act, upload)
    held.progress = begin(f"Nhập {held.name} vào thư viện", act.actor.account_id or 0).pk
    held.save(update_fields=["progress"])
    take_upload.later(actor=current_actor(), once=str(held.pk), upload_id=held.pk)
    act.record(held)
    return held


@job("legal.take_upload", "Nhập văn bản vào thư viện pháp luật")
def take_upload(*, upload_id: int) -> None:
    """Take a text into the library, all of it or nothing, with the file as it was handed in."""
    upload = Upload.objects.filter(pk=upload_id).exclude(state=Upload.TAKEN).first()
    if upload is None:
        return
    with follow(str(upload.progress), back=reverse("legal:import", args=[upload_id])) as bar, transaction.atomic():
        done = _taken(upload)
        upload.delete()
        words = ", ".join(
            f"{format_number(number)} điều {word}"
            for number, word in ((done.new, "mới"), (done.changed, "sửa lời"), (done.same, "không đổi"))
        )
        bar.finish(f"Đã nhập vào thư viện: {words}.", reverse("legal:library"))


def _taken(upload: Upload) -> Any:
    file = File(upload.name, bytes(upload.content))
    if upload.rows:
        return import_rows(rows=upload.rows, file=file)
    return import_act(
        lines=lines_of(upload), number=upload.number, since=upload.since, kind=upload.kind, title=upload.title,
        looked_over=upload.looked_over, file=file,
    )  # fmt: skip


@action("legal.library.drop", "Bỏ tệp văn bản chờ nhập", permission=PERMISSION)
def drop(act: Act, *, upload: Upload) -> None:
    """Take nothing of a file, and keep nothing of it."""
    held = _held(act, upload)
    act.record(None, change={"upload": held.pk})
    held.delete()


@job("legal.forget_uploads", "Xóa tệp văn bản chờ nhập đã hết hạn giữ")
def forget_uploads() -> None:
    """Let go of files that nobody took."""
    Upload.objects.filter(created_at__lte=timezone.now() - KEPT).delete()


def _held(act: Act, upload: Upload) -> Upload:
    """An upload, locked. Raises ValidationError while the worker has it."""
    _must_keep(act)
    held = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if held is None or running(held):
        raise ValidationError("Tệp này đang được xử lý hoặc không còn. Hãy chờ xong rồi làm tiếp.")
    return held


def _must_keep(act: Act) -> None:
    if not keeps_library(act.actor):
        raise PermissionDenied("Thư viện dùng chung cho cả tổ chức: chỉ cấp cao nhất nhập văn bản.")
