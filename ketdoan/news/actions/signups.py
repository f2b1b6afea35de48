"""Registration: the writer opens it, members register and cancel, who waits moves up when a place falls free."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone

from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.notify import notify
from ketdoan.core.viet import clean_line, today
from ketdoan.members.models import Member
from ketdoan.members.rules import COUNTED
from ketdoan.members.rules import Standing as MemberStanding
from ketdoan.units.models import Person

from ..models import Article, Place, Registration, Signup
from ..queries.reading import facts_of, line_of
from ..queries.shifts import shifts_of
from ..rules.reach import Facts
from ..rules.states import LIVE, Standing, State
from .articles import WRITE, locked_for

REGISTER = "news.register"
MOST_PLACES = 30


class Offer(NamedTuple):
    """One thing to register for, and how many places there are; None where there is no end of them."""

    label: str
    number: int | None = None


@action("news.signup", "Mở, sửa đăng ký tham gia", permission=WRITE)
def set_signup(act: Act, *, article: Article, until: date, offers: Sequence[Offer], ask: str = "") -> Signup:
    """Let an article take registrations, or change what it offers. What somebody registered for stays in the list;
    with more places those who wait move up."""
    held = locked_for(act, article, "")
    if held.state == State.WITHDRAWN:
        raise ValidationError("Tin này đã thu hồi.")
    _check_offers(until, offers)
    signup, _ = Signup._base_manager.get_or_create(article=held, defaults={"until": until})
    signup.until, signup.ask = until, clean_line(ask)
    signup.save()
    kept = {place.label: place for place in signup.places.select_for_update(of=("self",))}
    wanted = [clean_line(offer.label) for offer in offers]
    for label, place in kept.items():
        if label not in wanted:
            _drop_place(place)
    Place._base_manager.filter(signup=signup).update(order=F("order") + 1000)
    for order, (label, offer) in enumerate(zip(wanted, offers, strict=True), 1):
        place = kept.get(label) or Place(signup=signup, label=label)
        place.order, place.number = order, offer.number
        place.save()
        move_up(place)
    act.record(held, unit_id=held.unit_id, change={"until": until, "offers": [offer.number for offer in offers]})
    return signup


def _check_offers(until: date, offers: Sequence[Offer]) -> None:
    labels = [clean_line(offer.label) for offer in offers]
    if until < today():
        raise ValidationError({"until": "Hạn đăng ký không thể ở quá khứ."})
    if not labels or not all(labels):
        raise ValidationError({"offers": "Hãy ghi ít nhất một nội dung đăng ký."})
    if len(labels) > MOST_PLACES or len(set(labels)) < len(labels):
        raise ValidationError({"offers": f"Nhiều nhất {MOST_PLACES} nội dung, không nội dung nào trùng tên."})


def _drop_place(place: Place) -> None:
    if Registration._base_manager.filter(place=place).exists():
        raise ValidationError({"offers": f"“{place.label}” đã có người đăng ký, không bỏ được. Có thể giảm số chỗ."})
    place.delete()


@action(REGISTER, "Đăng ký tham gia")
def register(act: Act, *, article: Article, place: int, answer: str = "") -> Registration:
    """The member who acts registers for something that an article offers; without a place left they wait."""
    person = Person._base_manager.filter(pk=act.actor.person_id or 0).first()
    if person is None:
        raise PermissionDenied("Chỉ đoàn viên đăng ký được cho mình.")
    return _register(act, article, place, _Who(person, act.actor.unit_id or 0, facts_of(act.actor)), answer)


class _Who(NamedTuple):
    person: Person
    unit_id: int
    facts: Facts
    by_official: bool = False


@action("news.register_for", "Đăng ký tham gia thay đoàn viên", permission="news.registrations")
def register_for(act: Act, *, article: Article, member: Member, place: int, answer: str = "") -> Registration:
    """An official enters somebody of the scope who asked for it, such as one without a phone; `why` tells how."""
    held = Member.objects.select_related("unit", "person__profile").filter(pk=member.pk, state__in=COUNTED).first()
    if held is None:
        raise ValidationError({"member": "Không phải đoàn viên trong phạm vi của anh chị."})
    if not act.why.strip():
        raise ValidationError({"why": "Hãy ghi đoàn viên đã nhờ đăng ký như thế nào."})
    profile = getattr(held.person, "profile", None)
    facts = Facts(
        units=line_of(held.unit),
        sex=held.sex,
        profession=profile.profession if profile else "",
        shifts=shifts_of(held.person.account_id),
        suspended=held.state != MemberStanding.MEMBER,
    )
    return _register(act, article, place, _Who(held.person, held.unit_id, facts, True), answer)


def _register(act: Act, article: Article, place_id: int, who: _Who, answer: str) -> Registration:
    signup = Signup._base_manager.select_related("article").filter(article=article).first()
    if signup is None or signup.article.state != State.PUBLISHED:
        raise ValidationError("Tin này không nhận đăng ký.")
    if signup.until < today():
        raise ValidationError("Đã hết hạn đăng ký.")
    if not signup.article.reach.fits(signup.article.unit_id, who.facts):
        raise ValidationError("Chương trình này không dành cho người đăng ký.")
    place = Place._base_manager.select_for_update().filter(signup=signup, pk=place_id).first()
    if place is None:
        raise ValidationError({"place": "Hãy chọn một nội dung trong danh sách."})
    if Registration._base_manager.filter(signup=signup, person=who.person, standing__in=LIVE).exists():
        raise ValidationError("Đã đăng ký chương trình này rồi.")
    told = clean_line(answer)[:200]
    without_numbers(told, "answer")
    made = Registration._base_manager.create(
        signup=signup, place=place, person=who.person, unit_id=who.unit_id, answer=told, by_official=who.by_official,
        standing=Standing.PLACED if _free(place) else Standing.WAITING,
    )  # fmt: skip
    act.record(made, unit_id=who.unit_id, change={"article": signup.article_id, "standing": made.standing})
    return made


def _free(place: Place) -> bool:
    """Whether a place is left. The row of the place is held locked."""
    return place.number is None or _placed(place) < place.number


def _placed(place: Place) -> int:
    return Registration._base_manager.filter(place=place, standing=Standing.PLACED).count()


def move_up(place: Place) -> list[Registration]:
    """Give places that are free to those who wait, in the order in which they came, and tell them. The row of the
    place is held locked."""
    waiting = Registration._base_manager.filter(place=place, standing=Standing.WAITING).order_by("pk")
    free = None if place.number is None else max(0, place.number - _placed(place))
    moved = list(waiting.select_related("person", "signup__article")[:free])
    for one in moved:
        one.standing = Standing.PLACED
        one.save(update_fields=["standing"])
        _tell(one, f"Anh chị đã có chỗ: {one.signup.article.title}", "placed")
    return moved


def _tell(registration: Registration, title: str, about: str, text: str = "") -> None:
    account = registration.person.account_id
    if account:
        article = registration.signup.article_id
        key = f"news:{article}:{about}:{registration.pk}"
        notify([account], "signup", title[:200], key=key, url=f"/app/tin/{article}", text=text)


@action("news.cancel", "Hủy đăng ký tham gia", permission=REGISTER)
def cancel(act: Act, *, article: Article) -> Registration:
    """The member who acts gives up their registration; who waits first gets the place."""
    own = Registration.objects.filter(signup__article=article, standing__in=LIVE, person=act.actor.person_id or 0)
    registration = own.first()
    if registration is None:
        raise ValidationError("Anh chị chưa đăng ký chương trình này.")
    held = _end(registration, Standing.CANCELLED, "")
    act.record(held, unit_id=held.unit_id, change={"article": article.pk})
    return held


@action("news.remove", "Không nhận một đăng ký", permission="news.registrations")
def remove(act: Act, *, registration: Registration) -> Registration:
    """Take a registration off the list, with a reason that its member reads; who waits first gets the place."""
    reason = clean_line(act.why)
    if not reason:
        raise ValidationError({"why": "Hãy ghi lý do; người đăng ký đọc được lý do này."})
    if not Registration.objects.filter(pk=registration.pk).exists():
        raise PermissionDenied("Đăng ký này không thuộc phạm vi của anh chị.")
    held = _end(registration, Standing.REMOVED, reason)
    _tell(held, f"Đăng ký không được nhận: {held.signup.article.title}", "removed", reason)
    act.record(held, unit_id=held.unit_id, change={"article": held.signup.article_id})
    return held


def _end(registration: Registration, standing: Standing, reason: str) -> Registration:
    place = Place._base_manager.select_for_update().get(pk=registration.place_id)
    found = Registration._base_manager.select_related("person", "signup__article")
    held = found.get(pk=registration.pk)
    if held.standing not in LIVE:
        raise ValidationError(f"Đăng ký này đang ở tình trạng “{held.get_standing_display()}”.")
    held.standing, held.reason, held.ended_at = standing, reason[:250], timezone.now()
    held.save()
    move_up(place)
    return held
