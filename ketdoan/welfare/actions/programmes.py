"""Programmes and offers: making one, publishing it, registering, asking, answering."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.notify import notify
from ketdoan.core.screens import APP
from ketdoan.core.viet import VietError, clean_line, format_number, today
from ketdoan.members.actions.proxies import Agreement, for_whom, keep_agreement
from ketdoan.members.models import Member
from ketdoan.members.queries.links import accounts_of
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.posts import accounts_in

from ..models import Programme, Question, Registration
from ..queries.programmes import MANAGE, refusal_on, taken_of
from ..rules import ProgrammeKind, SeatState

CATEGORY = "welfare.programme"
JOIN = "welfare.join"
LENGTHS = {"title": 160, "partner": 160, "place": 200}
LONGEST, SHORTEST = 500, 5
MOST_PLACES, MOST_EACH = 1_000_000, 20


@dataclass(frozen=True)
class Offer:
    """What a programme says; see models.Programme."""

    kind: str
    title: str
    text: str
    since: date
    until: date
    partner: str = ""
    place: str = ""
    registers: bool = False
    opens_on: date | None = None
    closes_on: date | None = None
    places: int | None = None
    seats_each: int = 1


@action(MANAGE, "Soạn chương trình, ưu đãi")
def make_programme(act: Act, *, unit: Unit, offer: Offer) -> Programme:
    """Write a programme of the own unit; members see it once it is published."""
    _own(act, unit.pk)
    made = Programme(unit=unit, made_by=act.actor.account_id, **_checked(offer))
    made.save(force_insert=True)
    act.record(made, unit_id=unit.pk, change={"kind": made.kind, "since": made.since, "until": made.until})
    return made


@action("welfare.programme.change", "Sửa chương trình, ưu đãi", permission=MANAGE)
def change_programme(act: Act, *, programme: Programme, offer: Offer) -> Programme:
    """Put what a programme says otherwise. There are never fewer places than are taken."""
    held = _locked(act, programme)
    values = _checked(offer)
    taken = taken_of(held)
    if taken and (not values["registers"] or (values["places"] is not None and values["places"] < taken)):
        raise ValidationError({"places": f"Đã có {format_number(taken)} chỗ được đăng ký."})
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, values[name])
    held.save(update_fields=changed)
    act.record(held, unit_id=held.unit_id, change={"fields": changed})
    return held


@action("welfare.programme.publish", "Đăng chương trình, ưu đãi", permission=MANAGE)
def publish_programme(act: Act, *, programme: Programme) -> Programme:
    """Let the members of the unit and of those below see it."""
    held = _locked(act, programme)
    if held.published_at is not None:
        raise ValidationError("Chương trình này đã đăng.")
    if held.until < today():
        raise ValidationError("Chương trình này đã qua. Hãy sửa lại ngày.")
    held.published_at = timezone.now()
    held.save(update_fields=["published_at"])
    act.record(held, unit_id=held.unit_id)
    return held


@action("welfare.programme.end", "Dừng chương trình, ưu đãi", permission=MANAGE)
def end_programme(act: Act, *, programme: Programme) -> Programme:
    """End a programme before its time; those who registered are told."""
    held = _locked(act, programme)
    held.ended_on = today()
    held.save(update_fields=["ended_on"])
    act.record(held, unit_id=held.unit_id, change={"ended_on": held.ended_on})
    people = Registration._base_manager.filter(programme=held, state=SeatState.HELD).values_list("person", flat=True)
    accounts = [account for person in people for account in accounts_of(person)]
    _tell(accounts, held, f"Chương trình “{held.title}” đã dừng", "ended")
    return held


def _own(act: Act, unit_id: int) -> None:
    if act.actor.unit_id is not None and act.actor.unit_id != unit_id:
        raise PermissionDenied("Chương trình do đơn vị đã soạn quản lý.")


def _locked(act: Act, programme: Programme) -> Programme:
    """A programme of the own unit that has not ended, locked."""
    held = Programme._base_manager.select_related("unit").select_for_update(of=("self",)).get(pk=programme.pk)
    _own(act, held.unit_id)
    if held.ended_on is not None:
        raise ValidationError("Chương trình này đã dừng.")
    return held


def _checked(offer: Offer) -> dict[str, Any]:
    """What a programme says, as it is kept. Raises ValidationError at the fields concerned."""
    wrong: dict[str, str] = {}
    values = {field.name: getattr(offer, field.name) for field in fields(offer)}
    for name, most in LENGTHS.items():
        try:
            values[name] = clean_line(values[name])
        except VietError as error:
            wrong[name] = str(error)
        if len(values[name]) > most:
            wrong[name] = f"Dài quá {most} ký tự."
    values["text"] = offer.text.strip()
    if not values["title"]:
        wrong["title"] = "Hãy ghi tên chương trình."
    if not values["text"] or len(values["text"]) > 5_000:
        wrong["text"] = "Hãy ghi nội dung, không quá 5.000 ký tự."
    if offer.kind not in ProgrammeKind.values:
        wrong["kind"] = "Hãy chọn loại."
    if offer.until < offer.since:
        wrong["until"] = "Ngày cuối trước ngày đầu."
    values |= _registration(offer, wrong)
    if wrong:
        raise ValidationError(wrong)
    return values


def _registration(offer: Offer, wrong: dict[str, str]) -> dict[str, Any]:
    """What a programme says of registering; nothing where nobody need register."""
    if not offer.registers:
        return {"registers": False, "opens_on": None, "closes_on": None, "places": None, "seats_each": 1}
    opens, closes = offer.opens_on or today(), offer.closes_on or offer.until
    if closes < opens:
        wrong["closes_on"] = "Ngày hết nhận đăng ký trước ngày bắt đầu."
    if closes > offer.until:
        wrong["closes_on"] = "Hạn đăng ký sau ngày cuối của chương trình."
    if offer.places is not None and not 1 <= offer.places <= MOST_PLACES:
        wrong["places"] = "Số chỗ phải từ 1 trở lên; không giới hạn thì để trống."
    if not 1 <= offer.seats_each <= MOST_EACH:
        wrong["seats_each"] = f"Mỗi người từ 1 đến {MOST_EACH} chỗ."
    return {"opens_on": opens, "closes_on": closes}


@action(JOIN, "Đăng ký chương trình, ưu đãi")
def register(
    act: Act, *, programme: Programme, seats: int = 1, note: str = "", member: Member | None = None,
    agreed: Agreement | None = None,
) -> Registration:  # fmt: skip
    """Take places in a programme while there are any; with `member` and `agreed` an officer does so for somebody."""
    person = for_whom(act, member)
    held = _offered_to(programme, person)
    left = None if held.places is None else held.places - taken_of(held)
    if refusal := refusal_on(held, today(), left):
        raise ValidationError(refusal)
    if not 1 <= seats <= held.seats_each:
        raise ValidationError({"seats": f"Mỗi người đăng ký từ 1 đến {held.seats_each} chỗ."})
    if left is not None and seats > left:
        raise ValidationError({"seats": f"Chỉ còn {format_number(left)} chỗ."})
    row = Registration(programme=held, person=person, unit=_unit_of(person), seats=seats)
    row.note = _words(note, "note") or None
    row.proxy = keep_agreement(act, person, agreed, f"Đăng ký “{held.title[:100]}”")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ValidationError("Đã đăng ký chương trình này rồi.") from None
    act.record(row, unit_id=held.unit_id, change={"programme": held.pk, "seats": seats})
    return row


def _offered_to(programme: Programme, person: Person) -> Programme:
    """A programme as it stands now, locked, so that the last place goes to one person; of the person's own unit or of
    one above it."""
    held = Programme._base_manager.select_related("unit").select_for_update(of=("self",)).get(pk=programme.pk)
    if held.published_at is None or not _unit_of(person).path.startswith(held.unit.path):
        raise PermissionDenied("Chương trình này không dành cho đơn vị của người đăng ký.")
    return held


def _unit_of(person: Person) -> Unit:
    return Member._base_manager.select_related("unit").get(pk=person.pk).unit


@action("welfare.give_up", "Hủy đăng ký chương trình, ưu đãi", permission=JOIN)
def give_up(act: Act, *, registration: Registration) -> Registration:
    """Give one's own places back."""
    held = _registered(registration)
    if held.person_id not in act.actor.scope.persons:
        raise PermissionDenied("Chỉ người đăng ký mới hủy được.")
    return _end(act, held, SeatState.GIVEN_UP)


