"""The acts and jobs around a file that is imported: handing it in, saying what its columns mean, correcting rows,
importing, dropping. A module makes one `Staging` of its own, which names its tables and says what differs."""

import json
from abc import ABC, abstractmethod
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import IO, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import connection, transaction

from ..acting import current_actor
from ..actions import Act, action
from ..bulk import copy_in
from ..crypto import key_of, new_keys, seal_all, unseal_all
from ..excel import Layout, Row
from ..files import size_limit
from ..jobs import Job, job
from ..progress import begin, follow
from ..sealed import destroy
from ..traces import Traces
from ..viet import LONG_NUMBER, VietError, format_number, today
from .models import CHANGED, FAULTY, NEW, SAME, Upload
from .plans import PARTS, Plan, Step, Steps, nothing
from .rows import Texts, layouts_of, place_of, rows_of, running, texts_of

#: How long the rows of a file are kept, and the layouts of how many files are remembered of a unit.
KEPT, LAYOUTS = timedelta(days=14), 6
LONGEST_CELL = 2_000
CHUNK = 5_000
#: A file of more bytes is read, and more rows are compared, by the worker: it takes longer than a page may.
LARGE_FILE, MANY_ROWS = 256 * 1024, 2_000
_STORE = """
    UPDATE {table} r SET found = new.found, state = new.state
    FROM unnest(%s::bigint[], %s::bytea[], %s::text[]) AS new (id, found, state) WHERE r.id = new.id
"""


