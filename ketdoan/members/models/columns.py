"""What is kept of all spells as columns in a file (queries/columns.py), and which spells have changed since."""

from django.db import models


class SpellColumns(models.Model):
    """The file in which all spells stand as columns. `snapshot` tells whose writes are in it for sure, and is of use in
    the database `system` alone: the numbers of transactions begin anew in another."""

    name = models.CharField("tệp", max_length=40, unique=True)
    system = models.BigIntegerField("cụm cơ sở dữ liệu")
    snapshot = models.TextField("trạng thái giao dịch")
    spells = models.BigIntegerField("số dòng")
    made_at = models.DateTimeField("lúc", auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class SpellChange(models.Model):
    """A spell that was written or removed, and in which transaction. A trigger on the spells keeps these rows."""

    spell_id = models.BigIntegerField("dòng")
    xact = models.BigIntegerField("giao dịch")

    def __str__(self) -> str:
        return f"{self.spell_id} {self.xact}"
