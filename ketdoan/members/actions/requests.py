"""What members ask of their own data: proposing a correction, having it decided; asking to be erased.

Values stand sealed under the member's key alone. The trail and messages know the number of a request, which field it
is about, and its days.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from ketdoan.core.acting import SYSTEM
from ketdoan.core.actions import Act, action, do_part
from ketdoan.core.notify import notify
from ketdoan.core.pictures import sealable_pictures
from ketdoan.core.rules import rule
from ketdoan.core.viet import VietError, clean_line, format_date, today
from ketdoan.units.actions.persons import check_value, correct_person, erase_person, set_contact, set_identifier
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Person
from ketdoan.units.queries.erasure import PERMISSION as ERASE
from ketdoan.units.queries.erasure import time_limit
from ketdoan.units.queries.posts import accounts_in

from ..models import CorrectionPhoto, CorrectionRequest, ErasureRequest, Member, Profile
from ..queries.links import accounts_of
from ..queries.own_pages import page_of
from ..queries.requests import (
    AMEND,
    ASK,
    CONTACTS,
    decides_on_data,
    erases_for,
    professions,
    recorded,
    shown,
    text_of,
)
from ..states import WITH_EVIDENCE, CorrectionField, ErasureState, RequestState
from .proxies import Agreement, for_whom, keep_agreement

CATEGORY = "members.data"
LONGEST, JOB_LENGTH = 500, 120
NOBODY = "Chưa có cán bộ nào ở đơn vị hay cấp trên xét được đề nghị này. Hãy liên hệ trực tiếp công đoàn."


@action("members.ask_correction", "Đề nghị sửa dữ liệu của mình", permission=ASK)
def ask_correction(
    act: Act,
    *,
    field: str,
    value: str,
    note: str = "",
    photos: Sequence[File] = (),
    member: Member | None = None,
    agreed: Agreement | None = None,
) -> CorrectionRequest:
    """Propose another value of the own record, with pictures of a paper; `value` is a day as 2026-11-27, a code, or
    text. `member` and `agreed` where an officer does so for somebody."""
    person = for_whom(act, member)
    plain = _checked(field, value)
    if shown(field, plain) == recorded(person, field):
        raise ValidationError({"value": "Hồ sơ đang ghi đúng như vậy, không cần sửa."})
    pictures = sealable_pictures(photos, "photos", int(rule("members.correction_photos", today()).value))
    if field in WITH_EVIDENCE and not pictures:
        raise ValidationError({"photos": "Hãy kèm ảnh giấy tờ có nội dung đúng, ví dụ căn cước, giấy khai sinh."})
    unit = decides_on_data(Member._base_manager.select_related("unit").get(pk=person.pk).unit, person.pk)
    if unit is None:
        raise ValidationError(NOBODY)
    days = rule("members.correction_days", today())
    asked = CorrectionRequest(
        unit=unit, person=person, field=field, asked_on=today(), due_rule=days,
        due=today() + timedelta(days=int(days.value["decided"])),
    )  # fmt: skip
    asked.value, asked.note = plain, _words(note, "note") or None
    asked.proxy = keep_agreement(act, person, agreed, f"Đề nghị sửa “{asked.get_field_display()}”")
    _only_one(asked, "Đề nghị trước về nội dung này còn chờ xét. Hãy rút đề nghị đó rồi gửi lại.")
    for picture in pictures:
        CorrectionPhoto(request=asked, picture=picture).save()
    act.record(asked, unit_id=unit.pk, change={"field": field, "due": asked.due, "rule": days.pk})
    tell_officers(asked, "new", f"Đề nghị sửa dữ liệu số {asked.pk} chờ xét, hạn {format_date(asked.due)}")
    return asked


def _only_one(asked: Any, refusal: str) -> None:
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(refusal) from None


def _checked(field: str, value: str) -> str:
    """A proposed value as the record would take it. Raises ValidationError where it will not do."""
    if field not in CorrectionField.values:
        raise ValidationError({"field": "Hãy chọn nội dung cần sửa."})
    try:
        plain = clean_line(value)
        if not plain:
            raise VietError("Hãy ghi giá trị đúng.")
        if field == CorrectionField.PROFESSION and plain not in dict(professions()):
            raise VietError("Hãy chọn nhóm nghề nghiệp trong danh sách.")
        if field == CorrectionField.JOB and len(plain) > JOB_LENGTH:
            raise VietError(f"Nội dung dài quá {JOB_LENGTH} ký tự.")
        if field not in (CorrectionField.PROFESSION, CorrectionField.JOB):
            plain = check_value(field, plain)
    except VietError as error:
        raise ValidationError({"value": str(error)}) from None
    return plain


def _words(text: str, field: str) -> str:
    said = text.strip()
    if len(said) > LONGEST:
        raise ValidationError({field: f"Không quá {LONGEST} ký tự."})
    return said


@action("members.amend", "Sửa dữ liệu theo đề nghị của đoàn viên")
def accept_correction(act: Act, *, request: CorrectionRequest, seen_paper: bool = False) -> CorrectionRequest:
    """Put the record right as the member proposed. `seen_paper` says that the number was compared with the paper."""
    held = _to_decide(act, request)
    person = Person._base_manager.get(pk=held.person_id)
    parts = Act(SYSTEM, act.name, act.why)  # the unit decides, also where another one keeps the person's record
    _write(parts, person, held.field, text_of(held.value), seen_paper)
    _close(act, held, RequestState.ACCEPTED)
    act.record(change={"parts": parts.told["change"].get("parts", []), "seen_paper": seen_paper})
    _tell_member(held, "accepted", f"Đã sửa dữ liệu theo đề nghị số {held.pk} của anh chị")
    return held


def _write(parts: Act, person: Person, field: str, value: str, seen_paper: bool) -> None:
    if field in CONTACTS:
        do_part(parts, set_contact, person=person, kind=field, value=value)
    elif field == CorrectionField.CITIZEN_ID:
        do_part(parts, set_identifier, person=person, kind=field, value=value, verified=seen_paper)
    elif field in (CorrectionField.PROFESSION, CorrectionField.JOB):
        Profile._base_manager.update_or_create(person=person, defaults={field: value})
    else:
        birth = {"birth_date": person.birth_date, "birth_year": person.birth_year}
        if field == CorrectionField.BIRTH:
            birth = {"birth_date": date.fromisoformat(value), "birth_year": None}
        said = {"name": person.name, "sex": person.sex} | ({field: value} if field in ("name", "sex") else {})
        do_part(parts, correct_person, person=person, **said, **birth)


@action("members.amend.refuse", "Không sửa dữ liệu theo đề nghị", permission=AMEND)
def refuse_correction(act: Act, *, request: CorrectionRequest, reason: str) -> CorrectionRequest:
    """Leave the record as it is, for a reason that the member reads."""
    held = _to_decide(act, request)
    held.reason = _reason(reason)
    _close(act, held, RequestState.REFUSED)
    _tell_member(held, "refused", f"Đề nghị sửa dữ liệu số {held.pk}: đơn vị không sửa, xem lý do")
    return held


@action("members.ask_correction.withdraw", "Rút đề nghị sửa dữ liệu", permission=ASK)
def withdraw_correction(act: Act, *, request: CorrectionRequest) -> CorrectionRequest:
    """Take one's own proposal back: what stands in it goes at once."""
    held = _own(act, CorrectionRequest, request, RequestState.WAITING)
    _close(act, held, RequestState.WITHDRAWN)
    clear([held])
    return held


