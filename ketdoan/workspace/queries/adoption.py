"""Which units really use which function, per unit directly below one: sums over the subtree of each."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Left, StrIndex, Substr
from django.utils import timezone

from ketdoan.core.models import AuditEntry
from ketdoan.core.modules import modules
from ketdoan.core.scope import TERRITORY, current_scope
from ketdoan.core.viet import today
from ketdoan.units.models import Appointment, Person, Post, Unit
from ketdoan.units.queries.bodies import office_label
from ketdoan.units.rules import LEVELS, Level

from ..models import UnitActs, UnitUse

SUMS = ("officers", "opened", "week", "month", "longer")
#: Sections and groups work through their grassroots union: as units they are not counted.
COUNTED = LEVELS[: LEVELS.index(Level.GRASSROOTS) + 1]
#: Units to whose platform none of their officers ever signed in.
UNUSED = Q(week=0, month=0, longer=0, unit__level__in=COUNTED)
WEEK, MONTH, QUARTER = timedelta(days=7), timedelta(days=30), timedelta(days=90)


@dataclass
class Branch:
    """A unit directly below the one looked at, with all under it; or that one itself, without those below (`own`).

    `units` exist in it, `unused` of them nobody ever signed in for; the other numbers are officers (see UnitUse).
    `acts` gives for each module how many acts were done in the last 30 and 90 days.
    """

    unit: Unit
    own: bool
    units: int = 0
    unused: int = 0
    officers: int = 0
    opened: int = 0
    week: int = 0
    month: int = 0
    longer: int = 0
    acts: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def never(self) -> int:
        """Officers who never signed in, with an account or without."""
        return self.officers - self.week - self.month - self.longer

    @property
    def share(self) -> float:
        """How many of a hundred officers signed in within the last 30 days."""
        return 100 * (self.week + self.month) / self.officers if self.officers else 0.0


def board(unit: Unit) -> list[Branch]:
    """The branches of a unit of the scope: its own first, then those that need help most."""
    rows = {row.pop("branch"): row for row in _use_by_branch(unit)}
    acts = _acts_by_branch(unit)
    heads = Unit.objects.filter(**{f"{_tree()}__in": list(rows)})
    branches = [Branch(head, head.pk == unit.pk, acts=acts.get(_path(head), {}), **rows[_path(head)]) for head in heads]
    return sorted(branches, key=lambda b: (not b.own, b.share, -b.unused, b.unit.sort_key))


def total(branches: list[Branch], unit: Unit) -> Branch:
    """All branches of a unit taken together."""
    whole = Branch(unit, own=False)
    for name in ("units", "unused", *SUMS):
        setattr(whole, name, sum(getattr(branch, name) for branch in branches))
    return whole


def titles(branches: list[Branch]) -> dict[str, str]:
    """The modules in which anything was done, with their titles."""
    used = {name for branch in branches for name in branch.acts}
    return {module.name: module.title for module in modules() if module.name in used}


def _use_by_branch(unit: Unit) -> QuerySet[UnitUse, dict[str, Any]]:
    counted = Count("pk", filter=Q(unit__level__in=COUNTED))
    rows = _by_branch(UnitUse.objects.all(), unit).values("branch")
    return rows.annotate(units=counted, unused=Count("pk", filter=UNUSED), **{name: Sum(name) for name in SUMS})


def _acts_by_branch(unit: Unit) -> dict[str, dict[str, tuple[int, int]]]:
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = _by_branch(UnitActs.objects.all(), unit).values("branch", "module")
    sums = rows.annotate(of_30=Sum("days_30"), of_90=Sum("days_90"))
    for path, module, of_30, of_90 in sums.values_list("branch", "module", "of_30", "of_90"):
        found[path][module] = (of_30, of_90)
    return found


def _by_branch(rows: Any, unit: Unit) -> Any:
    """Rows of units under one, each with `branch`: the path of the unit directly below it, found in one scan."""
    tree, path = _tree(), _path(unit)
    place = F(f"unit__{tree}")
    below = Substr(place, len(path) + 1)
    branch = Left(place, StrIndex(below, Value("/")) + len(path), output_field=CharField())
    inside = {f"unit__{tree}__gte": path, f"unit__{tree}__lt": f"{path}~", "unit__ended_on": None}
    return rows.filter(**inside).order_by().annotate(branch=branch)


def _tree() -> str:
    return "territory_path" if current_scope().tree == TERRITORY else "path"


def _path(unit: Unit) -> str:
    return str(getattr(unit, _tree()))


def unused_units(unit: Unit) -> QuerySet[Unit]:
    """The units under one (it included) to which nobody ever signed in, each with its number of `officers`."""
    tree, path = _tree(), _path(unit)
    inside = {f"{tree}__gte": path, f"{tree}__lt": f"{path}~", "ended_on": None, "level__in": COUNTED}
    never = {"use__week": 0, "use__month": 0, "use__longer": 0}
    return Unit.objects.filter(**inside, **never).annotate(officers=F("use__officers"))


@dataclass(frozen=True)
class Officer:
    """Somebody who holds an office or a post in a unit, and how the platform is used: no more than that."""

    person: Person
    offices: str
    seen: str
    acts: int


def officers_of(unit: Unit) -> list[Officer]:
    """The officers of a unit, those who never signed in first. For who gives its posts."""
    day = today()
    offices: dict[int, list[str]] = defaultdict(list)
    people: dict[int, Person] = {}
    held = Appointment.objects.on(day).filter(body__unit=unit).select_related("person__account", "body")
    for seat in held:
        people[seat.person_id] = seat.person
        offices[seat.person_id].append(office_label(seat.body.kind, seat.office, unit.level, day))
    posts = Post.objects.filter(unit=unit, valid__contains=day).select_related("person__account", "role")
    for post in posts:
        people[post.person_id] = post.person
        offices[post.person_id].append(post.role.title)
    done = _acts_by_person(posts)
    found = [
        Officer(person, ", ".join(dict.fromkeys(offices[pk])), seen(person), done.get(pk, 0))
        for pk, person in people.items()
    ]
    order = list(SEEN)
    return sorted(found, key=lambda officer: (-order.index(officer.seen), officer.person.sort_key))


def _acts_by_person(posts: QuerySet[Post]) -> dict[int, int]:
    of = dict(posts.values_list("pk", "person_id"))
    accounts = [post.person.account_id for post in posts if post.person.account_id]
    since = timezone.now() - QUARTER
    entries = AuditEntry.objects.filter(account_id__in=accounts, post_id__in=list(of), at__gte=since)
    found: dict[int, int] = defaultdict(int)
    for post_id, number in entries.order_by().values_list("post_id").annotate(Count("pk")):
        found[of[post_id]] += number
    return found


#: When somebody last signed in, from the latest on, and what the badge's tone is.
SEEN = {
    "Trong 7 ngày": "green",
    "Trong 30 ngày": "blue",
    "Lâu hơn": "yellow",
    "Chưa lần nào": "red",
    "Chưa có tài khoản": "grey",
}


def seen(person: Person) -> str:
    """When somebody last signed in, as roughly as one needs to know in order to help."""
    names = list(SEEN)
    account = person.account
    if account is None or not account.is_active:
        return names[4]
    if account.last_login is None:
        return names[3]
    ago = timezone.now() - account.last_login
    return names[0] if ago <= WEEK else names[1] if ago <= MONTH else names[2]
