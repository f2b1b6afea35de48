"""Runs the parts of the demo in the order of time, in one transaction: the whole union stands, or nothing does."""

from collections.abc import Callable

from django.db import connection, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.modules import modules

from . import accounts, civil, country, districts, officers, plans, present, reform, regulations, sector, showcases
from .stage import NEW_PROVINCES

# What is being done, as the progress line says it, with its share of the work, and the parts that do it.
PARTS: list[tuple[str, int, list[Callable[[], None]]]] = [
    ("Tổng Liên đoàn và 63 tỉnh, thành phố", 3, [country.found_country]),
    ("Công đoàn TT&TT Việt Nam", 9, [sector.found_sector]),
    ("Công đoàn Viên chức tỉnh", 5, [civil.found_civil_unions, civil.join_whole]),
    ("Công đoàn huyện và khu công nghiệp", 8, [districts.found_districts, showcases.found_showcases]),
    ("Thay đổi đến năm 2024", 2, [sector.change_until_2024]),
    ("Các nhiệm kỳ trước", 4, [officers.past_terms]),
    ("Sắp xếp tháng 6/2025", 5, [lambda: country.follow_new_names(before=NEW_PROVINCES), reform.leave_state_bodies]),
    ("Hợp nhất tỉnh 01/7/2025", 8, [reform.follow_new_provinces, sector.end_sector]),
    ("Công đoàn xã, phường", 3, [present.found_commune_unions, present.go_on, present.take_new_area]),
    ("Sau ngày hợp nhất", 2, [lambda: country.follow_new_names(after=NEW_PROVINCES), sector.follow_merged_province]),
    ("Cơ quan lãnh đạo LĐLĐ tỉnh Tây Ninh", 3, [officers.federation]),
    ("Công đoàn xã, phường: nhân sự", 5, [officers.communes]),
    ("Công đoàn cơ sở: nhân sự", 20, [officers.grassroots, officers.showcases]),
    ("Quy chế, thỏa thuận phối hợp", 3, [regulations.sign]),
    ("Tài khoản dùng thử", 2, [accounts.open_accounts]),
    ("Phương án sắp xếp", 1, [plans.weigh_two_plans]),
]


def _parts() -> list[tuple[str, int, list[Callable[[], None]]]]:
    """The parts of the union itself, then what the other modules show at it."""
    return PARTS + [(title, module.demo_share, [step]) for module in modules() for title, step in module.demo]


def build(tell: Callable[[int, str], None]) -> None:
    """Build the demo. `tell` gets the percentage done and what comes next."""
    _build(tell)
    tell(100, "Xong")  # only now: to check that all rows belong together takes seconds, as the transaction ends


@transaction.atomic
def _build(tell: Callable[[int, str], None]) -> None:
    parts = _parts()
    total, done = sum(share for _, share, _ in parts), 0
    with acting(SYSTEM):
        for title, share, steps in parts:
            tell(done * 100 // total, title)
            for step in steps:
                step()
            done += share
            _let_planner_know()


def _let_planner_know() -> None:
    """Statistics are gathered by themselves only after the transaction; without them its later queries crawl."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE units_unit, units_unitversion, units_edge, units_change, units_decision, "
            "units_lineage, units_person, units_body, units_term, units_appointment"
        )
