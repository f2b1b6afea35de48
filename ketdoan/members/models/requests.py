"""What members ask of their own data, and the ledger of what others did for them with their consent."""

from django.db import models
from django.db.models import Q

from ketdoan.core.models import Rule
from ketdoan.core.scope import Mine, ScopedModel, Subtree
from ketdoan.core.sealed import SealedField
from ketdoan.units.models import Person, Post, Unit

from ..states import CorrectionField, ErasureState, RequestState


class ProxyConsent(ScopedModel):
    """That somebody did something in the app for a member who agreed to it: who has no phone, or cannot use one.

    Rows are added, never changed. `unit` is where the member then belonged; `act` is the name of what was done, `what`
    says it in words that name nobody. How the member agreed stands sealed under the member's key.
    """

    VOICE, CALL, PAPER = "voice", "call", "paper"
    WAYS = [(VOICE, "Nói trực tiếp"), (CALL, "Gọi điện thoại"), (PAPER, "Giấy có chữ ký")]

    person = models.ForeignKey(Person, models.PROTECT, related_name="proxies", verbose_name="làm thay ai")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    act = models.CharField("thao tác", max_length=60)
    what = models.CharField("việc đã làm", max_length=160)
    how = models.CharField("đồng ý bằng cách", max_length=10, choices=WAYS)
    note = SealedField("đồng ý thế nào", key="person.key")
    account_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField("lúc", auto_now_add=True)

    visible = Q(Subtree("unit")) | Q(Mine("person"))

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "-id"], name="proxy_person")]

    def __str__(self) -> str:
        return f"{self.act} {self.person_id}"


class CorrectionRequest(ScopedModel):
    """A member's proposal to put one value of the own record right, for the officers of `unit` to decide on.

    The value, the member's words and the reason of a refusal stand sealed under the member's key, and go on `goes_on`
    together with the evidence. `due_rule` is the row of the dated rules by which the last day was counted.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị xét")
    person = models.ForeignKey(Person, models.PROTECT, related_name="correction_requests", verbose_name="đoàn viên")
    field = models.CharField("nội dung", max_length=20, choices=CorrectionField.choices)
    value = SealedField("giá trị đề nghị", key="person.key", null=True)
    note = SealedField("lời của đoàn viên", key="person.key", null=True)
    reason = SealedField("lý do", key="person.key", null=True)
    proxy = models.ForeignKey(ProxyConsent, models.PROTECT, null=True, related_name="+", editable=False)
    state = models.CharField("tình trạng", max_length=10, choices=RequestState.choices, default=RequestState.WAITING)
    asked_on = models.DateField("ngày đề nghị")
    due = models.DateField("hạn xét")
    due_rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    decided_on = models.DateField("ngày xét", null=True, editable=False)
    goes_on = models.DateField("xóa nội dung ngày", null=True, editable=False)

    visible = Q(Subtree("unit")) | Q(Mine("person"))

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field"], name="correction_one_waiting", condition=Q(state=RequestState.WAITING)
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due"], name="correction_unit"),
            models.Index(fields=["goes_on"], name="correction_goes", condition=~Q(goes_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.field}"

    @property
    def number(self) -> str:
        """What the request is called by."""
        return str(self.pk)


class CorrectionPhoto(ScopedModel):
    """A picture of the paper that bears out a proposal, sealed under the member's key."""

    request = models.ForeignKey(CorrectionRequest, models.CASCADE, related_name="photos")
    picture = SealedField("ảnh", key="request.person.key")

    visible = Q(Subtree("request__unit")) | Q(Mine("request__person"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.request_id}"


class ErasureRequest(ScopedModel):
    """A person's request to have what the union holds on them erased, for a unit that may do so to decide on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị xét")
    person = models.ForeignKey(Person, models.PROTECT, related_name="erasure_requests", verbose_name="người đề nghị")
    note = SealedField("lời của người đề nghị", key="person.key", null=True)
    reason = SealedField("lý do không xóa", key="person.key", null=True)
    proxy = models.ForeignKey(ProxyConsent, models.PROTECT, null=True, related_name="+", editable=False)
    state = models.CharField("tình trạng", max_length=10, choices=ErasureState.choices, default=ErasureState.WAITING)
    asked_on = models.DateField("ngày đề nghị")
    due = models.DateField("hạn xử lý")
    due_rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)
    decided_on = models.DateField("ngày xử lý", null=True, editable=False)

    visible = Q(Subtree("unit")) | Q(Mine("person"))

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="erasure_one_waiting", condition=Q(state=ErasureState.WAITING)
            )
        ]
        indexes = [models.Index(fields=["unit", "state", "due"], name="erasure_unit")]

    def __str__(self) -> str:
        return f"{self.pk} {self.unit_id}"

    @property
    def number(self) -> str:
        """What the request is called by."""
        return str(self.pk)
