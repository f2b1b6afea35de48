"""Forms of the writer: what an article says, whom it is for, when it goes out, and what is put right later."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketdoan.core.fields import DayField, FilesField
from ketdoan.core.models.notifications import SHIFTS
from ketdoan.core.viet import today
from ketdoan.members.queries.breakdown import dimension_values
from ketdoan.units.fields import units_field

from ..actions.articles import ALL, CONTENT, MISSED, NOBODY, NewPicture
from ..models import Article, Campaign, Picture
from ..rules.reach import Reach
from ..rules.states import THEMES

SIGNS = "Dùng các nút phía trên ô để chèn tiêu đề, danh sách, chữ đậm, liên kết, ảnh. Một dòng trống ngắt đoạn."
WATCH = "Ví dụ YouTube, Facebook; bắt đầu bằng https://."


class MomentField(forms.SplitDateTimeField):
    """A day and an hour, typed as 31/10/2026 and 19:30."""

    def __init__(self, **options: Any) -> None:
        look = {"autocomplete": "off"}
        widget = forms.SplitDateTimeWidget(
            date_format="%d/%m/%Y",
            time_format="%H:%M",
            date_attrs={**look, "placeholder": "ngày/tháng/năm", "aria-label": f"{options['label']}: ngày"},
            time_attrs={**look, "placeholder": "giờ:phút", "aria-label": f"{options['label']}: giờ"},
        )
        super().__init__(
            input_date_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
            input_time_formats=["%H:%M", "%Hh%M", "%Hg%M"],
            widget=widget,
            **options,
        )


class SafeAddress(forms.URLField):
    """An address on the web, over https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", max_length=300, **options)

    def clean(self, value: Any) -> str:
        address = super().clean(value)
        if address and not address.startswith("https://"):
            raise ValidationError("Liên kết phải bắt đầu bằng https://.")
        return address


