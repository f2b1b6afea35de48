"""What the module holds of persons, for the copy and for erasing. See core.modules.PersonalData."""

from collections.abc import Iterable
from typing import Any

from ketdoan.core.acting import somebody
from ketdoan.core.modules import Held, PersonalData
from ketdoan.core.traces import Traces
from ketdoan.core.viet import today

from ..models import Petition, Voice
from ..queries.reading import opened
from ..rules.states import UNDONE, State
from .recording import forget as forget_petition


def erase(person: Any) -> None:
    """Let the petitions of a person who is erased be nobody's. What stands in them does not go with it: that it went
    on that day would tell whose a hidden one was."""
    Voice._base_manager.filter(person=person).update(person=None)
    Petition._base_manager.filter(proxy__person=person).update(proxy=None)


def forget(traces: Traces) -> None:
    """Destroy petitions in which somebody who is erased is spoken of."""
    kept = Petition._base_manager.filter(key__destroyed_at=None).exclude(key=None).select_related("key")
    for held in kept.iterator(chunk_size=500):
        if _speaks(held, traces):
            if held.state in UNDONE:
                Petition._base_manager.filter(pk=held.pk).update(state=State.WITHDRAWN, ended_on=today())
            forget_petition(held)


def _speaks(held: Petition, traces: Traces) -> bool:
    told = opened(held)
    if told is None:
        return False
    said = [told.title, *(step.text for step in told.steps), *(one.who for one in told.promises)]
    return traces.in_text("\n".join(said))


def _voices(person: Any) -> Iterable[Voice]:
    """A person's petitions by number. Where an official makes the copy, those without the hidden ones: of them not
    even that there are any."""
    actor = somebody()
    rows = Voice._base_manager.filter(person=person).order_by("pk")
    own = actor is not None and person.pk in (actor.person_id, *actor.scope.persons)
    return list(rows if own else rows.filter(hidden=False))


_WORDS = "Nội dung phản ánh: chỉ người gửi và cán bộ phụ trách đọc, ở mục Phản ánh trong ứng dụng của đoàn viên."
_SENT = "Người được gửi thay: đã nêu ở phần phản ánh, kiến nghị và ở mục Ai đã làm thay tôi."
_WORK = "Công việc chung của đơn vị giải quyết phản ánh; chỉ dẫn đến vị trí công tác của cán bộ."

PERSONS = PersonalData(
    held={"petitions.voice": Held("Phản ánh, kiến nghị đã gửi hoặc cùng ý (nội dung: xem trong ứng dụng)", _voices)},
    apart={
        "petitions.petition": _SENT,
        "petitions.promise": _WORK,
        "petitions.step": _WORDS,
        "petitions.picture": _WORDS,
        "petitions.opening": _WORK,
    },
    erase=erase,
    forget=forget,
)
