"""What the module holds of persons, for the copy and for erasing. See core.modules.PersonalData."""

from ketdoan.core.modules import Held, PersonalData
from ketdoan.core.traces import Traces

from ..models import Statement, Survey

GONE = "(đã xóa theo yêu cầu)"


def forget(traces: Traces) -> None:
    """Take out words that speak of somebody who is erased: statements, and free answers that were counted. Slips
    still sealed name nobody who could be found in them, and go when they are opened."""
    for statement in Statement.objects.iterator(chunk_size=500):
        if traces.in_text(statement.text):
            Statement.objects.filter(pk=statement.pk).update(text=GONE)
    for survey in Survey._base_manager.exclude(found={}).iterator(chunk_size=100):
        spoken = False
        for line in survey.found.get("questions", {}).values():
            kept = [GONE if traces.in_text(text) else text for text in line.get("texts", [])]
            if kept != line.get("texts", []):
                line["texts"], spoken = kept, True
        if spoken:
            survey.save(update_fields=["found"])


_OF_UNITS = ("survey", "question", "statement", "agendaitem", "promise", "promisereport")
_OPEN = "Câu hỏi, nội dung đối thoại, cam kết của đơn vị; chỉ dẫn đến vị trí công tác của người lập."

PERSONS = PersonalData(
    held={"surveys.taken": Held("Khảo sát đã tham gia (không lưu câu trả lời của ai)", "person")},
    apart={
        **dict.fromkeys([f"surveys.{name}" for name in _OF_UNITS], _OPEN),
        "surveys.slip": "Phiếu trả lời niêm phong, không có gì dẫn về người đã trả lời.",
    },
    forget=forget,
)
