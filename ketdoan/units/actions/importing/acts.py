"""The acts around an import: handing a file in, saying what its columns mean, correcting rows, importing, dropping."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import connection, transaction

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act, action
from ketdoan.core.crypto import key_of, new_keys, seal_all
from ketdoan.core.excel import Layout, Row, check_file, data_rows, open_book
from ketdoan.core.files import size_limit
from ketdoan.core.jobs import Job, job
from ketdoan.core.models import DataKey
from ketdoan.core.progress import begin, follow
from ketdoan.core.sealed import destroy
from ketdoan.core.viet import VietError, format_number, today

from ...importing.layout import read_sheets, wrong_in
from ...models import ImportLayout, ImportRow, UnionImport, Unit
from ...queries.staged import layouts_of, place_of, rows_of, running, texts_of
from ...queries.vocabulary import vocabulary
from ..paper import Paper, register
from ..reorganisation import must_hold
from ..structure import lock_structure
from .carry_out import carry_out
from .plan import PARTS, Plan, make_plan

PERMISSION = "units.import"
#: How long the rows of a file are kept, and the layouts of how many files are remembered of a unit.
KEPT, LAYOUTS = timedelta(days=14), 6
ABSTRACT = "Về việc ghi nhận tổ chức, cán bộ công đoàn"
LONGEST_CELL = 2_000
CHUNK = 5_000
#: A file of more bytes is read, and more rows are compared, by the worker: it takes longer than a page may.
LARGE_FILE, MANY_ROWS = 256 * 1024, 2_000
_STORE = """
    UPDATE units_importrow r SET found = new.found, state = new.state
    FROM unnest(%s::bigint[], %s::bytea[], %s::text[]) AS new (id, found, state) WHERE r.id = new.id
