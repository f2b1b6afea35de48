"""Importing a list in one go, without keeping it: what the right rows say is recorded, of the others is told what is
wrong."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act, action
from ketdoan.core.excel import Layout, Row
from ketdoan.core.staging.plans import nothing
from ketdoan.core.staging.rows import Finding
from ketdoan.core.viet import VietError
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit

from ...importing.files import read_file
from ...models import MemberImport, MemberImportRow
from ..people import check_day
from .acts import PERMISSION, lock_imports, staging
from .carrying import carry_out
from .comparing import make_plan, title_of
from .plan import MemberPlan


def import_list(path: Path, unit: Unit, since: date, kind: str, *, dry_run: bool) -> dict[str, Any]:
    """Import a list, or only look at it; returns what became of its rows. Raises ValidationError where the file cannot
    be read."""
    with path.open("rb") as file:
        try:
            kept = [layout for sheets in staging.remembered(unit) for layout in sheets]
            book = read_file(file, path.name, kept)
        except VietError as error:
            raise ValidationError({"file": str(error)}) from None
    basis, layouts, rows = MemberImport(unit=unit, since=since, kind=kind), book.layouts, book.rows()
    del book  # of a long list the texts are most of what stands in memory
    places = [(row.sheet, row.number) for row in rows]
    if dry_run:
        plan = look_at(Act(current_actor(), PERMISSION, ""), basis, layouts, rows)
    else:
        plan = import_rows(basis=basis, layouts=layouts, rows=rows)
    told = said_of(plan, layouts, places)
    return told if dry_run else {**told, "imported": told["new"] + told["changed"]}


def look_at(
    act: Act, basis: MemberImport, layouts: Sequence[Layout], rows: list[Row], *, lock: bool = False
) -> MemberPlan:
    """What importing a list would do. The rows are gone then."""
    check_day(basis.since)
    return make_plan(act, basis, rows, layouts, nothing, lock=lock)


@action("members.import_file", "Nhập đoàn viên từ tệp", permission=PERMISSION)
def import_rows(act: Act, *, basis: MemberImport, layouts: Sequence[Layout], rows: list[Row]) -> MemberPlan:
    """Import the right rows of a list in one transaction, without anybody having looked at them first."""
    must_hold(act, basis.unit)
    lock_imports()
    plan = look_at(act, basis, layouts, rows, lock=True)
    done, made = carry_out(act, basis, plan, nothing)
    act.record(done, unit_id=basis.unit_id, change={**plan.done(), "since": basis.since})
    act.record_rows(made)
    return plan


def said_of(plan: MemberPlan, layouts: Sequence[Layout], places: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """What became of the rows of a list, as plain values: how many of each, what is wrong where, what was mended.
    `places` are the sheet and the number of each row."""
    counts = plan.counts()
    new, changed, same = (
        counts.get(state, 0) for state in (MemberImportRow.NEW, MemberImportRow.CHANGED, MemberImportRow.SAME)
    )
    found = [
        (layouts[sheet], {"row": number, "sheet": layouts[sheet].sheet}, finding)
        for (sheet, number), finding in zip(places, plan.findings, strict=True)
        if finding.faults or finding.notes or finding.choices
    ]
    return {
        "rows": len(places) - counts.get(MemberImportRow.IGNORED, 0),
        "ok": new + changed + same,
        "new": new,
        "changed": changed,
        "same": same,
        "errors": [
            {**place, **_column(layout, code), "message": message, **_meant(finding, code)}
            for layout, place, finding in found
            for code, message in finding.faults.items()
        ],
        "doubtful": [
            {**place, "message": " ".join(finding.effects)}
            for _, place, finding in found
            if finding.state == MemberImportRow.DOUBTFUL
        ],
        "notes": [
            {**place, **_column(layout, code), "message": note}
            for layout, place, finding in found
            for code, note in finding.notes.items()
        ],
    }


def _column(layout: Layout, code: str) -> dict[str, str]:
    return {"column": title_of(layout, code), "field": code}


def _meant(finding: Finding, code: str) -> dict[str, str]:
    meant = finding.meant.get(code)
    return {"suggestion": meant} if meant else {}
