"""Applications: receiving them, correcting, refusing, withdrawing. What applicants say stands sealed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.bulk import insert_all
from ketdoan.core.crypto import new_sealers
from ketdoan.core.rules import rule
from ketdoan.core.viet import clean_line, fold, format_date, today
from ketdoan.units.actions.persons import new_person
from ketdoan.units.actions.reorganisation import holds, must_hold
from ketdoan.units.models import Unit

from ..models import Application
from ..queries.across import Seen, names_of, plain, registered, same_person
from ..queries.applications import Applicant, open_with_number
from ..states import APPLICATION_TRANSITIONS, ApplicationForm, ApplicationState, Origin, age_on, may_move
from .lookups import note_views
from .newcomers import around, namesakes
from .people import check_day, check_receives

APPLY = "members.apply"
_SAID: Any = Application._meta.get_field("said")
_INDEX: Any = Application._meta.get_field("number_index")


@dataclass
class Findings:
    """What is wrong and what is doubtful with a list of applicants, each by the number of its row from 1."""

    wrong: list[tuple[int, str]] = field(default_factory=list)
    doubts: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self) -> None:
        """Raise ValidationError where anything is wrong: beside the rows."""
        if self.wrong:
            raise ValidationError(
                {
                    "people": [
                        ValidationError("Dòng %(row)d: %(what)s", params={"row": row, "what": what})
                        for row, what in self.wrong
                    ]
                }
            )

    def sentences(self) -> list[str]:
        """The doubts as sentences."""
        return [f"Dòng {row}: {what}" for row, what in self.doubts]


@action("members.apply.check", "Đối chiếu đơn gia nhập với sổ đoàn viên", permission=APPLY)
def check_applicants(
    act: Act, *, unit: Unit, people: Sequence[Applicant], received_on: date, apart_from: int | None = None
) -> Findings:
    """What is wrong and what is doubtful about applicants. It raises nothing for them: whoever may be told where
    somebody is a member was looked up, and the trail says so."""
    must_hold(act, unit)
    findings = _look_over(act, unit, people, received_on, apart_from)
    act.record(unit_id=unit.pk, change={"rows": len(people)})
    return findings


@action(APPLY, "Nhận đơn gia nhập công đoàn")
def receive(
    act: Act,
    *,
    unit: Unit,
    people: Sequence[Applicant],
    received_on: date,
    form: str = ApplicationForm.SINGLE,
    origin: str = Origin.PAPER,
) -> list[Application]:
    """Take applications in: one (mẫu 5a), or a list that each has signed (mẫu 5b)."""
    must_hold(act, unit)
    _look_over(act, unit, people, received_on).refuse()
    sheet = uuid4() if form == ApplicationForm.COLLECTIVE else None
    goes_on = today() + timedelta(days=rule("members.application_kept", today()).value["open"])
    applications = []
    for said, sealer in zip(people, new_sealers(len(people)), strict=True):
        text = said.to_json()
        one = Application(
            unit=unit, form=form, origin=origin, sheet=sheet, received_on=received_on, key_id=sealer.key_id,
            account_id=act.actor.account_id, goes_on=goes_on,
        )  # fmt: skip
        one.said = sealer.seal(_SAID.place, text)
        one.number_index = _INDEX.blind(text)
        applications.append(one)
    insert_all(applications)
    act.record(unit_id=unit.pk, change={"form": form, "received_on": received_on})
    act.record_rows([one.pk for one in applications])
    return applications


@action("members.apply.correct", "Sửa đơn gia nhập", permission=APPLY)
def correct_application(act: Act, *, application: Application, person: Applicant, received_on: date) -> Application:
    """Correct what was taken from the paper. The trail says that it was, not what it says."""
    held = locked(act, application)
    if held.state not in (ApplicationState.RECEIVED, ApplicationState.PROPOSED):
        raise ValidationError(f"Đơn này đã giải quyết xong: {held.get_state_display().lower()}.")
    _look_over(act, held.unit, [person], received_on, held.pk).refuse()
    held.said, held.received_on = person.to_json(), received_on
    held.save(update_fields=["said", "number_index", "received_on"])
    act.record(held, unit_id=held.unit_id)
    return held


@action("members.apply.refuse", "Không kết nạp", permission="members.admit")
def refuse(act: Act, *, applications: Sequence[Application], reason: str) -> list[Application]:
    """Record that the executive did not admit applicants, for a reason."""
    return _end(act, applications, "refuse", ApplicationState.REFUSED, reason)


@action("members.apply.withdraw", "Rút đơn gia nhập", permission=APPLY)
def withdraw(act: Act, *, applications: Sequence[Application], reason: str = "") -> list[Application]:
    """Record that applicants took their applications back."""
    return _end(act, applications, "withdraw", ApplicationState.WITHDRAWN, reason or "Người nộp rút đơn")


def _end(
    act: Act, applications: Sequence[Application], move: str, state: ApplicationState, reason: str
) -> list[Application]:
    why = without_numbers(clean_line(reason), "reason")
    if not why:
        raise ValidationError({"reason": "Hãy ghi lý do."})
    if len(why) > 250:
        raise ValidationError({"reason": "Lý do dài quá 250 ký tự."})
    held = locked_all(act, applications, move, state)
    kept = rule("members.application_kept", today()).value["closed"]
    for one in held:
        one.state, one.reason, one.intake = state, why, None
        one.ended_at, one.goes_on = timezone.now(), today() + timedelta(days=kept)
    Application._base_manager.bulk_update(held, ["state", "reason", "intake", "ended_at", "goes_on"], batch_size=1_000)
    act.record(held[0] if len(held) == 1 else None, unit_id=held[0].unit_id, change={"state": state})
    act.record_rows([one.pk for one in held])
    return held


def locked(act: Act, application: Application) -> Application:
    """An application as it stands now, locked, in the post's scope."""
    found = Application._base_manager.select_related("unit", "key").select_for_update(of=("self",))
    held = found.get(pk=application.pk)
    must_hold(act, held.unit)
    return held


