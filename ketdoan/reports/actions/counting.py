"""What counts in the figures of the units above, noted at the moment when it changes."""

from typing import Any

import numpy as np
from django.db import connection

from ..models import Submission
from ..queries.forms import adding_of, form_version

_NOTE = """
    INSERT INTO reports_counting (round_id, path, territory_path, reported, expected, vector, xact, at)
    VALUES (%s, %s, %s, %s, %s, %s, pg_current_xact_id()::text::bigint, now())
"""


def count_again(held: Submission, *, counts: bool) -> None:
    """A report begins to count, or ceases to. Call it in the act that changed its state."""
    cells = form_version(held.form_id).cells
    told = adding_of(held.round).of_report(cells, held.values, held.marks, held.employer_kind)
    reported = 0 if held.consolidates else 1
    note(held, told if counts else -told, reported if counts else -reported)


def expect_again(held: Submission, *, expected: bool) -> None:
    """A unit is asked again, or let off."""
    note(held, adding_of(held.round).nothing(), expected=(1 if expected else -1) * (not held.consolidates))


def note(held: Submission, change: np.ndarray, reported: int = 0, expected: int = 0) -> None:
    """Add something to the sums of a report's unit and of all above it."""
    told: list[Any] = [held.round_id, held.path, held.territory_path, reported, expected, change.tobytes()]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, told)
