"""Records of one human being brought together, kept apart, and taken apart again. A merge is a link: see PersonLink."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from ketdoan.core.actions import Act, action
from ketdoan.core.modules import persons_changed
from ketdoan.core.viet import clean_line, format_date, in_sentence
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Person, Unit

from ..models import DuplicatePair, Member, MemberEvent, PersonLink
from ..queries.links import circles
from ..rules import EVENT_LABELS, Course, EventKind, Fact, LeaveReason, voided
from .deriving import courses, derive, known_paths
from .recording import append, follow_ended, lock_persons

PERMISSION = "members.merge"
WHY_LENGTH = 300


@action("members.merge", "Gộp hai hồ sơ của cùng một người")
def merge(act: Act, *, keep: Person, other: Person, belongs: Unit | None = None) -> PersonLink:
    """Let `other` go on under the record `keep`: from now on both are one person, counted once.

    `belongs` says in which of their two units the person belongs now, where the events of both told otherwise: then a
    transfer is recorded with the merge, from the day on which the person came to that unit. Raises ValidationError
    where the two already are one, and PermissionDenied for a post whose scope does not hold both.
    """
    keep, other = _canonical(keep), _canonical(other)
    if keep.pk == other.pk:
        raise ValidationError("Hai hồ sơ này đã được gộp làm một.")
    if keep.erased or other.erased:
        raise ValidationError("Dữ liệu cá nhân của một trong hai người đã được xóa, không gộp được.")
    units = _units(act, [keep.pk, other.pk])
    lock_persons([keep.pk, other.pk])
    people = circles([keep.pk, other.pk])
    if set(people.records) != {keep.pk, other.pk}:
        raise ValidationError("Một trong hai hồ sơ vừa được gộp với hồ sơ khác. Hãy tải lại trang.")
    apart = courses(people.records)
    link = _link(act, keep, other, common_upper(units))
    together = derive([keep.pk]).get(keep.pk, Course())
    if belongs is not None:
        _check_belongs(belongs, apart)
        link.transfer = _move(act, keep, together, belongs, apart)
        link.save(update_fields=["transfer"])
    _decide(act, _pair(keep, other), DuplicatePair.MERGED)
    persons_changed([keep.pk, other.pk])  # others may be like them together, or no longer
    act.record(
        link, unit_id=link.unit_id, change={"person": other.pk, "into": keep.pk, "belongs": belongs and belongs.pk}
    )
    return link


def _canonical(person: Person) -> Person:
    """The record under which a record goes on."""
    return Person._base_manager.select_related("key").get(pk=circles([person.pk]).canonical[person.pk])


def _units(act: Act, person_ids: Sequence[int]) -> list[Unit]:
    """The units where members belong, all in the post's scope."""
    members = list(Member._base_manager.filter(pk__in=person_ids).select_related("unit"))
    if len(members) < len(person_ids):
        raise ValidationError("Một trong hai người không có trong danh sách đoàn viên.")
    must_hold(act, *(member.unit for member in members))
    return [member.unit for member in members]


def common_upper(units: Sequence[Unit]) -> Unit:
    """The nearest unit that holds all of these, in the line of command as it is today."""
    paths = [unit.path.strip("/").split("/") for unit in units]
    common = [steps[0] for steps in zip(*paths, strict=False) if len(set(steps)) == 1]
    if not common:
        raise ValidationError("Hai đơn vị không có chung cấp trên.")
    return Unit._base_manager.get(pk=int(common[-1]))


def _link(act: Act, keep: Person, other: Person, unit: Unit) -> PersonLink:
    records = circles([keep.pk, other.pk]).everybody
    known = known_paths(records)
    return PersonLink._base_manager.create(
        person=other, into=keep, unit=unit, why=clean_line(act.why)[:WHY_LENGTH], account_id=act.actor.account_id,
        post_id=act.actor.post_id, last_event=MemberEvent._base_manager.aggregate(last=Max("pk"))["last"] or 0,
        paths={event: [of_one.to, of_one.source, of_one.left] for event, of_one in known.items()},
    )  # fmt: skip


# --- where the person belongs


def _check_belongs(unit: Unit, apart: Mapping[int, Course]) -> None:
    if unit.pk not in {course.now.unit for course in apart.values() if course.now}:
        raise ValidationError({"belongs": "Hãy chọn một trong các đơn vị mà người này đang sinh hoạt."})


