"""Background jobs of the core. Times of periodic jobs are UTC: 19:15 is 02:15 in Vietnam."""

from procrastinate.contrib.django import app

from ketdoan.core import backups, upkeep


@app.periodic(cron="15 19 * * *")
@app.task(name="core.backup", queueing_lock="core.backup")
def backup(timestamp: int) -> None:
    """Back up once a day and delete the backups that are no longer needed."""
    backups.make("daily")
    backups.prune()


@app.periodic(cron="* * * * *")
@app.task(name="core.retry_held_jobs", queueing_lock="core.retry_held_jobs")
def retry_held_jobs(timestamp: int) -> None:
    """Take up the jobs of workers that ended without finishing them."""
    upkeep.retry_held_jobs()


@app.periodic(cron="45 19 * * *")
@app.task(name="core.clear_old_jobs", queueing_lock="core.clear_old_jobs")
def clear_old_jobs(timestamp: int) -> None:
    """Delete the records of jobs that ended long ago."""
    upkeep.clear_old_jobs()
