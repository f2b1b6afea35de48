"""What is wrong with the machine is one clear line."""

import errno

import pytest

from launcher.say import Stop, explained


def _raising(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/du/lieu"), "Ổ đĩa đã đầy (/du/lieu)"),
        (PermissionError(errno.EACCES, "Permission denied", "/du/lieu"), "Không có quyền ghi (/du/lieu)"),
        (OSError(errno.EROFS, "Read-only file system", "/du/lieu"), "Không có quyền ghi (/du/lieu)"),
        (Stop("Cổng 8000 đang có chương trình khác dùng."), "Cổng 8000"),
    ],
)
def test_a_known_obstacle_is_one_line(error: Exception, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explained(lambda: _raising(error)) == 1
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1


def test_an_unknown_error_is_not_hidden() -> None:
    with pytest.raises(OSError, match="strange"):
        explained(lambda: _raising(OSError(errno.EPIPE, "strange")))
