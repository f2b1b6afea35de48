"""What the acts and queries on the organisation cost."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from time import perf_counter

import numpy as np
from django.db import connection

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.scope import LINE
from ketdoan.units.actions.reorganisation import absorb, dissolve, merge, move, split
from ketdoan.units.actions.structure import Birth
from ketdoan.units.models import Area, Edge, Unit
from ketdoan.units.queries.shape import Shape, shape
from ketdoan.units.rules import LEVELS, Level

FROM, REFORM = date(2015, 1, 1), date(2025, 7, 1)
COMMUNES = 3_321


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    what: str
    seen: str
    target: str
    met: bool

    def __str__(self) -> str:
        return f"{'ok  ' if self.met else 'MISS'} {self.what:<62} {self.seen:<34} {self.target}"


def random_days(number: int, seed: int) -> list[date]:
    random = Random(seed)
    return sorted(FROM + timedelta(days=day) for day in random.sample(range((REFORM - FROM).days), number))


def trees() -> Iterator[Result]:
    """The whole tree on 20 random days, none of them kept from before."""
    times = []
    for day in random_days(20, seed=1):
        begin = perf_counter()
        found = shape(day)
        times.append(perf_counter() - begin)
    times.sort()
    seen = f"median {times[10]:.2f} s, worst {times[-1]:.2f} s"
    yield Result(f"tree of a random day, {len(found):,} units", seen, "<= 1 s", times[-1] <= 1)


# LIMIT keeps the planner, which expects far too many rows of a recursion, from reading the whole table each time.
BELOW = """
    WITH RECURSIVE below(unit, depth) AS (
        SELECT %(unit)s::bigint, 0
      UNION ALL
        SELECT e.child_id, below.depth + 1
        FROM below JOIN units_edge e ON e.parent_id = below.unit
        WHERE e.tree = 'line' AND e.replaced_at IS NULL AND e.valid @> %(day)s::date
    )
    SELECT count(*) FILTER (WHERE depth = 1),
           count(*) FILTER (WHERE depth = 1 AND v.kind = ANY(%(upper)s)),
           count(*) FILTER (WHERE depth = 1 AND v.kind = ANY(%(grassroots)s)),
           count(*) FILTER (WHERE depth > 0 AND v.kind = ANY(%(grassroots)s))
    FROM below CROSS JOIN LATERAL (
        SELECT kind FROM units_unitversion o
        WHERE o.unit_id = below.unit AND o.replaced_at IS NULL AND o.valid @> %(day)s::date LIMIT 1
    ) v
