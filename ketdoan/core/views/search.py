"""The one search over acts, pages and everything that modules register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ..acting import Actor, somebody
from ..guide import chapters
from ..modules import Hit, MenuItem, account_menu, acts, menu, search
from ..screens import SIGNED_IN, screen
from ..viet import fold

LONGEST, MOST_ACTS = 80, 8
#: Pages that stand in no menu.
MORE_PAGES = [
    MenuItem("Cài đặt", "settings", "core:settings", SIGNED_IN),
    MenuItem("Cách nhận thông báo", "bell-ring", "core:message_choices", SIGNED_IN),
    MenuItem("Thông báo", "bell", "core:notifications", SIGNED_IN),
    MenuItem("Bảo mật tài khoản", "shield-check", "mfa_index", SIGNED_IN),
    MenuItem("Đổi mật khẩu", "key-round", "account_change_password", SIGNED_IN),
    MenuItem("Các phiên đăng nhập", "monitor-smartphone", "usersessions_list", SIGNED_IN),
]


@screen(SIGNED_IN)
def find(request: HttpRequest) -> HttpResponse:
    """Hits for the words in `q`: acts and pages first, then what each module finds in the actor's scope.

    htmx gets the list alone, for the palette; without words the palette shows the pages of the menu.
    """
    words = request.GET.get("q", "").strip()[:LONGEST]
    folded = fold(words)
    actor = somebody()
    here = (request.htmx.current_url_abs_path or "") if request.htmx else ""  # type: ignore[attr-defined]
    groups: list[tuple[str, object]] = [("Thao tác", _acts(actor, here, folded)), ("Trang", _pages(actor, folded))]
    if actor and len(folded) > 1:
        groups += search(actor, folded)
    groups.append(("Hướng dẫn", _guide(folded)))
    groups = [(title, hits) for title, hits in groups if hits]
    template = "core/search.html#hits" if request.htmx else "core/search.html"  # type: ignore[attr-defined]
    return render(request, template, {"words": words, "groups": groups})


def _pages(actor: Actor | None, folded: str) -> list[Hit]:
    items = [*menu(actor), *account_menu(), *MORE_PAGES] if folded else menu(actor)
    return [Hit(item.title, reverse(item.url)) for item in items if _told(item.title, folded)]


def _acts(actor: Actor | None, here: str, folded: str) -> list[Hit]:
    if actor is None or not folded:
        return []
    return [hit for hit in acts(actor, here) if _told(f"{hit.title} {hit.words}", folded)][:MOST_ACTS]


def _guide(folded: str) -> list[Hit]:
    found = chapters().values() if folded else ()
    return [Hit(c.title, reverse("core:help_chapter", args=[c.name])) for c in found if _told(c.title, folded)]


def _told(title: str, folded: str) -> bool:
    """Whether each word begins a word of the title."""
    words = fold(title).split()
    return all(any(known.startswith(word) for known in words) for word in folded.split())
