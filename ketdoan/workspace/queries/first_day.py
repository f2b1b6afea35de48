"""The first day: what somebody new should do first, as far as it is not done."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.models import Account
from ketdoan.units.models import Appointment, Body, Contact, Person, Term, Unit, UnitVersion
from ketdoan.units.queries.bodies import body_kinds

HINT = "first-day"
EXECUTIVE = "executive"


@dataclass(frozen=True)
class Step:
    """One thing to do, why, where, and whether it is done."""

    title: str
    why: str
    url: str
    done: bool


def first_steps(actor: Actor, account: Account, day: date, *, second_factor: bool) -> list[Step]:
    """The steps that the account's post can take, in order; none once all are done."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0, ended_on=None).first()
    steps = [*_own(actor, account, day, second_factor=second_factor), *(_of_unit(actor, unit, day) if unit else ())]
    return [] if all(step.done for step in steps) else steps


def _own(actor: Actor, account: Account, day: date, *, second_factor: bool) -> list[Step]:
    steps = [
        Step(
            "Bật xác thực hai lớp",
            "Lộ mật khẩu cũng không ai vào được tài khoản; xuất danh sách cán bộ cần có lớp này.",
            reverse("mfa_index"),
            second_factor,
        ),
        Step(
            "Khai thư điện tử của tài khoản",
            "Để nhận nhắc hạn, giao việc và tự lấy lại mật khẩu.",
            reverse("account_email"),
            bool(account.email),
        ),
    ]
    person = Person.objects.filter(account=account).first()
    if person and actor.may("units.person"):
        known = Contact.objects.on(day).filter(person=person, kind=Contact.PHONE).exists()
        address = reverse("units:contact", args=[person.pk])
        steps.append(Step("Ghi số điện thoại của mình", "Để cấp trên, cấp dưới liên lạc được.", address, known))
    return steps


def _of_unit(actor: Actor, unit: Unit, day: date) -> list[Step]:
    steps = []
    if actor.may("units.describe"):
        missing = _missing(UnitVersion.objects.on(day).filter(unit=unit).first())
        why = f"Còn thiếu {', '.join(missing)}." if missing else "Đã có đủ địa chỉ, điện thoại và địa bàn."
        address = reverse("units:describe", args=[unit.code])
        steps.append(Step("Hoàn thiện thông tin đơn vị", why, address, not missing))
    if actor.may("units.term") and EXECUTIVE in dict(body_kinds(unit.level, day)):
        steps.append(_executive(unit, day))
    return steps


def _missing(version: UnitVersion | None) -> list[str]:
    if version is None:
        return []
    parts = {"địa chỉ": version.address, "điện thoại": version.phone, "tỉnh, thành phố": version.area_id}
    return [name for name, value in parts.items() if not value]


def _executive(unit: Unit, day: date) -> Step:
    body = Body.objects.filter(unit=unit, kind=EXECUTIVE).first()
    open_term = body is not None and Term.objects.on(day).filter(body=body).exists()
    seated = body is not None and Appointment.objects.on(day).filter(body=body).exists()
    page = "units:appoint" if open_term else "units:open_term"
    why = "Nhiệm kỳ đã mở, chưa có ủy viên nào." if open_term else "Để hệ thống nhắc hạn nhiệm kỳ và in được danh sách."
    return Step("Nhập ban chấp hành đương nhiệm", why, reverse(page, args=[unit.code]), open_term and seated)
