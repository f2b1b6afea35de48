"""Erasing a person's data: who may do it, whether it can be done yet, and what goes and what stays."""

from ketdoan.core.acting import SYSTEM, Actor
from ketdoan.core.history import span
from ketdoan.core.models import Rule
from ketdoan.core.modules import personal_data
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_number, today

from ..models import Appointment, Contact, Identifier, Person, Post, Unit
from .posts import SECOND_FACTOR_LEVELS

PERMISSION = "units.erase"
TOO_LOW = "Việc xóa dữ liệu cá nhân do công đoàn cấp trên cơ sở trở lên thực hiện. Hãy chuyển yêu cầu lên cấp trên."
#: The name of those who never acted for the union, once they are erased.
NAMELESS = "Người đã xóa dữ liệu"


def may_erase(actor: Actor) -> bool:
    """Whether a post may erase: it has the permission and stands at the upper level or above it.

    Erasing cannot be undone, so the grassroots ask the level at which every post signs in with a second factor.
    """
    if actor is SYSTEM:
        return True
    high = Unit._base_manager.filter(pk=actor.unit_id or 0, level__in=SECOND_FACTOR_LEVELS).exists()
    return high and actor.may(PERMISSION)


def still_serves(person: Person) -> bool:
    """Whether a person is in office or holds a post, today or later: the union still needs to reach them."""
    days = span(today())
    held = Appointment._base_manager.filter(person=person, replaced_at=None, valid__overlap=days)
    return held.exists() or Post._base_manager.filter(person=person, valid__overlap=days).exists()


def ever_served(person: Person) -> bool:
    """Whether a person ever held an office or a post: the union's history and the audit trail then need the name."""
    return any(model._base_manager.filter(person=person).exists() for model in (Appointment, Post))


def counted(person: Person) -> bool:
    """Whether figures of the union count the person by sex."""
    return any(part.counted(person) for part in personal_data())


def what_goes_and_stays(person: Person) -> list[str]:
    """What erasing a person does, for those who decide on it."""
    contacts, numbers = (
        format_number(model._base_manager.filter(person=person).count()) for model in (Contact, Identifier)
    )
    told = [
        f"Hủy khóa mã hóa riêng của {person.name}: không ai đọc lại hay tìm ra được nữa, kể cả người quản trị.",
        f"Mất vĩnh viễn {contacts} thông tin liên hệ và {numbers} số giấy tờ đã ghi.",
    ]
    if ever_served(person):
        told.append("Xóa ngày sinh.")
        told.append(
            "Giữ lại họ và tên, giới tính, các chức vụ và vị trí đã giữ: ai làm cán bộ công đoàn là thông tin công "
            "khai của tổ chức, lịch sử của đơn vị cần đến."
        )
    elif counted(person):
        told.append("Xóa họ và tên, ngày sinh, năm sinh, công việc, trình độ, dữ liệu nhạy cảm.")
        told.append(
            "Giữ lại giới tính và các ngày vào, chuyển, thôi, không gắn với tên: số liệu đoàn viên các kỳ cần đến."
        )
    else:
        told.append("Xóa họ và tên, ngày sinh, giới tính: người này chưa từng giữ chức vụ hay vị trí nào.")
    if person.account:
        username = person.account.username
        told.append(f"Khóa tài khoản “{username}”: xóa tên đăng nhập, thư điện tử, bản nháp, đăng xuất mọi thiết bị.")
    told.append("Giữ nguyên số liệu, nhật ký tác nghiệp và nhật ký các lần xem dữ liệu.")
    told.append("Bản sao lưu đã có còn chứa dữ liệu này cho đến khi hết hạn lưu.")
    told.append("Không hoàn tác được. Sau này cần ghi lại thì lập hồ sơ mới.")
    return told


def time_limit() -> Rule:
    """The hours within which a lawful request is dealt with: a dated rule."""
    return rule("units.erasure_hours", today())
