"""What the columns of lists of members mean, and how unions head them.

A heading is compared folded (no accents, no signs, small letters). The first pattern that fits the whole heading, with
those above it and then without, decides. IGNORED stands for what the register does not take from such files; codes that
end in "?" have two meanings, between which the values of the column or its neighbours decide (`layout`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ketdoan.core.viet import fold, nfc

IGNORED = "-"
FEMALE, MALE, BIRTH_NAM, GIVEN, OFFICE, DATE, PLACE, ISSUED, NUMBER, WORKPLACE = (
    "female?", "male?", "birth_nam?", "given?", "office?", "date?", "place?", "issued?", "number?", "workplace?",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """What a column may hold: its code, its name on screen; sensitive facts stand apart from the base record. What is
    not `recorded` is read and checked alone."""

    code: str
    title: str
    sensitive: bool = False
    recorded: bool = True


FIELDS = [
    Column("number", "Số thứ tự"),
    Column("name", "Họ và tên"),
    Column("family", "Họ và tên đệm"),
    Column("given", "Tên"),
    Column("birth", "Ngày sinh"),
    Column("birth_m", "Ngày sinh của nam"),
    Column("birth_f", "Ngày sinh của nữ"),
    Column("birth_day", "Ngày (của ngày sinh)"),
    Column("birth_month", "Tháng (của ngày sinh)"),
    Column("birth_year", "Năm (của ngày sinh)"),
    Column("sex", "Giới tính"),
    Column("tick_m", "Nam (đánh dấu x)"),
    Column("tick_f", "Nữ (đánh dấu x)"),
    Column("citizen_id", "Số căn cước (CCCD)"),
    Column("old_citizen_id", "Số CMND"),
    Column("id_date", "Ngày cấp căn cước, CMND", recorded=False),
    Column("id_place", "Nơi cấp căn cước, CMND", recorded=False),
    Column("id_issued", "Ngày và nơi cấp căn cước, CMND", recorded=False),
    Column("social_insurance", "Mã số BHXH"),
    Column("phone", "Điện thoại"),
    Column("email", "Thư điện tử"),
    Column("address", "Nơi ở"),
    Column("hometown", "Quê quán"),
    Column("ethnicity", "Dân tộc", sensitive=True),
    Column("religion", "Tôn giáo", sensitive=True),
    Column("education", "Trình độ"),
    Column("occupation", "Nghề nghiệp, công việc"),
    Column("job_title", "Chức vụ chuyên môn"),
    Column("contract", "Loại hợp đồng lao động"),
    Column("started", "Ngày vào làm việc"),
    Column("member_since", "Ngày vào công đoàn"),
    Column("joined_at", "Nơi kết nạp"),
    Column("decision_number", "Số quyết định", recorded=False),
    Column("decision_date", "Ngày quyết định", recorded=False),
    Column("card_number", "Số thẻ đoàn viên", recorded=False),
    Column("card_date", "Ngày cấp thẻ", recorded=False),
    Column("office", "Chức vụ công đoàn", recorded=False),
    Column("group", "Tổ công đoàn, công đoàn bộ phận"),
    Column("workplace", "Phòng, ban, bộ phận"),
    Column("party", "Đảng viên", sensitive=True),
    Column("party_date", "Ngày vào Đảng", sensitive=True),
    Column("wage", "Tiền lương làm căn cứ đóng đoàn phí"),
    Column("status", "Tình trạng"),
    Column("note", "Ghi chú"),
]
TITLES = {column.code: column.title for column in FIELDS}
SENSITIVE = frozenset(column.code for column in FIELDS if column.sensitive)
#: Columns of days.
DAYS = {
    "birth", "birth_m", "birth_f", "id_date", "started", "member_since", "decision_date", "card_date", "party_date",
}  # fmt: skip

_DAY = r"(?:ngay thang nam|ngay thang|thang nam|ngay|thang|thoi gian|thoi diem|nam)"
_CD = r"(?:(?:to chuc )?(?:cong doan(?: viet nam| co so)?|cd|cdcs|cdvn|nghiep doan))"
_ID = r"(?:cccd|can cuoc|cc cd|dinh danh|ddcn|so cc|the cc)"
_OLD_ID = r"(?:cmnd|cmtnd|cmt|cmtnn|chung minh|cm nd)"
_BIRTH = rf"(?:{_DAY} (?:thang )?(?:nam )?sinh|sinh (?:ngay|nam)(?: .*)?|ntns|ngay sinh|birthday|dob|date of birth)"
_WHO = (
    r"(?:doan vien.*|dv|dvcd|cong doan vien|cnvc.*|cbcnv.*|cnv|ccvc.*|nguoi lao dong|nguoi ld|nld|lao dong|can bo.*|"
    r"nhan vien|cong nhan.*|khai sinh|day du|chu in hoa|in hoa|viet chu in hoa|giao vien|vien chuc.*)"
)
_NAME = "ho (?:va )?ten|ho ten va chu dem|ten|ho chu dem va ten|ho dem va ten|ho ten dem va ten"
_JOINING = "(?:gia nhap|vao|(?:duoc )?ket nap(?: vao)?|tham gia|sinh hoat)"
_EMPLOYER = (
    "(?:lam|lam viec|viec|cong tac|co quan|cong ty|cty|don vi|truong|dn|doanh nghiep|xi nghiep|nha may|benh vien)"
)
_PARTS_OF_EMPLOYER = (
    "(?:phong|ban|bo phan|khoa|xuong|phan xuong|doi|to san xuat|to doi|to chuyen mon|bo mon|chuyen|day chuyen|don vi|"
    "noi lam viec|noi cong tac|co quan|chi nhanh|truong|cong ty)"
)
_FAMILY = r"(?:ho va ten dem|ho ten dem|ho va (?:chu )?(?:ten )?(?:dem|lot)|ho (?:ten )?(?:dem|lot|chu lot)|ho)"

_PATTERNS = [
    # What lists hold beside; first, since it is spelt with the same words.
    (r".*\b(?:tncs|doan thanh nien|doan tn)\b.*|.*\b(?:vao|ket nap) doan(?! vien)\b.*", IGNORED),
    (r".*\b(?:chu ky|ky ten|ky nhan|ky xac nhan|xac nhan)\b.*|ky", IGNORED),
    (
        r"ho (?:va )?ten (?:cha|me|bo|vo|chong|con|nguoi|than nhan)\b.*|ten (?:goi )?khac|bi danh|ten thuong goi",
        IGNORED,
    ),
    (r"(?!.*\b(?:tien|muc) luong\b).*\b(?:he so|bac luong|ngach|dang phi|doan phi|phu cap)\b.*", IGNORED),
    (r".*\b(?:hon nhan|suc khoe|quoc tich|tai khoan)\b.*", IGNORED),
    (
        r".*\b(?:ma so thue|mst|bhyt|bao hiem y te|khen thuong|ky luat|noi sinh|so con|con nho|du bi|ly luan)\b.*",
        IGNORED,
    ),
    (
        r".*\b(?:ngoai ngu|tin hoc|chinh tri|xep loai|danh gia|thi dua|hinh anh|ngan hang|the dang|chuc vu dang)\b.*",
        IGNORED,
    ),
    (r"(?:anh|anh the|tuoi|chieu cao|nhom mau|facebook|zalo|vao nganh|nganh|.*\bvao nganh\b.*)", IGNORED),
    (r"(?:dien thoai|dt|sdt|so dien thoai) (?:co quan|cq|ban|nha|nha rieng|nguoi than|lien he khan.*)", IGNORED),
    (r"ma (?:so )?(?:nhan vien|nv|can bo|cb|cbcnv|doan vien|dv|don vi|ho so|nld|lao dong)(?: .*)?|msnv|manv", IGNORED),
    # Who it is.
    (r"stt|tt|so tt|so thu tu|thu tu|s tt|st t|no|#", "number"),
    (rf"(?:ho (?:va )?ten(?: {_WHO})? )?{_FAMILY}", "family"),
    (rf"ho (?:va )?ten(?: {_WHO})? ten(?: goi)?|ten goi", "given"),
    (r"ten", GIVEN),
    (
        rf"(?:{_NAME})(?: (?:{_WHO}))?(?: {_CD})?",
        "name",
    ),
    (r"full ?name|hoten", "name"),
    (r"(?:danh sach )?(?:doan vien|cong doan vien)(?: cong doan)?", "name"),
    (rf"{_BIRTH} (?:cua )?nu(?: gioi)?", "birth_f"),
    (rf"{_BIRTH} (?:nam gioi)", "birth_m"),
    (rf"{_BIRTH} nam", BIRTH_NAM),
    (rf"{_BIRTH} ngay", "birth_day"),
    (rf"{_BIRTH} thang", "birth_month"),
    (rf"{_BIRTH}(?: {_WHO})?(?: .*)?|ngay thang nam", "birth"),
    (r"(?:gioi tinh|gioi|phai|nam nu) nu|(?:la )?(?:nu|nu gioi|gioi tinh nu)(?: danh dau.*| x)?", FEMALE),
    (r"(?:dv|doan vien) nu", FEMALE),
    (r"(?:gioi tinh|gioi|phai|nam nu) nam|(?:la )?(?:nam|nam gioi)(?: danh dau.*| x)?", MALE),
    (r"gioi tinh(?: .*)?|gioi|nam nu|phai|gt|g tinh|sex|gender", "sex"),
    # Papers.
    (rf".*\b(?:{_ID}|{_OLD_ID})\b.* (?:ngay (?:va )?noi cap|ngay cap (?:va )?noi cap).*", "id_issued"),
    (rf"(?:ngay (?:va )?noi cap|ngay cap (?:va )?noi cap) .*\b(?:{_ID}|{_OLD_ID})\b.*", "id_issued"),
    (rf".*\b(?:{_ID}|{_OLD_ID})\b.* noi cap.*|noi cap(?: .*)? (?:{_ID}|{_OLD_ID}).*", "id_place"),
    (
        rf".*\b(?:{_ID}|{_OLD_ID})\b.* ngay(?: thang nam)?(?: cap)?.*|{_DAY} cap(?: .*)? (?:{_ID}|{_OLD_ID}).*",
        "id_date",
    ),
    (rf".*\b{_ID}\b.*", "citizen_id"),
    (rf".*\b{_OLD_ID}\b.*", "old_citizen_id"),
    (r"id card|id number|giay to tuy than|so giay to(?: .*)?", "citizen_id"),
    (r".*\bluong\b.*|.*\bthu nhap\b.*|muc dong (?:bhxh|bao hiem xa hoi)(?: .*)?", "wage"),
    (rf"{_DAY} .*\b(?:bhxh|bao hiem xa hoi)\b.*|(?:tham gia|dong) (?:bhxh|bao hiem xa hoi)(?: .*)?", IGNORED),
    (r".*\b(?:bhxh|bao hiem xa hoi)\b.*", "social_insurance"),
    (
        r"(?:so |sdt |dt )?(?:dien thoai|dt|sdt|dtdd|di dong|phone|mobile|tel|so dt|so dtdd)(?: .*)?|so may|lien he",
        "phone",
    ),
    (r"(?:dia chi )?(?:email|e mail|thu dien tu|hop thu|gmail|mail)(?: .*)?", "email"),
    (r".*\b(?:quyet dinh|qd)\b.*\b(?:tuyen dung|bo nhiem|luong|dieu dong)\b.*", IGNORED),
    (r"(?:so|so hieu) (?:va )?ngay (?:quyet dinh|qd).*", "decision_number"),
    (r"(?:quyet dinh|qd)(?: so)?(?: .*)? so (?:va )?ngay.*", "decision_number"),
    (rf"{_DAY}(?: thang nam)?(?: ky| ra| ban hanh| cua)? (?:quyet dinh|qd)(?: .*)?", "decision_date"),
    (r"(?:quyet dinh|qd)(?: .*)? ngay.*", "decision_date"),
    (r"(?:so |so hieu )?(?:quyet dinh|qd)(?: .*)?", "decision_number"),
    (r"(?:da |co |tinh trang )(?:duoc )?(?:cap )?the(?: .*)?", IGNORED),
    (rf"{_DAY} (?:cap|lam|phat hanh|nhan) the(?: .*)?|(?:so )?the(?: .*)? ngay(?: .*)?", "card_date"),
    (
        r"(?:so|ma|ma so|so hieu)?(?: )?the(?: (?:doan vien|dv|cong doan|cd|cdv|doan|tv)(?: .*)?)?(?: so)?",
        "card_number",
    ),
    # Union and work.
    (rf"{_DAY} (?:vao|ket nap|duoc ket nap)(?: vao)? dang(?: .*)?|dang vien {_DAY}.*", "party_date"),
    (r"(?:dang|vao dang) (?:ngay|nam).*", "party_date"),
    (r"(?:la )?dang vien(?: .*)?|dang|vao dang", "party"),
    (r"noi (?:ket nap|gia nhap|vao)(?: .*)?|ket nap tai(?: .*)?|(?:don vi|co so) ket nap(?: .*)?", "joined_at"),
    (
        rf"(?:{_DAY} )?{_JOINING}(?: sinh hoat)? (?:{_CD}|(?:doan vien|dv)(?: {_CD})?)(?: .*)?",
        "member_since",
    ),
    (rf"{_DAY} (?:ket nap|gia nhap|cong nhan)(?: (?:doan vien|dv).*)?", "member_since"),
    (rf"(?:la )?(?:doan vien|dv)(?: {_CD})? (?:tu|tu ngay|tu nam)(?: .*)?", "member_since"),
    (rf"{_CD} {_DAY}(?: (?:vao|gia nhap|ket nap))?", "member_since"),
    (r"(?:so|ngay ky|ngay het han|thoi han|ngay) (?:hop dong|hdld|hd)(?: .*)?", IGNORED),
    (r"(?:loai |hinh thuc |loai hinh )?(?:hop dong|hdld|hd|h d)(?: .*)?", "contract"),
    (
        rf"{_DAY} (?:vao|bat dau|bd)(?: {_EMPLOYER})+(?: .*)?",
        "started",
    ),
    (rf"{_DAY} (?:tuyen dung|nhan viec|lam viec|vao lam|vao lv|nhan cong tac)(?: .*)?", "started"),
    (r"(?:vao lam|lam viec|bat dau lam viec|cong tac) tu(?: .*)?", "started"),
    (
        rf"(?:chuc vu|chuc danh|cv|nhiem vu)(?: .*)? (?:{_CD}|doan the|cong doan .*)|can bo {_CD}|(?:cv|chuc vu) cd",
        "office",
    ),
    (r"(?:chuc vu|chuc danh)(?: .+)", "job_title"),
    (r"chuc danh", "job_title"),
    (r"chuc vu", OFFICE),
    (
        rf"(?:ten |thuoc |sinh hoat tai )?(?:to {_CD}|(?:cd|cong doan) bo phan|(?:to )?cdbp|to nghiep doan)(?: .*)?",
        "group",
    ),
    (r"to", "group"),
    (
        rf"(?:ten )?{_PARTS_OF_EMPLOYER}(?: .*)?",
        WORKPLACE,
    ),
    # What else is told of a person.
    (r"(?:que quan|nguyen quan|que)(?: .*)?", "hometown"),
    (
        r"(?:dia chi|(?:noi |cho )?o|ho khau|noi cu tru|(?:noi )?(?:thuong|tam) tru|hktt|noi d(?:ang )?ky?|dc)(?: .*)?",
        "address",
    ),
    (r"dan toc(?: .*)?", "ethnicity"),
    (r"ton giao(?: .*)?", "religion"),
    (r"(?:trinh do|hoc van|van hoa|bang cap|chuyen mon|tdcm|td|hoc vi|chuyen nganh)(?: .*)?", "education"),
    (r"(?:nghe nghiep|nghe|cong viec|vi tri|nganh nghe|viec lam)(?: .*)?", "occupation"),
    (r"(?:tinh trang|trang thai|hien trang|tinh hinh)(?: .*)?", "status"),
    (r"(?:ghi chu|chu thich|luu y|ghi nhan)(?: .*)?", "note"),
    # Without a word of what it belongs to: to the paper on its left.
    (r"ngay (?:va )?noi cap|ngay cap (?:va )?noi cap", ISSUED),
    (r"(?:ngay|thoi gian) cap|ngay|ngay thang", DATE),
    (r"noi cap|co quan cap", PLACE),
    (r"so", NUMBER),
]
_COMPILED = [(re.compile(pattern), code) for pattern, code in _PATTERNS]
_BY_TITLE = {fold(column.title): column.code for column in FIELDS}
_REMARK = re.compile(r"\([^)]*\)")


def meaning_of(parts: Sequence[str]) -> str:
    """The code of a column by its heading and those above it: by all together, else by the lower ones.

    One of the two-fold codes, IGNORED, or "" for a heading nobody knows.
    """
    return _meaning(tuple(parts))


@lru_cache(maxsize=4_096)
def _meaning(parts: tuple[str, ...]) -> str:
    for first in range(len(parts)):
        heading = " ".join(parts[first:])
        code = _BY_TITLE.get(fold(heading)) or _of_text(fold(_REMARK.sub(" ", heading)) or fold(heading))
        if code == BIRTH_NAM and nfc(parts[-1]).strip().lower().endswith("năm"):
            return "birth_year"
        if code:
            return code
    return ""


def _of_text(folded: str) -> str:
    return next((code for pattern, code in _COMPILED if pattern.fullmatch(folded)), "")
