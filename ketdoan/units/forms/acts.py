"""Forms of the acts on units. Each gives the action's inputs by name, the decision put together as `paper`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from ketdoan.core.acting import current_actor
from ketdoan.core.fields import DayField, NumberField
from ketdoan.core.rules import rows
from ketdoan.core.viet import today

from ..actions.reorganisation import DESCRIBABLE, decides_on
from ..fields import PaperForm, unit_field
from ..models import Area, Unit
from ..models.units import TREES
from ..queries.kinds import kinds_on

PART = {"code": "mã", "name": "tên đầy đủ", "short_name": "tên gọn"}
CODE_HELP = (
    "Chữ không dấu, số và gạch nối; không đổi về sau. Để trống thì hệ thống đặt theo mã cấp trên và số thứ tự, như khi "
    "nhập từ Excel."
)
FROM_ABOVE = "việc hợp nhất do công đoàn cấp trên của đơn vị đó quyết định."
STATUSES = [("active", "Đang hoạt động"), ("suspended", "Tạm ngừng hoạt động"), ("reorganising", "Chờ kiện toàn")]


class ActForm(PaperForm):
    """What every act has: the day from which it holds, the decision, and a remark."""

    since = DayField(label="Có hiệu lực từ ngày", initial=today)

    #: Names that the action takes together as its `values`.
    bundled: tuple[str, ...] = ()
    #: Inputs of the action that the form asks for under another name: the field that takes their errors.
    shown_at: Mapping[str, str] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.bundled:
            cleaned["values"] = {name: cleaned.pop(name) for name in self.bundled if name in cleaned}
        return cleaned


def kind_choices(day: date, levels: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Kinds that exist on a day, of these levels where given."""
    found = [row for row in kinds_on(day) if not levels or row.value["level"] in levels]
    return [("", "Chọn loại đơn vị…"), *((row.selector["kind"], row.value["label"]) for row in found)]


def ownership_choices(day: date) -> list[tuple[str, str]]:
    """Forms of ownership that may be chosen on a day."""
    found = sorted(rows("units.ownership", day), key=lambda row: row.value["order"])
    return [("", "Chưa ghi"), *((row.selector["ownership"], row.value["label"]) for row in found)]


class NamesForm(ActForm):
    """The two names of a unit."""

    name = forms.CharField(label="Tên đầy đủ", max_length=250)
    short_name = forms.CharField(
        label="Tên gọn", max_length=120, help_text="Dùng trong danh sách, ví dụ CĐCS Công ty A."
    )


class RenameForm(NamesForm):
    """New names."""

    abstract = "Về việc đổi tên đơn vị công đoàn"


