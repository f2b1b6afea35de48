"""Tây Ninh since August 2025: commune and ward unions, who moved under them, and what happened since."""

from datetime import date, timedelta
from itertools import cycle
from random import Random

from ketdoan.core.scope import LINE, TERRITORY
from ketdoan.core.viet import fold

from ..actions.reorganisation import absorb, describe, move, recognise, rename, set_status
from ..models import Edge, Unit
from .districts import district_code
from .employers import enterprise
from .reform import TAY_NINH
from .showcases import DRIVERS, DRIVERS_GROUPS, EMPLOYERS, GARMENT, RUBBER, drivers, groups
from .stage import NEW_PROVINCES, Plan, area, codes_under, end_units, found, move_under, paper, unit, units

WARDS_SINCE, COMMUNES_SINCE = date(2025, 8, 15), date(2025, 10, 1)

# Where each district's unions went. A district that is not named has no commune union yet: its grassroots unions
# stay directly under the federation.
WARDS = {
    ("TN", "Thành phố Tây Ninh"): ["Tân Ninh", "Bình Minh", "Ninh Thạnh"],
    ("TN", "Thị xã Hòa Thành"): ["Long Hoa", "Hòa Thành", "Thanh Điền"],
    ("TN", "Thị xã Trảng Bàng"): ["Trảng Bàng", "An Tịnh"],
    ("TN", "Huyện Gò Dầu"): ["Gò Dầu"],
    ("LA", "Thành phố Tân An"): ["Long An", "Tân An"],
}
COMMUNES = {
    ("TN", "Huyện Châu Thành"): ["Châu Thành"],
    ("TN", "Huyện Dương Minh Châu"): ["Dương Minh Châu"],
    ("TN", "Huyện Tân Biên"): ["Tân Biên"],
    ("TN", "Huyện Tân Châu"): ["Tân Châu"],
    ("LA", "Huyện Bến Lức"): ["Bến Lức"],
    ("LA", "Huyện Cần Đước"): ["Cần Đước"],
    ("LA", "Huyện Cần Giuộc"): ["Cần Giuộc"],
    ("LA", "Huyện Đức Hòa"): ["Đức Hòa", "Hậu Nghĩa"],
}
STAYS_DIRECT = ("autonomous_public_service",)


def commune_code(name: str) -> str:
    """The code of a commune or ward union: CDX-LONGHOA."""
    return f"CDX-{''.join(ch for ch in fold(name) if ch.isalnum()).upper()}"


def found_commune_unions() -> None:
    """Ward unions in August and commune unions in October 2025; grassroots unions of the place move under them."""
    for kind, districts, since in (("phường", WARDS, WARDS_SINCE), ("xã", COMMUNES, COMMUNES_SINCE)):
        names = [name for group in districts.values() for name in group]
        place = area("80", since)
        plans = [
            Plan(
                commune_code(name),
                TAY_NINH,
                {
                    "kind": "commune_union",
                    "name": f"Công đoàn {kind} {name}",
                    "short_name": f"CĐ {kind} {name}",
                    "address": f"Trụ sở {kind} {name}, tỉnh Tây Ninh",
                    "email": f"{commune_code(name).lower()}@congdoan.example",
                    "has_seal": True,
                    "area": place,
                },
            )
            for name in names
        ]
        found(plans, since, TAY_NINH, f"Thành lập {len(plans)} công đoàn {kind}")
        for (prefix, district), group in districts.items():
            moving = _came_from(district_code(prefix, district))
            for place_name, codes in _shared_out(group, moving).items():
                abstract = f"Chuyển công đoàn cơ sở về Công đoàn {kind} {place_name}"
                move_under(codes, commune_code(place_name), since + timedelta(days=15), TAY_NINH, abstract)
    move(units=[unit(GARMENT)], parent=unit(commune_code("An Tịnh")), since=WARDS_SINCE, tree=TERRITORY)


def _came_from(district: str) -> list[str]:
    """Codes of living grassroots unions that stood under a district on its last day, and do not stay direct."""
    before = Edge.objects.on(NEW_PROVINCES - timedelta(days=1)).filter(tree=LINE, parent__code=district)
    living = before.filter(child__ended_on=None).exclude(child__code=RUBBER)
    living = living.exclude(child__versions__ownership__in=STAYS_DIRECT)
    return list(living.order_by("child").values_list("child__code", flat=True))


