"""From a statement to the agenda of the dialogue, to what was promised there, to how far it is done."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import clean_line, today

from ..models import AgendaItem, Promise, PromiseReport, Statement, Survey
from ..queries.asking import ASK
from ..rules.states import SurveyState
from .asking import locked_in, tell_outcome


@action("surveys.agenda", "Đưa ý kiến vào nội dung đối thoại", permission=ASK)
def put_on_agenda(act: Act, *, survey: Survey, title: str, statement: Statement | None = None) -> AgendaItem:
    """Make a point of the dialogue of a statement, or of anything that came up."""
    held = locked_in(act, survey, SurveyState.CLOSED)
    title = clean_line(title)
    if not title:
        raise ValidationError({"title": "Hãy ghi nội dung đối thoại."})
    if statement and statement.survey_id != held.pk:
        raise ValidationError({"statement": "Ý kiến này thuộc lần lấy ý kiến khác."})
    if statement and held.agenda.filter(statement=statement).exists():
        raise ValidationError("Ý kiến này đã có trong nội dung đối thoại.")
    last = held.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(survey=held, statement=statement, title=title, order=last + 1)
    act.record(item, unit_id=held.unit_id, change={"survey": held.pk})
    return item


@action("surveys.agenda_outcome", "Ghi kết quả đối thoại", permission=ASK)
def write_outcome(act: Act, *, item: AgendaItem, outcome: str) -> AgendaItem:
    """Write what the dialogue came to on a point."""
    held = _own(act, item)
    held.outcome = outcome.strip()
    held.save(update_fields=["outcome"])
    act.record(held, unit_id=held.survey.unit_id)
    return held


@action("surveys.promise", "Ghi cam kết sau đối thoại", permission=ASK)
def promise(act: Act, *, item: AgendaItem, text: str, by: str, due: date) -> Promise:
    """Write down what was promised, by whom and until when."""
    held = _own(act, item)
    made = Promise.objects.create(item=held, text=clean_line(text), by=clean_line(by), due=due)
    act.record(made, unit_id=held.survey.unit_id, change={"item": held.pk, "due": due})
    tell_outcome.later(survey_id=held.survey_id, what=f"promise:{made.pk}")
    return made


@action("surveys.promise_report", "Ghi tiến độ cam kết", permission=ASK)
def report(act: Act, *, promise: Promise, percent: int, text: str = "") -> PromiseReport:
    """Say how far a promise has come; those who took part are told."""
    item = _own(act, promise.item)
    held = Promise.objects.select_for_update().get(pk=promise.pk, item=item)
    if not 0 <= percent <= 100:
        raise ValidationError({"percent": "Từ 0 đến 100."})
    held.percent = percent
    held.done_on = today() if percent == 100 else None
    held.save(update_fields=["percent", "done_on"])
    made = PromiseReport.objects.create(
        promise=held, on=today(), percent=percent, text=text.strip(), post_id=act.actor.post_id
    )
    act.record(held, unit_id=item.survey.unit_id, change={"percent": percent})
    tell_outcome.later(survey_id=item.survey_id, what=f"report:{made.pk}")
    return made


def _own(act: Act, item: AgendaItem) -> AgendaItem:
    survey = locked_in(act, item.survey, SurveyState.CLOSED)
    found: AgendaItem = survey.agenda.get(pk=item.pk)
    return found
