"""Lists as an account likes to see them: search, filters and order under a name of its own."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict

from .crypto import Tampered, open_json, seal_json
from .models import SavedView
from .models.screens import NAME_LENGTH
from .viet import LONG_NUMBER, VietError, clean_line

#: Views that one account may keep of one list.
MOST = 20


def views_of(request: HttpRequest, screen: str) -> list[tuple[SavedView, str]]:
    """The account's views of a list, each with its query string."""
    if not request.user.is_authenticated:
        return []
    views = SavedView.objects.filter(account_id=request.user.pk, screen=screen)
    return [(view, query) for view in views if (query := _opened(view)) is not None]


def opened_views() -> Iterator[tuple[int, str]]:
    """All views of all lists that can be read, with their names and what they look for."""
    for view in SavedView.objects.iterator():
        asked = QueryDict(_opened(view) or "")
        yield view.pk, "\n".join([view.name, *(text for _, texts in asked.lists() for text in texts)])


def save_view(account_id: int, screen: str, name: str, query: str) -> SavedView:
    """Keep a list's query string under a name. Raises ValidationError."""
    if SavedView.objects.filter(account_id=account_id, screen=screen).count() >= MOST:
        raise ValidationError(f"Mỗi danh sách giữ được nhiều nhất {MOST} bộ lọc. Hãy xóa bớt.")
    sealed = seal_json(_purpose(account_id, screen), query)
    view = SavedView(account_id=account_id, screen=screen, name=_clean(name), sealed=sealed)
    _write(view)
    return view


def rename_view(view: SavedView, name: str) -> None:
    """Give a view another name. Raises ValidationError."""
    view.name = _clean(name)
    _write(view)


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ValidationError(f"Đã có bộ lọc tên “{view.name}”. Hãy đặt tên khác.") from None


def _clean(name: str) -> str:
    try:
        line = clean_line(name)
    except VietError as error:
        raise ValidationError(str(error)) from None
    if not line:
        raise ValidationError("Hãy đặt tên cho bộ lọc.")
    if len(line) > NAME_LENGTH:
        raise ValidationError(f"Tên bộ lọc dài quá {NAME_LENGTH} ký tự.")
    if LONG_NUMBER.search(line):
        raise ValidationError("Tên bộ lọc không ghi số điện thoại, số giấy tờ.")
    return line


def _opened(view: SavedView) -> str | None:
    try:
        return open_json(_purpose(view.account_id, view.screen), view.sealed)
    except Tampered:
        return None


def _purpose(account_id: int, screen: str) -> str:
    return f"saved view:{account_id}:{screen}"
