"""Random histories of a small union: every act and every figure against the oracle.

`HISTORIES=500 pytest …/test_histories.py` runs more of them than the suite does.
"""

import os
from collections import Counter
from dataclasses import astuple
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.history import span
from ketdoan.core.models import Rule
from ketdoan.core.viet import today
from ketdoan.units.actions import reorganisation as acts
from ketdoan.units.actions.structure import Birth
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Edge, Unit, UnitVersion
from ketdoan.units.queries.lens import counts
from ketdoan.units.rules import Lens

from .oracle import MAY_STAND_UNDER, Day, Facts, Refused, Union

pytestmark = pytest.mark.django_db
ACTS, UNITS, TODAY = 70, 40, 18
DAYS = [today() + timedelta(days=97 * (number - TODAY)) for number in range(22)]
UPPER, GRASSROOTS = "special_upper_union", "grassroots_union"


@pytest.fixture(autouse=True)
def rules():
    """Rules by which upper unions stand under upper unions, so that circles can be attempted."""
    for tree, kinds in MAY_STAND_UNDER.items():
        for kind, parents in kinds.items():
            Rule.objects.create(
                key="units.under",
                selector={"tree": tree, "kind": kind},
                value=sorted(parents),
                valid=span(DAYS[0]),
                source="thử nghiệm",
                edited=True,
            )


