"""Random courses of tasks under a simulated clock, through reorganisations: each (task, unit) against the oracle.

`COURSES=200 pytest …/test_clock.py` runs more of them than the suite does.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pytest
import time_machine

from ketdoan.activities.actions import answers, tasks
from ketdoan.activities.actions.clock import remind_late
from ketdoan.activities.factories import make_officer
from ketdoan.activities.models import Assignment, Extension, Reminder, Task
from ketdoan.activities.queries.reach import Reach
from ketdoan.activities.tasks import daily
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet.dates import ZONE
from ketdoan.units.actions import reorganisation
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Unit

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)
DAYS = 45
STEPS = (-3, 0, 1, 3, 7, 14)  # as shipped: three days before, on the day, then 1, 3, 7 and 14 days after it
ABOVE = 7
OWED = ("sent", "seen", "accepted", "returned")


def at(day: date) -> time_machine.travel:
    """The clock stands at the beginning of a day in Vietnam."""
    return time_machine.travel(datetime.combine(day, datetime.min.time(), ZONE))


@dataclass
class Owed:
    """What the oracle knows of one task in one unit."""

    unit: str
    state: str
    due: date
    begun: date
    checked: bool


class Course:
    """One random course, told to the database and to the oracle alike."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.day = START
        self.rows: dict[tuple[int, str], Owed] = {}
        self.reminded: set[tuple[int, str, str, date, int]] = set()
        top = make_unit("confederation", "TLD")
        self.province = make_unit("provincial_federation", "P", top)
        self.other = make_unit("provincial_federation", "Q", top)
        upper = [make_unit("commune_union", f"X{n}", self.province, date(2025, 8, 1)) for n in (1, 2)]
        places = [*upper, self.province]
        for n in range(8):
            make_unit("grassroots_union", f"G{n}", places[n % 3], date(2025, 9, 1))
        self.alive = [f"G{n}" for n in range(8)]
        self.heirs: dict[str, str | None] = {}
        self.issuer = make_officer(self.province)
        self.born = 0

    def run(self) -> None:
        with acting(self.issuer):
            for checked in (False, True):
                self.give(checked)
        for _ in range(DAYS):
            self.day += timedelta(days=1)
            with at(self.day):
                if self.random.random() < 0.8:  # else the worker was away that morning
                    self.morning()
                for _ in range(self.random.randint(0, 3)):
                    self.random.choice([self.move, self.move, self.move, self.reorganise])()
                if self.random.random() < 0.1:
                    self.remind_by_hand()

    def give(self, checked: bool) -> None:
        due = self.day + timedelta(days=self.random.randint(2, 20))
        with at(self.day):
            values = {"kind": "task", "title": "Báo cáo", "text": "", "due": due, "checked": checked}
            task = tasks.draft_task(values=values)
            tasks.set_reach(task=task, reach=Reach(levels=["grassroots"]))
            tasks.send(task=task)
        for unit in self.alive:
            self.rows[task.pk, unit] = Owed(unit, "sent", due, self.day, checked)

    # what the clock does, as the rules say it in words

    def morning(self) -> None:
        with acting(SYSTEM):
            daily.verb()
        self.follow()
        for (task, unit), row in self.rows.items():
            if row.state not in OWED:
                continue
            for kind, steps in (("clock", STEPS), ("above", (ABOVE,))):
                reached = [s for s in steps if row.begun < row.due + timedelta(days=s) <= self.day]
                if reached:
                    self.reminded.add((task, unit, kind, row.due, reached[-1]))

    def follow(self) -> None:
        for (task, unit), row in list(self.rows.items()):
            if row.state not in (*OWED, "answered") or unit not in self.heirs:
                continue
            heir = self.heirs[unit]
            while heir in self.heirs:
                heir = self.heirs[heir]
            row.state = "passed" if heir else "void"
            if heir == "elsewhere":
                row.state = "void"
            elif heir and (task, heir) not in self.rows:
                self.rows[task, heir] = Owed(heir, "sent", row.due, self.day, row.checked)

    # what people do

    def move(self) -> None:
        mine = [key for key, row in self.rows.items() if key[1] in self.alive and row.state in (*OWED, "answered")]
        if not mine:
            return
        task, unit = self.random.choice(mine)
        row = self.rows[task, unit]
        held = Assignment._base_manager.select_related("task__unit", "unit").get(task=task, unit__code=unit)
        done = self.random.choice([self.see, self.accept, self.answer, self.extend, self.decide])
        with acting(SYSTEM if done in (self.accept, self.answer, self.extend) else self.issuer):
            done(row, held)

    def see(self, row: Owed, held: Assignment) -> None:
        answers.see(assignment=held)  # the issuer's looking leaves no mark

    def accept(self, row: Owed, held: Assignment) -> None:
        if row.state == "sent":
            answers.accept(assignment=held)
            row.state = "accepted"

    def answer(self, row: Owed, held: Assignment) -> None:
        answers.answer(assignment=held, values={}, text="Đã làm")
        row.state = "answered" if row.checked else "done"

    def extend(self, row: Owed, held: Assignment) -> None:
        if row.state not in OWED or Extension.objects.filter(assignment=held, state="asked").exists():
            return
        until = max(row.due, self.day) + timedelta(days=self.random.randint(1, 6))
        asked = answers.ask_extension(assignment=held, until=until, reason="Đang tổng hợp")
        if granted := self.random.random() < 0.6:
            row.due = until
        answers.decide_extension(extension=asked, granted=granted, reply="Đề nghị làm đúng hạn")

    def decide(self, row: Owed, held: Assignment) -> None:
        if row.state != "answered":
            return
        if self.random.random() < 0.5:
            answers.confirm(task=held.task, only=held)
            row.state = "done"
        else:
            answers.give_back(assignment=held, remark="Bổ sung số liệu")
            row.state = "returned"

    def reorganise(self) -> None:
        if len(self.alive) < 4 or self.random.random() < 0.6:
            return
        one, two = self.random.sample(self.alive, 2)
        units = {code: Unit._base_manager.get(code=code) for code in (one, two)}
        what = self.random.choice(["absorb", "merge", "dissolve", "move"])
        with acting(SYSTEM):
            if what == "absorb":
                reorganisation.absorb(units=[units[one]], into=units[two], since=self.day)
                self.heirs[one] = two
            elif what == "merge":
                self.born += 1
                new = f"N{self.born}"
                names = {"kind": "grassroots_union", "name": new, "short_name": new}
                both = list(units.values())
                reorganisation.merge(units=both, code=new, parent=self.province, since=self.day, values=names)
                self.heirs |= {one: new, two: new}
                self.alive.append(new)
            elif what == "dissolve":
                if one in self.heirs.values() or one.startswith("N"):
                    return  # a unit that took over the same day cannot be dissolved
                reorganisation.dissolve(units=[units[one]], since=self.day)
                self.heirs[one] = None
            else:
                reorganisation.move(units=[units[one]], parent=self.other, since=self.day)
                self.heirs[one] = "elsewhere"
        gone = {one, two} if what == "merge" else {one}
        self.alive = [code for code in self.alive if code not in gone]

    def remind_by_hand(self) -> None:
        task = self.random.choice(list({task for task, _ in self.rows}))
        with acting(self.issuer):
            remind_late(task=Task.objects.get(pk=task))
        for (one, unit), row in self.rows.items():
            if one == task and row.state in OWED and row.due < self.day:
                self.reminded.add((task, unit, "hand", row.due, (self.day - row.due).days))


@pytest.mark.parametrize("seed", range(int(os.environ.get("COURSES", "12"))))
def test_each_unit_of_a_task_stands_and_is_reminded_as_the_rules_say(seed):
    course = Course(seed)
    course.run()
    stood = Assignment._base_manager.values_list("task", "unit__code", "state", "due")
    assert {(task, unit): (state, due) for task, unit, state, due in stood} == {
        key: (row.state, row.due) for key, row in course.rows.items()
    }
    sent = Reminder.objects.values_list("assignment__task", "assignment__unit__code", "kind", "due", "step")
    assert sorted(sent) == sorted(course.reminded)
