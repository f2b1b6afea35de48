"""What each print is filled with: text only, taken from history as it was on the day of the act."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from ketdoan.core.rules import rows, rule
from ketdoan.core.scope import LINE
from ketdoan.core.viet import fold, format_date, format_date_in_words, format_number, in_words, today

from ..models import Appointment, Change, Decision, Edge, Lineage, Person, Term, Unit, UnitVersion
from ..queries.bodies import Member, bodies_of, body_label, office_label
from ..queries.changes import dissolved_by
from ..queries.kinds import kind_label, status_label
from ..rules import ChangeKind
from .kinds import BLANK, BLANK_DAY, BLANK_NUMBER, KINDS, Kind

# Which print a change of the trees has; the others have none.
CHANGE_PRINTS = {
    ChangeKind.FOUND: "decision.found",
    ChangeKind.RECOGNISE: "decision.found",
    ChangeKind.RENAME: "decision.rename",
    ChangeKind.MOVE: "decision.move",
    ChangeKind.MERGE: "decision.merge",
    ChangeKind.ABSORB: "decision.absorb",
    ChangeKind.DISSOLVE: "decision.dissolve",
}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Print:
    """A print ready to be filled: its kind, the unit that issues it, the data, and the name of the file.

    For the audit trail: what it is `about`, and the ids of the `people` whose names and birth dates stand in it.
    """

    kind: Kind
    unit: Unit
    context: dict[str, Any]
    file_name: str
    about: Model
    people: tuple[int, ...] = ()


def of_change(change: Change) -> Print | None:
    """The decision behind a change of the trees or of a unit; None for a change that has no print."""
    code = CHANGE_PRINTS.get(ChangeKind(change.kind))
    if code is None:
        return None
    ends = change.kind == ChangeKind.DISSOLVE
    seen = change.on - ONE_DAY if ends else change.on
    version = _version(change.unit, seen)
    special: dict[str, Any] = {"loai_don_vi": kind_label(version.kind if version else change.unit.kind, seen)}
    if code == "decision.found":
        special |= _founded(change, version)
    elif code == "decision.rename":
        special["ten_cu"] = _name(change.unit, change.on - ONE_DAY)
        special["about"] = f"đổi tên {special['ten_cu']}"
    elif code == "decision.move":
        special |= _moved(change)
    elif code == "decision.dissolve":
        special |= _dissolved(change, seen)
    elif code in ("decision.merge", "decision.absorb"):
        sources = [link.source for link in Lineage.objects.filter(change=change).select_related("source")]
        special |= _unit_rows("don_vi_cu", sources, change.on - ONE_DAY)
    return replace(_decision(code, change.decision, change.unit, change.on, seen, special), about=change)


def of_appointment(appointment: Appointment) -> Print:
    """The decision that put a person into an office."""
    first = _same(appointment).order_by("valid").first() or appointment
    special = _person(first, first.since)
    special["about"] = f"công nhận {special['chuc_vu']} {_name(first.body.unit, first.since)}"
    made = _decision("decision.appoint", first.decision, first.body.unit, first.since, first.since, special)
    return replace(made, about=first, people=(first.person_id,))


def of_leaving(appointment: Appointment) -> Print:
    """The decision by which a person leaves an office; a draft while no day is recorded."""
    last = _same(appointment).order_by("-valid").first() or appointment
    seen = last.until - ONE_DAY if last.until else today()
    special = _person(last, seen)
    special["about"] = f"thôi giữ chức vụ {special['chuc_vu']} {_name(last.body.unit, seen)}"
    made = _decision("decision.end_appointment", last.end_decision, last.body.unit, last.until, seen, special)
    return replace(made, about=last, people=(last.person_id,))


def of_term(term: Term) -> Print:
    """The decision that recognises a body: those in it on the first day of the term, or, where nobody was yet, now."""
    unit = term.body.unit
    last_day = term.until - ONE_DAY if term.until else today()
    days = (term.since, max(term.since, min(today(), last_day)))
    found = [rows for rows in (_members(term, day) for day in days) if rows]
    members = found[0] if found else []
    special = {
        "about": f"công nhận {body_label(term.body.kind, unit.level, term.since)} {_name(unit, term.since)}",
        "co_quan": body_label(term.body.kind, unit.level, term.since),
        "khoa": f"khóa {term.number}" if term.number else "",
        "nhiem_ky": term.label,
        "so_uy_vien": f"{len(members):02}",
        "so_uy_vien_bang_chu": in_words(len(members)),
        "uy_vien": _member_rows(members),
    }
    made = _decision("decision.executive", term.decision, unit, term.since, term.since, special)
    return replace(made, about=term, people=_ids(members))


def of_units(unit: Unit, day: date) -> Print:
    """The list of units directly under a unit on a day."""
    edges = Edge.objects.on(day).filter(parent=unit, tree=LINE).select_related("child").order_by("child__sort_key")
    children = [edge.child for edge in edges]
    versions = {v.unit_id: v for v in UnitVersion.objects.on(day).filter(unit__in=children)}
    special = _unit_rows("don_vi", children, day, versions)
    for row, child in zip(special["don_vi"], children, strict=True):
        version = versions.get(child.pk)
        row["tinh_trang"] = status_label(version.status if version else child.status, day)
    return list_print(KINDS["list.units"], unit, day, special)


def of_officers(unit: Unit, day: date) -> Print:
    """The list of those who sit in the bodies of a unit on a day."""
    states = bodies_of(unit, day)
    bodies = [
        {
            "ten": state.label,
            "nhiem_ky": state.term.label if state.term else "",
            "so_nguoi": format_number(len(state.members)),
            "khuyet": format_number(state.vacant),
            "thanh_vien": _member_rows(state.members),
        }
        for state in states
    ]
    made = list_print(KINDS["list.officers"], unit, day, {"co_quan": bodies})
    return replace(made, people=_ids([member for state in states for member in state.members]))


def _decision(
    code: str, decision: Decision | None, unit: Unit, since: date | None, seen: date, special: dict[str, Any]
) -> Print:
    """What all decisions share. `since` is the day from which it holds, `seen` that on which names are looked up."""
    above = _above(unit, seen)
    issuer = decision.unit if decision else above or unit
    day = decision.signed_on if decision else since or today()
    kind = KINDS[code]
    context = _head(issuer, day) | {
        "so_ky_hieu": decision.code if decision else BLANK_NUMBER,
        "ngay_ky": format_date_in_words(decision.signed_on) if decision else BLANK_DAY,
        "trich_yeu": _about(decision.abstract if decision else special.get("about", ""), kind),
        "co_quan_ban_hanh": _deciding_body(issuer, day),
        "can_cu": [{"noi_dung": row.value} for row in rows("units.print_basis", day)],
        "tu_ngay": format_date(since) if since else BLANK,
        "ten_don_vi": _name(unit, seen),
        "truc_thuoc": _name(above, seen) if above else BLANK,
    }
    context |= _signatory(decision, issuer, day)
    wanted = {field.name for field in kind.fields}
    context |= {name: value for name, value in special.items() if name in wanted}
    number = _file_number(decision.code) if decision else "QD-du-thao"
    return Print(kind, issuer, context, f"{number}-{kind.slug}.docx", about=unit)


def decision_print(code: str, decision: Decision | None, issuer: Unit, since: date, special: dict[str, Any]) -> Print:
    """A decision of a kind that a unit issues on its own behalf, about others."""
    made = _decision(code, decision, issuer, since, since, special)
    if decision:
        return made
    day = since
    own = _head(issuer, day) | _signatory(None, issuer, day) | {"co_quan_ban_hanh": _deciding_body(issuer, day)}
    return replace(made, unit=issuer, context=made.context | own)


def list_print(kind: Kind, unit: Unit, day: date, special: dict[str, Any]) -> Print:
    """A list or a form of a kind that a unit makes of its own things on a day; `special` is what the kind adds."""
    context = (
        _head(unit, day)
        | _signatory(None, unit, day)
        | {"ngay_ky": format_date_in_words(day), "ten_don_vi": _name(unit, day), "tai_ngay": format_date(day)}
        | special
    )
    return Print(kind, unit, context, f"DS-{_ascii(unit.code)}-{kind.slug}-{day:%Y%m%d}.docx", about=unit)


def _head(issuer: Unit, day: date) -> dict[str, str]:
    version = _version(issuer, day)
    above = _above(issuer, day)
    motto = rule("units.print_motto", day).value
    return {
        "cap_tren": _name(above, day).upper() if above else "",
        "don_vi_ban_hanh": _name(issuer, day).upper(),
        "quoc_hieu": motto["first"],
        "tieu_ngu": motto["second"],
        "dia_danh": version.area.short_name if version and version.area else BLANK,
    }


def _signatory(decision: Decision | None, issuer: Unit, day: date) -> dict[str, str]:
    """Who signed; on a draft the chair of the day, as far as the acting post may see the issuing unit's officers."""
    if decision and decision.signatory:
        return {
            "nguoi_ky": decision.signatory,
            "chuc_vu_nguoi_ky": (decision.signatory_title or BLANK).upper(),
        }
    chair = (
        Appointment.objects.on(day)
        .filter(body__unit=issuer, body__kind="executive", office="chair")
        .select_related("person")
        .first()
    )
    title = office_label("executive", "chair", issuer.level, day)
    return {"nguoi_ky": chair.person.name if chair else BLANK, "chuc_vu_nguoi_ky": title.upper()}


