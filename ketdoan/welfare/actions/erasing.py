"""What the module holds of persons, for the copy and for erasing. See core.modules.PersonalData."""

from collections.abc import Iterable, Sequence
from typing import Any

from ketdoan.core.modules import Held, PersonalData
from ketdoan.core.traces import Traces
from ketdoan.core.viet import today

from ..models import AidCase, Question, Registration
from ..queries.cases import opened
from ..rules import UNDONE, CaseState
from .cases import forget as forget_case


def erase(person: Any) -> None:
    """Destroy the cases of a person who is erased; what they wrote about programmes went with their key."""
    _forget(list(AidCase._base_manager.filter(person=person).select_related("key")))
    Registration._base_manager.filter(person=person).update(note=None, reason=None)
    Question._base_manager.filter(person=person).delete()


def forget(traces: Traces) -> None:
    """Destroy cases in which somebody who is erased is spoken of."""
    kept = AidCase._base_manager.filter(key__destroyed_at=None).exclude(key=None).select_related("key")
    _forget([case for case in kept.iterator(chunk_size=500) if _speaks(case, traces)])


def _forget(cases: Sequence[AidCase]) -> None:
    """Those that wait thereby end."""
    for case in cases:
        if case.state in UNDONE:
            AidCase._base_manager.filter(pk=case.pk).update(state=CaseState.WITHDRAWN, ended_on=today())
        forget_case(case)


def _speaks(case: AidCase, traces: Traces) -> bool:
    told = opened(case)
    return told is not None and traces.in_text("\n".join([told.text, *(step.text for step in told.steps)]))


def _cases(person: Any) -> Iterable[AidCase]:
    """The cases of a person without what stands in them: an official makes the copy, who is not to read it."""
    for case in AidCase._base_manager.filter(person=person).order_by("pk"):
        case.said, case.rate = None, None
        yield case


_WORDS = "Nội dung, ảnh của đề nghị: chỉ người đề nghị và cán bộ được giao xét đọc, ở mục Chăm lo của ứng dụng."

PERSONS = PersonalData(
    held={
        "welfare.aidcase": Held("Đề nghị thăm hỏi, trợ cấp (nội dung: xem trên ứng dụng)", _cases),
        "welfare.registration": Held("Đăng ký chương trình, ưu đãi", "person"),
        "welfare.question": Held("Câu hỏi về chương trình, ưu đãi", "person"),
    },
    apart={
        "welfare.casestep": _WORDS,
        "welfare.casephoto": _WORDS,
    },
    erase=erase,
    forget=forget,
)
