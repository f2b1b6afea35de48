"""Demo or real: a data folder says which it holds, and the two never share one.

The file `demo` or `real` in the data folder is the sign; its text says whether the first fill was finished.
"""

from pathlib import Path

from launcher.say import Stop

BUILDING, READY = "building", "ready"


def settle(data: Path, *, demo: bool) -> bool:
    """Take the folder for demo or real data, or check that it already is what is asked for.

    Returns True if the first fill is still to be done.
    """
    sign, other = (data / "demo", data / "real") if demo else (data / "real", data / "demo")
    if other.exists():
        if demo:
            return other.read_text() != READY
        raise Stop(f"Thư mục {data} chứa dữ liệu mẫu. Dữ liệu thật cần thư mục riêng: ./run --no-demo --data THƯ_MỤC")
    if not sign.exists():
        sign.write_text(BUILDING)
    return sign.read_text() != READY


def is_demo(data: Path) -> bool:
    """Does the folder hold the demo?"""
    return (data / "demo").exists()


def filled(data: Path) -> None:
    """Note that the first fill is done."""
    (data / ("demo" if is_demo(data) else "real")).write_text(READY)
