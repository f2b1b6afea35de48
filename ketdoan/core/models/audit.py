"""The append-only record of every act, the chain that seals it, and the keys of acts already done."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class AuditEntry(models.Model):
    """One act: who, as which post, what, on which thing, why, what changed. Ids only: no personal data.

    A bulk act is one entry; `change` then holds the number of rows and a digest of them.
    """

    at = models.DateTimeField(auto_now_add=True)
    account_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    about = models.CharField(max_length=60)
    about_id = models.BigIntegerField(null=True)
    why = models.TextField(blank=True)
    change = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "-id"], name="audit_unit"),
            models.Index(fields=["about", "about_id", "-id"], name="audit_about"),
            models.Index(fields=["account_id", "-id"], name="audit_account"),
            BrinIndex(fields=["at"], name="audit_at", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class AuditSeal(models.Model):
    """A link of the chain: `mac` covers the entry and the link before it, under the installation's seal key."""

    number = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    mac = models.BinaryField()
    sealed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.number)


class AuditPending(models.Model):
    """An entry that waits for its seal. A trigger adds it with the entry, so that it is seen once that is committed."""

    entry_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)


class Done(models.Model):
    """An act that was done under an idempotency key, and what it returned: the same key does it no second time.

    `result_id` is the primary key of whatever was returned, as text: a number for most tables, a UUID for some.
    """

    account_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    inputs = models.CharField(max_length=64)
    result = models.CharField(max_length=60, blank=True)
    result_id = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="done_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