class History:
    """One random history, told to the database and to the oracle alike."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.oracle = Union(len(DAYS))
        self.moments: list[tuple[datetime, list[Day]]] = []
        self.done: Counter[str] = Counter()
        self.refused, self.since = 0, 0
        start = [
            ("C", "confederation", None, 0),
            ("P1", "provincial_federation", "C", 0),
            ("P2", "provincial_federation", "C", 0),
        ]
        for code, kind, parent, since in start:
            self.act(since, "found", code, kind, parent, since)

    # Choices

    def day(self) -> int:
        return self.random.randrange(len(DAYS))

    def unit(self, since: int, *kinds: str) -> str:
        """A unit of the day, mostly of some kinds; now and then any unit that ever was."""
        if self.random.random() < 0.05:
            return self.random.choice(self.oracle.order)
        day = self.oracle.days[since]
        return self.random.choice([c for c, f in day.items() if not kinds or f.kind in kinds] or self.oracle.order)

    def parent(self, kind: str, since: int, tree: str = "line") -> str:
        return self.unit(since, *MAY_STAND_UNDER[tree][kind])

    def code(self) -> str:
        return f"N{len(self.oracle.order)}"

    def step(self) -> None:
        """One act, chosen at random; some are impossible on purpose."""
        names = ["found"] * 6 + ["move"] * 5 + ["ground"] * 3 + ["rename"] * 2
        names += ["status", "retype", "absorb", "absorb", "merge", "split", "tach", "dissolve", "back"]
        getattr(self, f"try_{self.random.choice(names)}")(self.day())

    def try_found(self, since: int) -> None:
        if len(self.oracle.order) >= UNITS:
            return
        kind = self.random.choice([UPPER, UPPER, GRASSROOTS, GRASSROOTS, GRASSROOTS, "section_union", "union_group"])
        since = min(since, self.day())
        ground = self.parent(kind, since, "territory") if self.random.random() < 0.3 else None
        self.act(since, "found", self.code(), kind, self.parent(kind, since), since, ground)

    def try_move(self, since: int, tree: str = "line") -> None:
        code = self.unit(since, *MAY_STAND_UNDER[tree])
        kind = self.kind(code, since)
        together = {
            code,
            *(c for c in self.oracle.days[since] if self.kind(c, since) == kind and self.random.random() < 0.1),
        }
        self.act(since, "move", sorted(together), self.parent(kind, since, tree), since, tree)

    def try_ground(self, since: int) -> None:
        self.try_move(since, "territory")

    def try_back(self, since: int) -> None:
        """Undo a move: put a unit from the day of its move on where it stood the day before."""
        moved = [
            (number, code)
            for number in range(1, len(DAYS))
            for code, facts in self.oracle.days[number].items()
            if code in self.oracle.days[number - 1] and self.oracle.days[number - 1][code].line != facts.line
        ]
        if moved:
            number, code = self.random.choice(moved)
            self.act(number, "move", [code], str(self.oracle.days[number - 1][code].line), number, "line")

    def try_rename(self, since: int) -> None:
        name = f"Tên {self.random.randrange(4)}"
        self.act(since, "rename", self.unit(since), name, f"T{name}", since)

    def try_status(self, since: int) -> None:
        self.act(
            since, "set_status", self.unit(since), self.random.choice(["active", "suspended", "reorganising"]), since
        )

    def try_retype(self, since: int) -> None:
        kind = self.random.choice([*MAY_STAND_UNDER["line"]])
        self.act(since, "retype", self.unit(since, UPPER, "section_union", "union_group"), kind, since)

    def try_absorb(self, since: int) -> None:
        code = self.unit(since, UPPER, GRASSROOTS, "section_union")
        into = self.unit(since, self.kind(code, since)) if self.random.random() < 0.7 else self.unit(since)
        self.act(since, "absorb", [code], into, since)

    def try_merge(self, since: int) -> None:
        code = self.unit(since, UPPER, GRASSROOTS)
        kind = self.kind(code, since)
        codes = sorted({code, self.unit(since, kind)})
        self.act(since, "merge", codes, self.code(), kind, self.parent(kind, since), since)

    def try_split(self, since: int, stays: bool = False) -> None:
        code = self.unit(since, UPPER, GRASSROOTS)
        kind = self.kind(code, since)
        numbers = range(self.random.choice([1, 2]))
        codes = sorted({code, self.unit(since, kind)} if self.random.random() < 0.4 else {code})
        births = [
            (f"{self.code()}.{number}", kind, self.parent(kind, since), self.random.choice([[], codes[:1], codes]))
            for number in numbers
        ]
        days = self.oracle.days[since:]
        below = {c for day in days for c, f in day.items() if {f.line, f.territory}.intersection(codes)}
        below -= set(codes)
        children = {c: self.random.choice(numbers) for c in sorted(below) if not stays or self.random.random() < 0.5}
        self.act(since, "split", codes, births, since, children, stays)

    def try_tach(self, since: int) -> None:
        self.try_split(since, stays=True)

    def try_dissolve(self, since: int) -> None:
        empty = [
            code
            for code, facts in self.oracle.days[since].items()
            if facts.kind != "confederation"
            and not any(
                code in (f.line, f.territory) and f.kind == GRASSROOTS for f in self.oracle.days[since].values()
            )
        ]
        if empty:
            self.act(since, "dissolve", [self.random.choice(empty)], since)

    def kind(self, code: str, since: int) -> str:
        facts = self.oracle.days[since].get(code)
        return facts.kind if facts and facts.kind != "confederation" else GRASSROOTS

    def act(self, since: int, name: str, *inputs: Any) -> None:
        """Tell an act to both sides: both take it, or both refuse it."""
        self.since = since
        wanted = self.oracle.copy()
        try:
            getattr(wanted, name)(*inputs)
        except Refused:
            with pytest.raises(ValidationError):
                getattr(told, name)(*inputs)
            self.refused += 1
        else:
            try:
                getattr(told, name)(*inputs)
            except ValidationError as error:
                pytest.fail(f"{name} {inputs} was refused: {error}")
            self.oracle = wanted
            self.done[name] += 1
        self.moments.append((timezone.now(), self.oracle.days))


class told:  # noqa: N801 - reads as "the database is told"
    """The acts of the oracle, told to the database by its own actions."""

    @staticmethod
    def found(code: str, kind: str, parent: str | None, since: int, ground: str | None = None) -> None:
        make_unit(kind, code, known(parent), DAYS[since], territory_parent=known(ground))

    @staticmethod
    def rename(code: str, name: str, short_name: str, since: int) -> None:
        acts.rename(unit=known(code), name=name, short_name=short_name, since=DAYS[since])

    @staticmethod
    def set_status(code: str, status: str, since: int) -> None:
        acts.set_status(unit=known(code), status=status, since=DAYS[since])

    @staticmethod
    def retype(code: str, kind: str, since: int) -> None:
        acts.retype(unit=known(code), kind=kind, since=DAYS[since])

    @staticmethod
    def move(codes: list[str], parent: str, since: int, tree: str) -> None:
        acts.move(units=[known(c) for c in codes], parent=known(parent), since=DAYS[since], tree=tree)

    @staticmethod
    def absorb(codes: list[str], into: str, since: int) -> None:
        acts.absorb(units=[known(c) for c in codes], into=known(into), since=DAYS[since])

    @staticmethod
    def merge(codes: list[str], target: str, kind: str, parent: str, since: int) -> None:
        units = [known(c) for c in codes]
        acts.merge(units=units, code=target, parent=known(parent), since=DAYS[since], values=names(target, kind))

    @staticmethod
    def split(
        codes: list[str],
        births: list[tuple[str, str, str, list[str]]],
        since: int,
        children: dict[str, int],
        stays: bool,
    ) -> None:
        acts.split(
            units=[known(code) for code in codes],
            births=[
                Birth(birth, names(birth, kind), known(parent), out_of=[known(code) for code in out_of])
                for birth, kind, parent, out_of in births
            ],
            since=DAYS[since],
            children={known(child).pk: number for child, number in children.items()},
            stays=stays,
        )

    @staticmethod
    def dissolve(codes: list[str], since: int) -> None:
        acts.dissolve(units=[known(c) for c in codes], since=DAYS[since])


def known(code: str | None) -> Any:
    return Unit.objects.get(code=code) if code else None


def names(code: str, kind: str) -> dict[str, str]:
    return {"kind": kind, "name": f"Đơn vị {code}", "short_name": f"ĐV {code}"}


def days_held(at: datetime | None = None) -> list[Day]:
    """What the history tables say of every day, by codes; as held at a moment, else as held now."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    parents: dict[tuple[str, int, str], str] = {}
    for child, parent, tree, valid in Edge.objects.known(at).values_list("child", "parent", "tree", "valid"):
        for number in numbers_in(valid):
            assert (tree, number, codes[child]) not in parents, "two parents on one day"
            parents[tree, number, codes[child]] = codes[parent]
    days: list[Day] = [{} for _ in DAYS]
    for version in UnitVersion.objects.known(at):
        for number in numbers_in(version.valid):
            code = codes[version.unit_id]
            assert code not in days[number], "two versions on one day"
            line, ground = parents.pop(("line", number, code), None), parents.pop(("territory", number, code), None)
            facts = Facts(version.kind, version.name, version.short_name, version.status, line, ground)
            days[number][code] = facts
    assert not parents, "a unit stands somewhere on a day on which it does not exist"
    return days


