"""Replaying a union's history: units and members after each event, and what each event did.

Units and persons go by the names of the file. An event that is impossible (an unknown or ended unit, somebody who is
or is not a member, a circle in the tree) changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..rules import EventKind, LeaveReason
from .lines import Line, standing_lines

Chain = tuple[str, ...]


class Impossible(Exception):
    """The event cannot happen as things stand."""


def need(possible: bool, why: str) -> None:
    """Raise Impossible unless something is so."""
    if not possible:
        raise Impossible(why)


@dataclass(frozen=True, slots=True)
class Birth:
    """A unit came to be. `out_of` are the units that it was merged of or split from."""

    line: Line
    unit: str
    level: str
    parent: str | None
    out_of: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """A unit came under another one, or under none."""

    line: Line
    unit: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Ending:
    """A unit ended; `heirs` took it over, the first its archive."""

    line: Line
    unit: str
    heirs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a person. The chains lead from the top to `unit` and to `to`, as the tree stood just before."""

    line: Line
    kind: EventKind
    person: str
    unit: str
    chain: Chain
    to: str | None = None
    to_chain: Chain = ()
    reason: str = ""


@dataclass
class Ledger:
    """The union as it stands, and the record of all that happened."""

    parents: dict[str, str | None] = field(default_factory=dict)
    children: dict[str, dict[str, None]] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    unit_of: dict[str, str] = field(default_factory=dict)
    people: dict[str, dict[str, None]] = field(default_factory=dict)
    births: list[Birth] = field(default_factory=list)
    placings: list[Placing] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    rejected: list[tuple[Line, str]] = field(default_factory=list)

    # Reads

    def chain(self, unit: str) -> Chain:
        """The units from the top down to one."""
        found = [unit]
        while (above := self.parents[found[-1]]) is not None:
            found.append(above)
        return tuple(reversed(found))

    def _must_stand(self, *units: str) -> None:
        for unit in units:
            need(unit in self.levels, f"không có đơn vị {unit}")
            need(unit in self.parents, f"đơn vị {unit} đã kết thúc")

    def _must_be_new(self, unit: str) -> None:
        need(unit not in self.levels, f"đã có đơn vị {unit}")

    def _must_be_above_none(self, units: Iterable[str], below: str | None) -> None:
        """None of the units stands above `below`, or is it."""
        above = set(self.chain(below)) if below is not None else set()
        need(above.isdisjoint(units), "đơn vị sẽ trực thuộc chính mình")

    # Events of units

    def found(self, line: Line, unit: str, parent: str | None, level: str) -> None:
        self._must_be_new(unit)
        if parent is not None:
            self._must_stand(parent)
        self._begin(line, unit, level, parent)

    def move(self, line: Line, unit: str, to: str) -> None:
        self._must_stand(unit, to)
        self._must_be_above_none([unit], to)
        self._place(line, unit, to)

    def merge(self, line: Line, units: Sequence[str], into: str) -> None:
        self._must_stand(*units)
        ending = [unit for unit in dict.fromkeys(units) if unit != into]
        if into in self.levels:
            self._must_stand(into)
            self._must_be_above_none(ending, into)
        else:
            parent = self.parents[units[0]]
            self._must_be_above_none(ending, parent)
            self._begin(line, into, self.levels[units[0]], parent, ending)
        chains = {unit: self.chain(unit) for unit in ending}
        for unit in ending:
            for person in list(self.people[unit]):
                self._step(Step(line, EventKind.STRUCTURE, person, unit, chains[unit], into, self.chain(into)))
        self._hand_over(line, ending, into)
        for unit in ending:
            self._end(line, unit, [into])

    def split(self, line: Line, unit: str, into: Mapping[str, Sequence[str]]) -> None:
        self._must_stand(unit)
        for part in into:
            self._must_be_new(part)
        listed = [person for persons in into.values() for person in persons]
        need(len(set(listed)) == len(listed), "một người được ghi hai lần")
        need(all(self.unit_of.get(person) == unit for person in listed), "có người không là đoàn viên của đơn vị")
        first, chain = next(iter(into)), self.chain(unit)
        goes = {person: part for part, persons in into.items() for person in persons}
        for part in into:
            self._begin(line, part, self.levels[unit], self.parents[unit], [unit])
        for person in list(self.people[unit]):
            to = goes.get(person, first)
            self._step(Step(line, EventKind.STRUCTURE, person, unit, chain, to, self.chain(to)))
        self._hand_over(line, [unit], first)
        self._end(line, unit, list(into))

    def dissolve(self, line: Line, unit: str) -> None:
        self._must_stand(unit)
        chain, above = self.chain(unit), self.parents[unit]
        for person in list(self.people[unit]):
            self._step(Step(line, EventKind.LEAVE, person, unit, chain, reason=LeaveReason.UNIT_DISSOLVED))
        self._hand_over(line, [unit], above)
        self._end(line, unit)

    # Events of persons

    def admit(self, line: Line, person: str, unit: str, kind: EventKind = EventKind.ADMISSION) -> None:
        self._must_stand(unit)
        need(person not in self.unit_of, "đã là đoàn viên")
        self._step(Step(line, kind, person, unit, self.chain(unit)))

    def recognise(self, line: Line, person: str, unit: str) -> None:
        self.admit(line, person, unit, EventKind.RECOGNITION)

    def transfer(self, line: Line, person: str, to: str) -> None:
        self._must_stand(to)
        unit = self._unit_of(person)
        need(unit != to, "đã là đoàn viên của đơn vị này")
        self._step(Step(line, EventKind.TRANSFER, person, unit, self.chain(unit), to, self.chain(to)))

    def leave(self, line: Line, person: str, reason: str) -> None:
        unit = self._unit_of(person)
        self._step(Step(line, EventKind.LEAVE, person, unit, self.chain(unit), reason=reason))

    def _unit_of(self, person: str) -> str:
        need(person in self.unit_of, "không là đoàn viên")
        return self.unit_of[person]

    # What events are made of

    def _begin(self, line: Line, unit: str, level: str, parent: str | None, out_of: Sequence[str] = ()) -> None:
        self.levels[unit], self.parents[unit] = level, parent
        self.children[unit], self.people[unit] = {}, {}
        if parent is not None:
            self.children[parent][unit] = None
        self.births.append(Birth(line, unit, level, parent, out_of))
        self.placings.append(Placing(line, unit, parent))

    def _place(self, line: Line, unit: str, parent: str | None) -> None:
        before = self.parents[unit]
        if before is not None:
            del self.children[before][unit]
        self.parents[unit] = parent
        if parent is not None:
            self.children[parent][unit] = None
        self.placings.append(Placing(line, unit, parent))

    def _hand_over(self, line: Line, units: Sequence[str], to: str | None) -> None:
        """What stands directly under units comes under another one, or under none."""
        for unit in units:
            for child in list(self.children[unit]):
                if child not in units:
                    self._place(line, child, to)

    def _end(self, line: Line, unit: str, heirs: Sequence[str] = ()) -> None:
        above = self.parents.pop(unit)
        if above is not None:
            self.children[above].pop(unit, None)
        self.endings.append(Ending(line, unit, heirs))

    def _step(self, step: Step) -> None:
        if (before := self.unit_of.pop(step.person, None)) is not None:
            del self.people[before][step.person]
        after = (step.to or step.unit) if step.kind != EventKind.LEAVE else None
        if after is not None:
            self.unit_of[step.person] = after
            self.people[after][step.person] = None
        self.steps.append(step)


def replay_history(lines: list[Line]) -> Ledger:
    """What became of a union by the events of a file, in the order of replay."""
    standing, lost = standing_lines(lines)
    ledger = Ledger()
    for line in standing:
        says: Mapping[str, Any] = line.says
        try:
            getattr(ledger, line.do)(line, **says)
        except Impossible as refused:
            ledger.rejected.append((line, str(refused)))
    ledger.rejected += lost
    ledger.rejected.sort(key=lambda found: (found[0].on, found[0].id))
    return ledger
