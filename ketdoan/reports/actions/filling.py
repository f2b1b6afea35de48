"""Acts of the unit that reports: write figures, hand in, take back."""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action

from ..models import Filling, Submission
from ..queries.forms import form_version
from ..rules.figures import Figure
from ..rules.packs import Entry, pack, unpack, written
from ..rules.states import PREFILLED, Source, State, after
from .counting import count_again
from .revising import revise


class Filled(NamedTuple):
    """What became of a saving: its number, and the cells that somebody else had written meanwhile, as they are."""

    no: int
    held_back: Mapping[str, Figure]


@action("reports.fill", "Ghi số liệu báo cáo")
def fill(
    act: Act, *, submission: Submission, cells: Mapping[str, Figure], seen: int, source: int = Source.TYPED
) -> Filled:
    """Write cells of the own unit's report. `seen` is the number of the last saving that the writer knew of.

    What registers tell is not written: to take it, leave the cell empty.

    A cell that somebody else wrote after that, and differently, stays as it is: the value is kept beside it, and the
    writer is told. Everything else is in force at once.
    """
    if source in PREFILLED:
        raise ValueError("what registers tell is not written into a report")
    held = report_to_write(act, submission)
    known = form_version(held.form_id).cells
    if strange := [cell for cell in cells if cell not in known]:
        raise ValidationError(f"Biểu mẫu này không có ô {strange[0]}. Hãy tải lại trang.")
    entries = written(unpack(known, held.values, held.marks))
    rivals = _written_since(held, seen, cells)
    held_back = {
        cell: figure for cell, figure in cells.items() if cell in rivals and entries.get(cell, Entry()).figure != figure
    }
    applied = {cell: figure for cell, figure in cells.items() if cell not in held_back}
    _apply(held, entries, applied, source)
    held.no += 1
    Filling.objects.create(
        submission=held,
        no=held.no,
        seen=seen,
        cells={cell: _plain(figure, source) for cell, figure in applied.items()},
        held_back={cell: _plain(figure, source) for cell, figure in held_back.items()},
        post_id=act.actor.post_id,
        account=act.actor.account_id,
    )
    held.save(update_fields=["state", "values", "marks", "numbers", "no", "changed_at"])
    act.record(held, unit_id=held.unit_id, change={"no": held.no, "cells": len(applied)})
    return Filled(held.no, {cell: entries.get(cell, Entry()).figure for cell in held_back})


def report_to_write(act: Act, submission: Submission) -> Submission:
    """The report of the acting unit as it is being written, its row locked; the new state is still to be saved."""
    held = locked_report(act, submission)
    to = after("fill", held.state)
    if to is None or _closed(held):
        raise ValidationError(f"Báo cáo này đang ở tình trạng “{held.get_state_display()}”, không ghi được nữa.")
    held.state = to
    return held


def _closed(held: Submission) -> bool:
    """Whether the round has ended for a report: for all but those that were given back for a reason."""
    return held.round.locked_at is not None and held.state != State.RETURNED


def _written_since(held: Submission, seen: int, cells: Mapping[str, Figure]) -> set[str]:
    """Those of the cells that were written after a saving."""
    if seen >= held.no:
        return set()
    later = Filling.objects.filter(submission=held, no__gt=seen).values_list("cells", flat=True)
    return {cell for written in later for cell in written if cell in cells}


def _apply(held: Submission, entries: dict[str, Entry], applied: Mapping[str, Figure], source: int) -> None:
    for cell, figure in applied.items():
        if figure == Figure():
            entries.pop(cell, None)
        else:
            entries[cell] = Entry(figure, source)
    held.values, held.marks = pack(form_version(held.form_id).cells, entries)
    held.numbers = len(entries)
    held.changed_at = timezone.now()


def _plain(figure: Figure, source: int) -> list[str | int | None]:
    if figure.value is None:
        return [None, figure.state, source]
    return [str(figure.value), figure.sign, source]


@action("reports.submit", "Nộp báo cáo")
def submit(
    act: Act, *, submission: Submission, explained: Mapping[str, str] | None = None, reason: str = ""
) -> Submission:
    """Hand in the own unit's report: it counts in all units above from this moment.

    `explained` are the words for rules that its figures break but may break, by the rule's code, and under OVERRIDDEN
    for figures that registers tell otherwise; `reason` is why it
    was changed, where it had been locked or handed in before. Raises ValidationError where a figure is missing, a rule
    that must hold is broken, or words are missing.
    """
    held = locked_report(act, submission)
    to = after("submit", held.state)
    if to is None or _closed(held):
        raise ValidationError(f"Báo cáo này đang ở tình trạng “{held.get_state_display()}”, không nộp được.")
    revision = revise(act, held, explained or {}, reason)
    held.state = State.LOCKED if held.round.locked_at else to
    held.revision, held.submitted_at = revision.no, revision.at
    held.first_submitted_at = held.first_submitted_at or revision.at
    held.save(update_fields=["state", "values", "marks", "revision", "submitted_at", "first_submitted_at"])
    count_again(held, counts=True)
    act.record(held, unit_id=held.unit_id, change={"revision": revision.no, "digest": revision.digest})
    return held


@action("reports.take_back", "Rút báo cáo đã nộp", permission="reports.submit")
def take_back(act: Act, *, submission: Submission) -> Submission:
    """Take the own report back before it is accepted, to go on with it."""
    held = locked_report(act, submission)
    to = after("take_back", held.state)
    if to is None:
        raise ValidationError("Chỉ rút được báo cáo đã nộp mà cấp trên chưa tiếp nhận.")
    held.state = to
    held.save(update_fields=["state"])
    count_again(held, counts=False)
    act.record(held, unit_id=held.unit_id, change={"state": to})
    return held


def locked_report(act: Act, submission: Submission) -> Submission:
    """The report of the acting unit, its row locked: nobody writes in that of another, be it below."""
    rows = Submission._base_manager.select_for_update(of=("self",)).select_related("round", "unit")
    held = rows.get(pk=submission.pk)
    if act.actor.account_id is not None and held.unit_id != act.actor.unit_id:
        raise PermissionDenied("Chỉ đơn vị báo cáo mới ghi được báo cáo của mình.")
    return held
