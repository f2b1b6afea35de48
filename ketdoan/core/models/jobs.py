"""What went wrong in a background job: procrastinate keeps that a job failed, not why."""

from django.db import models


class JobFault(models.Model):
    """One failed attempt at a job. `reason` is for the reader; `place` is where in the program it happened.

    A reason is kept in words only if the program wrote it for people; of other errors only the kind is kept, since
    the messages of databases and libraries quote the data they stumbled on.
    """

    job_id = models.BigIntegerField(db_index=True)
    attempt = models.PositiveIntegerField()
    reason = models.TextField()
    place = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.job_id}: {self.reason}"
