"""Random histories of a union, loaded and counted, against the oracle.

`HISTORIES=10000 pytest …/test_histories.py` runs more of them than the suite does.
"""

import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.unscoped import everything
from ketdoan.members.actions.columns import keep_columns
from ketdoan.members.actions.history import load_history
from ketdoan.members.models import Member, MemberEvent, RejectedLine, Spell, SpellChange
from ketdoan.members.queries.columns import spells
from ketdoan.members.queries.evidence import FIGURES, spells_behind
from ketdoan.members.queries.flows import Flows
from ketdoan.members.queries.stock import stock
from ketdoan.units.models import Unit
from launcher import kind

from . import oracle

pytestmark = pytest.mark.django_db
HISTORIES = int(os.environ.get("HISTORIES", "60"))
FIRST = int(os.environ.get("FIRST_HISTORY", "0"))


class Undone(Exception):
    """The history was looked at and goes."""


def load(events: list[dict[str, object]]) -> None:
    with acting(SYSTEM):
        load_history(lines=[json.dumps(event) for event in events])


def looked_at(events: list[dict[str, object]], since: date, until: date) -> tuple[dict[str, dict[str, int]], set[int]]:
    """What the register says of a history: the flows of every unit, and what was impossible."""
    load(events)
    with everything():
        codes = dict(Unit.objects.values_list("pk", "code"))
        flows = Flows(since, until)
    found = {codes[pk]: asdict(flow) for pk, flow in flows.each()}
    return found, set(RejectedLine.objects.values_list("event", flat=True))


def told_by_columns(since: date, until: date) -> dict[str, dict[str, int]]:
    """The flows of every unit, as files with the columns of the spells tell them."""
    keep_columns(least=1)
    SpellChange.objects.all().delete()
    with everything():
        codes = dict(Unit.objects.values_list("pk", "code"))
        return {codes[pk]: asdict(flow) for pk, flow in Flows(since, until).each()}


def test_flows_of_random_histories_are_those_of_the_oracle(settings, tmp_path) -> None:
    settings.DATA = tmp_path
    seen: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + HISTORIES):
        random = Random(seed)
        events = oracle.random_history(seed, random.choice([20, 60, 120]))
        since = date(2023, 12, 31) + timedelta(days=random.randrange(0, 60))
        until = since + timedelta(days=random.randrange(0, 90))
        expected = oracle.flows(events, since, until)
        _, _, refused = oracle.replay(events)
        try:
            with transaction.atomic():
                found, rejected = looked_at(events, since, until)
                by_columns = told_by_columns(since, until)
                seen["columns"] += spells() is not None
                seen["paths"] += Spell._base_manager.exclude(path=None).exists()
                raise Undone
        except Undone:
            pass
        assert rejected == refused, f"history {seed}"
        assert found == expected, f"history {seed}, {since} to {until}"
        assert by_columns == expected, f"history {seed}, {since} to {until}"
        for name in (*oracle.FLOWING, "opening", "closing", "structural"):
            seen[name] += sum(flow[name] != 0 for flow in expected.values())
        seen["impossible"] += len(refused)
    assert min(seen.pop("columns"), seen.pop("paths")) > HISTORIES / 2
    assert min(seen.values()) > HISTORIES, seen


def test_units_stand_as_deep_as_they_were_put() -> None:
    day = date(2024, 1, 1).isoformat()
    names = [None, *(f"U{number}" for number in range(120))]
    events: list[dict[str, object]] = [
        {"id": number, "date": day, "do": "found", "unit": name, "parent": above, "level": "upper"}
        for number, (above, name) in enumerate(pairwise(names))
    ]
    events.append({"id": 120, "date": "2024-01-02", "do": "admit", "person": "p", "unit": names[-1]})
    load(events)
    since, until = date(2024, 1, 1), date(2024, 1, 2)
    with everything():
        told = {unit: flow.admitted for unit, flow in Flows(since, until).each()}
    assert list(told.values()) == [1] * 120


