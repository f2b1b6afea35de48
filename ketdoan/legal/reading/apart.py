"""Reads a file in a process of its own, with little memory and time: one that is broken or made to do harm brings down
that process, not the server. Run as `python -c … ROOT KIND MEMORY SECONDS`; the file comes in, JSON goes out.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from ketdoan.core.viet import VietError
from ketdoan.core.viet.oldfonts import evidence

from ..rules.plain import clean_lines, lines_of_markdown
from .kinds import BROKEN, OLD_FONT, PDF, TEXT, TOO_LONG, WORD, Found, kind_of

ROOT = Path(__file__).resolve().parents[3]
#: Bytes of memory, and seconds, that reading one file may take; a page that somebody waits for may take fewer.
MEMORY, SECONDS, WAITING = 1536 * 1024**2, 180, 20
#: Lines, and characters of one, that an act may have.
LINES, LONGEST = 200_000, 400_000
_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from ketdoan.legal.reading.apart import main; main()"
_SAMPLE = 200_000


def read_file(content: bytes, name: str, seconds: int = SECONDS) -> Found:
    """What a file says. Raises VietError in words for people where it is not taken, or takes too long."""
    kind = kind_of(content, name)
    command = [sys.executable, "-I", "-c", _RUN, str(ROOT), kind, str(MEMORY), str(seconds)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds + 5, check=False)
    except subprocess.TimeoutExpired:
        raise VietError(TOO_LONG) from None
    if done.returncode:
        raise VietError(TOO_LONG if done.returncode < 0 else BROKEN)
    told = json.loads(done.stdout)
    if "wrong" in told:
        raise VietError(told["wrong"])
    found = Found(**told)
    _refuse_unreadable("\n".join(found.lines)[:_SAMPLE])
    return found


def _refuse_unreadable(text: str) -> None:
    """Refuse text in the codes of old fonts, and text that came out as signs of nothing."""
    strange = sum(ch == "\ufffd" or "\ue000" <= ch <= "\uf8ff" for ch in text)
    if strange > len(text) // 50:
        raise VietError("Chữ trong tệp không đọc được (thiếu bảng mã). Hãy tìm bản .docx hoặc .html của văn bản.")
    told = evidence(text)
    if sum(told.get(code, 0) for code in ("TCVN3", "VNI")) > max(20, told.get("", 0)):
        raise VietError(OLD_FONT)


def _found(content: bytes, kind: str) -> Found:
    # Each kind's library is loaded only where it is needed: the process lives for one file.
    if kind == WORD:
        from .word import lines_of_word

        return Found(clean_lines(lines_of_word(content)))
    if kind == PDF:
        from .pdf import lines_of_pdf

        return Found(clean_lines(lines_of_pdf(content)))
    from . import web

    text = web.text_of(content)
    if kind == TEXT:
        return Found(lines_of_markdown(text))
    tree = web.tree_of(text)
    if web.is_codified(tree):
        rows, left_out = web.rows_of_codified(tree)
        return Found(rows=rows, left_out=left_out)
    return Found(clean_lines(web.lines_of_page(tree)))


def _told(content: bytes, kind: str) -> dict[str, object]:
    try:
        found = _found(content, kind)
    except VietError as error:
        return {"wrong": str(error)}
    except MemoryError:
        return {"wrong": TOO_LONG}
    except Exception:  # noqa: BLE001 - whatever a library makes of a broken file, nothing of it is read
        return {"wrong": BROKEN}
    if len(found.lines) > LINES or any(len(line) > LONGEST for line in found.lines):
        return {"wrong": TOO_LONG}
    return asdict(found)


def main() -> None:
    """Read the file that comes in; tell what was found."""
    _, _, kind, memory, seconds = sys.argv
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(memory),) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    except ImportError:  # Windows has no such limits; the process still stands apart, and is ended in time
        pass
    sys.stdout.write(json.dumps(_told(sys.stdin.buffer.read(), kind)))
