"""What awaits a post in the yearly grading."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number

from ..models import MemberList, Sheet
from ..rules.states import OPEN, ListState, State
from .listing import directly_below

NEXT_STEP = {State.OWED: "chưa chấm", State.DRAFT: "đang chấm", State.RETURNED: "cấp trên yêu cầu chấm lại"}
WAITING = {
    State.SENT: ("grading.appraise", "phiếu xếp loại chờ thẩm định"),
    State.APPRAISED: ("grading.decide", "phiếu xếp loại chờ quyết định"),
}


def grading_due(actor: Actor) -> Iterator[InboxItem]:
    """The own union's sheet and list of members; sheets of the unions right below that wait."""
    if not actor.unit_id:
        return
    own = Sheet.objects.filter(unit=actor.unit_id)
    if actor.may("grading.score"):
        for sheet in own.filter(state__in=OPEN).order_by("due"):
            yield InboxItem(
                f"Tự chấm, xếp loại công đoàn cơ sở năm {sheet.year}",
                reverse("grading:sheet", args=[sheet.pk]),
                f"Xếp loại · {NEXT_STEP[State(sheet.state)]}",
                sheet.due,
                "medal",
            )
    if actor.may("grading.members"):
        yield from _members_due(actor)
    for state, (right, words) in WAITING.items():
        if actor.may(right):
            rows = Sheet.objects.filter(directly_below(actor), state=state).order_by("-year")
            for row in rows.values("year").annotate(number=Count("pk")):
                address = f"{reverse('grading:year', args=[row['year']])}?tinh_trang={state.value}"
                yield InboxItem(f"{format_number(row['number'])} {words}", address, f"Năm {row['year']}", None, "medal")


def _members_due(actor: Actor) -> Iterator[InboxItem]:
    """Members are graded while the union's own grading of the year goes on."""
    done = MemberList.objects.filter(unit=actor.unit_id, state=ListState.DONE).values("year")
    asked = Sheet.objects.filter(unit=actor.unit_id).exclude(state__in=(State.DECIDED, State.VOID))
    for sheet in asked.exclude(year__in=done).order_by("due"):
        yield InboxItem(
            f"Xếp loại đoàn viên năm {sheet.year}", reverse("grading:lists"), "Xếp loại", sheet.due, "users-round"
        )
