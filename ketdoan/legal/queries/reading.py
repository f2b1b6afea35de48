"""An act that was read from a file, beside what is known and held: what importing it would do."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ketdoan.core.viet import fold, format_date

from ..models import Article, LegalAct, Relation
from ..rules.amending import Change, Kind, changes_in, guided_by
from ..rules.checking import Fault
from ..rules.document import ReadAct, ReadAnnex, ReadArticle, read_act
from ..rules.numbers import act_key, kind_of
from ..rules.structure import parts_of
from .acts import KnownAct, known_acts
from .comparing import Met, State, compare, key_of

MOST_WRONG = 20


@dataclass(frozen=True)
class Said:
    """What the keeper says of an act that its text may not say, or says otherwise than it was read."""

    number: str = ""
    since: date | None = None
    kind: str = ""
    title: str = ""


@dataclass(frozen=True)
class Taking:
    """What importing an act would do: its articles and those that it amends as rows, what each comes to, what it does
    to other acts. With any faults it is not imported."""

    read: ReadAct
    kind: str
    title: str
    since: date | None
    faults: Sequence[Fault]
    doubts: Sequence[Fault]
    rows: Sequence[dict[str, Any]]
    met: Sequence[Met]
    changes: Sequence[Change]
    left_out: Sequence[ReadAnnex]

    @property
    def own(self) -> list[Met]:
        """What its own articles come to, without those of acts that it amends."""
        return [one for one, row in zip(self.met, self.rows, strict=True) if not row.get("of_other")]

    @property
    def others(self) -> list[tuple[str, Met]]:
        """The articles of other acts that read otherwise from then on."""
        return [
            (row["law_id"], one) for one, row in zip(self.met, self.rows, strict=True) if row.get("of_other")
        ]  # fmt: skip

    def counts(self) -> dict[str, int]:
        """How many chapters, articles, clauses and points there are."""
        parts = [part for one in self.read.articles for part in parts_of(one.text)]
        chapters = {one.chapter.split(" / ")[0] for one in self.read.articles if one.chapter}
        return {
            "chapters": len(chapters),
            "articles": len(self.read.articles),
            "clauses": sum(bool(part.clause and not part.point) for part in parts),
            "points": sum(bool(part.point) for part in parts),
        }

    def states(self) -> dict[str, int]:
        """How many of its articles are new, later versions, corrected, the same."""
        return {state.value: number for state, number in Counter(one.state for one in self.own).items()}


def taking_of(lines: Sequence[str], said: Said) -> Taking:
    """What importing the act of some lines would do."""
    read = read_act(lines, said.number.strip())
    known = known_acts().get(act_key(read.number)) if read.number else None
    # What is only known of an act stands back behind what its text says.
    since = read.since or said.since or (known.since if known else None)
    title = said.title or (known.title if known else "") or read.head.title
    kind = said.kind or _kind(read, known)
    faults = [*read.faults, *_of_days(read, said, since)]
    annexes = [one for one in read.annexes if not one.number or act_key(one.number) == act_key(read.number)]
    triples = [(one.no, one.title, one.text) for one in read.articles]
    changes = [] if read.head.consolidated else changes_in(f"{kind} {read.head.title}", triples)
    rows = _rows(read, annexes, kind, title, since) if read.number else []
    rows += [
        _amended_row(change, change.since or since)
        for change in changes
        if change.text and since and LegalAct.objects.filter(key=act_key(change.number)).exists()
    ]
    met = compare(rows, {act.key: act for act in LegalAct.objects.filter(key__in={key_of(row) for row in rows})})
    left_out = [one for one in read.annexes if one not in annexes]
    return Taking(read, kind, title, since, faults, read.doubts, rows, met, changes, left_out)


def _kind(read: ReadAct, known: KnownAct | None) -> str:
    own = {one.kind for one in read.annexes}
    if known and known.kind not in own:
        return known.kind
    return read.head.kind or kind_of(read.number)


def _of_days(read: ReadAct, said: Said, since: date | None) -> list[Fault]:
    if since is None:
        return [Fault(0, "Không tìm thấy ngày có hiệu lực ở các điều cuối. Hãy ghi ngày khi nhập.")]
    if read.since and said.since and read.since != said.since:
        return [
            Fault(0, f"Văn bản ghi có hiệu lực từ {format_date(read.since)}, không phải {format_date(said.since)}.")
        ]
    return []


def _rows(
    read: ReadAct, annexes: Sequence[ReadAnnex], kind: str, title: str, since: date | None
) -> list[dict[str, Any]]:
    """The articles of an act and of what it attaches, each with the key of its act. The plain key is that of the text
    that is cited by the number: an attached charter's where the number is known as that of a charter."""
    plain = act_key(read.number)
    known = known_acts().get(plain)
    chosen = next((at for at, one in enumerate(annexes) if known and one.kind == known.kind), -1)
    own = plain if chosen < 0 else f"{plain}#{fold(kind).replace(' ', '-')}"
    told = {"law_id": read.number, "doc_type": kind, "act_title": title if chosen < 0 else read.head.title or title,
            "signed": read.head.signed}  # fmt: skip
    rows = [_row(one, since, {**told, "key": own}) for one in read.articles]
    for at, annex in enumerate(annexes):
        mark = f"{plain}#{fold(annex.kind).replace(' ', '-')}{f'-{at + 1}' if at else ''}"
        about = {"law_id": read.number, "doc_type": annex.kind, "act_title": annex.title, "attached_to": own}
        rows += [_row(one, since, {**about, "key": plain if at == chosen else mark}) for one in annex.articles]
    return rows


