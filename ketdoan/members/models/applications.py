"""Applications for membership, and the batches of them on which executives decide."""

import json

from django.db import models

from ketdoan.core.models import DataKey
from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.sealed import BlindIndexField, SealedField, letters_and_digits
from ketdoan.units.models import Decision, Person, Unit

from ..states import ApplicationForm, ApplicationState, IntakeState, Origin
from .events import MemberEvent


def number_said(text: str) -> str:
    """The citizen's number in what an applicant says, or a number that is searched for, as it is compared."""
    return letters_and_digits(json.loads(text).get("citizen_id", "") if text.startswith("{") else text)


class Intake(ScopedModel):
    """A batch of applications that the executive of a union decides on at a meeting: first a draft that may be
    printed, then a decision with its number by which all are admitted from one day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="intakes", verbose_name="đơn vị")
    met_on = models.DateField("ngày họp Ban Chấp hành")
    on = models.DateField("kết nạp từ ngày")
    state = models.CharField("tình trạng", max_length=10, choices=IntakeState.choices, default=IntakeState.OPEN)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="intakes")
    account_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="intake_unit")]

    def __str__(self) -> str:
        return f"{self.pk} {self.unit_id}"


class Application(ScopedModel):
    """Somebody's application to a unit. What they say of themselves stands sealed under a key of the application: as
    JSON of `name`, `birth`, `sex`, `citizen_id`, `phone` and so on. It goes when the record of the person has been
    opened, or on `goes_on`; the row stays for the counts.

    `sheet` holds together those of one collective list.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="applications", verbose_name="đơn vị")
    form = models.CharField("mẫu đơn", max_length=10, choices=ApplicationForm.choices)
    origin = models.CharField("nguồn", max_length=10, choices=Origin.choices, default=Origin.PAPER)
    sheet = models.UUIDField(null=True, editable=False)
    received_on = models.DateField("ngày nhận")
    state = models.CharField(
        "tình trạng", max_length=10, choices=ApplicationState.choices, default=ApplicationState.RECEIVED
    )
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    said = SealedField("nội dung đơn", key="key")
    number_index = BlindIndexField(of="said", normalise=number_said)
    intake = models.ForeignKey(Intake, models.PROTECT, null=True, related_name="applications", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="applications", db_index=False)
    event = models.ForeignKey(MemberEvent, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField("lý do", max_length=250, blank=True)
    account_id = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    goes_on = models.DateField("xóa nội dung ngày", null=True)

    visible = Subtree("unit")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "state"], name="application_unit"),
            models.Index(fields=["number_index"], name="application_number", condition=~models.Q(number_index=None)),
            models.Index(fields=["goes_on"], name="application_goes", condition=~models.Q(goes_on=None)),
            *(
                models.Index(fields=[name], name=f"application_{name}", condition=~models.Q(**{name: None}))
                for name in ("intake", "person")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.unit_id}"
