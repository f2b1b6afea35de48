"""On what each kind of sensitive data rests, and what persons agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ketdoan.core.models import Rule
from ketdoan.core.rules import rule
from ketdoan.core.viet import today

from ..models import Consent, SensitiveFact

BASIS = "members.sensitive_basis"
CONSENT = "consent"
BASES = {CONSENT: "Người đó đồng ý", "charter": "Điều lệ Công đoàn", "law": "Luật"}
LABELS = dict(SensitiveFact.KINDS)


def basis_of(kind: str, day: date | None = None) -> Rule:
    """The dated row that says on what a kind of data rests, for which purpose, and the text that asks for consent."""
    return rule(BASIS, day or today(), data=kind)


def rests_on_consent(kind: str) -> bool:
    """Whether a kind of data may be held with the person's consent alone."""
    return bool(basis_of(kind).value["basis"] == CONSENT)


def said_last(person_id: int) -> Mapping[str, Consent]:
    """For each kind of data what the person said last."""
    rows = Consent._base_manager.filter(person=person_id).select_related("controller").order_by("on", "pk")
    return {row.kind: row for row in rows}


def consents(person_id: int, kind: str) -> bool:
    """Whether the person's consent to a kind stands. Silence is none."""
    last = said_last(person_id).get(kind)
    return last is not None and last.given


@dataclass(frozen=True)
class Kept:
    """How one kind of sensitive data of a person stands."""

    kind: str
    label: str
    basis: str
    purpose: str
    verified: bool
    by_consent: bool
    said: Consent | None
    since: date | None

    @property
    def allowed(self) -> bool:
        """Whether it may be recorded and opened."""
        return not self.by_consent or (self.said is not None and self.said.given)

    @property
    def withdrawn(self) -> bool:
        """Whether consent was given and taken back."""
        return self.by_consent and self.said is not None and not self.said.given


def kept_of(person_id: int) -> list[Kept]:
    """Each kind of sensitive data, and how it stands for a person; never a value."""
    held = SensitiveFact._base_manager.filter(person=person_id, replaced_at=None, valid__contains=today())
    since = {row.kind: row.since for row in held}
    said = said_last(person_id)
    return [
        Kept(
            kind, label, BASES[row.value["basis"]], row.value["purpose"], row.verified,
            row.value["basis"] == CONSENT, said.get(kind), since.get(kind),
        )
        for kind, label, row in ((kind, label, basis_of(kind)) for kind, label in SensitiveFact.KINDS)
    ]  # fmt: skip
