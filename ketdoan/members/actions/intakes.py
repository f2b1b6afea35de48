"""Batches of applications: the executive decides on them at a meeting, and one decision admits all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from ketdoan.core.actions import Act, action, do_part
from ketdoan.core.bulk import insert_all
from ketdoan.core.rules import rule
from ketdoan.core.sealed import destroy_all
from ketdoan.core.traces import Traces
from ketdoan.core.viet import format_date, today
from ketdoan.units.actions.paper import Paper, register
from ketdoan.units.actions.people import CONTACTS, NewPerson
from ketdoan.units.actions.persons import set_contact, set_identifier
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Contact, Decision, Identifier, Person

from ..models import Application, Intake, Profile
from ..queries.across import plain, registered, same_person
from ..queries.applications import Applicant, said_by
from ..rules import EventKind
from ..states import ApplicationState, IntakeState, age_on
from .applying import APPLY, locked_all
from .bringing import Happening, Newcomer, bring_in
from .people import check_day, check_receives
from .recording import events_for, record

MOST = 5_000
#: Who of those that are too young or members already are named in one answer.
NAMED = 10
ADMITTED = """
    UPDATE members_application a
    SET state = 'admitted', person_id = new.person, event_id = new.event, ended_at = %s, goes_on = NULL
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new (id, person, event) WHERE a.id = new.id
"""


@action("members.intake", "Đưa đơn gia nhập ra Ban Chấp hành", permission=APPLY)
def propose(act: Act, *, applications: Sequence[Application], met_on: date, on: date) -> Intake:
    """Put applications of one union before its executive: they are to be admitted from a day by one decision."""
    check_day(on)
    held = locked_all(act, applications, "propose", ApplicationState.PROPOSED)
    if len({one.unit_id for one in held}) > 1:
        raise ValidationError("Mỗi đợt kết nạp chỉ gồm đơn của một đơn vị. Hãy chọn lại.")
    if len(held) > MOST:
        raise ValidationError(f"Mỗi đợt kết nạp nhiều nhất {MOST} đơn.")
    unit = held[0].unit
    check_receives(unit, on)
    intake = Intake.objects.create(unit=unit, met_on=met_on, on=on, account_id=act.actor.account_id)
    Application._base_manager.filter(pk__in=[one.pk for one in held]).update(
        state=ApplicationState.PROPOSED, intake=intake
    )
    act.record(intake, unit_id=unit.pk, change={"on": on, "met_on": met_on})
    act.record_rows([one.pk for one in held])
    return intake


@action("members.intake.take_back", "Đưa đơn ra khỏi đợt kết nạp", permission=APPLY)
def take_back(act: Act, *, applications: Sequence[Application]) -> list[Application]:
    """Take applications out of a batch; they wait again."""
    held = locked_all(act, applications, "take_back", ApplicationState.RECEIVED)
    Application._base_manager.filter(pk__in=[one.pk for one in held]).update(
        state=ApplicationState.RECEIVED, intake=None
    )
    act.record(unit_id=held[0].unit_id, change={"intake": held[0].intake_id})
    act.record_rows([one.pk for one in held])
    return held


@action("members.intake.drop", "Bỏ đợt kết nạp", permission=APPLY)
def drop_intake(act: Act, *, intake: Intake) -> Intake:
    """Give a batch up; its applications wait again."""
    held = _open(act, intake)
    held.applications.filter(state=ApplicationState.PROPOSED).update(state=ApplicationState.RECEIVED, intake=None)
    held.state = IntakeState.DROPPED
    held.save(update_fields=["state"])
    act.record(held, unit_id=held.unit_id)
    return held


@action("members.intake.admit", "Kết nạp đoàn viên theo đơn", permission="members.admit")
def admit_intake(act: Act, *, intake: Intake, on: date, paper: Paper | None = None) -> Intake:
    """Admit all of a batch by the decision of the executive, from a day.

    Records of persons are opened from what the applications say, which is then destroyed; who was a member before
    comes back under their own record. Raises ValidationError where somebody is too young or a member already.
    """
    if paper is None:
        raise ValidationError({"decision_code": "Hãy ghi số, ký hiệu quyết định kết nạp của Ban Chấp hành."})
    check_day(on)
    held = _open(act, intake)
    check_receives(held.unit, on)
    rows = held.applications.select_related("key").select_for_update(of=("self",)).order_by("pk")
    entries = [_Entry(one, said_by(one)) for one in rows.filter(state=ApplicationState.PROPOSED)]
    if not entries:
        raise ValidationError("Đợt này không còn đơn nào.")
    _check(entries, on)
    decision = register(paper)
    _admit_new(act, held, [entry for entry in entries if not entry.known], on, decision)
    _admit_again(act, held, [entry for entry in entries if entry.known], on, decision)
    _settle(entries)
    held.state, held.on, held.decision = IntakeState.DECIDED, on, decision
    held.save(update_fields=["state", "on", "decision"])
    act.record(held, unit_id=held.unit_id, change={"decision": decision.pk if decision else None, "on": on})
    act.record_rows([entry.event for entry in entries])
    return held


@dataclass
class _Entry:
    """An application on its way into the register: whom it became, by which event."""

    application: Application
    said: Applicant | None
    known: int | None = None
    person: int = 0
    event: int = 0

    @property
    def words(self) -> Applicant:
        if self.said is None:
            raise ValidationError(f"Nội dung đơn số {self.application.pk} không còn. Hãy đưa đơn này ra khỏi đợt.")
        return self.said


def _open(act: Act, intake: Intake) -> Intake:
    held = Intake._base_manager.select_related("unit").select_for_update(of=("self",)).get(pk=intake.pk)
    must_hold(act, held.unit)
    if held.state != IntakeState.OPEN:
        state = held.get_state_display().lower()
        raise ValidationError(f"Đợt kết nạp này {state} rồi, có thể bởi người khác vừa xong.")
    return held


def _check(entries: Sequence[_Entry], on: date) -> None:
    """Find who is known to the register, and raise ValidationError for those who cannot be admitted."""
    least = int(rule("members.admission_age", on).value)
    known = registered([entry.words.citizen_id for entry in entries])
    wrong = []
    for entry in entries:
        said = entry.words
        age = age_on(on, said.birth_date, said.birth_year)
        if age is not None and age < least:
            wrong.append(f"{said.name} chưa đủ {least} tuổi vào ngày {format_date(on)}.")
        found = known.get(plain(said.citizen_id), [])
        same = [one for one in found if same_person(one, said.name, said.birth_year)]
        if member := next((one for one in same if one.member), None):
            wrong.append(
                f"{said.name} đang là đoàn viên tại {member.unit.short_name}. Hãy đưa đơn này ra khỏi đợt, lập yêu cầu "
                "chuyển sinh hoạt."
            )
        entry.known = same[0].person_id if same else None
    if wrong:
        more = len(wrong) - NAMED
        raise ValidationError(wrong[:NAMED] + ([f"Và {more} người khác."] if more > 0 else []))


def _admit_new(act: Act, intake: Intake, entries: Sequence[_Entry], on: date, decision: Decision | None) -> None:
    if not entries:
        return
    happening = Happening(EventKind.ADMISSION.value, on, intake.unit_id, decision=decision.pk if decision else None)
    newcomers = [
        Newcomer(
            NewPerson(
                intake.unit, said.name, said.birth_date, None if said.birth_date else said.birth_year, said.sex,
                {kind: text for kind, text in said.values.items() if text},
            ),
            [happening],
        )
        for said in (entry.words for entry in entries)
    ]  # fmt: skip
    for entry, event in zip(entries, bring_in(act.actor, newcomers), strict=False):  # moves to heirs come after
        entry.person, entry.event = event.person_id, event.pk
    insert_all([Profile(person_id=entry.person, job_title=entry.words.job) for entry in entries if entry.words.job])


def _admit_again(act: Act, intake: Intake, entries: Sequence[_Entry], on: date, decision: Decision | None) -> None:
    """Persons who were members before: their record comes to the union that admits them."""
    people = Person._base_manager.in_bulk([entry.known for entry in entries if entry.known])
    if not people:
        return
    Person._base_manager.filter(pk__in=people).update(unit=intake.unit)
    events = events_for(EventKind.ADMISSION, people.values(), unit=intake.unit, on=on, decision=decision)
    by_person = {event.person_id: event.pk for event in record(act, events)}
    for entry in entries:
        entry.person = entry.known or 0
        entry.event = by_person[entry.person]
        if act.actor.may("units.person"):
            _add_values(act, people[entry.person], entry.words)


def _add_values(act: Act, person: Person, said: Applicant) -> None:
    """What the application says and the record does not know yet."""
    known: set[Any] = set()
    for model in (Contact, Identifier):
        known |= set(model._base_manager.filter(person=person, replaced_at=None).values_list("kind", flat=True))
    for kind, text in said.values.items():
        if text and kind not in known:
            do_part(act, set_contact if kind in CONTACTS else set_identifier, person=person, kind=kind, value=text)


def _settle(entries: Sequence[_Entry]) -> None:
    """Let each application name its person and event, and destroy what it said."""
    ids = [entry.application.pk for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(
            ADMITTED, [timezone.now(), ids, [entry.person for entry in entries], [entry.event for entry in entries]]
        )
    destroy_all([entry.application.key_id for entry in entries if entry.application.key_id])


def forget_applications() -> int:
    """Destroy what applications say whose day has come; those still open thereby lapse. Run daily; gives how many."""
    due = Application._base_manager.filter(goes_on__lte=today()).select_for_update()
    return _forget(list(due.values_list("pk", "key")))


def forget_applications_of(traces: Traces) -> None:
    """Destroy what applications say that are those of somebody who is erased, and why they were not granted."""
    kept = Application._base_manager.exclude(goes_on=None).select_related("key").iterator(chunk_size=2_000)
    own = [(one.pk, one.key_id) for one in kept if traces.in_text(one.said.text or "")]
    _forget(own)
    Application._base_manager.filter(pk__in=[pk for pk, _ in own]).update(reason="")


def _forget(rows: Sequence[tuple[int, Any]]) -> int:
    """Destroy what applications say, by their ids with those of their keys."""
    ids = [pk for pk, _ in rows]
    still_open = Application._base_manager.filter(
        pk__in=ids, state__in=(ApplicationState.RECEIVED, ApplicationState.PROPOSED)
    )
    still_open.update(state=ApplicationState.LAPSED, intake=None, ended_at=timezone.now())
    Application._base_manager.filter(pk__in=ids).update(goes_on=None)
    destroy_all([key for _, key in rows if key])
    return len(rows)
