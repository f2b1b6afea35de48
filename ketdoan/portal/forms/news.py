"""Registering for what an article offers."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ketdoan.news.models import Signup
from ketdoan.news.queries.signups import Offered


class RegisterForm(forms.Form):
    """What one registers for, and the answer to what else is asked."""

    place = forms.TypedChoiceField(label="Đăng ký", coerce=int, widget=forms.RadioSelect)
    answer = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, signup: Signup, offers: Sequence[Offered], **options: Any) -> None:
        super().__init__(*args, **options)
        place: Any = self.fields["place"]
        place.choices = [(one.place.pk, one.words) for one in offers]
        if len(offers) == 1:
            place.initial = offers[0].place.pk
        if signup.ask:
            self.fields["answer"].label = signup.ask
        else:
            del self.fields["answer"]


class CancelForm(forms.Form):
    """Giving a registration up: nothing to say."""
