"""Reports in words as they stand, and as they were handed in."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ..models import Enclosure, Narrative, Revision, Submission
from ..rules.narrating import Chapter, Figures, Piece, chapters_of, outline, pieces
from ..rules.states import COUNTED
from .forms import form_version
from .listing import directly_below
from .reading import asked_rows


@dataclass(frozen=True)
class Told:
    """What a report says in one chapter: its lines, each of words and figures."""

    title: str
    lines: list[list[Piece]]


def last_narrative(submission: Submission) -> Narrative | None:
    """The words of a report as they were saved last."""
    return Narrative._base_manager.filter(submission=submission).select_related("post__person").order_by("no").last()


def words_of(submission: Submission, figures: Figures) -> list[Told]:
    """What a report says in words: as it was handed in, or as it stands with the figures of now."""
    if submission.state in COUNTED:
        last = Revision._base_manager.get(submission=submission, no=submission.revision)
        return [Told(titles()[code], [[Piece(line)] for line in lines]) for code, lines in last.words]
    last_saved = last_narrative(submission)
    texts = last_saved.texts if last_saved else {}
    return [
        Told(chapter.title, [pieces(line, figures) for line in texts[chapter.code].splitlines() if line.strip()])
        for chapter in chapters_for(submission)
        if texts.get(chapter.code)
    ]


def chapters_for(submission: Submission) -> list[Chapter]:
    """The chapters of a report in words."""
    return chapters_of(form_version(submission.form_id), {row.cell for row in asked_rows(submission)})


def titles() -> dict[str, str]:
    """The chapters' titles by their codes."""
    return {chapter.code: chapter.title for chapter in outline()}


def enclosures_of(submission: Submission) -> QuerySet[Enclosure]:
    """The files that go with a report now."""
    rows = Enclosure._base_manager.filter(submission=submission, removed_at=None)
    return rows.select_related("attachment__blob").order_by("pk")


def chapters_below(submission: Submission) -> list[tuple[Chapter, list[tuple[Submission, list[str]]]]]:
    """By chapter what the units right below have handed in, in the order of their names; chapters of which nobody says
    anything are left out."""
    below = [one for one in directly_below(submission) if one.state in COUNTED]
    revisions = {(one.pk, one.revision): one for one in below}
    rows = Revision._base_manager.filter(submission__in=below).values_list("submission_id", "no", "words")
    said = {key: dict(words) for pk, no, words in rows if (key := (pk, no)) in revisions}
    found = []
    for chapter in chapters_for(submission):
        texts = [(one, said[key][chapter.code]) for key, one in revisions.items() if chapter.code in said.get(key, {})]
        if texts:
            found.append((chapter, texts))
    return found
