"""The board of figures: what a round says of the own unit and all below it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ketdoan.core.acting import current_actor
from ketdoan.core.screens import screen
from ketdoan.core.viet import format_number, today

from ..models import Submission, Target
from ..queries.board import Shown, key_figures, round_before
from ..queries.listing import own_reports
from ..queries.outliers import outliers
from ..queries.progress import progress
from ..queries.reading import report_of
from ..queries.story import movements
from ..queries.targets import states_of_targets
from ..rules.figures import Figure
from ..rules.writing import figure_text

#: So many reports are offered to choose from.
OFFERED = 40


@screen("reports.view")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board of the report chosen, else of the last one that the unit owes or made."""
    offered = list(own_reports()[:OFFERED])
    if not offered:
        return redirect("reports:own")
    chosen = request.GET.get("bc", "")
    mine = next((one for one in offered if str(one.pk) == chosen), None) or _best(offered)
    told = report_of(mine)
    context = {
        "offered": offered,
        "mine": mine,
        "asked": mine.round,
        "told": told,
        "whole": told.reported == told.expected,
        "progress": progress(mine.round, mine, today()) if mine.consolidates else None,
        "figures": [_drawn(one) for one in key_figures(mine, told)],
        "movements": movements(told.form, told.figures),
        "targets": states_of_targets(Target.objects.filter(unit=mine.unit_id, withdrawn_at=None), today()),
    }
    return render(request, "reports/board.html", context)


def _best(offered: list[Submission]) -> Submission:
    """The last report in which there is something to see."""
    return next((one for one in offered if one.consolidates or one.numbers), offered[0])


def _drawn(one: Shown) -> dict[str, Any]:
    course = [*one.course, ("Kỳ này", one.now)]
    numbers = [float(figure.value) if figure.value is not None else 0.0 for _, figure in course]
    most = max([*numbers, 1.0])
    width = 100 / len(course)
    bars = [{"x": at * width, "y": 24 - 24 * number / most, "w": width * 0.7} for at, number in enumerate(numbers)]
    return {
        "told": one,
        "now": figure_text(one.now),
        "before": figure_text(one.before),
        "change": _change(one.now, one.before),
        "bars": bars if len(course) > 1 else [],
        "course": [(title, figure_text(figure)) for title, figure in course],
    }


def _change(now: Figure, before: Figure) -> str:
    if now.exact is None or before.exact is None:
        return ""
    change = now.exact - before.exact
    share = f" ({100 * change / before.exact:+.1f}%)".replace(".", ",") if before.exact else ""
    return f"{'+' if change > 0 else ''}{format_number(int(change) if change % 1 == 0 else change)}{share}"


@screen("reports.view")
@require_safe
def unlike(request: HttpRequest, pk: int) -> HttpResponse:
    """Figures below the unit that jumped: asked for by the board itself, since it reads all reports."""
    mine = get_object_or_404(Submission.objects.select_related("round"), pk=pk, unit=current_actor().unit_id or 0)
    found = outliers(mine.round, round_before(mine.round), mine.path)
    return render(request, "reports/unlike.html", {"outliers": found})
