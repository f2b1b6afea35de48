"""Acts of the unit that asks: open a round, change its last day, remind."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.bulk import insert_all
from ketdoan.core.notify import notify
from ketdoan.core.viet import format_date, today
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import accounts_in
from ketdoan.units.rules import Level

from ..models import Round, Sheet
from ..queries.law import age_on, content_on
from ..queries.reach import beginnings, lacking
from ..rules.age import eligible
from ..rules.states import OPEN, State

SCORE = "grading.score"
ADDRESS = "/xep-loai/"
#: The levels that ask grassroots unions.
ABOVE = (Level.CONFEDERATION, Level.FEDERATION, Level.UPPER)


@action("grading.open", "Mở đợt xếp loại công đoàn cơ sở")
def open_round(act: Act, *, unit: Unit, year: int, last: date, due: date) -> Round:
    """Ask all grassroots unions below `unit` for their score sheets of the year that ends with the day `last`.

    Who is asked is decided here, once: every grassroots union that stood below the unit on that day, or stands there
    today where it is still to come. Who has a sheet of the year already, of another round, keeps that one. Those that
    are too young get none to fill in, and are counted apart.
    """
    must_hold(act, unit)
    if unit.level not in ABOVE:
        raise PermissionDenied("Đợt xếp loại do công đoàn cấp trên của công đoàn cơ sở mở.")
    if last.year != year:
        raise ValidationError({"last": f"Ngày cuối phải trong năm {year}."})
    if due < today():
        raise ValidationError({"due": "Hạn gửi phiếu không thể ở quá khứ."})
    if Round._base_manager.filter(unit=unit, year=year).exists():
        raise ValidationError({"year": f"Đơn vị đã mở đợt xếp loại năm {year} rồi."})
    asked = Round.objects.create(
        unit=unit, year=year, last=last, due=due, content=content_on(last), post_id=act.actor.post_id
    )
    sheets = _sheets(asked)
    if not sheets:
        raise ValidationError({"year": f"Không có công đoàn cơ sở nào chưa có phiếu xếp loại năm {year}."})
    insert_all(sheets)
    act.record(asked, unit_id=unit.pk, change={"year": year, "last": last, "units": len(sheets)})
    tell(asked, "new")
    return asked


def _sheets(asked: Round) -> list[Sheet]:
    units = lacking(asked)
    began, age = beginnings(units), age_on(asked.last)
    return [
        Sheet(
            round=asked,
            unit_id=pk,
            year=asked.year,
            due=asked.due,
            state=State.OWED if eligible(asked.last, began[pk].founded, began[pk].reorganised, age) else State.YOUNG,
        )
        for pk in units
    ]


def tell(asked: Round, about: str) -> None:
    """Send those who score a message about a round."""
    owing = Sheet._base_manager.filter(round=asked, state__in=OPEN).values("unit")
    by, which = asked.unit.short_name, f"phiếu tự chấm, xếp loại năm {asked.year}"
    titles = {
        "new": f"{by} yêu cầu gửi {which}, hạn {format_date(asked.due)}",
        "due": f"Hạn gửi {which} nay là {format_date(asked.due)}",
        "hand": f"{by} nhắc: {which} chưa gửi, hạn {format_date(asked.due)}",
    }
    key = f"grading:{asked.pk}:{about}:{today() if about == 'hand' else asked.due}"
    notify(accounts_in(owing, SCORE), "grading", titles[about], key=key, url=ADDRESS)


@action("grading.ask_more", "Bổ sung đơn vị vào đợt xếp loại", permission="grading.open")
def ask_more(act: Act, *, asked: Round) -> int:
    """Ask the unions that came under the unit since the round was opened. Returns how many."""
    held = _locked(act, asked)
    sheets = _sheets(held)
    if not sheets:
        raise ValidationError("Mọi công đoàn cơ sở trong phạm vi đã có phiếu của năm này.")
    insert_all(sheets)
    act.record(held, unit_id=held.unit_id, change={"units": [sheet.unit_id for sheet in sheets]})
    tell(held, "new")
    return len(sheets)


@action("grading.due", "Đổi hạn gửi phiếu xếp loại", permission="grading.open")
def change_due(act: Act, *, asked: Round, due: date) -> Round:
    """Give all who still owe a sheet another last day."""
    held = _locked(act, asked)
    if due < today():
        raise ValidationError({"due": "Hạn gửi phiếu không thể ở quá khứ."})
    act.record(held, unit_id=held.unit_id, change={"from": held.due, "to": due})
    Sheet._base_manager.filter(round=held, state__in=OPEN).update(due=due)
    held.due = due
    held.save(update_fields=["due"])
    tell(held, "due")
    return held


@action("grading.remind", "Nhắc gửi phiếu xếp loại", permission="grading.open")
def remind(act: Act, *, asked: Round) -> Round:
    """Remind all unions that have not sent their sheets, once a day at most."""
    held = _locked(act, asked)
    owing = Sheet._base_manager.filter(round=held, state__in=OPEN).count()
    if not owing:
        raise ValidationError("Không còn đơn vị nào chưa gửi phiếu.")
    if held.reminded_on == today():
        raise ValidationError("Hôm nay đã nhắc rồi.")
    held.reminded_on = today()
    held.save(update_fields=["reminded_on"])
    act.record(held, unit_id=held.unit_id, change={"units": owing})
    tell(held, "hand")
    return held


def _locked(act: Act, asked: Round) -> Round:
    held = Round._base_manager.select_for_update(of=("self",)).select_related("unit").get(pk=asked.pk)
    must_hold(act, held.unit)
    return held
