"""The words by which files call kinds of units, types of employers, bodies and offices: the labels of the dated
rules, with what officials write for them."""

from collections import defaultdict
from collections.abc import Iterable

from ketdoan.core.rules import current_rules
from ketdoan.core.viet import fold

from ..importing.cells import Vocabulary

#: Further names of kinds; a unit's name that begins with one tells its kind.
_KINDS = {
    "provincial_federation": ["liên đoàn lao động tỉnh", "LĐLĐ tỉnh", "LĐLĐ thành phố", "LĐLĐ TP"],
    "district_federation": [
        f"{union} {place}" for union in ("liên đoàn lao động", "LĐLĐ") for place in ("huyện", "quận", "thị xã")
    ],
    "local_sector_union": ["công đoàn ngành", "CĐ ngành"],
    "civil_servants_union": ["công đoàn viên chức", "CĐVC"],
    "zone_union": [
        f"{union} {zone}"
        for union in ("công đoàn", "CĐ")
        for zone in ("các khu công nghiệp", "khu công nghiệp", "các KCN", "KCN", "các khu kinh tế", "khu kinh tế")
    ],
    "commune_union": [
        f"{union} {place}" for union in ("công đoàn", "CĐ") for place in ("xã", "phường", "đặc khu", "xã phường")
    ],
    "member_grassroots_union": ["CĐCS thành viên", "CĐCSTV"],
    "grassroots_union": ["công đoàn cơ sở", "CĐCS"],
    "grassroots_trade_union": ["nghiệp đoàn cơ sở", "nghiệp đoàn", "NĐCS"],
    "section_union": ["công đoàn bộ phận", "CĐBP", "CĐ bộ phận"],
    "section_trade_union": ["nghiệp đoàn bộ phận", "NĐ bộ phận"],
    "union_group": ["tổ công đoàn", "tổ CĐ"],
    "trade_group": ["tổ nghiệp đoàn", "tổ NĐ"],
}
_OWNERSHIPS = {
    "state_enterprise": ["DNNN", "nhà nước", "doanh nghiệp nhà nước", "DN nhà nước"],
    "private_enterprise": [
        "tư nhân",
        "DN ngoài nhà nước",
        "ngoài nhà nước",
        "NNN",
        "DN tư nhân",
        "doanh nghiệp tư nhân",
    ],
    "foreign_enterprise": ["FDI", "DN FDI", "có vốn đầu tư nước ngoài", "doanh nghiệp FDI", "vốn nước ngoài"],
    "cooperative": ["HTX", "hợp tác xã"],
    "state_agency": ["HCSN", "hành chính", "cơ quan nhà nước", "hành chính nhà nước"],
    "autonomous_public_service": ["sự nghiệp công lập", "đơn vị sự nghiệp", "sự nghiệp"],
    "private_service": ["ngoài công lập", "sự nghiệp ngoài công lập"],
}
_BODIES = {
    "executive": ["BCH", "ban chấp hành công đoàn"],
    "provisional_executive": ["BCH lâm thời", "lâm thời"],
    "standing": ["BTV", "thường vụ"],
    "inspection": ["UBKT", "kiểm tra"],
    "people_inspection": ["TTND", "thanh tra nhân dân"],
    "women": ["nữ công", "ban nữ công"],
    "group_leaders": ["tổ"],
}
_CHAIR, _VICE, _MEMBER = ["chủ tịch", "CT"], ["phó chủ tịch", "PCT"], ["ủy viên", "UV"]
_OFFICES = {
    ("executive", "chair"): _CHAIR,
    ("executive", "standing_vice_chair"): ["phó chủ tịch TT", "PCT thường trực", "PCTTT"],
    ("executive", "vice_chair"): _VICE,
    ("executive", "member"): [*_MEMBER, "UVBCH", "ủy viên BCH", "UV BCH"],
    ("standing", "member"): ["UVBTV", "ủy viên BTV", "UV BTV", "UV thường vụ"],
    ("inspection", "chair"): ["chủ nhiệm UBKT", "CN UBKT", "chủ nhiệm"],
    ("inspection", "vice_chair"): ["phó chủ nhiệm UBKT", "PCN UBKT", "phó chủ nhiệm"],
    ("inspection", "member"): ["UV UBKT", "ủy viên UBKT"],
    ("people_inspection", "chair"): ["trưởng ban TTND", "trưởng ban thanh tra"],
    ("people_inspection", "member"): ["UV ban TTND", "ủy viên ban TTND"],
    ("women", "chair"): ["trưởng nữ công", "trưởng ban nữ công"],
    ("women", "vice_chair"): ["phó nữ công", "phó ban nữ công"],
    ("group_leaders", "chair"): ["tổ trưởng công đoàn", "tổ trưởng CĐ"],
    ("group_leaders", "vice_chair"): ["tổ phó công đoàn", "tổ phó CĐ"],
}
#: After these a union may be named: "Chủ tịch CĐCS".
_TAILS = ["", " công đoàn", " CĐCS", " công đoàn cơ sở", " CĐ", " BCH", " LĐLĐ"]
#: What the offices of a body are called when the body is known.
_SHORT = {
    "chair": [*_CHAIR, "chủ nhiệm", "trưởng ban", "trưởng", "tổ trưởng"],
    "vice_chair": [*_VICE, "phó chủ nhiệm", "phó trưởng ban", "phó ban", "tổ phó"],
    "standing_vice_chair": ["phó chủ tịch thường trực", "PCT thường trực"],
    "member": [*_MEMBER, "thành viên"],
}


def vocabulary() -> Vocabulary:
    """The words as they are understood now, of today's rules and of earlier ones."""
    labels: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    offices: dict[str, tuple[str, str]] = {}
    in_bodies: dict[str, dict[str, str]] = defaultdict(dict)
    for row in current_rules():
        if row.key in ("units.kind", "units.ownership", "units.body"):
            (code,) = row.selector.values()
            value = row.value
            labels[row.key][code] += [value["label"], *value.get("label_at", {}).values()]
            if row.key == "units.body":
                labels[row.key][code].append(value["short"])
        elif row.key == "units.office":
            place = (row.selector["body"], row.selector["office"])
            for text in (row.value["label"], *row.value.get("label_at", {}).values()):
                offices.setdefault(fold(text), place)
                in_bodies[place[0]][fold(text)] = place[1]
            in_bodies[place[0]] |= dict.fromkeys(map(fold, _SHORT.get(place[1], ())), place[1])
    for place, texts in _OFFICES.items():
        tails = _TAILS if texts in (_CHAIR, _VICE) else [""]
        for text in texts:
            offices |= dict.fromkeys((fold(text + tail) for tail in tails), place)
    kinds = _by_text(labels["units.kind"].items(), _KINDS)
    beginnings = {text: kind for kind, texts in _KINDS.items() for text in map(fold, texts)}
    return Vocabulary(
        kinds=kinds,
        ownerships=_by_text(labels["units.ownership"].items(), _OWNERSHIPS),
        bodies=_by_text(labels["units.body"].items(), _BODIES),
        offices=offices,
        offices_in=in_bodies,
        beginnings=tuple(sorted(beginnings.items(), key=lambda pair: -len(pair[0]))),
    )


def _by_text(labels: Iterable[tuple[str, list[str]]], further: dict[str, list[str]]) -> dict[str, str]:
    """Folded text to code; labels of rules come before further names."""
    found: dict[str, str] = {}
    for code, texts in [*labels, *further.items()]:
        for text in texts:
            found.setdefault(fold(text), code)
    return found
