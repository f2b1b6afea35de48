"""Five grassroots unions shown to the last group: a foreign garment maker, a state rubber company, a hospital that
finances itself, a small private company, and a union of motorbike drivers (nghiệp đoàn)."""

from datetime import date
from typing import Any

from .country import old_federation
from .districts import district_code, zone_code
from .stage import Plan, area, found

GARMENT, RUBBER, HOSPITAL, PACKAGING = "CDCS-HANVELA", "CDCS-CAOSU", "CDCS-BENHVIEN", "CDCS-PHUTHINH"
DRIVERS = "NDCS-XEOM"
PARTS_SINCE = date(2018, 1, 15)

# Code, founded on, code above, employer, ownership, industry, workers, women, address.
EMPLOYERS: list[tuple[str, date, str, str, str, str, int, int, str]] = [
    (GARMENT, date(2012, 3, 1), zone_code("TN"), "Công ty TNHH Hanvela Garment (Việt Nam)", "foreign_enterprise",
     "1410 - May trang phục", 2450, 2010, "Đường số 5, khu công nghiệp An Tịnh"),
    (RUBBER, date(2009, 9, 1), district_code("TN", "Huyện Tân Châu"), "Công ty TNHH MTV Cao su Tân Phước",
     "state_enterprise", "0125 - Trồng cây cao su", 1320, 540, "Ấp 3, Tân Châu"),
    (HOSPITAL, date(2010, 5, 1), district_code("TN", "Huyện Gò Dầu"), "Bệnh viện Đa khoa khu vực phía Nam",
     "autonomous_public_service", "8610 - Hoạt động của các bệnh viện", 412, 287, "Đường Hùng Vương, Gò Dầu"),
    (PACKAGING, date(2015, 8, 20), district_code("TN", "Thị xã Hòa Thành"), "Công ty cổ phần Bao bì Phú Thịnh",
     "private_enterprise", "2220 - Sản xuất sản phẩm từ plastic", 184, 96, "Đường Tôn Đức Thắng, Long Hoa"),
]  # fmt: skip
GARMENT_PARTS = ["Xưởng May 1", "Xưởng May 2", "Xưởng Cắt", "Xưởng Hoàn thành", "Khối Văn phòng và Kho"]
HOSPITAL_GROUPS = [
    "Khoa Khám bệnh", "Khoa Nội", "Khoa Ngoại", "Khoa Sản", "Khoa Nhi", "Khoa Dược và Cận lâm sàng",
]  # fmt: skip
PACKAGING_GROUPS = ["Phân xưởng Thổi màng", "Phân xưởng In", "Phân xưởng Cắt dán", "Văn phòng"]
DRIVERS_GROUPS = ["Bến xe Tây Ninh", "Chợ Tân Ninh", "Khu công viên 30/4"]


def found_showcases() -> None:
    """The four employers' unions with their parts, in the years in which each began."""
    place = area("72", PARTS_SINCE)
    for code, since, above, employer, ownership, industry, workers, women, address in EMPLOYERS:
        values = {
            "kind": "grassroots_union",
            "name": f"Công đoàn cơ sở {employer}",
            "short_name": f"CĐCS {employer.replace('Công ty', 'Cty')}",
            "ownership": ownership,
            "industry": industry,
            "employer": employer,
            "workers": workers,
            "women": women,
            "address": f"{address}, tỉnh Tây Ninh",
            "email": f"{code.lower()}@congdoan.example",
            "has_seal": True,
            "area": place,
        }
        issuer = above or old_federation("72")
        found([Plan(code, above, values)], since, issuer, f"Thành lập Công đoàn cơ sở {employer}")
    _parts(GARMENT, [(name, "section_union", 3) for name in GARMENT_PARTS])
    _parts(RUBBER, [(f"Nông trường {n}", "member_grassroots_union", 4) for n in (1, 2)])
    _parts(RUBBER, [("Xí nghiệp Chế biến", "section_union", 2)], first=3)
    groups(HOSPITAL, HOSPITAL_GROUPS, PARTS_SINCE)
    groups(PACKAGING, PACKAGING_GROUPS, PARTS_SINCE)


def _parts(code: str, parts: list[tuple[str, str, int]], first: int = 1) -> None:
    """Sections of a grassroots union, each with so many groups."""
    titles = {"section_union": "Công đoàn bộ phận", "member_grassroots_union": "Công đoàn cơ sở thành viên"}
    shorts = {"section_union": "CĐBP", "member_grassroots_union": "CĐCS thành viên"}
    plans = [
        Plan(
            f"{code}-BP{n}",
            code,
            {"kind": kind, "name": f"{titles[kind]} {name}", "short_name": f"{shorts[kind]} {name}"},
        )
        for n, (name, kind, _) in enumerate(parts, first)
    ]
    found(plans, PARTS_SINCE, code, "Thành lập các bộ phận của công đoàn cơ sở")
    for plan, (name, _, number) in zip(plans, parts, strict=True):
        groups(plan.code, [f"số {n}, {name}" for n in range(1, number + 1)], PARTS_SINCE, issuer=code)


def groups(code: str, names: list[str], since: date, issuer: str = "", trade: bool = False) -> None:
    """Groups of a grassroots union or of one of its sections."""
    kind, title = ("trade_group", "Tổ nghiệp đoàn") if trade else ("union_group", "Tổ công đoàn")
    plans = [
        Plan(f"{code}-T{n}", code, {"kind": kind, "name": f"{title} {name}", "short_name": f"Tổ {name}"})
        for n, name in enumerate(names, 1)
    ]
    found(plans, since, issuer or code, f"Thành lập các {title.lower()}")


def drivers() -> dict[str, Any]:
    """What the drivers' union is."""
    name = "Xe ôm công nghệ phường Tân Ninh"
    return {
        "kind": "grassroots_trade_union",
        "name": f"Nghiệp đoàn cơ sở {name}",
        "short_name": f"NĐCS {name}",
        "ownership": "trade",
        "industry": "4931 - Vận tải hành khách đường bộ trong nội thành, ngoại thành",
        "workers": 86,
        "women": 7,
        "area": area("80", date(2026, 1, 15)),
    }
