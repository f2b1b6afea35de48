"""The legal desk for other software: the cases of the own unit, what stands in one, and its answer."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Schema

from ketdoan.core.actions import kept_key
from ketdoan.core.api import ERRORS, Id, Key, Needs, Problem, api
from ketdoan.units.actions.seen import of_one
from ketdoan.units.models import PersonalDataView

from ..actions.desk import LONGEST
from ..actions.desk import answer as give_answer
from ..models import Case
from ..queries.desk import DESK, Said, cases, opened
from ..rules.desk import CaseState, Move
from .strict import Strict


class CaseOut(Schema):
    """A case, without what stands in it."""

    id: int
    unit: str
    state: Literal[tuple(state.value for state in CaseState)]  # type: ignore[valid-type]
    asked_on: date
    due: date
    law_day: date
    ended_on: date | None
    gone: bool


class Place(Schema):
    """A place of the law; `text` is empty where the library does not hold it."""

    act: str
    article: str
    clause: str
    point: str
    text: str


class StepOut(Schema):
    """Something said in a case; `by` is empty where it was the asker."""

    move: Literal[tuple(move.value for move in Move)]  # type: ignore[valid-type]
    by: str
    at: datetime
    text: str
    cites: list[Place]


class CaseWithWords(CaseOut):
    """A case with what stands in it; nothing once that has been destroyed."""

    question: str
    name: str
    contact: str
    steps: list[StepOut]


class Cases(Schema):
    """A part of the cases, the latest first; `next` is the cursor of the part after it."""

    items: list[CaseOut]
    next: int | None


class WantedCases(Strict):
    """Which cases."""

    state: Literal[("", *(state.value for state in CaseState))] = ""  # type: ignore[valid-type]
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Answering(Strict):
    """An answer; `cites` has a citation in each line."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    cites: Annotated[str, Field(min_length=1, max_length=2_000)]


@api.get(
    "legal/cases",
    response={200: Cases, **ERRORS},
    auth=Needs(DESK),
    url_name="legal_cases",
    summary="Câu hỏi gửi bộ phận tư vấn pháp luật",
)
def list_cases(request: HttpRequest, wanted: Query[WantedCases]) -> Any:
    """Câu hỏi của chính đơn vị, mới nhất trước, không có nội dung."""
    rows = cases().order_by("-pk")
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(pk__lt=wanted.cursor) if wanted.cursor else rows
    found = list(rows[: wanted.limit + 1])
    page = found[: wanted.limit]
    return {"items": [_out(case) for case in page], "next": page[-1].pk if len(found) > len(page) else None}


@api.get(
    "legal/cases/{pk}",
    response={200: CaseWithWords, **ERRORS},
    auth=Needs(DESK),
    url_name="legal_case",
    summary="Một câu hỏi và nội dung trao đổi",
)
def one_case(request: HttpRequest, pk: Id) -> Any:
    """Nội dung của một câu hỏi. Mỗi lần đọc được ghi lại cho người hỏi xem."""
    return _opened(request, get_object_or_404(cases(), pk=pk))


@api.post(
    "legal/cases/{pk}/answer",
    response={200: CaseOut, 409: Problem, **ERRORS},
    auth=Needs(DESK),
    url_name="legal_answer",
    summary="Trả lời một câu hỏi",
)
def answer_case(request: HttpRequest, pk: Id, given: Answering, key: Key) -> Any:
    """Trả lời và khép lại câu hỏi; người hỏi được báo."""
    case = get_object_or_404(cases(), pk=pk)
    give_answer(case=case, text=given.text, cites=given.cites, key=kept_key(key))
    return _out(get_object_or_404(cases(), pk=pk))


def _out(case: Case) -> dict[str, Any]:
    told = {name: getattr(case, name) for name in ("state", "asked_on", "due", "law_day", "ended_on", "gone")}
    return {"id": case.pk, "unit": case.unit.code, **told}


def _opened(request: HttpRequest, case: Case) -> dict[str, Any]:
    told = opened(case)
    if told is None:
        return {**_out(case), "question": "", "name": "", "contact": "", "steps": []}
    if case.person_id:
        software = request.api_token.name  # type: ignore[attr-defined]
        of_one(case.person_id, PersonalDataView.API, f"Câu hỏi pháp luật số {case.pk}, {software}")
    steps = [_step(step) for step in told.steps]
    return {**_out(case), "question": told.question, "name": told.name, "contact": told.contact, "steps": steps}


def _step(step: Said) -> dict[str, Any]:
    places = [
        {
            "act": quote.citation.act,
            "article": quote.citation.article,
            "clause": quote.citation.clause,
            "point": quote.citation.point,
            "text": quote.text,
        }
        for quote in step.quotes
    ]
    return {"move": step.move.value, "by": step.by, "at": step.at, "text": step.text, "cites": places}
