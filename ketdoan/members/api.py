"""The register for other software: members of the scope, their course, events since a cursor, and recording events."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Schema, Status
from pydantic import BeforeValidator, ConfigDict

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import kept_key
from ketdoan.core.api import ERRORS, LONGEST_ID, PLAIN, Id, Key, Needs, Problem, api
from ketdoan.core.search import all_found
from ketdoan.core.viet import (
    VietError,
    parse_citizen_id,
    parse_old_citizen_id,
    parse_phone,
    parse_social_insurance,
)
from ketdoan.units.actions.paper import Paper
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.actions.seen import of_one, taken
from ketdoan.units.models import PersonalDataView, Unit

from .actions import moving
from .actions import people as acts
from .models import Member, MemberEvent
from .models.members import LEFT, STATES
from .queries.course import course_of
from .queries.find import number_in, with_number
from .queries.syncing import events_after
from .rules import LEAVE_LABELS, LeaveReason

WHAT = "members.view"


def _day(given: Any) -> Any:
    """A day is written as one; a number would be taken for seconds."""
    if isinstance(given, date | type(None)):
        return given
    try:
        return date.fromisoformat(given) if len(given) == 10 else _no_day()
    except (TypeError, ValueError):
        return _no_day()


def _no_day() -> date:
    raise ValueError("Hãy ghi ngày theo dạng 2026-11-26.")


Day = Annotated[date, BeforeValidator(_day)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=120, pattern=PLAIN)]
Limit = Annotated[int, Query(ge=1, le=200)]


class Strict(Schema):
    """An input without fields that nobody knows."""

    model_config = ConfigDict(extra="forbid")


class Decision(Strict):
    """The decision on which an act rests, issued by the unit that does it."""

    code: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
    signed_on: Day


class Act(Strict):
    """What every act on a member has: the day from which it holds, and its decision."""

    on: Day
    decision: Decision | None = None


class Admission(Act):
    """Somebody who is admitted. Numbers are taken in and never given out."""

    unit: Code
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=PLAIN)]
    birth_date: Day
    sex: Literal["f", "m", ""] = ""
    citizen_id: Text = ""
    old_citizen_id: Text = ""
    social_insurance: Text = ""
    phone: Text = ""


class Leaving(Act):
    """Why a member leaves."""

    reason: Literal[tuple(str(reason) for reason in LEAVE_LABELS if reason != LeaveReason.UNIT_DISSOLVED)]  # type: ignore[valid-type]


class Suspending(Act):
    """Why a member suspends union life."""

    reason: Text = ""


class Moving(Act):
    """Where a member goes on, inside the scope."""

    to: Code


class MemberOut(Schema):
    """A member as the register knows them today; without numbers, contacts and sensitive facts."""

    id: int
    name: str
    birth_date: date | None
    birth_year: int | None
    sex: Literal["f", "m", ""]
    unit: str
    state: Literal[tuple(code for code, _ in STATES)]  # type: ignore[valid-type]
    since: date
    joined_on: date


class Happened(Schema):
    """An event of a member's course."""

    id: int
    kind: str
    label: str
    on: date
    unit: str
    to_unit: str | None
    reason: str
    decision: str | None
    void: bool


class MemberWithCourse(MemberOut):
    """A member and what happened to them, the latest first."""

    course: list[Happened]


class Page(Schema):
    """A part of the list; `next` is the cursor of the part after it."""

    items: list[MemberOut]
    next: int | None


class EventOut(Schema):
    """An event as it was recorded. One of the kind `void` takes back the event that it names."""

    id: int
    kind: str
    member: int
    on: date
    unit: str
    to_unit: str | None
    reason: str
    decision: str | None
    voids: int | None
    recorded_at: datetime


class Events(Schema):
    """Events in the order of their numbers. Ask again with `after` set to `cursor`."""

    items: list[EventOut]
    cursor: int
    more: bool


def _out(member: Member) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.person.name,
        "birth_date": member.birth_date,
        "birth_year": member.birth_year,
        "sex": member.sex,
        "unit": member.unit.code,
        "state": member.state,
        "since": member.since,
        "joined_on": member.joined_on,
    }


