"""Persons: the one place where a name and a birth date stand."""

from django.conf import settings
from django.db import models

from ketdoan.core.models import DataKey
from ketdoan.core.names import Names
from ketdoan.core.scope import ScopedModel, Subtree
from ketdoan.core.search import WordsIndex


class PersonName(Names):
    """The different names of persons, by which they are searched."""

    class Meta:
        indexes = Names.indexes("person_name")


class Person(ScopedModel):
    """A human being known to the union: official, member, or both. Others refer to it and copy nothing.

    `unit` is the unit that keeps the person's record. `words` (folded) and `sort_key` (by given name) follow the name;
    `birth_year` follows the day of birth, and stands alone where no more than the year is known. `key` seals contacts
    and identifiers; it is made on first use, and destroying it erases them.
    """

    FEMALE, MALE = "f", "m"

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="persons", verbose_name="đơn vị quản lý")
    name = models.CharField("họ và tên", max_length=120)
    words = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=300, db_collation="C", editable=False)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    sex = models.CharField("giới tính", max_length=1, choices=[(FEMALE, "Nữ"), (MALE, "Nam")], blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    key = models.OneToOneField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    visible = Subtree("unit")
    names = PersonName

    class Meta:
        indexes = [models.Index(fields=["sort_key"], name="person_sort_key"), WordsIndex(name="person_words")]

    def __str__(self) -> str:
        return self.name

    @property
    def erased(self) -> bool:
        """Whether the person's data were erased: nothing is written for them any more."""
        return self.key is not None and self.key.destroyed_at is not None


#: Persons whose data were not erased.
KEPT = models.Q(key__destroyed_at=None)
