"""Decisions that come with an act: entered together with it, kept once."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.viet import clean_line, today

from ..models import Decision, Unit


@dataclass(frozen=True)
class Paper:
    """A decision as it stands on paper. `unit` issued it."""

    unit: Unit
    code: str
    signed_on: date
    abstract: str
    signatory: str = ""
    signatory_title: str = ""


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
    return decision
