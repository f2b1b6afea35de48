"""The steps of a plan: what each may say, and how it is done by the same action that does it alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act, do_part
from ketdoan.core.scope import LINE
from ketdoan.core.viet import clean_line

from ..models import Plan, PlanStep, Unit
from ..models.units import TREES
from ..rules import STEP_LABELS, ChangeKind
from . import reorganisation as acts
from .codes import new_code
from .paper import Paper
from .structure import Birth

Inputs = Mapping[str, Any]

NEW: dict[str, type] = {"code": str, "kind": str, "name": str, "short_name": str, "parent": str}
BIRTH = set(NEW)
#: What a step of each act must say, and of which type.
SHAPES: dict[str, dict[str, type]] = {
    ChangeKind.ABSORB: {"units": list, "into": str},
    ChangeKind.MERGE: {"units": list, **NEW},
    ChangeKind.SPLIT: {"units": list, "births": list, "children": dict, "stays": bool},
    ChangeKind.MOVE: {"units": list, "parent": str, "tree": str},
    ChangeKind.FOUND: NEW,
    ChangeKind.RENAME: {"unit": str, "name": str, "short_name": str},
    ChangeKind.RETYPE: {"unit": str, "kind": str, "parent": str},
    ChangeKind.DISSOLVE: {"units": list},
}
#: What may be left empty: a unit that becomes another kind may stay where it stands; a new one may be given its code.
OPTIONAL = {(ChangeKind.RETYPE, "parent"), (ChangeKind.MERGE, "code"), (ChangeKind.FOUND, "code")}
LABELS = {
    "units": "đơn vị", "unit": "đơn vị", "into": "đơn vị tiếp nhận", "parent": "đơn vị cấp trên", "tree": "hệ thống",
    "code": "mã đơn vị mới", "kind": "loại đơn vị", "name": "tên đầy đủ", "short_name": "tên gọn",
    "births": "đơn vị mới",
}  # fmt: skip


class StepRefused(ValidationError):
    """A step of a plan cannot be done. `number` is its place, `reasons` what its act said."""

    def __init__(self, step: PlanStep, reasons: list[str]) -> None:
        self.number, self.reasons = step.order, reasons
        super().__init__(f"Bước {step.order} ({STEP_LABELS[ChangeKind(step.act)]}): {' '.join(reasons)}")


@dataclass(frozen=True)
class _Step:
    """A step about to be done, its units read anew: earlier steps change paths."""

    inputs: Inputs

    def unit(self, name: str) -> Unit:
        return _units(name, [self.inputs[name]])[0]

    def units(self) -> list[Unit]:
        return _units("units", self.inputs["units"])

    def values(self) -> dict[str, str]:
        return {name: self.inputs[name] for name in ("kind", "name", "short_name")}

    def births(self) -> list[Birth]:
        parents = {unit.code: unit for unit in _units("births", {birth["parent"] for birth in self.inputs["births"]})}
        return [
            Birth(
                birth["code"],
                {name: birth[name] for name in ("kind", "name", "short_name")},
                parents[birth["parent"]],
                out_of=_units("births", birth.get("out_of", [])),
            )
            for birth in self.inputs["births"]
        ]

    def children(self) -> dict[int, int]:
        taken: Mapping[str, int] = self.inputs["children"]
        return {unit.pk: taken[unit.code] for unit in _units("children", taken)}


#: The action behind each kind of step, and the inputs that it takes.
DOING: dict[str, tuple[Callable[..., Any], Callable[[_Step], dict[str, Any]]]] = {
    ChangeKind.ABSORB: (acts.absorb, lambda s: {"units": s.units(), "into": s.unit("into")}),
    ChangeKind.MERGE: (
        acts.merge,
        lambda s: {"units": s.units(), "code": s.inputs["code"], "parent": s.unit("parent"), "values": s.values()},
    ),
    ChangeKind.SPLIT: (
        acts.split,
        lambda s: {"units": s.units(), "births": s.births(), "children": s.children(), "stays": s.inputs["stays"]},
    ),
    ChangeKind.MOVE: (
        acts.move,
        lambda s: {"units": s.units(), "parent": s.unit("parent"), "tree": s.inputs["tree"]},
    ),
    ChangeKind.FOUND: (
        acts.found,
        lambda s: {"code": s.inputs["code"], "parent": s.unit("parent"), "values": s.values()},
    ),
    ChangeKind.RENAME: (
        acts.rename,
        lambda s: {"unit": s.unit("unit"), "name": s.inputs["name"], "short_name": s.inputs["short_name"]},
    ),
    ChangeKind.RETYPE: (
        acts.retype,
        lambda s: {
            "unit": s.unit("unit"),
            "kind": s.inputs["kind"],
            "parent": s.unit("parent") if s.inputs.get("parent") else None,
        },
    ),
    ChangeKind.DISSOLVE: (acts.dissolve, lambda s: {"units": s.units()}),
}


def do_steps(act: Act, plan: Plan, steps: Iterable[PlanStep], paper: Paper | None) -> None:
    """Do the steps of a plan in order, as parts of an act. Raises StepRefused at the first that cannot be done.

    The paper's file is kept by the caller: it is one file for all steps.
    """
    paper = replace(paper, file=None) if paper else None
    for step in steps:
        doing, inputs_of = DOING[step.act]
        try:
            do_part(act, doing, **inputs_of(_Step(step.inputs)), since=plan.on, paper=paper)
        except (ValidationError, PermissionDenied) as error:
            reasons = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise StepRefused(step, reasons) from None


def cleaned(act: str, inputs: Inputs) -> dict[str, Any]:
    """The inputs of a step, tidied. Raises ValidationError at the field where something is missing or not as it
    should be; whether the act can be done, a trial run says."""
    shape = SHAPES.get(act)
    if shape is None or set(inputs) - set(shape):
        raise ValidationError("Không có loại việc này trong phương án.")
    found: dict[str, Any] = {}
    for name, kind in shape.items():
        value = inputs.get(name, kind())
        if not isinstance(value, kind):
            raise ValidationError({name: f"Không đọc được {LABELS.get(name, name)}."})
        found[name] = clean_line(value) if isinstance(value, str) else value
        if name in LABELS and not found[name] and (act, name) not in OPTIONAL:
            raise ValidationError({name: f"Hãy ghi {LABELS[name]}."})
    if "units" in found:
        found["units"] = list(dict.fromkeys(found["units"]))
    if act == ChangeKind.MERGE and len(found["units"]) < 2:
        raise ValidationError({"units": "Hãy chọn ít nhất hai đơn vị để hợp nhất."})
    if found.get("tree", LINE) not in dict(TREES):
        raise ValidationError({"tree": "Hãy chọn một hệ thống trong danh sách."})
    for birth in found.get("births", []):
        if not isinstance(birth, dict) or not all(birth.get(name) for name in BIRTH):
            raise ValidationError({"births": "Mỗi đơn vị mới cần có mã, loại, tên đầy đủ, tên gọn và cấp trên."})
    return found


def with_code(inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs of a step, with a code for the unit that it founds where none was given."""
    return {**inputs, "code": new_code(inputs["parent"])} if inputs.get("code") == "" else inputs


