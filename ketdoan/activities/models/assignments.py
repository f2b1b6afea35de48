"""What became of a task in each unit that it went to."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Attachment, Post, Unit

from ..rules import ROLES, ExtensionState, ReminderKind, State
from .tasks import Task


class Assignment(ScopedModel):
    """One task in one unit: where it stands, and until when it is to be done.

    `begun_on` is the day on which the unit got it. A unit that ends hands what is open to its heir: the assignment
    ends as passed and names the heir's as `passed_to`.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="đơn vị nhận")
    role = models.CharField("vai trò", max_length=10, choices=ROLES, default="lead")
    state = models.CharField("tình trạng", max_length=12, choices=State.choices, default=State.SENT)
    due = models.DateField("hạn", null=True)
    begun_on = models.DateField()
    seen_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    remark = models.TextField("ý kiến của đơn vị giao", blank=True)
    passed_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="passed_here")

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="assignment_once")]
        indexes = [
            models.Index(fields=["task", "state", "due"], name="assignment_board"),
            models.Index(fields=["task", "id"], name="assignment_rows"),
            models.Index(fields=["unit", "state", "due"], name="assignment_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.unit_id}"


class Answer(ScopedModel):
    """What a unit answered. A later answer stands beside the earlier one, which is no longer `current`.

    `values` maps the question's `key` to a number, amount in đồng, text, true or false, or a day as 2026-11-22.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="answers")
    values = models.JSONField(default=dict)
    text = models.TextField("thuyết minh", blank=True)
    files = models.ManyToManyField(Attachment, related_name="answers")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    current = models.BooleanField(default=True)

    visible = Subtree("assignment__unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(current=True), name="answer_current_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Extension(ScopedModel):
    """More time asked for, and what the issuer said."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions")
    until = models.DateField("xin gia hạn đến ngày")
    reason = models.TextField("lý do")
    state = models.CharField(max_length=10, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    reply = models.TextField("trả lời", blank=True)

    visible = Subtree("assignment__unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="asked"), name="extension_asked_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reminder(models.Model):
    """A reminder that was sent: `step` is its distance from the last day, in days; negative before it."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10, choices=ReminderKind.choices)
    due = models.DateField()
    step = models.SmallIntegerField()
    sent_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "kind", "due", "step"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind} {self.step}"