def _move(act: Act, keep: Person, together: Course, unit: Unit, apart: Mapping[int, Course]) -> MemberEvent | None:
    """Record the transfer by which the person belongs to a unit now; None where the events tell so by themselves.

    It takes hold on the day on which the record that stands in the unit came there, so that the years in between
    are not counted elsewhere; where that does not lead there, on the last day on which anything changed.
    """
    if together.now and together.now.unit == unit.pk:
        return None
    event = next((event for event in _moves(keep, together, unit, apart) if _leads(event, keep, unit)), None)
    if event is None:
        raise ValidationError(
            {"belongs": f"Theo các ghi nhận của cả hai hồ sơ thì người này không thể đang ở {unit.short_name}. "
             "Hãy gộp theo ghi nhận, rồi ghi kết nạp hoặc chuyển sinh hoạt."}
        )  # fmt: skip
    append(act.actor, [event])
    follow_ended(act.actor, derive([keep.pk]))
    return event


def _moves(keep: Person, together: Course, unit: Unit, apart: Mapping[int, Course]) -> Iterator[MemberEvent]:
    came = next(_came(course) for course in apart.values() if course.now and course.now.unit == unit.pk)
    there = next(
        (stay for stay in together.stays if stay.since <= came and (stay.until is None or stay.until > came)), None
    )
    events = MemberEvent._base_manager.filter(person__in=circles([keep.pk]).everybody)
    place = events.aggregate(last=Max("place"))["last"] + 1
    for day, stay in ((came, there), (together.stays[-1].since, together.now)):
        if stay and stay.unit != unit.pk:
            yield MemberEvent(
                person=keep, kind=EventKind.TRANSFER.value, unit_id=stay.unit, to_unit=unit, on=day, place=place
            )


def _came(course: Course) -> date:
    """The day on which somebody came to the unit where they stand."""
    since, unit = course.stays[-1].since, course.stays[-1].unit
    for stay in reversed(course.stays):
        if stay.unit != unit or stay.until not in (None, since):
            break
        since = stay.since
    return since


def _leads(event: MemberEvent, keep: Person, unit: Unit) -> bool:
    """Whether the person stands in a unit now, if the event had happened too."""
    records = circles([keep.pk]).records
    moved = Fact(0, event.kind, event.on, event.place, event.unit_id, event.to_unit_id)
    (course,) = courses(records, also=[moved]).values()
    return course.now is not None and course.now.unit == unit.pk


def outlook(keep: Person, other: Person, belongs: Unit | None) -> list[str]:
    """What a merge would do, in sentences."""
    people = circles([keep.pk, other.pk])
    apart = courses(people.records)
    (course,) = courses({keep.pk: people.everybody}).values()
    told = [f"Hai hồ sơ là một người, tính một lần. Dùng tiếp hồ sơ của {keep.name}."]
    if course.impossible:
        told.append(f"{len(course.impossible)} ghi nhận ghi trùng, được giữ nguyên nhưng không tính.")
    unit = course.now and Unit._base_manager.get(pk=course.now.unit)
    if belongs is None or (unit and unit.pk == belongs.pk):
        told.append(
            f"Người này đang sinh hoạt ở {unit.short_name}." if unit else "Theo các ghi nhận, người này đã thôi."
        )
    else:
        came = next((_came(one) for one in apart.values() if one.now and one.now.unit == belongs.pk), None)
        told.append(
            f"Ghi chuyển sinh hoạt đến {belongs.short_name}" + (f" từ ngày {format_date(came)}." if came else ".")
        )
    return [*told, "Hoàn tác được; khi đó hai hồ sơ trở lại đúng như trước."]


# --- taking apart


@action("members.unmerge", "Hoàn tác gộp hồ sơ", permission=PERMISSION)
def unmerge(act: Act, *, link: PersonLink) -> PersonLink:
    """Take a merge back: both records stand as if they had never been one.

    The transfer recorded with the merge is void, and so are moves by which the person went with a unit to its heir
    and that fit neither record alone. Raises ValidationError where somebody recorded an event that rests on the
    merge: that one must go first.
    """
    must_hold(act, link.unit)
    lock_persons([link.person_id, link.into_id])
    held = PersonLink._base_manager.select_for_update().get(pk=link.pk)
    if held.undone_at:
        raise ValidationError("Việc gộp này đã được hoàn tác.")
    idle = {fact.id for course in courses(circles([held.into_id]).records).values() for fact, _ in course.impossible}
    held.undone_at, held.undone_by = timezone.now(), act.actor.account_id
    held.save(update_fields=["undone_at", "undone_by"])
    if held.transfer_id:
        append(act.actor, _voids(_still_standing([held.transfer_id])))
    _drop_what_rests(act, held, idle)
    follow_ended(act.actor, derive([held.person_id, held.into_id]))
    pair = DuplicatePair._base_manager.filter(
        first=min(held.person_id, held.into_id), second=max(held.person_id, held.into_id)
    ).first()
    if pair:
        _decide(act, pair, DuplicatePair.OPEN)
    persons_changed([held.person_id, held.into_id])
    act.record(held, unit_id=held.unit_id, change={"person": held.person_id, "into": held.into_id})
    return held


