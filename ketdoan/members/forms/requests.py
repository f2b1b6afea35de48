"""Forms of those who decide on what members ask of their data."""

from django import forms


class AcceptForm(forms.Form):
    """A correction that is made as it was proposed."""


class AcceptNumberForm(AcceptForm):
    """One of a number, which the officer may have compared with the paper."""

    seen_paper = forms.BooleanField(
        label="Đã đối chiếu với giấy tờ",
        required=False,
        help_text="Số đã đối chiếu chỉ thuộc về một người trong cả hệ thống.",
    )


class RefuseForm(forms.Form):
    """Why nothing is changed."""

    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đoàn viên đọc được lý do này.",
    )


class GrantForm(forms.Form):
    """A reason for the trail, where another than the request itself is to stand there."""

    why = forms.CharField(
        label="Căn cứ ghi vào nhật ký",
        max_length=250,
        required=False,
        help_text="Để trống thì ghi số và ngày của yêu cầu. Không ghi họ tên, số giấy tờ.",
    )
