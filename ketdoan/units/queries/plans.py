"""Plans as they are read: how their units stand, what their steps say in words, what was done to them."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import format_date, format_number, today

from ..models import Appointment, Edge, Plan, PlanStep, Post, Unit, UnitVersion
from ..rules import ChangeKind, PlanState
from .bodies import office_label, without_executive
from .kinds import kind_label

APPROVE = "units.plan.approve"
#: So many persons are listed on a plan's page.
MOST_PEOPLE = 200


def standing(codes: Collection[str], giving: Collection[str]) -> dict[str, str]:
    """A digest of how each unit that exists stands: what it is called on which days, and under whom; for units that
    are to give away what stands under them, also who does. It is the same as long as none of that changes."""
    units = dict(Unit._base_manager.filter(code__in=codes).values_list("pk", "code"))
    told: dict[int, list[Any]] = defaultdict(list)
    versions = UnitVersion._base_manager.filter(unit__in=units, replaced_at=None).order_by("valid")
    for pk, *facts in versions.values_list("unit", "valid", "kind", "name", "short_name", "status"):
        told[pk].append(facts)
    edges = Edge._base_manager.filter(replaced_at=None).order_by("tree", "child", "valid")
    above = edges.filter(child__in=units)
    for pk, *facts in above.values_list("child", "tree", "parent", "valid"):
        told[pk].append(facts)
    below = edges.filter(parent__in=[pk for pk, code in units.items() if code in giving])
    for pk, *facts in below.values_list("parent", "tree", "child", "valid"):
        told[pk].append(facts)
    return {
        code: hashlib.sha256(json.dumps(told[pk], default=str).encode()).hexdigest()[:16] for pk, code in units.items()
    }


def standing_of(steps: Collection[PlanStep]) -> dict[str, str]:
    """How the units stand that the steps of a plan name."""
    codes = {code for step in steps for code in step.codes}
    return standing(codes, {code for step in steps for code in step.giving})


def changed_since(plan: Plan, steps: Collection[PlanStep]) -> list[tuple[PlanStep, str]]:
    """The steps whose units stand otherwise than when the plan was last tried, each with the first such unit's code."""
    now = standing_of(steps)
    found = []
    for step in steps:
        code = next((code for code in step.codes if now.get(code) != plan.seen.get(code)), None)
        if code:
            found.append((step, code))
    return found


def other_approvers(plan: Plan, account_id: int | None) -> bool:
    """Whether a post of the plan's own unit that somebody else holds may approve it."""
    posts = Post._base_manager.filter(
        unit=plan.unit_id, valid__contains=today(), role__permissions__contains=[APPROVE], person__account__isnull=False
    )
    return posts.exclude(person__account=account_id).exists()


@dataclass(frozen=True)
class Line:
    """A step in words: what is done, to which units (code, name; no code for one that is yet to be founded), and what
    else there is to say."""

    step: PlanStep
    text: str
    units: list[tuple[str, str]]
    notes: list[str]


class Names:
    """What the units of a plan are called: those that exist, and those that its steps found."""

    def __init__(self, steps: Iterable[PlanStep]) -> None:
        steps = list(steps)
        codes = {code for step in steps for code in step.codes}
        # A unit that was moved out of the scope since is still called by its name in the plan that names it.
        self.held = dict(Unit._base_manager.filter(code__in=codes).values_list("code", "short_name"))
        self.coming = {code: name for step in steps for code, name in step.newborn()}

    def __call__(self, code: str) -> str:
        return self.held.get(code) or self.coming.get(code) or code


def lines(steps: Collection[PlanStep], names: Names) -> list[Line]:
    """The steps in words."""
    return [_line(step, names) for step in steps]