def clear(requests: Sequence[CorrectionRequest]) -> None:
    """Delete what stood in proposals, and the pictures; the rows stay for the counts."""
    ids = [one.pk for one in requests]
    CorrectionPhoto._base_manager.filter(request__in=ids).delete()
    CorrectionRequest._base_manager.filter(pk__in=ids).update(value=None, note=None, reason=None, goes_on=None)


@action("members.ask_erasure", "Yêu cầu xóa dữ liệu của mình", permission=ASK)
def ask_erasure(
    act: Act, *, note: str = "", member: Member | None = None, agreed: Agreement | None = None
) -> ErasureRequest:
    """Ask that what the union holds on oneself is erased."""
    person = for_whom(act, member)
    unit = erases_for(Member._base_manager.select_related("unit").get(pk=person.pk).unit)
    if unit is None:
        raise ValidationError(NOBODY)
    limit = time_limit()
    asked = ErasureRequest(
        unit=unit, person=person, asked_on=today(), due_rule=limit, due=today() + timedelta(hours=int(limit.value))
    )
    asked.note = _words(note, "note") or None
    asked.proxy = keep_agreement(act, person, agreed, "Yêu cầu xóa dữ liệu cá nhân")
    _only_one(asked, "Yêu cầu xóa dữ liệu trước đó của anh chị còn chờ xử lý.")
    act.record(asked, unit_id=unit.pk, change={"due": asked.due, "rule": limit.pk})
    tell_officers(asked, "new", f"Yêu cầu xóa dữ liệu cá nhân số {asked.pk}, hạn {format_date(asked.due)}")
    return asked


