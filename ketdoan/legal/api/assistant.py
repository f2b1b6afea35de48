"""The assistant and the library for other software. A question is kept nowhere, and no language model sees it."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema
from ninja.errors import HttpError

from ketdoan.core.api import ERRORS, PLAIN, Id, Needs, Problem, api
from ketdoan.core.viet import today

from ..actions.counting import count_question
from ..queries.acts import lacking
from ..queries.answering import LONGEST, State, answer, quoted
from ..queries.library import NoIndexError, acts_like, articles_for
from ..queries.telling import told_act, told_answer, told_article, told_hit
from ..rules.citing import Citation
from ..rules.structure import parts_of
from .strict import Strict

ASK = "legal.ask"
#: Longer questions are told by the state `too_long`, up to here.
TAKEN = 20_000
#: Texts of several lines.
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
DOWN = "Thư viện đang không tìm kiếm được. Hãy báo người quản trị."


class Quoted(Schema):
    """A place of the law: `text` are its words, a slice of the article from `start` on, empty where the library lacks
    it; `above` the words that lead to a point; `id` the article's."""

    id: int | None
    law_id: str
    article_id: str
    clause: str
    point: str
    place: str
    held: bool
    above: str
    text: str
    start: int


class EntryOut(Schema):
    """An entry of the handbook."""

    code: str
    title: str
    answer: str
    checked: bool


class EntryNamed(Schema):
    """An entry that may be meant."""

    code: str
    title: str


class ArticleNamed(Schema):
    """An article, in force from `effective` until the day before `until`."""

    id: int
    law_id: str
    article_id: str
    title: str
    effective: date | None
    until: date | None


class Found(ArticleNamed):
    """An article that was found; a higher score says more."""

    score: float


class PartOut(Schema):
    """A clause or point: its words are those of the article from `start` to `end`, its points among them."""

    clause: str
    point: str
    start: int
    end: int


class ArticleOut(ArticleNamed):
    """An article word for word."""

    chapter: str
    text: str
    parts: list[PartOut]
    source: str


class ActOut(Schema):
    """An act of which the library holds the words."""

    id: int
    law_id: str
    kind: str
    title: str
    effective: date | None
    until: date | None


class Change(Schema):
    """An act that ends soon."""

    law_id: str
    on: date
    replaced_by: str


class AnswerOut(Schema):
    """An answer, or why there is none (`state`). The first of `quotes` is what answers; the others are what the entry
    rests on. `sure`: nothing else comes near. `asked`: the question that was understood."""

    state: Literal[tuple(state.value for state in State)]  # type: ignore[valid-type]
    at: date
    asked: str
    sure: bool
    down: bool
    entry: EntryOut | None
    quotes: list[Quoted]
    related: list[Quoted]
    articles: list[ArticleNamed]
    others: list[EntryNamed]
    lacking: list[str]
    changes: list[Change]


class Hits(Schema):
    """The articles that answer best, the best first."""

    items: list[Found]


class Acts(Schema):
    """A part of the acts; `next` is the cursor of the part after it; `lacking` the main acts in force that the library
    lacks."""

    items: list[ActOut]
    next: int | None
    lacking: list[str]


class Asking(Strict):
    """A question, the day of which the law is asked, and the question before, where this one may go on from it."""

    question: Annotated[str, Field(max_length=TAKEN, pattern=LINES)]
    day: date | None = None
    before: Annotated[str, Field(max_length=2 * LONGEST, pattern=LINES)] = ""


class Searching(Strict):
    """What is looked for, as the law is on a day, and how many articles."""

    q: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=PLAIN)]
    at: date | None = None
    top: Annotated[int, Field(ge=1, le=50)] = 10


class WantedArticle(Strict):
    """The number of an act, the number of its article, a day."""

    law_id: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
    article_id: Annotated[str, Field(min_length=1, max_length=20, pattern=PLAIN)]
    at: date | None = None


class WantedActs(Strict):
    """Words of a number or title; which part."""

    q: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


@api.post(
    "legal/ask", response={200: AnswerOut, **ERRORS}, auth=Needs(ASK), url_name="legal_ask", summary="Hỏi pháp luật"
)
def ask(request: HttpRequest, given: Asking) -> Any:
    """Trả lời bằng lời văn của luật đang có hiệu lực vào ngày hỏi và mục của sổ tay. Câu hỏi không được lưu lại."""
    found = answer(given.question, given.day or today(), given.before)
    count_question(found)
    return told_answer(found)


@api.get(
    "legal/articles",
    response={200: Hits, 503: Problem, **ERRORS},
    auth=Needs(ASK),
    url_name="legal_articles",
    summary="Tìm điều luật",
)
def search(request: HttpRequest, wanted: Query[Searching]) -> Any:
    """Các điều đang có hiệu lực vào một ngày, gần với từ cần tìm nhất trước."""
    try:
        return {"items": [told_hit(hit) for hit in articles_for(wanted.q, wanted.at or today(), wanted.top)]}
    except NoIndexError:
        raise HttpError(503, DOWN) from None


@api.get(
    "legal/article",
    response={200: ArticleOut, **ERRORS},
    auth=Needs(ASK),
    url_name="legal_article",
    summary="Một điều luật vào một ngày",
)
def one_article(request: HttpRequest, wanted: Query[WantedArticle]) -> Any:
    """Nguyên văn một điều, theo số của văn bản và số điều, như đang có hiệu lực vào ngày đó."""
    (quote,) = quoted([Citation(wanted.law_id, wanted.article_id)], wanted.at or today())
    article = quote.article
    if article is None:
        raise Http404
    parts = [
        {"clause": part.clause, "point": part.point, "start": part.start, "end": part.ends}
        for part in parts_of(article.text)
    ]
    about = {"chapter": article.chapter, "text": article.text, "parts": parts, "source": article.url}
    return {**told_article(article), **about}


@api.get(
    "legal/acts",
    response={200: Acts, **ERRORS},
    auth=Needs(ASK),
    url_name="legal_acts",
    summary="Văn bản có trong thư viện",
)
def list_acts(request: HttpRequest, wanted: Query[WantedActs]) -> Any:
    """Các văn bản mà thư viện có lời văn, và các văn bản chính đang có hiệu lực mà thư viện còn thiếu."""
    rows = acts_like(wanted.q).order_by("pk")
    rows = rows.filter(pk__gt=wanted.cursor) if wanted.cursor else rows
    found = list(rows[: wanted.limit + 1])
    page = found[: wanted.limit]
    return {
        "items": [told_act(act) for act in page],
        "next": page[-1].pk if len(found) > len(page) else None,
        "lacking": [act.number for act in lacking(today())],
    }
