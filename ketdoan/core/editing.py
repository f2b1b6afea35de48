"""The one form screen: labels and errors at the field, a draft kept while one types, sent once.

    @screen("units.rename")
    def rename_unit(request, pk):
        unit = get_object_or_404(Unit, pk=pk)
        return edit(request, partial(RenameForm, initial={"name": unit.name}), partial(rename, unit=unit),
                    title="Đổi tên đơn vị", back=unit_url, done=unit_url, said="Đã đổi tên đơn vị.")

`save` is an action: it is called with the form's cleaned values by name and with the idempotency key. What it finds
wrong (ValidationError) stands at the field it names, or above the form; a form that asks for an input under another
name says in `shown_at` which field takes the errors of which input. With `preview`, a function of the same values that
returns sentences, a first sending shows what will happen and a second, confirming one does it; since a browser sends a
file but once, such a form asks for files together with the confirmation.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from .drafts import draft_of, drop_draft
from .fields import FilesField, kept_name
from .kept_files import keep_file

KEY, FORM, SEEN, AGAIN = "_key", "_form", "_seen", "_edit"
UNPROCESSABLE = 422


class Options(TypedDict, total=False):
    """What a form may add.

    back     address of "Hủy"
    done     where to go on success: an address, or a function of what `save` returned
    said     what is said there: words, or a function of what `save` returned; nothing if empty
    submit   the button's words
    preview  the sentences that say what the act will do
    confirm  the words of the button that then does it
    drafts   False for a form that is not to be kept, such as one with secrets
    context  more for the template
    """

    back: str
    done: str | Callable[[Any], str]
    said: str | Callable[[Any], str]
    submit: str
    preview: Callable[..., Sequence[str]]
    confirm: str
    drafts: bool
    context: dict[str, Any]


@dataclass
class _Screen:
    """One form on its way through a request."""

    request: HttpRequest
    make: Callable[..., forms.BaseForm]
    template: str
    title: str
    options: Options
    key: str = field(default_factory=lambda: uuid4().hex)

    def bound(self) -> forms.BaseForm:
        form = self.make(self.request.POST, self.request.FILES)
        _ask_in_vietnamese(form)
        return form

    def unbound(self, typed: QueryDict | None) -> forms.BaseForm:
        form = self.make()
        _ask_in_vietnamese(form)
        if typed is not None:
            _fill(form, typed)
        return form

    def refused(self, sent: forms.BaseForm) -> HttpResponse:
        """The page with what is wrong, and with the files that came along."""
        if self.request.user.is_authenticated:
            _keep_files(sent, int(self.request.user.pk))
        return self.page(sent, UNPROCESSABLE)

    def page(self, form: forms.BaseForm, status: int = 200, template: str = "", **more: Any) -> HttpResponse:
        context = {
            "title": self.title,
            "form": form,
            "wrong": _wrong(form),
            "key": self.key,
            "form_name": self.request.path,
            "not_drafted": ",".join(["csrfmiddlewaretoken", *_secret_names(form)]),
            "drafts": self.options.get("drafts", True) and self.request.user.is_authenticated,
            "back": self.options.get("back", ""),
            "submit": self.options.get("submit", "Lưu"),
            "previewed": "preview" in self.options,
            "confirm": self.options.get("confirm", "Xác nhận thực hiện"),
            "lost_files": ", ".join(file.name for _, files in _files_of(form) for file in files),
            **more,
            **self.options.get("context", {}),
        }
        return render(self.request, template or self.template, context, status=status)


def edit(
    request: HttpRequest,
    form: Callable[..., forms.BaseForm],
    save: Callable[..., Any],
    template: str = "core/edit.html",
    *,
    title: str,
    **options: Unpack[Options],
) -> HttpResponse:
    """The form as a page, or what became of it: a redirect on success, the page with errors (status 422) otherwise.

    `form` is a form class, or a partial of one with `initial` and the like.
    """
    shown = _Screen(request, form, template, title, options)
    if request.method != "POST":
        return _blank(shown)
    if AGAIN in request.POST:
        shown.key = _key(request)
        return shown.page(shown.unbound(request.POST))
    sent = shown.bound()
    if not sent.is_valid() and not _asked_again(shown, sent):
        return shown.refused(sent)
    key = _key(request)
    values = {**sent.cleaned_data, "key": key} if "key" in sent.fields else sent.cleaned_data
    effects: list[str] = []
    try:
        if preview := options.get("preview"):
            effects = list(preview(**{name: value for name, value in values.items() if name != "key"}))
            if request.POST.get(SEEN) != _digest(effects) or sent.errors:
                shown.key = key
                return _confirmation(shown, sent, effects)
        result = save(**{**values, "key": key})
    except ValidationError as error:
        _refuse(sent, error)
        return _confirmation(shown, sent, effects) if _asked_again(shown, sent) else shown.refused(sent)
    if request.user.is_authenticated:
        drop_draft(request.user.pk, request.path)
    said = options.get("said", "Đã lưu.")
    if words := said(result) if callable(said) else said:
        messages.success(request, words)
    done = options.get("done") or options.get("back") or request.path
    return redirect(done(result) if callable(done) else done)


def _blank(shown: _Screen) -> HttpResponse:
    user = shown.request.user
    draft = None
    if shown.options.get("drafts", True) and user.is_authenticated:
        draft = draft_of(user.pk, shown.request.path)
    return shown.page(shown.unbound(draft[0] if draft else None), drafted_at=draft[1] if draft else None)


def _asked_again(shown: _Screen, sent: forms.BaseForm) -> bool:
    """Whether nothing is wrong but files that were handed in with a confirmation."""
    wrong = set(sent.errors)
    return "preview" in shown.options and bool(wrong) and wrong <= set(_file_names(sent))


def _confirmation(shown: _Screen, sent: forms.BaseForm, effects: list[str]) -> HttpResponse:
    seen = _digest(effects)
    return shown.page(
        sent,
        UNPROCESSABLE if sent.errors else 200,
        "core/confirm.html",
        effects=effects,
        seen=seen,
        changed=shown.request.POST.get(SEEN, seen) != seen,
    )


def _key(request: HttpRequest) -> str:
    """The key that the form was given when it was opened; a fresh one where it is missing or not ours."""
    try:
        return UUID(request.POST.get(KEY, "")).hex
    except ValueError:
        return uuid4().hex


def _digest(effects: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(map(str, effects)).encode()).hexdigest()


def _fill(form: forms.BaseForm, typed: QueryDict) -> None:
    """Show what was typed, as it was typed, without judging it."""
    for name, control in form.fields.items():
        prefixed = form.add_prefix(name)
        widget = control.widget
        if isinstance(control, FilesField):
            form.initial[name] = control.widget.kept(typed, prefixed)
            continue
        if name in _secret_names(form) or control.disabled or widget.is_hidden:
            continue
        if not widget.value_omitted_from_data(typed, {}, prefixed):
            form.initial[name] = widget.value_from_datadict(typed, {}, prefixed)


def _keep_files(form: forms.BaseForm, account_id: int) -> None:
    """Keep the files of fields that take several and are not wrong themselves, and let the form show them as kept."""
    sent: Any = form  # of a request: its data and files are those of Django's own kinds
    data, files = sent.data.copy(), sent.files.copy()
    for name, control in form.fields.items():
        field = form.add_prefix(name)
        if isinstance(control, FilesField) and field in files and name not in form.errors:
            tokens = {file: keep_file(account_id, file) for file in files.getlist(field)}
            data.setlist(kept_name(field), [*data.getlist(kept_name(field)), *filter(None, tokens.values())])
            files.setlist(field, [file for file, token in tokens.items() if token is None])
    sent.data, sent.files = data, files


def _files_of(form: forms.BaseForm) -> Iterator[tuple[str, list[Any]]]:
    """The files that came with a form and were not kept."""
    return ((name, form.files.getlist(name)) for name in form.files) if form.is_bound else iter(())


def _file_names(form: forms.BaseForm) -> list[str]:
    """Fields that take a file."""
    return [name for name, control in form.fields.items() if isinstance(control, forms.FileField)]


def _secret_names(form: forms.BaseForm) -> list[str]:
    """Fields whose content is never kept: files and passwords."""
    passwords = [name for name, control in form.fields.items() if isinstance(control.widget, forms.PasswordInput)]
    return [form.add_prefix(name) for name in (*_file_names(form), *passwords)]


def _ask_in_vietnamese(form: forms.BaseForm) -> None:
    """Say of an empty obligatory field, and of a text that is too long, which field it is."""
    for name, control in form.fields.items():
        control.error_messages.setdefault(
            "max_length", f"“{control.label or name}” dài quá %(limit_value)s ký tự (đang có %(show_value)s)."
        )
        if control.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            verb = "chọn" if isinstance(control.widget, forms.Select | forms.RadioSelect) else "nhập"
            control.error_messages["required"] = f"Chưa {verb} “{control.label or name}”."


def _refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what the action found wrong at the fields it names; the rest goes above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    shown_at: Mapping[str, str] = getattr(form, "shown_at", {})
    for name, found in error.error_dict.items():
        place = shown_at.get(name, name)
        form.add_error(place if place in form.fields and place != NON_FIELD_ERRORS else None, found)


def _wrong(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Each error with the id of the field to go to, in the order of the form; those of the whole form first."""
    if not form.is_bound:
        return []
    whole = [("", str(message)) for message in form.non_field_errors()]
    return whole + [
        (shown.id_for_label or f"id_{shown.html_name}", str(message)) for shown in form for message in shown.errors
    ]
