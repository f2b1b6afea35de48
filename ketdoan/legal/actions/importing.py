"""Articles of law are taken into the library, and the library is indexed anew."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.files import DOCUMENTS, PAGE, TEXT, put

from ..models import LegalAct, Relation, Source
from ..queries.acts import KnownAct
from ..queries.comparing import key_of, since_of
from ..queries.reading import MOST_WRONG, Said, Taking, guided, said_before, taking_of
from ..rules.amending import Kind
from ..rules.numbers import act_key
from .taking import Imported, index, refresh, relation, take

NEEDED = ("law_id", "article_id", "title", "text")
#: Of a line from outside these are taken; what else it may say, such as a key of its own, is not ours.
TAKEN = (*NEEDED, "effective", "doc_type", "chapter", "source_url", "source_note")


@dataclass(frozen=True)
class File:
    """The file that articles come from, to be kept byte for byte."""

    name: str
    content: bytes


@action("legal.library", "Nhập văn bản vào thư viện pháp luật")
def import_articles(act: Act, *, lines: Iterable[str]) -> Imported:
    """Take articles of law, one JSON object a line: law_id, article_id, title, text, and as they are known
    effective, doc_type, chapter, source_url, source_note. Bringing the same in again changes nothing.

    Raises ValidationError naming the lines that cannot be read; nothing is taken then.
    """
    rows, empty = _read(lines)
    return _taken(act, rows, empty)


@action("legal.library.page", "Nhập trang pháp điển vào thư viện pháp luật", permission="legal.library")
def import_rows(act: Act, *, rows: Sequence[dict[str, Any]], file: File) -> Imported:
    """Take the articles of a page of the codification, which come from many acts, and keep the page."""
    told = [{**row, "amended": row.get("source_note", "").count("hiệu lực") > 1} for row in rows]
    filled = [row for row in told if row["text"].strip()]
    done = _taken(act, filled, len(told) - len(filled))
    _keep(file, {key_of(row) for row in filled})
    return done


@action("legal.library.act", "Nhập một văn bản vào thư viện pháp luật", permission="legal.library")
def import_act(
    act: Act, *, lines: Sequence[str], number: str = "", since: date | None = None, kind: str = "", title: str = "",
    looked_over: bool = False, file: File | None = None,
) -> Imported:  # fmt: skip
    """Take one act from the lines of its text (`rules.plain`): all its articles, those of what it attaches, and the
    articles of held acts that it says anew. `number` and `since` are for texts that do not say them themselves; what
    the text says must not contradict them. `looked_over` says that somebody has compared the clauses and points that
    seem to lack the one before with the text.

    Raises ValidationError where the text is not to be trusted, naming the lines; nothing is taken then.
    """
    found = taking_of(lines, Said(number, since, kind, title))
    wrong = [str(fault) for fault in found.faults]
    if found.doubts and not looked_over:
        wrong += [str(fault) for fault in found.doubts]
        wrong.append("Hãy đối chiếu các số khoản, điểm này với bản gốc; nếu bản gốc đúng như vậy, hãy nhận khi nhập.")
    if wrong:
        raise ValidationError(["Chưa nhập văn bản.", *wrong[:MOST_WRONG], *wrong[MOST_WRONG:][-1:]])
    own = {key_of(row) for row in found.rows if not row.get("of_other")}
    done = take(act, [*found.rows, *said_before(own)])
    others = _relate(found)
    if file:
        _keep(file, own)
    refresh(done, own | others)
    return done


def _taken(act: Act, rows: Sequence[dict[str, Any]], empty: int) -> Imported:
    keys = {key_of(row) for row in rows}
    done = take(act, [*rows, *said_before(keys)], empty)
    refresh(done, keys)
    return done


def _relate(found: Taking) -> set[str]:
    """Write down what an act does to others, as its text says; what it was said to do before is replaced. Returns the
    keys of all these others."""
    number = found.read.number
    told = [
        relation(
            one.kind, number, one.number, Relation.TEXT, article=one.article, clause=one.clause, where=one.where,
            since=one.since or found.since,
        )
        for one in found.changes
        if act_key(one.number) != act_key(number)
    ]  # fmt: skip
    told += [
        relation(Kind.AMENDS, one.number, number, Relation.TEXT, since=one.since) for one in found.read.head.merged
    ]
    if above := guided(f"{found.kind} {found.read.head.title}", found.read.head.preamble):
        on = above.number if isinstance(above, KnownAct) else above
        told.append(relation(Kind.GUIDES, number, on, Relation.TEXT, since=found.since))
    before = Relation.objects.filter(told=Relation.TEXT, by_key=act_key(number))
    keys = {*before.values_list("on_key", flat=True), *(one.on_key for one in told)}
    before.delete()
    Relation.objects.bulk_create(told, ignore_conflicts=True)
    return keys


def _keep(file: File, keys: Iterable[str]) -> None:
    """Keep a file in the store and lead to it from the acts that it holds."""
    blob = put(BytesIO(file.content), file.name, allowed=DOCUMENTS | {PAGE, TEXT})
    for act in LegalAct.objects.filter(key__in=set(keys)):
        Source.objects.get_or_create(act=act, blob=blob, defaults={"name": file.name[-200:]})


@action("legal.library.index", "Lập lại chỉ mục thư viện pháp luật", permission="legal.library")
def index_again(act: Act) -> None:
    """Index the library anew, as after a backup was restored: indexes are in none."""
    act.record(None, change={"index": index()})


def _read(lines: Iterable[str]) -> tuple[list[dict[str, Any]], int]:
    rows, wrong, empty = [], [], 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            missing = [name for name in NEEDED if not isinstance(row.get(name), str)]
            if missing:
                raise ValueError(f"thiếu {', '.join(missing)}")
            since_of(row)
        except (ValueError, TypeError, AttributeError) as error:
            wrong.append(f"Dòng {number}: {error}")
            if len(wrong) == MOST_WRONG:
                break
            continue
        if row["text"].strip():
            rows.append({name: row[name] for name in TAKEN if name in row})
        else:
            empty += 1
    if wrong:
        raise ValidationError(["Tệp có dòng không đọc được, chưa nhập gì.", *wrong])
    return rows, empty


def lines_of(texts: Iterable[bytes]) -> Iterator[str]:
    """Lines of a file as text. Raises ValidationError where they are not UTF-8."""
    for number, line in enumerate(texts, 1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            raise ValidationError(f"Dòng {number}: không phải mã UTF-8.") from None
