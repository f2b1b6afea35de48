"""Acts of the writer on an article: draft it, say whom it is for, publish it now or later, correct it, end it."""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, Actor, acting, current_actor
from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.bulk import insert_all
from ketdoan.core.files import WEBP, put
from ketdoan.core.jobs import job
from ketdoan.core.notify import notify
from ketdoan.core.pictures import kept_picture
from ketdoan.core.viet import clean_line, local
from ketdoan.units.actions.reorganisation import must_hold
from ketdoan.units.models import Unit
from ketdoan.units.queries.posts import actor_of_post

from ..models import Article, Edition, Picture, Tally
from ..queries.reach import accounts_reached, gone, members_by_unit, members_reached, without_unwilling
from ..queries.shifts import accounts_on
from ..rules.reach import Reach, shift_at
from ..rules.states import TRANSITIONS

WRITE = "news.write"
#: Up to so many members are reached while the writer waits; more in the background.
AT_ONCE = 2_000
#: How long before it goes out an article can be scheduled at most.
FURTHEST = timedelta(days=180)
CONTENT = ("title", "summary", "text", "urgent", "public", "campaign", "event_at", "live_url")
MOST_PICTURES = 12
#: Whom a replay is told of.
MISSED, ALL, NOBODY = "missed", "all", "nobody"
#: Points of the longer side of the small copy of a picture.
SMALL = 720


class NewPicture(NamedTuple):
    """A picture as it was handed in, with what it shows for those who do not see it."""

    upload: File
    description: str = ""


@action("news.draft", "Soạn tin", permission=WRITE)
def draft_article(act: Act, *, values: Mapping[str, Any], pictures: Sequence[NewPicture] = ()) -> Article:
    """Begin an article of the acting unit. `values` are the fields of CONTENT."""
    article = Article(unit=_acting_unit(), post_id=act.actor.post_id, token=secrets.token_urlsafe(12))
    _write(article, values)
    _add_pictures(article, pictures)
    act.record(article, unit_id=article.unit_id)
    return article


@action("news.edit", "Sửa tin chưa đăng", permission=WRITE)
def edit_article(
    act: Act,
    *,
    article: Article,
    values: Mapping[str, Any],
    pictures: Sequence[NewPicture] = (),
    described: Mapping[int, str] | None = None,
    dropped: Collection[int] = (),
) -> Article:
    """Change a draft; `described` says of pictures, by their ids, what they show, `dropped` which ones go."""
    held = locked_for(act, article, "edit")
    _write(held, values)
    for pk, said in (described or {}).items():
        held.pictures.filter(pk=pk).update(description=clean_line(said)[:200])
    held.pictures.filter(pk__in=dropped).delete()
    _add_pictures(held, pictures)
    act.record(held, unit_id=held.unit_id)
    return held


