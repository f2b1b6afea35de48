"""Districts and industrial zones of Tây Ninh, Long An and Lạng Sơn with their grassroots unions, until June 2025."""

from itertools import count
from random import Random
from typing import Any

from ketdoan.core.scope import LINE
from ketdoan.core.viet import fold

from ..models import Area
from .country import old_federation
from .employers import enterprise
from .stage import (
    NEW_PROVINCES,
    REGISTER_OPENS,
    STATE_EXIT,
    Plan,
    PlanSteps,
    area,
    carry_out_plan,
    codes_under,
    end_units,
    found,
    move_under,
)

# Area code, prefix of codes, districts.
PROVINCES = [
    ("72", "TN", ["Thành phố Tây Ninh", "Thị xã Hòa Thành", "Thị xã Trảng Bàng", "Huyện Gò Dầu", "Huyện Bến Cầu",
                  "Huyện Châu Thành", "Huyện Dương Minh Châu", "Huyện Tân Biên", "Huyện Tân Châu"]),
    ("80", "LA", ["Thành phố Tân An", "Huyện Bến Lức", "Huyện Cần Đước", "Huyện Cần Giuộc", "Huyện Đức Hòa",
                  "Huyện Thủ Thừa"]),
    ("20", "LS", ["Thành phố Lạng Sơn", "Huyện Cao Lộc", "Huyện Hữu Lũng"]),
]  # fmt: skip
ZONES = {"72": 24, "80": 16}
#: The district whose end is shown as a plan of reorganisation.
PLANNED = "Thị xã Hòa Thành"
ENTERPRISES, SCHOOLS, COMMUNES = 6, 4, 2


def _slug(name: str) -> str:
    return "".join(ch for ch in fold(name) if ch.isalnum()).upper()


def place_of(district: str) -> str:
    """A district's name without its kind: Thị xã Trảng Bàng gives Trảng Bàng."""
    for kind in ("Thành phố ", "Thị xã ", "Huyện "):
        district = district.removeprefix(kind)
    return district


def district_code(prefix: str, district: str) -> str:
    """The code of a district's federation: LDLD-TN-TRANGBANG."""
    return f"LDLD-{prefix}-{_slug(place_of(district))}"


def zone_code(prefix: str) -> str:
    """The code of a province's union of industrial zones."""
    return f"CDKCN-{prefix}"


class Register:
    """The grassroots unions of a province: gives each its number and draws its employer."""

    def __init__(self, prefix: str, place: Area, taken: set[str]) -> None:
        self.prefix, self.place, self.taken = prefix, place, taken
        self.numbers = count(1)
        self.random = Random(f"districts of {prefix}")  # noqa: S311 - illustrative, not secret

    def enter(self, above: str, where: str, values: dict[str, Any]) -> Plan:
        """The next grassroots union."""
        address = f"{where}, tỉnh {self.place.short_name}"
        return Plan(f"{self.prefix}-{next(self.numbers):03}", above, {**values, "address": address})

    def enterprises(self, above: str, where: str, number: int, *, foreign: float) -> list[Plan]:
        """So many unions in enterprises."""
        return [self.enter(above, where, enterprise(self.random, foreign, self.taken)) for _ in range(number)]

    def public_bodies(self, above: str, where: str) -> list[Plan]:
        """A health centre that finances itself, schools paid from the budget, offices of communes."""
        bodies = [(f"Trung tâm Y tế khu vực {where}", "autonomous_public_service", 140)]
        bodies += [(f"Trường THCS số {n} {where}", "budget_public_service", 48) for n in range(1, SCHOOLS + 1)]
        bodies += [(f"Ủy ban nhân dân xã số {n} {where}", "state_agency", 32) for n in range(1, COMMUNES + 1)]
        return [self.enter(above, where, _public(name, ownership, workers)) for name, ownership, workers in bodies]


def _public(name: str, ownership: str, workers: int) -> dict[str, Any]:
    return {
        "kind": "grassroots_union",
        "name": f"Công đoàn cơ sở {name}",
        "short_name": f"CĐCS {name}",
        "ownership": ownership,
        "employer": name,
        "workers": workers,
        "women": workers * 6 // 10,
    }


