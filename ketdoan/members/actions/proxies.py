"""Acting for a member who agreed to it: the pattern that every action uses which members do for themselves.

    @action("welfare.ask", …)
    def ask(act, *, member: Member | None = None, agreed: Agreement | None = None, …):
        person = for_whom(act, member)                     # oneself, or a member whom the post may act for
        …
        case.proxy = keep_agreement(act, person, agreed, f"Gửi đề nghị số {case.pk}")     # None for oneself

A member sees who acted for them, when, what they did and how it was agreed (queries/leading.py: done_for).
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act
from ketdoan.core.notify import notify
from ketdoan.units.models import Person

from ..models import Member, ProxyConsent
from ..queries.leading import led
from ..queries.links import accounts_of
from ..queries.own_pages import page_of

LONGEST, SHORTEST = 250, 5
NOT_NEAR = "Chỉ tổ trưởng, cán bộ công đoàn cơ sở nơi người đó sinh hoạt mới làm thay được."


@dataclass(frozen=True)
class Agreement:
    """That a member agreed to be acted for: `agreed` is what whoever acts says so, `how` one of ProxyConsent.WAYS,
    `note` in words when and how."""

    agreed: bool = False
    how: str = ProxyConsent.VOICE
    note: str = ""


def for_whom(act: Act, member: Member | None) -> Person:
    """The person for whom an act is done: the member who acts, or one whom the acting post may act for."""
    own = act.actor.person_id
    if own is not None and act.actor.post_id is None:
        if member is not None and member.pk != own:
            raise PermissionDenied("Trong ứng dụng, mỗi đoàn viên chỉ làm cho mình.")
        return Person._base_manager.select_related("key").get(pk=own)
    if member is None:
        raise ValidationError({"member": "Hãy chọn đoàn viên."})
    if not led(act.actor).filter(pk=member.pk).exists():
        raise PermissionDenied(NOT_NEAR)
    return Person._base_manager.select_related("key").get(pk=member.pk)


def keep_agreement(act: Act, person: Person, agreed: Agreement | None, what: str) -> ProxyConsent | None:
    """Enter in the ledger that a post acts for a person, who is told; None where the member acts alone.

    `what` says what was done, without a name and without anything that is confidential.
    """
    if act.actor.post_id is None:
        return None
    said = agreed or Agreement()
    if not said.agreed:
        raise ValidationError({"agreed": "Cần người đó đồng ý thì mới làm thay được."})
    if said.how not in dict(ProxyConsent.WAYS):
        raise ValidationError({"how": "Hãy chọn cách người đó đã đồng ý."})
    note = " ".join(said.note.split())
    if not SHORTEST <= len(note) <= LONGEST:
        raise ValidationError({"said": f"Hãy ghi người đó đồng ý lúc nào, thế nào ({SHORTEST} đến {LONGEST} ký tự)."})
    unit = Member._base_manager.get(pk=person.pk).unit
    row = ProxyConsent(
        person=person, unit=unit, act=act.name, what=what, how=said.how, account_id=act.actor.account_id,
        post_id=act.actor.post_id,
    )  # fmt: skip
    row.note = note
    row.save(force_insert=True)
    act.record(change={"proxy": row.pk})
    _tell(person, row)
    return row


def _tell(person: Person, row: ProxyConsent) -> None:
    title = f"Cán bộ công đoàn đã làm thay anh chị: {row.what}"
    notify(accounts_of(person.pk), "members.data", title, key=f"proxy:{row.pk}", url=page_of("proxies"))
