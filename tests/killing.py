"""A program that does random acts until it is done or killed, and can say whether the database is whole.

    python -m tests.killing check FOLDER              print what is wrong, a line each, or that all is whole
    python -m tests.killing work FOLDER SEED TOTAL    the same; then go on from where the last run was killed

FOLDER holds two files. In `plan` each act is written down before it is tried; in `done` its number with what became
of it. After a kill the last planned act is tried again with the same inputs under the same key.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402 - models exist only after setup
from django.db.utils import OperationalError  # noqa: E402

from ketdoan.core.acting import SYSTEM, acting  # noqa: E402
from ketdoan.core.models import AuditEntry, Done  # noqa: E402
from ketdoan.core.viet import today  # noqa: E402
from ketdoan.units.actions import bodies, persons  # noqa: E402
from ketdoan.units.actions import reorganisation as acts  # noqa: E402
from ketdoan.units.models import Appointment, Change, Edge, Lineage, Person, Term, Unit, UnitVersion  # noqa: E402

PROVINCE, GRASSROOTS, GROUP = "provincial_federation", "grassroots_union", "union_group"
UNDER = {PROVINCE: "confederation", GRASSROOTS: PROVINCE, GROUP: GRASSROOTS}
VERBS = ["found"] * 6 + ["rename"] * 3 + ["move"] * 3 + ["person"] * 3 + ["term"] * 2 + ["appoint"] * 3
VERBS += ["status", "absorb", "dissolve"]
WHOLE = "whole"


class Worker:
    """Plans and does acts, one after the other, never the same twice."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.plan, self.done = folder / "plan", folder / "done"
        self.seed = seed

    def work(self, total: int) -> None:
        planned = [json.loads(line) for line in lines_of(self.plan)]
        finished = {int(line.split()[0]) for line in lines_of(self.done)}
        if planned and planned[-1]["number"] not in finished:
            self.perform(planned[-1])
        for number in range(len(planned), total):
            step = {"number": number, **self.choose(number)}
            with self.plan.open("a") as file:
                file.write(json.dumps(step) + "\n")
            self.perform(step)

    def choose(self, number: int) -> dict[str, Any]:
        """An act that suits what there is, as plain values."""
        random = Random(self.seed * 100_000 + number)
        verb = random.choice(VERBS) if number > 9 else "found"
        kind = "confederation" if number == 0 else random.choice([PROVINCE, GRASSROOTS, GRASSROOTS, GROUP])
        kind = PROVINCE if number in (1, 2) else kind

        def one(*kinds: str) -> int | None:
            found = list(Unit.objects.filter(ended_on=None, kind__in=kinds or UNDER).order_by("pk").values("pk"))
            return random.choice(found)["pk"] if found else None

        return {
            "verb": verb,
            "kind": kind,
            "today": today().isoformat(),
            "since": random.randrange(900),
            "unit": one(UNDER.get(kind, "")) if verb == "found" else one(*([GRASSROOTS] if verb != "rename" else [])),
            "other": one(GRASSROOTS if verb == "absorb" else PROVINCE),
            "person": random.choice([*Person.objects.order_by("pk").values_list("pk", flat=True), None]),
            "term": random.choice([*Term.objects.known().order_by("pk").values_list("body__unit", flat=True), None]),
        }

    def perform(self, step: dict[str, Any]) -> None:
        number = step["number"]
        try:
            getattr(Verbs, step["verb"])(step, why=f"#{number}", key=f"k{number}")
        except (ValidationError, Missing):
            self.say(number, "refused")
        else:
            self.say(number, "done")

    def say(self, number: int, outcome: str) -> None:
        with self.done.open("a") as file:
            file.write(f"{number} {outcome}\n")


class Missing(Exception):
    """There is nothing yet that the act could be done to."""


def unit(pk: int | None) -> Unit:
    if pk is None:
        raise Missing
    return Unit.objects.get(pk=pk)


class Verbs:
    """The acts by the names of a plan."""

    @staticmethod
    def today(step: dict[str, Any]) -> date:
        """The day on which the act was planned: it is tried again with the same inputs, be it after midnight."""
        return date.fromisoformat(step["today"])

    @staticmethod
    def day(step: dict[str, Any]) -> Any:
        return Verbs.today(step) - timedelta(days=step["since"])

    @staticmethod
    def found(step: dict[str, Any], **keys: str) -> None:
        number, parent = step["number"], None if step["kind"] == "confederation" else unit(step["unit"])
        values = {"kind": step["kind"], "name": f"Đơn vị {number}", "short_name": f"ĐV {number}"}
        since = Verbs.today(step) - timedelta(days=5_000 - number)
        acts.found(code=f"U{number}", parent=parent, since=since, values=values, **keys)

    @staticmethod
    def rename(step: dict[str, Any], **keys: str) -> None:
        name = f"Tên {step['number']}"
        acts.rename(unit=unit(step["unit"]), name=name, short_name=name, since=Verbs.day(step), **keys)

    @staticmethod
    def move(step: dict[str, Any], **keys: str) -> None:
        acts.move(units=[unit(step["unit"])], parent=unit(step["other"]), since=Verbs.day(step), **keys)

    @staticmethod
    def person(step: dict[str, Any], **keys: str) -> None:
        persons.add_person(unit=unit(step["unit"]), name="Nguyễn Văn An", **keys)

    @staticmethod
    def term(step: dict[str, Any], **keys: str) -> None:
        bodies.open_term(unit=unit(step["unit"]), kind="executive", since=Verbs.day(step), seats=5, **keys)

    @staticmethod
    def appoint(step: dict[str, Any], **keys: str) -> None:
        if step["person"] is None:
            raise Missing
        person = Person.objects.get(pk=step["person"])
        seat = {"unit": unit(step["term"]), "kind": "executive", "office": "member", "since": Verbs.today(step)}
        bodies.appoint(person=person, **seat, **keys)

    @staticmethod
    def status(step: dict[str, Any], **keys: str) -> None:
        acts.set_status(unit=unit(step["unit"]), status="suspended", since=Verbs.day(step), **keys)

    @staticmethod
    def absorb(step: dict[str, Any], **keys: str) -> None:
        acts.absorb(units=[unit(step["unit"])], into=unit(step["other"]), since=Verbs.day(step), **keys)

    @staticmethod
    def dissolve(step: dict[str, Any], **keys: str) -> None:
        acts.dissolve(units=[unit(step["unit"])], since=Verbs.day(step), **keys)


