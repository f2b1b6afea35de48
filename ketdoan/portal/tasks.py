"""Jobs of the app."""

from ketdoan.core.jobs import job

from .actions.codes import forget_challenges, send_code

__all__ = ["forget_old_codes", "send_code"]


@job("portal.forget_codes", "Dọn mã đăng nhập cũ", retries=0)
def forget_old_codes() -> None:
    """Delete the codes of yesterday and before."""
    forget_challenges()
