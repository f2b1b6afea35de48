"""Parts of the app's pages: the bar of its five places."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from ketdoan.core.acting import somebody
from ketdoan.core.channels import CHANNELS
from ketdoan.core.channels.push import public_key
from ketdoan.core.notify import unread

register = template.Library()

#: The places of the bar: the route, the word under the icon, the icon.
TABS = (
    ("portal:home", "Trang chủ", "house"),
    ("portal:card", "Thẻ", "id-card"),
    ("portal:send", "Gửi", "send"),
    ("portal:news", "Tin", "newspaper"),
    ("portal:me", "Tôi", "circle-user-round"),
)


@register.inclusion_tag("portal/tabs.html", takes_context=True)
def app_tabs(context: Context) -> dict[str, Any]:
    """The bar at the thumb; the place whose address is the longest beginning of this page's is where one is."""
    path = context["request"].path
    tabs = [{"url": reverse(route), "title": title, "icon": icon} for route, title, icon in TABS]
    here = max((tab["url"] for tab in tabs if path.startswith(tab["url"])), key=len, default="")
    return {"tabs": tabs, "here": here if here != reverse("portal:home") or path == here else ""}


@register.inclusion_tag("portal/bell.html")
def app_bell() -> dict[str, Any]:
    """The bell of the head, with how many messages are new; nothing for visitors."""
    actor = somebody()
    account_id = actor.account_id if actor else None
    return {"account_id": account_id, "new": unread(account_id, 10) if account_id else 0}


@register.simple_tag
def push_key() -> str:
    """The key with which a phone subscribes to pushes; "" where there are none."""
    return public_key() if CHANNELS["push"].offered() else ""
