"""Which acts the acting post may do on a unit: the buttons of its page."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from ketdoan.core.acting import Actor
from ketdoan.core.scope import TERRITORY

from ..models import Unit


@dataclass(frozen=True)
class Offer:
    """An act on offer: title, icon, address."""

    title: str
    icon: str
    url: str


# name, permission, title, icon, whether it takes a post above the unit
ACTS = [
    ("describe", "units.describe", "Cập nhật thông tin", "pencil", False),
    ("open_term", "units.term", "Mở nhiệm kỳ", "calendar-plus", False),
    ("appoint", "units.appoint", "Bố trí chức vụ", "user-plus", False),
    ("new_person", "units.person", "Thêm người vào hồ sơ", "contact", False),
    ("open_department", "units.department", "Lập ban, văn phòng", "building", False),
    ("add_regulation", "units.regulation", "Ghi quy chế, thỏa thuận", "file-badge", False),
    ("posts", "units.post", "Vị trí công tác", "key-round", False),
    ("add_child", "units.found", "Lập đơn vị trực thuộc", "folder-plus", False),
    ("import_file", "units.import", "Nhập từ Excel", "file-up", False),
    ("export_union", "units.export", "Xuất tổ chức, cán bộ ra Excel", "file-down", False),
    ("rename", "units.rename", "Đổi tên", "text-cursor-input", True),
    ("move", "units.move", "Chuyển trực thuộc", "corner-down-right", True),
    ("retype", "units.retype", "Chuyển loại đơn vị", "shapes", True),
    ("recognise", "units.recognise", "Công nhận", "badge-check", True),
    ("set_status", "units.suspend", "Tạm ngừng, hoạt động lại", "circle-pause", True),
    ("absorb", "units.absorb", "Sáp nhập vào đơn vị khác", "merge", True),
    ("merge", "units.merge", "Hợp nhất thành đơn vị mới", "combine", True),
    ("split", "units.split", "Chia, tách", "split", True),
    ("dissolve", "units.dissolve", "Kết thúc hoạt động", "circle-x", True),
]


def acts_open_to(actor: Actor, unit: Unit) -> list[Offer]:
    """The acts for which the actor holds the permission and stands high enough. An ended unit has none."""
    if unit.ended_on:
        return []
    path = unit.territory_path if actor.scope.tree == TERRITORY else unit.path
    above = path != actor.scope.path or unit.parent_id is None
    offers = []
    for name, permission, title, icon, from_above in ACTS:
        if actor.may(permission) and (above or not from_above):
            try:
                offers.append(Offer(title, icon, reverse(f"units:{name}", args=[unit.code])))
            except NoReverseMatch:
                continue
    return offers
