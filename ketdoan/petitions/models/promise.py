"""Promises (cam kết) that were made on a petition."""

from django.db import models
from django.db.models import Q

from ketdoan.core.scope import Own, ScopedModel, Subtree
from ketdoan.core.sealed import SealedField

from ..rules.states import PromiseState
from .petition import Petition


class Promise(ScopedModel):
    """Who promised what until when, and what became of it. How it was kept is told by steps of the petition."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="promises")
    who = SealedField("ai cam kết", key="petition.key")
    what = SealedField("cam kết", key="petition.key")
    made_on = models.DateField("ngày cam kết")
    until = models.DateField("hạn")
    state = models.CharField("tình trạng", max_length=10, choices=PromiseState.choices, default=PromiseState.OPEN)
    ended_on = models.DateField("xong ngày", null=True, editable=False)

    visible = Q(Own("petition__desk")) | Q(Subtree("petition__told"))

    class Meta:
        ordering = ["until", "pk"]
        indexes = [models.Index(fields=["state", "until"], name="promise_until")]

    def __str__(self) -> str:
        return str(self.pk)
