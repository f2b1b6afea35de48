"""What awaits a post in this module: plans on their way, terms that end, seats that are empty."""

from collections.abc import Iterator

from django.urls import reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import InboxItem
from ketdoan.core.viet import format_number, today

from ..models import Plan
from .bodies import body_label, ending_terms, vacancies
from .plans import APPROVE, awaiting
from .regulations import ending_regulations, regulation_label


def plans(actor: Actor) -> Iterator[InboxItem]:
    """Plans of the own unit: submitted ones for those who approve, returned and approved ones for who drafted them."""
    if not actor.may("units.plan") or actor.unit_id is None:
        return
    submitted, back = awaiting(actor.unit_id, actor.account_id)
    for plan in submitted if actor.may(APPROVE) else []:
        yield InboxItem(f"Phê duyệt phương án: {plan.title}", _plan(plan), "", None, "git-compare-arrows")
    for plan in back:
        verb = "Thực hiện phương án đã phê duyệt" if plan.state == "approved" else "Sửa phương án bị trả lại"
        yield InboxItem(f"{verb}: {plan.title}", _plan(plan), "", None, "git-compare-arrows")


def _plan(plan: Plan) -> str:
    return reverse("units:plan", args=[plan.pk])


def terms_and_seats(actor: Actor) -> Iterator[InboxItem]:
    """The own unit's ends of term and vacancies one by one; those of units below in one line each."""
    if not actor.may("units.term"):
        return
    day = today()
    below, first = 0, None
    for term in ending_terms(day):
        if term.body.unit_id != actor.unit_id:
            below, first = below + 1, min(filter(None, (first, term.until)))
            continue
        label = body_label(term.body.kind, term.body.unit.level, day)
        verb = "đã hết" if term.until <= day else "sắp hết"
        address = reverse("units:unit", args=[term.body.unit.code])
        title = f"{label} {verb} nhiệm kỳ {term.label}"
        yield InboxItem(title, address, term.body.unit.short_name, term.until, "calendar-clock")
    if below:
        title = f"{format_number(below)} nhiệm kỳ ở đơn vị cấp dưới sắp hết hoặc đã hết"
        yield InboxItem(title, reverse("units:terms") + "?viec=het", "", first, "calendar-clock")
    yield from _vacancies(actor)


def _vacancies(actor: Actor) -> Iterator[InboxItem]:
    day, below = today(), 0
    for term in vacancies(day):
        if term.body.unit_id != actor.unit_id:
            below += 1
            continue
        label = body_label(term.body.kind, term.body.unit.level, day)
        address = reverse("units:unit", args=[term.body.unit.code])
        title = f"{label} khuyết {term.vacant} ủy viên"
        yield InboxItem(title, address, term.body.unit.short_name, None, "user-round-search")
    if below:
        title = f"{format_number(below)} ban chấp hành, ủy ban kiểm tra ở cấp dưới khuyết ủy viên"
        yield InboxItem(title, reverse("units:terms") + "?viec=khuyet", "", None, "user-round-search")


def regulations_ending(actor: Actor) -> Iterator[InboxItem]:
    """The own unit's regulations and agreements that end soon or ended, one by one; those below in one line."""
    if not actor.may("units.regulation"):
        return
    day, below, first = today(), 0, None
    for regulation in ending_regulations(day):
        last = regulation.last_day
        if regulation.unit_id != actor.unit_id:
            below, first = below + 1, min(filter(None, (first, last)))
            continue
        verb = "đã hết hiệu lực" if last < day else "sắp hết hiệu lực"
        address = reverse("units:unit", args=[regulation.unit.code])
        title = f"{regulation_label(regulation.kind, day)} {verb}"
        yield InboxItem(title, address, regulation.unit.short_name, last, "file-clock")
    if below:
        title = f"{format_number(below)} quy chế, thỏa thuận ở cấp dưới sắp hết hoặc đã hết hiệu lực"
        yield InboxItem(title, reverse("units:regulations") + "?hieu_luc=sap-het", "", first, "file-clock")
