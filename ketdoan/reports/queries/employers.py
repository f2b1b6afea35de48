"""Sheets of employers: which cells they ask for, and the one that a link opens."""

import hashlib

from django.utils import timezone

from ketdoan.core.unscoped import everything

from ..models import EmployerSheet, Submission
from ..rules.catalogue import plain_cell
from ..rules.forms import Row
from ..rules.states import OPEN
from .forms import form_version
from .reading import asked_rows


def digest_of(secret: str) -> str:
    """What is kept of the secret of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def rows_of_employer(report: Submission) -> list[Row]:
    """The lines of a report whose figures an employer knows."""
    known = form_version(report.form_id).known
    return [row for row in asked_rows(report) if known.element(row.cell).employer and not plain_cell(row.cell)[0]]


def open_sheet(secret: str) -> EmployerSheet | None:
    """The sheet of a link, while it can be filled in. Read for a visitor, hence across all units."""
    with everything():
        found = EmployerSheet.objects.filter(
            digest=digest_of(secret),
            used_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            submission__state__in=OPEN,
            submission__round__locked_at=None,
        )
        return found.select_related("submission__round", "submission__unit", "submission__form").first()


def sheet_of(report: Submission) -> EmployerSheet | None:
    """The last sheet that was made for a report and is still in force, filled in or not."""
    return EmployerSheet.objects.filter(submission=report, withdrawn_at=None).order_by("-pk").first()
