"""Pure rules of applications for membership and of transfers between unions: their states and who moves them.

Nothing here reads a database. Source of the practice: Hướng dẫn 38/HD-TLĐ năm 2024 (forms 5a and 5b, the decision of
the executive); a transfer begins at the union where the member comes to.
"""

from datetime import date

from django.db.models import TextChoices


class ApplicationForm(TextChoices):
    """The form on which somebody applies: alone, or as one of a list that each of them signs."""

    SINGLE = "single", "Đơn cá nhân (mẫu 5a)"
    COLLECTIVE = "collective", "Danh sách tập thể (mẫu 5b)"


class Origin(TextChoices):
    """How an application came in."""

    PAPER = "paper", "Đơn giấy"
    APP = "app", "Ứng dụng"


class ApplicationState(TextChoices):
    """Of an application."""

    RECEIVED = "received", "Đã nhận đơn"
    PROPOSED = "proposed", "Chờ quyết định"
    ADMITTED = "admitted", "Đã kết nạp"
    REFUSED = "refused", "Không kết nạp"
    WITHDRAWN = "withdrawn", "Đã rút đơn"
    LAPSED = "lapsed", "Hết hạn lưu"


OPEN_APPLICATION = (ApplicationState.RECEIVED, ApplicationState.PROPOSED)

#: From which states each move of an application leads where.
APPLICATION_TRANSITIONS: dict[str, dict[ApplicationState, tuple[ApplicationState, ...]]] = {
    "propose": {ApplicationState.PROPOSED: (ApplicationState.RECEIVED,)},
    "take_back": {ApplicationState.RECEIVED: (ApplicationState.PROPOSED,)},
    "admit": {ApplicationState.ADMITTED: (ApplicationState.PROPOSED,)},
    "refuse": {ApplicationState.REFUSED: OPEN_APPLICATION},
    "withdraw": {ApplicationState.WITHDRAWN: OPEN_APPLICATION},
    "lapse": {ApplicationState.LAPSED: OPEN_APPLICATION},
}


class IntakeState(TextChoices):
    """Of a batch of applications that an executive decides on."""

    OPEN = "open", "Chờ quyết định"
    DECIDED = "decided", "Đã kết nạp"
    DROPPED = "dropped", "Đã bỏ"


class TransferState(TextChoices):
    """Of a request that a member go on in another union."""

    ASKED = "asked", "Chờ trả lời"
    HANGING = "hanging", "Treo"
    ACCEPTED = "accepted", "Đã chuyển"
    REFUSED = "refused", "Không đồng ý"
    WITHDRAWN = "withdrawn", "Đã rút"
    LAPSED = "lapsed", "Không còn hiệu lực"


OPEN_TRANSFER = (TransferState.ASKED, TransferState.HANGING)

#: From which states each move of a transfer leads where. `answer` is the other side's, `decide` that of a union above
#: both.
TRANSFER_TRANSITIONS: dict[str, dict[TransferState, tuple[TransferState, ...]]] = {
    "answer": {TransferState.ACCEPTED: OPEN_TRANSFER, TransferState.REFUSED: OPEN_TRANSFER},
    "decide": {TransferState.ACCEPTED: OPEN_TRANSFER, TransferState.REFUSED: OPEN_TRANSFER},
    "hang": {TransferState.HANGING: (TransferState.ASKED,)},
    "withdraw": {TransferState.WITHDRAWN: OPEN_TRANSFER},
    "lapse": {TransferState.LAPSED: OPEN_TRANSFER},
}


class Side(TextChoices):
    """Which of the two unions asked for a transfer; the other one answers."""

    DESTINATION = "destination", "Nơi đến đề nghị"
    SOURCE = "source", "Nơi đi giới thiệu"


class Refusal(TextChoices):
    """Why a union does not agree to a transfer."""

    DEBTS = "debts", "Chưa hoàn thành đoàn phí, công nợ"
    DISCIPLINE = "discipline", "Đang xem xét kỷ luật"
    STAYS = "stays", "Người này vẫn sinh hoạt tại đơn vị"
    NOT_HERE = "not_here", "Không làm việc tại đơn vị tiếp nhận"
    OTHER = "other", "Lý do khác"


def may_move(transitions: dict[str, dict], move: str, state: str, to: str) -> bool:
    """Whether a move of a table leads from a state to another."""
    return state in transitions[move].get(to, ())


def age_on(day: date, birth_date: date | None, birth_year: int | None) -> int | None:
    """Whole years of age on a day, the most that what is known allows; None where nothing is known."""
    if birth_date:
        return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    return day.year - birth_year if birth_year else None


def common_line(first: str, second: str) -> str:
    """The part that two paths of the tree have in common, the two units themselves left out: that of the nearest
    union above both. "" where there is none."""
    shared = []
    for one, other in zip(first.strip("/").split("/")[:-1], second.strip("/").split("/")[:-1], strict=False):
        if one != other:
            break
        shared.append(one)
    return "/".join(shared) + "/" if shared else ""


class CorrectionField(TextChoices):
    """What of the own record a member may propose to put right."""

    NAME = "name", "Họ và tên"
    BIRTH = "birth_date", "Ngày sinh"
    SEX = "sex", "Giới tính"
    PHONE = "phone", "Điện thoại"
    EMAIL = "email", "Thư điện tử"
    ADDRESS = "address", "Địa chỉ"
    CITIZEN_ID = "citizen_id", "Số căn cước"
    PROFESSION = "profession", "Nhóm nghề nghiệp"
    JOB = "job_title", "Công việc, chức vụ ở nơi làm"


#: What is not put right without a picture of a paper that says so.
WITH_EVIDENCE = (CorrectionField.NAME, CorrectionField.BIRTH, CorrectionField.SEX, CorrectionField.CITIZEN_ID)


class RequestState(TextChoices):
    """Of a proposal to put the own record right. One that waits may go to any of the others, and none further."""

    WAITING = "waiting", "Chờ xét"
    ACCEPTED = "accepted", "Đã sửa"
    REFUSED = "refused", "Không sửa"
    WITHDRAWN = "withdrawn", "Đã rút"


class ErasureState(TextChoices):
    """Of a request to be erased. One that waits may go to any of the others, and none further."""

    WAITING = "waiting", "Chờ xử lý"
    DONE = "done", "Đã xóa"
    REFUSED = "refused", "Không xóa"
    WITHDRAWN = "withdrawn", "Đã rút"
