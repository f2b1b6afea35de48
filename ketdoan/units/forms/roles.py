"""The form of a role."""

from typing import Any

from django import forms

from ketdoan.core.modules import modules

from ..models import Role

GROUP = "of_"


class RoleForm(forms.Form):
    """A role's title, its permissions as tick boxes by module, and whether it asks for a second factor."""

    shown_at = {"permissions": f"{GROUP}units"}
    title = forms.CharField(label="Tên vai trò", max_length=80)
    second_factor = forms.BooleanField(
        label="Bắt buộc xác thực hai lớp",
        required=False,
        help_text="Từ cấp trên cơ sở trở lên luôn bắt buộc. Chọn ô này để bắt buộc ở mọi cấp.",
    )

    def __init__(self, *args: Any, role: Role | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        held = role.permissions if role else []
        if role:
            self.initial.update(title=role.title, second_factor=role.second_factor)
        for module in modules():
            if module.permissions:
                self.fields[GROUP + module.name] = forms.MultipleChoiceField(
                    label=f"Quyền: {module.title}",
                    choices=list(module.permissions.items()),
                    initial=[code for code in module.permissions if code in held],
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        groups = [name for name in self.fields if name.startswith(GROUP)]
        values["permissions"] = [code for name in groups for code in values.pop(name, [])]
        return values
