"""The form of the article checker."""

from django import forms

from ketdoan.core.fields import DayField


class ArticleForm(forms.Form):
    """A text, and the day on which its figures of members and unions are compared with the register."""

    text = forms.CharField(
        label="Bài viết, báo cáo",
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Dán toàn văn. Nội dung không được lưu lại và không rời khỏi máy chủ này.",
    )
    day = DayField(
        label="So với sổ đoàn viên của đơn vị mình vào ngày",
        required=False,
        help_text="Để trống nếu bài không nói về đơn vị mình.",
    )
