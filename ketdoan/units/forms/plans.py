"""Forms of plans: the plan itself, and one small form for each act that a step may be.

A form of a step gives its `inputs`: codes and names, as actions/steps.py takes them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from ketdoan.core.fields import DayField, RemoteChoice
from ketdoan.core.search import first_found
from ketdoan.core.viet import today

from ..models import Plan, PlanStep, Unit
from ..models.units import TREES
from ..queries.kinds import kind_label, kinds_under
from ..rules import ChangeKind
from .acts import CODE_HELP, ActForm, SplitForm, kind_choices

CODE = re.compile(r"\(([^()]+)\)\s*(?:·\s*#\d+\s*)?$")
NEW = ("kind", "code", "name", "short_name")


class PlanForm(forms.Form):
    """What a plan is called, from which day it holds, and why."""

    title = forms.CharField(
        label="Tên phương án", max_length=200, help_text="Ví dụ: Sắp xếp công đoàn cơ sở trên địa bàn phường Long Hoa."
    )
    on = DayField(label="Có hiệu lực từ ngày", initial=today)
    reason = forms.CharField(
        label="Lý do, căn cứ", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class WhyForm(forms.Form):
    """A remark on the way of a plan."""

    why = forms.CharField(label="Ý kiến", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DayForm(forms.Form):
    """The day from which a plan is undone."""

    on = DayField(label="Có hiệu lực từ ngày", initial=today)


class ExecuteForm(ActForm):
    """The decision by which a plan is done. Its day is the plan's."""

    abstract = "Về việc sắp xếp tổ chức công đoàn"
    since = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("decision_code", "decision_signed_on"):
            self.fields[name].required = True
        self.fields["decision_code"].help_text = "Ví dụ 12/QĐ-LĐLĐ."


class Known:
    """The units that a step may name: those of the scope, and those that earlier steps found."""

    def __init__(self, plan: Plan, step: PlanStep | None = None) -> None:
        earlier = plan.steps.filter(order__lt=step.order) if step else plan.steps.all()
        self.coming = {code: name for before in earlier for code, name in before.newborn()}
        self.url = reverse("units:plan_suggest", args=[plan.pk])

    def read(self, typed: Sequence[str]) -> list[str]:
        """The codes of units as they were typed or chosen: a suggestion, a code, or words that fit one unit alone."""
        codes = [match[1] if (match := CODE.search(text)) else text.strip() for text in typed]
        held = set(Unit.objects.filter(code__in=codes).values_list("code", flat=True))
        found = []
        for text, code in zip(typed, codes, strict=True):
            found.append(code if code in held or code in self.coming else self._by_words(text))
        return list(dict.fromkeys(found))

    def _by_words(self, text: str) -> str:
        hits = first_found(Unit.objects.filter(ended_on=None).order_by("sort_key"), text, 2)
        if len(hits) != 1:
            raise ValidationError(
                f"Có nhiều đơn vị khớp “{text}”. Hãy ghi mã, hoặc chọn một dòng trong gợi ý."
                if hits
                else f"Không tìm thấy đơn vị “{text}”."
            )
        return str(hits[0].code)

    def told(self, codes: Iterable[str]) -> list[str]:
        """Units as a form shows them: the name, and the code by which it is read back."""
        wanted = list(codes)
        held = dict(Unit.objects.filter(code__in=wanted).values_list("code", "short_name"))
        return [f"{held.get(code) or self.coming.get(code) or code} ({code})" for code in wanted]


class CodeField(forms.CharField):
    """One unit; gives its code."""

    def __init__(self, known: Known, **options: Any) -> None:
        self.known = known
        super().__init__(widget=RemoteChoice(known.url), **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return self.known.read([text])[0] if text else ""


class CodesField(forms.CharField):
    """Units, one a line; gives their codes."""

    def __init__(self, known: Known, **options: Any) -> None:
        self.known = known
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **options)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return self.known.read([line for line in lines if line])


