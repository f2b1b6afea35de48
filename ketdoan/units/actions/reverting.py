"""Drafting the plan that undoes another one, as far as acts can undo acts.

History is never rewritten: a unit that ended stays ended. What it was is founded anew under another code, out of the
unit that took it over where there is one, and gets back what stood under it. Terms, offices and posts that ended
with it do not come back by themselves; the new plan says so.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act, action
from ketdoan.core.scope import LINE
from ketdoan.core.viet import format_date, format_number

from ..models import Edge, Lineage, Plan, PlanStep, Unit, UnitVersion
from ..queries.shape import kind_levels
from ..rules import LEVELS, ChangeKind, Level, PlanState
from .plans import DRAFT, look
from .plans import draft as draft_plan

CODE_LENGTH = 40


@action("units.plan.revert", "Lập phương án hoàn nguyên", permission=DRAFT)
def revert(act: Act, *, plan: Plan, on: date) -> Plan:
    """Draft the plan that leads back to how it was before an executed one. It goes the same way to execution."""
    if plan.state != PlanState.EXECUTED:
        raise ValidationError("Chỉ lập phương án hoàn nguyên cho phương án đã thực hiện.")
    if on <= plan.on:
        raise ValidationError({"on": f"Ngày hoàn nguyên phải sau ngày {format_date(plan.on)} của phương án này."})
    way = _Back(plan)
    steps = way.steps()
    back = draft_plan(
        unit=plan.unit,
        title=f"Hoàn nguyên: {plan.title}"[:200],
        on=on,
        reason="\n".join([f"Hoàn nguyên phương án “{plan.title}” thực hiện từ {format_date(plan.on)}.", *way.notes()]),
        reverts=plan,
    )
    PlanStep.objects.bulk_create(
        PlanStep(plan=back, order=number, act=kind, inputs=inputs) for number, (kind, inputs) in enumerate(steps, 1)
    )
    if steps:
        back = look(plan=back)
    act.record(back, unit_id=back.unit_id, change={"reverts": plan.pk, "steps": len(steps)})
    return back


Step = tuple[str, dict[str, Any]]


@dataclass
class _Back:
    """How the units of a plan stood on the day before it, and the way back."""

    plan: Plan
    codes: dict[str, str] = field(default_factory=dict)
    #: Units that come back under a unit founded anew with its founding.
    handed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        effect = self.plan.effect
        self.ended = [row[0] for row in effect["ended"]]
        self.begun = [row[0] for row in effect["begun"]]
        self.altered = {row[0] for name in ("renamed", "retyped") for row in effect[name]}
        self.moved = [row[0] for row in effect["moved"]]
        day = self.plan.on - timedelta(days=1)
        versions = UnitVersion._base_manager.filter(unit__code__in={*self.ended, *self.altered}, valid__contains=day)
        self.was = {version.unit.code: version for version in versions.filter(replaced_at=None).select_related("unit")}
        edges = Edge._base_manager.filter(child__code__in={*self.ended, *self.moved}, valid__contains=day)
        rows = edges.filter(replaced_at=None).values_list("tree", "child__code", "parent__code")
        self.above = {(tree, child): parent for tree, child, parent in rows}
        lineage = Lineage.objects.filter(change__on=self.plan.on, change__decision=self.plan.decision)
        self.heirs: dict[str, list[str]] = defaultdict(list)
        for source, target in lineage.order_by("pk").values_list("source__code", "target__code"):
            self.heirs[source].append(target)
        levels = kind_levels()
        # Whoever stands higher comes first, so that there is something to stand under.
        self.ended.sort(key=lambda code: LEVELS.index(Level(levels[self.was[code].kind])))

    def steps(self) -> list[Step]:
        """The steps back, in an order in which they can be done."""
        steps = [*self._founded_again(), *self._named_back(), *self._moved_back()]
        consumed = {code for kind, inputs in steps if kind in ("merge", "absorb") for code in inputs["units"]}
        left = [code for code in self.begun if code not in consumed]
        return [*steps, *([(str(ChangeKind.DISSOLVE), {"units": left})] if left else [])]

    def notes(self) -> list[str]:
        """What the acts cannot bring back."""
        found = []
        if self.codes:
            told = ", ".join(f"{old} → {new}" for old, new in self.codes.items())
            found.append(f"Đơn vị đã kết thúc không sống lại; đơn vị thay thế mang mã mới: {told}.")
        counts = [("terms", "nhiệm kỳ"), ("appointments", "chức vụ"), ("posts", "vị trí công tác")]
        lost = [f"{format_number(len(self.plan.effect[n]))} {label}" for n, label in counts if self.plan.effect[n]]
        if lost:
            found.append(f"Không tự khôi phục: {', '.join(lost)} đã kết thúc; cần lập lại tại đơn vị mới.")
        alone = [code for code in self.ended if not self.heirs[code]]
        if alone:
            found.append(
                f"{format_number(len(alone))} đơn vị đã kết thúc mà không có đơn vị kế thừa: được thành lập mới, "
                "hồ sơ cũ vẫn ở đơn vị cấp trên."
            )
        return found

    def _founded_again(self) -> list[Step]:
        """Ended units anew: out of who took them over, out of their parts put together, or by themselves."""
        for code in self.ended:
            self.codes[code] = self._free(code)
        steps: list[Step] = []
        out_of: dict[str, list[str]] = defaultdict(list)
        for code in self.ended:
            heirs = self.heirs[code]
            if len(heirs) > 1:
                steps.append((str(ChangeKind.MERGE), {"units": heirs, **self._birth(code)}))
                self.handed.update(child for heir in heirs for child in self._under(heir, [code]))
            elif heirs:
                out_of[heirs[0]].append(code)
            else:
                steps.append((str(ChangeKind.FOUND), self._birth(code)))
        steps += [self._out_of(target, sources) for target, sources in out_of.items()]
        # A part that was taken out of a unit which went on goes back into it.
        parts = [(source, targets) for source, targets in self.heirs.items() if source not in self.codes]
        return [*steps, *((str(ChangeKind.ABSORB), {"units": targets, "into": source}) for source, targets in parts)]

    def _out_of(self, target: str, sources: list[str]) -> Step:
        places = {source: number for number, source in enumerate(sources)}
        children = {code: places[self.above[LINE, code]] for code in self._under(target, sources)}
        self.handed.update(children)
        births = [self._birth(source) for source in sources]
        return str(ChangeKind.SPLIT), {"units": [target], "births": births, "children": children, "stays": True}

    def _under(self, target: str, sources: Sequence[str]) -> list[str]:
        """Units that stood under some others and now stand under the one that took these over."""
        codes = [code for code in self.moved if self.above.get((LINE, code)) in sources]
        edges = Edge._base_manager.filter(tree=LINE, parent__code=target, child__code__in=codes, replaced_at=None)
        return list(edges.filter(valid__endswith=None).order_by("child").values_list("child__code", flat=True))

    def _named_back(self) -> list[Step]:
        steps: list[Step] = []
        for code in sorted(self.altered):
            was, now = self.was[code], Unit._base_manager.get(code=code)
            if (was.name, was.short_name) != (now.name, now.short_name):
                steps.append((str(ChangeKind.RENAME), {"unit": code, "name": was.name, "short_name": was.short_name}))
            if was.kind != now.kind:
                parent = self.codes.get(self.above.get((LINE, code), ""), self.above.get((LINE, code), ""))
                steps.append((str(ChangeKind.RETYPE), {"unit": code, "kind": was.kind, "parent": parent}))
        return steps

    def _moved_back(self) -> list[Step]:
        """Units that moved, to where they stood: but for those that come with a unit founded anew."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        living = set(Unit._base_manager.filter(code__in=self.moved, ended_on=None).values_list("code", flat=True))
        for (tree, code), parent in self.above.items():
            if code in living and not (tree == LINE and code in self.handed):
                groups[tree, self.codes.get(parent, parent)].append(code)
        return [
            (str(ChangeKind.MOVE), {"units": sorted(codes), "parent": parent, "tree": tree})
            for (tree, parent), codes in groups.items()
        ]

    def _birth(self, code: str) -> dict[str, str]:
        was, parent = self.was[code], self.above[LINE, code]
        names = {"kind": was.kind, "name": was.name, "short_name": was.short_name}
        return {"code": self.codes[code], **names, "parent": self.codes.get(parent, parent)}

    def _free(self, code: str) -> str:
        """A code that is not in use yet: the old one with a number behind it."""
        number = 2
        while True:
            wanted = f"{code[: CODE_LENGTH - 4]}-{number}"
            if wanted not in self.codes.values() and not Unit._base_manager.filter(code=wanted).exists():
                return wanted
            number += 1
