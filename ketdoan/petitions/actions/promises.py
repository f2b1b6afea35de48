"""Promises made on petitions: made, kept, put off, given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import VietError, clean_line, format_date, today

from ..models import Petition, Promise
from ..queries.routing import HANDLE
from ..rules.states import Move, PromiseState, State, promise_after
from .recording import CHANGED, note, of_desk, step, tell_voices, words

LONGEST_WHO, LONGEST_WHAT = 120, 300


@dataclass(frozen=True)
class Pledge:
    """Who promises what until when."""

    who: str
    what: str
    until: date


@action("petitions.promise", "Ghi cam kết cho phản ánh", permission=HANDLE)
def promise(act: Act, *, petition: Petition, pledge: Pledge) -> Promise:
    """Note what somebody promised on a petition, be it the union or the employer."""
    held = of_desk(act, petition)
    if held.gone or held.state == State.WITHDRAWN:
        raise ValidationError(CHANGED.format(held.get_state_display()))
    _not_past(pledge.until)
    made = Promise(petition=held, made_on=today(), until=pledge.until)
    made.who = _line(pledge.who, "who", LONGEST_WHO)
    made.what = _line(pledge.what, "what", LONGEST_WHAT)
    made.save()
    step(act, held, Move.PROMISED, f"{made.who.text}: {made.what.text} (hạn {format_date(made.until)})", promise=made)
    note(act, held, {"promise": made.pk, "until": made.until})
    tell_voices(held, f"Phản ánh số {held.pk} có cam kết mới")
    return made


@action("petitions.keep", "Báo đã thực hiện cam kết", permission=HANDLE)
def keep(act: Act, *, promise: Promise, text: str, photos: Sequence[File] = ()) -> Promise:
    """Say how a promise was kept, with pictures of it."""
    made = _promise(act, promise, "keep")
    step(act, made.petition, Move.KEPT, words(text, "text"), promise=made, pictures=photos)
    _end(act, made, PromiseState.KEPT)
    tell_voices(made.petition, f"Phản ánh số {made.petition_id}: cam kết đã được thực hiện")
    return made


@action("petitions.postpone", "Lùi hạn cam kết", permission=HANDLE)
def postpone(act: Act, *, promise: Promise, until: date, text: str) -> Promise:
    """Put the day of a promise off, for a reason that those read whose petition it is."""
    made = _promise(act, promise, "postpone")
    _not_past(until)
    if until <= made.until:
        raise ValidationError({"until": f"Hạn mới phải sau hạn cũ {format_date(made.until)}."})
    before, made.until = made.until, until
    made.save(update_fields=["until"])
    told = f"Hạn cũ {format_date(before)}, hạn mới {format_date(until)}. {words(text, 'text')}"
    step(act, made.petition, Move.POSTPONED, told, promise=made)
    note(act, made.petition, {"promise": made.pk, "until": [before, until]})
    tell_voices(made.petition, f"Phản ánh số {made.petition_id}: cam kết lùi hạn")
    return made


@action("petitions.give_up", "Báo không thực hiện được cam kết", permission=HANDLE)
def give_up(act: Act, *, promise: Promise, text: str) -> Promise:
    """Say that a promise will not be kept, and why."""
    made = _promise(act, promise, "give_up")
    step(act, made.petition, Move.BROKEN, words(text, "text"), promise=made)
    _end(act, made, PromiseState.BROKEN)
    tell_voices(made.petition, f"Phản ánh số {made.petition_id}: một cam kết không thực hiện được")
    return made


def _promise(act: Act, promise: Promise, move: str) -> Promise:
    """A promise as it stands now, on a petition that the acting post's own unit handles, locked with it."""
    held = of_desk(act, promise.petition)
    made: Promise = Promise._base_manager.get(pk=promise.pk)
    made.petition = held
    if held.gone or promise_after(move, made.state) is None:
        raise ValidationError(f"Cam kết này đang ở tình trạng “{made.get_state_display()}”. Hãy tải lại trang.")
    return made


def _end(act: Act, made: Promise, state: PromiseState) -> None:
    made.state, made.ended_on = state, today()
    made.save(update_fields=["state", "ended_on"])
    note(act, made.petition, {"promise": made.pk, "state": state})


def _not_past(until: date) -> None:
    if until < today():
        raise ValidationError({"until": "Hạn cam kết phải từ hôm nay trở đi."})


def _line(text: str, field: str, longest: int) -> str:
    try:
        line = clean_line(text)
    except VietError as error:
        raise ValidationError({field: str(error)}) from None
    if not line or len(line) > longest:
        raise ValidationError({field: f"Hãy ghi trong {longest} ký tự."})
    return line