def _drop_what_rests(act: Act, link: PersonLink, idle: set[int]) -> None:
    """Void moves with units that came after the merge and fit no longer; refuse where anything else does not. `idle`
    are the events that had no effect while the merge held."""
    while resting := [fact for fact in _impossible(link) if fact.id not in idle]:
        automatic = [fact for fact in resting if _automatic(fact)]
        if not automatic:
            label = in_sentence(EVENT_LABELS[EventKind(resting[0].kind)])
            raise ValidationError(
                f"Sau khi gộp đã ghi {label} ngày {format_date(resting[0].on)}, dựa trên việc gộp. "
                "Hãy hủy ghi nhận đó trước."
            )
        append(act.actor, _voids(_still_standing([fact.id for fact in automatic])))


def _impossible(link: PersonLink) -> list[Fact]:
    """What could not have happened to either person of a link, once it holds no longer. Of one who has further records
    only what was recorded while the link held: the rest may well be said twice."""
    records = circles([link.person_id, link.into_id]).records
    found = courses(records)
    alone = [fact for pk, course in found.items() if len(records[pk]) == 1 for fact, _ in course.impossible]
    others = [fact for pk, course in found.items() if len(records[pk]) > 1 for fact, _ in course.impossible]
    events = MemberEvent._base_manager.in_bulk([fact.id for fact in others])
    links = list(
        PersonLink._base_manager.filter(undone_at=None, into__in=[pk for one in records.values() for pk in one])
    )
    merging = {later.transfer_id for later in links}
    joined = {pk: later.last_event for later in links for pk in (later.person_id, later.into_id)}
    joined |= {link.person_id: link.last_event, link.into_id: link.last_event}
    late = [fact for fact in others if fact.id > joined.get(events[fact.id].person_id, link.last_event)]
    return [*alone, *(fact for fact in late if fact.id not in merging)]


def _automatic(fact: Fact) -> bool:
    """Whether an event was recorded by the program, since a unit had ended."""
    return fact.kind == EventKind.STRUCTURE or fact.reason == LeaveReason.UNIT_DISSOLVED


def _still_standing(event_ids: Sequence[int]) -> list[MemberEvent]:
    events = list(MemberEvent._base_manager.filter(pk__in=event_ids))
    rows: Any = MemberEvent._base_manager.filter(person__in={event.person_id for event in events}, voids__isnull=False)
    gone, _ = voided(list(rows.order_by("pk").values_list("pk", "voids")))
    return [event for event in events if event.pk not in gone]


def _voids(events: Sequence[MemberEvent]) -> list[MemberEvent]:
    return [
        MemberEvent(
            person_id=event.person_id, kind=EventKind.VOID.value, unit_id=event.unit_id, on=event.on, voids=event
        )
        for event in events
    ]


# --- pairs


@action("members.differ", "Ghi hai hồ sơ là hai người khác nhau", permission=PERMISSION)
def differ(act: Act, *, pair: DuplicatePair) -> DuplicatePair:
    """Say that two records are of different persons: the pair is not proposed again."""
    units = _units(act, [pair.first_id, pair.second_id])
    held = DuplicatePair._base_manager.select_for_update().get(pk=pair.pk)
    if held.state == DuplicatePair.MERGED:
        raise ValidationError("Hai hồ sơ này đã được gộp. Hãy hoàn tác việc gộp trước.")
    _decide(act, held, DuplicatePair.DIFFERENT)
    act.record(held, unit_id=common_upper(units).pk, change={"state": held.state})
    return held


@action("members.reopen_pair", "Xem lại cặp hồ sơ đã ghi là hai người", permission=PERMISSION)
def reopen(act: Act, *, pair: DuplicatePair) -> DuplicatePair:
    """Take back that two records are of different persons."""
    units = _units(act, [pair.first_id, pair.second_id])
    held = DuplicatePair._base_manager.select_for_update().get(pk=pair.pk)
    if held.state != DuplicatePair.DIFFERENT:
        raise ValidationError("Cặp hồ sơ này chưa được ghi là hai người khác nhau.")
    _decide(act, held, DuplicatePair.OPEN)
    act.record(held, unit_id=common_upper(units).pk, change={"state": held.state})
    return held


def _pair(one: Person, other: Person) -> DuplicatePair:
    """The pair of two records, made where nobody had found it."""
    first, second = sorted([one.pk, other.pk])
    pair, _ = DuplicatePair._base_manager.get_or_create(
        first_id=first, second_id=second, defaults={"score": 0, "reasons": []}
    )
    return pair


def _decide(act: Act, pair: DuplicatePair, state: str) -> None:
    pair.state, pair.why = state, clean_line(act.why)[:WHY_LENGTH]
    pair.decided_at = None if state == DuplicatePair.OPEN else timezone.now()
    pair.account_id, pair.post_id = act.actor.account_id, act.actor.post_id
    pair.save(update_fields=["state", "why", "decided_at", "account_id", "post_id"])
