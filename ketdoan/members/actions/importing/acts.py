"""The import of lists of members: how such a file is read, compared and carried out. The acts around it are those of
every import (core/staging)."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.db import connection

from ketdoan.core.actions import Act
from ketdoan.core.excel import Layout, Row
from ketdoan.core.staging.models import FAULTY
from ketdoan.core.staging.plans import Step
from ketdoan.core.staging.rows import layouts_of
from ketdoan.core.staging.work import Staging
from ketdoan.core.viet import format_number
from ketdoan.units.actions.reorganisation import must_hold

from ...importing.files import check_file, read_file
from ...importing.layout import wrong_in
from ...models import MemberImport, MemberImportRow, MemberLayout
from ...models.imports import DOUBTFUL
from .carrying import carry_out
from .comparing import make_plan
from .plan import MemberPlan

PERMISSION = "members.import"
#: Two imports at once would both take the same person for a new one.
IMPORTS_LOCK = 7_030_031


def lock_imports() -> None:
    """Let imports of members take turns, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTS_LOCK])


class MemberStaging(Staging):
    """Lists of members."""

    uploads, rows, kept = MemberImport, MemberImportRow, MemberLayout
    unsettled = (FAULTY, DOUBTFUL)

    def check(self, file: IO[bytes], name: str) -> None:
        check_file(file, name)

    def read(self, file: IO[bytes], name: str, kept: Sequence[Layout]) -> tuple[Sequence[Layout], Sequence[Row]]:
        book = read_file(file, name, kept)
        return book.layouts, book.rows()

    def wrong_in(self, layouts: Sequence[Layout]) -> str:
        return wrong_in(layouts)

    def plan(self, act: Act, upload: Any, rows: Sequence[Row], step: Step, *, lock: bool) -> MemberPlan:
        return make_plan(act, upload, list(rows), layouts_of(upload), step, lock=lock)

    def carry_out(self, act: Act, upload: Any, plan: Any, step: Step) -> Iterable[str]:
        return carry_out(act, upload, plan, step)[1]

    def said_of(self, upload: Any) -> str:
        return told(upload.counts.get("done", {}), upload.counts)

    def must_hold(self, act: Act, unit: Any) -> None:
        must_hold(act, unit)

    def lock(self) -> None:
        lock_imports()

    def handing_in(self, unit: Any) -> str:
        return f"/doan-vien/don-vi/{unit.code}/nhap/"


def told(done: dict[str, int], counts: dict[str, Any]) -> str:
    """What an import did, in a sentence."""
    parts = {
        "entered": "ghi nhận {} đoàn viên mới",
        "updated": "cập nhật {} hồ sơ",
        "suspended": "ghi {} người tạm dừng sinh hoạt",
        "left": "ghi {} người thôi là đoàn viên",
    }
    said = [words.format(format_number(done[name])) for name, words in parts.items() if done.get(name)]
    left = counts.get(FAULTY, 0) + counts.get(DOUBTFUL, 0)
    end = f" Còn {format_number(left)} dòng có lỗi hoặc cần xem, chưa nhập." if left else ""
    return f"Đã {', '.join(said) or 'kiểm tra, không có gì thay đổi'}.{end}"


staging = MemberStaging("members.import", title="Nhập đoàn viên từ Excel", about=" đoàn viên", pages="/doan-vien/nhap/")
stage, choose_columns, correct_rows, check_again = (
    staging.stage, staging.choose_columns, staging.correct_rows, staging.check_again,
)  # fmt: skip
start, drop, import_members, forget_imports = staging.start, staging.drop, staging.carry_in, staging.forget
