"""The legal desk: questions that people confide to the legal officers of a union, and what was said to them."""

from django.db import models
from django.db.models import Q

from ketdoan.core.models import DataKey, Rule
from ketdoan.core.scope import Own, ScopedModel
from ketdoan.core.sealed import SealedField
from ketdoan.units.models import Person, Post, Unit

from ..rules.desk import CaseState, Move


class Case(ScopedModel):
    """A question confided to the legal officers of a unit (`desk`), who alone read it, beside who asked it.

    What stands in it is sealed under a key of its own. The key is destroyed on `goes_on`, a time after the case was
    closed, or at once where the asker takes it back; the row stays for the counts, and names nobody. `told` is how
    the assistant had answered, `entry` the entry of the handbook; `consent` and `due_rule` are the rows of the dated
    rules whose wording was agreed to and by which the last day was counted.
    """

    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="bộ phận tư vấn của")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị của người hỏi")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="người hỏi")
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    question = SealedField("câu hỏi", key="key")
    for_other = models.BooleanField("hỏi thay người khác", default=False)
    name = SealedField("hỏi thay ai", key="key", null=True)
    contact = SealedField("cách liên hệ", key="key", null=True)
    law_day = models.DateField("theo luật ngày")
    told = models.CharField("trợ lý đã trả lời", max_length=20, blank=True)
    entry = models.CharField("mục sổ tay", max_length=120, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    asked_on = models.DateField("ngày hỏi")
    due = models.DateField("hạn trả lời")
    due_rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    consent = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    ended_on = models.DateField("ngày khép lại", null=True, editable=False)
    goes_on = models.DateField("xóa nội dung ngày", null=True)

    visible = Own("desk")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["desk", "state", "due"], name="case_desk"),
            models.Index(fields=["goes_on"], name="case_goes", condition=~Q(goes_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.desk_id}"

    @property
    def number(self) -> str:
        """What the case is called by."""
        return str(self.pk)

    @property
    def gone(self) -> bool:
        """Whether what stood in it has been destroyed."""
        return self.key is None or self.key.destroyed_at is not None


class CaseStep(ScopedModel):
    """What was said in a case, in order. `post` is that of the legal officer; without one it was the asker."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    move = models.CharField("việc", max_length=10, choices=Move.choices)
    text = SealedField("nội dung", key="case.key")
    cites = SealedField("căn cứ", key="case.key", null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField("lúc", auto_now_add=True)

    visible = Own("case__desk")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.move}"
