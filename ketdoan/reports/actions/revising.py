"""The report as it is handed in: complete, checked, frozen."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, without_numbers
from ketdoan.core.viet import clean_line

from ..models import Note, Revision, Submission
from ..models.submissions import NoteKind
from ..queries.manifests import gathered, manifest_of
from ..queries.narratives import enclosures_of, last_narrative
from ..queries.reading import Report, before, findings, handed_in, report_of
from ..queries.sources import for_manifest, sourced
from ..rules.checking import FAIL
from ..rules.forms import BLOCK, EXPLAIN
from ..rules.narrating import Figures, outline, plain
from ..rules.packs import pack
from ..rules.states import PREFILLED
from .forms import digest_of

#: Under this name, where a rule's code stands else, the unit explains figures that registers or another report tell
#: otherwise.
OVERRIDDEN = "REGISTERS"


def revise(act: Act, held: Submission, explained: Mapping[str, str], reason: str) -> Revision:
    """Freeze a report. Raises ValidationError where it is not fit to be handed in."""
    manifest = manifest_of(held) if held.consolidates else {}
    registers = sourced(held, fresh=True)
    report = report_of(held, gathered(held, manifest) if held.consolidates else None, registers)
    if held.consolidates:
        taken = [cell for cell, entry in report.entries.items() if entry.source in PREFILLED]
        manifest["registers"] = for_manifest(registers, taken)
    told = findings(held, report, handed_in(before(held)))
    _must_be_complete(report)
    broken = [one for one in told if one.verdict == FAIL]
    if wrong := [one for one in broken if one.rule.severity == BLOCK]:
        raise ValidationError([one.rule.words for one in wrong])
    owed = [one.rule.code for one in broken if one.rule.severity == EXPLAIN] + [OVERRIDDEN] * bool(report.overridden)
    _must_be_explained(owed, explained)
    reason = without_numbers(clean_line(reason), "reason")
    if held.round.locked_at and not reason:
        raise ValidationError({"reason": "Kỳ báo cáo đã khóa: hãy ghi lý do sửa."})
    _note_words(act, held, [*(one.rule.code for one in broken), *owed], explained)
    values, marks = pack(report.form.cells, report.entries)
    words, files = _words(held, report), _files(held)
    own = {"own_values": held.values, "own_marks": held.marks} if held.consolidates else {}
    if not held.consolidates:
        held.values, held.marks = values, marks
    return Revision.objects.create(
        submission=held,
        no=held.revision + 1,
        form_id=held.form_id,
        values=values,
        marks=marks,
        **own,
        manifest=manifest,
        words=words,
        files=files,
        digest=report_digest(held.form_id, values, marks, manifest, {"words": words, "files": files}),
        reason=reason,
        post_id=act.actor.post_id,
    )


def report_digest(form_id: int, values: bytes, marks: bytes, manifest: Any, more: Mapping[str, Any]) -> str:
    """The digest of a report: of its form, its figures, what it was put together from, and of what more there is."""
    figures = hashlib.sha256(values + marks).hexdigest()
    there = {name: told for name, told in more.items() if told}
    return digest_of({"form": form_id, "figures": figures, "manifest": manifest, **there})


def _words(held: Submission, report: Report) -> list[list[Any]]:
    """The report in words with its figures, chapters of which nothing was written left out."""
    last = last_narrative(held)
    figures = Figures(report.form, report.figures, handed_in(before(held)))
    told = [[chapter.code, plain(last.texts.get(chapter.code, ""), figures)] for chapter in outline()] if last else []
    return [[code, lines] for code, lines in told if lines]


def _files(held: Submission) -> list[list[Any]]:
    return [[one.pk, one.attachment.name, one.attachment.blob.sha256] for one in enclosures_of(held)]


def _must_be_complete(report: Report) -> None:
    if not (missing := report.missing):
        return
    named = {row.cell: row for row in report.form.rows}
    first = named[missing[0]]
    more = f" và {len(missing) - 1} ô nữa" if len(missing) > 1 else ""
    raise ValidationError(
        f"Còn ô chưa có số liệu: dòng {first.no} “{first.label}”{more}. Ghi số, hoặc “không phát sinh” (0), "
        "“không áp dụng”."
    )


def _must_be_explained(owed: Sequence[str], explained: Mapping[str, str]) -> None:
    words = {
        code: "Hãy ghi vì sao khác." if code == OVERRIDDEN else "Hãy giải trình, hoặc sửa số liệu."
        for code in owed
        if not clean_line(explained.get(code, ""))
    }
    if words:
        raise ValidationError({f"explain_{code}": text for code, text in words.items()})


def _note_words(act: Act, held: Submission, about: Iterable[str], explained: Mapping[str, str]) -> None:
    for code in dict.fromkeys(about):
        if words := clean_line(explained.get(code, "")):
            without_numbers(words, f"explain_{code}")
            Note.objects.create(
                submission=held, kind=NoteKind.EXPLAINED, rule=code, text=words, post_id=act.actor.post_id
            )
