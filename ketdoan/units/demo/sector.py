"""The information and communications sector union (TTTT), from 2008 to its end in 2025.

The counts follow what the union published: 253 grassroots unions at the end of 2020; on 31 October 2023 30 units
directly under it, 7 upper and 23 grassroots, and 249 grassroots unions in all. Corporations are made up.
"""

from datetime import date

from ..actions.reorganisation import absorb
from ..areas import shipped_areas
from .country import federation_code, old_federation
from .stage import (
    CONFEDERATION,
    NEW_PROVINCES,
    REGISTER_OPENS,
    SECTOR,
    STATE_EXIT,
    Plan,
    codes_under,
    end_units,
    found,
    move_under,
    paper,
    unit,
    units,
)

MINISTRY = "TTTT-CQB"
POST, TELECOM, NETWORK, DIGITAL, MEDIA, PRINT = (f"TTTT-{c}" for c in ("BC", "VT", "HT", "DS", "TTH", "IPH"))
GROUP = "TDBCVT"
HEADQUARTERS = "01"  # Hà Nội

# Code, full name, short name of its grassroots unions, industry; the first three have one in provinces of the list.
CORPORATIONS = [
    (POST, "Tổng công ty Bưu chính Sao Việt", "Bưu điện Sao Việt", "5310 - Bưu chính"),
    (TELECOM, "Tổng công ty Viễn thông Lạc Hồng", "Viễn thông Lạc Hồng", "6110 - Viễn thông có dây"),
    (NETWORK, "Tổng công ty Hạ tầng mạng Đông Đô", "Hạ tầng mạng Đông Đô", "6190 - Viễn thông khác"),
    (DIGITAL, "Tổng công ty Dịch vụ số Phương Nam", "Dịch vụ số Phương Nam", "6201 - Lập trình máy vi tính"),
    (
        MEDIA,
        "Tổng công ty Truyền thông Âu Lạc",
        "Truyền thông Âu Lạc",
        "5911 - Sản xuất phim, chương trình truyền hình",
    ),
    (PRINT, "Tổng công ty In và Phát hành Thăng Long", "In Phát hành Thăng Long", "1811 - In ấn"),
]
PROVINCIAL = {POST: 63, TELECOM: 48, NETWORK: 33}  # grassroots unions that follow the provinces, at the opening
ALWAYS = ("20", "72", "80")  # Lạng Sơn, Tây Ninh, Long An: provinces that the demo shows from within
CENTRAL = {POST: 1, DIGITAL: 25, MEDIA: 26, PRINT: 19}  # those that do not

DIRECT_STATE = [
    "Cục Quản lý Tần số", "Cục Viễn thông số", "Cục An toàn thông tin mạng", "Cục Báo chí và Truyền thông",
    "Cục Xuất bản và Phát hành", "Trung tâm Thông tin Bộ", "Trung tâm Đào tạo cán bộ ngành", "Viện Chiến lược ngành",
    "Văn phòng Quỹ Viễn thông công ích", "Trung tâm Chứng thực chữ ký số", "Trung tâm Lưu trữ ngành",
]  # fmt: skip
DIRECT_AUTONOMOUS = [
    "Học viện Công nghệ Truyền thông", "Trường Cao đẳng Kỹ thuật số", "Viện Công nghiệp phần mềm",
    "Trung tâm Internet và Tên miền", "Bệnh viện Bưu chính Viễn thông", "Báo Đời sống số",
]  # fmt: skip
DIRECT_ENTERPRISE = [
    "Công ty cổ phần Thiết bị Bưu điện Hoàng Mai", "Công ty cổ phần Cáp quang Hồng Hà", "Công ty Tem Việt Phong",
    "Nhà xuất bản Tri thức số", "Công ty cổ phần Xây lắp Bưu điện Trường Sơn",
    "Công ty cổ phần Vật tư Viễn thông Á Châu",
    "Công ty cổ phần Phần mềm Bạch Đằng",
]  # fmt: skip
MINISTRY_UNITS = [
    "Văn phòng Bộ", "Thanh tra Bộ", "Vụ Bưu chính", "Vụ Khoa học và Công nghệ", "Vụ Kinh tế số", "Vụ Hợp tác quốc tế",
    "Vụ Pháp chế", "Vụ Tổ chức cán bộ", "Vụ Kế hoạch - Tài chính", "Cục Chuyển đổi số", "Cục Công nghiệp công nghệ số",
    "Cục Thông tin cơ sở", "Cục Thông tin đối ngoại", "Cục Phát thanh truyền hình",
]  # fmt: skip


