"""Bodies of a unit, their terms, who holds which office in them, and the departments of a union's office."""

import uuid

from django.db import models

from ketdoan.core.history import ScopedHistory, one_at_a_time
from ketdoan.core.scope import ScopedModel, Subtree

from .decisions import Decision
from .persons import Person
from .units import Unit


class Department(ScopedHistory):
    """A staff department of a union's office (ban, văn phòng)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="departments")
    name = models.CharField("tên ban", max_length=120)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    visible = Subtree("unit")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Body(ScopedModel):
    """A body of a unit: executive, standing, inspection … Its kinds and sizes are dated rules."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies")
    kind = models.CharField("loại", max_length=30)

    visible = Subtree("unit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="body_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"


class Term(ScopedHistory):
    """A term of a body. `fact` stays the same through corrections; `seats` is the size that the congress fixed."""

    fact = models.UUIDField(default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="terms")
    number = models.CharField("khóa", max_length=10, blank=True)
    label = models.CharField("nhiệm kỳ", max_length=30)
    seats = models.PositiveSmallIntegerField("số ủy viên")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="terms")

    visible = Subtree("body__unit")

    class Meta:
        constraints = [one_at_a_time("term_one_at_a_time", "body")]

    def __str__(self) -> str:
        return self.label


class Appointment(ScopedHistory):
    """Who holds which office in a body, from–to, and the work assigned. `fact` stays through corrections.

    `decision` made the appointment, `end_decision` ended it.
    """

    fact = models.UUIDField(default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    office = models.CharField("chức vụ", max_length=30)
    work = models.TextField("phân công nhiệm vụ", blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="appointments")
    end_decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")

    visible = Subtree("body__unit")

    class Meta:
        indexes = [models.Index(fields=["fact"], name="appointment_fact")]

    def __str__(self) -> str:
        return f"{self.office} {self.person_id}"
