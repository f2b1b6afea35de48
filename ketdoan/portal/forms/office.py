"""Forms of the officials' pages about the app."""

from django import forms


class RefuseForm(forms.Form):
    """Why an account is nobody's of the unit."""

    reason = forms.CharField(
        label="Lý do",
        max_length=250,
        help_text="Người xin đọc được. Ví dụ: không thấy tên trong sổ đoàn viên, mời gặp cán bộ tổ chức.",
    )
