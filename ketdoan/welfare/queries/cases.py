"""Cases of care as they are read: whose they are, what stands in one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from ketdoan.core.pictures import picture_from
from ketdoan.core.rules import rule
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.queries.links import records_of
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import nearest_with

from ..models import AidCase, CasePhoto, CaseStep, Rate
from ..rules import CaseState, Move
from .rates import kinds

ASK, DECIDE = "welfare.ask", "welfare.decide"


def desk_of(unit: Unit, person_id: int) -> Unit | None:
    """The unit that decides on what a member of a unit asks for: itself, or the nearest above, where somebody else than
    the very member may decide."""
    found = nearest_with(DECIDE, Scope(unit.path).lineage(), records_of(person_id))
    return Unit._base_manager.get(pk=found) if found else None


def wording() -> str:
    """What who asks agrees to."""
    day = today()
    return str(rule("welfare.case_consent", day).value["wording"]).format(days=rule("welfare.case_kept", day).value)


def cases() -> QuerySet[AidCase]:
    """The cases of the acting post's own unit; of a member the own ones."""
    return AidCase.objects.select_related("desk", "unit", "person", "key", "due_rule", "proxy")


def handed_in(account_id: int) -> QuerySet[AidCase]:
    """What an account has asked for other members, whatever the acting post sees, the latest first."""
    rows = AidCase._base_manager.select_related("desk", "unit", "person", "key", "due_rule")
    return rows.filter(proxy__account_id=account_id).order_by("-pk") if account_id else rows.none()


@dataclass(frozen=True)
class Said:
    """One step of a case, opened: what was done, as which post (None where it was the member), when, the words."""

    move: Move
    by: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Told:
    """A case, opened. `rate` is the row on which the decision rests."""

    kind: str
    on: date
    text: str
    photos: Sequence[int]
    rate: Rate | None
    steps: Sequence[Said]

    @property
    def label(self) -> str:
        """The kind of event in words."""
        return kinds(self.on).get(self.kind) or kinds().get(self.kind, self.kind)

    @property
    def last_words(self) -> Said | None:
        """What the officers said last."""
        return next((step for step in reversed(self.steps) if step.by and step.text), None)


def said_in(case: AidCase) -> tuple[str, date, str]:
    """Of a case that is not gone: the kind of event, its day, the words."""
    said = json.loads(text_of(case.said))
    return said["kind"], date.fromisoformat(said["on"]), said["text"]


def kept(kind: str, on: date, text: str) -> str:
    """The same as it is sealed."""
    return json.dumps({"kind": kind, "on": on.isoformat(), "text": text}, ensure_ascii=False)


def opened(case: AidCase) -> Told | None:
    """What stands in a case; nothing once it has been destroyed. Who calls this for an officer logs it."""
    if case.gone:
        return None
    kind, on, text = said_in(case)
    photos = CasePhoto._base_manager.filter(case=case).order_by("pk").values_list("pk", flat=True)
    rate = Rate._base_manager.filter(pk=int(text_of(case.rate) or 0)).first()
    return Told(kind, on, text, list(photos), rate, [_said(case, step) for step in steps_of(case)])


def steps_of(case: AidCase) -> QuerySet[CaseStep]:
    """The steps of a case that may be read, in order."""
    return CaseStep._base_manager.filter(case=case).select_related("post__role", "post__unit").order_by("pk")


def _said(case: AidCase, step: CaseStep) -> Said:
    step.case = case
    by = f"{step.post.role.title}, {step.post.unit.short_name}" if step.post else ""
    return Said(Move(step.move), by, step.at, text_of(step.text))


def text_of(sealed: Any) -> str:
    """What a sealed field holds; empty where there is nothing any more."""
    return (sealed.text or "") if sealed else ""


def picture(photo: CasePhoto) -> bytes | None:
    """A picture that came with a case; None where it was destroyed."""
    return picture_from(photo.picture.text)


def earlier(case: AidCase) -> list[AidCase]:
    """What the same member was given by the same unit before: numbers, days and amounts, for who decides."""
    if case.person_id is None:
        return []
    given = AidCase._base_manager.filter(desk=case.desk_id, person__in=records_of(case.person_id))
    return list(given.filter(state__in=(CaseState.DECIDED, CaseState.DONE)).exclude(pk=case.pk).order_by("-pk")[:10])


def late(case: AidCase) -> bool:
    """Whether a case waits for its unit though its last day has passed."""
    return case.state == CaseState.OPEN and case.due < today()
