"""Regulations and agreements of the unions of Tây Ninh: many in force, some ending soon, some missing."""

from datetime import date, timedelta
from random import Random

from ketdoan.core.rules import one_reading
from ketdoan.core.viet import today

from ..actions.regulations import Signed, add_regulation
from ..models import Unit, UnitVersion
from .present import WARDS_SINCE, commune_code, living
from .reform import TAY_NINH
from .showcases import GARMENT, HOSPITAL, PACKAGING, RUBBER
from .stage import unit

#: So many other grassroots unions are looked at; of those a share has signed each kind.
OTHERS, SIGNED_SHARE = 60, 0.55


def sign() -> None:
    """What the shown unions signed, and about half of some others."""
    random = Random("regulations")  # noqa: S311 - illustrative, not secret
    with one_reading():
        _of_upper(unit(TAY_NINH), date(2025, 9, 12))
        _of_upper(unit(commune_code("Long Hoa")), max(WARDS_SINCE, date(2025, 10, 6)))
        for code in (RUBBER, HOSPITAL, PACKAGING):
            _of_grassroots(unit(code), date(2024, 4, 15), today() + timedelta(days=700))
        _of_grassroots(unit(GARMENT), date(2023, 12, 20), today() + timedelta(days=38))
        shown = {RUBBER, HOSPITAL, PACKAGING, GARMENT}
        for other in [found for found in living() if found.code not in shown][:OTHERS]:
            since = max(other.versions.filter(replaced_at=None).earliest("valid").since, date(2024, 1, 8))
            signed_on = since + timedelta(days=random.randrange(max((today() - since).days, 1)))
            if random.random() < SIGNED_SHARE:
                _with_employer(other, signed_on, signed_on + timedelta(days=3 * 365))
            if random.random() < SIGNED_SHARE:
                add_regulation(
                    unit=other, signed=Signed("internal_spending", signed_on, f"0{random.randint(1, 9)}/QC-CĐCS")
                )


def _of_upper(union: Unit, day: date) -> None:
    add_regulation(unit=union, signed=Signed("executive_work", day, "01/QC-BCH"))
    add_regulation(unit=union, signed=Signed("inspection_work", day + timedelta(days=14), "02/QC-UBKT"))
    partner = Signed(
        "party_coordination", day + timedelta(days=40), "05/QCPH", counterpart="Bảo hiểm xã hội địa phương"
    )
    add_regulation(unit=union, signed=partner)


def _of_grassroots(union: Unit, day: date, last: date) -> None:
    add_regulation(unit=union, signed=Signed("executive_work", day, "01/QC-CĐCS"))
    _with_employer(union, day + timedelta(days=21), last)
    add_regulation(unit=union, signed=Signed("internal_spending", day + timedelta(days=30), "03/QC-CĐCS"))


def _with_employer(union: Unit, day: date, last: date) -> None:
    version = UnitVersion.objects.on(day).filter(unit=union).first()
    employer = version.employer if version and version.employer else "người sử dụng lao động"
    signed = Signed("employer_coordination", day, "02/QCPH", valid_to=last, counterpart=employer)
    add_regulation(unit=union, signed=signed)
