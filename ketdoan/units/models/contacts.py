"""How to reach a person and how the state identifies them: sealed under the person's key, found by blind index."""

import re

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Q

from ketdoan.core.history import ScopedHistory
from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.sealed import BlindIndexField, SealedField, letters_and_digits, lower
from ketdoan.core.viet import VietError, citizen_id_doubts, parse_phone

from .persons import Person


def searchable(text: str) -> str:
    """A contact as it is compared: the digits of a phone, an e-mail in lower case. Addresses are not searched."""
    try:
        return parse_phone(text)
    except VietError:
        pass
    return lower(text) if re.fullmatch(r"\s*[^\s@]+@[^\s@]+\s*", text) else ""


_OPEN = Q(replaced_at=None, valid__upper_inf=True)


class PersonalRow(ScopedHistory):
    """A dated personal value. Rows are replaced like all history; only the erasing of a person touches them."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)ss")
    value = SealedField("giá trị", key="person.key")

    visible = Subtree("person__unit")

    class Meta:
        abstract = True


class Contact(PersonalRow):
    """A phone, an e-mail or an address of a person; one of each kind holds at a time."""

    PHONE, EMAIL, ADDRESS = "phone", "email", "address"
    KINDS = [(PHONE, "Điện thoại"), (EMAIL, "Thư điện tử"), (ADDRESS, "Địa chỉ")]

    kind = models.CharField("loại", max_length=10, choices=KINDS)
    value_index = BlindIndexField(of="value", normalise=searchable)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="contact_once", condition=_OPEN)]
        indexes = [models.Index(fields=["kind", "value_index"], name="contact_found")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Identifier(PersonalRow):
    """A number by which the state knows a person. A verified one in force belongs to one person alone."""

    CITIZEN_ID, OLD_CITIZEN_ID, SOCIAL_INSURANCE, PASSPORT = (
        "citizen_id",
        "old_citizen_id",
        "social_insurance",
        "passport",
    )
    KINDS = [
        (CITIZEN_ID, "Số định danh cá nhân (căn cước)"),
        (OLD_CITIZEN_ID, "Số chứng minh nhân dân"),
        (SOCIAL_INSURANCE, "Mã số bảo hiểm xã hội"),
        (PASSPORT, "Số hộ chiếu"),
    ]

    kind = models.CharField("loại", max_length=20, choices=KINDS)
    value_index = BlindIndexField(of="value", normalise=letters_and_digits)
    verified = models.BooleanField("đã đối chiếu giấy tờ", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="identifier_once", condition=_OPEN),
            models.UniqueConstraint(
                fields=["kind", "value_index"], name="identifier_of_one", condition=_OPEN & Q(verified=True)
            ),
        ]
        indexes = [models.Index(fields=["kind", "value_index"], name="identifier_found")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"

    def doubts(self) -> list[str]:
        """What in a citizen's number does not agree with the person's record. A hint: corrected births exist."""
        text = self.value.text if self.value and self.kind == self.CITIZEN_ID else None
        return citizen_id_doubts(text, self.person.birth_date, self.person.sex) if text else []


class PersonalDataView(ScopedModel):
    """Who opened which personal data, when and what for. Those concerned may read it.

    Of one person (`person`): a sealed value, or the page of the record. Of many (`people`, their ids): a file or a
    print that left the house, however long, is one row. `detail` says in words what it was; it names nobody.
    """

    PAGE, LIST, PRINT, API, COPY, SENSITIVE = "page", "list", "print", "api", "copy", "sensitive"
    WAYS = [
        (PAGE, "Trang hồ sơ"),
        (LIST, "Danh sách tải về"),
        (PRINT, "Bản in"),
        (API, "Phần mềm kết nối"),
        (COPY, "Bản sao dữ liệu"),
        (SENSITIVE, "Dữ liệu nhạy cảm"),
    ]

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="views")
    people = ArrayField(models.BigIntegerField(), null=True)
    account_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    field = models.CharField("dữ liệu", max_length=20, choices=[*Contact.KINDS, *Identifier.KINDS, *WAYS])
    detail = models.CharField("nội dung", max_length=120, blank=True)
    purpose = models.CharField("mục đích", max_length=250, blank=True)
    at = models.DateTimeField("lúc", auto_now_add=True)

    visible = Subtree("person__unit")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="personal_view"),
            GinIndex(fields=["people"], name="personal_view_people"),
            BrinIndex(fields=["at"], name="personal_view_at", autosummarize=True),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(person=None) ^ Q(people=None), name="personal_view_of_one_or_many")
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.person_id or ''}"

    @property
    def what(self) -> str:
        """What was opened, in words."""
        label = self.get_field_display()
        return f"{label}: {self.detail}" if self.detail else label
