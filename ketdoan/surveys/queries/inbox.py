"""What awaits officials: proposals to look at, promises that are due."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.rules import rule
from ketdoan.core.viet import format_number, today

from ..models import Promise, Statement
from ..rules.states import StatementState, SurveyState
from .asking import ASK


def surveys_due(actor: Actor) -> Iterator[InboxItem]:
    """Proposed statements that wait, and promises near or past their day, of the own unit."""
    if not actor.may(ASK):
        return
    waiting = Statement.objects.filter(
        state=StatementState.PROPOSED, survey__state=SurveyState.OPEN, survey__unit=actor.unit_id or 0
    )
    rows = waiting.order_by().values("survey", "survey__title", "survey__votes_from").annotate(number=Count("pk"))
    for row in rows:
        yield InboxItem(
            f"{format_number(row['number'])} ý kiến đoàn viên đề xuất chờ duyệt",
            reverse("surveys:survey", args=[row["survey"]]),
            row["survey__title"],
            row["survey__votes_from"],
            "messages-square",
        )
    notice = timedelta(days=int(rule("surveys.promise_notice_days", today()).value))
    due = Promise.objects.filter(item__survey__unit=actor.unit_id or 0, percent__lt=100, due__lte=today() + notice)
    for one in due.select_related("item"):
        yield InboxItem(
            f"Cam kết sau đối thoại: {one.text}",
            reverse("surveys:survey", args=[one.item.survey_id]),
            f"{one.by}, đã thực hiện {one.percent}%",
            one.due,
            "handshake",
        )
