"""The kinds of Word prints of the register, their fields, and the templates that are shipped.

The columns follow the lists that unions keep of their members; each union may change the template in Word.
"""

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from ketdoan.core.printing import Field
from ketdoan.units.printing.kinds import LIST_FIELDS, Kind
from ketdoan.units.printing.page import BODY, SMALL, Page, write

# Columns of tables: heading, name, width in millimetres.
MEMBERS = [
    ("TT", "tt", 11),
    ("Họ và tên", "ho_ten", 48),
    ("Ngày sinh (nam)", "sinh_nam", 25),
    ("Ngày sinh (nữ)", "sinh_nu", 25),
    ("Số căn cước", "can_cuoc", 32),
    ("Chức vụ, công việc", "cong_viec", 36),
    ("Ngày vào công đoàn", "ngay_vao", 26),
    ("Số thẻ", "so_the", 28),
    ("Ghi chú", "ghi_chu", 26),
]
COURSE = [("Từ ngày", "tu_ngay", 28), ("Sự kiện", "su_kien", 52), ("Đơn vị", "don_vi", 85)]
OFFICES = [("Từ ngày", "tu_ngay", 28), ("Chức vụ", "chuc_vu", 52), ("Đơn vị", "don_vi", 85)]
#: Lines of the form: what stands before, and the field.
FORM = (
    ("Họ và tên", "ho_ten"),
    ("Ngày sinh", "ngay_sinh"),
    ("Giới tính", "gioi_tinh"),
    ("Số căn cước", "can_cuoc"),
    ("Mã số bảo hiểm xã hội", "bhxh"),
    ("Điện thoại", "dien_thoai"),
    ("Nơi ở", "noi_o"),
    ("Trình độ", "trinh_do"),
    ("Nghề nghiệp", "nghe_nghiep"),
    ("Chức vụ, công việc", "cong_viec"),
    ("Phòng, ban, phân xưởng", "phong_ban"),
    ("Loại hợp đồng", "hop_dong"),
    ("Ngày vào làm", "ngay_vao_lam"),
    ("Ngày vào công đoàn", "ngay_vao"),
    ("Nơi kết nạp", "noi_ket_nap"),
    ("Số thẻ đoàn viên", "so_the"),
    ("Sinh hoạt tại", "ten_don_vi"),
    ("Tình trạng", "tinh_trang"),
)


def _list_template() -> bytes:
    page = Page(LIST.title, landscape=True)
    page.heading()
    page.title("DANH SÁCH ĐOÀN VIÊN", "{{ ten_don_vi }}")
    page.centred("(Số liệu ngày {{ tai_ngay }})", italic=True)
    page.table("doan_vien", MEMBERS)
    page.body("Tổng số: {{ so_doan_vien }} đoàn viên, trong đó {{ so_nu }} nữ./.")
    page.signature()
    return page.content()


def _form_template() -> bytes:
    page = Page(FORM_KIND.title)
    page.heading()
    page.title("PHIẾU ĐOÀN VIÊN", "{{ ho_ten }}")
    for label, name in FORM:
        line = write(page.document.add_paragraph(), f"{label}: ", size=SMALL)
        line.paragraph_format.space_before = Pt(3)
        written = line.add_run(f"{{{{ {name} }}}}")
        written.font.size, written.bold = Pt(SMALL), name == "ho_ten"
    for title, table, columns in (
        ("Quá trình sinh hoạt công đoàn", "qua_trinh", COURSE),
        ("Chức vụ công đoàn đã giữ", "chuc_vu_da_giu", OFFICES),
    ):
        with page.where(table):
            heading = write(page.document.add_paragraph(), title, bold=True, size=BODY, align=ALIGN.LEFT)
            heading.paragraph_format.space_before = Pt(9)
            heading.paragraph_format.keep_with_next = True
            page.table(table, columns)
    page.signature(beside=("ĐOÀN VIÊN", "(Ký, ghi rõ họ tên)"))
    return page.content()


_PERSON = (
    Field("ho_ten", "Họ và tên", "Trần Thị Mẫu"),
    Field("can_cuoc", "Số căn cước; chỉ có khi người in ghi mục đích", "001185012345"),
    Field("cong_viec", "Chức vụ, công việc", "Công nhân may"),
    Field("ngay_vao", "Ngày vào công đoàn", "05/11/2020"),
    Field("so_the", "Số thẻ đang dùng", "1234567890"),
)

LIST = Kind(
    "list.members",
    "Danh sách đoàn viên",
    "doan-vien",
    (
        *LIST_FIELDS,
        Field("so_doan_vien", "Số đoàn viên trong danh sách", "2"),
        Field("so_nu", "Số nữ trong danh sách", "1"),
        Field(
            "doan_vien",
            "Các đoàn viên của đơn vị và cấp dưới",
            columns=(
                Field("tt", "Số thứ tự", "1"),
                *_PERSON,
                Field("sinh_nam", "Ngày hoặc năm sinh, nếu là nam", ""),
                Field("sinh_nu", "Ngày hoặc năm sinh, nếu là nữ", "20/10/1985"),
                Field("don_vi", "Tổ, bộ phận hoặc công đoàn cơ sở", "Tổ may 1"),
                Field("phong_ban", "Phòng, ban, phân xưởng", "Phân xưởng may"),
                Field("ghi_chu", "Tình trạng, nếu không phải đang sinh hoạt", ""),
            ),
        ),
    ),
    _list_template,
)

FORM_KIND = Kind(
    "form.member",
    "Phiếu đoàn viên",
    "phieu",
    (
        *LIST_FIELDS,
        *_PERSON,
        Field("ngay_sinh", "Ngày hoặc năm sinh", "20/10/1985"),
        Field("gioi_tinh", "Nam hoặc Nữ", "Nữ"),
        Field("bhxh", "Mã số bảo hiểm xã hội; chỉ có khi người in ghi mục đích", "0123456789"),
        Field("dien_thoai", "Điện thoại; chỉ có khi người in ghi mục đích", "0912345678"),
        Field("noi_o", "Nơi ở; chỉ có khi người in ghi mục đích", "Phường Tân Ninh, tỉnh Tây Ninh"),
        Field("trinh_do", "Trình độ", "Trung cấp"),
        Field("nghe_nghiep", "Nhóm nghề nghiệp", "Lao động thủ công"),
        Field("phong_ban", "Phòng, ban, phân xưởng", "Phân xưởng may"),
        Field("hop_dong", "Loại hợp đồng", "Không xác định thời hạn"),
        Field("ngay_vao_lam", "Ngày vào làm", "01/06/2019"),
        Field("noi_ket_nap", "Nơi kết nạp", "Công đoàn cơ sở Công ty TNHH May Mẫu"),
        Field("tinh_trang", "Tình trạng sinh hoạt", "Đang sinh hoạt"),
        Field(
            "qua_trinh",
            "Quá trình sinh hoạt công đoàn",
            columns=(
                Field("tu_ngay", "Ngày", "05/11/2020"),
                Field("su_kien", "Kết nạp, chuyển sinh hoạt …", "Kết nạp"),
                Field("don_vi", "Đơn vị", "CĐCS Công ty TNHH May Mẫu"),
            ),
        ),
        Field(
            "chuc_vu_da_giu",
            "Chức vụ công đoàn đã giữ",
            columns=(
                Field("tu_ngay", "Từ ngày", "01/01/2023"),
                Field("chuc_vu", "Chức vụ", "Tổ trưởng"),
                Field("don_vi", "Đơn vị", "Tổ may 1"),
            ),
        ),
    ),
    _form_template,
)

KINDS = (LIST, FORM_KIND)
