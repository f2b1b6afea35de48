"""Articles enter the library: acts are made, versions end when later ones begin, the index follows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from ketdoan.core.actions import Act
from ketdoan.core.bulk import insert_all

from ..models import Article, Indexing, LegalAct, Relation
from ..queries.acts import known_acts
from ..queries.comparing import Met, State, compare, key_of, order_of, since_of
from ..queries.library import folder_of, index_days, index_texts
from ..rules.amending import Kind
from ..rules.numbers import OTHER, act_key, kind_of

#: “Thông tư số 05/2011/TT-BLĐTBXH Ban hành … ngày 23/03/2011 của Bộ …” in the note of where an article comes from.
_NOTED = re.compile(r"\(Điều \S+ (.+?) số (\S+)\s+(.*?) ngày \d{1,2}/\d{1,2}/\d{4} của ", re.DOTALL)
_ENDS = (Kind.REPLACES.value, Kind.REPEALS.value)


@dataclass(frozen=True)
class Imported:
    """What became of a file: articles new, changed, as they were, and left out for having no text. A later version of
    an article counts as new."""

    new: int
    changed: int
    same: int
    empty: int


def take(act: Act, rows: Sequence[Mapping[str, Any]], empty: int = 0) -> Imported:
    """Take articles into the library; those of which it holds the same words change nothing."""
    acts = _acts(rows)
    met = compare(rows, acts)
    new = [one.article for one in met if one.state in {State.NEW, State.VERSION}]
    changed = [_corrected(one) for one in met if one.state == State.CHANGED and one.held]
    _placed(acts.values(), new)
    insert_all(new)
    Article.objects.bulk_update(changed, ["title", "chapter", "text", "since", "notes"], batch_size=500)
    done = Imported(len(new), len(changed), len(met) - len(new) - len(changed), empty)
    act.record(None, change={"new": done.new, "changed": done.changed, "acts": len(acts)})
    return done


def _corrected(met: Met) -> Article:
    held, made = met.held, met.article
    assert held is not None
    held.title, held.text, held.notes, held.since = made.title, made.text, made.notes, made.since
    held.chapter = made.chapter or held.chapter
    return held


def _placed(acts: Iterable[LegalAct], new: Sequence[Article]) -> None:
    """Give articles their places in their acts: 60a comes after 60, a later version where the earlier one stands."""
    held: dict[int, list[Article]] = {act.pk: [] for act in acts}
    for one in Article.objects.filter(act__in=held).only("act", "no", "place"):
        held[one.act_id].append(one)
    moved = []
    for one in new:
        held[one.act_id].append(one)
    for articles in held.values():
        places = {no: place for place, no in enumerate(sorted({one.no for one in articles}, key=order_of), 1)}
        for one in articles:
            if one.place != places[one.no]:
                one.place = places[one.no]
                if one.pk is not None:
                    moved.append(one)
    Article.objects.bulk_update(moved, ["place"], batch_size=500)


def refresh(done: Imported, keys: Iterable[str]) -> None:
    """Let days and index follow, once articles have been taken and relations written of some acts."""
    moved = settle(keys)
    if done.new or done.changed:
        index()
    elif moved:
        index_dates()


def settle(keys: Iterable[str]) -> bool:
    """Let acts and their articles end when they do: an act when another replaces it, an article also when a later
    version of it begins or another act repeals it. Returns whether a day of an article moved."""
    acts = list(LegalAct.objects.filter(key__in=set(keys)).select_related("attached_to"))
    acts += list(LegalAct.objects.filter(attached_to__in=acts).exclude(pk__in=[act.pk for act in acts]))
    ends = _ends({act.key for act in acts})
    for act in acts:
        until = _end_of(act, ends)
        if act.until != until:
            act.until = until
            act.save(update_fields=["until"])
    moved = []
    articles = Article.objects.filter(act__in=acts).order_by("act", "no", F("since").asc(nulls_first=True))
    rows = list(articles.only("act", "no", "since", "until"))
    by_pk = {act.pk: act for act in acts}
    for at, one in enumerate(rows):
        after = rows[at + 1] if at + 1 < len(rows) else None
        days = [by_pk[one.act_id].until]
        if after and (after.act_id, after.no) == (one.act_id, one.no):
            days.append(after.since)
        repealed = ends.get((by_pk[one.act_id].key, one.no))
        if repealed and (one.since is None or one.since < repealed):
            days.append(repealed)
        until = min((day for day in days if day), default=None)
        if one.until != until:
            one.until = until
            moved.append(one)
    Article.objects.bulk_update(moved, ["until"], batch_size=500)
    return bool(moved)


def _ends(keys: set[str]) -> dict[tuple[str, str], Any]:
    """When acts, and articles of acts, end by what others do to them: the earliest day of each."""
    rows = Relation.objects.filter(on_key__in=keys, kind__in=_ENDS, since__isnull=False, clause="")
    found: dict[tuple[str, str], Any] = {}
    for key, article, since in rows.order_by("-since").values_list("on_key", "article", "since"):
        found[key, article] = since
    return found


def _end_of(act: LegalAct, ends: Mapping[tuple[str, str], Any]) -> Any:
    known = known_acts().get(act.key)
    if known and known.until:
        return known.until
    told = ends.get((act.key, ""))
    return told or (act.attached_to.until if act.attached_to and "#" in act.key else None)


def index() -> int:
    """Index the library anew."""
    made = Indexing.objects.create(articles=Article.objects.count())
    index_texts(folder_of(made.pk))
    return made.pk


def index_dates() -> None:
    """Let the index know new days of the same articles: the rest of it is as it was."""
    last = Indexing.objects.order_by("-pk").first()
    if last is None or not folder_of(last.pk).is_dir():
        return
    made = Indexing.objects.create(articles=last.articles)
    index_days(folder_of(last.pk), folder_of(made.pk))


def _acts(rows: Iterable[Mapping[str, Any]]) -> dict[str, LegalAct]:
    """The acts of some rows by their keys; those that the library does not have yet are made."""
    first: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault(key_of(row), row)
    held = {one.key: one for one in LegalAct.objects.filter(key__in=first)}
    LegalAct.objects.bulk_create([_act(key, row) for key, row in first.items() if key not in held], batch_size=1_000)
    found = {one.key: one for one in LegalAct.objects.filter(key__in=first)}
    for key, row in first.items():
        above = found.get(row.get("attached_to") or "")
        if above and found[key].attached_to_id != above.pk:
            found[key].attached_to = above
            found[key].save(update_fields=["attached_to"])
    return found


def _act(key: str, row: Mapping[str, Any]) -> LegalAct:
    known = known_acts().get(key)
    noted = _NOTED.match(row.get("source_note") or "")
    kind = row.get("doc_type") or (noted[1] if noted else kind_of(row["law_id"]) or OTHER)
    title = row.get("act_title") or (" ".join(noted[3].split()) if noted else "")
    made = LegalAct(
        number=row["law_id"].strip(), key=key, kind=kind[:40], title=title[:1_000], since=since_of(row),
        signed=row.get("signed"),
    )  # fmt: skip
    return told_of(made, known) if known else made


def told_of(act: LegalAct, known: Any) -> LegalAct:
    """An act with what the list of acts says of it."""
    act.kind, act.title, act.issuer = known.kind[:40], known.title[:1_000], known.issuer[:200]
    act.since, act.until, act.signed = known.since or act.since, known.until or act.until, known.signed or act.signed
    return act


def bring_in_known() -> None:
    """Let the library follow the list of acts that is shipped: titles, days, relations. For after every migration."""
    known = known_acts()
    for act in LegalAct.objects.filter(key__in=known):
        before = (act.kind, act.title, act.issuer, act.since, act.signed)
        told_of(act, known[act.key])
        if before != (act.kind, act.title, act.issuer, act.since, act.signed):
            act.save(update_fields=["kind", "title", "issuer", "since", "signed"])
    wanted = {_same(one): one for one in _known_relations()}
    held = {_same(one): one for one in Relation.objects.filter(told=Relation.KNOWN)}
    Relation.objects.filter(pk__in=[one.pk for same, one in held.items() if same not in wanted]).delete()
    Relation.objects.bulk_create([one for same, one in wanted.items() if same not in held])
    if settle(LegalAct.objects.values_list("key", flat=True)):
        index_dates()


def _same(one: Relation) -> tuple[Any, ...]:
    return one.kind, one.by_key, one.on_key, one.since, one.article


def _known_relations() -> Iterable[Relation]:
    known = known_acts()
    for one in known.values():
        if one.replaced_by:
            yield relation(Kind.REPLACES, one.replaced_by, one.number, Relation.KNOWN, since=one.until)
        for by in one.amended_by:
            since = known[act_key(by)].since if act_key(by) in known else None
            yield relation(Kind.AMENDS, by, one.number, Relation.KNOWN, since=since)
        for on in one.guides:
            yield relation(Kind.GUIDES, one.number, on, Relation.KNOWN, since=one.since)
        for part in one.ended:
            for no in range(part.first, part.last + 1):
                more = {"since": part.since, "article": str(no)}
                yield relation(Kind.REPLACES, part.by, one.number, Relation.KNOWN, **more)


def relation(kind: Kind, by: str, on: str, told: str, **more: Any) -> Relation:
    """A relation of one act to another, by their numbers."""
    return Relation(kind=kind.value, by=by, by_key=act_key(by), on=on, on_key=act_key(on), told=told, **more)
