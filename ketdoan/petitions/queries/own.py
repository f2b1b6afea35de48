"""Petitions as members read them: their own and those they joined, what is alike in their union, what was answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from ketdoan.core.acting import Actor, current_actor
from ketdoan.core.rules import rule
from ketdoan.core.viet import today

from ..models import Opening, Petition, Picture, Voice
from ..rules.alike import nearest, shape_of
from ..rules.states import UNDONE, State
from .reading import Said, Told, called, opened
from .routing import union_of

#: So much alike a petition must be to be shown, and so many are.
LEAST, MOST = 0.3, 3
#: Answers that were published stand among what is alike for so long.
ANSWERS_DAYS = 180


def records() -> Sequence[int]:
    """The records of the member who acts."""
    return current_actor().scope.persons


def own_petitions(persons: Collection[int]) -> QuerySet[Any]:
    """What a member has sent or joined, wherever it is handled and wherever the member belongs now; the latest first.
    Each with `mine`, the member's own part, as a list."""
    parts = Prefetch("voices", Voice._base_manager.filter(person__in=persons), to_attr="mine")
    own = Voice._base_manager.filter(person__in=persons).values("petition")
    rows = Petition._base_manager.filter(pk__in=own).select_related("desk", "unit", "key")
    return rows.prefetch_related(parts).order_by("-pk")


def own_part(petition: Petition, persons: Collection[int]) -> Voice | None:
    """The part that a member has in a petition."""
    return Voice._base_manager.filter(petition=petition, person__in=persons).order_by("-first").first()


@dataclass(frozen=True)
class Mine:
    """A petition as one reads it whose it is: the part in it, what stands there, who opened it, how many are of it,
    until when one may say whether the answer helped."""

    petition: Petition
    part: Voice
    told: Told | None
    openings: Sequence[tuple[str, date]]
    number: int
    until: date | None

    @property
    def may_rate(self) -> bool:
        """Whether the member may say now whether the answer helped."""
        return self.until is not None and today() <= self.until and self.part.satisfied is None


def read_own(pk: int, persons: Collection[int]) -> Mine | None:
    """A petition of a member; None for one that is not theirs. Who joined reads no words between sender and handlers,
    nor who opened them."""
    petition = own_petitions(persons).filter(pk=pk).first()
    part = own_part(petition, persons) if petition else None
    if petition is None or part is None:
        return None
    return Mine(
        petition,
        part,
        opened(petition, all_words=part.first),
        _openings(petition) if part.first else [],
        Voice._base_manager.filter(petition=petition).count(),
        rating_until(petition),
    )


def _openings(petition: Petition) -> list[tuple[str, date]]:
    """Who opened a petition on which days, the latest first."""
    seen = Opening._base_manager.filter(petition=petition).select_related("post__person", "post__role", "post__unit")
    return [(f"{called(one.post)}, {one.post.unit.short_name}", one.on) for one in seen.order_by("-pk")]


def rating_until(petition: Petition) -> date | None:
    """The last day on which it may be said whether an answer helped; None without an answer."""
    if petition.state != State.ANSWERED or petition.ended_on is None or petition.gone:
        return None
    return petition.ended_on + timedelta(days=int(rule("petitions.rating_days", petition.ended_on).value))


def picture_of_own(pk: int, persons: Collection[int]) -> Picture | None:
    """A picture that a member may see: all of a petition of their own, of one they joined those of promises."""
    rows = Picture._base_manager.select_related("step__petition__key").filter(pk=pk)
    picture = rows.filter(step__petition__voices__person__in=persons).first()
    if picture is None:
        return None
    part = own_part(picture.step.petition, persons)
    return picture if part and (part.first or picture.step.promise_id) else None


@dataclass(frozen=True)
class Alike:
    """A petition of one's union that is like what one writes: its line, how many are of it; the answer, where one was
    published; whether it can be joined, or is one's own already."""

    petition: Petition
    title: str
    number: int
    answer: Said | None
    joined: bool

    @property
    def open(self) -> bool:
        """Whether it can be joined."""
        return self.petition.state in UNDONE and not self.joined


def alike(actor: Actor, title: str, text: str) -> list[Alike]:
    """What was put to the member's union that is like what they write, the most alike first.

    Only what fellow members are shown is compared, so that nothing of the rest can be found out by guessing at it.
    """
    rows = Petition._base_manager.filter(_shown_to(actor), Q(state__in=UNDONE) | Q(published_on__gte=_lately()))
    told = [(petition, shape_of(petition.words)) for petition in _opened(rows)]
    found = nearest(shape_of(title), shape_of(f"{title} {text}"), told, LEAST)
    return [_alike(actor, petition) for petition, _ in found[:MOST]]


def published(actor: Actor) -> list[Alike]:
    """What was answered to the member's union for all of it to read, the latest first."""
    rows = Petition._base_manager.filter(_shown_to(actor), published_on__gte=_lately())
    return [_alike(actor, petition) for petition in _opened(rows.order_by("-published_on", "-pk"))[:20]]


def joinable(actor: Actor, pk: int) -> Alike | None:
    """A petition of the member's union that its members are shown."""
    found = list(_opened(Petition._base_manager.filter(_shown_to(actor), pk=pk)))
    return _alike(actor, found[0]) if found and (found[0].state in UNDONE or found[0].published_on) else None


def _shown_to(actor: Actor) -> Q:
    return Q(unit=union_of(actor.unit_id or 0).pk, shared=True)


def _lately() -> date:
    return today() - timedelta(days=ANSWERS_DAYS)


def _opened(rows: QuerySet[Petition]) -> list[Petition]:
    found: Any = rows.select_related("key", "unit", "desk").annotate(number_of=Count("voices"))
    return [petition for petition in found if not petition.gone]


def _alike(actor: Actor, petition: Any) -> Alike:
    joined = Voice._base_manager.filter(petition=petition, person__in=actor.scope.persons).exists()
    told = opened(petition, all_words=False) if petition.published_on else None
    return Alike(petition, petition.words, petition.number_of, told.answer if told else None, joined)
