"""Cards of members, the batches in which they were issued, and the pictures on them."""

from django.db import models
from django.db.models import F, Q

from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.sealed import SealedField
from ketdoan.units.models import Person, Unit

from ..card_rules import END_LABELS
from ..rules import COUNTED
from .members import LEFT

ENDS = [(str(end), label) for end, label in END_LABELS.items()]


class CardBatch(ScopedModel):
    """The cards that one act issued. `unit` is the unit that issued them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="card_batches", verbose_name="đơn vị cấp")
    issued_on = models.DateField("ngày cấp")
    until = models.DateField("có giá trị đến hết ngày", null=True)
    account_id = models.BigIntegerField(null=True, editable=False)
    post_id = models.BigIntegerField(null=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Card(ScopedModel):
    """A card of a person. It ends on `ended_on`, from which day on it is in force no more, for a reason of CardEnd.

    A card is in force while it has not ended, its last day is not over, and its holder is a member: who leaves holds
    none, without a row having to say so, and who turns out not to have left holds it as before.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="cards", db_index=False)
    number = models.CharField("số thẻ", max_length=20, unique=True)
    issued_on = models.DateField("ngày cấp")
    until = models.DateField("có giá trị đến hết ngày", null=True)
    ended_on = models.DateField("hết hiệu lực từ ngày", null=True)
    reason = models.CharField("lý do", max_length=10, choices=ENDS, blank=True)
    batch = models.ForeignKey(CardBatch, models.PROTECT, related_name="cards")

    visible = Subtree("person__member__unit")

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="card_one_open", condition=Q(ended_on=None)),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("issued_on")), name="card_days"),
        ]
        indexes = [models.Index(fields=["person", "issued_on"], name="card_person")]

    def __str__(self) -> str:
        return str(self.pk)


class Photo(ScopedModel):
    """The picture of a member, as on the card: a JPEG of 3 to 4 in base85, sealed under the person's key, so that
    erasing the person erases it. A new one takes the place of the old, which is gone."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="photo")
    picture = SealedField("ảnh", key="person.key")
    taken_at = models.DateTimeField(auto_now=True)

    visible = Subtree("person__member__unit")

    def __str__(self) -> str:
        return str(self.person_id)


#: Cards whose holder is a member, and those whose holder has left and still has the card.
HELD_BY_MEMBER = Q(person__member__state__in=[str(standing) for standing in COUNTED])
HELD_BY_LEAVER = Q(person__member__state=LEFT, ended_on=None)