def _members() -> Any:
    return Member.objects.select_related("person", "unit").order_by("sort_key", "pk")


def _software(request: HttpRequest) -> str:
    return str(request.api_token.name)  # type: ignore[attr-defined]


class Wanted(Strict):
    """Which members: by words of the name or one whole number, unit with all below it, state."""

    q: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    unit: Annotated[str, Field(max_length=40, pattern=PLAIN)] = ""
    state: Literal[("", *(code for code, _ in STATES))] = ""  # type: ignore[valid-type]
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@api.get("members", response={200: Page, **ERRORS}, auth=Needs(WHAT), url_name="members", summary="Danh sách đoàn viên")
def list_members(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """Đoàn viên trong phạm vi, theo tên; người đã thôi chỉ khi hỏi `state=left`."""
    rows = _members()
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state=LEFT)
    if wanted.unit:
        unit = get_object_or_404(Unit, code=wanted.unit)
        rows = rows.filter(unit__path__gte=unit.path, unit__path__lt=unit.path + "~")
    number = number_in(wanted.q)
    rows = with_number(rows, number) if number else all_found(rows, wanted.q)
    if wanted.cursor:
        last = get_object_or_404(Member, pk=wanted.cursor)
        rows = rows.filter(sort_key__gte=last.sort_key).exclude(sort_key=last.sort_key, pk__lte=last.pk)
    found = list(rows[: wanted.limit + 1])
    page = found[: wanted.limit]
    taken([member.pk for member in page], PersonalDataView.API, _software(request))
    return {"items": [_out(member) for member in page], "next": page[-1].pk if len(found) > len(page) else None}


@api.get(
    "members/{pk}",
    response={200: MemberWithCourse, **ERRORS},
    auth=Needs(WHAT),
    url_name="member",
    summary="Một đoàn viên và quá trình sinh hoạt",
)
def one_member(request: HttpRequest, pk: Id) -> Any:
    """Hồ sơ trong sổ, không có số giấy tờ, liên hệ, dữ liệu nhạy cảm."""
    member = get_object_or_404(_members(), pk=pk)
    of_one(member.pk, PersonalDataView.API, _software(request))
    course = [
        {
            "id": told.event.pk,
            "kind": told.event.kind,
            "label": told.label,
            "on": told.event.on,
            "unit": told.unit.code,
            "to_unit": told.to_unit.code if told.to_unit else None,
            "reason": told.event.reason,
            "decision": told.decision.code if told.decision else None,
            "void": told.void,
        }
        for told in course_of(member.person, current_actor())
    ]
    return {**_out(member), "course": course}


