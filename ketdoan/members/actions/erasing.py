"""What the register clears of a person who is erased, and what it lets go with time."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from ketdoan.core.actions import Act, action
from ketdoan.core.history import span
from ketdoan.core.modules import PersonalData
from ketdoan.core.rules import rule
from ketdoan.core.traces import Traces
from ketdoan.core.viet import today
from ketdoan.units.models import Appointment, Contact, Post

from ..models import (
    Application,
    Consent,
    CorrectionRequest,
    DuplicatePair,
    ErasureRequest,
    Member,
    PersonLink,
    Photo,
    Profile,
    ProxyConsent,
    SensitiveFact,
    TransferRequest,
)
from ..models.members import LEFT
from ..queries.consents import CONSENT, LABELS, basis_of
from ..queries.held import APART, HELD, counted, needed
from ..states import ErasureState, RequestState
from .importing.acts import staging
from .intakes import forget_applications_of
from .requests import clear
from .requests_clock import forget_requests

CHUNK = 5_000


def erase(person: Any) -> None:
    """Clear work, schooling and sensitive facts. Member row and spells have followed the person's record by then: no
    name, no birth; sex, days and the group of occupations stay, since the figures of past days rest on them."""
    of_work = (field for field in Profile._meta.concrete_fields if field.name not in ("person", "profession"))
    cleared = {field.name: None if field.null else field.get_default() for field in of_work}
    Profile._base_manager.filter(person=person).update(**cleared)
    for model in (SensitiveFact, Photo):
        model._base_manager.filter(person=person).delete()
    clear(list(CorrectionRequest._base_manager.filter(person=person)))
    waiting = CorrectionRequest._base_manager.filter(person=person, state=RequestState.WAITING)
    waiting.update(state=RequestState.WITHDRAWN, decided_on=today())
    asked = ErasureRequest._base_manager.filter(person=person)
    asked.filter(state=ErasureState.WAITING).update(state=ErasureState.DONE, decided_on=today())
    # What officials wrote about somebody may name them.
    Application._base_manager.filter(person=person).update(reason="")
    TransferRequest._base_manager.filter(person=person).update(note="", reply="")
    PersonLink._base_manager.filter(Q(person=person) | Q(into=person)).update(why="")
    DuplicatePair._base_manager.filter(Q(first=person) | Q(second=person)).update(why="")


def forget(traces: Traces) -> None:
    """Let go of applications of the person that wait or were not granted, and of rows of lists on their way in."""
    forget_applications_of(traces)
    staging.forget_of(traces)


PERSONS = PersonalData(held=HELD, apart=APART, needed=needed, counted=counted, erase=erase, forget=forget)


@action("members.retain", "Xóa dữ liệu đoàn viên hết thời hạn lưu")
def apply_retention(act: Act) -> None:
    """Destroy what is kept no longer by the dated rules: how to reach those who left, their sensitive facts and
    consents, and facts whose consent was withdrawn. Done nightly; what is gone stays gone, so it may run any time."""
    day = today()
    gone = {
        "contacts": _of_left(Contact, _back(day, "members.left_contacts_months")),
        "sensitive": _of_left(SensitiveFact, _back(day, "members.left_sensitive_months")),
        "consents": _of_left(Consent, _back(day, "members.consents_months")),
        "withdrawn": _withdrawn(day),
        "proxies": _of_left(ProxyConsent, _back(day, "members.consents_months")),
        "corrections": forget_requests(),
    }
    act.record(change=gone)


def _back(day: date, key: str) -> date:
    """The day so many months ago as a rule says."""
    months = day.year * 12 + day.month - 1 - int(rule(key, day).value)
    return date(months // 12, months % 12 + 1, min(day.day, 28))


def _of_left(model: Any, before: date) -> int:
    """Delete the rows of those who left the union before a day and serve it in no office or post."""
    days = span(today())
    left = (
        Member._base_manager.filter(state=LEFT, since__lt=before, person__in=model._base_manager.values("person"))
        .exclude(person__in=Appointment._base_manager.filter(replaced_at=None, valid__overlap=days).values("person"))
        .exclude(person__in=Post._base_manager.filter(valid__overlap=days).values("person"))
    )
    over = list(left.values_list("pk", flat=True))
    parts = (over[start : start + CHUNK] for start in range(0, len(over), CHUNK))
    return sum(model._base_manager.filter(person__in=part).delete()[0] for part in parts)


def _withdrawn(day: date) -> int:
    """Delete facts that rest on a consent which was withdrawn so many days ago."""
    wait = int(rule("members.withdrawn_days", day).value)
    kinds = [kind for kind in LABELS if basis_of(kind).value["basis"] == CONSENT]
    last = Consent._base_manager.filter(person=OuterRef("person"), kind=OuterRef("kind")).order_by("-on", "-pk")
    facts = SensitiveFact._base_manager.filter(kind__in=kinds).annotate(
        given=Subquery(last.values("given")[:1]), said=Subquery(last.values("on")[:1])
    )
    over = [pk for pk, said in facts.filter(Q(given=False)).values_list("pk", "said") if (day - said).days >= wait]
    return SensitiveFact._base_manager.filter(pk__in=over).delete()[0]
