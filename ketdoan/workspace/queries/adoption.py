"""Which units really use which function, per unit directly below one: sums over the subtree of each."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from ketdoan.core.models import AuditEntry
from ketdoan.core.modules import modules
from ketdoan.core.scope import TERRITORY, current_scope
from ketdoan.core.search import among
from ketdoan.core.viet import today
from ketdoan.units.models import Appointment, Person, Post, Unit
from ketdoan.units.queries.bodies import office_label
from ketdoan.units.queries.shape import shape

from ..models import UnitActs, UnitUse
from .counting import COUNTED

SUMS = ("units", "unused", "officers", "opened", "week", "month", "longer")
WEEK, MONTH, QUARTER = timedelta(days=7), timedelta(days=30), timedelta(days=90)


@dataclass
class Branch:
    """A unit directly below the one looked at, with all under it; or that one itself, without those below (`own`).

    The numbers are those of UnitUse; `acts` gives for each module how many acts were done in the last 30 and 90 days.
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
    def share(self) -> int:
        """How many of a hundred officers signed in within the last 30 days."""
        return round(100 * (self.week + self.month) / self.officers) if self.officers else 0

    def without(self, others: list["Branch"]) -> "Branch":
        """What is left of this one without those below it."""
        left = {name: getattr(self, name) - sum(getattr(other, name) for other in others) for name in SUMS}
        acts = {}
        for module, (of_30, of_90) in self.acts.items():
            below = [other.acts.get(module, (0, 0)) for other in others]
            acts[module] = (of_30 - sum(b[0] for b in below), of_90 - sum(b[1] for b in below))
        return Branch(self.unit, own=True, acts=acts, **left)


def board(unit: Unit) -> tuple[Branch, list[Branch]]:
    """A unit of the scope with all below it, and its branches: its own first, then those that need help most."""
    tree = current_scope().tree
    heads = {head.pk: head for head in [unit, *_directly_below(unit)]}
    acts: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    done = UnitActs.objects.filter(among(list(heads), "unit_id"), tree=tree)
    for pk, module, of_30, of_90 in done.values_list("unit_id", "module", "days_30", "days_90"):
        acts[pk][module] = (of_30, of_90)
    rows = UnitUse.objects.filter(among(list(heads), "unit_id"), tree=tree).values("unit_id", *SUMS)
    found = {pk: Branch(heads[pk], own=False, acts=acts[pk], **row) for row in rows for pk in (row.pop("unit_id"),)}
    whole = found.pop(unit.pk, None) or Branch(unit, own=False)
    below = sorted(found.values(), key=lambda b: (b.share, -b.unused, b.unit.sort_key))
    return whole, [whole.without(below), *below]


def titles(whole: Branch) -> dict[str, str]:
    """The modules in which anything was done, with their titles."""
    return {module.name: module.title for module in modules() if module.name in whole.acts}


def _directly_below(unit: Unit) -> QuerySet[Unit]:
    follow = shape(today(), current_scope().tree)
    at = follow.position(unit.pk)
    ids = [] if at is None else follow.ids[follow.children(at)].tolist()
    return Unit.objects.filter(among(ids))


def unused_units(unit: Unit) -> QuerySet[Unit]:
    """The units under one (it included) for which nobody ever signed in, each with its number of `officers`."""
    tree = current_scope().tree
    silent = Q(use__tree=tree, use__silent=True, level__in=COUNTED)
    seated = _under(unit).filter(silent)
    return seated.annotate(officers=F("use__officers"))


def _under(unit: Unit) -> QuerySet[Unit]:
    tree, path = _tree(), _path(unit)
    return Unit.objects.filter(**{f"{tree}__gte": path, f"{tree}__lt": f"{path}~", "ended_on": None})


def _tree() -> str:
    return "territory_path" if current_scope().tree == TERRITORY else "path"


def _path(unit: Unit) -> str:
    return str(getattr(unit, _tree()))


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