def locked_all(act: Act, applications: Sequence[Application], move: str, state: ApplicationState) -> list[Application]:
    """Applications of which all may make a move, locked in order. Raises ValidationError where one has gone on."""
    if not applications:
        raise ValidationError("Hãy chọn ít nhất một đơn.")
    rows = Application._base_manager.filter(pk__in=[one.pk for one in applications]).order_by("pk")
    held = list(rows.select_related("unit", "key").select_for_update(of=("self",)))
    must_hold(act, *{one.unit_id: one.unit for one in held}.values())
    gone = [one for one in held if not may_move(APPLICATION_TRANSITIONS, move, one.state, state)]
    if gone:
        raise ValidationError(
            f"Đơn số {gone[0].pk} đang ở tình trạng “{gone[0].get_state_display()}”, có thể do người khác vừa xử lý. "
            "Hãy tải lại trang."
        )
    return held


def _look_over(
    act: Act, unit: Unit, people: Sequence[Applicant], received_on: date, apart_from: int | None = None
) -> Findings:
    """Hold applicants against the rules, each other, open applications, and the register in all scopes."""
    if not people:
        raise ValidationError({"people": "Hãy ghi ít nhất một người."})
    if received_on > today():
        raise ValidationError({"received_on": "Ngày nhận đơn không thể ở tương lai."})
    check_day(received_on)
    check_receives(unit, received_on)
    findings = Findings()
    numbers = [plain(said.citizen_id) for said in people]
    often = Counter(number for number in numbers if number)
    applied, known = open_with_number(list(often)), registered(list(often))
    least = int(rule("members.admission_age", received_on).value)
    seen: list[Seen] = []
    _check_alike(findings, around(act, unit), people, numbers)
    for row, (said, number) in enumerate(zip(people, numbers, strict=True), 1):
        _check_person(findings, row, unit, said)
        age = age_on(received_on, said.birth_date, said.birth_year)
        if age is not None and age < least:
            wrong = f"{said.name} chưa đủ {least} tuổi vào ngày {format_date(received_on)}."
            findings.wrong.append((row, wrong))
        findings.doubts += [(row, doubt) for doubt in said.doubts()]
        if often[number] > 1:
            findings.wrong.append((row, "số căn cước này ghi ở nhiều dòng."))
        if (other := applied.get(number)) and other.pk != apart_from:
            _other_application(act, findings, row, other)
        seen += _known(findings, (row, unit), said, known.get(number, []))
    note_views(act, seen, f"Đối chiếu đơn gia nhập nộp tại {unit.short_name}")
    return findings


def _check_person(findings: Findings, row: int, unit: Unit, said: Applicant) -> None:
    """What the register itself would not take: a name with digits, a birth in the future."""
    try:
        new_person(unit, said.name, said.birth_date, said.sex, said.birth_year)
    except ValidationError as error:
        findings.wrong += [(row, message) for message in error.messages]


def _check_alike(findings: Findings, place: Unit, people: Sequence[Applicant], numbers: Sequence[str]) -> None:
    """Applicants of one name and birth, of whom not both have a number; and members of a place of such a name."""
    first: dict[tuple[str, str], int] = {}
    held = namesakes(place, [(said.name, said.birth_date) for said in people if said.birth_date])
    for row, said in enumerate(people, 1):
        key = (fold(said.name), said.birth)
        above = first.setdefault(key, row)
        if above != row and not (numbers[above - 1] and numbers[row - 1]):
            findings.doubts.append((row, f"trùng họ tên, ngày sinh với dòng {above}; nếu là một người, hãy bỏ bớt."))
        if said.birth_date and (key[0], said.birth_date) in held:
            findings.doubts.append((row, f"{place.short_name} đã có đoàn viên cùng họ tên, ngày sinh."))


def _other_application(act: Act, findings: Findings, row: int, other: Application) -> None:
    if holds(act, other.unit):
        findings.wrong.append((row, f"đã có đơn số {other.pk} tại {other.unit.short_name} chưa giải quyết."))
    else:
        findings.doubts.append((row, "số căn cước này cũng có trong một đơn đang chờ ở đơn vị khác."))


def _known(findings: Findings, at: tuple[int, Unit], said: Applicant, found: Sequence[Seen]) -> list[Seen]:
    """Those of the register who are the applicant: who is a member elsewhere is transferred, not admitted."""
    row, unit = at
    same = [one for one in found if same_person(one, said.name, said.birth_year)]
    members = [one for one in same if one.member]
    if any(one.unit.pk == unit.pk for one in members):
        findings.wrong.append((row, f"{said.name} đã là đoàn viên của chính {unit.short_name}."))
    elif members:
        what = (
            f"{said.name} đang là đoàn viên tại {names_of(members)}. Hãy lập yêu cầu chuyển sinh hoạt thay vì kết nạp."
        )
        findings.wrong.append((row, what))
    elif same:
        findings.doubts.append((row, f"{said.name} từng là đoàn viên; sẽ được kết nạp lại trên hồ sơ cũ."))
    elif found:
        findings.doubts.append((row, "số căn cước này đang ghi cho người khác trong sổ đoàn viên."))
    return same
