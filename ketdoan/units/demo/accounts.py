"""Demo accounts: one for each role, in the present. Their password and second factors are printed, so this is never
done with real data."""

import base64
import hashlib
import time
from dataclasses import dataclass
from random import Random

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from ..actions.access import accept_invitation, invite
from ..actions.posts import give_post
from ..models import Appointment, Person, Post, Role
from .officers import new_person
from .present import WARDS_SINCE, commune_code
from .reform import TAY_NINH
from .showcases import GARMENT, PACKAGING, RUBBER
from .stage import CONFEDERATION, NEW_PROVINCES, unit

PASSWORD = "doan-ket-la-suc-manh"  # noqa: S105 - printed for everyone who tries the demo
STEP_SECONDS = 30


@dataclass(frozen=True)
class Demo:
    """An account: its user name, its role and unit, and the body whose head it belongs to (none: a staff member)."""

    username: str
    role: str
    unit: str
    body: str = ""

    @property
    def second_factor(self) -> bool:
        """Whether the account signs in with a second factor: from the upper level on, and for the system's role."""
        return not self.unit.startswith("CDCS-")

    @property
    def secret(self) -> str:
        """The fixed secret of the second factor."""
        digest = hashlib.sha256(f"ket doan demo {self.username}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()


GROUP = f"{GARMENT}-BP1-T1"
ACCOUNTS = [
    Demo("chutich.hanvela", "chair", GARMENT, "executive"),
    Demo("totruong.hanvela", "group_leader", GROUP, "group_leaders"),
    Demo("chutich.phuthinh", "chair", PACKAGING, "executive"),
    Demo("chutich.caosu", "chair", RUBBER, "executive"),
    Demo("chutich.longhoa", "chair", commune_code("Long Hoa"), "executive"),
    Demo("chutich.tayninh", "chair", TAY_NINH, "executive"),
    Demo("totchuc.tayninh", "organisation_officer", TAY_NINH),
    Demo("vanthu.tayninh", "clerk", TAY_NINH),
    Demo("ketoan.tayninh", "accountant", TAY_NINH),
    Demo("kiemtra.tayninh", "inspection_head", TAY_NINH, "inspection"),
    Demo("phapluat.tayninh", "legal_officer", TAY_NINH),
    Demo("phapche.tayninh", "legal_officer", TAY_NINH),
    Demo("totchuc.tld", "organisation_officer", CONFEDERATION),
    Demo("quantri", "system_administrator", CONFEDERATION),
]
SECOND_POST = ("chutich.phuthinh", "clerk", commune_code("Long Hoa"))


def open_accounts() -> None:
    """Invite each of them, accept for them, and give them their posts; one holds two and can switch."""
    for demo in ACCOUNTS:
        of = unit(demo.unit)
        office = _office(demo)
        person = office.person if office else new_person(Random(demo.username), of)  # noqa: S311 - illustrative
        invitation = invite(person=person)
        email = f"{demo.username}@congdoan.example"
        account = accept_invitation(secret=invitation.secret, username=demo.username, password=PASSWORD, email=email)
        since = max(NEW_PROVINCES, office.since if office else NEW_PROVINCES)
        give_post(person=person, unit=of, role=_role(demo.role), since=since, appointment=office)
        if demo.second_factor:
            TOTP.activate(account, demo.secret)
    username, role, code = SECOND_POST
    person = Person.objects.get(account__username=username)
    give_post(person=person, unit=unit(code), role=_role(role), since=WARDS_SINCE)


def _role(code: str) -> Role:
    return Role.objects.get(code=code)


def _office(demo: Demo) -> Appointment | None:
    """The office on which the account's post rests; None for a member of staff."""
    heads = Appointment.objects.known().filter(body__unit__code=demo.unit, body__kind=demo.body, valid__endswith=None)
    return heads.select_related("person", "body").get(office="chair") if demo.body else None


def held() -> list[tuple[Demo, list[str]]]:
    """The demo accounts of this database, each with the names of its posts; empty where the demo was not built."""
    posts: dict[str, list[str]] = {}
    for post in (
        Post.objects.filter(person__account__isnull=False)
        .order_by("pk")
        .select_related("unit", "role", "person__account")
    ):
        posts.setdefault(str(post.person.account), []).append(f"{post.role.title}, {post.unit.short_name}")
    return [(demo, posts[demo.username]) for demo in ACCOUNTS if demo.username in posts]


def code_now(username: str) -> str:
    """The code of a demo account's second factor at this moment; empty where it has none here."""
    demo = next((demo for demo in ACCOUNTS if demo.username == username), None)
    factors = Authenticator.objects.filter(user__username=username, type=Authenticator.Type.TOTP)
    if demo is None or not factors.exists():
        return ""
    return format_hotp_value(hotp_value(demo.secret, int(time.time()) // STEP_SECONDS))
