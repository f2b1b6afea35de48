"""Who may see which rows: a subtree of units, added to every query when its SQL is compiled.

A model that belongs to a unit declares `visible = Subtree("unit")`. Its default manager adds that term, so no
view can forget it; a query while nobody acts raises `NoScope`. Joins and annotations are not scoped: what is
reached through a visible row may be shown with it.

`path` columns hold materialised paths such as '1/5/27/' and must be declared `db_collation="C"`: under another
collation the range comparison below would miss children.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F

LINE = "line"
TERRITORY = "territory"
MEMBER = "member"


class NoScope(RuntimeError):
    """A unit-owned table was queried while nobody was acting."""


@dataclass(frozen=True)
class Scope:
    """The subtree in which a post works: the path of its unit, in one of the two trees.

    That of a member in the app (`tree` is MEMBER) holds no subtree: a member sees what is their own, under whichever of
    the records `persons`, and what their unit, whose path it has, and the units above publish.
    """

    path: str
    tree: str = LINE
    persons: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # '1/5' would hold '1/50/' too.
        if self.path and not self.path.endswith("/"):
            raise ValueError("a path ends with a slash")

    def lineage(self) -> list[str]:
        """Paths of the unit itself and of each unit above it, the top first."""
        parts = self.path.strip("/").split("/")
        return ["/".join(parts[: i + 1]) + "/" for i in range(len(parts))]

    def holds(self, path: str) -> bool:
        """Whether a path (of this scope's tree) lies in the subtree."""
        if self.tree == MEMBER:
            return False
        return self is EVERYTHING or (self.path != "" and path.startswith(self.path))


EVERYTHING = Scope("")
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope:
    """The scope in force. Raises NoScope where nobody acts."""
    scope = _scope.get()
    if scope is None:
        raise NoScope("no unit scope is active")
    return scope


@contextmanager
def within(scope: Scope) -> Iterator[Scope]:
    """Run a block inside a scope. Only `acting` and `unscoped` call this."""
    token = _scope.set(scope)
    try:
        yield scope
    finally:
        _scope.reset(token)


class Visible(models.Func):
    """A boolean WHERE term whose bounds are read when the SQL is compiled; it fails closed.

    `unit` names the relation that leads to the owning unit; empty for the unit itself. The column compared is
    `path` or `territory_path`, as the acting post's tree says.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, unit: Any = "", *territory: Any) -> None:
        if territory:  # Django copies expressions by handing back what they resolved to
            super().__init__(unit, *territory)
            return
        prefix = f"{unit}__" if unit else ""
        super().__init__(F(f"{prefix}path"), F(f"{prefix}territory_path"))

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        scope = current_scope()
        if scope is EVERYTHING:
            return "TRUE", []
        if not scope.path:  # of a unit that is not saved yet: would hold every path
            raise NoScope("the scope has no path")
        if scope.tree == MEMBER and not self.for_members:
            return "FALSE", []
        source = self.source_expressions[1 if scope.tree == TERRITORY else 0]
        column, params = compiler.compile(source)
        return self.bounds(scope, column, list(params))

    #: Whether members see such rows in the app: what concerns units is no business of theirs unless it says so.
    for_members = False

    def bounds(self, scope: Scope, column: str, params: list[Any]) -> tuple[str, list[Any]]:
        raise NotImplementedError


class Subtree(Visible):
    """Rows of the scope's own unit and of all units below it."""

    def bounds(self, scope: Scope, column: str, params: list[Any]) -> tuple[str, list[Any]]:
        return (
            f"({column} >= %s AND {column} < %s)",
            [*params, scope.path, *params, scope.path + "~"],
        )


class Own(Visible):
    """Rows of the scope's own unit alone: what is confidential to it is no business of the units above."""

    def bounds(self, scope: Scope, column: str, params: list[Any]) -> tuple[str, list[Any]]:
        return f"{column} = %s", [*params, scope.path]


class Inherited(Visible):
    """Rows published by the scope's own unit or by a unit above it (templates, news, report forms)."""

    for_members = True

    def bounds(self, scope: Scope, column: str, params: list[Any]) -> tuple[str, list[Any]]:
        lineage = scope.lineage()
        return f"{column} IN ({','.join(['%s'] * len(lineage))})", [*params, *lineage]


class Mine(models.Func):
    """Rows of the very member who acts in the app; `person` names the column. Posts see none by it.

    It stands beside the term of those who handle the rows: `visible = Q(Own("desk")) | Q(Mine("person"))`.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, person: Any) -> None:
        super().__init__(F(person) if isinstance(person, str) else person)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        scope = current_scope()
        if scope is EVERYTHING:
            return "TRUE", []
        if scope.tree != MEMBER:
            return "FALSE", []
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s)", [*params, list(scope.persons)]


class ScopedManager(models.Manager):
    """Adds the model's `visible` term to every query."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(self.model.visible)  # type: ignore[attr-defined]


class ScopedModel(models.Model):
    """Base of every table whose rows belong to a unit, or to two: then either one's scope is enough."""

    visible: Visible | Mine | models.Q
    objects = ScopedManager()

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Any = None) -> None:
        """Uniqueness holds in the whole table, also against rows that the actor may not see."""
        with within(EVERYTHING):
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with within(EVERYTHING):
            super().validate_constraints(exclude)