def _deciding_body(unit: Unit, day: date) -> str:
    """In whose name a unit decides: its standing committee where it has one, else its executive."""
    standing = Term.objects.on(day).filter(body__unit=unit, body__kind="standing").exists()
    return body_label("standing" if standing else "executive", unit.level, day).upper()


def _founded(change: Change, version: UnitVersion | None) -> dict[str, str]:
    workers = version.workers if version else None
    what = "Công nhận" if change.kind == ChangeKind.RECOGNISE else "Thành lập"
    return {
        "about": f"{what} {version.name if version else change.unit.name}",
        "viec": what,
        "dia_chi": (version.address if version else "") or BLANK,
        "nguoi_su_dung_lao_dong": (version.employer if version else "") or BLANK,
        "so_lao_dong": BLANK if workers is None else format_number(workers),
    }


def _moved(change: Change) -> dict[str, Any]:
    placed = list(
        Edge._base_manager.filter(change=change, replaced_at=None, valid__startswith=change.on)
        .select_related("child", "parent")
        .order_by("child__sort_key")
    )
    before = Edge._base_manager.filter(
        child__in=[edge.child_id for edge in placed],
        tree__in={edge.tree for edge in placed},
        replaced_at=None,
        valid__contains=change.on - ONE_DAY,
    ).select_related("parent")
    return _unit_rows("don_vi_chuyen", [edge.child for edge in placed] or [change.unit], change.on) | {
        "tu_don_vi": _names({edge.parent for edge in before}, change.on - ONE_DAY),
        "den_don_vi": _names({edge.parent for edge in placed}, change.on),
    }


