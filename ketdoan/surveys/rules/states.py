"""Kinds and states of what is asked, and who moves them."""

from django.db.models import TextChoices

SCALE = (1, 2, 3, 4, 5)


class SurveyKind(TextChoices):
    """Questions to be answered, or statements to be agreed or disagreed with."""

    SURVEY = "survey", "Khảo sát"
    OPINION = "opinion", "Lấy ý kiến trước đối thoại"


class SurveyState(TextChoices):
    """Where a survey stands. Between `open` and `closed` all slips stay sealed."""

    DRAFT = "draft", "Bản nháp"
    OPEN = "open", "Đang lấy ý kiến"
    CLOSED = "closed", "Đã kết thúc"
    WITHDRAWN = "withdrawn", "Đã thu hồi"


class QuestionKind(TextChoices):
    """How a question is answered."""

    ONE = "one", "Chọn một"
    MANY = "many", "Chọn nhiều"
    SCALE = "scale", "Thang điểm 1 đến 5"
    TEXT = "text", "Trả lời ngắn"


class StatementState(TextChoices):
    """Where a statement stands: members vote on those that are shown."""

    PROPOSED = "proposed", "Chờ duyệt"
    SHOWN = "shown", "Đưa ra lấy ý kiến"
    REFUSED = "refused", "Không đưa ra"


class SlipKind(TextChoices):
    """What lies sealed in the box: an answer, or a statement that a member proposes."""

    BALLOT = "ballot", "Phiếu trả lời"
    PROPOSAL = "proposal", "Ý kiến đề xuất"


#: From which states each move leads to which.
TRANSITIONS: dict[str, tuple[tuple[SurveyState, ...], SurveyState]] = {
    "publish": ((SurveyState.DRAFT,), SurveyState.OPEN),
    "close": ((SurveyState.OPEN,), SurveyState.CLOSED),
    "withdraw": ((SurveyState.OPEN,), SurveyState.WITHDRAWN),
}