class Since(Strict):
    """From which number on."""

    after: Annotated[int, Field(ge=0, le=LONGEST_ID)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


@api.get("events", response={200: Events, **ERRORS}, auth=Needs(WHAT), url_name="events", summary="Sự kiện mới")
def list_events(request: HttpRequest, since: Query[Since]) -> Any:
    """Sự kiện sau một số, theo thứ tự ghi. Không sự kiện nào bị bỏ qua khi gọi tiếp với `cursor`."""
    found = list(events_after(since.after, current_actor())[: since.limit + 1])
    page = found[: since.limit]
    taken([event.person_id for event in page], PersonalDataView.API, _software(request))
    return {
        "items": [_event(event) for event in page],
        "cursor": page[-1].pk if page else since.after,
        "more": len(found) > len(page),
    }


def _event(event: MemberEvent) -> dict[str, Any]:
    return {
        "id": event.pk,
        "kind": event.kind,
        "member": event.person_id,
        "on": event.on,
        "unit": event.unit.code,
        "to_unit": event.to_unit.code if event.to_unit else None,
        "reason": event.reason,
        "decision": event.decision.code if event.decision else None,
        "voids": event.voids_id,
        "recorded_at": event.recorded_at,
    }


WRITTEN = {201: MemberOut, 409: Problem, **ERRORS}
NUMBERS: dict[str, Callable[[str], str]] = {
    "citizen_id": parse_citizen_id,
    "old_citizen_id": parse_old_citizen_id,
    "social_insurance": parse_social_insurance,
    "phone": parse_phone,
}


@api.post("members", response=WRITTEN, auth=Needs("members.admit"), url_name="admit", summary="Kết nạp đoàn viên")
def admit(request: HttpRequest, given: Admission, key: Key) -> Any:
    """Lập hồ sơ và kết nạp một người vào đơn vị trong phạm vi."""
    unit = _unit(given.unit, "unit")
    new = NewPerson(unit, given.name, given.birth_date, sex=given.sex, values=_numbers(given))
    paper = _paper(given, unit, "Về việc kết nạp đoàn viên công đoàn")
    (event,) = acts.admit_new(unit=unit, new=[new], on=given.on, paper=paper, apart=True, key=kept_key(key))
    return _written(event.person_id)


def _numbers(given: Admission) -> dict[str, str]:
    read, wrong = {}, {}
    for name, reader in NUMBERS.items():
        text = getattr(given, name)
        try:
            read[name] = reader(text) if text else ""
        except VietError as error:
            wrong[name] = str(error)
    if wrong:
        raise ValidationError(wrong)
    return read


@api.post("members/{pk}/leave", response=WRITTEN, auth=Needs("members.leave"), url_name="leave", summary="Ghi thôi")
def leave(request: HttpRequest, pk: Id, given: Leaving, key: Key) -> Any:
    """Ghi một đoàn viên thôi là đoàn viên từ một ngày."""
    return _act(pk, acts.leave, given, key, "Về việc thôi là đoàn viên công đoàn", reason=given.reason)


@api.post(
    "members/{pk}/transfer",
    response=WRITTEN,
    auth=Needs("members.transfer"),
    url_name="transfer",
    summary="Chuyển sinh hoạt trong phạm vi",
)
def transfer(request: HttpRequest, pk: Id, given: Moving, key: Key) -> Any:
    """Chuyển một đoàn viên sang đơn vị khác khi mã kết nối quản lý cả hai nơi."""
    return _act(pk, moving.transfer, given, key, "Về việc chuyển sinh hoạt công đoàn", to=_unit(given.to, "to"))


@api.post(
    "members/{pk}/suspend",
    response=WRITTEN,
    auth=Needs("members.suspend"),
    url_name="suspend",
    summary="Tạm dừng sinh hoạt",
)
def suspend(request: HttpRequest, pk: Id, given: Suspending, key: Key) -> Any:
    """Ghi một đoàn viên tạm dừng sinh hoạt từ một ngày."""
    return _act(pk, acts.suspend, given, key, "Về việc tạm dừng sinh hoạt công đoàn", reason=given.reason)


@api.post(
    "members/{pk}/resume",
    response=WRITTEN,
    auth=Needs("members.suspend"),
    url_name="resume",
    summary="Sinh hoạt trở lại",
)
def resume(request: HttpRequest, pk: Id, given: Act, key: Key) -> Any:
    """Ghi một đoàn viên sinh hoạt trở lại từ một ngày."""
    return _act(pk, acts.resume, given, key, "Về việc sinh hoạt công đoàn trở lại")


def _act(pk: int, verb: Callable[..., Sequence[MemberEvent]], given: Act, key: str, about: str, **more: Any) -> Any:
    """Do an act on one member of the scope; the answer is how they stand then."""
    member = get_object_or_404(_members(), pk=pk)
    verb(members=[member], on=given.on, paper=_paper(given, member.unit, about), key=kept_key(key), **more)
    return _written(pk)


def _written(pk: int) -> Any:
    """A member after an act; whoever went out of the scope by it is shown this once."""
    member = Member._base_manager.select_related("person", "unit").get(pk=pk)
    return Status(201, _out(member))


def _unit(code: str, field: str) -> Unit:
    found = Unit.objects.filter(code=code, ended_on=None).first()
    if found is None:
        raise ValidationError({field: "Không có đơn vị nào có mã này trong phạm vi."})
    return found


def _paper(given: Act, unit: Unit, abstract: str) -> Paper | None:
    told = given.decision
    return Paper(unit, told.code, told.signed_on, abstract) if told else None
