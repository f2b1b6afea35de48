"""Acts on posts: give, end, delegate, open a session of administration."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, Actor, current_actor
from ketdoan.core.actions import Act, action
from ketdoan.core.history import span
from ketdoan.core.models import Account
from ketdoan.core.modules import entrusted
from ketdoan.core.scope import LINE
from ketdoan.core.viet import format_date, today

from ..models import AdminSession, Appointment, Person, Post, Role, Unit
from ..models.units import TREES
from .access import must_know
from .reorganisation import must_hold

SESSION_MINUTES = (15, 30, 60, 120)
LONGEST_DELEGATION = timedelta(days=366)


@action("units.post", "Giao vị trí công tác")
def give_post(
    act: Act,
    *,
    person: Person,
    unit: Unit,
    role: Role,
    since: date,
    until: date | None = None,
    tree: str = LINE,
    appointment: Appointment | None = None,
) -> Post:
    """Give a person a post in a unit for [since, until). One gives only within one's own scope and rights.

    A post that rests on an `appointment` ends with that office.
    """
    must_hold(act, unit)
    must_know(act, person, unit)
    _must_have_rights_of(act, role)
    if tree not in dict(TREES):
        raise ValidationError({"tree": "Hãy chọn phạm vi trong danh sách."})
    if act.actor.scope.tree != tree and act.actor is not SYSTEM:
        raise ValidationError({"tree": "Chỉ giao được vị trí cùng loại phạm vi với vị trí đang dùng."})
    if appointment and (appointment.person_id, appointment.body.unit_id) != (person.pk, unit.pk):
        raise ValidationError({"appointment": "Chức vụ này không phải của người được chọn tại đơn vị."})
    fact = appointment.fact if appointment else None
    post = _new_post(Post(person=person, unit=unit, role=role, tree=tree, appointment=fact), since, until)
    act.record(post, unit_id=unit.pk, change=_told(post, since, until))
    return post


@action("units.post.end", "Kết thúc vị trí công tác", permission="units.post")
def end_post(act: Act, *, post: Post, since: date) -> Post:
    """End a post: from that day on its holder has no access by it, nor has anybody to whom it was delegated."""
    must_hold(act, post.unit)
    if post.unit_id == act.actor.unit_id:
        _must_have_rights_of(act, post.role)
    return _end(act, post, since)


@action("units.delegate", "Ủy quyền")
def delegate(act: Act, *, person: Person, role: Role, since: date, until: date) -> Post:
    """Lend rights of the acting post to a person for [since, until), never more than the post itself has."""
    own = _own_post(act)
    if own.lent_by_id:
        raise PermissionDenied("Vị trí đang được ủy quyền thì không ủy quyền tiếp được.")
    if own.role.system:
        raise PermissionDenied("Vị trí quản trị hệ thống không ủy quyền được.")
    if person.pk == own.person_id:
        raise ValidationError({"person": "Không ủy quyền cho chính mình."})
    must_know(act, person, own.unit)
    _must_have_rights_of(act, role, lending=True)
    if until - since > LONGEST_DELEGATION:
        raise ValidationError({"until": "Một lần ủy quyền dài nhất một năm."})
    if own.valid.upper and until > own.valid.upper:
        raise ValidationError(
            {"until": f"Vị trí của người ủy quyền kết thúc ngày {format_date(own.valid.upper)}; hãy chọn ngày sớm hơn."}
        )
    post = _new_post(Post(person=person, unit=own.unit, role=role, tree=own.tree, lent_by=own), since, until)
    act.record(post, unit_id=own.unit_id, change=_told(post, since, until) | {"lent_by": own.pk})
    return post


@action("units.delegate.end", "Thu hồi ủy quyền", permission="units.delegate")
def withdraw(act: Act, *, post: Post) -> Post:
    """Take back what the acting post has delegated, from today."""
    if post.lent_by_id is None or post.lent_by_id != act.actor.post_id:
        raise PermissionDenied("Chỉ người ủy quyền mới thu hồi được.")
    return _end(act, post, today())


@action("units.admin", "Mở phiên quản trị")
def open_admin_session(act: Act, *, reason: str, minutes: int) -> AdminSession:
    """Open the rights of a system role for some minutes, for a reason that stands in the audit trail."""
    post = _own_post(act)
    if not post.role.system:
        raise PermissionDenied("Vị trí này không phải vị trí quản trị hệ thống.")
    reason = " ".join(reason.split())
    if len(reason) < 10:
        raise ValidationError({"reason": "Hãy ghi rõ lý do, ít nhất 10 ký tự."})
    if minutes not in SESSION_MINUTES:
        raise ValidationError({"minutes": "Hãy chọn thời gian trong danh sách."})
    session = AdminSession.objects.create(
        account=_own_account(act),
        post=post,
        reason=reason,
        ends_at=timezone.now() + timedelta(minutes=minutes),
    )
    act.record(session, unit_id=post.unit_id, change={"minutes": minutes})
    return session


@action("units.admin.close", "Kết thúc phiên quản trị", permission="units.admin")
def close_admin_session(act: Act, *, session: AdminSession) -> AdminSession:
    """End a session of administration before its time."""
    if session.account_id != act.actor.account_id:
        raise PermissionDenied("Chỉ người mở phiên mới kết thúc được.")
    session.ends_at = min(session.ends_at, timezone.now())
    session.save(update_fields=["ends_at"])
    act.record(session, unit_id=act.actor.unit_id)
    return session


def giveable_roles() -> list[Role]:
    """Roles of which the acting post has every right itself, or may entrust others with it."""
    actor = current_actor()
    return [role for role in Role.objects.all() if actor is SYSTEM or set(role.permissions) <= _giveable(actor)]


def lendable_roles() -> list[Role]:
    """Roles of which the acting post has every right itself: nobody lends what one has not."""
    actor = current_actor()
    return [role for role in Role.objects.all() if set(role.permissions) <= actor.permissions]


def _giveable(actor: Actor) -> frozenset[str]:
    return actor.permissions | {code for code, right in entrusted().items() if actor.may(right)}


def _must_have_rights_of(act: Act, role: Role, *, lending: bool = False) -> None:
    held = act.actor.permissions if lending else _giveable(act.actor)
    if act.actor is not SYSTEM and not set(role.permissions) <= held:
        raise PermissionDenied(
            f"Không giao, không thu được vai trò “{role.title}”: vai trò này có quyền mà mình không có."
        )


def _new_post(post: Post, since: date, until: date | None) -> Post:
    """Check the days, and that the person does not hold the same post already; keep the post."""
    if until and until <= since:
        raise ValidationError({"until": "Ngày kết thúc phải sau ngày bắt đầu."})
    if until and until <= today():
        raise ValidationError({"until": "Ngày kết thúc đã qua."})
    Person._base_manager.select_for_update().get(pk=post.person_id)
    days = span(since, until)
    same = Q(person=post.person, unit=post.unit, role=post.role, tree=post.tree, lent_by=post.lent_by)
    if Post._base_manager.filter(same, valid__overlap=days).exists():
        raise ValidationError({"role": "Người này đang giữ đúng vị trí đó trong thời gian này."})
    post.valid = days
    post.save()
    return post


def _end(act: Act, post: Post, since: date) -> Post:
    held = Post._base_manager.select_for_update().get(pk=post.pk)
    if since < today():
        raise ValidationError({"since": "Ngày kết thúc không thể ở quá khứ: quyền truy cập đã được dùng đến hôm nay."})
    if held.valid.isempty or (held.valid.upper and held.valid.upper <= since):
        raise ValidationError({"since": "Vị trí này đã kết thúc trước ngày đó."})
    held.valid = span(held.valid.lower, max(since, held.valid.lower))
    held.save(update_fields=["valid"])
    act.record(held, unit_id=held.unit_id, change={"person": held.person_id, "until": since})
    return held


def _own_post(act: Act) -> Post:
    return Post._base_manager.select_related("unit", "role").get(pk=act.actor.post_id or 0)


def _own_account(act: Act) -> Account:
    return Account.objects.get(pk=act.actor.account_id or 0)


def _told(post: Post, since: date, until: date | None) -> dict[str, object]:
    return {"person": post.person_id, "role": post.role.code, "tree": post.tree, "since": since, "until": until}
