"""An address as a QR code."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(address: str) -> SafeString:
    """The address as a QR code, drawn as SVG: dark on light in either theme, as cameras want it."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S308 - of modules alone
