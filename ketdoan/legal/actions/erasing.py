"""What the module holds of persons, for the copy and for erasing. See core.modules.PersonalData."""

from collections.abc import Iterable, Sequence
from typing import Any

from ketdoan.core.modules import Held, PersonalData
from ketdoan.core.traces import Traces
from ketdoan.core.viet import today

from ..models import Case
from ..queries.desk import opened
from ..rules.desk import UNDONE, CaseState
from .desk import forget as forget_case


def erase(person: Any) -> None:
    """Destroy the cases of a person who is erased."""
    _forget(list(Case._base_manager.filter(person=person).select_related("key")))


def forget(traces: Traces) -> None:
    """Destroy cases in which somebody who is erased is spoken of."""
    kept = Case._base_manager.filter(key__destroyed_at=None).exclude(key=None).select_related("key")
    _forget([case for case in kept.iterator(chunk_size=500) if _speaks(case, traces)])


def _forget(cases: Sequence[Case]) -> None:
    """Those that wait thereby end."""
    for case in cases:
        if case.state in UNDONE:
            Case._base_manager.filter(pk=case.pk).update(state=CaseState.WITHDRAWN, ended_on=today())
        forget_case(case)


def _speaks(case: Case, traces: Traces) -> bool:
    told = opened(case)
    if told is None:
        return False
    return traces.in_text("\n".join([told.question, told.name, told.contact, *(step.text for step in told.steps)]))


def _cases(person: Any) -> Iterable[Case]:
    """The cases of a person without what stands in them: an official makes the copy, who is not to read it."""
    for case in Case._base_manager.filter(person=person).order_by("pk"):
        case.question = case.name = case.contact = None
        yield case


_WORK = "Công việc chung của bộ phận tư vấn; chỉ dẫn đến vị trí công tác của người soạn, người thẩm định."
_WORDS = "Lời trao đổi trong câu hỏi: chỉ người hỏi và cán bộ pháp luật phụ trách đọc, ở mục Câu hỏi pháp luật của tôi."

PERSONS = PersonalData(
    held={"legal.case": Held("Câu hỏi gửi bộ phận tư vấn pháp luật (nội dung: xem mục Câu hỏi của tôi)", _cases)},
    apart={"legal.casestep": _WORDS, "legal.ownentry": _WORK, "legal.entrycheck": _WORK},
    erase=erase,
    forget=forget,
)