@action("members.erasure.grant", "Xóa dữ liệu cá nhân theo yêu cầu của người đó", permission=ERASE)
def grant_erasure(act: Act, *, request: ErasureRequest) -> ErasureRequest:
    """Erase who asked for it, by the rules of `erase_person`: whoever is a member or serves leaves first."""
    held = _to_decide(act, request)
    act.why = act.why.strip() or f"Theo yêu cầu số {held.pk} ngày {format_date(held.asked_on)}"
    _close(act, held, ErasureState.DONE)
    do_part(act, erase_person, person=held.person, ground="request")
    return held


@action("members.erasure.refuse", "Không xóa dữ liệu cá nhân theo yêu cầu", permission=ERASE)
def refuse_erasure(act: Act, *, request: ErasureRequest, reason: str) -> ErasureRequest:
    """Keep the data, for a reason that the person reads."""
    held = _to_decide(act, request)
    held.reason = _reason(reason)
    _close(act, held, ErasureState.REFUSED)
    _tell_member(held, "refused", f"Yêu cầu xóa dữ liệu số {held.pk} đã có trả lời")
    return held


@action("members.ask_erasure.withdraw", "Rút yêu cầu xóa dữ liệu", permission=ASK)
def withdraw_erasure(act: Act, *, request: ErasureRequest) -> ErasureRequest:
    """Take one's own request back."""
    held = _own(act, ErasureRequest, request, ErasureState.WAITING)
    _close(act, held, ErasureState.WITHDRAWN)
    return held


def _reason(text: str) -> str:
    said = _words(text, "reason")
    if len(said) < 10:
        raise ValidationError({"reason": "Hãy ghi rõ lý do, ít nhất 10 ký tự. Đoàn viên đọc được lý do này."})
    return said


def _locked(model: Any, request: Any) -> Any:
    rows = model._base_manager.select_related("unit", "person__key").select_for_update(of=("self",))
    return rows.get(pk=request.pk)


def _to_decide(act: Act, request: Any) -> Any:
    """A request of the scope that waits, locked; nobody decides on their own."""
    held = _locked(type(request), request)
    must_hold(act, held.unit)
    if act.actor.account_id is not None and act.actor.account_id in accounts_of(held.person_id):
        raise PermissionDenied("Đề nghị của chính mình do người khác xét.")
    return _waiting(held)


def _own(act: Act, model: Any, request: Any, waiting: str) -> Any:
    held = _locked(model, request)
    if held.person_id not in act.actor.scope.persons:
        raise PermissionDenied("Chỉ người đề nghị mới rút được.")
    return _waiting(held)


def _waiting(held: Any) -> Any:
    if held.state != RequestState.WAITING:
        raise ValidationError(
            f"Đề nghị này đang ở tình trạng “{held.get_state_display()}”, có thể vừa có người xử lý. Hãy tải lại trang."
        )
    return held


def _close(act: Act, held: Any, state: str) -> None:
    held.state, held.decided_by_id, held.decided_on = state, act.actor.post_id, today()
    if isinstance(held, CorrectionRequest):
        kept = rule("members.correction_days", today()).value["kept_days"]
        held.goes_on = today() + timedelta(days=int(kept))
    held.save()
    act.record(held, unit_id=held.unit_id, change={"state": state})


def tell_officers(held: Any, what: str, title: str) -> None:
    """Send those who decide on a request a message, which names it by its number alone."""
    corrects = isinstance(held, CorrectionRequest)
    page = "members:correction" if corrects else "members:erasure"
    reached = accounts_in([held.unit_id], AMEND if corrects else ERASE)
    notify(reached, CATEGORY, title, key=f"{_name(held)}:{what}", url=reverse(page, args=[held.pk]))


def _tell_member(held: Any, what: str, title: str) -> None:
    url = page_of("correction", held.pk) if isinstance(held, CorrectionRequest) else page_of("erasure")
    notify(accounts_of(held.person_id), CATEGORY, title, key=f"{_name(held)}:{what}:own", url=url)


def _name(held: Any) -> str:
    return f"{held._meta.model_name}:{held.pk}"