class Staging(ABC):
    """How files of one kind come in.

    `name` is the permission and, with a word behind it, the name of each act; `title` and `about` are how people call
    the import. `pages` is the address below which the pages of a file stand. `unsettled` are the states of rows that
    wait for somebody: while there are any, the rows of the file are kept after an import. `names_sheets` says that
    what is written in the layout of a remembered file calls its sheets as that did.
    """

    uploads: ClassVar[type[Any]]  # of Upload
    rows: ClassVar[type[Any]]  # of UploadRow
    kept: ClassVar[type[Any]]  # of KeptLayouts
    unsettled: ClassVar[Sequence[str]] = (FAULTY,)
    names_sheets: ClassVar[bool] = False

    def __init__(self, name: str, *, title: str, about: str = "", pages: str) -> None:
        self.permission, self.title, self.pages = name, title, pages
        module = name.partition(".")[0]

        def act(word: str, told: str, verb: Callable[..., Any]) -> Callable[..., Any]:
            return action(f"{name}.{word}", told, permission=name)(verb)

        def work(named: str, told: str, verb: Callable[..., None], retries: int) -> Job:
            return job(f"{module}.{named}", told, retries=retries)(verb)

        self.stage = act("stage", f"Đưa tệp Excel lên để nhập{about}", self._stage)
        self.read_in = act("read", f"Đọc tệp Excel để nhập{about}", self._read_in)
        self.choose_columns = act("columns", f"Chọn cột của tệp nhập{about}", self._choose_columns)
        self.correct_rows = act("correct", f"Sửa dòng của tệp nhập{about}", self._correct_rows)
        self.check_again = act("check", f"Kiểm tra lại tệp nhập{about}", self._check_again)
        self.compare = act("compare", f"So tệp nhập{about} với hồ sơ", self._compare_all)
        self.start = act("start", f"Bắt đầu nhập{about} từ Excel", self._start)
        self.drop = act("drop", f"Bỏ tệp nhập{about}", self._drop)
        self.carry_in = action(name, title)(self._import)
        self.read_file = work("read_import", f"Đọc tệp Excel để nhập{about}", self._read_file, 0)
        self.compare_rows = work("compare_import", f"Kiểm tra các dòng của tệp Excel để nhập{about}", self._compared, 0)
        self.import_rows = work("import_rows", title, self._imported, 2)
        self.forget = work("forget_imports", f"Xóa tệp nhập{about} đã hết hạn giữ", self._forget, 3)

    # --- what differs

    @abstractmethod
    def check(self, file: IO[bytes], name: str) -> None:
        """Refuse (VietError) what is no such file at all, before anything of it is read."""

    @abstractmethod
    def read(self, file: IO[bytes], name: str, kept: Sequence[Layout]) -> tuple[Sequence[Layout], Sequence[Row]]:
        """How the sheets of a file are laid out (`kept`: remembered layouts), and its rows. Raises VietError."""

    @abstractmethod
    def wrong_in(self, layouts: Sequence[Layout]) -> str:
        """Why columns cannot mean what they were said to mean; "" where they can."""

    @abstractmethod
    def plan(self, act: Act, upload: Any, rows: Sequence[Row], step: Step, *, lock: bool) -> Plan:
        """Compare the rows with the register as the acting post may change it. `step` is told how many rows' worth
        of work is behind: all but one of the PARTS that comparing takes. With `lock` the plan is about to be carried
        out: what it rests on must not change until then."""

    @abstractmethod
    def carry_out(self, act: Act, upload: Any, plan: Any, step: Step) -> Iterable[str]:
        """Do what a plan says; returns the names ("table:id") of the rows that came of it, for the trail's digest."""

    @abstractmethod
    def said_of(self, upload: Any) -> str:
        """What an import did, in a sentence."""

    @abstractmethod
    def must_hold(self, act: Act, unit: Any) -> None:
        """Raise PermissionDenied where the acting post's scope does not hold the unit."""

    def lock(self) -> None:  # noqa: B027 - most need none
        """Take the locks that an import needs, before the file's own."""

    @abstractmethod
    def handing_in(self, unit: Any) -> str:
        """The address at which a file for a unit is handed in."""

    # --- handing a file in

    def _stage(self, act: Act, *, unit: Any, file: File, **options: Any) -> Upload:
        """Take a file in: its rows are kept sealed, the file itself is not, but for a large one until the worker has
        read it. `options` are fields of the upload: `since`, the day from which what the file says holds where it does
        not say, and what the kind of import has more."""
        self.must_hold(act, unit)
        if (file.size or 0) > size_limit():
            raise ValidationError({"file": f"Tệp quá lớn: tối đa {size_limit() // 1024**2} MB."})
        (key,) = new_keys(1)
        upload = self.uploads(
            unit=unit, account_id=act.actor.account_id, key=key, goes_on=today() + KEPT, layouts="[]", **options
        )
        upload.file_name = (file.name or "")[-200:]
        upload.save(force_insert=True)
        if (file.size or 0) > LARGE_FILE:
            try:
                self.check(file, file.name or "")
            except VietError as error:
                raise ValidationError({"file": str(error)}) from None
            file.seek(0)
            upload.content, upload.state = b64encode(file.read()).decode(), Upload.READING
            self._ask_worker(act, upload, self.read_file, f"Đọc tệp Excel cho {unit.short_name}", 0)
            upload.save()
            act.record(upload, unit_id=unit.pk, change={"since": upload.since})
        else:
            rows = self._read(upload, file, Steps())
            act.record(upload, unit_id=unit.pk, change={"rows": rows, "since": upload.since})
        return upload

    def _ask_worker(self, act: Act, upload: Upload, work: Job, title: str, total: int) -> None:
        """Have the worker do something with a file, with a bar. Does not save the upload."""
        progress = begin(title, act.actor.account_id or 0, total)
        upload.progress = progress.pk
        work.later(actor=current_actor(), once=str(upload.pk), upload_id=upload.pk, progress_id=str(progress.pk))

    def _read(self, upload: Upload, file: IO[bytes], steps: Steps) -> int:
        """Find out how the sheets of a file are laid out, and keep its rows; returns how many."""
        try:
            earlier = [layout for sheets in self.remembered(upload.unit) for layout in sheets]
            layouts, rows = self.read(file, upload.file_name.text or "", earlier)
        except VietError as error:
            raise ValidationError({"file": str(error)}) from None
        steps.of(len(rows))
        self._keep_rows(upload, rows, steps)
        upload.layouts = json.dumps([layout.to_json() for layout in layouts])
        upload.content, upload.state = None, Upload.COLUMNS
        upload.save(update_fields=["layouts", "content", "state"])
        return len(rows)

    def _keep_rows(self, upload: Upload, rows: Sequence[Row], steps: Steps) -> None:
        key, place = key_of(upload), place_of(self.rows, "cells")
        names = ["upload", "position", "sheet", "number", "cells", "state", "left_out"]
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            sealed = seal_all(key, place, (Texts(list(r.cells), {}, dict(r.marks)).to_json() for r in part))
            at = range(start, start + len(part))
            copy_in(
                self.rows,
                names,
                (
                    (upload.pk, n, r.sheet, r.number, kept, "", False)
                    for n, r, kept in zip(at, part, sealed, strict=True)
                ),
            )
            steps.step(len(part))

    def _read_file(self, *, upload_id: int, progress_id: str) -> None:
        """Read a large file that waits. One that will not do is erased: the officer hands it in anew."""
        upload = self.uploads._base_manager.select_related("unit").get(pk=upload_id)
        try:
            with follow(progress_id, back=self.handing_in(upload.unit)) as bar:
                rows = self.read_in(upload=upload, steps=Steps(bar.step, bar.write))
                told = f"Đã đọc {format_number(rows)} dòng. Hãy kiểm tra các cột."
                bar.finish(told, url=f"{self.pages}{upload_id}/cot/")
        except Exception:
            with transaction.atomic():
                self.erase(upload)
            raise

    def _read_in(self, act: Act, *, upload: Upload, steps: Steps) -> int:
        """Read a file that waits; returns the number of its rows. Read already, nothing is done."""
        held = self._locked(act, upload)
        if held.state != Upload.READING or held.content is None:
            return int(held.rows.count())
        rows = self._read(held, BytesIO(b64decode(held.content.text or "")), steps)
        act.record(held, unit_id=held.unit_id, change={"rows": rows})
        return rows

    # --- columns

    def remembered(self, unit: Any) -> list[list[Layout]]:
        """What the columns of earlier files meant that were imported under a unit, then under the ones above it; of
        each file its sheets, the last file first."""
        lineage = [int(part) for part in unit.path.strip("/").split("/")]
        held = {kept.unit_id: kept.layouts for kept in self.kept._base_manager.filter(unit__in=lineage)}
        return [[Layout.from_json(kept) for kept in file] for pk in reversed(lineage) for file in held.get(pk, [])]

    def _choose_columns(
        self, act: Act, *, upload: Upload, fields: Sequence[Sequence[str]], used: Sequence[bool], **options: Any
    ) -> Upload:
        """Say what the columns of each sheet mean and which sheets are read; then compare the rows with the register.
        `options` are fields of the upload that are said anew."""
        held = self._idle(act, upload)
        layouts = [
            Layout(old.sheet, old.first, old.headings, tuple(new), take)
            for old, new, take in zip(layouts_of(held), fields, used, strict=True)
        ]
        if wrong := self.wrong_in(layouts):
            raise ValidationError(wrong)
        held.layouts = json.dumps([layout.to_json() for layout in layouts])
        for name, value in options.items():
            setattr(held, name, value)
        held.save(update_fields=["layouts", *options])
        self.remember(held.unit, layouts)
        self._compare_soon(act, held)
        act.record(held, unit_id=held.unit_id, change={"since": held.since})
        return held

    def remember(self, unit: Any, layouts: Sequence[Layout]) -> None:
        """Remember under a unit what the columns meant, the last file first."""
        kept, _ = self.kept._base_manager.select_for_update().get_or_create(unit=unit)
        # Kept in clear and for long: no name of a sheet that is not needed, nothing into which a number was put.
        new = [replace(layout, sheet=layout.sheet if self.names_sheets else "") for layout in layouts if layout.used]
        if any(LONG_NUMBER.search(text) for layout in new for text in (layout.sheet, *layout.headings)):
            return
        headed = {layout.signature for layout in new}
        others = [file for file in kept.layouts if {Layout.from_json(sheet).signature for sheet in file} != headed]
        kept.layouts = [[layout.to_json() for layout in new], *others][:LAYOUTS]
        kept.save()

    # --- comparing and correcting

    def _correct_rows(
        self, act: Act, *, upload: Upload, cells: Mapping[int, Mapping[str, str]], left_out: Mapping[int, bool]
    ) -> Upload:
        """Correct cells, by position of the row and code of the column, or leave rows out; then compare all rows
        again."""
        held = self._idle(act, upload)
        layouts = layouts_of(held)
        for row in held.rows.filter(position__in={*cells, *left_out}):
            row.upload = held
            places, texts = layouts[row.sheet].places, texts_of(row)
            for code, text in cells.get(row.position, {}).items():
                texts.put(places.get(code), code, text[:LONGEST_CELL])
            row.cells = texts.to_json()
            row.left_out = left_out.get(row.position, row.left_out)
            row.save(update_fields=["cells", "left_out"])
        self._compare_soon(act, held)
        act.record(held, unit_id=held.unit_id, change={"rows": len({*cells, *left_out})})
        return held

    def _check_again(self, act: Act, *, upload: Upload) -> Upload:
        """Compare the rows of a file with the register as it is now."""
        held = self._idle(act, upload)
        self._compare_soon(act, held)
        act.record(held, unit_id=held.unit_id)
        return held

    def _locked(self, act: Act, upload: Upload) -> Upload:
        """The file, locked, with its unit as it is now."""
        uploads = self.uploads._base_manager.select_related("unit", "key")
        held: Upload = uploads.select_for_update(of=("self",)).get(pk=upload.pk)
        self.must_hold(act, held.unit)
        return held

    def _idle(self, act: Act, upload: Upload) -> Upload:
        """The file, locked. Raises ValidationError while the worker has it."""
        held = self._locked(act, upload)
        if running(held):
            raise ValidationError("Tệp này đang được xử lý. Hãy chờ xong rồi làm tiếp.")
        return held

    def _compare_soon(self, act: Act, upload: Upload) -> None:
        """Find out what importing would do: at once, or by the worker where there are many rows. Until then nothing
        of the file can be imported."""
        rows = upload.rows.count()
        if rows <= MANY_ROWS:
            self._compare(act, upload, Steps())
            return
        title = f"Kiểm tra các dòng của tệp Excel cho {upload.unit.short_name}"
        self._ask_worker(act, upload, self.compare_rows, title, rows)
        upload.state, upload.digest = Upload.COLUMNS, ""
        upload.save(update_fields=["progress", "state", "digest"])

    def _compared(self, *, upload_id: int, progress_id: str) -> None:
        """Compare the rows of a large file with the register; the bar tells how far it is."""
        upload = self.uploads._base_manager.get(pk=upload_id)
        with follow(progress_id, back=f"{self.pages}{upload_id}/cot/") as bar:
            done = self.compare(upload=upload, steps=Steps(bar.step, bar.write))
            wrong = done.counts.get(FAULTY, 0)
            told = f"Còn {format_number(wrong)} dòng có lỗi." if wrong else "Mọi dòng đều đúng."
            bar.finish(
                f"Đã kiểm tra các dòng của tệp. {told} Chưa có gì được ghi vào hồ sơ.", f"{self.pages}{upload_id}/"
            )

    def _compare_all(self, act: Act, *, upload: Upload, steps: Steps) -> Upload:
        """Compare the rows of a file with the register, for the worker."""
        held = self._locked(act, upload)
        self._compare(act, held, steps)
        act.record(held, unit_id=held.unit_id)
        return held

    def _compare(self, act: Act, upload: Upload, steps: Steps) -> None:
        """Find out what importing would do, and keep it with the rows."""
        held, rows = rows_of(upload)
        steps.of(len(rows))
        plan = self.plan(act, upload, rows, steps.step, lock=False)
        sealed = seal_all(key_of(upload), place_of(self.rows, "found"), (found.to_json() for found in plan.findings))
        states = [found.state for found in plan.findings]
        store = _STORE.format(table=self.rows._meta.db_table)
        for start in range(0, len(held), CHUNK):
            part = slice(start, start + CHUNK)
            with connection.cursor() as cursor:
                cursor.execute(store, [[row.pk for row in held[part]], sealed[part], states[part]])
            steps.step(len(states[part]) // PARTS)
        upload.counts, upload.digest, upload.state = plan.counts(), plan.digest, Upload.CHECKED
        upload.save(update_fields=["counts", "digest", "state"])

    # --- carrying out

    def _start(self, act: Act, *, upload: Upload, seen: str) -> Upload:
        """Have the worker import the rows without faults. `seen` stands for what was found when the officer looked."""
        held = self._idle(act, upload)
        if held.state != Upload.CHECKED or held.digest != seen:
            raise ValidationError("Các dòng đã được sửa hoặc kiểm tra lại. Hãy xem lại trước khi nhập.")
        total = held.counts.get(NEW, 0) + held.counts.get(CHANGED, 0)
        if not total:
            raise ValidationError("Không có dòng nào đúng để nhập: các dòng đều có lỗi hoặc không có gì thay đổi.")
        progress = begin(f"{self.title} vào {held.unit.short_name}", act.actor.account_id or 0, total)
        held.progress = progress.pk
        held.save(update_fields=["progress"])
        self.import_rows.later(
            actor=current_actor(), once=str(held.pk), upload_id=held.pk, number=held.round, seen=seen,
            progress_id=str(progress.pk),
        )  # fmt: skip
        act.record(held, unit_id=held.unit_id)
        return held

    def _imported(self, *, upload_id: int, number: int, seen: str, progress_id: str) -> None:
        """Import the rows of a file that are right, all of them or none; the bar tells how far it is."""
        upload = self.uploads._base_manager.get(pk=upload_id)
        with follow(progress_id) as bar:
            done = self.carry_in(upload=upload, number=number, seen=seen, steps=Steps(bar.step, bar.write))
            bar.finish(self.said_of(done), url=f"{self.pages}{upload_id}/")

    def _import(self, act: Act, *, upload: Upload, number: int, seen: str, steps: Steps | None = None) -> Upload:
        """Import the rows of a file that are right, in one transaction. `number` is the round in which that was asked
        for: asked again, nothing is done. Raises ValidationError where the register has changed so that the rows would
        now come to something else than was `seen`."""
        steps = steps or Steps()
        self.lock()
        held = self._locked(act, upload)
        if held.round != number:
            return held
        _, rows = rows_of(held)
        plan = self.plan(act, held, rows, nothing, lock=True)
        if plan.digest != seen:
            raise ValidationError(
                "Trong lúc chờ, tổ chức hoặc tệp này đã có thay đổi nên chưa nhập dòng nào. Hãy kiểm tra lại rồi nhập."
            )
        steps.of(plan.steps)
        made = self.carry_out(act, held, plan, steps.step)
        self.finish(held, plan)
        act.record(held, unit_id=held.unit_id, change=plan.done())
        act.record_rows(made)
        return held

    def finish(self, upload: Upload, plan: Plan) -> None:
        """Note what is done. Rows that are right are the same as the register now; without others none is needed."""
        counts = plan.counts()
        new, changed = counts.pop(NEW, 0), counts.pop(CHANGED, 0)
        counts[SAME] = counts.get(SAME, 0) + new + changed
        upload.counts = {**counts, "done": {**plan.done(), "new": new, "changed": changed}}
        upload.state, upload.digest, upload.round = Upload.DONE, "", upload.round + 1
        upload.save(update_fields=["counts", "state", "digest", "round"])
        rows = self.rows._base_manager.filter(upload=upload)
        if any(counts.get(state) for state in self.unsettled):
            rows.filter(state__in=(NEW, CHANGED)).update(state=SAME)
        else:
            rows.delete()

    # --- forgetting

    def _drop(self, act: Act, *, upload: Upload) -> None:
        """Import nothing more of a file, and erase what was kept of it."""
        held = self._idle(act, upload)
        act.record(unit_id=held.unit_id, change={"upload": held.pk})
        self.erase(held)

    def erase(self, upload: Upload) -> None:
        """Delete the rows of a file and destroy the key under which they stood."""
        key = upload.key
        self.rows._base_manager.filter(upload=upload).delete()
        self.uploads._base_manager.filter(pk=upload.pk).delete()
        if key:
            destroy(key)

    def forget_of(self, traces: Traces) -> None:
        """Let go of somebody who is erased: of rows that speak of them, of what was found of others that does, and of
        whole files whose names or headings do."""
        places = {name: place_of(self.rows, name) for name in ("cells", "found")}
        for upload in self.uploads._base_manager.select_related("key").defer("content").iterator():
            if any(sealed and traces.in_text(sealed.text or "") for sealed in (upload.file_name, upload.layouts)):
                self.erase(upload)
                continue
            rows = self.rows._base_manager.filter(upload=upload)
            speaking: dict[str, list[int]] = {}
            for name, place in places.items():
                held = [(pk, raw) for pk, raw in rows.values_list("pk", name) if raw is not None]
                opened = unseal_all(key_of(upload), place, (bytes(raw) for _, raw in held))
                speaking[name] = [pk for (pk, _), text in zip(held, opened, strict=True) if traces.in_text(text or "")]
            rows.filter(pk__in=speaking["cells"]).delete()
            rows.filter(pk__in=speaking["found"]).update(found=None)

    def _forget(self) -> None:
        """Erase the files whose day has come."""
        for upload in self.uploads._base_manager.filter(goes_on__lte=today()).select_related("key"):
            with transaction.atomic():
                self.erase(upload)
