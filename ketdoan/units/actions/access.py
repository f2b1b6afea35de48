"""Acts on accounts: one-time links that open an account or give it back, and what their receivers do with them."""

import re
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.actions import Act, action
from ketdoan.core.models import Account, ApiToken, Draft, SavedView
from ketdoan.core.notify import notify

from ..models import AdminSession, Invitation, Person, Unit
from ..models.persons import KEPT
from ..queries.posts import beyond, digest_of, open_invitation, people_of

LINK_LASTS = timedelta(days=7)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
GONE = "Đường dẫn đã dùng, đã hết hạn hoặc không còn hiệu lực. Hãy xin cán bộ tổ chức một đường dẫn mới."


@action("units.invite", "Gửi lời mời mở tài khoản")
def invite(act: Act, *, person: Person) -> Invitation:
    """Make a one-time link by which a person opens an account; earlier links of the person end.

    The secret is on the result as `secret`, once: only its digest is kept.
    """
    must_know(act, person, Unit._base_manager.filter(pk=act.actor.unit_id or 0).first() or person.unit)
    if person.account_id:
        raise ValidationError({"person": "Người này đã có tài khoản."})
    return _link(act, person)


@action("units.access", "Cấp đường dẫn lấy lại quyền truy cập", permission="units.invite")
def restore_access(act: Act, *, person: Person) -> Invitation:
    """Make a one-time link by which a person who lost password or second factor regains the account.

    Nothing changes until the link is used. The secret is on the result as `secret`, once. Only for a person whose
    record lies in the post's scope and who holds no right that the post has not; never for oneself.
    """
    if not Person.objects.filter(pk=person.pk).exists():
        raise ValidationError({"person": "Người này không thuộc hồ sơ của đơn vị."})
    if person.account_id is None:
        raise ValidationError({"person": "Người này chưa có tài khoản. Hãy tạo lời mời."})
    if person.account_id == act.actor.account_id:
        raise ValidationError({"person": "Không tự cấp lại cho chính mình. Hãy nhờ cán bộ tổ chức công đoàn cấp trên."})
    link = _link(act, person)
    maker = "Người vận hành máy chủ" if act.actor is SYSTEM else "Cán bộ tổ chức"
    notify(
        [person.account_id],
        "access",
        "Tài khoản vừa được cấp đường dẫn đặt lại mật khẩu",
        key=f"access:{link.pk}",
        text=f"{maker} vừa cấp đường dẫn để đặt lại mật khẩu và xác thực hai lớp của tài khoản này. "
        "Nếu anh chị không đề nghị việc đó, hãy báo ngay cho công đoàn cấp trên.",
    )
    return link


def accept_invitation(*, secret: str, username: str, password: str, email: str = "") -> Account:
    """Open the account of an invited person. Works for a visitor: the secret is the right to do it."""
    with acting(SYSTEM):
        return _accept(secret=secret, username=username, password=password, email=email)


def regain_access(*, secret: str, password: str) -> Account:
    """Give an account a new password, take its second factors away and sign it out everywhere.

    Works for a visitor, like `accept_invitation`.
    """
    with acting(SYSTEM):
        return _regain(secret=secret, password=password)


def must_know(act: Act, person: Person, unit: Unit) -> None:
    """The person's record lies in the post's scope, or the person is in office in the unit; and was not erased."""
    if not (Person.objects.filter(KEPT, pk=person.pk).exists() or people_of(unit).filter(pk=person.pk).exists()):
        raise ValidationError({"person": "Người này không thuộc hồ sơ của đơn vị."})


@action("units.invite.accept", "Mở tài khoản theo lời mời")
def _accept(act: Act, *, secret: str, username: str, password: str, email: str) -> Account:
    link = taken(secret)
    if link.account_id:
        raise ValidationError("Người được mời đã có tài khoản.")
    name, address = _username(username), _email(email)
    _check_password(password, Account(username=name, email=address))
    account = Account.objects.create_user(name, address, password)
    link.person.account = account
    link.person.save(update_fields=["account"])
    act.record(account, unit_id=link.person.unit_id, change={"invitation": link.pk, "person": link.person_id})
    return account