"""


def counts() -> Iterator[Result]:
    """Counts of 1,000 random units that have others below them, beside a recursive query for each."""
    day = date(2023, 10, 31)
    begin = perf_counter()
    tree = shape(day)
    above = [int(tree.ids[at]) for at in np.flatnonzero(tree.ends > np.arange(len(tree)) + 1)]
    built = perf_counter() - begin
    sample = Random(2).sample(above, min(1_000, len(above)))
    begin = perf_counter()
    ours = []
    for unit in sample:
        position = tree.position(unit)
        assert position is not None, "the unit was taken from this tree"
        found = tree.counts(position)
        ours.append((found.direct, found.upper, found.grassroots_direct, found.grassroots_total))
    took = perf_counter() - begin
    level_of = {
        code: LEVELS[int(tree.levels[tree.kinds == i][0])]
        for i, code in enumerate(tree.kind_codes)
        if (tree.kinds == i).any()
    }
    kinds = {
        level: [code for code, own in level_of.items() if own is level] for level in (Level.UPPER, Level.GRASSROOTS)
    }
    begin = perf_counter()
    theirs = []
    with connection.cursor() as cursor:
        for unit in sample:
            cursor.execute(
                BELOW, {"unit": unit, "day": day, "upper": kinds[Level.UPPER], "grassroots": kinds[Level.GRASSROOTS]}
            )
            theirs.append(cursor.fetchone())
    recursive = perf_counter() - begin
    seen = f"{took * 1e3:.0f} ms, tree {built * 1e3:.0f} ms; CTE {recursive:.1f} s"
    yield Result(f"counts of {len(sample):,} units", seen, "equal to a recursive CTE", ours == theirs)
    yield Result("  times faster than the CTE, tree included", f"{recursive / (took + built):.0f}", "(told)", True)


def all_counts(tree: Shape) -> list[np.ndarray]:
    """Direct, upper, grassroots direct and grassroots in all, of every unit of a tree."""
    order = np.argsort(tree.ids)
    inner = tree.parents >= 0
    found = [tree.ids, tree.ends - np.arange(len(tree))]
    for chosen in (
        inner,
        inner & (tree.levels == LEVELS.index(Level.UPPER)),
        inner & (tree.levels == LEVELS.index(Level.GRASSROOTS)),
    ):
        found.append(np.bincount(tree.parents[chosen], minlength=len(tree)))
    found.append(tree.grassroots[tree.ends] - tree.grassroots[np.arange(len(tree)) + 1])
    return [column[order] for column in found]


def reorganisation() -> Iterator[Result]:
    """The reform of 2025 by the acts themselves, with the counts of all units on 12 earlier days before and after."""
    days = [*random_days(11, seed=3), REFORM - timedelta(days=1)]
    before = [all_counts(shape(day)) for day in days]
    grassroots = int(shape(REFORM).grassroots[-1])
    begin = perf_counter()
    with acting(SYSTEM):
        steps = [merge_provinces(), end_districts(), end_local_sectors()]
    took = perf_counter() - begin
    after = [all_counts(shape(day)) for day in days]
    same = all(np.array_equal(a, b) for x, y in zip(before, after, strict=True) for a, b in zip(x, y, strict=True))
    new = shape(REFORM)
    held = {code: int(np.count_nonzero(new.kinds == i)) for i, code in enumerate(new.kind_codes)}
    communes, provinces = held["commune_union"], held["provincial_federation"]
    right = (provinces, communes, held["district_federation"], int(new.grassroots[-1])) == (34, COMMUNES, 0, grassroots)
    yield Result("reorganisation of 2025", f"{took:.1f} s, {sum(steps):,} acts", "<= 60 s", took <= 60)
    yield Result(
        "  34 provinces, 3,321 commune unions, no grassroots union lost", f"{provinces}, {communes:,}", "", right
    )
    yield Result("  counts of all units on 12 earlier days", "the same" if same else "CHANGED", "the same", same)


def merge_provinces() -> int:
    """Provincial federations follow the provinces: one takes the others over, or a new one takes the place of all."""
    units = Unit.objects.in_bulk(field_name="code")
    acts = 0
    for area in Area.objects.filter(valid__contains=REFORM).prefetch_related("came_from"):
        olds = [units[f"T{old.code}"] for old in area.came_from.all()]
        if len(olds) < 2:
            continue
        values = {
            "kind": "provincial_federation",
            "name": f"Liên đoàn Lao động {area.name}",
            "short_name": f"LĐLĐ {area.short_name}",
        }
        if acts % 3 == 0:
            merge(units=olds, code=f"M{area.code}", parent=units["TLD"], since=REFORM, values=values)
        else:
            absorb(units=olds[1:], into=olds[0], since=REFORM)
        acts += 1
    return acts


def end_districts() -> int:
    """The district federations of a province divide into commune unions by one decision. These take over their
    grassroots unions."""
    districts = list(Unit.objects.filter(kind="district_federation", ended_on=None).order_by("pk"))
    children = under(districts)
    by_province: dict[Unit, list[Unit]] = defaultdict(list)
    province_of = parents(districts)
    for district in districts:
        by_province[province_of[district.pk]].append(district)
    made = ended = 0
    for province, dividing in by_province.items():
        births: list[Birth] = []
        places: dict[int, int] = {}
        for district in dividing:
            ended += 1
            number = COMMUNES * ended // len(districts) - made
            places |= {child: len(births) + i % number for i, child in enumerate(children[district.pk])}
            births += [commune(made + i, province, district) for i in range(number)]
            made += number
        split(units=dividing, births=births, since=REFORM, children=places)
    return len(by_province)


def commune(number: int, province: Unit, district: Unit) -> Birth:
    values = {"kind": "commune_union", "name": f"Công đoàn xã {number}", "short_name": f"CĐ xã {number}"}
    return Birth(f"X{number:04}", values, province, out_of=[district])


def end_local_sectors() -> int:
    """Local sector unions end, by one decision in each province; their grassroots unions come directly under it."""
    sectors = list(Unit.objects.filter(kind="local_sector_union", ended_on=None).order_by("pk"))
    children = under(sectors)
    by_province: dict[Unit, list[Unit]] = defaultdict(list)
    for sector, province in parents(sectors).items():
        by_province[province] += [unit for unit in sectors if unit.pk == sector]
    for province, ending in by_province.items():
        below = [child for sector in ending for child in children[sector.pk]]
        if below:
            move(units=list(Unit.objects.filter(pk__in=below)), parent=province, since=REFORM)
        dissolve(units=ending, since=REFORM)
    return 2 * len(by_province)


def under(units: list[Unit]) -> dict[int, list[int]]:
    """Who stands directly under units on the day of the reform."""
    found: dict[int, list[int]] = defaultdict(list)
    edges = Edge.objects.on(REFORM).filter(parent__in=units, tree=LINE).order_by("child")
    for parent, child in edges.values_list("parent", "child"):
        found[parent].append(child)
    return found


def parents(units: list[Unit]) -> dict[int, Unit]:
    edges = Edge.objects.on(REFORM).filter(child__in=units, tree=LINE).select_related("parent")
    return {edge.child_id: edge.parent for edge in edges}
