"""What is asked of whoever acts for a member: for whom, and how that member agreed."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from ketdoan.core.acting import current_actor
from ketdoan.core.fields import RemoteChoiceField
from ketdoan.units.queries.inside import full_place

from ..actions.proxies import Agreement
from ..models import Member, ProxyConsent
from ..queries.leading import led


def member_said(member: Member) -> str:
    """A member as suggestions name them: there are many of one name."""
    born = member.birth_year or ""
    return " · ".join(filter(None, [member.person.name, str(born), full_place(member.unit)]))


class ForMemberForm(forms.Form):
    """The part of a form by which an officer acts for a member."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = {
            "member": RemoteChoiceField(
                led(current_actor()), reverse_lazy("members:led"), text=member_said, label="Thay đoàn viên"
            ),
            "how": forms.ChoiceField(
                label="Người đó đồng ý bằng cách", choices=ProxyConsent.WAYS, widget=forms.RadioSelect
            ),
            "said": forms.CharField(
                label="Đồng ý thế nào",
                max_length=250,
                help_text="Lúc nào, ở đâu. Người đó xem được ở mục Ai đã làm thay tôi.",
            ),
            "agreed": forms.BooleanField(
                label="Người đó đã đồng ý để tôi làm thay",
                error_messages={"required": "Cần người đó đồng ý thì mới làm thay được."},
            ),
        }
        own, consent = self.fields, self.fields.pop("consent", None)
        self.fields = {"member": asked.pop("member"), **own, **asked}
        if consent is not None:
            self.fields["consent"] = consent

    def clean(self) -> dict[str, Any]:
        """The inputs of the act."""
        given = super().clean() or {}
        agreement = Agreement(given.pop("agreed", False), given.pop("how", ""), given.pop("said", ""))
        return {**given, "agreed": agreement}
