"""The import of a union: how such a file is read, compared and carried out. The acts around it are those of every
import (core/staging)."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from ketdoan.core.acting import current_actor
from ketdoan.core.actions import Act
from ketdoan.core.excel import Layout, Row, check_file, data_rows, open_book
from ketdoan.core.staging.models import FAULTY
from ketdoan.core.staging.plans import Step, Steps
from ketdoan.core.staging.work import KEPT, LARGE_FILE, LAYOUTS, MANY_ROWS, Staging

from ...importing.layout import read_sheets, wrong_in
from ...models import ImportLayout, ImportRow, UnionImport, Unit
from ...queries.vocabulary import vocabulary
from ..paper import Paper, register
from ..reorganisation import must_hold
from ..structure import lock_structure
from .carry_out import carry_out
from .plan import UnionPlan, make_plan

__all__ = ["KEPT", "LARGE_FILE", "LAYOUTS", "MANY_ROWS", "Steps"]

ABSTRACT = "Về việc ghi nhận tổ chức, cán bộ công đoàn"


class UnionStaging(Staging):
    """Files of units, terms and officers."""

    uploads, rows, kept = UnionImport, ImportRow, ImportLayout
    names_sheets = True  # the export of a union is in the layout of its last file

    def check(self, file: IO[bytes], name: str) -> None:
        check_file(file)

    def read(self, file: IO[bytes], name: str, kept: Sequence[Layout]) -> tuple[Sequence[Layout], Sequence[Row]]:
        sheets = open_book(file)
        layouts = read_sheets(sheets, vocabulary(), kept)
        return layouts, [row for at, sheet in enumerate(sheets) for row in data_rows(at, layouts[at], sheet.rows)]

    def wrong_in(self, layouts: Sequence[Layout]) -> str:
        return wrong_in(layouts)

    def plan(self, act: Act, upload: Any, rows: Sequence[Row], step: Step, *, lock: bool) -> UnionPlan:
        return make_plan(act, upload, rows, step)

    def carry_out(self, act: Act, upload: Any, plan: Any, step: Step) -> Iterable[str]:
        made = carry_out(act, plan, register(_paper(upload)), step)
        return (f"{thing._meta.label_lower}:{thing.pk}" for thing in made)

    def said_of(self, upload: Any) -> str:
        done = upload.counts.get("done", {})
        left = upload.counts.get(FAULTY, 0)
        parts = {
            "lập": ("units", "đơn vị"),
            "cập nhật": ("changed_units", "đơn vị"),
            "mở": ("terms", "nhiệm kỳ"),
            "bố trí": ("officers", "chức vụ"),
        }
        told = [f"{verb} {done[key]} {noun}" for verb, (key, noun) in parts.items() if done.get(key)]
        end = f" Còn {left} dòng có lỗi chưa nhập." if left else ""
        return f"Đã {', '.join(told) or 'kiểm tra, không có gì thay đổi'}.{end}"

    def must_hold(self, act: Act, unit: Any) -> None:
        must_hold(act, unit)

    def lock(self) -> None:
        lock_structure()

    def handing_in(self, unit: Any) -> str:
        return f"/to-chuc/don-vi/{unit.code}/nhap/"


def _paper(upload: UnionImport) -> Paper | None:
    if not upload.decision_code or upload.decision_signed_on is None:
        return None
    issuer = Unit.objects.filter(pk=current_actor().unit_id or 0).first() or upload.unit
    return Paper(issuer, upload.decision_code, upload.decision_signed_on, ABSTRACT)


staging = UnionStaging("units.import", title="Nhập tổ chức từ Excel", pages="/to-chuc/nhap/")
stage, choose_columns, correct_rows, check_again = (
    staging.stage, staging.choose_columns, staging.correct_rows, staging.check_again,
)  # fmt: skip
read_in, compare, start, drop, import_union = (
    staging.read_in, staging.compare, staging.start, staging.drop, staging.carry_in,
)  # fmt: skip
read_file, compare_rows, import_rows, forget_imports = (
    staging.read_file, staging.compare_rows, staging.import_rows, staging.forget,
)  # fmt: skip
remembered_layouts, said_of = staging.remembered, staging.said_of
