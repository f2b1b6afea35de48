"""Programmes and offers that a union publishes, and who registered for them or asked about them."""

from django.db import models
from django.db.models import F, Q

from ketdoan.core.scope import Inherited, Mine, ScopedModel, Subtree
from ketdoan.core.sealed import SealedField
from ketdoan.members.models import ProxyConsent
from ketdoan.units.models import Person, Post, Unit

from ..rules import ProgrammeKind, SeatState


class Programme(ScopedModel):
    """What a unit offers its members and those of the units below: from the day of its publication seen by all of
    them.

    It takes place, or holds, on the days from `since` to `until`. With `registers` one registers from `opens_on` to
    `closes_on`, for at most `seats_each` places, while there are any of `places` (None: no limit).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="care_programmes", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=10, choices=ProgrammeKind.choices, default=ProgrammeKind.PROGRAMME)
    title = models.CharField("tên", max_length=160)
    text = models.TextField("nội dung", max_length=5000)
    partner = models.CharField("bên cung cấp", max_length=160, blank=True)
    place = models.CharField("nơi", max_length=200, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    registers = models.BooleanField("cần đăng ký", default=True)
    opens_on = models.DateField("nhận đăng ký từ ngày", null=True, blank=True)
    closes_on = models.DateField("đến hết ngày", null=True, blank=True)
    places = models.PositiveIntegerField("số chỗ", null=True, blank=True)
    seats_each = models.PositiveSmallIntegerField("số chỗ mỗi người", default=1)
    published_at = models.DateTimeField("đăng lúc", null=True, editable=False)
    ended_on = models.DateField("dừng ngày", null=True, editable=False)
    made_by = models.BigIntegerField(null=True, editable=False)

    visible = Q(Subtree("unit")) | (Q(Inherited("unit")) & Q(published_at__isnull=False))

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="care_programme_days"),
            models.CheckConstraint(
                condition=Q(registers=False) | Q(opens_on__isnull=False, closes_on__gte=F("opens_on")),
                name="care_programme_registration",
            ),
        ]
        indexes = [models.Index(fields=["unit", "until"], name="care_programme_unit")]

    def __str__(self) -> str:
        return self.title


class Registration(ScopedModel):
    """A member's place, or places, in a programme. The member's words stand sealed under the member's key."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="programme_registrations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị của đoàn viên")
    seats = models.PositiveSmallIntegerField("số chỗ", default=1)
    note = SealedField("lời nhắn", key="person.key", null=True)
    reason = SealedField("lý do hủy", key="person.key", null=True)
    state = models.CharField("tình trạng", max_length=10, choices=SeatState.choices, default=SeatState.HELD)
    proxy = models.ForeignKey(ProxyConsent, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField("lúc", auto_now_add=True)
    ended_on = models.DateField("hủy ngày", null=True, editable=False)

    visible = Q(Subtree("programme__unit")) | Q(Mine("person"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"], name="registration_once", condition=Q(state=SeatState.HELD)
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="registration_seats"),
        ]
        indexes = [models.Index(fields=["person", "programme"], name="registration_person")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.person_id}"


class Question(ScopedModel):
    """A member's question about a programme, and its answer; both sealed under the member's key."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="questions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="programme_questions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị của đoàn viên")
    text = SealedField("câu hỏi", key="person.key")
    answer = SealedField("trả lời", key="person.key", null=True)
    asked_at = models.DateTimeField("hỏi lúc", auto_now_add=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, editable=False)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", editable=False)

    visible = Q(Subtree("programme__unit")) | Q(Mine("person"))

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["programme"], name="question_waiting", condition=Q(answered_at=None)),
            models.Index(fields=["person", "programme"], name="question_person"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.pk}"
