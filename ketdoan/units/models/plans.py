"""Plans of reorganisation: acts on many units, drafted together, approved, and done by one decision."""

from collections.abc import Iterator

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree

from ..rules import PLAN_LABELS, PLAN_OPEN, STEP_LABELS, ChangeKind, PlanState
from .decisions import Decision
from .units import Unit

STATES = [(str(state), label) for state, label in PLAN_LABELS.items()]
ACTS = [(str(act), label) for act, label in STEP_LABELS.items()]
#: Steps by which the units that they name end, or give away what stands under them.
GIVING = (ChangeKind.ABSORB, ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.DISSOLVE)


class Plan(ScopedModel):
    """Acts that a unit means to do together on a day. Who did what to the plan, and when, is in the audit trail.

    `effect` is what the last trial run did, `seen` a digest of how each unit stood before it (see actions/effects.py);
    both are empty while the plan has not been tried since its last change. `drafted_by` and `submitted_by` are ids of
    accounts.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="đơn vị lập")
    title = models.CharField("tên phương án", max_length=200)
    on = models.DateField("có hiệu lực từ ngày")
    reason = models.TextField("lý do, căn cứ", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=STATES, default=PlanState.DRAFT.value)
    drafted_by = models.BigIntegerField(null=True, editable=False)
    submitted_by = models.BigIntegerField(null=True, editable=False)
    reverts = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="reverted_by")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, editable=False, related_name="plans")
    effect = models.JSONField(default=dict, editable=False)
    seen = models.JSONField(default=dict, editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="plan_unit_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its steps may still be changed."""
        return self.state in PLAN_OPEN


class PlanStep(ScopedModel):
    """One act of a plan. Units go by their codes, so that a step may name a unit that an earlier one founds."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField("thứ tự")
    act = models.CharField("việc", max_length=20, choices=ACTS)
    inputs = models.JSONField(default=dict)

    visible = Subtree("plan__unit")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"], name="plan_step_order", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.get_act_display()}"

    @property
    def named(self) -> list[str]:
        """Codes of the units that it is about: those that end, move, or become something else."""
        return [*self.inputs.get("units", []), *([self.inputs["unit"]] if "unit" in self.inputs else [])]

    @property
    def giving(self) -> list[str]:
        """Codes of the units that end or give away what stands under them."""
        return self.named if self.act in GIVING else []

    @property
    def codes(self) -> list[str]:
        """Codes of all units that it names."""
        births = self.inputs.get("births", [])
        others = [self.inputs.get("parent"), self.inputs.get("into"), *(birth["parent"] for birth in births)]
        return list(dict.fromkeys([*self.named, *filter(None, others), *self.inputs.get("children", {})]))

    def newborn(self) -> Iterator[tuple[str, str]]:
        """Code and short name of each unit that it founds."""
        if "code" in self.inputs:
            yield self.inputs["code"], self.inputs["short_name"]
        for birth in self.inputs.get("births", []):
            yield birth["code"], birth["short_name"]
