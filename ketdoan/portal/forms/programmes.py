"""Forms by which a member registers for a programme or asks about one."""

from typing import Any

from django import forms

from ketdoan.core.fields import NumberField
from ketdoan.welfare.actions.programmes import LONGEST
from ketdoan.welfare.models import Programme

from .care import words


class JoinForm(forms.Form):
    """How many places, and a word to the union."""

    seats = NumberField(label="Số chỗ", low=1, initial=1)
    note = words("Lời nhắn", "Ví dụ: lên xe ở đâu, đi cùng ai.", longest=LONGEST, required=False)

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        if programme.seats_each == 1:
            del self.fields["seats"]
        else:
            self.fields["seats"].help_text = f"Mỗi người tối đa {programme.seats_each} chỗ."


class QuestionForm(forms.Form):
    """What the member wants to know."""

    text = words("Câu hỏi", longest=LONGEST)