def test_units_that_take_over_from_each_other_and_end_on_one_day_hang_under_who_is_left() -> None:
    lines: list[dict[str, object]] = [
        {"date": "2024-01-01", "do": "found", "unit": "TOP", "parent": None, "level": "federation"},
        {"date": "2024-01-01", "do": "found", "unit": "A", "parent": "TOP", "level": "upper"},
        {"date": "2024-01-01", "do": "found", "unit": "B", "parent": "A", "level": "upper"},
        {"date": "2024-02-01", "do": "move", "unit": "B", "to": "TOP"},
        {"date": "2024-02-01", "do": "merge", "units": ["A"], "into": "B"},
        {"date": "2024-02-01", "do": "dissolve", "unit": "B"},
    ]
    load([{"id": number, **line} for number, line in enumerate(lines)])
    with everything():
        pks = dict(Unit.objects.values_list("code", "pk"))
        paths = dict(Unit.objects.values_list("code", "path"))
    top, a, b = pks["TOP"], pks["A"], pks["B"]
    assert paths == {"TOP": f"{top}/", "B": f"{top}/{b}/", "A": f"{top}/{b}/{a}/"}
    assert not RejectedLine.objects.exists()


def test_stocks_on_every_day_are_those_of_the_oracle() -> None:
    events = oracle.random_history(1, 150)
    load(events)
    days, _, _ = oracle.replay(events)
    with everything():
        ids = dict(Unit.objects.values_list("code", "pk"))
        for day, union in days.items():
            found = stock(day)
            assert {unit: found.of(ids[unit]) for unit in union.parent} == {
                unit: union.count(unit) for unit in union.parent
            }
    assert len(days) > 5


def test_the_flows_of_one_unit_are_its_own_among_those_of_all() -> None:
    since, until = date(2024, 1, 15), date(2024, 2, 20)
    load(oracle.random_history(3, 150))
    with everything():
        told = dict(Flows(since, until).each())
        assert {pk: Flows(since, until, top=pk).of(pk) for pk in told} == told


def test_behind_each_figure_stand_as_many_people() -> None:
    since, until = date(2024, 1, 15), date(2024, 2, 20)
    for seed in (1, 3, 4):
        with transaction.atomic():
            load(oracle.random_history(seed, 150))
            with everything():
                for pk, flow in Flows(since, until).each():
                    for figure in FIGURES:
                        assert spells_behind(figure, pk, since, until).count() == getattr(flow, figure), (seed, figure)
            transaction.set_rollback(True)


def test_nobody_is_a_member_twice_on_a_day() -> None:
    load(oracle.random_history(1, 200))
    with everything():
        for person in Member.objects.values_list("person", flat=True):
            spells = list(Spell.objects.filter(person=person).order_by("since", "pk"))
            for earlier, later in pairwise(spells):
                assert earlier.until is not None
                assert earlier.until <= later.since
        assert MemberEvent.objects.count() > 40


def test_a_file_that_cannot_be_read_loads_nothing() -> None:
    good = {"id": 1, "date": "2024-01-01", "do": "found", "unit": "A", "parent": None, "level": "grassroots"}
    for wrong, told in [
        ("{", "Dòng 2: không phải là JSON."),
        (json.dumps({**good, "id": "2"}), "Dòng 2: “id” phải là số nguyên."),
        (json.dumps({**good, "id": 2, "date": "31/10/2023"}), "Dòng 2: “date” phải là ngày dạng 2023-10-31."),
        (json.dumps({**good, "id": 2, "do": "explode"}), "Dòng 2: “do” phải là một trong"),
        (json.dumps({"id": 2, "date": "2024-01-01", "do": "admit", "unit": "A"}), "Dòng 2: “person” thiếu hoặc sai."),
        (json.dumps(good), "Dòng 2: số 1 đã có ở một dòng trước."),
    ]:
        with acting(SYSTEM), pytest.raises(ValidationError) as refused:
            load_history(lines=[json.dumps(good), wrong])
        assert told in refused.value.messages[0]
    with everything():
        assert not Unit.objects.exists()


def test_a_history_is_loaded_once() -> None:
    event = {"id": 1, "date": "2024-01-01", "do": "found", "unit": "A", "parent": None, "level": "grassroots"}
    load([event])
    with acting(SYSTEM), pytest.raises(ValidationError):
        load_history(lines=[json.dumps(event)])


def test_a_folder_with_a_loaded_history_holds_real_data(tmp_path, settings) -> None:
    """./run builds the demo, or an empty database, in a folder without a sign."""
    settings.DATA = tmp_path
    file = tmp_path / "lich-su.jsonl"
    file.write_text(
        '{"id": 1, "date": "2024-01-01", "do": "found", "unit": "A", "parent": null, "level": "grassroots"}'
    )
    call_command("history", "load", str(file), "--json")
    assert kind.settle(tmp_path, demo=True) is kind.settle(tmp_path, demo=False) is False
    with pytest.raises(CommandError):
        call_command("history", "load", str(file))