class DescribeForm(ActForm):
    """Attributes of a unit."""

    abstract = "Về việc cập nhật thông tin đơn vị công đoàn"
    bundled = DESCRIBABLE

    ownership = forms.ChoiceField(label="Loại hình", required=False)
    employer = forms.CharField(label="Người sử dụng lao động", max_length=250, required=False)
    tax_code = forms.RegexField(
        r"^\d{10}(-\d{3})?$",
        label="Mã số thuế",
        required=False,
        error_messages={"invalid": "Mã số thuế có 10 chữ số, hoặc 10 chữ số, gạch nối và 3 chữ số."},
    )
    industry = forms.CharField(label="Ngành nghề (VSIC)", max_length=120, required=False)
    workers = NumberField(label="Số lao động", low=0, high=10_000_000, required=False)
    women = NumberField(label="Trong đó nữ", low=0, high=10_000_000, required=False)
    address = forms.CharField(label="Địa chỉ", max_length=250, required=False)
    area = forms.ModelChoiceField(Area.objects.none(), label="Tỉnh, thành phố", required=False, empty_label="Chưa ghi")
    phone = forms.CharField(label="Điện thoại đơn vị", max_length=30, required=False)
    email = forms.EmailField(label="Thư điện tử đơn vị", required=False)
    has_seal = forms.BooleanField(label="Có con dấu riêng", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ownership"].choices = ownership_choices(today())  # type: ignore[attr-defined]
        self.fields["area"].queryset = Area.objects.filter(valid__contains=today())  # type: ignore[attr-defined]
        if current := self.initial.get("ownership"):
            choices = self.fields["ownership"].choices  # type: ignore[attr-defined]
            if current not in dict(choices):
                self.fields["ownership"].choices = [*choices, (current, "Loại hình đã ghi (nay không còn)")]  # type: ignore[attr-defined]


class RetypeForm(ActForm):
    """Another kind, and where the unit stands then."""

    abstract = "Về việc chuyển loại đơn vị công đoàn"
    kind = forms.ChoiceField(label="Loại đơn vị mới")
    parent = unit_field(
        "Đơn vị cấp trên mới",
        required=False,
        help_text="Để trống nếu vẫn trực thuộc đơn vị hiện nay. Gõ tên hoặc mã, không cần dấu, rồi chọn trong gợi ý.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = kind_choices(today())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.shown_at = {} if cleaned.get("parent") else {"parent": "kind"}
        return cleaned


class RecogniseForm(ActForm):
    """Recognition by the upper union."""

    abstract = "Về việc công nhận đơn vị công đoàn"


class StatusForm(ActForm):
    """Suspension and going on."""

    abstract = "Về việc tạm ngừng, cho hoạt động lại đơn vị công đoàn"
    status = forms.ChoiceField(label="Tình trạng", choices=STATUSES)


class MoveForm(ActForm):
    """A new place in one of the trees."""

    abstract = "Về việc chuyển giao, tiếp nhận đơn vị công đoàn"
    parent = unit_field("Đơn vị cấp trên mới", help_text="Gõ tên hoặc mã, không cần dấu, rồi chọn trong gợi ý.")
    tree = forms.ChoiceField(label="Hệ thống", choices=TREES)


class AbsorbForm(ActForm):
    """Into which unit."""

    abstract = "Về việc sáp nhập đơn vị công đoàn"
    shown_at = {"parent": "into"}
    into = unit_field("Đơn vị tiếp nhận", help_text="Đơn vị trực thuộc và hồ sơ chuyển về đây.")


class DissolveForm(ActForm):
    """The end of a unit."""

    abstract = "Về việc kết thúc hoạt động đơn vị công đoàn"


class FoundForm(NamesForm):
    """A new unit under another."""

    abstract = "Về việc thành lập đơn vị công đoàn"
    bundled = ("kind", "name", "short_name", "ownership", "employer", "workers", "women")
    shown_at = {"parent": "kind"}

    kind = forms.ChoiceField(label="Loại đơn vị")
    code = forms.SlugField(label="Mã đơn vị", max_length=40, required=False, help_text=CODE_HELP)
    ownership = forms.ChoiceField(label="Loại hình", required=False)
    employer = forms.CharField(label="Người sử dụng lao động", max_length=250, required=False)
    workers = NumberField(label="Số lao động", low=0, high=10_000_000, required=False)
    women = NumberField(label="Trong đó nữ", low=0, high=10_000_000, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = kind_choices(today())  # type: ignore[attr-defined]
        self.fields["ownership"].choices = ownership_choices(today())  # type: ignore[attr-defined]
        self.order_fields(["kind", "code", "name", "short_name"])


class MergeForm(NamesForm):
    """Several units into a new one."""

    abstract = "Về việc hợp nhất đơn vị công đoàn"
    bundled = ("kind", "name", "short_name")
    shown_at = {"units": "other_1", "into": "parent"}
    OTHERS = 4

    kind = forms.ChoiceField(label="Loại đơn vị mới")
    code = forms.SlugField(label="Mã đơn vị mới", max_length=40, required=False, help_text=CODE_HELP)
    parent = unit_field("Đơn vị cấp trên của đơn vị mới")

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit = unit
        self.fields["kind"].choices = kind_choices(today())  # type: ignore[attr-defined]
        for number in range(1, self.OTHERS + 1):
            self.fields[f"other_{number}"] = unit_field(f"Hợp nhất với đơn vị {number}", required=number == 1)
        others = [f"other_{number}" for number in range(1, self.OTHERS + 1)]
        self.order_fields([*others, "kind", "code", "name", "short_name", "parent"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        others = [cleaned.pop(f"other_{number}", None) for number in range(1, self.OTHERS + 1)]
        for place, unit in [(None, self.unit), *((f"other_{number}", other) for number, other in enumerate(others, 1))]:
            if unit and not decides_on(current_actor().scope, unit):
                self.add_error(place, f"Vị trí công tác hiện tại không quyết định về {unit.short_name}: {FROM_ABOVE}")
        cleaned["units"] = [self.unit, *(other for other in others if other)]
        return cleaned


class SplitForm(ActForm):
    """New units out of one, and who goes where."""

    abstract = "Về việc chia, tách đơn vị công đoàn"
    PARTS = 3
    kind = forms.ChoiceField(label="Loại của đơn vị mới", required=False)
    stays = forms.BooleanField(label="Đơn vị cũ vẫn hoạt động (tách)", required=False)

    def __init__(self, *args: Any, unit: Unit, below: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.below = below
        kinds = kind_choices(today())[1:]
        self.fields["kind"].choices = [("", f"Như {unit.short_name}"), *kinds]  # type: ignore[attr-defined]
        for number in range(1, self.PARTS + 1):
            needed = number == 1
            self.fields[f"code_{number}"] = forms.SlugField(
                label=f"Mã đơn vị mới {number}", max_length=40, required=needed
            )
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"Tên đầy đủ đơn vị mới {number}", max_length=250, required=needed
            )
            self.fields[f"short_name_{number}"] = forms.CharField(
                label=f"Tên gọn đơn vị mới {number}", max_length=120, required=needed
            )
        targets = [("", f"Ở lại {unit.short_name}"), *((str(n), f"Đơn vị mới {n}") for n in range(1, self.PARTS + 1))]
        for child in below:
            self.fields[f"child_{child.pk}"] = forms.ChoiceField(
                label=f"{child.short_name} về", choices=targets, required=False
            )
        self.order_fields(
            [name for name in self.fields if name.startswith(("kind", "code", "name", "short_name", "child"))]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parts: list[dict[str, str]] = []
        for number in range(1, self.PARTS + 1):
            part = {field: cleaned.pop(f"{field}_{number}", "") for field in PART}
            if any(part.values()):
                self._check_part(number, part, parts)
                parts.append(part)
        for child in self.below:
            if cleaned.get(f"child_{child.pk}", "") > str(len(parts)):
                self.add_error(f"child_{child.pk}", "Đơn vị mới này chưa được ghi tên.")
        chosen = {child.pk: cleaned.pop(f"child_{child.pk}", "") for child in self.below}
        cleaned["children"] = {pk: int(number) - 1 for pk, number in chosen.items() if number}
        cleaned["parts"] = parts
        self.shown_at = {"births": "code_1", "parent": "kind", "code": self._place_of_taken_code(parts)}
        return cleaned

    def _check_part(self, number: int, part: Mapping[str, str], earlier: list[dict[str, str]]) -> None:
        """A new unit has all three of its names, follows the one before it, and a code of its own."""
        if number > len(earlier) + 1:
            self.add_error(f"code_{number}", "Hãy ghi các đơn vị mới liền nhau, bắt đầu từ đơn vị mới 1.")
        for field, label in PART.items():
            place = f"{field}_{number}"
            if not part[field] and place not in self.errors:
                self.add_error(place, f"Hãy ghi {label} của đơn vị mới {number}.")
        if part["code"] and part["code"] in [other["code"] for other in earlier]:
            self.add_error(f"code_{number}", "Mã này trùng với mã của một đơn vị mới khác.")

    def _place_of_taken_code(self, parts: list[dict[str, str]]) -> str:
        """Where the error about a code in use stands. Whether it is in use the action decides."""
        codes = [part["code"] for part in parts]
        taken = Unit._base_manager.filter(code__in=codes).values_list("code", flat=True).first()
        return f"code_{codes.index(taken) + 1}" if taken else "code_1"
