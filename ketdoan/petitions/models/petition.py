"""Petitions of members, whose they are, and what happened to them."""

from django.db import models
from django.db.models import Q

from ketdoan.core.models import DataKey, Rule
from ketdoan.core.scope import Mine, Own, ScopedModel, Subtree
from ketdoan.core.sealed import SealedField
from ketdoan.members.models import ProxyConsent
from ketdoan.units.models import Person, Post, Unit

from ..rules.states import Move, State


class Petition(ScopedModel):
    """Something that members of a unit put to their union. `desk` is the unit that handles it now.

    Whose it is stands in `Voice`, what was written in `Step`: this row is what officials of the units above see too.
    Hence `told`, the unit under whose name others than the handlers see it: that of the sender; of a hidden petition
    the nearest one with enough members; of one about the union's own officers the one that handles it. `title` is the
    sender's one line, which fellow members read too if it is `shared`. `proxy` says who sent it for a member who had
    agreed. All words stand sealed under a key of the petition; it is destroyed on `goes_on`, and at once where the only
    one who sent it takes it back.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị của người gửi")
    told = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị giải quyết")
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    topic = models.CharField("vấn đề", max_length=30)
    title = SealedField("tóm tắt", key="key")
    proxy = models.ForeignKey(
        ProxyConsent, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="người làm thay"
    )
    hidden = models.BooleanField("giấu tên", default=False)
    shared = models.BooleanField("đoàn viên trong đơn vị được thấy", default=True)
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.SENT)
    filed_on = models.DateField("ngày gửi")
    due = models.DateField("hạn trả lời")
    due_rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    reopened = models.BooleanField("đã xem lại", default=False, editable=False)
    escalated_on = models.DateField("tự chuyển cấp trên ngày", null=True, editable=False)
    ended_on = models.DateField("khép lại ngày", null=True, editable=False)
    published_on = models.DateField("công bố ngày", null=True, editable=False)
    goes_on = models.DateField("xóa nội dung ngày", null=True, editable=False)

    visible = Q(Own("desk")) | Q(Subtree("told"))

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["desk", "state", "due"], name="petition_desk"),
            models.Index(fields=["told", "filed_on"], name="petition_told"),
            models.Index(fields=["unit", "state"], name="petition_unit"),
            models.Index(fields=["goes_on"], name="petition_goes", condition=~Q(goes_on=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def number(self) -> str:
        """What the petition is called by."""
        return str(self.pk)

    @property
    def gone(self) -> bool:
        """Whether what stood in it has been destroyed."""
        return self.key is None or self.key.destroyed_at is not None

    @property
    def words(self) -> str:
        """The one line, opened; nothing once it has been destroyed."""
        return "" if self.gone else self.title.text or ""


class Voice(ScopedModel):
    """Somebody whose petition it is: the one who sent it (`first`), and those who joined.

    Who is hidden is seen by the handlers alone; `person` is empty once that person took their part back or was erased.
    No moment is kept, so that it cannot be held against when somebody was seen.
    """

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="voices")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="người gửi")
    first = models.BooleanField("người gửi đầu tiên", default=False)
    hidden = models.BooleanField("giấu tên", default=False)
    on = models.DateField("ngày")
    satisfied = models.BooleanField("hài lòng", null=True)

    visible = Q(Own("petition__desk")) | Q(Subtree("petition__told"), hidden=False) | Q(Mine("person"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "person"], name="voice_once"),
            models.UniqueConstraint(fields=["petition"], condition=Q(first=True), name="voice_one_first"),
        ]

    def __str__(self) -> str:
        return str(self.petition_id)


class Step(ScopedModel):
    """What was done with a petition, in order; its handlers alone read it, beside whose it is.

    `unit` is the unit that handled it then, `post` that of the official; without one it was the sender or the clock.
    """

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="steps")
    promise = models.ForeignKey("petitions.Promise", models.PROTECT, null=True, related_name="steps")
    move = models.CharField("việc", max_length=10, choices=Move.choices)
    text = SealedField("nội dung", key="petition.key", null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    on = models.DateField("ngày")

    visible = Own("petition__desk")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.move}"


class Picture(ScopedModel):
    """A picture of a step: WebP in base85 under the petition's key, without what the phone wrote into it."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="pictures")
    picture = SealedField("ảnh", key="step.petition.key")

    visible = Own("step__petition__desk")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.step_id)


class Opening(ScopedModel):
    """A post opened a petition on a day: whose it is reads this. The log of views of persons would tell others."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="openings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False)
    on = models.DateField("ngày")

    visible = Own("petition__desk")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["petition", "post", "on"], name="opening_once")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.on}"
