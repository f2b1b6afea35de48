"""What members ask for when they are ill, bereaved or in need, and what became of it."""

from django.db import models
from django.db.models import Q

from ketdoan.activities.models import Activity
from ketdoan.core.models import DataKey, Rule
from ketdoan.core.scope import Mine, Own, ScopedModel
from ketdoan.core.sealed import SealedField
from ketdoan.members.models import ProxyConsent
from ketdoan.units.models import Person, Post, Unit

from ..rules import CaseState, Move, Way


class AidCase(ScopedModel):
    """A member's request for a visit or for help, to the officers of a unit (`desk`) who alone read it beside the
    member.

    What it is about, its day and the words (`said`, as JSON), and which row of the table of rates the decision rests
    on (`rate`, the row's number) stand sealed under a key of its own: each tells why somebody needs help. The key is
    destroyed on `goes_on`, a time after the end, or at once where the member takes the request back; the row stays for
    the counts, and names nobody. `proxy` is the entry of the ledger where an officer asked for the member.
    """

    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị xét")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị của đoàn viên")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="aid_cases", verbose_name="đoàn viên")
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    said = SealedField("nội dung đề nghị", key="key")
    rate = SealedField("dòng mức chi", key="key", null=True)
    amount = models.BigIntegerField("số tiền", null=True)
    proxy = models.ForeignKey(ProxyConsent, models.PROTECT, null=True, related_name="+", editable=False)
    state = models.CharField("tình trạng", max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    asked_on = models.DateField("ngày đề nghị")
    due = models.DateField("hạn xét")
    due_rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    consent = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    done_on = models.DateField("trao ngày", null=True)
    way = models.CharField("hình thức trao", max_length=10, choices=Way.choices, blank=True)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+", verbose_name="dòng sổ công tác")
    ended_on = models.DateField("kết thúc ngày", null=True, editable=False)
    goes_on = models.DateField("xóa nội dung ngày", null=True, editable=False)

    visible = Q(Own("desk")) | Q(Mine("person"))

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="aid_amount_positive")]
        indexes = [
            models.Index(fields=["desk", "state", "due"], name="aid_desk"),
            models.Index(fields=["goes_on"], name="aid_goes", condition=~Q(goes_on=None)),
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
    """What was done and said in a case, in order. `post` is that of the officer; without one it was the member."""

    case = models.ForeignKey(AidCase, models.PROTECT, related_name="steps")
    move = models.CharField("việc", max_length=15, choices=Move.choices)
    text = SealedField("nội dung", key="case.key", null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField("lúc", auto_now_add=True)

    visible = Q(Own("case__desk")) | Q(Mine("case__person"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.move}"


class CasePhoto(ScopedModel):
    """A picture that came with a request, sealed under the key of the case; it goes with it."""

    case = models.ForeignKey(AidCase, models.PROTECT, related_name="photos")
    picture = SealedField("ảnh", key="case.key")

    visible = Q(Own("case__desk")) | Q(Mine("case__person"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.case_id)
