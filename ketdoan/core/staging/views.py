"""Pages of an import from Excel: the file, its columns, the rows and what they come to, the result.

A module declares the screens and calls these; what differs in words stands in its own templates.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ..editing import edit
from ..sheets import MIME
from ..viet import format_number
from .files import faulty_rows
from .forms import ColumnsForm
from .models import CHANGED, FAULTY, NEW, Upload
from .rows import layouts_of, rows_in, running, samples, shown, waiting
from .work import Staging

FAULTY_PAGE, PAGE = 20, 50
ALL = "tat-ca"
_CELL = re.compile(r"r(\d{1,7})_([a-z_:]{1,60})")


@dataclass(frozen=True)
class Pages:
    """The pages of one kind of import.

    `urls` is the namespace and the first word of the names of their addresses: "units:import" has "units:import_file",
    "units:import_columns", "units:import_begin", "units:import_drop", "units:import_faulty". `naming` are the columns
    that tell people which row it is; `titles` names the columns. The rows of the states in `fixed` are corrected.
    """

    staging: Staging
    urls: str
    templates: str
    home: Callable[[Any], str]
    file_form: type[forms.Form]
    columns_form: type[ColumnsForm]
    naming: Sequence[str]
    titles: Mapping[str, str]
    fixed: Sequence[str] = (FAULTY,)
    more: Callable[[Upload], dict[str, Any]] = field(default=lambda _: {})

    def upload(self, pk: int) -> Any:
        """A file that the acting post may see; else 404."""
        uploads = self.staging.uploads.objects.select_related("unit", "key").defer("content")
        return get_object_or_404(uploads, pk=pk)

    def _at(self, upload: Upload) -> dict[str, str]:
        """The addresses of the pages about a file."""
        words = ("columns", "begin", "drop", "faulty")
        return {word: reverse(f"{self.urls}_{word}", args=[upload.pk]) for word in words} | {
            "rows": reverse(self.urls, args=[upload.pk]),
            "file": reverse(f"{self.urls}_file", args=[upload.unit.code]),
            "home": self.home(upload.unit),
        }

    def _then(self, word: str) -> Callable[[Upload], str]:
        """Where to go once something is done with a file: a page about it, or the bar of the worker that has it."""

        def address(upload: Upload) -> str:
            progress = running(upload)
            return reverse("core:progress", args=[progress.pk]) if progress else self._at(upload)[word]

        return address

    def choose_file(self, request: HttpRequest, unit: Any, **more: Any) -> HttpResponse:
        """Hand in the file. `more` is for the template."""

        def save(**values: Any) -> Any:
            # A file is not the same twice: the key would hold the first one's digest against the next try.
            values.pop("key", None)
            return self.staging.stage(unit=unit, **values)

        return edit(
            request,
            self.file_form,
            save,
            f"{self.templates}_file.html",
            title=f"Nhập từ Excel: {unit.short_name}",
            back=self.home(unit),
            done=self._then("columns"),
            said=_unless_waiting("Đã đọc tệp. Hãy kiểm tra các cột."),
            submit="Đọc tệp",
            drafts=False,
            context={"unit": unit, "waiting": self._waiting(unit), **more},
        )

    def _waiting(self, unit: Any) -> list[tuple[str, Upload]]:
        """The files that are kept of a unit, each with its address."""
        return [(reverse(self.urls, args=[one.pk]), one) for one in waiting(self.staging.uploads, unit)]

    def choose_columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what the columns mean."""
        upload = self.upload(pk)
        if running(upload) or not rows_in(upload, "").exists():
            return redirect(self.urls, pk)
        initial = {name: getattr(upload, name) for name in self.columns_form.options}
        form = partial(self.columns_form, layouts=layouts_of(upload), samples=samples(upload), initial=initial)
        at = self._at(upload)
        return edit(
            request,
            form,
            partial(self.staging.choose_columns, upload=upload),
            f"{self.templates}_columns.html",
            title="Kiểm tra các cột",
            back=at["file"],
            done=self._then("rows"),
            said=_unless_waiting("Đã kiểm tra các dòng của tệp. Chưa có gì được ghi vào hồ sơ."),
            submit="Kiểm tra các dòng",
            drafts=False,
            context={"unit": upload.unit, "upload": upload, "at": at},
        )

    def look_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows with what they come to. The faulty ones are corrected here."""
        upload = self.upload(pk)
        if upload.state == Upload.COLUMNS and not running(upload):
            return redirect(f"{self.urls}_columns", pk)
        if request.method == "POST":
            return self._correct(request, upload)
        return self._page(request, upload)

    def _page(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        states = dict(self.staging.rows.STATES)
        counts = {state: upload.counts.get(state, 0) for state in states}
        state = self._asked(request, counts)
        rows = rows_in(upload, "" if state == ALL else state)
        page = Paginator(rows, FAULTY_PAGE if state in self.fixed else PAGE).get_page(request.GET.get("page"))
        context = {
            "upload": upload,
            "unit": upload.unit,
            "at": self._at(upload),
            "progress": running(upload),
            "state": state,
            "fixing": state in self.fixed,
            "tabs": [(code, title, counts[code]) for code, title in states.items() if counts[code]],
            "total": sum(counts.values()),
            "page": page,
            "rows": shown(upload, list(page.object_list), self.naming, self.titles),
            "right": counts[NEW] + counts[CHANGED],
            "wrong": sum(counts[code] for code in self.fixed),
            "said": self.staging.said_of(upload) if upload.state == Upload.DONE else "",
            "file_name": upload.file_name.text,
            **self.more(upload),
        }
        return render(request, f"{self.templates}.html", context)

    def _asked(self, request: HttpRequest, counts: Mapping[str, int]) -> str:
        """Which rows are shown: those that were asked for, else the first that are to be corrected, else all."""
        asked = request.GET.get("loc", "")
        if asked in counts or asked == ALL:
            return asked
        return next((code for code in self.fixed if counts[code]), ALL)

    def _correct(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """Take what was typed into the cells of the faulty rows of a page, and compare again."""
        cells, left_out = _typed(request.POST)
        rows = self._at(upload)["rows"]
        back = f"{rows}?loc={request.GET.get('loc', '')}"
        try:
            if cells or left_out:
                self.staging.correct_rows(upload=upload, cells=cells, left_out=left_out)
            else:
                self.staging.check_again(upload=upload)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(back)
        upload.refresh_from_db()
        if running(upload):
            return redirect(self._then("rows")(upload))
        left = sum(upload.counts.get(code, 0) for code in self.fixed)
        told = f"Đã lưu và kiểm tra lại. Còn {format_number(left)} dòng có lỗi." if left else "Mọi dòng đều đúng."
        messages.success(request, told)
        return redirect(back if left else rows)

    def begin_import(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the rows without faults imported. What was typed into faulty ones on the way is kept and looked at
        first, for it may have put them right."""
        upload = self.upload(pk)
        if self._newly_typed(request, upload):
            messages.info(request, "Các ô vừa sửa đã được lưu. Hãy xem lại rồi bấm Nhập các dòng đúng lần nữa.")
            return self._correct(request, upload)
        try:
            upload = self.staging.start(upload=upload, seen=request.POST.get("seen", ""))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.urls, pk)
        return redirect("core:progress", upload.progress)

    def _newly_typed(self, request: HttpRequest, upload: Upload) -> bool:
        """Whether a request brings something that the rows do not hold yet."""
        cells, left_out = _typed(request.POST)
        rows = list(rows_in(upload, "").filter(position__in=cells))
        held = {cell.name: cell.text for item in shown(upload, rows, self.naming, self.titles) for cell in item.cells}
        typed = {f"r{at}_{name}": text for at, row in cells.items() for name, text in row.items()}
        return any(left_out.values()) or any(held.get(name, "") != text for name, text in typed.items())

    def drop_import(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Import nothing and erase what was kept of the file."""
        upload = self.upload(pk)
        home = self.home(upload.unit)
        try:
            self.staging.drop(upload=upload)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.urls, pk)
        messages.success(request, "Đã bỏ tệp. Không dòng nào được nhập thêm.")
        return redirect(home)

    def faulty_file(self, pk: int) -> HttpResponseBase:
        """The faulty rows as an Excel file, with what is wrong behind each."""
        upload = self.upload(pk)
        with transaction.atomic():
            file = faulty_rows(upload, f"{self.staging.permission}.faulty", self.titles, self.fixed)
        return FileResponse(file, as_attachment=True, filename="dong-co-loi.xlsx", content_type=MIME)


def _typed(given: QueryDict) -> tuple[dict[int, dict[str, str]], dict[int, bool]]:
    """What was typed into the cells of rows, by their places, and which rows are left out or taken in again."""
    cells: dict[int, dict[str, str]] = {}
    left_out: dict[int, bool] = {}
    for name, text in given.items():
        if name.startswith("o") and name[1:].isdecimal():
            left_out[int(name[1:])] = text == "1"
        elif match := _CELL.fullmatch(name):
            cells.setdefault(int(match[1]), {})[match[2]] = str(text)
    return cells, left_out


def _unless_waiting(words: str) -> Callable[[Upload], str]:
    """What is said of a file, unless the worker is still at it."""
    return lambda upload: "" if running(upload) else words