def _dissolved(change: Change, day: date) -> dict[str, Any]:
    """All units of one decision. Where it is but one, the names say it, and there is no table."""
    units = dissolved_by(change)
    above = {unit for unit in (_above(unit, day) for unit in units) if unit}
    rows = _unit_rows("don_vi_ket_thuc", units, day)
    return rows | {
        "don_vi_ket_thuc": rows["don_vi_ket_thuc"] if len(units) > 1 else [],
        "ten_don_vi": "; ".join(row["ten"] for row in rows["don_vi_ket_thuc"]),
        "truc_thuoc": _names(above, day),
    }


def _unit_rows(
    name: str, units: Sequence[Unit], day: date, versions: dict[int, UnitVersion] | None = None
) -> dict[str, Any]:
    """A table of units as they were on a day, and their number."""
    found = versions
    if found is None:
        found = {
            v.unit_id: v
            for v in UnitVersion._base_manager.filter(unit__in=units, replaced_at=None, valid__contains=day)
        }
    lines = []
    for number, unit in enumerate(units, 1):
        as_was = found.get(unit.pk, unit)
        lines.append({"tt": str(number), "ma": unit.code, "ten": as_was.name, "loai": kind_label(as_was.kind, day)})
    return {name: lines, "so_don_vi": format_number(len(units))}


