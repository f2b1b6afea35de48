"""Forms of the issuer: what a task says and asks, whom it goes to, and replies to units."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField, FilesField, NumberField
from ketdoan.core.rules import rule
from ketdoan.core.viet import clean_line, today
from ketdoan.units.fields import units_field
from ketdoan.units.models import Area, UnitVersion
from ketdoan.units.queries.kinds import kinds_on, level_label
from ketdoan.units.rules import LEVELS

from ..actions.tasks import CONTENT, Asked, asked_of
from ..models import Task, UnitGroup
from ..queries.reach import Reach
from ..rules import EVERY, QUESTION_KINDS, TASK_KINDS

UOMS = ("người", "lượt", "cuộc", "đơn vị", "suất", "%")


class QuestionsInput(forms.Widget):
    """Rows of label, kind, unit of measure, whether an answer is needed, and whether it is part of the figure above; a
    button adds a further one."""

    template_name = "activities/questions.html"
    PARTS = ("label", "kind", "uom", "need", "part")
    BLANK = 3

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        blank = Asked("", "number", "", True)
        context["widget"] |= {"rows": [*(value or ()), *[blank] * self.BLANK], "kinds": QUESTION_KINDS, "uoms": UOMS}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Asked]:
        columns = [data.getlist(f"{name}_{part}") for part in self.PARTS]
        rows = zip_longest(*columns, fillvalue="")  # a draft kept from before a column was added lacks it
        return [
            Asked(label, kind, uom, need != "0", part == "1") for label, kind, uom, need, part in rows if label.strip()
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_label" not in data


class QuestionsField(forms.Field):
    """The fields of the answer that is asked for."""

    widget = QuestionsInput

    def to_python(self, value: Any) -> list[Asked]:
        found = []
        for row in value or ():
            if row.kind not in dict(QUESTION_KINDS):
                raise ValidationError(f"Ô “{row.label}”: hãy chọn kiểu trong danh sách.")
            if len(row.label) > 120 or len(row.uom) > 20:
                raise ValidationError(f"Ô “{row.label[:40]}…”: tên dài quá 120 hoặc đơn vị tính dài quá 20 ký tự.")
            uom = clean_line(row.uom) if row.kind == "number" else ""
            found.append(row._replace(label=clean_line(row.label), uom=uom))
        return found


class TaskForm(forms.Form):
    """What a task says, until when, and what is to be answered."""

    kind = forms.ChoiceField(label="Loại", choices=TASK_KINDS, widget=forms.RadioSelect, initial="task")
    title = forms.CharField(label="Nội dung chính", max_length=200, help_text="Một dòng, nêu rõ việc phải làm.")
    text = forms.CharField(label="Nội dung chi tiết", required=False, widget=forms.Textarea(attrs={"rows": 6}))
    due = DayField(label="Hạn", required=False, help_text="Thông báo có thể không có hạn.")
    questions = QuestionsField(
        label="Các ô cần trả lời",
        required=False,
        help_text="Đơn vị nhận điền vào từng ô; số liệu được cộng sẵn. Ô “trong đó” không được lớn hơn ô của nó.",
    )
    wants_file = forms.BooleanField(label="Phải kèm tệp hoặc ảnh khi trả lời", required=False)
    checked = forms.BooleanField(label="Đơn vị mình xác nhận từng kết quả", required=False)
    uploads = FilesField(label="Tệp gửi kèm", required=False, help_text="PDF, Word, Excel hoặc ảnh, nhiều tệp được.")
    escalate_after = NumberField(label="Báo cấp trên khi quá hạn (ngày)", low=1, high=90, required=False)
    every = forms.ChoiceField(label="Lặp lại", choices=[("", "Không lặp lại"), *EVERY], required=False)
    until = DayField(label="Lặp lại đến ngày", required=False)

    def __init__(self, *args: Any, task: Task | None = None, **options: Any) -> None:
        if task:
            options["initial"] = {**_content(task), **options.get("initial", {})}
        super().__init__(*args, **options)
        days = rule("activities.escalation", today()).value["days"]
        self.fields["escalate_after"].help_text = f"Để trống thì sau {days} ngày."
        if task and task.files.exists():
            self.fields["dropped"] = forms.MultipleChoiceField(
                label="Bỏ tệp",
                required=False,
                choices=[(file.pk, file.name) for file in task.files.all()],
                widget=forms.CheckboxSelectMultiple,
            )
            self.order_fields([*list(self.fields)[:8], "dropped"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "dropped" in self.fields:
            cleaned["dropped"] = [int(pk) for pk in cleaned.get("dropped", [])]
        cleaned["values"] = {name: cleaned.pop(name) for name in CONTENT if name in cleaned}
        return cleaned


def _content(task: Task) -> dict[str, Any]:
    questions = [asked_of(q) for q in task.questions.all()]
    return {**{name: getattr(task, name) for name in CONTENT}, "questions": questions}


class ReachForm(forms.Form):
    """Whom a task goes to."""

    shown_at = {"units": "units"}
    levels = forms.MultipleChoiceField(label="Theo cấp", required=False, widget=forms.CheckboxSelectMultiple)
    kinds = forms.MultipleChoiceField(label="Theo loại đơn vị", required=False, widget=forms.CheckboxSelectMultiple)
    areas = forms.MultipleChoiceField(label="Theo tỉnh, thành phố", required=False)
    under = units_field("Chỉ trong phạm vi của đơn vị", help_text="Ví dụ một công đoàn khu công nghiệp.")
    groups = forms.MultipleChoiceField(label="Theo nhóm đã lưu", required=False, widget=forms.CheckboxSelectMultiple)
    units = units_field("Thêm đơn vị cụ thể", help_text="Gõ tên hoặc mã, không cần dấu.")
    support = units_field(
        "Đơn vị phối hợp", help_text="Các đơn vị khác chủ trì; đơn vị phối hợp chỉ cần xác nhận đã nhận."
    )

    def __init__(
        self, *args: Any, reach: Reach | None = None, present: Iterable[tuple[str, str]], **options: Any
    ) -> None:
        if reach:
            kept = reach.kept()
            kept["under"] = [reach.under] if reach.under else []
            options["initial"] = {**kept, **options.get("initial", {})}
        super().__init__(*args, **options)
        levels, kinds = ({pair[at] for pair in present} for at in (0, 1))
        choices = {
            "levels": [(level, level_label(level, today())) for level in LEVELS if level in levels],
            "kinds": [(r.selector["kind"], r.value["label"]) for r in kinds_on(today()) if r.selector["kind"] in kinds],
            "areas": _areas(),
            "groups": list(UnitGroup.objects.values_list("pk", "name")),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
            if not found or (len(found) < 2 and name != "groups"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if len(cleaned.get("under", [])) > 1:
            self.add_error("under", "Chỉ chọn một đơn vị.")
        if self.errors:
            return cleaned
        under = cleaned["under"][0].pk if cleaned["under"] else None
        named = {name: [unit.pk for unit in cleaned[name]] for name in ("units", "support")}
        chosen = {name: list(cleaned.get(name, [])) for name in ("levels", "kinds", "areas")}
        groups = [int(pk) for pk in cleaned.get("groups", [])]
        return {"reach": Reach(**chosen, **named, under=under, groups=groups)}


def _areas() -> list[tuple[str, str]]:
    """The provinces in which the scope has units today."""
    present = UnitVersion.objects.on(today()).exclude(area=None).order_by().values("area")
    return list(Area.objects.filter(pk__in=present).values_list("code", "name"))


class GroupForm(forms.Form):
    """A group of units under a name."""

    name = forms.CharField(label="Tên nhóm", max_length=80)
    units = units_field("Các đơn vị trong nhóm")


class DecideForm(forms.Form):
    """The answer to a request for more time."""

    granted = forms.TypedChoiceField(
        label="Trả lời",
        choices=[("1", "Đồng ý"), ("0", "Không đồng ý")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "1",
    )
    reply = forms.CharField(label="Ý kiến", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(forms.Form):
    """What is still wanting in an answer."""

    remark = forms.CharField(label="Cần bổ sung gì", widget=forms.Textarea(attrs={"rows": 3}))
    due = DayField(label="Hạn mới", required=False, help_text="Để trống thì giữ hạn cũ.")


class WhyForm(forms.Form):
    """Why something is ended."""

    why = forms.CharField(label="Lý do", required=False, widget=forms.Textarea(attrs={"rows": 2}))
