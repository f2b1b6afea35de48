"""Acts of the unit that reports, beside its figures: the report in words, and the files that go with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.viet import VietError, clean_line, format_number, local
from ketdoan.units.actions.attachments import attach

from ..models import Enclosure, Narrative, Submission
from ..queries.forms import form_version
from ..queries.narratives import chapters_for, enclosures_of, last_narrative
from ..rules.narrating import LONGEST, Figures, pieces
from .filling import report_to_write

MOST_FILES = 20


@action("reports.words", "Ghi phần lời, tài liệu kèm báo cáo", permission="reports.fill")
def write_words(
    act: Act, *, submission: Submission, texts: Mapping[str, str], seen: int, files: Iterable[File] = ()
) -> Submission:
    """Write the chapters of the own unit's report in words, by their codes, and add files to it.

    `seen` is the number of the last saving that the writer knew of. A chapter that somebody else changed after it, and
    differently, is refused with what it says now; nothing is saved then. Raises ValidationError at the chapter, or at
    "files".
    """
    held = _written_again(act, submission)
    last = last_narrative(held)
    before = last.texts if last else {}
    kept = {**before, **_changed(last, _checked(held, texts), seen)}
    if kept != before:
        Narrative.objects.create(
            submission=held, no=last.no + 1 if last else 1, texts=kept, post_id=act.actor.post_id
        )  # fmt: skip
    names = _enclose(act, held, list(files))
    act.record(
        held,
        unit_id=held.unit_id,
        change={"chapters": sorted(code for code in kept if kept[code] != before.get(code)), "files": len(names)},
    )
    return held


def _written_again(act: Act, submission: Submission) -> Submission:
    held = report_to_write(act, submission)
    held.changed_at = timezone.now()
    held.save(update_fields=["state", "changed_at"])
    return held


def _checked(held: Submission, texts: Mapping[str, str]) -> dict[str, str]:
    """The chapters as they are kept. Raises ValidationError at those that cannot be."""
    known = {chapter.code for chapter in chapters_for(held)}
    figures = Figures(form_version(held.form_id), {}, {})
    wrong: dict[str, Any] = {}
    found = {}
    for code, text in texts.items():
        try:
            if code not in known:
                raise ValidationError("Đề cương không có mục này. Hãy tải lại trang.")
            found[code] = _clean(text)
            pieces(found[code], figures)
        except ValidationError as error:
            wrong[code] = error.messages
        except VietError as error:
            wrong[code] = str(error)
    if wrong:
        raise ValidationError(wrong)
    return found


def _clean(text: str) -> str:
    """A text of several lines, fit to be kept."""
    kept = "\n".join(clean_line(line) for line in text.splitlines()).strip()
    if len(kept) > LONGEST:
        raise VietError(f"Mục này dài quá {format_number(LONGEST)} ký tự.")
    return without_numbers(kept, "text")


def _changed(last: Narrative | None, texts: Mapping[str, str], seen: int) -> Mapping[str, str]:
    """The chapters that the writer changed. Raises ValidationError where that would put away words of somebody else
    that the writer has not seen."""
    if last is None or seen >= last.no:
        return texts
    rows = Narrative.objects.filter(submission=last.submission_id, no=seen)
    base = rows.values_list("texts", flat=True).first() or {}
    changed = {code: text for code, text in texts.items() if text != base.get(code, "")}
    who = last.post.person.name if last.post else "Người khác"
    crossed = {
        code: f"{who} vừa ghi mục này lúc {local(last.at):%H:%M}: “{last.texts.get(code, '')}”. "
        "Ghép hai bản rồi lưu lại."
        for code, text in changed.items()
        if last.texts.get(code, "") not in (base.get(code, ""), text)
    }
    if crossed:
        raise ValidationError(crossed)
    return changed


def _enclose(act: Act, held: Submission, files: Iterable[File]) -> list[str]:
    added = list(files)
    if enclosures_of(held).count() + len(added) > MOST_FILES:
        raise ValidationError({"files": f"Mỗi báo cáo kèm nhiều nhất {MOST_FILES} tài liệu."})
    for file in added:
        made = attach(held.unit, file, field="files")
        Enclosure.objects.create(submission=held, attachment=made, post_id=act.actor.post_id)
    return [str(file.name) for file in added]


@action("reports.take_out", "Bỏ tài liệu kèm báo cáo", permission="reports.fill")
def take_out(act: Act, *, enclosure: Enclosure) -> Enclosure:
    """Take a file out of the own unit's report. What was handed in with it keeps it."""
    held = _written_again(act, enclosure.submission)
    found = Enclosure.objects.select_for_update().get(pk=enclosure.pk)
    if found.removed_at is None:
        found.removed_at = timezone.now()
        found.save(update_fields=["removed_at"])
    act.record(held, unit_id=held.unit_id, change={"enclosure": found.pk})
    return found
