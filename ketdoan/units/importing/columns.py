"""What the columns of such files mean, and how officials head them.

A heading is compared folded (no accents, no signs, small letters), so that "Mã CĐCS", "MÃ SỐ CĐCS:" and "mã cđcs (*)"
are one. The first pattern that fits the whole heading decides; IGNORED stands for what is no part of a union's tree,
such as numbers of members.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from ketdoan.core.viet import fold

IGNORED = "-"
#: Headings that fit two meanings; the values of the column decide between them.
KIND_OR_OWNERSHIP, WOMEN_OR_SEX, UNIT_PHONE, UNIT_EMAIL, FROM, UNTIL = (
    "kind?",
    "women?",
    "phone?",
    "email?",
    "from?",
    "to?",
)


@dataclass(frozen=True)
class Column:
    """What a column may hold: its code, its name on screen and in the sample file, and what it speaks of."""

    code: str
    title: str
    about: str


UNIT, TERM, OFFICER = "đơn vị", "nhiệm kỳ", "cán bộ"
#: Offices that have a column of their own in wide tables: body and office, with the name of the column.
OFFICES = {
    "office:executive:chair": "Chủ tịch",
    "office:executive:standing_vice_chair": "Phó Chủ tịch Thường trực",
    "office:executive:vice_chair": "Phó Chủ tịch",
    "office:executive:member": "Ủy viên Ban Chấp hành",
    "office:provisional_executive:chair": "Chủ tịch lâm thời",
    "office:inspection:chair": "Chủ nhiệm Ủy ban kiểm tra",
    "office:people_inspection:chair": "Trưởng Ban Thanh tra nhân dân",
    "office:women:chair": "Trưởng Ban Nữ công",
    "office:group_leaders:chair": "Tổ trưởng",
    "office:group_leaders:vice_chair": "Tổ phó",
}
FIELDS = [
    Column("number", "Số thứ tự", UNIT),
    Column("code", "Mã đơn vị", UNIT),
    Column("name", "Tên đơn vị", UNIT),
    Column("short_name", "Tên gọn", UNIT),
    Column("kind", "Loại đơn vị", UNIT),
    Column("parent_code", "Mã đơn vị cấp trên", UNIT),
    Column("parent", "Đơn vị cấp trên trực tiếp", UNIT),
    Column("founded", "Ngày thành lập", UNIT),
    Column("ownership", "Loại hình cơ quan, doanh nghiệp", UNIT),
    Column("employer", "Người sử dụng lao động", UNIT),
    Column("tax_code", "Mã số thuế", UNIT),
    Column("industry", "Ngành nghề", UNIT),
    Column("workers", "Số lao động", UNIT),
    Column("women", "Trong đó nữ", UNIT),
    Column("address", "Địa chỉ", UNIT),
    Column("phone", "Điện thoại đơn vị", UNIT),
    Column("email", "Thư điện tử đơn vị", UNIT),
    Column("body", "Cơ quan", TERM),
    Column("term_number", "Khóa", TERM),
    Column("term", "Nhiệm kỳ", TERM),
    Column("term_since", "Nhiệm kỳ từ ngày", TERM),
    Column("term_until", "Nhiệm kỳ đến ngày", TERM),
    Column("seats", "Số ủy viên", TERM),
    Column("person", "Họ và tên", OFFICER),
    Column("office", "Chức vụ", OFFICER),
    Column("office_since", "Giữ chức vụ từ ngày", OFFICER),
    Column("office_until", "Giữ chức vụ đến ngày", OFFICER),
    Column("birth_date", "Ngày sinh", OFFICER),
    Column("sex", "Giới tính", OFFICER),
    Column("work", "Phân công nhiệm vụ", OFFICER),
    *(Column(code, f"Họ tên {title}", OFFICER) for code, title in OFFICES.items()),
]
TITLES = {column.code: column.title for column in FIELDS}
#: Columns that say of a unit what it is, beyond which one is meant.
DESCRIBING = {"kind", "parent", "parent_code", "founded", "ownership", "employer", "tax_code", "industry", "workers"}
DESCRIBING |= {"women", "address", "phone", "email", "short_name"}

_UNION = r"(?:don vi|dv|cdcs|cd|cong doan co so|cong doan|co so|to chuc cong doan|to chuc|nghiep doan)"
_ABOVE = r"(?:cap tren(?: truc tiep)?(?: co so| quan ly)?|chu quan|quan ly(?: truc tiep)?|cha|truc thuoc|me)"
_WORKERS = r"(?:cnvc ?lao dong|cnvc ?ld|cnld|cbcnvc ?ld|cbcnv|nguoi lao dong|nld|lao dong|ld|cong nhan(?: lao dong)?)"
_HEADS = r"(?:(?:ho (?:va )?ten|ten) )?(?:dong chi )?"
_TAIL = rf"(?: (?:{_UNION}|bch|ban chap hanh|cua .*))?(?: ho (?:va )?ten)?"
_DAY = r"(?:ngay|thoi gian|ngay thang nam|ngay thang|thang nam|nam)"
_PATTERNS = [
    (
        (r".*\b(?:doan vien|dv cd)\b.*|"
        r".*\b(?:ky ten|chu ky|dang vien|cap uy|chinh quyen|chuyen mon|so quyet dinh|so qd)\b.*"),
        IGNORED,
    ),
    (r"(?:ghi chu|diem|xep loai|trinh do|dan toc|ton giao|que quan|can cuoc|cccd|cmnd|so the)(?: .*)?", IGNORED),
    (r"stt|tt|so tt|so thu tu|thu tu|muc", "number"),
    (r"(?:ma so thue|ma thue|mst)(?: .*)?", "tax_code"),
    (rf"(?:ma|ma so|ma hieu|ky hieu) (?:{_UNION} )?{_ABOVE}(?: .*)?|ma (?:so )?{_ABOVE}", "parent_code"),
    (rf"(?:ma|ma so|ma hieu|ky hieu)(?: (?:{_UNION}|dinh danh))?", "code"),
    (r"(?:ten|cac|cdcs|cong doan co so)(?: .*)? truc thuoc", "name"),
    (rf"(?:ten )?(?:{_UNION} )?{_ABOVE}(?: cua .*| {_UNION})?", "parent"),
    (rf"ten (?:gon|viet tat|tat|ngan|thuong goi)(?: {_UNION})?|viet tat", "short_name"),
    (
        (r"loai hinh(?: .*)? (?:doanh nghiep|dn|co quan|so huu|kinh te|lao dong)|thanh phan kinh te|"
        r"hinh thuc so huu"),
        "ownership",
    ),
    (rf"loai (?:hinh )?(?:{_UNION})(?: .*)?|cap(?: (?:cong doan|cd))?", "kind"),
    (r"loai hinh|loai|phan loai", KIND_OR_OWNERSHIP),
    (rf"{_HEADS}chu tich lam thoi{_TAIL}", "office:provisional_executive:chair"),
    (rf"{_HEADS}(?:pho chu tich|pct) (?:thuong truc|tt){_TAIL}", "office:executive:standing_vice_chair"),
    (rf"{_HEADS}(?:cac )?(?:pho chu tich|pct){_TAIL}", "office:executive:vice_chair"),
    (rf"{_HEADS}(?:chu tich|ct){_TAIL}", "office:executive:chair"),
    (rf"{_HEADS}(?:cac )?(?:uy vien|uv|uvbch)(?: bch| ban chap hanh)?{_TAIL}", "office:executive:member"),
    (rf"{_HEADS}(?:chu nhiem )?(?:ubkt|uy ban kiem tra){_TAIL}", "office:inspection:chair"),
    (rf"{_HEADS}(?:truong ban )?(?:ttnd|thanh tra nhan dan){_TAIL}", "office:people_inspection:chair"),
    (rf"{_HEADS}truong (?:ban )?(?:ban )?nu cong(?: quan chung)?{_TAIL}", "office:women:chair"),
    (rf"{_HEADS}to truong{_TAIL}", "office:group_leaders:chair"),
    (rf"{_HEADS}to pho{_TAIL}", "office:group_leaders:vice_chair"),
    (r"ho (?:va )?ten(?: .*)?|ten can bo(?: .*)?|can bo", "person"),
    (r"(?:chuc vu|chuc danh)(?: .*)?", "office"),
    (
        (rf"{_DAY} (?:bo nhiem|bau|giu chuc vu|nhan chuc vu|dam nhiem|duoc bau|giu chuc)(?: .*)?|"
        rf"giu chuc vu tu ngay"),
        "office_since",
    ),
    (rf"{_DAY} (?:thoi|ket thuc|mien nhiem)(?: giu)? chuc(?: vu)?|giu chuc vu den ngay", "office_until"),
    (r"(?:tu ngay|tu|bat dau tu ngay)", FROM),
    (r"(?:den ngay|den)", UNTIL),
    (rf"{_DAY} sinh(?: .*)?|sinh (?:ngay|nam)", "birth_date"),
    (r"gioi tinh|gioi|nam nu", "sex"),
    (r"(?:phan cong|nhiem vu|phu trach|linh vuc phu trach)(?: .*)?", "work"),
    (
        (rf"nhiem ky (?:tu|bat dau)(?: ngay)?|(?:ngay )?bat dau nhiem ky|"
        rf"{_DAY} (?:to chuc )?dai hoi(?: .*)?"),
        "term_since",
    ),
    (r"nhiem ky (?:den|ket thuc)(?: ngay)?|(?:ngay |thoi gian )?(?:het|ket thuc) nhiem ky(?: .*)?", "term_until"),
    (r"nhiem ky(?: (?:dai hoi|bch|ban chap hanh|hien tai|hien nay))?", "term"),
    (r"khoa(?: dai hoi)?|(?:dai hoi )?(?:lan|khoa) thu|nhiem ky thu", "term_number"),
    (r"(?:tong )?so (?:luong )?(?:uy vien|uv|uvbch|uv bch)(?: .*)?", "seats"),
    (r"co quan(?: lanh dao| cong doan)?|thuoc (?:co quan|ban)|ban|ban uy ban", "body"),
    (rf"{_DAY} (?:thanh lap|cong nhan|tlap|ra doi)(?: .*)?", "founded"),
    (
        (r"(?:ten )?(?:nguoi su dung lao dong|nsdld|doanh nghiep|cong ty|co quan doanh nghiep|"
        r"don vi su dung lao dong)(?: .*)?"),
        "employer",
    ),
    (r"(?:nganh nghe|linh vuc|nganh)(?: .*)?", "industry"),
    (r"nu", WOMEN_OR_SEX),
    (rf"(?:so (?:luong )?)?(?:{_WORKERS} )?(?:trong do )?(?:so )?(?:{_WORKERS} )?(?:la )?nu(?: {_WORKERS})?", "women"),
    (
        (rf"(?:tong )?(?:so )?(?:luong )?{_WORKERS}(?: (?:tong so|tong cong|tong|hien co|dang lam viec|"
        rf"co mat).*)?"),
        "workers",
    ),
    (r"(?:dia chi|tru so|dia diem)(?: .*)?", "address"),
    (rf"(?:dien thoai|sdt|dt|so dien thoai) (?:{_UNION}|co quan|van phong)", "phone"),
    (r"(?:so )?(?:dien thoai|sdt|dt)", UNIT_PHONE),
    (rf"(?:email|e mail|thu dien tu) (?:{_UNION}|co quan)", "email"),
    (r"email|e mail|thu dien tu", UNIT_EMAIL),
    (
        (rf"(?:ten )?(?:day du )?(?:cua )?(?:{_UNION})(?: day du| cong doan)?|"
        rf"ten(?: day du| goi| day du cua don vi)?"),
        "name",
    ),
]  # fmt: skip
_COMPILED = [(re.compile(pattern), code) for pattern, code in _PATTERNS]
_BY_TITLE = {fold(column.title): column.code for column in FIELDS}
_NOTE = re.compile(r"\([^)]*\)")
_GRASSROOTS = re.compile(r"\b(cdcs|cong doan co so)\b")


@lru_cache(maxsize=4_096)
def meaning_of(heading: str) -> str:
    """The code of the column, one of the two-fold ones, IGNORED, or "" for a heading nobody knows."""
    folded = fold(_NOTE.sub(" ", heading)) or fold(heading)
    return _BY_TITLE.get(folded) or next((code for pattern, code in _COMPILED if pattern.fullmatch(folded)), "")


def names_grassroots(heading: str) -> bool:
    """Whether a heading says that what stands below are grassroots unions: "Tên CĐCS"."""
    return bool(_GRASSROOTS.search(fold(heading)))