def _line(step: PlanStep, names: Names) -> Line:
    inputs: Mapping[str, Any] = step.inputs
    units = [(code if code in names.held else "", names(code)) for code in step.named]
    number = format_number(len(units))
    texts = {
        ChangeKind.ABSORB: lambda: f"Sáp nhập {number} đơn vị vào {names(inputs['into'])}",
        ChangeKind.MERGE: lambda: f"Hợp nhất {number} đơn vị thành {inputs['short_name']}",
        ChangeKind.SPLIT: lambda: f"{'Tách ra' if inputs['stays'] else 'Chia thành'} {_births(inputs)}",
        ChangeKind.MOVE: lambda: f"Chuyển {number} đơn vị {_tree(inputs)} {names(inputs['parent'])}",
        ChangeKind.FOUND: lambda: f"Thành lập {inputs['short_name']} trực thuộc {names(inputs['parent'])}",
        ChangeKind.RENAME: lambda: f"Đổi tên thành {inputs['short_name']}",
        ChangeKind.RETYPE: lambda: f"Chuyển loại thành {kind_label(inputs['kind'], today())}",
        ChangeKind.DISSOLVE: lambda: f"Kết thúc hoạt động {number} đơn vị",
    }
    return Line(step, texts[ChangeKind(step.act)](), units, _notes(step, names))


def _births(inputs: Mapping[str, Any]) -> str:
    return ", ".join(birth["short_name"] for birth in inputs["births"])


def _tree(inputs: Mapping[str, Any]) -> str:
    return "theo địa bàn về" if inputs["tree"] == TERRITORY else "về trực thuộc"


def _notes(step: PlanStep, names: Names) -> list[str]:
    inputs = step.inputs
    notes = []
    if step.act == ChangeKind.MERGE:
        notes.append(f"Đơn vị mới: {inputs['name']} ({inputs['code']}), trực thuộc {names(inputs['parent'])}.")
    elif step.act == ChangeKind.FOUND:
        notes.append(f"{inputs['name']} ({inputs['code']}), {kind_label(inputs['kind'], today())}.")
    elif step.act == ChangeKind.RENAME:
        notes.append(f"Tên đầy đủ: {inputs['name']}.")
    elif step.act == ChangeKind.RETYPE and inputs.get("parent"):
        notes.append(f"Trực thuộc {names(inputs['parent'])}.")
    for number, birth in enumerate(inputs.get("births", [])):
        taken = [names(code) for code, taker in inputs["children"].items() if taker == number]
        gets = f"; tiếp nhận {', '.join(taken)}" if taken else ""
        notes.append(f"{birth['short_name']} ({birth['code']}), trực thuộc {names(birth['parent'])}{gets}.")
    return notes


def to_compare_with(plan: Plan) -> list[Plan]:
    """Other plans of the same unit that were tried, the latest first."""
    others = Plan.objects.filter(unit=plan.unit_id, looked_at__isnull=False).exclude(pk=plan.pk)
    return list(others.exclude(state__in=["withdrawn", "executed"])[:20])


def awaiting(unit_id: int, account_id: int | None) -> tuple[list[Plan], list[Plan]]:
    """Plans of a unit that await approval by somebody else than who submitted them, and those that are back with the
    account that drafted or submitted them: returned, or approved and to be executed."""
    waiting = Plan.objects.filter(unit=unit_id, state="submitted").select_related("unit")
    mine = Q(drafted_by=account_id) | Q(submitted_by=account_id)
    back = Plan.objects.filter(mine, unit=unit_id, state__in=["returned", "approved"])
    return [plan for plan in waiting if plan.submitted_by != account_id or account_id is None], list(back)


def effect_in_words(plan: Plan) -> list[str]:
    """What the plan will do, in sentences: as its last trial run found it."""
    effect = plan.effect
    told = [f"Có hiệu lực từ ngày {format_date(plan.on)}; hồ sơ và số liệu trước ngày này không đổi."]
    numbers = [
        ("begun", "{} đơn vị mới được lập."),
        ("ended", "{} đơn vị kết thúc hoạt động."),
        ("moved", "{} đơn vị đổi cấp trên."),
        ("renamed", "{} đơn vị đổi tên."),
        ("retyped", "{} đơn vị chuyển loại."),
        ("terms", "{} nhiệm kỳ kết thúc."),
        ("appointments", "{} chức vụ kết thúc."),
        ("posts", "{} vị trí công tác hết quyền truy cập."),
    ]
    told += [text.format(format_number(len(effect[name]))) for name, text in numbers if effect.get(name)]
    return told + effect.get("others", [])


