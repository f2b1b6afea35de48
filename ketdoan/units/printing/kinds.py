"""The kinds of prints, and the fields that a Word template of each may use."""

from collections.abc import Callable
from dataclasses import dataclass

from ketdoan.core.modules import modules
from ketdoan.core.printing import Field

# Where the data do not say something yet, a print leaves room to write it by hand.
BLANK = "……………"
BLANK_NUMBER = "……/QĐ-……"
BLANK_DAY = "ngày …… tháng …… năm ………"

_HEAD = (
    Field("cap_tren", "Tên công đoàn cấp trên của nơi ban hành, chữ in hoa", "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM"),
    Field("don_vi_ban_hanh", "Tên công đoàn ban hành, chữ in hoa", "LIÊN ĐOÀN LAO ĐỘNG TỈNH TÂY NINH"),
    Field("quoc_hieu", "Dòng thứ nhất bên phải (theo tham số pháp luật)", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    Field("tieu_ngu", "Dòng thứ hai bên phải (theo tham số pháp luật)", "Độc lập - Tự do - Hạnh phúc"),
    Field("dia_danh", "Địa danh nơi ban hành", "Tây Ninh"),
    Field("ngay_ky", "Ngày ký, viết bằng chữ", "ngày 05 tháng 11 năm 2026"),
    Field("chuc_vu_nguoi_ky", "Chức vụ người ký, chữ in hoa", "CHỦ TỊCH"),
    Field("nguoi_ky", "Họ và tên người ký", "Nguyễn Văn Mẫu"),
)

_DECISION = (
    *_HEAD,
    Field("so_ky_hieu", "Số, ký hiệu của quyết định", "12/QĐ-LĐLĐ"),
    Field("trich_yeu", "Trích yếu, bắt đầu bằng “Về việc”", "Về việc tổ chức, cán bộ công đoàn"),
    Field("co_quan_ban_hanh", "Tập thể quyết định, chữ in hoa", "BAN THƯỜNG VỤ"),
    Field(
        "can_cu",
        "Các căn cứ pháp lý (theo tham số pháp luật)",
        columns=(Field("noi_dung", "Nội dung căn cứ", "Căn cứ Luật Công đoàn số 50/2024/QH15;"),),
    ),
    Field("tu_ngay", "Ngày có hiệu lực", "05/11/2026"),
    Field("ten_don_vi", "Tên đầy đủ của đơn vị", "Công đoàn cơ sở Công ty TNHH May Mẫu"),
    Field("truc_thuoc", "Công đoàn cấp trên trực tiếp của đơn vị", "Công đoàn phường Tân Ninh"),
)

_UNIT_ROW = (
    Field("tt", "Số thứ tự", "1"),
    Field("ma", "Mã đơn vị", "TN-0001"),
    Field("ten", "Tên đầy đủ", "Công đoàn cơ sở Công ty TNHH May Mẫu"),
    Field("loai", "Loại đơn vị", "Công đoàn cơ sở"),
)

_PERSON = (
    Field("danh_xung", "“ông” hoặc “bà”; cả hai nếu hồ sơ chưa ghi giới tính", "bà"),
    Field("ho_ten", "Họ và tên", "Trần Thị Mẫu"),
    Field("ngay_sinh", "Ngày sinh", "20/10/1985"),
    Field("chuc_vu", "Chức vụ", "Chủ tịch"),
    Field("co_quan", "Ban Chấp hành, Ủy ban kiểm tra …", "Ban Chấp hành"),
    Field("nhiem_ky", "Nhiệm kỳ", "2023 – 2028"),
    Field("phan_cong", "Nhiệm vụ được phân công", "Phụ trách chung"),
)

_MEMBER_ROW = (
    Field("tt", "Số thứ tự", "1"),
    Field("danh_xung", "“Ông” hoặc “Bà”", "Bà"),
    Field("ho_ten", "Họ và tên", "Trần Thị Mẫu"),
    Field("nam_sinh", "Năm sinh", "1985"),
    Field("chuc_vu", "Chức vụ", "Chủ tịch"),
    Field("phan_cong", "Nhiệm vụ được phân công", "Phụ trách chung"),
)

LIST_FIELDS = (
    *_HEAD,
    Field("ten_don_vi", "Tên đầy đủ của đơn vị", "Liên đoàn Lao động tỉnh Tây Ninh"),
    Field("tai_ngay", "Ngày của số liệu", "05/11/2026"),
)


@dataclass(frozen=True)
class Kind:
    """A kind of print: its code, what people call it, the end of its file names, and its fields. `shipped` makes the
    template of a kind that another module registers."""

    code: str
    title: str
    slug: str
    fields: tuple[Field, ...]
    shipped: Callable[[], bytes] | None = None


def _units(name: str, meaning: str) -> Field:
    return Field(name, meaning, columns=_UNIT_ROW)


_ALL = (
    Kind(
        "decision.found",
        "Quyết định thành lập, công nhận đơn vị",
        "thanh-lap",
        (
            *_DECISION,
            Field("viec", "“Thành lập” hoặc “Công nhận”", "Thành lập"),
            Field("loai_don_vi", "Loại đơn vị", "Công đoàn cơ sở doanh nghiệp"),
            Field("dia_chi", "Địa chỉ của đơn vị", "Số 1 đường Mẫu, phường Tân Ninh, tỉnh Tây Ninh"),
            Field("nguoi_su_dung_lao_dong", "Người sử dụng lao động", "Công ty TNHH May Mẫu"),
            Field("so_lao_dong", "Số lao động", "1.008"),
        ),
    ),
    Kind(
        "decision.rename",
        "Quyết định đổi tên đơn vị",
        "doi-ten",
        (*_DECISION, Field("ten_cu", "Tên trước khi đổi", "Công đoàn cơ sở Công ty May Cũ")),
    ),
    Kind(
        "decision.move",
        "Quyết định chuyển đơn vị trực thuộc",
        "chuyen-don-vi",
        (
            *_DECISION,
            _units("don_vi_chuyen", "Các đơn vị được chuyển"),
            Field("so_don_vi", "Số đơn vị được chuyển", "2"),
            Field("tu_don_vi", "Nơi chuyển giao", "Công đoàn Khu kinh tế"),
            Field("den_don_vi", "Nơi tiếp nhận", "Công đoàn phường Tân Ninh"),
        ),
    ),
    Kind(
        "decision.merge",
        "Quyết định hợp nhất đơn vị",
        "hop-nhat",
        (*_DECISION, _units("don_vi_cu", "Các đơn vị hợp nhất"), Field("so_don_vi", "Số đơn vị hợp nhất", "2")),
    ),
    Kind(
        "decision.absorb",
        "Quyết định sáp nhập đơn vị",
        "sap-nhap",
        (*_DECISION, _units("don_vi_cu", "Các đơn vị bị sáp nhập"), Field("so_don_vi", "Số đơn vị sáp nhập", "2")),
    ),
    Kind(
        "decision.dissolve",
        "Quyết định giải thể, kết thúc hoạt động",
        "giai-the",
        (
            *_DECISION,
            Field("loai_don_vi", "Loại đơn vị", "Công đoàn cơ sở doanh nghiệp"),
            _units("don_vi_ket_thuc", "Các đơn vị kết thúc hoạt động; trống nếu chỉ có một đơn vị"),
            Field("so_don_vi", "Số đơn vị kết thúc hoạt động", "2"),
        ),
    ),
    Kind(
        "decision.plan",
        "Quyết định sắp xếp tổ chức theo phương án",
        "sap-xep",
        (
            *_DECISION,
            Field("ten_phuong_an", "Tên phương án", "Sắp xếp công đoàn cơ sở phường Tân Ninh"),
            Field("so_don_vi", "Số đơn vị được sắp xếp", "2"),
            Field(
                "viec",
                "Danh sách kèm theo: từng việc của phương án",
                columns=(
                    Field("tt", "Số thứ tự", "1"),
                    Field("noi_dung", "Nội dung sắp xếp", "Sáp nhập vào Công đoàn cơ sở Công ty TNHH May Mẫu"),
                    Field("don_vi", "Các đơn vị được sắp xếp", "CĐCS Công ty An Mẫu (TN-0002)"),
                    Field("ghi_chu", "Đơn vị mới, nơi tiếp nhận", "Trực thuộc Công đoàn phường Tân Ninh"),
                ),
            ),
        ),
    ),
    Kind(
        "decision.appoint",
        "Quyết định công nhận, chỉ định chức vụ",
        "bo-nhiem",
        (*_DECISION, *_PERSON),
    ),
    Kind(
        "decision.end_appointment",
        "Quyết định cho thôi giữ chức vụ",
        "thoi-giu-chuc-vu",
        (*_DECISION, *_PERSON),
    ),
    Kind(
        "decision.executive",
        "Quyết định công nhận Ban Chấp hành, Ủy ban kiểm tra",
        "cong-nhan-ban-chap-hanh",
        (
            *_DECISION,
            Field("co_quan", "Ban Chấp hành, Ủy ban kiểm tra …", "Ban Chấp hành"),
            Field("khoa", "Khóa, dạng “khóa IV”; trống nếu chưa ghi", "khóa IV"),
            Field("nhiem_ky", "Nhiệm kỳ", "2023 – 2028"),
            Field("so_uy_vien", "Số ủy viên có tên trong danh sách", "05"),
            Field("so_uy_vien_bang_chu", "Số ủy viên, viết bằng chữ", "năm"),
            Field("uy_vien", "Danh sách ủy viên", columns=_MEMBER_ROW),
        ),
    ),
    Kind(
        "list.units",
        "Danh sách đơn vị trực thuộc",
        "don-vi-truc-thuoc",
        (
            *LIST_FIELDS,
            Field("so_don_vi", "Số đơn vị trong danh sách", "2"),
            Field(
                "don_vi",
                "Các đơn vị trực thuộc",
                columns=(*_UNIT_ROW, Field("tinh_trang", "Tình trạng", "Đang hoạt động")),
            ),
        ),
    ),
    Kind(
        "list.officers",
        "Danh sách Ban Chấp hành, Ủy ban kiểm tra",
        "can-bo",
        (
            *LIST_FIELDS,
            Field(
                "co_quan",
                "Các cơ quan của đơn vị",
                columns=(
                    Field("ten", "Tên cơ quan", "Ban Chấp hành"),
                    Field("nhiem_ky", "Nhiệm kỳ", "2023 – 2028"),
                    Field("so_nguoi", "Số người", "5"),
                    Field("khuyet", "Số ủy viên còn khuyết", "0"),
                    Field("thanh_vien", "Những người trong cơ quan", columns=_MEMBER_ROW),
                ),
            ),
        ),
    ),
)

#: The kinds of this module.
KINDS = {kind.code: kind for kind in _ALL}


def all_kinds() -> dict[str, Kind]:
    """Every kind by its code: those of this module, then those that other modules register."""
    return KINDS | {kind.code: kind for module in modules() for kind in module.prints}