# --- is it whole?


def faults(folder: Path) -> Iterator[str]:
    """Everything that is half done, done twice, forgotten, or not as history says."""
    yield from _acts(folder)
    yield from _effects()
    yield from _copies()


def _acts(folder: Path) -> Iterator[str]:
    """Each act that was reported done is in the trail and under its key, once; a refused one nowhere."""
    said = dict(line.split() for line in lines_of(folder / "done"))
    trail = Counter(why.removeprefix("#") for why in AuditEntry.objects.values_list("why", flat=True))
    keys = Counter(key.removeprefix("k") for key in Done.objects.values_list("key", flat=True))
    done = {number for number, outcome in said.items() if outcome == "done"}
    planned = len(list(lines_of(folder / "plan")))
    for number in sorted(set(trail) | set(keys) | done, key=int):
        silent = number not in said and int(number) == planned - 1  # killed before it could say so
        if not trail[number] == keys[number] == 1 or not (number in done or silent):
            yield f"act {number}: {trail[number]} entries, {keys[number]} keys, said {said.get(number)}"


#: What an act is about, by what the trail calls it.
TABLES: dict[str, Any] = {"units.change": Change, "units.person": Person, "units.appointment": Appointment}


def _effects() -> Iterator[str]:
    """Each entry has its effect, each effect its entry; each change its rows."""
    about = Counter(AuditEntry.objects.values_list("about", "about_id"))
    for table, model in TABLES.items():
        effects = Counter((table, pk) for pk in _firsts(model))
        recorded = Counter({thing: number for thing, number in about.items() if thing[0] == table})
        if effects != recorded:
            yield f"{table}: rows without an entry {effects - recorded}, entries without a row {recorded - effects}"
    moments = set(Change.objects.values_list("recorded_at", flat=True))
    for dated in (UnitVersion, Edge):
        for pk, began, ended in dated.objects.values_list("pk", "recorded_at", "replaced_at"):
            if began not in moments or ended not in {*moments, None}:
                yield f"{dated.__name__} {pk} was written or replaced by no change"
    versions, edges = _changes_of(UnitVersion), _changes_of(Edge)
    lineage = set(Lineage.objects.values_list("change", flat=True))
    ends = set(UnitVersion.objects.known().values_list("unit", "valid__endswith"))
    rows: dict[str, Callable[[Change], bool]] = {
        "found": lambda c: c.pk in versions and (c.unit.code == "U0" or c.pk in edges),
        "move": lambda c: c.pk in edges,
        "absorb": lambda c: c.pk in lineage,
        "dissolve": lambda c: (c.unit_id, c.on) in ends,
    }
    for change in Change.objects.select_related("unit"):
        if not rows.get(change.kind, lambda c: c.pk in versions)(change):
            yield f"change {change.pk} ({change.kind}) has no rows"


def _firsts(model: Any) -> list[int]:
    """Keys of the rows that an act of their own made: of an appointment that was cut off later, the first."""
    rows = model.objects.order_by("pk")
    if model is not Appointment:
        return list(rows.values_list("pk", flat=True))
    return list({fact: pk for pk, fact in rows.order_by("-pk").values_list("pk", "fact")}.values())


def _changes_of(model: Any) -> set[int]:
    return set(model.objects.values_list("change", flat=True))


def _copies() -> Iterator[str]:
    """The columns of units that copy history, worked out anew from it."""
    versions: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion.objects.known().order_by("valid"):
        versions.setdefault(version.unit_id, []).append(version)
    above = dict(
        Edge.objects.known().order_by("valid").filter(valid__startswith__lte=today()).values_list("child", "parent")
    )
    heirs = dict(Lineage.objects.values_list("source", "target"))
    units = {unit.pk: unit for unit in Unit.objects.all()}

    def path(pk: int) -> str:
        ended = versions[pk][-1].until is not None
        parent = heirs.get(pk) if ended and pk in heirs else above.get(pk)
        return f"{path(parent) if parent else ''}{pk}/"

    for pk, found in units.items():
        if pk not in versions:
            yield f"unit {found.code} has no version"
            continue
        last = versions[pk][-1]
        if (found.name, found.kind, found.ended_on) != (last.name, last.kind, last.until):
            yield f"unit {found.code}: {found.name}, {found.ended_on}; by history {last.name}, {last.until}"
        if not found.path == found.territory_path == path(pk):
            yield f"unit {found.code} hangs at {found.path}, by history at {path(pk)}"


def lines_of(file: Path) -> Iterator[str]:
    """The whole lines of a file; none where there is none."""
    if file.exists():
        yield from (line for line in file.read_text().splitlines(keepends=True) if line.endswith("\n"))


def main(verb: str, folder: str, *numbers: str) -> None:
    with acting(SYSTEM):
        sys.stdout.writelines(f"{fault}\n" for fault in [*faults(Path(folder))] or [WHOLE])
        sys.stdout.flush()
        if verb == "work":
            Worker(Path(folder), int(numbers[0])).work(int(numbers[1]))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except OperationalError:
        sys.exit("the database is gone")
