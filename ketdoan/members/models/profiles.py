"""What the register knows of a member beyond the person: work and schooling in the open, sensitive facts sealed."""

from django.db import models

from ketdoan.core.history import ScopedHistory
from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.sealed import SealedField
from ketdoan.units.models import Person


class Profile(ScopedModel):
    """A member's work and schooling, as last recorded. What it was before, the audit trail tells by its fields.

    `joined_told` is when they became a member as a list said that was imported, as far as it did (2020, 03/2024,
    01/06/2005): the register's own events may begin later, with the unit or with the register.
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="profile")
    profession = models.CharField("nhóm nghề nghiệp", max_length=20, blank=True)
    job_title = models.CharField("chức vụ, công việc", max_length=120, blank=True)
    department = models.CharField("phòng, ban, phân xưởng", max_length=120, blank=True)
    contract = models.CharField("loại hợp đồng", max_length=60, blank=True)
    works_since = models.DateField("ngày vào làm", null=True, blank=True)
    education = models.CharField("trình độ", max_length=120, blank=True)
    joined_told = models.CharField("ngày vào công đoàn theo hồ sơ", max_length=10, blank=True)
    joined_place = models.CharField("nơi kết nạp", max_length=200, blank=True)

    visible = Subtree("person__member__unit")

    def __str__(self) -> str:
        return str(self.person_id)


class SensitiveFact(ScopedHistory):
    """A fact of a person that is opened for a purpose alone: sealed under the person's key, dated like all history."""

    ETHNICITY, RELIGION, PARTY, HOMETOWN, WAGE = "ethnicity", "religion", "party", "hometown", "wage"
    CIRCUMSTANCES, HEALTH = "circumstances", "health"
    KINDS = [
        (ETHNICITY, "Dân tộc"),
        (RELIGION, "Tôn giáo"),
        (PARTY, "Đảng viên"),
        (HOMETOWN, "Quê quán"),
        (WAGE, "Tiền lương đóng đoàn phí"),
        (CIRCUMSTANCES, "Hoàn cảnh"),
        (HEALTH, "Sức khỏe"),
    ]

    person = models.ForeignKey(Person, models.PROTECT, related_name="sensitive_facts")
    kind = models.CharField("loại", max_length=20, choices=KINDS)
    value = SealedField("giá trị", key="person.key")

    visible = Subtree("person__member__unit")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="sensitive_fact_once",
                condition=models.Q(replaced_at=None, valid__upper_inf=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