@action("welfare.cancel", "Hủy đăng ký của đoàn viên", permission=MANAGE)
def cancel(act: Act, *, registration: Registration, reason: str) -> Registration:
    """Take a member off a programme of the own unit, for a reason that the member reads."""
    held = _registered(registration)
    _own(act, held.programme.unit_id)
    held.reason = _needed(reason, "reason")
    _end(act, held, SeatState.CANCELLED)
    title = f"Đăng ký của anh chị ở “{held.programme.title}” đã bị hủy"
    _tell(accounts_of(held.person_id), held.programme, title, f"cancelled:{held.pk}")
    return held


def _registered(registration: Registration) -> Registration:
    rows = Registration._base_manager.select_related("programme", "person__key").select_for_update(of=("self",))
    held = rows.get(pk=registration.pk)
    if held.state != SeatState.HELD:
        raise ValidationError("Đăng ký này đã hủy trước đó. Hãy tải lại trang.")
    return held


def _end(act: Act, held: Registration, state: SeatState) -> Registration:
    held.state, held.ended_on = state, today()
    held.save()
    act.record(held, unit_id=held.programme.unit_id, change={"state": state})
    return held


@action("welfare.question", "Hỏi về chương trình, ưu đãi", permission=JOIN)
def ask_about(act: Act, *, programme: Programme, text: str) -> Question:
    """Ask the unit about a programme."""
    person = for_whom(act, None)
    held = _offered_to(programme, person)
    question = Question(programme=held, person=person, unit=_unit_of(person))
    question.text = _needed(text, "text")
    question.save(force_insert=True)
    act.record(question, unit_id=held.unit_id, change={"programme": held.pk})
    url = reverse("welfare:programme", args=[held.pk])
    reached, key = accounts_in([held.unit_id], MANAGE), f"programme:{held.pk}:question:{question.pk}"
    notify(reached, CATEGORY, f"Có câu hỏi về “{held.title}”", key=key, url=url)
    return question


