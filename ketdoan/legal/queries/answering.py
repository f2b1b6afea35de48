"""An answer to a question: what the law says word for word, and what the handbook says of it in plain words.

Nothing is answered that the texts at hand do not carry. What keeps the assistant from answering is told apart: nothing
asked, too much asked, another language, the text of the act not in the library, a matter that no labour law answers, a
case for a lawyer, nothing that fits.
"""

import re
from collections.abc import Iterable, KeysView, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import F

from ketdoan.core.viet import today

from ..models import Article
from ..retrieval.asking import expanded, foreign, goes_on
from ..retrieval.support import support, weights
from ..retrieval.words import syllables
from ..rules.citing import Citation, act_in, cited_in, place_text
from ..rules.distress import in_distress, without_distress
from ..rules.numbers import act_key
from ..rules.structure import Part, parts_of
from .acts import Coming, KnownAct, act_named, coming, known_acts, names_of_acts
from .deciding import fact_at
from .handbook import Entry, entries
from .library import NoIndexError, articles_for
from .signposts import Aim, Kind, aim, signposts

LONGEST = 2_000
OTHERS, ARTICLES, RELATED = 4, 5, 3
#: Among so many articles of the library one of a given act is looked for.
WITHIN = 50
#: A place is related that scores so much of the first; an entry answers whose nearest way comes so near the nearest.
RELATED_FROM, ENTRY_FROM = 0.6, 0.5
#: An act that is not at hand may answer as well if a place of it scores so much of the first.
LACKING_FROM = 0.75
#: An entry may be meant instead if it comes so near.
OTHER_FROM = 0.55
#: The place that answers is surely meant if it scores so much more than the best of another article.
SURE_FROM = 0.16
#: Among so many of the first places an entry's first basis has to be.
FIRST = 3
#: The last part of a question is looked at alone if it has so many syllables.
LEAST_ASKED = 4
_ENDS, _PARTS = " .?!…", re.compile(r"[,.;:?!\n]+\s*")
OLDEST = F("since").asc(nulls_first=True)