def _shared_out(names: list[str], codes: list[str]) -> dict[str, list[str]]:
    shares: dict[str, list[str]] = {name: [] for name in names}
    for name, code in zip(cycle(names), codes, strict=False):
        shares[name].append(code)
    return shares


def go_on() -> None:
    """What happened after: new unions, one ended, one absorbed, one suspended, one renamed, one moved."""
    _found_new()
    since = date(2026, 1, 15)
    tan_ninh = commune_code("Tân Ninh")
    found([Plan(DRIVERS, tan_ninh, drivers())], since, tan_ninh, "Thành lập nghiệp đoàn cơ sở")
    recognise(unit=unit(DRIVERS), since=since, paper=paper(tan_ninh, since, "Công nhận nghiệp đoàn cơ sở"))
    groups(DRIVERS, DRIVERS_GROUPS, date(2026, 2, 1), trade=True)

    first, second, third, *_ = codes_under(commune_code("Gò Dầu"))
    day = date(2026, 3, 1)
    into = unit(second)
    abstract = f"Sáp nhập {unit(first).short_name} vào {into.short_name}"
    absorb(units=units([first]), into=into, since=day, paper=paper(commune_code("Gò Dầu"), day, abstract))
    day = date(2026, 6, 1)
    move_under([third], commune_code("An Tịnh"), day, TAY_NINH, f"Chuyển {unit(third).short_name} về phường An Tịnh")

    ended, suspended, waiting, *_ = codes_under(commune_code("Cần Giuộc"))
    abstract = "Giải thể công đoàn cơ sở do doanh nghiệp chấm dứt hoạt động"
    end_units([ended], date(2026, 4, 10), commune_code("Cần Giuộc"), abstract)
    set_status(unit=unit(suspended), status="suspended", since=date(2026, 5, 4), why="Doanh nghiệp tạm ngừng sản xuất")
    set_status(unit=unit(waiting), status="reorganising", since=date(2026, 8, 3), why="Chờ kiện toàn Ban Chấp hành")
    renamed, employer, day = (
        codes_under(commune_code("Bến Lức"))[0],
        "Công ty cổ phần Cơ khí Vàm Cỏ Mới",
        date(2026, 9, 1),
    )
    rename(
        unit=unit(renamed),
        name=f"Công đoàn cơ sở {employer}",
        short_name="CĐCS Cơ khí Vàm Cỏ Mới",
        since=day,
        paper=paper(commune_code("Bến Lức"), day, f"Đổi tên thành Công đoàn cơ sở {employer}"),
    )
    describe(unit=unit(renamed), values={"employer": employer}, since=day)


def _found_new() -> None:
    random = Random("new unions")  # noqa: S311 - illustrative, not secret
    taken = set(Unit.objects.values_list("short_name", flat=True))
    places = ["Long Hoa", "An Tịnh", "Đức Hòa", "Hậu Nghĩa", "Bến Lức", "Tân An"]
    days = [date(2025, 11, 20), date(2026, 1, 8), date(2026, 3, 26), date(2026, 5, 19), date(2026, 7, 28),
            date(2026, 9, 15)]  # fmt: skip
    for number, (name, since) in enumerate(zip(places, days, strict=True), 1):
        above = commune_code(name)
        values = {**enterprise(random, 0.5, taken), "area": area("80", since)}
        found([Plan(f"TN-M{number:02}", above, values)], since, above, "Thành lập công đoàn cơ sở")


def living() -> list[Unit]:
    """Grassroots unions of Tây Ninh that live today, in the order of their code."""
    return list(
        Unit.objects.filter(path__startswith=unit(TAY_NINH).path, level="grassroots", ended_on=None).order_by("code")
    )


def take_new_area() -> None:
    """The four employers shown to the last group lie in the new province since 1 July 2025."""
    place = area("80", NEW_PROVINCES)
    for code, *_ in EMPLOYERS:
        describe(unit=unit(code), values={"area": place}, since=NEW_PROVINCES)
