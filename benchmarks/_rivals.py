"""Those who hand in reports at the same time, in a process of their own."""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Queue
from time import monotonic


def hand_in(waiting: list[int], at_once: int, told: "Queue[tuple[int, float, float]]") -> None:
    """Hand in some reports, several at once; tell of each how many seconds it took and when it was done."""
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
            done = monotonic()
        connection.close()
        told.put((pk, done - begin, done))

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, waiting))