def _write(article: Article, values: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in values:
            setattr(article, name, values[name])
    article.title, article.summary = clean_line(article.title), clean_line(article.summary)
    if not article.title:
        raise ValidationError({"title": "Hãy ghi tiêu đề."})
    if article.live_url and not article.event_at:
        raise ValidationError({"event_at": "Hãy ghi thời điểm phát trực tiếp."})
    for name in ("title", "summary"):
        without_numbers(getattr(article, name), name)
    article.save()


def _add_pictures(article: Article, pictures: Sequence[NewPicture]) -> None:
    there = list(article.pictures.order_by("number").values_list("number", flat=True))
    if len(there) + len(pictures) > MOST_PICTURES:
        raise ValidationError({"pictures": f"Mỗi tin có nhiều nhất {MOST_PICTURES} ảnh."})
    free = (number for number in range(1, MOST_PICTURES + 1) if number not in there)
    for number, picture in zip(free, pictures, strict=False):
        try:
            large, small = (put(copy, copy.name or "", allowed=[WEBP]) for copy in _copies(picture.upload))
        except ValidationError as error:
            raise ValidationError({"pictures": error.messages}) from None
        described = clean_line(picture.description)[:200] or f"Ảnh {number} của tin “{article.title}”"
        Picture.objects.create(article=article, number=number, description=described, blob=large, small=small)


def _copies(upload: File) -> Sequence[File]:
    return kept_picture(upload, "anh"), kept_picture(upload, "anh-nho", longest=SMALL)


@action("news.reach", "Chọn người nhận tin", permission=WRITE)
def set_reach(act: Act, *, article: Article, reach: Reach) -> Article:
    """Say whom a draft is meant for: units of the own subtree, and who in them."""
    held = locked_for(act, article, "edit")
    if lost := gone(held.unit, reach):
        raise ValidationError({"units": f"Đơn vị không thuộc {held.unit.short_name}: {'; '.join(lost)}."})
    for name, chosen in reach.kept().items():
        setattr(held, name, chosen)
    if not members_reached(held.unit, held.reach).exists():
        raise ValidationError({"units": "Không đoàn viên nào khớp với lựa chọn này."})
    held.save()
    act.record(held, unit_id=held.unit_id, change={"reach": reach.kept()})
    return held


@action("news.drop", "Bỏ bản nháp tin", permission=WRITE)
def drop_draft(act: Act, *, article: Article) -> None:
    """Give up a draft: no member has seen it."""
    held = locked_for(act, article, "edit")
    act.record(held, unit_id=held.unit_id)
    held.delete()


@action("news.schedule", "Hẹn giờ đăng tin", permission=WRITE)
def schedule(act: Act, *, article: Article, at: datetime) -> Article:
    """Let a draft be published at a time."""
    held = locked_for(act, article, "schedule")
    _check_ready(held)
    if not timezone.now() < at < timezone.now() + FURTHEST:
        raise ValidationError({"at": f"Hãy chọn một lúc sau bây giờ, không quá {FURTHEST.days} ngày."})
    held.goes_at = at
    _move(act, held, "schedule", change={"at": at})
    release_due.later(at=at)
    return held


@action("news.unschedule", "Bỏ hẹn giờ đăng tin", permission=WRITE)
def unschedule(act: Act, *, article: Article) -> Article:
    """Make a scheduled article a draft again."""
    held = locked_for(act, article, "unschedule")
    held.goes_at = None
    _move(act, held, "unschedule")
    return held


@action("news.publish", "Đăng tin", permission=WRITE)
def publish(act: Act, *, article: Article) -> Article:
    """Publish an article: members see it at once, and are told, those of a large reach by a job."""
    held = locked_for(act, article, "publish")
    _check_ready(held)
    by_unit = members_by_unit(held.unit, held.reach)
    if not by_unit:
        raise ValidationError("Không đoàn viên nào khớp với người nhận đã chọn. Hãy sửa nơi nhận rồi đăng.")
    held.published_at = timezone.now()
    _edition(held)
    _move(act, held, "publish", change={"members": by_unit.total(), "reach": held.reach.kept()})
    if by_unit.total() > AT_ONCE:
        tell_all.later(actor=act.actor, once=str(held.pk), article_id=held.pk)
    else:
        tell(held, by_unit)
    return held


def _check_ready(article: Article) -> None:
    if not article.text.strip() and not article.summary:
        raise ValidationError("Tin chưa có nội dung.")
    if lost := gone(article.unit, article.reach):
        raise ValidationError(f"Đơn vị đã chọn nay không còn: {'; '.join(lost)}. Hãy sửa nơi nhận.")


def _edition(article: Article, note: str = "") -> Edition:
    article.edition += 1
    article.save(update_fields=["edition"])
    content = {name: getattr(article, name) for name in ("title", "summary", "text")}
    return Edition._base_manager.create(article=article, number=article.edition, note=note, **content)


@job("news.tell", "Báo tin đến đoàn viên", retries=5)
def tell_all(*, article_id: int) -> None:
    """Tell the members of a published article, if that has not been done."""
    with transaction.atomic():
        found = Article._base_manager.select_for_update(of=("self",)).select_related("unit")
        if article := found.filter(pk=article_id, told_at=None).first():
            tell(article, members_by_unit(article.unit, article.reach))


def tell(article: Article, members: Counter[int]) -> None:
    """Send a published article's messages and keep whom it reached, by unit. Part of an act or job."""
    accounts = without_unwilling(accounts_reached(article.unit, article.reach), article.category)
    told = Counter(accounts.values())
    units = members.keys() | told.keys()
    insert_all([Tally(article=article, unit_id=pk, members=members[pk], told=told[pk]) for pk in sorted(units)])
    send(article, accounts, article.title, "new")
    article.told_at = timezone.now()
    article.save(update_fields=["told_at"])


def send(article: Article, accounts: Collection[int], title: str, about: str, text: str = "") -> None:
    """Tell accounts of something about an article, each once."""
    notify(
        accounts,
        article.category,
        title[:200],
        key=f"news:{article.pk}:{about}",
        url=f"/app/tin/{article.pk}",
        text=text or article.summary,
    )


@job("news.release", "Đăng tin hẹn giờ", retries=3)
def release_due() -> None:
    """Publish what was scheduled up to now. What cannot go out becomes a draft again, and its writer is told."""
    due = Article._base_manager.filter(state="scheduled", goes_at__lte=timezone.now())
    for article in due.select_related("unit", "post__person").order_by("goes_at", "pk"):
        try:
            with acting(_writer(article)):
                publish(article=article, why="Hẹn giờ")
        except ValidationError:
            unschedule(article=article, why="Không đăng được theo giờ hẹn")
            _tell_writer(article)


def _writer(article: Article) -> Actor:
    """Who publishes what was scheduled: the post that wrote it, while it may; else the system."""
    account = article.post.person.account_id if article.post else None
    actor = actor_of_post(account, article.post_id) if account and article.post_id else None
    return actor if actor and actor.may(WRITE) and actor.unit_id == article.unit_id else SYSTEM


def _tell_writer(article: Article) -> None:
    account = article.post and article.post.person.account_id
    if account:
        title = f"Tin số {article.pk} chưa đăng được theo giờ hẹn, đã trở lại bản nháp"
        notify([account], "news_work", title, key=f"news:{article.pk}:held", url=f"/tin-tuc/{article.pk}/")


@action("news.correct", "Đính chính tin", permission=WRITE)
def correct(act: Act, *, article: Article, values: Mapping[str, Any], note: str, again: bool = False) -> Article:
    """Put a corrected edition in the place of a published article; `note` tells its readers what was wrong, `again`
    sends them a message too."""
    held = locked_for(act, article, "correct")
    told = clean_line(note)
    if not told:
        raise ValidationError({"note": "Hãy ghi đã đính chính điều gì."})
    without_numbers(told, "note")
    before = [held.title, held.summary, held.text]
    _write(held, {name: values[name] for name in ("title", "summary", "text") if name in values})
    if before == [held.title, held.summary, held.text]:
        raise ValidationError("Nội dung chưa thay đổi.")
    edition = _edition(held, told)
    if again:
        accounts = without_unwilling(accounts_reached(held.unit, held.reach), held.category)
        send(held, accounts, f"Đính chính: {held.title}", f"edition:{edition.number}", told)
    act.record(held, unit_id=held.unit_id, change={"edition": edition.number, "again": again})
    return held


@action("news.archive", "Lưu trữ tin", permission=WRITE)
def archive(act: Act, *, article: Article) -> Article:
    """Put a published article away: it leaves the first list and is still found."""
    held = locked_for(act, article, "archive")
    held.ended_at = timezone.now()
    _move(act, held, "archive")
    return held


@action("news.restore", "Đăng lại tin đã lưu trữ", permission=WRITE)
def restore(act: Act, *, article: Article) -> Article:
    """Bring an archived article back to the list."""
    held = locked_for(act, article, "restore")
    held.ended_at = None
    _move(act, held, "restore")
    return held


@action("news.withdraw", "Thu hồi tin", permission=WRITE)
def withdraw(act: Act, *, article: Article) -> Article:
    """Take an article back: its page says so and why. A unit above may do this too."""
    reason = clean_line(act.why)
    if not reason:
        raise ValidationError({"why": "Hãy ghi lý do thu hồi; người đã nhận tin đọc được lý do này."})
    held = _locked(act, article, "withdraw")
    held.reason, held.ended_at = reason[:250], timezone.now()
    _move(act, held, "withdraw")
    return held


@action("news.public", "Mở, đóng liên kết công khai của tin", permission=WRITE)
def set_public(act: Act, *, article: Article, public: bool) -> Article:
    """Open the shared page of an article to whoever has its link, or show there only that it is for members."""
    held = locked_for(act, article, "")
    held.public = public
    held.save(update_fields=["public"])
    act.record(held, unit_id=held.unit_id, change={"public": public})
    return held


@action("news.replay", "Thêm liên kết xem lại", permission=WRITE)
def add_replay(act: Act, *, article: Article, url: str, whom: str = MISSED) -> Article:
    """Say where an event can be seen again. Told are those it was meant for whose shift it fell into, all of them, or
    nobody; who opened the article is not asked, since messages must not tell who did."""
    held = locked_for(act, article, "correct")
    if not held.event_at:
        raise ValidationError("Tin này không có chương trình phát trực tiếp để xem lại.")
    if held.event_at > timezone.now():
        raise ValidationError({"url": "Chương trình chưa diễn ra."})
    held.replay_url, held.replay_at = url, timezone.now()
    held.save(update_fields=["replay_url", "replay_at"])
    if whom != NOBODY:
        accounts = without_unwilling(accounts_reached(held.unit, held.reach), held.category)
        if whom == MISSED:
            busy = accounts_on(shift_at(local(held.event_at).hour), local(held.event_at).date())
            accounts = {account: unit for account, unit in accounts.items() if account in busy}
        send(held, accounts, f"Xem lại: {held.title}", "replay")
    act.record(held, unit_id=held.unit_id, change={"whom": whom})
    return held


def _move(act: Act, article: Article, move: str, change: Mapping[str, Any] | None = None) -> None:
    article.state, _ = TRANSITIONS[move]
    article.save()
    act.record(article, unit_id=article.unit_id, change={"state": article.state, **(change or {})})


def locked_for(act: Act, article: Article, move: str) -> Article:
    """An article of the acting unit itself, locked; its state must allow the move. Units above may read it and take it
    back, not write in its name."""
    held = _locked(act, article, move)
    if act.actor is not SYSTEM and act.actor.unit_id != held.unit_id:
        raise PermissionDenied(f"Chỉ {held.unit.short_name} mới sửa, đăng được tin của mình.")
    return held


def _locked(act: Act, article: Article, move: str) -> Article:
    held = Article._base_manager.select_for_update(of=("self",)).select_related("unit").get(pk=article.pk)
    must_hold(act, held.unit)
    if move and held.state not in TRANSITIONS[move][1]:
        raise ValidationError(f"Tin này đang ở tình trạng “{held.get_state_display()}”, không làm như vậy được.")
    return held


def _acting_unit() -> Unit:
    return Unit.objects.get(pk=current_actor().unit_id or 0)
