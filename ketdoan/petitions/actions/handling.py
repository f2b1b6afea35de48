"""Acts of those who handle petitions: taking one up, asking back, passing it up, answering, closing."""

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.viet import fold, today

from ..models import Petition, Voice
from ..queries.routing import HANDLE, desk_for
from ..rules.states import Move, State
from .recording import anew, end, may, note, of_desk, step, tell_new, tell_voices, words

NAMES_NOBODY = "Trả lời công bố thì mọi đoàn viên trong đơn vị đọc được: không nêu tên người gửi, người cùng ý."


@action("petitions.accept", "Tiếp nhận phản ánh", permission=HANDLE)
def accept(act: Act, *, petition: Petition) -> Petition:
    """Take a petition up: those whose it is learn that somebody is at it."""
    held = of_desk(act, petition)
    _move(act, held, may(held, "accept"))
    step(act, held, Move.ACCEPTED)
    tell_voices(held, f"Phản ánh số {held.pk} đã được tiếp nhận")
    return held


@action("petitions.ask_back", "Hỏi lại người gửi phản ánh", permission=HANDLE)
def ask_back(act: Act, *, petition: Petition, text: str) -> Petition:
    """Ask the sender for what is missing. Until they have said it, the last day does not count."""
    held = of_desk(act, petition)
    to = may(held, "ask_back")
    if not Voice._base_manager.filter(petition=held, first=True, person__isnull=False).exists():
        raise ValidationError("Người gửi không còn theo phản ánh này nữa, không hỏi lại được.")
    _move(act, held, to)
    step(act, held, Move.ASKED_BACK, words(text, "text"))
    tell_voices(held, f"Phản ánh số {held.pk}: cán bộ công đoàn cần anh chị bổ sung", first_alone=True)
    return held


@action("petitions.forward", "Chuyển phản ánh lên công đoàn cấp trên", permission=HANDLE)
def forward(act: Act, *, petition: Petition, text: str) -> Petition:
    """Pass a petition up to the next unit that handles petitions, with all that was said, and a word to it."""
    held = of_desk(act, petition)
    held.state = may(held, "forward")
    above = desk_for(held.desk, above=True)
    if above is None:
        raise ValidationError("Không có công đoàn cấp trên nào nhận phản ánh trên hệ thống.")
    note(act, held, {"desk": [held.desk_id, above.pk]})
    step(act, held, Move.FORWARDED, words(text, "text"))
    anew(held, above)
    held.save(update_fields=["state", "desk", "due", "due_rule"])
    tell_new(held, f"passed:{held.due}")
    tell_voices(held, f"Phản ánh số {held.pk} đã chuyển lên {above.short_name}")
    return held


@action("petitions.answer", "Trả lời phản ánh", permission=HANDLE)
def answer(act: Act, *, petition: Petition, text: str, publish: bool = False) -> Petition:
    """Answer a petition. With `publish` every member of the sender's union may read the one line and the answer, where
    the sender allowed it."""
    held = of_desk(act, petition)
    to, said = may(held, "answer"), words(text, "text")
    if publish:
        _publish(held, said)
    step(act, held, Move.ANSWERED, said)
    end(held, to)
    note(act, held, {"state": to, "goes_on": held.goes_on, "published": publish})
    tell_voices(held, f"Phản ánh số {held.pk} đã có trả lời")
    return held


@action("petitions.close", "Đóng phản ánh không giải quyết", permission=HANDLE)
def close(act: Act, *, petition: Petition, text: str) -> Petition:
    """Close a petition without an answer, for a reason that those read whose it is, with where else to go."""
    held = of_desk(act, petition)
    to = may(held, "close")
    step(act, held, Move.CLOSED, words(text, "text"))
    end(held, to)
    note(act, held, {"state": to, "goes_on": held.goes_on})
    tell_voices(held, f"Phản ánh số {held.pk} đã khép lại")
    return held


def _publish(held: Petition, said: str) -> None:
    if not held.shared:
        raise ValidationError({"publish": "Người gửi không để đoàn viên khác trong đơn vị thấy phản ánh này."})
    without_numbers(said, "text")
    folded = f" {fold(said)} "
    named = Voice._base_manager.filter(petition=held, person__isnull=False).values_list("person__words", flat=True)
    if any(f" {name} " in folded for name in named):
        raise ValidationError({"text": NAMES_NOBODY})
    held.published_on = today()
    held.save(update_fields=["published_on"])


def _move(act: Act, held: Petition, to: State) -> None:
    held.state = to
    held.save(update_fields=["state"])
    note(act, held, {"state": to})
