"""Acts of those whose petition it is: sending, joining, adding, taking back, saying whether the answer helped.

All are confidential: the trail says that it was done, not by whom. A hidden sender is read in `Voice` by the handlers
alone, and stands nowhere else. For a member who agreed, somebody near may send a petition and add to it; such a one is
never hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.crypto import new_keys
from ketdoan.core.rules import rule
from ketdoan.core.viet import clean_line, fold, format_number, today
from ketdoan.members.actions.proxies import Agreement, for_whom, keep_agreement
from ketdoan.members.models import Member
from ketdoan.units.models import Person

from ..models import Petition, Picture, Step, Voice
from ..queries.handed import handed_by
from ..queries.own import own_part, rating_until
from ..queries.routing import SEND, desk_for, told_unit, union_of
from ..queries.topics import topic_of
from ..rules.denouncing import is_denunciation
from ..rules.states import BY_SENDER, UNDONE, Move, State
from .recording import (
    CHANGED,
    anew,
    forget,
    locked,
    may,
    note_quietly,
    step,
    tell_desk,
    tell_new,
    words,
)

SHORTEST_TITLE, LONGEST_TITLE = 10, 120
NO_DESK = (
    "Chưa có cán bộ công đoàn nào ở đơn vị hay công đoàn cấp trên nhận phản ánh trên hệ thống này. "
    "Hãy liên hệ trực tiếp công đoàn."
)
NOT_OWN = "Phản ánh này không phải của anh chị."
NOT_FOR_OTHERS = "Việc về cán bộ công đoàn của đơn vị không gửi thay được: người đó gửi thẳng công đoàn cấp trên."
BY_MEMBERS = "Phản ánh do đoàn viên gửi trong ứng dụng của đoàn viên."


@dataclass(frozen=True)
class Written:
    """What a petition says: its topic, the one line, the words, whether the union's members may see the line."""

    topic: str
    title: str
    text: str
    shared: bool
    photos: Sequence[File]


@action("petitions.file", "Gửi phản ánh, kiến nghị", permission=SEND, confidential=True)
def file_petition(
    act: Act,
    *,
    topic: str,
    title: str,
    text: str,
    hidden: bool = False,
    shared: bool = True,
    photos: Sequence[File] = (),
) -> Petition:
    """Put something to the member's own union, or past it where it is about its officers. `shared` lets the members of
    the union see the one line, join it, and read the answer where it is published."""
    return _file(act, _member(act), Written(topic, title, text, shared, photos), hidden=hidden)


@action("petitions.hand_in", "Gửi phản ánh, kiến nghị thay đoàn viên", permission=SEND, confidential=True)
def hand_in(
    act: Act,
    *,
    member: Member,
    agreed: Agreement,
    topic: str,
    title: str,
    text: str,
    shared: bool = True,
    photos: Sequence[File] = (),
) -> Petition:
    """Do so for a member who agreed. What is about the union's own officers is not handed in: one of them would be."""
    person = for_whom(act, member)
    chosen = topic_of(topic, today())
    if chosen is not None and chosen.above:
        raise ValidationError({"topic": NOT_FOR_OTHERS})
    held = _file(act, person, Written(topic, title, text, shared, photos))
    held.proxy = keep_agreement(act, person, agreed, f"Gửi phản ánh, kiến nghị số {held.pk}")
    held.save(update_fields=["proxy"])
    return held


def _file(act: Act, person: Person, written: Written, *, hidden: bool = False) -> Petition:
    day = today()
    chosen = topic_of(written.topic, day)
    if chosen is None:
        raise ValidationError({"topic": "Hãy chọn vấn đề trong danh sách."})
    line, said = _line(written.title, person), words(written.text, "text")
    if is_denunciation(f"{written.title}\n{written.text}"):
        raise ValidationError({"text": str(rule("petitions.denunciation", day).value["wording"])})
    _not_too_many(act, person)
    unit = union_of(Member._base_manager.get(pk=person.pk).unit_id)
    desk = desk_for(unit, above=chosen.above, sender=person.account_id)
    if desk is None:
        raise ValidationError(NO_DESK)
    (key,) = new_keys(1)
    held = Petition(
        key=key, unit=unit, told=told_unit(unit, desk, chosen, hidden=hidden), topic=chosen.code, hidden=hidden,
        shared=written.shared and not chosen.above, filed_on=day,
    )  # fmt: skip
    anew(held, desk)
    held.title = line
    held.save()
    Voice.objects.create(petition=held, person=person, first=True, hidden=hidden, on=day)
    step(act, held, Move.FILED, said, pictures=written.photos)
    note_quietly(act, held)
    tell_new(held, "new", without=act.actor.account_id)
    return held


@action("petitions.join", "Cùng ý với một phản ánh", permission=SEND, confidential=True)
def join(act: Act, *, petition: Petition, hidden: bool = False) -> Petition:
    """Say that a petition of one's own union is one's own too."""
    person, held = _member(act), locked(petition)
    if not held.shared or held.unit_id != union_of(act.actor.unit_id or 0).pk:
        raise PermissionDenied("Phản ánh này không để đoàn viên khác cùng ý.")
    if held.state not in UNDONE or held.gone:
        raise ValidationError(CHANGED.format(held.get_state_display()))
    if own_part(held, act.actor.scope.persons):
        raise ValidationError("Anh chị đã gửi hoặc đã cùng ý với phản ánh này.")
    Voice.objects.create(petition=held, person=person, hidden=hidden, on=today())
    note_quietly(act, held)
    return held


