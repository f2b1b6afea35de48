"""A union's history worked out the slow way: every unit's members looked up by walking up the tree, event by event.

Written from the description of the history file, without the code under test. It keeps the whole union as it was
after each event, and counts by following parents.
"""

from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

FLOWING = ("admitted", "recognised", "transferred_in", "transferred_out", "left")


class Refused(Exception):
    """The event cannot happen."""


def need(fits: bool) -> None:
    if not fits:
        raise Refused


class Union:
    """Parents of living units, the unit of each member, and the names that are taken."""

    def __init__(self) -> None:
        self.parent: dict[str, str | None] = {}
        self.member: dict[str, str] = {}
        self.taken: set[str] = set()
        self.flows: list[tuple[date, str, str]] = []

    def inside(self, unit: str, top: str) -> bool:
        at: str | None = unit
        while at is not None:
            if at == top:
                return True
            at = self.parent[at]
        return False

    def count(self, top: str) -> int:
        return sum(1 for unit in self.member.values() if top in self.parent and self.inside(unit, top))

    def alive(self, *units: Any) -> None:
        need(all(unit in self.parent for unit in units))

    def note(self, on: date, name: str, unit: str, other: str | None = None) -> None:
        """Count an event for each unit that holds `unit`, and not `other`."""
        for top in self.parent:
            if self.inside(unit, top) and not (other is not None and self.inside(other, top)):
                self.flows.append((on, name, top))

    # Events

    def do_found(self, on: date, event: dict[str, Any]) -> None:
        need(event["unit"] not in self.taken)
        if event["parent"] is not None:
            self.alive(event["parent"])
        self.parent[event["unit"]] = event["parent"]
        self.taken.add(event["unit"])

    def do_move(self, on: date, event: dict[str, Any]) -> None:
        self.alive(event["unit"], event["to"])
        need(not self.inside(event["to"], event["unit"]))
        self.parent[event["unit"]] = event["to"]

    def do_merge(self, on: date, event: dict[str, Any]) -> None:
        units, into = event["units"], event["into"]
        self.alive(*units)
        if into in self.taken:
            self.alive(into)
        else:
            self.parent[into] = self.parent[units[0]]
            self.taken.add(into)
        going = set(units) - {into}
        for child, above in list(self.parent.items()):
            if above in going and child not in going:
                self.parent[child] = into
        for unit in going:
            del self.parent[unit]
        for person, unit in self.member.items():
            if unit in going:
                self.member[person] = into
        self.no_circle()

    def no_circle(self) -> None:
        for unit in self.parent:
            seen, at = set(), unit
            while at is not None:
                need(at not in seen and at in self.parent)
                seen.add(at)
                at = self.parent[at]

    def do_split(self, on: date, event: dict[str, Any]) -> None:
        unit, into = event["unit"], event["into"]
        self.alive(unit)
        named: list[str] = []
        for part, people in into.items():
            need(part not in self.taken)
            for person in people:
                need(self.member.get(person) == unit and person not in named)
                named.append(person)
        first = next(iter(into))
        for part in into:
            self.parent[part] = self.parent[unit]
            self.taken.add(part)
        for person, at in list(self.member.items()):
            if at == unit:
                self.member[person] = next((part for part, people in into.items() if person in people), first)
        for child, above in list(self.parent.items()):
            if above == unit:
                self.parent[child] = first
        del self.parent[unit]

    def do_dissolve(self, on: date, event: dict[str, Any]) -> None:
        unit = event["unit"]
        self.alive(unit)
        for person, at in list(self.member.items()):
            if at == unit:
                self.note(on, "left", unit)
                del self.member[person]
        for child, above in list(self.parent.items()):
            if above == unit:
                self.parent[child] = self.parent[unit]
        del self.parent[unit]

    def do_admit(self, on: date, event: dict[str, Any], name: str = "admitted") -> None:
        self.alive(event["unit"])
        need(event["person"] not in self.member)
        self.note(on, name, event["unit"])
        self.member[event["person"]] = event["unit"]

    def do_recognise(self, on: date, event: dict[str, Any]) -> None:
        self.do_admit(on, event, "recognised")

    def do_transfer(self, on: date, event: dict[str, Any]) -> None:
        self.alive(event["to"])
        need(event["person"] in self.member)
        before = self.member[event["person"]]
        need(before != event["to"])
        self.note(on, "transferred_out", before, event["to"])
        self.note(on, "transferred_in", event["to"], before)
        self.member[event["person"]] = event["to"]

    def do_leave(self, on: date, event: dict[str, Any]) -> None:
        need(event["person"] in self.member)
        self.note(on, "left", self.member.pop(event["person"]))


