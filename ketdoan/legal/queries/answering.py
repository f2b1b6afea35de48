"""An answer to a question: what the handbook says in plain words, and what the law says word for word.

Nothing is answered that the texts at hand do not carry. What keeps the assistant from answering is told apart: nothing
asked, too much asked, the text of the act not in the library, nothing that fits.
"""

from collections.abc import Iterable, KeysView, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import F

from ..models import Article
from ..retrieval.asking import expanded
from ..retrieval.words import syllables
from ..rules.citing import Citation, cited_in, place_text
from ..rules.numbers import act_key
from ..rules.structure import Part, parts_of
from .acts import KnownAct, act_named, known_acts, names_of_acts
from .handbook import Entry, entries_for
from .library import NoIndexError, articles_for

LONGEST = 2_000
#: How much of a question an entry of the handbook has to cover: of its syllables, of its pairs of neighbours.
LEAST_WORDS, LEAST_PAIRS = 0.5, 0.25
ENTRIES, ARTICLES = 5, 5
OLDEST = F("since").asc(nulls_first=True)


class State(StrEnum):
    """How a question was answered, or why it was not."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CITED = "cited"
    ANSWERED = "answered"
    NO_TEXT = "no_text"
    NO_MATCH = "no_match"


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
class Answer:
    """What is said to a question. `others` are entries that may be meant instead; `lacking` the acts that are asked for
    and of which the library holds no text; `down` says that the library could not be searched."""

    state: State
    day: date
    entry: Entry | None = None
    quotes: Sequence[Quote] = ()
    others: Sequence[Entry] = ()
    articles: Sequence[Article] = ()
    lacking: Sequence[KnownAct] = ()
    down: bool = False


def answer(question: str, day: date) -> Answer:
    """Answer a question as the law is on a day."""
    text = question.strip()
    if len(text) > LONGEST:
        return Answer(State.TOO_LONG, day)
    said = expanded(syllables(text))
    if not said:
        return Answer(State.EMPTY, day)
    if places := cited_in(said, names_of_acts()):
        return _cited(places, day)
    hits = entries_for(text, day, ENTRIES)
    articles, down = _articles(text, day)
    others = [hit.entry for hit in hits]
    if hits and hits[0].cover.words >= LEAST_WORDS and hits[0].cover.pairs >= LEAST_PAIRS:
        entry = hits[0].entry
        quotes = quoted(entry.cites, day)
        return Answer(State.ANSWERED, day, entry, quotes, others[1:], articles, _lacking(entry.cites), down)
    return Answer(State.NO_MATCH, day, others=others, articles=articles, down=down)


def _articles(text: str, day: date) -> tuple[list[Article], bool]:
    """The articles that answer a question, and whether the library cannot be searched now."""
    try:
        return [hit.article for hit in articles_for(text, day, ARTICLES)], False
    except NoIndexError:
        return [], True


def _cited(places: Sequence[Citation], day: date) -> Answer:
    quotes = quoted(places, day)
    held = any(quote.article for quote in quotes)
    return Answer(State.CITED if held else State.NO_TEXT, day, quotes=quotes, lacking=_lacking(places))


def _lacking(places: Iterable[Citation]) -> list[KnownAct]:
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
        return Quote(place, named, article)
    above = _above(article.text, parts, part) if part.point else ""
    return Quote(place, named, article, above, article.text[part.start : part.ends].rstrip(), part.start)


def _above(text: str, parts: Sequence[Part], part: Part) -> str:
    """The words that lead to the points of a clause, or of an article without clauses."""
    head = next((one for one in parts if one.clause == part.clause and not one.point), None)
    return text[head.start : head.stop].rstrip() if head else ""
