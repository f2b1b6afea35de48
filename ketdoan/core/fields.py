"""Form fields that read what Vietnamese officials type: days, numbers, money, and one thing out of very many."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazy
from django.utils.html import format_html_join

from . import viet
from .acting import somebody
from .kept_files import Kept, kept_files
from .pictures import look_at
from .search import first_found

HITS = 20
_NUMBERED = re.compile(r"#(\d{1,18})\s*$", re.ASCII)


class DayField(forms.DateField):
    """A day, typed as 31/10/2023 (also 31-10-2023, 31.10.2023)."""

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "ngày/tháng/năm", "autocomplete": "off"})

    def to_python(self, value: Any) -> date | None:
        return _read(viet.parse_date, value) if isinstance(value, str) and value.strip() else super().to_python(value)


class NumberField(forms.Field):
    """A number, typed as 1.234 or 52,4. `places` is how many decimals it may have; 0 gives an int."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "n"})

    def __init__(self, *, low: int | None = None, high: int | None = None, places: int = 0, **options: Any) -> None:
        self.places = places
        super().__init__(**options)
        if low is not None:
            self.validators.append(MinValueValidator(low, f"Phải từ {viet.format_number(low)} trở lên."))
        if high is not None:
            self.validators.append(MaxValueValidator(high, f"Không quá {viet.format_number(high)}."))

    def to_python(self, value: Any) -> int | Decimal | None:
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        if not self.places:
            return _read(viet.parse_int, value)
        number: Decimal = _read(viet.parse_number, value)
        if number != round(number, self.places):
            raise ValidationError(f"Chỉ ghi đến {self.places} chữ số sau dấu phẩy.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return viet.format_number(value) if isinstance(value, int | Decimal) else value


class MoneyField(NumberField):
    """An amount in whole đồng, typed as 1.234.567 or "458,5 triệu"."""

    def __init__(self, *, low: int | None = 0, high: int | None = None, **options: Any) -> None:
        super().__init__(low=low, high=high, **options)

    def to_python(self, value: Any) -> int | None:
        if not isinstance(value, str):
            return value
        return _read(viet.parse_money, value) if value.strip() else None


class RemoteChoice(forms.TextInput):
    """A text box whose suggestions come from the server while one types; plain text works without them."""

    template_name = "core/widgets/remote_choice.html"

    def __init__(self, url: Any) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.url = url

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"url": self.url, "list": f"{context['widget']['attrs'].get('id', name)}_list"}
        return context


class RemoteChoiceField(forms.Field):
    """One object out of very many, found by words without accents.

    `url` answers with `suggestions` of the same rows (give reverse_lazy). What is sent is a suggestion's text, which
    ends in "#" and the object's number, or words that fit one object alone, or the whole of its `code`, the name of a
    column.
    """

    def __init__(
        self,
        rows: models.QuerySet,
        url: Any,
        *,
        text: Callable[[Any], str] = str,
        words: str = "words",
        code: str = "",
        **options: Any,
    ) -> None:
        self.rows, self.text, self.words, self.code = rows, text, words, code
        super().__init__(widget=RemoteChoice(url), **options)

    def to_python(self, value: Any) -> models.Model | None:
        if value in self.empty_values or isinstance(value, models.Model):
            return value or None
        if match := _NUMBERED.search(value):
            chosen = self.rows.all().filter(pk=int(match[1])).first()
            if chosen is None:
                raise ValidationError("Lựa chọn này không còn, hoặc ngoài phạm vi của vị trí công tác.")
            return chosen
        if self.code and (exact := self.rows.all().filter(**{f"{self.code}__iexact": value.strip()}).first()):
            return exact
        hits = first_found(self.rows.all(), value, 2, self.words)
        if len(hits) != 1:
            raise ValidationError(
                f"Có nhiều dòng khớp “{value}”. Hãy chọn một dòng trong gợi ý."
                if hits
                else f"Không tìm thấy “{value}”."
            )
        return hits[0]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self.rows.all().filter(pk=value).first()
        return _suggestion(value, self.text) if isinstance(value, models.Model) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class RemoteChoices(RemoteChoice):
    """Several boxes of a RemoteChoice, one a line; a button adds a further one."""

    template_name = "core/widgets/remote_choices.html"
    hidden_widget = forms.MultipleHiddenInput

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        held = [self.format_value(one) for one in value or ()]
        context["widget"]["values"] = [one for one in held if one] + [""]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [value for value in data.getlist(name) if value.strip()] if hasattr(data, "getlist") else data.get(name)


