"""What the launcher tells the person at the terminal: short lines, and one line for what is in the way."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType


class Stop(Exception):
    """Ends the launcher with one line that says what is in the way and what to do about it."""


class Terminated(KeyboardInterrupt):
    """SIGTERM or a closed terminal: ends the launcher in the same orderly way as Ctrl-C."""


def line(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def explained(main: Callable[[], int]) -> int:
    """Run `main`; turn what can go wrong with a machine into one clear line and exit code 1."""
    signal.signal(signal.SIGTERM, _terminate)
    # A shell that starts a command in the background has it ignore Ctrl-C; whoever sends SIGINT still means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, _terminate)
    try:
        return main()
    except Stop as stop:
        reason = str(stop)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        known = of_system(error)
        if known is None:
            raise
        reason = known
    print(reason, file=sys.stderr, flush=True)
    return 1


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


def of_system(error: OSError) -> str | None:
    """The clear line for a full disk or a missing right; None for any other error."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"Ổ đĩa đã đầy{where}. Hãy giải phóng ít nhất 1 GB rồi chạy lại."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"Không có quyền ghi{where}. Hãy chạy bằng người dùng sở hữu thư mục này, "
            "hoặc chọn thư mục dữ liệu khác: --data THƯ_MỤC (hay KETDOAN_DATA)."
        )
    return None


def log_tail(path: Path, count: int = 5) -> str:
    """The last lines of a log, for a person who must find out what happened."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4000), os.SEEK_SET)
        return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