def check_known(step: PlanStep, earlier: Iterable[PlanStep]) -> None:
    """Raise ValidationError where a step names a unit that the scope does not show and no earlier step founds, or
    founds one under a code that is in use."""
    coming = {code for before in earlier for code, _ in before.newborn()}
    existing = set(Unit.objects.filter(code__in=step.codes).values_list("code", flat=True))
    for name, codes in _by_field(step):
        for code in codes:
            if code not in existing | coming:
                raise ValidationError({name: f"Không có đơn vị mã {code} trong phạm vi của vị trí công tác."})
    for code, _ in step.newborn():
        if code in coming or Unit._base_manager.filter(code=code).exists():
            raise ValidationError({"code": f"Mã đơn vị {code} đã được dùng."})


def _by_field(step: PlanStep) -> Iterable[tuple[str, Iterable[str]]]:
    inputs = step.inputs
    yield "unit" if "unit" in inputs else "units", step.named
    for name in ("into", "parent"):
        if inputs.get(name):
            yield name, [inputs[name]]
    yield "births", [birth["parent"] for birth in inputs.get("births", [])]
    yield "children", inputs.get("children", {})


def _units(name: str, codes: Iterable[str]) -> list[Unit]:
    """Units of the scope by their codes, in that order."""
    wanted = list(codes)
    held = {unit.code: unit for unit in Unit.objects.filter(code__in=wanted)}
    for code in wanted:
        if code not in held:
            raise ValidationError({name: f"Không có đơn vị mã {code} trong phạm vi của vị trí công tác."})
    return [held[code] for code in wanted]