def _person(appointment: Appointment, day: date) -> dict[str, str]:
    body, person = appointment.body, appointment.person
    term = Term._base_manager.filter(body=body, replaced_at=None, valid__contains=day).first()
    return {
        "danh_xung": _address(person),
        "ho_ten": person.name,
        "ngay_sinh": format_date(person.birth_date) if person.birth_date else BLANK,
        "chuc_vu": office_label(body.kind, appointment.office, body.unit.level, day),
        "co_quan": body_label(body.kind, body.unit.level, day),
        "nhiem_ky": term.label if term else "",
        "phan_cong": appointment.work,
    }


def _members(term: Term, day: date) -> list[Member]:
    state = next((s for s in bodies_of(term.body.unit, day) if s.body.pk == term.body_id), None)
    return state.members if state else []


def _ids(members: Sequence[Member]) -> tuple[int, ...]:
    """Each person once: one may sit in several bodies."""
    return tuple(sorted({member.appointment.person_id for member in members}))


def _member_rows(members: Sequence[Member]) -> list[dict[str, str]]:
    return [_member(number, member.appointment, member.office) for number, member in enumerate(members, 1)]


def _member(number: int, appointment: Appointment, office: str) -> dict[str, str]:
    person = appointment.person
    return {
        "tt": str(number),
        "danh_xung": _address(person).title(),
        "ho_ten": person.name,
        "nam_sinh": str(person.birth_date.year) if person.birth_date else "",
        "chuc_vu": office,
        "phan_cong": appointment.work,
    }


def _address(person: Person) -> str:
    return {Person.FEMALE: "bà", Person.MALE: "ông"}.get(person.sex, "ông/bà")


def _same(appointment: Appointment) -> Any:
    return Appointment.objects.known().filter(fact=appointment.fact).select_related("body__unit", "person", "decision")


def _above(unit: Unit, day: date) -> Unit | None:
    edge = Edge._base_manager.filter(child=unit, tree=LINE, replaced_at=None, valid__contains=day).first()
    return edge.parent if edge else None


def _version(unit: Unit, day: date) -> UnitVersion | None:
    versions = UnitVersion._base_manager.filter(unit=unit, replaced_at=None, valid__contains=day)
    return versions.select_related("area").first()


def _name(unit: Unit, day: date) -> str:
    version = _version(unit, day)
    return version.name if version else unit.name


def _names(units: set[Unit], day: date) -> str:
    return ", ".join(_name(unit, day) for unit in sorted(units, key=lambda u: u.sort_key)) or BLANK


def _about(abstract: str, kind: Kind) -> str:
    """The abstract as it stands under the title: "Về việc …"."""
    text = abstract or kind.title.removeprefix("Quyết định ")
    text = re.sub(r"^(về việc|v/v)[\s:]+", "", text, flags=re.IGNORECASE)
    return f"Về việc {text[:1].lower()}{text[1:]}"


def _file_number(code: str) -> str:
    """12/QĐ-LĐLĐ as QD-12-LDLD: the kind first, so that files sort by it."""
    parts = _ascii(code).split("-")
    if len(parts) > 1 and parts[0][:1].isdigit():
        parts[:2] = [parts[1], parts[0]]
    return "-".join(parts)


def _ascii(text: str) -> str:
    return fold(text).upper().replace(" ", "-")
