"""Tasks and notices as their issuer writes them."""

from django.db import models

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.viet import fold
from ketdoan.units.models import Attachment, Post, Unit

from ..rules import EVERY, QUESTION_KINDS, TASK_KINDS, TaskState


class Task(ScopedModel):
    """Something a unit asks of units below it, or tells them.

    A task is seen where its issuer is; the units that it went to see it through their assignment. `reach` says whom
    it goes to (see `queries.reach`), in ids and codes; with the sending it is frozen into assignments. A task that
    repeats is followed by the next one, which names it as `repeats`; one passed on names the assignment it came by.
    `token` opens a notice to whoever has the link.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tasks", verbose_name="đơn vị giao")
    kind = models.CharField("loại", max_length=10, choices=TASK_KINDS, default="task")
    title = models.CharField("nội dung chính", max_length=200)
    text = models.TextField("nội dung", blank=True)
    due = models.DateField("hạn", null=True, blank=True)
    wants_file = models.BooleanField("phải kèm tệp hoặc ảnh", default=False)
    checked = models.BooleanField("đơn vị giao xác nhận kết quả", default=False)
    escalate_after = models.PositiveSmallIntegerField("báo cấp trên sau số ngày quá hạn", null=True, blank=True)
    every = models.CharField("lặp lại", max_length=10, choices=EVERY, blank=True)
    until = models.DateField("lặp lại đến ngày", null=True, blank=True)
    repeats = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next", editable=False)
    passed_from = models.ForeignKey(
        "activities.Assignment", models.PROTECT, null=True, blank=True, related_name="passed_on", editable=False
    )
    reach = models.JSONField(default=dict, editable=False)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.DRAFT, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    token = models.CharField(max_length=32, null=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField("nhắc đơn vị quá hạn lúc", null=True, editable=False)
    files = models.ManyToManyField(Attachment, related_name="tasks")

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="task_unit_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_notice(self) -> bool:
        """Whether it only tells: who received it has nothing to answer."""
        return self.kind == "notice"


class Question(models.Model):
    """One field of the answer that a task asks for. `uom` is the unit of measure of a number, such as "người".

    `part` says that it is a part ("trong đó") of the last question before it that is none.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    label = models.CharField("ô trả lời", max_length=120)
    kind = models.CharField("kiểu", max_length=10, choices=QUESTION_KINDS, default="number")
    uom = models.CharField("đơn vị tính", max_length=20, blank=True)
    required = models.BooleanField("bắt buộc", default=True)
    part = models.BooleanField("trong đó của ô trên", default=False)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["task", "order"], name="question_once")]

    def __str__(self) -> str:
        label = f"Trong đó: {self.label}" if self.part and not fold(self.label).startswith("trong do") else self.label
        return f"{label} ({self.uom})" if self.uom else label

    @property
    def key(self) -> str:
        """Its name in an answer's values. No bare number: PostgreSQL would take that for a place in a list."""
        return f"q{self.pk}"
