"""The legal desk as it is read: whose cases a unit's are, what stands in one, what an asker sees of the own ones."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from ketdoan.core.rules import rule
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import nearest_with

from ..models import Case, CaseStep
from ..rules.citing import Citation
from ..rules.desk import Move
from .answering import Quote, quoted
from .checks import called

DESK = "legal.desk"


def desk_of(unit: Unit, *, above: bool = False) -> Unit | None:
    """The unit whose legal officers answer those of a unit: itself where it has any, else the nearest above that does;
    with `above` never itself."""
    line = Scope(unit.path).lineage()
    found = nearest_with(DESK, line[:-1] if above else line)
    return Unit._base_manager.get(pk=found) if found else None


def wording() -> str:
    """What who hands over a question is asked to agree to."""
    day = today()
    return str(rule("legal.case_consent", day).value["wording"]).format(days=rule("legal.case_kept", day).value)


def cases() -> QuerySet[Case]:
    """The cases of the acting post's own unit: nobody else's are seen."""
    return Case.objects.select_related("unit", "person", "key", "due_rule")


def own_cases(account_id: int) -> QuerySet[Case]:
    """What an account has asked, whatever the acting post sees, the latest first."""
    rows = Case._base_manager.select_related("desk", "unit", "person", "key", "due_rule")
    return rows.filter(person__account_id=account_id).order_by("-pk") if account_id else rows.none()


@dataclass(frozen=True)
class Said:
    """One step of a case, opened: what was done, by whom (nobody where it was the asker), when; the words, and the
    places of the law word for word."""

    move: Move
    by: str
    at: datetime
    text: str
    quotes: Sequence[Quote]


@dataclass(frozen=True)
class Told:
    """A case, opened."""

    question: str
    name: str
    contact: str
    steps: Sequence[Said]

    @property
    def answer(self) -> Said | None:
        """What was answered last."""
        return next((one for one in reversed(self.steps) if one.move == Move.ANSWERED), None)


def opened(case: Case) -> Told | None:
    """What stands in a case; nothing once it has been destroyed. Who calls this for a legal officer logs it."""
    if case.gone:
        return None
    steps = steps_of(case).select_related("post__person", "post__role", "post__unit")
    return Told(case.question.text or "", _text(case.name), _text(case.contact), [_said(case, step) for step in steps])


def steps_of(case: Case) -> QuerySet[CaseStep]:
    """The steps of a case that may be read, in order."""
    return CaseStep._base_manager.filter(case=case).order_by("pk")


def _text(sealed: Any) -> str:
    return (sealed.text or "") if sealed else ""


def _said(case: Case, step: Any) -> Said:
    step.case = case
    return Said(
        Move(step.move), called(step.post), step.at, _text(step.text),
        quoted(citations_of(_text(step.cites)), case.law_day),
    )  # fmt: skip


def citations_of(kept: str) -> list[Citation]:
    """Citations as they are kept."""
    return [Citation(*one) for one in json.loads(kept or "[]")]


def kept_citations(places: Iterable[Citation]) -> str:
    """Citations as `citations_of` reads them."""
    return json.dumps([[one.act, one.article, one.clause, one.point] for one in places], ensure_ascii=False)


def late(case: Case, day: date | None = None) -> bool:
    """Whether a case waits for its desk though its last day has passed."""
    return case.state == "open" and case.due < (day or today())
