"""What the union looks like on every day, worked out the slow way: one dictionary of all units for each day.

Written from the rules of the acts, without the code under test. Units go by their codes. An act takes the number of
the day in the list from which it holds, changes the dictionaries of that and later days, and raises Refused where
the rules forbid it; then nothing has changed.
"""

from collections.abc import Callable, Collection
from copy import deepcopy
from dataclasses import dataclass, replace

# Who may stand under whom in the histories of the test: the dated rules, and upper unions under upper unions too.
MAY_STAND_UNDER = {
    "line": {
        "provincial_federation": {"confederation"},
        "special_upper_union": {"confederation", "provincial_federation", "special_upper_union"},
        "grassroots_union": {"provincial_federation", "special_upper_union"},
        "section_union": {"grassroots_union"},
        "union_group": {"grassroots_union", "section_union"},
    },
    "territory": {
        "provincial_federation": {"confederation"},
        "special_upper_union": {"provincial_federation", "special_upper_union"},
        "grassroots_union": {"provincial_federation", "special_upper_union"},
        "section_union": {"grassroots_union"},
        "union_group": {"grassroots_union", "section_union"},
    },
}
PARTS = {"section_union", "union_group"}


class Refused(Exception):
    """The rules forbid the act."""


@dataclass(frozen=True)
class Facts:
    """What is true of a unit on one day. `ground` is its own place in the territory tree, if it has one."""

    kind: str
    name: str
    short_name: str
    status: str
    line: str | None
    territory: str | None


Day = dict[str, Facts]


def need(fits: bool) -> None:
    if not fits:
        raise Refused


def above(day: Day, code: str, tree: str) -> str | None:
    """The unit directly above; in the territory tree the line stands in where no place is given."""
    facts = day[code]
    return facts.territory or facts.line if tree == "territory" else facts.line


def all_above(day: Day, code: str, tree: str) -> list[str]:
    """Units above, the nearest first. A circle, or a parent that does not exist, is Refused."""
    found: list[str] = []
    parent = above(day, code, tree)
    while parent is not None:
        need(parent in day and parent != code and parent not in found)
        found.append(parent)
        parent = above(day, parent, tree)
    return found


