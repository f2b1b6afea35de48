"""A link for the employer's staff: made, taken back, and filled in once."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.actions import Act, action, do_part

from ..models import EmployerSheet, Submission
from ..queries.employers import digest_of, rows_of_employer
from ..rules.figures import Figure
from ..rules.states import OPEN, Source
from .filling import fill, locked_report
from .rounds import FILL

#: So long a link may be used.
DAYS = 15


@action("reports.employer.ask", "Gửi phiếu số liệu cho doanh nghiệp", permission=FILL)
def ask_employer(act: Act, *, submission: Submission, secret: str) -> EmployerSheet:
    """Make the link with a secret (see `new_secret`); an earlier one that has not been used is taken back."""
    held = locked_report(act, submission)
    if held.consolidates or held.state not in OPEN or not rows_of_employer(held):
        raise ValidationError("Báo cáo này không có số liệu để hỏi doanh nghiệp, hoặc đã nộp.")
    EmployerSheet.objects.filter(submission=held, used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    made = EmployerSheet.objects.create(
        submission=held,
        digest=digest_of(secret),
        expires_at=timezone.now() + timedelta(days=DAYS),
        post_id=act.actor.post_id,
    )
    act.record(held, unit_id=held.unit_id, change={"sheet": made.pk})
    return made


def new_secret() -> str:
    """A secret for a link: shown once, never kept."""
    return secrets.token_urlsafe(24)


@action("reports.employer.fill", "Doanh nghiệp điền phiếu số liệu", permission=FILL)
def fill_sheet(act: Act, *, sheet: EmployerSheet, cells: Mapping[str, Figure]) -> EmployerSheet:
    """Take what the employer's staff wrote into the report, in force at once where the union has not written itself.

    Called as the system, for a visitor with the link.
    """
    held = EmployerSheet.objects.select_for_update(of=("self",)).select_related("submission__round").get(pk=sheet.pk)
    if held.used_at or held.withdrawn_at:
        raise ValidationError("Phiếu này đã được điền hoặc đã thu hồi.")
    asked = {row.cell for row in rows_of_employer(held.submission)}
    given = {cell: figure for cell, figure in cells.items() if cell in asked and not figure.missing}
    if not given:
        raise ValidationError("Hãy ghi ít nhất một số liệu.")
    told = do_part(act, fill, submission=held.submission, cells=given, seen=0, source=Source.EMPLOYER)
    held.used_at, held.filling = timezone.now(), told.no
    held.save(update_fields=["used_at", "filling"])
    act.record(held.submission, unit_id=held.submission.unit_id, change={"sheet": held.pk})
    return held
