"""Petitions that somebody sent for members who agreed to it."""

from django.db.models import QuerySet

from ketdoan.units.models import Post

from ..models import Petition
from .reading import called


def handed_in(account_id: int) -> QuerySet[Petition]:
    """What an account has sent for members, whatever the acting post sees, the latest first."""
    rows = Petition._base_manager.select_related("desk", "key", "proxy__person")
    return rows.filter(proxy__account_id=account_id).order_by("-pk") if account_id else rows.none()


def handed_by(petition: Petition, account_id: int | None) -> bool:
    """Whether an account sent a petition for a member, and may say more of it."""
    proxy = petition.proxy
    return account_id is not None and proxy is not None and proxy.account_id == account_id and not petition.gone


def handed_name(petition: Petition) -> str:
    """Who sent a petition for a member, with their office; nothing where the member sent it."""
    if petition.proxy is None:
        return ""
    return called(Post._base_manager.select_related("person", "role").filter(pk=petition.proxy.post_id or 0).first())
