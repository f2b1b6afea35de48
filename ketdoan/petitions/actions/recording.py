"""What acts on petitions have in common: words, pictures, steps, messages, and what stands of them in the trail."""

import base64
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.urls import reverse

from ketdoan.core.actions import Act
from ketdoan.core.notify import notify
from ketdoan.core.pictures import kept_picture
from ketdoan.core.rules import rule
from ketdoan.core.sealed import destroy
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import accounts_in

from ..models import Petition, Picture, Promise, Step, Voice
from ..queries.routing import HANDLE, term
from ..rules.states import BY_SENDER, Move, State, after

LONGEST, SHORTEST = 5_000, 10
MOST_PICTURES = 3
CHANGED = "Phản ánh này đang ở tình trạng “{}”, có thể vừa có người xử lý. Hãy tải lại trang."


def words(text: str, field: str) -> str:
    """What somebody has to say, as it is sealed."""
    said = text.strip()
    if len(said) < SHORTEST:
        raise ValidationError({field: f"Hãy viết rõ hơn, ít nhất {SHORTEST} ký tự."})
    if len(said) > LONGEST:
        raise ValidationError({field: f"Không quá {LONGEST:,} ký tự.".replace(",", ".")})
    return said


def locked(petition: Petition) -> Petition:
    """A petition as it stands now, locked."""
    rows = Petition._base_manager.select_related("desk", "unit", "told", "key", "proxy")
    return rows.select_for_update(of=("self",)).get(pk=petition.pk)


def of_desk(act: Act, petition: Petition) -> Petition:
    """A petition that the acting post's own unit handles, locked."""
    held = locked(petition)
    if held.desk_id != act.actor.unit_id:
        raise PermissionDenied("Phản ánh này không do đơn vị này giải quyết.")
    return held


def may(held: Petition, move: str) -> State:
    """The state to which a move leads a petition. Raises ValidationError where it cannot be made."""
    to = after(move, held.state)
    if to is None or held.gone:
        raise ValidationError(CHANGED.format(held.get_state_display()))
    return to


def step(
    act: Act, held: Petition, move: Move, text: str | None = None, *, promise: Promise | None = None,
    pictures: Sequence[File] = (),
) -> Step:  # fmt: skip
    """Put a step behind the others, with its words and pictures."""
    post = None if move in BY_SENDER else act.actor.post_id
    made = Step(petition=held, promise=promise, move=move, unit=held.desk, post_id=post, on=today())
    made.text = text
    made.save()
    if len(pictures) > MOST_PICTURES:
        raise ValidationError({"photos": f"Không quá {MOST_PICTURES} ảnh."})
    for number, file in enumerate(pictures, start=1):
        try:
            kept = kept_picture(file, f"anh-{number}")
        except ValidationError as error:
            raise ValidationError({"photos": error.messages}) from None
        Picture(step=made, picture=base64.b85encode(kept.read()).decode()).save()
    return made


def note(act: Act, held: Petition, change: dict[str, Any] | None = None) -> None:
    """Say in the trail what an act was about. Of a petition that stands under another unit's name, lest its own small
    one lead to the sender, the number is not told: acts of a post stand in the trail of the post's unit."""
    if held.told_id == held.unit_id:
        act.record(held, unit_id=held.desk_id, change=change)


def note_quietly(act: Act, held: Petition) -> None:
    """The same of an act of whose petition it is: under the name of the unit that others see."""
    act.record(held, unit_id=held.told_id)


def anew(held: Petition, desk: Unit) -> None:
    """Let the days for an answer of a unit begin today. Does not save."""
    held.desk = desk
    held.due, held.due_rule = term(desk, held.topic, today())


def end(held: Petition, state: State) -> None:
    """Bring a petition to its end, and say when what stands in it goes. Saves these."""
    held.state, held.ended_on = state, today()
    held.goes_on = today() + timedelta(days=int(rule("petitions.kept", today()).value))
    held.save(update_fields=["state", "ended_on", "goes_on"])


def forget(held: Petition) -> None:
    """Destroy what stands in a petition, and whose it was; the row stays for the counts."""
    if held.key and not held.gone:
        destroy(held.key)
    Voice._base_manager.filter(petition=held).update(person=None)
    Petition._base_manager.filter(pk=held.pk).update(goes_on=None, proxy=None)


def tell_desk(held: Petition, what: str, title: str, *, without: int | None = None) -> None:
    """Send the handlers of a petition a message. It names the petition by its number alone."""
    url = reverse("petitions:petition", args=[held.pk])
    told = accounts_in([held.desk_id], HANDLE) - {without}
    notify(told, "petition", title, key=f"petition:{held.pk}:{held.desk_id}:{what}", url=url)


def tell_new(held: Petition, what: str, *, without: int | None = None) -> None:
    """Tell the handlers that a petition waits for them."""
    title = f"Phản ánh số {held.pk} chờ giải quyết, hạn {format_date(held.due)}"
    tell_desk(held, what, title, without=without)


def tell_voices(held: Petition, title: str, *, first_alone: bool = False) -> None:
    """Send those whose petition it is a message; who sent it and who joined get the same, as does who sent it for a
    member, unless they are at the desk themselves."""
    rows = Voice._base_manager.filter(petition=held, **({"first": True} if first_alone else {}))
    accounts: Collection[int] = set(rows.exclude(person=None).values_list("person__account", flat=True)) - {None}
    key = f"petition:{held.pk}:voices:{Step._base_manager.filter(petition=held).count()}"
    notify(accounts, "own_petition", title, key=key, url=address(held))
    if held.proxy is not None and held.proxy.account_id is not None:
        told = {held.proxy.account_id} - accounts_in([held.desk_id], HANDLE)
        url = reverse("petitions:handed_petition", args=[held.pk])
        notify(told, "petition", f"{title} (đã gửi thay đoàn viên)", key=f"{key}:proxy", url=url)


def address(held: Petition) -> str:
    """Where those whose petition it is read it."""
    return reverse("portal:petition", args=[held.pk])
