"""The few forms of django-allauth whose labels it leaves in English."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm


class AddKeyForm(AddWebAuthnForm):
    """Adds a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Tên khóa"
        self.fields["name"].help_text = "Để nhận ra khóa này về sau, ví dụ: Điện thoại của tôi."


class RenameKeyForm(EditWebAuthnForm):
    """Gives a passkey another name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Tên khóa"
