"""Articles of law are taken into the library, and the library is indexed anew."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max

from ketdoan.core.actions import Act, action
from ketdoan.core.bulk import insert_all
from ketdoan.core.viet import format_date, nfc

from ..models import Article, Indexing, LegalAct
from ..queries.acts import known_acts
from ..queries.library import folder_of, index_texts
from ..rules.document import read_act
from ..rules.numbers import OTHER, act_key, kind_of

NEEDED = ("law_id", "article_id", "title", "text")
#: “Thông tư số 05/2011/TT-BLĐTBXH Ban hành … ngày 23/03/2011 của Bộ …” in the note of where an article comes from.
_NOTED = re.compile(r"\(Điều \S+ (.+?) số (\S+)\s+(.*?) ngày \d{1,2}/\d{1,2}/\d{4} của ", re.DOTALL)
MOST_WRONG = 20


@dataclass(frozen=True)
class Imported:
    """What became of a file: articles new, changed, as they were, and left out for having no text."""

    new: int
    changed: int
    same: int
    empty: int


@action("legal.library", "Nhập văn bản vào thư viện pháp luật")
def import_articles(act: Act, *, lines: Iterable[str]) -> Imported:
    """Take articles of law, one JSON object a line: law_id, article_id, title, text, and as they are known
    effective, doc_type, chapter, source_url, source_note. Bringing the same in again changes nothing.

    Raises ValidationError naming the lines that cannot be read; nothing is taken then.
    """
    rows, empty = _read(lines)
    return _take(act, rows, empty)


@action("legal.library.act", "Nhập một văn bản vào thư viện pháp luật", permission="legal.library")
def import_act(act: Act, *, lines: Sequence[str], number: str = "", since: date | None = None) -> Imported:
    """Take one act from the lines of its text (`rules.plain`): all its articles. `number` and `since` are for texts
    that do not say them themselves; what the text says must not contradict them.

    Raises ValidationError where the text is not to be trusted, naming the lines; nothing is taken then.
    """
    read = read_act(lines, number.strip())
    known = known_acts().get(act_key(read.number)) if read.number else None
    begins = read.since or since or (known.since if known else None)
    wrong = list(read.wrong)
    if read.since and since and read.since != since:
        wrong.append(f"Văn bản ghi có hiệu lực từ {format_date(read.since)}, không phải {format_date(since)}.")
    if begins is None:
        wrong.append("Không tìm thấy ngày có hiệu lực ở các điều cuối. Hãy ghi ngày khi nhập.")
    if wrong:
        raise ValidationError(["Chưa nhập văn bản.", *wrong[:MOST_WRONG]])
    rows = [
        {"law_id": read.number, "article_id": one.no, "title": one.title, "chapter": one.chapter, "text": one.text,
         "effective": begins.isoformat() if begins else None, "doc_type": kind_of(read.number)}
        for one in read.articles
    ]  # fmt: skip
    return _take(act, rows, 0)


def _take(act: Act, rows: Sequence[dict[str, Any]], empty: int) -> Imported:
    acts = _acts(rows)
    held = {(one.act_id, one.no, one.since): one for one in Article.objects.filter(act__in=acts.values())}
    new, changed, same = [], [], 0
    last: dict[int, int] = dict(
        Article.objects.filter(act__in=acts.values()).values_list("act").annotate(last=Max("place"))
    )
    for row in rows:
        made = _article(row, acts[act_key(row["law_id"])])
        known = held.get((made.act_id, made.no, made.since))
        if known is None:
            made.place = last[made.act_id] = last.get(made.act_id, 0) + 1
            held[made.act_id, made.no, made.since] = made
            new.append(made)
        elif (known.title, known.chapter, known.text) == (made.title, made.chapter, made.text) or known.pk is None:
            same += 1
        else:
            known.title, known.chapter, known.text = made.title, made.chapter, made.text
            changed.append(known)
    insert_all(new)
    Article.objects.bulk_update(changed, ["title", "chapter", "text"], batch_size=500)
    done = Imported(len(new), len(changed), same, empty)
    act.record(None, change={"new": done.new, "changed": done.changed, "acts": len(acts)})
    if new or changed:
        _end_earlier_ones(acts.values())
        _index()
    return done


def _end_earlier_ones(acts: Iterable[LegalAct]) -> None:
    """An article of which there is a later version is in force until the day before that."""
    rows = Article.objects.filter(act__in=list(acts)).order_by("act", "no", F("since").asc(nulls_first=True))
    held = list(rows.only("act", "no", "since", "until"))
    ended = []
    for before, after in itertools.pairwise(held):
        if (before.act_id, before.no) == (after.act_id, after.no) and before.until != after.since:
            before.until = after.since
            ended.append(before)
    Article.objects.bulk_update(ended, ["until"], batch_size=500)


@action("legal.library.index", "Lập lại chỉ mục thư viện pháp luật", permission="legal.library")
def index_again(act: Act) -> None:
    """Index the library anew, as after a backup was restored: indexes are in none."""
    act.record(None, change={"index": _index()})


def _index() -> int:
    made = Indexing.objects.create(articles=Article.objects.count())
    index_texts(folder_of(made.pk))
    return made.pk


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
            _since(row)
        except (ValueError, TypeError, AttributeError) as error:
            wrong.append(f"Dòng {number}: {error}")
            if len(wrong) == MOST_WRONG:
                break
            continue
        if row["text"].strip():
            rows.append(row)
        else:
            empty += 1
    if wrong:
        raise ValidationError(["Tệp có dòng không đọc được, chưa nhập gì.", *wrong])
    return rows, empty


def _acts(rows: Iterable[dict[str, Any]]) -> dict[str, LegalAct]:
    """The acts of some rows by the number as it is compared; those that the library does not have yet are made."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(act_key(row["law_id"]), row)
    held = {one.key: one for one in LegalAct.objects.filter(key__in=first)}
    LegalAct.objects.bulk_create([_act(key, row) for key, row in first.items() if key not in held], batch_size=1_000)
    return {one.key: one for one in LegalAct.objects.filter(key__in=first)}


def _act(key: str, row: dict[str, Any]) -> LegalAct:
    known = known_acts().get(key)
    noted = _NOTED.match(row.get("source_note") or "")
    kind = known.kind if known else row.get("doc_type") or (noted[1] if noted else OTHER)
    title = known.title if known else (" ".join(noted[3].split()) if noted else "")
    since = known.since if known and known.since else _since(row)
    return LegalAct(
        number=row["law_id"].strip(), key=key, kind=kind[:40], title=title[:1_000], since=since,
        until=known.until if known else None,
    )  # fmt: skip


def _article(row: dict[str, Any], act: LegalAct) -> Article:
    return Article(
        act=act, no=row["article_id"].strip()[:20], place=0, title=nfc(row["title"]).strip()[:1_000],
        chapter=nfc(row.get("chapter") or "").strip()[:1_000], text=row["text"],
        since=_since(row), until=act.until, url=(row.get("source_url") or "")[:500],
    )  # fmt: skip


def _since(row: dict[str, Any]) -> date | None:
    """Since when an article is in force, as far as it is told."""
    told = row.get("effective")
    return date.fromisoformat(told) if told else None


def lines_of(texts: Iterable[bytes]) -> Iterator[str]:
    """Lines of a file as text. Raises ValidationError where they are not UTF-8."""
    for number, line in enumerate(texts, 1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            raise ValidationError(f"Dòng {number}: không phải mã UTF-8.") from None
