"""Score sheets: what a union gave itself, what was appraised above, what was decided."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Decision, Post, Unit

from ..rules.sheet import ScoreSheet, points_text
from ..rules.states import Move, State
from .rounds import Round


class Sheet(ScopedModel):
    """The sheet of a union in a year. A union has one a year, whoever asked for it.

    `own` maps criteria to the points that the union gave itself, as text, `own_met` conditions to yes or no; `judged`
    and `judged_met` are what was appraised, `reasons` why a line differs. Levels are codes; `own_level` and `level`
    follow from points and conditions, `decided_level` is what counts, and `decided_why` says why it is another.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grading_sheets", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.OWED)
    due = models.DateField("hạn gửi")
    own = models.JSONField(default=dict, blank=True)
    own_met = models.JSONField(default=dict, blank=True)
    own_points = models.DecimalField("điểm tự chấm", max_digits=6, decimal_places=2, null=True)
    own_level = models.CharField("tự xếp loại", max_length=30, blank=True)
    remark = models.CharField("đơn vị tự nhận xét", max_length=1000, blank=True)
    judged = models.JSONField(default=dict, blank=True)
    judged_met = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=dict, blank=True)
    points = models.DecimalField("điểm thẩm định", max_digits=6, decimal_places=2, null=True)
    level = models.CharField("mức theo điểm", max_length=30, blank=True)
    decided_level = models.CharField("mức xếp loại", max_length=30, blank=True)
    decided_why = models.CharField("lý do khác mức theo điểm", max_length=500, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+", verbose_name="quyết định")
    changed_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField("gửi lúc", null=True, editable=False)
    decided_at = models.DateTimeField("quyết định lúc", null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="grading_sheet_once"),
            models.CheckConstraint(
                condition=Q(state="decided", decision__isnull=False) & ~Q(decided_level="")
                | ~Q(state="decided") & Q(decision__isnull=True, decided_level=""),
                name="grading_sheet_decided_by_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "state"], name="grading_sheet_round"),
            models.Index(fields=["year", "state"], name="grading_sheet_year"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    @property
    def score_sheet(self) -> ScoreSheet:
        """The lines, conditions and levels by which it is scored."""
        return self.round.sheet

    @property
    def own_label(self) -> str:
        """The level that the union's own points come to."""
        return self.score_sheet.label(self.own_level)

    @property
    def level_label(self) -> str:
        """The level that the appraised points come to."""
        return self.score_sheet.label(self.level)

    @property
    def decided_label(self) -> str:
        """The level that was decided."""
        return self.score_sheet.label(self.decided_level)


class Step(ScopedModel):
    """What happened to a sheet: never changed."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=12, choices=Move.choices)
    at = models.DateTimeField(auto_now_add=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    level = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    visible = Subtree("sheet__unit")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.move}"

    @property
    def told(self) -> str:
        """Points and level in words, where there are any."""
        parts = [f"{points_text(self.points)} điểm"] if self.points is not None else []
        return ", ".join([*parts, *([self.sheet.score_sheet.label(self.level)] if self.level else [])])
