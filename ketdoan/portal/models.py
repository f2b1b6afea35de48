"""How members come into the app: phones that sign in, one-time codes, links of units, claims to a record."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from ketdoan.core.models import DataKey
from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.sealed import BlindIndexField, SealedField
from ketdoan.core.viet import VietError, parse_phone
from ketdoan.members.models import Application
from ketdoan.units.models import Person, Unit

from .rules import ClaimState


def digits(text: str) -> str:
    """A phone as it is compared; "" for what is none."""
    try:
        return parse_phone(text)
    except VietError:
        return ""


class Access(models.Model):
    """The phone by which an account signs in, shown to be its holder's by a code. Sealed under a key of its own: it is
    the holder's, whatever phone the register knows of the person."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="access")
    key = models.OneToOneField(DataKey, models.PROTECT, editable=False, related_name="+")
    phone = SealedField("số điện thoại đăng nhập", key="key")
    phone_index = BlindIndexField(of="phone", normalise=digits)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone_index"], name="access_phone", condition=~Q(phone_index=None))
        ]

    def __str__(self) -> str:
        return str(self.account_id)


class Challenge(models.Model):
    """A one-time code that was asked for. Everything said with it stands sealed in `wanted` (see queries.wanted): the
    phone or card, what for, and the code. It is used once, within its time and its few tries; `phone` is a keyed digest
    by which codes to one phone are counted. Whoever asks with a phone that nobody knows gets a challenge too, of which
    no code is right."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wanted = models.TextField(editable=False)
    phone = models.BinaryField(editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "asked_at"], name="challenge_phone"),
            models.Index(fields=["asked_at"], name="challenge_asked"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Passkey(models.Model):
    """A key on somebody's phone that opens the app without a code. It stands apart from the second factors of accounts:
    it was made in a session that a code had opened, and so must open no more than the code did."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="app_passkeys")
    credential = models.BinaryField(unique=True, editable=False)
    data = models.BinaryField(editable=False)
    name = models.CharField("tên máy", max_length=60)
    added_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class UnitLink(ScopedModel):
    """The link by which a union invites into the app whoever belongs to it: handed on, or printed as a QR. It opens
    nothing by itself: who comes by it says who they are, and the unit confirms."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="app_links", verbose_name="đơn vị")
    token = models.CharField(max_length=16, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit"], name="unit_link_one", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.pk} {self.unit_id}"


class Claim(ScopedModel):
    """An account that says whose it is, to the unit that keeps the register: waits until the unit confirms it.

    What was said stands sealed under a key of its own, which goes once the unit has decided: JSON of `name`, `birth`,
    `phone`, `card`. `proposed` is the person whose recorded phone was shown to be the holder's, `person` the one whom
    the unit confirmed. Who applies for membership has an `application` instead of a record.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="app_claims", verbose_name="đơn vị")
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    said = SealedField("đã khai", key="key", null=True)
    proposed = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="claim")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="app_claims")
    state = models.CharField("tình trạng", max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING)
    reason = models.CharField("lý do", max_length=250, blank=True)
    made_at = models.DateTimeField("lúc", auto_now_add=True)
    decided_at = models.DateTimeField(null=True, editable=False)

    visible = Subtree("unit")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account"], name="claim_one_open", condition=Q(state=ClaimState.WAITING))
        ]
        indexes = [models.Index(fields=["unit"], name="claim_waiting", condition=Q(state=ClaimState.WAITING))]

    def __str__(self) -> str:
        return f"{self.pk} {self.unit_id}"
