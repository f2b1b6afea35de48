"""The ledger of consents: what persons agreed to, and what they took back. Rows are added, never changed."""

from django.db import models

from ketdoan.core.models import Rule
from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.units.models import Person, Unit

from .profiles import SensitiveFact


class Consent(ScopedModel):
    """A person's consent to a kind of data being held for a purpose by a unit (`controller`), or its withdrawal.

    What was said last counts; where nothing was said there is no consent. `text` is the row of the dated rules whose
    wording the person was shown: its version, purpose and source.
    """

    PAPER, APP = "paper", "app"
    WAYS = [(PAPER, "Bản giấy có chữ ký"), (APP, "Trên ứng dụng")]

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents", verbose_name="người")
    kind = models.CharField("loại dữ liệu", max_length=20, choices=SensitiveFact.KINDS)
    purpose = models.CharField("mục đích", max_length=250)
    controller = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="bên kiểm soát dữ liệu")
    given = models.BooleanField("đồng ý")
    on = models.DateField("ngày")
    how = models.CharField("hình thức", max_length=10, choices=WAYS)
    text = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    account_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    visible = Subtree("person__member__unit")

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["person", "kind", "on"], name="consent_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.given}"
