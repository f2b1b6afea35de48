"""Those who hand in reports at the same time, in a process of their own."""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import SimpleQueue
from time import monotonic


def hand_in(waiting: list[int], at_once: int, told: "SimpleQueue[tuple[int, float]]") -> None:
    """Hand in some reports, several at once; tell of each, once it is done, how many seconds it took."""
    import django

    django.setup()
    from django.db import connection

    from ketdoan.core.acting import SYSTEM, acting
    from ketdoan.reports.actions.filling import submit
    from ketdoan.reports.models import Submission

    def one(pk: int) -> None:
        with acting(SYSTEM):
            report = Submission._base_manager.get(pk=pk)
            begin = monotonic()
            submit(submission=report)
            told.put((pk, monotonic() - begin))
        connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, waiting))
