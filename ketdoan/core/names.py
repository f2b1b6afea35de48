"""Search among millions of people by way of their names, which are far fewer: each different name is kept once, in the
order of the lists, beside the table of the people.

Words that nearly everybody bears ("nguyễn thị") are thereby looked for among some names in order, and rare ones among
the few names that have them; the people come by their names, in order again. A trigger of the database keeps the names
(see `keep_names`), so that no way of writing a row can forget it.

    class PersonName(Names):
        class Meta:
            indexes = Names.indexes("person_name")

    class Person(models.Model):
        names = PersonName
"""

from collections.abc import Collection, Sequence
from math import prod
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.cache import caches
from django.db import OperationalError, connection, models, transaction
from django.db.migrations import RunSQL
from django.db.models import F, Func, TextField, Value

from .search import COUNTED, Found, WordsIndex, begins_with, by_index, estimate, near, order_of, page_of, row_by_row

#: Words that no more people bear (by the planner's estimate) are rare, if no more different names have them.
FEW = 10_000
#: How many of the names with common words are taken, ever more until their bearers fill the page, and how far the
#: names are walked in order for them. The first time half as many again as a list of its length should need.
STEPS, REACH, AMPLE = (20, 400, 4_000), 400_000, 1.5
#: Of how many rare words names are looked for by the index.
RAREST = 2
#: If none of these have served, all names are taken, unless they are more.
MANY = 100_000
#: For how many seconds a process remembers what the planner expects.
REMEMBERED = 600
#: Of how many rows of a list at the most it is seen how many match common words.
SEEN = 20_000


class _Bears(Func):
    arg_joiner = " = ANY("
    template = "(%(expressions)s::text[]))"
    output_field = models.BooleanField()


