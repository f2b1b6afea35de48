"""Campaigns to review members' records: begun by an upper union, carried on by the grassroots, and putting records
right one by one."""

from collections.abc import Collection
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from ketdoan.core.acting import SYSTEM
from ketdoan.core.actions import Act, action, do_part
from ketdoan.core.notify import notify
from ketdoan.core.rules import rule
from ketdoan.core.viet import clean_line, format_date, format_number, today
from ketdoan.units.actions.persons import correct_person, set_contact, set_identifier
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Contact, Identifier, Person, Unit

from ..models import Campaign, CampaignUnit, Member
from ..queries.campaigns import accounts_in, grassroots_below
from ..queries.quality import Scores
from ..rules import FINDINGS
from .people import must_hold_members

CATEGORY = "members.review"


@action("members.review", "Phát động đợt rà soát dữ liệu đoàn viên")
def launch(act: Act, *, unit: Unit, title: str, codes: Collection[str], due: date, note: str = "") -> Campaign:
    """Ask the grassroots unions below a unit to put the records of their members right until a day.

    How many records have findings now is frozen for each, so that what was achieved can be told later.
    """
    must_hold(act, unit)
    if not clean_line(title):
        raise ValidationError({"title": "Hãy ghi tên đợt rà soát."})
    if not codes or not set(codes) <= set(FINDINGS):
        raise ValidationError({"codes": "Hãy chọn nội dung rà soát."})
    if due <= today():
        raise ValidationError({"due": "Hạn phải sau hôm nay."})
    campaign = Campaign._base_manager.create(
        unit=unit, title=clean_line(title), note=note.strip(), codes=sorted(codes), since=today(), due=due
    )
    scores = Scores(campaign.codes)
    rows = [
        CampaignUnit(campaign=campaign, unit_id=pk, members=score.members, faulty=score.faulty)
        for pk in grassroots_below(unit)
        if (score := scores.of(pk)).members
    ]
    if not rows:
        raise ValidationError("Các công đoàn cơ sở trong phạm vi chưa có đoàn viên.")
    CampaignUnit._base_manager.bulk_create(rows, batch_size=5_000)
    act.record(campaign, unit_id=unit.pk, change={"due": due, "codes": campaign.codes, "units": len(rows)})
    _tell(campaign, {row.unit_id for row in rows if row.faulty}, "new")
    return campaign


@action("members.review.close", "Kết thúc đợt rà soát dữ liệu", permission="members.review")
def close(act: Act, *, campaign: Campaign) -> Campaign:
    """End a campaign; what remains is no longer asked for."""
    held = Campaign._base_manager.select_related("unit").select_for_update(of=("self",)).get(pk=campaign.pk)
    must_hold(act, held.unit)
    if held.closed_on:
        raise ValidationError("Đợt rà soát này đã kết thúc.")
    held.closed_on = today()
    held.save(update_fields=["closed_on"])
    act.record(held, unit_id=held.unit_id, change={"closed_on": held.closed_on})
    return held


@transaction.atomic
def remind() -> None:
    """Remind the units whose records still have findings, as the last day comes near or has passed: each step once,
    after days without a worker the last one alone."""
    day = today()
    steps = sorted(rule("members.review_reminder", day).value["steps"])
    for campaign in Campaign._base_manager.filter(closed_on=None).select_related("unit"):
        reached = [step for step in steps if campaign.due + timedelta(days=step) <= day]
        if reached and campaign.since < campaign.due + timedelta(days=reached[-1]):
            scores = Scores(campaign.codes)
            asked = CampaignUnit._base_manager.filter(campaign=campaign).values_list("unit", flat=True)
            _tell(campaign, {pk for pk in asked if scores.of(pk).faulty}, str(reached[-1]))


def _tell(campaign: Campaign, units: Collection[int], step: str) -> None:
    number = format_number(len(campaign.codes))
    notify(
        accounts_in(units),
        CATEGORY,
        f"Rà soát dữ liệu đoàn viên: hạn {format_date(campaign.due)}",
        text=f"{campaign.unit.short_name} đề nghị rà soát {number} nội dung. Danh sách ở mục Rà soát dữ liệu.",
        url=reverse("members:quality"),
        key=f"review:{campaign.pk}:{campaign.due}:{step}",
    )


# --- putting right


@action("members.complete", "Bổ sung hồ sơ đoàn viên")
def complete(
    act: Act, *, member: Member, sex: str = "", birth_date: date | None = None, phone: str = "", citizen_id: str = ""
) -> Member:
    """Record what was missing or wrong in a member's record; what is left empty stays as it is.

    The unit where the member belongs may do so, also where another unit keeps the person's record.
    """
    must_hold_members(act, [member])
    parts = Act(SYSTEM, act.name, act.why)
    person = Person._base_manager.get(pk=member.pk)
    if sex or birth_date:
        do_part(
            parts, correct_person, person=person, name=person.name, birth_date=birth_date or person.birth_date,
            sex=sex or person.sex, birth_year=person.birth_year,
        )  # fmt: skip
    if phone:
        with _at("phone"):
            do_part(parts, set_contact, person=person, kind=Contact.PHONE, value=phone)
    if citizen_id:
        with _at("citizen_id"):
            do_part(parts, set_identifier, person=person, kind=Identifier.CITIZEN_ID, value=citizen_id)
    done: list[Any] = parts.told["change"].get("parts", [])
    if not done:
        raise ValidationError("Hãy ghi ít nhất một mục.")
    act.record(person, unit_id=member.unit_id, change={"parts": done})
    return member


@contextmanager
def _at(name: str) -> Any:
    """Put what is wrong with a value beside the field it was asked for in."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from None
