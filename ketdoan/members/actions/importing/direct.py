"""Importing a list in one go, without keeping it: what the right rows say is recorded, of the others is told what is
wrong."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act, action
from ketdoan.core.excel import Row
from ketdoan.core.staging.plans import nothing
from ketdoan.core.staging.rows import Finding
from ketdoan.core.viet import VietError
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit

from ...importing.files import Book, read_file
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
    basis = MemberImport(unit=unit, since=since, kind=kind)
    rows = book.rows()
    if dry_run:
        plan = look_at(Act(current_actor(), PERMISSION, ""), basis, book, rows)
    else:
        plan = import_rows(basis=basis, book=book, rows=rows)
    told = said_of(plan, book, rows)
    return told if dry_run else {**told, "imported": told["new"] + told["changed"]}


def look_at(act: Act, basis: MemberImport, book: Book, rows: Sequence[Row], *, lock: bool = False) -> MemberPlan:
    """What importing a list would do."""
    check_day(basis.since)
    return make_plan(act, basis, rows, book.layouts, nothing, lock=lock)


@action("members.import_file", "Nhập đoàn viên từ tệp", permission=PERMISSION)
def import_rows(act: Act, *, basis: MemberImport, book: Book, rows: Sequence[Row]) -> MemberPlan:
    """Import the right rows of a list in one transaction, without anybody having looked at them first."""
    must_hold(act, basis.unit)
    lock_imports()
    plan = look_at(act, basis, book, rows, lock=True)
    done, made = carry_out(act, basis, plan, nothing)
    act.record(done, unit_id=basis.unit_id, change={**plan.done(), "since": basis.since})
    act.record_rows(made)
    return plan


def said_of(plan: MemberPlan, book: Book, rows: Sequence[Row]) -> dict[str, Any]:
    """What became of the rows of a list, as plain values: how many of each, what is wrong where, what was mended."""
    counts = plan.counts()
    new, changed, same = (
        counts.get(state, 0) for state in (MemberImportRow.NEW, MemberImportRow.CHANGED, MemberImportRow.SAME)
    )
    places = list(zip(rows, plan.findings, strict=True))
    return {
        "rows": len(rows) - counts.get(MemberImportRow.IGNORED, 0),
        "ok": new + changed + same,
        "new": new,
        "changed": changed,
        "same": same,
        "errors": [told for row, found in places for told in _wrong(book, row, found)],
        "doubtful": [
            {**_place(book, row), "message": " ".join(found.effects)}
            for row, found in places
            if found.state == MemberImportRow.DOUBTFUL
        ],
        "notes": [
            {**_place(book, row), "column": title_of(book.layouts[row.sheet], code), "field": code, "message": note}
            for row, found in places
            for code, note in found.notes.items()
        ],
    }


def _place(book: Book, row: Row) -> dict[str, Any]:
    return {"row": row.number, "sheet": book.layouts[row.sheet].sheet}


def _wrong(book: Book, row: Row, found: Finding) -> Iterator[dict[str, Any]]:
    for code, message in found.faults.items():
        told = {**_place(book, row), "column": title_of(book.layouts[row.sheet], code), "field": code}
        meant = found.meant.get(code)
        yield {**told, "message": message, **({"suggestion": meant} if meant else {})}
