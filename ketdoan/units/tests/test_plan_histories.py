"""Random plans on random unions: told to the oracle act by act, done as one plan, and what a plan said beforehand.

`PLANS=200 pytest …/test_plan_histories.py` runs more of them than the suite does.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.history import span
from ketdoan.core.models import Rule
from ketdoan.units.actions import plans
from ketdoan.units.actions.paper import Paper
from ketdoan.units.models import Unit

from .oracle import MAY_STAND_UNDER, Day, Refused
from .test_histories import DAYS, History, check_figures, check_units, days_held, known

pytestmark = pytest.mark.django_db
SEEDS = range(int(os.environ.get("PLANS", "5")))
ACTS, STEPS, REFUSED = 45, 7, 4
TABLES = ("unit", "unitversion", "edge", "change", "lineage", "decision", "post", "term", "appointment")


@pytest.fixture(autouse=True)
def rules():
    """The rules of the random histories: upper unions under upper unions."""
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


class Drafting(History):
    """A random history whose further acts are noted as steps of a plan of one day. The oracle does them at once."""

    def __init__(self, seed: int) -> None:
        self.drafting, self.on = False, 0
        self.steps: list[tuple[str, dict[str, Any]]] = []
        self.refusals: list[tuple[int, tuple[str, dict[str, Any]]]] = []
        super().__init__(seed)

    def draft(self, refused: int = 0) -> None:
        """Draft some steps that can be done one after the other on one day, and try so many that cannot be; these are
        noted with their place."""
        self.drafting, self.on = True, self.random.randrange(8, 20)
        while len(self.steps) < STEPS or len(self.refusals) < refused:
            self.step()

    def day(self) -> int:
        return self.on if self.drafting else super().day()

    def try_status(self, since: int) -> None:
        if not self.drafting:
            super().try_status(since)

    def try_back(self, since: int) -> None:
        if not self.drafting:
            super().try_back(since)

    def act(self, since: int, name: str, *inputs: Any) -> None:
        if not self.drafting:
            return super().act(since, name, *inputs)
        if name == "found":
            inputs = inputs[:4]  # a plan founds units in the line of command
        step = (name, AS_STEP[name](*inputs))
        wanted = self.oracle.copy()
        try:
            getattr(wanted, name)(*inputs)
        except Refused:
            self.refusals.append((len(self.steps) + 1, step))
        else:
            self.oracle = wanted
            self.steps.append(step)
        return None


def new(code: str, kind: str, parent: str, out_of: list[str] | None = None) -> dict[str, Any]:
    told = {"code": code, "kind": kind, "name": f"Đơn vị {code}", "short_name": f"ĐV {code}", "parent": parent}
    return told if out_of is None else {**told, "out_of": out_of}


#: The inputs of an act of the oracle as those of a step of a plan.
AS_STEP: dict[str, Callable[..., dict[str, Any]]] = {
    "found": lambda code, kind, parent, _: new(code, kind, parent),
    "rename": lambda code, name, short, _: {"unit": code, "name": name, "short_name": short},
    "retype": lambda code, kind, _: {"unit": code, "kind": kind, "parent": ""},
    "move": lambda codes, parent, _, tree: {"units": codes, "parent": parent, "tree": tree},
    "absorb": lambda codes, into, _: {"units": codes, "into": into},
    "merge": lambda codes, code, kind, parent, _: {"units": codes, **new(code, kind, parent)},
    "dissolve": lambda codes, _: {"units": codes},
    "split": lambda codes, births, _, children, stays: {
        "units": codes, "births": [new(*birth) for birth in births], "children": children, "stays": stays
    },
}  # fmt: skip


def drafted(history: Drafting, steps: list[tuple[str, dict[str, Any]]]) -> Any:
    plan = plans.draft(unit=known("C"), title="Ngẫu nhiên", on=DAYS[history.on])
    for kind, inputs in steps:
        plans.add_step(plan=plan, kind=kind, inputs=inputs)
    return plans.look(plan=plan)  # a long plan is not tried out by itself


def rows() -> dict[str, tuple[int, str]]:
    """The number of rows of each table and a digest of them."""
    with connection.cursor() as cursor:
        digest = "coalesce(sum(hashtextextended(t::text, 0)), 0)::text"
        parts = [f"SELECT '{table}', count(*), {digest} FROM units_{table} t" for table in TABLES]
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (number, digest) for table, number, digest in cursor.fetchall()}


def kinds_of(day: Day) -> Counter[str]:
    return Counter(facts.kind for facts in day.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_does_what_its_acts_do_one_by_one_and_says_so_beforehand(seed):
    with acting(SYSTEM):
        history = Drafting(seed)
        for _ in range(ACTS):
            history.step()
        history.draft()
        held, before = days_held(), rows()
        plan = drafted(history, history.steps)
        assert rows() == before, "a trial run left something behind"
        assert "problem" not in plan.effect, (plan.effect, history.steps)
        plans.submit(plan=plan)
        plans.approve(plan=plan)
        plans.execute(plan=plan, paper=Paper(known("C"), "1/QĐ", DAYS[0], "Ngẫu nhiên"))
        assert days_held() == history.oracle.days
        check_units(history.oracle)
        check_figures(history.oracle, history.random)
        check_effect(plan.effect, held[history.on], history.oracle.days[history.on])


def check_effect(effect: dict[str, Any], was: Day, now: Day) -> None:
    """What a plan said it would do, against the days of the oracle."""

    def codes(name: str) -> set[str]:
        return {row[0] for row in effect[name]}

    both = was.keys() & now.keys()
    assert codes("ended") == was.keys() - now.keys()
    assert codes("begun") == now.keys() - was.keys()
    assert codes("renamed") == {code for code in both if was[code].short_name != now[code].short_name}
    assert codes("retyped") == {code for code in both if was[code].kind != now[code].kind}

    def above(day: Day, code: str) -> tuple[str | None, str | None]:
        return day[code].line, day[code].territory or day[code].line

    moved = {code for code in both if was[code].line != now[code].line}
    on_the_ground = {code for code in both if above(was, code)[1] != above(now, code)[1]}
    assert moved <= codes("moved") <= moved | on_the_ground
    told = {kind: (before, after) for kind, before, after in effect["kinds"]}
    kinds = kinds_of(was), kinds_of(now)
    assert told == {kind: (kinds[0][kind], kinds[1][kind]) for kind in kinds[0] | kinds[1]}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_with_a_step_that_cannot_be_done_names_it_and_does_nothing(seed):
    with acting(SYSTEM):
        history = Drafting(100 + seed)
        for _ in range(ACTS):
            history.step()
        history.draft(refused=REFUSED)
        before, refused = rows(), 0
        for place, step in history.refusals[:REFUSED]:
            try:
                plan = drafted(history, [*history.steps[: place - 1], step])
            except ValidationError:
                refused += 1  # already when it was entered: a code in use, too few units
                assert rows() == before
                continue
            assert plan.effect["problem"]["step"] == place
            refused += 1
            with pytest.raises(ValidationError, match=f"Bước {place} chưa làm được"):
                plans.submit(plan=plan)
            assert rows() == before
        assert refused == REFUSED
        assert Unit.objects.count() == before["unit"][0]
