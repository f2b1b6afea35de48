"""Which acts the acting post may do on a unit: the buttons of its page, and the palette's acts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from ketdoan.core.acting import Actor
from ketdoan.core.modules import Hit, permissions
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


def palette_acts(actor: Actor, here: str) -> Iterator[Hit]:
    """The acts on units: on the unit whose page is open, else on one that is chosen first; a post with a single unit
    has nothing to choose."""
    unit = _unit_at(here) or _only_unit(actor)
    open_here = {offer.title: offer.url for offer in acts_open_to(actor, unit)} if unit else {}
    called = permissions()
    single = unit is not None and _only_unit(actor) is not None
    for name, permission, title, _, _ in ACTS:
        if title in open_here and unit:
            yield Hit(title, open_here[title], unit.short_name, called[permission])
        elif not single and actor.may(permission):
            yield Hit(title, reverse("units:choose", args=[name]), "chọn đơn vị", called[permission])


def _unit_at(here: str) -> Unit | None:
    try:
        match = resolve(here)
    except Resolver404:
        return None
    if match.namespace != "units" or "code" not in match.kwargs:
        return None
    return Unit.objects.filter(code=match.kwargs["code"]).first()


def _only_unit(actor: Actor) -> Unit | None:
    found = list(Unit.objects.filter(ended_on=None)[:2])
    return found[0] if len(found) == 1 and found[0].pk == actor.unit_id else None