def never_were(events: list[dict[str, Any]]) -> tuple[set[int], set[int]]:
    """Ids of events that were voided, and of voids without effect: by trying, from the last void to the first in the
    order in which they rest on each other. Histories of the test hold no circles of voids."""
    by_id = {event["id"]: event for event in events}
    gone: set[int] = set()
    refused: set[int] = set()

    def stands(void: dict[str, Any]) -> bool:
        return not any(other["do"] == "void" and other["ref"] == void["id"] and stands(other) for other in events)

    for event in sorted(events, key=lambda event: (event["date"], event["id"])):
        if event["do"] != "void" or not stands(event):
            continue
        if event["ref"] not in by_id or event["ref"] in gone:
            refused.add(event["id"])
        gone |= {event["ref"]} & set(by_id)
    return gone, refused


def replay(events: list[dict[str, Any]]) -> tuple[dict[date, Union], Union, set[int]]:
    """The union at the end of each day on which anything happened; at the end of all; ids of what was impossible."""
    gone, refused = never_were(events)
    union, days = Union(), {}
    for event in sorted(events, key=lambda event: (event["date"], event["id"])):
        if event["do"] == "void" or event["id"] in gone:
            continue
        on, before = date.fromisoformat(event["date"]), deepcopy(union)
        try:
            getattr(union, f"do_{event['do']}")(on, event)
        except Refused:
            union = before
            refused.add(event["id"])
        days[on] = deepcopy(union)
    return days, union, refused


def flows(events: list[dict[str, Any]], since: date, until: date) -> dict[str, dict[str, int]]:
    """What `members flow --all` must say."""
    days, last, _ = replay(events)
    opening = next((days[day] for day in sorted(days, reverse=True) if day <= since), Union())
    closing = next((days[day] for day in sorted(days, reverse=True) if day <= until), Union())
    found = {}
    for unit in last.taken:
        row = {"opening": opening.count(unit), "closing": closing.count(unit)}
        row |= {n: sum(f[1:] == (n, unit) and since < f[0] <= until for f in last.flows) for n in FLOWING}
        came = row["admitted"] + row["recognised"] + row["transferred_in"]
        row["structural"] = row["closing"] - row["opening"] - came + row["transferred_out"] + row["left"]
        found[unit] = row
    return found