class State(StrEnum):
    """How a question was answered, or why it was not."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CITED = "cited"
    ANSWERED = "answered"
    HANDBOOK = "handbook"
    NO_TEXT = "no_text"
    NO_MATCH = "no_match"
    OUTSIDE = "outside"
    FACTS = "facts"
    LAWYER = "lawyer"
    LANGUAGE = "language"


REFUSED = {Kind.FACTS: State.FACTS, Kind.LAWYER: State.LAWYER}


@dataclass(frozen=True)
class Quote:
    """A place of the law and what it says: a slice of the article as the library holds it, nothing where it does not.
    `above` are the words before the points, where one point is quoted."""

    citation: Citation
    place: str
    article: Article | None
    above: str = ""
    text: str = ""
    start: int = 0


@dataclass(frozen=True)
class Deciding:
    """A question back, where a fact decides: by what may be said the place of the law that holds then."""

    asks: str
    choices: Sequence[tuple[str, Quote]]


@dataclass(frozen=True)
class Answer:
    """What is said to a question. The first of `quotes` is what answers; `related` are other places that bear on it;
    `others` entries that may be meant instead; `lacking` the acts that answer, or may answer as well, and of which the
    library holds no text; `changes` what will be in force soon; `down` says that the library could not be searched;
    `sure` that nothing else comes near. `asked` is the question that was understood: with the one before, where it goes
    on from it; `way` the known way of asking, in our own words, that is nearest to it; `distress` says that who asks
    may be about to harm themself."""

    state: State
    day: date
    asked: str = ""
    entry: Entry | None = None
    quotes: Sequence[Quote] = ()
    related: Sequence[Quote] = ()
    others: Sequence[Entry] = ()
    articles: Sequence[Article] = ()
    lacking: Sequence[KnownAct] = ()
    changes: Sequence[Coming] = ()
    down: bool = False
    sure: bool = True
    way: str = ""
    decides: Deciding | None = None
    distress: bool = False

    @property
    def bases(self) -> Sequence[Quote]:
        """What the entry rests on, without what is quoted before it already."""
        return [quote for number, quote in enumerate(self.quotes) if number or not quote.text]


def answer(question: str, day: date, before: str = "") -> Answer:
    """Answer a question as the law is on a day; one that goes on from the question `before` together with it."""
    text = question.strip()
    if len(text) > LONGEST:
        return Answer(State.TOO_LONG, day)
    said = expanded(syllables(text))
    if not said:
        return Answer(State.EMPTY, day)
    if in_distress(said):
        rest = without_distress(_PARTS.split(text))
        return replace(answer(rest, day, before) if rest else Answer(State.OUTSIDE, day, text), distress=True)
    return _answered(text, said, day, before.strip()[:LONGEST])


def _answered(text: str, said: Sequence[str], day: date, before: str) -> Answer:
    names = names_of_acts()
    if places := cited_in(said, names):
        return _cited(places, day, text)
    if foreign(said):
        return Answer(State.LANGUAGE, day, text)
    text, aimed = _understood(text, said, before, day)
    if named := _named_lacking(act_in(said, names)):
        told = _told(aimed, day, text) if aimed.places else _refused(aimed, day, text)
        return replace(told, state=State.NO_TEXT, lacking=[named])
    if _carried(aimed):
        return _told(aimed, day, text)
    former = _former(text, day)
    if former is None:
        return _refused(aimed, day, text)
    return Answer(State.NO_TEXT if former else State.NO_MATCH, day, text, lacking=former)


def _former(text: str, day: date) -> list[KnownAct] | None:
    """What answered a question on an earlier day, by which act answers it today; None where nothing does."""
    now = today()
    if day >= now:
        return None
    aimed = aim(text, now, signposts())
    if not _carried(aimed) or aimed.refused_first:
        return None
    key = act_key(aimed.places[0].act)
    former = (one for one in known_acts().values() if act_key(one.replaced_by) == key and one.in_force(day))
    return list(former)


def _understood(text: str, said: Sequence[str], before: str, day: date) -> tuple[str, Aim]:
    """A question and what it asks for: with the one before it, where it goes on from that or says too little alone; by
    its last part, where what stands before, who somebody is and where they work, leads nowhere."""
    held = signposts()
    alone = aim(text, day, held)
    if before and (goes_on(said) or not _carried(alone)):
        both = aim(f"{before} {text}", day, held)
        if _carried(both):
            return f"{before} {text}", both
    last = _PARTS.split(text.rstrip(_ENDS))[-1]
    if last != text.rstrip(_ENDS) and not alone.refused_first and not _carried(alone):
        part = aim(last, day, held)
        if len(syllables(last)) >= LEAST_ASKED and _carried(part):
            return text, part
    return text, alone


def _carried(aimed: Aim) -> bool:
    """Whether an answer is carried."""
    return bool(aimed.places) and support(aimed.signs) >= weights().least


def _told(aimed: Aim, day: date, text: str) -> Answer:
    """An answer from the place that a question is aimed at."""
    first = replace(aimed.places[0], point=aimed.points[0])
    entry, others = _entries(aimed, first)
    if not first.article:
        first = _within(first.act, text, day)
    quotes = quoted([first, *(cite for cite in (entry.cites if entry else ()) if _holds(cite, day))], day)
    held = bool(quotes[0].text)
    cited = [quote.citation for quote in quotes] + (_as_near(aimed) if held else [])
    state = State.ANSWERED if held else State.HANDBOOK if entry else State.NO_TEXT
    return Answer(
        state, day, text, entry, quotes, _related(aimed, quotes, day), others, (),
        _known(cited), coming({quote.citation.act for quote in quotes}, day),
        sure=aimed.margin >= SURE_FROM, way=aimed.way, decides=_deciding(first, day) if held else None,
    )  # fmt: skip


def _within(act: str, text: str, day: date) -> Citation:
    """The article of an act that answers best, where the library holds the act; else the act alone."""
    try:
        hits = articles_for(text, day, WITHIN)
    except NoIndexError:
        hits = []
    key = act_key(act)
    return next((Citation(act, hit.article.no) for hit in hits if hit.article.act.key == key), Citation(act))


def _deciding(first: Citation, day: date) -> Deciding | None:
    """What decides at the place that answers, as far as the words of the choices are at hand."""
    fact = fact_at(first)
    if fact is None:
        return None
    held = {quote.citation: quote for quote in quoted([place for _, place in fact.choices], day) if quote.text}
    choices = [(says, held[place]) for says, place in fact.choices if place in held]
    return Deciding(fact.asks, choices) if len(choices) > 1 else None


def _as_near(aimed: Aim) -> list[Citation]:
    """Places that may answer as well as the first."""
    told = zip(aimed.places, aimed.scores, strict=True)
    return [place for place, score in told if score >= LACKING_FROM * aimed.scores[0]]


def _holds(cite: Citation, day: date) -> bool:
    """Whether an act is not known to be out of force on a day."""
    known = known_acts().get(act_key(cite.act))
    return known is None or known.since is None or known.in_force(day)


def _entries(aimed: Aim, first: Citation) -> tuple[Entry | None, list[Entry]]:
    """The entry that speaks of the place that answers, if one comes near; and others that may be meant."""
    known = entries()
    near = [(known[code], share) for code, share in aimed.entries.items() if code in known]
    wanted = {(place.act, place.article) for place in aimed.places[:FIRST]}

    def bears(entry: Entry) -> int:
        own = [(cite.act, cite.article) for cite in entry.cites]
        return 2 if (first.act, first.article) in own else 1 if own[0] in wanted else 0

    fit = [(bears(entry), share, place) for place, (entry, share) in enumerate(near) if share >= ENTRY_FROM]
    best = max((one for one in fit if one[0]), key=lambda one: (one[0], one[1]), default=None)
    entry = near[best[2]][0] if best else None
    return entry, [one for one, share in near if one is not entry and share >= OTHER_FROM][:OTHERS]


def _related(aimed: Aim, quotes: Sequence[Quote], day: date) -> list[Quote]:
    """Places beside the one that answers: of other articles, that score well and are at hand."""
    cited = {(quote.citation.act, quote.citation.article) for quote in quotes}
    least = RELATED_FROM * aimed.scores[0]
    found: dict[tuple[str, str], Citation] = {}
    for place, score in zip(aimed.places, aimed.scores, strict=True):
        if score >= least and (place.act, place.article) not in cited:
            found.setdefault((place.act, place.article), place)
    return [quote for quote in quoted(list(found.values())[:RELATED], day) if quote.text]


def _refused(aimed: Aim, day: date, text: str) -> Answer:
    """No answer, and why: what the question is nearest to, if that is nothing that the law answers."""
    known = entries()
    others = [known[code] for code in aimed.entries if code in known][:OTHERS]
    articles, down = _articles(text, day)
    if aimed.refused_first and aimed.refusal:
        state = REFUSED.get(aimed.refusal, State.OUTSIDE)
        return Answer(state, day, text, others=others, articles=articles, down=down)
    return Answer(State.NO_MATCH, day, text, others=others, articles=articles, down=down)


def _articles(text: str, day: date) -> tuple[list[Article], bool]:
    """The articles that answer a question, and whether the library cannot be searched now."""
    try:
        return [hit.article for hit in articles_for(text, day, ARTICLES)], False
    except NoIndexError:
        return [], True


def _cited(places: Sequence[Citation], day: date, text: str) -> Answer:
    quotes = quoted(places, day)
    held = any(quote.article for quote in quotes)
    state = State.CITED if held else State.NO_TEXT
    changes = coming({place.act for place in places}, day)
    return Answer(state, day, text, quotes=quotes, lacking=_known(places), changes=changes)


def _named_lacking(number: str) -> KnownAct | None:
    """The act that a question names, where the library holds texts but not that one."""
    known = known_acts().get(act_key(number)) if number else None
    if known is None or not Article.objects.exists():
        return None
    return None if Article.objects.filter(act__key=act_key(number)).exists() else known


def _known(places: Iterable[Citation]) -> list[KnownAct]:
    """The acts of some places of which the library holds nothing."""
    keys = dict.fromkeys(act_key(place.act) for place in places)
    held = set(Article.objects.filter(act__key__in=keys).values_list("act__key", flat=True))
    return [known_acts()[key] for key in keys if key not in held and key in known_acts()]


def quoted(places: Iterable[Citation], day: date) -> list[Quote]:
    """Places of the law as they stand on a day, each once, not again what stands in a wider one. Where the library does
    not hold one, the place alone."""
    wanted = _widest(dict.fromkeys(places).keys())
    rows = Article.objects.filter(
        act__key__in={act_key(place.act) for place in wanted}, no__in={place.article for place in wanted}
    )
    in_force = rows.exclude(since__gt=day).exclude(until__lte=day)
    held = {(row.act.key, row.no): row for row in in_force.select_related("act").order_by(OLDEST)}
    return [_quote(place, held.get((act_key(place.act), place.article))) for place in wanted]


def _widest(places: KeysView[Citation]) -> list[Citation]:
    """Of some places those that stand in no other of them."""
    return [one for one in places if not places & {replace(one, clause="", point=""), replace(one, point="")} - {one}]


def _quote(place: Citation, article: Article | None) -> Quote:
    words = place_text(place.article, place.clause, place.point) if place.article else ""
    named = f"{words} {act_named(place.act)}".strip()
    if article is None:
        return Quote(place, named, None)
    parts = parts_of(article.text)
    part = next((one for one in parts if (one.clause, one.point) == (place.clause, place.point)), None)
    if not place.clause and not place.point:
        return Quote(place, named, article, "", article.text, 0)
    if part is None:
        return _quote(replace(place, clause="" if not place.point else place.clause, point=""), article)
    above = _above(article.text, parts, part) if part.point else ""
    return Quote(place, named, article, above, article.text[part.start : part.ends].rstrip(), part.start)


def _above(text: str, parts: Sequence[Part], part: Part) -> str:
    """The words that lead to the points of a clause, or of an article without clauses."""
    head = next((one for one in parts if one.clause == part.clause and not one.point), None)
    return text[head.start : head.stop].rstrip() if head else ""