class Union:
    """The days of a union and who became what; `order` is the order in which units were founded."""

    def __init__(self, days: int) -> None:
        self.days: list[Day] = [{} for _ in range(days)]
        self.became: list[tuple[int, str, str, str]] = []
        self.order: list[str] = []

    def copy(self) -> "Union":
        return deepcopy(self)

    def lives(self, code: str) -> list[int]:
        return [number for number, day in enumerate(self.days) if code in day]

    # What the acts are made of

    def _may(self, kind: str, parent: str, on: int, tree: str) -> None:
        need(parent in self.days[on])
        need(self.days[on][parent].kind in MAY_STAND_UNDER[tree].get(kind, set()))

    def _set(self, code: str, since: int, **values: str | None) -> None:
        """Each value holds until the value that it replaces would have ended."""
        need(code in self.days[since])
        for name, value in values.items():
            old = getattr(self.days[since][code], name)
            for day in self.days[since:]:
                if code not in day or getattr(day[code], name) != old:
                    break
                day[code] = replace(day[code], **{name: value})

    def _hand_over(self, sources: Collection[str], since: int, heir_of: Callable[[str], str | None]) -> None:
        """Heirs take the place above the children of units, on the days on which these stood there."""
        for source in sources:
            need(source in self.days[since])
        for tree in ("line", "territory"):
            for child in {code for day in self.days[since:] for code in day} - set(sources):
                heir = heir_of(child)
                if heir is None:
                    continue
                before = None
                for number in range(since, len(self.days)):
                    day = self.days[number]
                    parent = getattr(day[child], tree) if child in day else None
                    if parent in sources:
                        need(heir != child)
                        if parent != before and self.days[since][heir].kind != self.days[since][parent].kind:
                            self._may(day[child].kind, heir, number, tree)
                        day[child] = replace(day[child], **{tree: heir})
                    before = parent

    def _end(self, codes: Collection[str], since: int) -> None:
        """Units last a day at least."""
        for code in codes:
            need(self.lives(code)[0] < since)
            for day in self.days[since:]:
                day.pop(code, None)

    def _check(self, since: int) -> None:
        for day in self.days[since:]:
            for code in day:
                for tree in ("line", "territory"):
                    all_above(day, code, tree)

    # The acts

    def found(self, code: str, kind: str, parent: str | None, since: int, ground: str | None = None) -> None:
        if parent:
            self._may(kind, parent, since, "line")
        if ground:
            self._may(kind, ground, since, "territory")
        facts = Facts(kind, f"Đơn vị {code}", f"ĐV {code}", "active", parent, ground)
        for day in self.days[since:]:
            day[code] = facts
        self.order.append(code)
        self._check(since)

    def rename(self, code: str, name: str, short_name: str, since: int) -> None:
        self._set(code, since, name=name, short_name=short_name)

    def set_status(self, code: str, status: str, since: int) -> None:
        self._set(code, since, status=status)

    def retype(self, code: str, kind: str, since: int) -> None:
        day = self.days[since]
        need(code in day)
        if day[code].line:
            self._may(kind, str(day[code].line), since, "line")
        for facts in day.values():
            for tree in ("line", "territory"):
                if getattr(facts, tree) == code:
                    need(kind in MAY_STAND_UNDER[tree].get(facts.kind, set()))
        self._set(code, since, kind=kind)

    def move(self, codes: Collection[str], parent: str, since: int, tree: str) -> None:
        for code in codes:
            need(code in self.days[since])
            self._may(self.days[since][code].kind, parent, since, tree)
        for code in codes:
            self._set(code, since, **{tree: parent})
        self._check(since)

    def absorb(self, codes: Collection[str], into: str, since: int) -> None:
        need(into not in codes and into in self.days[since])
        self._took_nothing_over(codes, since + 1)
        self._hand_over(codes, since, lambda _: into)
        self._end(set(codes), since)
        self.became += [(since, code, into, "all") for code in codes]
        self._check(since)

    def merge(self, codes: Collection[str], target: str, kind: str, parent: str, since: int) -> None:
        need(len(set(codes)) > 1)
        self.found(target, kind, parent, since)
        self.absorb(codes, target, since)

    def split(
        self,
        codes: Collection[str],
        births: list[tuple[str, str, str, list[str]]],
        since: int,
        children: dict[str, int],
        stays: bool,
    ) -> None:
        for birth, kind, parent, _ in births:
            self.found(birth, kind, parent, since)
        taken = {child: births[number][0] for child, number in children.items()}
        self._hand_over(codes, since, taken.get)
        if not stays:
            self._took_nothing_over(codes, since + 1)
            self._end(codes, since)
        parts = [(since, code, birth, "part") for birth, _, _, out_of in births for code in out_of or codes]
        need({code for _, code, _, _ in parts} == set(codes))
        self.became += parts
        self._check(since)

    def dissolve(self, codes: Collection[str], since: int) -> None:
        day = self.days[since]
        need(all(code in day for code in codes))
        ending = set(codes)
        while inner := {c for c, f in day.items() if f.line in ending and f.kind in PARTS and c not in ending}:
            ending |= inner
        self._took_nothing_over(ending, since)
        self._end(ending, since)
        self._check(since)

    def _took_nothing_over(self, codes: Collection[str], from_day: int) -> None:
        """A unit cannot have ended before it took over from another."""
        need(not any(target in codes and on >= from_day for on, _, target, _ in self.became))

    # What is read

    def heirs(self, code: str) -> list[str]:
        """What became of a unit on the day on which it ended: who got all before who got a part, the older first."""
        end = self.lives(code)[-1] + 1
        found = [(share, self.order.index(target)) for on, source, target, share in self.became
                 if source == code and on == end]  # fmt: skip
        return [self.order[number] for _, number in sorted(found)]

    def place(self, code: str, follow: int) -> str | None:
        """Where a unit counts in the shape of another day: itself, else what became of it."""
        if code in self.days[follow]:
            return code
        return next((found for heir in self.heirs(code) if (found := self.place(heir, follow))), None)

    def counts(self, code: str, on: int, follow: int, tree: str) -> tuple[int, int, int, int]:
        """Direct, upper, grassroots direct, grassroots in all; of units of one day in the shape of another."""
        day, shape = self.days[on], self.days[follow]
        if code not in shape:
            return 0, 0, 0, 0
        placed = {unit: self.place(unit, follow) for unit in day}
        direct = [day[unit].kind for unit, at in placed.items() if at and above(shape, at, tree) == code]
        total = sum(
            1
            for unit, at in placed.items()
            if at
            and unit != code
            and day[unit].kind == "grassroots_union"
            and code in (at, *all_above(shape, at, tree))
        )
        return len(direct), direct.count("special_upper_union"), direct.count("grassroots_union"), total

    def hangs_under(self, code: str, today: int, tree: str) -> str | None:
        """Under whom a unit hangs now: once ended under its heir, else as on its last day; as on its first before."""
        lives = self.lives(code)
        if lives[-1] < today and (heirs := self.heirs(code)):
            return heirs[0]
        shown = min(max(today, lives[0]), lives[-1])
        return above(self.days[shown], code, tree)

    def path(self, code: str, today: int, tree: str) -> list[str]:
        """Codes from the top down to the unit, as it hangs now."""
        parent = self.hangs_under(code, today, tree)
        return [*(self.path(parent, today, tree) if parent else []), code]
