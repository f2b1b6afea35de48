"""What a plan would do, found out by doing it: all its steps are run and taken back, and what differed is kept.

There is no second model of the acts that could disagree with them. Kept are ids, codes and counts, no person's name.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from ketdoan.core.acting import Actor
from ketdoan.core.actions import Act
from ketdoan.core.modules import effects as effects_on_modules
from ketdoan.core.scope import LINE, TERRITORY

from ..models import Appointment, Change, Lineage, Plan, PlanStep, Post, Term, Unit, UnitVersion
from ..queries.plans import standing_of
from ..queries.shape import Shape, shape
from .steps import StepRefused, do_steps
from .structure import lock_structure

#: The rights of the acts themselves: who drafts a plan sees what it would do; who executes it needs them.
ACTS = frozenset(f"units.{name}" for name in (
    "found", "rename", "retype", "move", "merge", "absorb", "split", "dissolve",
))  # fmt: skip
#: So many lines are shown of the trees before and after.
MOST_NODES = 160


Names = dict[int, tuple[str, str, str]]


def try_out(plan: Plan, steps: list[PlanStep], actor: Actor) -> None:
    """Run the steps of a plan within the actor's scope, take them back, and set what they did on the plan (unsaved).

    Where a step cannot be done, `effect` holds but `problem`: the number of the step and what was said.
    """
    lock_structure()
    plan.seen, plan.looked_at = standing_of(steps), timezone.now()
    found = _Trial(plan, steps, replace(actor, permissions=actor.permissions | ACTS)).run()
    plan.effect = json.loads(json.dumps(found))


class _Trial:
    """The trees before the steps and, while the savepoint lasts, after them."""

    def __init__(self, plan: Plan, steps: list[PlanStep], actor: Actor) -> None:
        self.plan, self.steps = plan, steps
        self.act = Act(actor, "units.plan.look", "")
        self.trees = [LINE]
        if any(step.inputs.get("tree") == TERRITORY for step in steps):
            self.trees.append(TERRITORY)

    def run(self) -> dict[str, Any]:
        before = [shape(self.plan.on, tree) for tree in self.trees]
        try:
            with transaction.atomic():
                do_steps(self.act, self.plan, self.steps, None)
                after = [shape(self.plan.on, tree) for tree in self.trees]
                ended, begun, moved = _apart(before, after)
                altered = self._altered()
                named = ended | begun | altered | moved.keys() | self._named()
                shown = _around(self.plan.unit_id, before[0], after[0], named)
                taking = self._taking()
                new_names = _names(shown | altered, self.plan.on)
                held, posts = self._ended(), _posts(ended)
                transaction.set_rollback(True)
        except StepRefused as refused:
            return {"problem": {"step": refused.number, "text": " ".join(refused.reasons)}}
        old_names = _names(shown | ended | altered, self.plan.on)
        marks = dict.fromkeys(taking, "taking")
        marks |= dict.fromkeys(ended, "ended") | dict.fromkeys(begun, "begun") | dict.fromkeys(moved, "moved")
        lost = [pk for pk, valid in _posts(ended).items() if posts[pk] != valid]
        return {
            "kinds": _kinds(self.plan.unit_id, before[0], after[0]),
            "ended": [old_names[pk][:2] for pk in sorted(ended)],
            "begun": [new_names[pk][:2] for pk in sorted(begun)],
            "moved": [self._move(pk, *moved[pk], old_names, new_names) for pk in sorted(moved)],
            **_renamed(old_names, new_names, altered - ended - begun),
            **held,
            "posts": lost,
            "others": effects_on_modules(sorted(ended), sorted(moved), self.plan.on),
            "before": _branch(self.plan.unit_id, before[0], shown, old_names, marks),
            "after": _branch(self.plan.unit_id, after[0], shown, new_names, marks),
        }

    def _move(self, pk: int, old: int, new: int, old_names: Names, new_names: Names) -> list[str]:
        """Code and name of a unit that moved, from where, to where. A parent outside the plan's own unit is not
        named."""
        elsewhere = ("", "đơn vị khác", "")
        names = new_names.get(pk) or old_names.get(pk) or _names({pk}, self.plan.on)[pk]
        return [*names[:2], old_names.get(old, elsewhere)[1], new_names.get(new, elsewhere)[1]]

    def _changes(self) -> list[int]:
        """Ids of the changes that the steps made."""
        return [part["about_id"] for part in self.act.told["change"].get("parts", [])]

    def _named(self) -> set[int]:
        """The units that the steps name, so that they stand in both trees."""
        codes = {code for step in self.steps for code in step.codes}
        return set(Unit._base_manager.filter(code__in=codes).values_list("pk", flat=True))

    def _taking(self) -> set[int]:
        """Units that took over from others."""
        return set(Lineage.objects.filter(change__in=self._changes()).values_list("target", flat=True))

    def _altered(self) -> set[int]:
        """Units of which the steps say something else than before."""
        return set(UnitVersion._base_manager.filter(change__in=self._changes()).values_list("unit", flat=True))

    def _ended(self) -> dict[str, list[int]]:
        """Terms and appointments that the steps cut off: they were replaced at the moments of the changes."""
        moments = Change._base_manager.filter(pk__in=self._changes()).values("recorded_at")
        return {
            name: sorted(model._base_manager.filter(replaced_at__in=moments).values_list("pk", flat=True))
            for name, model in (("terms", Term), ("appointments", Appointment))
        }


def _apart(before: Sequence[Shape], after: Sequence[Shape]) -> tuple[set[int], set[int], dict[int, tuple[int, int]]]:
    """Units that are only in the first trees, only in the second, and those under another unit: from which to which."""
    ended = {int(pk) for pk in np.setdiff1d(before[0].ids, after[0].ids)}
    begun = {int(pk) for pk in np.setdiff1d(after[0].ids, before[0].ids)}
    moved: dict[int, tuple[int, int]] = {}
    for old, new in zip(before, after, strict=True):
        both = np.intersect1d(old.ids, new.ids)
        was, is_now = _parents(old, both), _parents(new, both)
        differ = was != is_now
        rows = zip(both[differ], was[differ], is_now[differ], strict=True)
        moved = {int(pk): (int(up), int(now)) for pk, up, now in rows} | moved
    return ended, begun, moved


def _parents(tree: Shape, unit_ids: np.ndarray) -> np.ndarray:
    """Ids of the units directly above; 0 for none."""
    above = tree.parents[tree.positions(unit_ids)]
    return np.where(above >= 0, tree.ids[above], 0)


def _around(top: int, before: Shape, after: Shape, touched: set[int]) -> set[int]:
    """Touched units below a unit in either tree, with the units above each up to it."""
    found: set[int] = set()
    for tree in (before, after):
        for pk in touched:
            position = tree.position(pk)
            line = [pk, *tree.ancestors(position)] if position is not None else []
            if top in line:
                found.update(line[: line.index(top) + 1])
    return found


def _names(unit_ids: Collection[int], day: date) -> Names:
    """Code, short name and kind of units on a day, as history holds them at this moment."""
    versions = UnitVersion._base_manager.filter(unit__in=unit_ids, replaced_at=None, valid__contains=day)
    return {pk: (code, name, kind) for pk, code, name, kind in versions.values_list(
        "unit", "unit__code", "short_name", "kind"
    )}  # fmt: skip


def _renamed(old: Names, new: Names, altered: set[int]) -> dict[str, list[list[str]]]:
    both = sorted(pk for pk in altered if pk in old and pk in new)
    return {
        "renamed": [[old[pk][0], old[pk][1], new[pk][1]] for pk in both if old[pk][1] != new[pk][1]],
        "retyped": [[new[pk][0], new[pk][1], old[pk][2], new[pk][2]] for pk in both if old[pk][2] != new[pk][2]],
    }


def _posts(unit_ids: Collection[int]) -> dict[int, Any]:
    return dict(Post._base_manager.filter(unit__in=unit_ids).order_by("pk").values_list("pk", "valid"))


def _kinds(top: int, before: Shape, after: Shape) -> list[tuple[str, int, int]]:
    """How many units of each kind there are from a unit down, before and after; kinds without any are left out."""
    counted = [_counted(tree, top) for tree in (before, after)]
    return [
        (kind, counted[0][kind], counted[1][kind]) for kind in before.kind_codes if counted[0][kind] + counted[1][kind]
    ]


def _counted(tree: Shape, top: int) -> Counter[str]:
    position = tree.position(top)
    if position is None:
        return Counter()
    kinds, numbers = np.unique(tree.kinds[position : tree.ends[position]], return_counts=True)
    return Counter({tree.kind_codes[kind]: int(number) for kind, number in zip(kinds, numbers, strict=True)})


def _branch(top: int, tree: Shape, shown: Collection[int], names: Names, marks: Mapping[int, str]) -> dict[str, Any]:
    """The shown units of a tree in order: depth below the top, code, name, what becomes of it, grassroots unions below.
    At most MOST_NODES; `more` are left out."""
    start = tree.position(top)
    places = sorted(p for p in map(tree.position, shown) if p is not None)
    rows = [
        (
            int(tree.depths[place] - tree.depths[start]),
            *names[int(tree.ids[place])][:2],
            marks.get(int(tree.ids[place]), ""),
            tree.grassroots_below(place),
        )
        for place in places[:MOST_NODES]
    ]
    return {"rows": rows, "more": len(places) - len(rows)}
