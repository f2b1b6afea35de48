"""What the installation does for itself: takes up held jobs and clears old ones."""

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app

STALLED_SECONDS = 30  # a worker's heart beats every 10 seconds
KEEP_JOBS_HOURS = 24 * 30


@async_to_sync
async def retry_held_jobs(seconds: float = STALLED_SECONDS) -> int:
    """Put jobs back into the queue whose worker has not been heard of for so many seconds. Returns how many.

    Jobs are written so that running one again does no harm; which attempt it is stays counted.
    """
    held = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for job in held:
        await app.job_manager.retry_job(job)
    return len(held)


@async_to_sync
async def clear_old_jobs() -> None:
    """Delete the records of jobs that ended well more than a month ago; failed ones stay until somebody looks."""
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_HOURS)
