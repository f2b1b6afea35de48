"""A small union that lives through a random year: what happens is told to the system by its acts, and kept here in
plain Python, from which every figure can be counted by hand."""

from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.activities.actions.log import Line, log_activity, void_activity
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import today
from ketdoan.grading.actions.judging import agree
from ketdoan.grading.actions.members import begin_list, close_list, grade
from ketdoan.grading.actions.rounds import open_round
from ketdoan.grading.factories import decided
from ketdoan.grading.factories import scored as score_and_send
from ketdoan.grading.models import Sheet
from ketdoan.members.actions import moving, people
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.models import Member
from ketdoan.units.actions import bodies, reorganisation
from ketdoan.units.actions.regulations import Signed, add_regulation
from ketdoan.units.actions.structure import Birth
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Unit

FIRST, FOUNDED = date(2023, 1, 1), date(2020, 1, 1)
KINDS = {
    "TLD": ("confederation", ""), "P": ("provincial_federation", "TLD"), "Q": ("provincial_federation", "TLD"),
    "X": ("district_federation", "P"), "Y": ("district_federation", "P"), "Z": ("district_federation", "Q"),
    "A": ("grassroots_union", "X"), "B": ("grassroots_union", "X"), "C": ("grassroots_union", "Y"),
    "D": ("grassroots_trade_union", "P"), "E": ("grassroots_union", "Z"), "F": ("grassroots_union", "Z"),
    "A1": ("union_group", "A"), "A2": ("union_group", "A"), "C1": ("member_grassroots_union", "C"),
    "C2": ("section_union", "C"), "D1": ("trade_group", "D"), "E1": ("union_group", "E"),
}  # fmt: skip
OWNERS = {"A": "private_enterprise", "B": "state_enterprise", "C": "cooperative", "D": "trade", "E": ""}
LEVELS = {
    "confederation": "confederation", "provincial_federation": "federation", "district_federation": "upper",
    "grassroots_union": "grassroots", "grassroots_trade_union": "grassroots", "union_group": "group",
    "trade_group": "group",
}  # fmt: skip
REASONS = ("request", "work_ended", "retired", "died", "expelled", "state_body", "other")
LOGGED = {
    "visit": ("times", "money"), "training": ("people", "women", "money"), "dialogue": ("people",),
    "publicity": ("times",), "culture_sport": ("people",), "legal_advice": ("times",), "care": ("people", "money"),
    "women_work": ("people",), "donation": ("money",), "inspection": (),
}  # fmt: skip


