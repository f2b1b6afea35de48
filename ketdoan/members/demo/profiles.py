"""What members of Tây Ninh's living unions work as, by the trade of their employer."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from ketdoan.core.actions import Act, action
from ketdoan.core.bulk import copy_in
from ketdoan.units.demo.reform import TAY_NINH
from ketdoan.units.demo.stage import unit

from ..models import Member, Profile
from .cast import Places

#: By the first four digits of an industry the group of occupations and the work of most.
WORK = {
    "1410": ("8", "Công nhân may"), "1520": ("8", "Công nhân may giày"), "1311": ("8", "Công nhân vận hành máy sợi"),
    "2610": ("8", "Công nhân lắp ráp điện tử"), "2219": ("8", "Công nhân chế biến mủ cao su"),
    "1030": ("7", "Công nhân chế biến hạt điều"), "1062": ("8", "Công nhân vận hành máy"),
    "2220": ("8", "Công nhân vận hành máy thổi"), "2592": ("7", "Thợ cơ khí"), "3100": ("7", "Thợ mộc"),
    "4101": ("7", "Thợ xây"), "4933": ("8", "Lái xe tải"), "4711": ("5", "Nhân viên bán hàng"),
    "0125": ("6", "Công nhân khai thác mủ"), "8610": ("3", "Điều dưỡng"), "4931": ("8", "Lái xe ôm công nghệ"),
}  # fmt: skip
HEALTH = ("3", "Điều dưỡng")
#: The others, with so many of a hundred.
OTHERS = [
    (("4", "Nhân viên văn phòng"), 6), (("3", "Kỹ thuật viên"), 7), (("2", "Chuyên viên"), 5), (("1", "Quản lý"), 2),
    (("9", "Lao động phổ thông"), 4),
]  # fmt: skip
SCHOOLING = {"Trung học cơ sở": 35, "Trung học phổ thông": 50, "Trung cấp": 12, "Cao đẳng": 3}
TRAINED, TRAINING = ("1", "2", "3"), {"Trung cấp": 25, "Cao đẳng": 30, "Đại học": 45}
CONTRACTS = {"Không xác định thời hạn": 7, "Xác định thời hạn": 3}
RECORDED = 0.93
COLUMNS = [
    "person", "profession", "job_title", "department", "contract", "works_since", "education", "joined_told",
    "joined_place",
]  # fmt: skip


def record_profiles(places: Places) -> None:
    """Of most of them; of some nobody has asked yet."""
    rows = list(_rows(Random("what members work as"), places))  # noqa: S311 - illustrative, not secret
    _record_profiles(rows=rows)


@action("members.record_profiles", "Ghi nghề nghiệp của đoàn viên", permission="members.admit")
def _record_profiles(act: Act, *, rows: list[tuple[Any, ...]]) -> None:
    copy_in(Profile, COLUMNS, rows)
    act.record(change={"people": len(rows)})


def _rows(random: Random, places: Places) -> Iterator[tuple[Any, ...]]:
    living = Member._base_manager.filter(unit__path__startswith=unit(TAY_NINH).path).exclude(state="left")
    for person_id, unit_id, joined in living.order_by("pk").values_list("pk", "unit", "joined_on"):
        if random.random() < RECORDED:
            profession, work = _work(random, places, unit_id)
            yield (
                person_id, profession, work, "", _drawn(random, CONTRACTS), _began(random, joined),
                _drawn(random, TRAINING if profession in TRAINED else SCHOOLING), "", "",
            )  # fmt: skip


def _work(random: Random, places: Places, unit_id: int) -> tuple[str, str]:
    at = random.randrange(100)
    for other, share in OTHERS:
        at -= share
        if at < 0:
            return other
    return WORK.get(places.industry(unit_id)[:4], HEALTH)


def _began(random: Random, joined: date) -> date:
    """Somebody joins after some months of work."""
    return joined - timedelta(days=random.randint(20, 400))


def _drawn(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