def _grassroots(code: str, above: str, name: str, territory: str = "", **values: str) -> Plan:
    named = {"kind": "grassroots_union", "name": f"Công đoàn cơ sở {name}", "short_name": f"CĐCS {name}"}
    return Plan(code, above, {**named, "employer": name, **values}, territory)


def found_sector() -> None:
    """The union with its upper unions and grassroots unions, as the register opens."""
    day = REGISTER_OPENS
    name = {"name": "Công đoàn Thông tin và Truyền thông Việt Nam", "short_name": "Công đoàn TT&TT Việt Nam"}
    top = Plan(SECTOR, CONFEDERATION, {"kind": "central_sector_union", "has_seal": True, **name})
    found([top], day, CONFEDERATION, "Công nhận Công đoàn ngành Thông tin và Truyền thông")
    uppers = [
        Plan(
            code,
            SECTOR,
            {
                "kind": "upper_corporation_union",
                "name": f"Công đoàn {name}",
                "short_name": f"CĐ {name.replace('Tổng công ty', 'TCT')}",
                "has_seal": True,
            },
        )
        for code, name, _, _ in CORPORATIONS
    ]
    ministry = {"name": "Công đoàn cơ quan Bộ Thông tin và Truyền thông", "short_name": "CĐ cơ quan Bộ TT&TT"}
    uppers.append(Plan(MINISTRY, SECTOR, {"kind": "special_upper_union", "has_seal": True, **ministry}))
    found(uppers, day, SECTOR, "Thành lập 7 công đoàn cấp trên trực tiếp cơ sở")
    found(_direct(), day, SECTOR, "Công nhận các công đoàn cơ sở trực thuộc")
    for code, _, short, industry in CORPORATIONS:
        found(_of_corporation(code, short, industry), day, code, "Công nhận các công đoàn cơ sở")
    ministry_units = [
        _grassroots(f"{MINISTRY}-{n:02}", MINISTRY, name, ownership="state_agency")
        for n, name in enumerate(MINISTRY_UNITS, 1)
    ]
    found(ministry_units, day, MINISTRY, "Công nhận các công đoàn cơ sở")


def _direct() -> list[Plan]:
    kinds = [
        *((name, "state_agency") for name in DIRECT_STATE),
        *((name, "autonomous_public_service") for name in DIRECT_AUTONOMOUS),
        *((name, "state_enterprise") for name in DIRECT_ENTERPRISE),
    ]
    return [
        _grassroots(f"{SECTOR}-{n:02}", SECTOR, name, ownership=ownership, territory=old_federation(HEADQUARTERS))
        for n, (name, ownership) in enumerate(kinds, 1)
    ]


def _of_corporation(code: str, short: str, industry: str) -> list[Plan]:
    """Its grassroots unions: one in each of so many provinces, standing in their territory, and central ones."""
    areas = [row for row in shipped_areas() if row["since"] == REGISTER_OPENS]
    areas.sort(key=lambda row: (row["code"] not in ALWAYS, row["code"]))
    common = {"ownership": "state_enterprise", "industry": industry}
    here = sorted(areas[: PROVINCIAL.get(code, 0)], key=lambda row: row["code"])
    plans = [
        _grassroots(
            f"{code}-{row['code']}",
            code,
            f"{short} {row['short_name']}",
            territory=old_federation(row["code"]),
            **common,
        )
        for row in here
    ]
    return plans + [
        _grassroots(f"{code}-TT{n:02}", code, f"{short} - Trung tâm {n}", **common)
        for n in range(1, CENTRAL.get(code, 0) + 1)
    ]


