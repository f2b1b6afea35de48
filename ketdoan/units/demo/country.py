"""The confederation and the provincial federations: 63 until 30 June 2025, 34 since."""

from datetime import date
from typing import Any

from ketdoan.core.viet import fold, today

from ..actions.reorganisation import describe, merge, rename
from ..actions.reorganisation import found as found_one
from ..areas import shipped_areas
from .stage import CONFEDERATION, NEW_PROVINCES, REGISTER_OPENS, Plan, area, found, paper, unit, units


def federation_code(short_name: str) -> str:
    """The code of a province's federation: LDLD-TAYNINH."""
    return f"LDLD-{''.join(ch for ch in fold(short_name) if ch.isalnum()).upper()}"


def _rows(since: date) -> list[dict[str, Any]]:
    return [row for row in shipped_areas() if row["since"] == since]


def _old_code(row: dict[str, Any]) -> str:
    """A federation whose name goes on in a merged one gives up its code to that and takes the suffix CU (cũ)."""
    code = federation_code(row["short_name"])
    merged = {federation_code(new["short_name"]) for new in _rows(NEW_PROVINCES) if len(new["from"]) > 1}
    return f"{code}-CU" if code in merged else code


def old_federation(area_code: str) -> str:
    """The code of the federation that stood in one of the 63 provinces."""
    return next(_old_code(row) for row in _rows(REGISTER_OPENS) if row["code"] == area_code)


def _values(row: dict[str, Any], since: date) -> dict[str, Any]:
    place = row["name"][0].lower() + row["name"][1:]
    return {
        "kind": "provincial_federation",
        "name": f"Liên đoàn Lao động {place}",
        "short_name": f"LĐLĐ {'TP ' if row['kind'] == 'city' else 'tỉnh '}{row['short_name']}",
        "area": area(row["code"], since),
        "has_seal": True,
    }


def found_country() -> None:
    """The confederation and its 63 provincial federations, as the register opens."""
    found_one(
        code=CONFEDERATION,
        parent=None,
        since=date(1929, 7, 28),
        values={
            "kind": "confederation",
            "name": "Tổng Liên đoàn Lao động Việt Nam",
            "short_name": "Tổng LĐLĐ Việt Nam",
            "has_seal": True,
        },
    )
    plans = [Plan(_old_code(row), CONFEDERATION, _values(row, REGISTER_OPENS)) for row in _rows(REGISTER_OPENS)]
    found(plans, REGISTER_OPENS, CONFEDERATION, "Danh sách 63 Liên đoàn Lao động tỉnh, thành phố khi mở sổ đơn vị")


def follow_new_names(before: date | None = None, after: date | None = None) -> None:
    """Provinces that became cities: their federations are renamed on that day."""
    for row in shipped_areas():
        since = row["since"]
        renamed = len(row["from"]) == 1 and since != NEW_PROVINCES and since <= today()
        if not renamed or (before and since >= before) or (after and since < after):
            continue
        code = _now_called(row["from"][0], since)
        values = _values(row, since)
        rename(
            unit=unit(code),
            name=values["name"],
            short_name=values["short_name"],
            since=since,
            paper=paper(CONFEDERATION, since, f"Đổi tên thành {values['name']}"),
        )
        describe(unit=unit(code), values={"area": values["area"]}, since=since)


def _now_called(area_code: str, day: date) -> str:
    if day < NEW_PROVINCES:
        return old_federation(area_code)
    return next(federation_code(row["short_name"]) for row in _rows(NEW_PROVINCES) if row["code"] == area_code)


def merge_provinces() -> None:
    """1 July 2025: federations of merged provinces become one; the others go on in a province of the new list."""
    for row in _rows(NEW_PROVINCES):
        sources = [old_federation(code) for code in row["from"]]
        values = _values(row, NEW_PROVINCES)
        if len(sources) == 1:
            describe(unit=unit(sources[0]), values={"area": values["area"]}, since=NEW_PROVINCES)
            continue
        names = ", ".join(each.short_name for each in units(sources))
        merge(
            units=units(sources),
            code=federation_code(row["short_name"]),
            parent=unit(CONFEDERATION),
            since=NEW_PROVINCES,
            values=values,
            paper=paper(CONFEDERATION, NEW_PROVINCES, f"Hợp nhất {names} thành {values['name']}"),
        )
