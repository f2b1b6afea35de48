"""The changes of 2025 in the provinces that the demo shows from within."""

from ..actions.reorganisation import merge
from . import civil, country, districts, sector
from .country import federation_code
from .districts import zone_code
from .stage import NEW_PROVINCES, area, paper, unit, units

TAY_NINH, LANG_SON = federation_code("Tây Ninh"), federation_code("Lạng Sơn")
ZONE = "CDKCN-TAYNINH"


def leave_state_bodies() -> None:
    """By 15 June 2025 the unions of state bodies have ended."""
    sector.leave_state_bodies()
    civil.end_civil_unions()
    districts.leave_state_bodies()


def follow_new_provinces() -> None:
    """1 July 2025: 63 federations become 34, districts end, zone unions of merged provinces become one."""
    country.merge_provinces()
    districts.end_districts({"TN": TAY_NINH, "LA": TAY_NINH, "LS": LANG_SON})
    name = "Công đoàn các khu công nghiệp, khu kinh tế tỉnh Tây Ninh"
    merge(
        units=units([zone_code("TN"), zone_code("LA")]),
        code=ZONE,
        parent=unit(TAY_NINH),
        since=NEW_PROVINCES,
        values={
            "kind": "zone_union",
            "name": name,
            "short_name": "CĐ các KCN, KKT tỉnh Tây Ninh",
            "has_seal": True,
            "area": area("80", NEW_PROVINCES),
        },
        paper=paper(TAY_NINH, NEW_PROVINCES, f"Hợp nhất hai công đoàn khu công nghiệp thành {name}"),
    )