"""


def _nothing(_: int) -> None:
    """Nobody asked how far it is."""


class Steps:
    """Whom to tell how far the work on a file is. It is no part of what an act is about."""

    def __init__(self, step: Callable[[int], None] = _nothing, write: Callable[..., None] | None = None) -> None:
        self.step, self._write = step, write

    def of(self, total: int) -> None:
        """So many things are to be done in all."""
        if self._write:
            self._write(total=total)


@action("units.import.stage", "Đưa tệp Excel lên để nhập", permission=PERMISSION)
def stage(
    act: Act, *, unit: Unit, file: File, since: date, decision_code: str = "", decision_signed_on: date | None = None
) -> UnionImport:
    """Take a file in: its rows are kept sealed, the file itself is not, but for a large one until the worker has read
    it. `since` is the day from which units, terms and changes hold where the file does not say."""
    must_hold(act, unit)
    if (file.size or 0) > size_limit():
        raise ValidationError({"file": f"Tệp quá lớn: tối đa {size_limit() // 1024**2} MB."})
    (key,) = new_keys(1)
    upload = UnionImport(
        unit=unit, account_id=act.actor.account_id, key=key, since=since, goes_on=today() + KEPT,
        decision_code=decision_code, decision_signed_on=decision_signed_on,
    )  # fmt: skip
    upload.file_name = (file.name or "")[-200:]
    upload.layouts = "[]"
    upload.save(force_insert=True)
    if (file.size or 0) > LARGE_FILE:
        try:
            check_file(file)
        except VietError as error:
            raise ValidationError({"file": str(error)}) from None
        file.seek(0)
        upload.content, upload.state = b64encode(file.read()).decode(), UnionImport.READING
        _ask_worker(act, upload, read_file, f"Đọc tệp Excel cho {unit.short_name}", 0)
        upload.save()
        act.record(upload, unit_id=unit.pk, change={"since": since})
    else:
        rows = _read(upload, file, Steps())
        act.record(upload, unit_id=unit.pk, change={"rows": rows, "since": since})
    return upload


def _ask_worker(act: Act, upload: UnionImport, work: Job, title: str, total: int) -> None:
    """Have the worker do something with a file, with a bar. Does not save the upload."""
    progress = begin(title, act.actor.account_id or 0, total)
    upload.progress = progress.pk
    work.later(actor=current_actor(), once=str(upload.pk), upload_id=upload.pk, progress_id=str(progress.pk))


def _read(upload: UnionImport, file: IO[bytes], steps: Steps) -> int:
    """Find out how the sheets of a file are laid out, and keep its rows; returns how many."""
    try:
        sheets = open_book(file)
        earlier = [layout for file in remembered_layouts(upload.unit) for layout in file]
        layouts = read_sheets(sheets, vocabulary(), earlier)
    except VietError as error:
        raise ValidationError({"file": str(error)}) from None
    kept = [row for at, sheet in enumerate(sheets) for row in data_rows(at, layouts[at], sheet.rows)]
    steps.of(len(kept))
    _keep_rows(upload, key_of(upload), kept, steps)
    upload.layouts = json.dumps([layout.to_json() for layout in layouts])
    upload.content, upload.state = None, UnionImport.COLUMNS
    upload.save(update_fields=["layouts", "content", "state"])
    return len(kept)


def _keep_rows(upload: UnionImport, key: DataKey, rows: Sequence[Row], steps: Steps) -> None:
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        sealed = seal_all(key, place_of("cells"), (json.dumps([row.cells, {}], ensure_ascii=False) for row in part))
        made = [
            ImportRow(upload=upload, position=position, sheet=row.sheet, number=row.number, cells=cells)
            for position, (row, cells) in enumerate(zip(part, sealed, strict=True), start)
        ]
        ImportRow._base_manager.bulk_create(made, batch_size=1_000)
        steps.step(len(made))


@job("units.read_import", "Đọc tệp Excel để nhập", retries=0)
def read_file(*, upload_id: int, progress_id: str) -> None:
    """Read a large file that waits. One that will not do is erased: the officer hands it in anew."""
    upload = UnionImport.objects.get(pk=upload_id)
    again = f"/to-chuc/don-vi/{upload.unit.code}/nhap/"
    try:
        with follow(progress_id, back=again) as bar:
            rows = read_in(upload=upload, steps=Steps(bar.step, bar.write))
            bar.finish(
                f"Đã đọc {format_number(rows)} dòng. Hãy kiểm tra các cột.", url=f"/to-chuc/nhap/{upload_id}/cot/"
            )
    except Exception:
        with transaction.atomic():
            erase(upload)
        raise


@action("units.import.read", "Đọc tệp Excel để nhập", permission=PERMISSION)
def read_in(act: Act, *, upload: UnionImport, steps: Steps) -> int:
    """Read a file that waits; returns the number of its rows. Read already, nothing is done."""
    held = _locked(act, upload)
    if held.state != UnionImport.READING or held.content is None:
        return int(held.rows.count())
    rows = _read(held, BytesIO(b64decode(held.content.text or "")), steps)
    act.record(held, unit_id=held.unit_id, change={"rows": rows})
    return rows


def remembered_layouts(unit: Unit) -> list[list[Layout]]:
    """What the columns of earlier files meant that were imported under a unit, then under the ones above it; of each
    file its sheets, the last file first."""
    lineage = [int(part) for part in unit.path.strip("/").split("/")]
    held = {kept.unit_id: kept.layouts for kept in ImportLayout._base_manager.filter(unit__in=lineage)}
    return [[Layout.from_json(kept) for kept in file] for pk in reversed(lineage) for file in held.get(pk, [])]


@action("units.import.columns", "Chọn cột của tệp nhập", permission=PERMISSION)
def choose_columns(
    act: Act,
    *,
    upload: UnionImport,
    fields: Sequence[Sequence[str]],
    used: Sequence[bool],
    since: date,
    with_parent: bool = False,
) -> UnionImport:
    """Say what the columns of each sheet mean and which sheets are read; then compare the rows with the register.

    `with_parent`: a unit older than what stands above it is recorded from that one's first day; else it is faulty.
    """
    held = _idle(act, upload)
    layouts = [
        Layout(old.sheet, old.first, old.headings, tuple(new), take)
        for old, new, take in zip(layouts_of(held), fields, used, strict=True)
    ]
    if wrong := wrong_in(layouts):
        raise ValidationError(wrong)
    held.layouts = json.dumps([layout.to_json() for layout in layouts])
    held.since, held.with_parent = since, with_parent
    held.save(update_fields=["layouts", "since", "with_parent"])
    remember(held.unit, layouts)
    _compare_soon(act, held)
    act.record(held, unit_id=held.unit_id, change={"since": since})
    return held


def remember(unit: Unit, layouts: Sequence[Layout]) -> None:
    """Remember under a unit what the columns meant, the last file first."""
    kept, _ = ImportLayout._base_manager.select_for_update().get_or_create(unit=unit)
    new = [layout for layout in layouts if layout.used]
    headed = {layout.signature for layout in new}
    others = [file for file in kept.layouts if {Layout.from_json(sheet).signature for sheet in file} != headed]
    kept.layouts = [[layout.to_json() for layout in new], *others][:LAYOUTS]
    kept.save()


@action("units.import.correct", "Sửa dòng của tệp nhập", permission=PERMISSION)
def correct_rows(
    act: Act, *, upload: UnionImport, cells: Mapping[int, Mapping[str, str]], left_out: Mapping[int, bool]
) -> UnionImport:
    """Correct cells, by position of the row and code of the column, or leave rows out; then compare all rows again."""
    held = _idle(act, upload)
    layouts = layouts_of(held)
    for row in held.rows.filter(position__in={*cells, *left_out}):
        row.upload = held
        places, (texts, more) = layouts[row.sheet].places, texts_of(row)
        for code, text in cells.get(row.position, {}).items():
            at = places.get(code)
            if at is None:
                more[code] = text.strip()[:LONGEST_CELL]
            else:
                texts += [""] * (at + 1 - len(texts))
                if texts[at].strip() != text.strip():  # the spaces before a name may show its place
                    texts[at] = text[:LONGEST_CELL]
        row.cells = json.dumps([texts, more], ensure_ascii=False)
        row.left_out = left_out.get(row.position, row.left_out)
        row.save(update_fields=["cells", "left_out"])
    _compare_soon(act, held)
    act.record(held, unit_id=held.unit_id, change={"rows": len({*cells, *left_out})})
    return held


@action("units.import.check", "Kiểm tra lại tệp nhập", permission=PERMISSION)
def check_again(act: Act, *, upload: UnionImport) -> UnionImport:
    """Compare the rows of a file with the register as it is now."""
    held = _idle(act, upload)
    _compare_soon(act, held)
    act.record(held, unit_id=held.unit_id)
    return held


def _locked(act: Act, upload: UnionImport) -> UnionImport:
    """The file, locked, with its unit as it is now."""
    held = UnionImport._base_manager.select_related("unit", "key").select_for_update(of=("self",)).get(pk=upload.pk)
    must_hold(act, held.unit)
    return held


def _idle(act: Act, upload: UnionImport) -> UnionImport:
    """The file, locked. Raises ValidationError while the worker has it."""
    held = _locked(act, upload)
    if running(held):
        raise ValidationError("Tệp này đang được xử lý. Hãy chờ xong rồi làm tiếp.")
    return held


def _compare_soon(act: Act, upload: UnionImport) -> None:
    """Find out what importing would do: at once, or by the worker where there are many rows. Until then nothing of
    the file can be imported."""
    rows = upload.rows.count()
    if rows <= MANY_ROWS:
        _compare(act, upload, Steps())
        return
    _ask_worker(act, upload, compare_rows, f"Kiểm tra các dòng của tệp Excel cho {upload.unit.short_name}", rows)
    upload.state, upload.digest = UnionImport.COLUMNS, ""
    upload.save(update_fields=["progress", "state", "digest"])


@job("units.compare_import", "Kiểm tra các dòng của tệp Excel để nhập", retries=0)
def compare_rows(*, upload_id: int, progress_id: str) -> None:
    """Compare the rows of a large file with the register; the bar tells how far it is."""
    upload = UnionImport.objects.get(pk=upload_id)
    with follow(progress_id, back=f"/to-chuc/nhap/{upload_id}/cot/") as bar:
        done = compare(upload=upload, steps=Steps(bar.step, bar.write))
        wrong = done.counts.get(ImportRow.FAULTY, 0)
        told = f"Còn {format_number(wrong)} dòng có lỗi." if wrong else "Mọi dòng đều đúng."
        bar.finish(
            f"Đã kiểm tra các dòng của tệp. {told} Chưa có gì được ghi vào hồ sơ.", f"/to-chuc/nhap/{upload_id}/"
        )


@action("units.import.compare", "So tệp nhập với hồ sơ", permission=PERMISSION)
def compare(act: Act, *, upload: UnionImport, steps: Steps) -> UnionImport:
    """Compare the rows of a file with the register, for the worker."""
    held = _locked(act, upload)
    _compare(act, held, steps)
    act.record(held, unit_id=held.unit_id)
    return held


def _compare(act: Act, upload: UnionImport, steps: Steps) -> Plan:
    """Find out what importing would do, and keep it with the rows."""
    held, rows = rows_of(upload)
    steps.of(len(rows))
    plan = make_plan(act, upload, rows, steps.step)
    told = [json.dumps([found.effects, found.faults], ensure_ascii=False) for found in plan.findings]
    sealed = seal_all(key_of(upload), place_of("found"), told)
    states = [found.state for found in plan.findings]
    for start in range(0, len(held), CHUNK):
        part = slice(start, start + CHUNK)
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [[row.pk for row in held[part]], sealed[part], states[part]])
        steps.step(len(states[part]) // PARTS)
    upload.counts, upload.digest, upload.state = plan.counts(), plan.digest, UnionImport.CHECKED
    upload.save(update_fields=["counts", "digest", "state"])
    return plan


@action("units.import.start", "Bắt đầu nhập từ Excel", permission=PERMISSION)
def start(act: Act, *, upload: UnionImport, seen: str) -> UnionImport:
    """Have the worker import the rows without faults. `seen` stands for what was found when the officer looked."""
    held = _idle(act, upload)
    if held.state != UnionImport.CHECKED or held.digest != seen:
        raise ValidationError("Các dòng đã được sửa hoặc kiểm tra lại. Hãy xem lại trước khi nhập.")
    total = held.counts.get(ImportRow.NEW, 0) + held.counts.get(ImportRow.CHANGED, 0)
    if not total:
        raise ValidationError("Không có dòng nào đúng để nhập: các dòng đều có lỗi hoặc không có gì thay đổi.")
    progress = begin(f"Nhập tổ chức từ Excel vào {held.unit.short_name}", act.actor.account_id or 0, total)
    held.progress = progress.pk
    held.save(update_fields=["progress"])
    import_rows.later(
        actor=current_actor(), once=str(held.pk), upload_id=held.pk, number=held.round, seen=seen,
        progress_id=str(progress.pk),
    )  # fmt: skip
    act.record(held, unit_id=held.unit_id)
    return held


@job("units.import_rows", "Nhập tổ chức từ Excel", retries=2)
def import_rows(*, upload_id: int, number: int, seen: str, progress_id: str) -> None:
    """Import the rows of a file that are right, all of them or none; the bar tells how far it is."""
    upload = UnionImport.objects.get(pk=upload_id)
    with follow(progress_id) as bar:

        def step(count: int) -> None:
            bar.step(count)

        done = import_union(upload=upload, number=number, seen=seen, steps=Steps(step, bar.write))
        bar.finish(said_of(done), url=f"/to-chuc/nhap/{upload_id}/")


@action("units.import", "Nhập tổ chức từ Excel")
def import_union(act: Act, *, upload: UnionImport, number: int, seen: str, steps: Steps | None = None) -> UnionImport:
    """Import the rows of a file that are right, in one transaction. `number` is the round in which that was asked
    for: asked again, nothing is done. Raises ValidationError where the register has changed so that the rows would
    now come to something else than was `seen`."""
    steps = steps or Steps()
    lock_structure()
    held = _locked(act, upload)
    if held.round != number:
        return held
    _, rows = rows_of(held)
    plan = make_plan(act, held, rows)
    if plan.digest != seen:
        raise ValidationError(
            "Trong lúc chờ, tổ chức hoặc tệp này đã có thay đổi nên chưa nhập dòng nào. Hãy kiểm tra lại rồi nhập."
        )
    steps.of(plan.steps)
    made = carry_out(act, plan, register(_paper(held)), steps.step)
    _finish(held, plan)
    act.record(held, unit_id=held.unit_id, change=plan.done())
    act.record_rows(f"{thing._meta.label_lower}:{thing.pk}" for thing in made)
    return held


def _paper(upload: UnionImport) -> Paper | None:
    if not upload.decision_code or upload.decision_signed_on is None:
        return None
    issuer = Unit.objects.filter(pk=current_actor().unit_id or 0).first() or upload.unit
    return Paper(issuer, upload.decision_code, upload.decision_signed_on, ABSTRACT)


def _finish(upload: UnionImport, plan: Plan) -> None:
    """Note what is done. Rows that are right are the same as the register now; without faulty ones none is needed."""
    counts = plan.counts()
    new, changed = counts.pop(ImportRow.NEW, 0), counts.pop(ImportRow.CHANGED, 0)
    counts[ImportRow.SAME] = counts.get(ImportRow.SAME, 0) + new + changed
    upload.counts = {**counts, "done": {**plan.done(), "new": new, "changed": changed}}
    upload.state, upload.digest, upload.round = UnionImport.DONE, "", upload.round + 1
    upload.save(update_fields=["counts", "state", "digest", "round"])
    if counts.get(ImportRow.FAULTY):
        ImportRow._base_manager.filter(upload=upload, state__in=(ImportRow.NEW, ImportRow.CHANGED)).update(
            state=ImportRow.SAME
        )
    else:
        ImportRow._base_manager.filter(upload=upload).delete()


def said_of(upload: UnionImport) -> str:
    """What an import did, in a sentence."""
    done = upload.counts.get("done", {})
    left = upload.counts.get(ImportRow.FAULTY, 0)
    parts = {
        "lập": ("units", "đơn vị"),
        "cập nhật": ("changed_units", "đơn vị"),
        "mở": ("terms", "nhiệm kỳ"),
        "bố trí": ("officers", "chức vụ"),
    }
    told = [f"{verb} {done[key]} {noun}" for verb, (key, noun) in parts.items() if done.get(key)]
    end = f" Còn {left} dòng có lỗi chưa nhập." if left else ""
    return f"Đã {', '.join(told) or 'kiểm tra, không có gì thay đổi'}.{end}"


@action("units.import.drop", "Bỏ tệp nhập", permission=PERMISSION)
def drop(act: Act, *, upload: UnionImport) -> None:
    """Import nothing more of a file, and erase what was kept of it."""
    held = _idle(act, upload)
    act.record(unit_id=held.unit_id, change={"upload": held.pk})
    erase(held)


def erase(upload: UnionImport) -> None:
    """Delete the rows of a file and destroy the key under which they stood."""
    key = upload.key
    ImportRow._base_manager.filter(upload=upload).delete()
    UnionImport._base_manager.filter(pk=upload.pk).delete()
    if key:
        destroy(key)


@job("units.forget_imports", "Xóa tệp nhập đã hết hạn giữ", retries=3)
def forget_imports() -> None:
    """Erase the files whose day has come."""
    for upload in UnionImport._base_manager.filter(goes_on__lte=today()).select_related("key"):
        with transaction.atomic():
            erase(upload)