def change_until_2024() -> None:
    """From 253 grassroots unions at the end of 2020 to 249 in October 2023, and 250 in 2024."""
    _absorb([f"{SECTOR}-24"], f"{SECTOR}-21", date(2021, 4, 1), SECTOR)
    _absorb([f"{NETWORK}-{n}" for n in _last_provinces(3)], f"{NETWORK}-01", date(2021, 10, 1), NETWORK)
    _absorb([f"{MEDIA}-TT25", f"{MEDIA}-TT26"], f"{MEDIA}-TT01", date(2022, 3, 1), MEDIA)
    opened = [
        _grassroots(f"{DIGITAL}-TT{n}", DIGITAL, f"Dịch vụ số Phương Nam - Trung tâm {n}", ownership="state_enterprise")
        for n in (26, 27)
    ]
    found(opened, date(2022, 9, 1), DIGITAL, "Thành lập công đoàn cơ sở")
    opened = [
        _grassroots(f"{PRINT}-TT20", PRINT, "In Phát hành Thăng Long - Trung tâm 20", ownership="state_enterprise")
    ]
    found(opened, date(2024, 4, 15), PRINT, "Thành lập công đoàn cơ sở")


def _last_provinces(number: int) -> list[str]:
    """Area codes of the last provinces in which the network corporation has a grassroots union."""
    held = [code.rsplit("-", 1)[1] for code in codes_under(NETWORK)]
    return [code for code in held if code not in ALWAYS][-number:]


def _absorb(codes: list[str], into: str, since: date, issuer: str) -> None:
    abstract = f"Sáp nhập {', '.join(each.short_name for each in units(codes))} vào {unit(into).short_name}"
    absorb(units=units(codes), into=unit(into), since=since, paper=paper(issuer, since, abstract))


def leave_state_bodies() -> None:
    """June 2025: unions of the ministry and of its state bodies end."""
    abstract = "Kết thúc hoạt động công đoàn tại cơ quan nhà nước thuộc ngành Thông tin và Truyền thông"
    end_units(codes_under(MINISTRY), STATE_EXIT, SECTOR, abstract)
    end_units([MINISTRY, *codes_under(SECTOR, ownership="state_agency")], STATE_EXIT, SECTOR, abstract)


def end_sector() -> None:
    """1 July 2025: three corporations go under a group's union, one under a federation; grassroots unions of the rest
    go to federations, and the sector union ends. The confederation keeps its archive."""
    day = NEW_PROVINCES
    hanoi, south = federation_code("Hà Nội"), federation_code("Hồ Chí Minh")
    name = "Tập đoàn Bưu chính Viễn thông Sao Việt"
    values = {"kind": "corporation_union", "name": f"Công đoàn {name}", "short_name": "CĐ Tập đoàn Sao Việt"}
    plan = Plan(GROUP, CONFEDERATION, {**values, "has_seal": True})
    found([plan], day, CONFEDERATION, f"Thành lập Công đoàn {name}")
    abstract = "Chuyển giao công đoàn trực thuộc Công đoàn Thông tin và Truyền thông Việt Nam"
    move_under([POST, TELECOM, NETWORK], GROUP, day, CONFEDERATION, abstract)
    move_under([DIGITAL], south, day, CONFEDERATION, abstract)
    move_under(codes_under(SECTOR, kind="grassroots_union"), hanoi, day, CONFEDERATION, abstract)
    for ended in (MEDIA, PRINT):
        move_under(codes_under(ended), hanoi, day, CONFEDERATION, abstract)
    ending = "Kết thúc hoạt động Công đoàn Thông tin và Truyền thông Việt Nam"
    end_units([MEDIA, PRINT], day, CONFEDERATION, ending)
    end_units([SECTOR], day, CONFEDERATION, ending)


def follow_merged_province() -> None:
    """The post offices of Long An and Tây Ninh become one."""
    _absorb([f"{POST}-80"], f"{POST}-72", date(2025, 10, 1), POST)