@action("units.access.regain", "Lấy lại quyền truy cập bằng đường dẫn")
def _regain(act: Act, *, secret: str, password: str) -> Account:
    link = taken(secret)
    if link.account_id is None:
        raise ValidationError(GONE)
    account = Account.objects.select_for_update().get(pk=link.account_id)
    _check_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    told = {"invitation": link.pk, **_shut_out(account)}
    act.record(account, unit_id=link.person.unit_id, change=told)
    return account


def _shut_out(account: Account) -> dict[str, int]:
    """Take an account's second factors away, sign it out everywhere and end its session of administration."""
    factors = Authenticator.objects.filter(user=account).delete()[0]
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    now = timezone.now()
    AdminSession.objects.filter(account=account, ends_at__gt=now).update(ends_at=now)
    return {"factors": factors, "sessions": len(sessions)}


def close_account(account: Account) -> None:
    """Lock an account for good and take off it what names its holder or was typed by them. Part of an act."""
    _shut_out(account)
    EmailAddress.objects.filter(user=account).delete()
    for kept in (Draft, SavedView):
        kept.objects.filter(account=account).delete()
    ApiToken.objects.filter(account=account).delete()
    account.username, account.email, account.is_active = f"da-xoa-{account.pk}", "", False
    account.set_unusable_password()
    account.save(update_fields=["username", "email", "is_active", "password"])


def void_links(person: Person) -> None:
    """End the one-time links of a person that could still be used."""
    now = timezone.now()
    Invitation._base_manager.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)


def _link(act: Act, person: Person) -> Invitation:
    """A link for a person to the account as it is now; whoever makes it has every right that it leads to."""
    if beyond(act.actor, [person.pk]):
        raise PermissionDenied(
            "Người này giữ vị trí ngoài phạm vi, hoặc có quyền mà vị trí hiện tại không có. "
            "Hãy nhờ cán bộ tổ chức công đoàn cấp trên cấp đường dẫn."
        )
    void_links(person)
    secret = secrets.token_urlsafe(32)
    link = Invitation.objects.create(
        person=person,
        account_id=person.account_id,
        issued_by_id=act.actor.post_id,
        digest=digest_of(secret),
        expires_at=timezone.now() + LINK_LASTS,
    )
    link.secret = secret
    act.record(link, unit_id=person.unit_id, change={"person": person.pk})
    return link


def taken(secret: str) -> Invitation:
    """The link of a secret, used up by this act, with its person. Raises ValidationError where it is of no use."""
    found, now = open_invitation(secret), timezone.now()
    still_open = Invitation.objects.select_for_update().filter(used_at=None, expires_at__gt=now)
    link = still_open.filter(pk=found.pk).first() if found else None
    if link is None:
        raise ValidationError(GONE)
    link.person = Person.objects.select_for_update().get(pk=link.person_id)
    if link.person.account_id != link.account_id:
        raise ValidationError(GONE)
    link.used_at = now
    link.save(update_fields=["used_at"])
    return link


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None


def _username(text: str) -> str:
    name = text.strip().lower()
    if not USERNAME.fullmatch(name):
        raise ValidationError(
            {"username": "Tên đăng nhập có 3–60 ký tự: chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới."}
        )
    if Account.objects.filter(username=name).exists():
        raise ValidationError({"username": "Tên đăng nhập này đã có người dùng, hãy chọn tên khác."})
    return name


def _email(text: str) -> str:
    address = Account.objects.normalize_email(text.strip())
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError({"email": "Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@donvi.vn."}) from None
    if Account.objects.filter(email__iexact=address).exists():
        raise ValidationError({"email": "Địa chỉ này đã dùng cho một tài khoản khác."})
    return address
