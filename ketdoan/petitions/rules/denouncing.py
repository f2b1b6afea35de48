"""Telling a denunciation (tố cáo) from a petition: it has its own way by law and is not taken here."""

import re

from ketdoan.core.viet import fold, nfc

_SAID = re.compile(r"(?<!không )(?<!không phải )(?<!chưa )\btố cáo\b")
_SAID_BARE = re.compile(r"(?<!khong )(?<!khong phai )(?<!chua )\bto cao\b")


def is_denunciation(text: str) -> bool:
    """Whether a text says that it denounces. Written without any mark, "to cao" is read as "tố cáo"."""
    said = " ".join(nfc(text).lower().split())
    if _SAID.search(said):
        return True
    return said.isascii() and bool(_SAID_BARE.search(fold(said)))