def found_districts() -> None:
    """District federations and zone unions with their grassroots unions, as the register opens."""
    taken: set[str] = set()
    for area_code, prefix, districts in PROVINCES:
        federation, place = old_federation(area_code), area(area_code, REGISTER_OPENS)
        uppers = [_district(prefix, federation, name, place) for name in districts]
        if area_code in ZONES:
            uppers.append(_zone(prefix, federation, place))
        found(uppers, REGISTER_OPENS, federation, "Thành lập công đoàn cấp trên trực tiếp cơ sở")
        register = Register(prefix, place, taken)
        for name in districts:
            code, where = district_code(prefix, name), place_of(name)
            plans = register.enterprises(code, where, ENTERPRISES, foreign=0.2) + register.public_bodies(code, where)
            found(plans, REGISTER_OPENS, code, "Công nhận các công đoàn cơ sở trực thuộc")
        if area_code in ZONES:
            code = zone_code(prefix)
            plans = register.enterprises(code, "Khu công nghiệp", ZONES[area_code], foreign=0.8)
            found(plans, REGISTER_OPENS, code, "Công nhận các công đoàn cơ sở trong khu công nghiệp")


def _district(prefix: str, federation: str, name: str, place: Area) -> Plan:
    lower = name[0].lower() + name[1:]
    values = {"name": f"Liên đoàn Lao động {lower}", "short_name": f"LĐLĐ {lower}", "has_seal": True, "area": place}
    return Plan(district_code(prefix, name), federation, {"kind": "district_federation", **values})


def _zone(prefix: str, federation: str, place: Area) -> Plan:
    name = f"Công đoàn các khu công nghiệp tỉnh {place.short_name}"
    values = {"name": name, "short_name": f"CĐ các KCN tỉnh {place.short_name}", "has_seal": True, "area": place}
    return Plan(zone_code(prefix), federation, {"kind": "zone_union", **values})


def leave_state_bodies() -> None:
    """June 2025: grassroots unions of communes' offices and of schools paid from the budget end."""
    for area_code, prefix, districts in PROVINCES:
        for name in districts:
            above = district_code(prefix, name)
            codes = [
                code
                for ownership in ("state_agency", "budget_public_service")
                for code in codes_under(above, ownership=ownership)
            ]
            abstract = "Kết thúc hoạt động công đoàn tại cơ quan, đơn vị hưởng 100% lương từ ngân sách nhà nước"
            end_units(codes, STATE_EXIT, old_federation(area_code), abstract)


def end_districts(federations: dict[str, str]) -> None:
    """1 July 2025: districts' grassroots unions go to the federation, and district federations end.

    `federations` gives the federation of each prefix on that day.
    """
    for _, prefix, districts in PROVINCES:
        federation = federations[prefix]
        for name in districts:
            codes = codes_under(district_code(prefix, name))
            district = f"Liên đoàn Lao động {name[0].lower()}{name[1:]}"
            if name == PLANNED:
                _end_by_plan(district_code(prefix, name), district, codes, federation)
            else:
                move_under(codes, federation, NEW_PROVINCES, federation, f"Tiếp nhận công đoàn cơ sở của {district}")
        codes = [district_code(prefix, name) for name in districts if name != PLANNED]
        end_units(codes, NEW_PROVINCES, federation, "Kết thúc hoạt động Liên đoàn Lao động cấp huyện")


def _end_by_plan(code: str, district: str, unions: list[str], federation: str) -> None:
    """The same as for the other districts, as one plan with one decision."""
    abstract = f"Tiếp nhận công đoàn cơ sở và kết thúc hoạt động {district}"
    steps: PlanSteps = [
        ("move", {"units": unions, "parent": federation, "tree": LINE}),
        ("dissolve", {"units": [code]}),
    ]
    carry_out_plan(federation, f"Kết thúc hoạt động {district}", NEW_PROVINCES, abstract, steps)
