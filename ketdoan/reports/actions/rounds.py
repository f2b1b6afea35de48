"""Acts of the unit that asks: open a round, change its last day, exempt a unit, lock."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import numpy as np
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.bulk import insert_all
from ketdoan.core.files import PDF, put
from ketdoan.core.jobs import job
from ketdoan.core.notify import notify
from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import clean_line, format_date, today
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit, UnitVersion
from ketdoan.units.queries.posts import accounts_in
from ketdoan.units.queries.shape import Shape, shape
from ketdoan.units.rules import LEVELS, Level

from ..models import FormVersion, Paper, Revision, Round, Submission
from ..printing.paper import report_pdf
from ..queries.forms import form_version, latest
from ..rules.catalogue import catalogue, employer_kind
from ..rules.periods import period_named
from ..rules.states import OPEN, State, after
from .counting import expect_again

FILL = "reports.fill"


@action("reports.open", "Mở đợt báo cáo")
def open_round(
    act: Act, *, unit: Unit, form: FormVersion, period: str, due: date, name: str = "", alone: bool = False
) -> Round:
    """Ask all units below `unit`, and itself, for a report on a period, named as `period_named` reads it; `name` is
    what to call it, where it is a term or the like. With `alone` the unit reports of itself, and nobody else.

    Who must report is decided here, once: every grassroots union that stood below the unit on the last day of the
    period, or stands there today where that day is still to come, and each unit above them.
    """
    must_hold(act, unit)
    if form.unit is not None and not unit.path.startswith(form.unit.path):
        raise ValidationError({"form": "Biểu mẫu này là của đơn vị khác."})
    days = period_named(period)
    read = form_version(form.pk)
    upper = latest(read.upper) if read.upper and not alone else form
    if upper is None:
        raise ValidationError({"form": f"Chưa có biểu mẫu {read.upper} để cấp trên tổng hợp."})
    if due < days.first:
        raise ValidationError({"due": "Hạn nộp không thể trước kỳ báo cáo."})
    if Round._base_manager.filter(code=form.code, unit=unit, period=days.code).exists():
        raise ValidationError({"period": f"Biểu mẫu này đã mở cho kỳ {days.title} rồi."})
    asked = Round.objects.create(
        unit=unit, form=form, upper_form=upper, code=form.code, period=days.code, first=days.first, last=days.last,
        cut_off=days.last, due=due, post_id=act.actor.post_id, name=clean_line(name),
    )  # fmt: skip
    rows = list(_owed(asked, min(days.last, today())))
    if alone:
        rows = [_of_itself(row) for row in rows if row.unit_id == unit.pk]
    if not any(not row.consolidates for row in rows):
        raise ValidationError({"period": "Trong kỳ này, đơn vị chưa có công đoàn cơ sở nào phải báo cáo."})
    insert_all(rows)
    act.record(asked, unit_id=unit.pk, change={"form": form.code, "period": days.code, "units": len(rows)})
    tell(asked, "new")
    return asked


def _owed(asked: Round, day: date) -> Iterator[Submission]:
    """The reports that are owed, by the shape of a day."""
    line, territory = shape(day), shape(day, TERRITORY)
    at = line.position(asked.unit_id)
    if at is None:
        raise ValidationError({"period": f"Đơn vị chưa có vào ngày {format_date(day)}."})
    below = np.arange(at, line.ends[at])
    below = below[line.levels[below] <= LEVELS.index(Level.GRASSROOTS)]
    upper = line.levels[below] < LEVELS.index(Level.GRASSROOTS)
    # A unit above without any grassroots union has nothing to put together.
    useful = ~upper | (line.grassroots[line.ends[below]] > line.grassroots[below])
    employers = _employers(day)
    above = _path(line, int(line.parents[at]))
    paths: dict[int, str] = {}
    for place, is_upper, is_useful in zip(below.tolist(), upper.tolist(), useful.tolist(), strict=True):
        unit_id = int(line.ids[place])
        paths[place] = f"{paths.get(int(line.parents[place]), above)}{unit_id}/"
        if is_useful:
            stands = territory.position(unit_id)
            yield Submission(
                round=asked,
                unit_id=unit_id,
                form_id=asked.upper_form_id if is_upper else asked.form_id,
                path=paths[place],
                above_id=int(line.ids[line.parents[place]]) if place > at else None,
                territory_path=paths[place] if stands is None else _path(territory, stands),
                consolidates=is_upper,
                grassroots=not is_upper,
                employer_kind="" if is_upper else employer_kind(employers.get(unit_id, ""), catalogue()),
                due=asked.due,
            )


def _of_itself(row: Submission) -> Submission:
    """The report of a unit that puts together nothing."""
    row.consolidates, row.form_id = False, row.round.form_id
    return row


def _path(follow: Shape, position: int) -> str:
    """The ids of a unit and all above it, from the top; empty where there is none."""
    if position < 0:
        return ""
    chain = [int(follow.ids[position]), *follow.ancestors(position)]
    return "".join(f"{unit_id}/" for unit_id in reversed(chain))


def _employers(day: date) -> dict[int, str]:
    rows = UnitVersion._base_manager.filter(replaced_at=None, valid__contains=day).exclude(ownership="")
    return dict(rows.values_list("unit_id", "ownership"))


def tell(asked: Round, about: str) -> None:
    """Send those who fill in reports a message about a round."""
    owing = Submission._base_manager.filter(round=asked, state__in=OPEN).values("unit")
    which, by = f"báo cáo {asked.code} {asked.period_words}", asked.unit.short_name
    titles = {
        "new": f"{by} yêu cầu {which}, hạn {format_date(asked.due)}",
        "due": f"Hạn nộp {which} nay là {format_date(asked.due)}",
        "hand": f"{by} nhắc: {which} chưa nộp",
    }
    key = f"round:{asked.pk}:{about}:{today() if about == 'hand' else asked.due}"
    notify(accounts_in(owing, FILL), "report", titles[about], key=key, url=f"/bao-cao/dot/{asked.pk}/")


@action("reports.due", "Đổi hạn nộp báo cáo", permission="reports.open")
def change_due(act: Act, *, asked: Round, due: date) -> Round:
    """Give all who still owe a report another last day."""
    held = locked_round(act, asked)
    if due < held.first:
        raise ValidationError({"due": "Hạn nộp không thể trước kỳ báo cáo."})
    act.record(held, unit_id=held.unit_id, change={"from": held.due, "to": due})
    Submission._base_manager.filter(round=held, state__in=OPEN).update(due=due)
    held.due = due
    held.save(update_fields=["due"])
    tell(held, "due")
    return held


@action("reports.exempt", "Miễn nộp báo cáo", permission="reports.open")
def exempt(act: Act, *, submission: Submission, reason: str) -> Submission:
    """Let a unit off in a round: it no longer counts among those that must report."""
    held = _owing(act, submission, "exempt")
    held.reason = without_numbers(clean_line(reason), "reason")
    if not held.reason:
        raise ValidationError({"reason": "Hãy ghi lý do miễn."})
    held.state = State.EXEMPT
    held.save(update_fields=["state", "reason"])
    expect_again(held, expected=False)
    act.record(held, unit_id=held.unit_id, change={"state": held.state})
    return held


@action("reports.oblige", "Bỏ miễn nộp báo cáo", permission="reports.open")
def oblige(act: Act, *, submission: Submission) -> Submission:
    """Ask a unit again that had been let off."""
    held = _owing(act, submission, "oblige")
    held.state, held.reason = State.OWED, ""
    held.save(update_fields=["state", "reason"])
    expect_again(held, expected=True)
    act.record(held, unit_id=held.unit_id, change={"state": held.state})
    return held


def _owing(act: Act, submission: Submission, move: str) -> Submission:
    held = Submission._base_manager.select_for_update(of=("self",)).select_related("round__unit").get(pk=submission.pk)
    must_hold(act, held.round.unit)
    if held.round.locked_at or after(move, held.state) is None:
        raise ValidationError(f"Báo cáo này đang ở tình trạng “{held.get_state_display()}”, không làm như vậy được.")
    return held


@action("reports.remind", "Nhắc nộp báo cáo", permission="reports.open")
def remind(act: Act, *, asked: Round) -> int:
    """Remind all units that have not handed in, once a day at most. Returns how many owe a report."""
    held = locked_round(act, asked)
    number = Submission._base_manager.filter(round=held, state__in=OPEN).count()
    tell(held, "hand")
    act.record(held, unit_id=held.unit_id, change={"units": number})
    return number


@action("reports.lock", "Khóa kỳ báo cáo")
def lock_round(act: Act, *, asked: Round) -> Round:
    """End a round: what has been handed in is locked, what has not stays missing, and is seen to be."""
    held = locked_round(act, asked)
    reports = Submission._base_manager.filter(round=held)
    number = reports.filter(state__in=(State.SUBMITTED, State.ACCEPTED)).update(state=State.LOCKED)
    if not number:
        raise ValidationError("Chưa có báo cáo nào được nộp để khóa.")
    held.locked_at = timezone.now()
    held.save(update_fields=["locked_at"])
    act.record(held, unit_id=held.unit_id, change={"locked": number})
    make_papers.later(once=str(held.pk), round_id=held.pk)
    return held


@job("reports.papers", "In báo cáo tổng hợp khi khóa kỳ", retries=5)
def make_papers(*, round_id: int) -> None:
    """Keep the PDF of every consolidated report of a locked round; those that are kept already stay."""
    locked = Submission._base_manager.filter(round=round_id, consolidates=True, state=State.LOCKED)
    revisions = Revision.objects.filter(submission__in=locked, no=F("submission__revision"), paper=None)
    for revision in revisions.select_related(
        "submission__round", "submission__unit", "form", "post__person", "post__role"
    ):
        blob = put(BytesIO(report_pdf(revision)), "bao-cao.pdf", allowed={PDF})
        Paper.objects.get_or_create(revision=revision, defaults={"blob": blob})


def locked_round(act: Act, asked: Round) -> Round:
    """A round of the post's scope that has not ended, its row locked."""
    held = Round._base_manager.select_for_update(of=("self",)).select_related("unit").get(pk=asked.pk)
    must_hold(act, held.unit)
    if held.locked_at:
        raise ValidationError("Kỳ báo cáo này đã khóa.")
    return held
