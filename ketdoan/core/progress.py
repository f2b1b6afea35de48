"""Telling how far long work has come, while its own transaction is still open.

progress = begin("Nhập danh sách", account_id, total=rows)      # in the action that queues the job
with follow(progress.pk, total=len(rows)) as bar:               # in the job
    for row in rows:
        ...
        bar.step()
    bar.finish("Đã nhập 120 dòng.", url="/…")
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections

from .models import Progress

WRITE_EVERY_SECONDS = 0.5
BROKEN = "Có lỗi khi xử lý; lỗi đã được ghi lại. Dữ liệu chưa thay đổi."


def begin(title: str, account_id: int, total: int = 0) -> Progress:
    """A new piece of work. Written in the caller's transaction: without the job there is no bar."""
    return Progress.objects.create(title=title, account_id=account_id, total=total)


class Bar:
    """Writes one row through a connection of its own, each time in a transaction of its own."""

    def __init__(self, progress_id: uuid.UUID, connection: Any) -> None:
        self._id, self._connection = progress_id, connection
        self._done, self._written = 0, 0.0
        self._message, self._url = "", ""

    def step(self, count: int = 1) -> None:
        """So many more are done. Written at most twice a second."""
        self._done += count
        if time.monotonic() - self._written >= WRITE_EVERY_SECONDS:
            self.write(done=self._done)

    def finish(self, message: str, url: str = "") -> None:
        """What to say, and where to lead, once the work has ended well."""
        self._message, self._url = message, url

    def write(self, **values: Any) -> None:
        """Set columns at once."""
        self._written = time.monotonic()
        columns = ", ".join(f"{name} = %s" for name in values)
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE core_progress SET {columns}, updated_at = clock_timestamp() WHERE id = %s",  # noqa: S608 - names from this file
                [*values.values(), self._id],
            )

    def end(self) -> None:
        """Say that the work has ended well."""
        self.write(state=Progress.DONE, done=self._done, message=self._message, result_url=self._url)


@contextmanager
def follow(progress_id: uuid.UUID | str, total: int = 0, back: str = "") -> Iterator[Bar]:
    """Show the block's work as running, then as done, or as failed if it raises; `back` is where to lead then.

    Enclose the work's own transaction in the block, so that "done" is said after its commit.
    """
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        bar = Bar(uuid.UUID(str(progress_id)), connection)
        bar.write(state=Progress.RUNNING, done=0, total=total, message="", result_url="")
        try:
            yield bar
        except BaseException as error:
            bar.write(state=Progress.FAILED, message=_words(error), result_url=back)
            raise
        bar.end()
    finally:
        connection.close()


def _words(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, PermissionDenied):
        return str(error)
    return BROKEN