@dataclass
class State:
    """The union at the end of a day."""

    parent: dict[str, str] = field(default_factory=dict)
    kind: dict[str, str] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    workers: dict[str, tuple[int, int]] = field(default_factory=dict)
    member: dict[int, tuple[str, str]] = field(default_factory=dict)
    carded: set[int] = field(default_factory=set)
    seats: dict[tuple[str, str], dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    regulated: set[str] = field(default_factory=set)

    def above(self, code: str) -> set[str]:
        """A unit and all above it."""
        found = set()
        while code:
            found.add(code)
            code = self.parent[code]
        return found

    def below(self, top: str) -> list[str]:
        return [code for code in self.parent if top in self.above(code)]

    def level(self, code: str) -> str:
        return LEVELS.get(self.kind[code], "section")

    def own(self, code: str) -> list[int]:
        return [pk for pk, (unit, standing) in self.member.items() if unit == code and standing != "honorary"]


class World:
    """The union as it goes. `happened` are (day, what, units that count it, number); `days` the state after each."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.on = FIRST
        self.state = State()
        self.units: dict[str, Unit] = {}
        self.women: set[int] = set()
        self.ever: set[int] = set()
        self.happened: list[tuple[date, str, set[str], int]] = []
        self.names = 0
        self.born: dict[str, tuple[date, bool]] = {}
        self.fate = Random(f"grading {seed}")
        for code, (kind, parent) in KINDS.items():
            self.begin(code, kind, parent, make_unit(
                kind, code, self.units.get(parent), FOUNDED, ownership=OWNERS.get(code, "")
            ))  # fmt: skip
        self.days = [(FOUNDED, deepcopy(self.state))]

    def at(self, day: date) -> State:
        """The union at the end of a day."""
        return next((state for on, state in reversed(self.days) if on <= day), State())

    def live(self, steps: int) -> None:
        acts = [
            *([self.admit] * 5), self.recognise, *([self.transfer] * 4), *([self.leave] * 3), self.return_to,
            self.suspend, self.resume, self.honour, self.card, self.introduce, self.describe, *([self.seat] * 3),
            *([self.log] * 5), self.regulate, *([self.move] * 3), self.absorb, self.merge, self.split, self.divide,
            self.dissolve, self.found, self.move_upper,
        ]  # fmt: skip
        with acting(SYSTEM):
            for unit in ("A", "E"):
                for body, offices in (
                    ("executive", ("chair", "member")),
                    ("inspection", ("chair", "member", "member")),
                ):
                    for office in offices:
                        self.seat_in(unit, body, office)
        self.days.append((self.on, deepcopy(self.state)))
        for step in range(steps):
            self.on += timedelta(days=self.dice.randrange(1, 3))
            with acting(SYSTEM):
                self.dice.choice(acts)()
                if step == steps * 5 // 6:
                    self.grade_unions()
                    self.grade_members()
            self.days.append((self.on, deepcopy(self.state)))

    # What happens

    def begin(self, code: str, kind: str, parent: str, unit: Unit) -> None:
        self.units[code] = unit
        self.state.parent[code], self.state.kind[code] = parent, kind
        self.state.owner[code] = OWNERS.get(code, "")

    def end(self, code: str) -> None:
        for told in (self.state.parent, self.state.kind, self.state.owner, self.state.workers):
            told.pop(code, None)  # type: ignore[attr-defined]
        for unit, body in list(self.state.seats):
            if unit == code:
                del self.state.seats[unit, body]
        self.state.regulated.discard(code)

    def note(self, what: str, units: set[str], number: int = 1) -> None:
        self.happened.append((self.on, what, set(units), number))

    def some(self, *levels: str) -> str:
        found = [code for code in self.state.parent if self.state.level(code) in levels]
        return self.dice.choice(found)

    def unit(self, code: str) -> Unit:
        return Unit._base_manager.get(pk=self.units[code].pk)

    def member(self, standing: str = "") -> int | None:
        fitting = ("member", "suspended") if not standing else (standing,)
        found = sorted(pk for pk, (_, now) in self.state.member.items() if now in fitting)
        return self.dice.choice(found) if found else None

    def held(self, pk: int) -> Member:
        return Member._base_manager.get(pk=pk)

    def new(self, unit: str) -> Any:
        self.names += 1
        person = make_person(self.unit(unit), f"Nguyễn Văn M{self.names}", sex=self.dice.choice(["f", "m", ""]))
        if person.sex == "f":
            self.women.add(person.pk)
        return person

    def enter(self, unit: str, pk: int, what: str) -> None:
        above = self.state.above(unit)
        self.note(what, above)
        if what == "admitted" and pk in self.women:
            self.note("admitted_women", above)
        if what == "admitted" and pk in self.ever:
            self.note("readmitted", above)
        self.ever.add(pk)
        self.state.member[pk] = (unit, "member")

    def admit(self) -> None:
        unit = self.some("grassroots", "group", "section")
        found = [self.new(unit) for _ in range(self.dice.randrange(1, 4))]
        people.admit(unit=self.unit(unit), people=found, on=self.on)
        for person in found:
            self.enter(unit, person.pk, "admitted")

    def return_to(self) -> None:
        gone = sorted(self.ever - self.state.member.keys())
        if gone:
            unit, pk = self.some("grassroots"), self.dice.choice(gone)
            people.admit(unit=self.unit(unit), people=[self.held(pk).person], on=self.on)
            self.enter(unit, pk, "admitted")

    def recognise(self) -> None:
        unit = self.some("grassroots")
        person = self.new(unit)
        people.recognise(unit=self.unit(unit), people=[person], on=self.on)
        self.enter(unit, person.pk, "recognised")

    def honour(self) -> None:
        unit = self.some("grassroots")
        person = self.new(unit)
        people.honour(unit=self.unit(unit), people=[person], on=self.on)
        self.state.member[person.pk] = (unit, "honorary")

    def transfer(self) -> None:
        pk, to = self.member(), self.some("grassroots", "group", "section")
        if pk is None or self.state.member[pk][0] == to:
            return
        moving.transfer(members=[self.held(pk)], to=self.unit(to), on=self.on)
        before, after = self.state.above(self.state.member[pk][0]), self.state.above(to)
        self.note("in", after - before)
        self.note("out", before - after)
        self.state.member[pk] = (to, "member")

    def leave(self) -> None:
        if (pk := self.member()) is not None:
            reason = self.dice.choice(REASONS)
            people.leave(members=[self.held(pk)], on=self.on, reason=reason)
            self.left(pk, reason)

    def left(self, pk: int, reason: str) -> None:
        above = self.state.above(self.state.member.pop(pk)[0])
        self.note(f"left {reason}", above)
        self.note("expelled" if reason == "expelled" else "left otherwise", above)

    def suspend(self) -> None:
        if (pk := self.member("member")) is not None:
            people.suspend(members=[self.held(pk)], on=self.on)
            self.state.member[pk] = (self.state.member[pk][0], "suspended")

    def resume(self) -> None:
        if (pk := self.member("suspended")) is not None:
            people.resume(members=[self.held(pk)], on=self.on)
            self.state.member[pk] = (self.state.member[pk][0], "member")

    def card(self) -> None:
        """A card stays with who leaves; it counts again for who comes back."""
        pks = [
            pk for pk, (_, now) in self.state.member.items() if now != "honorary" and pk not in self.state.carded
        ][:5]  # fmt: skip
        if pks:
            issue_cards(members=[self.held(pk) for pk in pks], on=self.on)
            self.state.carded |= set(pks)

    def introduce(self) -> None:
        if (pk := self.member()) is not None:
            people.introduce_to_party(members=[self.held(pk)], on=self.on)
            self.note("introduced", self.state.above(self.state.member[pk][0]))

    def describe(self) -> None:
        unit, workers = self.some("grassroots"), self.dice.randrange(0, 60)
        women = self.dice.randrange(0, workers + 1)
        if self.state.workers.get(unit) != (workers, women):
            values = {"workers": workers, "women": women}
            reorganisation.describe(unit=self.unit(unit), values=values, since=self.on)
            self.state.workers[unit] = (workers, women)

    def seat(self) -> None:
        body = self.dice.choice(["executive", "inspection", "people_inspection", "women", "group_leaders"])
        unit = self.some("group") if body == "group_leaders" else self.some("grassroots", "federation")
        self.seat_in(unit, body, "chair" if body == "group_leaders" else self.dice.choice(["chair", "member"]))

    def seat_in(self, unit: str, body: str, office: str) -> None:
        """Put somebody new into a body; what the rules refuse does not happen."""
        person = self.new(unit)
        try:
            if not self.state.seats.get((unit, body)):
                until = self.on.replace(year=2028)
                bodies.open_term(unit=self.unit(unit), kind=body, since=self.on, seats=9, until=until)
            bodies.appoint(unit=self.unit(unit), kind=body, person=person, office=office, since=self.on)
        except ValidationError:
            return
        self.state.seats[unit, body][person.pk] = office

    def regulate(self) -> None:
        unit = self.some("grassroots")
        if unit not in self.state.regulated:
            signed = Signed(kind="employer_coordination", signed_on=self.on, counterpart="Công ty")
            add_regulation(unit=self.unit(unit), signed=signed)
            self.state.regulated.add(unit)

    def log(self) -> None:
        unit, kind = self.some("grassroots", "federation", "upper"), self.dice.choice([*LOGGED, "visit", "training"])
        numbers: dict[str, Any] = {
            name: self.dice.randrange(1, 90) for name in LOGGED[kind] if self.dice.random() < 0.8
        }
        if "women" in numbers:
            numbers["people"] = numbers.get("people", 0) + numbers["women"]
        source = self.dice.choice(["union", "employer"]) if numbers.get("money") else ""
        line = log_activity(unit=self.unit(unit), line=Line(kind, self.on, "việc", **numbers, money_from=source))
        if self.dice.random() < 0.2:
            void_activity(activity=line, why="ghi nhầm")
            return
        above = self.state.above(unit)
        self.note(f"{kind} count", above)
        for name, number in numbers.items():
            self.note(f"{kind} {name}{' ' + source if name == 'money' else ''}", above, number)

    def grade_unions(self) -> None:
        """The year ends here: unions of some age are decided on, most of them."""
        open_round(unit=self.unit("TLD"), year=self.on.year, last=self.on, due=today())
        sheets = Sheet._base_manager.select_related("round", "unit").order_by("unit__code")
        totals = cycle((95, 30, 72, 65, 88, 51))
        for sheet in sheets:
            above = self.state.above(sheet.unit.code)
            if not self.old_enough(sheet.unit.code):
                self.note("too young", above)
                continue
            paid, ends_here = self.fate.random() < 0.8, self.fate.random() < 0.1
            met = {"no_violation": True, "funds_paid": paid, "reports_made": True}
            if ends_here:
                score_and_send(sheet, 80, met)
                agree(sheets=[sheet])
                continue
            points = next(totals)
            decided(sheet, self.unit("TLD"), points, met)
            reached = [(90, "XS"), (70, "TOT")] if paid else []
            level = next(code for lowest, code in [*reached, (50, "HT"), (0, "KHONG")] if points >= lowest)
            self.note("graded", above)
            self.note(f"graded {level}", above)

    def old_enough(self, code: str) -> bool:
        """Twelve months, of which the units of the beginning have more and those begun since have less; or six after
        they came out of others."""
        begun, out_of_others = self.born.get(code, (FOUNDED, False))
        end = self.on + timedelta(days=1)
        months = (end.year - begun.year) * 12 + end.month - begun.month - (end.day < begun.day)
        return months >= 12 or (out_of_others and months >= 6)

    def grade_members(self) -> None:
        """Unions grade some of those who are their members today, and most close the list."""
        for code in sorted(self.state.parent):
            if self.state.level(code) != "grassroots":
                continue
            people = sorted(pk for part in self.state.below(code) for pk in self.state.own(part))
            if not people:
                continue
            made = begin_list(unit=self.unit(code), year=self.on.year, day=self.on)
            best = people[: self.fate.randrange(1, len(people) + 1)]
            good = people[len(best) : len(best) + 2]
            for level, some in (("excellent", best), ("good", good)):
                if some:
                    grade(members=made, people=some, level=level)
            if self.fate.random() < 0.9:
                close_list(members=made)
                self.note("member graded", self.state.above(code), len(best) + len(good))
                self.note("best member", self.state.above(code), len(best))

    # What becomes of units

    def carried(self, units: list[str], before: dict[str, set[str]]) -> None:
        """Members who went with units, and the grassroots unions among these, from where they stood before."""
        for code in units:
            came, went = self.state.above(code) - before[code], before[code] - self.state.above(code)
            for where, people_word, unit_word in ((came, "brought", "received"), (went, "taken", "moved away")):
                self.note(people_word, where, len(self.state.own(code)))
                if self.state.level(code) == "grassroots":
                    self.note(unit_word, where)

    def move(self) -> None:
        unit, to = self.some("grassroots"), self.some("upper", "federation")
        if self.state.parent[unit] != to:
            self.put(unit, to)

    def move_upper(self) -> None:
        unit, to = self.some("upper"), self.some("federation")
        if self.state.parent[unit] != to:
            self.put(unit, to)

    def put(self, unit: str, to: str) -> None:
        reorganisation.move(units=[self.unit(unit)], parent=self.unit(to), since=self.on)
        moved = self.state.below(unit)
        before = {code: self.state.above(code) for code in moved}
        self.state.parent[unit] = to
        self.carried(moved, before)

    def heir(self, sources: list[str], target: str) -> None:
        """Members and parts of units that end go on to another."""
        for source in sources:
            inner = [code for code in self.state.below(source) if code != source]
            before = {code: self.state.above(code) for code in inner}
            for code in inner:
                if self.state.parent[code] == source:
                    self.state.parent[code] = target
            self.carried(inner, before)
            mine, theirs = self.state.above(source), self.state.above(target)
            self.note("brought", theirs - mine, len(self.state.own(source)))
            self.note("taken", mine - theirs, len(self.state.own(source)))
            for pk, (unit, standing) in list(self.state.member.items()):
                if unit == source:
                    self.state.member[pk] = (target, standing)

    def counted(self, born: list[str], ended: list[str], more: str, fewer: str) -> None:
        """By how many unions there are more, or fewer, for each unit above any."""
        net: dict[str, int] = defaultdict(int)
        for codes, sign in ((born, 1), (ended, -1)):
            for code in codes:
                for above in self.state.above(code):
                    net[above] += sign
        for above, number in net.items():
            self.note(more if number > 0 else fewer, {above}, abs(number))

    def plain(self, number: int) -> list[str]:
        found = [code for code, kind in self.state.kind.items() if kind == "grassroots_union"]
        return self.dice.sample(found, number) if len(found) > number + 2 else []

    def values(self, code: str) -> dict[str, str]:
        return {"kind": "grassroots_union", "name": f"Đơn vị {code}", "short_name": f"ĐV {code}"}

    def code(self) -> str:
        self.names += 1
        return f"N{self.names}"

    def absorb(self) -> None:
        if pair := self.plain(2):
            source, target = pair
            reorganisation.absorb(units=[self.unit(source)], into=self.unit(target), since=self.on)
            if target in self.born and not self.born[target][1]:
                self.born[target] = (self.on, True)
            self.counted([], [source], "received", "merged")
            self.heir([source], target)
            self.end(source)

    def merge(self) -> None:
        if pair := self.plain(2):
            code, parent = self.code(), self.some("upper")
            made = reorganisation.merge(
                units=[self.unit(one) for one in pair], code=code, parent=self.unit(parent), since=self.on,
                values=self.values(code),
            )  # fmt: skip
            self.begin(code, "grassroots_union", parent, made)
            self.born[code] = (self.on, True)
            self.counted([code], pair, "received", "merged")
            self.heir(pair, code)
            for one in pair:
                self.end(one)

    def split(self) -> None:
        if found := self.plain(1):
            (source,) = found
            self.divided(source, children={}, stays=True)

    def divide(self) -> None:
        if found := self.plain(1):
            (source,) = found
            inner = [code for code in self.state.parent if self.state.parent[code] == source]
            self.divided(source, children={self.units[code].pk: 0 for code in inner}, stays=False)

    def divided(self, source: str, children: dict[int, int], *, stays: bool) -> None:
        codes, parent = [self.code(), self.code()], self.some("upper")
        births = [Birth(code, self.values(code), self.unit(parent)) for code in codes]
        made = reorganisation.split(
            units=[self.unit(source)], births=births, since=self.on, children=children, stays=stays
        )  # fmt: skip
        for code, unit in zip(codes, made, strict=True):
            self.begin(code, "grassroots_union", parent, unit)
            self.born[code] = (self.on, True)
        self.counted(codes, [] if stays else [source], "split", "moved away")
        if not stays:
            self.heir([source], codes[0])
            self.end(source)

    def dissolve(self) -> None:
        if found := self.plain(1):
            (source,) = found
            reorganisation.dissolve(units=[self.unit(source)], since=self.on)
            self.note("dissolved", self.state.above(source))
            ended = self.state.below(source)
            for pk, (unit, standing) in list(self.state.member.items()):
                if unit in ended and standing == "honorary":
                    del self.state.member[pk]
                elif unit in ended:
                    self.left(pk, "unit_dissolved")
            for code in ended:
                self.end(code)

    def found(self) -> None:
        code, parent = self.code(), self.some("upper", "federation")
        self.begin(code, "grassroots_union", parent, make_unit("grassroots_union", code, self.unit(parent), self.on))
        self.born[code] = (self.on, False)
        self.note("founded", self.state.above(code))


def count(world: World, cell: str, unit: str, first: date, last: date) -> int:
    """What a cell must say of a unit, counted by hand."""
    return COUNTS[cell](world, unit, first, last)


Count = Callable[[World, str, date, date], int]


def in_period(*names: str) -> Count:
    def told(world: World, unit: str, first: date, last: date) -> int:
        return sum(
            number for on, what, units, number in world.happened
            if what in names and first <= on <= last and unit in units
        )  # fmt: skip

    return told


def on_last(number: Callable[[World, State, str], int]) -> Count:
    def told(world: World, unit: str, first: date, last: date) -> int:
        state = world.at(last)
        return number(world, state, unit) if unit in state.parent else 0

    return told


def at_opening(number: Callable[[World, State, str], int]) -> Count:
    return lambda world, unit, first, last: on_last(number)(world, unit, first, first - timedelta(days=1))


def people_of(which: Callable[[World, State, int], bool]) -> Callable[[World, State, str], int]:
    def told(world: World, state: State, unit: str) -> int:
        return sum(unit in state.above(at) and which(world, state, pk) for pk, (at, _) in state.member.items())

    return told


def counts(world: World, state: State, pk: int) -> bool:
    return state.member[pk][1] != "honorary"


def is_private(world: World, state: State, pk: int) -> bool:
    code = state.member[pk][0]
    while code and not state.owner.get(code):
        code = state.parent[code]
    return bool(code) and state.owner[code] in ("private_enterprise", "foreign_enterprise", "cooperative", "trade")


def units_of(which: Callable[[State, str], bool]) -> Callable[[World, State, str], int]:
    return lambda world, state, unit: sum(which(state, code) for code in state.below(unit))


def direct(*levels: str) -> Callable[[World, State, str], int]:
    return lambda world, state, unit: sum(
        above == unit and state.level(code) in levels for code, above in state.parent.items()
    )


def seated(body: str, women: bool = False, office: str = "", level: str = "") -> Callable[[World, State, str], int]:
    def told(world: World, state: State, unit: str) -> int:
        return sum(
            (not women or pk in world.women) and (not office or office == held)
            for (code, kind), people_in in state.seats.items()
            if kind == body and unit in state.above(code) and (not level or state.level(code) == level)
            for pk, held in people_in.items()
        )

    return told


def boards(body: str, fewest: int, level: str = "") -> Callable[[World, State, str], int]:
    def told(world: World, state: State, unit: str) -> int:
        return sum(
            kind == body and unit in state.above(code) and len(held) >= fewest
            and (not level or state.level(code) == level)
            for (code, kind), held in state.seats.items()
        )  # fmt: skip

    return told


def workers(at: int) -> Callable[[World, State, str], int]:
    return lambda world, state, unit: sum(told[at] for code, told in state.workers.items() if unit in state.above(code))


UNIONS = ("confederation", "federation", "upper", "grassroots")
GRASSROOTS = units_of(lambda state, code: state.level(code) == "grassroots")
COUNTS: dict[str, Count] = {
    "DV.DAU_KY": at_opening(people_of(counts)),
    "DV.CUOI_KY": on_last(people_of(counts)),
    "DV.CUOI_KY|GIOI=NU": on_last(people_of(lambda world, state, pk: counts(world, state, pk) and pk in world.women)),
    "DV.TAM_DUNG": on_last(people_of(lambda world, state, pk: state.member[pk][1] == "suspended")),
    "DV.DANH_DU": on_last(people_of(lambda world, state, pk: state.member[pk][1] == "honorary")),
    "DV.THE": on_last(people_of(lambda world, state, pk: counts(world, state, pk) and pk in state.carded)),
    "DV.NGOAI_NN": on_last(people_of(lambda w, state, pk: counts(w, state, pk) and is_private(w, state, pk))),
    "DV.KET_NAP": in_period("admitted"),
    "DV.KET_NAP|GIOI=NU": in_period("admitted_women"),
    "DV.KET_NAP_LAI": in_period("readmitted"),
    "DV.CONG_NHAN": in_period("recognised"),
    "DV.CHUYEN_DEN": in_period("in"),
    "DV.CHUYEN_DI": in_period("out"),
    "DV.DEN_THEO_TC": in_period("brought"),
    "DV.DI_THEO_TC": in_period("taken"),
    "DV.KHAI_TRU": in_period("expelled"),
    "DV.GIAM_KHAC": in_period("left otherwise"),
    "DV.GIAM_HUU": in_period("left retired"),
    "DV.GIAM_VIEC": in_period("left work_ended"),
    "DV.GIAM_GIAI_THE": in_period("left unit_dissolved", "left state_body"),
    "DV.UU_TU": in_period("introduced"),
    "LD.TONG": on_last(workers(0)),
    "LD.TONG|GIOI=NU": on_last(workers(1)),
    "TC.CDCS_DAU": at_opening(GRASSROOTS),
    "TC.CDCS": on_last(GRASSROOTS),
    "TC.CDCS_MOI": in_period("founded"),
    "TC.CDCS_TACH": in_period("split"),
    "TC.CDCS_NHAN": in_period("received"),
    "TC.CDCS_GIAI_THE": in_period("dissolved"),
    "TC.CDCS_SAP_NHAP": in_period("merged"),
    "TC.CDCS_CHUYEN": in_period("moved away"),
    "TC.CDCS_TREN25": on_last(units_of(lambda state, code: state.workers.get(code, (0, 0))[0] >= 25)),
    "TC.TRUC_THUOC": on_last(direct(*UNIONS)),
    "TC.TRUC_THUOC|CAP=TLD": on_last(direct("confederation")),
    "TC.TRUC_THUOC|CAP=TINH_NGANH": on_last(direct("federation")),
    "TC.TRUC_THUOC|CAP=CAP_TREN": on_last(direct("upper")),
    "TC.TRUC_THUOC|CAP=CO_SO": on_last(direct("grassroots")),
    "TC.THANH_VIEN": on_last(units_of(lambda state, code: state.kind[code] == "member_grassroots_union")),
    "TC.BO_PHAN": on_last(units_of(lambda state, code: state.kind[code] == "section_union")),
    "TC.TO": on_last(units_of(lambda state, code: state.level(code) == "group")),
    "CB.BCH": on_last(seated("executive")),
    "CB.BCH|GIOI=NU": on_last(seated("executive", women=True)),
    "CB.CHU_TICH": on_last(seated("executive", office="chair", level="grassroots")),
    "CB.CHU_TICH|GIOI=NU": on_last(seated("executive", True, "chair", "grassroots")),
    "CB.TO_TRUONG": on_last(seated("group_leaders", office="chair")),
    "KT.CO_UBKT": on_last(boards("inspection", 2, "grassroots")),
    "KT.UY_VIEN": on_last(seated("inspection")),
    "KT.UY_VIEN|GIOI=NU": on_last(seated("inspection", women=True)),
    "KT.TTND": on_last(boards("people_inspection", 1)),
    "KT.TTND_UV": on_last(seated("people_inspection")),
    "NC.BAN": on_last(boards("women", 1, "grassroots")),
    "NC.UY_VIEN": on_last(seated("women")),
    "HN.QC_PHOI_HOP": on_last(units_of(lambda state, code: code in state.regulated)),
    "XL.DUOC_XL": in_period("graded"),
    **{f"XL.CDCS|MUC_XEP_LOAI={code}": in_period(f"graded {code}") for code in ("XS", "TOT", "HT", "KHONG")},
    "XL.TOT_TRO_LEN": in_period("graded XS", "graded TOT"),
    "XL.CHUA_DU": in_period("too young"),
    **{f"XL.CDCS_CU|MUC_XEP_LOAI_CU={code}": in_period() for code in ("VM", "KHA", "TB", "YEU")},
    "TD.DV_XEP_LOAI": in_period("member graded"),
    "TD.DV_XUAT_SAC": in_period("best member"),
    "CL.THAM_HOI": in_period("visit times"),
    "CL.THAM_HOI_TIEN": in_period("visit money union"),
    "CL.UNG_HO": in_period("donation money union", "donation money employer"),
    "DT.TONG": in_period("dialogue count"),
    "HT.LOP": in_period("training count"),
    "HT.LUOT": in_period("training people"),
    "HT.LUOT|GIOI=NU": in_period("training women"),
    "HT.KINH_PHI": in_period("training money union"),
    "TT.CUOC": in_period("publicity count"),
    "TT.LUOT": in_period("publicity times"),
    "TT.VH_TT": in_period("culture_sport count"),
    "PL.TU_VAN": in_period("legal_advice times"),
    "NC.CUOC": in_period("women_work count"),
    "NC.LUOT": in_period("women_work people"),
}
