"""What the log may not hold: numbers that somebody typed into an address, and what an error's message quotes."""

import logging
import traceback
from copy import copy

from .viet import LONG_NUMBER


class NoPersonalData(logging.Filter):
    """Takes long numbers out of what is logged, and of errors keeps the kind and the place alone: messages of databases
    and libraries quote the data that they stumbled on."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = LONG_NUMBER.sub("…", record.getMessage()), ()
        if record.exc_info and record.exc_info[0]:
            kind, _, where = record.exc_info
            record.exc_text = f"{''.join(traceback.format_tb(where))}{kind.__name__}"
            record.exc_info = None
        return True


class Line(logging.Formatter):
    """A line of the log without personal data. What else looks at the record, such as a test, sees it as it was."""

    def format(self, record: logging.LogRecord) -> str:
        plain = copy(record)
        NoPersonalData().filter(plain)
        return super().format(plain)