@action("welfare.answer", "Trả lời câu hỏi về chương trình, ưu đãi", permission=MANAGE)
def answer(act: Act, *, question: Question, text: str) -> Question:
    """Answer a member's question; an answer takes the place of an earlier one."""
    rows = Question._base_manager.select_related("programme", "person__key").select_for_update(of=("self",))
    held = rows.get(pk=question.pk)
    _own(act, held.programme.unit_id)
    held.answer = _needed(text, "text")
    held.answered_at, held.answered_by_id = timezone.now(), act.actor.post_id
    held.save()
    act.record(held, unit_id=held.programme.unit_id)
    title = f"Câu hỏi của anh chị về “{held.programme.title}” đã có trả lời"
    _tell(accounts_of(held.person_id), held.programme, title, f"answer:{held.pk}:{held.answered_at:%Y%m%d%H%M%S}")
    return held


def _words(text: str, field: str) -> str:
    said = text.strip()
    if len(said) > LONGEST:
        raise ValidationError({field: f"Không quá {LONGEST} ký tự."})
    return said


def _needed(text: str, field: str) -> str:
    said = _words(text, field)
    if len(said) < SHORTEST:
        raise ValidationError({field: f"Hãy viết rõ hơn, ít nhất {SHORTEST} ký tự."})
    return said


def _tell(accounts: list[int], programme: Programme, title: str, what: str) -> None:
    url = f"{APP}chuong-trinh/{programme.pk}"
    notify(accounts, CATEGORY, title, key=f"programme:{programme.pk}:{what}", url=url)
