"""Petitions as those read them who handle them: the list of the desk, and one with all that stands in it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from ketdoan.core.viet import today
from ketdoan.units.models import Person, Post

from ..models import Petition, Picture, Promise, Step, Voice
from ..rules.states import BETWEEN_TWO, BY_SENDER, UNTOLD, WAITING, Move


def petitions() -> QuerySet[Petition]:
    """The petitions that the acting post sees, with the number of those whose they are."""
    rows = Petition.objects.select_related("told", "desk", "key", "due_rule")
    return rows.annotate(voices_number=Count("voices")).order_by("-pk")


def late(petition: Petition, day: date | None = None) -> bool:
    """Whether a petition waits for its handlers though its last day has passed."""
    return petition.state in WAITING and petition.due < (day or today())


@dataclass(frozen=True)
class Said:
    """One step of a petition, opened: what was done, by whom (nobody where it was the sender or the clock), where,
    when; the words, the numbers of the pictures."""

    move: Move
    by: str
    where: str
    on: date
    text: str
    pictures: Sequence[int]

    @property
    def by_sender(self) -> bool:
        """Whether the sender took this step."""
        return self.move in BY_SENDER


@dataclass(frozen=True)
class Told:
    """A petition, opened."""

    title: str
    steps: Sequence[Said]
    promises: Sequence["Promised"]

    @property
    def answer(self) -> Said | None:
        """What was answered last."""
        return next((one for one in reversed(self.steps) if one.move == Move.ANSWERED), None)


@dataclass(frozen=True)
class Promised:
    """A promise, opened."""

    promise: Promise
    who: str
    what: str

    @property
    def late(self) -> bool:
        """Whether its day has passed without it being kept."""
        return self.promise.state == "open" and self.promise.until < today()


def opened(petition: Petition, *, all_words: bool = True) -> Told | None:
    """What stands in a petition; nothing once it has been destroyed. Without `all_words` as those read it who joined:
    without what passes between the sender and the handlers. Who calls this for a handler logs it."""
    if petition.gone:
        return None
    rows = Step._base_manager.filter(petition=petition).select_related("post__person", "post__role", "unit")
    steps = [
        _said(petition, step, words=all_words or step.move not in BETWEEN_TWO)
        for step in rows.prefetch_related(Prefetch("pictures", Picture._base_manager.all())).order_by("pk")
        if all_words or step.move not in UNTOLD
    ]
    return Told(petition.words, steps, promises_of(petition))


def promises_of(petition: Petition) -> list[Promised]:
    """The promises made on a petition, opened."""
    found = []
    for promise in Promise._base_manager.filter(petition=petition).order_by("until", "pk"):
        promise.petition = petition
        found.append(promised(promise))
    return found


def promised(promise: Promise) -> Promised:
    """A promise, opened."""
    if promise.petition.gone:
        return Promised(promise, "", "")
    return Promised(promise, promise.who.text or "", promise.what.text or "")


def _said(petition: Petition, step: Any, *, words: bool) -> Said:
    step.petition = petition
    text = (step.text.text or "") if words and step.text else ""
    pictures = [picture.pk for picture in step.pictures.all()] if words else []
    where = step.unit.short_name if step.unit else ""
    return Said(Move(step.move), called(step.post), where, step.on, text, pictures)


def called(post: Post | None) -> str:
    """An official as petitions name them."""
    return f"{post.person.name}, {post.role.title}" if post else ""


def content_of(picture: Picture) -> bytes:
    """The content of a picture; nothing once it has been destroyed. Its step's petition must be at hand."""
    sealed = picture.picture.text
    return base64.b85decode(sealed) if sealed else b""


@dataclass(frozen=True)
class Sender:
    """Somebody whose petition it is, as the handlers see them."""

    person: Person | None
    first: bool
    hidden: bool


def senders(petition: Petition) -> list[Sender]:
    """Those whose petition it is, as far as the acting post may see them: the one who sent it first."""
    rows = Voice.objects.filter(petition=petition).select_related("person").order_by("-first", "pk")
    return [Sender(row.person, row.first, row.hidden) for row in rows]