class ArticleForm(forms.Form):
    """What an article says. Of each picture that it has one may say what it shows, and drop it."""

    shown_at = {"pictures": "uploads"}
    title = forms.CharField(label="Tiêu đề", max_length=150, help_text="Một dòng, nói ngay điều người đọc cần biết.")
    summary = forms.CharField(
        label="Tóm tắt",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Hiện dưới tiêu đề, trong thông báo và khi chia sẻ.",
    )
    text = forms.CharField(
        label="Nội dung", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 16}), help_text=SIGNS
    )
    uploads = FilesField(
        label="Thêm ảnh",
        required=False,
        help_text="JPEG, PNG, WebP, nhiều ảnh được. Ảnh 1 đứng đầu tin; ảnh khác đặt vào bài bằng dòng [ảnh 2].",
    )
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label="Thuộc chương trình", required=False)
    urgent = forms.BooleanField(
        label="Tin khẩn", required=False, help_text="Báo ngay kể cả trong giờ yên lặng, người nhận không tắt được."
    )
    event_at = MomentField(label="Phát trực tiếp lúc", required=False, help_text="Để trống nếu không có.")
    live_url = SafeAddress(label="Liên kết xem trực tiếp", required=False, help_text=WATCH)

    def __init__(self, *args: Any, article: Article | None = None, **options: Any) -> None:
        if article:
            options["initial"] = {name: getattr(article, name) for name in CONTENT} | options.get("initial", {})
        super().__init__(*args, **options)
        running = Campaign.objects.filter(ends__gte=today())
        self.fields["campaign"].queryset = running  # type: ignore[attr-defined]
        self.fields["campaign"].empty_label = "Không"  # type: ignore[attr-defined]
        if not running.exists():
            del self.fields["campaign"]
        self.pictures = list(article.pictures.all()) if article else []
        for picture in self.pictures:
            self._offer(picture)
        self.order_fields(["title", "summary", "text", *self._of_pictures(), "uploads"])

    def _offer(self, picture: Picture) -> None:
        label = f"Ảnh {picture.number} cho thấy gì"
        self.fields[f"says_{picture.pk}"] = forms.CharField(label=label, max_length=200, initial=picture.description)
        self.fields[f"drop_{picture.pk}"] = forms.BooleanField(label=f"Bỏ ảnh {picture.number}", required=False)

    def _of_pictures(self) -> list[str]:
        return [f"{part}_{picture.pk}" for picture in self.pictures for part in ("says", "drop")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        values = {name: cleaned[name] for name in CONTENT if name in cleaned}
        found: dict[str, Any] = {"values": values, "pictures": [NewPicture(one) for one in cleaned.get("uploads", [])]}
        if self.pictures:
            found["described"] = {one.pk: cleaned.get(f"says_{one.pk}", one.description) for one in self.pictures}
            found["dropped"] = [one.pk for one in self.pictures if cleaned.get(f"drop_{one.pk}")]
        return found


class ReachForm(forms.Form):
    """Whom an article is for."""

    units = units_field("Chỉ các đơn vị", help_text="Kèm mọi đơn vị bên dưới. Để trống: toàn đơn vị của anh chị.")
    sex = forms.ChoiceField(
        label="Giới tính",
        choices=[("", "Tất cả"), ("f", "Nữ"), ("m", "Nam")],
        required=False,
        widget=forms.RadioSelect,
    )
    professions = forms.MultipleChoiceField(
        label="Nhóm nghề nghiệp",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn: mọi nghề. Người chưa ghi nghề không được tính khi đã chọn.",
    )
    shifts = forms.MultipleChoiceField(
        label="Ca làm việc",
        required=False,
        choices=SHIFTS,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn: mọi ca. Chỉ tính người đã ghi ca của mình trong ứng dụng.",
    )
    suspended = forms.BooleanField(label="Cả đoàn viên đang tạm dừng sinh hoạt", required=False, initial=True)

    def __init__(self, *args: Any, reach: Reach | None = None, **options: Any) -> None:
        if reach:
            options["initial"] = {**reach.kept(), **options.get("initial", {})}
        super().__init__(*args, **options)
        known = dimension_values("profession", today()).items()
        self.fields["professions"].choices = [(code, title) for code, title in known if code]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        units = [unit.pk for unit in cleaned.get("units", [])]
        chosen = {name: cleaned[name] for name in ("sex", "professions", "shifts", "suspended") if name in cleaned}
        return {"reach": Reach(units=units, **chosen)}


class ScheduleForm(forms.Form):
    """When an article goes out."""

    at = MomentField(label="Đăng lúc", help_text="Giờ Việt Nam.")


class CorrectForm(forms.Form):
    """A corrected edition of a published article."""

    title = forms.CharField(label="Tiêu đề", max_length=150)
    summary = forms.CharField(label="Tóm tắt", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    text = forms.CharField(
        label="Nội dung", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 16}), help_text=SIGNS
    )
    note = forms.CharField(
        label="Đã đính chính điều gì", max_length=300, help_text="Người đọc thấy dòng này ở đầu tin, kèm ngày."
    )
    again = forms.BooleanField(label="Báo lại cho người nhận", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        values = {name: cleaned.pop(name) for name in ("title", "summary", "text") if name in cleaned}
        return {**cleaned, "values": values}


class ReplayForm(forms.Form):
    """Where an event can be seen again."""

    url = SafeAddress(label="Liên kết xem lại", help_text=WATCH)
    whom = forms.ChoiceField(
        label="Báo cho ai",
        choices=[(MISSED, "Người đang làm ca lúc phát"), (ALL, "Mọi người nhận tin"), (NOBODY, "Không báo")],
        initial=MISSED,
        widget=forms.RadioSelect,
        help_text="Ca làm việc do từng người tự ghi trong ứng dụng.",
    )


class WithdrawForm(forms.Form):
    """Why an article is taken back."""

    why = forms.CharField(
        label="Lý do thu hồi", max_length=250, help_text="Người đã nhận tin đọc được lý do này thay cho nội dung."
    )


class CampaignForm(forms.Form):
    """A campaign."""

    title = forms.CharField(label="Tên chương trình", max_length=150)
    theme = forms.ChoiceField(label="Loại chương trình", choices=THEMES)
    begins = DayField(label="Từ ngày")
    ends = DayField(label="Đến ngày")
