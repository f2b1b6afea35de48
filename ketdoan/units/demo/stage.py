"""What every part of the demo uses: units by code, papers with running numbers, founding by one decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ketdoan.core.actions import Act, action

from ..actions import plans
from ..actions.paper import Paper
from ..actions.reorganisation import dissolve, found_all, move
from ..actions.structure import Birth
from ..models import Area, Decision, Unit
from ..models import Plan as Reorganisation
from .names import leader

REGISTER_OPENS = date(2008, 8, 1)  # first day of the list of 63 provinces
STATE_EXIT = date(2025, 6, 15)  # Nghị quyết 60-NQ/TW: unions of state bodies have ended by this day
NEW_PROVINCES = date(2025, 7, 1)  # 34 provinces, no districts
ILLUSTRATION = "dữ liệu minh họa"
CONFEDERATION = "TLD"
SECTOR = "TTTT"

#: The steps of a plan of reorganisation: each its act and its inputs.
PlanSteps = Sequence[tuple[str, Mapping[str, Any]]]

SYMBOLS = {
    "confederation": "TLĐ",
    "provincial_federation": "LĐLĐ",
    "central_sector_union": "CĐTTTT",
    "corporation_union": "CĐTĐ",
    "upper_corporation_union": "CĐTCT",
    "special_upper_union": "CĐCQ",
    "civil_servants_union": "CĐVC",
    "district_federation": "LĐLĐ",
    "zone_union": "CĐKCN",
    "commune_union": "CĐXP",
}


@dataclass(frozen=True)
class Plan:
    """A unit to be founded: codes of the unit, of who stands above it in either tree, and fields of its version."""

    code: str
    above: str
    values: Mapping[str, Any]
    territory: str = ""


def unit(code: str) -> Unit:
    """A unit as it is now. Acts change paths, so no unit is kept between them."""
    return Unit.objects.get(code=code)


def units(codes: Iterable[str]) -> list[Unit]:
    """Units of several codes, in the order of the codes."""
    wanted = list(codes)
    held = Unit.objects.in_bulk(wanted, field_name="code")
    return [held[code] for code in wanted]


def area(code: str, day: date) -> Area:
    """The province of a code on a day."""
    return Area.objects.get(code=code, valid__contains=day)


def paper(issuer: str, day: date, abstract: str) -> Paper:
    """A decision of a unit, its number following the days of the year."""
    by = unit(issuer)
    earlier = Decision.objects.filter(unit=by, signed_on=day).count()
    return Paper(
        unit=by,
        code=f"{day.timetuple().tm_yday * 3 + earlier}/QĐ-{SYMBOLS.get(by.kind, 'CĐCS')}",
        signed_on=day,
        abstract=f"{abstract} ({ILLUSTRATION})",
        signatory=leader(issuer)[0],
        signatory_title="Chủ tịch",
    )


@action("units.found", "Thành lập đơn vị")
def _found_together(act: Act, *, births: Sequence[Birth], since: date, paper: Paper) -> list[Unit]:
    return found_all(act, births=births, since=since, paper=paper)


def found(plans: Sequence[Plan], since: date, issuer: str, abstract: str) -> list[Unit]:
    """Found units by one decision of a unit that exists already."""
    above = Unit.objects.in_bulk({code for p in plans for code in (p.above, p.territory) if code}, field_name="code")
    births = [Birth(p.code, p.values, above[p.above], above.get(p.territory)) for p in plans]
    return _found_together(births=births, since=since, paper=paper(issuer, since, abstract))


def move_under(codes: Sequence[str], above: str, since: date, issuer: str, abstract: str) -> None:
    """Put units under another one in the line of command."""
    if codes:
        move(units=units(codes), parent=unit(above), since=since, paper=paper(issuer, since, abstract))


def end_units(codes: Sequence[str], since: date, issuer: str, abstract: str) -> None:
    """End units without a successor."""
    if codes:
        dissolve(units=units(codes), since=since, paper=paper(issuer, since, abstract))


def codes_under(above: str, **version: Any) -> list[str]:
    """Codes of living units directly under one today, those with the given fields of their present version."""
    top = unit(above)
    fields = {f"versions__{name}": value for name, value in version.items()}
    living = Unit.objects.filter(path__regex=f"^{top.path}[0-9]+/$", ended_on=None)
    if fields:
        living = living.filter(versions__replaced_at=None, versions__valid__endswith=None, **fields)
    return list(living.order_by("pk").values_list("code", flat=True))


def draft_plan(owner: str, title: str, on: date, reason: str, steps: PlanSteps) -> Reorganisation:
    """A plan of reorganisation of a unit, with its steps."""
    plan: Reorganisation = plans.draft(unit=unit(owner), title=title, on=on, reason=f"{reason} ({ILLUSTRATION})")
    for kind, inputs in steps:
        plans.add_step(plan=plan, kind=kind, inputs=inputs)
    return plan


def carry_out_plan(owner: str, title: str, on: date, abstract: str, steps: PlanSteps) -> None:
    """A plan of reorganisation from its draft to its execution by a decision of its unit."""
    plan = draft_plan(owner, title, on, abstract, steps)
    plans.submit(plan=plan)
    plans.approve(plan=plan)
    plans.execute(plan=plan, paper=paper(owner, on, abstract))