#: What is counted of a plan's effect, by its name there.
COUNTED = [
    ("ended", "Đơn vị kết thúc hoạt động"),
    ("begun", "Đơn vị mới"),
    ("moved", "Đơn vị đổi cấp trên"),
    ("renamed", "Đơn vị đổi tên"),
    ("retyped", "Đơn vị chuyển loại"),
    ("terms", "Nhiệm kỳ kết thúc"),
    ("appointments", "Chức vụ kết thúc"),
    ("posts", "Vị trí công tác hết quyền truy cập"),
]


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side: figures (what, in the one, in the other), and what only the one or the other does."""

    figures: list[tuple[str, int, int]]
    only: list[tuple[str, list[str], list[str]]]


def comparison(one: Plan, other: Plan) -> Comparison:
    """What two plans would do, beside each other."""
    effects = (one.effect, other.effect)
    mine, theirs = effects
    figures = [(label, len(mine.get(name, [])), len(theirs.get(name, []))) for name, label in COUNTED]
    kinds = [{kind: after for kind, _, after in effect.get("kinds", [])} for effect in effects]
    altered = [kind for effect in effects for kind, before, after in effect.get("kinds", []) if before != after]
    for kind in dict.fromkeys(altered):
        figures.append(
            (f"{kind_label(kind, one.on)}: số đơn vị sau sắp xếp", kinds[0].get(kind, 0), kinds[1].get(kind, 0))
        )
    told = [(label, _told(mine, name), _told(theirs, name)) for name, label in COUNTED[:5]]
    told.append(("Ở các phân hệ khác", mine.get("others", []), theirs.get("others", [])))
    only = [(label, [x for x in a if x not in b], [x for x in b if x not in a]) for label, a, b in told]
    return Comparison(figures, [row for row in only if row[1] or row[2]])


def _told(effect: Mapping[str, Any], name: str) -> list[str]:
    """What becomes of units, a line each."""
    ways = {
        "moved": lambda row: f"{row[1]}: {row[2]} → {row[3]}",
        "renamed": lambda row: f"{row[1]} → {row[2]}",
        "retyped": lambda row: f"{row[1]}: {kind_label(row[2], today())} → {kind_label(row[3], today())}",
    }
    return [ways.get(name, lambda row: row[1])(row) for row in effect.get(name, [])]


def newborn_without_executive(plan: Plan) -> list[Unit]:
    """The units that an executed plan founded and that have no executive yet."""
    if plan.state != PlanState.EXECUTED:
        return []
    units = Unit.objects.filter(code__in=[code for code, *_ in plan.effect.get("begun", [])])
    return list(without_executive(units, max(today(), plan.on)).order_by("sort_key"))


def officers_ending(plan: Plan) -> list[tuple[Appointment, str]]:
    """Who loses an office by the plan, as far as one sees, each with the name of the office; MOST_PEOPLE at most."""
    held = Appointment.objects.filter(pk__in=plan.effect.get("appointments", [])).select_related("person", "body__unit")
    return [
        (row, office_label(row.body.kind, row.office, row.body.unit.level, plan.on))
        for row in held.order_by("body__unit__sort_key", "person__sort_key")[:MOST_PEOPLE]
    ]


def posts_ending(plan: Plan) -> list[Post]:
    """Posts that lose access by the plan, as far as one sees; MOST_PEOPLE at most."""
    held = Post.objects.filter(pk__in=plan.effect.get("posts", [])).select_related("person", "unit", "role")
    return list(held.order_by("unit__sort_key", "person__sort_key")[:MOST_PEOPLE])
