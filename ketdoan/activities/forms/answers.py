"""Forms of the unit that got a task."""

from collections.abc import Mapping
from typing import Any

from django import forms

from ketdoan.core.fields import DayField, FilesField, MoneyField, NumberField
from ketdoan.core.viet import parse_date

from ..models import Answer, Question, Task


def _field(question: Question) -> forms.Field:
    options: dict[str, Any] = {"label": str(question), "required": question.required}
    match question.kind:
        case "number":
            return NumberField(low=0, places=2, **options)
        case "money":
            return MoneyField(**options)
        case "yes":
            choices = [("", "Chọn…"), ("1", "Có"), ("0", "Không")]
            return forms.TypedChoiceField(choices=choices, coerce=lambda v: v == "1", empty_value=None, **options)
        case "day":
            return DayField(**options)
        case _:
            return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), **options)


def _initial(question: Question, value: Any) -> Any:
    if question.kind == "yes":
        return "1" if value else "0"
    return parse_date(value) if question.kind == "day" else value


class AnswerForm(forms.Form):
    """The fields that the task asks for, an account in words, files and pictures."""

    text = forms.CharField(label="Thuyết minh", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    uploads = FilesField(
        label="Tệp, ảnh minh chứng", required=False, help_text="Chọn được nhiều tệp; chụp ảnh từ điện thoại cũng được."
    )

    def __init__(
        self, *args: Any, task: Task, earlier: Answer | None, found: Mapping[int, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.questions = list(task.questions.all())
        known = {q.pk: earlier.values.get(q.key) for q in self.questions} if earlier else dict(found or {})
        for question in self.questions:
            field = _field(question)
            if known.get(question.pk) is not None:
                field.initial = _initial(question, known[question.pk])
            self.fields[f"q_{question.pk}"] = field
        self.order_fields([*(f"q_{q.pk}" for q in self.questions), "text", "uploads"])
        if earlier:
            self.fields["text"].initial = earlier.text
        held = [(file.pk, file.name) for file in earlier.files.all()] if earlier else []
        if held:
            self.fields["kept"] = forms.MultipleChoiceField(
                label="Giữ tệp đã gửi",
                choices=held,
                required=False,
                initial=[pk for pk, _ in held],
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["values"] = {q.pk: cleaned.pop(f"q_{q.pk}", None) for q in self.questions}
        cleaned["kept"] = [int(pk) for pk in cleaned.get("kept", [])]
        return cleaned


class ExtensionForm(forms.Form):
    """More time asked for."""

    until = DayField(label="Xin gia hạn đến ngày")
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}))
