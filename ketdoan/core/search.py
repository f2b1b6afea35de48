"""Search by the beginnings of words, without accents, fast in tables of a million rows.

A searched table has a text column of folded words (`viet.fold` of name, code and so on, joined by spaces) and a
`WordsIndex` on it. `matching` is the plain filter. `found` gives one page of an ordered list and chooses the way
by how common the words are, since no single plan serves all: the index alone sorts 380,000 Nguyễn for one page,
and walking the sort order alone reads the whole table for one rare name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connections, models
from django.db.models import BooleanField, Count, F, Func, TextField, Value, Window
from django.db.models.functions import Coalesce

from .viet import search_words

#: Rows are counted up to here; more is "hơn 1.000".
COUNTED = 1_000
#: Words found in no more rows than this are rare.
CAP = 10_000
#: A list of so few rows (by the planner's estimate) is searched row by row.
NARROW = 5_000
#: And one of so few rows when nothing else has served.
MIDDLING = 50_000
#: How far the sort order is walked for common words, and after how many pages of matches it ends: as matches may
#: lie outside the list, ever further.
NEAR = ((1_000, 1_000), (20_000, 4), (20_000, 20_000))


@dataclass(frozen=True)
class Found:
    """One page of a list. `count` rows are known to exist; `more` says that there are further ones uncounted."""

    rows: list[Any]
    count: int
    more: bool


class Lexemes(Func):
    """The words of a folded text, as they stand: PostgreSQL's own parser would cut a code such as 7e8a in two."""

    function = "array_to_tsvector"
    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"


class WordsIndex(GinIndex):
    """The index behind a search: `WordsIndex(name="unit_words")` on the column `words`, or on another `field`."""

    def __init__(self, *expressions: Any, name: str, field: str = "words", **options: Any) -> None:
        super().__init__(*(expressions or (Lexemes(field),)), name=name, **options)


class _Matches(Func):
    arg_joiner = " @@ "
    template = "(%(expressions)s::tsquery)"
    output_field = BooleanField()


class _Begins(Func):
    """Tests a row without the index; the same rows as `_Matches`, at a fraction of what parsing the text costs."""

    arg_joiner = ") LIKE ALL("
    template = "((' ' || %(expressions)s))"
    output_field = BooleanField()


class _AnyOf(Func):
    arg_joiner = " = ANY("
    template = "(%(expressions)s::bigint[]))"
    output_field = BooleanField()


def among(ids: Sequence[int], field: str = "pk") -> Func:
    """The condition that a key is one of these, be they a hundred thousand: they go as one array."""
    return _AnyOf(F(field), Value(list(ids), output_field=ArrayField(models.BigIntegerField())))


def matching(queryset: models.QuerySet, text: str, field: str = "words") -> models.QuerySet:
    """Rows in which every word of the text begins a word of `field`; all rows for a text without words."""
    words = search_words(text)
    return queryset.filter(by_index(words, field)) if words else queryset


def found(queryset: models.QuerySet, text: str, start: int, size: int, field: str = "words") -> Found:
    """Rows `start` to `start + size` of an ordered queryset that match the text (see `matching`).

    The queryset's order must end in a unique column. `field` is a column of the queryset's own table.
    """
    words = search_words(text)
    if not words:
        return page_of(queryset, start, size)
    width = estimate(queryset)
    if width <= NARROW:
        return page_of(queryset.filter(row_by_row(words, field)), start, size)
    names = getattr(queryset.model, "names", None)
    if names and field == "words" and str(order_of(queryset)[0]).lstrip("-") == "sort_key":
        page = names.page(queryset, words, start, size, width)
    else:
        page = _page_by_words(queryset, words, start, size, field)
    if page:
        return page
    match = row_by_row(words, field) if width <= MIDDLING else _anywhere(queryset, words, field)
    rows = list(_sorted_last(queryset.filter(match))[start : start + size + 1])
    if not rows:
        return Found([], 0, more=start > 0)
    return Found(rows[:size], start + min(len(rows), size), more=len(rows) > size)


def _page_by_words(queryset: models.QuerySet, words: Sequence[str], start: int, size: int, field: str) -> Found | None:
    """A page by the index of rare words, or the beginning of the order for common ones; None where neither serves."""
    table = queryset.model._base_manager.order_by()
    if estimate(table.filter(by_index(words, field, whole=True))) <= 2 * CAP:
        rare = list(table.filter(by_index(words, field)).values_list("pk", flat=True)[: CAP + 1])
        if len(rare) <= CAP:
            return _page_of_few(_sorted_last(queryset.filter(among(rare))), start, size)
    wanted = start + size + 1
    for reach, pages in NEAR if _walkable(queryset) else ():
        walked = queryset.model._base_manager.order_by(*order_of(queryset))
        keys = near(walked, words, reach, pages * wanted, "pk", field)
        rows = list(_sorted_last(queryset.filter(among(keys)))[:wanted]) if len(keys) >= wanted else []
        if len(rows) == wanted:
            return Found(rows[start:-1], start + size, more=True)
    return None


