"""What the register holds of persons, for the copy and for erasing. See core.modules.PersonalData."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from ketdoan.core.modules import Held

from ..models import CorrectionPhoto, DuplicatePair, Member, PersonLink, Spell
from ..models.members import LEFT
from .requests import picture


def needed(person: Any) -> str:
    """Why a person cannot be erased yet: a member leaves first, so that figures know it."""
    if Member._base_manager.filter(pk=person.pk).exclude(state=LEFT).exists():
        return "Người này đang là đoàn viên. Hãy ghi thôi là đoàn viên trước khi xóa dữ liệu."
    return ""


def counted(person: Any) -> bool:
    """Whether figures of some day count the person."""
    return Spell._base_manager.filter(person=person).exists()


def _links(person: Any) -> QuerySet[PersonLink]:
    return PersonLink._base_manager.filter(Q(person=person) | Q(into=person))


def _pairs(person: Any) -> QuerySet[DuplicatePair]:
    return DuplicatePair._base_manager.filter(Q(first=person) | Q(second=person))


def _papers(person: Any) -> Iterable[tuple[str, bytes]]:
    """The pictures of papers that came with a person's proposals."""
    photos = CorrectionPhoto._base_manager.filter(request__person=person.pk).select_related("request__person__key")
    for photo in photos.order_by("pk"):
        if content := picture(photo):
            yield f"de-nghi-sua-{photo.request_id}-{photo.pk}.webp", content


HELD = {
    "members.member": Held("Tình trạng đoàn viên", "person"),
    "members.memberevent": Held("Quá trình sinh hoạt công đoàn", "person"),
    "members.spell": Held("Các thời gian sinh hoạt", "person"),
    "members.profile": Held("Công việc, trình độ", "person"),
    "members.sensitivefact": Held("Dữ liệu nhạy cảm", "person"),
    "members.consent": Held("Sự đồng ý về dữ liệu", "person"),
    "members.application": Held("Đơn gia nhập", "person"),
    "members.transferrequest": Held("Yêu cầu chuyển sinh hoạt", "person"),
    "members.card": Held("Thẻ đoàn viên", "person"),
    "members.photo": Held("Ảnh thẻ", "person"),
    "members.importedchange": Held("Thay đổi do nhập danh sách", "person"),
    "members.quality": Held("Rà soát hồ sơ", "person"),
    "members.personlink": Held("Hồ sơ đã gộp", _links),
    "members.proxyconsent": Held("Việc người khác đã làm thay", "person"),
    "members.correctionrequest": Held("Đề nghị sửa dữ liệu", "person", files=_papers),
    "members.erasurerequest": Held("Yêu cầu xóa dữ liệu", "person"),
    "members.duplicatepair": Held("Hồ sơ có thể trùng", _pairs),
}
APART = {
    "members.numbercheck": "chỉ là dấu rằng một số giấy tờ đã được so với hồ sơ",
    "members.correctionphoto": "ảnh giấy tờ nằm trong tệp kèm theo đề nghị sửa dữ liệu",
}