class RemoteChoicesField(RemoteChoiceField):
    """Several objects out of very many. The first line that does not fit is named in the error."""

    def __init__(self, rows: models.QuerySet, url: Any, **options: Any) -> None:
        super().__init__(rows, url, **options)
        self.widget = RemoteChoices(url)

    def to_python(self, value: Any) -> list[models.Model]:  # type: ignore[override]
        chosen: dict[Any, models.Model] = {}
        for typed in value or ():
            try:
                one = super().to_python(typed)
            except ValidationError as error:
                raise ValidationError([f"“{typed}”: {message}" for message in error.messages]) from None
            if one:
                chosen[one.pk] = one
        return list(chosen.values())

    def prepare_value(self, value: Any) -> Any:
        return [super(RemoteChoicesField, self).prepare_value(one) for one in value or ()]


class FilesInput(forms.FileInput):
    """A file box that takes several files at once; a phone offers its camera. Above it stand the files that were kept
    when the form was refused (see kept_files.py), each with a box to leave it out."""

    allow_multiple_selected = True
    template_name = "core/widgets/files.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["kept"] = [file for file in value or () if isinstance(file, Kept)]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return [*self.kept(data, name), *(super().value_from_datadict(data, files, name) or ())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and kept_name(name) not in data

    @staticmethod
    def kept(data: Any, name: str) -> list[Kept]:
        """The kept files that were sent along."""
        actor = somebody()
        tokens = data.getlist(kept_name(name)) if hasattr(data, "getlist") else ()
        return kept_files(actor.account_id, tokens) if actor and actor.account_id and tokens else []


def kept_name(name: str) -> str:
    """The name under which a file box sends the tokens of kept files."""
    return f"{name}_kept"


class FilesField(forms.FileField):
    """Several files. They outlive a refusal of the form for another reason."""

    widget = FilesInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not found:
            raise ValidationError(self.error_messages["required"])
        return [super(FilesField, self).clean(one, initial) for one in found]


class PicturesField(FilesField):
    """Several pictures, at most so many (`most`, asked anew each time), which the help says first; what is none is told
    beside the form's other errors, by its name."""

    def __init__(self, *, most: Callable[[], int], help_text: str = "", **options: Any) -> None:
        self.most, self.note = most, help_text
        super().__init__(help_text=lazy(self._told, str)(), **options)
        self.widget.attrs.setdefault("accept", "image/jpeg,image/png,image/webp")

    def _told(self) -> str:
        return f"Tối đa {self.most()} ảnh. {self.note}".strip()

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = super().clean(data, initial)
        if len(found) > (most := self.most()):
            raise ValidationError(f"Tối đa {most} ảnh, đã chọn {len(found)}.")
        wrong = [f"{one.name}: {said}" for one in found for said in _wrong_with(one)]
        if wrong:
            raise ValidationError(wrong)
        return found


def _wrong_with(upload: Any) -> list[str]:
    try:
        look_at(upload)
    except ValidationError as error:
        return list(error.messages)
    return []


def suggestions(
    request: HttpRequest, rows: models.QuerySet, *, text: Callable[[Any], str] = str, words: str = "words"
) -> HttpResponse:
    """The answer of a RemoteChoiceField's url: the first rows that match what was typed, the only parameter."""
    typed = str(next(iter(request.GET.values()), ""))[:100]
    hits = first_found(rows, typed, HITS, words)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((_suggestion(o, text),) for o in hits)))


def _suggestion(thing: models.Model, text: Callable[[Any], str]) -> str:
    return f"{text(thing)} · #{thing.pk}"


def _read(parse: Callable[[str], Any], typed: str) -> Any:
    try:
        return parse(typed)
    except viet.VietError as error:
        raise ValidationError(str(error)) from None
