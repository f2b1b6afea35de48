"""A union whose members come, move, suspend and leave at random, told apart by plain Python: whom an article is for."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account, MessageChoice, Preference
from ketdoan.core.modules import permissions
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.members.actions import moving, people
from ketdoan.members.actions.merging import merge
from ketdoan.members.factories import make_members
from ketdoan.members.models import Member, Profile
from ketdoan.news.rules.reach import Reach
from ketdoan.units.actions.reorganisation import move
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Person, Unit

#: Each unit with its kind and the unit above it.
TREE = {
    "TLD": ("confederation", ""),
    "P": ("provincial_federation", "TLD"),
    "K": ("zone_union", "P"),
    "A": ("grassroots_union", "K"),
    "A1": ("section_union", "A"),
    "A1T": ("union_group", "A1"),
    "A2": ("section_union", "A"),
    "B": ("grassroots_union", "K"),
    "BT": ("union_group", "B"),
    "C": ("grassroots_union", "P"),
    "Q": ("provincial_federation", "TLD"),
    "X": ("grassroots_union", "Q"),
    "XT": ("union_group", "X"),
}
HOMES = ("A", "A1", "A1T", "A2", "B", "BT", "C", "X", "XT")
SHIFTS = ["morning", "afternoon", "night"]
SEXES, PROFESSIONS = ("f", "m", ""), ("", "1", "3", "8", "9")


@dataclass
class Somebody:
    """A person as the oracle knows them. `account` is of whichever record of theirs has one."""

    unit: str
    state: str
    sex: str
    profession: str
    account: int | None = None
    active: bool = True
    off: bool = False
    shift: str = ""
    since: date | None = None

    @property
    def shift_now(self) -> str:
        """The shift of today, turned once on each Monday since."""
        if not self.shift or self.since is None:
            return self.shift
        days = range(1, (today() - self.since).days + 1)
        mondays = sum((self.since + timedelta(days=day)).weekday() == 0 for day in days)
        return SHIFTS[(SHIFTS.index(self.shift) + mondays) % 3]


class RandomMembers:
    """The union, and beside it everything that decides who gets an article."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.moved: set[str] = set()
        self.above = {code: upper for code, (_, upper) in TREE.items()}
        self.units: dict[str, Unit] = {}
        for code, (kind, upper) in TREE.items():
            self.units[code] = make_unit(kind, code, self.units.get(upper), date(2015, 1, 1))
        self.people: dict[int, Somebody] = {}
        for unit, sex in product(HOMES, SEXES):
            self.join(unit, sex, self.random.randrange(1, 6))

    def join(self, unit: str, sex: str, number: int) -> None:
        first = len(self.people)
        names = [f"Người {named(at)}" for at in range(first, first + number)]
        for member in make_members(self.units[unit], *names, on=today() - timedelta(days=900), sex=sex):
            profession = self.random.choice(PROFESSIONS)
            if profession or self.random.random() < 0.5:
                Profile._base_manager.create(person_id=member.pk, profession=profession)
            self.people[member.pk] = one = Somebody(unit, "member", sex, profession)
            if self.random.random() < 0.7:
                self._sign_up(one, Person._base_manager.get(pk=member.pk), f"nguoi{member.pk}")

    def _sign_up(self, one: Somebody, person: Person, name: str) -> None:
        account = Account.objects.create_user(name)
        one.account, one.active, one.off = account.pk, self.random.random() < 0.85, self.random.random() < 0.15
        Account.objects.filter(pk=account.pk).update(is_active=one.active)
        Person._base_manager.filter(pk=person.pk).update(account=account)
        one.shift = self.random.choice(["", *SHIFTS])
        one.since = today() - timedelta(days=self.random.randrange(0, 40)) if self.random.random() < 0.5 else None
        Preference.objects.create(account=account, shift=one.shift, shift_since=one.since)
        if one.off:
            MessageChoice.objects.create(account=account, category="news", way="off")

    # What happens

    def happen(self) -> str:
        """One random thing that befalls a member or a unit: what it was."""
        kinds = ["transfer", "leave", "suspend", "resume", "join", "account", "honour", "move", "merge"]
        with acting(SYSTEM):
            for what in self.random.choices(kinds, k=100):
                pk = self.random.choice(list(self.people))
                if getattr(self, f"_{what}")(pk, self.people[pk]):
                    return what
        return ""

    def _member(self, pk: int) -> list[Member]:
        return [Member._base_manager.get(pk=pk)]

    def _transfer(self, pk: int, one: Somebody) -> bool:
        to = self.random.choice(HOMES)
        if one.state not in ("member", "suspended") or to == one.unit:
            return False
        moving.transfer(members=self._member(pk), to=self.units[to], on=today())
        one.unit, one.state = to, "member"
        return True

    def _leave(self, pk: int, one: Somebody) -> bool:
        if one.state not in ("member", "suspended") or sum(p.state == "left" for p in self.people.values()) > 25:
            return False
        people.leave(members=self._member(pk), on=today(), reason="request")
        one.state = "left"
        return True

    def _suspend(self, pk: int, one: Somebody) -> bool:
        if one.state != "member":
            return False
        people.suspend(members=self._member(pk), on=today())
        one.state = "suspended"
        return True

    def _resume(self, pk: int, one: Somebody) -> bool:
        if one.state != "suspended":
            return False
        people.resume(members=self._member(pk), on=today())
        one.state = "member"
        return True

    def _join(self, pk: int, one: Somebody) -> bool:
        self.join(self.random.choice(HOMES), self.random.choice(SEXES), 1)
        return True

    def _account(self, pk: int, one: Somebody) -> bool:
        if one.account is None:
            self._sign_up(one, Person._base_manager.get(pk=pk), f"moi{pk}")
        else:
            one.active = not one.active
            Account.objects.filter(pk=one.account).update(is_active=one.active)
        return True

    def _honour(self, pk: int, one: Somebody) -> bool:
        if one.state != "left":
            return False
        people.honour(unit=self.units[one.unit], people=[Person._base_manager.get(pk=pk)], on=today())
        one.state = "honorary"
        return True

    def _move(self, pk: int, one: Somebody) -> bool:
        """A grassroots union goes under another upper one, with everybody in it."""
        unit, to = self.random.choice("ABCX"), self.random.choice("KPQ")
        if self.above[unit] == to or unit in self.moved:
            return False
        move(units=[self.units[unit]], parent=self.units[to], since=today() - timedelta(days=1))
        self.above[unit] = to
        self.moved.add(unit)
        self.units = {code: Unit._base_manager.get(code=code) for code in TREE}
        return True

    def _merge(self, pk: int, one: Somebody) -> bool:
        """Somebody stands in the register twice, and uses the app under the record that goes on under the other."""
        if one.account is not None or one.state != "member":
            return False
        (double,) = make_members(self.units[one.unit], "Bản Ghi Khác", on=today() - timedelta(days=800), sex=one.sex)
        other = Person._base_manager.get(pk=double.pk)
        self._sign_up(one, other, f"khac{pk}")
        merge(keep=Person._base_manager.get(pk=pk), other=other)
        return True

    # What follows

    def line(self, code: str) -> set[str]:
        found = set()
        while code:
            found.add(code)
            code = self.above[code]
        return found

    def meant(self, publisher: str, reach: Reach) -> list[Somebody]:
        """Who should get it, by asking everybody one after the other."""
        chosen = [code for code, unit in self.units.items() if unit.pk in reach.units]
        found = []
        for one in self.people.values():
            line = self.line(one.unit)
            if one.state == "member" or (one.state == "suspended" and reach.suspended):
                inside = publisher in line and (not reach.units or any(code in line for code in chosen))
                right = reach.sex in ("", one.sex) and (not reach.professions or one.profession in reach.professions)
                right = right and (not reach.shifts or one.shift_now in reach.shifts)
                if inside and right:
                    found.append(one)
        return found

    def told(self, publisher: str, reach: Reach, urgent: bool) -> set[int]:
        """The accounts that should be told."""
        willing = [one for one in self.meant(publisher, reach) if urgent or not one.off]
        return {one.account for one in willing if one.account is not None and one.active}

    # What is asked

    def any_reach(self, publisher: str) -> Reach:
        below = [code for code in self.units if publisher in self.line(code)]
        units = self.random.sample(below, self.random.choice([0, 0, 1, 2]) if len(below) > 2 else 0)
        return Reach(
            units=[self.units[code].pk for code in units],
            sex=self.random.choice(["", "", "f", "m"]),
            professions=self.random.sample([p for p in PROFESSIONS if p], self.random.choice([0, 0, 1, 2])),
            shifts=self.random.sample(SHIFTS, self.random.choice([0, 0, 0, 1, 2])),
            suspended=self.random.random() < 0.6,
        )


def named(number: int) -> str:
    """A number as a name may have it, in letters."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize()


def actor_at(unit: Unit, rights: frozenset[str] | None = None) -> Actor:
    """A post of a unit with every right, or with those named."""
    held = frozenset(permissions()) if rights is None else rights
    return Actor(None, None, unit.pk, unit.short_name, Scope(unit.path), held)


def give_account(person: Person) -> None:
    """Let a person use the app."""
    person.account = Account.objects.create_user(f"dv-{person.pk}")
    person.save()