def numbers_in(valid: Any) -> list[int]:
    return [n for n, day in enumerate(DAYS) if valid.lower <= day and (valid.upper is None or day < valid.upper)]


def check_figures(oracle: Union, random: Random) -> None:
    """Counts of every unit on some days, in both trees, through the three lenses."""
    pks = dict(Unit.objects.values_list("code", "pk"))
    on, fixed = random.randrange(len(DAYS)), random.randrange(len(DAYS))
    lenses = {Lens.AS_IT_WAS: on, Lens.TODAY: TODAY, Lens.FIXED: fixed}
    for tree in ("line", "territory"):
        for lens, follow in lenses.items():
            for code in oracle.order:
                seen = astuple(counts(pks[code], DAYS[on], lens, DAYS[fixed], tree))
                assert seen == oracle.counts(code, on, follow, tree), (code, on, follow, tree)


def check_units(oracle: Union) -> None:
    """The columns of Unit: what it is called now, and its paths in both trees."""
    units = list(Unit.objects.all())
    pks = {unit.code: unit.pk for unit in units}
    for unit in units:
        lives = oracle.lives(unit.code)
        facts = oracle.days[min(max(TODAY, lives[0]), lives[-1])][unit.code]
        assert (unit.kind, unit.name, unit.short_name) == (facts.kind, facts.name, facts.short_name)
        ended = lives[-1] < TODAY
        assert unit.ended_on == (DAYS[lives[-1] + 1] if ended else None)
        assert ended or unit.status == facts.status
        for tree, path in (("line", unit.path), ("territory", unit.territory_path)):
            assert path == "".join(f"{pks[code]}/" for code in oracle.path(unit.code, TODAY, tree)), (unit.code, tree)


@pytest.mark.parametrize("seed", range(int(os.environ.get("HISTORIES", "5"))))
def test_random_histories_agree_with_the_oracle_on_every_day(seed):
    with acting(SYSTEM):
        history = History(seed)
        now = days_held()
        for number in range(ACTS):
            before = now
            history.step()
            now = days_held()
            assert now == history.oracle.days
            assert all(now[n] == before[n] for n in range(history.since)), "an act changed an earlier day"
            if number % 10 == 9:
                check_figures(history.oracle, history.random)
                check_units(history.oracle)
        for at, days in history.random.sample(history.moments, 10):
            assert days_held(at) == days, "what was held at an earlier moment is no longer told as it was"
    assert history.done.total() > ACTS / 3
    assert history.refused > 0
