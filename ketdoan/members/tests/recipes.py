"""How messy lists look: the headings that unions write, and recipes of files that combine what goes wrong in them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """How a file looks: its kinds of columns in order, each "code" or "code:way of writing"."""

    name: str
    columns: str
    format: str = "xlsx"  # xlsx, xls, or the encoding of a CSV file
    delimiter: str = ","
    titles: int = 2
    header: int = 1
    numbering: str = ""
    groups: str = ""  # rows, plain rows
    pages: bool = False
    foot: bool = True
    code: str = ""  # TCVN3, VNI: of the texts of a workbook
    guide: bool = False
    sheets: int = 1
    shift: int = 0


HEADINGS = {
    "number": ["STT", "TT", "Số TT", "Stt."],
    "name": ["Họ và tên", "HỌ VÀ TÊN", "Họ tên", "Họ và tên đoàn viên", "Họ và tên (chữ in hoa)", "Họ, tên"],
    "family": ["Họ và tên đệm", "Họ đệm", "Họ và chữ đệm", "Họ lót"],
    "given": ["Tên"],
    "birth": ["Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "NTNS", "Ngày/tháng/năm sinh", "Năm sinh"],
    "sex": ["Giới tính", "Giới tính (Nam/Nữ)", "GT", "Nam/Nữ", "Phái"],
    "tick_f": ["Nữ", "Nữ (x)", "Giới tính nữ"],
    "tick_m": ["Nam"],
    "citizen_id": ["Số CCCD", "CCCD", "Số căn cước công dân", "CMND/CCCD", "Số CMND/CCCD", "Số định danh cá nhân"],
    "old_citizen_id": ["Số CMND", "CMND", "Chứng minh nhân dân"],
    "id_date": ["Ngày cấp CCCD", "Ngày cấp CMND/CCCD", "Ngày cấp"],
    "id_place": ["Nơi cấp CCCD", "Nơi cấp"],
    "social_insurance": ["Số sổ BHXH", "Mã số BHXH", "Số BHXH", "Mã số bảo hiểm xã hội"],
    "phone": ["Điện thoại", "Số điện thoại", "SĐT", "Số ĐT", "Điện thoại di động", "ĐTDĐ"],
    "email": ["Email", "E-mail", "Thư điện tử", "Địa chỉ email"],
    "address": ["Nơi ở hiện nay", "Địa chỉ", "Chỗ ở hiện tại", "Địa chỉ thường trú", "Hộ khẩu thường trú"],
    "hometown": ["Quê quán", "Nguyên quán"],
    "ethnicity": ["Dân tộc"],
    "religion": ["Tôn giáo"],
    "education": ["Trình độ", "Trình độ chuyên môn", "Trình độ học vấn"],
    "occupation": ["Nghề nghiệp", "Công việc", "Công việc đang làm"],
    "job_title": ["Chức vụ chuyên môn", "Chức danh", "Chức vụ chính quyền"],
    "contract": ["Loại hợp đồng", "Loại HĐLĐ", "Hình thức hợp đồng lao động"],
    "started": ["Ngày vào làm", "Ngày vào làm việc", "Ngày tuyển dụng", "Ngày vào công ty", "Ngày bắt đầu làm việc"],
    "member_since": [
        "Ngày vào công đoàn",
        "Ngày kết nạp",
        "Ngày gia nhập công đoàn",
        "Ngày vào CĐ",
        "Ngày kết nạp đoàn viên",
        "Năm vào công đoàn",
    ],
    "joined_at": ["Nơi kết nạp", "Nơi gia nhập công đoàn"],
    "decision_number": ["Số quyết định", "Số QĐ", "Số quyết định kết nạp"],
    "decision_date": ["Ngày quyết định", "Ngày QĐ", "Ngày ra quyết định"],
    "card_number": ["Số thẻ đoàn viên", "Số thẻ", "Mã số thẻ", "Số thẻ ĐV"],
    "card_date": ["Ngày cấp thẻ", "Ngày cấp thẻ đoàn viên"],
    "office": ["Chức vụ công đoàn", "Chức vụ CĐ", "Chức vụ trong công đoàn"],
    "group": ["Tổ công đoàn", "Phòng ban", "Bộ phận", "Đơn vị", "Tổ CĐ", "Phòng/Ban", "Nơi làm việc"],
    "party": ["Đảng viên", "Đảng viên (x)"],
    "wage": ["Tiền lương đóng đoàn phí", "Mức lương", "Lương đóng BHXH", "Tiền lương"],
    "status": ["Tình trạng", "Trạng thái", "Tình trạng sinh hoạt"],
    "note": ["Ghi chú", "Ghi chú khác"],
    "signature": ["Ký tên", "Ký nhận"],
}
RECIPES = [
    Recipe("plain", "number name birth sex citizen_id phone address group member_since note"),
    Recipe(
        "capitals", "number name:capitals birth:dots sex:words citizen_id:spaced phone:spaced job_title group signature"
    ),
    Recipe(
        "sexes over births",
        "number name birth:by_sex citizen_id phone hometown member_since:year",
        header=2,
        numbering="1",
    ),
    Recipe(
        "ticked women",
        "number name birth:year tick_f:x group started office wage note",
        numbering="(1)",
        groups="",
        pages=True,
    ),
    Recipe("both ticks", "number name birth:real ticks education occupation member_since:month card_number", header=2),
    Recipe(
        "lost zeros", "number name birth:real sex citizen_id:number social_insurance:number phone:number wage:number"
    ),
    Recipe(
        "old and new cards",
        "number name:titles birth:dashes sex citizen_id:mixed id_date id_place phone:several address",
    ),
    Recipe(
        "two columns of papers", "number name birth:iso sex old_citizen_id citizen_id ethnicity religion party:x email"
    ),
    Recipe(
        "parted names",
        "number family given birth:real sex phone:plus84 email group contract started status",
        numbering="A",
    ),
    Recipe("parted under one heading", "number parted:merged birth:text sex citizen_id group member_since"),
    Recipe(
        "groups as rows",
        "number name:mixed birth:mixed sex citizen_id phone job_title member_since",
        groups="rows",
        numbering="1",
    ),
    Recipe(
        "groups without numbers", "number name birth:text sex phone address wage:grouped", groups="plain", pages=True
    ),
    Recipe(
        "merged groups", "number group:merged name birth:real sex citizen_id phone:spaced member_since:real", titles=4
    ),
    Recipe("births in three", "number name birth:parts sex:letters citizen_id social_insurance phone note", header=2),
    Recipe("American texts", "number name birth:american sex citizen_id phone started:american", titles=0),
    Recipe("American cells", "number name birth:swapped sex citizen_id phone group", titles=1),
    Recipe("both orders", "number name birth:both_orders sex phone address group member_since"),
    Recipe(
        "serials",
        "number name birth:serial sex citizen_id started:serial member_since:serial_text decision_number "
        "decision_date:real",
    ),
    Recipe("short years", "number name birth:short sex citizen_id phone group"),
    Recipe(
        "papers under headings", "number name birth sex paper card decision phone office group", header=2, numbering="1"
    ),
    Recipe("errors", "number name birth:errors sex citizen_id:scientific phone:errors wage address:errors group"),
    Recipe(
        "remarks",
        "number name:remarks birth:words sex citizen_id phone:several group note",
        pages=True,
        sheets=3,
        guide=True,
    ),
    Recipe("abc", "number name birth:text sex address hometown ethnicity education group note", code="TCVN3", titles=3),
    Recipe(
        "abc capitals",
        "number name:capitals birth tick_f:x citizen_id address group job_title",
        code="TCVN3",
        groups="rows",
    ),
    Recipe("vni", "number name birth:real sex citizen_id address hometown occupation group note", code="VNI", header=1),
    Recipe("vni capitals", "number name:capitals birth:by_sex address education group", code="VNI", header=2),
    Recipe("decomposed", "number name:nfd birth sex address:nfd group:nfd note", titles=3),
    Recipe(
        "old workbook",
        "number name birth:real sex citizen_id:number phone:number address group member_since",
        format="xls",
    ),
    Recipe(
        "old workbook in abc", "number name birth:real sex address group member_since:year", format="xls", code="TCVN3"
    ),
    Recipe("csv", "number name birth sex citizen_id phone email address group member_since", format="utf-8"),
    Recipe(
        "csv with a mark", "number name birth:iso sex citizen_id phone address wage", format="utf-8-sig", delimiter=";"
    ),
    Recipe(
        "csv of Excel", "number name birth sex citizen_id:trick phone address group", format="utf-16", delimiter="\t"
    ),
    Recipe(
        "csv of Windows",
        "number name birth sex citizen_id phone address hometown group",
        format="cp1258",
        delimiter=";",
    ),
    Recipe("csv in abc", "number name birth sex citizen_id phone address hometown", format="TCVN3"),
    Recipe("csv in vni", "number name birth sex citizen_id phone address hometown group", format="VNI", delimiter="\t"),
    Recipe(
        "csv of a program",
        "number name birth:iso sex citizen_id:decimal phone email status",
        format="utf-8",
        titles=0,
        foot=False,
    ),
    Recipe(
        "dropped digits",
        "number name birth sex citizen_id:damaged social_insurance:damaged phone:damaged old_citizen_id:damaged",
    ),
    Recipe(
        "two rows on each page", "number name birth:by_sex paper phone group", header=2, pages=True, numbering="(1)"
    ),
    Recipe("short lists", "name birth:real phone", groups="plain", titles=1),
    Recipe("few facts", "number name birth:year", groups="rows"),
    Recipe("no numbers", "name birth sex citizen_id phone address group member_since", titles=1),
    Recipe(
        "everything",
        "number name birth sex citizen_id id_date id_place social_insurance phone email address hometown ethnicity "
        "religion education occupation job_title contract started member_since joined_at decision_number decision_date "
        "card_number card_date office group party wage status note",
        shift=1,
    ),
]
