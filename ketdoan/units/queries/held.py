"""What the module holds of persons: for the copy that each may ask for. See core.modules.PersonalData."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps

from ketdoan.core.acting import somebody
from ketdoan.core.models import AuditEntry, Notification
from ketdoan.core.modules import Held, PersonalData, message_kinds

from .own import views_of


def of_account(label: str, path: str) -> Callable[[Any], Iterable[Any]]:
    """Rows of a model that belong to a person's account."""

    def find(person: Any) -> Iterable[Any]:
        model: Any = apps.get_model(label)
        return model._base_manager.filter(**{path: person.account_id}) if person.account_id else []

    return find


def _acts_about(person: Any) -> Iterable[Any]:
    return AuditEntry.objects.filter(about="units.person", about_id=person.pk).order_by("pk")


def _messages(person: Any) -> Iterable[Any]:
    """The messages to a person's account; where somebody else makes the copy, without those of private categories."""
    actor = somebody()
    if not person.account_id:
        return []
    found = Notification.objects.filter(account_id=person.account_id)
    own = actor is not None and actor.account_id == person.account_id
    private = [] if own else [kind.code for kind in message_kinds() if kind.private]
    return found.exclude(category__in=private)


_OFFICIALS_WORK = "Công việc chung của đơn vị; chỉ dẫn đến vị trí công tác của người làm."
_ACCOUNT = "Dùng để đăng nhập, chỉ chính chủ tài khoản xem và xóa được trong phần bảo mật."

PERSONS = PersonalData(
    held={
        "units.person": Held("Hồ sơ", "pk"),
        "units.contact": Held("Liên hệ", "person"),
        "units.identifier": Held("Số giấy tờ", "person"),
        "units.appointment": Held("Chức vụ", "person"),
        "units.post": Held("Vị trí công tác", "person"),
        "units.personaldataview": Held("Các lần dữ liệu được xem", views_of),
        "core.auditentry": Held("Việc đã làm trên hồ sơ", _acts_about),
        "core.account": Held("Tài khoản", of_account("core.account", "pk")),
        "core.notification": Held("Thông báo đã nhận", _messages),
        "core.preference": Held("Cài đặt", of_account("core.preference", "account")),
        "core.messagechoice": Held("Cách nhận thông báo", of_account("core.messagechoice", "account")),
        "core.apitoken": Held("Mã kết nối phần mềm", of_account("core.apitoken", "account")),
        "account.emailaddress": Held("Thư điện tử của tài khoản", of_account("account.emailaddress", "user")),
        "usersessions.usersession": Held("Thiết bị đang đăng nhập", of_account("usersessions.usersession", "user")),
    },
    apart={
        "units.invitation": "Lời mời mở tài khoản chỉ giữ dấu vết của một mã dùng một lần.",
        "units.adminsession": _OFFICIALS_WORK,
        "core.draft": "Bản nháp chưa gửi của chính chủ tài khoản, tự xóa sau 30 ngày.",
        "core.keptfile": "Tệp của biểu mẫu bị từ chối, niêm phong, tự xóa sau một ngày.",
        "core.savedview": "Bộ lọc danh sách mà chính chủ tài khoản đã lưu.",
        "mfa.authenticator": _ACCOUNT,
        "account.emailconfirmation": _ACCOUNT,
    },
)
