"""Opening the box: all slips together, in an order drawn by lot; what is kept is what may be told."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from secrets import SystemRandom
from typing import Any

from ketdoan.core.actions import Act, action
from ketdoan.core.crypto import unseal_all
from ketdoan.core.rules import rule
from ketdoan.core.sealed import destroy
from ketdoan.core.viet import today

from ..models import Slip, Statement, Survey
from ..queries.asking import ASK, shown_statements
from ..rules.answers import tallied
from ..rules.grouping import told_groups
from ..rules.hiding import told_apart
from ..rules.opinion import Opinions
from ..rules.states import QuestionKind, SlipKind
from ..rules.telling import counts, marks, shared

PLACE = "surveys_slip.said"


def open_box(survey: Survey) -> dict[str, Any]:
    """Open and count all ballots; then they are gone, and so is the key."""
    ballots = _opened(survey, SlipKind.BALLOT)
    least = int(rule("surveys.least_told", today()).value)
    found: dict[str, Any] = {"answered": len(ballots), "least": least}
    parts = told_apart(Counter(ballot["part"] for ballot in ballots), least)
    if parts is not None:
        found |= _opinion(survey, ballots, least) if survey.is_opinion else _answers(survey, ballots, parts)
    survey.slips.all().delete()
    if survey.key:
        destroy(survey.key)
    return found


def _opened(survey: Survey, kind: SlipKind) -> list[dict[str, Any]]:
    if survey.key is None:
        return []
    sealed = [slip.said.raw for slip in Slip.objects.filter(survey=survey, kind=kind)]
    contents = [json.loads(text) for text in unseal_all(survey.key, PLACE, sealed) if text]
    SystemRandom().shuffle(contents)
    return contents


def _answers(survey: Survey, ballots: Sequence[dict[str, Any]], parts: tuple[list[int], list[int]]) -> dict[str, Any]:
    """Counts of all, of each part that may be told, and of the others together, where there are parts to tell apart."""
    apart, rest = parts
    groups = [[part] for part in apart] + ([rest] if rest else [])
    told = groups if len(groups) > 1 else []
    held = [[ballot for ballot in ballots if ballot["part"] in group] for group in told]
    questions = {}
    for question in survey.questions.all():
        asked = question.asked
        lines = [tallied(asked, (ballot["answers"] for ballot in some)) for some in (ballots, *held)]
        questions[asked.key] = {"all": lines[0], "parts": lines[1:]}
        if question.kind == QuestionKind.TEXT:
            said = [ballot["answers"][asked.key] for ballot in ballots if asked.key in ballot["answers"]]
            questions[asked.key]["texts"] = sorted(said)
    numbers = [{"units": group, "number": len(some)} for group, some in zip(told, held, strict=True)]
    return {"parts": numbers, "questions": questions}


def _opinion(survey: Survey, ballots: Iterable[dict[str, Any]], least: int) -> dict[str, Any]:
    """Counts of each statement, of all and by group, what all groups share and what sets each apart."""
    statements = [str(one.pk) for one in shown_statements(survey)]
    opinions = Opinions(statements=statements)
    # Who has voted on most begins: groups start from the first, and these stand surest.
    by_votes = sorted(ballots, key=lambda ballot: -len(ballot["answers"]))
    for person, ballot in enumerate(by_votes):
        opinions.take((person, key, vote) for key, vote in ballot["answers"].items() if key in opinions.statements)
    told = told_groups(opinions, least)
    matrix = opinions.matrix
    of_all = counts(matrix)
    found: dict[str, Any] = {"statements": statements, "all": _lines(of_all, 0), "groups": []}
    if not len(told.centres):
        return found
    inside = told.labels >= 0
    by_group = counts(matrix[inside], told.labels[inside])
    found["shared"] = [round(float(share), 4) for share in shared(by_group)]
    places = range(len(statements))
    for group, own in enumerate(marks(by_group, places)):
        x, y = (round(float(at), 3) for at in told.centres[group])
        number = int((told.labels == group).sum())
        found["groups"].append(
            {
                "number": number,
                "x": x,
                "y": y,
                "lines": _lines(by_group, group),
                "marks": [[mark.statement, mark.agreeing] for mark in own],
            }
        )
    return found


def _lines(counted: Any, row: int) -> list[list[int]]:
    """Of each statement how many agree, disagree, pass."""
    agree, disagree, voted = (getattr(counted, name)[row] for name in ("agree", "disagree", "voted"))
    return [[int(a), int(d), int(v - a - d)] for a, d, v in zip(agree, disagree, voted, strict=True)]


@action("surveys.release", "Trộn ý kiến đề xuất vào danh sách chờ duyệt", permission=ASK)
def release_proposals(act: Act, *, survey: Survey) -> int:
    """Put the proposals that lie in the box among the statements that wait, in an order drawn by lot."""
    held = Survey.objects.select_for_update(of=("self",)).select_related("key").get(pk=survey.pk)
    proposals = _opened(held, SlipKind.PROPOSAL)
    Slip.objects.filter(survey=held, kind=SlipKind.PROPOSAL).delete()
    Statement.objects.bulk_create(Statement(survey=held, text=one["text"]) for one in proposals)
    act.record(held, unit_id=held.unit_id, change={"proposals": len(proposals)})
    return len(proposals)
