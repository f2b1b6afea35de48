"""Answering a survey, voting on statements, proposing one."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ketdoan.surveys.models import Statement
from ketdoan.surveys.rules.answers import LONGEST_TEXT, Asked
from ketdoan.surveys.rules.opinion import AGREE, DISAGREE, PASS
from ketdoan.surveys.rules.states import SCALE, QuestionKind

VOTES = [(str(AGREE), "Đồng tình"), (str(DISAGREE), "Không"), (str(PASS), "Bỏ qua")]


class AnswerForm(forms.Form):
    """One field a question, under the question's key; answers come out as the places of choices, or words."""

    def __init__(self, *args: Any, questions: Iterable[Asked], **options: Any) -> None:
        super().__init__(*args, **options)
        for question in questions:
            self.fields[question.key] = _field(question)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {key: [said] if self._single(key) and said else said for key, said in cleaned.items()}

    def _single(self, key: str) -> bool:
        field = self.fields[key]
        return isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField)


def _field(question: Asked) -> forms.Field:
    held: dict[str, Any] = {"label": question.text, "required": question.required}
    places = [(str(at), words) for at, words in enumerate(question.options)]
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), **held)
    if question.kind == QuestionKind.MANY:
        held["help_text"] = "Chọn được nhiều."
        return forms.MultipleChoiceField(choices=places, widget=forms.CheckboxSelectMultiple, **held)
    field = forms.ChoiceField(choices=places, widget=forms.RadioSelect, **held)
    if question.kind == QuestionKind.SCALE:
        field.help_text = f"{SCALE[0]} là kém nhất, {SCALE[-1]} là tốt nhất."
        field.side_by_side = True  # type: ignore[attr-defined]
    return field


class VoteForm(forms.Form):
    """One row of three buttons a statement, under the statement's key."""

    def __init__(self, *args: Any, statements: Iterable[Statement], **options: Any) -> None:
        super().__init__(*args, **options)
        for statement in statements:
            field = forms.ChoiceField(label=statement.text, choices=VOTES, widget=forms.RadioSelect, required=False)
            field.side_by_side = True  # type: ignore[attr-defined]
            self.fields[str(statement.pk)] = field


class ProposeForm(forms.Form):
    """A statement that others may agree with or not."""

    text = forms.CharField(
        label="Ý kiến của anh chị",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Một ý, một câu. Không ghi tên, số điện thoại của ai.",
    )
