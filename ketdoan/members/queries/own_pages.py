"""Where in the app a member finds what messages speak of. The pages belong to the app, which stands above."""

from ketdoan.core.screens import APP

_PAGES = {
    "correction": "toi/sua/{}",
    "erasure": "toi/xoa",
    "proxies": "toi/lam-thay",
}


def page_of(name: str, pk: int | None = None) -> str:
    """The address of one of a member's own pages."""
    return APP + _PAGES[name].format(pk or "")
