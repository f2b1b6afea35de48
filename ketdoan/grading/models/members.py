"""The lists in which unions grade their members, once a year."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Person, Post, Unit

from ..rules.states import ListState


class MemberList(ScopedModel):
    """The members of a union as of a `day`, graded for a year. Once it is `done`, its figures count.

    `levels` are the levels as the rules told them when the list was begun: code, label and rank of each.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="member_lists", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    day = models.DateField("đoàn viên có tên ngày")
    state = models.CharField("tình trạng", max_length=6, choices=ListState.choices, default=ListState.OPEN)
    levels = models.JSONField(editable=False)
    begun_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField("chốt lúc", null=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="member_list_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | Q(state="open", done_at__isnull=True),
                name="member_list_done",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="member_list_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    def label(self, level: str) -> str:
        """What a level is called."""
        return next((one["label"] for one in self.levels if one["code"] == level), "")


class MemberGrade(ScopedModel):
    """How one member was graded in a list. `label` is what the level was called."""

    roll = models.ForeignKey(MemberList, models.PROTECT, related_name="grades")
    person = models.ForeignKey(Person, models.PROTECT, related_name="grades")
    level = models.CharField("mã mức", max_length=30)
    label = models.CharField("mức xếp loại", max_length=100)
    year = models.PositiveSmallIntegerField("năm")
    graded_at = models.DateTimeField("ghi lúc", auto_now=True)

    visible = Subtree("roll__unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "person"], name="member_grade_once")]
        indexes = [models.Index(fields=["roll", "level"], name="member_grade_level")]

    def __str__(self) -> str:
        return str(self.pk)
