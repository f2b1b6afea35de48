"""Who has taken part, and, beside it and without a way from one to the other, what was said."""

import uuid

from django.db import models

from ketdoan.core.scope import Mine, ScopedModel
from ketdoan.core.sealed import SealedField
from ketdoan.units.models import Person

from ..rules.states import SlipKind
from .surveys import Survey


class Taken(ScopedModel):
    """That a member has answered a survey, and how many statements they proposed: enough to let them do so once.

    There is no moment in it, and no slip has one, a number, or a name: slips lie in no order (see `Slip`).
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="taken")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered = models.BooleanField("đã trả lời", default=False)
    proposals = models.PositiveSmallIntegerField("số ý kiến đã đề xuất", default=0)

    visible = Mine("person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "person"], name="taken_once")]
        indexes = [models.Index(fields=["survey", "answered"], name="taken_survey")]

    def __str__(self) -> str:
        return str(self.pk)


class Slip(models.Model):
    """What somebody said, sealed under the survey's key until all slips are opened together; then it is gone.

    Its key is drawn by lot. The database still knows in which order rows were written, and in which transactions:
    therefore what is said stands sealed, and nothing that is kept after the opening follows that order.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="slips")
    kind = models.CharField(max_length=10, choices=SlipKind.choices)
    said = SealedField("nội dung", key="survey.key")

    def __str__(self) -> str:
        return str(self.pk)