def first_found(queryset: models.QuerySet, text: str, number: int, field: str = "words") -> list[Any]:
    """The first rows of an ordered queryset that match a text; none for a text without words."""
    return (
        found(queryset.order_by(*order_of(queryset), "pk"), text, 0, number, field).rows if search_words(text) else []
    )


def all_found(queryset: models.QuerySet, text: str, field: str = "words") -> models.QuerySet:
    """The whole list that `found` gives pages of: for an export."""
    words = search_words(text)
    if not words:
        return queryset
    if estimate(queryset) <= NARROW:
        return queryset.filter(row_by_row(words, field))
    return queryset.filter(_anywhere(queryset, words, field))


def capped_count(queryset: models.QuerySet, *, in_order: bool = False) -> tuple[int, bool]:
    """The number of rows, counted no further than COUNTED, and whether there are more. Counted in their order where the
    way to rows in order is a good one and the planner might find worse without."""
    count = (queryset if in_order else queryset.order_by())[: COUNTED + 1].count()
    return min(count, COUNTED), count > COUNTED


def page_of(queryset: models.QuerySet, start: int, size: int, *, in_order: bool = False) -> Found:
    """A page of a list, and its length: where the page is not full, it ends there."""
    rows = list(queryset[start : start + size])
    if len(rows) < size and (rows or not start) and start + len(rows) <= COUNTED:
        return Found(rows, start + len(rows), more=False)
    return Found(rows, *capped_count(queryset, in_order=in_order))


def _page_of_few(queryset: models.QuerySet, start: int, size: int) -> Found:
    """A page of a list so short that it is sorted whole: it is counted in passing."""
    rows = list(queryset.annotate(count_of_all=Window(Count("*")))[start : start + size])
    return Found(rows, rows[0].count_of_all, more=False) if rows else page_of(queryset, start, size)


def by_index(words: Sequence[str], field: str = "words", *, whole: bool = False) -> _Matches:
    """The condition that the index answers. `whole` asks for whole words, whose number the planner knows better."""
    # Folded words are letters and digits alone, so nothing in them can end the quotes.
    query = " & ".join(f"'{word}'{'' if whole else ':*'}" for word in words)
    return _Matches(Lexemes(F(field)), Value(query, output_field=TextField()))


def row_by_row(words: Sequence[str], field: str = "words") -> _Begins:
    """The condition that is tested on each row, without the index."""
    return _Begins(F(field), Value([f"% {word}%" for word in words], output_field=ArrayField(TextField())))


def begins_with(words: Sequence[str]) -> tuple[str, list[str]]:
    """The same for a query written by hand, on its column `words`, with its parameters; a quarter faster."""
    return " AND ".join(["strpos(' ' || words, %s) > 0"] * len(words)), [f" {word}" for word in words]


def _anywhere(queryset: models.QuerySet, words: Sequence[str], field: str) -> models.Q:
    """The words by their index, as a subquery with a limit: the planner then works it out once, not once per unit."""
    table = queryset.model._base_manager.order_by()
    return models.Q(pk__in=table.filter(by_index(words, field)).values("pk")[: 1 << 30])


def estimate(queryset: models.QuerySet) -> int:
    """How many rows the planner expects; of a list that is empty by its making there is nothing to ask."""
    told = queryset.order_by().values("pk").explain(format="json")
    return json.loads(told)[0]["Plan"]["Plan Rows"] if told else 0


def _walkable(queryset: models.QuerySet) -> bool:
    """Whether the list's order begins with an indexed column of its own table."""
    order = order_of(queryset)
    if not order or not all(isinstance(name, str) and "__" not in name for name in order):
        return False
    first = order[0].lstrip("-")
    if first == "pk":
        return True
    field = queryset.model._meta.get_field(first)
    return bool(
        getattr(field, "db_index", False)
        or getattr(field, "unique", False)
        or any(index.fields and index.fields[0].lstrip("-") == first for index in queryset.model._meta.indexes)
    )


def _sorted_last(queryset: models.QuerySet) -> models.QuerySet:
    """The same order, written so that no index gives it: the planner would else walk that index for a few keys."""
    return queryset.order_by(*(_unindexed(name) for name in order_of(queryset)))


def _unindexed(name: Any) -> Any:
    if not isinstance(name, str):
        return name
    column = Coalesce(F(name.lstrip("-")), F(name.lstrip("-")))
    return column.desc() if name.startswith("-") else column.asc()


def order_of(queryset: models.QuerySet) -> Sequence[Any]:
    """By what a queryset is sorted."""
    return queryset.query.order_by or queryset.model._meta.ordering


def near(
    table: models.QuerySet, words: Sequence[str], reach: int | None, most: int, key: str, field: str = "words"
) -> list[Any]:
    """Keys of the first matching rows, `most` at most, among the first `reach` of a table in its order, or all."""
    walk, params = table.values_list(key, field)[:reach].query.sql_with_params()
    begins, sought = begins_with(words)
    with connections[table.db].cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM ({walk}) AS near (key, words) WHERE {begins} LIMIT %s",  # noqa: S608 - compiled by Django
            [*params, *sought, most],
        )
        return [found for (found,) in cursor.fetchall()]