class Names(models.Model):
    """A different name; two transactions that bring it at the same time may leave it twice, which does no harm."""

    sort_key = models.CharField(max_length=300, db_collation="C")
    words = models.CharField(max_length=160)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.words

    @staticmethod
    def indexes(name: str) -> list[models.Index | GinIndex]:
        """The indexes of a table of names."""
        return [models.Index(fields=["sort_key"], include=["words"], name=name), WordsIndex(name=f"{name}_words")]

    @classmethod
    def page(cls, queryset: models.QuerySet, words: Sequence[str], start: int, size: int, width: int) -> Found | None:
        """Rows of a list in the order of its names, whose names match (see `core.search.found`); None where too few of
        the many that match are in the list. Names with the same sort key have the same words. `width` is the number of
        rows in the list, as the planner expects."""
        names = cls._base_manager.order_by(order_of(queryset)[0])
        bearers = expected(queryset.model)
        if bearers * prod(expected(queryset.model, word) / bearers for word in words) <= 2 * FEW:
            rare = set(cls._with(words)[: FEW + 1])
            if len(rare) <= FEW:
                return page_of(queryset.filter(bears(rare)), start, size, in_order=True)
        wanted = start + size + 1
        enough = int(AMPLE * wanted * expected(cls) / max(width, 1))
        first = min(max(enough, STEPS[0]), STEPS[-1])
        for step in (first, *(step for step in STEPS if step > first)):
            some = near(names, words, REACH, max(step, wanted), "sort_key")
            rows = list(queryset.filter(bears(some))[:wanted])
            if len(rows) == wanted:
                return _told(queryset, words, rows[start:-1], start + size)
        whole = near(names, words, None, MANY + 1, "sort_key")
        return page_of(queryset.filter(bears(whole)), start, size, in_order=True) if len(whole) <= MANY else None

    @classmethod
    def _with(cls, words: Sequence[str]) -> models.QuerySet:
        """Sort keys of the names with some words. The index is asked for the rarest alone: to gather all that begin
        with a common one takes longer than to look at the names that are left."""
        names = cls._base_manager.order_by()
        rarest = sorted(words, key=lambda word: expected(cls, word))[:RAREST]
        return names.filter(by_index(rarest), row_by_row(words)).values_list("sort_key", flat=True)

    @classmethod
    def hold(cls) -> None:
        """Wait for whoever is writing bearers of names, and let nobody else write any until the transaction ends. Taken
        before the own bearers are written: two that had written first would wait for each other."""
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{cls._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')

    @classmethod
    def let_go(cls, bearers: type[models.Model], keys: Collection[str], *, wait: bool = True) -> int:
        """Delete names that nobody bears any more. Whoever brings a bearer just now is waited for, be it a long import,
        and waits; without `wait` the names then stay for the night."""
        if not wait:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f'LOCK TABLE "{cls._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE NOWAIT')
            except OperationalError:
                return 0
        cls.hold()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_unborne(cls, bearers)} AND n.sort_key = ANY(%s)", [list(keys)])  # noqa: S608 - names of tables
            return cursor.rowcount

    @classmethod
    def let_go_all(cls, bearers: type[models.Model]) -> int:
        """The same for all names there are."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT n.sort_key FROM {_unborne(cls, bearers)}")  # noqa: S608 - names of tables
            keys = [key for (key,) in cursor.fetchall()]
        return cls.let_go(bearers, keys) if keys else 0


def expected(table: type[models.Model], word: str = "") -> int:
    """How many rows of a table have a word, or are there at all, as the planner expects. The process remembers it for a
    while: nothing but the way of searching hangs on it."""

    def ask() -> int:
        rows = table._base_manager.order_by()
        return max(estimate(rows.filter(by_index([word], whole=True)) if word else rows), 1)

    return int(caches["process"].get_or_set(f"expected:{table._meta.label_lower}:{word}", ask, REMEMBERED) or 1)


def bears(keys: Collection[str]) -> Func:
    """The condition that a row bears one of these names."""
    return _Bears(F("sort_key"), Value(list(keys), output_field=ArrayField(TextField())))


def _told(queryset: models.QuerySet, words: Sequence[str], rows: list[Any], least: int) -> Found:
    """A page of rows that match common words, of which there are more than `least`; counted in a part of the list."""
    part, params = queryset.order_by().values("words")[:SEEN].query.sql_with_params()
    begins, sought = begins_with(words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM ({part}) part (words)"  # noqa: S608 - compiled by Django
            f" WHERE {begins} LIMIT %s) found",
            [*params, *sought, COUNTED + 1],
        )
        (number,) = cursor.fetchone()
    if number <= COUNTED and queryset.order_by()[: SEEN + 1].count() <= SEEN:
        return Found(rows, number, more=False)
    return Found(rows, max(min(number, COUNTED), least), more=True)


def _unborne(names: type[models.Model], bearers: type[models.Model]) -> str:
    borne = f'SELECT 1 FROM "{bearers._meta.db_table}" b WHERE b.sort_key = n.sort_key AND b.words = n.words'  # noqa: S608 - names of tables
    return f'"{names._meta.db_table}" n WHERE NOT EXISTS ({borne})'


def keep_names(names: str, bearers: str) -> RunSQL:
    """The trigger by which the table `names` gets each name of a row of `bearers`, and those that are there already."""
    missing = f"WHERE NOT EXISTS (SELECT 1 FROM {names} n WHERE n.sort_key = r.sort_key AND n.words = r.words)"  # noqa: S608 - names of tables
    taken = f"INSERT INTO {names} (sort_key, words) SELECT DISTINCT r.sort_key, r.words FROM"
    fires = f"REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION keep_{names}()"
    return RunSQL(
        f"""
        CREATE FUNCTION keep_{names}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {taken} fresh r {missing};
            RETURN NULL;
        END $$;
        CREATE TRIGGER names_inserted AFTER INSERT ON {bearers} {fires};
        CREATE TRIGGER names_updated AFTER UPDATE ON {bearers} {fires};
        {taken} {bearers} r {missing};
        """,
        f"""
        DROP TRIGGER names_inserted ON {bearers};
        DROP TRIGGER names_updated ON {bearers};
        DROP FUNCTION keep_{names}();
        """,
    )
