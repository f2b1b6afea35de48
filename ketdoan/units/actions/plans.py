"""The acts on plans of reorganisation: drafting, trying out, submitting, approving, executing by one decision."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from ketdoan.core.actions import Act, action
from ketdoan.core.viet import clean_line

from ..models import Plan, PlanStep, Unit
from ..queries.plans import Names, changed_since, other_approvers
from ..rules import PLAN_LABELS, PLAN_TRANSITIONS, PlanState
from .effects import try_out
from .paper import Paper, register
from .reorganisation import must_hold
from .steps import check_known, cleaned, do_steps, with_code
from .structure import lock_structure

DRAFT, APPROVE = "units.plan", "units.plan.approve"
#: Plans of at most so many steps are tried out anew with each change of a step.
AT_ONCE = 25
#: What of a plan's effect nobody but who approved it may change.
ESSENTIAL = ("problem", "ended", "begun", "moved", "renamed", "retyped", "terms", "appointments", "posts")


@action("units.plan.draft", "Lập phương án sắp xếp", permission=DRAFT)
def draft(
    act: Act,
    *,
    unit: Unit,
    title: str,
    on: date,
    reason: str = "",
    like: Plan | None = None,
    reverts: Plan | None = None,
) -> Plan:
    """Begin a plan of a unit for a day; `like` gives it the steps of another plan, as an alternative to that one."""
    must_hold(act, unit)
    author = act.actor.account_id
    plan = Plan.objects.create(
        unit=unit, title=_title(title), on=on, reason=reason.strip(), drafted_by=author, reverts=reverts
    )
    if like:
        PlanStep.objects.bulk_create(
            PlanStep(plan=plan, order=step.order, act=step.act, inputs=step.inputs) for step in like.steps.all()
        )
        _look(act, plan)
    act.record(plan, unit_id=unit.pk, change={"on": on, "like": like.pk if like else None})
    return plan


@action("units.plan.change", "Sửa phương án sắp xếp", permission=DRAFT)
def change(act: Act, *, plan: Plan, title: str, on: date, reason: str = "") -> Plan:
    """Give an open plan another title, day or reason."""
    held = _open(act, plan)
    held.title, held.on, held.reason = _title(title), on, reason.strip()
    _look(act, held)
    act.record(held, unit_id=held.unit_id, change={"on": on})
    return held


@action("units.plan.step", "Thêm bước vào phương án", permission=DRAFT)
def add_step(act: Act, *, plan: Plan, kind: str, inputs: Mapping[str, Any]) -> PlanStep:
    """Add an act to the end of an open plan. `inputs` are as actions/steps.py says for its kind."""
    held = _open(act, plan)
    steps = list(held.steps.all())
    step = PlanStep(plan=held, order=len(steps) + 1, act=kind, inputs=with_code(cleaned(kind, inputs)))
    check_known(step, steps)
    step.save()
    _look(act, held)
    act.record(held, unit_id=held.unit_id, change={"step": step.order, "act": kind, "inputs": step.inputs})
    return step


@action("units.plan.step.change", "Sửa bước của phương án", permission=DRAFT)
def change_step(act: Act, *, step: PlanStep, inputs: Mapping[str, Any]) -> PlanStep:
    """Give a step of an open plan other inputs."""
    held = _open(act, step.plan)
    found = _step(held, step)
    found.inputs = with_code(cleaned(found.act, inputs))
    check_known(found, held.steps.filter(order__lt=found.order))
    found.save(update_fields=["inputs"])
    _look(act, held)
    act.record(held, unit_id=held.unit_id, change={"step": found.order, "act": found.act, "inputs": found.inputs})
    return found


@action("units.plan.step.drop", "Bỏ bước khỏi phương án", permission=DRAFT)
def drop_step(act: Act, *, step: PlanStep) -> Plan:
    """Take a step out of an open plan."""
    held = _open(act, step.plan)
    found = _step(held, step)
    order = found.order
    told = {"step": order, "act": found.act, "inputs": found.inputs}
    found.delete()
    held.steps.filter(order__gt=order).update(order=F("order") - 1)
    _look(act, held)
    act.record(held, unit_id=held.unit_id, change=told)
    return held


@action("units.plan.step.order", "Đổi thứ tự bước của phương án", permission=DRAFT)
def shift_step(act: Act, *, step: PlanStep, by: int) -> Plan:
    """Put a step of an open plan one place up (-1) or down (1)."""
    held = _open(act, step.plan)
    found = _step(held, step)
    other = held.steps.filter(order=found.order + by).first()
    if other and by in (-1, 1):
        found.order, other.order = other.order, found.order
        PlanStep.objects.bulk_update([found, other], ["order"])
        _look(act, held)
    act.record(held, unit_id=held.unit_id, change={"step": found.order})
    return held


@action("units.plan.look", "Tính lại tác động của phương án", permission=DRAFT)
def look(act: Act, *, plan: Plan) -> Plan:
    """Try a plan out anew. One that was approved and would now do something else goes back for approval."""
    held = _locked(act, plan)
    if not PLAN_TRANSITIONS[PlanState(held.state)]:
        raise ValidationError(f"Phương án này {_said(held)}: tác động không tính lại nữa.")
    before = _essence(held)
    try_out(held, list(held.steps.all()), act.actor)
    again = held.state == PlanState.APPROVED and _essence(held) != before
    if again:
        held.state = PlanState.SUBMITTED
    held.save()
    act.record(held, unit_id=held.unit_id, change={"again": again})
    return held


@action("units.plan.submit", "Trình phương án sắp xếp", permission=DRAFT)
def submit(act: Act, *, plan: Plan) -> Plan:
    """Put a plan up for approval. It has been tried out, and each of its steps can be done."""
    held = _open(act, plan)
    steps = list(held.steps.all())
    if not steps:
        raise ValidationError("Phương án chưa có bước nào. Hãy thêm ít nhất một bước rồi trình.")
    _must_be_seen(held, steps)
    held.submitted_by = act.actor.account_id
    return _go(act, held, PlanState.SUBMITTED)


@action(APPROVE, "Phê duyệt phương án sắp xếp")
def approve(act: Act, *, plan: Plan) -> Plan:
    """Approve a plan as it was tried out. Who submitted it does not approve it, unless nobody else of the unit may;
    then a reason is asked for."""
    held = _going_to(act, plan, PlanState.APPROVED)
    account = act.actor.account_id
    own = account is not None and account == held.submitted_by
    if own and other_approvers(held, account):
        raise ValidationError("Người trình phương án không tự phê duyệt. Hãy để người khác có quyền phê duyệt xem xét.")
    if own and not act.why.strip():
        raise ValidationError(
            {"why": "Đơn vị chỉ có một vị trí được phê duyệt: hãy ghi lý do tự phê duyệt, ví dụ nghị quyết của BCH."}
        )
    _must_be_seen(held, list(held.steps.all()))
    return _go(act, held, PlanState.APPROVED, alone=own)


@action("units.plan.return", "Trả lại phương án sắp xếp", permission=APPROVE)
def give_back(act: Act, *, plan: Plan) -> Plan:
    """Return a plan to whoever drafted it, with the reason."""
    held = _going_to(act, plan, PlanState.RETURNED)
    if not act.why.strip():
        raise ValidationError({"why": "Hãy ghi điều cần sửa để người lập phương án biết."})
    return _go(act, held, PlanState.RETURNED)


@action("units.plan.withdraw", "Rút phương án sắp xếp", permission=DRAFT)
def withdraw(act: Act, *, plan: Plan) -> Plan:
    """Give a plan up. It stays on record."""
    return _go(act, _going_to(act, plan, PlanState.WITHDRAWN), PlanState.WITHDRAWN)


@action("units.plan.execute", "Thực hiện phương án sắp xếp", permission=DRAFT)
def execute(act: Act, *, plan: Plan, paper: Paper) -> Plan:
    """Do all steps of an approved plan by one decision, or none of them.

    Each step asks for the right of its act on every unit that it touches. Raises ValidationError where a unit stands
    otherwise than when the plan was tried out and approved.
    """
    held = _going_to(act, plan, PlanState.EXECUTED)
    lock_structure()  # whoever is changing the trees has finished before one looks whether they are as approved
    steps = list(held.steps.all())
    _must_be_seen(held, steps)
    held.decision = register(paper)
    do_steps(act, held, steps, paper)
    return _go(act, held, PlanState.EXECUTED, decision=held.decision.pk if held.decision else None)


# --- what the acts share


def _title(title: str) -> str:
    cleaned_title = clean_line(title)
    if not cleaned_title:
        raise ValidationError({"title": "Hãy ghi tên phương án."})
    return cleaned_title


def _locked(act: Act, plan: Plan) -> Plan:
    """The plan as it is now; rivals wait here for one another."""
    held = Plan.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=plan.pk).first()
    if held is None:
        raise PermissionDenied("Phương án này không thuộc phạm vi của vị trí công tác hiện tại.")
    return held


def _said(plan: Plan) -> str:
    label = PLAN_LABELS[PlanState(plan.state)]
    return label[:1].lower() + label[1:]


def _open(act: Act, plan: Plan) -> Plan:
    held = _locked(act, plan)
    if not held.is_open:
        raise ValidationError(f"Phương án này {_said(held)}, không sửa hay trình lại được.")
    return held


def _step(held: Plan, step: PlanStep) -> PlanStep:
    found = held.steps.filter(pk=step.pk).first()
    if found is None:
        raise ValidationError("Bước này vừa được người khác bỏ khỏi phương án.")
    return found


def _going_to(act: Act, plan: Plan, state: PlanState) -> Plan:
    """The plan, locked, where it may go to a state."""
    held = _locked(act, plan)
    if state not in PLAN_TRANSITIONS[PlanState(held.state)]:
        if held.state == state:
            raise ValidationError(f"Phương án này {_said(held)} rồi, có thể bởi người khác vừa xong.")
        raise ValidationError(f"Phương án này {_said(held)} nên không làm được việc này.")
    return held


def _go(act: Act, held: Plan, state: PlanState, **told: Any) -> Plan:
    change = {"state": [held.state, state], **told}
    held.state = state
    held.save()
    act.record(held, unit_id=held.unit_id, change=change)
    return held


def _look(act: Act, held: Plan) -> None:
    """Try a short plan out at once; forget what was found of a long one, until somebody asks."""
    steps = list(held.steps.all())
    if 0 < len(steps) <= AT_ONCE:
        with transaction.atomic():
            try_out(held, steps, act.actor)
    else:
        held.effect, held.seen, held.looked_at = {}, {}, None
    held.save()


def _essence(held: Plan) -> list[Any]:
    """What was approved of a plan: how its units stood and what it does to which. Counts of others may change."""
    return [held.seen, *(held.effect.get(name) for name in ESSENTIAL)]


def _must_be_seen(held: Plan, steps: Sequence[PlanStep]) -> None:
    """Raise ValidationError unless the plan was tried out as it is, can be done, and its units stand as they did."""
    if held.looked_at is None:
        raise ValidationError("Chưa tính tác động của phương án. Hãy bấm “Tính tác động”, xem kết quả rồi làm tiếp.")
    problem = held.effect.get("problem")
    if problem:
        raise ValidationError(f"Bước {problem['step']} chưa làm được: {problem['text']}")
    changed = changed_since(held, steps)
    if changed:
        names = Names(steps)
        told = "; ".join(f"bước {step.order}: {names(code)}" for step, code in changed[:5])
        more = f" và {len(changed) - 5} bước khác" if len(changed) > 5 else ""
        raise ValidationError(
            f"Đơn vị đã thay đổi sau khi phương án được xem xét ({told}{more}). "
            "Hãy bấm “Tính lại tác động”, đọc lại phương án rồi làm tiếp."
        )