class _Maker:
    """Makes events that are mostly possible as the union stands, and now and then are not."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.union = Union()
        self.names = 0
        self.people = [f"p{n}" for n in range(random.choice([4, 10, 20]))]

    def unit(self) -> str:
        odd = self.random.random() < 0.04
        return self.random.choice(
            ["nowhere", *sorted(self.union.taken)] if odd else sorted(self.union.parent) or ["U0"]
        )

    def new(self) -> str:
        if self.random.random() < 0.05:
            return self.unit()
        self.names += 1
        return f"U{self.names}"

    def person(self, *, member: bool) -> str:
        fitting = [one for one in self.people if (one in self.union.member) == member]
        return self.random.choice(self.people if self.random.random() < 0.1 or not fitting else fitting)

    def found(self) -> dict[str, Any]:
        level = self.random.choice(["federation", "upper", "grassroots"])
        parent = self.unit() if self.union.parent and self.random.random() < 0.95 else None
        return {"unit": self.new(), "parent": parent, "level": level}

    def move(self) -> dict[str, Any]:
        return {"unit": self.unit(), "to": self.unit()}

    def merge(self) -> dict[str, Any]:
        units = [self.unit() for _ in range(self.random.randrange(1, 4))]
        return {"units": units, "into": self.random.choice([self.new, self.unit])()}

    def split(self) -> dict[str, Any]:
        source = self.unit()
        parts: dict[str, list[str]] = {self.new(): [], self.new(): []}
        own = [person for person, unit in self.union.member.items() if unit == source]
        for person in self.random.sample(own, self.random.randrange(0, len(own) + 1)):
            self.random.choice(list(parts.values())).append(person)
        if self.random.random() < 0.05:
            self.random.choice(list(parts.values())).append(self.person(member=False))
        return {"unit": source, "into": parts}

    def dissolve(self) -> dict[str, Any]:
        return {"unit": self.unit()}

    def admit(self) -> dict[str, Any]:
        return {"person": self.person(member=False), "unit": self.unit()}

    recognise = admit

    def transfer(self) -> dict[str, Any]:
        return {"person": self.person(member=True), "to": self.unit()}

    def leave(self) -> dict[str, Any]:
        return {"person": self.person(member=True), "reason": self.random.choice(["retired", "request"])}

    def happened(self, event: dict[str, Any]) -> None:
        before = deepcopy(self.union)
        try:
            getattr(self.union, f"do_{event['do']}")(date.fromisoformat(event["date"]), event)
        except Refused:
            self.union = before


WEIGHTS = {"found": 5, "move": 3, "merge": 2, "dissolve": 1, "admit": 9, "recognise": 3, "transfer": 6, "leave": 3,
           "void": 2, "split": 1}  # fmt: skip


def random_history(seed: int, number: int) -> list[dict[str, Any]]:
    """A random history of a small union in few days, so that much happens on the same one; lines in any order."""
    random = Random(seed)
    maker = _Maker(random)
    days = sorted(f"2024-0{random.randrange(1, 4)}-0{random.randrange(1, 8)}" for _ in range(random.choice([3, 8, 20])))
    straying = random.choice([0, 0.05, 0.3])  # how many events do not follow the order in which they are made
    events: list[dict[str, Any]] = []
    while len(events) < number:
        do = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0] if len(events) > 6 else "found"
        says = {"ref": _voidable(random, events)} if do == "void" else getattr(maker, do)()
        day = random.choice(days) if random.random() < straying else days[len(events) * len(days) // number]
        events.append({"id": len(events), "date": day, "do": do, **says})
        if do != "void":
            maker.happened(events[-1])
    if random.random() < 0.3:
        _swap_some_numbers(random, events)
    if _has_circle(events):
        return random_history(seed + 1_000_003, number)
    random.shuffle(events)
    return events


def _voidable(random: Random, events: list[dict[str, Any]]) -> int:
    """What a void is about: mostly an event of a person, since little is left of a union without its foundings."""
    small = [event["id"] for event in events if event["do"] in ("admit", "recognise", "transfer", "leave", "void")]
    return random.choice(small) if small and random.random() < 0.95 else random.randrange(-1, len(events))


def _swap_some_numbers(random: Random, events: list[dict[str, Any]]) -> None:
    """Let ids tell another order than the one in which the events were made."""
    numbers = list(range(len(events)))
    for _ in range(len(events) // 5):
        at = random.randrange(len(numbers) - 1)
        numbers[at], numbers[at + 1] = numbers[at + 1], numbers[at]
    for event in events:
        event["id"] = numbers[event["id"]]
        if event["do"] == "void":
            event["ref"] = numbers[event["ref"]] if event["ref"] >= 0 else -1


def _has_circle(events: list[dict[str, Any]]) -> bool:
    about = {event["id"]: event["ref"] for event in events if event["do"] == "void"}
    for start in about:
        seen, at = set(), start
        while at in about:
            if at in seen:
                return True
            seen.add(at)
            at = about[at]
    return False
