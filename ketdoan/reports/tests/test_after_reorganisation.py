"""What was locked stays as it was, whatever becomes of the units: its figures, its paper, how many reported."""

import hashlib
import os
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.files import open_blob
from ketdoan.core.secrets import load_secrets
from ketdoan.reports.actions.filling import fill, submit
from ketdoan.reports.actions.judging import adjust
from ketdoan.reports.actions.rounds import lock_round, make_papers
from ketdoan.reports.models import Paper, Revision
from ketdoan.reports.printing.paper import report_pdf
from ketdoan.reports.queries.manifests import gathered
from ketdoan.reports.queries.reading import handed_in, report_of
from ketdoan.reports.queries.rollup import sums
from ketdoan.reports.queries.sources import register_in
from ketdoan.reports.rules.figures import Figure
from ketdoan.units.actions.reorganisation import absorb, dissolve, merge, move, rename, split
from ketdoan.units.actions.structure import Birth
from ketdoan.units.models import Unit

from .test_rollup import STEPS, UPPERS, begin
from .union import GRASSROOTS, actor_at

REFORMS, CHANGES = int(os.environ.get("REFORMS", "4")), 8


def locked(seed):
    """A round that ran its course, with reports of all units above, locked, and its papers made."""
    course = begin(seed)
    for _ in range(STEPS):
        course.step()
    while course.adjusted:  # of one stock alone they would break the balance of the report
        course.unadjust("")
    with acting(actor_at(course.units["Y"])):
        adjust(submission=course.report("Y"), cell="LD.TONG", delta=Decimal(4), reason="Một đơn vị nộp muộn")
    for code in GRASSROOTS:
        course.write(code)
        course.hand_in(code)
    for code in reversed(UPPERS):
        with acting(actor_at(course.units[code])):
            report = course.report(code)
            nothing = dict.fromkeys(report_of(report).missing, Figure(state="na"))
            fill(submission=report, cells=nothing, seen=report.no)
            submit(submission=report, explained={"LIKELY": "Một số đơn vị chưa nộp."})
    with acting(actor_at(course.units["P"])):
        lock_round(asked=course.asked)
    with acting(SYSTEM):
        make_papers.verb(round_id=course.asked.pk)
    return course


def reform(dice, day):
    """One of the ways in which unions were put together anew in 2025, as far as it is possible."""
    alive = [unit for unit in Unit._base_manager.filter(ended_on=None) if unit.code not in ("TLD", "P")]
    upper = [unit for unit in alive if unit.level == "upper"]
    lower = [unit for unit in alive if unit.level == "grassroots"]
    province = Unit._base_manager.get(code="P")
    new = f"N{day:%m%d}"
    ways = [
        lambda: move(units=[dice.choice(lower)], parent=dice.choice([*upper, province]), since=day),
        lambda: merge(
            units=dice.sample(lower, 2), code=new, parent=province, since=day,
            values={"kind": "grassroots_union", "name": f"Công đoàn {new}", "short_name": new},
        ),
        lambda: merge(
            units=dice.sample(upper, 2), code=new, parent=province, since=day,
            values={"kind": "commune_union", "name": f"Công đoàn xã {new}", "short_name": new},
        ),
        lambda: absorb(units=[upper[0]], into=upper[1], since=day),
        lambda: dissolve(units=[dice.choice(lower)], since=day),
        lambda: rename(unit=dice.choice(alive), name=f"Công đoàn {new}", short_name=new, since=day),
        lambda: split(
            units=[dice.choice(lower)], since=day, children={}, stays=True,
            births=[Birth(new, {"kind": "grassroots_union", "name": f"Công đoàn {new}", "short_name": new}, province)],
        ),
    ]  # fmt: skip
    try:
        dice.choice(ways)()
    except (ValidationError, ValueError, IndexError):
        return 0  # not with the units that are left
    return 1


def facts_of(course):
    """All that a locked round says, read anew and put together anew from its manifests."""
    found = {}
    with acting(SYSTEM):
        for code in UPPERS:
            report = course.report(code)
            kept = Revision._base_manager.get(submission=report, no=report.revision)
            again = report_of(report, gathered(report, kept.manifest), register_in(kept.manifest))
            assert again.figures == handed_in(report)
            total = sums(course.asked).of(report.unit_id)
            assert total.reported <= total.expected
            with open_blob(kept.paper.blob) as file:
                content = file.read()
            assert hashlib.sha256(content).hexdigest() == kept.paper.blob.sha256
            found[code] = (again.figures, report_of(report).figures, total.figures, total.reported, total.expected,
                           kept.digest, kept.paper.blob.sha256, report_pdf(kept))  # fmt: skip
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(REFORMS))
def test_a_locked_round_says_the_same_after_units_were_put_together_anew(seed, tmp_path, settings):
    settings.DATA = tmp_path / "data"
    load_secrets(settings.DATA)
    course = locked(seed)
    assert Paper._base_manager.count() == len(UPPERS)
    before = facts_of(course)
    dice, day, done = random.Random(seed), date(2025, 1, 5), 0
    with acting(SYSTEM):
        for _ in range(CHANGES):
            day += timedelta(days=dice.randrange(5, 40))
            done += reform(dice, day)
    assert done >= CHANGES // 4
    with acting(SYSTEM):
        make_papers.verb(round_id=course.asked.pk)
    assert facts_of(course) == before