def _row(one: ReadArticle, since: date | None, about: dict[str, Any]) -> dict[str, Any]:
    begins = one.since or since
    return {
        **about, "article_id": one.no, "title": one.title, "chapter": one.chapter, "text": one.text,
        "effective": begins.isoformat() if begins else "", "notes": "\n\n".join(one.noted),
        "amended": bool(one.since and since and one.since > since),
    }  # fmt: skip


def _amended_row(change: Change, since: date | None) -> dict[str, Any]:
    return {
        "law_id": change.number, "article_id": change.article, "title": change.title, "chapter": "",
        "text": change.text, "effective": since.isoformat() if since else "", "amended": True, "of_other": True,
    }  # fmt: skip


def said_before(keys: Collection[str]) -> list[dict[str, Any]]:
    """The articles of some acts as acts say them anew that were imported before them, as rows, without those that the
    library holds."""
    told = Relation.objects.filter(on_key__in=keys, told=Relation.TEXT, kind=Kind.AMENDS).exclude(article="")
    numbers: dict[str, str] = dict(told.order_by("pk").values_list("by_key", "on"))
    held = set(Article.objects.filter(act__key__in=keys).values_list("act__key", "no", "since"))
    rows = []
    for by in LegalAct.objects.filter(key__in=numbers).order_by("since", "pk"):
        number = numbers[by.key]
        triples = list(by.articles.order_by("place").values_list("no", "title", "text"))
        for change in changes_in(f"Sửa đổi, bổ sung một số điều của {kind_of(number)} số {number}", triples):
            key, since = act_key(change.number), change.since or by.since
            if change.text and since and key in keys and (key, change.article, since) not in held:
                rows.append(_amended_row(change, since))
    return rows


def guided(title: str, preamble: Sequence[str]) -> KnownAct | str | None:
    """The act that an act of this title sets out in detail: a known one, or a number that is said with its name."""
    named = guided_by(title)
    if named is None:
        return None
    name, number = named
    if number:
        return known_acts().get(act_key(number)) or number
    ground = next((line for line in preamble if fold(name) in fold(line)), "")
    fits = [
        one
        for one in known_acts().values()
        if fold(one.title.partition(" (")[0]) == fold(name) and one.signed and _says_day(ground, one.signed)
    ]
    return fits[0] if len(fits) == 1 else None


def _says_day(line: str, day: date) -> bool:
    return fold(f"ngày {day.day} tháng {day.month} năm {day.year}") in fold(line.replace(" 0", " "))


def amending(changes: Sequence[Change]) -> list[Change]:
    """The changes of single articles."""
    return [one for one in changes if one.article and one.kind in {Kind.AMENDS, Kind.REPEALS}]


def is_new(met: Met) -> bool:
    """Whether an article is one that the library does not hold in these words."""
    return met.state != State.SAME