class UnderForm(forms.Form):
    """The unit whose own units are offered to choose from; for a split, the unit that is split."""

    def __init__(self, *args: Any, plan: Plan, label: str, help_text: str = "") -> None:
        super().__init__(*args)
        self.fields["duoi"] = CodeField(Known(plan), label=label, help_text=help_text, required=False)


class StepForm(forms.Form):
    """One act of a plan. `below` are units to tick where the act takes several: those directly under `under`."""

    takes: Sequence[str] = ()
    parent_label = "Đơn vị cấp trên mới"
    parent_needed = True

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        step: PlanStep | None = None,
        under: Unit | None = None,
        below: Sequence[Unit] = (),
        **options: Any,
    ) -> None:
        known = Known(plan, step)
        self.known, self.plan, self.under, self.below = known, plan, under, below
        if step:
            options["initial"] = self._initial(step, known)
        super().__init__(*args, **options)
        for name in self.takes:
            self.fields |= self._fields(name, plan, below)

    def _fields(self, name: str, plan: Plan, below: Sequence[Unit]) -> dict[str, forms.Field]:
        """The fields that ask for one input."""
        if name == "units":
            return self._several(below)
        into = "Đơn vị trực thuộc và hồ sơ chuyển về đây. Có thể là đơn vị được lập ở bước trước."
        makers: dict[str, Callable[[], forms.Field]] = {
            "unit": lambda: CodeField(self.known, label="Đơn vị"),
            "into": lambda: CodeField(self.known, label="Đơn vị tiếp nhận", help_text=into),
            "parent": lambda: CodeField(self.known, label=self.parent_label, required=self.parent_needed),
            "kind": lambda: forms.ChoiceField(label="Loại đơn vị mới", choices=kind_choices(plan.on)),
            "code": lambda: forms.SlugField(label="Mã đơn vị mới", max_length=40, required=False, help_text=CODE_HELP),
            "tree": lambda: forms.ChoiceField(label="Hệ thống", choices=TREES),
            "name": lambda: forms.CharField(label="Tên đầy đủ", max_length=250),
            "short_name": lambda: forms.CharField(label="Tên gọn", max_length=120),
        }
        return {name: makers[name]()}

    def _several(self, below: Sequence[Unit]) -> dict[str, forms.Field]:
        """Several units: typed or pasted, and ticked among those below one."""
        label, help_text = "Các đơn vị", "Mỗi dòng một đơn vị: mã, tên, hoặc dán một cột mã từ Excel."
        fields: dict[str, forms.Field] = {}
        if below:
            choices = [(unit.code, f"{unit.short_name} · {kind_label(unit.kind, today())}") for unit in below]
            fields["picked"] = forms.MultipleChoiceField(
                label="Đánh dấu đơn vị", choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
            label = "Thêm đơn vị khác"
        fields["units"] = CodesField(self.known, label=label, required=False, help_text=help_text)
        return fields

    def _initial(self, step: PlanStep, known: Known) -> dict[str, Any]:
        shown = dict(step.inputs)
        for name in ("unit", "into", "parent"):
            if shown.get(name):
                shown[name] = known.told([shown[name]])[0]
        if "units" in shown:
            shown["units"] = "\n".join(known.told(shown["units"]))
        return shown

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "units" in self.fields and "units" not in self.errors:
            cleaned["units"] = list(dict.fromkeys([*cleaned["units"], *cleaned.pop("picked", [])]))
            if not cleaned["units"]:
                self.add_error("units", "Hãy ghi hoặc đánh dấu ít nhất một đơn vị.")
        return {} if self.errors else {"inputs": cleaned}


class AbsorbStep(StepForm):
    takes = ("units", "into")


class MergeStep(StepForm):
    takes = ("units", *NEW, "parent")
    parent_label = "Đơn vị cấp trên của đơn vị mới"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.under and "parent" not in self.initial:
            self.initial["parent"] = self.known.told([self.under.code])[0]
        kind: Any = self.fields["kind"]
        wanted = self._kinds()
        kind.choices = [pair for pair in kind.choices if pair[0] in wanted]
        kind.error_messages["invalid_choice"] = (
            "Loại này không được trực thuộc đơn vị cấp trên đã ghi. Hãy chọn lại trong danh sách."
        )
        self.order_fields(["picked", "units", "parent"])

    def _kinds(self) -> set[str]:
        """What the new unit may be: what may stand under its parent. Before that is known, under any unit here."""
        above = self._kind_above()
        if above is None:
            return {""} | {unit.kind for unit in self.below}
        return {"", *kinds_under(above, self.plan.on)}

    def _kind_above(self) -> str | None:
        """The kind of the parent as it was sent, or is proposed; None where it cannot be told."""
        told = str(self.data.get("parent", "") if self.is_bound else self.initial.get("parent", "")).strip()
        try:
            code = self.known.read([told])[0] if told else ""
        except ValidationError:
            return None
        coming = (before.inputs["kind"] for before in self.plan.steps.all() if before.inputs.get("code") == code)
        return Unit.objects.filter(code=code).values_list("kind", flat=True).first() or next(coming, None)


class MoveStep(StepForm):
    takes = ("units", "parent", "tree")


class FoundStep(StepForm):
    takes = (*NEW, "parent")
    parent_label = "Đơn vị cấp trên trực tiếp"


class RenameStep(StepForm):
    takes = ("unit", "name", "short_name")


class RetypeStep(StepForm):
    takes = ("unit", "kind", "parent")
    parent_label = "Đơn vị cấp trên mới (để trống nếu không đổi)"
    parent_needed = False


class DissolveStep(StepForm):
    takes = ("units",)


class SplitStep(SplitForm):
    """A split within a plan: as the act's own form, without the day and the decision, which are the plan's."""

    since = decision_code = decision_signed_on = signatory = None  # type: ignore[assignment]
    signatory_title = decision_file = why = None  # type: ignore[assignment]

    def __init__(
        self, *args: Any, unit: Unit, plan: Plan, step: PlanStep | None = None, below: list[Unit], **options: Any
    ) -> None:
        self.unit, self.known = unit, Known(plan, step)
        self.before: dict[str, Any] = step.inputs if step else {"births": [], "children": {}, "stays": False}
        self.PARTS = max(SplitForm.PARTS, len(self.before["births"]))
        options["initial"] = self._before(below) if step else {}
        super().__init__(*args, unit=unit, below=below, **options)

    def _before(self, below: list[Unit]) -> dict[str, Any]:
        shown: dict[str, Any] = {"stays": self.before["stays"]}
        for number, birth in enumerate(self.before["births"], 1):
            shown |= {f"{name}_{number}": birth[name] for name in ("code", "name", "short_name")}
            shown["kind"] = birth["kind"]
        taken = self.before["children"]
        return shown | {f"child_{child.pk}": str(taken[child.code] + 1) for child in below if child.code in taken}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return {}
        above = Unit.objects.filter(pk=self.unit.parent_id or 0).values_list("code", flat=True).first() or ""
        parents = {birth["code"]: birth["parent"] for birth in self.before["births"]}
        kind = cleaned["kind"] or self.unit.kind
        births = [{**part, "kind": kind, "parent": parents.get(part["code"], above)} for part in cleaned["parts"]]
        children = {
            child.code: cleaned["children"][child.pk] for child in self.below if child.pk in cleaned["children"]
        }
        return {"inputs": {
            "units": [self.unit.code], "births": births, "children": children, "stays": cleaned["stays"]
        }}  # fmt: skip


FORMS: dict[str, Any] = {
    ChangeKind.ABSORB: AbsorbStep,
    ChangeKind.MERGE: MergeStep,
    ChangeKind.SPLIT: SplitStep,
    ChangeKind.MOVE: MoveStep,
    ChangeKind.FOUND: FoundStep,
    ChangeKind.RENAME: RenameStep,
    ChangeKind.RETYPE: RetypeStep,
    ChangeKind.DISSOLVE: DissolveStep,
}
