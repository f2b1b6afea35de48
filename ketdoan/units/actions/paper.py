"""Decisions that come with an act: entered together with it, kept once, and their signed copies."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File

from ketdoan.core.actions import Act, action
from ketdoan.core.files import JPEG, PDF, PNG, WEBP, WORD
from ketdoan.core.viet import clean_line, today

from ..models import Decision, Unit
from .attachments import attach

#: What a signed decision may be handed in as: the PDF, a scan or photograph, or the Word file.
SIGNED = (PDF, JPEG, PNG, WEBP, WORD)


@dataclass(frozen=True)
class Paper:
    """A decision as it stands on paper. `unit` issued it; `file` is the signed copy, where it is at hand."""

    unit: Unit
    code: str
    signed_on: date
    abstract: str
    signatory: str = ""
    signatory_title: str = ""
    file: File | None = None


def register(paper: Paper | None) -> Decision | None:
    """The decision row of a paper, made on first mention. Call inside an action."""
    if paper is None:
        return None
    code = clean_line(paper.code)
    if not code:
        raise ValidationError({"decision_code": "Hãy ghi số, ký hiệu của quyết định, ví dụ 12/QĐ-LĐLĐ."})
    if paper.signed_on > today():
        raise ValidationError({"decision_signed_on": "Ngày ký quyết định không thể ở tương lai."})
    decision, _ = Decision._base_manager.get_or_create(
        unit=paper.unit,
        code=code,
        signed_on=paper.signed_on,
        defaults={
            "abstract": clean_line(paper.abstract),
            "signatory": clean_line(paper.signatory),
            "signatory_title": clean_line(paper.signatory_title),
        },
    )
    return _keep_first(decision, paper.file) if paper.file else decision


def _keep_first(decision: Decision, upload: File) -> Decision:
    """Keep the signed copy that comes with an act. Another one than is kept already is not taken in passing."""
    held = _locked(decision)
    copy = attach(held.unit, upload, field="decision_file", allowed=SIGNED)
    if held.file and held.file.blob_id != copy.blob_id:
        raise ValidationError(
            {"decision_file": f"Quyết định {held.code} đã có bản ký khác. Muốn thay, hãy mở trang của quyết định này."}
        )
    held.file = held.file or copy
    held.save(update_fields=["file"])
    return held


@action("units.paper", "Bổ sung bản ký quyết định")
def add_signed_copy(act: Act, *, decision: Decision, file: File) -> Decision:
    """Keep the signed copy of a decision, in place of the one kept so far; that one stays in the store."""
    held = _locked(decision)
    earlier = held.file_id
    if earlier and not act.why.strip():
        raise ValidationError({"why": "Hãy ghi lý do thay bản ký đang lưu."})
    held.file = attach(held.unit, file, allowed=SIGNED)
    held.save(update_fields=["file"])
    act.record(held, unit_id=held.unit_id, change={"file": held.file_id, "earlier": earlier})
    return held


def _locked(decision: Decision) -> Decision:
    found = Decision._base_manager.select_related("unit").select_for_update(of=("self",))
    return found.get(pk=decision.pk)
