"""Forms of the unit that asks."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField, NumberField
from ketdoan.core.viet import clean_line
from ketdoan.units.fields import units_field
from ketdoan.units.models import Person

from ..actions.asking import CONTENT, MOST_QUESTIONS, Written
from ..models import Survey
from ..queries.asking import chosen_units
from ..rules.states import QuestionKind, SurveyKind

SEALED = (
    "Phiếu được niêm phong, mở cùng lúc khi kết thúc; không ai biết ai trả lời gì, kể cả người lập. "
    "Đây không phải cuộc bỏ phiếu chính thức (bầu cử, biểu quyết theo Điều lệ)."
)


class QuestionsInput(forms.Widget):
    """Rows of a question: its words, its kind, the choices, whether it must be answered; a button adds one."""

    template_name = "surveys/questions.html"
    PARTS = ("text", "kind", "choices", "need")
    BLANK = 2

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = [(*row[:2], "; ".join(row.choices), row.required) for row in value or ()]
        blank = ("", QuestionKind.ONE, "", True)
        context["widget"] |= {"rows": [*rows, *[blank] * self.BLANK], "kinds": QuestionKind.choices}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Written]:
        columns = [data.getlist(f"{name}_{part}") for part in self.PARTS]
        return [
            Written(text, kind, tuple(clean_line(one) for one in choices.split(";") if one.strip()), need != "0")
            for text, kind, choices, need in zip_longest(*columns, fillvalue="")
            if text.strip()
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_text" not in data


class QuestionsField(forms.Field):
    """The questions of a survey. What is wrong with them the act finds."""

    widget = QuestionsInput

    def to_python(self, value: Any) -> list[Written]:
        return [row._replace(text=clean_line(row.text)) for row in value or ()]


class LinesField(forms.CharField):
    """Several things, one a line."""

    widget = forms.Textarea(attrs={"rows": 10})

    def clean(self, value: Any) -> list[str]:
        lines = [clean_line(line) for line in super().clean(value).splitlines() if line.strip()]
        if long := next((line for line in lines if len(line) > 300), ""):
            raise ValidationError(f"“{long[:60]}…” dài quá 300 ký tự.")
        return list(dict.fromkeys(lines))


class _Form(forms.Form):
    """What a survey of either kind asks for."""

    kind = SurveyKind.SURVEY
    title = forms.CharField(label="Tên", max_length=200)
    intro = forms.CharField(
        label="Lời giới thiệu",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hỏi để làm gì, kết quả dùng vào việc gì.",
    )
    opens_on = DayField(label="Mở từ ngày")
    closes_on = DayField(label="Đến hết ngày")
    sex = forms.ChoiceField(
        label="Hỏi ai",
        required=False,
        choices=[("", "Tất cả đoàn viên"), (Person.FEMALE, "Đoàn viên nữ"), (Person.MALE, "Đoàn viên nam")],
    )
    units = units_field("Chỉ hỏi trong", help_text="Để trống thì hỏi cả đơn vị và các đơn vị bên dưới.")
    tells = forms.BooleanField(
        label="Công bố kết quả cho đoàn viên được hỏi khi kết thúc", required=False, initial=True
    )

    def __init__(self, *args: Any, survey: Survey | None = None, **options: Any) -> None:
        if survey:
            options["initial"] = {**self.written(survey), **options.get("initial", {})}
        super().__init__(*args, **options)

    @staticmethod
    def written(survey: Survey) -> dict[str, Any]:
        """What a draft says."""
        return {
            **{name: getattr(survey, name) for name in CONTENT},
            "sex": survey.reach.get("sex", ""),
            "units": [unit.pk for unit in chosen_units(survey)],
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        values = {name: cleaned.pop(name) for name in CONTENT if name in cleaned}
        return {**cleaned, "values": {"kind": self.kind, **values}}


class SurveyForm(_Form):
    """Questions."""

    questions = QuestionsField(
        label="Câu hỏi",
        required=False,
        help_text=f"Nhiều nhất {MOST_QUESTIONS} câu; ngắn, trả lời được trong một phút thì nhiều người trả lời hơn.",
    )
    field_order = ("title", "intro", "questions", "opens_on", "closes_on", "sex", "units", "tells")

    @staticmethod
    def written(survey: Survey) -> dict[str, Any]:
        """What a draft says."""
        questions = [Written(q.text, q.kind, tuple(q.choices), q.required) for q in survey.questions.all()]
        return {**_Form.written(survey), "questions": questions}


class OpinionForm(_Form):
    """Statements to agree or disagree with."""

    kind = SurveyKind.OPINION
    statements = LinesField(
        label="Các ý kiến đưa ra",
        required=False,
        help_text="Mỗi dòng một ý, nói một điều, đồng tình hay không đều trả lời được. Nên có từ 7 ý trở lên.",
    )
    votes_from = DayField(
        label="Bày tỏ ý kiến từ ngày",
        required=False,
        help_text="Trước ngày này đoàn viên đề xuất thêm ý kiến để anh chị duyệt. Để trống thì không có bước đề xuất.",
    )
    field_order = ("title", "intro", "statements", "opens_on", "votes_from", "closes_on", "sex", "units", "tells")

    @staticmethod
    def written(survey: Survey) -> dict[str, Any]:
        """What a draft says."""
        return {**_Form.written(survey), "statements": "\n".join(str(one) for one in survey.statements.all())}


def form_of(kind: str) -> type[_Form]:
    """The form for a kind."""
    return OpinionForm if kind == SurveyKind.OPINION else SurveyForm


class AgendaForm(forms.Form):
    """A point of the dialogue that no statement brought up."""

    title = forms.CharField(label="Nội dung đối thoại", max_length=300)


class OutcomeForm(forms.Form):
    """What the dialogue came to on a point."""

    outcome = forms.CharField(label="Kết quả đối thoại", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class PromiseForm(forms.Form):
    """What was promised."""

    text = forms.CharField(label="Cam kết", max_length=300)
    by = forms.CharField(label="Bên thực hiện", max_length=120, help_text="Ví dụ: Công ty, Ban Chấp hành công đoàn.")
    due = DayField(label="Thực hiện xong trước ngày")


class ReportForm(forms.Form):
    """How far a promise has come."""

    percent = NumberField(label="Đã thực hiện (%)", low=0, high=100)
    text = forms.CharField(label="Kết quả", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