@action("petitions.add", "Bổ sung phản ánh", permission=SEND, confidential=True)
def add(act: Act, *, petition: Petition, text: str, photos: Sequence[File] = ()) -> Petition:
    """Say more of what one sent, or handed in for a member. Where the handlers asked for it, the days begin anew."""
    held = locked(petition)
    if not handed_by(held, act.actor.account_id) and not _own(act, held)[1].first:
        raise PermissionDenied(NOT_OWN)
    asked, held.state = held.state == State.ASKED, may(held, "add")
    number = step(act, held, Move.ADDED, words(text, "text"), pictures=photos).pk
    if asked:
        before = held.due
        anew(held, held.desk)
        held.due = max(before, held.due)
    held.save(update_fields=["state", "due", "due_rule"])
    note_quietly(act, held)
    tell_desk(held, f"added:{number}", f"Phản ánh số {held.pk} đã được bổ sung", without=act.actor.account_id)
    return held


@action("petitions.withdraw", "Rút phản ánh", permission=SEND, confidential=True)
def withdraw(act: Act, *, petition: Petition) -> None:
    """Take one's part back. What nobody else joined is destroyed at once; else what the sender wrote beyond the one
    line is, and the petition goes on as that of the others."""
    held, part = _own(act, petition)
    others = Voice._base_manager.filter(petition=held, person__isnull=False).exclude(pk=part.pk)
    if not others.exists():
        _withdraw_whole(act, held)
    elif part.first:
        said = Step._base_manager.filter(petition=held, move__in=BY_SENDER)
        Picture._base_manager.filter(step__in=said).delete()
        said.update(text=None)
        Voice._base_manager.filter(pk=part.pk).update(person=None)
        Petition._base_manager.filter(pk=held.pk).update(proxy=None)
    else:
        part.delete()
    note_quietly(act, held)


def _withdraw_whole(act: Act, held: Petition) -> None:
    waited, held.state = held.state in UNDONE, may(held, "withdraw")
    held.ended_on = held.ended_on or today()
    held.save(update_fields=["state", "ended_on"])
    forget(held)
    if waited:
        tell_desk(held, "withdrawn", f"Phản ánh số {held.pk} đã được người gửi rút lại", without=act.actor.account_id)


@action("petitions.rate", "Đánh giá trả lời phản ánh", permission=SEND, confidential=True)
def rate(act: Act, *, petition: Petition, satisfied: bool, text: str = "") -> Petition:
    """Say whether an answer helped. Where it did not help who sent it, it is looked at once more, for what they say."""
    held, part = _own(act, petition)
    until = rating_until(held)
    if until is None or until < today() or part.satisfied is not None:
        raise ValidationError("Không còn trong thời gian đánh giá trả lời này, hoặc anh chị đã đánh giá.")
    if part.first and not satisfied and not held.reopened:
        _reopen(act, held, words(text, "text"))
    else:
        part.satisfied = satisfied
        part.save(update_fields=["satisfied"])
    note_quietly(act, held)
    return held


def _reopen(act: Act, held: Petition, text: str) -> None:
    """What was said of the first answer does not count any more."""
    held.state, held.reopened = may(held, "reopen"), True
    held.ended_on = held.goes_on = held.published_on = None
    anew(held, held.desk)
    held.save()
    Voice._base_manager.filter(petition=held).update(satisfied=None)
    step(act, held, Move.REOPENED, text)
    title = f"Phản ánh số {held.pk}: người gửi chưa hài lòng, đề nghị xem lại"
    tell_desk(held, "reopened", title, without=act.actor.account_id)


def _member(act: Act) -> Person:
    """The member who acts."""
    person = Person._base_manager.filter(pk=act.actor.person_id or 0).first()
    if person is None or person.erased or act.actor.post_id is not None:
        raise PermissionDenied(BY_MEMBERS)
    return person


def _own(act: Act, petition: Petition) -> tuple[Petition, Voice]:
    """A petition of the member who acts, locked, and the member's part in it."""
    held = locked(petition)
    part = own_part(held, act.actor.scope.persons)
    if part is None or held.gone:
        raise PermissionDenied(NOT_OWN)
    return held, part


def _line(title: str, person: Person) -> str:
    """The one line, which others may read: it names neither the sender nor a number."""
    line = without_numbers(clean_line(title), "title")
    if not SHORTEST_TITLE <= len(line) <= LONGEST_TITLE:
        raise ValidationError({"title": f"Hãy tóm tắt trong {SHORTEST_TITLE} đến {LONGEST_TITLE} ký tự."})
    if f" {person.words} " in f" {fold(line)} ":
        raise ValidationError({"title": "Câu tóm tắt người khác đọc được: không ghi tên mình ở đây."})
    return line


def _not_too_many(act: Act, person: Person) -> None:
    most = int(rule("petitions.per_day", today()).value)
    records = {person.pk, *act.actor.scope.persons}
    sent = Voice._base_manager.filter(person__in=records, first=True, on=today())
    if sent.count() >= most:
        raise ValidationError(f"Mỗi ngày nhận không quá {format_number(most)} phản ánh của một người.")
